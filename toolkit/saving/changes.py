"""What changed since the last save, told in the archive's terms and not in git's."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from archive.errors import BadFrontMatter, SaveFailed
from archive.frontmatter import MAX_TEXT, decode, newlines, read_front, split
from archive.text.numbers import counted
from archive.workspace import ARCHIVE, KEPT
from toolkit.saving.repository import Repository

Kind = Literal["new", "changed", "renamed", "deleted"]

#: Size in bytes, and the bytes themselves unless they are too many.
_Content = tuple[int, bytes | None]

_WORD = re.compile(r"\w+")
_HELP = re.compile(r"[ \t]*#")
_RECORD = re.compile(r"records/(?!registers/).*\.md\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """One file that is not as it was saved.

    `was` and `now` are its bytes, None where it was or is not there, or is too large to look
    into; `size` is in bytes (of what was, where it is deleted). `subject` is a record's id;
    `words` how many were added and removed, None for what is no text; `details` are plain
    sentences on what changed within a register.
    """

    kind: Kind
    path: str
    size: int
    was: bytes | None
    now: bytes | None
    old_path: str | None = None
    subject: str | None = None
    words: tuple[int, int] | None = None
    details: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that a save of this change concerns."""
        return (self.old_path, self.path) if self.old_path else (self.path,)

    def as_dict(self) -> dict[str, Any]:
        """The machine-readable form, without the contents."""
        out = {key: value for key, value in asdict(self).items() if key not in ("was", "now")}
        added, removed = out.pop("words") or (None, None)
        return {**out, "words_added": added, "words_removed": removed}

    def in_words(self) -> str:
        """'12 words added, 3 removed', or what else can be said in half a line."""
        if self.details:
            return "; ".join(self.details)
        if self.words is None:
            return f"{self.size:,} bytes"
        added, removed = self.words
        if self.kind == "new":
            return counted(added, "word")
        if self.kind == "deleted":
            return counted(removed, "word")
        if not added and not removed:
            return "same words" if self.kind == "renamed" else "same words, set otherwise"
        if not added:
            return f"{counted(removed, 'word')} removed"
        return f"{counted(added, 'word')} added" + (f", {removed:,} removed" if removed else "")


def find_changes(repository: Repository) -> list[Change]:
    """Everything under what a save keeps that is not as it was saved, by path.

    Raises `SaveFailed` where a folder among the records is a repository of its own.
    """
    entries: dict[str, str | None] = {}  # git names a path twice where only the index has lost it
    for path, name in _entries(repository):
        entries[path] = entries.get(path) or name
    held = [(path, name) for path, name in entries.items() if name]
    saved = repository.contents([name for _, name in held], MAX_TEXT)
    old = {path: content for (path, _), content in zip(held, saved, strict=True)}
    found = [
        change
        for path in entries
        if (change := _compared(path, old.get(path), _read(repository.workspace.root / path)))
    ]
    return sorted(map(_told, _with_renames(found)), key=lambda change: change.path)


def _compared(path: str, was: _Content | None, now: _Content | None) -> Change | None:
    if was is None and now is None:
        return None
    if was is None or now is None:
        size, _ = now or was or (0, None)
        kind: Kind = "new" if was is None else "deleted"
        return Change(kind, path, size, was[1] if was else None, now[1] if now else None)
    if was == now and was[1] is not None:  # git minds the time or the mode, a reader does not
        return None
    return Change("changed", path, now[0], was[1], now[1])


def outside(repository: Repository) -> list[str]:
    """The files that changed and that a save leaves alone, as seen from the repository's root."""
    # What a build or an undo leaves is no news, also where no .gitignore says so.
    known = (*KEPT, ARCHIVE, f"{ARCHIVE}[.-]*", repository.workspace.local.name)
    exclude = [f":(exclude,top){repository.prefix}{name}" for name in known]
    done = repository.run(
        *("status", "--porcelain", "-z", "--no-renames", "--untracked-files=normal"),
        *("--", ":/", *exclude),
    )
    return [os.fsdecode(part[3:]) for part in done.out.split(b"\0") if part]


def _entries(repository: Repository) -> Iterator[tuple[str, str | None]]:
    """(path, the hash of what was saved there or None) of each file that may have changed."""
    done = repository.run(
        *("status", "--porcelain=v2", "-z", "--no-renames", "--untracked-files=all"),
        *("--ignore-submodules=all", "--", *KEPT),
        env={"GIT_LITERAL_PATHSPECS": "1", "GIT_OPTIONAL_LOCKS": "0"},
    )
    if done.status:
        raise SaveFailed(f"git could not tell what changed: {done.err.strip()}")
    for raw in done.out.split(b"\0"):
        line = raw.decode("utf-8", "surrogateescape")
        if line.startswith("1 "):
            _, _, _, in_head, _, _, saved, _, path = line.split(" ", 8)
            yield path.removeprefix(repository.prefix), saved if int(in_head) else None
        elif line.startswith("? "):
            path = line[2:].removeprefix(repository.prefix)
            if path.endswith("/"):
                raise SaveFailed(
                    f"{path} is a repository of its own, whose files would not be kept: "
                    "move it out, or delete the hidden folder .git in it"
                )
            yield path, None


