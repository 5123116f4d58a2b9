"""What says so: each text that a decision's page rests on, with its paragraph and its words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.decisions.chapters import begun
from archive.decisions.words import why_proposed, will_be
from archive.text.spoken import date_words
from archive.web.names import Names, Ref
from archive.web.words import STATES

if TYPE_CHECKING:
    from archive.decisions.chapters import Biography

#: Words of a source that are shown.
LONGEST = 280


@dataclass(frozen=True, slots=True)
class Source:
    """A text, its words where a paragraph is cited, and what it says of the decision."""

    text: Ref
    words: str | None
    language: str
    says: tuple[str, ...]


def sources(
    conn: sqlite3.Connection,
    life: Biography,
    bonds: Iterable[tuple[str, str, tuple[str, ...], bool]],
    cites: Iterable[str],
    names: Names,
) -> list[Source]:
    """The texts that say something of it, its own first.

    `bonds` are (words for the relation, the other's id, the citations that say so, whether it is
    without effect), `cites` the paragraphs that only name it.
    """
    says: dict[str, dict[str, None]] = {}
    for citation, said in (*_of_life(life), *_of_bonds(bonds, names)):
        says.setdefault(citation, {})[said] = None
    for citation in cites:
        says.setdefault(citation, {"It names this decision": None})
    words = _words(conn, [each for each in says if each != life.id])
    return [
        Source(names.ref(each), *words.get(each, (None, "en")), tuple(told))
        for each, told in says.items()
    ]


def _of_life(life: Biography) -> Iterator[tuple[str, str]]:
    now = life.now or life.wordings[-1]
    how = why_proposed(now.rule)
    yield life.id, f"It is a {now.sort}: {how}"
    for stage in life.standing:
        when = date_words(stage.since)
        state = STATES.get(stage.state, stage.state)
        if not begun(stage, life.today):
            yield stage.because.id if stage.because else life.id, will_be(stage.state, stage.since)
            continue
        told = f"{state.capitalize()}, {when}" if when else state.capitalize()
        how = f" ({stage.since_basis})" if when and stage.since_basis else ""
        yield stage.because.id if stage.because else life.id, told + how
    for task in life.tasks:
        for event in task.events:
            when = f", {date_words(event.date)}" if event.date else ""
            yield event.source, f"Task {event.kind}{when}"


def _of_bonds(
    bonds: Iterable[tuple[str, str, tuple[str, ...], bool]], names: Names
) -> Iterator[tuple[str, str]]:
    for how, other, said_by, weak in bonds:
        for citation in said_by:
            told = f"{how} {names.decision(other).text}"
            yield citation, f"{told} (without effect)" if weak else told


def _words(conn: sqlite3.Connection, cited: list[str]) -> dict[str, tuple[str | None, str]]:
    """Citation → the words of its paragraph and their language."""
    rows = conn.execute(
        "WITH cited AS (SELECT value AS id, substr(value, 1, instr(value, '#') - 1) AS record,"
        " substr(value, instr(value, '#') + 1) AS anchor FROM json_each(?)"
        " WHERE instr(value, '#') > 0)"
        " SELECT cited.id, paragraph.text, record.language FROM cited"
        " JOIN paragraph ON paragraph.record = cited.record AND paragraph.anchor = cited.anchor"
        " JOIN record ON record.id = cited.record",
        (json.dumps(cited),),
    )
    return {row[0]: (" ".join(row[1].split()), row[2] or "en") for row in rows}
