"""From what was read out of a file to the record that is proposed, with what the process knows."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from archive import profiles
from archive.reader.model import Headings
from archive.workspace import Workspace
from toolkit.intake.model import Extracted, Proposal
from toolkit.intake.propose import Known, Source, known_of, propose
from toolkit.intake.tasks import Task


class _Told(Struct, frozen=True, kw_only=True):
    """What workers are told of a process: its registers, and the headings of its profiles."""

    known: Known
    headings: dict[str, Headings] = {}


def told_of(workspace: Workspace, profile: str = "") -> bytes:
    """What workers need to know of the process, with the headings of `profile`, as JSON.

    Raises `BadProfile` where the profile is not there or cannot be read.
    """
    headings = {}
    if profile:
        headings[profile] = profiles.load(workspace.root, profile).reader_headings()
    return msgspec.json.encode(_Told(known=known_of(workspace), headings=headings))


class Proposing:
    """Proposes records; `told` is what `told_of` gave."""

    def __init__(self, told: bytes) -> None:
        self._told = msgspec.json.decode(told, type=_Told) if told else _Told(known=Known())

    def of(self, task: Task, extracted: Extracted) -> Proposal:
        """What is proposed for one file."""
        source = Source(
            name=task.name,
            folder=task.folder,
            modified=task.modified or None,
            enclosed_in=task.inside or None,
            meeting=task.meeting or None,
            kind=task.kind or None,
            headings=self._told.headings.get(task.profile),
        )
        return propose(extracted, source, self._told.known)
