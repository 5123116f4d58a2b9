"""Replays what records state of decisions and how they bear on each other, version by version."""

from __future__ import annotations

import sqlite3

from archive.build.contents import Contents, Summary
from archive.build.ledger import Ledger
from archive.decisions.marked import Stated, stated
from archive.model import Front


class Register:
    """Keeps decision_known and relation in step with each version of a record.

    A text is parsed only where it may have marks: `Summary.marked`.
    """

    def __init__(
        self, connection: sqlite3.Connection, ledger: Ledger, contents: Contents, *, fresh: bool
    ) -> None:
        self._db = connection
        self._ledger = ledger
        self._contents = contents
        self._fresh = fresh
        self._standing: dict[str, tuple[set[str], set[str]]] = {}

    def say(self, seq: int, front: Front, summary: Summary) -> None:
        """Take what the version says that `summary` and `front` are of."""
        if summary.marked:
            parts = self._contents.parts(summary.content)
            said = stated(front, parts.body, parts.body_line)
        else:
            said = stated(front, None)
        self._set(seq, front.id, said)

    def gone(self, seq: int, record: str) -> None:
        """Take note that `record` was removed: it states nothing any more."""
        self._set(seq, record, Stated())

    def _set(self, seq: int, record: str, said: Stated) -> None:
        decisions, relations = self._known(record)
        if not (decisions or relations or said.decisions or said.relations):
            return
        for decision in sorted(decisions | set(said.decisions)):
            row = said.decisions.get(decision)
            self._ledger.set("decision_known", decision, {} if row is None else {1: row}, seq)
        for own in sorted(relations | set(said.relations)):
            self._ledger.replace("relation", own, said.relations.get(own, []), seq)
        self._standing[record] = (set(said.decisions), set(said.relations))

    def _known(self, record: str) -> tuple[set[str], set[str]]:
        """The decisions and the asserting paragraphs of `record` that stand so far."""
        if record not in self._standing:
            self._standing[record] = (set(), set()) if self._fresh else self._look_up(record)
        return self._standing[record]

    def _look_up(self, record: str) -> tuple[set[str], set[str]]:
        # What a reader proposed is made anew with the record's own rows; here it is in the way.
        self._db.execute(
            "DELETE FROM decision_known WHERE record = ? AND basis = 'proposed'", (record,)
        )
        decisions = self._db.execute(
            "SELECT decision FROM decision_known WHERE record = ? AND recorded_to IS NULL",
            (record,),
        )
        relations = self._db.execute(
            "SELECT DISTINCT asserted_in FROM relation WHERE record = ? AND recorded_to IS NULL",
            (record,),
        )
        return {row[0] for row in decisions}, {row[0] for row in relations}
