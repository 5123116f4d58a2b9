"""A new record to fill in: its id, its place, and front matter filled as far as it is known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from archive.errors import BadFrontMatter, SecretariatError, UsageProblem
from archive.frontmatter import MAX_FRONT
from archive.model import RECORD_KINDS, Meeting, Process
from archive.placeholders import BODIES
from archive.registers import FOLDER, parse, parse_process
from archive.text.dates import bounds
from archive.text.fold import fold
from archive.workspace import Workspace
from archive.yamltext import on_one_line

MAX_ID = 80

#: A title with fewer Latin letters than this gives no id.
_FEW_LETTERS = 3
#: The line of a file that says what id it has.
ID_LINE = re.compile(rb"^id:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)
_PLAIN = re.compile(r"[^\W_][^:#\n\"'\[\]{}]*\Z")


class CannotDraft(SecretariatError):
    """A register that the new record needs could not be read."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record still to be filled in; `path` is where it goes, relative to the root."""

    id: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class _Known:
    kind: str
    meeting: Meeting | None
    title: str
    date: str
    status: str


def kinds(workspace: Workspace) -> dict[str, str]:
    """Every kind of record of this process, with what it is ('' for the ones all have)."""
    process = _process(workspace)
    return dict.fromkeys(RECORD_KINDS, "") | (process.kinds if process else {})


def groups(workspace: Workspace) -> dict[str, str]:
    """The groups that this process adds to those that every process has."""
    process = _process(workspace)
    return process.groups if process else {}


def _process(workspace: Workspace) -> Process | None:
    """What the process adds to the format; where it cannot be read, `check` reports it."""
    path = workspace.root / FOLDER / "process.yaml"
    try:
        return parse_process(path.read_text(encoding="utf-8"))[0]
    except (FileNotFoundError, BadFrontMatter, UnicodeDecodeError):
        return None


def draft(
    workspace: Workspace, kind: str, *, meeting: str | None, title: str | None, date_: str | None
) -> Draft:
    """A draft of a record of `kind`; nothing is written.

    Raises `UsageProblem` for an unknown kind or meeting, `BadDate` for a date that is none.
    """
    require_kind(workspace, kind)
    held = require_meeting(workspace, meeting) if meeting else None
    when = date_ or (held.date if held and held.date else None)
    year = (bounds(when).first if when else None) or date.today().isoformat()
    title = " ".join((title or "").split())
    status = "draft" if kind in ("minutes", "strategy") else "final"
    known = _Known(kind, held, title or _title(kind, held), when or "", status)
    name = _unused(workspace, year[:4], _slug(known, title, year[:4]))
    return Draft(name, f"records/{year[:4]}/{name}.md", _text(name, known))


def write(workspace: Workspace, drafted: Draft) -> Path:
    """Write a draft to its place, which must be free; raises `FileExistsError`."""
    path = workspace.root / drafted.path
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(drafted.text)
    return path


def still_to_fill(drafted: Draft, text: str) -> list[tuple[str, int]]:
    """(what, 1-based line) of each thing that the draft left open and `text` still does."""
    lines = text.splitlines()
    found = [
        (name, lines.index(f"{name}:") + 1) for name in ("title", "date") if f"{name}:" in lines
    ]
    end = next((at for at, line in enumerate(lines[1:], 1) if line == "---"), len(lines))
    body = "\n".join(lines[end + 1 :]).strip()
    if body == drafted.text.rpartition("\n---\n")[2].strip():
        found.append(("text", end + 2))
    return found


def require_kind(workspace: Workspace, kind: str) -> None:
    """Raise `UsageProblem`, with the kinds that are near, where the process has no such kind."""
    every = kinds(workspace)
    if kind not in every:
        near = get_close_matches(kind, every, n=2)
        hint = f"did you mean {' or '.join(near)}?" if near else f"take one of {', '.join(every)}"
        raise UsageProblem(f"there is no kind of record called {kind!r}: {hint}")


