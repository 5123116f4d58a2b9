"""`add` that is ended at any moment, and the same command again: all is there, nothing twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from archive.workspace import Workspace
from tests.toolkit.intake.documents import document, mail_of, write, zip_of
from toolkit.cli import STOPPED
from toolkit.intake.store import Item, Store, place_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX are sent")

COMMAND = [sys.executable, "-c", "from toolkit.cli import main; main()"]
#: How often each is tried; every number ends it at other moments.
SEEDS = 1
FILES = {
    **{f"{at}.txt": f"Notes {at}\n\nWords of the note {at}.\n".encode() for at in range(40)},
    **{f"{kind}.{kind}": document(kind) for kind in ("docx", "pdf", "xlsx", "mbox", "zip")},
    "copy.txt": b"Notes 3\n\nWords of the note 3.\n",
    **{
        f"mail-{at}.eml": mail_of(f"Words of the mail {at}", at, {f"{at}.txt": b"attached %d" % at})
        for at in range(10, 16)
    },
    "many.zip": zip_of({f"in/{at}.txt": b"packed %d" % at for at in range(20)}),
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source") / "in"
    write(folder, FILES)
    return folder


def begin(root: Path, source: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "-C", str(root), "add", str(source), "--jobs", "2", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def whole(root: Path, source: Path, *words: str) -> str:
    """What the command says when nobody ends it."""
    process = begin(root, source, *words)
    said, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    return said


def items(root: Path) -> list[Item]:
    with Store(place_of(Workspace(root))) as store:
        return [store.item(item.id) for item in store.items()]


def told(root: Path) -> dict[str, tuple[str, str, object, object]]:
    """Place → its hash, what became of it, and all that was read and proposed."""
    found = items(root)
    assert len({item.place for item in found}) == len(found)
    return {
        item.place: (
            item.sha256,
            item.state,
            (item.extracted.text, item.extracted.hidden) if item.extracted else None,
            item.proposal,
        )
        for item in found
    }


def kept(root: Path) -> dict[str, bytes]:
    folder = place_of(Workspace(root)) / "files"
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def undisturbed(sample: Path, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = shutil.copytree(sample, tmp_path_factory.mktemp("undisturbed") / "ws")
    whole(root, source)
    return root


def children_of(pid: int) -> list[int]:
    """The workers of a command."""
    try:
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text(encoding="ascii").split()
        ]
    except OSError:
        return []


def finish(root: Path, source: Path, undisturbed: Path) -> None:
    """Run to the end, and compare with a run that nobody disturbed."""
    whole(root, source)
    assert told(root) == told(undisturbed)
    assert kept(root) == kept(undisturbed)
    assert not (place_of(Workspace(root)) / "spool").exists()


def known(root: Path) -> int:
    """How many files a run knows of by now; 0 where it has not begun."""
    path = place_of(Workspace(root)) / "intake.db"
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db,
    ):
        return int(db.execute("SELECT count(*) FROM item").fetchone()[0])
    return 0


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_ended_at_any_moment_it_goes_on(
    root: Path, source: Path, undisturbed: Path, how: signal.Signals, seed: int
) -> None:
    dice = random.Random(1000 * how + seed)  # noqa: S311 - no secret
    for _ in range(3):
        process = begin(root, source)
        some = known(root) + dice.randrange(1, 20)
        while process.poll() is None and known(root) < some:
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.2))
        process.send_signal(how)
        _, said = process.communicate(timeout=60)
        assert "Traceback" not in said, said
        assert process.returncode in (0, STOPPED, -how), said
    finish(root, source, undisturbed)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="workers are found in /proc")
@pytest.mark.parametrize("seed", range(SEEDS))
def test_workers_that_are_killed_cost_at_most_the_file_that_they_read(
    root: Path, source: Path, undisturbed: Path, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    process = begin(root, source)
    killed = 0
    for _ in range(4):
        time.sleep(dice.uniform(0.3, 1.0))
        if workers := children_of(process.pid):
            os.kill(dice.choice(workers), signal.SIGKILL)
            killed += 1
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    lost = [item for item in items(root) if item.state == "failed"]
    assert len(lost) <= killed // 2  # a file is read once more
    assert all("SIGKILL" in item.troubles[0].message for item in lost)
    if lost:
        whole(root, source, "--again")
    finish(root, source, undisturbed)


def test_of_two_at_once_one_waits_for_another_time(
    root: Path, source: Path, undisturbed: Path
) -> None:
    both = [begin(root, source) for _ in range(2)]
    said = [each.communicate(timeout=120)[1] for each in both]
    codes = sorted(each.returncode for each in both)
    assert codes in ([0, 1], [0, 0])  # where one was done before the other began
    if codes == [0, 1]:
        (refused,) = (text for text in said if text.startswith("error: "))
        assert "by another command: wait until it is done" in refused
        assert refused.count("\n") == 1
    finish(root, source, undisturbed)
