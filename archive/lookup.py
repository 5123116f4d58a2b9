"""Opening an archive, and finding in it what a person names: an id, a commit, a day.

conn = open_archive(workspace.archive)
known_at(conn, "2026-11-22")   # the number of the last commit of that day or before
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from archive.errors import NoArchive, NotInArchive, UsageProblem

#: Stands for 'as now known': later than every commit's sequence number.
NOW = 2**63 - 1

#: What to do where no id is near to the one that was asked for.
SEARCH = "; search for words of its title or text"


def open_archive(path: Path) -> sqlite3.Connection:
    """A read-only connection to the archive at `path`; raises `NoArchive` with the remedy."""
    from archive.schema import is_current

    if not path.is_file():
        raise NoArchive(f"there is no archive at {path} yet: run `secretariat build`")
    try:
        conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        current = is_current(conn)
    except sqlite3.Error as error:
        raise NoArchive(
            f"{path} cannot be read as an archive ({error}): "
            "move it away and run `secretariat build`"
        ) from None
    if not current:
        conn.close()
        raise NoArchive(
            f"{path} was built by another version of this program: run `secretariat build --full`"
        )
    conn.row_factory = sqlite3.Row
    return conn


def is_known(conn: sqlite3.Connection, name: str) -> bool:
    """Whether `name` is an id that the archive has or names, or the series of a meeting.

    Of paragraphs those are known that are decisions, or that a relation of decisions names.
    """
    return (
        conn.execute(
            "SELECT 1 FROM record WHERE id = :name UNION ALL SELECT 1 FROM entity WHERE id = :name"
            " UNION ALL SELECT 1 FROM claim WHERE subject = :name"
            " UNION ALL SELECT 1 FROM record_reference WHERE target = :name"
            " UNION ALL SELECT 1 FROM meeting WHERE lower(series) = lower(:name)"
            " UNION ALL SELECT 1 FROM decision_known WHERE decision = :name"
            ' UNION ALL SELECT 1 FROM relation WHERE "from" = :name'
            ' UNION ALL SELECT 1 FROM relation WHERE "to" = :name LIMIT 1',
            {"name": name},
        ).fetchone()
        is not None
    )


def near(conn: sqlite3.Connection, name: str, *, records: bool = False) -> str:
    """'; did you mean ...?' with the ids that are near to `name` or whose names hold it, else
    `SEARCH`.

    With `records` only records are offered; what was asked for is never offered again.
    """
    from difflib import get_close_matches

    record, mark, _ = name.partition("#")
    if mark and not records:
        rows = conn.execute("SELECT id FROM decision WHERE record = ?", (record,))
        decisions = [str(row[0]) for row in rows]
        if decisions:
            return f"; did you mean {' or '.join(get_close_matches(name, decisions, 4, 0))}?"
    sought = name.casefold()
    known = [(str(row[0]), str(row[1])) for row in conn.execute("SELECT id, title FROM record")]
    if not records:
        known += [(str(row[0]), str(row[1])) for row in conn.execute("SELECT id, name FROM entity")]
    ids = sorted({each for each, _ in known if abs(len(each) - len(name)) <= len(name)})
    found = get_close_matches(sought, ids, n=4, cutoff=0.7)
    if len(sought) > 2:
        found += [each for each, called in known if sought in called.casefold()]
    offered = [each for each in dict.fromkeys(found) if each != name][:4]
    return f"; did you mean {' or '.join(offered)}?" if offered else SEARCH


def known_at(
    conn: sqlite3.Connection, text: str, resolve: Callable[[str], str | None] | None = None
) -> int:
    """The sequence number of the commit that `text` names.

    `text` is an ISO day (then the last commit made that day or before, in UTC), the hash of a
    commit or its first 4 or more characters, or anything that `resolve` turns into a hash.
    Raises `NotInArchive` where there is no such commit, `UsageProblem` where there are several.
    """
    from archive.text.dates import is_exact_day

    asked = text.strip()
    if is_exact_day(asked):
        return _last_commit_until(conn, asked)
    found = _by_hash(conn, asked.lower())
    if found is None and resolve is not None:
        found = _by_hash(conn, (resolve(asked) or "").lower())
    if found is None:
        raise NotInArchive(
            f"{asked!r} is no commit that this archive was built from: give a day such as "
            "2024-01-31, or the hash of a save as `secretariat history ID` shows them"
        )
    return found


def _last_commit_until(conn: sqlite3.Connection, day: str) -> int:
    midnight = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    last = _last_before(conn, int(midnight.timestamp()) + 86_400)
    if last is None:
        first = conn.execute(
            "SELECT date(commit_time, 'unixepoch') FROM commit_ WHERE uncommitted = 0"
            " ORDER BY seq LIMIT 1"
        ).fetchone()
        since = f"it begins on {first[0]}" if first and first[0] else "it has no history"
        raise NotInArchive(f"the archive knew nothing yet on {day}: {since}")
    return int(last)


def _last_before(conn: sqlite3.Connection, moment: int) -> int | None:
    """The last commit made before `moment`, each line's clock made steady as the build does."""
    if conn.execute(_UNSTEADY).fetchone() is None:
        last: int | None = conn.execute(
            "SELECT max(seq) FROM commit_ WHERE uncommitted = 0 AND commit_time < ?", (moment,)
        ).fetchone()[0]
        return last
    from archive.build.order import counted_times

    return max((seq for seq, time in counted_times(conn).items() if time < moment), default=None)


#: Finds something where the times of commits may not be in the order of the commits.
_UNSTEADY = """
SELECT 1 FROM commit_ AS later WHERE uncommitted = 0 AND (
  line IS NOT NULL OR commit_time IS NULL
  OR commit_time < (SELECT commit_time FROM commit_ AS earlier WHERE earlier.seq = later.seq - 1))
LIMIT 1
"""


def _by_hash(conn: sqlite3.Connection, prefix: str) -> int | None:
    if len(prefix) < 4 or not set(prefix) <= set("0123456789abcdef"):
        return None
    rows = conn.execute(
        "SELECT max(seq) FROM commit_ WHERE hash >= ? AND hash < ? GROUP BY hash LIMIT 2",
        (prefix, prefix + "g"),
    ).fetchall()
    if len(rows) > 1:
        raise UsageProblem(f"several commits begin with {prefix}: give more of the hash")
    return int(rows[0][0]) if rows else None


def iso_time(seconds: int | None, zone: str | None) -> str:
    """A commit's time as git keeps it (seconds since 1970, '+0200') in ISO; '' where unknown."""
    if seconds is None:
        return ""
    text = zone or "+0000"
    try:
        offset = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
        own = timezone(-offset if text[0] == "-" else offset)
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        return moment.astimezone(own).isoformat()
    except (ValueError, OverflowError):  # a commit's time can be anything at all
        return f"@{seconds} {text}"
