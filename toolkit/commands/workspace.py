"""`init`, `new`, `status` and `save`: what a secretary does every day, without git."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import start_of, workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.findings import Finding
    from toolkit.saving.changes import Change
    from toolkit.saving.repository import Repository, Saver

#: The options that say who saves.
WHO = (
    click.option("--name", metavar="NAME", help="Who saves; kept for the next time."),
    click.option("--email", metavar="ADDRESS", help="Their e-mail; kept for the next time."),
)


#: Files that a save leaves alone, and errors that one keeps, which are told one by one.
_FEW = 3


@click.command(short_help="Make a new workspace, with samples.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@WHO[0]
@WHO[1]
@click.pass_context
def init(ctx: click.Context, folder: Path, name: str | None, email: str | None) -> None:
    """Make a new workspace in DIR, with a sample of each kind of record.

    DIR must be new or empty. A workspace that has lost its history (an unpacked copy) gets
    a new one, and its files stay as they are.
    """
    from toolkit.saving.start import start

    target = start_of(ctx) / folder
    made = start(target, lambda known: who_saves(known, name, email, required=False))
    where = output.shown_path(made.workspace.root)
    verb = "has a history from now on" if made.had_files else "is ready"
    click.echo(f"{where} {verb}; first save by {made.saver}.")
    if made.nobody:
        output.note(
            "You are not known here yet: say who you are with the next save, "
            'secretariat save "why" --name NAME --email ADDRESS'
        )
    if made.inside is not None:
        output.note(f"It lies inside the repository {made.inside}, which does not save it.")
    if not made.had_files:
        click.echo(
            f"Go on with: cd {output.typed(where)}, read README.md, secretariat serve --open"
        )


#: What a draft leaves open, and the finding of `check` that would say so.
_FINDING_OF = {"title": "R008", "text": "R033"}


@click.command(short_help="Write a new record to fill in.")
@click.argument("kind")
@click.option("--meeting", metavar="ID", help="The meeting it belongs to, by its id.")
@click.option("--title", metavar="TEXT", help="What it is, in one line.")
@click.option("--date", "date_", metavar="DATE", help="Its date in EDTF, such as 2025-06-03.")
@click.option("--no-edit", is_flag=True, help="Only write the file, open no editor.")
@click.pass_context
def new(
    ctx: click.Context,
    kind: str,
    meeting: str | None,
    title: str | None,
    date_: str | None,
    no_edit: bool,
) -> None:
    """Write a record of KIND to fill in, and open it in your editor.

    KIND is minutes, letter, decision, agenda, report, strategy, terms-of-reference,
    presentation, participants, note, or one that your process has added.
    The editor is the one that $VISUAL or $EDITOR names.
    """
    from archive.check import check
    from toolkit.commands.check import print_findings
    from toolkit.drafting import draft, still_to_fill, write

    here = workspace(ctx)
    drafted = draft(here, kind, meeting=meeting, title=title, date_=date_)
    path = write(here, drafted)
    if not no_edit and sys.stdin.isatty() and output.on_terminal():
        try:
            click.edit(filename=str(path))
        except click.ClickException as error:
            output.note(f"No editor could be opened ({error.message}): edit the file yourself.")
    click.echo(f"{output.shown_path(path)} is the new record {drafted.id}.")
    left = still_to_fill(drafted, path.read_text(encoding="utf-8", errors="replace"))
    # What is still to be filled in is no mistake of anyone, so it is not told as a finding.
    empty = {_FINDING_OF[what] for what, _ in left if what in _FINDING_OF}
    findings = [each for each in check(here, [drafted.path]) if each.code not in empty]
    if findings:
        print_findings(findings)
    elif not left:
        click.echo("Nothing is wrong with it.")
    if left:
        places = ", ".join(f"its {what} (line {line})" for what, line in left)
        click.echo(f"Still to be filled in: {places}.")
    click.echo('Keep it with: secretariat save "why"')


@click.command(short_help="Say what changed since the last save.")
@click.option("--json", "as_json", is_flag=True, help="Print it for a machine.")
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Say in plain words what changed since the last save."""
    from toolkit.freshness import archive_state
    from toolkit.intake.store import waiting
    from toolkit.saving.changes import find_changes, outside
    from toolkit.saving.repository import Repository

    here = workspace(ctx)
    repository = Repository(here)
    changes = find_changes(repository)
    saver, beside = repository.saver(), outside(repository)
    state = archive_state(here)
    added = waiting(here)
    if as_json:
        output.show_json(
            {
                "workspace": str(here.root),
                "changes": [change.as_dict() for change in changes],
                "outside": len(beside),
                "waiting": added,
                "saver": {"name": saver.name, "email": saver.email} if saver else None,
                "archive": state.name,
            }
        )
        return
    lines = _described(changes) if changes else ["Nothing has changed since the last save."]
    if changes:
        keep = 'Keep it with: secretariat save "why". Take it back with: secretariat undo.'
        lines += ["", keep]
    if beside:
        number = output.count(len(beside), "other file")
        more = ", ..." if len(beside) > _FEW else ""
        named = f"{', '.join(beside[:_FEW])}{more}"
        lines.append(f"{number} changed that a save leaves alone: {named}")
    if added:
        wait = output.count(added, "file waits", "files wait")
        lines.append(f"{wait} for review: secretariat review")
    lines.append(f"You save as {saver}." if saver else "A save will ask who you are.")
    lines.append(state.sentence)
    output.show("\n".join(output.clean(line) for line in lines))


