"""The facts about a record, in the order and the words in which a reader asks for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.text.spoken import date_words
from archive.web.languages import language_words
from archive.web.names import Names, Ref, sources
from archive.web.words import ACCESS, kind_words

if TYPE_CHECKING:
    from archive.reading import RecordPage

# What record_reference calls a field (its first word) → what a reader calls it.
_NAMED = {
    "to": "Addressed to",
    "people": "People named",
    "about": "About",
    "themes": "Themes",
}

_ID_COLUMNS = (
    "meeting", "body", "mandate", "sender_person", "sender_partner", "sender_other", "adopted_by",
    "retention",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the facts: a label, its values, and a remark such as how a date is known."""

    label: str
    values: tuple[Ref, ...]
    remark: str | None = None


def entry_facts(
    row: Mapping[str, Any], names: Names, columns: Iterable[tuple[str, str, str]]
) -> list[Fact]:
    """The facts of an entry of a register: (label, column, what it holds) for each.

    It holds 'words', a 'kind' in small letters, 'ids', or a 'date'; what is empty is left out, but
    for an 'end' of a span, of which it is said that it is not known.
    """
    found = []
    for label, column, holds in columns:
        text = row[column]
        if holds == "ids":
            values = tuple(names.ref(each) for each in sources(text))
        elif holds in ("date", "end"):
            words = date_words(text) or ("not known" if holds == "end" else "")
            values = (Ref(words, None, text),) if words else ()
        else:
            said = _capital if holds == "kind" else str
            values = tuple(Ref(said(each)) for each in sources(text))
        if values:
            found.append(Fact(label, values))
    return found


def ids_of(page: RecordPage, references: Iterable[tuple[str, str]]) -> set[str]:
    """Every id that the page of a record may have to name."""
    ids = {page.row[column] for column in _ID_COLUMNS if page.row.get(column)}
    ids |= {target for _, target in references}
    for claim in page.claims:
        ids |= {claim.subject, claim.value, claim.stated_in, claim.source or ""}
    ids |= {unknown.subject for unknown in page.unknowns}
    ids |= {link.record for link in (*page.links_out, *page.links_in)}
    return ids - {""}


def references(conn: sqlite3.Connection, record: str) -> list[tuple[str, str]]:
    """(field, id) of what the record's facts name, in the order of its front matter."""
    rows = conn.execute(
        "SELECT field, target FROM record_reference WHERE record = ? ORDER BY n", (record,)
    )
    return [(row[0], row[1]) for row in rows]


def facts(
    row: dict[str, Any], named: list[tuple[str, str]], names: Names, *, older: bool = False
) -> list[Fact]:
    """The facts of the record `row`; `named` is what its front matter names, by field.

    The term by a record's date is worked out for its newest version alone.
    """
    stated = bool(row.get("mandate_stated"))
    found = [
        _text("Kind", _capital(kind_words(row["kind"]))),
        _text(
            "Date", _capital(date_words(row.get("date_edtf")) or "not known"), row.get("date_basis")
        ),
        _ref("Meeting", row.get("meeting"), names),
        _sender(row, names),
        _authors(row.get("authors"), names),
        _text("Status there", row.get("status_as_written")),
        *(_many(label, field, named, names) for field, label in list(_NAMED.items())[:2]),
        _ref("Body", row.get("body"), names),
        _ref(
            "Secretariat's term",
            row.get("mandate") if stated or not older else None,
            names,
            None if stated else "by its date",
        ),
        _adopted(row, names),
        *(_many(label, field, named, names) for field, label in list(_NAMED.items())[2:]),
        _text("Language", language_words(row["language"]) if row.get("language") else None),
        _text("For", _capital(ACCESS.get(row["access"], row["access"]))),
        _ref("Kept as", row.get("retention"), names),
        _text("Source", row.get("source")),
        _text("Provenance", row.get("provenance")),
    ]
    return [fact for fact in found if fact is not None]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _text(label: str, text: str | None, remark: str | None = None) -> Fact | None:
    return Fact(label, (Ref(text),), remark) if text else None


def _ref(label: str, name: str | None, names: Names, remark: str | None = None) -> Fact | None:
    return Fact(label, (names.ref(name),), remark) if name else None


def _many(label: str, field: str, named: list[tuple[str, str]], names: Names) -> Fact | None:
    found = dict.fromkeys(target for path, target in named if path.partition(".")[0] == field)
    return Fact(label, tuple(names.ref(target) for target in found)) if found else None


def _sender(row: dict[str, Any], names: Names) -> Fact | None:
    person, name = row.get("sender_person"), row.get("sender_name")
    values = []
    if person or name:
        values.append(names.ref(person) if person else Ref(str(name)))
    for column in ("sender_partner", "sender_other"):
        if row.get(column):
            values.append(names.ref(row[column]))
    capacity = row.get("sender_capacity")
    if not values:
        return _text("From", capacity)
    return Fact("From", tuple(values), capacity)


def _authors(text: str | None, names: Names) -> Fact | None:
    found = sources(text)
    return Fact("By", tuple(names.ref(each) for each in found)) if found else None


def _adopted(row: dict[str, Any], names: Names) -> Fact | None:
    if not row.get("adopted_by") and not row.get("adopted_on"):
        return None
    values = [names.ref(row["adopted_by"])] if row.get("adopted_by") else []
    if row.get("adopted_on"):
        values.append(Ref(date_words(row["adopted_on"])))
    item = row.get("adopted_item")
    label = "Adopted by" if row.get("adopted_by") else "Adopted"
    return Fact(label, tuple(values), f"agenda item {item}" if item else None)
