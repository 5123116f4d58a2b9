"""A build from start to end: one transaction, and the last good archive stays until it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive import folder, history, schema
from archive.build import current, custody, imports, store
from archive.build.contents import quick_turns
from archive.build.foreign import ForeignReplay
from archive.build.imports import Planned, Source
from archive.build.ledger import roll_back
from archive.build.refresh import Progress, refresh
from archive.build.replay import FileState, Replay
from archive.build.report import (
    BuildReport,
    count,
    keep_findings,
    nothing_new,
    notices,
    totals,
)
from archive.build.texts import fewer_collections
from archive.errors import HistoryRewritten
from archive.history import Commit, FileChange
from archive.log.checkproof import time_in_words
from archive.registers import name_of
from archive.workspace import Workspace

FOLDER_MESSAGE = "Read from a folder without history"
UNCOMMITTED_MESSAGE = "Not saved yet"


@dataclass(frozen=True, slots=True)
class _Past:
    """What the last build knew: enough to go on from."""

    head: str
    cut: str
    seq: int
    uncommitted: bool
    imports: str
    custody: str


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a build is made from: saved commits up to `head`, imports, and files not saved.

    `kept` is False for a mere folder; `cut` marks a history whose beginning is missing.
    """

    workspace: Workspace
    kept: bool
    head: str | None
    cut: str
    unsaved: list[FileChange]
    imports: list[Source]


def build(
    workspace: Workspace, *, full: bool = False, progress: Progress | None = None,
    processes: int = 1,
) -> BuildReport:  # fmt: skip
    """Bring `workspace.archive` up to the records and their history.

    Reads only new commits where the archive can be gone on from; `full` makes it anew.
    With `processes` over 1 many texts are parsed in as many processes, which is for callers
    whose own main module can be imported again (a command's can).
    Raises `HistoryRewritten` where the last imported commit is gone from the main line,
    `HistoryUnreadable` with git's words, `ArchiveBusy` where another build is at work.
    """
    with store.locked(workspace.archive), store.draft(workspace.archive) as draft:
        return _build(workspace, draft, full, progress, processes)


def _build(
    workspace: Workspace, draft: store.Draft, full: bool, progress: Progress | None, processes: int
) -> BuildReport:
    root, path = workspace.root, workspace.archive
    kept = history.is_repository(root) and not history.is_ignored(root)
    head = history.head(root) if kept else None
    cut = history.shallow_mark(root) if head is not None else ""
    found = imports.sources(root)
    past = None if full else _past(path)
    if past is not None and past.imports != imports.fingerprint(found):
        past = None
    if past is not None:
        if past.head != head or past.uncommitted:
            draft.begin()
        past = _to_go_on_from(past, workspace, head, cut)
        if past is not None and found and not _in_order(path, root, past, head):
            past = None
    unsaved = history.uncommitted(root) if kept else folder.all_files(root)
    if past is not None and past.head == head and not unsaved and not past.uncommitted:
        return nothing_new(path, head, bool(cut), found)
    origin = _Origin(workspace, kept, head, cut, unsaved, found)
    with (
        store.written(path, draft, go_on=past is not None) as db,
        fewer_collections(),
        quick_turns(),
    ):
        return _write(db, origin, past, progress, processes)


def _to_go_on_from(past: _Past, workspace: Workspace, head: str | None, cut: str) -> _Past | None:
    """`past`, where its commits are still the beginning of the main line; None to build anew.

    Raises `HistoryRewritten` where they are no part of the history any more.
    """
    root, name = workspace.root, workspace.archive.name
    if head is None:
        raise HistoryRewritten(
            f"the history that {name} was built from is gone from here: bring it back, or, if "
            "that was meant, run `secretariat build --full`"
        )
    if past.cut != cut or history.is_tracked(root, name):
        return None  # more (or less) history than before; or an archive that came with the files
    if history.on_main_line(root, past.head, head):
        return past
    if history.is_ancestor(root, past.head, head):
        return None  # another's line became the main line, by a merge: the numbers change
    raise HistoryRewritten(
        f"the history was rewritten: commit {past.head[:12]}, the last that {name} holds, is no "
        f"longer part of it; {_in_common(workspace, head)}; if nothing was disposed of, keep a "
        f"copy of {name}, which holds what was saved; if that was meant, run `secretariat build "
        "--full`"
    )


