"""What the page of a decision shows: words, life, what it hangs together with, tasks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.decisions.chapters import begun
from archive.decisions.words import why_proposed, will_be
from archive.text.diff import Change, word_diff
from archive.text.spoken import date_words
from archive.web.conflicts import conflicts
from archive.web.facts import Fact
from archive.web.graph import End, Graph, graph
from archive.web.host import Host
from archive.web.moment import moment
from archive.web.names import Names, Ref
from archive.web.sourced import Source, sources
from archive.web.words import STATES, day_of

if TYPE_CHECKING:
    from archive.decisions.chapters import Biography, Bond, Cited, Task

_BONDS = {
    "supersedes": ("Replaces", "Replaced by"),
    "amends": ("Amends", "Amended by"),
    "revokes": ("Revokes", "Revoked by"),
    "implements": ("Carries out", "Carried out by"),
    "extends": ("Extends", "Extended by"),
    "reaffirms": ("Confirms", "Confirmed by"),
    "corrects": ("Corrects", "Corrected by"),
    "reports-on": ("Reports on", "Reported on in"),
    "adopts": ("Decides on", "Decided by"),
    "requires": ("Requires", "Required by"),
}


# Relations in which the newer text stands in the place of the older one, or beside it.
_REWORDS = frozenset({"supersedes", "amends", "corrects", "extends", "adopts"})


@dataclass(frozen=True, slots=True)
class StageLine:
    """A state in the decision's life; `given_up` is the day since which it is no longer said.

    `because` is what brought it about, `remark` what kind of text that is, where one must know.
    `later` says that it is still to come.
    """

    state: str
    when: str
    basis: str | None
    because: Ref | None
    remark: str
    learned: str
    given_up: str | None
    holds: bool
    later: bool


@dataclass(frozen=True, slots=True)
class BondLine:
    """How another decision and this one bear on each other, since when, and who says so.

    `without_effect` is why it changed no state ('' where that is not known), None where it did.
    """

    words: str
    other: Ref
    text: str | None
    when: str
    draft: bool
    unadopted: bool
    without_effect: str | None
    part: bool
    said_by: tuple[Ref, ...]
    disputed: bool
    proposed: bool
    given_up: str | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of the decision with what became of it: (what, when, in which text)."""

    text: str
    owner: Ref | None
    due: str
    status: str
    survived: int
    proposed: bool
    events: tuple[tuple[str, str, Ref], ...]


@dataclass(frozen=True, slots=True)
class Reworded:
    """The words beside those of `other`: another decision, or its own text of before."""

    how: str
    other: Ref
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Shown:
    """A decision as its page shows it; `words` is its text as now (or last) known.

    It has no words of its own where it is a record as a whole. `to_come` is what it will be on a
    later day. `asks` is who (verb) whom; `yet` is False where it was decided after the day.
    """

    life: Biography
    state: str | None
    to_come: str
    words: str
    sort: str
    proposed: bool
    title: Ref
    language: str
    lead: str
    facts: list[Fact]
    stages: list[StageLine]
    bonds: list[BondLine]
    conflicts: list[tuple[str, str]]
    tasks: list[TaskLine]
    graph: Graph | None
    beside: list[Reworded]
    asks: tuple[str, str, Ref] | None
    sources: list[Source]
    yet: bool


