"""What the page of a record shows, read and put together in one go."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from archive.errors import NotInArchive
from archive.reading import RecordPage, VersionRow, record_page, versions
from archive.text.paragraphs import Paragraph
from archive.text.places import places
from archive.web.facts import ACCESS, Fact, facts, ids_of, references
from archive.web.host import Host, workspace_of
from archive.web.meeting import to_come
from archive.web.names import Names, Ref, decision_address, paragraph_words
from archive.web.words import STATES

# The start of any block that the renderer gave an anchor.
_ANCHORED = re.compile(
    r'<(?P<tag>[a-z][a-z0-9]*)(?=[ >])[^>]*? id="(?P<anchor>[puh][0-9][0-9.-]*)"[^>]*>'
)

#: Blocks that cannot hold a link as their first child; it stands before them.
_OUTSIDE = frozenset({"table", "pre", "ul", "ol", "hr", "div"})

# Where the first words of a block end: with its paragraph, or before what stands within it.
_ENDS = re.compile(r"</(?:p|li|blockquote|h[2-6])>|<(?:[uo]l|pre|table|li|blockquote)[ >]")

# A sign at the head of the first item of a list, which can stand before the list.
_BEGINS_LIST = re.compile(r'(<[ou]l>\s*<li(?: [^>]*)?>)((?:<div class="folio" .*?</div>\n)+)')

_STANDING = frozenset({"adopted", "amended", "implemented"})

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
class Shown:
    """A record as its page shows it; `newest` is the version that holds now.

    `original` is the address of the file that its text was taken from. `echoes` says that the text
    opens with a heading which only repeats the title. `whole` leads to the decision that the
    record is as a whole, where it is one.
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
    whole: Ruling | None

    @property
    def version(self) -> VersionRow:
        """The version that is shown."""
        return self.versions[self.page.version - 1]

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


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is said at the end of a paragraph that is a decision or a task, and where that leads.

    `kind` is 'proposed' where only the reader says so, 'past' where it does not hold (yet).
    """

    href: str | None
    words: str
    kind: str


def rulings(
    conn: sqlite3.Connection, host: Host, record: str, version: int
) -> dict[str, list[Ruling]]:
    """Anchor → the decision and the tasks that the paragraph is.

    Only of the version that the register speaks of.
    """
    found: dict[str, list[Ruling]] = {}
    rows = conn.execute(
        "SELECT id, anchor, sort, coalesce(state, status) AS state, basis, begins_later,"
        " since_edtf, coming, coming_edtf FROM decision"
        " LEFT JOIN decision_today AS today ON today.decision = decision.id"
        " WHERE record = ? AND anchor IS NOT NULL AND version = ? AND NOT removed",
        (record, version),
    )
    for row in rows:
        found.setdefault(row["anchor"], []).append(_of_decision(host, row))
    rows = conn.execute(
        "SELECT item.anchor, item.status, item.basis, action.origin, decision.id AS decision"
        " FROM action_item AS item"
        " LEFT JOIN action_event AS event ON event.record = item.record"
        "  AND event.anchor = item.anchor"
        " LEFT JOIN action ON action.id = event.action"
        " LEFT JOIN decision ON decision.id = action.origin"
        " WHERE item.record = :record AND :version ="
        "  (SELECT current_version FROM record WHERE id = :record)"
        " GROUP BY item.anchor",
        {"record": record, "version": version},
    )
    for row in rows:
        found.setdefault(row["anchor"], []).append(_of_task(host, row))
    return found


def _of_decision(host: Host, row: sqlite3.Row) -> Ruling:
    href = decision_address(host, row["id"])
    if row["basis"] == "proposed":
        return Ruling(href, f"{row['sort']} · proposed by the reader", "proposed")
    state, later = row["state"], to_come(row)
    words = "not in force yet" if row["begins_later"] else STATES.get(state, state)
    holds = state in _STANDING and not row["begins_later"]
    said = f"{row['sort']} · {words}{', ' + later if later else ''}"
    return Ruling(href, said, "" if holds else "past")


def _of_task(host: Host, row: sqlite3.Row) -> Ruling:
    href = f"{decision_address(host, row['decision'])}#tasks" if row["decision"] else None
    if row["basis"] == "proposed":
        return Ruling(href, "task, proposed by the reader", "proposed")
    return Ruling(href, f"task · {row['status']}", "" if row["status"] == "open" else "past")


def with_rulings(html: str, decided: dict[str, list[Ruling]]) -> str:
    """`html` with what each paragraph is at its end, and a link to more of it."""
    out, done = [], 0
    for start in _ANCHORED.finditer(html) if decided else ():
        here = decided.get(start["anchor"])
        if not here:
            continue
        ends = _ENDS.search(html, start.end())
        at = start.start() if ends is None or start["tag"] in _OUTSIDE else ends.start()
        out += [html[done:at].rstrip("\n"), *(str(_mark(each)) for each in here)]
        done = at
    return "".join([*out, html[done:]])


def _mark(ruling: Ruling) -> Markup:
    kind = f"ruling {ruling.kind}".strip()
    if ruling.href is None:
        return Markup(' <span class="{}">{}</span>').format(kind, ruling.words)
    return Markup(' <a class="{}" href="{}">{}</a>').format(kind, ruling.href, ruling.words)


def with_anchors(html: str, record: str, signs: Mapping[str, str]) -> Markup:
    """Rendered text with a visible link at the head of every paragraph, to cite it by.

    `signs` is what stands before some of them, by their anchors: where a page begins.
    """

    def link(start: re.Match[str]) -> str:
        anchor = start["anchor"]
        about = f"{record}#{anchor}"
        mark = (
            f'<a class="pin" href="#{anchor}" title="Cite as {about}">'
            f'<span class="sr">{paragraph_words(anchor)}</span>'
            f'<span aria-hidden="true">{anchor}</span></a>'
        )
        sign = signs.get(anchor, "")
        if start["tag"] in _OUTSIDE:
            return sign + mark + start[0]
        return start[0] + sign + mark if start["tag"] == "li" else sign + start[0] + mark

    linked = _ANCHORED.sub(link, html)
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
    """The record `name`, in version `wanted` (None: the newest). Raises `NotInArchive`."""
    from archive.text.render import render

    every = versions(conn, name)
    newest = every[-1].n
    if wanted is not None and not 1 <= wanted <= newest:
        raise NotInArchive(f"{name} has no version {wanted}: it has {newest}, counted from 1")
    chosen = every[(wanted or newest) - 1]
    page = record_page(conn, name, None if chosen.n == newest else chosen.commit_seq)
    named = references(conn, name) if chosen.n == newest else []
    rivals = _rivals(conn, page)
    decided = rulings(conn, host, name, chosen.n)
    ids = ids_of(page, named)
    ids |= {text for lines in rivals.values() for row in lines for text in row if text}
    names = Names(conn, host, ids)
    original = _original(host, page, chosen.n == newest)
    pdf = original if page.original and page.original.media_type == "application/pdf" else None
    signs = page_signs(page.paragraphs, pdf)
    language = (page.row.get("language") or "en").partition("-")[0].lower()
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
        whole=_whole(conn, host, name),
        direction="rtl" if language in _RIGHT_TO_LEFT else "ltr",
    )


def _original(host: Host, page: RecordPage, newest: bool) -> str | None:
    """The address of the original; None where none can be given out."""
    if page.original is None or page.original.sha256 is None or workspace_of(host) is None:
        return None
    older = "" if newest else f"?version={page.version}"
    return host.urls.path(f"records/{quote(page.row['id'])}/original{older}")


def _whole(conn: sqlite3.Connection, host: Host, record: str) -> Ruling | None:
    row = conn.execute(
        "SELECT id, sort, coalesce(state, status) AS state, basis, begins_later, since_edtf,"
        " coming, coming_edtf FROM decision"
        " LEFT JOIN decision_today AS today ON today.decision = decision.id"
        " WHERE decision.id = ? AND NOT removed",
        (record,),
    ).fetchone()
    return _of_decision(host, row) if row else None


def _echoes(page: RecordPage) -> bool:
    first = page.paragraphs[0] if page.paragraphs else None
    return first is not None and first.kind == "heading" and first.text == page.row["title"]


Rival = tuple[str, str, str, str]  # value, kind, source or statement, what the register follows


def _rivals(conn: sqlite3.Connection, page: RecordPage) -> dict[tuple[str, str], list[Rival]]:
    """(subject, property) → what others say of it that this record says otherwise."""
    found: dict[tuple[str, str], list[Rival]] = {}
    for claim in page.claims:
        key = (claim.subject, claim.property)
        if key in found:
            continue
        rows = conn.execute(
            "SELECT DISTINCT claim.value, claim.kind,"
            " coalesce(claim.record || '#' || claim.anchor, claim.source, claim.record,"
            "  claim.stated_in),"
            " coalesce((SELECT follows.source FROM follows WHERE follows.subject = claim.subject"
            "  AND follows.property = claim.property AND follows.recorded_to IS NULL), '')"
            " FROM claim WHERE subject = ? AND property = ? AND recorded_to IS NULL"
            " AND stated_in <> ? AND coalesce(record, '') <> ? ORDER BY claim.n",
            (*key, page.row["id"], page.row["id"]),
        )
        found[key] = [tuple(row) for row in rows]
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
