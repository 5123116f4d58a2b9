"""`export`: the archive in the forms that other programs and archives read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.editions.ladder import EDITIONS, Edition, path_of
from toolkit import output
from toolkit.cli import start_of, workspace
from toolkit.commands.read import tell_if_behind

if TYPE_CHECKING:
    from sqlite3 import Connection

    from toolkit.exporting import Step, Written

#: Forms that are one file, and those that are a folder.
_FILES = (
    "finding-aid", "finding-aid-html", "ead", "dublin-core", "premis", "custody", "retention",
)  # fmt: skip
_FOLDERS = ("registers", "ro-crate")

#: Forms that tell of all there is, and of no single record.
_WHOLE = frozenset({"registers", "retention"})


@click.command(short_help="Write what other programs and archives read.")
@click.argument("form", metavar="FORMAT", type=click.Choice([*_FILES, *_FOLDERS]))
@click.option(
    "--output",
    "goal",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Write to this new file or folder; left out, or -, a file is printed.",
)
@click.option(
    "--record", "only", metavar="ID", multiple=True, help="Only this record; may be repeated."
)
@click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    default="secretariat",
    show_default=True,
    help="For whom it is; another edition is built first, and only what it shows is written.",
)
@click.pass_context
def export(
    ctx: click.Context, form: str, goal: Path | None, only: tuple[str, ...], edition: Edition
) -> None:
    """Write the archive as FORMAT, for other programs, archives and people.

    Files: finding-aid (CSV, a row for each file), finding-aid-html (for people, to print), ead
    (EAD 3), dublin-core, premis (PREMIS 3), custody (its events, a line each), retention (the
    schedule and what falls under it). Folders, which need `--output`: registers (a CSV file for
    each), ro-crate (the records, their originals and all that describes them).

    The same archive gives the same bytes every time. Who reads what: docs/exports.md.
    """
    from archive.errors import UsageProblem
    from archive.reading import open_archive
    from toolkit import exporting
    from toolkit.commands.build import run_build

    if only and form in _WHOLE:
        raise UsageProblem(f"--record does not go with {form}: it tells of the archive as a whole")
    if form in _FOLDERS and goal in (None, Path("-")):
        raise UsageProblem(f"{form} is a folder: say where with --output DIR")
    here, records = workspace(ctx), only or None
    if edition != "secretariat":
        run_build(here, edition=edition)  # what was closed since must not be told
    with closing(open_archive(path_of(here, edition))) as conn:
        if edition == "secretariat":
            tell_if_behind(here, conn)
        if form in _FILES and goal in (None, Path("-")):
            for piece in _pieces(form, conn, records, lambda done: None):
                click.echo(piece.encode("utf-8"), nl=False)  # bytes: line ends stay as they are
            return
        assert goal is not None
        place = start_of(ctx) / goal
        with output.progress("Exporting") as step:
            if form == "ro-crate":
                done = exporting.write_crate(place, here, conn, records, step)
            elif form == "registers":
                done = exporting.write_registers(place, conn)
            else:
                exporting.write_file(place, _pieces(form, conn, records, step))
                done = exporting.Written(1)
        _tell(conn, form, place, done, edition)


def _pieces(form: str, conn: Connection, only: tuple[str, ...] | None, step: Step) -> Iterator[str]:
    """The text of a form that is one file."""
    from archive.export.dublin_core import dublin_core_xml
    from archive.export.ead import ead_xml
    from archive.export.events import custody_jsonl
    from archive.export.finding_aid import finding_aid_csv
    from archive.export.finding_aid_html import finding_aid_html
    from archive.export.premis import premis_xml
    from archive.export.retention import retention_csv

    def told(done: int, of: int) -> None:
        step(done / of)

    if form == "retention":
        return retention_csv(conn)
    if form == "custody":
        return custody_jsonl(conn, only)
    by_record: dict[str, Callable[..., Iterator[str]]] = {
        "finding-aid": finding_aid_csv,
        "finding-aid-html": finding_aid_html,
        "ead": ead_xml,
        "dublin-core": dublin_core_xml,
        "premis": premis_xml,
    }
    return by_record[form](conn, only, told)


def _tell(conn: Connection, form: str, place: Path, done: Written, edition: Edition) -> None:
    where = output.shown_path(place.resolve())
    if form in _FOLDERS:
        click.echo(f"{where} holds {output.count(done.files, 'file')}.")
    else:
        click.echo(f"{where} is written.")
    for each in done.missing:
        output.note(f"warning: left out: {each}")
    if edition != "secretariat":
        output.note(f"It holds what the {edition} edition shows, and nothing else.")
        return
    closed = conn.execute(
        "SELECT count(*) FROM record WHERE access <> 'public' AND NOT removed"
    ).fetchone()[0]
    if closed:
        output.note(
            f"note: {output.count(closed, 'record')} of this archive "
            f"{'is' if closed == 1 else 'are'} not public, and what is written may tell of them; "
            "for others write --edition public"
        )
