"""The kinds of field that the format has, and the markers that tell the checker about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta


@dataclass(frozen=True, slots=True)
class DateMark:
    """Marks a field whose text is an EDTF date or interval."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a field that names an id; `to` lists the kinds of thing it may name."""

    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cite:
    """Marks a field that cites `record`, `record#anchor` or a source of the register."""

    anchor_required: bool = False


DATE = DateMark()

Id = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9-]*(?!\n)$",
        min_length=1,
        max_length=80,
        description="Short and stable: small letters, digits and hyphens.",
    ),
]
Line = Annotated[str, Meta(min_length=1, max_length=500)]
Edtf = Annotated[str, DATE, Meta(min_length=1, max_length=60, description="A date in EDTF.")]
Language = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*(?!\n)$")]
Anchor = Annotated[
    str,
    Meta(
        pattern=r"^([pu][0-9]+([.-][0-9]+)*|(page|slide)-[0-9]+(-[0-9]+)*|sheet-[^\s#]+)(?!\n)$",
        max_length=80,
    ),
]
Citation = Annotated[str, Cite(), Meta(min_length=1, max_length=200)]
Sources = Citation | tuple[Citation, ...]
Count = Annotated[int, Meta(ge=0, le=10**9)]
#: Years or months of a period; no retention lasts longer than the calendar.
Span = Annotated[int, Meta(ge=0, le=9999)]

PartnerRef = Annotated[str, Ref(("partner",))]
StakeholderRef = Annotated[str, Ref(("stakeholder",))]
PersonRef = Annotated[str, Ref(("person",))]
BodyRef = Annotated[str, Ref(("body",))]
MeetingRef = Annotated[str, Ref(("meeting",))]
MandateRef = Annotated[str, Ref(("mandate",))]
ThemeRef = Annotated[str, Ref(("theme", "theme_list"))]
RecordRef = Annotated[str, Ref(("record",))]
RetentionRef = Annotated[str, Ref(("retention",))]
AnyRef = Annotated[str, Ref(("*",))]
ActorRef = Annotated[str, Ref(("partner", "stakeholder", "person", "body", "mandate", "group"))]


def citations(sources: Sources) -> tuple[str, ...]:
    """The citations of a `source:` field, which is one text or several."""
    return (sources,) if isinstance(sources, str) else sources
