"""What a package says of itself: in its tag files, its report and its words for strangers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.log.note import Checkpoint


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known once the last save is sealed.

    `unreachable` is why no time stamp can be had, '' where none was asked for or the authority
    answers.
    """

    name: str
    commit: str
    checkpoint: Checkpoint
    archive_digest: str
    saver: str
    when: datetime
    unreachable: str = ""
