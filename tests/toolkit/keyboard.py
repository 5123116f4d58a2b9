"""Commands on a real terminal: what is shown, and keys that answer. Not on Windows."""

from __future__ import annotations

import os
import pty
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

MAIN = (sys.executable, "-c", "from toolkit.cli import main; main()")


def until_keys_are_read(terminal: int) -> None:
    """Wait until single keys are read; what is typed before that is thrown away."""
    for _ in range(1000):
        if not termios.tcgetattr(terminal)[3] & termios.ICANON:
            return
        time.sleep(0.01)


def answered(
    root: Path,
    *answers: tuple[bytes, bytes],
    command: Sequence[str] = ("review",),
    settings: Mapping[str, str] | None = None,
) -> tuple[str, int]:
    """What is shown, and the exit code; each answer is typed once its words have been shown."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(Path(__file__).parents[2])
        plain = {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "80", "LINES": "24"}
        os.execve(
            MAIN[0], [*MAIN, "-C", str(root), *command], {**os.environ, **plain, **(settings or {})}
        )
    shown, seen = b"", 0
    waiting = list(answers)
    while True:
        if waiting and (at := shown.find(waiting[0][0], seen)) >= 0:
            seen = at + len(waiting[0][0])
            answer = waiting.pop(0)[1]
            if not answer.endswith(b"\n"):
                until_keys_are_read(terminal)
            os.write(terminal, answer)
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    return shown.decode("utf-8").replace("\r\n", "\n"), os.waitstatus_to_exitcode(status)
