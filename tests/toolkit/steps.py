"""The steps that tests of commands take."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from toolkit.cli import cli

Run = Callable[..., Result]

ANN = ("--name", "Ann Example", "--email", "ann@example.org")


def run_in(folder: Path, *words: str, answers: str | None = None) -> Result:
    """Run a command as if in `folder`."""
    return CliRunner().invoke(cli, ["-C", str(folder), *words], input=answers)


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Gil", "-c", "user.email=gil@example.org")
    done = subprocess.run(
        ["git", *who, *words],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.stdout


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def files_under(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }
