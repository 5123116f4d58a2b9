"""Writes docs/cli.md from the commands themselves: `python -m tests.docs.cli_page`.

The page does not depend on the width of a terminal, so it is the same wherever it is made.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from toolkit.cli import cli

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"

#: How the page is made anew; the test that finds it out of date says so too.
REMEDY = "python -m tests.docs.cli_page"

_HEAD = f"""\
# The commands

<!-- Made by `{REMEDY}`; changes by hand are lost. -->

In a clone of the project, without installing anything, `secretariat` is written
`python3 -m toolkit` (on Windows `py -m toolkit`): `python3 -m toolkit check`.

Every command finds its workspace from any folder inside it, or by `-C DIR`. A command ends with
exit code 0 where all went well, 1 where something has to be mended (the message says what), 2
where it was called wrongly, and 130 where Ctrl-C stopped it.

Long output goes through the pager that `PAGER` names, only on a terminal; colour is left out
where `NO_COLOR` is set. `--json` prints the same content for a program, whole and uncoloured.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command of the tree with its full name, the group itself first."""
    yield from _below("secretariat", cli)


def _below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            assert below is not None
            yield from _below(f"{name} {each}", below)


def options(command: click.Command) -> Iterator[click.Option]:
    """The options of `command` that help shows, `--help` itself left out."""
    for param in command.params:
        if isinstance(param, click.Option) and not param.hidden and "--help" not in param.opts:
            yield param


def page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for name, command in commands():
        parts.append("\n".join(_section(name, command)))
    return "\n".join(parts)


def _section(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    yield f"## {name if isinstance(command, click.Group) else name.partition(' ')[2]}"
    yield ""
    yield f"    {' '.join((name, *command.collect_usage_pieces(context)))}"
    yield ""
    yield inspect.cleandoc(command.help or "")
    yield ""
    listed = list(options(command))
    for option in listed:
        record = option.get_help_record(context)
        assert record is not None
        written, meaning = record
        yield f"- `{written}`: {' '.join(meaning.split())}"
    if listed:
        yield ""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
