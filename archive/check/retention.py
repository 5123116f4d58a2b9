"""Looks at the rules of retention, and at what was left of records that were disposed of."""

from __future__ import annotations

from collections.abc import Iterator

from archive.check.files import ReadWorkspace
from archive.findings import Finding
from archive.model import Retention


def check(read: ReadWorkspace) -> Iterator[Finding]:
    """The findings of the schedule and of stubs."""
    yield from _stubs(read)
    default: dict[str, str] = {}
    for listed in read.entries.values():
        rule = listed.entry
        if not isinstance(rule, Retention):
            continue
        if (rule.years or rule.months) and not rule.permanent and rule.after is None:
            said = f"the rule `{rule.id}` gives a period, but not the event from which it counts"
            yield listed.yaml.finding("T003", (listed.place,), said, rule.id)
        for place, kind in enumerate(rule.kinds):
            if kind in default:
                said = f"the rules `{default[kind]}` and `{rule.id}` both hold for `{kind}`"
                yield listed.yaml.finding("T004", (listed.place, "kinds", place), said, rule.id)
            default.setdefault(kind, rule.id)


def _stubs(read: ReadWorkspace) -> Iterator[Finding]:
    for record in read.records.values():
        disposal = record.front.disposal
        if disposal is None:
            continue
        if disposal.certificate and disposal.certificate not in read.files:
            said = f"its certificate {disposal.certificate} is not there"
            place = ("disposal", "certificate")
            yield record.yaml.finding("T002", place, said, record.front.id)
