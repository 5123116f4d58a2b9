"""`kill -9` at any point of packing: the next run completes, and does nothing twice."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.log import store
from archive.workspace import Workspace
from tests.toolkit.handover.packing.killed import Counter, order_for, run
from tests.toolkit.handover.packing.packages import Packing, info_of
from tests.toolkit.steps import rewrite
from toolkit.handover.bagit import Profile, open_bag, validate
from toolkit.handover.errors import PackRefused
from toolkit.handover.packing.journal import Journal

ROOT = Path(__file__).resolve().parents[4]
AGENDA = "records/2024/som-1-agenda.md"

#: Points at which it is killed, in tenths of all its steps.
TENTHS = range(10)


def killed(packing: Packing, step: int, *more: str) -> subprocess.CompletedProcess[str]:
    words = (str(packing.root), str(packing.out), str(packing.key), str(step), "0", *more)
    return subprocess.run(
        [sys.executable, "-m", "tests.toolkit.handover.packing.killed", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def steps(signing_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, int]:
    """How many steps packing takes, as a folder and as a tar."""
    found = {}
    for tar in (False, True):
        own = tmp_path_factory.mktemp("counted") / "own"
        shutil.copytree(signing_sample, own)
        done = killed(Packing(own / "ws", own / "key", own / "out"), 0, *["--tar"] * tar)
        assert done.returncode == 0, done.stderr
        found[tar] = int(done.stdout)
    return found


def finished(packing: Packing) -> set[str]:
    """The files of the package that a stopped run had finished."""
    for folder in packing.out.glob("*.partial"):
        bag = folder / folder.name.removesuffix(".partial")
        with Journal(folder) as journal:
            return {e.path for e in journal.entries.values() if (bag / e.path).is_file()}
    return set()


def sound(packing: Packing) -> Path:
    """The one package that is there, after all has been looked at that a kill could spoil."""
    (package,) = packing.out.iterdir()
    assert not validate(open_bag(package), profile=Profile.OURS)
    assert packing.git("status", "--porcelain") == ""
    custody = packing.root / "records/custody"
    assert sorted(each.name for each in custody.iterdir()) == ["0001-packed", "README.txt"]
    head = store.load(Workspace(packing.root)).head
    assert head is not None
    assert head.size == 21
    return package


@pytest.mark.parametrize("tenth", TENTHS)
def test_a_run_after_a_kill_completes_and_hashes_nothing_again(
    packing: Packing, steps: dict[bool, int], tenth: int
) -> None:
    tar = tenth % 3 == 2
    at = 1 + tenth * (steps[tar] - 1) // (len(TENTHS) - 1)
    assert killed(packing, at, *["--tar"] * tar).returncode not in (0, 1)
    before = finished(packing)
    done = run(order_for(packing.root, packing.out, packing.key, tar=tar), Counter(0))
    sound(packing)
    if done.filled is not None:
        assert done.kept == len(before)
        assert done.hashed == done.files - len(before)


def test_a_kill_in_the_middle_of_a_line_of_the_journal_loses_that_line_only(
    packing: Packing, stopped: Callable[[str], Path]
) -> None:
    journal = stopped("data/originals") / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-7])
    before = len(whole.splitlines()) - 1
    done = run(order_for(packing.root, packing.out, packing.key), Counter(0))
    assert done.kept == before - 1
    sound(packing)


def test_what_was_saved_meanwhile_is_packed_and_only_that_is_hashed(
    packing: Packing, stopped: Callable[[str], Path]
) -> None:
    stopped("close")
    (packing.root / "records/2025/paper-3.pdf").write_bytes(b"Other bytes" * 300)
    packing.save()
    done = run(order_for(packing.root, packing.out, packing.key), Counter(0))
    (package,) = packing.out.iterdir()
    assert not validate(open_bag(package), profile=Profile.OURS)
    held = package / "data/originals/2025/paper-3.pdf"
    assert held.read_bytes() == b"Other bytes" * 300
    untouched = [
        "2024/invitation-letter-arland.txt",
        *(f"2025/paper-{n}.pdf" for n in (0, 1, 2, 4)),
    ]
    assert done.kept == len(untouched)


def test_a_file_that_was_taken_out_meanwhile_is_not_in_it(
    packing: Packing, stopped: Callable[[str], Path]
) -> None:
    stopped("close")
    for end in ("md", "pdf"):
        (packing.root / f"records/2025/paper-3.{end}").unlink()
    packing.save()
    run(order_for(packing.root, packing.out, packing.key), Counter(0))
    (package,) = packing.out.iterdir()
    assert not (package / "data/originals/2025/paper-3.pdf").exists()
    assert not validate(open_bag(package), profile=Profile.OURS)


def test_a_finished_file_that_somebody_changed_is_copied_again(
    packing: Packing, stopped: Callable[[str], Path]
) -> None:
    partial = stopped("close")
    held = partial / partial.stem / "data/originals/2025/paper-3.pdf"
    held.write_bytes(b"short")
    run(order_for(packing.root, packing.out, packing.key), Counter(0))
    sound(packing)


def test_a_package_that_was_whole_is_only_put_into_its_place(
    packing: Packing, stopped: Callable[[str], Path]
) -> None:
    partial = stopped("place")
    digest = (partial / partial.stem / "tagmanifest-sha256.txt").read_bytes()
    done = run(order_for(packing.root, packing.out, packing.key), Counter(0))
    assert done.hashed == 0
    assert (sound(packing) / "tagmanifest-sha256.txt").read_bytes() == digest


def test_one_that_was_whole_is_made_anew_where_more_was_saved_since(
    packing: Packing, stopped: Callable[[str], Path]
) -> None:
    stopped("place")
    rewrite(packing.root / AGENDA, "\n", "\n\n")
    packing.save()
    run(order_for(packing.root, packing.out, packing.key), Counter(0))
    (package,) = packing.out.iterdir()
    saved = packing.git("rev-parse", "HEAD~1").strip()
    assert info_of(package)["Secretariat-Commit"] == saved
    assert not validate(open_bag(package), profile=Profile.OURS)


def test_one_that_lies_in_its_place_is_still_kept_in_the_workspace(
    packing: Packing, stopped: Callable[[str], Path]
) -> None:
    stopped("keep")
    run(order_for(packing.root, packing.out, packing.key), Counter(0))
    sound(packing)


def test_a_folder_that_could_not_be_removed_at_the_end_is_removed(packing: Packing) -> None:
    package = packing.made()
    package.with_name(f"{package.name}.partial").mkdir()
    done = run(order_for(packing.root, packing.out, packing.key), Counter(0))
    assert done.already
    sound(packing)


def test_another_package_in_its_place_is_told_before_anything_is_copied(
    packing: Packing, stopped: Callable[[str], Path]
) -> None:
    partial = stopped("close")
    partial.with_name(partial.stem).mkdir()
    before = (partial / "journal.jsonl").read_bytes()
    with pytest.raises(PackRefused, match="is there already"):
        run(order_for(packing.root, packing.out, packing.key), Counter(0))
    assert (partial / "journal.jsonl").read_bytes() == before


@pytest.mark.parametrize("name", ["build", "tidy"])
def test_a_kill_at_the_very_end_of_a_save_is_none_of_a_change(
    packing: Packing, stopped: Callable[[str], Path], name: str
) -> None:
    """The save of the seal, or of the custody, stands; git's index was not brought up to it yet."""
    stopped(name)
    packing.git("read-tree", "HEAD~1")
    run(order_for(packing.root, packing.out, packing.key), Counter(0))
    sound(packing)


