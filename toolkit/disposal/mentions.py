"""Messages of saves that name what a record must not be called any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from archive.gitrun import running

#: A shorter name is found in too many messages that do not mean it.
_SHORTEST = 5
#: How the save that brought a record in names the file that it was read from, see
#: `toolkit.intake.accept`; among several, a line begins with the record's id.
_SOURCE = r"^Source: (.+)$|^Add \S+ from (.+)$"
_AMONG = r"^{record}: (.+), SHA-256 [0-9a-f]{{64}}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A save whose message has one of the `words`, exactly as they stand there."""

    commit: str
    line: str
    words: tuple[str, ...]


def names_of(record: str, titles: Iterable[str], paths: Iterable[str]) -> set[str]:
    """What may give away a record's title: its titles, and the names of its files."""
    stems = {PurePosixPath(path).stem for path in paths}
    return {name for name in {*titles, *stems} if len(name) >= _SHORTEST and name != record}


def mentions(
    root: Path, revisions: Iterable[str], names: Iterable[str], record: str, sha256: Iterable[str]
) -> list[Mention]:
    """The saves that `revisions` reach whose message has one of `names`, whatever their case.

    The file that a record was read from is such a name as well: the message of the save that
    brought it in says so beside its hash, one of `sha256`.
    """
    with TemporaryFile() as asked:
        listed = "".join(f"{name}\n" for name in dict.fromkeys(revisions))
        asked.write(listed.encode("ascii"))
        asked.seek(0)
        words = ("log", "-z", "--format=%H%n%B", "--no-notes", "--no-mailmap", "--stdin")
        with running(root, *words, request=cast("BinaryIO", asked)) as stream:
            told = stream.read().decode("utf-8", "surrogateescape").split("\0")
    hashes = set(sha256)
    messages = [entry.partition("\n")[::2] for entry in told if entry]
    every = set(names)
    for _, message in messages:
        if any(each in message for each in hashes) and record in message:
            every |= set(_sources(message, record))
    pattern = _pattern(every)
    out = []
    for commit, message in messages if pattern else ():
        assert pattern is not None
        seen = tuple(dict.fromkeys(match[0] for match in pattern.finditer(message)))
        if seen:
            out.append(Mention(commit, message.strip().split("\n")[0], seen))
    return out


def _sources(message: str, record: str) -> Iterator[str]:
    """The file that `record` was read from, as the message of its save names it."""
    among = re.findall(_AMONG.format(record=re.escape(record)), message, re.MULTILINE)
    if among:
        yield from among
        return
    for found in re.finditer(_SOURCE, message, re.MULTILINE):
        yield found[1] or found[2]


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE) if ordered else None
