"""Killed at any step, a disposal has either not happened, or the next run completes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive.log import store
from archive.workspace import Workspace
from tests.toolkit.disposal import killing
from tests.toolkit.disposal.conftest import SECRETS
from tests.toolkit.disposal.looking import where
from tests.toolkit.steps import ANN, git, run_in

ROOT = Path(__file__).parents[3]
AGAIN = ("dispose", "names", "--authority", "Decision 7", "--yes", *ANN)


def kill(root: Path, step: str) -> None:
    done = subprocess.run(
        [sys.executable, str(killing.__file__), str(root), "names", step],
        env={"PYTHONPATH": str(ROOT), "PATH": _path(), "GIT_CONFIG_NOSYSTEM": "1"},
        cwd=root, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode != 0, f"there is no step {step!r}"
    assert done.stderr == b""


def _path() -> str:
    import os

    return os.environ["PATH"]


def assert_done_once(root: Path) -> None:
    assert where(root, SECRETS) == []
    assert [path.name for path in sorted((root / "records/disposals").glob("*.json"))] == [
        "0001-names.json"
    ]
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "fsck", "--full") == ""
    assert "WIP on main" in git(root, "stash", "list")
    openings = store.load(Workspace(root)).openings
    noted = [o for o in openings if o and o.said()["kind"] == "set-aside"]
    assert len(noted) == 1
    assert run_in(root, "seal", "--check").exit_code == 0
    assert not (root / ".secretariat/disposal").exists()


@pytest.mark.parametrize("step", ["compare", "journal"])
def test_before_the_journal_nothing_has_happened(root: Path, step: str) -> None:
    before = git(root, "show-ref")
    kill(root, step)
    assert git(root, "show-ref") == before
    assert git(root, "status", "--porcelain") == ""
    assert run_in(root, "status").exit_code == 0
    assert run_in(root, *AGAIN).exit_code == 0
    assert_done_once(root)


@pytest.mark.parametrize("step", ["move the new history in", "archive"])
def test_after_it_the_next_run_completes_it(root: Path, step: str) -> None:
    kill(root, step)
    refused = run_in(root, "status")
    assert refused.exit_code == 1
    assert "secretariat dispose --finish" in refused.stderr
    done = run_in(root, *AGAIN)
    assert done.exit_code == 0, done.output
    assert "names is disposed of" in done.output
    assert_done_once(root)


def test_it_may_be_killed_again_and_again(root: Path) -> None:
    for step in ("move the old history away", "files", "intake", "old history", "end"):
        kill(root, step)
    assert run_in(root, "dispose", "--finish").exit_code == 0
    assert_done_once(root)


def test_finishing_where_nothing_was_begun_does_nothing(root: Path) -> None:
    before = git(root, "show-ref")
    assert "No disposal was stopped here." in run_in(root, "dispose", "--finish").output
    assert git(root, "show-ref") == before
