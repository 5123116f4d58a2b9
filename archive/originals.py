"""Originals: the files beside records from which their texts were taken.

    >>> place_of("records/2016/letter.md", "letter.pdf")
    'records/2016/letter.pdf'

A Markdown file that a record names as its original is no record, whatever stands in it. Only a
file that itself has an id and names an original stays a record, so that no two files can take
each other for originals.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Final

from archive.errors import BadFrontMatter
from archive.frontmatter import read_front, split

#: What a file is by its name, the same on every computer; everything else is only bytes.
MEDIA_TYPES: Final = {
    ".bmp": "image/bmp",
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".eml": "message/rfc822",
    ".gif": "image/gif",
    ".htm": "text/html",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".mbox": "application/mbox",
    ".md": "text/markdown",
    ".msg": "application/vnd.ms-outlook",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".rtf": "application/rtf",
    ".svg": "image/svg+xml",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}


def place_of(record: str, original: str) -> str:
    """The path of the `original` that the record at the path `record` names."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(record), original))


def media_type(path: str) -> str | None:
    """What the file at `path` is by its name; None where the name does not tell."""
    return MEDIA_TYPES.get(posixpath.splitext(path)[1].lower())


def named_text(front: str | None, path: str) -> str | None:
    """The path of the Markdown file that front matter of the file at `path` names as its original.

    None where it names none, or itself, or says nothing that can be read.
    """
    original = _original(front) if front and ".md" in front else None
    if original is None or not original.endswith(".md"):
        return None
    place = place_of(path, original)
    return None if place == path else place


def stays_record(front: str | None) -> bool:
    """Whether a file with this front matter is a record even where another calls it its original:
    it has an original of its own."""
    return _original(front) is not None


def text_originals(files: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Which of the Markdown `files` (path, text) are originals of others, and so no records."""
    fronts = {path: split(text).front for path, text in files}
    named = {place for path, front in fronts.items() if (place := named_text(front, path))}
    return frozenset(path for path in named if not stays_record(fronts.get(path)))


def _original(front: str | None) -> str | None:
    if front is None or "original" not in front:  # most need not be read to know it
        return None
    try:
        fields = read_front(front)
    except BadFrontMatter:
        return None
    original = fields.get("original")
    return original if original and isinstance(original, str) and fields.get("id") else None
