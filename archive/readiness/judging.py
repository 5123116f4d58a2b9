"""Judges an archive under each heading."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from archive.readiness.decided import follow_up
from archive.readiness.kept import closures, drafts, letters, retention, translations
from archive.readiness.linked import links
from archive.readiness.meetings import adoption, minutes, numbers
from archive.readiness.model import Judged
from archive.readiness.originals import originals
from archive.readiness.sources import Sources

#: Heading → what judges it. That of packing needs git, the keys and the log: it is not here.
JUDGES: Final[dict[str, Callable[[Sources], Judged]]] = {
    "minutes": minutes,
    "adoption": adoption,
    "numbers": numbers,
    "follow-up": follow_up,
    "letters": letters,
    "translations": translations,
    "links": links,
    "drafts": drafts,
    "closures": closures,
    "retention": retention,
    "originals": originals,
}


def judge(
    sources: Sources, only: Collection[str] | None = None,
    progress: Callable[[float], None] | None = None,
) -> list[Judged]:  # fmt: skip
    """What comes of each heading of the archive, or of those called `only`, in their order.

    `progress` is told the fraction that is done (0 to 1). A file that cannot be read is left out.
    """
    wanted = [name for name in JUDGES if only is None or name in only]
    judged = []
    for done, name in enumerate(wanted, 1):
        judged.append(JUDGES[name](sources))
        if progress:
            progress(done / len(wanted))
    return judged
