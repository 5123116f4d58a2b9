"""`import-git`: a history of another repository into the archive, read only."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import workspace
from toolkit.commands.build import run_build, told_notices

if TYPE_CHECKING:
    from archive.model import Import
    from archive.workspace import Workspace


@click.command("import-git", short_help="Bring in a history from elsewhere.")
@click.argument("repository", metavar="REPO")
@click.option(
    "--path",
    "paths",
    metavar="GLOB",
    multiple=True,
    help="Which files, from the top of REPO: docs/*.md, **/*.md; may be given again.",
)
@click.option("--profile", metavar="NAME", help="How they are read: minutes, proposals, your own.")
@click.option("--id", "own", metavar="ID", help="What it is called here; REPO's name, left out.")
@click.option("--name", metavar="TEXT", help="Its name in words.")
@click.pass_context
def import_git(
    ctx: click.Context,
    repository: str,
    paths: tuple[str, ...],
    profile: str | None,
    own: str | None,
    name: str | None,
) -> None:
    """Bring the Markdown files of another git repository into the archive, with every version.

    REPO is a folder or an https address. Its history is kept beside yours and only read; the
    register imports.yaml says which commit of it. Given again, it brings in what is new since,
    and GLOB and profile may be left out. Save afterwards, as after any change.
    """
    from archive.importing import Wanted, import_git

    here = workspace(ctx)
    entry = import_git(here, repository, Wanted(paths, profile, own, name))
    report = run_build(here)
    click.echo(_counted(here, entry))
    for line in told_notices(
        [each for each in report.notices if each.path.startswith(f"{entry.id}:")]
    ):
        click.echo(line)
    output.note(f'Not saved yet: secretariat save "Import {entry.id}"')


def _counted(here: Workspace, entry: Import) -> str:
    from archive.reading import open_archive

    with closing(open_archive(here.archive)) as conn:
        commits, last = conn.execute(
            "SELECT count(*), date(max(commit_time), 'unixepoch') FROM commit_ WHERE line = ?",
            (entry.id,),
        ).fetchone()
        versions = conn.execute(
            "SELECT count(*) FROM version JOIN commit_ ON seq = commit_seq WHERE line = ?",
            (entry.id,),
        ).fetchone()[0]
        standing, gone = conn.execute(
            "SELECT count(*) FILTER (WHERE NOT removed), count(*) FILTER (WHERE removed)"
            " FROM record WHERE id GLOB ?",
            (f"{entry.id}.*",),
        ).fetchone()
    left = f" and {gone:,} that are gone" if gone else ""
    return (
        f"{entry.id} is in the archive as of {last}: {output.count(standing, 'record')}{left}, in "
        f"{output.count(versions, 'version')} from {output.count(commits, 'commit')}."
    )
