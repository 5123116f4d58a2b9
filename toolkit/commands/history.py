"""`history`: what became of a record, an entry or a decision, and where the archive has it from."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import workspace
from toolkit.commands.read import tell_if_behind, tell_if_disposed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.decisions.chapters import Biography, Task


@click.command(short_help="Tell what was learned of it, and when.")
@click.argument("name", metavar="ID[#pN]")
@click.option("--json", "as_json", is_flag=True, help="Print it for a machine.")
@click.pass_context
def history(ctx: click.Context, name: str, as_json: bool) -> None:
    """Tell what the archive learned of ID, a record or an entry of a register, and when.

    Of a decision, such as `ministers-1-conclusions#p3`, it tells the whole life with sources:
    states, wordings, relations with who states them, and tasks. Of a task it tells what became
    of it, from text to text.
    """
    from archive.decisions.biography import biography, is_decision, tasks_of
    from archive.entry import is_record, names_of
    from archive.learned import statement_turns
    from archive.reading import history as learned
    from archive.reading import open_archive
    from toolkit.histories import history_lines

    here = workspace(ctx)
    with closing(open_archive(here.archive)) as conn:
        tell_if_behind(here, conn)
        tell_if_disposed(conn, name.partition("#")[0])
        tasks = tasks_of(conn, name) if "#" in name and not is_decision(conn, name) else ()
        if tasks:
            if as_json:
                output.show_json([asdict(task) for task in tasks])
            else:
                output.show("\n".join(_task_lines(tasks, conn)))
            return
        if "#" in name or is_decision(conn, name):
            life = biography(conn, name)
            if as_json:
                output.show_json(asdict(life))
            else:
                output.show("\n".join(_life_lines(life, conn)))
            return
        rows = learned(conn, name)
        turns = statement_turns(conn, name) if is_record(conn, name) else []
        width = output.terminal_width()
        lines = [] if as_json else history_lines(name, rows, turns, names_of(conn), width)
    if as_json:
        output.show_json([asdict(row) for row in rows])
    elif lines:
        output.show("\n".join(lines))
    else:
        click.echo(f"The archive knows {output.clean(name)}, but has learned nothing of it yet.")


def _task_lines(tasks: Sequence[Task], conn: sqlite3.Connection) -> list[str]:
    from archive.entry import names_of
    from toolkit.courses import task_lines

    width, name_of = output.terminal_width(), names_of(conn)
    told = [task_lines(task, name_of, width) for task in tasks]
    return [line for each in told for line in (*each, "")][:-1]


def _life_lines(life: Biography, conn: sqlite3.Connection) -> list[str]:
    """The life of a decision; of one that is a whole record, what was learned of it as well."""
    from archive.entry import names_of
    from archive.learned import statement_turns
    from archive.reading import history as learned
    from toolkit.histories import history_lines
    from toolkit.lives import life_lines

    width, name_of = output.terminal_width(), names_of(conn)
    lines = life_lines(life, name_of, width)
    if life.anchor is None:
        rows, turns = learned(conn, life.id), statement_turns(conn, life.id)
        head = click.style("What was learned of the record:", bold=True)
        lines += ["", head, "", *history_lines(life.id, rows, turns, name_of, width)]
    return lines
