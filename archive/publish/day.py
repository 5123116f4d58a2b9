"""The day of which a copy speaks, which notes whether a page asked for it."""

from __future__ import annotations

from typing import Any

from archive.lookup import NOW
from archive.web import moment


class Day:
    """The moment that all pages of a copy speak of; `told` is whether anything hangs on its day.

    It stands in for `archive.web.moment.Moment`. Whatever it is asked for but what is the same on
    every day counts, even where it then makes no difference.
    """

    asked = None
    known = None
    spoken = None

    def __init__(self, day: str) -> None:
        self._moment = moment.Moment(day)
        self.told = False

    def at(self, conn: object) -> int:
        """As now known."""
        return NOW

    def __getattr__(self, name: str) -> Any:
        self.told = True
        return getattr(self._moment, name)
