"""The order in which findings are shown: the gravest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from archive.readiness import Lack

#: The gravest first.
SEVERITIES: Final = ("error", "warning", "note")


def gravest_first(lacks: Iterable[Lack]) -> list[Lack]:
    """`lacks` by severity, cost and code; else in the order in which they were found."""
    return sorted(
        lacks,
        key=lambda lack: (
            SEVERITIES.index(lack.finding.severity), -lack.cost, lack.finding.code,
        ),
    )  # fmt: skip
