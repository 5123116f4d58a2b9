"""The life of a decision as lines of plain words: states, wordings, relations, tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from archive.decisions.kinds import INVERSE
from archive.text.spoken import date_words
from toolkit import output
from toolkit.rules import why_proposed
from toolkit.statements import NameOf, Names

if TYPE_CHECKING:
    from archive.decisions.chapters import Biography, Bond, Cited, Save, Stage, Task, Wording

Facts = list[tuple[str, str | Sequence[str]]]

#: A relation as the side that it acts on tells it.
_INWARD = {kind: name.replace("-", " ") for name, kind in INVERSE.items()}
_UNDATED = "date not known"

#: Columns before what happened: two days of a month in words fit.
_WHEN = 24

#: Characters of another text that are quoted.
_QUOTED = 160

#: Fields of a wording that are told when they change, and what they are called.
_SAID = ("sort", "actor", "verb", "addressee", "responsible", "due", "effective", "until", "basis")


def life_lines(life: Biography, name_of: NameOf, width: int | None) -> list[str]:
    """All that is known of a decision, oldest first within each part."""
    names = Names(name_of)
    lines = _bold(f"{life.reference} ({life.id})", width)
    now = life.now or (life.wordings[-1] if life.wordings else None)
    if now is not None:
        lines += output.hung("", now.text, width, 0)
    lines += ["", *output.facts(_facts(life, now, names), width)]
    parts = (
        ("Its life", _timeline(life, names)),
        ("What was known before of its states", _known_before(life.stages)),
        ("How it bears on others", [(None, text) for text in map(_bond, life.bonds)]),
    )
    for head, told in parts:
        lines += _part(head, told, width)
    if life.wordings:
        lines += ["", *_bold("What the texts said:", width)]
        lines += _wordings(life.wordings, width)
    for task in life.tasks:
        lines += ["", *_bold(f"The task that came of it: {_task(task, names)}", width)]
        for event in task.events:
            owner = f", {names(event.owner)}" if event.owner else ""
            said = f"{event.kind}{owner}, says {event.source}{_doubt(event.basis)}"
            lines += _dated(date_words(event.date) or _UNDATED, said, width)
    kin = [
        (None, f"{each.kind} {each.title} ({each.record}), {each.status}{_on(each.date)}")
        for each in life.kin
    ]
    return lines + _part("Drafts and successors of its record", kin, width)


def short_lines(life: Biography, name_of: NameOf, width: int | None) -> list[str]:
    """What a reader of the paragraph should know: that it is a decision, its state, its ties."""
    names = Names(name_of)
    now = life.now
    sort = now.sort if now else "decision"
    said = f"A {sort}{', ' + _state(life, names) if life.state else ''}."
    lines = _bold(said, width)
    if now and now.basis == "proposed":
        lines += output.hung("", _unconfirmed(life, now), width, 2, 2)
    if life.minutes_unadopted:
        lines += output.hung("", "It stands in minutes that no later meeting adopted.", width, 2, 2)
    for bond in life.bonds:
        if bond.ended is None:
            lines += output.hung("", _bond(bond), width, 2, 2)
    return [*lines, *output.hung("", f"Its life: secretariat history {life.id}", width, 2, 2)]


def _facts(life: Biography, now: Wording | None, names: Names) -> Facts:
    facts: Facts = []
    if life.state:
        facts.append(("state", _state(life, names)))
    if now is not None:
        stated = now.basis == "stated"
        basis = f"{now.sort}, stated ({why_proposed(now.rule)})" if stated else ""
        facts.append(("it is", basis or f"{now.sort}, perhaps: {_unconfirmed(life, now)}"))
    for key in ("meeting", "body", "mandate"):
        value = getattr(life, key)
        if value:
            facts.append((key, names(value)))
    if now is not None:
        known = f" ({life.addressee})" if life.addressee else ""
        to = f"{now.addressee}{known}" if now.addressee else None
        told = (("by", now.actor), ("verb", now.verb), ("to", to))
        facts += [(key, value) for key, value in told if value]
        if now.responsible:
            facts.append(("responsible", names(now.responsible)))
        dates = (("due", now.due), ("effective", now.effective), ("until", now.until))
        facts += [(key, date_words(value)) for key, value in dates if value]
    if life.minutes_unadopted:
        facts.append(("note", "it stands in minutes that no later meeting adopted"))
    if life.removed:
        facts.append(("note", "it is no longer in the current text of its record"))
    return facts


def _unconfirmed(life: Biography, now: Wording) -> str:
    return (
        f"proposed by the reader ({why_proposed(now.rule)}) and not confirmed: "
        f"secretariat review {life.id}"
    )


def _state(life: Biography, names: Names) -> str:
    last = next((s for s in reversed(life.standing) if s.state == life.state), None)
    if last is None:
        return life.state or ""
    since = f" since {date_words(last.since)}" if last.since else ", since when is not known"
    return f"{last.state}{since}{_by(last, life, names)}"


def _by(stage: Stage, life: Biography, names: Names) -> str:
    cause = stage.because
    if cause is None or cause.id in (life.id, life.record):
        return ""
    return f" by {_cited(cause)}" if "#" in cause.id else f" by {names(cause.id)}"


@dataclass(frozen=True, slots=True)
class _Moment:
    """Something that happened; `day` is ISO and sorts it, '' before all that is dated."""

    day: str
    when: str
    what: str


def _timeline(life: Biography, names: Names) -> list[tuple[str | None, str]]:
    """States, and relations that made none, by day; a state without a date stays in its order."""
    moments = list(_stages(life, names))
    causes = {stage.because.id for stage in life.standing if stage.because}
    for bond in life.bonds:
        if bond.ended is None and (bond.outgoing or bond.other.id not in causes):
            moments.append(_Moment(_first(bond.date) or "9999", _when(bond.date), _tie(bond)))
    for task in life.tasks:
        for event in task.events:
            day = event.date_start or _first(event.date)
            if day:
                what = f"task {event.kind}, says {event.source}"
                moments.append(_Moment(day, _when(event.date or day), what))
    moments.sort(key=lambda each: each.day)  # stable: what is of one day stays in its order
    return [(each.when, each.what) for each in moments]


def _stages(life: Biography, names: Names) -> Iterator[_Moment]:
    last = ""
    for stage in life.standing:
        last = max(last, stage.valid_from or _first(stage.since) or "")
        basis = f" ({stage.since_basis})" if stage.since_basis else ""
        learned = f"; learned from {_save(stage.learned)}"
        what = f"{stage.state}{_by(stage, life, names)}{basis}{learned}"
        yield _Moment(last, _when(stage.since), what)


def _known_before(stages: Iterable[Stage]) -> list[tuple[str | None, str]]:
    told: list[tuple[str | None, str]] = []
    for stage in stages:
        if stage.ended is not None:
            since = f" since {date_words(stage.since)}" if stage.since else ""
            until = f" until {date_words(stage.valid_to)}" if stage.valid_to else ""
            known = f"known so from {_save(stage.learned)} to {_save(stage.ended)}"
            told.append((None, f"{stage.state}{since}{until}: {known}"))
    return told


def _tie(bond: Bond) -> str:
    """'superseded by The Riga conclusions, 4 (riga#p4), in part'."""
    kind = bond.kind.replace("-", " ") if bond.outgoing else _INWARD.get(bond.kind, bond.kind)
    part = ", in part" if bond.scope == "part" else ""
    draft = ", a draft" if bond.other.draft else ""
    return f"{kind} {_cited(bond.other)}{draft}{part}"


def _bond(bond: Bond) -> str:
    """The same with its dates and text, and who says so: 'only that side says so (riga#p4)'."""
    whole = ", of the whole record" if bond.of_record else ""
    dates = _on(bond.effective) + (f", until {date_words(bond.until)}" if bond.until else "")
    text = f': "{_short(bond.other.text)}"' if bond.other.text else ""
    if bond.ended is not None:
        who = f"said by {' and '.join(bond.said_by)}, and no longer since {_save(bond.ended)}"
    elif bond.one_sided:
        who = f"only {'this' if bond.said_here else 'that'} side says so ({bond.said_by[0]})"
    else:
        who = "both sides say so"
    missing = "" if bond.other.reference else ", which is not in the archive"
    return f"{_tie(bond)}{missing}{whole}{dates}{text}; {who}{_doubt(bond.basis)}"


def _wordings(wordings: Sequence[Wording], width: int | None) -> list[str]:
    lines: list[str] = []
    before: Wording | None = None
    for wording in wordings:
        if before is not None and before.ended and before.ended.seq != wording.learned.seq:
            lines += _dated(_day(before.ended), f"not said any more{_saved(before.ended)}", width)
            before = None
        lines += _wording(before, wording, width)
        before = wording
    if before is not None and before.ended:
        lines += _dated(_day(before.ended), f"not said any more{_saved(before.ended)}", width)
    return lines


def _wording(before: Wording | None, now: Wording, width: int | None) -> list[str]:
    """A save, and what the text said from then on: whole at first, then what changed."""
    from archive.text.diff import word_diff

    if before is None:
        told = f'{now.sort}, {now.basis}: "{now.text}"'
    else:
        turns = [
            f"{field}: {date_words(was) or 'nothing'} -> {date_words(new) or 'nothing'}"
            for field in _SAID
            if (was := getattr(before, field)) != (new := getattr(now, field))
        ]
        if before.text != now.text:
            changes = word_diff(before.text, now.text)
            turns.insert(0, output.difference(changes, colour=False).strip())
        told = "; ".join(turns)
    return _dated(_day(now.learned), told + _saved(now.learned), width)


def _day(save: Save) -> str:
    return save.time[:10] if save.hash else "not saved yet"


def _saved(save: Save) -> str:
    if not save.hash:
        return ""
    return f" ({save.hash[:10]}, {save.author}: {_short(save.message.partition(chr(10))[0])})"


def _task(task: Task, names: Names) -> str:
    facts = [names(task.owner) if task.owner else "owner not known"]
    if task.due:
        facts.append(f"due {date_words(task.due)}")
    facts.append(task.status)
    if task.meetings_survived:
        facts.append(f"carried over {output.count(task.meetings_survived, 'meeting')}")
    return f"{_short(task.text)} ({', '.join(facts)}){_doubt(task.basis)}"


def _cited(cited: Cited) -> str:
    return f"{cited.reference} ({cited.id})" if cited.reference else cited.id


def _save(save: Save) -> str:
    return f"{save.hash[:10]} of {save.time[:10]}" if save.hash else "what is not saved yet"


def _doubt(basis: str) -> str:
    return " [proposed by the reader]" if basis == "proposed" else ""


def _on(edtf: str | None) -> str:
    return f", {date_words(edtf)}" if edtf else ""


def _when(edtf: str | None) -> str:
    return date_words(edtf) or _UNDATED


def _first(edtf: str | None) -> str | None:
    """The first day that an EDTF text may mean; None where it is no date."""
    from archive.errors import BadDate
    from archive.text.dates import bounds

    try:
        return bounds(edtf).first if edtf else None
    except BadDate:
        return None


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTED else flat[:_QUOTED].rsplit(" ", 1)[0] + " ..."


def _bold(text: str, width: int | None) -> list[str]:
    return [click.style(line, bold=True) for line in output.hung("", text, width, 0)]


def _part(head: str, told: Sequence[tuple[str | None, str]], width: int | None) -> list[str]:
    if not told:
        return []
    lines = ["", *_bold(f"{head}:", width)]
    for when, what in told:
        lines += output.hung("", what, width, 2, 2) if when is None else _dated(when, what, width)
    return lines


def _dated(when: str, what: str, width: int | None) -> list[str]:
    head = "  " + click.style(output.clean(when), dim=when == _UNDATED)
    if output.text_width(when) + 4 > _WHEN:
        return [head, *output.hung("", what, width, _WHEN)]
    return output.hung(head, what, width, _WHEN)
