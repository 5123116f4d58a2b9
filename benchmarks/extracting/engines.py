"""The readers that are measured, each in a process of its own that is given paths line by line.

Ours goes through the same supervised worker as `secretariat add`; the others are asked in
the way that their documentation shows first, with Markdown as the result.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: Longest time for one file, in seconds, for everyone.
PATIENCE = 60.0
STARTING = 120.0

_LOOP = """
import json, os, sys, time, logging, warnings
logging.disable(logging.CRITICAL); warnings.simplefilter("ignore")
voice = os.fdopen(os.dup(1), "w", encoding="utf-8")
nowhere = os.open(os.devnull, os.O_WRONLY); os.dup2(nowhere, 1); os.dup2(nowhere, 2)
# Opened before anything is forbidden: a 5 written there begins the peak anew (proc(5)).
again = os.open("/proc/self/clear_refs", os.O_WRONLY) if sys.platform == "linux" else None
def peak():
    if again is None:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with open("/proc/self/status") as status:
        kb = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    os.pwrite(again, b"5", 0)
    return kb
{setup}
print(json.dumps("ready"), file=voice, flush=True)
for line in sys.stdin:
    path = json.loads(line)
    begun, cpu = time.perf_counter(), sum(os.times()[:4])  # with programs that it starts
    try:
        text, why = read(path), ""
    except BaseException as error:
        text, why = None, type(error).__name__ + ": " + str(error)[:200]
    said = {{"text": text, "why": why, "seconds": time.perf_counter() - begun,
            "cpu": sum(os.times()[:4]) - cpu, "peak": peak()}}
    print(json.dumps(said), file=voice, flush=True)
"""

_SETUPS = {
    "markitdown": """
from markitdown import MarkItDown
converter = MarkItDown(enable_plugins=False)
def read(path):
    return converter.convert(path).text_content
""",
    "kreuzberg": """
from kreuzberg import ExtractionConfig, extract_file_sync
config = ExtractionConfig(output_format="markdown", use_cache=False, disable_ocr=True)
def read(path):
    return extract_file_sync(path, config=config).content
""",
    "ours": """
import shutil, tempfile
sys.path.insert(0, {root!r})
from pathlib import Path
from toolkit.intake.child import Reading
from toolkit.intake.model import Limits
from toolkit.intake.tasks import Setting, Task
from toolkit.intake.confine import confine, more_time, no_hurry
from toolkit.intake.identify import identify
spool = Path(tempfile.mkdtemp()).resolve()
tempfile.tempdir = str(spool)
limits = Limits()
(spool / "warm.txt").write_text("warm"); identify(spool / "warm.txt")
reading = Reading(Setting(limits=limits), propose=False)
confine(limits, spool)
number = 0
def read(path):
    global number
    number += 1
    room = spool / str(number)
    room.mkdir()
    more_time(limits)
    try:
        return of(Task(id=number, path=path, name=os.path.basename(path), folder="",
                       spool=str(room)))
    finally:
        no_hurry()  # the others may take longer for theirs
        shutil.rmtree(room, ignore_errors=True)
def of(task):
    done = reading.of(task)
    if done.extracted is None:
        raise ValueError(done.trouble.code + " " + done.trouble.message)
    if done.extracted.reader == "none":
        raise ValueError("I001 no reader")
    texts = [done.extracted.text]
    # What only holds others, such as a mailbox of one mail, is what these say.
    for at, each in enumerate(done.extracted.enclosed if done.extracted.container else ()):
        room = Path(task.spool, "within " + str(at))
        room.mkdir()
        texts.append(of(Task(id=0, path=each.path, name=each.name, folder="", spool=str(room))))
    return "\\n".join(texts)
""",
}


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of one file: text, or None with why.

    `peak` is the most memory that its process had meanwhile, in KB; `hung` says that it had to be
    killed.
    """

    text: str | None
    why: str = ""
    seconds: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    hung: bool = False


class Engine:
    """A reader in its own process, started again where it hangs or dies."""

    def __init__(self, name: str, python: str) -> None:
        self.name = name
        self._python = python if name != "ours" else sys.executable
        self._child: subprocess.Popen[str] | None = None
        self._said: queue.Queue[str] = queue.Queue()

    def read(self, path: Path) -> Read:
        """The file's text by this reader."""
        if self._child is None:
            self._start()
        assert self._child is not None
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(str(path)) + "\n")
            self._child.stdin.flush()
            line = self._said.get(timeout=PATIENCE)
        except queue.Empty:
            self.close()
            return Read(None, "hung", PATIENCE, PATIENCE, hung=True)
        except OSError:
            line = ""
        if not line:
            self.close()
            return Read(None, "crashed", 0.0)
        said = json.loads(line)
        return Read(said["text"], said["why"], said["seconds"], said["cpu"], said["peak"])

    def close(self) -> None:
        """End the process and all that it started."""
        child, self._child = self._child, None
        if child is not None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def _start(self) -> None:
        root = str(Path(__file__).resolve().parents[2])
        setup = _SETUPS[self.name].format(root=root) if self.name == "ours" else _SETUPS[self.name]
        self._child = subprocess.Popen(
            [self._python, "-c", _LOOP.format(setup=setup)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
        said: queue.Queue[str] = queue.Queue()
        self._said = said
        assert self._child.stdout is not None
        threading.Thread(target=_listen, args=(self._child.stdout, said), daemon=True).start()
        begun = time.monotonic()
        if not said.get(timeout=STARTING):
            raise SystemExit(
                f"{self.name} cannot be started by {self._python}: install it there, or name "
                "another Python with --peers"
            )
        self.started_in = time.monotonic() - begun


def _listen(stream: IO[str], said: queue.Queue[str]) -> None:
    with suppress(OSError, ValueError):
        for line in stream:
            said.put(line)
    said.put("")
