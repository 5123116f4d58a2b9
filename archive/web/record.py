"""What the page of a record shows, read and put together in one go."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from archive.errors import NotInArchive
from archive.reading import RecordPage, VersionRow, record_page, versions
from archive.text.fold import fold
from archive.text.paragraphs import Paragraph
from archive.text.places import places
from archive.web.disposal import Disposed, disposed
from archive.web.facts import Fact, facts, ids_of, references
from archive.web.host import Host, workspace_of
from archive.web.moment import moment
from archive.web.names import Names, Ref, paragraph_words
from archive.web.rulings import ANCHORED, OUTSIDE, Ruling, rulings, whole, with_rulings
from archive.web.words import ACCESS

# A sign at the head of the first item of a list, which can stand before the list.
_BEGINS_LIST = re.compile(r'(<[ou]l>\s*<li(?: [^>]*)?>)((?:<div class="folio" .*?</div>\n)+)')

_NO_WORDS = re.compile(r"[\W_]+")

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim in words; `others` is what other sources say of the same, where they differ."""

    property: str
    value: Ref
    kind: str
    at: Ref | None
    note: str | None
    others: tuple[OtherLine, ...]


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """All that the record says of one subject."""

    subject: Ref
    lines: list[ClaimLine]


@dataclass(frozen=True, slots=True)
class OtherLine:
    """What another source says of the same fact, and whether the register follows it."""

    value: Ref
    kind: str
    source: Ref | None
    followed: bool


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link to another record, in words."""

    words: str
    to: Ref


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text, for its contents."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as its page shows it; `newest` is the version that holds now.

    `original` is the address of the file that its text was taken from. `echoes` says that the text
    opens with a heading which only repeats the title. `later` says that the record is of a later
    day than the one that was asked for. `whole` leads to the decision that the
    record is as a whole, where it is one. `disposed` is what is told of one that was disposed of.
    """

    page: RecordPage
    html: Markup
    original: str | None
    facts: list[Fact]
    claims: list[ClaimGroup]
    unknowns: list[tuple[Ref, str, str | None]]
    links: list[LinkLine]
    versions: list[VersionRow]
    newest: int
    direction: str
    echoes: bool
    contents: list[Heading]
    later: bool
    whole: Ruling | None
    disposed: Disposed | None

    @property
    def version(self) -> VersionRow:
        """The version that is shown."""
        return self.versions[self.page.version - 1]

    @property
    def differs(self) -> bool:
        """Whether others say otherwise of anything that the record says."""
        return any(line.others for group in self.claims for line in group.lines)

    @property
    def marked_for(self) -> str | None:
        """For whom the record is marked, in words; None where it is public."""
        access = self.page.row["access"]
        return None if access == "public" else ACCESS.get(access, str(access))

    @property
    def older(self) -> bool:
        """Whether a newer version than this one holds."""
        return self.page.version < self.newest


_LINK_WORDS = {
    "reply": ("Answers", "Answered by"),
    "enclosure": ("Encloses", "Enclosed in"),
    "supersedes": ("Replaces", "Replaced by"),
    "cites": ("Cites", "Cited by"),
    "translation": ("Translation of", "Translated as"),
    "rendering": ("Same text as", "Same text as"),
}


def with_anchors(html: str, record: str, signs: Mapping[str, str]) -> Markup:
    """Rendered text with a visible link at the head of every paragraph, to cite it by.

    `signs` is what stands before some of them, by their anchors: where a page begins. What may be
    wider than a window can be reached, and so moved, by the keyboard.
    """

    def link(start: re.Match[str]) -> str:
        anchor = start["anchor"]
        about = f"{record}#{anchor}"
        mark = (
            f'<a class="pin" href="#{anchor}" title="Cite as {about}" lang="en">'
            f'<span class="sr">{paragraph_words(anchor)}</span>'
            f'<span aria-hidden="true">{anchor}</span></a>'
        )
        sign = signs.get(anchor, "")
        if start["tag"] in ("table", "pre"):
            return f'{sign}{mark}{start[0][:-1]} tabindex="0">'
        if start["tag"] in OUTSIDE:
            return sign + mark + start[0]
        return start[0] + sign + mark if start["tag"] == "li" else sign + start[0] + mark

    linked = ANCHORED.sub(link, html)
    if signs:  # the number of an item stands beside its text, not beside the sign
        linked = _BEGINS_LIST.sub(r"\2\1", linked)
    return Markup(linked)  # noqa: S704 - sanitised by the renderer


