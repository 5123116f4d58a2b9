"""Measures search over 200,000 texts, in process, by how many records a query finds.

    python benchmarks/search.py                # makes and builds the archive: some minutes
    python benchmarks/search.py --records 20000

The texts are drawn from 60,000 made-up words with the frequencies of a natural language
(Zipf), 2 KB each, so that there are words which one record holds and words which all do.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from bisect import bisect
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from history import Scale, make

SYLLABLES = [
    "ka",
    "ri",
    "mo",
    "te",
    "su",
    "la",
    "no",
    "vi",
    "pe",
    "ga",
    "du",
    "sho",
    "len",
    "bar",
    "tin",
    "or",
    "em",
    "as",
    "ul",
    "ny",
]
SIZE = 60_000


def word(n: int) -> str:
    """The n-th word: its syllables spell the number, so that no two are alike."""
    said = SYLLABLES[n % 20]
    while n := n // 20:
        said += SYLLABLES[n % 20]
    return said


VOCABULARY = [word(n) for n in range(SIZE)]
HEAPED = list(accumulate(1 / (n + 3) for n in range(SIZE)))


def drawn_words(record: int, version: int) -> list[str]:
    """The 330 words of a record, in natural frequencies."""
    chance = random.Random(record * 7 + version)
    return [VOCABULARY[bisect(HEAPED, chance.random() * HEAPED[-1])] for _ in range(330)]


def text(record: int, version: int) -> str:
    """A record of about 2 KB in words of natural frequencies."""
    drawn = drawn_words(record, version)
    paragraphs = "\n\n".join(" ".join(drawn[n : n + 55]) + "." for n in range(0, 330, 55))
    return (
        f"---\nid: record-{record}\nkind: report\ntitle: {' '.join(drawn[:5])}\n"
        f"date: {2010 + record % 12}\nlanguage: en\n---\n{paragraphs}\n"
    )


def measure(archive: Path, times: int) -> None:
    """Print the median and the 95th percentile of a query, by how much it finds."""
    from archive.reading import open_archive
    from archive.search import search

    db = open_archive(archive)
    chance = random.Random(1)
    groups: dict[str, list[float]] = {}
    sizes: dict[str, list[int]] = {}
    for _ in range(times):
        asked = VOCABULARY[int(SIZE ** chance.uniform(0.3, 1)) - 1]
        if chance.random() < 0.3:
            asked += " " + VOCABULARY[int(SIZE ** chance.uniform(0.3, 0.8)) - 1]
        began = time.perf_counter()
        found = search(db, asked)
        spent = (time.perf_counter() - began) * 1000
        limits = ((0, "none"), (100, "1 to 100"), (1000, "101 to 1,000"), (10_000, "up to 10,000"))
        name = next((n for limit, n in limits if found.total <= limit and not found.more), "more")
        groups.setdefault(name, []).append(spent)
        sizes.setdefault(name, []).append(found.total)
    for name in ("none", "1 to 100", "101 to 1,000", "up to 10,000", "more"):
        if spents := sorted(groups.get(name, [])):
            middle, high = statistics.median(spents), spents[int(len(spents) * 0.95)]
            print(
                f"{name:14} hits: {len(spents):4} queries, median {middle:6.1f} ms, "
                f"95 % within {high:6.1f} ms (median {statistics.median(sizes[name]):.0f} hits)"
            )


def main() -> None:
    """Make the archive, or take one that is given, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=400)
    parser.add_argument("--archive", type=Path, help="measure this archive, made so before")
    given = parser.parse_args()
    if given.archive:
        measure(given.archive, given.times)
        return
    from archive.build import build
    from archive.workspace import Workspace

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "work"
        make(root, Scale(given.records, max(1, given.records // 100), versions=1), text)
        report = build(Workspace(root), processes=os.cpu_count() or 1)
        print(f"{report.total_records:,} texts, {report.path.stat().st_size / 1e6:.0f} MB")
        measure(report.path, given.times)


if __name__ == "__main__":
    main()