def view(conn: sqlite3.Connection, host: Host, name: str) -> Shown:
    """The decision `name`; raises `NotInArchive` where nothing says that it is one."""
    from archive.decisions.biography import biography

    asked = moment()
    known = None if asked.known is None else asked.at(conn)
    life = biography(conn, name, known, asked.day)
    now = life.now or life.wordings[-1]
    row = conn.execute(
        "SELECT addressee_id, language, meeting.date_edtf,"
        " coalesce(meeting.date_start, record.date_start) FROM decision"
        " JOIN record ON record.id = decision.record"
        " LEFT JOIN meeting ON meeting.id = decision.meeting WHERE decision.id = ?",
        (name,),
    ).fetchone() or (None, None, None, None)
    cites = [
        f"{each[0]}#{each[1]}"
        for each in conn.execute(
            "SELECT DISTINCT record, anchor FROM citation WHERE target = ? ORDER BY record, n",
            (name,),
        )
    ]
    names = Names(conn, host, {*_ids(life), row[0], *cites})
    return Shown(
        life=life,
        state=_state(life),
        to_come=_to_come(life),
        words=now.text if now.text != life.reference else "",
        sort=now.sort,
        proposed=now.basis == "proposed",
        title=names.ref(name),
        language=row[1] or "en",
        lead=", ".join(filter(None, (life.meeting and names.ref(life.meeting).text,
                                     date_words(row[2])))),
        facts=list(_facts(life, row[0], cites, names)),
        stages=list(_stages(life, names)),
        bonds=[_bond(each, names) for each in life.bonds],
        conflicts=conflicts(conn, host).get(name, []),
        tasks=[_task(each, names) for each in life.tasks],
        graph=_graph(life, names),
        beside=[*_beside(life, now.text, names), *_before(life)],
        asks=_asks(life, row[0], names),
        sources=sources(
            conn,
            life,
            [
                (_how(bond), bond.other.id, bond.said_by, bond.without_effect is not None)
                for bond in life.bonds
                if bond.ended is None
            ],
            cites,
            names,
        ),
        yet=not (life.current and not begun(life.current, life.today) and _after(row[3], life)),
    )  # fmt: skip


def _ids(life: Biography) -> Iterator[str | None]:
    yield from (life.id, life.meeting, life.body, life.mandate)
    for wording in life.wordings:
        yield from (wording.responsible, wording.addressee)
    yield from (cause.id for stage in life.stages if (cause := life.cause(stage)))
    for bond in life.bonds:
        yield from (bond.other.id, *bond.said_by)
    for task in life.tasks:
        yield task.owner
        yield from (event.source for event in task.events)


def _facts(
    life: Biography, addressee: str | None, cites: list[str], names: Names
) -> Iterator[Fact]:
    now = life.now or life.wordings[-1]
    verb = f"{now.verb} ({now.tier})" if now.verb and now.tier else now.verb
    to = Ref(now.addressee, names.ref(addressee).href) if now.addressee and addressee else None
    rule = Ref(why_proposed(now.rule)) if now.rule and now.basis == "proposed" else None
    for label, value in (
        ("Text", names.ref(life.id)),
        ("Meeting", life.meeting and names.ref(life.meeting)),
        ("Body", life.body and names.ref(life.body)),
        ("Secretariat's term", life.mandate and names.ref(life.mandate)),
        ("Decided by", now.actor and Ref(now.actor)),
        ("Verb", verb and Ref(verb)),
        ("Addressed to", to or (now.addressee and names.ref(now.addressee))),
        ("Responsible", now.responsible and names.ref(now.responsible)),
        ("Due", now.due and Ref(date_words(now.due))),
        ("In effect from", now.effective and Ref(date_words(now.effective))),
        ("Until", now.until and Ref(date_words(now.until))),
        ("How it was read", rule),
    ):
        if isinstance(value, Ref):
            yield Fact(label, (value,))
    if cites:
        yield Fact("Cited in", tuple(names.ref(each) for each in cites))


def _asks(life: Biography, addressee: str | None, names: Names) -> tuple[str, str, Ref] | None:
    """Who asks (the verb) whom; None where the words name nobody to whom they speak."""
    now = life.now or life.wordings[-1]
    if not now.addressee and not now.responsible:
        return None
    to = names.ref(addressee or now.responsible or now.addressee or "")
    if now.addressee:
        to = Ref(now.addressee, to.href, to.title)
    who = now.actor or (names.ref(life.body).text if life.body else "Who decided it")
    how = now.verb or "asked"
    return who, how if now.addressee else f"{how}; to be done by", to


def _after(first: str | None, life: Biography) -> bool:
    """Whether it was taken after the day of the page."""
    return first is None or first > life.today


def _how(bond: Bond) -> str:
    return _BONDS.get(bond.kind, (bond.kind, bond.kind))[0 if bond.outgoing else 1]


def _to_come(life: Biography) -> str:
    """What it will be on a later day, 'will lapse on 1 January 2028'; '' where nothing is known."""
    now = life.current
    if now and not begun(now, life.today):
        return will_be(now.state, now.since)
    return will_be(life.coming.state, life.coming.since) if life.coming else ""


def _state(life: Biography) -> str | None:
    """Its state on the day; before the first has begun it is not in force yet."""
    if life.current and not begun(life.current, life.today) and life.state != "proposed":
        return "not-yet"
    return life.state


