"""`/contradictions` and `/gaps`: where sources differ, and what is not known, in plain words.

They are what the questions of the same names tell, as known at the save that was asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from archive.lookup import NOW
from archive.questions import Cell, answer
from archive.register.masks import Counter, everything, facet, rows_of
from archive.web.answering import Page, once, show
from archive.web.host import DATABASE, Host, Request
from archive.web.kept import kept
from archive.web.moment import here, moment
from archive.web.names import Names, Ref
from archive.web.paging import LINES, Paging, start_of
from archive.web.sheets import Sheet
from archive.web.sieve import Chip, Chosen, Sieve, chips, chosen, sieve
from archive.web.words import kind_words, plain

#: How statements differ: the words, the kind and the sign of the chip.
NATURES = {
    "sources disagree": ("sources disagree", "bad", "≠"),
    "plan and outcome differ": ("planned otherwise", "", "→"),
    "precision differs": ("one is more exact", "quiet", "≈"),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says; `followed` is whether the register takes it over, and why."""

    value: Ref
    kind: str
    source: Ref | None
    followed: bool
    because: str | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A fact of which sources say different things."""

    subject: Ref
    fact: str
    nature: str
    statements: list[Statement]

    @property
    def badge(self) -> tuple[str, str, str]:
        """How they differ, as a chip."""
        return NATURES.get(self.nature, (self.nature, "", "≠"))


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the archive does not know of `subject`; `source` is what states that."""

    subject: Ref
    what: str
    missing: str
    note: str | None
    source: Ref | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of either sort; `everything` counts what there is without narrowing down."""

    asked: Chosen
    total: int
    everything: int
    chips: list[Chip]
    sieves: list[Sieve]
    groups: list[tuple[Ref, str, list[Any]]]
    paging: Paging


Row = Mapping[str, Cell]


def _rows(conn: sqlite3.Connection, host: Host, question: str) -> list[Row]:
    """All rows of the question, asked once for all readers."""
    at = moment().at(conn)

    def ask() -> list[Row]:
        found = answer(conn, question, {} if at == NOW else {"known_at": str(at)})
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]

    return kept(host, question, ask, asked="" if at == NOW else str(at))


async def _ready(host: Host, question: str) -> None:
    """Ask the question as now known, where that was not done yet, however long it takes: what is
    the same for all readers is asked but once, and a large archive has more gaps than one page may
    take time for."""
    if moment().known is None:
        await once(host, lambda conn: _rows(conn, host, question))


class _Narrowed:
    """Things with facets, narrowed down to those that fit."""

    def __init__(
        self, things: Sequence[Any], facets: Mapping[str, Sequence[str | None]], asked: Chosen
    ) -> None:
        self._things, self._size = things, len(things)
        self._facets = {name: facet(values) for name, values in facets.items()}
        self._parts = {
            name: self._facets[name].lines(values) for name, values in asked.facets.items()
        }

    def _lines(self, without: str = "") -> int:
        found = everything(self._size)
        for name, lines in self._parts.items():
            if name != without:
                found &= lines
        return found

    def things(self) -> list[Any]:
        """Those that fit, in their order."""
        return [self._things[row] for row in rows_of(self._lines(), self._size)]

    def counts(self, name: str) -> dict[str, int]:
        """Value of a facet → how many would fit."""
        return self._facets[name].counts(Counter(self._lines(name), self._size))


def _shown(
    asked: Chosen,
    found: _Narrowed,
    labels: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
    groups: list[tuple[Ref, str, list[Any]]],
    numbers: tuple[int, int, int, int],
) -> Shown:
    """`numbers` are the start, the lines that are shown, that fit, and that there are."""
    start, shown, total, every = numbers
    sieves = [
        sieve(asked, name, label, found.counts(name), words.get(name, {}))
        for name, label in labels.items()
    ]
    end = start + shown
    return Shown(
        asked=asked,
        total=total,
        everything=every,
        chips=[c for name in asked.facets for c in chips(asked, name, labels[name],
                                                         words.get(name, {}))],
        sieves=[each for each in sieves if each],
        groups=groups,
        paging=Paging(
            start + 1 if shown else start, end, total,
            asked.address(start=str(max(start - LINES, 0) or "")) if start else None,
            asked.address(start=str(end)) if end < total and shown else None,
        ),
    )  # fmt: skip


async def contradictions(request: Request, datasette: Host) -> Any:
    """Facts on which sources differ, and all that is said: `?about=`, `?nature=`, `?fact=`."""
    labels = {"nature": "How they differ", "fact": "Which fact", "about": "Of what"}
    asked, start = chosen(request, labels, ()), start_of(request)
    await _ready(datasette, "contradictions")

    def get(conn: sqlite3.Connection) -> Page:
        rows = _rows(conn, datasette, "contradictions")
        disputes = [
            list(group)
            for _, group in groupby(rows, key=lambda row: (row["about"], row["speaks of"]))
        ]
        found = _Narrowed(
            disputes,
            {
                "nature": [str(each[0]["how they differ"]) for each in disputes],
                "fact": [str(each[0]["speaks of"]) for each in disputes],
                "about": [str(each[0]["about"]) for each in disputes],
            },
            asked,
        )
        fits = found.things()
        listed = fits[start : start + LINES]
        names = Names(conn, datasette, list(_cited(listed, found, asked)))
        told = [_dispute(each, names) for each in listed]
        words = {
            "nature": {name: said for name, (said, _, _) in NATURES.items()},
            "about": {
                each: names.ref(each).text
                for each in (*found.counts("about"), *asked.facets.get("about", ()))
            },
        }
        groups = [(subject, "", list(each)) for subject, each in groupby(told, _subject)]
        numbers = start, len(listed), len(fits), len(disputes)
        return Page(
            "contradictions.html",
            {"shown": _shown(asked, found, labels, words, groups, numbers)},
            data={"total": len(fits), "start": start, "contradictions": listed},
            sheet=lambda: _sheet("contradictions", [row for each in fits for row in each]),
            trail=(Ref("Home", here(datasette, "")),),
            row=datasette.urls.table(DATABASE, "contradictions"),
            forms=("json", "csv", "xlsx"),
        )

    return await show(datasette, request, get)


def _subject(told: Dispute | Gap) -> Ref:
    return told.subject


def _cited(
    listed: Iterable[Sequence[Row]], found: _Narrowed, asked: Chosen
) -> Iterable[str | None]:
    yield from list(found.counts("about"))[:40]
    yield from asked.facets.get("about", ())
    for group in listed:
        for row in group:
            yield str(row["about"])
            yield str(row["says"])
            if row["according to"]:
                yield str(row["according to"])


def _dispute(rows: Sequence[Row], names: Names) -> Dispute:
    fact = str(rows[0]["speaks of"])
    return Dispute(
        subject=names.ref(str(rows[0]["about"])),
        fact=fact,
        nature=str(rows[0]["how they differ"]),
        statements=[
            Statement(
                value=names.value(str(row["says"]), fact),
                kind=str(row["kind of statement"]),
                source=names.ref(str(row["according to"])) if row["according to"] else None,
                followed=row["the register follows it"] == "yes",
                because=str(row["because"]) if row["because"] else None,
            )
            for row in rows
        ],
    )


async def gaps(request: Request, datasette: Host) -> Any:
    """What is not known: `?kind=`, `?missing=`, `?how=stated` (or found)."""
    labels = {"kind": "Of what", "missing": "What is missing", "how": "How that is known"}
    asked, start = chosen(request, labels, ()), start_of(request)
    await _ready(datasette, "gaps")

    def get(conn: sqlite3.Connection) -> Page:
        rows = _rows(conn, datasette, "gaps")
        found = _Narrowed(
            rows,
            {
                "kind": [str(row["what it is"] or "") for row in rows],
                "missing": [str(row["missing"]) for row in rows],
                "how": [str(row["stated or found"]) for row in rows],
            },
            asked,
        )
        fits = found.things()
        listed = fits[start : start + LINES]
        names = Names(
            conn, datasette,
            [str(row[name]) for row in listed for name in ("about", "stated in") if row[name]],
        )  # fmt: skip
        told = [_gap(row, names) for row in listed]
        words = {
            "kind": {each: kind_words(each) for each in found.counts("kind")},
            "missing": {each: plain(each) for each in found.counts("missing")},
            "how": {"stated": "stated by people", "found": "found by looking at the records"},
        }
        groups = [
            (subject, kind, list(each))
            for (subject, kind), each in groupby(told, lambda gap: (gap.subject, gap.what))
        ]
        numbers = start, len(listed), len(fits), len(rows)
        return Page(
            "gaps.html",
            {"shown": _shown(asked, found, labels, words, groups, numbers)},
            data={"total": len(fits), "start": start, "gaps": listed},
            sheet=lambda: _sheet("gaps", fits),
            trail=(Ref("Home", here(datasette, "")),),
            row=datasette.urls.table(DATABASE, "gaps"),
            forms=("json", "csv", "xlsx"),
        )

    return await show(datasette, request, get)


def _gap(row: Row, names: Names) -> Gap:
    about, stated = str(row["about"]), row["stated in"]
    return Gap(
        subject=names.ref(about),
        what=kind_words(str(row["what it is"] or "")),
        missing=str(row["missing"]),
        note=str(row["note"]) if row["note"] else None,
        source=names.ref(str(stated)) if stated and stated != about else None,
    )


def _sheet(name: str, rows: Sequence[Row]) -> Sheet:
    columns = tuple(rows[0]) if rows else ("nothing",)
    return Sheet(name, columns, [list(row.values()) for row in rows])
