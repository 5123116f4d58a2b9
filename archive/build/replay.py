"""Replays commits: which record each file is, which version each change makes, what it says.

A record's identity is the id in its front matter, so it survives renames and moves
of folder without guessing; git's own renames only carry the identity of a file
whose front matter cannot be read at that commit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from archive import registers
from archive.build.contents import Contents, Summary, words_of
from archive.build.ledger import Ledger
from archive.build.lists import Lists, oddity
from archive.build.originals import FileState as FileState
from archive.build.originals import Originals
from archive.build.register import Register
from archive.build.rows import next_states, record_rows, status_row
from archive.dialect import front_of
from archive.findings import Finding
from archive.frontmatter import fields_of
from archive.history import Blob, FileChange
from archive.model import Front

_EVENTS = ("title", "kind", "date", "meeting", "access", "adopted_by", "adopted_on", "supersedes")


class Known(NamedTuple):
    """The newest version of a record: where it stands and what it says.

    A tuple, as `Summary` and `Blob` are: one is made for each version, ten times as fast.
    """

    n: int
    path: str | None
    summary: Summary
    front: Front
    original: str | None
    removed: bool = False


class Replay:
    """The state that commits are replayed onto; `tree` is changed in place."""

    def __init__(
        self, connection: sqlite3.Connection, tree: dict[str, FileState], *, fresh: bool
    ) -> None:
        self._db = connection
        self._fresh = fresh
        self.tree = tree
        self.contents = Contents(connection, fresh=fresh)
        self.ledger = Ledger(connection, fresh=fresh)
        self.records: dict[str, None] = {}
        self.lists = Lists(connection, self.ledger)
        self.register = Register(connection, self.ledger, self.contents, fresh=fresh)
        self.findings: list[tuple[int, Finding]] = []
        self._known: dict[str, Known | None] = {}
        self._paths: dict[str, set[str]] = {}
        self.settled: set[str] = set()  # files that became something else without being changed
        self._originals = Originals(connection, tree, fresh=fresh)
        self._versions: list[tuple[Any, ...]] = []
        for path, state in tree.items():
            if state.record:
                self._paths.setdefault(state.record, set()).add(path)

    # -- one commit -----------------------------------------------------------------

    def commit(
        self, seq: int, changes: Sequence[FileChange], read: Callable[[str, str], Blob]
    ) -> None:
        """Replay one commit. `read(path, blob)` gives a content that is asked for first."""
        touched: set[str] = set()
        changed_registers: list[tuple[str, Blob | None]] = []
        summaries: dict[str, Summary] = {}
        moved: dict[str, str] = {}
        for change in changes:
            for gone in (change.old_path, change.path if change.blob is None else None):
                if gone and (record := self._remove(gone, touched)):
                    moved[gone] = record
        texts: list[tuple[FileChange, Summary]] = []
        for change in changes:
            if change.blob is None:
                if registers.name_of(change.path):
                    changed_registers.append((change.path, None))
            elif registers.name_of(change.path) or not change.path.endswith(".md"):
                self._file(change, read, touched, changed_registers)
            else:
                texts.append((change, self._text(change, read, moved)))
        self._texts(seq, texts, touched, summaries, moved)
        for path, blob in changed_registers:
            finding = self.lists.replay(seq, path, blob)
            if finding is not None:
                self.findings.append((seq, finding))
        for record in sorted(touched):
            self._record(seq, record, summaries)
        if len(self._versions) >= 2000:
            self.flush()

    def _remove(self, path: str, touched: set[str]) -> str | None:
        state = self.tree.pop(path, None)
        touched.update(self._originals.watchers(path))
        if state is None or state.record is None:
            return None
        self._paths[state.record].discard(path)
        touched.add(state.record)
        return state.record

    def _file(
        self, change: FileChange, read: Callable[[str, str], Blob], touched: set[str],
        changed_registers: list[tuple[str, Blob | None]],
    ) -> None:  # fmt: skip
        """A register, or a file that can only be an original."""
        path = change.path
        blob = read(path, change.blob or "")
        self.tree[path] = FileState(blob.name, None, blob.size, blob.sha256)
        touched.update(self._originals.watchers(path))
        if registers.name_of(path):
            changed_registers.append((path, blob))

    def _text(
        self, change: FileChange, read: Callable[[str, str], Blob], moved: dict[str, str]
    ) -> Summary:
        """What a Markdown file holds, read in the order in which contents are asked for."""
        name = change.blob or ""
        if name and self.contents.has(name):
            return self._same(name, moved.get(change.old_path or ""))
        blob = read(change.path, name)
        before = self.tree.get(change.path)
        last = self._known.get(before.record or "") if before else None
        near = last.summary.content if last else None
        known = self.contents.has(blob.name)
        return self.contents.summary(blob.name) if known else self.contents.add(blob, near=near)

    def _texts(
        self, seq: int, texts: list[tuple[FileChange, Summary]], touched: set[str],
        summaries: dict[str, Summary], moved: dict[str, str],
    ) -> None:  # fmt: skip
        """The Markdown files of one commit: records, and originals of records."""
        arrived = {change.path: summary.front for change, summary in texts}
        before = {state.record for path in arrived if (state := self.tree.get(path))}
        are = self._originals.are_text(arrived, {*filter(None, before), *touched}, self.known)
        for change, summary in texts:
            if are[change.path]:
                self._set_aside(change.path, summary.blob, touched)
            else:
                self._arrive(seq, change, summary, touched, summaries, moved)
        for path in sorted((are.keys() - arrived.keys()) & self.tree.keys()):
            state = self.tree[path]
            self.settled.add(path)
            if are[path] and state.record:
                self._set_aside(path, state.blob, touched)
            elif not are[path] and not state.record:
                change = FileChange(path, state.blob)
                summary = self.contents.summary(state.blob)
                self._arrive(seq, change, summary, touched, summaries, moved)

    def _set_aside(self, path: str, blob: str, touched: set[str]) -> None:
        """A Markdown file that is an original: no record, whatever stands in it."""
        self._remove(path, touched)
        self.tree[path] = FileState(blob, None, *self.contents.measure(blob))

    def _arrive(
        self, seq: int, change: FileChange, summary: Summary, touched: set[str],
        summaries: dict[str, Summary], moved: dict[str, str],
    ) -> None:  # fmt: skip
        path, name = change.path, summary.blob
        before = self.tree.get(path)
        earlier = before.record if before else None
        record = summary.record or moved.get(change.old_path or "") or earlier
        if earlier and earlier != record:
            self._remove(path, touched)
        self.tree[path] = FileState(name, record, None, None)
        odd = oddity(summary.encoding)
        if odd:
            self._find(seq, path, odd[0], odd[2], record or "", odd[1])
        if record is None:
            return
        if summary.record is None and not odd:
            self._find(seq, path, "H007", "the front matter of this version has no id", record)
        self._paths.setdefault(record, set()).add(path)
        summaries[path] = summary
        touched.add(record)

    def _same(self, name: str, record: str | None) -> Summary:
        known = self._known.get(record) if record else None
        if known and known.summary.blob == name:
            return known.summary
        return self.contents.summary(name)

    # -- records --------------------------------------------------------------------

    def _record(self, seq: int, record: str, summaries: dict[str, Summary]) -> None:
        known = self.known(record)
        paths = self._paths.get(record, set())
        self.records[record] = None
        if not paths:
            if known and not known.removed:
                self._gone(seq, record, known)
            return
        if len(paths) > 1 and any(path in summaries for path in paths):
            where = ", ".join(sorted(paths))
            self._find(seq, min(paths), "H008", f"these files share one id: {where}", record)
        path = known.path if known and known.path in paths else min(paths)
        assert path is not None
        state = self.tree[path]
        summary = summaries.get(path)
        if summary is None:
            same = known is not None and known.summary.blob == state.blob
            summary = known.summary if known and same else self.contents.summary(state.blob)
        if known is None or known.removed:
            front = front_of(summary.front, record)
            self._version(seq, record, known, path, summary, front, "created")
            return
        front, change = self._compare(known, summary, record)
        renamed = known.path != path
        original = self._originals.blob(front, path)
        if change is None and not renamed and original == known.original:
            return
        change = change or ("rename" if renamed else "metadata")
        self._version(seq, record, known, path, summary, front, change)

    def _compare(self, known: Known, now: Summary, record: str) -> tuple[Front, str | None]:
        """The front matter now, and the class of change; None where the content is the same."""
        before = known.summary
        if before.blob == now.blob:
            return known.front, None
        front = known.front
        if not now.readable:
            return front, "text"
        if before.front != now.front:
            front = front_of(now.front, record)
            if front == known.front:
                front = known.front  # spacing or order changed, or a field that nothing reads
        if before.body_key != now.body_key and (
            before.tight_key != now.tight_key or self._words_differ(before, now)
        ):
            return front, "text"
        if front is known.front and fields_of(now.front) == fields_of(before.front):
            return front, "format"
        return front, "metadata"

    def _words_differ(self, before: Summary, now: Summary) -> bool:
        bodies = [self.contents.parts(each.content).body for each in (before, now)]
        return words_of(bodies[0]) != words_of(bodies[1])

    def _version(
        self, seq: int, record: str, known: Known | None, path: str, summary: Summary,
        front: Front, change: str,
    ) -> None:  # fmt: skip
        n = known.n + 1 if known else 1
        came_from = known.path if known and not known.removed and known.path != path else None
        self._versions.append((record, n, seq, path, came_from, summary.content, change))
        original = self._originals.blob(front, path)
        self._originals.keep(front, n, path)
        if change in ("text", "metadata", "format"):
            self.ledger.event(record, f"record.{change}", str(n - 1), str(n), None, seq)
        if came_from:
            self.ledger.event(record, "record.renamed", came_from, path, None, seq)
        old = known.front if known else None
        if old is None or front is not old or (known and known.removed):
            self._say(seq, record, front, None if known and known.removed else old, change)
        fresh = old is None or front is not old or known is None or known.summary is not summary
        if fresh and (summary.readable or old is None):
            self.register.say(seq, front, summary)
        self._known[record] = Known(n, path, summary, front, original)

    def _say(self, seq: int, record: str, front: Front, old: Front | None, change: str) -> None:
        if change == "created":
            self.ledger.event(record, "record.created", None, front.title, None, seq)
        if old is not None:
            for name in _EVENTS:
                was, now = getattr(old, name), getattr(front, name)
                if was != now:
                    self.ledger.event(record, f"record.{name}", was, now, None, seq)
        if front.claims or front.unknowns or (old and (old.claims or old.unknowns)):
            for table, rows in record_rows(front).items():
                self.ledger.replace(table, record, rows, seq)
        if "." in record:  # an import's header goes back and forth: it only ever says what holds
            states = {1: status_row(front)}
        else:
            open_rows = self.ledger.open_rows("record_state", record)
            states = next_states(open_rows, status_row(front))
        self.ledger.set("record_state", record, states, seq)

    def _gone(self, seq: int, record: str, known: Known) -> None:
        n = known.n + 1
        self._versions.append((record, n, seq, known.path, None, None, "removed"))
        self.ledger.event(record, "record.removed", known.front.title, None, None, seq)
        for table in ("claim", "unknown", "record_state"):
            self.ledger.set(table, record, {}, seq)
        self.register.gone(seq, record)
        self._known[record] = known._replace(n=n, removed=True)

    def front(self, record: str) -> Front | None:
        """The front matter that a replayed version of `record` left, None where none was."""
        known = self._known.get(record)
        return known.front if known else None

    def known(self, record: str) -> Known | None:
        """The newest version of `record` so far, looked up in the archive where need be."""
        if record not in self._known:
            self._known[record] = None if self._fresh else self._look_up(record)
        return self._known[record]

    def _look_up(self, record: str) -> Known | None:
        self.flush()
        rows = self._db.execute(
            "SELECT n, path, content, change FROM version WHERE record = ? ORDER BY n DESC LIMIT 2",
            (record,),
        ).fetchall()
        if not rows:
            return None
        n, path, content, change = rows[0]
        removed = change == "removed"
        if removed:
            content = rows[1][2]
        blob = self._db.execute("SELECT git_blob FROM content WHERE id = ?", (content,)).fetchone()
        summary = self.contents.summary(blob[0])
        said = summary.front if summary.readable else self.contents.last_front(record)
        front = front_of(said, record)
        original = self._db.execute(
            "SELECT git_blob FROM original WHERE record = ? AND version = ?", (record, n)
        ).fetchone()
        return Known(n, path, summary, front, original[0] if original else None, removed)

    def watch_again(self, records: Iterable[str]) -> None:
        """Watch the originals that `records` had before unsaved edits of theirs were taken back."""
        for record in records:
            known = self.known(record)
            if known and known.path and known.front.original and not known.removed:
                self._originals.watch(record, known.path, known.front.original)

    # -- writing --------------------------------------------------------------------

    def _find(
        self, seq: int, path: str, code: str, message: str, subject: str, line: int = 0
    ) -> None:
        self.findings.append((seq, Finding(path, line, code, message, subject)))

    # What the replay of an import (`archive.build.foreign`) shares with that of records.
    version, gone, find = _version, _gone, _find

    def flush(self) -> None:
        """Write all that waits."""
        self.contents.flush()
        self.ledger.flush()
        if self._versions:
            self._db.executemany(
                "INSERT INTO version (record, n, commit_seq, path, renamed_from, content, change)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                self._versions,
            )
            self._versions.clear()
        self._originals.flush()
