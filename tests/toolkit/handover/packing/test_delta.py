"""`--since`: only what is new, from a checkpoint that the other side has."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.toolkit.handover.making import DIGEST
from tests.toolkit.handover.packing.packages import Packing, files_of, info_of
from toolkit.handover.bagit import Profile, open_bag, validate
from toolkit.handover.statement import Statement


@pytest.fixture
def packing(gone_on: Packing, tmp_path: Path) -> Packing:
    """A workspace that was packed, and in which one more record was saved since."""
    return gone_on.again(tmp_path / "all")


@pytest.fixture
def first(packing: Packing) -> Path:
    """The whole package."""
    return packing.first


def checkpoint_of(package: Path) -> str:
    return info_of(package)["Secretariat-Checkpoint"]


def acknowledged(packing: Packing, checkpoint: str) -> None:
    """Keep a receipt as the workspace that sent the package does."""
    said = Statement(
        "receipt", DIGEST, "first-term", "arland", datetime(2026, 11, 27, tzinfo=UTC), checkpoint
    )
    folder = packing.root / "records/custody/0002-acknowledged"
    folder.mkdir(parents=True)
    (folder / "receipt.txt").write_bytes(said.data)
    packing.git("add", "-A")
    packing.git("commit", "-qm", "Keep the receipt")


def test_a_delta_has_only_what_is_new(packing: Packing, first: Path) -> None:
    delta = packing.made("--since", checkpoint_of(first))
    originals = {path for path in files_of(delta) if path.startswith("data/originals/")}
    assert originals == {"data/originals/2025/more.pdf"}
    assert "data/archive.db" not in files_of(delta)
    assert not validate(open_bag(delta), profile=Profile.OURS)


def test_it_says_where_it_begins(packing: Packing, first: Path) -> None:
    info = info_of(packing.made("--since", checkpoint_of(first)))
    assert info["Secretariat-Kind"] == "delta"
    assert info["Secretariat-Since"] == checkpoint_of(first)
    assert info["Secretariat-Since-Commit"] == info_of(first)["Secretariat-Commit"]


def test_the_finding_aid_of_a_delta_has_only_what_is_new(packing: Packing, first: Path) -> None:
    delta = packing.made("--since", checkpoint_of(first))
    rows = (delta / "data/finding-aid.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[1] for row in rows[1:]] == ["more", "more"]


def test_its_history_goes_on_from_the_package_before(
    packing: Packing, first: Path, tmp_path: Path
) -> None:
    delta = packing.made("--since", checkpoint_of(first))
    clone = tmp_path / "clone"
    words = ["git", "clone", "-q", str(first / "data/records.bundle"), str(clone)]
    subprocess.run(words, check=True)
    words = ["git", "pull", "-q", "--ff-only", str(delta / "data/records.bundle"), "main"]
    subprocess.run(words, cwd=clone, check=True)
    assert (clone / "records/2025/more.pdf").is_file()


@pytest.mark.parametrize("how", ["a file", "a number", "size and root"])
def test_a_checkpoint_is_named_in_several_ways(packing: Packing, first: Path, how: str) -> None:
    named = {
        "a file": str(first / "data/log/checkpoint"),
        "a number": "21",
        "size and root": checkpoint_of(first),
    }
    assert info_of(packing.made("--since", named[how]))["Secretariat-Since"] == checkpoint_of(first)


def test_last_is_the_checkpoint_of_the_last_receipt(packing: Packing, first: Path) -> None:
    acknowledged(packing, checkpoint_of(first))
    delta = packing.made("--since", "last")
    assert info_of(delta)["Secretariat-Since"] == checkpoint_of(first)


def test_a_whole_package_proves_growth_since_the_last_receipt(
    packing: Packing, first: Path
) -> None:
    acknowledged(packing, checkpoint_of(first))
    again = Packing(packing.root, packing.key, packing.out.with_name("again"))
    assert "data/log/growth.json" in files_of(again.made())


def test_without_a_receipt_there_is_no_last(packing: Packing, first: Path) -> None:
    done = packing("--since", "last")
    assert done.exit_code == 1
    assert "no receipt was kept here yet" in done.output
    assert "make a whole package instead" in done.output


def test_a_checkpoint_that_is_not_in_the_log_is_refused(packing: Packing, first: Path) -> None:
    size = checkpoint_of(first).partition(" ")[0]
    done = packing("--since", f"{size} {'A' * 43}=")
    assert done.exit_code == 1
    assert "this log did not go on from that checkpoint" in done.output


def test_a_checkpoint_is_wanted_that_a_save_has_kept(packing: Packing, first: Path) -> None:
    done = packing("--since", "7")
    assert done.exit_code == 2
    assert "there is no checkpoint 7: name a file, or a number of leaves (21)" in done.output


def test_a_history_that_was_rewritten_since_is_refused(packing: Packing, first: Path) -> None:
    """As a disposal does it: the same log, and other names of the saves."""
    before = info_of(first)["Secretariat-Commit"]
    packing.git("rebase", "-q", "--root", "--force-rebase")
    assert before not in packing.git("rev-list", "HEAD")
    done = packing("--since", checkpoint_of(first))
    assert done.exit_code == 1
    assert "the history was rewritten since the checkpoint of 21 leaves" in done.output
    assert "make a whole package instead" in done.output


def test_where_nothing_was_saved_since_there_is_nothing_to_pack(
    packing: Packing, first: Path
) -> None:
    packing.git("reset", "-q", "--hard", info_of(first)["Secretariat-Commit"])
    (packing.root / "archive.db").unlink()
    acknowledged(packing, checkpoint_of(first))
    there = set(packing.out.iterdir())
    done = packing("--since", checkpoint_of(first))
    assert done.exit_code == 1
    assert "nothing is new since the checkpoint of 21 leaves: no package was made" in done.output
    assert set(packing.out.iterdir()) == there
