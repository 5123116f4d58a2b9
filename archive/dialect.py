"""How a file is read: in the archive's own format, or as an import's profile has it.

    dialect = dialect_of(conn, "eips.eip-20")
    parts = dialect.parts(text)          # front, body, and the line on which each begins
    dialect.front(parts, "eips.eip-20", "eips:EIPS/eip-20.md")

An import's ids are `IMPORT.SLUG`; a point occurs in no id of the workspace's own.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from archive.decisions.kinds import StatedState
from archive.frontmatter import fields_of, newlines, split
from archive.model import Front, RecordRelation, Status
from archive.profiles import values
from archive.profiles.header import Form, Opening, find, read_fields
from archive.profiles.model import Profile, RelationField
from archive.reader.model import Context, Headings
from archive.reader.wording import is_nothing

_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t]*#*\Z|=+[ \t]*([^=]+?)[ \t]*=+\Z")
_UNDERLINE = re.compile(r"(?:=+|-{3,})\Z")
_NO_MINUTES = frozenset({"readme", "index", "template", "changelog", "contributing", "license"})

#: Characters of a body in which its first heading is looked for: all that a `Front` may need.
TOP = 4000

_STATUS: dict[StatedState, Status] = {
    "proposed": "draft",
    "adopted": "adopted",
    "amended": "adopted",
    "implemented": "adopted",
    "superseded": "superseded",
    "lapsed": "withdrawn",
    "withdrawn": "withdrawn",
}


class Dialect(Protocol):
    """What readers of a text need to know of its format."""

    @property
    def headings(self) -> Headings:
        """Headings of the series beyond those that the reader knows."""

    def reads(self, front: Front) -> bool:
        """Whether its text is read for decisions, tasks and who came."""

    def parts(self, text: str) -> Opening:
        """A file's text, with any line ends, in header and body."""

    def front(self, parts: Opening, record: str, path: str) -> Front:
        """What the header, and where need be the body and the path, say of the record."""

    def written(self, parts: Opening, record: str, path: str) -> Front | None:
        """The same, and None where the header cannot be read as that of a record."""


class Own:
    """The archive's own format (docs/format.md)."""

    headings = Headings()

    def reads(self, front: Front) -> bool:
        """Every text that may hold them is."""
        return True

    def parts(self, text: str) -> Opening:
        """The front matter and the text."""
        found = split(newlines(text))
        return Opening(found.front, found.body, found.front_line, found.body_line)

    def front(self, parts: Opening, record: str, path: str) -> Front:
        """The front matter, its faulty fields left out."""
        return front_of(parts.front, record)

    def written(self, parts: Opening, record: str, path: str) -> Front | None:
        """The front matter as it stands there."""
        from archive.convert import convert

        return convert(fields_of(parts.front), Front)[0]


OWN = Own()


def front_of(front: str | None, record: str) -> Front:
    """Front matter as a `Front`, its faulty fields left out, what it must have made up.

    `check` reports the faults; the archive keeps what can be read.
    """
    from archive.convert import convert

    given = {**(fields_of(front) or {}), "id": record}
    found, _ = convert(given, Front)
    if found is None:
        found, _ = convert({"kind": "note", "title": record, **given}, Front)
    return found or Front(id=record, kind="note", title=record)


