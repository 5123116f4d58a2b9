"""Where a file came from, and what was said of it when it was added."""

from __future__ import annotations

from msgspec import Struct

from archive.reader.model import Headings


class Source(Struct, frozen=True, kw_only=True):
    """What is known of a file before its text is read.

    `name` is its own name, `folder` the path that it lay in as it was given ('' for none),
    `modified` its time on the disk in ISO 8601, `enclosed_in` the name of the file that it came
    within; `meeting` and `kind` are what the person who adds it says, `headings` those of a
    profile.
    """

    name: str
    folder: str = ""
    modified: str | None = None
    enclosed_in: str | None = None
    meeting: str | None = None
    kind: str | None = None
    headings: Headings | None = None
