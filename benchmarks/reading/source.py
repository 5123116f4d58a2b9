"""Files of a checkout or bare repository, through git alone, so that both work."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path in the repository and its lines, the first of which is `lines[0]`."""

    path: str
    lines: tuple[str, ...]

    def raw(self, line: int) -> str:
        """The line with this number, counted from 1; empty where there is none."""
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    def heading_over(self, line: int) -> str:
        """The nearest heading (`## ...`) above a line, in small letters; empty where none is."""
        for at in range(min(line - 1, len(self.lines)) - 1, -1, -1):
            if found := HEADING.match(self.lines[at]):
                return found[2].casefold()
        return ""


HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*$")


def git(repository: Path, *words: str) -> str:
    """What git prints; raises SystemExit with git's own words where it fails."""
    done = subprocess.run(
        ["git", "-C", str(repository), *words], capture_output=True, check=False
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"git {words[0]} in {repository}: {done.stderr.decode().strip()}")
    return done.stdout.decode("utf-8", "replace")


def paths(repository: Path, commit: str = "HEAD") -> dict[str, str]:
    """Every file in the tree of a commit: path → blob."""
    listed = git(repository, "ls-tree", "-r", "-z", commit)
    entries = (entry.split("\t", 1) for entry in listed.split("\0") if entry)
    return {path: meta.split()[2] for meta, path in entries if meta.split()[1] == "blob"}


def blobs(repository: Path, wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(blob, text) of each wanted blob, read by one `git cat-file --batch`."""
    names = list(dict.fromkeys(wanted))
    done = subprocess.run(
        ["git", "-C", str(repository), "cat-file", "--batch"],
        input="".join(f"{name}\n" for name in names).encode(), capture_output=True, check=True,
    )  # fmt: skip
    data, at = done.stdout, 0
    for name in names:
        end = data.index(b"\n", at)
        header = data[at:end].split()
        if header[-1] == b"missing":
            at = end + 1
            continue
        size = int(header[2])
        yield name, data[end + 1 : end + 1 + size].decode("utf-8", "replace")
        at = end + 2 + size


def read_sources(repository: Path, pattern: str, commit: str = "HEAD") -> list[Source]:
    """The files whose path matches `pattern` as a whole, in the order of their paths."""
    fits = re.compile(pattern)
    chosen = {
        path: blob for path, blob in paths(repository, commit).items() if fits.fullmatch(path)
    }
    texts = dict(blobs(repository, chosen.values()))
    return [
        Source(path, tuple(texts[blob].replace("\r\n", "\n").split("\n")))
        for path, blob in sorted(chosen.items())
        if blob in texts
    ]


def body_of(source: Source) -> tuple[str, int]:
    """(text without front matter, the number of its first line)."""
    lines = source.lines
    if lines and lines[0] == "---" and "---" in lines[1:]:
        end = lines.index("---", 1)
        return "\n".join(lines[end + 1 :]), end + 2
    return "\n".join(lines), 1


def title_of(source: Source) -> str:
    """The first heading of the first level; empty where there is none."""
    for line in source.lines:
        if (found := HEADING.match(line)) and found[1] == "#":
            return found[2]
    return ""


def raw_lines(sources: Iterable[Source]) -> Callable[[str, int], str]:
    """A function that gives the raw line of a path and number; empty where there is none."""
    by_path = {source.path: source for source in sources}
    return lambda path, line: by_path[path].raw(line) if path in by_path else ""
