"""The codes of findings: one table, with what is found, how grave it is, and what to do about it.

A module for each first letter, by what is looked at: R `records`, H `histories`, I `intake`, K
`keys`, L `log`, P `packages` as bags and, from P040 on, what is `received` in them, T `retention`,
E `editions`, G `readiness`. A code never changes its meaning; its page is
`docs/findings.md#<code in small letters>`.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.codes import (
    editions,
    histories,
    intake,
    keys,
    log,
    packages,
    readiness,
    received,
    records,
    retention,
)
from archive.codes.row import Severity as Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the table: what is found, how grave, and what to do about it."""

    code: str
    severity: Severity
    title: str
    remedy: str


CODES = {
    row[0]: Code(*row)
    for each in (
        records,
        histories,
        intake,
        keys,
        log,
        packages,
        received,
        retention,
        editions,
        readiness,
    )
    for row in each.ROWS
}
