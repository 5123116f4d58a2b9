"""Holds the decisions of a workspace against each other: rings, disagreement, unknown dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from archive.build.rows import status_row
from archive.check.files import ReadWorkspace, RecordFile
from archive.decisions.facts import Bond, Held, Known, Lives, Status
from archive.decisions.life import BEARING, ENDING
from archive.decisions.marked import Stated, classes_of, stated_in
from archive.decisions.rings import rings
from archive.findings import Finding
from archive.model import Meeting
from archive.reader.conclusions import NUMBERED
from archive.reader.ladder import knows

#: The one moment that a folder is looked at.
_NOW = 0


class _Folder:
    """The facts that lives hang on, as the files in the folder have them."""

    def __init__(self, read: ReadWorkspace) -> None:
        self._read = read
        self.said: dict[str, Stated] = {}
        self.bonds: list[Bond] = []
        self._rings: dict[str, int] | None = None
        self._decided: dict[str, list[Known]] = {}
        self._on: dict[str, list[Bond]] = defaultdict(list)
        self._of: dict[str, list[Bond]] = defaultdict(list)
        for record, file in read.records.items():
            said = stated_in(file.front, file.paragraphs)
            self.said[record] = said
            for decision, row in said.decisions.items():
                known = Known(record, str(row[2]), _text(row[11]), _text(row[12]), _NOW, None)
                self._decided[decision] = [known]
            for own, relations in said.relations.items():
                for source, target, kind, scope, effective, until, *_ in relations:
                    bond = Bond(
                        str(source), str(target), str(kind), str(scope), _text(effective),
                        _text(until), own, _NOW, None,
                    )  # fmt: skip
                    self.bonds.append(bond)
                    self._on[bond.target].append(bond)
                    self._of[bond.source].append(bond)

    def known(self, decision: str) -> Sequence[Known]:
        return self._decided.get(decision, ())

    def statuses(self, record: str) -> Sequence[Status]:
        file = self._read.records.get(record)
        if file is None:
            return ()
        status, since, adopted_by, meeting, _, kind, unit, state, _ = status_row(file.front)
        return (Status(1, status, since, adopted_by, meeting, kind, unit, state, _NOW, None),)

    def held(self, meeting: str) -> Sequence[Held]:
        listed = self._read.entries.get(meeting)
        if listed is None or not isinstance(listed.entry, Meeting):
            return ()
        return (Held(listed.entry.state, listed.entry.date, _NOW, None),)

    def on(self, target: str) -> Sequence[Bond]:
        return self._on.get(target, ())

    def of(self, source: str) -> Sequence[Bond]:
        return self._of.get(source, ())

    def dated(self, record: str) -> str | None:
        return None

    def saved(self, record: str, commit: int) -> tuple[str | None, str | None]:
        return None, None

    def ring(self, end: str) -> int | None:
        if self._rings is None:
            self._rings = rings(
                (each.source, each.target)
                for each in self.bonds
                if each.kind in ENDING and each.scope == "whole"
            )
        return self._rings.get(end)


def check(read: ReadWorkspace) -> Iterator[Finding]:
    """The findings on decisions and on how they bear on each other."""
    folder = _Folder(read)
    yield from _rings(read, folder.bonds)
    yield from _sides(read, folder.bonds)
    yield from _undated(read, folder)
    yield from _undecided(read, folder)
    yield from _unread(read)


def _unread(read: ReadWorkspace) -> Iterator[Finding]:
    """Texts of which nothing is proposed for want of words, and that nobody marked."""
    for record, file in sorted(read.records.items()):
        front = file.front
        if front.kind not in NUMBERED or not front.language or front.decision_unit == "record":
            continue
        if not knows(front.language) and not any(
            classes_of(p.marks or {}) for p in file.paragraphs
        ):
            said = f"the reader of texts knows no verbs of the language `{front.language}`"
            yield from _finding(read, record, "R043", said)


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _place(read: ReadWorkspace, citation: str) -> tuple[RecordFile, int] | None:
    """The record that `citation` lies in, and the line of the paragraph's marks."""
    record, _, anchor = citation.partition("#")
    file = read.records.get(record)
    if file is None:
        return None
    for p in file.paragraphs:
        if p.anchor == anchor:
            return file, max(1, p.line_start - 1)
    return file, file.yaml.line(("relations",) if not anchor else ("id",))


