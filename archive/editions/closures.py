"""When a closure is to be looked at again: its review date, or the end of its years."""

from __future__ import annotations

from datetime import date

from archive.errors import BadDate
from archive.model import Closure
from archive.text.dates import bounds


def due_since(closure: Closure | None, today: str) -> str | None:
    """The ISO day since which a closure is to be looked at again; None where it is not yet.

    That is the last day that its `review` may mean, or `years` after the last day from which it
    was closed, whichever comes first. Nothing is opened by it.
    """
    if closure is None:
        return None
    days = [day for day in (_last(closure.review), _ended(closure)) if day is not None]
    first = min(days, default=None)
    return first if first is not None and first <= today else None


def _ended(closure: Closure) -> str | None:
    begun = _last(closure.closed_from)
    if begun is None or closure.years is None:
        return None
    day = date.fromisoformat(begun)
    year = day.year + closure.years
    if year > date.max.year:
        return None
    try:
        return day.replace(year=year).isoformat()
    except ValueError:  # 29 February
        return date(year, 3, 1).isoformat()


def _last(edtf: str | None) -> str | None:
    if edtf is None:
        return None
    try:
        return bounds(edtf).last
    except BadDate:
        return None
