"""Records and register entries as lines of plain words for a terminal."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from archive.text.dates import in_words
from archive.text.places import places, statements
from archive.text.spoken import date_words
from toolkit import output
from toolkit.body import body_lines, flowed, marks_in_words
from toolkit.statements import NameOf, Names, statement_lines, unknown_lines, value_in_words

if TYPE_CHECKING:
    from archive.entry import EntryPage, Gap
    from archive.reading import EmbeddedRow, RecordPage, VersionRow
    from archive.text.paragraphs import Paragraph
    from archive.text.places import Place

Facts = list[tuple[str, str | Sequence[str]]]


def record_lines(
    page: RecordPage,
    references: Sequence[tuple[str, str, str | None]],
    name_of: NameOf,
    decided: Sequence[str] = (),
) -> list[str]:
    """A record: what it is, what is known of it, its text. `references` are (field, id, anchor).

    `decided` are the lines that tell of it as one decision, where it is one as a whole.
    """
    width = reading_width()
    row = page.row
    names = Names(name_of)
    lines = [*_title(row["title"], width)]
    lines += output.facts(_record_facts(page, references, names), width)
    if row.get("disposal"):
        lines += ["", *_disposal_lines(row["disposal"], width)]
    if row.get("removed"):
        lines += ["", "This record was removed; its last text stands below."]
    if page.how_read:
        lines += ["", *output.hung("", page.how_read, width, 0)]
    if page.unadopted:
        lines += ["", "That a later meeting adopted these minutes is not in the archive."]
    lines += ["", *decided] if decided else []
    said = statement_lines(page.claims, names, width)
    gaps = unknown_lines(page.unknowns, row["id"], names, width)
    for part in (said, gaps, body_lines(page.paragraphs, page.text, page.body_line, width)):
        lines += ["", *part] if part else []
    return lines


def _disposal_lines(text: str, width: int | None) -> list[str]:
    """By whose authority a record was disposed of, when, and what it was."""
    said = json.loads(text)
    reason = f" {said['reason'].rstrip('.')}." if said.get("reason") else ""
    told = f"Disposed of on {in_words(said['date'])} by authority of: {said['authority']}.{reason}"
    lines = output.hung("", told, width, 0)
    if said.get("certificate"):
        lines += output.hung("", f"Certificate: {said['certificate']}", width, 0)
    hashes = said.get("sha256") or []
    return lines + [f"Removed, by its SHA-256: {each}" for each in hashes]


#: Longer lines are hard to read, however wide the terminal.
_WIDEST = 100


def reading_width() -> int | None:
    """Columns that prose is set in; None in a pipe."""
    width = output.terminal_width()
    return None if width is None else min(width, _WIDEST)


def _title(text: str, width: int | None) -> list[str]:
    return [click.style(line, bold=True) for line in output.hung("", text, width, 0)]


#: Lists of the front matter that are facts of a record; the others stand elsewhere.
_LISTED = ("to", "people", "themes", "about", "reply_to", "cites", "encloses", "supersedes")

#: A kind of link, seen from the record that it leads to.
_INWARD = {
    "cites": "cited by",
    "enclosure": "enclosed by",
    "reply": "answered by",
    "supersedes": "superseded by",
}


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
            basis = "" if stated else ", worked out from the date"
            facts.append((key, names(row[key]) + basis))
    _add(facts, "from", _sender(row, names))
    if row.get("authors"):
        facts.append(("by", [names(each) for each in _listed(row["authors"])]))
    _add(facts, "status", row.get("status"), _status_basis(row, names))
    _add(facts, "status there", row.get("status_as_written"))
    _add(facts, "access", row.get("access"), _closure(row.get("closure")))
    if row.get("retention"):
        _add(facts, "retention", names(row["retention"]))
    for key in ("source", "provenance", "summary", "note"):
        _add(facts, key, row.get(key))
    told: dict[str, list[str]] = {}
    for field, target, anchor in references:
        place = field.partition(".")[0]
        if place in _LISTED:
            cited = f"{target}#{anchor}" if anchor else target
            told.setdefault(place, []).append(cited if anchor else names(target))
    for link in page.links_in:
        told.setdefault(_INWARD.get(link.kind, link.kind), []).append(names(link.record))
    facts += [(field.replace("_", " "), targets) for field, targets in told.items()]
    if page.original:
        size = f", {page.original.size:,} bytes" if page.original.size is not None else ""
        puid = f", PRONOM {page.original.puid}" if page.original.puid else ""
        by = page.original.extracted_by
        read = f", text taken out by {by}" if by else ""
        facts.append(("original", f"{page.original.path}{size}{puid}{read}"))
    if page.embedded:
        facts.append(("beside it", _embedded_words(page.embedded)))
    facts.append(("file", row["path"]))
    facts.append(("version", version_line(page.versions[-1], page.version, len(page.versions))))
    return facts


def _embedded_words(embedded: Sequence[EmbeddedRow]) -> str:
    """How much the original carries that is not on its pages, of what kinds, and where it is."""
    counted = Counter(each.kind for each in embedded)
    kinds = ", ".join(f"{kind} ({n})" if n > 1 else kind for kind, n in counted.items())
    things = output.count(len(embedded), "thing that is", "things that are")
    return f"{things} not on its pages: {kinds}; its file lists them under `embedded`"


def _add(facts: Facts, name: str, value: object, basis: str | None = None) -> None:
    if value:
        facts.append((name, f"{value} ({basis})" if basis else str(value)))


def _listed(text: str) -> list[str]:
    """The texts of a column that holds a JSON list of them."""
    return [str(each) for each in json.loads(text)]


def _sender(row: Mapping[str, Any], names: Names) -> str:
    who = row.get("sender_name") or (
        names(row["sender_person"]) if row.get("sender_person") else ""
    )
    for_ = row.get("sender_partner") or row.get("sender_other")
    parts = [who, row.get("sender_capacity") or "", names(for_) if for_ else ""]
    return ", ".join(part for part in parts if part)


def _status_basis(row: Mapping[str, Any], names: Names) -> str | None:
    said = []
    if row.get("adopted_by"):
        item = f", item {row['adopted_item']}" if row.get("adopted_item") else ""
        said.append(f"by {names(row['adopted_by'])}{item}")
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


def version_line(version: VersionRow, n: int, of: int) -> str:
    """'2 of 3, saved 2024-05-01 by Jane: why'."""
    if version.uncommitted:
        return f"{n} of {of}, not saved yet"
    when = f", saved {version.time[:10]}" if version.time else ""
    by = f" by {version.author}" if version.author else ""
    return f"{n} of {of}{when}{by}: {version.message.splitlines()[0] if version.message else ''}"


def place_lines(page: RecordPage, place: Place, name_of: NameOf) -> list[str]:
    """One page, slide or sheet of the original: its paragraphs, and what is said of it."""
    width = reading_width()
    lines = _title(f"{page.row['title']} - {place.words} ({page.row['id']}#{place.anchor})", width)
    found = page.paragraphs[place.first : place.end]
    lines += ["", *body_lines(found, page.text, page.body_line, width, signs=False)]
    own, anchors = page.row["id"], {place.anchor, *(p.anchor for p in found)}
    here = [each for each in page.claims if each.record == own and each.anchor in anchors]
    said = statement_lines(here, Names(name_of), width)
    return [*lines, "", *said] if said else lines


def paragraph_lines(page: RecordPage, paragraph: Paragraph, name_of: NameOf) -> list[str]:
    """One paragraph, with where it stands and what it says of other things."""
    width = reading_width()
    place = f" - {paragraph.section}" if paragraph.section else ""
    lines = _title(f"{page.row['title']}{place} ({page.row['id']}#{paragraph.anchor})", width)
    number = f"{paragraph.number}. " if paragraph.number is not None else ""
    if paragraph.kind in ("code", "table"):
        lines += output.clean(flowed(paragraph)).split("\n")
    else:
        lines += output.hung("", number + flowed(paragraph), width, 0)
    for part in page.paragraphs:
        if part.anchor.startswith(f"{paragraph.anchor}."):
            lines += output.hung("", f"{flowed(part)} ({part.anchor})", width, 2, 2)
    if marked := statements(paragraph.marks):
        lines += output.hung("", f"Marked: {marks_in_words(marked)}", width, 0, 2)
    for begun in places(page.paragraphs):
        if page.paragraphs[begun.first].anchor == paragraph.anchor:
            lines.append(output.clean(f"With it begins {begun.words} of the original."))
    own = page.row["id"]
    here = [each for each in page.claims if (each.record, each.anchor) == (own, paragraph.anchor)]
    said = statement_lines(here, Names(name_of), width, anchors=False)
    return [*lines, "", *said] if said else lines


def entry_lines(page: EntryPage, name_of: NameOf) -> list[str]:
    """A register entry: its facts, what sources say, what is not known, its records."""
    width, names = reading_width(), Names(name_of)
    facts: Facts = [("id", page.id), ("kind", page.type.replace("_", " "))]
    items = _items(page.fields)
    for key, value in page.fields.items():
        if (key == "items" and items) or (key in ("name", "title") and value == page.name):
            continue  # the outline and the heading say it
        if value not in (None, "", [], {}):
            facts += [(key.replace("_", " "), text) for text in _values(key, value, names)]
    lines = [*_title(page.name, width), *output.facts(facts, width)]
    if not page.listed:
        lines.append("No register lists it now; records or earlier registers name it.")
    if items:
        lines += ["", click.style("Items:", bold=True), *_outline(items, width, _ITEM)]
    said = []
    for claim in page.claims:
        source = f", says {claim.citation}" if claim.citation else ""
        note = f" - {claim.note}" if claim.note else ""
        value = value_in_words(claim.value, name_of)
        said.append(f"{claim.property}: {value} ({claim.kind}){source}{note}")
    follows = [
        f"{each.property}: the register follows {each.source} - {each.because}"
        for each in page.follows
    ]
    gaps = [gap.property + (f" - {gap.note}" if gap.note else "") for gap in _once(page.unknowns)]
    for head, told in (("What is said", said), ("Which source", follows), ("Not known", gaps)):
        if told:
            lines += ["", click.style(f"{head}:", bold=True)]
            lines += [line for each in told for line in output.hung("", each, width, 4, 2)]
    if page.records:
        lines += ["", click.style("Records:", bold=True)]
        rows = [
            (each.record, each.title, in_words(each.date_edtf or ""), each.field.replace("_", " "))
            for each in page.records
        ]
        lines.append(output.table(("id", "title", "date", "as"), rows, output.terminal_width()))
    if page.type == "meeting":
        lines += ["", f"What it decided: secretariat decisions --meeting {page.id}"]
        lines += [f"Who came: secretariat ask who-came meeting={page.id}"]
    return lines


#: Columns that each level of an outline stands further in.
_ITEM = 4

#: Two notes on one gap that are this alike say the same (1.0 is the very same).
_ALIKE = 0.6


def _items(fields: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The items of a list of themes, or of a part of one; none where there are no such."""
    given = fields.get("items")
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []


