"""What a person is shown of a file that waits: what is proposed, why, and what is found.

names = Names(known_of(workspace))
lines = screen(Shown(item, record, said, names, place="1 of 9"), width=80, height=24)

Nothing here asks or writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click

from archive.errors import BadDate, BadFrontMatter
from archive.frontmatter import read_front
from archive.text.dates import in_words
from toolkit.intake.closed import passages
from toolkit.intake.compose import FIELDS, Composed, is_doubtful
from toolkit.intake.model import Guess
from toolkit.intake.propose.known import Known
from toolkit.intake.report import said_of
from toolkit.intake.store import Item
from toolkit.layout import clean, hung
from toolkit.output import count

_LABELS = {"date_basis": "basis", "attendance": "who came"}
_INDENT = 12
_MOST_OTHERS, _MOST_CAME, _MOST_CARRIED, _LONG = 3, 8, 4, 50
#: How sure another reading must be to be shown without being asked for.
_WORTH = 0.3
#: What a person should know first before a file is passed on.
_TELLING = ("comment", "deleted text", "hidden text", "speaker notes", "recipient", "location")
#: Lines of the text that are shown at least, and at most.
_LEAST_TEXT, _MOST_TEXT = 3, 12
#: Lines that the keys below a screen need.
_KEYS = 4


class Names:
    """What ids of the registers stand for."""

    def __init__(self, known: Known) -> None:
        self._names = {each.id: each.names[0] for each in known.named}
        self._names |= {each.id: each.label for each in known.themes}
        for meeting in known.meetings:
            when = f", {in_words(meeting.dates[0])}" if meeting.dates else ""
            self._names[meeting.id] = f"{meeting.title}{when}"

    def of(self, id_: str) -> str:
        """'Italy (it)'; the id alone where no register has it, as with groups."""
        name = self._names.get(id_)
        return f"{name} ({id_})" if name else id_

    def bare(self, id_: str) -> str:
        """'Italy'; the id where no register has it."""
        return self._names.get(id_, id_)


@dataclass(frozen=True, slots=True)
class Shown:
    """A file on the screen: the record that it would be, what the person has said of it so far,
    and which of how many it is. `is_new` says that its meeting is in no register yet.
    """

    item: Item
    record: Composed
    said: Mapping[str, str]
    names: Names
    place: str
    is_new: bool = False


def screen(shown: Shown, width: int | None, height: int) -> list[str]:
    """The lines of a screen, with as much of the text as there is room for."""
    item, record = shown.item, shown.record
    head = f"{shown.place}: {item.place}"
    lines = [click.style(line, bold=True) for line in hung("", head, width, 0, 2)]
    identity = item.identity
    what = (identity.format or identity.media_type) if identity else "unknown"
    sure = "" if item.sure is None else f", as a whole {item.sure:.2f} sure"
    lines += hung("", f"file {item.id}, {what}, {item.size:,} bytes{sure}", width, 2)
    for name in FIELDS:
        lines += _field(shown, name, width)
    lines += _told("access", _access(shown), width)
    proposal = item.proposal
    if proposal and (proposal.decisions or proposal.actions):
        found = (
            f"{count(proposal.decisions, 'paragraph')} like a decision, "
            f"{count(proposal.actions, 'paragraph')} like a task: asked once it is a record"
        )
        lines += _told("in its text", found, width)
    if carried := carries(item):
        lines += _told("it carries", carried, width)
    lines += _told("closed", _closed(shown), width)
    for name, why in record.left_out.items():
        if name != "meeting" or not shown.is_new:
            lines += hung("", f"! {name} is left out: {why}", width, 2, 2)
    for told in said_of(item):
        lines += hung("", f"! {told}", width, 2, 2)
    lines += _told("goes to", record.path, width)
    return lines + _text(item, width, height - len(lines) - _KEYS)


def carries(item: Item) -> str:
    """In short what a file carries beside its pages: '2 comments, author Jane Doe, ...'."""
    hidden = item.extracted.hidden if item.extracted else ()
    each: dict[str, list[str]] = {}
    for found in hidden:
        each.setdefault(found.kind, []).append(" ".join(found.value.split()))
    order = [kind for kind in _TELLING if kind in each]
    order += [kind for kind in each if kind not in (*_TELLING, "property", "software")]
    told = [
        f"{kind} {_short(each[kind][0])}"
        if len(each[kind]) == 1
        else f"{len(each[kind]):,} x {kind}"
        for kind in order
    ]
    more = [f"{len(told) - _MOST_CARRIED} more sorts"] if len(told) > _MOST_CARRIED else []
    return "; ".join([*told[:_MOST_CARRIED], *more])


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rsplit(' ', 1)[0]} ..."


def readings(item: Item, field: str) -> list[Guess]:
    """What a field may be, each value once, the likeliest first."""
    guesses = item.proposal.guesses if item.proposal else ()
    return list({g.value: g for g in reversed(guesses) if g.field == field}.values())[::-1]


def why(guess: Guess) -> str:
    """Why a value is proposed and how sure it is: 'the first heading, line 2 (0.90)'."""
    rule = guess.rule.replace("+", " and ")
    where = f", line {guess.line}" if guess.line else ""
    return f"{rule}{where} ({guess.confidence:.2f})"


def worded(field: str, value: str, names: Names) -> str:
    """A value of the front matter as a person reads it, with names beside ids."""
    if field == "date":
        return _date(value)
    if field in ("meeting", "body"):
        return names.of(value)
    if field not in ("from", "to", "people", "themes", "attendance"):
        return value
    try:
        held = read_front(f"{field}: {value}")[field]
    except (BadFrontMatter, KeyError):
        return value
    if field == "from" and isinstance(held, Mapping):
        return _sender(held, names)
    if not isinstance(held, Sequence) or isinstance(held, str):
        return value
    if field == "attendance":
        return _came(held, names)
    return "; ".join(names.of(str(each)) for each in held)


def _date(value: str) -> str:
    try:
        words = in_words(value)
    except BadDate:
        return value
    return value if words == value else f"{words} ({value})"


def _sender(held: Mapping[str, object], names: Names) -> str:
    said = [names.of(str(held["person"]))] if "person" in held else []
    said += [str(held[key]) for key in ("name", "capacity") if key in held]
    for key in ("partner", "stakeholder", "body", "mandate"):
        if key in held:
            said.append(f"for {names.of(str(held[key]))}")
    return ", ".join(said)


def _came(rows: Sequence[object], names: Names) -> str:
    told = [_one(row, names) for row in rows if isinstance(row, Mapping)]
    more = f"; and {len(told) - _MOST_CAME:,} more" if len(told) > _MOST_CAME else ""
    return f"{len(told):,} named: {'; '.join(told[:_MOST_CAME])}{more}"


def _one(row: Mapping[str, object], names: Names) -> str:
    name = str(row.get("name", ""))
    said = [names.bare(str(row[k])) for k in ("partner", "stakeholder", "person") if k in row]
    said += [str(row[key]) for key in ("role", "status") if key in row]
    said = [each for each in dict.fromkeys(said) if each != name]
    return f"{name} ({', '.join(said)})" if said else name


def _told(label: str, text: str, width: int | None) -> list[str]:
    """A line of the screen with its label; none where there is nothing to tell."""
    return [] if not text else hung(f"  {label}", text, width, 2 + _INDENT, 2)


def _access(shown: Shown) -> str:
    if "access" in shown.said:
        return f"{shown.record.access} - as you say"
    if shown.record.access == "secretariat":
        return "secretariat - it is a mail or came with one"
    return shown.record.access


def _closed(shown: Shown) -> str:
    """What of the text other editions do not show: notes, hidden slides, sheets, rows, columns."""
    item = shown.item
    number = passages(item.extracted.text) if item.extracted else 0
    if not number:
        return ""
    kinds = {each.kind for each in item.extracted.hidden} if item.extracted else set()
    what = " and ".join(each for each in ("speaker notes", "hidden text") if each in kinds)
    told = f"{count(number, 'passage')} of its text ({what})" if what else count(number, "passage")
    if shown.said.get("hidden") == "public":
        return f"no longer: {told} shown in all editions - as you say"
    return f"{told}: only the secretariat's edition shows them; h opens them to all"


def _field(shown: Shown, name: str, width: int | None) -> list[str]:
    item, said = shown.item, shown.said
    label = _LABELS.get(name, name)
    guess = item.proposal.best(name) if item.proposal else None
    if name in said:
        value = worded(name, said[name], shown.names) if said[name] else "none"
        silent = not said[name] and (guess is None or name == "date_basis")
        return [] if silent else _told(label, f"{value} - as you say", width)
    if guess is None or (
        name in shown.record.left_out and not (name == "meeting" and shown.is_new)
    ):
        return []
    value = worded(name, guess.value, shown.names)
    if name == "date_basis":
        return [] if is_doubtful(item, guess) else _told(label, value, width)
    if is_doubtful(item, guess):
        return _told(label, f"perhaps {value} - {why(guess)}: {name[0]} takes it", width)
    if name == "meeting" and shown.is_new:
        value = f"{guess.value}, in no register yet: y asks whether to add it"
    lines = _told(label, f"{value} - {why(guess)}", width)
    others = [
        _date(each.value) if name == "date" else each.value
        for each in readings(item, name)
        if each.value != guess.value
        and each.confidence >= _WORTH
        and (name != "kind" or each.value != "note")
    ]
    if others and name not in ("attendance", "from"):
        lines += hung("", f"or {'; or '.join(others[:_MOST_OTHERS])}", width, 2 + _INDENT, 2)
    return lines


def _text(item: Item, width: int | None, room: int) -> list[str]:
    """The first lines of its text, each cut to one or two of the screen."""
    text = (item.extracted.text if item.extracted else "").strip().split("\n")
    out: list[str] = []
    most = max(_LEAST_TEXT, min(_MOST_TEXT, room))
    for line in text:
        if not line.strip() or len(out) >= most:
            continue
        cut = hung("", clean(line[:400]), width, 4)
        out += cut[: min(2, most - len(out))]
    return [click.style(line, dim=True) for line in out]
