"""Measures how well tables of PDFs are read, beside markitdown and kreuzberg in one run.

    python benchmarks/tables.py PDFS TRUTH --peers PYTHON      # TRUTH has NAME.md for NAME.pdf
    python benchmarks/tables.py PDFS --made-of SOURCES         # SOURCES has NAME for NAME.pdf
    python benchmarks/tables.py PDFS TRUTH --worst 10

What is there is told by Markdown files, such as docling's, or by the Word, OpenDocument or Excel
files that the PDFs were made of, as our own reader of these formats reads them. The share of
neighbouring cells that are right is told (`extracting/tables.py`), how many tables were found, and
how many were given that are none.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from extracting import tables
from extracting.engines import Engine

NAMES = ("ours", "markitdown", "kreuzberg")


def main() -> None:
    """Read the arguments, let each reader read each PDF, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pdfs", type=Path)
    parser.add_argument("truth", type=Path, nargs="?")
    parser.add_argument("--made-of", type=Path, help="the files that the PDFs were made of")
    parser.add_argument("--peers", default=sys.executable, help="a Python that has the peers")
    parser.add_argument("--only", action="append", help="only this reader; may be given again")
    parser.add_argument("--worst", type=int, default=0, help="name the files with most missing")
    given = parser.parse_args()
    engines = [Engine(name, given.peers) for name in given.only or NAMES]
    source = Engine("ours", given.peers)
    scores = {engine.name: tables.Score() for engine in engines}
    worst: list[tuple[int, int, str]] = []
    files = 0
    for pdf in sorted(given.pdfs.rglob("*.pdf")):
        there = _truth(pdf, given.truth, given.made_of, source)
        if there is None:
            continue
        files += 1
        for engine in engines:
            read = engine.read(pdf)
            one = tables.Score()
            found = tables.tables(read.text or "")
            tables.add(one, there, found)
            tables.add(scores[engine.name], there, found)
            if engine.name == "ours":
                worst.append((one.there - one.both, one.given - one.both, pdf.name))
    for engine in [*engines, source]:
        engine.close()
    print(f"{files} files")
    for name, score in scores.items():
        print(
            f"{name:12}tables {score.found} of {score.tables}, {score.more} more; neighbours "
            f"recall {score.recall:.3f}, precision {score.precision:.3f} of {score.there}"
        )
    for missed, wrong, name in sorted(worst, reverse=True)[: given.worst]:
        print(f"{missed:6} missing {wrong:6} wrong {name}")


def _truth(
    pdf: Path, truth: Path | None, made_of: Path | None, source: Engine
) -> list[tables.Table] | None:
    if truth is not None and (path := truth / f"{pdf.stem}.md").is_file():
        return tables.tables(path.read_text("utf-8"))
    if made_of is not None and (path := made_of / pdf.stem).is_file():
        text = source.read(path).text
        return None if text is None else tables.tables(text)
    return None


if __name__ == "__main__":
    main()
