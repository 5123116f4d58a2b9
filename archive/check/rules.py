"""Holds the whole against the rules of the process: order in time, circles, adoption, originals."""

from __future__ import annotations

import posixpath
import re
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import combinations

import msgspec

from archive import custody
from archive.check.files import Listed, ReadWorkspace, RecordFile, Yaml
from archive.editions.names import KEY
from archive.errors import BadDate, EndsBeforeStart
from archive.fields import citations
from archive.findings import Finding
from archive.log.store import FOLDER
from archive.model import Body, EntityClaim, Mandate, Meeting, RecordClaim
from archive.originals import place_of
from archive.signers import AUTHORITIES, REVOKED, SIGNERS
from archive.text.dates import Validity, bounds, day_after, validity
from archive.workspace import RECORDS, Workspace
from archive.yamltext import Path

#: What systems put into folders by themselves.
_SYSTEM = frozenset({"Thumbs.db", "desktop.ini"})

#: The log's folder, whose files `log` looks at.
LOG = f"{FOLDER}/"

#: The folder of certificates of disposal, which `secretariat dispose` writes.
CERTIFICATES = f"{RECORDS}/disposals/"
#: The folder of custody, whose files `custody` looks at.
CUSTODY = f"{custody.FOLDER}/"

#: Properties whose claimed values are dates.
DATES = ("date", "start", "end")


def check(read: ReadWorkspace, workspace: Workspace) -> Iterator[Finding]:
    """The findings of every rule."""
    for listed in read.entries.values():
        yield from _periods(listed.yaml, listed.entry, (listed.place,), listed.entry.id)
        yield from _follows(read, listed)
    for record in read.records.values():
        yield from _record(record)
        yield from _original(read, record)
    yield from _unadopted(read)
    yield from _claimed_dates(read)
    yield from _circles(read)
    yield from _terms(read)
    yield from _strays(read)
    yield from _changed_ids(read, workspace)


# -- order in time ------------------------------------------------------------------


def _periods(yaml: Yaml, value: msgspec.Struct, path: Path, subject: str) -> Iterator[Finding]:
    start, end = getattr(value, "start", None), getattr(value, "end", None)
    if start and end:
        try:
            validity(start, end)
        except EndsBeforeStart as error:
            yield yaml.finding("R015", (*path, "to"), error.fault, subject)
        except BadDate:
            pass  # which of the two is no date is told where it stands
    for name in value.__struct_fields__:
        items = getattr(value, name)
        if isinstance(items, tuple):
            for place, item in enumerate(items):
                if isinstance(item, msgspec.Struct):
                    yield from _periods(yaml, item, (*path, name, place), subject)


def _claimed_dates(read: ReadWorkspace) -> Iterator[Finding]:
    owners: list[Listed | RecordFile] = [*read.entries.values(), *read.records.values()]
    for owner in owners:
        value = owner.entry if isinstance(owner, Listed) else owner.front
        prefix: Path = (owner.place,) if isinstance(owner, Listed) else ()
        claims: tuple[EntityClaim | RecordClaim, ...] = value.claims
        for place, claim in enumerate(claims):
            if claim.property in DATES:
                try:
                    bounds(claim.value)
                except BadDate as error:
                    path = (*prefix, "claims", place, "value")
                    yield owner.yaml.finding("R006", path, error.fault, value.id)


def _terms(read: ReadWorkspace) -> Iterator[Finding]:
    terms: list[tuple[Listed, Mandate, Validity]] = []
    for listed in read.entries.values():
        if isinstance(listed.entry, Mandate):
            try:
                terms.append((listed, listed.entry, validity(listed.entry.start, listed.entry.end)))
            except BadDate:
                continue
    for (_, a, va), (later, b, vb) in combinations(terms, 2):
        # Only what surely held is compared: two terms that meet within 2017 do not overlap.
        start = max(va.surely_from or "", vb.surely_from or "")
        ends = [v.surely_to for v in (va, vb) if v.surely_to is not None]
        if not va.surely_from or not vb.surely_from or (ends and start >= min(ends)):
            continue
        # The day on which one hands over to the other belongs to both.
        if ends and day_after(start) == min(ends):
            continue
        said = f"the terms `{a.id}` and `{b.id}` overlap from {start}"
        yield later.yaml.finding("R016", (later.place, "from"), said, b.id)