class Stopped(Exception):
    pass


@pytest.fixture
def stopped(packing: Packing) -> Callable[[str], Path]:
    """Packs until a step that begins so, and gives the folder of what is left."""

    def until(name: str) -> Path:
        passed: list[str] = []

        class Stop(Counter):
            def __call__(self, step: str) -> None:
                if step.removeprefix("journal ").startswith(name) and passed:
                    raise Stopped
                passed.append(step)

        with pytest.raises(Stopped):
            run(order_for(packing.root, packing.out, packing.key), Stop(0))
        (partial,) = packing.out.glob("*.partial")
        return partial

    return until


def test_what_describes_the_files_is_made_anew_where_one_of_them_is(
    packing: Packing, stopped: Callable[[str], Path]
) -> None:
    """git does not pack the same history into the same bytes each time."""
    partial = stopped("close")
    (partial / partial.stem / "data/records.bundle").unlink()
    run(order_for(packing.root, packing.out, packing.key), Counter(0))
    package = sound(packing)
    crate = json.loads((package / "data/ro-crate-metadata.json").read_text(encoding="utf-8"))
    (said,) = [each for each in crate["@graph"] if each["@id"] == "records.bundle"]
    bundle = (package / "data/records.bundle").read_bytes()
    assert hashlib.sha256(bundle).hexdigest() in json.dumps(said)
