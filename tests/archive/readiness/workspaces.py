"""Two workspaces: one in which everything lacks, and one in which nothing does."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.conftest import Repository, make_repository

#: The day on which both are judged.
DAY = "2026-11-27"

_PARTNERS = "".join(
    f"- {{id: {id_}, name: {name}, region: Here}}\n"
    for id_, name in (("ar", "Arland"), ("be", "Belmora"), ("ce", "Cestria"))
)
_BODIES = """\
- {id: sec, name: The Secretariat, kind: secretariat}
- {id: som, name: Senior Officials, kind: meeting}
- {id: min, name: Ministers, kind: meeting}
"""


def pdf(path: Path, password: str = "") -> None:
    """A PDF of one page; where a `password` is given, it opens with that only."""
    locked = StandardEncryption(password) if password else None
    canvas = Canvas(str(path), encrypt=locked)
    canvas.drawString(72, 720, "The first meeting agreed to meet again.")
    canvas.save()


def _meeting(id_: str, body: str, number: int, date: str, more: str = "") -> str:
    return (
        f"- id: {id_}\n  body: {body}\n  title: Meeting {id_}\n  series: {body.upper()}\n"
        f"  number: {number}\n  date: {date}\n  state: held\n{more}"
    )


def _registers(made: Repository, mandates: str, meetings: str) -> None:
    made.write("registers/process.yaml", "name: The process\nsecretariat: sec\n")
    made.write("registers/partners.yaml", _PARTNERS)
    made.write("registers/bodies.yaml", _BODIES)
    made.write("registers/mandates.yaml", mandates)
    made.write("registers/meetings.yaml", meetings)
    ignored = "archive.db*\n.secretariat/\n"
    (made.root / ".gitignore").write_text(ignored, encoding="utf-8")


def wanting(root: Path) -> Repository:
    """A workspace in which something lacks under every heading; saved and built."""
    made = make_repository(root)
    to = "  prepares: min1\n"
    _registers(
        made,
        "- id: first\n  host: ar\n  from: 2024-01-01\n",
        _meeting("som1", "som", 1, "2023-02-01", to)
        + _meeting("som3", "som", 3, "2023-10-01", to)
        + _meeting("min1", "min", 1, "2024-03-01/2024-03-02")
        + _meeting("min3", "min", 3, "2025-05-01"),
    )
    made.record(
        "som1-minutes",
        "1. They opened.\n\n{.decision}\n2. They agreed to meet again.\n\n"
        "{.action owner=ar due=2023-05}\n5. Arland is to send a list.\n\n"
        "{.action}\n6. A report is to be written.",
        kind="minutes",
        title="Minutes of SOM1",
        more="meeting: som1\nstatus: draft\ndate: 2023-02-01\n",
    )
    made.record(
        "conclusions",
        "{.decision responsible=sec due=2024-12}\n1. They mandated the Secretariat to report.\n\n"
        "{.decision}\n2. They requested a study.\n\n{.proposal}\n3. They may consider a fund.\n\n"
        "See [the annex](annex.md), and CC 99.",
        kind="decision",
        title="Conclusions of the Ministers, Decision 3/2024",
        more="meeting: min1\nstatus: adopted\nadopted_on: 2024-03-02\nlanguage: en\nwork: concl\n"
        "cites: [nothing-here]\n",
    )
    made.record(
        "conclusions-fr",
        "1. Rien.",
        kind="decision",
        title="Conclusions",
        more="meeting: min1\nlanguage: fr\nwork: concl\n",
    )
    made.record(
        "strategy",
        kind="strategy",
        title="The strategy",
        more="status: draft\ndate: 2024-02\nlanguage: en\nwork: strat\n",
    )
    made.record(
        "letter",
        kind="letter",
        title="A question",
        more="date: 2024-04-02\nfrom: {partner: be}\nto: [sec]\nmeeting: min1\n",
    )
    made.record(
        "letter2",
        kind="letter",
        title="Another",
        more="date: 2024-05-02\nfrom: {partner: be}\nto: [ce]\n",
    )
    made.record("secret", title="On a host", more="access: secretariat\n")
    closure = "closure: {ground: Talks, review: 2025-01}\n"
    made.record("closed", title="On talks", more=f"access: partners\n{closure}")
    _at_risk(made)
    made.save()
    made.build()
    return made


def _at_risk(made: Repository) -> None:
    read = "extracted_by: a reader\n"
    for name, more, data in (
        ("old.wpd", read, b"\xffWPC"),
        ("word97.doc", f"puid: fmt/40\n{read}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("sealed.docx", "", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("scan.png", read, b"\x89PNG\r\n\x1a\n"),
    ):
        record = name.partition(".")[0]
        made.record(record, title=f"A file {name}", more=f"original: {name}\n{more}")
        made.write(name, data)
    made.record("locked", title="A file locked.pdf", more="original: locked.pdf\n")
    pdf(made.root / "records" / "locked.pdf", "secret")
    made.record("gone", title="A copy", more="provenance: Read from the file X/y.docx.\n")


def in_order(root: Path) -> Repository:
    """A workspace in which nothing lacks, or what lacks is named as unknown; saved and built."""
    made = make_repository(root)
    adopted = "  minutes_status: adopted\n  adopted_at: som2\n  prepares: min1\n"
    _registers(
        made,
        "- id: first\n  host: ar\n  from: 2024-01-01\n  to: 2027-12-31\n"
        "- id: second\n  host: be\n  from: 2028-01-01\n",
        _meeting("som1", "som", 1, "2024-02-01", adopted)
        + _meeting("som2", "som", 2, "2024-10-01", "  prepares: min1\n"
                   "  unknowns:\n  - {property: minutes, note: None were written.}\n")
        + _meeting("min1", "min", 1, "2025-03-01/2025-03-02"),
    )  # fmt: skip
    made.record(
        "som1-minutes",
        "1. They opened.\n\n{.decision responsible=ar}\n2. They agreed on a list.",
        kind="minutes",
        title="Minutes of SOM1",
        more="meeting: som1\nstatus: adopted\nadopted_by: som2\noriginal: som1.pdf\npuid: fmt/18\n",
    )
    pdf(made.root / "records" / "som1.pdf")
    text = "{.decision}\n1. They requested a report.\n\nSee [the minutes](som1-minutes.md)."
    more = "meeting: min1\nstatus: adopted\nadopted_on: 2025-03-02\nwork: concl\n"
    made.record("conclusions", text, kind="decision", title="Conclusions",
                more=f"{more}language: en\nauthoritative: true\n")  # fmt: skip
    made.record("conclusions-fr", kind="note", title="Conclusions",
                more="meeting: min1\nlanguage: fr\nwork: concl\n")  # fmt: skip
    report = '{.decision reports-on="conclusions#p1"}\n1. The report was given.'
    made.record("report", report, kind="report", title="The report", more="date: 2025-09-01\n")
    made.record("draft", kind="strategy", title="Draft of it",
                more="date: 2025-04-01\nstatus: draft\n")  # fmt: skip
    made.record("strategy", kind="strategy", title="The strategy",
                more="date: 2025-09-01\nsupersedes: draft\n")  # fmt: skip
    made.record("letter", kind="letter", title="A question",
                more="date: 2025-04-02\nfrom: {partner: be}\nto: [sec]\n")  # fmt: skip
    answer = "date: 2025-04-09\nfrom: {body: sec}\nto: [be]\nreply_to: letter\n"
    made.record("answer", kind="letter", title="An answer", more=answer)
    made.record("closed", title="On talks",
                more="access: partners\nclosure: {ground: Talks, review: 2090-01}\n")  # fmt: skip
    made.save()
    made.build()
    return made
