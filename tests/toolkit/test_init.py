"""`init`: a workspace with samples and a first save, made without knowing git."""

from __future__ import annotations

import shutil
from pathlib import Path

from archive.model import RECORD_KINDS
from tests.toolkit.steps import ANN, files_under, git, run_in


def test_a_new_workspace_passes_every_check(sample: Path) -> None:
    assert run_in(sample, "check").stdout == "Nothing is wrong.\n"


def test_it_holds_a_sample_of_each_kind(sample: Path) -> None:
    texts = [path.read_text("utf-8") for path in (sample / "records").glob("20*/*.md")]
    for kind in RECORD_KINDS:
        assert any(f"\nkind: {kind}\n" in text for text in texts), kind


def test_each_register_begins_with_an_explanation_and_an_example(sample: Path) -> None:
    for path in (sample / "records" / "registers").glob("*.yaml"):
        head = path.read_text("utf-8").splitlines()
        assert head[0] == f"# yaml-language-server: $schema=../../schema/{path.stem}.json"
        assert (sample / "schema" / f"{path.stem}.json").is_file()
        assert head[1].startswith("# ")
        assert sum(line.startswith("#") for line in head) >= 4


def test_its_readme_names_only_commands_that_exist(sample: Path) -> None:
    import re

    from toolkit.cli import COMMANDS

    said = (sample / "README.md").read_text("utf-8")
    assert set(re.findall(r"(?m)(?:`|^ +)secretariat ([a-z]+)", said)) <= set(COMMANDS)
    assert " git " not in said.replace("nothing of git,", "")


def test_the_first_save_holds_everything_under_the_saver(sample: Path) -> None:
    assert git(sample, "log", "--format=%an <%ae> %s") == (
        "Ann Example <ann@example.org> Begin the archive\n"
    )
    assert git(sample, "status", "--porcelain") == ""
    tracked = git(sample, "ls-files").splitlines()
    assert {".gitignore", ".gitattributes", "README.md", "datasette.yaml"} <= set(tracked)
    assert "archive.db" not in tracked


def test_a_folder_that_holds_something_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.doc").write_bytes(b"x")
    done = run_in(tmp_path, "init", "taken", *ANN)
    assert done.exit_code == 1
    assert "is not empty (letter.doc)" in done.stderr
    assert list((tmp_path / "taken").iterdir()) == [tmp_path / "taken" / "letter.doc"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert "is a file" in run_in(tmp_path, "init", "file", *ANN).stderr


def test_a_workspace_is_not_made_twice(root: Path) -> None:
    before = files_under(root)
    done = run_in(root.parent, "init", root.name, *ANN)
    assert done.exit_code == 2
    assert "is a workspace already" in done.stderr
    assert files_under(root) == before


def test_without_a_name_it_is_begun_by_a_stand_in_and_says_so(tmp_path: Path) -> None:
    done = run_in(tmp_path, "init", "ws")
    assert done.exit_code == 0
    assert "You are not known here yet" in done.stderr
    assert git(tmp_path / "ws", "log", "--format=%ae").strip() == "secretariat@localhost.invalid"
    assert run_in(tmp_path / "ws", "status", "--json").stdout.count('"saver": null') == 1


def test_a_bad_address_stops_before_anything_is_made(tmp_path: Path) -> None:
    done = run_in(tmp_path, "init", "ws", "--name", "Ann", "--email", "nowhere")
    assert done.exit_code == 2
    assert "is no e-mail address" in done.stderr
    assert not (tmp_path / "ws").exists()


def test_inside_another_repository_it_works_and_says_so(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", ".")
    done = run_in(tmp_path, "init", "ws", *ANN)
    assert done.exit_code == 0
    assert "lies inside the repository" in done.stderr
    assert (tmp_path / "ws" / ".git").is_dir()


def test_a_copy_without_history_gets_one_and_keeps_its_files(root: Path) -> None:
    shutil.rmtree(root / ".git")
    before = files_under(root)
    done = run_in(root.parent, "init", root.name, *ANN)
    assert done.exit_code == 0
    assert "has a history from now on" in done.stdout
    assert files_under(root) == before


def test_a_workspace_kept_by_a_larger_repository_is_left_to_it(root: Path) -> None:
    shutil.rmtree(root / ".git")
    git(root.parent, "init", "-q", ".")
    git(root.parent, "add", root.name)
    done = run_in(root.parent, "init", root.name, *ANN)
    assert done.exit_code == 2
    assert "its versions are kept by the repository" in done.stderr


def test_a_template_with_hooks_is_not_taken(tmp_path: Path) -> None:
    run_in(tmp_path, "init", "ws", *ANN)
    assert not (tmp_path / "ws" / ".git" / "hooks").exists()


def test_files_without_history_get_the_rules_of_what_is_not_saved(
    sample: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(sample, tmp_path / "ws", ignore=shutil.ignore_patterns(".git*"))
    assert run_in(tmp_path, "init", "ws", *ANN).exit_code == 0
    assert (root / ".gitignore").read_bytes() == (sample / ".gitignore").read_bytes()
    assert "archive.db" not in git(root, "status", "--porcelain")
