"""What has been added and waits for review: one SQLite file and the originals, on this computer.

Everything lies below `.secretariat/intake`, which is neither saved nor published:

    intake.db          a row a file: what it is, what was read, what is proposed, what became of it
    files/ab/abcd...   the originals, each once, named by its SHA-256
    spool/             what workers write while they read, a folder a run; emptied when one begins
    reports/           a table of each run

A file is in it before it is read. What a run notes is written to the disk twice a second, and at
its end: a run that was ended anywhere goes on where it was, and one that was killed, or lost its
power, reads again what it had read in the last half of a second.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from archive.workspace import Workspace
from toolkit.intake.keeping import Changed as Changed
from toolkit.intake.keeping import IntakeUnusable as IntakeUnusable
from toolkit.intake.keeping import Keeping, NoRoom, no_room
from toolkit.intake.model import Extracted, Identity, Proposal, Trouble

#: waiting: kept, not yet read · read: waits for review · failed: nothing could be read, waits too
#: · duplicate: the same bytes are here · container: only holds others · accepted: became a record
#: · refused: a person left it out
State = Literal["waiting", "read", "failed", "duplicate", "container", "accepted", "refused"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS item (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  place TEXT NOT NULL,
  name TEXT NOT NULL,
  folder TEXT NOT NULL,
  parent INTEGER REFERENCES item(id),
  inside TEXT NOT NULL DEFAULT '',
  depth INTEGER NOT NULL DEFAULT 0,
  size INTEGER NOT NULL,
  mtime INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  run INTEGER NOT NULL,
  kind TEXT NOT NULL DEFAULT '',
  meeting TEXT NOT NULL DEFAULT '',
  profile TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  twin TEXT NOT NULL DEFAULT '',
  identity TEXT,
  extracted TEXT,
  proposal TEXT,
  troubles TEXT NOT NULL DEFAULT '[]',
  sure REAL,
  record TEXT,
  UNIQUE (source, sha256)
) STRICT;
CREATE INDEX IF NOT EXISTS item_sha256 ON item(sha256);
CREATE INDEX IF NOT EXISTS item_state ON item(state);
CREATE INDEX IF NOT EXISTS item_parent ON item(parent) WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS item_message
  ON item(json_extract(extracted, '$.properties."message-id"')) WHERE state = 'accepted';
CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY, begun TEXT NOT NULL, ended TEXT) STRICT;
PRAGMA user_version = 1;
"""
_VERSION = 1
#: How long changes may be gathered before they are written to the disk, in seconds.
_GATHERED = 0.5


class Item(Struct, frozen=True, kw_only=True):
    """A file that was added. `source` names it for good, `place` as a person has it.

    `mtime` is in nanoseconds, as the system tells it; `twin` what it is a duplicate of; `sure`
    how sure the proposal is as a whole, 0 to 1; `record` the id that it was accepted under.
    """

    id: int
    source: str
    place: str
    name: str
    folder: str
    parent: int | None
    inside: str
    depth: int
    size: int
    mtime: int
    sha256: str
    run: int
    kind: str
    meeting: str
    profile: str
    state: State
    twin: str
    identity: Identity | None
    extracted: Extracted | None
    proposal: Proposal | None
    troubles: tuple[Trouble, ...]
    sure: float | None
    record: str | None


def place_of(workspace: Workspace) -> Path:
    """Where a workspace keeps what waits for review."""
    return workspace.local / "intake"


