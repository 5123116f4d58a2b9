"""Under whose term of the secretariat a day falls, as the register of mandates has it."""

from __future__ import annotations

import sqlite3


class Terms:
    """The listed terms of an archive, read once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._terms = [
            tuple(row)
            for row in connection.execute(
                "SELECT id, valid_from, surely_from, surely_to, valid_to FROM mandate "
                "WHERE listed = 1 ORDER BY id"
            )
        ]

    def on(self, day: str | None) -> str | None:
        """The id of the term that holds the ISO `day`.

        Where more than one may, the one that surely does; None where that does not settle it.
        """
        if not day:
            return None
        may = [t for t in self._terms if t[1] and t[1] <= day and (t[4] is None or day < t[4])]
        sure = [t for t in may if t[2] <= day and (t[3] is None or day < t[3])]
        chosen = sure or may
        return str(chosen[0][0]) if len(chosen) == 1 else None
