"""`publish`: the command, from a workspace to a folder."""

from __future__ import annotations

import json
from pathlib import Path

from tests.archive.publish.links import walk
from tests.toolkit.steps import run_in


def test_a_workspace_is_published_and_published_again(root: Path, tmp_path: Path) -> None:
    goal = tmp_path / "site"
    done = run_in(root, "publish", str(goal))
    assert done.exit_code == 0, done.stderr
    assert "holds the public edition" in done.stdout
    assert walk(goal).broken == []
    again = run_in(root, "publish", str(goal), "--json")
    told = json.loads(again.stdout)
    assert told["unchanged"] is True
    assert told["pages"] == told["reused"] > 20


def test_with_an_address_pages_name_it(root: Path, tmp_path: Path) -> None:
    goal = tmp_path / "site"
    run_in(root, "publish", str(goal), "--address", "https://archive.example/asem/")
    page = (goal / "records" / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://archive.example/asem/records/">' in page


def test_what_is_no_address_is_refused(root: Path, tmp_path: Path) -> None:
    done = run_in(root, "publish", str(tmp_path / "site"), "--address", "archive.example")
    assert done.exit_code == 2
    assert "write it as https://" in done.stderr


def test_a_folder_of_others_is_left_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.txt").write_text("mine", "utf-8")
    done = run_in(root, "publish", str(tmp_path / "site"))
    assert done.exit_code == 2
    assert "mine.txt" in done.stderr
    assert [each.name for each in (tmp_path / "site").iterdir()] == ["mine.txt"]


def test_another_edition_is_told_of(root: Path, tmp_path: Path) -> None:
    done = run_in(root, "publish", str(tmp_path / "site"), "--edition", "partners")
    assert "partners edition: give it to nobody else" in done.stderr
