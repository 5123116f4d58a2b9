"""`handover accept`: a package becomes the workspace of the incoming host."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import start_of
from toolkit.commands.handover_verify import TRUST, asked_for, cores, progress_of_stages, tell
from toolkit.commands.keys import tell_of_signing
from toolkit.commands.workspace import WHO

if TYPE_CHECKING:
    from toolkit.handover.accepting.run import Accepted
    from toolkit.handover.accepting.summary import Summary
    from toolkit.handover.accepting.term import Wanted
    from toolkit.handover.bagit import Bag
    from toolkit.handover.verifying.model import Verdict

#: As many closures, and kinds of gaps, are named one by one.
_FEW = 5


@click.command(short_help="Take a package over as a workspace.")
@click.argument("package", metavar="PACKAGE", type=click.Path(path_type=Path))
@click.option(
    "--into",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The workspace to make; for a package with only what is new, the one it goes on from.",
)
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Your private key, which signs the receipt; it is made where it is not there.",
)
@click.option("--no-passphrase", is_flag=True, help="A key that is made gets no passphrase.")
@click.option("--mandate", metavar="ID", help="What your term is called in the register.")
@click.option("--from", "begins", metavar="DATE", help="The day on which your term begins.")
@click.option("--organisation", metavar="TEXT", help="The organisation that hosts your term.")
@click.option("--place", metavar="TEXT", help="The town of your secretariat.")
@click.option("--head", metavar="ID", help="Who heads it: a person in the register.")
@TRUST[0]
@TRUST[1]
@TRUST[2]
@TRUST[3]
@TRUST[4]
@click.option(
    "--with-reservations",
    is_flag=True,
    help="Take it over although files beside the bundle and the log are damaged.",
)
@click.option("--yes", is_flag=True, help="Do not ask whether its key is the right one.")
@click.option("--json", "as_json", is_flag=True, help="Print what was received for a machine.")
@WHO[0]
@WHO[1]
@click.pass_context
def accept(
    ctx: click.Context,
    package: Path,
    into: Path,
    key: Path | None,
    no_passphrase: bool,
    mandate: str | None,
    begins: str | None,
    organisation: str | None,
    place: str | None,
    head: str | None,
    fingerprint: str | None,
    signers: Path | None,
    authority: Path | None,
    checkpoint: Path | None,
    unsigned: bool,
    with_reservations: bool,
    yes: bool,
    as_json: bool,
    name: str | None,
    email: str | None,
) -> None:
    """Verify PACKAGE, make it your workspace, open your term, and sign the receipt.

    The workspace is there at once or not at all; stopped anywhere, the same command goes on. It
    is made from the history in the package alone. The receipt lies beside it as a file that you
    send back. It says which files came whole, and which did not.
    """
    from toolkit.commands.build import run_build
    from toolkit.commands.workspace import who_saves
    from toolkit.handover.accepting.run import NotAccepted, Order
    from toolkit.handover.accepting.run import accept as take
    from toolkit.handover.accepting.summary import summary
    from toolkit.handover.bagit import open_bag
    from toolkit.saving.repository import saver_at

    start = start_of(ctx)
    target = start / into
    asked = asked_for(start, fingerprint, signers, authority, checkpoint, unsigned=unsigned,
                      onto=None)  # fmt: skip
    saver = who_saves(saver_at(_nearest(target)), name, email, required=True)
    assert saver is not None
    wanted = _wanted(open_bag(start / package), target, mandate, begins, organisation, place, head)

    bar = ExitStack()

    def agreed(verdict: Verdict) -> bool:
        bar.close()
        return yes or _agreed(verdict)

    def private(term: str) -> Path:
        bar.close()
        chosen = _key(start / key if key else None, term, target, no_passphrase)
        tell_of_signing(chosen)
        return chosen

    order = Order(
        package=start / package,
        into=target,
        saver=saver,
        key=private,
        wanted=wanted,
        with_reservations=with_reservations,
    )
    try:
        with bar:
            told = bar.enter_context(progress_of_stages("Verifying"))
            done = take(order, asked, agreed, run_build, progress=told, processes=cores())
    except NotAccepted as error:
        if as_json:
            output.show_json({"accepted": False, "verdict": error.verdict.as_dict()})
        else:
            tell(error.verdict)
        raise
    found = summary(done.workspace, datetime.now(UTC).date())
    if as_json:
        output.show_json(_for_machines(done, found))
    else:
        _tell(done, found)


def _nearest(folder: Path) -> Path:
    there = folder.absolute()
    while not there.is_dir():
        there = there.parent
    return there


def _wanted(
    bag: Bag, target: Path, mandate: str | None, begins: str | None, organisation: str | None,
    place: str | None, head: str | None,
) -> Wanted:  # fmt: skip
    """What is known of the term; on a terminal a person is asked for what is not."""
    from toolkit.handover.accepting.term import Wanted, day_of, require_id

    new = bag.info.get("Secretariat-Kind") == "whole" and not (target / "records").is_dir()
    if new and sys.stdin.isatty():
        host = bag.info.get("Secretariat-To") or "host"
        if mandate is None:
            named = f"term-of-{host}"
            mandate = click.prompt(
                "What is your term called (an id)?", default=named, err=True,
                value_proc=_fit(require_id),
            )  # fmt: skip
        if begins is None:
            today = f"{datetime.now(UTC):%Y-%m-%d}"
            begins = click.prompt(
                "On which day does it begin?", default=today, err=True, value_proc=_fit(day_of)
            )
    return Wanted(mandate, begins, organisation, place, head)


def _fit(check: Callable[[str], object]) -> Callable[[str], str]:
    """An answer that `check` lets pass; else it is asked again, with the reason."""
    from archive.errors import UsageProblem

    def taken(answer: str) -> str:
        try:
            check(answer)
        except UsageProblem as error:
            raise click.UsageError(str(error)) from None
        return answer

    return taken


def _agreed(verdict: Verdict) -> bool:
    from archive.errors import UsageProblem

    if not sys.stdin.isatty():
        raise UsageProblem(
            f"only the package itself vouches for its key {verdict.judged.fingerprint}: compare it "
            "with what its owner tells you, and name it with --trust"
        )
    said = verdict.judged.statement
    assert said is not None
    click.echo(f"It is signed for {said.mandate} ({said.host}) with the key", err=True)
    click.echo(f"  {verdict.judged.fingerprint}", err=True)
    return click.confirm("Is that what its owner told you by another way?", err=True)


def _key(path: Path | None, term: str, target: Path, no_passphrase: bool) -> Path:
    """The private key of a term: the one that is there, or one that is made now."""
    from archive.errors import UsageProblem
    from archive.model import Mandate
    from archive.workspace import Workspace
    from toolkit.handover import keys

    place = path or keys.usual_folder() / term
    public = place.with_name(f"{place.name}.pub")
    if place.is_file() and public.is_file():
        return place
    if place.is_file():
        raise UsageProblem(f"{public} is not there: put the public half beside the key (ssh-keygen "
                           f"-y -f {place} > {public})")  # fmt: skip
    if not no_passphrase and not sys.stdin.isatty():
        raise UsageProblem(
            f"there is no key {place}: make one with `ssh-keygen -t ed25519 -f {place}`, or say "
            "--no-passphrase to have one made"
        )
    output.note(f"There is no key {place} yet; it is made now.")
    made = keys.make(place, Workspace(target.absolute()), Mandate(id=term, host="host"),
                     passphrase=not no_passphrase)  # fmt: skip
    output.note(f"It is {made.fingerprint}. Keep a copy of that file in a safe place.")
    return place


def _for_machines(done: Accepted, found: Summary) -> dict[str, object]:
    return {
        "accepted": True,
        "already": done.already,
        "workspace": str(done.workspace.root),
        "mandate": done.term,
        "host": done.host,
        "receipt": str(done.receipt),
        "notes": list(done.notes),
        "verdict": done.verdict.as_dict() if done.verdict else None,
        "received": found.as_dict(),
    }


def _tell(done: Accepted, found: Summary) -> None:
    where = output.shown_path(done.workspace.root)
    if done.verdict is not None and done.verdict.findings:
        tell(done.verdict)
        click.echo("")
    if done.already:
        click.echo(f"{where} has received that package already; nothing was done again.")
    elif done.verdict is not None and done.verdict.info.get("Secretariat-Kind") == "delta":
        click.echo(f"{where} has gone on with what was sent.")
    else:
        click.echo(f"{where} is your workspace; the term {done.term} has begun.")
    for note in done.notes:
        output.note(f"note: {note}")
    for line in _received(found):
        click.echo(output.clean(line))
    click.echo("")
    click.echo("What to do next:")
    for line in _next(done, where):
        click.echo(output.clean(line))


def _received(found: Summary) -> list[str]:
    kinds = ", ".join(f"{kind} {number:,}" for kind, number in found.kinds)
    lines = [f"It holds {output.count(found.records, 'record')}{f': {kinds}' if kinds else ''}."]
    years = ", ".join(f"{year}: {number:,}" for year, number in found.years)
    lines.append(f"By year: {years or 'none'}.")
    lines.append(
        f"{output.count(found.originals, 'original')}; "
        f"{output.count(found.restricted, 'record is', 'records are')} not public."
    )
    gaps = sum(number for _, number in found.gaps)
    named = ", ".join(f"{what} ({number:,})" for what, number in found.gaps[:_FEW])
    more = " and others" if len(found.gaps) > _FEW else ""
    lines.append(f"{output.count(gaps, 'known gap')}{f': {named}{more}' if gaps else ''}.")
    lines.append(f"{output.count(found.open_actions, 'open action')}.")
    if found.closures_due:
        lines.append(
            f"{output.count(len(found.closures_due), 'closure is', 'closures are')} due for review:"
        )
        lines += [f"  {due.review}  {due.record}: {due.ground}" for due in
                  found.closures_due[:_FEW]]  # fmt: skip
        if len(found.closures_due) > _FEW:
            lines.append(f"  ... and {len(found.closures_due) - _FEW:,} more")
    else:
        lines.append("No closure is due for review.")
    return lines


def _next(done: Accepted, where: str) -> list[str]:
    from toolkit.handover.keys import key_of_mandate

    fingerprint = key_of_mandate(done.workspace, done.term)
    cd = "" if where == "." else f"cd {output.typed(where)}, "
    return [
        f"1. Send the receipt back: {output.shown_path(done.receipt)}",
        f"2. Tell them the fingerprint of your key by another way: {fingerprint}",
        f"3. Read what you were given: {cd}secretariat serve --open",
        "   secretariat ask gaps, secretariat ask open-actions, secretariat ask custody",
        "4. Look at the register of mandates (records/registers/mandates.yaml), and save it if you "
        "add to it.",
    ]