def _in_common(workspace: Workspace, head: str) -> str:
    """Since when the archive and the history that ends with `head` went different ways."""
    here = history.main_line(workspace.root, head)
    gone = 0
    with closing(
        sqlite3.connect(f"{workspace.archive.resolve().as_uri()}?mode=ro", uri=True)
    ) as db:
        for commit, time in db.execute(
            "SELECT hash, commit_time FROM commit_ WHERE hash IS NOT NULL AND line IS NULL"
            " ORDER BY seq DESC"
        ):
            if commit in here:
                saves = (
                    "1 save that it holds is" if gone == 1 else f"{gone:,} saves that it holds are"
                )
                since = f"all since the save {commit[:12]} {time_in_words(time)}"
                return f"{saves} gone, {since}"
            gone += 1
    return f"no save of {workspace.archive.name} is part of this history"


def _past(path: Path) -> _Past | None:
    """What the archive at `path` was built from; None where there is none to go on from."""
    if not path.is_file() or path.is_symlink() or store.has_leftovers(path):
        return None
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            if not schema.is_current(db):
                return None
            known = dict(db.execute("SELECT key, value FROM build").fetchall())
            last = db.execute("SELECT max(seq), max(uncommitted) FROM commit_").fetchone()
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return None
    if "head" not in known:
        return None
    return _Past(
        known["head"], known.get("cut", ""), last[0] or 0, bool(last[1]), known.get("imports", ""),
        known.get("custody", ""),
    )  # fmt: skip


def _in_order(path: Path, root: Path, past: _Past, head: str | None) -> bool:
    """Whether the commits since the last build come after all that the archive at `path` has."""
    if head is None or past.head == head:
        return True
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return imports.still_in_order(db, list(history.commits(root, head, past.head)))
    finally:
        db.close()


def _write(
    db: sqlite3.Connection, origin: _Origin, past: _Past | None, progress: Progress | None,
    processes: int,
) -> BuildReport:  # fmt: skip
    root, head = origin.workspace.root, origin.head
    fresh = past is None
    records, entities = _take_back(db, past) if past else ({}, {})
    tree = {} if fresh else _tree(db)
    replay = Replay(db, tree, fresh=fresh)
    replay.records.update(records)
    replay.lists.touched.update(entities)
    replay.watch_again(records)
    seq = db.execute("SELECT coalesce(max(seq), 0) FROM commit_").fetchone()[0]
    before = count(db, "version")
    commits: list[Commit] = []
    planned: list[Planned] = []
    if head is not None and (past is None or past.head != head):
        after = past.head if past else None
        commits = list(history.commits(root, head, after))
    if fresh or commits:
        planned = imports.plan(root, commits, origin.imports if fresh else [])
    if planned:
        seq = _replay(db, replay, root, planned, seq, progress, fresh=fresh)
    _save_tree(db, replay.tree, commits, replay.settled, fresh=fresh)
    replay.flush()
    replay.contents.close()
    last_content = db.execute("SELECT coalesce(max(id), 0) FROM content").fetchone()[0]
    unsaved = origin.unsaved
    if head is not None:
        unsaved = _differing(root, replay.tree, unsaved)
    if unsaved:
        _replay_folder(db, replay, root, unsaved, seq + 1, kept=origin.kept)
    replay.flush()
    keep_findings(db, replay.findings)
    dialects = {each.entry.id: each.dialect for each in origin.imports}
    refresh(db, replay, fresh, progress, processes, dialects)
    held = custody.fingerprint(replay.tree)
    if held != (past.custody if past else ""):
        custody.refresh(db, origin.workspace, replay.tree, kept=head is not None)
    state = {
        "head": head, "cut": origin.cut, "last_content": str(last_content),
        "custody": held or None,
        "imports": imports.fingerprint(origin.imports), **imports.profile_rows(origin.imports),
    }  # fmt: skip
    db.execute("DELETE FROM build")
    db.executemany(
        "INSERT INTO build VALUES (?, ?)", [(k, v) for k, v in state.items() if v is not None]
    )
    return BuildReport(
        origin.workspace.archive,
        "whole" if fresh else "new commits",
        head,
        len(planned),
        count(db, "version") - before,
        len(replay.records),
        *totals(db),
        len(unsaved) if origin.kept else 0,
        notices(db, bool(origin.cut), origin.imports),
    )


