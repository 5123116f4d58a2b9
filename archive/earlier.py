"""Which records hold earlier texts of a record: what it supersedes, amends or adopts, its drafts.

    steps_back(conn, "som-1-minutes")   # [Step("som-1-minutes-draft", "draft", whole=True)]

Both ways are told, so that a text can be followed from a draft to the final as well as back.
What a record only cites is no earlier text of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.lookup import NOW

#: Records that one question follows at most, the nearest first.
MAX_RECORDS = 200


@dataclass(frozen=True, slots=True)
class Step:
    """A record that holds an earlier (or later) text, and what makes it so.

    `kind` is a relation, 'draft' (of the same meeting and kind) or 'rendering' (the same work);
    `whole` is False where only paragraphs of the one are said to bear on the other.
    """

    record: str
    kind: str
    whole: bool


#: Which paragraph (None: any) has earlier words in which paragraph (None: any) of another record.
Place = tuple[str | None, str | None]

_PLACES = """
    SELECT nullif(substr("from", length(:id) + 2), ''),
           nullif(substr("to", length(:other) + 2), '') FROM relation
     WHERE ("from" = :id OR ("from" > :id || '#' AND "from" < :id || '$'))
       AND ("to" = :other OR ("to" > :other || '#' AND "to" < :other || '$'))
       AND kind IN ('supersedes', 'amends', 'corrects', 'adopts')
       AND recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)
    UNION
    SELECT NULL, NULL FROM record_link
     WHERE "from" = :id AND "to" = :other AND kind = 'supersedes'
"""


def places(conn: sqlite3.Connection, record: str, step: Step, known_at: int = NOW) -> list[Place]:
    """Where the earlier text of `step` may hold words of `record`: all of both, or paragraphs."""
    if step.kind in ("draft", "rendering"):
        return [(None, None)]
    rows = conn.execute(_PLACES, {"id": record, "other": step.record, "at": known_at})
    return [(row[0], row[1]) for row in rows]


_STATED = """
    SELECT "to", kind, 1 FROM record_link WHERE "from" = :id AND kind = 'supersedes'
    UNION
    SELECT substr("to", 1, instr("to" || '#', '#') - 1), kind, "from" = :id FROM relation
     WHERE ("from" = :id OR ("from" > :id || '#' AND "from" < :id || '$'))
       AND kind IN ('supersedes', 'amends', 'corrects', 'adopts')
       AND recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)
     ORDER BY 3 DESC, 2 DESC, 1
"""

_STATED_BY = """
    SELECT "from", kind, 1 FROM record_link WHERE "to" = :id AND kind = 'supersedes'
    UNION
    SELECT substr("from", 1, instr("from" || '#', '#') - 1), kind, "to" = :id FROM relation
     WHERE ("to" = :id OR ("to" > :id || '#' AND "to" < :id || '$'))
       AND kind IN ('supersedes', 'amends', 'corrects', 'adopts')
       AND recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)
     ORDER BY 3 DESC, 2 DESC, 1
"""

# Of one work, or of one meeting and kind: first the drafts, then by date, then as they came in.
_KIN = """
    WITH own AS (SELECT * FROM record WHERE id = :id),
         kin AS (
      SELECT other.*, 1 AS same_work FROM own JOIN record AS other ON other.work = own.work
      UNION ALL
      SELECT other.*, 0 FROM own JOIN record AS other
          ON other.meeting = own.meeting AND other.kind = own.kind
    )
    SELECT kin.id, kin.same_work,
           coalesce(kin.language, own.language, '') = coalesce(own.language, kin.language, ''),
           (kin.status <> 'draft', coalesce(kin.date_start, '9'), came.commit_seq, kin.id)
         < (own.status <> 'draft', coalesce(own.date_start, '9'), mine.commit_seq, own.id),
           kin.status = 'draft', own.status = 'draft'
      FROM own JOIN kin ON kin.id <> own.id
      JOIN version AS came ON came.record = kin.id AND came.n = 1 AND came.commit_seq <= :at
      JOIN version AS mine ON mine.record = own.id AND mine.n = 1
     ORDER BY kin.same_work DESC, kin.date_start, came.commit_seq, kin.id
"""


def steps_back(conn: sqlite3.Connection, record: str, known_at: int = NOW) -> list[Step]:
    """The records that hold earlier texts of `record`, as known at a commit."""
    return list(_steps(conn, record, known_at, _STATED, earlier=True))


def steps_on(conn: sqlite3.Connection, record: str, known_at: int = NOW) -> list[Step]:
    """The records that hold later texts of `record`, as known at a commit."""
    return list(_steps(conn, record, known_at, _STATED_BY, earlier=False))


def _steps(
    conn: sqlite3.Connection, record: str, at: int, stated: str, *, earlier: bool
) -> Iterator[Step]:
    asked = {"id": record, "at": at}
    seen = {record}
    for other, kind, whole in conn.execute(stated, asked):
        if other not in seen and _is_there(conn, other):
            seen.add(other)
            yield Step(other, kind, bool(whole))
    for other, same_work, one_language, before, other_draft, own_draft in conn.execute(_KIN, asked):
        draft = one_language and (other_draft if before else own_draft)
        if bool(before) is earlier and other not in seen and (draft or same_work):
            seen.add(other)
            yield Step(other, "draft" if draft else "rendering", True)


def _is_there(conn: sqlite3.Connection, record: str) -> bool:
    return conn.execute("SELECT 1 FROM record WHERE id = ?", (record,)).fetchone() is not None


def family(
    record: str, steps: Callable[[str], list[Step]], most: int = MAX_RECORDS
) -> dict[str, list[Step]]:
    """`record` and what it leads to by `steps`, each with its own; earlier ones stand first.

    Where records lead in a circle each is there once. At most `most`, the nearest.
    """
    found: dict[str, list[Step]] = {}
    waiting = [record]
    while waiting and len(found) < most:
        now, waiting = waiting, []
        for each in now:
            if each not in found and len(found) < most:
                found[each] = steps(each)
                waiting += [step.record for step in found[each]]
    return {each: found[each] for each in _deepest_first(record, found)}


def _deepest_first(record: str, found: dict[str, list[Step]]) -> Iterator[str]:
    seen = {record}
    around = [(record, iter(found[record]))]
    while around:
        each, left = around[-1]
        step = next(left, None)
        if step is None:
            around.pop()
            yield each
        elif step.record in found and step.record not in seen:
            seen.add(step.record)
            around.append((step.record, iter(found[step.record])))
