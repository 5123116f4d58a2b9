"""`secretariat import-git` at the terminal."""

from __future__ import annotations

from pathlib import Path

from tests.archive.imported import Elsewhere
from tests.toolkit.steps import Run


def test_a_history_is_brought_in_told_and_saved(root: Path, run: Run, tmp_path: Path) -> None:
    elsewhere = Elsewhere(tmp_path / "rules")
    for status in ("Draft", "Final"):
        elsewhere.proposal(1, status)
        elsewhere.save()
    words = ("--path", "EIPS/*.md", "--profile", "proposals")
    done = run("import-git", str(elsewhere.root), *words)
    assert done.exit_code == 0
    assert done.stdout == (
        "rules is in the archive as of 2020-09-15: 1 record, in 2 versions from 2 commits.\n"
    )
    assert "secretariat save" in done.stderr
    assert "Proposal 1" in run("show", "rules.eip-1").stdout
    assert "Final" in run("history", "rules.eip-1").stdout
    assert run("check").exit_code == 0
    assert run("save", "Import the rules").exit_code == 0
    again = run("import-git", str(elsewhere.root))
    assert "2 versions" in again.stdout


def test_a_mistake_is_one_line(root: Path, run: Run) -> None:
    done = run("import-git", "nowhere", "--path", "*.md", "--profile", "minutes")
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
