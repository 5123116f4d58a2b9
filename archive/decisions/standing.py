"""In which state decisions are on a day, as known at a save: by the order of events.

It is what the view `decision_today` gives for today, for any day and for a few decisions at once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from archive.decisions.words import will_be
from archive.lookup import NOW

#: States in which a decision stands: it holds, or it was carried out.
STANDING = frozenset({"adopted", "amended", "implemented"})


@dataclass(frozen=True, slots=True)
class Standing:
    """The state on the day, or where none had begun the first (then `begins_later`).

    `coming` is the state that follows it.
    """

    state: str
    since_edtf: str | None
    begins_later: bool
    coming: str | None
    coming_edtf: str | None

    @property
    def holds(self) -> bool:
        """Whether it stands on that day."""
        return self.state in STANDING and not self.begins_later

    @property
    def to_come(self) -> str:
        """'will lapse on 1 January 2028'; '' where nothing is to come."""
        if self.begins_later:
            return will_be(self.state, self.since_edtf)
        return will_be(self.coming, self.coming_edtf) if self.coming else ""


_ON = """
WITH told AS MATERIALIZED (
  SELECT s.decision, s.n, s.state, s.since_edtf, s.valid_from
  FROM json_each(:wanted) AS wanted JOIN decision_state AS s ON s.decision = wanted.value
  WHERE s.recorded_from <= :at AND (s.recorded_to IS NULL OR s.recorded_to > :at)
),
now AS (
  SELECT decision, coalesce(max(CASE WHEN coalesce(valid_from, '') <= :day THEN n END), min(n)) AS n
  FROM told GROUP BY decision
)
SELECT s.decision, s.state, s.since_edtf, coalesce(s.valid_from, '') > :day, c.state, c.since_edtf
FROM now JOIN told AS s USING (decision, n)
LEFT JOIN told AS c ON c.decision = now.decision AND c.n = now.n + 1
"""


def standings(
    conn: sqlite3.Connection, decisions: Iterable[str], day: str, at: int = NOW
) -> dict[str, Standing]:
    """Id → state on the ISO day `day`, as known at the save `at`; without those of no state."""
    rows = conn.execute(_ON, {"wanted": json.dumps(sorted(set(decisions))), "day": day, "at": at})
    return {row[0]: Standing(row[1], row[2], bool(row[3]), row[4], row[5]) for row in rows}
