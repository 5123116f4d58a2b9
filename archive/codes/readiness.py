"""The codes of readiness: what an outgoing host should see to before it hands the archive over."""

from __future__ import annotations

from archive.codes.row import Row

ROWS: tuple[Row, ...] = (
    (
        "G001",
        "warning",
        "no minutes of a meeting",
        "add them, or say among the meeting's `unknowns` what became of them",
    ),
    (
        "G002",
        "warning",
        "minutes not adopted",
        "where a later meeting adopted them, say so: status adopted, adopted_by, adopted_on",
    ),
    (
        "G003",
        "note",
        "minutes perhaps adopted",
        "read that paragraph; where it means them, say so: status adopted, adopted_by",
    ),
    (
        "G004",
        "note",
        "minutes that wait for the next meeting",
        "tell the next host that its first meeting has to adopt them",
    ),
    (
        "G005",
        "warning",
        "meeting missing in its series",
        "enter it in the register of meetings (cancelled, where it never met), or name its number "
        "among the `unknowns` of its body",
    ),
    (
        "G006",
        "note",
        "paragraphs left out",
        "compare with the original; where the text is an excerpt, name `paragraphs` among its "
        "`unknowns`",
    ),
    (
        "G007",
        "warning",
        "decision missing in its series",
        "add it, or name its number among the `unknowns` of its body",
    ),
    (
        "G008",
        "warning",
        "decision without follow-up or owner",
        "mark what followed (reports-on, implements), or who is responsible",
    ),
    (
        "G009",
        "warning",
        "mandate to the secretariat without a report",
        "add the report and mark it (reports-on), or hand it over as open",
    ),
    ("G010", "warning", "task without an owner", "say whose it is: owner= on its mark"),
    (
        "G011",
        "warning",
        "task overdue",
        "mark where it was done (status=done) or dropped, or agree on a new date",
    ),
    (
        "G012",
        "note",
        "proposal never decided",
        "where something decided it, mark that (adopts); else hand it over as open",
    ),
    (
        "G013",
        "warning",
        "letter to the secretariat unanswered",
        "add the answer with `reply_to`, or name `answer` among its `unknowns`",
    ),
    (
        "G014",
        "note",
        "letter without an answer here",
        "add the answer with `reply_to`, or name `answer` among its `unknowns`",
    ),
    (
        "G015",
        "note",
        "translation missing",
        "add it with the same `work`, or name `translation` among the `unknowns` of the work",
    ),
    (
        "G016",
        "note",
        "no text of a work counts",
        "mark the one that counts: authoritative: true",
    ),
    (
        "G017",
        "warning",
        "cites what is not here",
        "add what is cited, or correct the citation",
    ),
    ("G018", "note", "citation not understood", "name what is meant under `cites`"),
    ("G019", "warning", "link leads nowhere", "add the file, or correct the link"),
    (
        "G020",
        "warning",
        "draft without a final text",
        "add the final text (supersedes), or say what became of it: its status, or `final` among "
        "its `unknowns`",
    ),
    ("G021", "warning", "closed without a ground", "add `closure:` with its ground"),
    (
        "G022",
        "warning",
        "closed without a date of review",
        "add the date of `review` to its closure",
    ),
    (
        "G023",
        "warning",
        "closure to be reviewed",
        "decide: open it (access: public), or set a later date of review",
    ),
    (
        "G024",
        "warning",
        "personal data past its retention",
        "dispose of it before the archive goes to another host",
    ),
    (
        "G025",
        "note",
        "retention to be looked at",
        "look whether its time is over, and what its rule says then",
    ),
    ("G026", "warning", "format at risk", "convert it while a program still opens it"),
    ("G027", "note", "format to watch", "keep a second copy in a format that many programs read"),
    (
        "G028",
        "warning",
        "original under a password",
        "open it with its password, save it without one, and put that in its place",
    ),
    ("G029", "warning", "original not here", "put it beside the record, or name it as unknown"),
    (
        "G030",
        "note",
        "text only recognised",
        "read it against the picture; nothing else holds its words",
    ),
    ("G031", "warning", "changes not saved", "save them: only what is saved is handed over"),
    (
        "G032",
        "warning",
        "files wait for review",
        "go through them: what is no record yet is not handed over",
    ),
    ("G033", "error", "no key to sign with", "make a key for this term, or trust the one you have"),
    (
        "G034",
        "warning",
        "key ends soon",
        "hand over before, or mend the end of the mandate and trust the key anew",
    ),
    ("G035", "note", "not sealed yet", "nothing need be done: packing seals"),
    (
        "G036",
        "warning",
        "end of the term unknown",
        "enter `to` for the mandate, or name `end` among its `unknowns`",
    ),
    (
        "G037",
        "warning",
        "next host unknown",
        "enter the next term in the register of mandates, or name `next host` among the "
        "`unknowns` of this one",
    ),
    ("G038", "error", "records have errors", "mend them: secretariat check"),
    (
        "G039",
        "note",
        "readings not confirmed",
        "go through them as far as you can: you know best what was decided",
    ),
    ("G040", "error", "log cannot be sealed", "mend what secretariat seal --check tells"),
    (
        "G041",
        "warning",
        "no one term today",
        "let the register of mandates say who holds the secretariat now",
    ),
)
