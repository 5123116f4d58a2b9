"""Which files are originals of records while commits are replayed, and their rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from archive.model import Front
from archive.originals import media_type, named_text, place_of, stays_record


class FileState(NamedTuple):
    """A file under records/ at a commit; `record` is None for registers and originals.

    A tuple, because a build that goes on begins by making one of every file there is.
    """

    blob: str
    record: str | None
    size: int | None
    sha256: str | None


class Known(Protocol):
    """What the replay knows of the newest version of a record."""

    @property
    def path(self) -> str | None: ...  # noqa: D102
    @property
    def front(self) -> Front: ...  # noqa: D102
    @property
    def removed(self) -> bool: ...  # noqa: D102


class Originals:
    """Knows which records watch which files; `tree` is the replay's own, as it changes."""

    def __init__(
        self, db: sqlite3.Connection, tree: Mapping[str, FileState], *, fresh: bool
    ) -> None:
        self._db = db
        self._tree = tree
        self._watched: dict[str, set[str]] = {}
        self._rows: list[tuple[Any, ...]] = []
        if not fresh:
            for record, path, original in db.execute(
                "SELECT id, path, original FROM record WHERE original IS NOT NULL AND NOT removed"
            ):
                self.watch(record, path, original)

    def watch(self, record: str, path: str, original: str) -> None:
        """Let changes of the file that `record`, at `path`, names as its `original` touch it."""
        self._watched.setdefault(place_of(path, original), set()).add(record)

    def watchers(self, path: str) -> set[str]:
        """The records that name, or once named, the file at `path` as their original."""
        return self._watched.get(path, set())

    def blob(self, front: Front, path: str) -> str | None:
        """The content that the original of a record at `path` has now; None where it has none."""
        state = self._tree.get(place_of(path, front.original)) if front.original else None
        return state.blob if state else None

    def keep(self, front: Front, n: int, path: str) -> None:
        """Keep what is known of the original of version `n` of a record at `path`."""
        if not front.original:
            return
        self.watch(front.id, path, front.original)
        where = place_of(path, front.original)
        state = self._tree.get(where)
        if state is not None:
            size, sha256 = state.size, state.sha256
            self._rows.append(
                (front.id, n, where, state.blob, sha256, size, media_type(where), front.puid,
                 front.extracted_by)
            )  # fmt: skip

    def are_text(
        self, arrived: Mapping[str, str | None], touched: Iterable[str],
        known: Callable[[str], Known | None],
    ) -> dict[str, bool]:  # fmt: skip
        """Whether it is an original, for each Markdown file that one commit may have made one, or
        made none: those that arrived with it, and those that its records name or named.

        `arrived` is the front matter of each Markdown file of the commit, `touched` are the
        records whose files it changed or removed.
        """
        places = {named_text(front, path) for path, front in arrived.items()} - {None}
        asked = {*arrived, *places}
        for record in touched:
            own = known(record)
            if own and own.path and own.front.original and own.front.original.endswith(".md"):
                asked.add(place_of(own.path, own.front.original))
        return {
            path: self._is_original(path, arrived, places, known)
            for path in sorted(filter(None, asked))
        }

    def _is_original(
        self, path: str, arrived: Mapping[str, str | None], places: set[str | None],
        known: Callable[[str], Known | None],
    ) -> bool:  # fmt: skip
        if path not in places and path not in self._watched:
            return False  # most: nobody ever called it an original
        if path in arrived:
            if stays_record(arrived[path]):
                return False
        elif (state := self._tree.get(path)) and state.record:
            own = known(state.record)
            if own and own.path == path and own.front.original:
                return False
        return path in places or any(
            each is not None
            and not each.removed
            and each.path is not None
            and each.path != path
            and each.path not in arrived
            and each.path in self._tree
            and bool(each.front.original)
            and place_of(each.path, each.front.original or "") == path
            for each in map(known, sorted(self.watchers(path)))
        )

    def flush(self) -> None:
        """Write all that waits."""
        self._db.executemany(
            "INSERT INTO original (record, version, path, git_blob, sha256, size, media_type,"
            " puid, extracted_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._rows,
        )
        self._rows.clear()
