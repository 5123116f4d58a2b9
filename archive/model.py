"""What a record and a register say: frozen structures, pure, no I/O.

These classes are the one statement of the format. The reader converts front
matter and registers into them, the JSON Schema is generated from them, and the
markers on their fields (`archive.fields`) tell the checker which texts are
EDTF dates (ISO 8601-2:2019) and which name something that must exist.

    front = msgspec.convert({"id": "a", "kind": "note", "title": "A"}, Front)
    front.status      # 'final'
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from archive.decisions.kinds import RelationKind, Scope, StatedState
from archive.fields import (
    ActorRef,
    Anchor,
    AnyRef,
    BodyRef,
    Citation,
    Count,
    Edtf,
    Id,
    Language,
    Line,
    MandateRef,
    MeetingRef,
    PartnerRef,
    PersonRef,
    RecordRef,
    Ref,
    RetentionRef,
    Sources,
    Span,
    StakeholderRef,
    ThemeRef,
)  # fmt: skip

Status = Literal["draft", "final", "adopted", "superseded", "withdrawn"]
Access = Literal["public", "partners", "secretariat"]
HiddenKind = Literal[
    "author",
    "last editor",
    "organisation",
    "comment",
    "deleted text",
    "inserted text",
    "hidden text",
    "speaker notes",
    "location",
    "device",
    "software",
    "recipient",
    "property",
]
ClaimKind = Literal["planned", "held", "reported", "inferred"]
MeetingState = Literal["planned", "held", "cancelled"]
Mode = Literal["in-person", "virtual", "hybrid"]
MinutesStatus = Literal["draft", "final", "adopted"]
DecisionUnit = Literal["paragraphs", "record"]
RetentionEvent = Literal["date", "meeting", "mandate", "superseded"]
RetentionAction = Literal["destroy", "review", "transfer", "keep"]

#: Kinds of record every process has; `registers/process.yaml` may add its own.
RECORD_KINDS = (
    "minutes",
    "letter",
    "decision",
    "agenda",
    "report",
    "strategy",
    "terms-of-reference",
    "presentation",
    "participants",
    "note",
)

#: Addressees that name everyone of a sort; `registers/process.yaml` may add more.
GROUPS = ("partners", "stakeholders")


class Base(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What every structure of the format shares: frozen, and no field it does not know."""


class Unknown(Base, frozen=True, kw_only=True):
    """Something that is known not to be known: shown as a gap, never guessed."""

    property: Line
    about: AnyRef | None = None
    note: str | None = None


class EntityClaim(Base, frozen=True, kw_only=True):
    """What one source says of a register entry; the entry itself is the subject."""

    property: Line
    value: Line
    kind: ClaimKind = "reported"
    source: Sources
    note: str | None = None


class Follows(Base, frozen=True, kw_only=True):
    """Which source the register follows for a property that sources disagree on, and why."""

    property: Line
    source: Citation
    because: Line


class RecordClaim(Base, frozen=True, kw_only=True):
    """What a record says of something in the registers; `at` is its paragraph."""

    about: AnyRef
    property: Line
    value: Line
    kind: ClaimKind = "reported"
    at: Anchor | None = None
    note: str | None = None


class Sender(Base, frozen=True, kw_only=True):
    """Who a letter comes from: the person, in which capacity, and for whom."""

    person: PersonRef | None = None
    name: str | None = None
    capacity: str | None = None
    partner: PartnerRef | None = None
    stakeholder: StakeholderRef | None = None
    body: BodyRef | None = None
    mandate: MandateRef | None = None


class Attendee(Base, frozen=True, kw_only=True):
    """One line of who came; `name` is the name as the document writes it."""

    partner: PartnerRef | None = None
    stakeholder: StakeholderRef | None = None
    person: PersonRef | None = None
    name: str | None = None
    role: str | None = None
    status: Literal["present", "regrets", "observer"] = "present"


class Closure(Base, frozen=True, kw_only=True):
    """Why and until when a record is closed (The National Archives' closure fields)."""

    ground: Line
    exemption: Line | None = None
    closed_from: Edtf | None = None
    years: Count | None = None
    review: Edtf | None = None


