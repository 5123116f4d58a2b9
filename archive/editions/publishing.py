"""What of an edition may be put where others fetch it: its file, and the originals it gives out.

path_of(workspace, "public")        # the file
handed_out(workspace, "public")     # the originals, by their names there
"""

from __future__ import annotations

import posixpath
from contextlib import closing
from dataclasses import dataclass

from archive.editions.ladder import Edition, path_of
from archive.reading import OriginalRow, open_archive, original_of
from archive.workspace import Workspace


@dataclass(frozen=True, slots=True)
class HandedOut:
    """An original that readers of an edition may have: of which record, and under what name.

    `archive.web.original.content` gives its bytes, held against `original.sha256`.
    """

    record: str
    name: str
    original: OriginalRow


def handed_out(workspace: Workspace, edition: Edition) -> list[HandedOut]:
    """The originals of the newest versions that the built file of `edition` lists, by record.

    Raises `NoArchive` where that was not built.
    """
    with closing(open_archive(path_of(workspace, edition))) as conn:
        rows = conn.execute(
            "SELECT id, current_version FROM record WHERE NOT removed "
            "AND id IN (SELECT record FROM original) ORDER BY id"
        ).fetchall()
        found = []
        for record, n in rows:
            original = original_of(conn, record, n)
            if original is not None and original.sha256 is not None:
                found.append(HandedOut(record, posixpath.basename(original.path), original))
        return found
