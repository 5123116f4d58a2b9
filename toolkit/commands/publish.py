"""`publish`: an edition as a site of plain files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from archive.editions.ladder import EDITIONS, Edition
from toolkit import output
from toolkit.cli import start_of, workspace

if TYPE_CHECKING:
    from archive.publish import Published

#: Pages and originals that are named one by one.
_FEW = 5


@click.command(short_help="Write the archive as a site of plain files.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    default="public",
    show_default=True,
    help="Which edition to write.",
)
@click.option(
    "--address",
    metavar="URL",
    default="",
    help="Where it will be on the web; feeds and the site map then name whole addresses.",
)
@click.option("--force", is_flag=True, help="Keep files in DIR that are not the site's.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done for a machine.")
@click.pass_context
def publish(
    ctx: click.Context, folder: Path, edition: Edition, address: str, force: bool, as_json: bool
) -> None:
    """Write an edition as a site into DIR: for any web server, and for a USB stick.

    Every page is a file, its links lead from file to file, and searching runs in the browser. The
    edition is built first where that is due. Publishing again writes only what changed. The new
    site takes the place of the old one when it is whole.

    Files in DIR that publish did not write are never removed: it stops, or with --force leaves
    them there.
    """
    from archive.publish import publish as write
    from toolkit.commands.build import run_build

    here = workspace(ctx)
    home = _address(address)
    run_build(here, edition=edition)
    goal = start_of(ctx) / folder
    with output.progress("Publishing") as step:
        stages = ("Originals", "Pages", "Search", "Downloads", "Putting it in place")
        widths = (0.05, 0.75, 0.1, 0.05, 0.05)

        def told(what: str, part: float) -> None:
            at = stages.index(what)
            step(sum(widths[:at]) + widths[at] * part)

        processes = min(os.cpu_count() or 1, 8)
        done = write(here, edition, goal, home=home, force=force, processes=processes, step=told)
    if as_json:
        output.show_json(done)
        return
    _tell(done, edition)


def _address(said: str) -> str:
    """The address without a slash at its end; raises `UsageProblem`."""
    from archive.errors import UsageProblem

    if not said:
        return ""
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise UsageProblem(f"{said!r} is no address of a site: write it as https://example.org/")
    return said.rstrip("/")


def _tell(done: Published, edition: Edition) -> None:
    where = output.shown_path(done.goal)
    pages = output.count(done.pages, "page")
    if done.unchanged:
        click.echo(f"{where} is as it should be: {pages} of the {edition} edition.")
    else:
        over = f", {done.reused:,} of them as they were" if done.reused else ""
        files = output.count(done.files, "file")
        click.echo(f"{where} holds the {edition} edition: {pages}{over}; {files} in all.")
    click.echo(f"Open {output.shown_path(done.goal / 'index.html')} in a browser.")
    _some("these originals are not here as the archive lists them", done.missing)
    _some("where capital letters do not count, these stand in each other's place", done.alike)
    if edition != "public":
        output.note(f"note: this is the {edition} edition: give it to nobody else")


def _some(what: str, names: list[str]) -> None:
    if names:
        rest = f", and {len(names) - _FEW:,} more" if len(names) > _FEW else ""
        output.note(f"warning: {what}: {', '.join(names[:_FEW])}{rest}")