def _graph(life: Biography, names: Names) -> Graph | None:
    standing = [bond for bond in life.bonds if bond.ended is None]

    def ends(*, outgoing: bool) -> list[End]:
        return [
            End(
                names.decision(bond.other.id).text,
                names.decision(bond.other.id).href,
                _BONDS.get(bond.kind, (bond.kind, bond.kind))[0 if outgoing else 1],
                bond.without_effect is not None or bond.disputed or bond.basis == "proposed",
            )
            for bond in standing
            if bond.outgoing is outgoing
        ]

    return graph(life.reference, ends(outgoing=True), ends(outgoing=False))


def _beside(life: Biography, words: str, names: Names) -> Iterator[Reworded]:
    """The words beside those of each decision that it acts on, or that acts on it."""
    for bond in life.bonds:
        if bond.outgoing and bond.ended is None and bond.kind in _REWORDS and bond.other.text:
            how = _BONDS[bond.kind][0].lower()
            yield Reworded(
                f"It {how}", names.decision(bond.other.id), word_diff(bond.other.text, words)
            )
    for bond in life.bonds:
        if not bond.outgoing and bond.ended is None and bond.kind in _REWORDS and bond.other.text:
            changes = word_diff(words, bond.other.text)
            if _alike(changes):
                how = _BONDS[bond.kind][1].lower()
                yield Reworded(f"It is {how}", names.decision(bond.other.id), changes)


def _alike(changes: list[Change]) -> bool:
    """Whether enough is the same in both that they can be read as one text."""
    same = sum(len(each.text) for each in changes if each.op == "same")
    return 4 * same >= sum(len(each.text) for each in changes)


def _before(life: Biography) -> Iterator[Reworded]:
    """Its words beside those that it had before, the newest first."""
    pairs = list(zip(life.wordings, life.wordings[1:], strict=False))
    for before, after in reversed(pairs):
        if before.text != after.text:
            since = Ref(f"its text as the archive had it until {_day(after.learned.time)}")
            yield Reworded("It changes", since, word_diff(before.text, after.text))


def _stages(life: Biography, names: Names) -> Iterator[StageLine]:
    standing = [stage for stage in life.stages if stage.ended is None]
    for stage in (*standing, *(each for each in life.stages if each.ended is not None)):
        cause = life.cause(stage)
        later = not begun(stage, life.today)
        # A state that was only written down anew, with another end, is told once.
        if stage.ended and any(
            (each.state, each.since) == (stage.state, stage.since) for each in standing
        ):
            continue
        yield StageLine(
            state=will_be(stage.state, None) if later else STATES.get(stage.state, stage.state),
            when=date_words(stage.since) or "on a day that is not known",
            basis=stage.since_basis,
            because=names.decision(cause.id) if cause else None,
            remark=_remark(cause),
            learned=_day(stage.learned.time),
            given_up=_day(stage.ended.time) if stage.ended else None,
            holds=stage is life.current and not later,
            later=later,
        )


def _remark(cause: Cited | None) -> str:
    if cause is None or not (cause.draft or cause.unadopted):
        return ""
    return "a draft" if cause.draft else "in minutes not adopted yet"


def _bond(bond: Bond, names: Names) -> BondLine:
    words = _BONDS.get(bond.kind, (bond.kind, f"{bond.kind} (from there)"))
    return BondLine(
        words=words[0 if bond.outgoing else 1],
        other=names.decision(bond.other.id),
        text=bond.other.text,
        when=date_words(bond.date),
        draft=bond.other.draft,
        unadopted=bond.other.unadopted,
        without_effect=bond.without_effect,
        part=bond.scope == "part",
        said_by=tuple(names.ref(each) for each in bond.said_by),
        disputed=bond.disputed,
        proposed=bond.basis == "proposed",
        given_up=_day(bond.ended.time) if bond.ended else None,
    )


def _task(task: Task, names: Names) -> TaskLine:
    return TaskLine(
        text=task.text,
        owner=names.ref(task.owner) if task.owner else None,
        due=date_words(task.due),
        status=task.status,
        survived=task.meetings_survived,
        proposed=task.basis == "proposed",
        events=tuple(
            (each.kind, date_words(each.date) or "no date", names.ref(each.source))
            for each in task.events
        ),
    )


def _day(time: str) -> str:
    return day_of(time) if time else "not saved yet"