def require_meeting(workspace: Workspace, name: str) -> Meeting:
    """The meeting of the register; raises `UsageProblem` or `CannotDraft` where it is not there."""
    path = workspace.root / FOLDER / "meetings.yaml"
    try:
        entries = parse("meetings", path.read_text(encoding="utf-8")).entries
    except (FileNotFoundError, BadFrontMatter, UnicodeDecodeError) as error:
        raise CannotDraft(
            f"{FOLDER}/meetings.yaml cannot be read ({error}): mend it, or leave --meeting out"
        ) from None
    found = entries.get(name)
    if isinstance(found, Meeting):
        return found
    near = get_close_matches(name, entries, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "add it there first"
    raise UsageProblem(f"there is no meeting {name!r} in {FOLDER}/meetings.yaml: {hint}")


def _title(kind: str, meeting: Meeting | None) -> str:
    forms = {
        "minutes": "Minutes of the {}",
        "agenda": "Agenda of the {}",
        "participants": "Participants of the {}",
        "decision": "Conclusions of the {}",
    }
    return forms[kind].format(meeting.title) if meeting and kind in forms else ""


def slug(text: str) -> str:
    """`text` as an id: small Latin letters, digits and hyphens ('' where none are in it).

    Letters are spelt as search spells them: ß is ss, ł is l, ø is o.
    """
    folded = fold(text.replace("\u2019", "").replace("'", ""))
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def _slug(known: _Known, title: str, year: str) -> str:
    words = slug(title)
    if len(re.findall(r"[a-z]", words)) < _FEW_LETTERS:
        words = ""  # a title in another script leaves nothing that would name the record
    if len(words) > 50:
        words = words[:50].rpartition("-")[0] or words[:50]
    if known.meeting:
        words = f"{known.meeting.id}-{words or known.kind}"
    elif not words:
        words = f"{known.kind}-{slug(known.date) or year}"
    return words[: MAX_ID - 4].strip("-")


def _is_latin(text: str) -> bool:
    """Whether most letters of `text` are Latin ones; so is a text without letters."""
    letters = [char for char in text if char.isalpha()]
    latin = sum("LATIN" in unicodedata.name(char, "") for char in letters)
    return 2 * latin >= len(letters)


def _unused(workspace: Workspace, year: str, wanted: str) -> str:
    used = ids_in(workspace)
    folder = workspace.records / year

    def taken(name: str) -> bool:
        return name in used or (folder / f"{name}.md").exists()

    return next(
        name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 10_000))) if not taken(name)
    )


def ids_in(workspace: Workspace) -> set[str]:
    """The id of every record and register entry: no two things share one."""
    found: set[str] = set()
    for path in workspace.records.rglob("*.md"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                head = file.read(MAX_FRONT)
            said = ID_LINE.search(head)
            if said:
                found.add(said[1].decode("ascii"))
    for path in (workspace.root / FOLDER).glob("*.yaml"):
        ids = re.findall(rb"\bid:[ \t]*[\"']?([a-z0-9-]+)", path.read_bytes())
        found |= {each.decode("ascii") for each in ids}
    return found


def yaml_text(value: str) -> str:
    """`value` as a YAML scalar on one line, in quotes where it needs them."""
    if _PLAIN.match(value) and value == value.strip() and value.isprintable():
        return value
    return on_one_line(value)


def _text(name: str, known: _Known) -> str:
    meeting = known.meeting
    lines = [
        "---",
        "# Lines that begin with # are help: delete them when you are done.",
        f"id: {name}",
        "# Never change the id once the record is saved; the file may be renamed as you like.",
        f"kind: {known.kind}",
        f"title: {yaml_text(known.title)}" if known.title else "title:",
        *([] if known.title else ["# In one line: what it is, by whom, on what."]),
        f"date: {known.date}" if known.date else "date:",
        "# 2025-06-03, 2025-06, 2025, 2025-06-03/2025-06-04, 2025-06~ (about). Leave it out if",
        "# unknown; where you have worked it out, say how:",
        "# date_basis: inferred; written after the meeting",
        "language: en" if _is_latin(known.title) else "# language: its code, such as ko or el",
        f"meeting: {meeting.id}" if meeting else "# meeting: the id of a meeting of the register",
        *_OF_KIND.get(known.kind, _of_any)(known),
        f"status: {known.status}",
        "# draft, final, adopted, superseded or withdrawn",
        "access: public",
        "# public, partners or secretariat. A closed record also needs, for instance:",
        "# alternate_title: a title that may be shown where this one may not",
        "# closure: {ground: confidential talks, closed_from: 2025-07-01, review: 2030-07-01}",
        "# retention: the id of a class of the retention register",
        "# original: the name of the file beside this one that the text was taken from",
        "# claims:",
        "#   - {about: id-of-a-meeting, property: date, value: 2025-06, kind: planned, at: p2}",
        "# unknowns:",
        "#   - {property: date, note: The letter bears no date.}",
        "---",
        *BODIES.get(known.kind, ("The text, in paragraphs.",)),
        "",
    ]
    return "\n".join(lines)


def _of_any(known: _Known) -> list[str]:
    return []


def _of_letter(known: _Known) -> list[str]:
    return [
        "# from: {person: id-of-a-person, capacity: Minister of Education, partner: its-id}",
        "# to: [partners, stakeholders]",
    ]


def _of_minutes(known: _Known) -> list[str]:
    return [
        "# Minutes stay a draft until a later meeting adopts them; then:",
        "# status: adopted",
        '# adopted_by: "id-of-that-meeting#2"',
        "# (2 is the item of its agenda; put the line in place of `status: draft` below)",
    ]


def _of_decision(known: _Known) -> list[str]:
    return [
        "# Once adopted: `status: adopted` below, and",
        "# adopted_on: 2025-06-04",
    ]


def _of_participants(known: _Known) -> list[str]:
    return [
        "# attendance:",
        "#   - {partner: id-of-a-partner, name: the name as the list writes it, role: chair}",
        "#   - {stakeholder: id-of-a-stakeholder, status: regrets}",
    ]


_OF_KIND: Mapping[str, Callable[[_Known], list[str]]] = {
    "letter": _of_letter,
    "minutes": _of_minutes,
    "decision": _of_decision,
    "participants": _of_participants,
}
