"""What is asked of a verification, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from archive.findings import Finding
from archive.log.note import Checkpoint
from archive.workspace import Workspace
from toolkit.handover.statement import Statement

#: Whose word it is that the key is the right one.
Anchor = Literal["fingerprint", "list", "workspace", "package", "none"]

#: Called with the stage that is at work and how much of it is done, 0 to 1.
Progress = Callable[[str, float], None]

#: Files whose damage leaves the bundle and the log whole: the archive does not hang on them.
_ESSENTIAL = ("data/records.bundle", "data/log/", "bag-info.txt", "bagit.txt", "manifest-",
              "tagmanifest-", "signature/")  # fmt: skip

#: Codes of damage to one file, or of a file that is not what the records make of it.
_OF_ONE_FILE = frozenset(("P008", "P010", "P029", "P051", "P052", "P053", "P058"))


@dataclass(frozen=True, slots=True)
class Asked:
    """How a package is to be verified.

    Trust comes from the first of these that is given: `fingerprint` (told by its owner),
    `signers` (the contents of a list of keys), `workspace`; else from the package's own list,
    which is told. `onto` is the workspace that a delta goes on from (`workspace` where it is left
    out), `checkpoint` one held elsewhere, `authority` the certificates of a time stamp authority.
    `unsigned` lets a package without signature pass, `quick` stops after fixity and signature.
    """

    fingerprint: str | None = None
    signers: bytes | None = None
    workspace: Workspace | None = None
    onto: Workspace | None = None
    checkpoint: Checkpoint | None = None
    authority: bytes | None = None
    unsigned: bool = False
    quick: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Judged:
    """Who signed: what was signed, by which key, and whose word stands for that key."""

    statement: Statement | None = None
    fingerprint: str = ""
    anchor: Anchor = "none"
    stamped: str = ""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was unpacked for judging: a workspace of its own, and its archive."""

    workspace: Workspace
    branch: str
    commit: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a package is worth.

    `files` are those of the payload with their listed SHA-256. `leaves` is the size of its log,
    `custody` how many earlier handovers its log was found to hold whole. `unpacked` is None where
    it did not come to that.
    """

    path: Path
    name: str
    info: Mapping[str, str]
    digest: str
    files: Mapping[str, str]
    octets: int
    judged: Judged
    findings: tuple[Finding, ...]
    quick: bool = False
    leaves: int | None = None
    custody: int = 0
    unpacked: Unpacked | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings for which it is not accepted as it is."""
        return tuple(each for each in self.findings if each.severity == "error")

    @property
    def accepted(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.errors

    @property
    def with_reservations(self) -> bool:
        """Whether what is wrong leaves the bundle and the log whole, so that it may be taken."""
        return self.unpacked is not None and all(is_beside(each) for each in self.errors)

    def as_dict(self) -> dict[str, Any]:
        """The machine-readable form."""
        said = self.judged.statement
        return {
            "package": self.name,
            "path": str(self.path),
            "kind": self.info.get("Secretariat-Kind"),
            "from": self.info.get("Secretariat-From"),
            "to": self.info.get("Secretariat-To"),
            "commit": self.info.get("Secretariat-Commit"),
            "digest": f"sha256:{self.digest}" if self.digest else None,
            "files": len(self.files),
            "bytes": self.octets,
            "signed_at": f"{said.time:%Y-%m-%dT%H:%M:%SZ}" if said else None,
            "key": self.judged.fingerprint or None,
            "trust": self.judged.anchor,
            "stamped": self.judged.stamped or None,
            "leaves": self.leaves,
            "earlier_handovers_contained": self.custody,
            "quick": self.quick,
            "accepted": self.accepted,
            "acceptable_with_reservations": self.with_reservations,
            "findings": [each.as_dict() for each in self.findings],
        }


def is_beside(finding: Finding) -> bool:
    """Whether what an error tells of is a file that the archive does not hang on."""
    if finding.code == "P040":
        return False
    one_file = finding.code in _OF_ONE_FILE and not finding.path.startswith(_ESSENTIAL)
    return one_file or (finding.code == "P014" and finding.path == "bag-info.txt")


def files_named(findings: tuple[Finding, ...]) -> frozenset[str]:
    """The files of the payload of which an error tells."""
    return frozenset(each.path for each in findings if each.severity == "error")
