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

    Each of the others takes the time of the one before it, and those at the start that of the
    first that is believed. None is a time that is not known.
    """
    tails: list[int] = []  # the smallest last time of a run of each length, and where it stands
    places: list[int] = []
    before: list[int] = [-1] * len(times)
    for at, time in enumerate(times):
        if time is None:
            continue
        length = bisect_right(tails, time)
        before[at] = places[length - 1] if length else -1
        if length == len(tails):
            tails.append(time)
            places.append(at)
        else:
            tails[length], places[length] = time, at
    believed: set[int] = set()
    at = places[-1] if places else -1
    while at >= 0:
        believed.add(at)
        at = before[at]
    out: list[int] = []
    now = next((t for at, t in enumerate(times) if at in believed and t is not None), 0)
    for at, time in enumerate(times):
        if at in believed and time is not None:
            now = time
        out.append(now)
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
