"""The codes of findings: one table, with what is found, how grave it is, and what to do about it.

R: records as they are now · H: their history · I: files that are added · K: keys · L: the log ·
P: packages and custody (`archive.packagecodes`, `archive.receivedcodes`) · T: retention, disposal ·
E: editions.
A code never changes its meaning; its page is `docs/findings.md#<code in small letters>`.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.packagecodes import ROWS, Row
from archive.packagecodes import Severity as Severity
from archive.receivedcodes import RECEIVED


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the table: what is found, how grave, and what to do about it."""

    code: str
    severity: Severity
    title: str
    remedy: str


def _table(*rows: Row) -> dict[str, Code]:
    return {row[0]: Code(*row) for row in rows}


CODES = _table(
    ("R001", "error", "not UTF-8", "save the file as UTF-8"),
    (
        "R002",
        "error",
        "no record",
        "begin the file with front matter between two lines of ---, or move it out of records/",
    ),
    ("R003", "error", "unreadable YAML", "mend the line; when in doubt put the value in quotes"),
    ("R004", "error", "unknown field", "correct the field's name or remove it"),
    ("R005", "error", "wrong value", "write what the field takes"),
    (
        "R006",
        "error",
        "bad date",
        "write a day as 2017-05-09, a month as 2017-05, a year as 2017, a range as "
        "2017-05-09/2017-05-10, and add ~ for about or ? for uncertain",
    ),
    ("R007", "error", "missing field", "add the field"),
    ("R008", "error", "missing title", "add a line `title:` that says what the record is"),
    ("R009", "error", "duplicate id", "give one of the two another id"),
    (
        "R010",
        "error",
        "unknown id",
        "correct the id, or add the entry to its register first",
    ),
    ("R011", "error", "broken anchor", "cite a paragraph that the record has"),
    ("R012", "error", "circular reference", "break the circle: one of these is not so"),
    ("R013", "error", "refers to itself", "name another, or remove the reference"),
    ("R014", "error", "meeting prepares itself", "name the meeting that it was held to prepare"),
    ("R015", "error", "end before start", "mend one of the two dates"),
    (
        "R016",
        "warning",
        "overlapping terms",
        "mend the dates, or keep both as claims and say which one the register follows",
    ),
    (
        "R017",
        "error",
        "marks not read",
        "quote a value that holds # or spaces, and put the line directly above its paragraph",
    ),
    ("R018", "error", "original missing", "put the file beside the record or mend `original:`"),
    (
        "R019",
        "warning",
        "stray file",
        "name it as the `original:` of a record, or move it out of records/",
    ),
    ("R020", "note", "Windows line ends", "nothing need be done; saving with LF avoids noise"),
    ("R021", "error", "too large", "keep the text under 4 MiB; a large file is an original"),
    ("R022", "error", "field given twice", "keep one of the two"),
    ("R023", "warning", "paragraph number used twice", "number the paragraphs through"),
    ("R024", "error", "unknown kind", "use a kind the process has, or add it to process.yaml"),
    (
        "R025",
        "warning",
        "adopted, but not when",
        "add `adopted_by: MEETING` or `adopted_on: DATE`",
    ),
    (
        "R026",
        "error",
        "followed claim not found",
        "make `follows:` name a source whose claim has the entry's own value",
    ),
    (
        "R027",
        "warning",
        "closed without ground or review",
        "add `closure:` with its ground and a review date",
    ),
    (
        "R028",
        "error",
        "name not portable",
        'rename the file: no : * ? < > | " \\, no trailing dot, no twin that differs in case',
    ),
    ("R029", "error", "leads outside", "name a file inside the record's own folder"),
    ("R030", "error", "too deep or too many references", "write the value plainly"),
    ("R031", "error", "register missing", "restore the file from the last save"),
    (
        "R032",
        "warning",
        "id changed",
        "set the old id again: a record keeps its id for ever",
    ),
    (
        "R033",
        "warning",
        "still to be written",
        "write the record's own text in the place of the draft's",
    ),
    ("R034", "error", "unknown mark", "correct the name of the mark or remove it"),
    (
        "R035",
        "warning",
        "continues no task",
        "cite the paragraph in which the task was listed before, or mark that one as .action",
    ),
    (
        "R036",
        "note",
        "minutes never adopted",
        "where a later meeting adopted them, say so: status adopted, adopted_by, adopted_on",
    ),
    ("R037", "warning", "decisions in a ring", "correct which of them came last, or its date"),
    ("R038", "warning", "two sides disagree", "let both sides say the same, or correct one"),
    (
        "R039",
        "warning",
        "in force since nobody knows",
        "give effective= on the mark, adopted_on, or the date of its meeting",
    ),
    (
        "R040",
        "note",
        "said by the older side only",
        "mark the later paragraph too: it is the one that decides",
    ),
    ("R041", "note", "ends what is no decision", "mark that paragraph as .decision, or correct it"),
    (
        "R042",
        "warning",
        "adopted by no later meeting",
        "name the meeting that adopted them: minutes are a draft until a later one does",
    ),
    ("R043", "note", "language without a reader", "mark its decisions and tasks by hand"),
    ("H001", "warning", "content missing", "fetch the whole repository again and build --full"),
    ("H002", "warning", "old version not UTF-8", "nothing can be done; look at its odd letters"),
    ("H003", "note", "old version with Windows line ends", "nothing need be done"),
    ("H004", "warning", "old version over 4 MiB", "nothing need be done"),
    (
        "H005",
        "warning",
        "history cut off",
        "run git fetch --unshallow, then secretariat build --full",
    ),
    ("H006", "note", "no history", "run secretariat init here to keep versions from now on"),
    (
        "H007",
        "warning",
        "old version unreadable",
        "nothing need be done; it is kept as text under the record that stood in its place",
    ),
    ("H008", "warning", "two files with one id", "give one of the two another id"),
    ("H009", "warning", "import not here", "run secretariat import-git for it again"),
    (
        "H010",
        "note",
        "unknown status",
        "add the word to `status:` in the profile, with the state that it means",
    ),
    ("H011", "warning", "profile not usable", "mend the profile, or name another in imports.yaml"),
    (
        "I001",
        "warning",
        "no reader for this format",
        "it is kept as it is: convert it to PDF, DOCX, ODT or text and add that, or describe it",
    ),
    (
        "I002",
        "warning",
        "encrypted",
        "open it with its password, save it without one, and add it again",
    ),
    (
        "I003",
        "error",
        "too large to unpack",
        "unpack it by hand, look at what it holds, and add the parts that you need",
    ),
    (
        "I004",
        "error",
        "took too long",
        "open it in its own program, save it anew or as PDF, and add that",
    ),
    (
        "I005",
        "error",
        "reader failed",
        "open it in its own program, save it anew or as PDF, and add that",
    ),
    (
        "I006",
        "warning",
        "damaged",
        "look for another copy of it; what could be read is there",
    ),
    (
        "I007",
        "note",
        "its name contradicts its content",
        "rename the file; its content counts",
    ),
    (
        "I008",
        "note",
        "encoding guessed",
        "look at the letters with marks in its text",
    ),
    (
        "I009",
        "warning",
        "pages without text",
        "have its pages recognised (OCR), or describe it by hand",
    ),
    (
        "I010",
        "warning",
        "not all of it was read",
        "open the original for the rest",
    ),
    (
        "I011",
        "error",
        "unsafe path",
        "nothing need be done: it was left out",
    ),
    (
        "I012",
        "error",
        "nested too deep",
        "unpack it by hand and add the parts that you need",
    ),
    (
        "I013",
        "warning",
        "its name contradicts its text",
        "look which of the two is right, and correct the proposed record",
    ),
    (
        "I014",
        "note",
        "already here",
        "nothing need be done",
    ),
    (
        "I015",
        "note",
        "holds a program",
        "nothing need be done: it was not run",
    ),
    (
        "I016",
        "note",
        "limits cannot be set here",
        "nothing need be done; each file still has its time",
    ),
    (
        "I017",
        "note",
        "more than its text is in it",
        "look whether it may be passed on",
    ),
    (
        "I018",
        "warning",
        "nothing in it",
        "leave it out, or describe it by hand",
    ),
    (
        "I019",
        "warning",
        "changed while it was read",
        "add it again",
    ),
    (
        "I020",
        "warning",
        "not understood",
        "say by hand what it is: its text is there",
    ),
    (
        "K001",
        "error",
        "key not understood",
        "take the line out, and write it with `secretariat keys`",
    ),
    (
        "K002",
        "error",
        "key of no mandate",
        "correct the id, or enter the mandate in its register",
    ),
    (
        "K003",
        "error",
        "key outside its mandate",
        "give the line the mandate's dates: `secretariat keys trust KEY --mandate ID`",
    ),
    (
        "K004",
        "error",
        "key for more than handovers",
        'write namespaces="secretariat-handover" before the key',
    ),
    ("K005", "warning", "key listed twice", "keep one of the two lines"),
    (
        "K006",
        "warning",
        "revoked without day or reason",
        "write both after the key: 2026-05-03 the reason",
    ),
    (
        "K007",
        "error",
        "private key in the records",
        "move it out of the workspace; if it was ever saved or given away, revoke it",
    ),
    (
        "L001",
        "error",
        "log damaged",
        "restore records/log from a save or a copy; nothing there is edited by hand",
    ),
    (
        "L002",
        "error",
        "opening lost",
        "restore records/log/openings from a save or a copy",
    ),
    (
        "L003",
        "error",
        "log not as saved",
        "take it back: secretariat undo records/log",
    ),
    (
        "L004",
        "error",
        "not as it was sealed",
        "bring back what was saved; where the change was meant, set its leaves aside",
    ),
    (
        "L005",
        "note",
        "event read otherwise",
        "nothing need be done: the texts are as they were sealed",
    ),
    *ROWS,
    (
        "T001",
        "note",
        "cites what was disposed of",
        "nothing need be done; what it says rests on a text that is not kept",
    ),
    (
        "T002",
        "warning",
        "certificate missing",
        "restore the file from the last save",
    ),
    (
        "T003",
        "warning",
        "period without an event",
        "say from what it is counted: `after: date`, `meeting`, `mandate` or `superseded`",
    ),
    (
        "T004",
        "warning",
        "two rules for one kind",
        "let one of them hold for it; the first by its id is taken meanwhile",
    ),
    *RECEIVED,
        "E001",
        "error",
        "mark cannot be read",
        "write it as [words]{.personal} or [words]{.restricted}, within one paragraph",
    ),
    (
        "E002",
        "warning",
        "marked here, not there",
        "mark the other place too, or take the mark away",
    ),
    ("E003", "error", "not clear for whom", "add `access:`, or take `closure:` away"),
    (
        "E004",
        "warning",
        "closure to be reviewed",
        "open the record, or write the date of the next review",
    ),
    ("E005", "error", "key of the editions damaged", "restore the file from a save or a copy"),
)
