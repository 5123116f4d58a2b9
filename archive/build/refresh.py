"""What follows from the timed rows once all commits are replayed, step by step in this order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from archive.build import citing, current, decisions, dues, entities, names, tasks
from archive.build.replay import Replay
from archive.dialect import Dialect

#: progress(stage, done, total): stages are 'history' (commits) and 'records'.
Progress = Callable[[str, int, int], None]


def refresh(
    db: sqlite3.Connection, replay: Replay, fresh: bool, progress: Progress | None,
    processes: int, dialects: Mapping[str, Dialect],
) -> None:  # fmt: skip
    """Make anew the rows of all that `replay` touched, and of what hangs on it.

    Entries come first, since records name them; then records, the lives of decisions, whom names
    mean, when meetings named as deadlines are, tasks and citations, each from the rows before.
    """
    if replay.lists.touched:
        entities.refresh_entities(db)
    records = sorted(replay.records)
    step = (lambda done: progress("records", done, len(records))) if progress else None
    writer = current.Records(db, fresh=fresh, processes=processes, dialects=dialects)
    writer.refresh(records, replay.front, step)
    if step and records:
        step(len(records))
    entities.set_mandates(db, records=bool(replay.lists.touched) and not fresh)
    touched = replay.lists.touched
    remade = decisions.refresh(db, replay.records, touched, fresh=fresh)
    names.resolve(db, replay.records, remade, everywhere=fresh or bool(touched))
    dues.refresh(db)
    tasks.refresh(db, fresh=fresh)
    citing.refresh(db, replay.records, touched, fresh=fresh)
    entities.name_the_unlisted(db)
    entities.name_mandates(db)
