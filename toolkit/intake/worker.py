"""A supervised worker: a child process that reads files, and outlives none that hangs it.

with Worker(setting, spool) as worker:
    result = worker.do(task)

A child that hangs is killed with everything it started; one that dies is replaced; the file that
did it is reported, and the next one goes on.
"""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from archive.errors import SecretariatError
from toolkit.intake.model import Trouble
from toolkit.intake.tasks import Result, Setting, Task

#: After so many files a child makes room for a new one, so that no library's leak adds up.
MOST_FILES = 2_000
#: What a child runs.
PROGRAM = "from toolkit.intake.child import main; main()"
#: How often a child is started anew that something ended before it was ready.
_ATTEMPTS = 5
#: What a child may take to start (its imports), in seconds.
STARTING = 60.0

#: Signals that a person or the system sends; a fault of a reader has others.
_FROM_OUTSIDE = frozenset() if sys.platform == "win32" else {signal.SIGKILL, signal.SIGTERM}

_RESULT = msgspec.json.Decoder(Result)
_TELL = msgspec.json.Encoder()


class WorkerFailed(SecretariatError):
    """A worker cannot be started at all; the message says why."""


class Worker:
    """One child, started when it is first needed. Not for several threads at once."""

    def __init__(self, setting: Setting, spool: Path, program: str = PROGRAM) -> None:
        self._setting = setting
        self._program = program
        self._spool = spool
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._done = 0
        self._stopped = False
        #: What this system cannot limit, told once a child runs.
        self.lacking: list[str] = []

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def do(self, task: Task) -> Result:
        """The result of `task`; where its file ends or hangs the child, a trouble says so.

        A child that was killed from outside says nothing of its file: that is read once more.
        """
        done, code = self._asked(task)
        if -code in _FROM_OUTSIDE and not self._stopped:
            shutil.rmtree(task.spool, ignore_errors=True)
            Path(task.spool).mkdir(parents=True, exist_ok=True)
            done, _ = self._asked(task)
        return done

    def _asked(self, task: Task) -> tuple[Result, int]:
        """What the child answers, or a trouble with the exit status of one that is no more."""
        if self._child is None or self._done >= MOST_FILES:
            self.close()
            self._start()
        assert self._child is not None
        assert self._child.stdin is not None
        self._done += 1
        limit = self._setting.limits.seconds
        try:
            self._child.stdin.write(_TELL.encode(task) + b"\n")
            self._child.stdin.flush()
            line = self._answers.get(timeout=limit + 5)
        except queue.Empty:
            self.close()
            said = f"reading it did not end within {limit:.0f} seconds"
            return _lost(task, "I004", said, limit), 0
        except OSError:
            line = b""
        if not line.endswith(b"\n"):  # nothing, or the beginning of an answer
            code = self._ended()
            return _lost(task, *_why(code, limit)), code
        return _RESULT.decode(line), 0

    def close(self) -> None:
        """Kill the child and all that it started, if it runs; another starts when needed."""
        child, self._child = self._child, None
        if child is None:
            return
        if sys.platform != "win32":
            alive = [child.pid] if child.returncode is None else []
            for group in (*alive, *_groups_of(child.pid)):
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, signal.SIGKILL)
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def stop(self) -> None:
        """Close for good; from another thread, too: what it waits for comes to nothing."""
        self._stopped = True
        self.close()

    def _ended(self) -> int:
        """The exit status of a child that answers no more."""
        child = self._child
        if child is None:
            return 0
        try:
            code = child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = 0
        self.close()
        return code

    def _start(self) -> None:
        """Start a child; again where a signal ends it before it is ready, as any may."""
        for left in reversed(range(_ATTEMPTS)):
            if self._stopped:
                raise WorkerFailed("the process that reads files was stopped: run it again")
            code = self._started()
            if code is None:
                return
            if not left or (code >= 0 and not self._stopped):
                raise WorkerFailed(
                    f"the process that reads files cannot be started (it ended with {code}): "
                    "see that this program is whole, and that memory and processes are left"
                )

    def _started(self) -> int | None:
        """Start a child; its exit status where it came to nothing, None where it is ready."""
        self._done = 0
        self._spool.mkdir(parents=True, exist_ok=True)
        place = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, (place, os.environ.get("PYTHONPATH"))))
        child = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", self._program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "OMP_THREAD_LIMIT": "1"},
            # A group of its own, so that what it starts dies with it, and Ctrl-C is ours.
            start_new_session=True,
        )
        self._child = child
        # Each child has a queue of its own: a late answer of a killed one reaches nobody.
        answers: queue.Queue[bytes] = queue.Queue()
        self._answers = answers
        assert child.stdin is not None
        assert child.stdout is not None
        threading.Thread(target=_listen, args=(child.stdout, answers), daemon=True).start()
        try:
            child.stdin.write(_TELL.encode(self._setting) + b"\n")
            child.stdin.write(os.fsencode(self._spool) + b"\n")
            child.stdin.flush()
            ready = answers.get(timeout=STARTING)
        except (OSError, queue.Empty):
            ready = b""
        if not ready.endswith(b"\n"):
            return self._ended()
        self.lacking = msgspec.json.decode(ready, type=list[str])
        return None


def _groups_of(session: int) -> list[int]:
    """The groups of processes in a session. A program that a child started may be in one of its
    own, but no program of ours leaves the session. Empty where the system does not tell.
    """
    if sys.platform == "win32":
        return []
    found = set()
    for pid in _processes():
        with suppress(OSError):
            if os.getsid(pid) == session:
                found.add(os.getpgid(pid))
    return sorted(found)


def _processes() -> list[int]:
    """The numbers of all processes; empty where they cannot be told."""
    proc = Path("/proc")
    if (proc / "self").exists():
        return [int(each.name) for each in proc.iterdir() if each.name.isdecimal()]
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        told = subprocess.run(
            ["ps", "-A", "-o", "pid="], capture_output=True, check=True, timeout=5
        )
        return [int(each) for each in told.stdout.split()]
    return []


def _listen(stream: IO[bytes], answers: queue.Queue[bytes]) -> None:
    """Pass on every line, and an empty one at the end."""
    with suppress(OSError, ValueError):
        for line in stream:
            answers.put(line)
    answers.put(b"")


def _lost(task: Task, code: str, message: str, seconds: float = 0.0) -> Result:
    return Result(id=task.id, trouble=Trouble(code=code, message=message), seconds=seconds)


def _why(code: int, limit: float) -> tuple[str, str]:
    """A finding for how a child ended: by its processor's time, or by something else."""
    if sys.platform != "win32" and -code in (signal.SIGXCPU, signal.SIGALRM):
        return "I004", f"reading it did not end within {limit:.0f} seconds"
    return "I005", f"its reader ended unexpectedly ({_named(code)})"


def _named(code: int) -> str:
    if code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"status {code}"
