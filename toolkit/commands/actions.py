"""`actions`: the tasks that are open, and what became of the others."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import workspace
from toolkit.commands.ask import as_option, for_machines
from toolkit.commands.read import day_of, tell_if_behind

if TYPE_CHECKING:
    import sqlite3

    from archive.questions import Answer


@click.command(short_help="List tasks that are open, oldest first.")
@click.option(
    "--open-on", "day", metavar="DATE", help="What was open then: a day, month or year (now)."
)
@click.option("--owner", metavar="WHO", help="Only tasks of this owner, an id or a name.")
@click.option("--body", metavar="ID", help="Only tasks of this body.")
@click.option("--all", "every", is_flag=True, help="Also what was done or dropped, when and where.")
@click.option("--json", "as_json", is_flag=True, help="Print it for a machine.")
@click.option("--csv", "as_csv", is_flag=True, help="Print it as CSV.")
@click.pass_context
def actions(
    ctx: click.Context,
    day: str | None,
    owner: str | None,
    body: str | None,
    every: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the tasks that are open, the oldest first, with what they outlived.

    DATE is a day, `today`, or a month or year (then its last day). A question mark before a task
    says that only the reader of the texts takes it for one: `secretariat review`.
    """
    from archive.entry import names_of
    from archive.questions import BadValue, answer
    from archive.reading import open_archive
    from toolkit.owed import owed_lines

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    if day and every:
        raise click.UsageError("--open-on lists what was open that day: leave out --all.")
    here = workspace(ctx)
    values = {name: text for name, text in (("owner", owner), ("body", body)) if text}
    on = {"day": day_of(day) or day} if day else {}
    with closing(open_archive(here.archive)) as conn:
        tell_if_behind(here, conn)
        if owner:
            _require_owner(conn, owner)
        try:
            left = answer(conn, "open-actions", values | on)
        except BadValue as error:
            raise as_option(error, {"day": "--open-on"}) from None
        ended = answer(conn, "ended-actions", values) if every else None
        lines: list[str] = []
        if not (as_json or as_csv):
            lines = owed_lines(left, ended, names_of(conn), output.terminal_width())
    if as_json:
        told: dict[str, object] = for_machines(left)
        output.show_json({"open": told, "ended": for_machines(ended)} if ended else told)
    elif as_csv:
        _show_csv(left, ended)
    else:
        output.show("\n".join(lines))


def _require_owner(conn: sqlite3.Connection, owner: str) -> None:
    """Raise `NotInArchive` where no task ever was of `owner`: that none is open would mislead."""
    from difflib import get_close_matches

    from archive.errors import NotInArchive
    from archive.questions import whom

    rows = conn.execute(
        "SELECT owner, owner_as_written FROM action UNION"
        " SELECT owner, owner_as_written FROM action_event"
    ).fetchall()
    meant = whom(conn, owner)
    sought = meant.casefold()
    for row in rows:
        told = f" {row[1] or ''} {row[0] or ''}".replace(",", " ").casefold()
        if row[0] == meant or f" {sought}" in told:
            return
    known = {each.casefold(): each for row in rows for each in (row[1], row[0]) if each}
    found = get_close_matches(sought, known, n=4, cutoff=0.6)
    offered = [known[each] for each in found] or sorted(set(known.values()))[:4]
    wrong = f"no task in the archive ever had the owner {owner!r}"
    if found:
        raise NotInArchive(f"{wrong}; did you mean {' or '.join(offered)}?")
    others = f"some that have are {', '.join(offered)}" if offered else "none has any"
    raise NotInArchive(f"{wrong}: {others}")


def _show_csv(left: Answer, ended: Answer | None) -> None:
    """One table of both answers; a column that one of them lacks is empty there."""
    from toolkit.owed import rows_of

    answers = [left, ended] if ended else [left]
    columns = list(dict.fromkeys(name for told in answers for name in told.columns))
    rows = [row for told in answers for row in rows_of(told)]
    output.show_csv(columns, [[row.get(name) for name in columns] for row in rows])
    for told in answers:
        if told.said:
            output.note(told.said)
