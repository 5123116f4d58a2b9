"""The command as a whole: its help, its errors, how fast it starts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.errors import NotInArchive
from tests.toolkit.steps import Run, run_in
from toolkit import __version__
from toolkit.cli import COMMANDS, cli

MAIN = (sys.executable, "-c", "from toolkit.cli import main; main()")


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    assert command.name == name
    assert command.help
    assert command.short_help
    assert command.short_help.endswith(".")
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.name}"
        else:
            [named, *_] = re.findall(r"[A-Z]\w*", (option.metavar or str(option.name)).upper())
            assert re.search(rf"\b{named}s?\b", command.help), f"{name} {named}"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_fits_and_does_not_fail(name: str) -> None:
    shown = CliRunner().invoke(cli, [name, "--help"])
    assert shown.exit_code == 0
    assert shown.output.startswith(f"Usage: cli {name}")


def test_help_lists_each_command_in_one_line() -> None:
    listed = CliRunner().invoke(cli, ["--help"]).output.partition("Commands:\n")[2]
    assert "..." not in listed
    assert [line.split()[0] for line in listed.splitlines()] == list(COMMANDS)


def test_version() -> None:
    assert CliRunner().invoke(cli, ["--version"]).output == f"secretariat, version {__version__}\n"


def test_an_unknown_command_names_the_near_one() -> None:
    done = CliRunner().invoke(cli, ["sav", "x"])
    assert done.exit_code == 2
    assert "Did you mean save?" in done.stderr


def test_outside_a_workspace_one_line_says_what_to_do(tmp_path: Path) -> None:
    done = run_in(tmp_path, "status")
    assert done.exit_code == 1
    assert done.stderr.startswith("error: no workspace in ")
    assert done.stderr.count("\n") == 1
    assert "secretariat init" in done.stderr


def test_a_missing_start_folder_is_named(tmp_path: Path) -> None:
    done = run_in(tmp_path / "none", "status")
    assert done.exit_code == 1
    assert "there is no folder" in done.stderr


def test_the_workspace_is_found_from_a_folder_inside(sample: Path) -> None:
    assert run_in(sample / "records" / "2024", "status").exit_code == 0


@pytest.mark.parametrize("stop", [KeyboardInterrupt, click.Abort])
def test_ctrl_c_ends_with_130(monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]) -> None:
    monkeypatch.setitem(sys.modules, "archive.jsonschema", Interrupting(stop))
    done = CliRunner().invoke(cli, ["schema"])
    assert done.exit_code == 130
    assert done.stderr.strip() == "stopped; nothing was changed"


class Interrupting:
    """Stands where a module would be, and raises when anything is taken from it."""

    def __init__(self, error: type[BaseException]) -> None:
        self.error = error

    def __getattr__(self, name: str) -> object:
        raise self.error


def test_a_failure_of_the_system_is_one_line(root: Path, run: Run) -> None:
    (root / "schema" / "record.json").unlink()
    (root / "schema" / "record.json").mkdir()
    done = run("schema", "--output", str(root / "schema"))
    assert done.exit_code == 1
    assert "record.json: Is a directory" in done.stderr or "record.json" in done.stderr
    assert "Traceback" not in done.output


def test_a_damaged_archive_is_one_line(root: Path, run: Run) -> None:
    (root / "archive.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    done = run("show", "som-1")
    assert done.exit_code == NotInArchive.exit_code
    assert done.stderr.startswith("error: ")
    assert "build" in done.stderr


def test_a_reader_that_goes_away_is_no_failure_worth_words(sample: Path) -> None:
    with subprocess.Popen(
        [*MAIN, "-C", str(sample), "schema", "record"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""


@pytest.mark.parametrize("words", [("ask", "gaps"), ("show", "som-1-minutes")])
def test_asking_and_showing_import_nothing_heavy(sample: Path, words: tuple[str, ...]) -> None:
    code = (
        "import sys; from toolkit.cli import cli;"
        f"cli(['-C', {str(sample)!r}, *{words!r}], standalone_mode=False);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {"datasette", "sqlite_utils", "git", "markdown_it", "edtf", "nh3", "jinja2"}


@pytest.mark.parametrize("program", ["toolkit", "toolkit.entry"])
def test_ctrl_c_while_the_program_is_loaded_is_one_line(program: str) -> None:
    code = f"""
import sys
class Pressed:
    def find_spec(self, name, *_):
        if name in ("click", "toolkit.bootstrap"):
            raise KeyboardInterrupt
sys.meta_path.insert(0, Pressed())
if {program!r} == "toolkit":
    import runpy
    runpy.run_module("toolkit", run_name="__main__")
from toolkit.entry import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stdout == ""
    assert done.stderr.startswith("\nstopped; ")
    assert done.stderr.count("\n") == 2


def test_without_git_one_line_says_where_to_get_it(sample: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [*MAIN, "-C", str(sample), "status"],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "error: git is not installed: install it from git-scm.com\n"


def test_git_variables_of_a_hook_do_not_mislead(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert run("status").exit_code == 0


def test_a_stopped_import_does_not_say_that_nothing_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    from toolkit.commands import imports

    monkeypatch.setattr(imports.import_git, "callback", stopped)
    done = CliRunner().invoke(cli, ["import-git", "there", "--profile", "minutes"])
    assert done.exit_code == 130
    assert "nothing was changed" not in done.stderr
