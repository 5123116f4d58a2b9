"""A small register, and what is proposed for a text against it."""

from __future__ import annotations

from archive.model import RECORD_KINDS
from toolkit.intake.model import Extracted, Proposal
from toolkit.intake.propose import Known, Source, propose
from toolkit.intake.propose.known import KnownMeeting, KnownTheme, Named


def meeting(
    id_: str, series: str, number: int | None, date: str, place: str, prepares: str = ""
) -> KnownMeeting:
    body = {"SOM": "som", "MM": "mm"}[series]
    return KnownMeeting(
        id=id_, body=body, title=f"{series}{number or ''} {place}", series=series, number=number,
        prepares=prepares, dates=(date,), places=(place,),
    )  # fmt: skip


KNOWN = Known(
    meetings=(
        meeting("mm5", "MM", 5, "2015-04-27/2015-04-28", "Riga"),
        meeting("mm6", "MM", 6, "2017-11-21/2017-11-22", "Seoul"),
        meeting("som1-2014", "SOM", 1, "2014-11-10/2014-11-11", "Riga", "mm5"),
        meeting("som1-2016", "SOM", 1, "2016-11-09/2016-11-10", "Seoul", "mm6"),
        meeting("som2-2015", "SOM", 2, "2015-04-26", "Riga", "mm5"),
    ),
    named=(
        Named(id="kr", sort="partner", names=("Republic of Korea", "South Korea")),
        Named(id="de", sort="partner", names=("Germany",)),
        Named(id="lv", sort="partner", names=("Latvia",)),
        Named(
            id="asef", sort="stakeholder", names=("Asia-Europe Foundation", "ASEF"),
            address="asef.org",
        ),
        Named(id="aes", sort="body", names=("Education Secretariat",)),
        Named(id="som", sort="body", names=("Senior Officials' Meeting",)),
        Named(id="mm", sort="body", names=("Ministers' Meeting",)),
        Named(
            id="lee-young", sort="person", names=("Lee Young",), mail=("lee@moe.example",),
            partner="kr",
        ),
    ),
    themes=(
        KnownTheme(id="mobility", label="Balanced Mobility"),
        KnownTheme(id="skills", label="Skills"),
    ),
    kinds=(*RECORD_KINDS, "concept-paper", "call"),
    groups=("partners", "stakeholders", "senior-officials"),
    languages=("en", "de", "lv", "ko", "id"),
    process="Education Process",
    short="EP",
)  # fmt: skip


def proposed(
    text: str,
    name: str = "paper.docx",
    folder: str = "",
    reader: str = "docx 1",
    properties: dict[str, str] | None = None,
    known: Known = KNOWN,
    source: Source | None = None,
) -> Proposal:
    extracted = Extracted(reader=reader, text=text, properties=properties or {})
    return propose(extracted, source or Source(name=name, folder=folder), known)


def value(proposal: Proposal, field: str) -> str | None:
    best = proposal.best(field)
    return best.value if best else None