@dataclass(frozen=True, slots=True)
class Foreign:
    """The files of the import with the id `name`, called `title`, as its profile has them."""

    name: str
    profile: Profile
    title: str = ""

    @property
    def headings(self) -> Headings:
        """Those of the profile."""
        return self.profile.reader_headings()

    def reads(self, front: Front) -> bool:
        """Not where each file is one decision: its text is that of a proposal, not of a meeting."""
        return front.decision_unit != "record"

    def says_the_same(self, before: Opening, now: Opening) -> bool:
        """Whether two versions at one path surely have the same `front`."""
        if before.front != now.front or before.form != now.form:
            return False
        if before.body == now.body:
            return True
        fields, _ = self.fields(now.front, now.form)
        titled = any(self.profile.targets.get(name) == "title" for name in fields)
        return titled and self.profile.body is None  # the text of minutes may tell their day

    def parts(self, text: str) -> Opening:
        """The header and what stands below it."""
        return find(newlines(text), self.profile.header.form)

    def fields(self, front: str | None, form: Form) -> tuple[Mapping[str, Any], str | None]:
        """The header's fields by their names evened out; what is wrong with it, or None."""
        return ({}, None) if front is None else read_fields(front, form)

    def is_minutes(self, path: str) -> bool:
        """Whether the file at `path` is the minutes of a meeting, and no template or index."""
        return self.profile.body is not None and not is_template(path)

    def slug(self, front: str | None, form: Form) -> str | None:
        """The part of the id that the header gives; None where it gives none."""
        if front is None or not self.profile.id:
            return None
        fields, _ = self.fields(front, form)
        found = (values.fill(template, fields) for template in self.profile.id)
        return next((each for each in found if each), None)

    def front(self, parts: Opening, record: str, path: str) -> Front:
        """The record that a file is; what it does not say is left out."""
        profile = self.profile
        fields, _ = self.fields(parts.front, parts.form)
        own = record.partition(".")[2]
        said: dict[str, str] = {}
        authors: tuple[str, ...] = ()
        relations: list[RecordRelation] = []
        for name, value in fields.items():
            target = profile.targets.get(name)
            if isinstance(target, RelationField):
                relations += self._relations(target, value, own)
            elif target == "authors":
                authors += tuple(values.items(value, ","))[:200]
            elif target is not None and not said.get(target):
                said[target] = " ".join(values.items(value, "\n"))
        named = said.get("title") or _heading(parts.body)
        title = named or _stem(path)
        minutes = self.is_minutes(path)
        date, adopted = (
            values.date(said[each], profile.date_forms) if each in said else None
            for each in ("date", "adopted")
        )
        basis = None
        if date is None and minutes:
            date, basis = self._day(parts.body, named, path)
        written = said.get("status") or None
        state = values.state(written, profile.states) if written else None
        return Front(
            id=record,
            kind="note" if is_template(path) else profile.kind,
            title=title[:500],
            date=date,
            date_basis=basis,
            language=profile.language,
            meeting=self.meeting(record) if minutes else None,
            body=self.body if minutes else None,
            status=self._status(written, state),
            adopted_on=adopted,
            access=profile.access,
            provenance=f"imported from {self.name}, {path.partition(':')[2]}",
            decision_unit="paragraphs" if is_template(path) else profile.decision_unit,
            state=state,
            status_as_written=written,
            authors=authors,
            relations=tuple(dict.fromkeys(relations)),
        )

    def written(self, parts: Opening, record: str, path: str) -> Front | None:
        """The same as `front`: what there is no header for is told by the rest."""
        return self.front(parts, record, path)

    @property
    def body(self) -> str | None:
        """The id of the body whose minutes these are; None where they are none."""
        return f"{self.name}.{self.profile.body.id}" if self.profile.body else None

    def meeting(self, record: str) -> str:
        """The id of the meeting that the minutes `record` are of."""
        own, _, slug = record.partition(".")
        return f"{own}.meeting-{slug}"

    def _day(self, body: str, title: str | None, path: str) -> tuple[str | None, str | None]:
        """The day of a meeting as its minutes tell it beside the header, and what it is read from.

        No more is read than the archive keeps of the body at hand, so that any way of asking
        gives the same day.
        """
        from archive.reader.minutes import date_of
        from archive.text.paragraphs import paragraphs

        where = path.partition(":")[2]
        context = Context(
            "minutes", self.profile.language or "en", title or "", None, where, self.headings
        )
        day, rule = date_of(paragraphs(body[:TOP]), context)
        if day is None or rule is None:
            return None, None
        return day, f"inferred; from its {rule.replace('+', ' and ')}"

    def _status(self, written: str | None, state: StatedState | None) -> Status:
        if state is not None:
            return _STATUS[state]
        return "final"  # what a header does not say, or not in words that are known

    def _relations(self, field: RelationField, value: Any, own: str) -> list[RecordRelation]:
        found = []
        for each in values.items(value, field.separator):
            named, part = values.remarked(each)
            slug = None if is_nothing(named) else values.target(field.id, named, own)
            if slug:
                scope = "part" if part else field.scope
                to = f"{self.name}.{slug}"
                found.append(RecordRelation(kind=field.relation, to=to, scope=scope))
        return found


def is_template(path: str) -> bool:
    """Whether the file at `path` is by its name a template, an index or a word to the reader."""
    stem = _stem(path).casefold()
    return stem in _NO_MINUTES or "template" in re.split(r"[^a-z]+", stem)


def _stem(path: str) -> str:
    name = path.rpartition("/")[2].rpartition(":")[2]
    return name.rpartition(".")[0] or name


def _heading(body: str) -> str | None:
    """The first heading near the top of a text in Markdown, MediaWiki or reStructuredText."""
    before = ""
    for line in body[:TOP].split("\n")[:60]:
        found = _HEADING.match(line)
        if found and (text := (found[1] or found[2] or "").strip()):
            return text
        if (
            before.strip()
            and not before.startswith((" ", "-", "*", ">"))
            and _UNDERLINE.match(line)
        ):
            return before.strip()
        before = line
    return None


def dialect_of(conn: sqlite3.Connection, record: str) -> Dialect:
    """How the record's files are read, as the archive was built with it."""
    name, point, _ = record.partition(".")
    if not point:
        return OWN
    row = conn.execute("SELECT value FROM build WHERE key = ?", (profile_key(name),)).fetchone()
    profile = msgspec.json.decode(row[0], type=Profile) if row else Profile(name=name)
    return Foreign(name, profile)


def profile_key(name: str) -> str:
    """Under which key the table `build` keeps the profile of the import `name`."""
    return f"profile of {name}"