def _outline(items: Sequence[Mapping[str, Any]], width: int | None, indent: int) -> list[str]:
    """'Label (id) [kind]' of each item, its note below, then its own items further in."""
    lines = []
    for item in items:
        label, own = item.get("label"), str(item.get("id", ""))
        head = f"{label} ({own})" if label and own else str(label or own)
        kind = f" [{item['kind']}]" if item.get("kind") else ""
        lines += output.hung("", f"{head}{kind}", width, indent, 2)
        for key, value in item.items():
            if key in ("id", "label", "kind", "items") or value in (None, "", [], {}):
                continue
            text = str(value) if key == "note" else f"{key}: {_told(value)}"
            lines += output.hung("", " ".join(text.split()), width, indent + _ITEM)
        lines += _outline(_items(item), width, indent + _ITEM)
    return lines


def _told(value: object) -> str:
    """Any value of an item in words, without names, which the outline gives."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_told(each)}" for key, each in value.items())
    return "; ".join(map(_told, value)) if isinstance(value, list) else date_words(str(value))


def _once(gaps: Sequence[Gap]) -> list[Gap]:
    """`gaps` without those that say of the same property what another one says."""
    from difflib import SequenceMatcher

    kept: list[Gap] = []
    for gap in sorted(gaps, key=lambda each: not each.note):  # a bare one adds nothing to a note
        notes = [each.note or "" for each in kept if each.property == gap.property]
        if not any(
            not gap.note or SequenceMatcher(None, gap.note, note, autojunk=False).ratio() >= _ALIKE
            for note in notes
        ):
            kept.append(gap)
    return sorted(kept, key=gaps.index)


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
    return in_words(str(value)) if key in _DATES else names(value)


def references_of(conn: sqlite3.Connection, record: str) -> list[tuple[str, str, str | None]]:
    """(field, target, anchor) of everything that the record's front matter names."""
    rows = conn.execute(
        "SELECT field, target, anchor FROM record_reference WHERE record = ? ORDER BY n", (record,)
    )
    return [(row[0], row[1], row[2]) for row in rows]
