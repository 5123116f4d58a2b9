"""Judges the Library of Congress' bags, and measures checking, beside the library `bagit`.

    python benchmarks/validation.py PATH            # a checkout of bagit-conformance-suite
    python benchmarks/validation.py PATH --json
    python benchmarks/validation.py --speed         # 1,000 files, 200 MB
    python benchmarks/validation.py --speed --files 10000 --bytes 200000

A bag passes where it is accepted or refused as benchmarks/bags/expected.py says. A warning that is
not given is told, and does not count, as in the suite's own test harness.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]


def main() -> None:
    """Read the arguments, judge or measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, nargs="?", help="a checkout of the suite")
    parser.add_argument("--json", action="store_true", help="print each judgement as JSON")
    parser.add_argument("--speed", action="store_true", help="measure checking instead")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--bytes", type=int, default=200_000, help="of each file")
    parser.add_argument("--pairs", type=int, default=5, help="how often each is measured")
    given = parser.parse_args()
    logging.getLogger("bagit").addHandler(logging.NullHandler())
    logging.getLogger("bagit").propagate = False
    if given.speed:
        _speed(given.files, given.bytes, given.pairs)
    elif given.path is None or not (given.path / "v1.0").is_dir():
        parser.error("name a checkout of LibraryOfCongress/bagit-conformance-suite, or --speed")
    else:
        _conformance(given.path, given.json)


# Conformance


def _ours(bag: Path) -> tuple[str, frozenset[str]]:
    from toolkit.handover.bagit import open_bag, validate

    findings = validate(open_bag(bag))
    grave = {finding.severity for finding in findings}
    verdict = "invalid" if "error" in grave else "warning" if "warning" in grave else "valid"
    return verdict, frozenset(finding.code for finding in findings) - {"P031"}


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard = False

    def emit(self, record: logging.LogRecord) -> None:
        self.heard = True


def _theirs(bag: Path) -> str:
    import bagit

    handler = _Heard()
    logging.getLogger("bagit").addHandler(handler)
    try:
        bagit.Bag(str(bag)).validate()
    except Exception:
        return "invalid"
    finally:
        logging.getLogger("bagit").removeHandler(handler)
    return "warning" if handler.heard else "valid"


def _passes(verdict: str, expected: str) -> bool:
    return (verdict == "invalid") == (expected == "invalid")


def _conformance(path: Path, as_json: bool) -> None:
    from bags.expected import APART, CASES, by_folder

    there = {str(each.relative_to(path)) for each in path.glob("v*/*/*") if each.is_dir()}
    there = {case.replace(os.sep, "/") for case in there}
    unknown = sorted(there ^ CASES.keys())
    rows = []
    for case in sorted(there & CASES.keys()):
        expected, codes = CASES[case]
        verdict, found = _ours(path / case)
        rows.append(
            {
                "bag": case,
                "folder": by_folder(case),
                "expected": expected,
                "ours": verdict,
                "codes": sorted(found),
                "as listed": found == codes,
                "bagit": _theirs(path / case),
            }
        )
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    groups: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        groups.setdefault("/".join(str(row["bag"]).split("/")[:2]), []).append(row)
    print(f"{'bags':22}{'number':>7}{'ours':>7}{'codes':>7}{'bagit':>7}")
    for name, members in groups.items():
        print(_line(name, members))
    print(_line("all", rows))
    linux = [row for row in rows if "windows-only" not in str(row["bag"])]
    print(_line("all that Linux runs", linux))
    by = {who: sum(_passes(str(row[who]), str(row["folder"])) for row in rows)
          for who in ("ours", "bagit")}  # fmt: skip
    print(f"\nas the suite's folders say: ours {by['ours']}, bagit {by['bagit']}, of {len(rows)}")
    for row in rows:
        for who in ("ours", "bagit"):
            if not _passes(str(row[who]), str(row["expected"])):
                print(f"{who}: {row['bag']} is {row['expected']}, and {row[who]} to it")
            elif (row["expected"], row[who]) == ("warning", "valid"):
                print(f"{who}: gives no warning for {row['bag']}")
        if not row["as listed"]:
            print(f"ours finds {row['bag']} by {row['codes']}")
    for case, why in APART.items():
        print(f"apart from its folder: {case}: {why}")
    for case in unknown:
        print(f"not in the table, or not in the checkout: {case}")


def _line(name: str, rows: list[dict[str, object]]) -> str:
    ours = sum(_passes(str(row["ours"]), str(row["expected"])) for row in rows)
    codes = sum(bool(row["as listed"]) for row in rows)
    theirs = sum(_passes(str(row["bagit"]), str(row["expected"])) for row in rows)
    return f"{name:22}{len(rows):7}{ours:7}{codes:7}{theirs:7}"


# Speed


def _speed(files: int, size: int, pairs: int) -> None:
    import bagit

    from toolkit.handover.bagit import Profile, open_bag, validate

    with tempfile.TemporaryDirectory() as folder:
        root = _made(Path(folder) / "package", files, size)
        paths = [str(path) for path in root.rglob("*") if path.is_file()]

        def bare() -> None:
            for path in paths:
                digest = hashlib.sha256()
                with open(path, "rb") as file:  # noqa: PTH123 - as bare as it can be
                    while part := file.read(1 << 20):
                        digest.update(part)
                digest.hexdigest()

        def ours(jobs: int | None = None) -> None:
            if validate(open_bag(root), profile=Profile.OURS, jobs=jobs):
                raise SystemExit("the package is not valid")

        ways: dict[str, Callable[[], object]] = {
            "bare loop": bare,
            "ours": ours,
            "ours, one thread": lambda: ours(1),
            "bagit": lambda: bagit.Bag(str(root)).validate(),
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(pairs):
            for name, way in ways.items():
                wall, cpu = time.perf_counter(), time.process_time()
                way()
                taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    print(f"{files:,} files, {files * size / 1e6:,.0f} MB, {pairs} pairs, medians")
    print(f"{'way':18}{'wall s':>9}{'CPU s':>9}{'CPU, of the bare loop':>24}")
    for name, each in taken.items():
        ratio = statistics.median(
            cpu / base for (_, cpu), (_, base) in zip(each, taken["bare loop"], strict=True)
        )
        wall = statistics.median(wall for wall, _ in each)
        cpu = statistics.median(cpu for _, cpu in each)
        print(f"{name:18}{wall:9.3f}{cpu:9.3f}{ratio:24.2f}")


def _made(root: Path, files: int, size: int) -> Path:
    """A package of ours with files of random bytes."""
    from toolkit.handover.bagit import (
        DECLARATION,
        INFO,
        MANIFEST,
        OUR_DECLARATION,
        TAG_MANIFEST,
        render_info,
        render_manifest,
    )

    digests = {}
    for number in range(files):
        path = f"data/originals/{2000 + number % 20}/letter {number} of the host.pdf"
        data = os.urandom(size)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
        digests[path] = hashlib.sha256(data).hexdigest()
    tags = {
        DECLARATION: OUR_DECLARATION,
        INFO: render_info(
            (
                ("External-Identifier", root.name),
                ("Bagging-Date", "2026-11-27"),
                ("Payload-Oxum", f"{files * size}.{files}"),
                ("Secretariat-Package", "1"),
            )
        ),
        MANIFEST: render_manifest(digests),
    }
    listed = {path: hashlib.sha256(data).hexdigest() for path, data in tags.items()}
    tags[TAG_MANIFEST] = render_manifest(listed)
    for path, data in tags.items():
        (root / path).write_bytes(data)
    return root


if __name__ == "__main__":
    main()
