"""`handover verify`: what a package from others is worth, before anything of it is taken over."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import start_of

if TYPE_CHECKING:
    from archive.findings import Finding
    from archive.log.note import Checkpoint
    from archive.workspace import Workspace
    from toolkit.handover.verifying.model import Anchor, Asked, Progress, Verdict

#: The options that say whose keys are believed.
TRUST = (
    click.option(
        "--trust",
        "fingerprint",
        metavar="SHA256:...",
        help="The fingerprint of its key, as its owner told you by another way.",
    ),
    click.option(
        "--signers",
        metavar="FILE",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="A list of keys that you hold (allowed_signers).",
    ),
    click.option(
        "--authority",
        metavar="FILE",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="Certificates (PEM) of the authority that made its time stamp.",
    ),
    click.option(
        "--checkpoint",
        metavar="FILE",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="A checkpoint of the log that you hold yourself, which it must contain.",
    ),
    click.option("--unsigned", is_flag=True, help="Let a package without signature pass."),
)


@click.command(short_help="Judge a package to its last byte.")
@click.argument("package", metavar="PACKAGE", type=click.Path(path_type=Path))
@TRUST[0]
@TRUST[1]
@TRUST[2]
@TRUST[3]
@TRUST[4]
@click.option(
    "--onto",
    metavar="WORKSPACE",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The workspace that a package with only what is new goes on from, if not this one.",
)
@click.option("--quick", is_flag=True, help="Only checksums and signature.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict for a machine.")
@click.pass_context
def verify(
    ctx: click.Context,
    package: Path,
    fingerprint: str | None,
    signers: Path | None,
    authority: Path | None,
    checkpoint: Path | None,
    unsigned: bool,
    onto: Path | None,
    quick: bool,
    as_json: bool,
) -> None:
    """Judge PACKAGE, a folder or a tar, and change nothing.

    Nothing of it is trusted or run: every checksum, the signature and its key, the history in its
    bundle, the archive made again from it, every leaf of the log, the originals and the lists.
    Each fault is named with its file. Ends with exit code 1 where there is one.

    Whose key counts: the one that you name with --trust, or those of --signers, of --onto, or of
    the workspace that you are in. Without any of these only the package itself vouches for the
    key, which is told.
    """
    from toolkit.handover.verifying.run import verify as judge

    start = start_of(ctx)
    asked = asked_for(
        start, fingerprint, signers, authority, checkpoint, unsigned=unsigned, onto=onto,
        quick=quick,
    )  # fmt: skip
    with (
        TemporaryDirectory(prefix="secretariat-", ignore_cleanup_errors=True) as scratch,
        progress_of_stages("Verifying") as told,
    ):
        verdict = judge(start / package, asked, Path(scratch), told, processes=cores())
    if as_json:
        output.show_json(verdict.as_dict())
    else:
        tell(verdict)
    if not verdict.accepted:
        ctx.exit(1)


def cores() -> int:
    """How many processes a build may take."""
    return min(os.cpu_count() or 1, 8)


_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}\Z")


def require_fingerprint(said: str | None) -> None:
    """Raise `UsageProblem` where what was told can be no fingerprint, such as a part of one."""
    from archive.errors import UsageProblem

    if said is not None and not _FINGERPRINT.match(said):
        raise UsageProblem(
            f"{said!r} is no fingerprint: it is SHA256: and 43 letters, digits, + and /"
        )


def asked_for(
    start: Path, fingerprint: str | None, signers: Path | None, authority: Path | None,
    checkpoint: Path | None, *, unsigned: bool, onto: Path | None, quick: bool = False,
) -> Asked:  # fmt: skip
    """What the options ask for; raises `UsageProblem`."""
    from archive.errors import UsageProblem
    from archive.workspace import find
    from toolkit.handover.verifying.model import Asked

    require_fingerprint(fingerprint)
    if fingerprint is not None and signers is not None:
        raise UsageProblem("--trust and --signers do not go together: say one of them")
    return Asked(
        fingerprint=fingerprint,
        signers=(start / signers).read_bytes() if signers else None,
        authority=(start / authority).read_bytes() if authority else None,
        checkpoint=_checkpoint(start / checkpoint) if checkpoint else None,
        workspace=_here(start),
        onto=find(start / onto) if onto else None,
        unsigned=unsigned,
        quick=quick,
    )


def _here(start: Path) -> Workspace | None:
    from archive.errors import NoWorkspace
    from archive.workspace import find

    try:
        return find(start)
    except NoWorkspace:
        return None


def _checkpoint(path: Path) -> Checkpoint:
    from archive.errors import UsageProblem
    from archive.log.note import BadNote, read_checkpoint_file

    try:
        return read_checkpoint_file(path.read_bytes())[0]
    except BadNote as error:
        raise UsageProblem(f"{path}: {error}") from None


@contextmanager
def progress_of_stages(label: str) -> Iterator[Progress]:
    """One bar over all stages, each as long as it takes about."""
    from toolkit.handover.verifying.run import STAGES

    before: dict[str, float] = {}
    total = 0.0
    for stage, part in STAGES.items():
        before[stage] = total
        total += part
    with output.progress(label) as bar:

        def told(stage: str, part: float) -> None:
            bar(before[stage] + STAGES[stage] * min(part, 1.0))

        yield told


_WORD_OF: dict[Anchor, str] = {
    "fingerprint": "which is the one that you named",
    "list": "which stands in the list that you named",
    "workspace": "which stands among the keys of your workspace",
    "package": "which only the package itself vouches for",
}


def tell(verdict: Verdict, echo: Callable[[str], None] = click.echo) -> None:
    """Print what a package is worth, for a person."""
    from toolkit.commands.check import print_findings

    if verdict.findings:
        print_findings(verdict.findings)
        echo("")
    for line in lines_about(verdict):
        echo(output.clean(line))


def lines_about(verdict: Verdict) -> list[str]:
    """The verdict in a few lines."""
    said = verdict.judged.statement
    size = f"{output.count(len(verdict.files), 'file')}, {verdict.octets:,} bytes"
    lines = [f"{verdict.name}: {size}."]
    if verdict.digest:
        lines.append(f"Its digest: sha256:{verdict.digest}")
    if said is not None and verdict.judged.fingerprint:
        word = _WORD_OF.get(verdict.judged.anchor, "")
        lines.append(
            f"Signed for {said.mandate} ({said.host}) on {said.time:%Y-%m-%d at %H:%M:%S} UTC with "
            f"{verdict.judged.fingerprint}, {word}."
        )
    if verdict.judged.stamped:
        lines.append(f"Its signature was stamped on {verdict.judged.stamped}.")
    if verdict.leaves is not None:
        earlier = (
            f", with {output.count(verdict.custody, 'earlier handover')} whole in it"
            if verdict.custody
            else ""
        )
        lines.append(f"Its log has {output.count(verdict.leaves, 'leaf', 'leaves')}{earlier}.")
    lines.append(_verdict(verdict))
    return lines


def _verdict(verdict: Verdict) -> str:
    errors = _named(verdict.errors)
    if not verdict.accepted:
        way = (
            "; its bundle and log are whole, so it can be accepted --with-reservations"
            if verdict.with_reservations
            else ""
        )
        return f"Not as it must be: {errors}{way}."
    if verdict.quick:
        return "Nothing was damaged or changed since it was signed. Its contents were not judged."
    warned = any(each.severity == "warning" for each in verdict.findings)
    rest = ", but see the warnings above" if warned else ""
    return f"Everything in it is as it was signed, sealed and saved{rest}."


def _named(findings: tuple[Finding, ...]) -> str:
    files = len({each.path for each in findings})
    return f"{output.count(len(findings), 'error')} in {output.count(files, 'file')}"
