"""From ids to names and addresses: what a page shows wherever the archive says `kr` or `som1`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import bidirectional
from urllib.parse import quote

from archive.text.places import is_place, place_words
from archive.text.spoken import date_words
from archive.web.host import Host, row_address
from archive.web.moment import here

#: Types of entry that have a table of their own in the archive, of the same name.
_TABLES = frozenset(
    {
        "partner", "stakeholder", "person", "body", "meeting", "mandate", "theme_list", "theme",
        "initiative", "retention", "source",
    }
)  # fmt: skip


#: Types of which each has a page of its own, and where these pages lie.
PAGES = {
    "record": "records",
    "meeting": "meetings",
    "mandate": "mandates",
    "body": "bodies",
    "partner": "partners",
    "stakeholder": "stakeholders",
    "person": "people",
}


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has an id: what it is, what a page calls it, what the tables call it.

    `within` is the list of a theme, `language` that of a record's title.
    """

    id: str
    type: str
    name: str
    listed_as: str
    within: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """A text for a page, with the address that it leads to where there is one.

    `language` is that of the text, where it is another than that of the page.
    """

    text: str
    href: str | None = None
    title: str | None = None
    language: str | None = None


#: Facts whose value is somebody or something that has an id; so `no` is Norway there alone.
_IDS = frozenset(
    {
        "host", "partner", "chair", "chairs", "co-chair", "co-chairs", "head", "lead", "organiser",
        "body", "prepares", "meeting", "mandate", "owner", "parent",
    }
)  # fmt: skip


class Names:
    """The names of a page's ids, looked up together; made within the archive's connection."""

    def __init__(self, conn: sqlite3.Connection, host: Host, ids: Iterable[str | None]) -> None:
        self._host = host
        named = {part for name in ids if name for part in (name, *name.split("; "))}
        wanted = named | {name.partition("#")[0] for name in named}
        rows = conn.execute(
            "WITH wanted AS (SELECT value AS id FROM json_each(?)) "
            "SELECT entity.id, type, entity.name, partner.name, from_edtf, to_edtf, theme.list,"
            " NULL AS language"
            " FROM wanted JOIN entity USING (id) LEFT JOIN mandate USING (id)"
            " LEFT JOIN partner ON partner.id = mandate.host"
            " LEFT JOIN theme ON theme.id = wanted.id "
            "UNION ALL SELECT record.id, 'record', title, NULL, NULL, NULL, NULL, language"
            " FROM wanted JOIN record USING (id)",
            (json.dumps(sorted(wanted)),),
        )
        self._known = {
            row[0]: Named(
                row[0], row[1], _term(*row[3:6]) if row[3] else row[2], row[2], row[6],
                foreign(row[7]),
            )
            for row in rows
        }  # fmt: skip
        rows = conn.execute(
            "SELECT id, reference FROM decision WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(wanted)),),
        )
        self._decided = {row[0]: Named(row[0], "decision", row[1], row[1]) for row in rows}

    def get(self, name: str) -> Named | None:
        """What `name` names; None where the archive knows nothing of that id."""
        return self._known.get(name) or self._decided.get(name)

    def decision(self, citation: str) -> Ref:
        """`citation` as the decision that it is; where it is none, as `ref` has it."""
        known = self._decided.get(citation)
        if known is None:
            return self.ref(citation)
        return Ref(known.name, decision_address(self._host, citation), citation)

    def ref(self, citation: str) -> Ref:
        """`id` or `id#p4` as its name with its address; the text itself where it is unknown."""
        target, _, anchor = citation.partition("#")
        known = self._known.get(target)
        if known is None:
            return Ref(citation)
        text = known.name
        if anchor:
            text += f", {paragraph_words(anchor)}"
        return Ref(text, address(self._host, known, anchor or None), known.id, known.language)

    def value(self, text: str, of: str) -> Ref:
        """The value of the fact `of` as people read it: a name or a date in words.

        It is a name only where the fact is one whose value is an id, or ids with `; ` between.
        """
        if of in _IDS or of.endswith((" at", " by")):
            several = text.split("; ")
            if len(several) == 1:
                return self.ref(text)
            return Ref("; ".join(self.ref(each).text for each in several), None, text)
        said = date_words(text)
        return Ref(said, None, text if said != text else None)


def _term(host: str, start: str | None, end: str | None) -> str:
    """A term of the secretariat: 'Italy, July 2022 to about December 2026'.

    A name that is written from right to left is set apart, else the years would run into it.
    """
    if any(bidirectional(sign) in ("R", "AL") for sign in host):
        host = f"\u2068{host}\u2069"
    if not start:
        return f"{host}, until {date_words(end)}" if end else host
    said = f"{host}, {date_words(start)}"
    return f"{said} to {date_words(end)}" if end else f"{host}, since {date_words(start)}"


def foreign(language: str | None) -> str | None:
    """`language` where it is another than that of the pages."""
    return language if language and language.partition("-")[0].lower() != "en" else None


def paragraph_words(anchor: str) -> str:
    """`p4` as 'paragraph 4', `u3` (which the text does not number) as 'paragraph u3'.

    `page-3` is 'page 3'.
    """
    if is_place(anchor):
        return place_words(anchor)
    if anchor.startswith("h"):
        return f"heading {anchor[1:]}"
    return f"paragraph {anchor[1:] if anchor.startswith('p') else anchor}"


def address(host: Host, named: Named, anchor: str | None = None) -> str | None:
    """Where a reader finds it: a page of ours, of the same day, else its row in the tables."""
    fragment = f"#{quote(anchor)}" if anchor else ""
    if named.type in PAGES:
        return here(host, f"{PAGES[named.type]}/{quote(named.id)}{fragment}")
    if named.type in ("theme", "theme_list"):
        within = f"{quote(named.within)}/" if named.within else ""
        return here(host, f"themes/{within}{quote(named.id)}")
    if named.type in _TABLES:
        return row_address(host, named.type, named.id)
    return None


def decision_address(host: Host, decision: str) -> str:
    """The page of the decision `record#anchor`, or of a record that is one decision."""
    return here(host, f"decisions/{quote(decision.replace('#', '/', 1))}")


def sources(text: str | None) -> list[str]:
    """The citations of a `source` column: a JSON list, or one citation as it stands."""
    if not text:
        return []
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            return [text]
        return [each for each in found if isinstance(each, str)]
    return [text]
