"""What is remembered of a site that was published, so that the next time only what changed is made.

It lies in the workspace's own folder (`.secretariat/publish/`), one file for each goal. Without it
everything is made anew; nothing else hangs on it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import msgspec

from archive.publish.reads import Read
from archive.workspace import Workspace

#: The folder below the workspace's own.
FOLDER = "publish"


@dataclass(slots=True)
class Kept:
    """A page as it was made: its files as (SHA-256, size) by path, what it leads to, what it read.

    `lost` is what it would lead to if that could be had, `also` are other forms made with it;
    `dated` is whether it hangs on the day; `wrong` says why it could not be made.
    """

    address: str
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    reads: list[Read] | None = None
    told: bytes = b""
    dated: bool = True
    wrong: str = ""
    reused: bool = False


def path_of(workspace: Workspace, goal: Path) -> Path:
    """Where the memory of the site in `goal` lies."""
    name = sha256(str(goal).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return workspace.local / FOLDER / f"{name}.db"


class Before:
    """The memory of a site."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._decoder = msgspec.msgpack.Decoder(Kept)

    def close(self) -> None:
        """Let go of the file."""
        self._conn.close()

    def get(self, address: str) -> Kept | None:
        """The page at `address`."""
        row = self._conn.execute("SELECT made FROM page WHERE address = ?", (address,)).fetchone()
        return None if row is None else self._decoder.decode(row[0])

    def about(self) -> dict[str, str]:
        """What it was made of as a whole."""
        return dict(self._conn.execute("SELECT name, value FROM about"))


def opened(path: Path) -> Before:
    """The memory in the file `path`."""
    return Before(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True))


def about(path: Path) -> dict[str, str]:
    """What the memory says of the site as a whole; {} where there is none that can be read."""
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as conn:
            return Before(conn).about()
    except sqlite3.Error:
        return {}


def write(path: Path, said: dict[str, str], pages: Iterable[Kept]) -> None:
    """Remember a site that was just put in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with suppress(FileNotFoundError):
        partial.unlink()
    encoder = msgspec.msgpack.Encoder()
    with closing(sqlite3.connect(partial)) as conn:
        conn.execute("PRAGMA journal_mode = OFF")
        conn.execute("PRAGMA synchronous = OFF")
        conn.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
        conn.execute("CREATE TABLE page (address TEXT PRIMARY KEY, made BLOB) WITHOUT ROWID")
        conn.executemany("INSERT INTO about VALUES (?, ?)", said.items())
        conn.executemany(
            "INSERT INTO page VALUES (?, ?)",
            ((each.address, encoder.encode(each)) for each in pages),
        )
        conn.commit()
    partial.replace(path)
