"""Worker processes that misbehave, each in one way; they speak the protocol of a real one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from toolkit.intake.tasks import Result, Setting, Task


def main() -> None:
    """Do what the name of each task says, and answer."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    msgspec.json.decode(asked.readline(), type=Setting)
    asked.readline()
    answers.write(b"[]\n")
    answers.flush()
    for line in asked:
        task = msgspec.json.decode(line, type=Task)
        if task.name == "hang":
            time.sleep(600)
        elif task.name == "hang with a child":
            started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            Path(task.path).write_text(str(started.pid), encoding="ascii")
            time.sleep(600)
        elif task.name == "hang with a group":
            sleeping = [sys.executable, "-c", "import time; time.sleep(600)"]
            started = subprocess.Popen(sleeping, process_group=0)
            Path(task.path).write_text(str(started.pid), encoding="ascii")
            time.sleep(600)
        elif task.name == "crash while it answers":
            answers.write(b'{"id": 7, "trou')
            answers.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        elif task.name == "be killed once" and not Path(task.path).exists():
            Path(task.path).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        elif task.name == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif task.name == "leave":
            sys.exit(3)
        answers.write(msgspec.json.encode(Result(id=task.id)) + b"\n")
        answers.flush()


def never() -> None:
    """End before anything was asked."""
    sys.exit(7)


def at_the_second_attempt() -> None:
    """Be killed before anything was asked, but only once; the spool folder remembers."""
    sys.stdin.buffer.readline()
    spool = Path(os.fsdecode(sys.stdin.buffer.readline().rstrip(b"\n")))
    if not (spool / "once").exists():
        (spool / "once").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdout.buffer.write(b"[]\n")
    sys.stdout.buffer.flush()
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Task)
    sys.stdout.buffer.write(msgspec.json.encode(Result(id=task.id)) + b"\n")
