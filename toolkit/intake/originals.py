"""The originals that lie beside records already, by their hash."""

from __future__ import annotations

import hashlib
import re

from archive.frontmatter import MAX_FRONT
from archive.workspace import Workspace
from toolkit.drafting import ID_LINE

_ORIGINAL = re.compile(rb"^original:[ \t]*[\"']?([^\r\n\"']+?)[\"']?[ \t]*\r?$", re.MULTILINE)


def originals_in(workspace: Workspace) -> dict[str, str]:
    """SHA-256 of each file that a record names as its original → the record's id.

    Read from the folder as it lies, so that it holds without a built archive.
    """
    found: dict[str, str] = {}
    for path in sorted(workspace.records.rglob("*.md")):
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            head = file.read(MAX_FRONT)
        named, said = _ORIGINAL.search(head), ID_LINE.search(head)
        if named is None or said is None:
            continue
        original = path.parent / named[1].decode("utf-8", "replace")
        if original.is_file() and original.resolve().is_relative_to(workspace.records.resolve()):
            with original.open("rb") as file:
                found[hashlib.file_digest(file, "sha256").hexdigest()] = said[1].decode("ascii")
    return found