def page_signs(paragraphs: Sequence[Paragraph], pdf: str | None) -> dict[str, str]:
    """Anchor of a paragraph → the sign that a page, slide or sheet begins with it.

    `pdf` is the address of the original where it has pages that an address can name.
    """
    found: dict[str, str] = {}
    for place in places(paragraphs):
        there = Markup("")
        if pdf and place.kind == "page":
            there = Markup(' <a class="there" href="{}#page={}">in the original</a>').format(
                pdf, place.value
            )
        sign = Markup(
            '<div class="folio" id="{0}" lang="en" dir="ltr">'
            '<a href="#{0}" title="Cite as #{0}">{1}</a>{2}</div>\n'
        ).format(place.anchor, place.words[0].upper() + place.words[1:], there)
        first = paragraphs[place.first].anchor
        found[first] = found.get(first, "") + str(sign)
    return found


def view(conn: sqlite3.Connection, host: Host, name: str, wanted: int | None) -> Shown:
    """The record `name`, in version `wanted` (None: the newest that was known by then).

    Raises `NotInArchive`.
    """
    from archive.text.render import render

    every = versions(conn, name)
    newest = every[-1].n
    asked = moment()
    if wanted is None and asked.known is not None:
        wanted = known_version(every, asked.at(conn), name)
    if wanted is not None and not 1 <= wanted <= newest:
        raise NotInArchive(f"{name} has no version {wanted}: it has {newest}, counted from 1")
    chosen = every[(wanted or newest) - 1]
    page = record_page(conn, name, None if chosen.n == newest else chosen.commit_seq)
    named = references(conn, name) if chosen.n == newest else []
    rivals = _rivals(conn, page, asked.at(conn))
    decided = rulings(conn, host, name, chosen.n)
    ids = ids_of(page, named)
    ids |= {text for lines in rivals.values() for row in lines for text in row if text}
    names = Names(conn, host, ids)
    original = _original(host, page, chosen.n == newest)
    pdf = original if page.original and page.original.media_type == "application/pdf" else None
    signs = page_signs(page.paragraphs, pdf)
    return Shown(
        page=page,
        html=with_anchors(with_rulings(render(page.text), decided), name, signs),
        original=original,
        facts=facts(page.row, named, names, older=chosen.n != newest),
        claims=_claims(page, names, rivals),
        unknowns=[(names.ref(u.subject), u.property, u.note) for u in page.unknowns],
        links=_links(page, names),
        versions=every,
        newest=newest,
        echoes=_echoes(page),
        contents=_contents(page),
        later=asked.asked is not None and (page.row.get("date_start") or "") > asked.day,
        whole=whole(conn, host, name),
        disposed=disposed(host, page.row),
        direction=direction(page.row.get("language")),
    )


def direction(language: str | None) -> str:
    """The direction in which a language is written, as the attribute `dir` has it."""
    name = (language or "en").partition("-")[0].lower()
    return "rtl" if name in _RIGHT_TO_LEFT else "ltr"


def _original(host: Host, page: RecordPage, newest: bool) -> str | None:
    """The address of the original; None where none can be given out."""
    if page.original is None or page.original.sha256 is None or workspace_of(host) is None:
        return None
    older = "" if newest else f"?version={page.version}"
    return host.urls.path(f"records/{quote(page.row['id'])}/original{older}")