def _finding(read: ReadWorkspace, where: str, code: str, said: str) -> Iterator[Finding]:
    place = _place(read, where)
    if place is not None:
        file, line = place
        yield Finding(file.path, line, code, said, file.front.id)


# -- rings --------------------------------------------------------------------------


def _rings(read: ReadWorkspace, bonds: Sequence[Bond]) -> Iterator[Finding]:
    ends: dict[str, dict[str, str]] = defaultdict(dict)
    for bond in bonds:
        if bond.kind in ENDING and bond.scope == "whole" and bond.source != bond.target:
            ends[bond.source].setdefault(bond.target, bond.asserted_in)
    for ring in _circles({source: list(targets) for source, targets in ends.items()}):
        first = min(ring)
        shown = " → ".join(ring[ring.index(first) :] + ring[: ring.index(first)] + [first])
        where = ends[ring[-1]].get(ring[0], first)
        yield from _finding(read, where, "R037", f"each is said to end the next: {shown}")


def _circles(graph: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """One circle through each knot of `graph`, by depth first search without recursion."""
    done: set[str] = set()
    for start in sorted(graph):
        if start in done:
            continue
        path, on_path = [start], {start: 0}
        stack = [iter(sorted(graph.get(start, ())))]
        while stack:
            following = next(stack[-1], None)
            if following is None:
                stack.pop()
                left = path.pop()
                del on_path[left]
                done.add(left)
            elif following in on_path:
                yield path[on_path[following] :]
            elif following not in done:
                on_path[following] = len(path)
                path.append(following)
                stack.append(iter(sorted(graph.get(following, ()))))


# -- two sides ----------------------------------------------------------------------


def _sides(read: ReadWorkspace, bonds: Sequence[Bond]) -> Iterator[Finding]:
    """Where the two sides say different things, or only the older one says anything."""
    by_pair: dict[tuple[str, str], list[Bond]] = defaultdict(list)
    told: set[tuple[str, str]] = set()
    within: set[tuple[str, str]] = set()
    for bond in bonds:
        by_pair[bond.source, bond.target].append(bond)
        if bond.asserted_in == bond.source:
            told.add((bond.source, bond.target))
            within.add((bond.source.partition("#")[0], bond.target))
    for (source, target), said in by_pair.items():
        later = {(b.kind, b.scope) for b in said if b.asserted_in == source}
        older = {(b.kind, b.scope) for b in said if b.asserted_in != source}
        if later and older and not later & older:
            words = f"`{source}` says {_words(later)} of `{target}`, which says {_words(older)}"
            yield from _finding(read, source, "R038", words)
        elif older and not later and _place(read, source) is not None:
            # It may say so of the whole record, and as a whole record or in one of its paragraphs.
            ends = product(_and_record(source), _and_record(target))
            if (source, target) in within or not told.isdisjoint(ends):
                continue
            words = f"`{target}` says that `{source}` {_words(older)} it; `{source}` is silent"
            yield from _finding(read, target, "R040", words)


def _and_record(citation: str) -> set[str]:
    return {citation, citation.partition("#")[0]}


def _words(said: set[tuple[str, str]]) -> str:
    parts = (f"{kind} (in part)" if scope == "part" else kind for kind, scope in sorted(said))
    return " and ".join(parts)


# -- dates --------------------------------------------------------------------------


def _undated(read: ReadWorkspace, folder: _Folder) -> Iterator[Finding]:
    lives = Lives(folder)
    for record in sorted(folder.said):
        for decision in folder.said[record].decisions:
            spans = lives.spans(decision, _NOW)
            if spans and spans[0].state == "adopted" and not spans[0].since.known:
                said = f"since when `{decision}` is in force is not known"
                yield from _finding(read, decision, "R039", said)


def _undecided(read: ReadWorkspace, folder: _Folder) -> Iterator[Finding]:
    """Paragraphs that something is said to end or change, and that nobody marked."""
    for bond in folder.bonds:
        record, sharp, anchor = bond.target.partition("#")
        if bond.kind not in BEARING or not sharp or folder.known(bond.target):
            continue
        file = read.records.get(record)
        marks = next((p.marks for p in file.paragraphs if p.anchor == anchor), None) if file else {}
        if marks is not None and (not file or classes_of(marks)):
            continue  # a task, or a finding of its own
        said = f"`{bond.source}` {bond.kind} `{bond.target}`, which is not marked as a decision"
        yield from _finding(read, bond.asserted_in, "R041", said)
