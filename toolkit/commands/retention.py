"""`retention`: how long records are kept, and for which of them that time is over."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import workspace
from toolkit.commands.ask import for_machines

if TYPE_CHECKING:
    from archive.questions import Answer

_JSON = click.option("--json", "as_json", is_flag=True, help="Print it for a machine.")


@click.group(short_help="Say how long records are kept, and which are due.")
def retention() -> None:
    """How long records are kept, by the rules of records/registers/retention.yaml.

    Nothing is ever disposed of by itself: `secretariat dispose` does it, one record at a time and
    by somebody's authority.
    """


@retention.command(short_help="List the records whose time is over.")
@click.option("--on", "day", metavar="DATE", help="As of this day; left out, today.")
@click.option(
    "--within",
    metavar="MONTHS",
    type=click.IntRange(0, 1200),
    default=12,
    show_default=True,
    help="How many months ahead is soon.",
)
@_JSON
@click.pass_context
def due(ctx: click.Context, day: str | None, within: int, as_json: bool) -> None:
    """List the records whose time is over, or soon will be, and how that is reckoned.

    A date that is not exact may mean that the time is only perhaps over; where a date is not known,
    so is the end. Personal data comes first.
    """
    from toolkit.commands.read import day_of
    from toolkit.retaining import due_lines

    asked = (day_of(day) or day) if day else ""
    answered = _ask(ctx, "retention-due", {"day": asked, "within": str(within)})
    if as_json:
        output.show_json(for_machines(answered))
        return
    output.show("\n".join(due_lines(answered)))


@retention.command(short_help="Show the rules, and how many records each holds for.")
@_JSON
@click.pass_context
def schedule(ctx: click.Context, as_json: bool) -> None:
    """Show each rule of the schedule, by whose authority, and how many records it holds for."""
    from toolkit.retaining import schedule_lines

    answered = _ask(ctx, "retention-schedule", {})
    if as_json:
        output.show_json(for_machines(answered))
        return
    if not answered.rows:
        click.echo(answered.said or "There is no rule.")
        return
    output.show("\n".join(schedule_lines(answered)))


def _ask(ctx: click.Context, name: str, values: dict[str, str]) -> Answer:
    from archive.questions import answer
    from archive.reading import open_archive
    from toolkit.commands.read import tell_if_behind

    here = workspace(ctx)
    with closing(open_archive(here.archive)) as conn:
        tell_if_behind(here, conn)
        return answer(conn, name, values)
