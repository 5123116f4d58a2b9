"""What the archive learned of something, and what changed between two versions, in plain words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from toolkit import output

if TYPE_CHECKING:
    from archive.compare import Comparison
    from archive.reading import HistoryRow, VersionRow

#: Lines around a change that a difference shows; longer stretches without change are left out.
_CONTEXT = 2

#: What an event is about, in the words of the registers.
_THINGS = {
    "body_chair": "chair",
    "entity_state": "entry",
    "follows": "source followed",
    "partner_period": "membership",
    "person_alias": "other name",
    "unknown": "gap",
}

#: Rows that say again, for questions, what an entry says; told where the entry's own row is not.
_TWICE = ("mandate_state", "meeting_state", "theme_list_state")

#: Of an event's values, what is worked out from the others, or is the subject itself.
_DERIVED = frozenset(
    (
        *("id", "subject", "claims", "follows", "unknowns", "date_start", "date_end"),
        *("valid_from", "surely_from", "surely_to", "valid_to", "value_from", "value_to"),
    )
)


def history_rows(rows: Sequence[HistoryRow]) -> list[tuple[str, str, str, str]]:
    """(when, by whom, what, why) of each thing the archive learned, oldest first."""
    out = []
    whole = {row.commit_seq for row in rows if row.kind.startswith("entity_state.")}
    for row in rows:
        twice = row.kind.startswith(_TWICE) and row.commit_seq in whole
        what = "" if twice else _what(row)
        if what:
            when = row.time[:10] if row.hash else "not saved"
            why = row.message.splitlines()[0] if row.message and row.hash else ""
            out.append((when, row.author or "", what, why))
    return out


def _what(row: HistoryRow) -> str:
    """What `row` tells; '' where that is nothing that a reader would miss."""
    thing, _, verb = row.kind.rpartition(".")
    if row.n is not None:
        moved = f" from {row.old} to {row.new}" if row.old and row.old != row.new else ""
        return f"version {row.n}: {verb}{moved}"
    name = _THINGS.get(thing, thing.removesuffix("_state").replace("_", " "))
    told = _turn(_value(row.old), _value(row.new))
    if not told and verb == "changed":
        return ""
    since = f" (from {row.valid_from} on)" if row.valid_from and row.valid_from not in told else ""
    return f"{name} {verb}{': ' if told else ''}{told}{since}"


def _value(text: str | None) -> Any:
    """What an event holds: the values of a row, or a plain text."""
    if text is None or not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _turn(old: Any, new: Any) -> str:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        said = []
        for key in (*old, *(key for key in new if key not in old)):
            was, now = old.get(key), new.get(key)
            if was != now and key not in _DERIVED and not _nested(was) and not _nested(now):
                turn = f"{_plain(was) or 'nothing'} -> {_plain(now) or 'nothing'}"
                said.append(f"{_name(key)}: {turn}")
        return "; ".join(said)
    before, after = _plain(old), _plain(new)
    return f"{before} -> {after}" if before and after else after or before


def _name(key: str) -> str:
    return key.removesuffix("_edtf").replace("_", " ")


def _nested(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(each, Mapping) for each in value)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(
            f"{_name(key)} {_plain(each)}"
            for key, each in value.items()
            if each not in (None, "", []) and key not in _DERIVED and not _nested(each)
        )
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, str) and value.startswith("["):  # lists are kept as JSON
        inner = _value(value)
        return value if isinstance(inner, str) else _plain(inner)
    return "" if value is None else str(value)


def comparison_lines(told: Comparison) -> list[str]:
    """What changed between two versions, in colour or with marks, long equal parts left out."""
    lines = [
        _title(f"{told.record}: version {told.old.n} -> version {told.new.n}"),
        f"  old: {_moment(told.old)}",
        f"  new: {_moment(told.new)}",
    ]
    if told.same:
        return [*lines, "", "Not a word differs."]
    for name, changes in (("Front matter", told.front), ("Text", told.text)):
        if any(change.op != "same" for change in changes):
            shown = output.difference(changes, colour=output.coloured(), context=_CONTEXT)
            lines += ["", click.style(name, bold=True), shown.strip("\n")]
    return lines


def _moment(version: VersionRow) -> str:
    if version.uncommitted:
        return "not saved yet"
    first = version.message.splitlines()[0] if version.message else ""
    by = f" by {version.author}" if version.author else ""
    return output.clean(f"{version.time[:10]}{by}: {first}")


def _title(text: str) -> str:
    return click.style(output.clean(text), bold=True)