# -- circles ------------------------------------------------------------------------


def _circles(read: ReadWorkspace) -> Iterator[Finding]:
    prepares = {
        i: listed.entry.prepares
        for i, listed in read.entries.items()
        if isinstance(listed.entry, Meeting) and listed.entry.prepares
    }
    parents = {
        i: listed.entry.parent
        for i, listed in read.entries.items()
        if isinstance(listed.entry, Body) and listed.entry.parent
    }
    for field, chain in (("prepares", prepares), ("parent", parents)):
        for first, ids in _rings(chain):
            listed = read.entries[first]
            alone = len(ids) == 1
            code = "R014" if alone and field == "prepares" else ("R013" if alone else "R012")
            said = _ring(field, ids)
            yield listed.yaml.finding(code, (listed.place, field), said, first)
    for field in ("supersedes", "reply_to"):
        chain = {
            i: target
            for i, record in read.records.items()
            if (target := getattr(record.front, field)) is not None
        }
        for first, ids in _rings(chain):
            record = read.records[first]
            code = "R013" if len(ids) == 1 else "R012"
            yield record.yaml.finding(code, (field,), _ring(field, ids), first)


def _ring(field: str, ids: list[str]) -> str:
    name = field.replace("_", " ")
    return f"{name}: {' → '.join([*ids, ids[0]])}"


