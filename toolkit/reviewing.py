"""A person's answers to what a reader proposes: each is written into the record's text at once.

for subject in subjects(workspace, proposals(conn), told):
    write(workspace, subject.proposal, marks_of("yes", subject.proposal))

The archive says what is proposed; the file as it lies now says whether it still stands so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archive.decisions.kinds import CLASSES
from archive.decisions.proposed import Proposal
from archive.errors import NotInArchive, UsageProblem
from archive.frontmatter import decode, newlines, split
from archive.lookup import near
from archive.model import GROUPS
from archive.text.marking import Marked, Marks, marked
from archive.text.paragraphs import Paragraph, paragraphs
from archive.workspace import Workspace
from toolkit.drafting import ID_LINE, groups
from toolkit.saving.replacing import replace_file

Word = Literal["yes", "decision", "proposal", "action", "no"]

#: What a person says of a paragraph by saying no to what is proposed of it.
_NOT = {"decision": "not-decision", "proposal": "not-decision", "action": "not-action"}


#: Types of register entries that may own a task, as `check` sees it.
_ACTORS = frozenset({"partner", "stakeholder", "person", "body", "mandate"})


class Stale(NotInArchive):
    """The record's file is not as the archive has it; nothing was written."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A proposal with its paragraph as the file has it now, what stands beside it and inside it."""

    proposal: Proposal
    paragraph: Paragraph
    before: Paragraph | None
    after: Paragraph | None
    inside: tuple[Paragraph, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the file already has a person's word on it."""
        classes = (self.paragraph.marks or {}).get("class", "").split()
        return any(each in CLASSES for each in classes)


def subjects(
    workspace: Workspace, proposals: Iterable[Proposal], told: list[str]
) -> Iterator[Subject]:
    """What still waits for an answer; why something cannot be asked is added to `told`, once."""
    read: dict[str, list[Paragraph]] = {}
    for proposal in proposals:
        record = proposal.record
        if record not in read:
            try:
                read[record] = _paragraphs(_text(workspace, proposal)[1])
            except Stale as error:
                told.append(str(error))
                read[record] = []
        if not read[record]:
            continue
        try:
            subject = subject_of(proposal, read[record])
        except Stale as error:
            told.append(str(error))
            continue
        if not subject.settled:
            yield subject


def subject_of(proposal: Proposal, found: list[Paragraph]) -> Subject:
    """`proposal` where it now stands among the paragraphs of its file; raises `Stale`."""
    at = next((n for n, p in enumerate(found) if p.anchor == proposal.anchor), None)
    if at is None or " ".join(found[at].text.split()) != " ".join(proposal.text.split()):
        raise Stale(
            f"{proposal.citation} reads otherwise in {proposal.path} than in the archive: "
            "run `secretariat build`, then review it"
        )
    before = found[at - 1] if at else None
    rest = found[at + 1 :]
    inside = tuple(p for p in rest if p.anchor.startswith(f"{proposal.anchor}."))
    after = rest[len(inside)] if len(inside) < len(rest) else None
    return Subject(proposal, found[at], before, after, inside)


def marks_of(word: Word, proposal: Proposal, owner: str | None = None) -> Marks:
    """What `word` says of the paragraph; `owner` is whoever is to do it ('' for nobody).

    Raises `UsageProblem` where nothing is proposed that could be confirmed or refused, and where
    the text names an owner whom the registers do not know and no `owner` is given.
    """
    sorts = [found.sort for found in proposal.found]
    if word in ("yes", "no") and not sorts:
        raise UsageProblem(
            f"the reader proposes nothing of {proposal.citation}: say what it is with "
            "--as decision, proposal or action"
        )
    if word == "no":
        return Marks(tuple(dict.fromkeys(_NOT[sort] for sort in sorts)))
    classes: tuple[str, ...] = tuple(dict.fromkeys(sorts)) if word == "yes" else (word,)
    due = next((each.due for each in proposal.found if each.sort in classes and each.due), None)
    dated = {"due": due} if due else {}
    if "action" not in classes:
        return Marks(classes, dated)
    found, values = proposal.action, dict[str, str]()
    if owner is None and found and found.owner_as_written and not found.owner:
        raise UsageProblem(
            f"{proposal.citation} names {found.owner_as_written!r}, who is in no register: "
            "say --owner ID, or --owner '' to name nobody"
        )
    whose = found.owner if owner is None and found else owner
    if whose:
        values["owner"] = whose
    values |= dated
    if found and found.status in ("done", "dropped"):
        values["status"] = found.status
    return Marks(classes, values)


def write(workspace: Workspace, proposal: Proposal, marks: Marks) -> Marked:
    """Write `marks` above the paragraph into the record's file; all else stays byte for byte.

    Raises `Stale` where the file is not as the archive has it, `CannotMark` where no place works,
    `SaveFailed` where the file cannot be written. The file is then as it was.
    """
    data, text = _text(workspace, proposal)
    subject_of(proposal, _paragraphs(text))
    told = marked(text, proposal.anchor, marks)
    if told.text != text:
        replace_file(workspace.root / proposal.path, data, told.text.encode("utf-8"))
    return told


def require_actor(conn: sqlite3.Connection, workspace: Workspace, name: str) -> None:
    """Raise `NotInArchive` unless `name` may own a task: someone of the registers, or a group."""
    row = conn.execute("SELECT type FROM entity WHERE id = ?", (name,)).fetchone()
    if (row and row[0] in _ACTORS) or name in GROUPS or name in groups(workspace):
        return
    raise NotInArchive(
        f"{name!r} is no partner, stakeholder, person, body, term or group of the registers"
        f"{near(conn, name)}"
    )


def _text(workspace: Workspace, proposal: Proposal) -> tuple[bytes, str]:
    """The file of the record, as bytes and as text with its own line ends; raises `Stale`."""
    path = Path(workspace.root / proposal.path)
    moved = f"{proposal.record} is not at {proposal.path} any more: run `secretariat build`"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Stale(moved) from None
    text, why = decode(data)
    if text is None:
        raise Stale(f"{proposal.path} cannot be read ({why}): mend it first")
    said = ID_LINE.search((split(newlines(text)).front or "").encode())
    if said is None or said[1].decode() != proposal.record:
        raise Stale(moved)
    return data, text


def _paragraphs(text: str) -> list[Paragraph]:
    parts = split(newlines(text))
    return paragraphs(parts.body, parts.body_line)