class Disposal(Base, frozen=True, kw_only=True):
    """What a disposed record leaves behind: by whose authority, when, and what it was.

    `sha256` are the hashes of the contents that were removed, as its certificate lists them.
    """

    authority: Line
    date: Edtf
    reason: str | None = None
    certificate: str | None = None
    sha256: tuple[Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")], ...] = ()


class Embedded(Base, frozen=True, kw_only=True):
    """What the original carries beside its visible text, and whom that is for.

    `place` is where in the original: page 3, slide 2, cell B4.
    """

    kind: HiddenKind
    value: Annotated[str, Meta(min_length=1, max_length=10_000)]
    place: str | None = None
    access: Access = "secretariat"


class RecordRelation(Base, frozen=True, kw_only=True):
    """How a record as a whole, decided as one, bears on another decision or record."""

    kind: RelationKind
    to: Citation
    scope: Scope = "whole"
    effective: Edtf | None = None
    until: Edtf | None = None


class Front(Base, frozen=True, kw_only=True):
    """The front matter of a record: everything about it but its text."""

    id: Id
    kind: Line
    title: Line
    date: Edtf | None = None
    date_basis: str | None = None
    language: Language | None = None
    meeting: MeetingRef | None = None
    body: BodyRef | None = None
    mandate: MandateRef | None = None
    sender: Sender | None = field(default=None, name="from")
    to: tuple[ActorRef, ...] = ()
    people: tuple[PersonRef, ...] = ()
    status: Status = "final"
    status_since: Edtf | None = None
    adopted_by: Annotated[str, Ref(("meeting",))] | None = None
    adopted_on: Edtf | None = None
    access: Access = "public"
    earlier_access: Access | None = None
    original_access: Access | None = None
    alternate_title: str | None = None
    closure: Closure | None = None
    retention: RetentionRef | None = None
    disposal: Disposal | None = None
    original: str | None = None
    puid: Annotated[str, Meta(pattern=r"^(x-)?fmt/[0-9]+(?!\n)$", max_length=40)] | None = None
    extracted_by: str | None = None
    embedded: tuple[Embedded, ...] = ()
    source: str | None = None
    provenance: str | None = None
    summary: str | None = None
    note: str | None = None
    work: Id | None = None
    authoritative: bool = False
    supersedes: RecordRef | None = None
    decision_unit: DecisionUnit = "paragraphs"
    state: StatedState | None = None
    status_as_written: str | None = None
    authors: tuple[str, ...] = ()
    relations: tuple[RecordRelation, ...] = ()
    reply_to: RecordRef | None = None
    encloses: tuple[RecordRef, ...] = ()
    cites: tuple[Citation, ...] = ()
    themes: tuple[ThemeRef, ...] = ()
    about: tuple[AnyRef, ...] = ()
    attendance: tuple[Attendee, ...] = ()
    claims: tuple[RecordClaim, ...] = ()
    unknowns: tuple[Unknown, ...] = ()


class Process(Base, frozen=True, kw_only=True):
    """`registers/process.yaml`: what the process is, and what it adds to the format."""

    name: Line
    short: str | None = None
    about: str | None = None
    since: Edtf | None = None
    address: str | None = None
    contact: str | None = None
    secretariat: str | None = None
    languages: tuple[str, ...] = ("en",)
    regions: tuple[str, ...] = ()
    kinds: dict[str, str] = {}
    groups: dict[str, str] = {}
    claims: tuple[EntityClaim, ...] = ()
    unknowns: tuple[Unknown, ...] = ()


class Entry(Base, frozen=True, kw_only=True):
    """What every entry of a register may carry."""

    id: Id
    access: Access = "public"
    note: str | None = None
    source: Sources = ()
    follows: tuple[Follows, ...] = ()
    claims: tuple[EntityClaim, ...] = ()
    unknowns: tuple[Unknown, ...] = ()


class Period(Base, frozen=True, kw_only=True):
    """From a day to a day, both included as written; no `to` means: still."""

    start: Edtf | None = field(default=None, name="from")
    end: Edtf | None = field(default=None, name="to")
    source: Sources = ()
    note: str | None = None


class PartnerPeriod(Period, frozen=True, kw_only=True):
    """A stretch of membership: admitted (decided), attended (took part), left."""

    status: Literal["admitted", "attended", "left"]


class Partner(Entry, frozen=True, kw_only=True):
    """A country or institution that belongs to the process."""

    name: Line
    region: Line
    kind: Literal["country", "institution"] = "country"
    aliases: tuple[str, ...] = ()
    periods: tuple[PartnerPeriod, ...] = ()


class Stakeholder(Entry, frozen=True, kw_only=True):
    """An organisation that takes part without being a partner."""

    name: Line
    kind: str | None = None
    partner: PartnerRef | None = None
    address: str | None = None
    aliases: tuple[str, ...] = ()


class Import(Entry, frozen=True, kw_only=True):
    """A history of Markdown files that is brought in, read only, up to one commit of it.

    `paths` are patterns such as `EIPS/*.md`; `profile` names how its files are read; `head` is
    the full hash of the commit.
    """

    name: Line
    address: Line
    paths: tuple[str, ...] = ("*.md",)
    profile: str | None = None
    head: Line


class Source(Entry, frozen=True, kw_only=True):
    """A publication outside the archive that facts are taken from."""

    title: Line
    publisher: str | None = None
    address: str | None = None
    date: Edtf | None = None
    confidence: Literal["high", "medium", "low"] | None = None


class Chair(Period, frozen=True, kw_only=True):
    """Who chairs a body in a stretch of time: one of partner, stakeholder, person."""

    partner: PartnerRef | None = None
    stakeholder: StakeholderRef | None = None
    person: PersonRef | None = None
    role: Literal["chair", "co-chair"] = "chair"


class Body(Entry, frozen=True, kw_only=True):
    """A meeting series, group or office of the process."""

    name: Line
    kind: Line
    parent: BodyRef | None = None
    aliases: tuple[str, ...] = ()
    start: Edtf | None = field(default=None, name="from")
    end: Edtf | None = field(default=None, name="to")
    established_by: Citation | None = None
    chairs: tuple[Chair, ...] = ()


class Meeting(Entry, frozen=True, kw_only=True):
    """One meeting; `prepares` is the meeting it was held to prepare."""

    body: BodyRef
    title: Line
    series: str | None = None
    number: Count | None = None
    prepares: MeetingRef | None = None
    date: Edtf | None = None
    date_basis: str | None = None
    place: str | None = None
    host: PartnerRef | None = None
    organisers: tuple[str, ...] = ()
    mode: Mode | None = None
    theme: str | None = None
    state: MeetingState = "planned"
    minutes_status: MinutesStatus | None = None
    adopted_at: MeetingRef | None = None


class Mandate(Entry, frozen=True, kw_only=True):
    """A term of the secretariat: who hosts it, and from when to when.

    `hands_over_until`: until when it may still sign packages of what came late, after its end.
    """

    host: PartnerRef
    organisation: str | None = None
    place: str | None = None
    head: PersonRef | None = None
    start: Edtf | None = field(default=None, name="from")
    end: Edtf | None = field(default=None, name="to")
    hands_over_until: Edtf | None = None


class Alias(Period, frozen=True, kw_only=True):
    """Another way a person is written. An address is for the secretariat, unless it says more."""

    kind: Literal["name", "initials", "email"] = "name"
    value: Line
    access: Access | None = None


class Role(Period, frozen=True, kw_only=True):
    """What a person was, where, and on whose behalf."""

    role: Line
    body: BodyRef | None = None
    mandate: MandateRef | None = None
    on_behalf_of: Annotated[str, Ref(("partner", "stakeholder"))] | None = None


class Person(Entry, frozen=True, kw_only=True):
    """An office-holder: named, because the office is public."""

    name: Line
    aliases: tuple[Alias, ...] = ()
    roles: tuple[Role, ...] = ()


class Theme(Base, frozen=True, kw_only=True):
    """A theme, objective, aim or instrument, with those below it."""

    id: Id
    label: Line
    kind: str | None = None
    note: str | None = None
    items: tuple[Theme, ...] = ()


class ThemeList(Entry, frozen=True, kw_only=True):
    """One list of themes with its owner and dates; lists are never merged."""

    name: Line
    kind: Line
    owner: str | None = None
    status: Status = "final"
    start: Edtf | None = field(default=None, name="from")
    end: Edtf | None = field(default=None, name="to")
    items: tuple[Theme, ...] = ()


class Initiative(Entry, frozen=True, kw_only=True):
    """A programme, project or network of the process."""

    name: Line
    kind: str | None = None
    lead: Annotated[str, Ref(("partner", "stakeholder"))] | None = None
    aliases: tuple[str, ...] = ()
    state: Literal["proposed", "agreed", "running", "ended"] | None = None
    start: Edtf | None = field(default=None, name="from")
    end: Edtf | None = field(default=None, name="to")
    themes: tuple[ThemeRef, ...] = ()


class Retention(Entry, frozen=True, kw_only=True):
    """How long a class of records is kept, counted from what, and by whose authority.

    `after` is the event that a program can date, `trigger` the same in the process's own words.
    `kinds` are the kinds of record that it holds for where they name no class. `personal` marks
    a class of personal data.
    """

    name: Line
    permanent: bool = False
    years: Span | None = None
    months: Span | None = None
    after: RetentionEvent | None = None
    trigger: str | None = None
    action: RetentionAction = "review"
    authority: str | None = None
    ground: str | None = None
    kinds: tuple[Line, ...] = ()
    personal: bool = False


#: Register file (without .yaml) → (kind of its entries, their type).
REGISTERS: dict[str, tuple[str, type[Entry]]] = {
    "partners": ("partner", Partner),
    "stakeholders": ("stakeholder", Stakeholder),
    "bodies": ("body", Body),
    "meetings": ("meeting", Meeting),
    "mandates": ("mandate", Mandate),
    "people": ("person", Person),
    "themes": ("theme_list", ThemeList),
    "initiatives": ("initiative", Initiative),
    "retention": ("retention", Retention),
    "sources": ("source", Source),
    "imports": ("import", Import),
}
