"""Measures how well and how fast files are read, beside markitdown and kreuzberg in one run.

    python benchmarks/extraction.py PATH... --peers PYTHON      # the table, by format
    python benchmarks/extraction.py PATH... --worst 20          # files with the least recall
    python benchmarks/extraction.py PATH... --texts FOLDER      # and what each made of them
    python benchmarks/extraction.py PATH... --format pdf --json

PATH are files or folders; PYTHON is an interpreter that has the two peers. Each file is read by
all three in turn, each in a process of its own that is killed after a minute. A word counts as
there as often as two of the three have it; for mail and OpenDocument, which markitdown does not
read, simple rules are the third voice. So are headings told; "true" is the share of those given
that are there. Pages a second are of the PDFs that all three read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from extracting import truth, words
from extracting.engines import Engine, Read

NAMES = ("ours", "markitdown", "kreuzberg")
#: Endings that are measured, and the name under which they are counted.
FORMATS = {
    ".docx": "docx", ".docm": "docx", ".doc": "doc", ".rtf": "rtf", ".pptx": "pptx",
    ".ppsx": "pptx", ".pptm": "pptx", ".xlsx": "xlsx", ".xlsm": "xlsx", ".csv": "csv",
    ".odt": "odt", ".odp": "odp", ".ods": "ods", ".pdf": "pdf", ".html": "html", ".htm": "html",
    ".eml": "eml", ".msg": "msg", ".txt": "txt", ".md": "md",
}  # fmt: skip
LARGEST = 64 * 1024 * 1024


@dataclass
class Tally:
    """What one reader made of the files of one format."""

    read: int = 0
    failed: int = 0
    hung: int = 0
    right: int = 0
    agreed: int = 0
    kept: int = 0
    headings: int = 0
    given: int = 0
    true: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    shared: float = 0.0
    shared_cpu: float = 0.0
    pages: int = 0
    peak: int = 0
    why: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Count what another has counted as well."""
        for name in self.__dataclass_fields__:
            mine, theirs = getattr(self, name), getattr(other, name)
            setattr(self, name, max(mine, theirs) if name == "peak" else mine + theirs)


def main() -> None:
    """Read the arguments, let each reader read each file, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--peers", default=sys.executable, help="a Python that has the peers")
    parser.add_argument("--format", action="append", help="only this format; may be given again")
    parser.add_argument("--most", type=int, help="at most so many files of a format")
    parser.add_argument("--worst", type=int, metavar="N", help="name N files of least recall")
    parser.add_argument("--texts", type=Path, help="keep what each reader gave in this folder")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args()
    files = _files(given.paths, given.format, given.most)
    engines = [Engine(name, given.peers) for name in NAMES]
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    worst: list[tuple[float, int, Path]] = []
    for at, path in enumerate(files, 1):
        if sys.stderr.isatty():
            print(f"\r{at} of {len(files)}", end="", file=sys.stderr)
        results = {engine.name: engine.read(path) for engine in engines}
        if given.texts:
            _keep(given.texts, path, results)
        share, missed = _count(path, results, tallies[FORMATS[path.suffix.lower()]])
        if missed:
            worst.append((share, missed, path))
    for engine in engines:
        engine.close()
    whole: dict[str, Tally] = defaultdict(Tally)
    for each in tallies.values():
        for name, tally in each.items():
            whole[name].add(tally)
    table = {**dict(sorted(tallies.items())), "all": whole}
    if given.json:
        print(json.dumps(table, default=vars, indent=2))
        return
    _show(table)
    for share, missed, path in sorted(worst)[: given.worst or 0]:
        print(f"{share:.3f} {missed:6} {path}")


def _files(paths: list[Path], wanted: list[str] | None, most: int | None) -> list[Path]:
    found: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
            form = FORMATS.get(each.suffix.lower())
            small = each.is_file() and 0 < each.stat().st_size <= LARGEST
            if form and small and (not wanted or form in wanted):
                found[form].append(each)
    return [path for each in found.values() for path in each[:most]]


def _keep(folder: Path, path: Path, results: dict[str, Read]) -> None:
    """Write down what each gave, so that it can be looked at: `a-b-minutes.docx.ours.md`."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "-".join(path.parts[-4:])
    for engine, read in results.items():
        text = f"(none: {read.why})\n" if read.text is None else read.text
        (folder / f"{name}.{engine}.md").write_text(text, "utf-8", "replace", "\n")


