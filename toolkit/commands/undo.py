"""`undo`: back to the last save, what stood there being kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import start_of, workspace

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.saving.changes import Change


@click.command(short_help="Take back what was not saved.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def undo(ctx: click.Context, paths: tuple[str, ...], yes: bool) -> None:
    """Take back what was not saved: all of it, or only the PATHs (files, folders or ids).

    What would be taken back is shown first. Nothing is destroyed: what stood there
    goes to a folder in .secretariat/undone.
    """
    from archive.errors import SaveFailed
    from toolkit.saving.changes import find_changes
    from toolkit.saving.repository import Repository
    from toolkit.saving.undo import chosen, take_back

    here = workspace(ctx)
    repository = Repository(here)
    repository.require_ready()
    if repository.head() is None:
        raise SaveFailed("nothing has been saved yet, so there is nothing to go back to")
    changes = chosen(repository, find_changes(repository), start_of(ctx), paths)
    if not changes:
        click.echo(
            "Nothing there has changed since the last save."
            if paths
            else "Nothing has changed since the last save."
        )
        return
    click.echo("\n".join(_losses(changes)))
    if not yes and not click.confirm("Take this back?"):
        output.note("nothing was changed")
        ctx.exit(1)
    click.echo(_done(changes, take_back(repository, changes)))


def _done(changes: list[Change], folder: Path | None) -> str:
    """'2 files taken back, 1 brought back. Copies are in ...'."""
    back = sum(change.kind == "deleted" for change in changes)
    taken = len(changes) - back
    if not taken:
        return f"{output.count(back, 'file')} brought back."
    said = f"{output.count(taken, 'file')} taken back{f', {back:,} brought back' if back else ''}."
    if folder is None:
        return said
    copies = "A copy is" if taken == 1 else "Copies are"
    return f"{said} {copies} in {output.shown_path(folder)}"


#: Lines of a file's difference that `undo` shows; more would hide the other files.
_SHOWN_LINES = 12


def _losses(changes: list[Change]) -> list[str]:
    from archive.text.diff import word_diff

    effect = {
        "new": "is new and would go to the copies",
        "changed": "would lose these changes",
        "renamed": "would get its old name back",
        "deleted": "would come back",
    }
    lines = []
    for change in changes:
        lines.append(f"{output.clean(change.path)} {effect[change.kind]} ({change.in_words()})")
        if change.kind != "changed" or change.words is None:
            continue
        was, now = ((data or b"").decode("utf-8", "replace") for data in (change.was, change.now))
        told = output.difference(word_diff(was, now), colour=output.coloured())
        changed = [line for line in told.splitlines() if _is_marked(line)]
        lines += [f"    {line}" for line in changed[:_SHOWN_LINES]]
        if len(changed) > _SHOWN_LINES:
            lines.append(f"    ... and {len(changed) - _SHOWN_LINES} more lines")
    return lines


def _is_marked(line: str) -> bool:
    return any(mark in line for mark in ("[-", "{+", "{~", "\x1b["))
