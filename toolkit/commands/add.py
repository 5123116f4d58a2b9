"""`add`: files as they are, read and proposed as records."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import STOPPED, workspace

if TYPE_CHECKING:
    from archive.workspace import Workspace
    from toolkit.intake.adding import Outcome, Wanted
    from toolkit.intake.store import Item, Store
    from toolkit.intake.tasks import Runner

#: How sure a proposal must be that `review --accept-above` usually takes unseen.
SURE = 0.95
#: What was left out, told one by one, and files that are named with each sort of finding.
_FEW, _SHOWN = 12, 3


@click.command(short_help="Bring in files as they are.")
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@click.option("--meeting", metavar="ID", help="The meeting that they all belong to.")
@click.option("--kind", metavar="KIND", help="What kind of record they all are.")
@click.option("--profile", metavar="NAME", help="How texts of their series are read.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="How many files are read at once; left out, one for each core.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Read on the Dask cluster behind ADDRESS.")
@click.option("--dry-run", is_flag=True, help="Only say what would be proposed; keep nothing.")
@click.option("--again", is_flag=True, help="Read again what was read or failed before.")
@click.option("--json", "as_json", is_flag=True, help="Print a row for each file for a machine.")
@click.pass_context
def add(
    ctx: click.Context,
    paths: tuple[Path, ...],
    meeting: str | None,
    kind: str | None,
    profile: str | None,
    jobs: int | None,
    scheduler: str | None,
    dry_run: bool,
    again: bool,
    as_json: bool,
) -> None:
    """Read files as they are, and propose a record for each.

    PATH is a file, a folder, a ZIP package or a mailbox, and may be given again. Word, PDF,
    slides, sheets, mail, pictures and texts are taken. Each file is copied, byte for byte, and
    read apart; one that cannot be read stops none of the others. Nothing is a record before you
    have said so: secretariat review.

    Stopped and run again, it goes on where it was. What is there already is not read again.
    """
    from toolkit.intake.adding import Adding
    from toolkit.intake.report import rows_of, write_report
    from toolkit.intake.store import Store, place_of

    here = workspace(ctx)
    wanted = _wanted(here, kind, meeting, profile, again)
    with ExitStack() as stack:
        folder = place_of(here)
        if dry_run:
            # Machines of a cluster see the workspace, and nothing else of this computer.
            shared = here.local if scheduler else None
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="dry-run-", dir=shared))
            )
        store = stack.enter_context(Store(folder))
        adding = Adding(store, wanted, _archived(here) | _waiting(here, dry_run))
        runner = _runner(here, store, wanted.profile, jobs, scheduler)
        stack.callback(runner.close)
        with output.progress("Reading") as step:
            outcome = adding.run(paths, runner, lambda done, known: step(done / max(known, 1)))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        report = None if dry_run or not outcome.items else write_report(store, outcome, now)
        items = store.each(dict.fromkeys(outcome.items))
        if as_json:
            _tell_machine(outcome, list(rows_of(items)), report)
        else:
            _tell(outcome, items, report, dry_run)
    if outcome.stopped:
        output.note("stopped; what was read is kept, and the same command goes on")
        raise click.exceptions.Exit(STOPPED)


def _wanted(
    here: Workspace, kind: str | None, meeting: str | None, profile: str | None, again: bool
) -> Wanted:
    """What was said of all files; raises where a name is unknown, before anything is read."""
    from archive import profiles
    from toolkit.drafting import require_kind, require_meeting
    from toolkit.intake.adding import Wanted

    if kind:
        require_kind(here, kind)
    if meeting:
        require_meeting(here, meeting)
    if profile:
        series = profiles.load(here.root, profile)
        kind = kind or (series.kind if series.kind != "note" else None)
    return Wanted(kind or "", meeting or "", profile or "", again)


def _archived(here: Workspace) -> dict[str, str]:
    """SHA-256 of every original that is beside a record → the record's id."""
    from toolkit.intake.originals import originals_in

    return originals_in(here)


def _waiting(here: Workspace, dry_run: bool) -> dict[str, str]:
    """For a dry run: what waits for review, so that duplicates of it are told as such."""
    from toolkit.intake.store import Store, place_of

    if not dry_run or not (place_of(here) / "intake.db").is_file():
        return {}
    with Store(place_of(here)) as store:
        return store.hashes()


def _runner(
    here: Workspace, store: Store, profile: str, jobs: int | None, scheduler: str | None
) -> Runner:
    from toolkit.intake.model import Limits
    from toolkit.intake.reading import told_of
    from toolkit.intake.tasks import Setting

    setting = Setting(limits=Limits(), known=told_of(here, profile))
    if scheduler:
        from toolkit.intake.cluster import Cluster

        return Cluster(setting, store.spool, scheduler)
    from toolkit.intake.local import Crew

    return Crew(setting, store.spool, jobs or os.cpu_count() or 1)


def _tell_machine(outcome: Outcome, rows: list[dict[str, object]], report: Path | None) -> None:
    output.show_json(
        {
            "run": outcome.run,
            "files": rows,
            "outcomes": dict(outcome.states),
            "already_here": outcome.here,
            "left_out": outcome.told,
            "report": str(report) if report else None,
            "stopped": outcome.stopped,
        }
    )


def _tell(outcome: Outcome, items: Iterable[Item], report: Path | None, dry_run: bool) -> None:
    from toolkit.intake.report import Tally, grouped, in_order, proposed, summary

    width = output.terminal_width()
    for said in outcome.told[:_FEW]:
        output.note(said)
    if len(outcome.told) > _FEW:
        output.note(f"... and {len(outcome.told) - _FEW:,} more that were left out")
    tally = Tally(SURE, _FEW if dry_run else _SHOWN)
    for item in in_order(items) if dry_run else items:
        tally.add(item)
        if dry_run and item.state == "read":
            click.echo("\n".join([*proposed(item, width, numbered=False), ""]))
    rows = [(what, f"{number:,}", said) for what, number, said in summary(outcome, tally)]
    table = output.table(("what", "files", "remark"), rows, width)
    click.echo("\n".join([table, *grouped(tally, width), ""]))
    if report:
        click.echo(f"A row for each file: {output.shown_path(report)}")
    if dry_run:
        click.echo("Nothing was kept: this was a dry run.")
    elif outcome.states["read"] or outcome.states["failed"]:
        click.echo("Nothing is a record yet. Go through it with: secretariat review")
