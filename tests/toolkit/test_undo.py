"""`undo`: back to the last save, with nothing destroyed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.toolkit.steps import Run, files_under, git, rewrite

MINUTES = "records/2024/som-1-minutes.md"
AGENDA = "records/2024/som-1-agenda.md"
REPORT = "records/2025/progress-report-2025.md"


@pytest.fixture
def changed(root: Path) -> dict[str, bytes]:
    """A workspace with a change of each kind; what it was before."""
    before = files_under(root)
    rewrite(root / MINUTES, "Nine persons", "Ten persons")
    (root / AGENDA).rename(root / "records/2025/agenda.md")
    (root / REPORT).unlink()
    (root / "records/new").mkdir()
    (root / "records/new/new.md").write_text("mine\n", "utf-8")
    return before


def undone(root: Path) -> dict[str, bytes]:
    [folder] = (root / ".secretariat" / "undone").iterdir()
    return files_under(folder)


def test_all_is_as_it_was_and_copies_are_kept(
    root: Path, run: Run, changed: dict[str, bytes]
) -> None:
    done = run("undo", "--yes")
    assert done.exit_code == 0
    after = files_under(root)
    kept = {name for name in after if name.startswith(".secretariat/")}
    assert {name: after[name] for name in after.keys() - kept} == changed
    assert git(root, "status", "--porcelain") == ""
    copies = undone(root)
    assert set(copies) == {MINUTES, "records/2025/agenda.md", "records/new/new.md"}
    assert b"Ten persons" in copies[MINUTES]
    assert not (root / "records/new").exists()


def test_what_would_be_lost_is_shown_before_it_asks(
    root: Path, run: Run, changed: dict[str, bytes]
) -> None:
    before = files_under(root)
    done = run("undo", answers="n\n")
    assert done.exit_code == 1
    assert done.stderr == "nothing was changed\n"
    assert "[-Nine-]" in done.stdout
    assert "{+Ten+}" in done.stdout
    assert f"{REPORT} would come back" in done.stdout
    assert files_under(root) == before


def test_saying_yes_does_it(root: Path, run: Run, changed: dict[str, bytes]) -> None:
    assert run("undo", answers="y\n").exit_code == 0
    assert (root / REPORT).exists()


@pytest.mark.parametrize(
    "name", [MINUTES, "som-1-minutes", "records/2024/../2024/som-1-minutes.md"]
)
def test_one_file_by_path_or_id(root: Path, run: Run, changed: dict[str, bytes], name: str) -> None:
    assert run("undo", "--yes", name).exit_code == 0
    assert (root / MINUTES).read_bytes() == changed[MINUTES]
    assert not (root / REPORT).exists()


def test_a_folder_and_what_is_gone(root: Path, run: Run, changed: dict[str, bytes]) -> None:
    assert run("undo", "--yes", "records/2025").exit_code == 0
    assert (root / REPORT).read_bytes() == changed[REPORT]
    assert "Ten persons" in (root / MINUTES).read_text("utf-8")


def test_staged_files_are_taken_back_too(root: Path, run: Run, changed: dict[str, bytes]) -> None:
    git(root, "add", "-A")
    assert run("undo", "--yes").exit_code == 0
    assert git(root, "status", "--porcelain") == ""


def test_nothing_to_take_back(run: Run) -> None:
    assert run("undo", "--yes").stdout == "Nothing has changed since the last save.\n"
    assert "Nothing there has changed" in run("undo", "--yes", MINUTES).stdout


def test_a_path_outside_is_refused(run: Run, tmp_path: Path) -> None:
    for name in ("../elsewhere.md", str(tmp_path.parent)):
        done = run("undo", "--yes", name)
        assert done.exit_code == 2
        assert "lies outside the workspace" in done.stderr


def test_two_in_one_second_have_folders_of_their_own(root: Path, run: Run) -> None:
    for text in ("one", "two"):
        (root / "records" / "x.md").write_text(text, "utf-8")
        assert run("undo", "--yes").exit_code == 0
    kept = [path.read_text("utf-8") for path in (root / ".secretariat").rglob("x.md")]
    assert sorted(kept) == ["one", "two"]


def test_what_was_undone_is_never_saved(root: Path, run: Run) -> None:
    (root / ".gitignore").write_text("archive.db*\n", "utf-8")
    run("save", "why")
    (root / "records" / "x.md").write_text("one", "utf-8")
    run("undo", "--yes")
    assert git(root, "status", "--porcelain") == ""


def test_what_was_deleted_is_brought_back_without_a_folder_of_copies(root: Path, run: Run) -> None:
    (root / REPORT).unlink()
    assert run("undo", "--yes").stdout.endswith("\n1 file brought back.\n")
    assert (root / REPORT).exists()
    assert not (root / ".secretariat" / "undone").exists()


def test_copies_are_named_where_there_are_some(root: Path, run: Run) -> None:
    (root / REPORT).unlink()
    rewrite(root / MINUTES, "Nine", "Ten")
    said = run("undo", "--yes").stdout
    assert "1 file taken back, 1 brought back. A copy is in " in said


def test_a_name_of_nothing_is_refused(run: Run) -> None:
    for name in ("nonsense", "records/nonsense.md", "No such"):
        done = run("undo", "--yes", name)
        assert done.exit_code == 2
        assert f"there is no changed file or record called {name!r}" in done.stderr


def test_a_record_that_has_not_changed_is_no_mistake(run: Run) -> None:
    assert "Nothing there has changed" in run("undo", "--yes", "som-1-minutes").stdout


@pytest.mark.parametrize("name", ["progress-report-2025", REPORT])
def test_what_an_earlier_save_removed_is_said_with_the_way_to_it(
    root: Path, run: Run, name: str
) -> None:
    before = git(root, "rev-parse", "HEAD")[:10]
    (root / REPORT).unlink()
    assert run("save", "Report taken out", "--even-with-errors").exit_code == 0
    removal = git(root, "rev-parse", "HEAD")[:10]
    done = run("undo", "--yes", name)
    assert done.exit_code == 2
    assert f"was removed by the save {removal} (" in done.stderr
    assert "Report taken out" in done.stderr
    assert f"`secretariat show progress-report-2025 --as-known-at {before}`" in done.stderr
    shown = run("show", "progress-report-2025", "--as-known-at", before)
    assert shown.exit_code == 0
    assert "was removed" not in shown.stdout


def test_a_whole_folder_that_was_removed_is_said_without_a_record(root: Path, run: Run) -> None:
    (root / "records/scans").mkdir()
    (root / "records/scans/a.bin").write_bytes(b"x")
    run("save", "Scan")
    shutil.rmtree(root / "records/scans")
    run("save", "Scan taken out")
    done = run("undo", "--yes", "records/scans")
    assert done.exit_code == 2
    assert "Scan taken out)\n" in done.stderr