class Store(Keeping):
    """The intake in `folder` (of `place_of`). Close it when done."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.reports = self.folder / "reports"
        try:
            self.files.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.folder / "intake.db", timeout=5, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > _VERSION:
                raise IntakeUnusable(
                    f"{self.folder} was written by a newer version of this program: use that one"
                )
            self._db.executescript(_SCHEMA)
            self._gathers, self._parts, self._due = False, 0, 0.0
        except sqlite3.Error as error:
            raise IntakeUnusable(
                f"{self.folder / 'intake.db'} cannot be used ({error}): end other programs that "
                "use it, or move it away and add the files again"
            ) from None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All changes within, or none of them."""
        with self._part():
            self._write("SAVEPOINT these")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # a full disk has ended it already
                    with suppress(sqlite3.Error):
                        self._db.execute("ROLLBACK TO these")
                raise
            self._write("RELEASE these")

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Write changes within to the disk together, twice a second, and at the end in any case.

        Each of them costs several waits for the disk where it is written by itself.
        """
        self._gathers = True
        try:
            yield
        finally:
            self._gathers = False
            with self._part():
                pass

    @contextmanager
    def _part(self) -> Iterator[None]:
        """A change, within the transaction that runs or one of its own."""
        if not self._db.in_transaction:
            self._write("BEGIN IMMEDIATE")
            self._due = time.monotonic() + _GATHERED
        self._parts += 1
        try:
            yield
        finally:
            self._parts -= 1
            late = not self._gathers or time.monotonic() >= self._due
            if late and not self._parts and self._db.in_transaction:
                self._write("COMMIT")

    def _change(self, sql: str, values: dict[str, object] | tuple[object, ...]) -> int:
        """Carry out one change; gives the number that it returns, or 0."""
        with self._part():
            found = self._write(sql, values).fetchone()
            return 0 if found is None else int(found[0])

    def _write(self, sql: str, values: object = ()) -> sqlite3.Cursor:
        """Carry out a statement that writes; what hinders it is told with what to do."""
        try:
            return self._db.execute(sql, values)  # type: ignore[arg-type]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE):
                raise NoRoom(no_room(self.folder)) from None
            raise IntakeUnusable(
                f"{self.folder / 'intake.db'} cannot be written ({error}): end other programs "
                "that use it, and run the same command again"
            ) from None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs out; raises `IntakeUnusable` where one is at work.

        The lock is SQLite's own, on an empty file beside, and goes with its holder.
        """
        lock = sqlite3.connect(self.folder / "intake.lock", timeout=0, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            lock.close()
            raise IntakeUnusable(
                "files are being added or reviewed here by another command: wait until it is done"
            ) from None
        try:
            yield
        finally:
            lock.close()

    # -- runs

    def begin_run(self, now: str) -> int:
        """The number of a new run, begun at `now` (ISO 8601)."""
        return self._change("INSERT INTO run (begun) VALUES (?) RETURNING id", (now,))

    def end_run(self, run: int, now: str) -> None:
        """Say that a run came to its end."""
        self._change("UPDATE run SET ended = ? WHERE id = ?", (now, run))

    # -- items

    def known(self, source: str, size: int, mtime: int) -> Item | None:
        """The row of a file by what tells it without reading; its text aside."""
        row = self._db.execute(
            f"SELECT {_BUT_TEXT} FROM item WHERE source = ? AND size = ? AND mtime = ?"  # noqa: S608 - names of our own
            " AND parent IS NULL ORDER BY id DESC",
            (source, size, mtime),
        ).fetchone()
        return None if row is None else _item(row)

    def hashes(self) -> dict[str, str]:
        """SHA-256 → the place of the first file with it, for all that were not duplicates."""
        rows = self._db.execute(
            "SELECT sha256, place FROM item WHERE state <> 'duplicate' ORDER BY id DESC"
        )
        return {row["sha256"]: row["place"] for row in rows}

    def add(self, **values: object) -> int:
        """A new row, or new values for the row that is there for this source and hash; its id."""
        told = {name: _column(value) for name, value in values.items()}
        names = ", ".join(told)
        marks = ", ".join(f":{name}" for name in told)
        anew = ", ".join(f"{name} = excluded.{name}" for name in told)
        return self._change(
            f"INSERT INTO item ({names}) VALUES ({marks})"  # noqa: S608 - names of our own
            f" ON CONFLICT (source, sha256) DO UPDATE SET {anew} RETURNING id",
            told,
        )

    def find(self, source: str, sha256: str) -> Item | None:
        """The row of these bytes from this source; None where there is none."""
        row = self._db.execute(
            "SELECT * FROM item WHERE source = ? AND sha256 = ?", (source, sha256)
        ).fetchone()
        return _item(row) if row else None

    def forget_unkept(self, source: str) -> None:
        """Drop what was noted of a file while it could not be kept: now it is."""
        self._change("DELETE FROM item WHERE source = ? AND sha256 = ''", (source,))

    def update(self, item: int, **values: object) -> None:
        """Change columns of a row; structures are kept as JSON."""
        told = {name: _column(value) for name, value in values.items()}
        names = ", ".join(f"{name} = :{name}" for name in told)
        self._change(f"UPDATE item SET {names} WHERE id = :id", {**told, "id": item})  # noqa: S608 - names of our own

    def items(self, *states: State) -> list[Item]:
        """The rows in these states (none: all), by id; without the text of what was read."""
        where = f" WHERE state IN ({', '.join('?' * len(states))})" if states else ""
        rows = self._db.execute(f"SELECT {_BUT_TEXT} FROM item{where} ORDER BY id", states)  # noqa: S608 - names of our own
        return [_item(row) for row in rows]

    def each(self, items: Iterable[int]) -> Iterator[Item]:
        """One row after the other, so that never all of them are in memory; without the text."""
        for item in items:
            sql = f"SELECT {_BUT_TEXT} FROM item WHERE id = ?"  # noqa: S608 - names of our own
            yield _item(self._db.execute(sql, (item,)).fetchone())

    def as_sure(self, least: float) -> list[int]:
        """The rows that wait and whose proposal is at least so sure, by id."""
        sql = "SELECT id FROM item WHERE state = 'read' AND coalesce(sure, 0) >= ? ORDER BY id"
        return [row[0] for row in self._db.execute(sql, (least,))]

    def item(self, item: int) -> Item:
        """A row with everything; raises `IntakeUnusable` where there is none."""
        row = self._db.execute("SELECT * FROM item WHERE id = ?", (item,)).fetchone()
        if row is None:
            raise IntakeUnusable(
                f"nothing waits under the number {item}: secretariat review --list"
            )
        return _item(row)

    def children(self, item: int) -> list[Item]:
        """What came within a file, in its order."""
        rows = self._db.execute("SELECT * FROM item WHERE parent = ? ORDER BY id", (item,))
        return [_item(row) for row in rows]

    def record_of_message(self, message_id: str) -> str | None:
        """The record of the mail with this identifier; None where it is no record."""
        row = self._db.execute(
            "SELECT record FROM item WHERE state = 'accepted'"
            " AND json_extract(extracted, '$.properties.\"message-id\"') = ?",
            (message_id,),
        ).fetchone()
        return str(row[0]) if row else None

    def count(self, *states: State) -> int:
        """How many rows are in these states."""
        marks = ", ".join("?" * len(states))
        row = self._db.execute(f"SELECT count(*) FROM item WHERE state IN ({marks})", states)  # noqa: S608 - marks only
        return int(row.fetchone()[0])


_BUT_TEXT = ", ".join(
    "NULL AS extracted" if c == "extracted" else c for c in Item.__struct_fields__
)
_STRUCTURES = {"identity": Identity, "extracted": Extracted, "proposal": Proposal}


def _column(value: object) -> object:
    if isinstance(value, Struct | tuple):
        return msgspec.json.encode(value).decode("utf-8")
    return value


def _item(row: sqlite3.Row) -> Item:
    values = dict(row)
    for name, kind in _STRUCTURES.items():
        values[name] = (
            None if values[name] is None else msgspec.json.decode(values[name], type=kind)
        )
    values["troubles"] = msgspec.json.decode(values["troubles"], type=tuple[Trouble, ...])
    return Item(**values)


def waiting(workspace: Workspace) -> int:
    """How many files wait for review; 0 where none was ever added. Writes nothing."""
    path = place_of(workspace) / "intake.db"
    if not path.is_file():
        return 0
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db,
    ):
        found = db.execute("SELECT count(*) FROM item WHERE state IN ('read', 'failed')").fetchone()
        return int(found[0])
    return 0
