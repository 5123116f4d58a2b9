"""Holds the archive in a package against the one that is made again from its bundle."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive.contents import text_of
from archive.digest import digest
from archive.errors import SecretariatError
from archive.findings import Finding
from toolkit.handover.bagit import Bag
from toolkit.handover.bagit.names import shown
from toolkit.handover.packing.contents import ARCHIVE
from toolkit.handover.verifying.common import is_of_this_version

#: Instructions of SQLite's machine between two looks at a file from others, and looks at most.
_STEPS, _LOOKS = 1_000_000, 20_000


def judge_archive(bag: Bag, rebuilt: Path, scratch: Path) -> Iterator[Finding]:
    """Whether the archive in the package says what the records in its bundle say."""
    listed = bag.info.get("Secretariat-Archive-Digest")
    other = not is_of_this_version(bag)
    ours = digest(rebuilt)
    same = listed == ours
    there = ARCHIVE in bag.sizes
    if there:
        given = scratch / "given.db"
        try:
            bag.copy(ARCHIVE, given, sync=False)
            fault = _differs(given, rebuilt, ours)
        except SecretariatError as error:
            fault = str(error)
        finally:
            given.unlink(missing_ok=True)
        if fault == _OTHER_SHAPE and other:
            yield Finding(ARCHIVE, 0, "P059", "it was made by another version of this program")
            return
        if fault:
            yield Finding(ARCHIVE, 0, "P053", fault)
    if not same:
        said = "the archive made from the bundle has another digest than it names"
        if other:
            version = shown(bag.info.get("Bag-Software-Agent"))[:60]
            yield Finding("bag-info.txt", 0, "P059", f"{said}; it was packed by {version!r}")
        else:
            yield Finding("bag-info.txt", 0, "P053", said)


_OTHER_SHAPE = "it has other tables than the archive made from the bundle"


def _differs(given: Path, rebuilt: Path, known: str) -> str | None:
    """How an archive from others differs from ours, whose digest is `known`; None where both say
    the same.

    Its tables are named by us only: nothing of its own text becomes part of a query.
    """
    with rebuilt.open("rb") as ours, given.open("rb") as theirs:
        if hashlib.file_digest(ours, "sha256").digest() == (
            hashlib.file_digest(theirs, "sha256").digest()
        ):
            return None
    looks = 0

    def look() -> int:
        nonlocal looks
        looks += 1
        return looks > _LOOKS

    try:
        with closing(sqlite3.connect(rebuilt)) as db:
            shape = _shape(db)
        uri = f"{given.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA cell_size_check = ON")
            db.set_progress_handler(look, _STEPS)
            if _shape(db) != shape:
                return _OTHER_SHAPE
            if digest(given) != known:
                return "it does not say what the records in the bundle say"
            with closing(sqlite3.connect(rebuilt)) as made:
                return _other_text(made, db)
    except (sqlite3.Error, zlib.error, UnicodeDecodeError, SecretariatError) as error:
        return f"it cannot be read as an archive ({shown(str(error))[:120]})"


def _other_text(ours: sqlite3.Connection, given: sqlite3.Connection) -> str | None:
    """Which text is another, if one is: the digest knows texts by what their rows say of them."""
    for (content,) in ours.execute("SELECT id FROM content ORDER BY id"):
        text = text_of(ours, content)
        if text_of(given, content, len((text or "").encode()) + 1) != text:
            said = ours.execute(
                "SELECT record, n FROM version WHERE content = ? ORDER BY commit_seq LIMIT 1",
                (content,),
            ).fetchone()
            which = f"version {said[1]} of {said[0]}" if said else "one of its versions"
            return f"its text of {which} is not the one that was saved"
    return None


def _shape(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Every table, index, trigger and view with its text."""
    return db.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    ).fetchall()
