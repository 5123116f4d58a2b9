"""`handover receipt` and `handover prove-chain`: what came back, and what every handover left."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import start_of, workspace
from toolkit.commands.handover_verify import require_fingerprint
from toolkit.commands.workspace import WHO

if TYPE_CHECKING:
    from toolkit.handover.acknowledging import Acknowledged
    from toolkit.handover.chain import Chain, Link

#: Reservations and files that are told one by one.
_FEW = 20


@click.command(short_help="Check the receipt that came back.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--trust",
    "fingerprint",
    metavar="SHA256:...",
    help="The fingerprint of its key, as its owner told you by another way.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what it says for a machine.")
@WHO[0]
@WHO[1]
@click.pass_context
def receipt(
    ctx: click.Context,
    file: Path,
    fingerprint: str | None,
    as_json: bool,
    name: str | None,
    email: str | None,
) -> None:
    """Check the receipt in FILE, keep it, and say whether you may delete your copy.

    It must be signed, and be for a package that this workspace packed. Its key is one of the
    workspace, or the one that you name with --trust; else you are asked.
    """
    from toolkit.commands.build import run_build
    from toolkit.commands.workspace import who_saves
    from toolkit.handover.acknowledging import judge, keep_receipt, letter_at
    from toolkit.saving.repository import Repository

    require_fingerprint(fingerprint)
    here = workspace(ctx)
    repository = Repository(here)
    repository.require_ready()
    letter = letter_at(start_of(ctx) / file)
    found = judge(here, letter, fingerprint, datetime.now(UTC))
    if not found.trusted:
        _ask(found)
        found = judge(here, letter, found.fingerprint, datetime.now(UTC))
    saver = who_saves(repository.saver(), name, email, required=True)
    assert saver is not None
    found = keep_receipt(repository, saver, letter, found)
    if repository.saver() != saver:
        repository.remember(saver)
    run_build(here)
    if as_json:
        output.show_json(found.as_dict())
    else:
        for line in _told(found):
            click.echo(output.clean(line))


def _ask(found: Acknowledged) -> None:
    """Have a person say that the key is the right one; raises `UsageProblem`, `ReceiptRefused`."""
    from archive.errors import UsageProblem
    from toolkit.handover.errors import ReceiptRefused

    if not sys.stdin.isatty():
        raise UsageProblem(
            f"nobody here knows its key {found.fingerprint}: compare it with what its owner tells "
            "you, and name it with --trust"
        )
    to = found.receipt.receiver
    click.echo(f"It is signed for {to.mandate} ({to.host}) with the key", err=True)
    click.echo(f"  {found.fingerprint}", err=True)
    if not click.confirm("Is that what its owner told you by another way?", err=True):
        raise ReceiptRefused("the receipt was not kept: ask the key's owner for the fingerprint")


def _told(found: Acknowledged) -> list[str]:
    said = found.receipt
    accepted = sum(each.accepted for each in said.files)
    reserved = [each for each in said.files if not each.accepted]
    lines = [
        f"{said.receiver.host} ({said.receiver.mandate}) received {said.package} on "
        f"{said.time:%Y-%m-%d at %H:%M} UTC.",
        f"It signed that with {found.fingerprint}; the signature holds.",
        f"{output.count(accepted, 'file')} accepted"
        + (f", {len(reserved):,} with reservations." if reserved else ", none with reservations."),
        f"Its checkpoint, {said.checkpoint.partition(' ')[0]} leaves, is the one of the package.",
    ]
    for each in said.reservations[:_FEW]:
        lines.append(f"  {each.code} {each.path}: {each.message}")
    if len(said.reservations) > _FEW:
        lines.append(f"  ... and {len(said.reservations) - _FEW:,} more (--json lists all)")
    verb = "was kept before" if found.already else "is kept"
    lines.append(f"The receipt {verb} in records/custody/{found.folder}.")
    lines.append("")
    lines += _may(found)
    return lines


def _may(found: Acknowledged) -> list[str]:
    if found.may_delete:
        return [
            "Only now may you delete what you handed over: they have all of it, and you have their "
            "word.",
            "Keep this receipt and a checkpoint of the log in any case.",
        ]
    lines = ["Do not delete anything yet:"]
    said = found.receipt
    if any(not each.accepted for each in said.files) or said.reservations:
        lines.append("- they have reservations: settle each of them, and send what was damaged.")
    if found.later:
        since = f"{output.count(found.later, 'save')} changed records since that package"
        if found.rewritten:
            lines.append(
                f"- {since}, a disposal among them: they still have what you disposed of. Tell "
                "them, and send a whole package with `secretariat handover pack`."
            )
        else:
            lines.append(f"- {since}: send them with `secretariat handover pack --since last`.")
    return lines


@click.command("prove-chain", short_help="Prove that every earlier archive is still here.")
@click.option("--json", "as_json", is_flag=True, help="Print the chain for a machine.")
@click.pass_context
def prove_chain(ctx: click.Context, as_json: bool) -> None:
    """Prove that the archive of every host before is here, whole and unaltered.

    For each handover in records/custody: the log that was handed over then is the beginning of
    the log of today. And every leaf of that log is held against the text that is here now. Ends
    with exit code 1 where something is missing.
    """
    from archive.reading import open_archive
    from toolkit.commands.build import run_build
    from toolkit.handover.chain import prove_chain as prove

    here = workspace(ctx)
    run_build(here)
    with closing(open_archive(here.archive)) as db, output.progress("Proving") as step:
        chain = prove(here, db, step)
    if as_json:
        output.show_json(chain.as_dict())
    else:
        width = output.terminal_width()
        for line in _links(chain):
            click.echo("\n".join(output.hung("", line, width, 0)))
    if not chain.holds:
        ctx.exit(1)


def _links(chain: Chain) -> list[str]:
    lines = [_line(each) for each in chain.links]
    if not lines:
        lines.append("This archive has not been handed over with a signed package yet.")
    told = [each for each in chain.findings if each.severity != "note"]
    lines += [f"{each.severity} {each.code} {each.path}: {each.message}" for each in told]
    aside = (
        f"; {output.count(chain.set_aside, 'leaf', 'leaves')} set aside, {chain.disposed:,} of "
        "these disposed of"
        if chain.set_aside
        else ""
    )
    lines.append(
        f"The log of today has {output.count(chain.leaves, 'leaf', 'leaves')}; {chain.matched:,} "
        f"match what is here now{aside}."
    )
    if not chain.holds:
        lines.append("The chain does not hold: see above.")
    elif chain.links:
        lines.append("The chain holds: what was handed over each time is all here, unaltered.")
        if told:
            lines.append("Not every signature counts by the keys that are listed now: see above.")
    return lines


def _line(link: Link) -> str:
    verb = {
        "packed": f"{link.sender} packed it for {link.recipient}",
        "received": f"{link.recipient} received it from {link.sender}",
        "acknowledged": f"{link.sender} got the receipt of {link.recipient}",
    }[link.kind]
    leaves = output.count(link.leaves, "leaf", "leaves")
    where = "all in the log of today" if link.contained else "NOT all in the log of today"
    if link.beside:
        where = "whole beside the log of today, as both sides went on: it went another way"
    signed = {
        "packed": f"package {link.signature}",
        "received": f"package {link.signature}, receipt {link.receipt}",
        "acknowledged": f"receipt {link.receipt}",
    }[link.kind]
    return f"{link.event}: {verb} on {link.time[:10]}: {leaves}, {where} ({signed})."
