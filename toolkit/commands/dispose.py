"""`dispose`: a record goes, with its history, by somebody's authority; a stub says so."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import start_of, workspace
from toolkit.commands.workspace import WHO

if TYPE_CHECKING:
    from archive.workspace import Workspace
    from toolkit.disposal.preview import Preview
    from toolkit.disposal.run import Done, Wish

_FEW = 8


@click.command(short_help="Dispose of a record, with all its history.")
@click.argument("record", metavar="ID", required=False)
@click.option("--authority", metavar="REF", help="Who decided it: a decision, a rule, a court.")
@click.option("--reason", metavar="WHY", help="Why; it stands in the stub and the certificate.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--keep-title", is_flag=True, help="The title may stay.")
@click.option(
    "--keep-shared", is_flag=True, help="Leave the same bytes where another record holds them."
)
@click.option(
    "--scrub-messages",
    is_flag=True,
    help="Also take its title and file names out of the messages of saves.",
)
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Sign the certificate with this key of your mandate.",
)
@click.option("--finish", is_flag=True, help="Go on with a disposal that was stopped, and stop.")
@click.option("--json", "as_json", is_flag=True, help="With --dry-run: print it for a machine.")
@WHO[0]
@WHO[1]
@click.pass_context
def dispose(
    ctx: click.Context,
    record: str | None,
    authority: str | None,
    reason: str | None,
    dry_run: bool,
    yes: bool,
    keep_title: bool,
    keep_shared: bool,
    scrub_messages: bool,
    key: Path | None,
    finish: bool,
    as_json: bool,
    name: str | None,
    email: str | None,
) -> None:
    """Dispose of the record ID, for good: its text, its original, and all its versions.

    They go from the files and from the whole history. A stub with the same id stays, with
    authority, date and hashes, and a certificate in records/disposals. All other records, and what
    was sealed of them, stay as they are. It cannot be taken back.

    First it shows what would go, and asks. Where it is stopped, the same command goes on.
    """
    from archive.errors import UsageProblem
    from toolkit.disposal.preview import one_line, preview
    from toolkit.disposal.run import Wish, require_wish
    from toolkit.disposal.run import finish as finish_stopped
    from toolkit.saving.repository import Repository

    here = workspace(ctx, unfinished=True)
    done = finish_stopped(here)
    if done is not None:
        click.echo(f"{done.record} is disposed of; its certificate: {done.certificate}")
    if finish or (done is not None and record == done.record):
        if done is None:
            click.echo("No disposal was stopped here.")
        return
    if record is None or authority is None:
        raise UsageProblem(
            "say what and by whose authority: secretariat dispose ID --authority REF"
        )
    if as_json and not dry_run:
        raise UsageProblem("--json goes with --dry-run")
    wish = Wish(
        one_line(authority, "--authority"),
        one_line(reason, "--reason") if reason is not None else None,
        keep_title, keep_shared, scrub_messages, start_of(ctx) / key if key else None,
    )  # fmt: skip
    repository = Repository(here)
    _bring_up(here)
    found = preview(repository, record, date.today(), keep_title=keep_title)
    if as_json:
        output.show_json(_for_machines(found, wish))
        return
    for line in _lines(found, wish):
        click.echo(line)
    if dry_run:
        click.echo("Nothing was changed.")
        return
    require_wish(found, wish)
    if wish.key is not None:
        _require_key(wish.key)
    if not yes and not click.confirm("Dispose of it, for good?"):
        click.echo("Nothing was changed.")
        return
    _dispose(here, found, wish, name, email)


def _require_key(key: Path) -> None:
    from archive.errors import UsageProblem

    if not key.is_file():
        raise UsageProblem(f"there is no key {key}: name the file of a private key")


def _bring_up(here: Workspace) -> None:
    """Let the archive know all that was saved."""
    from toolkit.commands.build import run_build

    run_build(here)


def _dispose(
    here: Workspace, found: Preview, wish: Wish, name: str | None, email: str | None
) -> None:
    from archive.build import build as build_archive
    from toolkit.commands.keys import tell_of_signing
    from toolkit.commands.workspace import who_saves
    from toolkit.disposal.run import dispose as carry_out
    from toolkit.saving.repository import Repository

    repository = Repository(here)
    saver = who_saves(repository.saver(), name, email, required=True)
    assert saver is not None
    tell_of_signing(wish.key)
    with output.progress("Disposing") as step:
        done = carry_out(
            repository, found, wish, saver, build_archive,
            now=datetime.now(UTC), progress=lambda what, part: step(part),
        )  # fmt: skip
    repository = Repository(here)
    if repository.saver() != saver:
        repository.remember(saver)
    _tell(found, done)


def _tell(found: Preview, done: Done) -> None:
    click.echo(f"{found.record} is disposed of; its certificate: {done.certificate}")
    if done.head is not None:
        leaves = output.count(len(found.leaves), "leaf", "leaves")
        click.echo(
            f"What {leaves} of the log stood for is destroyed; the log holds {done.head.size:,} "
            "now. Its checkpoint:"
        )
        for line in done.head.text().splitlines():
            click.echo(f"  {output.clean(line)}")
    output.note(
        "Copies elsewhere were not reached: backups, packages and copies given away before."
    )
    if found.remotes:
        named = ", ".join(found.remotes)
        output.note(
            f"The remotes hold it still: {named}. Have the old history removed there, or replace "
            "it (git push --force --all, and --tags); fetching from them before brings it back."
        )


def _lines(found: Preview, wish: Wish) -> list[str]:
    """What would go, and what to think of before."""
    originals = output.count(len(found.originals), "original")
    facts: list[tuple[str, str | list[str]]] = [
        ("record", f"{found.record} ({found.kind}): {found.title}"),
        ("versions", f"{found.versions:,}, saved {found.first_saved} to {found.last_saved}"),
        (
            "to go",
            f"{output.count(len(found.texts), 'text')} and {originals}, {found.size:,} bytes",
        ),
        ("files", _some(sorted({path for path, _ in found.scan.pairs}))),
        ("authority", wish.authority),
    ]
    if wish.reason:
        facts.append(("reason", wish.reason))
    title = found.title if wish.keep_title else found.alternate_title
    facts.append(("its title", f"stays: {title}" if title else "goes (--keep-title keeps it)"))
    facts.append(("retention", _retention(found)))
    if found.cited_by:
        cited = [f"{who}: {found.record}{where}" for who, where in found.cited_by]
        facts.append(("cited by", _some(cited)))
    if found.leaves:
        facts.append(("log", f"{output.count(len(found.leaves), 'leaf', 'leaves')} of it"))
    if found.local:
        facts.append(("also here", list(found.local)))
    lines = output.facts(facts, output.terminal_width())
    return lines + [line for said in _warnings(found, wish) for line in _warned(said)]


def _warned(said: str) -> list[str]:
    first, *rest = output.hung("", f"! {said}", output.terminal_width(), 0, 2)
    return [click.style(first[:1], fg="yellow") + first[1:], *rest]


def _retention(found: Preview) -> str:
    if found.rule is None:
        return "no rule holds for it"
    over = " Its time is over." if found.rule.over else ""
    return f"{found.rule.reckoned}{over}"


def _some(values: list[str]) -> list[str]:
    more = [f"... and {len(values) - _FEW:,} more"] if len(values) > _FEW else []
    return [*values[:_FEW], *more]


def _warnings(found: Preview, wish: Wish) -> list[str]:
    said = []
    if found.rule is not None and not found.rule.over:
        said.append(
            "By its rule it is to be kept"
            f"{' for good' if found.rule.permanent else ''}: see that the authority covers this."
        )
    if found.decisions:
        number = output.count(found.decisions, "decision or proposal", "decisions and proposals")
        said.append(f"{number} in it leave the register.")
    if found.claims:
        said.append(
            f"{output.count(found.claims, 'claim')} that it makes of others will be known no more."
        )
    if found.acts_on:
        named = ", ".join(_some(list(found.acts_on)))
        said.append(f"It bears on {named}: those stand again as if it had never been.")
    if found.within:
        said.append(f"It came with {', '.join(found.within)}, whose original may hold it as well.")
    for path, owner in found.scan.held:
        left = "stay" if wish.keep_shared else "would stay (--keep-shared)"
        said.append(f"The same bytes {left} as {path}, of {owner}.")
    if found.mentioned:
        number = output.count(len(found.mentioned), "message")
        told = "; ".join(_some([f"{m.commit[:10]} {m.line}" for m in found.mentioned]))
        then = "is altered" if wish.scrub else "stays as it is (--scrub-messages)"
        said.append(f"{number} of saves names it or its file and {then}: {told}")
    if found.evidence:
        named = ", ".join(_some(list(found.evidence)))
        said.append(
            "The names and hashes of its files stay in what was signed at earlier handovers: "
            f"{named}. The host that received it has it still: tell them."
        )
    if found.remotes:
        said.append(
            f"Copies elsewhere cannot be reached from here, such as {', '.join(found.remotes)}."
        )
    return said


def _for_machines(found: Preview, wish: Wish) -> dict[str, object]:
    return {
        "record": found.record,
        "kind": found.kind,
        "title": found.title,
        "authority": wish.authority,
        "versions": found.versions,
        "bytes": found.size,
        "texts": [{"sha256": each.sha256, "bytes": each.size} for each in found.texts],
        "originals": [{"sha256": each.sha256, "bytes": each.size} for each in found.originals],
        "files": sorted({path for path, _ in found.scan.pairs}),
        "held_by": [{"path": path, "record": owner} for path, owner in found.scan.held],
        "cited_by": [f"{who} {found.record}{where}" for who, where in found.cited_by],
        "bears_on": list(found.acts_on),
        "enclosed_by": list(found.within),
        "retention": (
            {
                "rule": found.rule.id,
                "reckoned": found.rule.reckoned,
                "over": found.rule.over,
            }
            if found.rule
            else None
        ),
        "leaves": list(found.leaves),
        "messages": [{"commit": m.commit, "line": m.line} for m in found.mentioned],
        "remotes": list(found.remotes),
        "local": list(found.local),
        "named_in": list(found.evidence),
    }
