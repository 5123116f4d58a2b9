"""A worker that hangs, crashes or leaves costs one file, and the next one goes on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.intake.model import Limits
from toolkit.intake.tasks import Setting, Task
from toolkit.intake.worker import Worker, WorkerFailed

CHILD = "from tests.toolkit.intake.children import main; main()"


def task(name: str, path: str = "") -> Task:
    return Task(id=7, path=path, name=name, folder="", spool=f"{path}.spool" if path else "")


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    setting = Setting(limits=Limits(seconds=-4.0))  # the margin of five seconds leaves one
    with Worker(setting, tmp_path / "spool", CHILD) as made:
        yield made


def code_of(worker: Worker, name: str) -> str:
    trouble = worker.do(task(name)).trouble
    return trouble.code if trouble else ""


def test_it_answers(worker: Worker) -> None:
    assert worker.do(task("well")).id == 7


def test_one_that_hangs_is_killed_and_replaced(worker: Worker) -> None:
    assert code_of(worker, "hang") == "I004"
    assert code_of(worker, "well") == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals of this kind")
def test_one_that_crashes_is_told_with_its_signal(worker: Worker) -> None:
    trouble = worker.do(task("crash")).trouble
    assert trouble is not None
    assert (trouble.code, "SIGSEGV" in trouble.message) == ("I005", True)
    assert code_of(worker, "well") == ""


def test_one_that_leaves_is_told(worker: Worker) -> None:
    assert code_of(worker, "leave") == "I005"
    assert code_of(worker, "well") == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals of this kind")
def test_the_file_of_one_that_was_killed_from_outside_is_read_once_more(
    worker: Worker, tmp_path: Path
) -> None:
    left = tmp_path / "once.spool" / "half"
    left.parent.mkdir()
    left.touch()
    assert worker.do(task("be killed once", str(tmp_path / "once"))).trouble is None
    assert not left.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals of this kind")
def test_half_an_answer_is_none(worker: Worker, tmp_path: Path) -> None:
    trouble = worker.do(task("crash while it answers", str(tmp_path / "a"))).trouble
    assert trouble is not None
    assert (trouble.code, "SIGKILL" in trouble.message) == ("I005", True)
    assert code_of(worker, "well") == ""


@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are POSIX's")
@pytest.mark.parametrize("name", ["hang with a child", "hang with a group"])
def test_what_it_started_dies_with_it(worker: Worker, tmp_path: Path, name: str) -> None:
    note = tmp_path / "pid"
    assert worker.do(task(name, str(note))).trouble is not None
    pid = note.read_text(encoding="ascii")
    deadline = time.monotonic() + 10
    while _is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_running(pid)


def _is_running(pid: str) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_one_that_cannot_start_is_said_at_once(tmp_path: Path) -> None:
    child = "from tests.toolkit.intake.children import never; never()"
    worker = Worker(Setting(limits=Limits()), tmp_path, child)
    with pytest.raises(WorkerFailed, match="ended with 7"):
        worker.do(task("well"))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals of this kind")
def test_one_that_is_killed_while_it_starts_is_started_again(tmp_path: Path) -> None:
    child = "from tests.toolkit.intake.children import at_the_second_attempt as go; go()"
    with Worker(Setting(limits=Limits()), tmp_path / "spool", child) as worker:
        assert worker.do(task("well")).trouble is None


def test_one_that_was_stopped_starts_no_more(tmp_path: Path) -> None:
    worker = Worker(Setting(limits=Limits()), tmp_path, CHILD)
    worker.stop()
    with pytest.raises(WorkerFailed, match="stopped"):
        worker.do(task("well"))