def _rings(chain: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Each ring in `chain` once, beginning at its smallest id."""
    done: set[str] = set()
    for start in sorted(chain):
        path: list[str] = []
        here: str | None = start
        while here is not None and here not in done and here not in path:
            path.append(here)
            here = chain.get(here)
        if here is not None and here in path:
            ring = path[path.index(here) :]
            least = ring.index(min(ring))
            yield ring[least], ring[least:] + ring[:least]
        done.update(path)


# -- records ------------------------------------------------------------------------


def _record(record: RecordFile) -> Iterator[Finding]:
    front, yaml = record.front, record.yaml
    if front.status == "adopted" and not (front.adopted_by or front.adopted_on):
        said = "the record is adopted, but nothing says when or by which meeting"
        yield yaml.finding("R025", ("status",), said, front.id)
    if front.access != "public" and (front.closure is None or front.closure.review is None):
        said = f"access is `{front.access}`, but no ground with a review date is given"
        yield yaml.finding("R027", ("access",), said, front.id)


def _unadopted(read: ReadWorkspace) -> Iterator[Finding]:
    """Minutes that no later meeting adopted, though the body has met again, or one not later."""
    meetings = {
        i: each.entry for i, each in read.entries.items() if isinstance(each.entry, Meeting)
    }
    last: dict[str, tuple[str, str]] = {}
    for meeting in meetings.values():
        if meeting.state == "held" and (begun := _days(meeting.date)[0]):
            last[meeting.body] = max(last.get(meeting.body, ("", "")), (begun, meeting.id))
    for record in read.records.values():
        front = record.front
        held = meetings.get(front.meeting or "")
        if front.kind != "minutes" or held is None:
            continue
        by = (front.adopted_by or "").partition("#")[0] or held.adopted_at or ""
        if by == held.id or _is_before(meetings.get(by), held):
            said = f"`{by}` is said to have adopted the minutes of `{held.id}`, and met no later"
            place = ("adopted_by",) if front.adopted_by else ("meeting",)
            yield record.yaml.finding("R042", place, said, front.id)
        if front.status not in ("draft", "final"):
            continue
        adopted = front.adopted_by or front.adopted_on or held.adopted_at
        ended, (begun, later) = _days(held.date)[1], last.get(held.body, ("", ""))
        if not adopted and held.minutes_status != "adopted" and ended and begun > ended:
            said = (
                f"`{later}` met after `{held.id}`, and nothing says that it adopted these minutes"
            )
            yield record.yaml.finding("R036", ("meeting",), said, front.id)


def _is_before(meeting: Meeting | None, other: Meeting) -> bool:
    """Whether `meeting` was surely over before `other` began."""
    ended = _days(meeting.date)[1] if meeting else ""
    return bool(ended) and ended < _days(other.date)[0]


def _days(date: str | None) -> tuple[str, str]:
    """The first and the last day that a date may mean; '' where it tells none."""
    try:
        found = bounds(date) if date else None
    except BadDate:
        found = None
    return (found.first or "", found.last or "") if found else ("", "")


def _follows(read: ReadWorkspace, listed: Listed) -> Iterator[Finding]:
    entry = listed.entry
    own = {"start": "start", "end": "end", "date": "date", "place": "place", "theme": "theme"}
    said_by = {
        (c.property, source): c.value for c in entry.claims for source in citations(c.source)
    }
    for record in read.records.values():
        for claim in record.front.claims:
            if claim.about == entry.id:
                for citation in (record.front.id, f"{record.front.id}#{claim.at}"):
                    said_by[(claim.property, citation)] = claim.value
    for place, follows in enumerate(entry.follows):
        path = (listed.place, "follows", place)
        value = said_by.get((follows.property, follows.source))
        source = read.records.get(follows.source.partition("#")[0])
        if value is None and source is not None and source.front.disposal is not None:
            said = f"`{follows.source}`, which it follows, was disposed of"
            yield listed.yaml.finding("T001", path, said, entry.id)
            continue
        if value is None:
            said = f"`{follows.source}` makes no claim on `{follows.property}` of `{entry.id}`"
            yield listed.yaml.finding("R026", path, said, entry.id)
            continue
        taken = getattr(entry, own.get(follows.property, ""), None)
        if taken is not None and taken != value:
            said = f"`{follows.source}` says {value}, but `{entry.id}` has {taken}"
            yield listed.yaml.finding("R026", path, said, entry.id)


def _original(read: ReadWorkspace, record: RecordFile) -> Iterator[Finding]:
    original = record.front.original
    if not original:
        return
    folder = posixpath.dirname(record.path)
    where = place_of(record.path, original.replace("\\", "/"))
    if posixpath.isabs(original) or not where.startswith(folder + "/"):
        said = f"`{original}` leads out of the record's folder"
        yield record.yaml.finding("R029", ("original",), said, record.front.id)
    elif where == record.path:
        said = "the record names itself as its original"
        yield record.yaml.finding("R013", ("original",), said, record.front.id)
    elif where not in read.files:
        said = f"there is no file {original} beside the record"
        yield record.yaml.finding("R018", ("original",), said, record.front.id)


# The process's logo has a place among the registers (metadata.yaml names it).
_LOGO = re.compile(r"records/registers/logo\.(?:svg|png|webp|jpe?g)")


def _strays(read: ReadWorkspace) -> Iterator[Finding]:
    originals = {
        place_of(r.path, r.front.original) for r in read.records.values() if r.front.original
    }
    for path in sorted(read.files - originals - {SIGNERS, REVOKED, AUTHORITIES, KEY}):
        name = posixpath.basename(path)
        if (
            path.startswith((LOG, CUSTODY, CERTIFICATES))
            or path.endswith((".md", ".yaml"))
            or name.startswith((".", "~$"))
            or name in _SYSTEM
            or _LOGO.fullmatch(path)
        ):
            continue
        yield Finding(path, 0, "R019", "this file is no record and no record's original")


def _changed_ids(read: ReadWorkspace, workspace: Workspace) -> Iterator[Finding]:
    """Ids that differ from those at the last build, where there is an archive to compare with."""
    if not workspace.archive.is_file():
        return
    try:
        uri = f"{workspace.archive.resolve().as_uri()}?mode=ro"
        db = sqlite3.connect(uri, uri=True)
        try:
            before = dict(db.execute("SELECT path, record FROM file WHERE record IS NOT NULL"))
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return
    for record in read.records.values():
        old = before.get(record.path)
        if old and old != record.front.id and old not in read.records:
            said = f"this file was the record `{old}` when the archive was last built"
            yield record.yaml.finding("R032", ("id",), said, record.front.id)
