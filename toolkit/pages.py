"""Records and register entries as lines of plain words for a terminal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from archive.text.dates import in_words
from toolkit import output

if TYPE_CHECKING:
    from archive.entry import EntryPage
    from archive.reading import RecordPage, VersionRow
    from archive.text.paragraphs import Paragraph

Facts = list[tuple[str, str]]

#: The name that belongs to an id, None where there is none.
Names = Callable[[str], str | None]


def _nameless(_: str) -> None:
    return None


def title(text: str) -> str:
    """A heading line."""
    return click.style(output.clean(text), bold=True)


def named(names: Names, given: object) -> str:
    """'First Meeting (som-1)' for an id with a name, else what was given."""
    text = str(given)
    name = names(text)
    return f"{name} ({text})" if name and name != text else text


def record_lines(
    page: RecordPage, references: Sequence[tuple[str, str, str | None]], names: Names
) -> list[str]:
    """A record: what it is, what is known of it, its text. `references` are (field, id, anchor)."""
    width = output.terminal_width()
    row = page.row
    lines = [title(row["title"]), *output.facts(_record_facts(page, references, names), width)]
    if row.get("removed"):
        lines.append("This record was removed; its last text stands below.")
    for claim in page.claims:
        at = f", at {claim.anchor}" if claim.anchor else ""
        lines.append(_claim(names, claim.subject, claim.property, claim.value, claim.kind) + at)
    for gap in page.unknowns:
        of = "" if gap.subject == row["id"] else f" of {named(names, gap.subject)}"
        lines.append(_gap(f"{gap.property}{of}", gap.note))
    return [*lines, "", *map(output.clean, page.text.strip("\n").split("\n"))]


def _record_facts(
    page: RecordPage, references: Sequence[tuple[str, str, str | None]], names: Names
) -> Facts:
    row = page.row
    facts: Facts = [("id", row["id"]), ("kind", row["kind"])]
    _add(facts, "date", row.get("date_edtf") and in_words(row["date_edtf"]), row.get("date_basis"))
    _add(facts, "language", row.get("language"))
    for key in ("meeting", "body", "mandate"):
        stated = key != "mandate" or row.get("mandate_stated")
        if row.get(key):
            _add(facts, key, named(names, row[key]), None if stated else "worked out from its date")
    _add(facts, "from", _sender(row, names))
    _add(facts, "status", row.get("status"), _status_basis(row, names))
    _add(facts, "access", row.get("access"), _closure(row.get("closure")))
    if row.get("retention"):
        _add(facts, "retention", named(names, row["retention"]))
    for key in ("source", "provenance", "summary", "note"):
        _add(facts, key, row.get(key))
    told: dict[str, list[str]] = {}
    for field, target, anchor in references:
        place = field.partition(".")[0]
        if place in ("to", "people", "themes", "about", "cites", "encloses", "supersedes"):
            cited = f"{target}#{anchor}" if anchor else target
            told.setdefault(place, []).append(cited if anchor else named(names, target))
    facts += [(field, "; ".join(targets)) for field, targets in told.items()]
    for link in page.links_in:
        facts.append((f"{link.kind} by", f"{link.title or link.record} ({link.record})"))
    if page.original:
        size = f", {page.original.size:,} bytes" if page.original.size is not None else ""
        facts.append(("original", f"{page.original.path}{size}"))
    facts.append(("file", row["path"]))
    facts.append(("version", version_line(page.versions[-1], page.version, len(page.versions))))
    return facts


def _add(facts: Facts, name: str, value: object, basis: str | None = None) -> None:
    if value:
        facts.append((name, f"{value} ({basis})" if basis else str(value)))


def _sender(row: Mapping[str, Any], names: Names) -> str:
    who = row.get("sender_name") or (
        named(names, row["sender_person"]) if row.get("sender_person") else ""
    )
    for_ = row.get("sender_partner") or row.get("sender_other")
    parts = [who, row.get("sender_capacity") or "", named(names, for_) if for_ else ""]
    return ", ".join(part for part in parts if part)


def _status_basis(row: Mapping[str, Any], names: Names) -> str | None:
    said = []
    if row.get("adopted_by"):
        item = f", item {row['adopted_item']}" if row.get("adopted_item") else ""
        said.append(f"by {named(names, row['adopted_by'])}{item}")
    if row.get("adopted_on"):
        said.append(f"on {in_words(row['adopted_on'])}")
    if row.get("status_since"):
        said.append(f"since {in_words(row['status_since'])}")
    return ", ".join(said) or None


def _closure(text: str | None) -> str | None:
    """The closure fields, which the archive keeps as JSON, in words."""
    if not text:
        return None
    fields = json.loads(text)
    parts = [str(fields.get("ground", ""))]
    if fields.get("closed_from"):
        parts.append(f"closed from {in_words(fields['closed_from'])}")
    if fields.get("years"):
        parts.append(f"for {fields['years']} years")
    if fields.get("review"):
        parts.append(f"to be reviewed {in_words(fields['review'])}")
    return ", ".join(part for part in parts if part)


def _claim(names: Names, subject: str, name: str, value: str, kind: str) -> str:
    return output.clean(f"Says of {named(names, subject)}: {name} {value} ({kind})")


def _gap(what: str, note: str | None) -> str:
    return output.clean(f"Not known: {what}" + (f". {note}" if note else ""))


def version_line(version: VersionRow, n: int, of: int) -> str:
    """'2 of 3, saved 2024-05-01 by Jane: why'."""
    if version.uncommitted:
        return f"{n} of {of}, not saved yet"
    when = f", saved {version.time[:10]}" if version.time else ""
    by = f" by {version.author}" if version.author else ""
    return f"{n} of {of}{when}{by}: {version.message.splitlines()[0] if version.message else ''}"


def paragraph_lines(page: RecordPage, paragraph: Paragraph) -> list[str]:
    """One paragraph, with where it stands."""
    place = f" - {paragraph.section}" if paragraph.section else ""
    head = f"{page.row['title']}{place} ({page.row['id']}#{paragraph.anchor})"
    lines = [title(head), *map(output.clean, paragraph.text.split("\n"))]
    if paragraph.marks:
        marks = ", ".join(f"{key} {value}".strip() for key, value in paragraph.marks.items())
        lines.append(output.clean(f"Marked: {marks}"))
    for claim in page.claims:
        if claim.anchor == paragraph.anchor and claim.record == page.row["id"]:
            lines.append(_claim(_nameless, claim.subject, claim.property, claim.value, claim.kind))
    return lines


def entry_lines(page: EntryPage, names: Names) -> list[str]:
    """A register entry: its facts, what sources say, what is not known, its records."""
    facts: Facts = [("id", page.id), ("kind", page.type.replace("_", " "))]
    for key, value in page.fields.items():
        if value not in (None, "", [], {}):
            facts += [(key.replace("_", " "), text) for text in _values(key, value, names)]
    lines = [title(page.name), *output.facts(facts, output.terminal_width())]
    if not page.listed:
        lines.append("No register lists it now; records or earlier registers name it.")
    for said in page.claims:
        source = f", says {said.citation}" if said.citation else ""
        note = f". {said.note}" if said.note else ""
        lines.append(output.clean(f"{said.property}: {said.value} ({said.kind}){source}{note}"))
    for each in page.follows:
        because = f"{each.property}: the register follows {each.source}. {each.because}"
        lines.append(output.clean(because))
    lines += [_gap(gap.property, gap.note) for gap in page.unknowns]
    if page.records:
        lines += ["", title("Records")]
        rows = [
            (each.record, each.title, in_words(each.date_edtf or ""), each.field.replace("_", " "))
            for each in page.records
        ]
        lines.append(output.table(("id", "title", "date", "as"), rows, output.terminal_width()))
    return lines


def _values(key: str, value: object, names: Names) -> list[str]:
    """A field's value as texts, one for each item of a list of mappings."""
    if isinstance(value, Mapping):
        return [", ".join(f"{k} {_scalar(k, v, names)}" for k, v in value.items() if v)]
    if isinstance(value, list | tuple):
        if any(isinstance(each, Mapping) for each in value):
            return [text for each in value for text in _values(key, each, names)]
        return ["; ".join(_scalar(key, each, names) for each in value)]
    return [_scalar(key, value, names)]


_DATES = frozenset({"date", "from", "to", "since", "start", "end"})


def _scalar(key: str, value: object, names: Names) -> str:
    if isinstance(value, Mapping | list | tuple):
        return "; ".join(_values(key, value, names))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return in_words(str(value)) if key in _DATES else named(names, value)


def references_of(conn: sqlite3.Connection, record: str) -> list[tuple[str, str, str | None]]:
    """(field, target, anchor) of everything that the record's front matter names."""
    rows = conn.execute(
        "SELECT field, target, anchor FROM record_reference WHERE record = ? ORDER BY n", (record,)
    )
    return [(row[0], row[1], row[2]) for row in rows]