def _take_back(db: sqlite3.Connection, past: _Past) -> tuple[dict[str, None], dict[str, None]]:
    """Undo what an earlier build took from unsaved edits; the records and entries it touched."""
    if not past.uncommitted:
        return {}, {}
    seq = past.seq
    records = [row[0] for row in db.execute(
        "SELECT record FROM version WHERE commit_seq = ? ORDER BY record", (seq,)
    )]  # fmt: skip
    entities = [row[0] for row in db.execute(
        "SELECT DISTINCT entity FROM entity_state WHERE recorded_from = ? OR recorded_to = ?",
        (seq, seq),
    )]  # fmt: skip
    db.execute(
        "DELETE FROM original WHERE (record, version) IN "
        "(SELECT record, n FROM version WHERE commit_seq = ?)",
        (seq,),
    )
    db.execute("DELETE FROM version WHERE commit_seq = ?", (seq,))
    db.execute("DELETE FROM finding WHERE commit_seq = ?", (seq,))
    roll_back(db, seq)
    db.execute("DELETE FROM commit_ WHERE seq = ?", (seq,))
    current.Records(db, fresh=False).clear(records)  # while the words of the index are known
    db.executemany("UPDATE record SET content = NULL WHERE id = ?", [(r,) for r in records])
    last = db.execute("SELECT value FROM build WHERE key = 'last_content'").fetchone()
    db.execute("DELETE FROM content WHERE id > ?", (int(last[0]),))
    return dict.fromkeys(records), dict.fromkeys(entities)


def _tree(db: sqlite3.Connection) -> dict[str, FileState]:
    return {
        row[0]: FileState._make(row[1:])
        for row in db.execute("SELECT path, git_blob, record, size, sha256 FROM file")
    }


def _replay(
    db: sqlite3.Connection, replay: Replay, root: Path, planned: list[Planned], seq: int,
    progress: Progress | None, *, fresh: bool,
) -> int:  # fmt: skip
    contents = replay.contents
    contents.read_from(history.blobs(root, _wanted(planned, replay)))
    if fresh:
        contents.lasting = imports.lasting(planned)
    foreign: dict[str, ForeignReplay] = {}
    total = len(planned)
    for done, each in enumerate(planned, 1):
        seq += 1
        commit = each.commit
        line = each.source.entry.id if each.source else None
        db.execute(
            "INSERT INTO commit_ (seq, hash, author, author_email, author_time, author_zone, "
            "commit_time, message, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                seq, commit.hash, commit.author, commit.author_email, commit.author_time,
                commit.author_zone, commit.commit_time, commit.message, line,
            ),
        )  # fmt: skip
        if each.source is None:
            replay.commit(seq, commit.changes, lambda _path, name: contents.next_blob(name))
        else:
            own = foreign.setdefault(line or "", ForeignReplay(replay, each.source.dialect))
            own.commit(seq, each.steps, contents.next_blob)
        if progress and (done % 50 == 0 or done == total):
            progress("history", done, total)
    contents.finish()
    contents.lasting = None  # what comes from the folder now is what holds
    return seq


def _wanted(planned: list[Planned], replay: Replay) -> list[str]:
    """The contents that replaying `planned` asks for, in that order."""
    asked: set[str] = set()
    names = []
    for each in planned:
        for path, blob in each.contents():
            if each.source is None and (name_of(path) or not path.endswith(".md")):
                names.append(blob)
            elif blob not in asked and not replay.contents.has(blob):
                asked.add(blob)
                names.append(blob)
    return names


def _replay_folder(
    db: sqlite3.Connection, replay: Replay, root: Path, changes: list[FileChange], seq: int,
    *, kept: bool,
) -> None:  # fmt: skip
    """Replay files as they lie in the folder, as a last version that bears no commit."""
    message = UNCOMMITTED_MESSAGE if kept else FOLDER_MESSAGE
    db.execute(
        "INSERT INTO commit_ (seq, message, uncommitted) VALUES (?, ?, ?)",
        (seq, message, int(kept)),
    )
    replay.commit(seq, changes, lambda path, _name: folder.read(root, path))


def _differing(
    root: Path, tree: dict[str, FileState], changes: list[FileChange]
) -> list[FileChange]:
    """Those of `changes` that differ from what was saved; git also names its index's own."""
    return [
        change
        for change in changes
        if (state := tree.get(change.path)) is None
        or change.blob is None
        or folder.read(root, change.path).name != state.blob
        if not (state is None and change.blob is None)
    ]


def _save_tree(
    db: sqlite3.Connection, tree: dict[str, FileState], commits: list[Commit], settled: set[str],
    *, fresh: bool,
) -> None:  # fmt: skip
    if fresh:
        paths = set(tree)
    else:
        paths = {change.path for commit in commits for change in commit.changes}
        paths |= settled
        paths |= {c.old_path for commit in commits for c in commit.changes if c.old_path}
        db.executemany("DELETE FROM file WHERE path = ?", [(path,) for path in sorted(paths)])
    db.executemany(
        "INSERT INTO file (path, git_blob, record, size, sha256) VALUES (?, ?, ?, ?, ?)",
        [
            (path, state.blob, state.record, state.size, state.sha256)
            for path in sorted(paths)
            if (state := tree.get(path)) is not None
        ],
    )
