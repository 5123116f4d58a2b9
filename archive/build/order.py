"""One order for the commits of several histories, each of which keeps its own.

Clocks lie: a commit may say that it was made before its parent. So each history's times
are first made steady, and then the histories are merged by them.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from heapq import merge as merged


def steady(times: Sequence[int | None]) -> list[int]:
    """`times` without steps back: the longest run that never steps back is believed.

    Of runs as long, the one whose commits come first, for nothing was made before its parent; but
    where the last two disagree, the last, for a clock that ran ahead would hide all that comes.
    Each of the others takes the time of the one before it, and those at the start that of the
    first that is believed. None is a time that is not known.
    """
    believed = _longest_run(times)
    out: list[int] = []
    now = next((t for at, t in enumerate(times) if at in believed and t is not None), 0)
    for at, time in enumerate(times):
        if at in believed and time is not None:
            now = time
        out.append(now)
    return out


def _longest_run(times: Sequence[int | None]) -> set[int]:
    """The places of the longest run of `times` that never steps back, see `steady`."""
    upto = _run_lengths([(at, time) for at, time in enumerate(times) if time is not None])
    after = _run_lengths([(at, -(times[at] or 0)) for at in reversed(upto)])
    longest = max(upto.values(), default=0)
    levels: list[list[int]] = [[] for _ in range(longest)]
    for at, length in upto.items():
        if length + after[at] - 1 == longest:
            levels[length - 1].append(at)
    run: list[int] = []
    for level in levels:
        fit = [at for at in level if not run or _follows(times, run[-1], at)]
        run.append(fit[-1] if 0 < len(run) == longest - 1 else fit[0])
    return set(run)


def _follows(times: Sequence[int | None], last: int, at: int) -> bool:
    return at > last and (times[at] or 0) >= (times[last] or 0)


def _run_lengths(timed: Sequence[tuple[int, int]]) -> dict[int, int]:
    """How long the longest run is that ends at each place."""
    tails: list[int] = []  # the smallest last time of a run of each length
    out: dict[int, int] = {}
    for at, time in timed:
        length = bisect_right(tails, time)
        tails[length : length + 1] = [time]
        out[at] = length + 1
    return out


def counted_times(db: sqlite3.Connection) -> dict[int, int]:
    """When each commit of the archive counts as made, by its number: steady in each history."""
    rows = db.execute(
        "SELECT seq, line, commit_time FROM commit_ WHERE uncommitted = 0 ORDER BY seq"
    ).fetchall()
    out: dict[int, int] = {}
    for name in {line for _, line, _ in rows}:
        own = [(seq, time) for seq, line, time in rows if line == name]
        times = steady([time for _, time in own])
        out |= {seq: time for (seq, _), time in zip(own, times, strict=True)}
    return out


def merge(lines: Sequence[Sequence[int | None]]) -> list[tuple[int, int]]:
    """(line, place in it) of every commit of `lines`, given by their times, in one order.

    Of commits at one time those of the earlier line come first.
    """
    queues = (
        [(time, line, place) for place, time in enumerate(steady(times))]
        for line, times in enumerate(lines)
    )
    return [(line, place) for _, line, place in merged(*queues)]
