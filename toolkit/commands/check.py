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

#: Where the log is, of a workspace that was sealed.
_LOG = "records/log"

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@click.command(short_help="Check the records and registers.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--json", "as_json", is_flag=True, help="Print the findings for a machine.")
@click.option("--codes", is_flag=True, help="List everything that can be found, and stop.")
@click.option("--explain", metavar="CODE", help="Explain a code, such as R010, and stop.")
@click.pass_context
def check(
    ctx: click.Context, paths: tuple[str, ...], as_json: bool, codes: bool, explain: str | None
) -> None:
    """Check the records and registers; with PATHs, report only what concerns those.

    Ends with exit code 1 where there are errors; warnings and notes alone are no failure.
    """
    from archive.check import check as check_all
    from archive.check.evidence import is_of_last_save

    if codes:
        _list_codes(as_json)
        return
    if explain is not None:
        _explain(explain, as_json)
        return
    here = workspace(ctx)
    findings = check_all(here, _within(here, start_of(ctx), paths) or None)
    if as_json:
        output.show_json([_for_machines(here, finding) for finding in findings])
    elif findings:
        print_findings(findings)
        gravest = min(findings, key=lambda each: tuple(_COLOURS).index(each.severity))
        click.echo(f"What a code means: {_asking(gravest.code)}")
    else:
        click.echo("Nothing is wrong.")
    if not paths and (here.root / _LOG).is_dir() and not is_of_last_save(here):
        output.note(
            "note: whether texts are as they were sealed was not looked at, since the archive "
            "is not of the last save: secretariat seal --check"
        )
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
    """The findings that stand in the way of a save: those of the files as they are now."""
    from archive.check import check as check_all

    return [each for each in check_all(here, saves=False) if each.severity == "error"]


def print_findings(findings: Sequence[Finding], *, err: bool = False) -> None:
    """Print findings file by file, each with its remedy, and a line that sums them up."""
    for path, group in groupby(sorted(findings), key=lambda finding: finding.path):
        click.secho(output.clean(path), bold=True, err=err)
        for each in group:
            line = f"line {each.line}: " if each.line else ""
            label = click.style(f"{each.severity} {each.code}", fg=_COLOURS[each.severity])
            said = output.clean(f"{line}{each.message}; {each.remedy}")
            click.echo(f"  {label} {said}", err=err)
    click.echo(_summary(findings), err=err)


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
        found = next((p for p in (start / name, here.root / name) if p.exists()), None)
        path = found.resolve() if found else None
        if path is None or not path.is_relative_to(here.root):
            raise UsageProblem(f"there is no file or folder {name} in the workspace {here.root}")
        wanted.append(here.relative(path))
    return [] if "." in wanted else wanted


def _asking(code: str) -> str:
    return f"secretariat check --explain {code}"


def _for_machines(here: Workspace, finding: Finding) -> dict[str, object]:
    """A finding as `--json` prints it; `page` only where the workspace has that page."""
    page = finding.page if (here.root / finding.page.partition("#")[0]).is_file() else None
    return {**finding.as_dict(), "page": page, "explain": _asking(finding.code)}


#: What it means to the one who saves that a finding is of its severity.
_MEANING = {
    "error": "It must be mended: nothing is saved while there is one.",
    "warning": "It should be looked at, but does not stand in the way of a save.",
    "note": "It is only for your information.",
}


#: The same to the one who receives a package.
_MEANING_OF_PACKAGES = {
    "error": "A package with it is not accepted as it is, and nothing is saved while it is in "
    "records/custody.",
    "warning": "It should be looked at, but does not stand in the way.",
    "note": "It is only for your information.",
}

#: What the findings of a letter are about.
_FOUND_IN = {
    "R": "the files as they are now",
    "H": "older versions of the files",
    "I": "files that are added",
    "K": "the keys of the mandates",
    "L": "the log",
    "E": "what is not for everyone",
    "P": "packages of a handover, and custody",
    "T": "the rules of retention, and what was disposed of by them",
    "G": "what is judged before a handover",
}


def _explain(asked: str, as_json: bool) -> None:
    """Print what one code means and what to do about it; raises `UsageProblem`."""
    from difflib import get_close_matches

    from archive.errors import UsageProblem
    from archive.findings import CODES

    code = CODES.get(asked.upper())
    if code is None:
        near = get_close_matches(asked.upper(), CODES, n=3)
        ways = f"did you mean {' or '.join(near)}?" if near else ""
        ways = ways or "`secretariat check --codes` lists them all"
        raise UsageProblem(f"there is no code {asked!r}: {ways}")
    means = _MEANING_OF_PACKAGES if code.code[0] == "P" else _MEANING
    grave = f"Found in {_FOUND_IN[code.code[0]]}. {means[code.severity]}"
    meaning = [*_page_says(code.code), grave]
    if as_json:
        output.show_json(
            {
                "code": code.code,
                "severity": code.severity,
                "title": code.title,
                "meaning": " ".join(meaning),
                "remedy": code.remedy,
            }
        )
        return
    width = output.terminal_width()
    label = click.style(f"{code.code} {code.severity}", fg=_COLOURS[code.severity], bold=True)
    pairs = [
        ("meaning", "\n".join(meaning)),
        ("what to do", f"{code.remedy[0].upper()}{code.remedy[1:]}."),
    ]
    output.show("\n".join([f"{label}: {code.title}", *output.facts(pairs, width)]))


def _page_says(code: str) -> list[str]:
    """What the program's own page says of a code; nothing where it came without its pages."""
    import archive.findings

    page = Path(archive.findings.__file__).parents[1] / archive.findings.PAGE
    if not page.is_file():
        return []
    _, _, section = page.read_text(encoding="utf-8").partition(f"\n## {code}\n")
    blocks = section.partition("\n## ")[0].partition("\n**What to do.**")[0].strip().split("\n\n")
    # The first block repeats severity and title; what is indented is an example.
    return [" ".join(block.split()) for block in blocks[1:] if not block.startswith("    ")]


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
