"""`build` and `digest`: from the records and their history to archive.db, and its proof."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

import click

from archive.editions.ladder import EDITIONS, Edition
from toolkit import output
from toolkit.cli import workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archive.build import BuildReport
    from archive.findings import Finding
    from archive.workspace import Workspace

#: How much of a whole build's time the history takes; the rest goes to the current records.
_HISTORY = 0.5

#: Notices of one code that are told one by one; more are counted.
_FEW = 3


@click.command(short_help="Bring the archive up to the records.")
@click.option("--full", is_flag=True, help="Make the archive anew instead of adding what is new.")
@click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    default="secretariat",
    show_default=True,
    help="Whom the file is for; archive-public.db holds only what is for everyone.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary for a machine.")
@click.pass_context
def build(ctx: click.Context, full: bool, edition: Edition, as_json: bool) -> None:
    """Bring the archive up to the records: all their versions, and what is not yet saved.

    Reads only what is new since the last build. The same saves give the same archive
    everywhere; `secretariat digest` proves it.

    The editions for the partners and the public are files of their own. What is closed to them
    is in no byte of their file; `secretariat edition diff` lists what that is.
    """
    here = workspace(ctx)
    report = run_build(here, full=full, edition=edition)
    if as_json:
        output.show_json(
            {
                "archive": str(report.path),
                "edition": edition,
                "mode": report.mode,
                "head": report.head,
                "new": {
                    "commits": report.commits,
                    "versions": report.versions,
                    "records": report.records,
                },
                "total": {
                    "commits": report.total_commits,
                    "versions": report.total_versions,
                    "records": report.total_records,
                },
                "uncommitted": report.uncommitted,
                "notices": [notice.as_dict() for notice in report.notices],
            }
        )
        return
    for line in told(here, report):
        click.echo(line)


@click.command(short_help="Print the archive's content digest.")
@click.option("--check", is_flag=True, help="Make the archive anew beside it, and compare all.")
@click.pass_context
def digest(ctx: click.Context, check: bool) -> None:
    """Print the archive's content digest (SHA-256): the same saves give the same one anywhere.

    The archive is built first where there is none yet.

    `--check` brings it up to the records, makes it anew from all saves in another place, and
    compares every row and text: so it is found where somebody changed an answer in the file
    itself. Ends with exit code 1 where something differs.
    """
    from archive.digest import digest as digest_of
    from archive.reading import open_archive
    from toolkit.commands.read import tell_if_behind

    here = workspace(ctx)
    if check:
        _check_against_saves(here)
    elif not here.archive.exists():
        for line in told(here, run_build(here)):
            output.note(line)
    with closing(open_archive(here.archive)) as conn:  # says so where it is no archive
        tell_if_behind(here, conn)
    click.echo(digest_of(here.archive))


def _check_against_saves(here: Workspace) -> None:
    from archive.errors import CheckFailed
    from archive.matching import against_saves

    run_build(here)
    with output.progress("Making anew") as step:
        found = against_saves(here, progress=_parts(step), processes=_processes())
    for each in found:
        click.echo(output.clean(str(each)))
    if found:
        raise CheckFailed(
            f"{here.archive.name} does not say what was saved: keep a copy of it, then run "
            "`secretariat build --full`"
        )
    output.note(f"{here.archive.name} says what the saves say. Its digest:")


def _parts(step: Callable[[float], None]) -> Callable[[str, int, int], None]:
    """What moves a bar while a build tells how far it is."""

    def told_of(stage: str, done: int, total: int) -> None:
        part = done / total if total else 1.0
        step(_HISTORY * part if stage == "history" else _HISTORY + (1 - _HISTORY) * part)

    return told_of


def _processes() -> int:
    return min(os.cpu_count() or 1, 8)


def run_build(
    here: Workspace, *, full: bool = False, edition: Edition = "secretariat"
) -> BuildReport:
    """Build with a bar on a terminal; a key that had to be made for it is told."""
    from archive.editions.build import build_edition
    from archive.editions.names import KEY

    had = (here.root / KEY).exists()
    with output.progress("Building") as step:
        report = build_edition(
            here, edition, full=full, progress=_parts(step), processes=_processes()
        )
    if not had and (here.root / KEY).exists():
        output.note(f"{KEY} was made, by which closed records get numbers: save it with the rest.")
    return report


def rebuild(here: Workspace, *, saved: bool = False) -> None:
    """Build after a save, and say in a line what came of it."""
    from archive.errors import SecretariatError

    try:
        report = run_build(here)
    except SecretariatError as error:
        if not saved:
            raise
        raise type(error)(f"it is saved, but the archive was not rebuilt: {error}") from None
    click.echo(f"The archive now holds {_totals(report)}.")


def told(here: Workspace, report: BuildReport) -> list[str]:
    """What a build did, in a few lines."""
    name = report.path.name
    if report.mode == "whole":
        lines = [f"{name} made anew: it holds {_totals(report)}."]
    elif report.commits:
        saves = output.count(report.commits, "save")
        lines = [f"{name} brought up to date with {saves}: it holds {_totals(report)}."]
    elif report.path == here.archive:
        lines = [f"The archive is up to date: it holds {_totals(report)}."]
    else:
        lines = [f"{name} is up to date: it holds {_totals(report)}."]
    if report.uncommitted:
        number = output.count(_unsaved(here, report), "file")
        lines.append(f"{number} not saved yet: shown in the archive, and marked as such.")
    return lines + told_notices(report.notices)


def _unsaved(here: Workspace, report: BuildReport) -> int:
    """How many files are not saved yet, counted as `status` does: a renamed one is one."""
    from archive.errors import SaveFailed
    from archive.workspace import RECORDS
    from toolkit.saving.changes import find_changes
    from toolkit.saving.repository import Repository

    try:
        changes = find_changes(Repository(here))
    except SaveFailed:  # a save will say why; the archive is built all the same
        return report.uncommitted
    # Where git sees changes that a reader does not (a file's mode), its own count is all there is.
    found = sum(any(path.startswith(f"{RECORDS}/") for path in each.paths) for each in changes)
    return found or report.uncommitted


def told_notices(notices: Iterable[Finding]) -> list[str]:
    """What could not be read, a few of each sort and how many more there are."""
    by_code: dict[str, list[Finding]] = {}
    for notice in notices:
        by_code.setdefault(notice.code, []).append(notice)
    lines = []
    for found in by_code.values():
        lines += [output.clean(notice.line_of_text()) for notice in found[:_FEW]]
        if len(found) > _FEW:
            lines.append(f"... and {len(found) - _FEW:,} more of {found[0].code}: build --json")
    return lines


def _totals(report: BuildReport) -> str:
    return (
        f"{output.count(report.total_records, 'record')} in "
        f"{output.count(report.total_versions, 'version')} from "
        f"{output.count(report.total_commits, 'save')}"
    )
