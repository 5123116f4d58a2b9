"""`review` of paragraphs: what a reader of the texts takes for decisions and actions."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from archive.decisions.words import why_proposed
from toolkit import output
from toolkit.cli import STOPPED

if TYPE_CHECKING:
    from archive.decisions.proposed import Found, Proposal
    from archive.workspace import Workspace
    from toolkit.reviewing import Subject, Word

#: The keys of an answer, what they say, and what is shown for them.
_KEYS: dict[str, tuple[Word, str]] = {
    "y": ("yes", "yes, it is"),
    "d": ("decision", "decision"),
    "p": ("proposal", "proposal"),
    "a": ("action", "action"),
    "n": ("no", "no"),
}
_ARTICLE = {"decision": "a decision", "proposal": "a proposal", "action": "an action"}


def require_own(conn: sqlite3.Connection, record: str) -> None:
    """Raise where `record` is not in the archive, or is of an import and so only read."""
    from archive.errors import NotInArchive, UsageProblem
    from archive.reading import near

    if "." in record:
        raise UsageProblem(
            f"{record} is of an imported history, which is read only: what is said of it can be "
            "stated in a record of your own"
        )
    if conn.execute("SELECT 1 FROM record WHERE id = ?", (record,)).fetchone() is None:
        raise NotInArchive(
            f"there is no record called {record!r}{near(conn, record, records=True)}"
        )


def unproposed(conn: sqlite3.Connection, record: str, anchor: str) -> Proposal:
    """A paragraph of which nothing is proposed, so that a person can say what it is."""
    from archive.decisions.proposed import Proposal
    from archive.errors import NotInArchive, UsageProblem

    row = conn.execute(
        "SELECT record.path, record.title, text, line_start, paragraph.kind FROM paragraph"
        " JOIN record ON record.id = paragraph.record AND version = current_version"
        " WHERE record = ? AND anchor = ? AND NOT removed",
        (record, anchor),
    ).fetchone()
    if row is None:
        raise NotInArchive(
            f"{record} has no paragraph {anchor!r}: `secretariat show {record}` shows them"
        )
    if row[4] == "heading":
        raise UsageProblem(
            f"{record}#{anchor} is a heading, which cannot be marked: mark a paragraph below it"
        )
    return Proposal(record, anchor, row[0], row[1], row[2], "", row[3], ())


def answer_one(here: Workspace, proposal: Proposal, word: Word, owner: str | None) -> None:
    """Write the answer for one paragraph and say where."""
    from toolkit.reviewing import marks_of, write

    told = write(here, proposal, marks_of(word, proposal, owner))
    click.echo(output.clean(f"{proposal.path}, line {told.line}: {told.written}"))
    click.echo('Keep it with: secretariat save "why"')


def answer_all(here: Workspace, found: Sequence[Proposal], word: Word, owner: str | None) -> None:
    """One answer for all; what cannot be written is told, and the exit code is then 1."""
    from archive.errors import SecretariatError
    from toolkit.reviewing import marks_of, subjects, write

    told: list[str] = []
    written = 0
    for subject in subjects(here, found, told):
        try:
            write(here, subject.proposal, marks_of(word, subject.proposal, owner))
            written += 1
        except SecretariatError as error:
            told.append(str(error))
    for each in dict.fromkeys(told):
        output.note(f"left as it is: {each}")
    _sum_up(written)
    if told:
        raise click.exceptions.Exit(1)


def list_paragraphs(here: Workspace, found: Sequence[Proposal], as_json: bool) -> None:
    """Print the paragraphs that wait, each with why."""
    from toolkit.reviewing import subjects

    told: list[str] = []
    left = list(subjects(here, found, told))
    for each in dict.fromkeys(told):
        output.note(each)
    if as_json:
        output.show_json([_for_machines(subject) for subject in left])
        return
    if not left:
        click.echo("Nothing waits for an answer: nothing is proposed that nobody has spoken of.")
        return
    width = output.terminal_width()
    lines: list[str] = []
    for subject in left:
        proposal = subject.proposal
        head = f"{proposal.title} ({proposal.citation}, line {subject.paragraph.line_start})"
        lines += [click.style(line, bold=True) for line in output.hung("", head, width, 0, 2)]
        for found_ in proposal.found:
            lines += output.hung("", _perhaps(found_), width, 4, 2)
        lines += [*output.hung("", proposal.whole, width, 4), ""]
    number = output.count(len(left), "paragraph waits", "paragraphs wait")
    records = output.count(len({subject.proposal.record for subject in left}), "record")
    lines.append(f"{number} for an answer, in {records}. Answer at a terminal: secretariat review")
    output.show("\n".join(lines))


def _for_machines(subject: Subject) -> dict[str, object]:
    proposal, p = subject.proposal, subject.paragraph
    return {
        "paragraph": proposal.citation,
        "record": proposal.record,
        "anchor": proposal.anchor,
        "path": proposal.path,
        "line_start": p.line_start,
        "line_end": p.line_end,
        "text": p.text,
        "proposed": [
            {
                "as": each.sort,
                "rule": each.rule,
                "owner": each.owner,
                "owner_as_written": each.owner_as_written,
                "due": each.due,
                "status": each.status,
            }
            for each in proposal.found
        ],
    }


def _perhaps(found: Found) -> str:
    """'perhaps an action of secretariat, due May 2024: it has a box to tick'."""
    from archive.text.spoken import date_words

    who = found.owner or found.owner_as_written
    owner = f" of {who}" if who else ""
    due = f", due {date_words(found.due)}" if found.due else ""
    status = f", {found.status}" if found.status in ("done", "dropped") else ""
    return f"perhaps {_ARTICLE[found.sort]}{owner}{due}{status}: {why_proposed(found.rule)}"


def ask_paragraphs(
    conn: sqlite3.Connection, here: Workspace, found: Sequence[Proposal], owner: str | None
) -> None:
    """Show each paragraph and take an answer; what was answered stays written, whatever follows."""
    from toolkit.reviewing import subjects

    told: list[str] = []
    left = list(subjects(here, found, told))
    for each in dict.fromkeys(told):
        output.note(each)
    if not left:
        click.echo("Nothing waits for an answer.")
        return
    written, stopped = 0, False
    try:
        for number, subject in enumerate(left, 1):
            click.echo("\n".join(["", *_shown(subject, f"{number} of {len(left)}"), ""]))
            answered = _answered(conn, here, subject, owner)
            if answered is None:
                break
            written += answered
    except (KeyboardInterrupt, EOFError, click.Abort):
        stopped = True
        click.echo()
    _sum_up(written)
    if stopped:
        raise click.exceptions.Exit(STOPPED)


def _answered(
    conn: sqlite3.Connection, here: Workspace, subject: Subject, owner: str | None
) -> bool | None:
    """Whether an answer was written; None where the person wants to stop."""
    from archive.errors import SaveFailed, SecretariatError
    from toolkit.reviewing import marks_of, write

    keys = "  ".join(f"{click.style(key, bold=True)} {said}" for key, (_, said) in _KEYS.items())
    more = f"{click.style('s', bold=True)} skip  {click.style('q', bold=True)} quit"
    while True:
        click.echo(f"{keys}  {more}")
        key = click.getchar().lower()
        if key in ("q", "\x04", "\x1b"):
            return None
        if key == "s":
            return False
        if key not in _KEYS:
            click.echo(f"That is none of the keys: {', '.join(_KEYS)}, s or q.")
            continue
        word = _KEYS[key][0]
        try:
            whose = _owner(conn, here, subject.proposal, word) if owner is None else owner
            told = write(here, subject.proposal, marks_of(word, subject.proposal, whose))
        except SaveFailed:
            raise
        except SecretariatError as error:
            click.echo(output.clean(f"Not written: {error}"))
            return False
        click.echo(output.clean(f"{subject.proposal.path}, line {told.line}: {told.written}"))
        return True


def _owner(conn: sqlite3.Connection, here: Workspace, proposal: Proposal, word: Word) -> str | None:
    """Whose task it is, asked where the registers do not know it; None: as it was read."""
    from archive.errors import NotInArchive
    from toolkit.reviewing import require_actor

    found = proposal.action
    of_action = word == "action" or (word == "yes" and found is not None)
    if not of_action or (found and (found.owner or not found.owner_as_written)):
        return None
    if found:
        click.echo(output.clean(f"The text says {found.owner_as_written!r}, whom no register has."))
    while True:
        given = click.prompt("Who is to do it, by their id (empty: nobody)", "", show_default=False)
        try:
            if given.strip():
                require_actor(conn, here, given.strip())
            return str(given).strip()
        except NotInArchive as error:
            click.echo(output.clean(str(error)))


def _shown(subject: Subject, place: str) -> list[str]:
    """A paragraph between its neighbours, and why the reader takes it for something."""
    from toolkit.body import flowed

    proposal, p = subject.proposal, subject.paragraph
    width = output.terminal_width()
    head = f"{place}: {proposal.title} ({proposal.citation})"
    lines = [click.style(line, bold=True) for line in output.hung("", head, width, 0, 2)]
    headed = subject.before is not None and subject.before.kind == "heading"
    if p.section and not headed:  # the heading itself is shown where it stands just before
        lines += output.hung("", f"under: {p.section}", width, 2, 2)
    for each in (subject.before, p, *subject.inside, subject.after):
        if each is None:
            continue
        if each in subject.inside:
            lines += output.hung("", flowed(each), width, 6)
            continue
        number = f"{each.number}. " if each.number is not None else ""
        told = output.hung("", number + flowed(each), width, 4)
        if each is not p:
            lines += [click.style(line, dim=True) for line in told[:3]]
            continue
        told[0] = f"  > {told[0].lstrip()}"
        lines += told
    for found in proposal.found:
        lines += output.hung("", f"It is {_perhaps(found)}", width, 2, 2)
    return lines


def _sum_up(written: int) -> None:
    if not written:
        click.echo("Nothing was written.")
        return
    number = output.count(written, "answer is", "answers are")
    click.echo(f'{number} written into the records. Keep it with: secretariat save "why"')
