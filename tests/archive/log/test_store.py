"""The log's files: whatever is altered, left out or put back is found, and named."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from archive.check import check
from archive.log import store
from archive.log.leaves import entry_of
from archive.log.merkle import leaf_hash, root
from archive.log.note import Checkpoint
from archive.log.store import LogDamaged, tile_path
from tests.archive.log.sealed import compared, load, seal
from tests.conftest import Repository


@pytest.fixture
def sealed(repository: Repository) -> Repository:
    """Three records sealed one after the other."""
    for name in ("a-letter", "b-letter", "c-letter"):
        repository.record(name, f"Text of {name}.")
        repository.save()
        seal(repository, origin="example.org/log")
    return repository


_ALTER = "if test -f records/a-letter.md; then echo more >> records/a-letter.md; fi"


def folder(repository: Repository) -> Path:
    return repository.root / "records" / "log"


def codes(repository: Repository) -> list[str]:
    return [finding.code for finding in check(repository.workspace)]


@pytest.mark.parametrize(
    ("tile", "path"),
    [(0, "000"), (67, "067"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")],
)
def test_tiles_are_named_as_tlog_tiles_does(tile: int, path: str) -> None:
    assert tile_path(tile) == path


def test_a_whole_log_has_no_findings(sealed: Repository) -> None:
    assert codes(sealed) == []


def test_any_byte_of_a_leaf_a_checkpoint_or_an_opening_that_changes_is_found(
    sealed: Repository,
) -> None:
    files = [
        *folder(sealed).rglob("*-*.txt"),
        *folder(sealed).rglob("*.jsonl"),
        *(folder(sealed) / "checkpoints").iterdir(),
        folder(sealed) / "checkpoint",
    ]
    unnoticed = []
    for path in files:
        data = path.read_bytes()
        for at in range(len(data)):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            try:
                load(sealed)
            except LogDamaged:
                continue
            unnoticed.append((path.name, at))
        path.write_bytes(data)
    assert len(files) == 10
    assert unnoticed == []


@pytest.mark.parametrize("name", ["leaves/000/001-001.txt", "checkpoints/2", "checkpoints/3"])
def test_a_file_that_was_taken_away_is_found(sealed: Repository, name: str) -> None:
    (folder(sealed) / name).unlink()
    assert "L003" in codes(sealed)


def test_a_leaf_left_out_with_everything_after_it_moved_up_is_found(sealed: Repository) -> None:
    leaves = folder(sealed) / "leaves" / "000"
    (leaves / "001-001.txt").write_bytes((leaves / "002-002.txt").read_bytes())
    with pytest.raises(LogDamaged, match="leaves 1 to 1 are not those"):
        load(sealed)


def test_an_older_checkpoint_put_in_the_place_of_the_newest_changes_nothing(
    sealed: Repository,
) -> None:
    shutil.copyfile(folder(sealed) / "checkpoints" / "1", folder(sealed) / "checkpoint")
    log = load(sealed)
    assert log.stale
    assert log.head is not None
    assert log.head.size == 3
    assert seal(sealed).added == 0
    assert not load(sealed).stale


def test_leaves_that_a_removed_checkpoint_covered_are_not_taken_for_a_stopped_seal(
    sealed: Repository,
) -> None:
    (folder(sealed) / "checkpoints" / "3").unlink()
    shutil.copyfile(folder(sealed) / "checkpoints" / "2", folder(sealed) / "checkpoint")
    with pytest.raises(LogDamaged, match="no checkpoint covers it"):
        seal(sealed)
    assert (folder(sealed) / "leaves" / "000" / "002-002.txt").is_file()


def test_a_checkpoint_with_a_swapped_root_is_found(sealed: Repository) -> None:
    first, last = folder(sealed) / "checkpoints" / "1", folder(sealed) / "checkpoints" / "3"
    lines = last.read_text("utf-8").split("\n")
    lines[2] = first.read_text("utf-8").split("\n")[2]
    last.write_text("\n".join(lines), "utf-8")
    (folder(sealed) / "checkpoint").write_text("\n".join(lines), "utf-8")
    with pytest.raises(LogDamaged, match="leaves 2 to 2 are not those"):
        load(sealed)


def test_a_log_rewritten_with_matching_roots_is_not_what_was_saved(sealed: Repository) -> None:
    log = load(sealed)
    opening = log.openings[2]
    assert opening is not None
    forged = store.Opening(b"x" * 32, opening.statement)
    entry = entry_of(forged.statement, forged.secret)
    head = Checkpoint("example.org/log", 3, root(map(leaf_hash, [*log.entries[:2], entry])))
    for name, text in {
        "leaves/000/002-002.txt": f"{entry.hex()}\n",
        "openings/000/002-002.jsonl": f"{forged.line()}\n",
        "checkpoints/3": head.written(),
        "checkpoint": head.written(),
    }.items():
        (folder(sealed) / name).write_text(text, "utf-8")
    assert codes(sealed) == ["L004", "L003"]  # the text does not open with that secret


def test_an_opening_that_was_emptied_without_its_leaf_being_set_aside_is_found(
    sealed: Repository,
) -> None:
    (folder(sealed) / "openings" / "000" / "001-001.jsonl").write_text("{}\n", "utf-8")
    assert "L002" in codes(sealed)


def test_leaves_verify_without_their_openings(sealed: Repository) -> None:
    shutil.rmtree(folder(sealed) / "openings")
    log = store.load(sealed.workspace, openings=False)
    assert len(log.entries) == 3


def test_an_opening_may_be_destroyed_where_its_leaf_is_set_aside(sealed: Repository) -> None:
    sealed.git.execute(["git", "filter-branch", "-f", "--tree-filter", _ALTER, "--", "HEAD"])
    assert seal(sealed, full=True, set_aside=("a-letter", "Disposed of")).added == 2
    (folder(sealed) / "openings" / "000" / "000-000.jsonl").write_text("{}\n", "utf-8")
    log = load(sealed)
    assert log.openings[0] is None
    assert len(log.entries) == 5
    assert compared(sealed).altered == ()


def test_files_that_went_through_windows_are_read(sealed: Repository) -> None:
    before = load(sealed)
    for path in [*folder(sealed).rglob("*-*.txt"), *folder(sealed).rglob("*.jsonl")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(sealed) == before


def test_a_text_with_uncommon_line_ends_is_kept_as_one_line(sealed: Repository) -> None:
    sealed.record("odd", "{.decision}\n1. Agreed\u2028to meet\u0085again\x0bsoon.\n")
    sealed.save()
    assert seal(sealed).added == 2
    assert len(load(sealed).openings) == 5
    assert compared(sealed).altered == ()


def test_other_files_in_the_folder_are_left_alone(sealed: Repository) -> None:
    note = folder(sealed) / "leaves" / "000" / "notes.txt"
    note.write_text("mine\n", "utf-8")
    assert seal(sealed).added == 0
    assert note.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("name", ["leaves", "openings/001", "checkpoint", "."])
def test_nothing_is_read_or_written_through_a_link(
    sealed: Repository, tmp_path: Path, name: str
) -> None:
    place = folder(sealed) / name if name != "." else folder(sealed)
    elsewhere = tmp_path / "elsewhere"
    if place.exists():
        place.rename(elsewhere)
    else:
        elsewhere.mkdir()
    place.symlink_to(elsewhere)
    with pytest.raises(LogDamaged, match="is a link") as caught:
        load(sealed)
    assert caught.value.path == f"records/log/{name}".rstrip("/.")


@pytest.mark.parametrize(
    "statement",
    [
        '{"kind":"set-aside","record":"a-letter"}',
        '{"because":"x","kind":"set-aside","leaves":["0"],"record":"a-letter"}',
        '{"kind":"version","path":"x","record":"a-letter","recorded":"now","version":1}',
        '{"kind":"version","path":"x","record":"a-letter","recorded":1}',
        '{"kind":"other"}',
        "[]",
        "[" * 50_000,
    ],
)
def test_an_opening_of_another_shape_is_told_and_never_a_traceback(
    sealed: Repository, statement: str
) -> None:
    odd = store.Opening(b"x" * 32, statement)
    path = folder(sealed) / "openings" / "000" / "001-001.jsonl"
    path.write_text(f"{odd.line()}\n", "utf-8")
    with pytest.raises(LogDamaged, match="cannot be read"):
        load(sealed)


def test_words_for_readers_stand_beside_the_log(sealed: Repository) -> None:
    for name, text in store.READ_ME.items():
        assert (folder(sealed) / name).read_text("utf-8") == text