def known_version(every: list[VersionRow], at: int, name: str) -> int:
    """The version that was the newest at the save `at`; raises `NotInArchive`."""
    past = [version.n for version in every if version.commit_seq <= at]
    if not past:
        raise NotInArchive(f"{name} was not in the archive yet: it came in later")
    return past[-1]


def _contents(page: RecordPage) -> list[Heading]:
    """The headings of the text, but for one that only repeats the title."""
    found = [each for each in page.paragraphs if each.kind == "heading"]
    if _echoes(page):
        found = found[1:]
    return [Heading(each.text, each.anchor) for each in found]


def _echoes(page: RecordPage) -> bool:
    first = page.paragraphs[0] if page.paragraphs else None
    if first is None or first.kind != "heading":
        return False
    return _bare(first.text) == _bare(page.row["title"])


def _bare(title: str) -> str:
    """The words of a title alone: a colon or a full stop more makes no other title of it."""
    return _NO_WORDS.sub(" ", fold(title)).strip()


Rival = tuple[str, str, str, str]  # value, kind, source or statement, what the register follows


def _rivals(
    conn: sqlite3.Connection, page: RecordPage, at: int
) -> dict[tuple[str, str], list[Rival]]:
    """(subject, property) → what others say of it that this record says otherwise."""
    keys = list(dict.fromkeys((claim.subject, claim.property) for claim in page.claims))
    found: dict[tuple[str, str], list[Rival]] = {key: [] for key in keys}
    rows = conn.execute(
        "WITH wanted AS (SELECT value ->> 0 AS subject, value ->> 1 AS property"
        " FROM json_each(:wanted))"
        " SELECT DISTINCT claim.subject, claim.property, claim.value, claim.kind,"
        " coalesce(claim.record || '#' || claim.anchor, claim.source, claim.record,"
        "  claim.stated_in),"
        " coalesce((SELECT follows.source FROM follows WHERE follows.subject = claim.subject"
        "  AND follows.property = claim.property AND follows.recorded_from <= :at"
        "  AND (follows.recorded_to IS NULL OR follows.recorded_to > :at)), '')"
        " FROM wanted JOIN claim USING (subject, property)"
        " WHERE recorded_from <= :at AND (recorded_to IS NULL OR recorded_to > :at)"
        " AND stated_in <> :id AND coalesce(record, '') <> :id ORDER BY claim.n",
        {"wanted": json.dumps(keys), "at": at, "id": page.row["id"]},
    )
    for subject, property_, *said in rows:
        found[subject, property_].append(tuple(said))
    return found


def _claims(
    page: RecordPage, names: Names, rivals: dict[tuple[str, str], list[Rival]]
) -> list[ClaimGroup]:
    groups: dict[str, ClaimGroup] = {}
    for claim in page.claims:
        group = groups.setdefault(claim.subject, ClaimGroup(names.ref(claim.subject), []))
        others = [
            OtherLine(
                names.value(value, claim.property), kind, names.ref(source), source == followed
            )
            for value, kind, source, followed in rivals[(claim.subject, claim.property)]
            if value != claim.value
        ]
        group.lines.append(
            ClaimLine(
                property=claim.property,
                value=names.value(claim.value, claim.property),
                kind=claim.kind,
                at=Ref(claim.anchor, f"#{claim.anchor}") if claim.anchor else None,
                note=claim.note,
                others=tuple(others),
            )
        )
    return list(groups.values())


def _links(page: RecordPage, names: Names) -> list[LinkLine]:
    lines = []
    for side, links in enumerate((page.links_out, page.links_in)):
        for link in links:
            words = _LINK_WORDS.get(link.kind, (link.kind, f"{link.kind} (from there)"))[side]
            anchor = f"#{link.anchor}" if link.anchor and side == 0 else ""
            lines.append(LinkLine(words, names.ref(link.record + anchor)))
    return lines
