"""Findings: what checking, building and receiving have to say, each with a stable code.

One table serves every command. A code never changes its meaning; its page is
`docs/findings.md#<code in small letters>`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from archive.codes import CODES as CODES
from archive.codes import Code as Code
from archive.codes import Severity

PAGE = "docs/findings.md"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding. `path` is workspace-relative with /, `line` 1-based (0: the whole file)."""

    path: str
    line: int
    code: str
    message: str
    subject: str = ""

    @property
    def severity(self) -> Severity:
        """How grave it is: an error must be mended, a warning should be."""
        return CODES[self.code].severity

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return CODES[self.code].remedy

    @property
    def page(self) -> str:
        """The page that explains it, workspace-relative."""
        return f"{PAGE}#{self.code.lower()}"

    def as_dict(self) -> dict[str, object]:
        """The machine-readable form that `--json` prints."""
        return {
            **asdict(self),
            "severity": self.severity,
            "title": CODES[self.code].title,
            "remedy": self.remedy,
            "page": self.page,
        }

    def line_of_text(self) -> str:
        """`path:line: CODE severity: message; remedy`, the form every editor can jump from."""
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.code} {self.severity}: {self.message}; {self.remedy}"


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among `findings`, or None where there are none."""
    order: tuple[Severity, ...] = ("error", "warning", "note")
    found = {finding.severity for finding in findings}
    return next((severity for severity in order if severity in found), None)