@click.command(short_help="Check, keep and rebuild.")
@click.argument("why")
@WHO[0]
@WHO[1]
@click.option(
    "--even-with-errors",
    is_flag=True,
    help="Save although there are errors (emergencies only).",
)
@click.pass_context
def save(
    ctx: click.Context, why: str, name: str | None, email: str | None, even_with_errors: bool
) -> None:
    """Check the records, keep them under your name, and rebuild the archive.

    WHY says in one line what was done; it stays beside the records for ever.
    """
    from archive.errors import CheckFailed
    from toolkit.commands.build import rebuild
    from toolkit.commands.check import errors_in, print_findings
    from toolkit.saving import save as saving
    from toolkit.saving.changes import find_changes
    from toolkit.saving.repository import Repository

    here = workspace(ctx)
    saving.message_from(why)
    repository = Repository(here)
    repository.require_ready()
    changes = find_changes(repository)
    if not changes:
        click.echo("Nothing has changed since the last save.")
        return
    errors = errors_in(here)
    if errors and not even_with_errors:
        print_findings(errors, err=True)
        raise CheckFailed(
            f"{output.count(len(errors), 'error')} found, so nothing was saved: mend what is "
            "listed above and save again"
        )
    saver = who_saves(repository.saver(), name, email, required=True)
    assert saver is not None
    saved = saving.save(repository, changes, why, saver)
    if saved is None:
        click.echo("Nothing has changed since the last save but how the files are written.")
        return
    _remember(repository, saver)
    said = f"{saving.message_from(why).splitlines()[0]} - by {saver}"
    click.echo(f"Saved as {saved.hash[:10]}: {_tally(changes)}.\n  {output.clean(said)}")
    _tell_kept(errors)
    rebuild(here, saved=True)


def who_saves(
    known: Saver | None, name: str | None, email: str | None, *, required: bool
) -> Saver | None:
    """Who saves: as told, as known, or as a person answers now; raises `UsageProblem`."""
    from archive.errors import UsageProblem
    from toolkit.saving.save import saver_from

    if known is not None and name is None and email is None:
        return known
    name = name or (known.name if known else None)
    email = email or (known.email if known else None)
    if sys.stdin.isatty() and not (name and email):
        output.note("Who saves? It is asked once and kept with the records.")
        name = name or click.prompt("Your name", err=True)
        email = email or click.prompt("Your e-mail address", err=True)
    if name and email:
        return saver_from(name, email)
    if required or name or email:
        raise UsageProblem("who saves? Add --name NAME --email ADDRESS; it is kept for next time")
    return None


def _tell_kept(errors: Sequence[Finding]) -> None:
    """Say on stderr which errors were saved with the rest, the first few by name."""
    if not errors:
        return
    output.note(f"warning: {output.count(len(errors), 'error')} saved with it:")
    for error in errors[:_FEW]:
        output.note(f"  {error.line_of_text()}")
    if len(errors) > _FEW:
        output.note(f"  ... and {len(errors) - _FEW:,} more: secretariat check")


def _remember(repository: Repository, saver: Saver) -> None:
    if repository.saver() != saver:
        repository.remember(saver)


def _described(changes: list[Change]) -> list[str]:
    lines = [f"{_tally(changes, 'file').capitalize()} since the last save:", ""]
    for change in changes:
        name = change.path
        if change.old_path:
            name = f"{change.old_path} -> {change.path}"
        if change.path.startswith("records/registers/") and change.details:
            name = Path(change.path).stem
        lines.append(f"  {change.kind:<8} {name}: {change.in_words()}")
    return lines


def _tally(changes: list[Change], what: str = "") -> str:
    """'1 new, 2 changed, 1 renamed'; with `what` 'file' '1 file new, 2 changed, 1 renamed'."""
    kinds = [change.kind for change in changes]
    order = ("new", "changed", "renamed", "deleted")
    (number, kind), *rest = [(kinds.count(kind), kind) for kind in order if kind in kinds]
    first = f"{output.count(number, what)} {kind}" if what else f"{number:,} {kind}"
    return ", ".join([first, *(f"{number:,} {kind}" for number, kind in rest)])
