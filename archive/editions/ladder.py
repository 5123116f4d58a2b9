"""The three editions and who may see what: public < partners < secretariat.

>>> may_see("public", "partners"), may_see("partners", "public")
(False, True)
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from archive.errors import UsageProblem
from archive.workspace import Workspace

Edition = Literal["public", "partners", "secretariat"]

#: From the one that shows least to the one that shows all.
EDITIONS: Final[tuple[Edition, ...]] = ("public", "partners", "secretariat")

#: Those that leave something out, and are files of their own.
LESSER: Final[tuple[Edition, ...]] = EDITIONS[:-1]


def edition_of(name: str) -> Edition:
    """The edition called `name`; raises `UsageProblem` where there is none."""
    for each in EDITIONS:
        if name == each:
            return each
    raise UsageProblem(f"there is no edition {name!r}: take one of {', '.join(EDITIONS)}")


def may_see(edition: Edition, access: str | None) -> bool:
    """Whether readers of `edition` may see what `access` is written on.

    What is no word of the format is for the secretariat alone.
    """
    if access not in EDITIONS:
        return edition == EDITIONS[-1]
    return EDITIONS.index(edition) >= EDITIONS.index(access)


def path_of(workspace: Workspace, edition: Edition) -> Path:
    """The file of an edition; it need not be there."""
    if edition == "secretariat":
        return workspace.archive
    return workspace.archive.with_name(f"archive-{edition}.db")
