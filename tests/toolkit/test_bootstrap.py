"""The first contact: the parts that decide; a fresh clone itself is tried in CI."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from toolkit import bootstrap

LOCK = """\
# a comment
click==8.5.1 \\
    --hash=sha256:aa
    # via secretariat (pyproject.toml)
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:bb
pip==26.3 \\
    --hash=sha256:cc
"""


def test_a_lock_gives_the_pins_that_hold_everywhere() -> None:
    assert bootstrap.pins(LOCK) == {"click": "8.5.1"}


def test_what_is_missing_or_of_another_version_is_named() -> None:
    there = {"click": "8.5.1", "nh3": "0.1"}
    wanted = {"click": "8.5.1", "nh3": "0.3", "edtf": "5"}
    assert bootstrap.missing(wanted, there.get) == ["edtf", "nh3"]


@pytest.mark.parametrize(("windows", "tail"), [(True, "Scripts/python.exe"), (False, "bin/python")])
def test_the_interpreter_of_an_environment(windows: bool, tail: str) -> None:
    assert bootstrap.python_in(Path("env"), windows) == Path("env") / tail


def test_test_runs_every_tool_in_turn_and_passes_arguments_to_the_last() -> None:
    assert bootstrap.steps("python", ["test", "-k", "dates"]) == [
        ["python", "-m", "ruff", "check", "."],
        ["python", "-m", "mypy"],
        ["python", "-m", "pytest", "-k", "dates"],
    ]


def test_other_words_are_commands() -> None:
    assert bootstrap.steps("python", ["serve", "--open"])[0][-2:] == ["serve", "--open"]
    assert bootstrap.lock_for(["serve"]) == bootstrap.RUN_LOCK
    assert bootstrap.lock_for(["test"]) == bootstrap.TEST_LOCK


def test_an_environment_is_ready_only_with_its_stamp(tmp_path: Path) -> None:
    python = bootstrap.python_in(tmp_path)
    python.parent.mkdir()
    python.touch()
    assert not bootstrap.is_ready(tmp_path, "small", "large")
    for stamp, ready in (("unfinished", False), ("small", True), ("large", True)):
        (tmp_path / bootstrap.STAMP).write_text(stamp)
        assert bootstrap.is_ready(tmp_path, "small", "large") is ready


def test_the_stamp_changes_with_the_lock(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    lock = tmp_path / "lock"
    lock.write_text("a")
    first = bootstrap.stamp_of(lock, tmp_path)
    lock.write_text("b")
    assert bootstrap.stamp_of(lock, tmp_path) != first


def test_a_python_without_venv_is_told_which_package_lacks(tmp_path: Path) -> None:
    with pytest.raises(bootstrap.CannotBeginError, match=r"python3\.\d+-venv"):
        bootstrap.prepare(tmp_path / "env", bootstrap.RUN_LOCK, has_venv=False)
    assert not (tmp_path / "env").exists()


@pytest.mark.parametrize("lock", [bootstrap.RUN_LOCK, bootstrap.TEST_LOCK])
def test_a_lock_names_every_dependency_with_hashes_and_no_place_of_a_machine(lock: Path) -> None:
    text = lock.read_text("utf-8")
    project = tomllib.loads((bootstrap.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = list(project["dependencies"])
    if lock == bootstrap.TEST_LOCK:
        wanted += project["optional-dependencies"]["test"]
    for each in wanted:
        name = each.split(">")[0].split("=")[0].lower()
        assert f"\n{name}==" in text
    assert "file:" not in text
    assert "index-url" not in text
    assert text.count("--hash=sha256:") > text.count("==")


def test_it_uses_the_environment_that_has_everything(tmp_path: Path) -> None:
    if bootstrap.missing(
        bootstrap.pins(bootstrap.RUN_LOCK.read_text("utf-8")), bootstrap.installed_version
    ):
        pytest.skip("these packages are not those of the lock file")
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "--version"],
        cwd=bootstrap.ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("secretariat, version ")
    assert done.stderr == ""
