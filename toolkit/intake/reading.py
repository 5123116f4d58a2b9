"""From what was read out of a file to the record that is proposed, with what the process knows."""

from __future__ import annotations

import msgspec

from archive.workspace import Workspace
from toolkit.intake import propose
from toolkit.intake.model import Extracted, Identity, Proposal
from toolkit.intake.propose import Known, Source
from toolkit.intake.tasks import Task


class Proposing:
    """Proposes records; `known` is what `known_of` gave."""

    def __init__(self, known: bytes) -> None:
        self._known = msgspec.msgpack.decode(known, type=Known) if known else Known()

    def of(self, task: Task, identity: Identity, extracted: Extracted) -> Proposal:
        """What is proposed for one file."""
        source = Source(
            name=task.name,
            folder=task.folder,
            modified=task.modified or None,
            enclosed_in=task.inside or None,
            meeting=task.meeting or None,
            kind=task.kind or None,
        )
        return propose.propose(extracted, source, self._known)


def known_of(workspace: Workspace) -> bytes:
    """What the process knows, as workers take it."""
    return msgspec.msgpack.encode(propose.known_of(workspace))
