"""`edition`: what the readers of an edition do not see, and which closures are to be reviewed."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import click

from archive.editions.ladder import LESSER, Edition
from toolkit import output
from toolkit.cli import workspace

if TYPE_CHECKING:
    from archive.editions.unseen import Unseen
    from archive.workspace import Workspace

#: Sorts of what is not seen → the heading above them.
_HEADINGS = {
    "record": "Records",
    "passage": "Passages",
    "versions": "Older versions",
    "original": "Originals",
    "embedded": "What originals carry",
    "alias": "Names and addresses of people",
    "import": "Imports",
}

#: What no reader of another edition sees, whatever the records say.
_NEVER = (
    "Left out everywhere: who saved, and with which words; the names of files; where records came "
    "from (provenance); remarks in YAML; the openings of the log."
)


@click.group(short_help="What the readers of an edition do not see.")
def edition() -> None:
    """Editions: what partners and the public do not see of the archive, and why."""


@edition.command("diff", short_help="List what an edition leaves out, and why.")
@click.option("--edition", "name", type=click.Choice(LESSER), help="Only this edition.")
@click.option("--json", "as_json", is_flag=True, help="Print the list for a machine.")
@click.pass_context
def edition_diff(ctx: click.Context, name: Edition | None, as_json: bool) -> None:
    """List what the readers of an edition do not see, and why.

    The archive is built first. The list is for the secretariat: it names what is closed.
    """
    here = workspace(ctx)
    found = _unseen(here, (name,) if name else LESSER)
    if as_json:
        output.show_json(found)
        return
    width = output.terminal_width()
    lines: list[str] = []
    for each, things in found.items():
        readers = "the public" if each == "public" else "the partners"
        lines.append(click.style(f"Not seen by {readers}", bold=True))
        if not things:
            lines.append("  Nothing: every record is theirs.")
        ordered = sorted(things, key=lambda thing: _place(thing.sort))
        for sort, group in groupby(ordered, key=lambda thing: thing.sort):
            heading = _HEADINGS.get(sort, f"Entries: {sort.replace('_', ' ')}")
            lines.append(f"  {heading}")
            for thing in group:
                lines += output.hung("", _told(thing), width, 4, 4)
        lines.append("")
    lines += output.hung("", _NEVER, width, 0)
    output.show("\n".join(lines))


@edition.command("review", short_help="List the closures that are to be looked at again.")
@click.option("--json", "as_json", is_flag=True, help="Print the list for a machine.")
@click.pass_context
def edition_review(ctx: click.Context, as_json: bool) -> None:
    """List the closures whose date of review has come. Nothing is opened by it."""
    due = [thing for thing in _unseen(workspace(ctx), ("public",))["public"] if thing.due]
    due.sort(key=lambda thing: (thing.due, thing.id))
    if as_json:
        output.show_json(due)
        return
    if not due:
        click.echo("No closure is to be reviewed.")
        return
    rows = [(each.due, each.id, each.title, each.ground) for each in due]
    heads = ("since", "record", "title", "ground")
    output.show(output.table(heads, rows, output.terminal_width()))


def _unseen(here: Workspace, editions: tuple[Edition, ...]) -> dict[Edition, list[Unseen]]:
    from archive.editions.unseen import unseen
    from toolkit.commands.build import run_build

    run_build(here)
    today = date.today().isoformat()
    return {each: unseen(here, each, today) for each in editions}


def _place(sort: str) -> int:
    known = list(_HEADINGS)
    return known.index(sort) if sort in known else len(known)


def _told(thing: Unseen) -> str:
    """One thing in a line."""
    where = f", line {thing.where}" if thing.where else ""
    said = f"{thing.id}{where}" + (f" ({thing.title})" if thing.title else "") + f": {thing.why}"
    if thing.ground:
        said += f"; ground: {thing.ground}"
    if thing.exemption:
        said += f" ({thing.exemption})"
    if thing.review:
        said += f"; review: {thing.review}"
    if thing.due:
        said += f"; TO BE REVIEWED since {thing.due}"
    return f"{said}; shown as {thing.shown_as}" if thing.shown_as else said
