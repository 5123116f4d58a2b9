"""`keys`: the keys with which each term of the secretariat signs its handovers."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import start_of, workspace

if TYPE_CHECKING:
    from archive.signers import Signer
    from archive.sshkeys import PublicKey
    from toolkit.handover.keys import Listed

_SAVE = 'Keep it with: secretariat save "The key of {}"'


@click.group(short_help="Make, trust, revoke and list the keys that sign handovers.")
def keys() -> None:
    """The keys with which each term of the secretariat signs packages and receipts.

    A key belongs to a mandate of records/registers/mandates.yaml, and may sign only within its
    dates. The private half never leaves your computer.
    """


@keys.command(short_help="Make a key for a mandate.")
@click.option("--mandate", metavar="ID", help="Whose key it is; without it, of the term of today.")
@click.option(
    "--file",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep the private key in FILE instead of the usual folder.",
)
@click.option(
    "--no-passphrase",
    is_flag=True,
    help="Ask for no passphrase: whoever gets the file can sign.",
)
@click.pass_context
def new(ctx: click.Context, mandate: str | None, path: Path | None, no_passphrase: bool) -> None:
    """Make a key, and let it sign for a mandate.

    The private half is kept in ~/.config/secretariat/keys (Windows: %APPDATA%), outside of the
    workspace, and only you may read it. The public half is entered among the registers.
    """
    from archive.errors import UsageProblem
    from toolkit.handover import keys as service

    here = workspace(ctx)
    now = datetime.now(UTC)
    term = service.mandate_called(here, mandate) if mandate else service.mandate_at(here, now)
    if not no_passphrase and not _can_ask():
        raise UsageProblem(
            "nobody can be asked for a passphrase here: run it in a terminal, or say "
            "--no-passphrase"
        )
    place = start_of(ctx) / path if path else service.usual_folder() / term.id
    key = service.make(place, here, term, passphrase=not no_passphrase)
    click.echo(f"{output.shown_path(place)} is the new key {key.fingerprint}.")
    click.echo("Keep a copy of that file in a safe place; give it to nobody.")
    _tell(service.trust(here, key, term, now.date()))


def _can_ask() -> bool:
    """Whether ssh-keygen reaches a person: on the terminal, or by a program that asks."""
    return sys.stdin.isatty() or os.environ.get("SSH_ASKPASS_REQUIRE") == "force"


@keys.command(short_help="Let somebody's key sign for a mandate.")
@click.argument("key", metavar="FILE")
@click.option("--mandate", metavar="ID", required=True, help="For whom the key may sign.")
@click.option(
    "--fingerprint",
    metavar="SHA256:...",
    help="What its owner told you by another way; it is compared, and nobody is asked.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def trust(ctx: click.Context, key: str, mandate: str, fingerprint: str | None, yes: bool) -> None:
    """Let the public key in FILE sign for a mandate, within its dates.

    Compare the fingerprint that is shown with what the owner tells you by another way, such as
    the telephone. FILE may be the fingerprint of a key that is listed already: its line then
    takes the dates that the mandate has by now.
    """
    from archive.errors import UsageProblem
    from toolkit.handover import keys as service
    from toolkit.handover.errors import KeyProblem

    here = workspace(ctx)
    term = service.mandate_called(here, mandate)
    public = service.find(here, key, start_of(ctx))
    if fingerprint is not None:
        if not fingerprint.startswith("SHA256:"):
            raise UsageProblem(f"{fingerprint!r} is no fingerprint: it begins with SHA256:")
        if fingerprint != public.fingerprint:
            raise KeyProblem(
                f"the key in {key} is {public.fingerprint}, not the one you were told: do not "
                "trust it, and ask its owner"
            )
    elif not yes and not _agreed(
        public, f"Is that what its owner told you, and may it sign for {term.id}?"
    ):
        ctx.exit(1)
    _tell(service.trust(here, public, term, datetime.now(UTC).date()))


@keys.command(short_help="Refuse every signature of a key.")
@click.argument("key", metavar="KEY")
@click.option("--reason", metavar="TEXT", required=True, help="Why, in a line; it is kept.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def revoke(ctx: click.Context, key: str, reason: str, yes: bool) -> None:
    """Refuse every signature of KEY: those to come, and those it has made.

    For a key that was lost, or that somebody else may have. When a signature was made only its
    own words tell, so older ones cannot be spared. KEY is a fingerprint, a mandate that has one
    key, or the file of a public key. It cannot be taken back.
    """
    from toolkit.handover import keys as service

    here = workspace(ctx)
    public = service.find(here, key, start_of(ctx))
    if not yes and not _agreed(public, "Refuse all that it signed, for good?"):
        ctx.exit(1)
    done = service.revoke(here, public, reason, datetime.now(UTC).date())
    click.echo(f"The key {public.fingerprint} is revoked: {output.clean(done.reason)}")
    click.echo("Send records/registers/revoked_keys to everybody who trusts the key.")
    click.echo(_SAVE.format(f"{done.mandate or 'nobody'} is revoked"))


@keys.command("list", short_help="List the keys, and how they stand today.")
@click.option("--json", "as_json", is_flag=True, help="Print the keys for a machine.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List each key with its mandate, when it may sign, and how it stands today."""
    from toolkit.handover import keys as service

    found = service.listed(workspace(ctx), datetime.now(UTC))
    if as_json:
        output.show_json([each.as_dict() for each in found])
        return
    if not found:
        click.echo("There is no key yet. Make one with: secretariat keys new")
        return
    rows = [
        (
            each.signer.mandate,
            each.host or "",
            each.signer.key.fingerprint,
            each.signer.window.in_words(),
            _state(each),
            str(each.private) if each.private else "",
        )
        for each in found
    ]
    columns = ("mandate", "host", "key", "may sign", "state", "private key")
    output.show(output.table(columns, rows, output.terminal_width()))


def _state(each: Listed) -> str:
    return f"revoked {each.revocation.in_words()}" if each.revocation else each.state


def _agreed(key: PublicKey, question: str) -> bool:
    """Show the key's fingerprint and ask; nothing was changed where the answer is no."""
    click.echo(f"{key.fingerprint} ({key.kind})")
    if click.confirm(question):
        return True
    output.note("nothing was changed")
    return False


def tell_of_signing(key: Path | None) -> None:
    """Say at a terminal with which key is signed: ssh-keygen asks for a passphrase, not whose."""
    if key is not None and sys.stdin.isatty():
        output.note(f"Signing with {output.shown_path(key)}")


def _tell(signer: Signer) -> None:
    click.echo(f"{signer.key.fingerprint} may sign for {signer.mandate} {_when(signer)}.")
    click.echo(_SAVE.format(signer.mandate))


def _when(signer: Signer) -> str:
    words = signer.window.in_words()
    return words if signer.window.before else f"{words}, with no end so far"
