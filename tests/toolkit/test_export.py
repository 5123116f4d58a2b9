"""`export`: files and folders for other programs, whole or not at all."""

from __future__ import annotations

import csv
import os
from hashlib import sha256
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate

from tests.toolkit.steps import Run, rewrite, run_in
from toolkit.commands.export import _FILES


@pytest.mark.parametrize("form", _FILES)
def test_a_form_that_is_a_file_is_printed_or_written_alike(
    form: str, sample: Path, tmp_path: Path
) -> None:
    printed = run_in(sample, "export", form)
    assert printed.exit_code == 0, printed.output
    goal = tmp_path / "out"
    written = run_in(sample, "export", form, "--output", str(goal))
    assert written.exit_code == 0, written.output
    assert "out is written." in written.stdout
    assert goal.read_bytes() == printed.stdout_bytes
    assert os.listdir(tmp_path) == ["out"]  # noqa: PTH208 - hidden ones as well


def test_only_the_records_that_were_named(sample: Path) -> None:
    done = run_in(
        sample, "export", "finding-aid", "--record", "som-1-minutes", "--record", "som-1-agenda"
    )
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [row["record"] for row in rows] == ["som-1-agenda", "som-1-minutes"]


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("ead", "--record", "nothing"), "no record of the archive is called 'nothing'", 1),
        (("registers",), "say where with --output DIR", 2),
        (("ro-crate", "--output", "-"), "say where with --output DIR", 2),
        (("retention", "--record", "x"), "--record does not go with retention", 2),
        (("ead", "--output", "README.md"), "README.md is there already", 2),
        (("registers", "--output", "records"), "records is there already", 2),
        (("nothing",), "'nothing' is not one of", 2),
    ],
)
def test_a_mistake_is_told_and_changes_nothing(
    words: tuple[str, ...], said: str, code: int, sample: Path
) -> None:
    before = sorted(each.name for each in sample.iterdir())
    done = run_in(sample, "export", *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert sorted(each.name for each in sample.iterdir()) == before


def test_registers_are_a_folder(sample: Path, tmp_path: Path) -> None:
    done = run_in(sample, "export", "registers", "--output", str(tmp_path / "new" / "registers"))
    assert done.exit_code == 0, done.output
    with (tmp_path / "new" / "registers" / "meetings.csv").open(encoding="utf-8") as file:
        assert {row["id"] for row in csv.DictReader(file)} >= {"som-1", "som-2"}


def test_an_ro_crate_is_whole(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "crate").mkdir()  # an empty folder may be there
    done = run_in(sample, "export", "ro-crate", "--output", str(tmp_path / "crate"))
    assert done.exit_code == 0, done.output
    assert "2 records of this archive are not public" in done.stderr
    crate = ROCrate(tmp_path / "crate")
    files = {entity.id: entity for entity in crate.data_entities}
    on_disk = {
        path.relative_to(tmp_path / "crate").as_posix()
        for path in (tmp_path / "crate").rglob("*")
        if path.is_file()
    }
    assert set(files) | {"ro-crate-metadata.json"} == on_disk
    assert "originals/2024/invitation-letter-arland.txt" in files
    for path, entity in files.items():
        data = (tmp_path / "crate" / path).read_bytes()
        assert entity["sha256"] == sha256(data).hexdigest()
        assert entity["contentSize"] == str(len(data))


def test_a_crate_takes_what_the_archive_lists(root: Path, run: Run, tmp_path: Path) -> None:
    """The folder may have moved on; what was saved is in the history."""
    path = "records/2024/som-1-minutes.md"
    saved = (root / path).read_bytes()
    rewrite(root / path, "Officials", "OFFICIALS")
    (root / "records/2024/invitation-letter-arland.txt").unlink()
    assert run("export", "ro-crate", "--output", str(tmp_path / "crate")).exit_code == 0
    assert (tmp_path / "crate" / path).read_bytes() == saved
    assert (tmp_path / "crate/originals/2024/invitation-letter-arland.txt").is_file()


def test_what_cannot_be_had_is_left_out_and_told(root: Path, run: Run, tmp_path: Path) -> None:
    original = root / "records/2024/invitation-letter-arland.txt"
    original.write_text("Another.", encoding="utf-8")
    assert run("build").exit_code == 0  # lists the edit, which is nowhere but in the folder
    original.write_text("Yet another.", encoding="utf-8")
    done = run("export", "ro-crate", "--output", str(tmp_path / "crate"))
    assert done.exit_code == 0, done.output
    assert "warning: left out: invitation-letter-arland.txt is not here" in done.stderr
    document = (tmp_path / "crate/ro-crate-metadata.json").read_text(encoding="utf-8")
    assert "originals/" not in document


def test_a_file_that_would_lie_over_another_is_left_out_and_told(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk to which Letter.txt and letter.txt are one."""
    is_there = Path.exists

    def exists(path: Path) -> bool:
        return path.name == "invitation-letter-arland.txt" or is_there(path)

    monkeypatch.setattr(Path, "exists", exists)
    done = run_in(sample, "export", "ro-crate", "--output", str(tmp_path / "crate"))
    assert done.exit_code == 0, done.output
    assert "invitation-letter-arland.txt has the name of another file on this disk" in done.stderr
    document = (tmp_path / "crate/ro-crate-metadata.json").read_text(encoding="utf-8")
    assert "invitation-letter-arland.txt" not in document


def test_what_a_run_that_was_killed_left_is_no_hindrance(sample: Path, tmp_path: Path) -> None:
    left = tmp_path / ".crate.partial"
    left.mkdir()
    (left / "half.md").write_text("half", encoding="utf-8")
    done = run_in(sample, "export", "ro-crate", "--output", str(tmp_path / "crate"))
    assert done.exit_code == 0, done.output
    assert not left.exists()
    assert not (tmp_path / "crate" / "half.md").exists()


@pytest.mark.parametrize("form", ["ead", "registers"])
def test_a_full_disk_leaves_nothing(
    form: str, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    done = run_in(sample, "export", form, "--output", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert "cannot be written (No space left on device); nothing of it is left" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_edition_is_built_and_only_what_it_shows_is_written(root: Path, tmp_path: Path) -> None:
    done = run_in(root, "export", "finding-aid", "--edition", "public")
    assert done.exit_code == 0, done.output
    assert "closed-" in done.stdout
    assert "host-selection-note" not in done.stdout
    path = root / "records/2024/som-1-minutes.md"
    rewrite(path, "kind: minutes\n", "kind: minutes\naccess: secretariat\n")
    again = run_in(root, "export", "finding-aid", "--edition", "public")
    assert "som-1-minutes" in done.stdout
    assert "som-1-minutes" not in again.stdout  # closed meanwhile, and not saved yet
    goal = tmp_path / "crate"
    done = run_in(root, "export", "ro-crate", "--edition", "public", "--output", str(goal))
    assert done.exit_code == 0, done.output
    assert "what the public edition shows, and nothing else" in done.stderr
