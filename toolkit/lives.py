"""The life of a decision as lines of plain words: states, wordings, relations, tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.decisions.chapters import EFFECTS, begun
from archive.decisions.kinds import INVERSE
from archive.decisions.words import why_proposed, will_be
from archive.text.spoken import date_words
from toolkit import output
from toolkit.courses import UNDATED, Facts, bold, dated, doubt, event_lines, in_one_line, short
from toolkit.statements import NameOf, Names

if TYPE_CHECKING:
    from archive.decisions.chapters import Biography, Bond, Cited, Save, Stage, Wording

#: A relation as the side that it acts on tells it.
_INWARD: dict[str, str] = {kind: name.replace("-", " ") for name, kind in INVERSE.items()}

#: Fields of a wording that are told when they change, and what they are called.
_SAID = ("sort", "actor", "verb", "addressee", "responsible", "due", "effective", "until", "basis")


def life_lines(life: Biography, name_of: NameOf, width: int | None) -> list[str]:
    """All that is known of a decision, oldest first within each part."""
    names = Names(name_of)
    lines = bold(f"{life.reference} ({life.id})", width)
    now = life.now or (life.wordings[-1] if life.wordings else None)
    if now is not None and now.text != life.reference:
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
        lines += ["", *bold("What the texts said:", width)]
        lines += _wordings(life, width)
    for task in life.tasks:
        lines += ["", *bold(f"The task that came of it: {in_one_line(task, names)}", width)]
        lines += event_lines(task, names, width)
    kin = [
        (None, f"{each.kind} {each.title} ({each.record}), {each.status}{_on(each.date)}")
        for each in life.kin
    ]
    return lines + _part("Drafts and successors of its record", kin, width)


def short_lines(life: Biography, name_of: NameOf, width: int | None) -> list[str]:
    """What a reader of the paragraph should know: that it is a decision, its state, its ties."""
    names = Names(name_of)
    now = life.now
    sort = (now or life.wordings[-1]).sort if life.wordings else "decision"
    said = f"A {sort}{', ' + _state(life, names) if life.state else ''}."
    if life.gone:
        said = f"No {sort} any more: {life.gone}{_gone_since(life)}."
    lines = bold(said, width)
    if coming := _coming(life, names):
        lines += output.hung("", f"It {coming}.", width, 2, 2)
    if now and now.basis == "proposed":
        lines += output.hung("", _unconfirmed(life, now), width, 2, 2)
    if life.minutes_unadopted:
        lines += output.hung("", "It stands in minutes not adopted yet.", width, 2, 2)
    for bond in life.bonds:
        if bond.ended is None:
            lines += output.hung("", _bond(bond), width, 2, 2)
    return [*lines, *output.hung("", f"Its life: secretariat history {life.id}", width, 2, 2)]


def _facts(life: Biography, now: Wording | None, names: Names) -> Facts:
    facts: Facts = []
    if life.gone:
        facts.append(("state", f"none: {life.gone}{_gone_since(life)}"))
    if life.state:
        facts.append(("state", _state(life, names)))
    if coming := _coming(life, names):
        facts.append(("to come", f"it {coming}"))
    if now is not None:
        stated = now.basis == "stated"
        basis = f"{now.sort}, stated ({why_proposed(now.rule)})" if stated else ""
        was = "it was" if life.gone else "it is"
        facts.append((was, basis or f"{now.sort}, perhaps: {_unconfirmed(life, now)}"))
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
        facts.append(("note", "it stands in minutes not adopted yet"))
    return facts


def _gone_since(life: Biography) -> str:
    ended = life.wordings[-1].ended
    return f" (since {_save(ended)})" if ended and ended.hash else ""


def _unconfirmed(life: Biography, now: Wording) -> str:
    return (
        f"proposed by the reader ({why_proposed(now.rule)}) and not confirmed: "
        f"secretariat review {life.id}"
    )


def _state(life: Biography, names: Names) -> str:
    now = life.current
    if now is None:
        return life.state or ""
    if not begun(now, life.today):
        return f"not in force yet: it {will_be(now.state, now.since)}"
    by = _by(now, life, names)
    if not now.since:
        return f"{now.state}{by}, since when is not known"
    return f"{now.state} since {date_words(now.since)}{by}"


def _coming(life: Biography, names: Names) -> str:
    """'will be superseded on 1 May 2027 by ...'; '' where nothing is to come."""
    stage = life.coming
    return f"{will_be(stage.state, stage.since)}{_by(stage, life, names)}" if stage else ""


def _by(stage: Stage, life: Biography, names: Names) -> str:
    cause = life.cause(stage)
    if cause is None:
        return ""
    return f" by {_cited(cause) if '#' in cause.id else names(cause.id)}{_standing_of(cause)}"


def _standing_of(cited: Cited) -> str:
    if cited.draft:
        return ", a draft"
    return ", in minutes not adopted yet" if cited.unadopted else ""


@dataclass(frozen=True, slots=True)
class _Moment:
    """Something that happened; `day` is ISO and sorts it, '' before all that is dated."""

    day: str
    when: str
    what: str


def _timeline(life: Biography, names: Names) -> list[tuple[str | None, str]]:
    """States, and relations that made none, by day; a state without a date stays in its order."""
    moments = list(_stages(life, names))
    for bond in life.bonds:
        turned = bond.kind in EFFECTS and bond.kind != "extends" and bond.without_effect is None
        told = turned and not bond.outgoing
        if bond.ended is None and not told:
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
        state = stage.state if begun(stage, life.today) else will_be(stage.state, None)
        what = f"{state}{_by(stage, life, names)}{basis}{learned}"
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
    why = bond.without_effect
    effect = "" if why is None else f" (without effect: {why})" if why else " (without effect)"
    standing = "" if why == "a draft" and not bond.outgoing else _standing_of(bond.other)
    return f"{kind} {_cited(bond.other)}{standing}{part}{effect}"


def _bond(bond: Bond) -> str:
    """The same with its dates and text, and who says so: 'only that side says so (riga#p4)'."""
    whole = ", of the whole record" if bond.of_record else ""
    dates = _on(bond.date) + (f", until {date_words(bond.until)}" if bond.until else "")
    text = f': "{short(bond.other.text)}"' if bond.other.text else ""
    if bond.ended is not None:
        who = f"said by {' and '.join(bond.said_by)}, and no longer since {_save(bond.ended)}"
    elif bond.one_sided:
        who = f"only {'this' if bond.said_here else 'that'} side says so ({bond.said_by[0]})"
    else:
        who = "both sides say so"
    if bond.disputed:
        who += ", and the other side says otherwise"
    missing = "" if bond.other.reference else ", which is not in the archive"
    return f"{_tie(bond)}{missing}{whole}{dates}{text}; {who}{doubt(bond.basis)}"


def _wordings(life: Biography, width: int | None) -> list[str]:
    lines: list[str] = []
    before: Wording | None = None
    for wording in life.wordings:
        if before is not None and before.ended and before.ended.seq != wording.learned.seq:
            lines += dated(_day(before.ended), f"not said any more{_saved(before.ended)}", width)
            before = None
        lines += _wording(before, wording, life.reference, width)
        before = wording
    if before is not None and before.ended:
        lines += dated(_day(before.ended), f"not said any more{_saved(before.ended)}", width)
    return lines


def _wording(before: Wording | None, now: Wording, reference: str, width: int | None) -> list[str]:
    """A save, and what the text said from then on: whole at first, then what changed.

    Of a record that is one decision its words are the title, which stands above.
    """
    from archive.text.diff import word_diff

    if before is None:
        text = f': "{now.text}"' if now.text != reference else ""
        told = f"{now.sort}, {now.basis}{text}"
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
    return dated(_day(now.learned), told + _saved(now.learned), width)


def _day(save: Save) -> str:
    return save.time[:10] if save.hash else "not saved yet"


def _saved(save: Save) -> str:
    if not save.hash:
        return ""
    return f" ({save.hash[:10]}, {save.author}: {short(save.message.partition(chr(10))[0])})"


def _cited(cited: Cited) -> str:
    return f"{cited.reference} ({cited.id})" if cited.reference else cited.id


def _save(save: Save) -> str:
    return f"{save.hash[:10]} of {save.time[:10]}" if save.hash else "what is not saved yet"


def _on(edtf: str | None) -> str:
    return f", {date_words(edtf)}" if edtf else ""


def _when(edtf: str | None) -> str:
    return date_words(edtf) or UNDATED


def _first(edtf: str | None) -> str | None:
    """The first day that an EDTF text may mean; None where it is no date."""
    from archive.errors import BadDate
    from archive.text.dates import bounds

    try:
        return bounds(edtf).first if edtf else None
    except BadDate:
        return None


def _part(head: str, told: Sequence[tuple[str | None, str]], width: int | None) -> list[str]:
    if not told:
        return []
    lines = ["", *bold(f"{head}:", width)]
    for when, what in told:
        lines += output.hung("", what, width, 2, 2) if when is None else dated(when, what, width)
    return lines
