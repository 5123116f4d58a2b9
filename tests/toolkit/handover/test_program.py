"""Running ssh-keygen: what is missing, too old or stuck is said in a line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.handover import program
from toolkit.handover.errors import ProgramFailed

SHELL = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")


def standing_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    file = folder / "ssh-keygen"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8", newline="\n")
    file.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_where_it_is_missing_the_way_to_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProgramFailed, match="install OpenSSH"):
        program.run(["-l"])


@SHELL
def test_the_one_that_comes_with_git_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("cmd/git", "usr/bin/ssh-keygen"):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.write_text("#!/bin/sh\n", encoding="utf-8")
        file.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path / "cmd"))
    assert program.find_ssh_keygen() == str(tmp_path / "usr/bin/ssh-keygen")


@SHELL
@pytest.mark.parametrize(
    "said",
    [
        'allowed:1: bad options: invalid "valid-after" time',
        'Invalid "verify-time" option',
        "ssh-keygen: unknown option -- Y",
    ],
)
def test_one_that_is_too_old_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    standing_in(tmp_path, monkeypatch, f"echo '{said}' >&2; exit 255")
    with pytest.raises(ProgramFailed, match=r"OpenSSH 9\.1 or later"):
        program.run(["-Y", "verify"])


@SHELL
def test_one_that_does_not_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    standing_in(tmp_path, monkeypatch, "exec sleep 60")
    with pytest.raises(ProgramFailed, match="did not end within 1 seconds"):
        program.run([], seconds=1)


@SHELL
def test_nobody_is_asked_and_no_agent_is_reached_unless_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing_in(tmp_path, monkeypatch, 'echo "$SSH_AUTH_SOCK $SSH_ASKPASS_REQUIRE $LC_ALL $TZ"')
    monkeypatch.setenv("SSH_AUTH_SOCK", "socket")
    assert program.run([]).out.decode().split() == ["never", "C", "UTC"]
    assert program.run([], asks=True).out.decode().split() == ["socket", "C", "UTC"]


def test_a_private_folder_is_closed_to_others_and_goes_away(tmp_path: Path) -> None:
    with program.private_folder(tmp_path) as folder:
        assert os.name == "nt" or folder.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []
