"""From entries of the registers and front matter to rows of the archive: pure, no SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from archive import model as m
from archive.errors import BadDate
from archive.fields import Sources, citations
from archive.text.dates import bounds, validity

Values = tuple[Any, ...]

_SPAN = ("from_edtf", "to_edtf", "valid_from", "surely_from", "surely_to", "valid_to")
_PERIOD = (*_SPAN, "source", "note")

#: Tables whose rows hold in both times: table → (owner's column, has a place `n`, value columns).
TIMED: dict[str, tuple[str, bool, tuple[str, ...]]] = {
    "entity_state": ("entity", False, ("type", "fields")),
    "partner_period": ("partner", True, ("status", *_PERIOD)),
    "body_chair": ("body", True, ("partner", "stakeholder", "person", "role", *_PERIOD)),
    "person_alias": ("person", True, ("kind", "value", *_PERIOD)),
    "role": ("person", True, ("role", "body", "mandate", "on_behalf_of", *_PERIOD)),
    "mandate_state": ("mandate", False, ("host", "organisation", "place", "head", *_SPAN)),
    "meeting_state": (
        "meeting",
        False,
        (
            "state", "date_edtf", "date_start", "date_end", "place", "host", "theme",
            "minutes_status",
        ),
    ),
    "theme_list_state": ("list", False, ("name", "status", *_SPAN)),
    "record_state": (
        "record",
        True,
        (
            "status", "since_edtf", "adopted_by", "meeting", "valid_from", "kind", "unit", "state",
            "as_written",
        ),
    ),
    "decision_known": (
        "decision",
        False,
        (
            "record", "anchor", "sort", "number", "text", "actor", "verb", "tier", "addressee",
            "responsible", "due_edtf", "effective_edtf", "until_edtf", "basis", "rule",
        ),
    ),
    "relation": (
        "asserted_in",
        True,
        ("from", "to", "kind", "scope", "effective_edtf", "until_edtf", "record", "basis"),
    ),
    "claim": (
        "stated_in",
        True,
        (
            "subject", "property", "value", "kind", "record", "anchor", "source",
            "value_from", "value_to", "note",
        ),
    ),
    "unknown": ("stated_in", True, ("subject", "property", "note")),
    "follows": ("subject", True, ("property", "source", "because")),
}  # fmt: skip

#: Properties whose values are counts, so that 2008 participants are not read as a year.
COUNTS = frozenset({"participants", "partners", "stakeholders", "countries", "organisations"})

#: The order in which a record's status moves on; a step back is a correction, not an event.
STATUS_ORDER = ("draft", "final", "adopted", "superseded", "withdrawn")


def day_bounds(edtf: str | None) -> tuple[str | None, str | None]:
    """The first and last ISO day of an EDTF text; (None, None) where there is none or a bad one."""
    if not edtf:
        return None, None
    try:
        found = bounds(edtf)
    except BadDate:
        return None, None
    return found.first, found.last


def _span(start: str | None, end: str | None) -> Values:
    try:
        v = validity(start, end)
    except BadDate:
        return start, end, None, None, None, None
    return start, end, v.valid_from, v.surely_from, v.surely_to, v.valid_to


def _span_columns(start: str | None, end: str | None) -> dict[str, Any]:
    return dict(zip(_SPAN, _span(start, end), strict=True))


def source_text(sources: Sources) -> str | None:
    """A `source:` field as JSON text, None where nothing is cited."""
    found = citations(sources)
    return json.dumps(found, ensure_ascii=False) if found else None


def _texts(values: tuple[str, ...]) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None


def _period(period: m.Period) -> Values:
    return (*_span(period.start, period.end), source_text(period.source), period.note)


def anchor_of(citation: str) -> tuple[str, str | None]:
    """A citation's id and, where it has one, its anchor."""
    target, _, anchor = citation.partition("#")
    return target, anchor or None


def _claim(
    subject: str, said: m.EntityClaim | m.RecordClaim, record: str | None, anchor: str | None,
    source: str | None,
) -> Values:  # fmt: skip
    first, last = (None, None) if said.property in COUNTS else day_bounds(said.value)
    return (
        subject, said.property, said.value, said.kind, record, anchor, source, first, last,
        said.note,
    )  # fmt: skip


def _entity_claims(entry: m.Entry | m.Process, own_id: str) -> Iterator[Values]:
    for said in entry.claims:
        for citation in citations(said.source):
            target, anchor = anchor_of(citation)
            yield _claim(own_id, said, target if anchor else None, anchor, citation)


def _unknowns(unknowns: tuple[m.Unknown, ...], own_id: str) -> list[Values]:
    return [(each.about or own_id, each.property, each.note) for each in unknowns]


def record_rows(front: m.Front) -> dict[str, list[Values]]:
    """The claims and unknowns that a record's front matter states."""
    return {
        "claim": [_claim(c.about, c, front.id, c.at, front.id) for c in front.claims],
        "unknown": _unknowns(front.unknowns, front.id),
    }


def status_row(front: m.Front) -> Values:
    """The row of record_state that `front` speaks of.

    valid_from is the stated day, else the adoption's, else (unless a meeting adopts, whose
    date may become known later) the record's own; never a commit's.
    """
    since = front.status_since
    if since is None and front.status == "adopted":
        since = front.adopted_on
    elif since is None and front.status in ("draft", "final"):
        since = front.date
    meeting = anchor_of(front.adopted_by)[0] if front.adopted_by else None
    return (
        front.status, since, meeting, front.meeting, day_bounds(since)[0], front.kind,
        front.decision_unit, front.state, front.status_as_written,
    )  # fmt: skip


def next_states(open_rows: dict[int, Values], new: Values) -> dict[int, Values]:
    """The states of a record once its front matter says `new`: one more, or the last corrected."""
    if not open_rows:
        return {1: new}
    last = max(open_rows)
    before = open_rows[last][0]
    if STATUS_ORDER.index(new[0]) > STATUS_ORDER.index(before):
        return {**open_rows, last + 1: new}
    return {**open_rows, last: new}


def entity_rows(kind: str, entry: m.Entry) -> dict[str, list[Values]]:
    """The timed rows of one register entry, by table."""
    rows: dict[str, list[Values]] = {
        "entity_state": [(kind, msgspec.json.encode(entry, order="sorted").decode())],
        "claim": list(_entity_claims(entry, entry.id)),
        "unknown": _unknowns(entry.unknowns, entry.id),
        "follows": [(f.property, f.source, f.because) for f in entry.follows],
    }
    match entry:
        case m.Partner():
            rows["partner_period"] = [(p.status, *_period(p)) for p in entry.periods]
        case m.Body():
            rows["body_chair"] = [
                (c.partner, c.stakeholder, c.person, c.role, *_period(c)) for c in entry.chairs
            ]
        case m.Person():
            rows["person_alias"] = [(a.kind, a.value, *_period(a)) for a in entry.aliases]
            rows["role"] = [
                (r.role, r.body, r.mandate, r.on_behalf_of, *_period(r)) for r in entry.roles
            ]
        case m.Mandate():
            head = (entry.host, entry.organisation, entry.place, entry.head)
            rows["mandate_state"] = [(*head, *_span(entry.start, entry.end))]
        case m.Meeting():
            first, last = day_bounds(entry.date)
            rows["meeting_state"] = [
                (
                    entry.state, entry.date, first, last, entry.place, entry.host, entry.theme,
                    entry.minutes_status,
                )
            ]  # fmt: skip
        case m.ThemeList():
            rows["theme_list_state"] = [(entry.name, entry.status, *_span(entry.start, entry.end))]
        case _:
            pass
    return rows


def name_of(entry: m.Entry) -> str:
    """What an entry is called where only its name is shown."""
    for field in ("name", "title"):
        if (name := getattr(entry, field, None)) is not None:
            return str(name)
    return entry.id


