"""`add --scheduler` on a real Dask scheduler and two workers of this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from archive.workspace import Workspace
from tests.toolkit.intake.documents import document, mail_of, write, zip_of
from toolkit.intake.store import Store, place_of

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

HERE = Path(__file__).parents[3]
PROGRAM = "from toolkit.cli import main; main()"
PATIENT = f"import toolkit.intake.cluster as c; c.PATIENCE = 2; {PROGRAM}"
MISSING = f"import sys; sys.modules['distributed'] = None; {PROGRAM}"
FILES = {
    **{f"{at}.txt": f"Notes {at}\n\nWords of the note {at}.\n".encode() for at in range(112)},
    **{f"{kind}.{kind}": document(kind) for kind in ("docx", "pdf", "xlsx", "mbox", "csv")},
    "mail.eml": mail_of("Words of a mail", 9, {"attached.txt": b"attached"}),
    "many.zip": zip_of({f"in/{at}.txt": b"packed %d" % at for at in range(5)}),
    "bad.pdf": document("pdf")[:300],
}


def started(stack: ExitStack, *words: str) -> subprocess.Popen[bytes]:
    """A process of Dask's, ended with the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(HERE), "PYTHONWARNINGS": "ignore"},
        cwd=HERE,
    )

    def end() -> None:
        process.kill()
        process.wait()

    stack.callback(end)
    return process


class Machines:
    """A scheduler at `address`, and workers."""

    def __init__(self, stack: ExitStack, folder: Path, workers: int) -> None:
        note = folder / "scheduler.json"
        common = ("--scheduler-file", str(note), "--no-dashboard")
        self.scheduler = started(
            stack, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common
        )
        deadline = time.monotonic() + 60
        # The file is there before its words are.
        while not (note.exists() and note.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.address = str(json.loads(note.read_text(encoding="utf-8"))["address"])
        self.workers = [
            started(
                stack, "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny",
                "--name", str(at), "--local-directory", str(folder), *common,
            )
            for at in range(workers)
        ]  # fmt: skip
        # A command that comes before a worker has reported is rightly told that there is none.
        waiting = f"from distributed import Client; Client({self.address!r}).wait_for_workers"
        subprocess.run(
            [sys.executable, "-c", f"{waiting}({workers}, timeout=60)"], check=True, cwd=HERE
        )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source") / "in"
    write(folder, FILES)
    return folder


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


def begin(root: Path, source: Path, *words: str, program: str = PROGRAM) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, "-C", str(root), "add", str(source), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=HERE,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate(timeout=120)
    return process.returncode, said


def told(root: Path) -> dict[str, tuple[object, ...]]:
    """Place → its hash, what became of it, what was read and proposed, what was found."""
    with Store(place_of(Workspace(root))) as store:
        items = [store.item(item.id) for item in store.items()]
    assert len({item.place for item in items}) == len(items)
    return {
        item.place: (
            item.sha256,
            item.state,
            item.extracted.text if item.extracted else None,
            item.proposal,
            item.troubles,
        )
        for item in items
    }


@pytest.fixture(scope="module")
def alone(sample: Path, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this machine reads by itself."""
    root = shutil.copytree(sample, tmp_path_factory.mktemp("alone") / "ws")
    assert ended(begin(root, source))[0] == 0
    return root


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Two workers, and one more that a test may end."""
    with ExitStack() as made:
        yield Machines(made, tmp_path_factory.mktemp("machines"), 3)


def until_at_work(root: Path, process: subprocess.Popen[str]) -> None:
    spool = place_of(Workspace(root)) / "spool"
    while process.poll() is None and not any(spool.glob("*/*/*")):
        time.sleep(0.02)


def test_it_reads_the_same_as_this_machine_alone(
    root: Path, source: Path, alone: Path, machines: Machines
) -> None:
    code, said = ended(begin(root, source, "--scheduler", machines.address))
    assert (code, said) == (0, "")
    assert told(root) == told(alone)


def test_a_machine_that_is_lost_costs_nothing(
    root: Path, source: Path, alone: Path, machines: Machines
) -> None:
    process = begin(root, source, "--scheduler", machines.address)
    until_at_work(root, process)
    machines.workers.pop().kill()
    code, said = ended(process)
    assert (code, said) == (0, "")
    assert told(root) == told(alone)


def test_a_scheduler_that_is_lost_is_told_and_the_rest_waits(
    root: Path, source: Path, alone: Path, stack: ExitStack, tmp_path: Path
) -> None:
    machines = Machines(stack, tmp_path, 1)
    process = begin(root, source, "--scheduler", machines.address, program=PATIENT)
    until_at_work(root, process)
    machines.scheduler.kill()
    code, said = ended(process)
    assert code == 1
    assert said.startswith(f"error: the scheduler at {machines.address} was lost")
    assert said.count("\n") == 1
    assert ended(begin(root, source))[0] == 0
    assert told(root) == told(alone)


@pytest.mark.parametrize(
    ("address", "program", "said"),
    [
        ("tcp://127.0.0.1:1", PATIENT, "no scheduler answers at tcp://127.0.0.1:1"),
        ("tcp://nobody.invalid:1", PATIENT, "no scheduler answers at tcp://nobody.invalid:1"),
        ("no address", PATIENT, "no address is no address: write it as tcp://HOST:8786"),
        ("tcp://127.0.0.1:1", MISSING, '-m pip install "distributed>=2025.1"'),
    ],
    ids=["nobody there", "no such name", "no address", "not installed"],
)
def test_what_hinders_is_one_line(
    root: Path, source: Path, address: str, program: str, said: str
) -> None:
    code, told = ended(begin(root, source, "--scheduler", address, program=program))
    assert code == 1
    assert told.startswith("error: ")
    assert said in told
    assert told.count("\n") == 1
