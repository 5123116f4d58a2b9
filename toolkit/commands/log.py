"""`seal`, `prove` and `check-proof`: the log that only grows, and what can be proved by it."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import start_of, workspace
from toolkit.commands.workspace import WHO

if TYPE_CHECKING:
    from sqlite3 import Connection

    from archive.log.sealing import Verified
    from archive.log.store import Log
    from archive.workspace import Workspace


@click.command(short_help="Seal what was saved into the log.")
@click.option("--check", "only_check", is_flag=True, help="Seal nothing; verify the whole log.")
@click.option(
    "--against",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With --check: a checkpoint held elsewhere, from which the log must have gone on.",
)
@click.option("--json", "as_json", is_flag=True, help="With --check: print it for a machine.")
@click.option("--origin", metavar="NAME", help="The name of a new log, as example.org/archive.")
@click.option(
    "--set-aside", metavar="RECORD", help="Seal anew a record whose sealed versions were altered."
)
@click.option("--because", metavar="WHY", help="With --set-aside: why; it is sealed, too.")
@WHO[0]
@WHO[1]
@click.pass_context
def seal(
    ctx: click.Context,
    only_check: bool,
    against: Path | None,
    as_json: bool,
    origin: str | None,
    set_aside: str | None,
    because: str | None,
    name: str | None,
    email: str | None,
) -> None:
    """Seal what was saved since the last seal, and save the log.

    Each version of each record, and each decision event, becomes a leaf of the log in
    records/log/. From then on anybody who holds a checkpoint can tell whether one was altered or
    left out. Nothing is sealed where a sealed version is not as it was.

    `--check` verifies every leaf from the first on: that all checkpoints follow from one another,
    and that records, archive and git still hold what was sealed.
    """
    from archive.errors import UsageProblem

    here = workspace(ctx)
    if (against or as_json) and not only_check:
        raise UsageProblem("--against and --json go with --check")
    if bool(set_aside) != bool(because and because.strip()):
        raise UsageProblem('--set-aside RECORD and --because "WHY" go together')
    if only_check:
        if origin or set_aside:
            raise UsageProblem("--check changes nothing: leave --origin and --set-aside out")
        _check(here, start_of(ctx) / against if against else None, as_json)
        return
    _seal(here, origin, (set_aside, because) if set_aside and because else None, name, email)


def _seal(
    here: Workspace,
    origin: str | None,
    set_aside: tuple[str, str] | None,
    name: str | None,
    email: str | None,
) -> None:
    from toolkit.commands.build import rebuild, run_build
    from toolkit.commands.workspace import who_saves
    from toolkit.saving.repository import Repository
    from toolkit.saving.sealing import seal_and_save

    repository = Repository(here)
    repository.require_ready()
    saver = who_saves(repository.saver(), name, email, required=True)
    assert saver is not None
    done = seal_and_save(
        repository, saver, lambda: run_build(here), origin=origin, set_aside=set_aside
    )
    if repository.saver() != saver:
        repository.remember(saver)
    if done.head is None:
        click.echo("There is nothing to seal: no record was saved yet.")
        return
    if done.reread:
        output.note(
            f"{output.count(done.reread, 'event')} of those sealed before are read otherwise by "
            "this version of the program, from texts that are as they were (docs/findings.md#l005)"
        )
    if done.added:
        sealed = output.count(done.added, "leaf", "leaves")
        click.echo(f"Sealed {sealed}; the log holds {done.head.size:,} now. Its checkpoint:")
    else:
        click.echo(f"All is sealed already; the log holds {done.head.size:,}. Its checkpoint:")
    for line in done.head.text().splitlines():
        click.echo(f"  {output.clean(line)}")
    if done.saved:
        rebuild(here, saved=True)


def _check(here: Workspace, against: Path | None, as_json: bool) -> None:
    from archive.check.evidence import clocks
    from archive.check.log import altered
    from archive.check.log import check as check_files
    from archive.errors import CheckFailed, UsageProblem
    from archive.log import sealing, store
    from archive.log.note import BadNote, read_checkpoint_file
    from archive.reading import open_archive
    from toolkit.commands.build import run_build
    from toolkit.commands.check import print_findings

    other = None
    if against is not None:
        try:
            other = read_checkpoint_file(against.read_bytes())[0]
        except BadNote as error:
            raise UsageProblem(f"{against} is no checkpoint: {error}") from None
    findings = [*check_files(here), *altered(here)]
    log = verified = None
    if not any(finding.code in ("L001", "L002") for finding in findings):
        log = store.load(here)
        if other is not None:
            sealing.require_contained(log, other)
        run_build(here)
        with closing(open_archive(here.archive)) as db, output.progress("Verifying") as step:
            verified = sealing.verify(here, db, log, lambda done, of: step(done / of))
        findings += [*verified.findings(), *clocks(here)]
    failed = any(finding.severity == "error" for finding in findings)
    if as_json:
        head = log.head if log else None
        output.show_json(
            {
                "origin": head.origin if head else None,
                "leaves": head.size if head else 0,
                "checkpoints": len(log.checkpoints) if log else 0,
                "matched": verified.comparison.matched if verified else 0,
                "not_sealed": len(verified.comparison.new) if verified else 0,
                "set_aside": verified.set_aside if verified else 0,
                "disposed": verified.disposed if verified else 0,
                "set_aside_notes": list(verified.notes) if verified else [],
                "findings": [finding.as_dict() for finding in findings],
            }
        )
    else:
        if findings:
            print_findings(findings)
        if log is not None and verified is not None and not failed:
            _tell_whole(log, verified, against)
    if failed:
        raise CheckFailed("the log or what was sealed in it is not as it was: see above")


def _tell_whole(log: Log, verified: Verified, against: Path | None) -> None:
    found = verified.comparison
    if log.head is None:
        click.echo("Nothing was sealed yet: run `secretariat seal`.")
        return
    leaves, points = len(log.entries), len(log.checkpoints)
    click.echo(
        f"The log is whole: {output.count(leaves, 'leaf', 'leaves')} under "
        f"{output.count(points, 'checkpoint')}, each of which the next one goes on from."
    )
    click.echo(f"{found.matched:,} of them match the archive and what git holds.")
    if verified.set_aside:
        said = f", {verified.disposed:,} of these disposed of" if verified.disposed else ""
        click.echo(f"{output.count(verified.set_aside, 'leaf', 'leaves')} set aside{said}:")
        for note in verified.notes:
            click.echo(f"  {output.clean(note)}")
    if found.new:
        click.echo(f"Not sealed yet: {output.count(len(found.new), 'version or event')}.")
    if against is not None:
        click.echo(f"It went on from the checkpoint in {output.clean(str(against))}.")


@click.command(short_help="Write a proof that something was sealed.")
@click.argument("ref", required=False, metavar="[REF]")
@click.option("--version", metavar="N", type=click.IntRange(min=1), help="This version of it.")
@click.option(
    "--since",
    metavar="CHECKPOINT",
    help="Also prove that the log went on from there: a file, or a number of leaves.",
)
@click.option(
    "--until",
    metavar="CHECKPOINT",
    help="Without REF: prove it up to this checkpoint instead of the newest.",
)
@click.option("--without-text", is_flag=True, help="Leave the text out: prove only that it was.")
@click.option(
    "--output",
    "goal",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write to FILE instead of REF.proof.json; - prints it.",
)
@click.option("--with-script", is_flag=True, help="Put check_proof.py beside it, which checks it.")
@click.pass_context
def prove(
    ctx: click.Context,
    ref: str | None,
    version: int | None,
    since: str | None,
    until: str | None,
    without_text: bool,
    goal: Path | None,
    with_script: bool,
) -> None:
    """Write a proof that REF stands in the log, which anybody can check.

    REF is a record, a paragraph of one (RECORD#p4), or a decision. The proof holds the text of
    the newest sealed version, or of `--version N`, the way from its leaf to the log's root, and
    the checkpoint. With `--since` and no REF it only shows that the log went on from one
    checkpoint to another.

    Checking needs no archive: `secretariat check-proof FILE`, or check_proof.py and Python.
    """
    from archive.check.log import load_as_saved
    from archive.errors import UsageProblem
    from archive.log import checkproof, proofs, sealing
    from archive.reading import open_archive
    from toolkit.commands.read import tell_if_behind

    here = workspace(ctx)
    start = start_of(ctx)
    if ref is None and since is None:
        raise UsageProblem("say what to prove: a record, RECORD#p4, or --since CHECKPOINT")
    if ref is None and (version or without_text):
        raise UsageProblem("--version and --without-text go with a REF")
    if ref is not None and until is not None:
        raise UsageProblem("--until goes with --since alone, without a REF")
    log = load_as_saved(here)
    if log.head is None:
        raise UsageProblem("nothing was sealed here yet: run `secretariat seal`")
    older = sealing.checkpoint_from(log, since, start) if since else None
    newer = sealing.checkpoint_from(log, until, start) if until else None
    if ref is None:
        assert older is not None
        proof = proofs.prove_growth(log, older, newer)
    else:
        with closing(open_archive(here.archive)) as db:
            tell_if_behind(here, db)
            proof = proofs.prove(
                db, here.root, log, ref, version=version, since=older, text=not without_text
            )
            _tell_access(db, ref, without_text)
    text = checkproof.written(proof)
    if goal == Path("-"):
        click.echo(text, nl=False)
        return
    name = (
        re.sub(r"[^A-Za-z0-9._-]", "-", ref) if ref else f"log-since-{older.size if older else 0}"
    )
    place = start / (goal or f"{name}.proof.json")
    _write_new(place, text)
    click.echo(f"{output.shown_path(place.resolve())} is the proof.")
    if with_script:
        script = place.with_name("check_proof.py")
        script.write_bytes(Path(checkproof.__file__).read_bytes())
        click.echo(f"{output.shown_path(script.resolve())} checks it.")


def _write_new(place: Path, text: str) -> None:
    from archive.errors import UsageProblem

    try:
        with place.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageProblem(f"{place} is there already: name another file with --output") from None


def _tell_access(db: Connection, ref: str, without_text: bool) -> None:
    """Warn where a proof shows what not everybody may read."""
    row = db.execute("SELECT access FROM record WHERE id = ?", (ref.partition("#")[0],)).fetchone()
    if row is not None and row[0] != "public" and not without_text:
        output.note(
            f"warning: access to this record is {row[0]}, and its text stands in the proof; "
            "--without-text leaves it out"
        )


@click.command("check-proof", short_help="Check a proof file.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--checkpoint",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A checkpoint that you hold yourself, on which the proof must rest.",
)
@click.option(
    "--file",
    "other",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A text or an original that must be the one that was sealed.",
)
@click.pass_context
def check_proof(
    ctx: click.Context, file: Path, checkpoint: Path | None, other: Path | None
) -> None:
    """Check the proof in FILE, and say in plain words what it proves.

    It needs no workspace. A proof is worth as much as its checkpoint: name the one that you got
    yourself, at a handover or from a public page, with `--checkpoint`. Ends with exit code 1, and
    the reason, where something is not proved.
    """
    from archive.log import checkproof

    start = start_of(ctx)
    try:
        said = checkproof.check_files(
            start / file,
            start / checkpoint if checkpoint else None,
            start / other if other else None,
        )
    except checkproof.NotProved as error:
        click.echo(f"not proved: {output.clean(str(error))}", err=True)
        ctx.exit(1)
    click.echo("Proved.")
    for sentence in said:
        click.echo(output.clean(sentence))
