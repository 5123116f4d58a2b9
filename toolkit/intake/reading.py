"""From what was read out of a file to the record that is proposed, with what the process knows."""

from __future__ import annotations

from archive.workspace import Workspace
from toolkit.intake.model import Extracted, Guess, Identity, Proposal
from toolkit.intake.tasks import Task


class Proposing:
    """Proposes records; `known` is what `known_of` gave."""

    def __init__(self, known: bytes) -> None:
        self._known = known

    def of(self, task: Task, identity: Identity, extracted: Extracted) -> Proposal:
        """What is proposed for one file."""
        title = extracted.properties.get("title") or task.name
        return Proposal(
            guesses=(Guess(field="title", value=title, rule="its name", confidence=0.3),)
        )


def known_of(workspace: Workspace) -> bytes:
    """What the process knows, as workers take it."""
    return b""
