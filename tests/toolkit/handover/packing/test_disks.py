"""A disk that is full, read-only or gone while packing: one line, and the same command goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.toolkit.handover.packing.killed import Counter, order_for, run
from tests.toolkit.handover.packing.packages import Packing
from tests.toolkit.steps import files_under
from toolkit.handover.bagit import Profile, open_bag, validate
from toolkit.handover.errors import PackFailed


def mount(*words: str) -> bool:
    done = subprocess.run(["mount", *words], capture_output=True)
    return done.returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, as far as this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    if not mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)):
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], capture_output=True)


def on(packing: Packing, disk: Path) -> Packing:
    return Packing(packing.root, packing.key, disk / "out")


def completed(packing: Packing) -> None:
    done = packing()
    assert done.exit_code == 0, done.output
    (package,) = packing.out.iterdir()
    assert not validate(open_bag(package), profile=Profile.OURS)


def test_a_full_disk_is_told_before_when_it_is_certain(packing: Packing, disk: Path) -> None:
    mount("-o", "remount,size=1m", str(disk))
    done = on(packing, disk)()
    assert done.exit_code == 1
    assert "free, and at least" in done.output
    assert "Traceback" not in done.output


def test_a_disk_that_fills_up_keeps_what_is_finished(packing: Packing, disk: Path) -> None:
    small = on(packing, disk)
    before = files_under(packing.root / "records")

    def fill(name: str) -> None:
        if name == "write data/records.bundle":
            room = os.statvfs(disk)
            (disk / "more").write_bytes(b"\0" * (room.f_bavail * room.f_frsize - 8192))

    with pytest.raises(PackFailed, match="is full: make room there; what is finished is kept"):
        run(order_for(small.root, small.out, small.key), Told(fill))
    after = files_under(packing.root / "records")
    assert {path: after[path] for path in before} == before
    (disk / "more").unlink()
    completed(small)


def test_a_disk_that_may_not_be_written_to(packing: Packing, disk: Path) -> None:
    (disk / "out").mkdir()
    mount("-o", "remount,ro", str(disk))
    done = on(packing, disk)()
    assert done.exit_code == 1
    assert "may not be written to (Read-only file system)" in done.output
    mount("-o", "remount,rw", str(disk))
    completed(on(packing, disk))


def test_a_disk_that_is_pulled_out(packing: Packing, disk: Path) -> None:
    stick = on(packing, disk)

    def pull(name: str) -> None:
        if name == "write data/records.bundle":
            subprocess.run(["umount", "-l", str(disk)], check=True)

    with pytest.raises(PackFailed, match=r"cannot be reached any more .* was the disk unplugged"):
        run(order_for(stick.root, stick.out, stick.key), Told(pull))
    assert packing.git("status", "--porcelain") == ""
    completed(stick)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_file_that_is_too_large_for_the_disk(packing: Packing) -> None:
    words = [sys.executable, "-c", _LIMITED, str(packing.root), str(packing.out), str(packing.key)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=Path(__file__).parents[4])
    assert done.stderr.count("\n") == 1
    assert "takes no file that large" in done.stderr
    completed(packing)


#: A limit on the size of files stands for a disk with FAT, which ends at 4 GB.
_LIMITED = """
import resource, sys
from tests.toolkit.handover.packing.killed import Counter, order_for, run
from toolkit.handover.errors import PackFailed
from pathlib import Path
order = order_for(*map(Path, sys.argv[1:4]))
def step(name):
    if name.startswith("write data/originals"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
class Told(Counter):
    def __call__(self, name):
        step(name)
try:
    run(order, Told(0))
except PackFailed as error:
    sys.stderr.write(str(error) + "\\n")
"""


class Told(Counter):
    """Is told of each step."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(0)
        self._tell = tell

    def __call__(self, name: str) -> None:
        self._tell(name)
