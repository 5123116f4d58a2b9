"""`decisions`: the register of decisions, or what was in force on a day."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from archive.decisions.kinds import STATES
from toolkit import output
from toolkit.cli import workspace
from toolkit.commands.ask import as_option, for_machines
from toolkit.commands.read import day_of, known_at, tell_if_behind

if TYPE_CHECKING:
    import sqlite3

    from archive.workspace import Workspace

#: Options that a question takes under the same name.
_FILTERS = ("body", "meeting", "theme", "mandate", "verb", "addressee", "state", "basis")


@click.command(short_help="List decisions, or those in force on a day.")
@click.option(
    "--in-force-on", "day", metavar="DATE", help="Only what was in force: a day, month ..."
)
@click.option("--as-known-at", metavar="VERSION", help="As the archive knew it: a day, or a save.")
@click.option("--body", metavar="ID", help="Only of this body or series of meetings.")
@click.option("--meeting", metavar="ID", help="Only of this meeting.")
@click.option(
    "--theme", metavar="ID", help="Only from records on this theme, or this list of themes."
)
@click.option("--mandate", metavar="ID", help="Only from this term of the secretariat.")
@click.option("--verb", metavar="WORD", help="Only with this verb, such as mandated, or tier.")
@click.option(
    "--addressee", metavar="WHO", help="Only addressed to, or the task of, this id or name."
)
@click.option("--state", type=click.Choice(STATES), help="Only in this state (not for a day).")
@click.option(
    "--basis",
    type=click.Choice(("stated", "proposed")),
    help="Only what a person stated, or only what the reader proposes.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it for a machine.")
@click.option("--csv", "as_csv", is_flag=True, help="Print it as CSV.")
@click.pass_context
def decisions(
    ctx: click.Context,
    /,
    day: str | None,
    as_known_at: str | None,
    as_json: bool,
    as_csv: bool,
    **filters: str | None,
) -> None:
    """List the decisions with their state, or with --in-force-on those in force on a day.

    DATE is a day, `today`, or a month or year (then its last day). A question mark before a
    decision says that only the reader of the texts takes it for one: `secretariat review`.
    """
    from archive.entry import names_of
    from archive.questions import BadValue, answer
    from archive.reading import open_archive
    from toolkit.decided import decided_lines

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    if day and filters["state"]:
        raise click.UsageError(
            "--in-force-on lists what is adopted or amended: leave out --state, or the day."
        )
    here = workspace(ctx)
    with closing(open_archive(here.archive)) as conn:
        tell_if_behind(here, conn)
        name = "decisions-in-force" if day else "decisions"
        try:
            told = answer(conn, name, _values(here, conn, day, as_known_at, filters))
        except BadValue as error:
            raise as_option(error, {"day": "--in-force-on"}) from None
        lines = []
        if not (as_json or as_csv):
            lines = decided_lines(told, names_of(conn), output.terminal_width())
    if as_json:
        output.show_json(for_machines(told))
    elif as_csv:
        output.show_csv(told.columns, told.rows)
        if told.said:
            output.note(told.said)
    else:
        output.show("\n".join(lines))


def _values(
    here: Workspace,
    conn: sqlite3.Connection,
    day: str | None,
    as_known_at: str | None,
    filters: dict[str, str | None],
) -> dict[str, str]:
    """What the question is asked with; raises `NotInArchive` for a moment that is not known."""
    values = {name: text for name in _FILTERS if (text := filters[name])}
    if day:
        values["day"] = day_of(day) or day
    if as_known_at:
        values["known_at"] = str(known_at(here, conn, as_known_at))
    return values
