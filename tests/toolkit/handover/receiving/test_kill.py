"""`kill -9` of a real process that accepts: the next run completes, and nothing is done twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive.custody import FOLDER
from tests.toolkit.handover.receiving.tampering import BEA, Giver, today
from tests.toolkit.steps import git, run_in

if sys.platform == "win32":
    pytest.skip("Windows has no kill -9", allow_module_level=True)

ROOT = Path(__file__).parents[4]

#: Runs the command, and kills itself at the nth step of those that change the disk.
PROGRAM = """
import os, signal, sys
from toolkit.handover.accepting import run
from toolkit.cli import main
at = sys.argv.pop(1)
plain = run.accept
def step(name):
    if name == at:
        os.kill(os.getpid(), signal.SIGKILL)
run.accept = lambda *a, **k: plain(*a, **{**k, "step": step})
main()
"""


@pytest.mark.parametrize("step", ["keep", "flush", "write the receipt"])
def test_killed_the_next_run_completes(giver: Giver, tmp_path: Path, step: str) -> None:
    words = [
        "handover", "accept", str(giver.package), "--into", str(tmp_path / "next"), "--key",
        str(giver.key.with_name("next")), "--mandate", "third-term", "--from", today(), "--trust",
        giver.fingerprint, *BEA,
    ]  # fmt: skip
    killed = subprocess.run(
        [sys.executable, "-c", PROGRAM, step, *words],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    )  # fmt: skip
    assert killed.returncode == -9, killed.stderr
    done = run_in(tmp_path, *words)
    assert done.exit_code == 0, done.output
    there = {each.name for each in tmp_path.iterdir()} - {"giving", "settings"}
    assert there == {"next", f"{giver.package.name}.receipt.json"}
    events = sorted(each.name for each in (tmp_path / "next" / FOLDER).iterdir())
    assert events == ["0001-received", "README.txt"]
    assert git(tmp_path / "next", "fsck", "--strict") == ""
    assert git(tmp_path / "next", "status", "--porcelain") == ""
