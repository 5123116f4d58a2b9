"""`handover readiness`: what is there, what lacks, and what to do about it before leaving."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from toolkit import output
from toolkit.cli import start_of, workspace


@click.command(short_help="Judge what still lacks before a handover.")
@click.option(
    "--only",
    "names",
    metavar="HEADING",
    multiple=True,
    help="Judge only this heading, such as minutes or letters; may be given several times.",
)
@click.option("--all", "every", is_flag=True, help="Show every finding, not only the first few.")
@click.option("--json", "as_json", is_flag=True, help="Print it for a machine.")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it as one page that prints and needs nothing else.",
)
@click.option(
    "--fail-under",
    "least",
    metavar="N",
    type=click.IntRange(0, 100),
    help="End with exit code 1 where the overall score is below N.",
)
@click.pass_context
def readiness(
    ctx: click.Context,
    names: tuple[str, ...],
    every: bool,
    as_json: bool,
    page: Path | None,
    least: int | None,
) -> None:
    """Judge how ready the archive is to be handed over, months before it is.

    Each heading has a score from 0 to 100 with its reckoning, and findings with what to do. A
    heading without anything to judge has none. What nobody knows any more counts as in order once
    it is named among the `unknowns` of what it concerns. Nothing is changed.
    """
    from archive.reading import open_archive
    from toolkit.commands.build import run_build
    from toolkit.handover.readiness.run import readiness as judge
    from toolkit.handover.readiness.run import wanted
    from toolkit.handover.readiness.terminal import lines_of

    only = wanted(names)
    here = workspace(ctx)
    run_build(here)
    with closing(open_archive(here.archive)) as conn, output.progress("Judging") as step:
        told = judge(here, conn, datetime.now(UTC), only, step)
    if page is not None:
        from toolkit.handover.readiness.page import write_page

        goal = write_page(told, start_of(ctx) / page)
    if as_json:
        output.show_json(told.as_dict())
    elif page is not None:
        click.echo(f"{output.shown_path(goal)} is the page; it prints, and needs nothing else.")
    else:
        output.show("\n".join(lines_of(told, output.terminal_width(), every=every)))
    if least is not None and told.score is not None and told.score < least:
        ctx.exit(1)
