"""The offices that persons held: by the register of people, of groups and of mandates."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.home import span_words
from archive.web.moment import Moment
from archive.web.names import Names, Ref, sources
from archive.web.related import bound
from archive.web.sayings import THEN

#: What an office is on the day: words, kind and sign of its chip.
STANDINGS = {
    "yes": ("on the day", "good", "●"),
    "perhaps": ("perhaps on the day", "", "?"),
    "later": ("to come", "", "→"),
    "over": ("over", "quiet", "✓"),
}

# A term says no more than that somebody headed it: its own days are not those of the head.
_OFFICES = (
    "SELECT person, role AS office, body, mandate, on_behalf_of, from_edtf, to_edtf, valid_from,"  # noqa: S608 - of ours
    f" surely_from, surely_to, valid_to, source, note FROM role WHERE {THEN}"
    " UNION ALL SELECT person, role, body, NULL, NULL, from_edtf, to_edtf, valid_from,"
    f" surely_from, surely_to, valid_to, source, note FROM body_chair WHERE {THEN}"
    "  AND person IS NOT NULL"
    " UNION ALL SELECT head, 'head of the secretariat', NULL, mandate, NULL, NULL, NULL,"
    " valid_from, NULL, NULL, NULL, (SELECT source FROM mandate WHERE id = mandate), NULL"
    f" FROM mandate_state AS term WHERE {THEN} AND head IS NOT NULL AND NOT EXISTS"
    "  (SELECT 1 FROM role WHERE role.person = term.head AND role.mandate = term.mandate"
    f"  AND {THEN.replace('recorded', 'role.recorded')})"
)

# What says of a term who headed it, by id or by name; each source once. Terms are few and claims
# many: CROSS JOIN begins with the terms.
_NAMED = (
    "SELECT claim.subject AS mandate, claim.kind,"  # noqa: S608 - of ours
    " coalesce(claim.record || '#' || claim.anchor, claim.source, claim.record, claim.stated_in)"
    "  AS source, min(claim.note) AS note"
    " FROM mandate CROSS JOIN claim ON claim.subject = mandate.id AND claim.property = 'head'"
    f" WHERE claim.value IN (:id, :name) AND {THEN.replace('recorded', 'claim.recorded')}"
    " GROUP BY 1, 2, 3 ORDER BY mandate.valid_from, 1, 3"
)


@dataclass(frozen=True, slots=True)
class Office:
    """An office that somebody held: where, for whom (`of`), from when to when, by which source.

    `standing` is what it is on the day, '' where nothing is known of its days; `who` holds it.
    """

    who: Ref
    office: str
    of: tuple[Ref, ...]
    when: str
    standing: str
    sources: tuple[Ref, ...]
    note: str | None

    @property
    def badge(self) -> tuple[str, str, str] | None:
        """The words, kind and sign of its chip."""
        return STANDINGS.get(self.standing)


def rows(
    conn: sqlite3.Connection, asked: Moment, *, person: str = "", of: str = ""
) -> list[sqlite3.Row]:
    """The offices of `person`, those that were held for `of`, or all; as known then."""
    where = " WHERE person = :person" if person else " WHERE on_behalf_of = :of" if of else ""
    return conn.execute(
        f"SELECT * FROM ({_OFFICES}){where}"  # noqa: S608 - of ours
        " ORDER BY person, valid_from IS NULL, valid_from DESC, office",
        bound(conn, asked, person=person, of=of),
    ).fetchall()


def named(conn: sqlite3.Connection, asked: Moment, person: str, name: str) -> list[sqlite3.Row]:
    """What is said of the head of a term that means `person`, who is called `name`."""
    return conn.execute(_NAMED, bound(conn, asked, id=person, name=name)).fetchall()


def ids(found: Iterable[sqlite3.Row]) -> list[str | None]:
    """What must be named to show them."""
    return [
        text
        for row in found
        for text in (
            row["person"], row["body"], row["mandate"], row["on_behalf_of"],
            *sources(row["source"]),
        )
    ]  # fmt: skip


def standing(row: Any, day: str) -> str:
    """What an office is on `day`, as `STANDINGS` has it; '' where nothing is known of its days."""
    start, end = row["from_edtf"], row["to_edtf"]
    if not start and not end:
        return ""
    if (row["valid_from"] or "") > day:
        return "later"
    if row["valid_to"] is not None and row["valid_to"] <= day:
        return "over"
    surely = row["surely_from"] is not None and row["surely_from"] <= day
    return "yes" if surely and (not end or (row["surely_to"] or "") > day) else "perhaps"


def office(row: sqlite3.Row, names: Names, day: str) -> Office:
    """An office as a page tells it."""
    start, end = row["from_edtf"], row["to_edtf"]
    whole = row["mandate"] and row["office"] == "head of the secretariat"
    unsaid = "in this term" if whole else "from when to when is not known"
    places = dict.fromkeys(filter(None, (row["on_behalf_of"], row["body"], row["mandate"])))
    return Office(
        who=names.ref(row["person"]),
        office=row["office"],
        of=tuple(names.ref(each) for each in places),
        when=span_words(start, end) if start or end else unsaid,
        standing=standing(row, day),
        sources=tuple(names.ref(each) for each in sources(row["source"])),
        note=row["note"],
    )
