"""One file's way through a worker: what is asked of it and what comes back, as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from toolkit.intake.model import Extracted, Identity, Limits, Proposal, Trouble


class Task(Struct, frozen=True, kw_only=True):
    """A file to read. `path` is our own copy of it; a worker writes below `spool` only.

    `name` and `folder` are its name and folder as the person has them; `modified` its own time
    in ISO 8601; `inside` tells what it came in ('a mail', 'a package'; '' for a file by itself);
    `kind`, `meeting` and `profile` are what the person said of it.
    """

    id: int
    path: str
    name: str
    folder: str
    spool: str
    modified: str = ""
    inside: str = ""
    kind: str = ""
    meeting: str = ""
    profile: str = ""


class Result(Struct, frozen=True, kw_only=True):
    """What became of a task: read (then `extracted` is there), or failed with `trouble`.

    `seconds` is how long the worker took.
    """

    id: int
    identity: Identity | None = None
    extracted: Extracted | None = None
    proposal: Proposal | None = None
    trouble: Trouble | None = None
    seconds: float = 0.0


class Setting(Struct, frozen=True, kw_only=True):
    """What a worker is told once: the limits, and what is known of the process (as JSON)."""

    limits: Limits
    known: bytes = b""


class Runner(Protocol):
    """Whatever carries tasks out: children of this machine, or a cluster."""

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """The results as they come, in any order; tasks are taken only as there is room."""
        ...

    def close(self) -> None:
        """End everything that was started, at once."""
        ...
