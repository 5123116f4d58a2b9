"""`check` and `schema`: what is wrong with the records, and what editors may know of the format."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import start_of, workspace

if TYPE_CHECKING:
    from archive.findings import Finding
    from archive.workspace import Workspace

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@click.command(short_help="Check the records and registers.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--json", "as_json", is_flag=True, help="Print the findings for a machine.")
@click.option("--codes", is_flag=True, help="List everything that can be found, and stop.")
@click.pass_context
def check(ctx: click.Context, paths: tuple[str, ...], as_json: bool, codes: bool) -> None:
    """Check the records and registers; with PATHs, report only what concerns those.

    Ends with exit code 1 where there are errors; warnings and notes alone are no failure.
    """
    from archive.check import check as check_all

    if codes:
        _list_codes(as_json)
        return
    here = workspace(ctx)
    findings = check_all(here, _within(here, start_of(ctx), paths) or None)
    if as_json:
        output.show_json([finding.as_dict() for finding in findings])
    elif findings:
        print_findings(findings, pages=True)
    else:
        click.echo("Nothing is wrong.")
    if any(finding.severity == "error" for finding in findings):
        ctx.exit(1)


@click.command(short_help="Print the JSON Schema of the format.")
@click.argument("name", required=False)
@click.option(
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write every schema into DIR, as a new workspace has them in schema/.",
)
@click.pass_context
def schema(ctx: click.Context, name: str | None, folder: Path | None) -> None:
    """Print the JSON Schema called NAME: record, process, or a register.

    Without NAME, list the names.
    """
    from archive.errors import UsageProblem
    from archive.jsonschema import schemas, write_schemas

    if folder is not None:
        written = write_schemas(start_of(ctx) / folder)
        click.echo(f"{output.count(len(written), 'schema')} written to {folder}")
        return
    every = schemas()
    if name is None:
        click.echo("\n".join(every))
    elif name in every:
        output.show_json(every[name])
    else:
        raise UsageProblem(f"there is no schema called {name!r}: take one of {', '.join(every)}")


def errors_in(here: Workspace) -> list[Finding]:
    """The findings that stand in the way of a save."""
    from archive.check import check as check_all

    return [finding for finding in check_all(here) if finding.severity == "error"]


def print_findings(findings: Sequence[Finding], *, err: bool = False, pages: bool = False) -> None:
    """Print findings file by file, each with its remedy, and a line that sums them up."""
    for path, group in groupby(sorted(findings), key=lambda finding: finding.path):
        click.secho(output.clean(path), bold=True, err=err)
        for each in group:
            line = f"line {each.line}: " if each.line else ""
            label = click.style(f"{each.severity} {each.code}", fg=_COLOURS[each.severity])
            said = output.clean(f"{line}{each.message}; {each.remedy}")
            click.echo(f"  {label} {said}", err=err)
    click.echo(_summary(findings), err=err)
    if pages:
        click.echo("What each code means: secretariat check --codes")


def _summary(findings: Sequence[Finding]) -> str:
    said = [
        output.count(number, severity)
        for severity in _COLOURS
        if (number := sum(each.severity == severity for each in findings))
    ]
    files = len({each.path for each in findings})
    return f"{', '.join(said)} in {output.count(files, 'file')}."


def _within(here: Workspace, start: Path, names: Sequence[str]) -> list[str]:
    """`names` as seen from the workspace's root; empty where they mean all of it."""
    from archive.errors import UsageProblem

    wanted = []
    for name in names:
        path = (start / name).resolve()
        if not path.is_relative_to(here.root) or not path.exists():
            raise UsageProblem(f"there is no file or folder {name} in the workspace {here.root}")
        wanted.append(here.relative(path))
    return [] if "." in wanted else wanted


def _list_codes(as_json: bool) -> None:
    from archive.findings import CODES, PAGE

    if as_json:
        output.show_json(
            [
                {
                    "code": each.code,
                    "severity": each.severity,
                    "title": each.title,
                    "remedy": each.remedy,
                    "page": f"{PAGE}#{each.code.lower()}",
                }
                for each in CODES.values()
            ]
        )
        return
    rows = [(each.code, each.severity, each.title, each.remedy) for each in CODES.values()]
    output.show(
        output.table(("code", "severity", "found", "remedy"), rows, output.terminal_width())
    )
