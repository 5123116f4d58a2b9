"""`handover pack`: a package of the archive for the next host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import start_of, workspace
from toolkit.commands.keys import tell_of_signing
from toolkit.commands.workspace import WHO

if TYPE_CHECKING:
    from archive.workspace import Workspace
    from toolkit.handover.packing.order import Order
    from toolkit.handover.packing.run import Packed


@click.command(short_help="Make a package for the next host.")
@click.option(
    "--to",
    "host",
    metavar="HOST",
    required=True,
    help="The incoming host: a partner, a stakeholder or a mandate, by its id.",
)
@click.option(
    "--output",
    "goal",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder to put the package into, such as that of a USB stick.",
)
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The private key to sign with; without it, the one that `keys new` made.",
)
@click.option("--unsigned", is_flag=True, help="Do not sign: nobody can tell who made it.")
@click.option(
    "--mandate", metavar="ID", help="The term that hands over; without it, that of the key."
)
@click.option(
    "--since",
    metavar="CHECKPOINT",
    help="Only what is new since then: `last` (that of the last receipt), a file, a number of "
    "leaves, or 'SIZE ROOT'.",
)
@click.option("--tar", is_flag=True, help="One tar file instead of a folder.")
@click.option(
    "--timestamp", metavar="URL", help="Have this authority stamp the signature (RFC 3161)."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was made for a machine.")
@WHO[0]
@WHO[1]
@click.pass_context
def pack(
    ctx: click.Context,
    host: str,
    goal: Path,
    key: Path | None,
    unsigned: bool,
    mandate: str | None,
    since: str | None,
    tar: bool,
    timestamp: str | None,
    as_json: bool,
    name: str | None,
    email: str | None,
) -> None:
    """Make a signed package of the whole archive, for the next host.

    It holds the records with their history, every original, the built archive, lists that others
    can read, the log's checkpoint, and VERIFY.md with a script that checks all of it without this
    program. Only what is saved is packed; the archive is sealed before.

    Stopped anywhere, or with a disk that is full or gone: the same command goes on, and neither
    copies nor hashes again what is finished.
    """
    from archive.errors import SecretariatError, UsageProblem
    from toolkit.commands.build import run_build
    from toolkit.commands.workspace import who_saves
    from toolkit.handover.packing.run import pack as make
    from toolkit.saving.repository import Repository

    if key is not None and unsigned:
        raise UsageProblem("--key and --unsigned do not go together: say one of them")
    if timestamp is not None and unsigned:
        raise UsageProblem("--timestamp stamps a signature, and --unsigned makes none")
    here = workspace(ctx)
    start = start_of(ctx)
    repository = Repository(here)
    repository.require_ready()
    signed_with = start / key if key else None
    order = _order(here, host, start / goal, signed_with, unsigned, mandate, tar, timestamp)
    saver = who_saves(repository.saver(), name, email, required=True)
    assert saver is not None
    order = _since(order, since, start)
    with _bar(order.key) as bar:
        packed = make(order, repository, saver, lambda: run_build(here), progress=bar)
    if repository.saver() != saver:
        repository.remember(saver)
    try:
        run_build(here)  # that it was packed is a save, too
    except SecretariatError as error:
        output.note(f"note: the archive was not rebuilt: {error}")
    if as_json:
        output.show_json(packed.as_dict())
    else:
        _tell(order, packed)


@contextmanager
def _bar(key: Path | None) -> Iterator[Callable[[int, int], None]]:
    """A bar that begins with the first bytes, after those of building, and ends with the last:
    ssh-keygen may ask for the passphrase of `key` then, and does not say whose."""
    with ExitStack() as stack:
        steps: list[Callable[[float], None]] = []
        closed: list[bool] = []

        def told(done: int, total: int) -> None:
            if not steps:
                steps.append(stack.enter_context(output.progress("Packing")))
            steps[0](done / total if total else 1.0)
            if done >= total and not closed:
                stack.close()
                closed.append(True)
                tell_of_signing(key)

        yield told


def _order(
    here: Workspace,
    host: str,
    goal: Path,
    key: Path | None,
    unsigned: bool,
    mandate: str | None,
    tar: bool,
    timestamp: str | None,
) -> Order:
    from toolkit.handover.packing.order import (
        Order,
        process_of,
        require_address,
        require_host,
        require_output,
        signing,
    )

    require_host(here, host)
    signer = signing(here, key, unsigned, mandate, datetime.now(UTC))
    return Order(
        workspace=here,
        host=host,
        output=require_output(here, goal),
        mandate=signer.mandate,
        process=process_of(here),
        key=signer.key,
        fingerprint=signer.fingerprint,
        tar=tar,
        timestamp=require_address(timestamp) if timestamp is not None else None,
    )


def _since(order: Order, asked: str | None, start: Path) -> Order:
    if asked is None:
        return order
    from dataclasses import replace

    from archive.log import store
    from toolkit.handover.packing.since import resolve

    log = store.load(order.workspace, openings=False)
    return replace(order, since=resolve(order.workspace, log, asked, start))


def _tell(order: Order, packed: Packed) -> None:
    from archive.text.numbers import size_words

    where = output.shown_path(packed.path)
    if packed.already:
        click.echo(f"{where} is that package already; nothing was saved since.")
    else:
        click.echo(f"{where} is the package.")
    files = output.count(packed.files, "file")
    click.echo(f"  {files}, {size_words(packed.octets)}, in {packed.seconds:.1f} seconds")
    if packed.kept and not packed.already:
        before = output.count(packed.kept, "file")
        click.echo(f"  {before} of these had been finished by an earlier run")
    if order.key is None:
        click.echo("  not signed: nobody can tell by it who made it")
    else:
        click.echo(f"  signed for {order.mandate.id} with {order.fingerprint}")
    signed = packed.filled.signed if packed.filled else None
    if order.timestamp is not None and signed is not None:
        click.echo("  stamped" if signed.stamped else f"  not stamped: {signed.why_not}")
    click.echo(f"Its digest: {packed.digest}")
    click.echo("")
    click.echo("What to do next:")
    told = "the digest" if order.key is None else "the digest and the key's fingerprint"
    for line in (
        f"1. Give {order.host} the package as it is: on a disk, or over the network.",
        f"2. Tell them {told} by another way, such as the telephone.",
        "3. They check it and take it over, and send you a receipt:",
        f"     secretariat handover verify {packed.path.name}",
        f"     secretariat handover accept {packed.path.name} --into "
        f"{'THEIR-WORKSPACE' if order.since else 'DIR'}",
        "   VERIFY.md in it tells how to check it without this program.",
        "4. Check the receipt, and keep everything until then:",
        "     secretariat handover receipt FILE",
    ):
        click.echo(line)
