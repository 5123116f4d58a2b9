"""Disposes of a record, and kills itself before the step that is named."""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path

from archive.build import build
from archive.workspace import Workspace
from toolkit.disposal.preview import preview
from toolkit.disposal.run import Wish, dispose, finish
from toolkit.saving.repository import Repository, Saver


def main() -> None:
    """killing.py ROOT ID STEP"""
    root, record, wanted = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    workspace = Workspace(root)

    def step(what: str) -> None:
        if what == wanted:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    done = finish(workspace, step)
    if done is not None:
        return
    repository = Repository(workspace)
    build(workspace)
    found = preview(repository, record, date(2026, 11, 27), keep_title=False)
    saver = Saver("Ann Example", "ann@example.org")
    dispose(repository, found, Wish("Decision 7"), saver, build, step=step)


if __name__ == "__main__":
    main()
