"""What the archive learned of something, and what changed between two versions, in plain words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from archive.text.spoken import date_words
from toolkit import output
from toolkit.statements import NameOf, Names, value_in_words

if TYPE_CHECKING:
    from archive.compare import Comparison
    from archive.learned import Turn
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
}

#: What became of a record in a version, where the archive's own word for it is short.
_VERBS = {
    "text": "text changed",
    "metadata": "facts changed",
    "format": "same words, set otherwise",
    "rename": "renamed",
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


def history_lines(
    own: str,
    rows: Sequence[HistoryRow],
    turns: Sequence[Turn],
    name_of: NameOf,
    width: int | None,
) -> list[str]:
    """The history of `own`, save by save: when, by whom and why, and what was learned.

    `turns` is what the versions of a record changed in what it says of other things.
    """
    names = Names(name_of)
    saved: dict[int, list[HistoryRow]] = {}
    for row in rows:
        saved.setdefault(row.commit_seq, []).append(row)
    lines: list[str] = []
    for seq, group in saved.items():
        here = [turn for turn in turns if turn.commit_seq == seq]
        told = _learned(group, {turn.property for turn in here if turn.subject == own}, name_of)
        told += _said(group, own, here, names)
        if not told:
            continue
        lines += [""] if lines else []
        lines += _save(group[0], width)
        for each in dict.fromkeys(told):
            lines += output.hung("", each, width, 4, 2)
    return lines


def _save(row: HistoryRow, width: int | None) -> list[str]:
    if not row.hash:
        return [click.style("not saved yet", bold=True)]
    head = f"{click.style(row.time[:10], bold=True)}  {click.style(row.hash[:10], dim=True)}"
    why = row.message.splitlines()[0] if row.message else ""
    return output.hung(head, f"{row.author or ''}: {why}", width, 24)


def _learned(group: Sequence[HistoryRow], turned: set[str], name_of: NameOf) -> list[str]:
    """What one save told; what a line on a version or on its statements (`turned`) says is not."""
    whole = any(row.kind.startswith("entity_state.") for row in group)
    begins = any(row.kind == "record.created" for row in group)
    status = next((row.new for row in group if row.kind == "record.status"), None)
    told = []
    for row in group:
        if row.kind in ("record.created", "record.removed"):
            continue  # the line of the version says it
        if begins and row.kind == "record.status":
            continue
        if whole and row.kind.startswith(_TWICE):
            continue
        if row.kind.startswith(("claim.", "unknown.")) and _property(row) in turned:
            continue
        what = _what(row, name_of)
        if row.n is not None and begins and status:
            what += f", status {status}"
        told.append(what)
    return [each for each in told if each]


def _property(row: HistoryRow) -> str:
    said = _value(row.new or row.old)
    return str(said.get("property", "")) if isinstance(said, Mapping) else ""


def _said(group: Sequence[HistoryRow], own: str, turns: Sequence[Turn], names: Names) -> list[str]:
    """What a version says anew of other things; of a first version it is only counted."""
    if any(row.kind == "version.created" for row in group):
        claims = sum(turn.what == "claim" for turn in turns)
        gaps = len(turns) - claims
        counted = [output.count(claims, "claim")] if claims else []
        counted += (
            [f"that {output.count(gaps, 'thing is', 'things are')} not known"] if gaps else []
        )
        return [f"it states {' and '.join(counted)}"] if counted else []
    return [_turned(turn, own, names) for turn in turns]


def _turned(turn: Turn, own: str, names: Names) -> str:
    thing = "" if turn.subject == own else names(turn.subject)
    about = f" of {thing}" if thing else ""
    old, new = (_stated(each, names.name_of) for each in (turn.old, turn.new))
    if turn.what == "unknown":
        if turn.old is None:
            return f"not known{about}: {turn.property}" + (f" - {new}" if new else "")
        if turn.new is None:
            return f"no longer said to be unknown{about}: {turn.property}"
        return f"not known{about}: {turn.property}: {old or 'no note'} -> {new or 'no note'}"
    what = f"claim{' on ' if thing else ''}{thing}, {turn.property}"
    if turn.old is None:
        return f"new {what}: {new}"
    if turn.new is None:
        return f"{what}: {old} withdrawn"
    if turn.old[1] == turn.new[1]:
        old, new = (value_in_words(each[0], names.name_of) for each in (turn.old, turn.new))
    return f"{what}: {old} -> {new}"


def _stated(said: tuple[str, str] | None, name_of: NameOf) -> str:
    if said is None:
        return ""
    value, kind = said
    return f"{value_in_words(value, name_of)} ({kind})" if kind else value


def _what(row: HistoryRow, name_of: NameOf) -> str:
    """What `row` tells; '' where that is nothing that a reader would miss."""
    thing, _, verb = row.kind.rpartition(".")
    if row.n is not None:
        moved = f" from {row.old} to {row.new}" if row.old and row.old != row.new else ""
        return f"version {row.n}: {_VERBS.get(verb, verb)}{moved}"
    old, new = _value(row.old), _value(row.new)
    if thing == "claim":
        return _claim(verb, old, new, name_of)
    if thing == "unknown":
        return _gap(old, new)
    if thing == "follows" and verb == "added" and isinstance(new, Mapping):
        because = f" - {new['because']}" if new.get("because") else ""
        return f"the register follows {new.get('source')} for {new.get('property')}{because}"
    told = _turn(old, new)
    if not told and verb == "changed":
        return ""
    since = f" (from {row.valid_from} on)" if row.valid_from and row.valid_from not in told else ""
    if thing == "record":
        return f"{_name(verb)}: {told}{since}"
    name = _THINGS.get(thing, thing.removesuffix("_state").replace("_", " "))
    return f"{name} {verb}{': ' if told else ''}{told}{since}"


def _claim(verb: str, old: Any, new: Any, name_of: NameOf) -> str:
    """A claim on the very thing that the history is of."""
    before = old if isinstance(old, Mapping) else {}
    after = new if isinstance(new, Mapping) else {}
    last = after or before
    about, kind, says = last.get("property", ""), last.get("kind", ""), _source(last)
    value = value_in_words(str(last.get("value", "")), name_of)
    if not (before and after):
        return f"claim {verb}: {about}: {value} ({kind}){says}"
    was = value_in_words(str(before.get("value", "")), name_of)
    if (before.get("property"), before.get("kind"), _source(before)) == (about, kind, says):
        return f"claim on {about}: {was} -> {value} ({kind}){says}" if was != value else ""
    earlier = f"{before.get('property')}: {was} ({before.get('kind')}){_source(before)}"
    return f"claim changed: {earlier} -> {about}: {value} ({kind}){says}"


def _source(claim: Mapping[str, Any]) -> str:
    place = claim.get("record") or claim.get("source")
    anchor = f"#{claim['anchor']}" if claim.get("anchor") else ""
    return f", says {place}{anchor}" if place else ""


def _gap(old: Any, new: Any) -> str:
    """What the archive knew that it did not know of the very thing that the history is of."""
    before = old.get("property") if isinstance(old, Mapping) else None
    after = new.get("property") if isinstance(new, Mapping) else None
    if after is None:
        return f"no longer said to be unknown: {before}"
    note = f" - {new['note']}" if new.get("note") else ""
    if before is None or before == after:
        return f"not known: {after}{note}"
    return f"not known: {after}{note}, in place of: {before}"


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
    return "" if value is None else date_words(str(value))


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
