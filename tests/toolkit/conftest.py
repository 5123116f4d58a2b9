"""A sample workspace with real git history, and a way to run commands in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.toolkit.steps import ANN, Run, run_in


@pytest.fixture(autouse=True, scope="session")
def nobodys_git() -> Iterator[None]:
    """No configuration of this machine, and no repository around, has a say in the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            patch.delenv(name)
        for name in ("EMAIL", "NO_COLOR", "COLUMNS", "VISUAL", "EDITOR"):
            patch.delenv(name, raising=False)
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workspace, built; only to be read."""
    root = tmp_path_factory.mktemp("sample") / "archive"
    made = run_in(root.parent, "init", "archive", *ANN)
    assert made.exit_code == 0, made.output
    built = run_in(root, "build")
    assert built.exit_code == 0, built.output
    return root


@pytest.fixture
def root(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample workspace that a test may change."""
    return shutil.copytree(sample, tmp_path / "ws")


@pytest.fixture
def run(root: Path) -> Run:
    """Run a command in the test's own workspace."""

    def do(*words: str, answers: str | None = None) -> Result:
        return run_in(root, *words, answers=answers)

    return do
