"""Looks through the saves for what altered the log, custody, or a text that was sealed.

This takes the longer the more saves there are, and tells of the past: nothing of it stands in the
way of a save.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

from archive import custody, history
from archive.check import custody as custody_check
from archive.check import log as log_check
from archive.errors import NoArchive
from archive.findings import Finding
from archive.log import leaves, store
from archive.log.checkproof import time_in_words
from archive.log.comparing import compare, findings
from archive.reading import open_archive
from archive.workspace import Workspace

_A_DAY = 86_400


def check(workspace: Workspace) -> Iterator[Finding]:
    """The findings of saves that altered what only ever becomes more, and of sealed texts."""
    yield from log_check.altered(workspace)
    yield from custody_check.altered(workspace)
    yield from sealed(workspace)
    yield from clocks(workspace)


def told_to_readers(workspace: Workspace) -> list[Finding]:
    """All errors of the log and of custody, for somebody who is shown the archive."""
    events, faults = custody.read(custody.files_of(workspace))
    found = [
        *log_check.check(workspace),
        *(Finding(each.path, 0, "P060", each.message) for each in faults),
        *custody_check.signatures(workspace, events),
        *check(workspace),
    ]
    return sorted({each for each in found if each.severity == "error"})


def sealed(workspace: Workspace) -> Iterator[Finding]:
    """What the archive has otherwise than it was sealed.

    None where it is not of the last save, or cannot be read: `seal --check` brings it up first,
    and looks at git's own bytes, too.
    """
    try:
        log = store.load(workspace)
        if log.head is None or not is_of_last_save(workspace):
            return
        with closing(open_archive(workspace.archive)) as db:
            found = findings(compare(log, leaves.facts(db)))
    except (store.LogDamaged, NoArchive, leaves.Incomplete):
        return
    yield from (each for each in found if each.severity == "error")


def clocks(workspace: Workspace) -> Iterator[Finding]:
    """Saves that bear an earlier day than the one that each follows: one of the two is not right.

    Clocks of two computers differ by less than a day. None where the archive is not of the last
    save.
    """
    if not is_of_last_save(workspace):
        return
    with closing(open_archive(workspace.archive)) as db:
        saves = db.execute(
            "SELECT hash, author, commit_time FROM commit_"
            " WHERE hash IS NOT NULL AND line IS NULL AND commit_time IS NOT NULL ORDER BY seq"
        ).fetchall()
    for (before, _, earlier), (name, author, time) in pairwise(saves):
        if time < earlier - _A_DAY:
            said = (
                f"the save {name[:10]} of {author} bears {_day(time)}, and follows the save "
                f"{before[:10]}, which bears {_day(earlier)}: a clock was wrong, or a day made up"
            )
            yield Finding(history.RECORDS, 0, "H012", said)


def _day(time: int) -> str:
    """The day in UTC of a time in seconds since 1970."""
    return time_in_words(time).removeprefix("on ")[:10]


def is_of_last_save(workspace: Workspace) -> bool:
    """Whether the archive was built from the save that is here now."""
    try:
        with closing(open_archive(workspace.archive)) as db:
            row = db.execute("SELECT value FROM build WHERE key = 'head'").fetchone()
    except NoArchive:
        return False
    return row is not None and row[0] == history.head(workspace.root)