def _pages(path: Path) -> int:
    """How many pages a PDF has; 0 for other files."""
    import pypdfium2

    if path.suffix.lower() != ".pdf":
        return 0
    try:
        with pypdfium2.PdfDocument(path) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0


def _count(path: Path, results: dict[str, Read], tallies: dict[str, Tally]) -> tuple[float, int]:
    """Count one file for each reader; gives our recall and how many words we missed."""
    said = {name: words.words(read.text) for name, read in results.items() if read.text}
    # A peer that has no reader for a format and passes its source on is no voice on its words.
    rules = truth.said(path)
    voices = [found for name, found in said.items() if rules is None or name != "markitdown"]
    voices += [words.words(rules)] if rules else []
    agreed = words.consensus(voices) if len(voices) > 1 else Counter()
    there = truth.headings(path) if len(said) > 1 else None
    are_all = there is not None and truth.are_all(path)
    everyone = all(read.text for read in results.values())
    pages = _pages(path) if everyone else 0
    share, missed = 1.0, 0
    for name, read in results.items():
        tally = tallies[name]
        tally.read += read.text is not None
        tally.failed += read.text is None
        tally.hung += read.hung
        tally.seconds += read.seconds
        tally.cpu += read.cpu
        tally.peak = max(tally.peak, read.peak)
        tally.pages += pages
        if everyone:
            tally.shared += read.seconds
            tally.shared_cpu += read.cpu
        if read.text is None:
            tally.why[read.why.split(":")[0][:40]] += 1
        right, number = words.recall(said.get(name, Counter()), agreed)
        if name in said:
            tally.right += right
            tally.agreed += number
            if there:
                told = words.headings(read.text or "")
                kept = words.kept(told, there)
                tally.kept += kept
                tally.headings += len(there)
                if are_all:
                    tally.true += kept
                    tally.given += len(told)
        if name == "ours" and number and name in said:
            share, missed = right / number, number - right
    return share, missed


def _show(table: dict[str, dict[str, Tally]]) -> None:
    print(f"{'format':7}{'reader':12}{'read':>6}{'failed':>7}{'hung':>5}{'recall':>8}{'headings':>15}{'true':>7}"
          f"{'files/s':>9}{'pages/s':>9}{'seconds':>9}{'cpu':>8}{'peak MB':>9}")  # fmt: skip
    for form, tallies in table.items():
        for name in NAMES:
            t = tallies[name]
            recall = f"{t.right / t.agreed:.4f}" if t.agreed else "-"
            heads = f"{t.kept / t.headings:.3f} of {t.headings}" if t.headings else "-"
            true = f"{t.true / t.given:.3f}" if t.given else "-"
            rate = (t.read + t.failed) / t.seconds if t.seconds else 0.0
            pages = f"{t.pages / t.shared:.1f}" if t.pages and form == "pdf" else "-"
            peak = t.peak / 1024
            print(f"{form:7}{name:12}{t.read:6}{t.failed:7}{t.hung:5}{recall:>8}{heads:>15}{true:>7}"
                  f"{rate:9.1f}{pages:>9}{t.seconds:9.2f}{t.cpu:8.2f}{peak:9.0f}")  # fmt: skip
    ours, peer = table["all"]["ours"], table["all"]["markitdown"]
    if ours.shared:
        print(f"files that all three read: {peer.shared / ours.shared:.1f} times as fast as "
              f"markitdown ({ours.shared:.2f} s and {peer.shared:.2f} s; CPU "
              f"{ours.shared_cpu:.2f} s and {peer.shared_cpu:.2f} s)")  # fmt: skip


if __name__ == "__main__":
    main()
