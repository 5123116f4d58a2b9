"""Builds the file of an edition, from texts that were redacted before.

The secretariat's archive is read and never copied: what is written is made by the same builder,
out of the history that `archive.editions.history` tells. So nothing that is withheld is ever in
the file, in no page that a deletion left free either. A build goes on from the file that is there
only where nothing is hidden in it now that was not; else it is made anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from archive import schema
from archive.build import BuildReport, imports, store
from archive.build import build as build_all
from archive.build.contents import quick_turns
from archive.build.entities import ENTITY_TABLES
from archive.build.foreign import ForeignReplay
from archive.build.imports import Source as ImportSource
from archive.build.refresh import Progress, refresh
from archive.build.replay import FileState, Replay
from archive.build.report import count, nothing_new, totals
from archive.build.run import FOLDER_MESSAGE, UNCOMMITTED_MESSAGE
from archive.build.texts import fewer_collections
from archive.dialect import profile_key
from archive.editions.history import History, Told
from archive.editions.ladder import Edition, path_of
from archive.editions.names import CLOSED, Names, names_here, names_of
from archive.editions.plan import Plan, plan_of
from archive.editions.source import Source
from archive.log import store as log_store
from archive.log.merkle import leaf_hash
from archive.workspace import Workspace

#: Changes whenever the same records would give another edition.
_RULES = 2

#: What an entry of a register is called that is named and not shown.
NOT_SHOWN = "Not shown in this edition"


@dataclass(frozen=True, slots=True)
class _State:
    """What an edition was made from, told by marks that give nothing away."""

    edition: str
    rules: str
    past: str
    seq: int


def build_edition(
    workspace: Workspace, edition: Edition, *, full: bool = False,
    progress: Progress | None = None, processes: int = 1,
) -> BuildReport:  # fmt: skip
    """Bring the file of `edition` up to the records: the secretariat's archive first, then its own.

    `progress` and `processes` are those of `archive.build.build`, whose errors are raised as well,
    and `BadKey` where the key of the editions cannot be read or made.
    """
    if edition == "secretariat":
        return build_all(workspace, full=full, progress=progress, processes=processes)
    names = names_here(workspace)
    half = _part(progress, 0) if progress else None
    build_all(workspace, full=full, progress=half, processes=processes)
    path = path_of(workspace, edition)
    later = _part(progress, 1) if progress else None
    with (
        store.locked(path),
        store.draft(path) as draft,
        closing(_open(workspace.archive)) as conn,
    ):
        imported = imports.sources(workspace.root)
        source = Source(conn)
        plan = plan_of(source, edition, names, workspace.root, imported)
        if plan.closed or plan.prefixes:
            names_of(workspace)  # what has a number now must keep it
        now = _state(source, plan, imported)
        go_on = None if full else _to_go_on_from(path, source, plan, now)
        if go_on == now.seq:
            return nothing_new(path, None, False, [])
        if go_on is not None:
            draft.begin()
        with (
            store.written(path, draft, go_on=go_on is not None) as db,
            fewer_collections(),
            quick_turns(),
        ):
            work = _Work(workspace, db, source, plan, imported, go_on or 0)
            return work.run(path, now, later, processes)


def _part(progress: Progress, half: int) -> Progress:
    """`progress` for one of two builds: the bar goes over both."""

    def told(stage: str, done: int, total: int) -> None:
        share = done / total if total else 1.0
        at = (0.5 if stage == "records" else 0.0) + share / 2
        progress("history" if half == 0 else "records", round(at * 1000), 1000)

    return told


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


# -- going on ---------------------------------------------------------------------------


def _state(source: Source, plan: Plan, imported: list[ImportSource]) -> _State:
    seq = source.conn.execute(
        "SELECT coalesce(max(seq), 0) FROM commit_ WHERE NOT uncommitted"
    ).fetchone()[0]
    closed = [
        (each.name, each.why, each.access, each.title, repr(each.closure))
        for _, each in sorted(plan.closed.items())
    ]
    said = [
        _RULES, schema.VERSION, closed, sorted(plan.prefixes),
        sorted(plan.unreadable_registers), imports.fingerprint(imported),
    ]  # fmt: skip
    rules = plan.names.mark(json.dumps(said))
    return _State(plan.edition, rules, _past(source, plan.names, seq), seq)


def _past(source: Source, names: Names, seq: int) -> str:
    rows = source.conn.execute("SELECT hash FROM commit_ WHERE seq <= ? ORDER BY seq", (seq,))
    return names.mark("\n".join(row[0] or "-" for row in rows))


def _to_go_on_from(path: Path, source: Source, plan: Plan, now: _State) -> int | None:
    """The save up to which the file at `path` holds what it should; None to make it anew."""
    if not path.is_file() or path.is_symlink() or store.has_leftovers(path):
        return None
    try:
        with closing(_open(path)) as db:
            if not schema.is_current(db):
                return None
            known = dict(db.execute("SELECT key, value FROM build").fetchall())
    except sqlite3.DatabaseError:
        return None
    seq = int(known.get("saves read", "0"))
    if (known.get("edition"), known.get("rules")) != (now.edition, now.rules):
        return None
    if not 0 < seq <= now.seq or known.get("past") != _past(source, plan.names, seq):
        return None
    unsaved = source.conn.execute(
        "SELECT 1 FROM commit_ WHERE uncommitted = 1 AND (seq IN (SELECT commit_seq FROM version) "
        "OR seq IN (SELECT recorded_from FROM entity_state) "
        "OR seq IN (SELECT recorded_to FROM entity_state))"
    ).fetchone()
    if unsaved is not None or known.get("unsaved"):
        return None  # what was never saved may be taken back, and must then be gone
    return seq if all(_adds_only(source, plan, seq)) else None


def _adds_only(source: Source, plan: Plan, seq: int) -> Iterator[bool]:
    """Whether each thing that was touched after the save `seq` leaves as it is shown what was."""
    touched = source.conn.execute(
        "SELECT DISTINCT record FROM version WHERE commit_seq > ?", (seq,)
    ).fetchall()
    for (record,) in touched:
        if record in plan.closed:
            continue
        old = [each for each in source.versions_of(record) if each.seq <= seq]
        if not old:
            continue
        treated = plan.treated.get(record)
        if treated is not None and (treated.only_from or treated.cleared > old[-1].n):
            yield False
        row = source.conn.execute(
            "SELECT 1 FROM original WHERE record = ?1 UNION ALL "
            "SELECT 1 FROM embedded WHERE record = ?1",
            (record,),
        ).fetchone()
        said = source.said(record, old[-1].content)
        front = said.front if said is not None else None
        yield (
            row is None
            and front is not None
            and not (front.original or front.embedded or front.earlier_access)
        )
    for own, kind, states in source.entities():
        if own in plan.closed or states[-1][0] <= seq or states[0][0] > seq:
            continue
        hidden = any(entry is not None and plan.hidden_in(entry)[0] for _, entry in states)
        yield kind != "person" and not hidden
    processes = source.process()
    if processes and processes[-1][0] > seq:
        yield not any(plan.hidden_in(process)[0] for _, process in processes)


# -- writing ----------------------------------------------------------------------------


class _Work:
    """One build of one edition, within the transaction of `db`."""

    def __init__(
        self, workspace: Workspace, db: sqlite3.Connection, source: Source, plan: Plan,
        imported: list[ImportSource], after: int,
    ) -> None:  # fmt: skip
        self._workspace = workspace
        self._db = db
        self._source = source
        self._plan = plan
        self._shown = [each for each in imported if each.entry.id not in plan.prefixes]
        self._after = after
        tree = {
            row[0]: FileState._make(row[1:])
            for row in db.execute("SELECT path, git_blob, record, size, sha256 FROM file")
        }
        self._fresh = not after
        self._replay = Replay(db, tree, fresh=self._fresh)
        self._history = History(source, plan, imported, tree, after=after)
        self._foreign: dict[str, ForeignReplay] = {}

    def run(
        self, path: Path, now: _State, progress: Progress | None, processes: int
    ) -> BuildReport:
        """Write all that is new, and give the report."""
        db, replay = self._db, self._replay
        before = count(db, "version")
        lasting: set[str] = set()
        replay.contents.lasting = lasting if self._fresh else None
        saves = 0
        seq = db.execute("SELECT coalesce(max(seq), 0) FROM commit_").fetchone()[0]
        unsaved = False
        for told in self._history.saves():
            saves, seq = saves + 1, seq + 1
            unsaved = unsaved or told.save.uncommitted
            lasting |= told.lasting
            self._save(seq, told)
            if progress and saves % 50 == 0:
                progress("history", told.save.seq - self._after, now.seq - self._after)
        replay.contents.lasting = None
        replay.flush()
        replay.contents.close()
        self._keep_tree()
        dialects = {each.entry.id: each.dialect for each in self._shown}
        refresh(db, replay, self._fresh, progress, processes, dialects)
        self._name_the_closed()
        self._stubs()
        state = {
            "edition": now.edition, "rules": now.rules, "past": now.past,
            "saves read": str(now.seq), "unsaved": "yes" if unsaved else None,
            **{
                profile_key(each.entry.id): msgspec.json.encode(
                    msgspec.structs.replace(each.dialect.profile, note=None)
                ).decode()
                for each in self._shown
            },
        }  # fmt: skip
        db.execute("DELETE FROM build")
        db.executemany(
            "INSERT INTO build VALUES (?, ?)", [(k, v) for k, v in state.items() if v is not None]
        )
        mode = "whole" if self._fresh else "new commits"
        versions = count(db, "version") - before
        return BuildReport(
            path, mode, None, saves, versions, len(replay.records), *totals(db), int(unsaved)
        )

    def _save(self, seq: int, told: Told) -> None:
        save = told.save
        message = ""
        if save.hash is None:
            message = UNCOMMITTED_MESSAGE if save.uncommitted else FOLDER_MESSAGE
        self._db.execute(
            "INSERT INTO commit_ (seq, hash, author_time, author_zone, commit_time, message, "
            "uncommitted, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                seq, self._plan.names.commit(save.hash), save.author_time,
                None if save.author_time is None else "+0000", save.commit_time, message,
                int(save.uncommitted), save.line,
            ),
        )  # fmt: skip
        if told.source is not None and told.steps:
            line = told.source.entry.id
            if line not in self._foreign:
                self._foreign[line] = ForeignReplay(self._replay, told.source.dialect)
            self._foreign[line].commit(seq, told.steps, told.blobs.__getitem__)
        else:
            self._replay.commit(seq, told.changes(), lambda _path, name: told.blobs[name])
        if told.process is not None:
            self._replay.lists.process(seq, told.process)
        for kind, own, new, old in told.entries:
            self._replay.lists.entry(seq, kind, own, new, old)

    def _keep_tree(self) -> None:
        self._db.execute("DELETE FROM file")
        self._db.executemany(
            "INSERT INTO file (path, git_blob, record, size, sha256) VALUES (?, ?, ?, ?, ?)",
            [
                (path, state.blob, state.record, state.size, state.sha256)
                for path, state in sorted(self._replay.tree.items())
            ],
        )

    def _name_the_closed(self) -> None:
        """Say of an entry that is named and not shown that it is so."""
        for table in ("entity", *ENTITY_TABLES):
            self._db.execute(
                f"UPDATE {table} SET name = ? WHERE id GLOB ? AND listed = 0",  # noqa: S608
                (NOT_SHOWN, f"{CLOSED}*"),
            )

    def _stubs(self) -> None:
        """Keep why each record is not shown, with its newest leaf in the sealed log."""
        self._db.execute("DELETE FROM stub")
        closed = [each for each in self._plan.closed.values() if each.sort == "record"]
        if not closed:
            return
        leaves = newest_leaves(self._workspace)
        self._db.executemany(
            "INSERT INTO stub SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM record WHERE id = ?1)",
            [
                (each.name, each.why, *leaves.get(each.id, (None, None)))
                for each in sorted(closed, key=lambda each: each.name)
            ],
        )


def newest_leaves(workspace: Workspace) -> dict[str, tuple[int, str]]:
    """Record → the place of its newest version in the sealed log, and that leaf's hash."""
    try:
        log = log_store.load(workspace)
    except log_store.LogDamaged:
        return {}  # `check` tells it; a stub without its leaf is a stub
    found = {}
    for at, opening in enumerate(log.openings):
        if opening is not None and '"kind":"version"' in opening.statement:
            record = opening.said().get("record")
            if isinstance(record, str):
                found[record] = (at, leaf_hash(log.entries[at]).hex())
    return found