def current_row(kind: str, entry: m.Entry) -> dict[str, Any]:
    """The row of the entry's own table, as it is now."""
    row: dict[str, Any] = {"id": entry.id, "name": name_of(entry), "note": entry.note}
    if kind != "source":
        row["source"] = source_text(entry.source)
    match entry:
        case m.Partner():
            row |= {"region": entry.region, "kind": entry.kind, "aliases": _texts(entry.aliases)}
        case m.Stakeholder():
            row |= {
                "kind": entry.kind, "partner": entry.partner, "address": entry.address,
                "aliases": _texts(entry.aliases),
            }  # fmt: skip
        case m.Body():
            row |= {
                "kind": entry.kind, "parent": entry.parent, "aliases": _texts(entry.aliases),
                "from_edtf": entry.start, "to_edtf": entry.end,
                "established_by": entry.established_by,
            }  # fmt: skip
        case m.Mandate():
            row |= {
                "host": entry.host, "organisation": entry.organisation, "place": entry.place,
                "head": entry.head, **_span_columns(entry.start, entry.end),
            }  # fmt: skip
        case m.Meeting():
            first, last = day_bounds(entry.date)
            row |= {
                "body": entry.body, "series": entry.series, "series_no": entry.number,
                "prepares": entry.prepares, "date_edtf": entry.date, "date_start": first,
                "date_end": last, "date_basis": entry.date_basis, "place": entry.place,
                "host": entry.host, "organiser": _texts(entry.organisers), "mode": entry.mode,
                "theme": entry.theme, "state": entry.state,
                "minutes_status": entry.minutes_status, "adopted_at": entry.adopted_at,
            }  # fmt: skip
        case m.ThemeList():
            row |= {
                "kind": entry.kind, "owner": entry.owner, "status": entry.status,
                **_span_columns(entry.start, entry.end),
            }  # fmt: skip
        case m.Initiative():
            row |= {
                "kind": entry.kind, "lead": entry.lead, "aliases": _texts(entry.aliases),
                "state": entry.state, "from_edtf": entry.start, "to_edtf": entry.end,
            }  # fmt: skip
        case m.Retention():
            row |= {
                "permanent": int(entry.permanent), "years": entry.years, "months": entry.months,
                "after_event": entry.after, "trigger_event": entry.trigger,
                "action": entry.action, "authority": entry.authority, "ground": entry.ground,
                "kinds": _texts(entry.kinds), "personal": int(entry.personal),
            }  # fmt: skip
        case m.Import():
            row |= {
                "address": entry.address, "paths": _texts(entry.paths), "profile": entry.profile,
                "head": entry.head,
            }  # fmt: skip
        case m.Source():
            row |= {
                "publisher": entry.publisher, "address": entry.address,
                "date_edtf": entry.date, "confidence": entry.confidence,
            }  # fmt: skip
        case _:
            pass
    return row


def theme_rows(entry: m.ThemeList) -> Iterator[dict[str, Any]]:
    """The themes of a list, depth first: each with its parent and its place."""

    def walk(items: tuple[m.Theme, ...], parent: str | None, depth: int) -> Iterator[m.Theme]:
        for item in items:
            parents[item.id] = (parent, depth)
            yield item
            yield from walk(item.items, item.id, depth + 1)

    parents: dict[str, tuple[str | None, int]] = {}
    for position, item in enumerate(walk(entry.items, None, 0), 1):
        parent, depth = parents[item.id]
        yield {
            "id": item.id, "name": item.label, "list": entry.id, "kind": item.kind,
            "parent": parent, "position": position, "depth": depth, "note": item.note,
        }  # fmt: skip


def record_row(front: m.Front) -> dict[str, Any]:
    """The columns of the record's own row that its front matter gives."""
    first, last = day_bounds(front.date)
    sender = front.sender or m.Sender()
    adopted_by, item = anchor_of(front.adopted_by) if front.adopted_by else (None, None)
    return {
        "id": front.id, "kind": front.kind, "title": front.title,
        "alternate_title": front.alternate_title, "language": front.language,
        "date_edtf": front.date, "date_start": first, "date_end": last,
        "date_basis": front.date_basis, "meeting": front.meeting, "body": front.body,
        "mandate": front.mandate, "mandate_stated": int(front.mandate is not None),
        "sender_person": sender.person, "sender_name": sender.name,
        "sender_capacity": sender.capacity, "sender_partner": sender.partner,
        "sender_other": sender.stakeholder or sender.body or sender.mandate,
        "status": front.status, "status_since": front.status_since, "adopted_by": adopted_by,
        "adopted_item": item, "adopted_on": front.adopted_on, "access": front.access,
        "closure": msgspec.json.encode(front.closure).decode() if front.closure else None,
        "retention": front.retention, "work": front.work,
        "disposal": msgspec.json.encode(front.disposal).decode() if front.disposal else None,
        "authoritative": int(front.authoritative), "original": front.original,
        "source": front.source, "provenance": front.provenance, "summary": front.summary,
        "note": front.note, "decision_unit": front.decision_unit,
        "status_as_written": front.status_as_written, "authors": _texts(front.authors),
    }  # fmt: skip


def links(front: m.Front) -> list[tuple[str, str | None, str]]:
    """(target, anchor, kind) of each record that `front` names as a record."""
    out: list[tuple[str, str | None, str]] = []
    if front.reply_to:
        out.append((front.reply_to, None, "reply"))
    if front.supersedes:
        out.append((front.supersedes, None, "supersedes"))
    out += [(target, None, "enclosure") for target in front.encloses]
    out += [(*anchor_of(citation), "cites") for citation in front.cites]
    return out


def upsert(table: str, names: Sequence[str]) -> str:
    """The statement that writes a row of `table` by its id, whether or not it is there."""
    marks = ", ".join("?" * len(names))
    updates = ", ".join(f"{name} = excluded.{name}" for name in names if name != "id")
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) "  # noqa: S608 - names of ours
        f"ON CONFLICT (id) DO UPDATE SET {updates}"
    )
