"""The text of a decision through its drafts, its versions and its successors, stage by stage.

    for stage in chain(conn, "asemme7-conclusions#p54"):
        stage.name, stage.status, stage.text, stage.follows

A stage is a stretch of versions of one record in which the text stayed. What comes before it is
an earlier version, a draft of the same text, or what it supersedes, amends, corrects, extends or
adopts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.compare import joined
from archive.earlier import MAX_RECORDS, Step, steps_back, steps_on
from archive.lookup import NOW
from archive.wordings import Text, Wording, Wordings

#: Drafts that are looked through for the one that has a text.
_DRAFTS = 20

#: Relations along which a text is followed.
FOLLOWED = ("supersedes", "amends", "corrects", "extends", "adopts")


@dataclass(frozen=True, slots=True)
class Follows:
    """What a stage comes after: the number of that stage, counted from 0, and what it does to it.

    `kind` is 'version' (of the same record), 'draft' (it is the text of which that was a draft)
    or a relation; `part` says that it touches a part only.
    """

    stage: int
    kind: str
    part: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """One wording. `anchor` is None where the text is the whole record; `text` is Markdown.

    `first` and `last` are the versions between which it stood, `recorded` when the first was
    saved (ISO, '' where not yet); `date_edtf` is the record's own date, `status` the record's
    as the last of these versions had it, `state` the decision's (None where it is none), with
    the `basis` on which it is one: stated, or proposed by a reader.
    """

    record: str
    anchor: str | None
    title: str
    first: int
    last: int
    recorded: str
    hash: str | None
    date_edtf: str | None
    status: str
    state: str | None
    basis: str | None
    text: str
    follows: tuple[Follows, ...]

    @property
    def name(self) -> str:
        """`record#anchor`, or the record."""
        return f"{self.record}#{self.anchor}" if self.anchor else self.record


@dataclass(frozen=True, slots=True)
class _Edge:
    later: Text
    earlier: Text
    kind: str
    part: bool


def chain(
    conn: sqlite3.Connection, decision_or_record_id: str, known_at: int | None = None
) -> list[Stage]:
    """All stages of a text, the earliest first, those before and after the one asked for alike.

    Raises `NotInArchive` for a record or paragraph that is not there.
    """
    record, _, anchor = decision_or_record_id.partition("#")
    web = _Web(conn, NOW if known_at is None else known_at)
    return web.stages(Text(record, anchor or None))


def followed_inside(
    conn: sqlite3.Connection, record: str, known_at: int | None = None
) -> list[str]:
    """The paragraphs of `record` (`record#anchor`) that a relation leads from or to another text.

    In the order of the text; those are followed where they are asked for, one at a time.
    """
    at = NOW if known_at is None else known_at
    marks = ", ".join("?" * len(FOLLOWED))
    rows = conn.execute(
        'WITH ends AS (SELECT "from" AS own, "to" AS other, kind, recorded_from, recorded_to'  # noqa: S608
        ' FROM relation UNION ALL SELECT "to", "from", kind, recorded_from, recorded_to'
        " FROM relation)"
        " SELECT DISTINCT own FROM ends LEFT JOIN paragraph ON paragraph.record = ?"
        "  AND own = paragraph.record || '#' || paragraph.anchor"
        f" WHERE own > ? AND own < ? AND other NOT BETWEEN ? AND ? AND ends.kind IN ({marks})"
        " AND ends.recorded_from <= ? AND (ends.recorded_to IS NULL OR ends.recorded_to > ?)"
        " ORDER BY position, own",
        (record, *(f"{record}{sign}" for sign in "#$#$"), *FOLLOWED, at, at),
    )
    return [row[0] for row in rows]


class _Web:
    """The texts that hang together with one, found step by step in both directions."""

    def __init__(self, conn: sqlite3.Connection, at: int) -> None:
        self._conn = conn
        self._at = at
        self._texts = Wordings(conn, at)

    def stages(self, start: Text) -> list[Stage]:
        self._texts.require(start)
        nodes, edges = self._reached(start)
        stages: list[Stage] = []
        last_of: dict[Text, int] = {}
        for node in self._in_order(nodes, edges):
            follows = tuple(
                Follows(last_of[edge.earlier], edge.kind, edge.part)
                for edge in edges
                if edge.later == node and edge.earlier in last_of
            )
            wordings = self._texts.of(node)[0]
            for wording in wordings:
                stages.append(self._stage(node, wording, wording is wordings[-1], follows))
                last_of[node] = len(stages) - 1
                follows = (Follows(last_of[node], "version", part=False),)
        return stages

    def _stage(
        self, node: Text, wording: Wording, is_last: bool, follows: tuple[Follows, ...]
    ) -> Stage:
        row = self._conn.execute(
            "SELECT title, coalesce(record.date_edtf, meeting.date_edtf), status FROM record"
            " LEFT JOIN meeting ON meeting.id = record.meeting WHERE record.id = ?",
            (node.record,),
        ).fetchone()
        then = self._at if is_last else wording.last.commit_seq
        return Stage(
            record=node.record,
            anchor=node.anchor,
            title=row[0],
            first=wording.first.n,
            last=wording.last.n,
            recorded=wording.first.time,
            hash=wording.first.hash,
            date_edtf=row[1],
            status=self._as_of("record_state", "record", "status", node.record, then) or row[2],
            state=self._as_of("decision_state", "decision", "state", node.name, then),
            basis=self._as_of("decision_known", "decision", "basis", node.name, then),
            text=wording.text,
            follows=follows,
        )

    def _as_of(self, table: str, key: str, column: str, name: str, seq: int) -> str | None:
        order = "recorded_from" if table == "decision_known" else "n"
        row = self._conn.execute(
            f"SELECT {column} FROM {table} WHERE {key} = ? AND recorded_from <= ?"  # noqa: S608
            f" AND (recorded_to IS NULL OR recorded_to > ?) ORDER BY {order} DESC LIMIT 1",
            (name, seq, seq),
        ).fetchone()
        return str(row[0]) if row else None

    def _reached(self, start: Text) -> tuple[list[Text], list[_Edge]]:
        """What `start` leads to, and how; a circle is walked once."""
        found: dict[Text, None] = {start: None}
        edges: dict[tuple[Text, Text], _Edge] = {}
        for node in _growing(found):
            for edge in (*self._back(node), *self._on(node)):
                other = edge.earlier if edge.later == node else edge.later
                if other == node or (other not in found and len(found) >= MAX_RECORDS):
                    continue
                if self._texts.of(other)[0]:
                    found[other] = None
                    edges.setdefault((edge.later, edge.earlier), edge)
        return list(found), list(edges.values())

    def _in_order(self, nodes: list[Text], edges: list[_Edge]) -> Iterator[Text]:
        """Earlier texts first; in a circle, and where nothing says so, by date."""

        def age(node: Text) -> tuple[str, int, str]:
            row = self._conn.execute(
                "SELECT coalesce(record.date_start, meeting.date_start, '9') FROM record"
                " LEFT JOIN meeting ON meeting.id = record.meeting WHERE record.id = ?",
                (node.record,),
            ).fetchone()
            return row[0], self._texts.of(node)[0][0].first.commit_seq, node.name

        left = dict.fromkeys(sorted(nodes, key=age))
        while left:
            waits = {edge.later for edge in edges if edge.earlier in left}
            node = next((each for each in left if each not in waits), next(iter(left)))
            del left[node]
            yield node

    # What a text comes after, and what comes after it.

    def _back(self, node: Text) -> Iterator[_Edge]:
        for target, kind, scope in self._relations("from", "to", node):
            for other in self._as_node(target):
                yield _Edge(node, other, kind, scope == "part")
        wordings, anchor = self._texts.of(node)
        steps = steps_back(self._conn, node.record, self._at)
        for step, other in self._counterparts(node, anchor, wordings[0].first.n, steps[::-1]):
            yield _Edge(node, other, step.kind, part=False)

    def _on(self, node: Text) -> Iterator[_Edge]:
        for source, kind, scope in self._relations("to", "from", node):
            for other in self._as_node(source):
                yield _Edge(other, node, kind, scope == "part")
        last = self._texts.of(node)[0][-1].last.n
        steps = steps_on(self._conn, node.record, self._at)
        for step, other in self._counterparts(node, node.anchor, last, steps):
            yield _Edge(other, node, step.kind, part=False)

    def _relations(self, own: str, other: str, node: Text) -> list[tuple[str, str, str]]:
        marks = ", ".join("?" * len(FOLLOWED))
        rows = self._conn.execute(
            f'SELECT DISTINCT "{other}", kind, scope FROM relation'  # noqa: S608 - names of ours
            f' WHERE "{own}" = ? AND kind IN ({marks})'
            " AND recorded_from <= ? AND (recorded_to IS NULL OR recorded_to > ?) ORDER BY 1, 2",
            (node.name, *FOLLOWED, self._at, self._at),
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def _as_node(self, name: str) -> Iterator[Text]:
        record, _, anchor = name.partition("#")
        if self._texts.versions(record):
            yield Text(record, anchor or None)

    def _counterparts(
        self, node: Text, anchor: str | None, version: int, steps: list[Step]
    ) -> Iterator[tuple[Step, Text]]:
        """What the records of `steps` have of `node`; of drafts, the nearest that has it."""
        drafts = 0
        for step in steps:
            if not step.whole or step.kind == "rendering":
                continue
            if step.kind == "draft":
                drafts += 1
                if drafts > _DRAFTS:
                    continue
            for other in self._counterpart(node, anchor, step, version):
                yield step, other
                if step.kind == "draft":
                    drafts = _DRAFTS

    def _counterpart(
        self, node: Text, anchor: str | None, step: Step, version: int
    ) -> Iterator[Text]:
        """The text of `step.record` that is the one of `node`, which is `anchor` in `version`."""
        from archive.text.diff import ALIKE, bag, likeness
        from archive.text.pairing import pairs

        every = self._texts.versions(step.record)
        if not every:
            return
        own = self._texts.paragraphs(node.record, version)
        others = self._texts.paragraphs(step.record, every[-1].n)
        if anchor is None:
            # A meeting may have several letters: one is a draft only of the one it resembles.
            if step.kind != "draft" or likeness(bag(joined(own)), bag(joined(others))) >= ALIKE:
                yield Text(step.record, None)
            return
        for each in pairs(own, others):
            if each.old and each.new and each.old.anchor == anchor:
                yield Text(step.record, each.new.anchor)


def _growing(found: dict[Text, None]) -> Iterator[Text]:
    """The nodes of `found` in order, those that are added meanwhile too."""
    done = 0
    while done < len(found):
        node = list(found)[done]
        done += 1
        yield node