def _read(path: Path) -> _Content | None:
    try:
        if path.is_symlink():
            target = os.fsencode(path.readlink())
            return len(target), target
        size = path.stat().st_size
        return size, path.read_bytes() if size <= MAX_TEXT else None
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def _with_renames(changes: list[Change]) -> list[Change]:
    """Pairs of a deleted and a new file that are one: the same id, or the very same bytes."""
    gone = [change for change in changes if change.kind == "deleted"]
    out = {change.path: change for change in changes}
    by_key: dict[object, list[Change]] = {}
    for change in gone:
        for key in _keys(change.path, change.was):
            by_key.setdefault(key, []).append(change)
    for change in changes:
        if change.kind != "new":
            continue
        candidates = (
            each for key in _keys(change.path, change.now) for each in by_key.get(key, ())
        )
        old = next((each for each in candidates if each.path in out), None)
        if old is not None:
            del out[old.path]
            out[change.path] = replace(change, kind="renamed", was=old.was, old_path=old.path)
    return list(out.values())


def _keys(path: str, data: bytes | None) -> list[object]:
    keys: list[object] = []
    subject = _subject(path, data)
    if subject:
        keys.append(("id", subject))
    if data:
        keys.append(data)
    return keys


def _text(data: bytes | None) -> str | None:
    if data is None or b"\0" in data[:8192]:
        return None
    text, _ = decode(data)
    return None if text is None else newlines(text)


def _subject(path: str, data: bytes | None) -> str | None:
    text = _text(data) if _RECORD.match(path) else None
    if text is None:
        return None
    try:
        given = read_front(split(text).front or "").get("id")
    except BadFrontMatter:
        return None
    return given if isinstance(given, str) else None


def _told(change: Change) -> Change:
    """`change` with its words counted and, in a register, its entries compared."""
    was, now = _text(change.was), _text(change.now)
    if (was is None and change.kind != "new") or (now is None and change.kind != "deleted"):
        return change
    before, after = _counted(change.old_path or change.path, was), _counted(change.path, now)
    words = ((after - before).total(), (before - after).total())
    subject = _subject(change.path, change.now) or _subject(change.path, change.was)
    return replace(
        change, words=words, subject=subject, details=_register_details(change.path, was, now)
    )


def _counted(path: str, text: str | None) -> Counter[str]:
    """How often each word occurs, the help in a new record's front matter left aside."""
    if text is None:
        return Counter()
    if _RECORD.match(path):
        parts = split(text)
        if parts.front is not None:
            front = "\n".join(line for line in parts.front.split("\n") if not _HELP.match(line))
            text = f"{front}\n{parts.body}"
    return Counter(_WORD.findall(text))


def _register_details(path: str, was: str | None, now: str | None) -> tuple[str, ...]:
    from archive.registers import PROCESS, name_of

    name = name_of(path)
    if name is None or was is None or now is None:
        return ()
    try:
        before, after = _units(was), _units(now)
    except BadFrontMatter as error:
        return (f"not readable at line {error.line}: {error}",)
    one, many = ("field", "fields") if name == PROCESS else ("entry", "entries")
    told = [
        ("changed", [key for key in after if key in before and after[key] != before[key]]),
        ("added", [key for key in after if key not in before]),
        ("removed", [key for key in before if key not in after]),
    ]
    said = tuple(
        f"{len(keys)} {one if len(keys) == 1 else many} {verb} ({_listed(keys)})"
        for verb, keys in told
        if keys
    )
    return said or ("comments or order only",)


def _units(text: str) -> dict[str, Any]:
    """A register's entries by id, or the process's fields by name; raises `BadFrontMatter`."""
    from archive.yamltext import read

    data = read(text)
    if isinstance(data, dict):
        return {str(key): value for key, value in data.items()}
    if not isinstance(data, list):
        return {}
    return {
        str(entry.get("id", f"entry {place}"))
        if isinstance(entry, dict)
        else f"entry {place}": entry
        for place, entry in enumerate(data, 1)
    }


def _listed(keys: Sequence[str], limit: int = 6) -> str:
    more = f" and {len(keys) - limit} more" if len(keys) > limit else ""
    return ", ".join(keys[:limit]) + more
