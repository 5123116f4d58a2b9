"""`review`: a person's answers to what is proposed: files as records, paragraphs as decisions."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import workspace
from toolkit.commands.read import tell_if_behind
from toolkit.commands.workspace import WHO

if TYPE_CHECKING:
    from archive.workspace import Workspace
    from toolkit.reviewing import Word
    from toolkit.saving.repository import Saver


@click.command(short_help="Confirm or refuse what is proposed.")
@click.argument("target", required=False, metavar="[RECORD[#pN]]")
@click.option("--confirm", is_flag=True, help="It is what the reader proposes.")
@click.option("--reject", is_flag=True, help="It is not what the reader proposes.")
@click.option(
    "--as",
    "as_",
    type=click.Choice(("decision", "proposal", "action")),
    help="It is this, whatever the reader proposes.",
)
@click.option("--owner", metavar="ID", help="Who is to do it: an id of a register ('': nobody).")
@click.option("--list", "listed", is_flag=True, help="Only list what waits for an answer.")
@click.option("--all", "every", is_flag=True, help="Answer for all paragraphs at once.")
@click.option("--json", "as_json", is_flag=True, help="Print the list for a machine.")
@click.option("--files", is_flag=True, help="Only files that were added, no paragraphs.")
@click.option("--file", "number", type=int, metavar="N", help="The file with this number.")
@click.option("--kind", metavar="KIND", help="With --file: what kind of record it is.")
@click.option("--meeting", metavar="ID", help="With --file: the meeting it belongs to.")
@click.option(
    "--accept-above",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="Accept all files whose proposal is at least so sure, such as 0.95.",
)
@WHO[0]
@WHO[1]
@click.pass_context
def review(
    ctx: click.Context,
    /,
    target: str | None,
    confirm: bool,
    reject: bool,
    as_: Word | None,
    owner: str | None,
    listed: bool,
    every: bool,
    as_json: bool,
    files: bool,
    number: int | None,
    kind: str | None,
    meeting: str | None,
    accept_above: float | None,
    name: str | None,
    email: str | None,
) -> None:
    """Go through what is proposed, and say what is so.

    First come files that were added (secretariat add): each is shown as the record that it
    would be, and one that is accepted is saved at once, with its original. Then come paragraphs
    that read like decisions and actions; an answer is written as a line of marks above its
    paragraph. On a terminal a key answers; elsewhere the list is printed.

    RECORD or RECORD#pN narrows it down to paragraphs, --files to files; with --confirm,
    --reject or --as it is answered without asking.
    """
    from archive.decisions.proposed import proposals
    from archive.reading import open_archive
    from toolkit.commands import review_paragraphs as asking

    here = workspace(ctx)
    of_files = _Files(files, number, kind, meeting, accept_above, name, email)
    if of_files.concerned:
        _refuse_for_files(of_files, target, confirm, reject, as_, owner, every)
        _review_files(here, of_files, confirm, reject, listed or as_json, as_json)
        return
    words: list[Word] = [as_] if as_ else []
    words += ["yes"] if confirm else []
    words += ["no"] if reject else []
    record, _, anchor = (target or "").partition("#")
    _refuse(words, anchor, every, listed or as_json, owner)
    if not target and not words and not _files_first(here, of_files, listed, as_json):
        return
    with closing(open_archive(here.archive)) as conn:
        tell_if_behind(here, conn)
        if record:
            asking.require_own(conn, record)
        if owner:
            from toolkit.reviewing import require_actor

            require_actor(conn, here, owner)
        found = proposals(conn, record, anchor)
        if words and anchor:
            asking.answer_one(
                here,
                found[0] if found else asking.unproposed(conn, record, anchor),
                words[0],
                owner,
            )
        elif words:
            asking.answer_all(here, found, words[0], owner)
        elif listed or as_json or not _is_asking():
            asking.list_paragraphs(here, found, as_json)
        else:
            asking.ask_paragraphs(conn, here, found, owner)


@dataclass(frozen=True, slots=True)
class _Files:
    """What was said of files that were added."""

    only: bool
    number: int | None
    kind: str | None
    meeting: str | None
    above: float | None
    name: str | None
    email: str | None

    @property
    def concerned(self) -> bool:
        """Whether only files are meant."""
        return self.only or self.number is not None or self.above is not None


def _refuse_for_files(
    files: _Files,
    target: str | None,
    confirm: bool,
    reject: bool,
    as_: Word | None,
    owner: str | None,
    every: bool,
) -> None:
    """Raise `click.UsageError` for options that do not go together."""
    if target or as_ or owner or every:
        raise click.UsageError("RECORD, --as, --owner and --all are of paragraphs, not of files.")
    if files.number is None and (confirm or reject or files.kind or files.meeting):
        raise click.UsageError("Name the file with --file N; --list shows the numbers.")
    if files.number is not None and confirm == reject:
        raise click.UsageError("Say --confirm or --reject with --file N.")
    if files.above is not None and files.number is not None:
        raise click.UsageError("--accept-above is for all files: leave out --file.")


def _review_files(
    here: Workspace, files: _Files, confirm: bool, reject: bool, listed: bool, as_json: bool
) -> None:
    from toolkit.commands import review_files as asking
    from toolkit.drafting import require_kind, require_meeting

    if files.number is not None:
        said = {"kind": files.kind or "", "meeting": files.meeting or ""}
        if files.kind:
            require_kind(here, files.kind)
        if files.meeting:
            require_meeting(here, files.meeting)
        chosen = {name: value for name, value in said.items() if value}
        asking.answer_file(here, files.number, confirm, chosen, _saver(here, files))
    elif files.above is not None:
        asking.accept_above(here, files.above, _saver(here, files))
    elif listed or not _is_asking():
        asking.list_files(here, as_json)
    else:
        asking.ask_files(here, _saver(here, files))


def _files_first(here: Workspace, files: _Files, listed: bool, as_json: bool) -> bool:
    """Ask for files that wait, where somebody can answer; else say on stderr that they do.

    Gives whether to go on with paragraphs.
    """
    from toolkit.intake.store import waiting

    number = waiting(here)
    if number and not (listed or as_json) and _is_asking():
        from toolkit.commands.review_files import ask_files

        return ask_files(here, _saver(here, files))
    if number:
        wait = output.count(number, "file that was added waits", "files that were added wait")
        output.note(f"{wait} for review: secretariat review --files")
    return True


def _is_asking() -> bool:
    return sys.stdin.isatty() and output.on_terminal()


def _saver(here: Workspace, files: _Files) -> Saver:
    from toolkit.commands.workspace import who_saves
    from toolkit.saving.repository import Repository

    repository = Repository(here)
    saver = who_saves(repository.saver(), files.name, files.email, required=True)
    assert saver is not None
    if repository.saver() != saver:
        repository.remember(saver)
    return saver


def _refuse(
    words: Sequence[Word], anchor: str, every: bool, listed: bool, owner: str | None
) -> None:
    """Raise `click.UsageError` for options that do not go together."""
    if len(words) > 1:
        raise click.UsageError("--confirm, --reject and --as exclude each other.")
    if words and listed:
        raise click.UsageError("--list and --json only list: leave out the answer.")
    if words and not anchor and not every:
        raise click.UsageError(
            "Name the paragraph, such as som-1-minutes#p3, or add --all to answer for all of them."
        )
    if every and not words:
        raise click.UsageError("--all goes with --confirm, --reject or --as.")
    if owner is not None and words and words[0] not in ("yes", "action"):
        raise click.UsageError("--owner is of an action: leave it out, or say --as action.")
