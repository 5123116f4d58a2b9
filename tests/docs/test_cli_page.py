"""Every command says what it does, and docs/cli.md says the same."""

from __future__ import annotations

import click
import pytest

from tests.docs.cli_page import PAGE, REMEDY, commands, options, page

ALL = list(commands())


def test_the_page_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"docs/cli.md is out of date: {REMEDY}"


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_a_command_says_what_it_does(name: str, command: click.Command) -> None:
    assert command.help
    if " " in name:
        assert command.short_help, f"{name} has no line in the list of commands"


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_an_option_says_what_it_does(name: str, command: click.Command) -> None:
    silent = [option.opts for option in options(command) if not option.help]
    assert not silent, f"{name}: no help for {silent}"


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_an_argument_is_spoken_of(name: str, command: click.Command) -> None:
    """click shows no help for arguments, so the command's own text must name them."""
    said = (command.help or "").upper()
    for param in command.params:
        if isinstance(param, click.Argument):
            word = param.make_metavar(click.Context(command)).strip("[].").partition("[")[0]
            assert word.split("=")[0] in said, f"{name} does not say what {word} is"
