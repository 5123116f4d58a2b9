"""Measures how well texts are read, on a checkout or bare copy of a public series.

    python benchmarks/reading.py PATH                  # the figures
    python benchmarks/reading.py PATH --errors         # each miss and each false one
    python benchmarks/reading.py PATH --sample 50 --seed 7
    python benchmarks/reading.py PATH --json

PATH is a clone of django/dsf-minutes, nodejs/TSC or ethereum/EIPs; which of them it is,
its files tell. The truth comes from plain rules on raw lines, which share no code with
the archive.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]


#: By which files a series is known.
DSF, TSC, EIPS = r"[0-9]{4}/[0-9]{4}-[0-9-]+\.md", r"meetings/[0-9-]+\.md", r"EIPS/[^/]+\.md"


def main() -> None:
    """Read the arguments, find out which series it is, measure, print."""
    from reading import score, source

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument(
        "--errors", action="store_true", help="list what was missed and what is false"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="print N things read, at random")
    parser.add_argument("--seed", type=int, default=1, help="of the sample and of the dates")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--dates", type=int, default=12, help="how many dates to ask EIPs for")
    parser.add_argument("--ledger", action="store_true", help="also import, and ask the ledger")
    parser.add_argument("--profile", help="the profile with which to import")
    parser.add_argument("--archive", type=Path, help="an archive.db of this series, made before")
    given = parser.parse_args()

    there = source.paths(given.path)

    def has(pattern: str) -> bool:
        return any(re.fullmatch(pattern, path) for path in there)

    if has(DSF):
        from reading import truth_dsf

        ledger = (
            truth_dsf.Ledger(given.profile or "minutes", given.archive) if given.ledger else None
        )
        report, raw = truth_dsf.measure(given.path, ledger)
    elif has(TSC):
        from reading import truth_tsc

        report, raw = truth_tsc.measure(given.path)
    elif has(EIPS):
        from reading import truth_eips

        asked = truth_eips.Asked(
            given.dates, given.seed, given.profile or "proposals", given.archive
        )
        report, raw = truth_eips.measure(given.path, asked)
    else:
        raise SystemExit(f"{given.path}: none of the three series is here")

    if given.json:
        print(score.as_json(report))
        return
    print(score.table(report))
    if given.errors:
        print("\n" + score.errors(report, raw))
    if given.sample:
        print("\n" + score.sample(report, raw, given.sample, given.seed))


if __name__ == "__main__":
    main()
