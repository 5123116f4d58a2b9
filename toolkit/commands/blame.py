"""`blame`: who brought each sentence of a record."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict

import click

from toolkit import output
from toolkit.cli import workspace
from toolkit.commands.read import (
    as_typed,
    known_at,
    require_record,
    tell_if_behind,
    tell_if_disposed,
)


@click.command(short_help="Tell who brought each sentence, and when.")
@click.argument("name", metavar="ID[#pN]")
@click.option(
    "--as-known-at",
    metavar="VERSION",
    help="As the archive knew it then: a day, month or year (its last day), or the hash of a save.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it for a machine.")
@click.pass_context
def blame(ctx: click.Context, name: str, as_known_at: str | None, as_json: bool) -> None:
    """Tell who brought each sentence of the record ID, or of one paragraph of it, and when.

    A sentence keeps its origin while it stays, wherever in the text it goes. What stood
    already in a draft, or in a text that this one supersedes or amends, is told as brought by
    that record.
    """
    from archive.blame import blame as lines_of
    from archive.reading import open_archive
    from toolkit.comparing import blame_lines

    here = workspace(ctx)
    record, _, anchor = name.partition("#")
    with closing(open_archive(here.archive)) as conn:
        tell_if_behind(here, conn)
        require_record(
            conn, record, f"it has no text; `secretariat history {record}` tells what was learned"
        )
        tell_if_disposed(conn, record)
        at = known_at(here, conn, as_known_at) if as_known_at else None
        with as_typed(conn, record, as_known_at):
            lines = lines_of(conn, record, anchor or None, at)
    if as_json:
        output.show_json([asdict(line) for line in lines])
    elif lines:
        output.show("\n".join(blame_lines(name, lines, output.terminal_width())))
    else:
        click.echo(f"{output.clean(name)} has no text.")
