"""Minutes of a technical committee: `* Name @handle (role)` under `Present`, over a decade.

Where the attendance stands: from a heading Present, Observers, Regrets or the like to
the next heading that is not the name of a group; bullets of the outermost level; not
inside `<!-- -->`. A paragraph `Apologies from:` turns what follows into regrets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from reading import attendance, ours
from reading.score import Fact, Raw, Report, compare
from reading.source import HEADING, Source, git, raw_lines, read_sources, title_of

MINUTES = r"meetings/(?:[\w.]+/)?[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-\w+)?\.md"
VOTES = r"votes/[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]+\.json"

_HERE = re.compile(r"^(present|participants|observers|not present|regrets)\b", re.I)
#: Headings under `Present` that say of whom the group of people is.
_GROUP = re.compile(r"^(members|other|tsc|v8)$", re.I)
_APOLOGY = re.compile(r"^\* apologies for (\w+) and (\w+)$", re.I)
_APOLOGIES = re.compile(r"^apologies\b.*:\s*$", re.I)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TALLY = re.compile(
    r"^\W*(yes|no|abstain)\b\s*(?:\(([0-9]+)\)|:\s*([0-9]+)(?![\w.])|:\s*(?=[A-Z]))(.*)$", re.I
)
#: Both counts in one line: "16 approved, 2 objected", "13, +1 votes, no objections".
_BOTH = re.compile(
    r"^\W*([0-9]+),? (?:\+1 votes|approved), (no|[0-9]+) (?:objected|objections)\b", re.I
)
_COUNT = re.compile(r"\b([0-9]+),? (?:\+1 )?(?:votes?|approved)\b|\(([0-9]+)\)|: ([0-9]+) \(")


def present(source: Source) -> list[attendance.Came]:
    """The rows of attendance of one file; who is listed twice is there once."""
    rows: dict[str, attendance.Came] = {}
    depth, status, hidden, group = 0, "present", False, None
    for number, line in enumerate(source.lines, 1):
        if "<!--" in line or hidden:
            hidden = "-->" not in line
            continue
        if found := HEADING.match(line):
            group = None
            if here := _HERE.match(found[2]):
                depth = depth or len(found[1])
                away = here[1].casefold() in ("regrets", "not present")
                status = "regrets" if away else "present"
            elif depth and len(found[1]) > depth and _GROUP.match(found[2]):
                group = found[2] if found[2].isupper() else None
            else:
                depth = 0
        elif depth and _APOLOGIES.match(line):
            status = "regrets"
        elif depth and (both := _APOLOGY.match(line)):
            for name in both.groups():
                rows[name] = attendance.Came(source.path, number, name, None, None, "regrets")
        elif depth and (bullet := attendance.BULLET.match(line)):
            one = attendance.row(source.path, number, bullet[1], status)
            rows.setdefault(one.name, replace(one, role=one.role or group))
    return list(rows.values())


def tallies(source: Source) -> Iterator[tuple[int, dict[str, int]]]:
    """(first line, option → count) where a line, or lines one after the other, count the voices."""
    start, last = 0, 0
    counts: dict[str, int] = {}
    for number, line in enumerate([*source.lines, ""], 1):
        if both := _BOTH.match(line):
            yield number, {"yes": int(both[1]), "no": 0 if both[2] == "no" else int(both[2])}
        found = _TALLY.match(line)
        if not found:
            # A long list of names may run on to one more line, deeper than its label.
            if counts and (number > last + 1 or not line.startswith("   ")):
                if len(counts) > 1:
                    yield start, counts
                counts = {}
            continue
        if not counts:
            start = number
        given = found[2] or found[3]
        count = int(given) if given else len([n for n in found[4].split(",") if n.strip()])
        counts[found[1].casefold()] = count
        last = number


#: The reader names options alike in every language; minutes here say yes, no and abstain.
_OPTIONS = {"in favour": "yes", "against": "no", "abstentions": "abstain"}


def _ballot(counts: dict[str, int]) -> str:
    return ", ".join(f"{option} {count}" for option, count in sorted(counts.items()))


def _read_ballots(done: Sequence[ours.Read]) -> list[Fact]:
    facts = []
    for one in done:
        for ballot in one.reading.ballots:
            counts = {_OPTIONS.get(o, o.casefold()): n for o, n in ballot.options if n is not None}
            if not counts:
                continue
            facts.append(Fact(one.source.path, ballot.line, _ballot(counts)))
    return facts


def _place(true: Sequence[Fact], read: Sequence[Fact]) -> list[Fact]:
    """What was read with the line of the true tally it is next to: up to 6 lines above it."""
    placed = []
    for fact in read:
        near = [t.line for t in true if t.path == fact.path and -6 <= fact.line - t.line <= 4]
        placed.append(Fact(fact.path, min(near, default=fact.line), fact.value))
    return placed


def votes(repository: Path, minutes: Sequence[Source], ballots: Sequence[Fact]) -> list[str]:
    """What minutes of the 45 days around say of each vote on file, cited by its number."""
    files = read_sources(repository, VOTES)
    cited = counted = agreeing = read = plain = 0
    for file in files:
        vote = json.loads("\n".join(file.lines))
        refs = vote.get("refs") or []
        numbers = re.findall(r"/([0-9]+)\b", " ".join([refs] if isinstance(refs, str) else refs))
        if not numbers:
            continue
        cites = re.compile(rf"(?<![0-9])(?:{'|'.join(set(numbers))})(?![0-9])")
        ballot = [v for v in vote["votes"].values() if isinstance(v, int)]
        plain += bool(ballot)
        day = date.fromisoformat(Path(file.path).stem[:10])
        blocks = list(_blocks(minutes, day, cites))
        cited += bool(blocks)
        said = {int(n) for _, _, text in blocks for m in _COUNT.findall(text) for n in m if n}
        counted += bool(said)
        agreeing += bool(said & {ballot.count(1), len(vote["votes"])})
        read += any(
            fact.path == path and start <= fact.line < start + 12
            for path, start, _ in blocks
            for fact in ballots
        )
    return [
        f"votes/*.json: {len(files)} votes on file, {plain} of them for/against/abstain, the rest "
        "ranked;",
        f"  minutes within 45 days cite the number of {cited}; of these a count stands beside "
        f"the citation in {counted},",
        f"  and a count equals the file's votes in favour or all votes in {agreeing}; the reader "
        f"gives a ballot beside the citation for {read}.",
    ]


def _blocks(
    minutes: Sequence[Source], day: date, cites: re.Pattern[str]
) -> Iterator[tuple[str, int, str]]:
    """(path, line, text) of each citation with what follows it up to an empty line."""
    for source in minutes:
        met = date.fromisoformat(Path(source.path).stem[:10])
        if abs((met - day).days) > 45:
            continue
        for number, line in enumerate(source.lines, 1):
            if cites.search(line):
                end = number
                while source.raw(end + 1).strip() and end - number < 11:
                    end += 1
                rest = "\n".join(source.lines[number:end])
                yield source.path, number, re.sub(r"\S*#?[0-9]{4,}\S*", " ", rest)


def measure(repository: Path) -> tuple[Report, Raw]:
    """All figures of this series, and the raw line of each fact."""
    sources = read_sources(repository, MINUTES)
    done = ours.read_all(sources)
    commit = git(repository, "rev-parse", "HEAD").strip()
    report = Report("nodejs/TSC meetings", commit, len(sources))
    report.measures.append(
        compare(
            "meeting dates",
            [Fact(source.path, 0, Path(source.path).stem[:10]) for source in sources],
            [Fact(r.source.path, 0, r.reading.date) for r in done if r.reading.date],
            0.99,
        )
    )
    report.measures.append(
        compare(
            "meeting dates, without the path",
            [Fact(s.path, 0, iso[0]) for s in sources if (iso := _ISO.search(title_of(s)))],
            [
                Fact(r.source.path, 0, r.date_of_text)
                for r in done
                if r.date_of_text and _ISO.search(title_of(r.source))
            ],
            0.99,
        )
    )
    rows = [row for source in sources for row in present(source)]
    report.measures += attendance.measures(rows, ours.came(done), 0.97, handles=True)

    true = [Fact(s.path, line, _ballot(counts)) for s in sources for line, counts in tallies(s)]
    ballots = _read_ballots(done)
    report.measures.append(compare("counted votes in minutes", true, _place(true, ballots)))
    uncounted = sum(
        all(count is None for _, count in ballot.options)
        for r in done
        for ballot in r.reading.ballots
    )
    report.remarks.append(f"ballots read that have no count, as 'passed unanimously': {uncounted}")
    report.remarks += votes(repository, sources, ballots)

    decided = [
        ("decided", Fact(r.source.path, r.line(d.anchor), d.rule))
        for r in done
        for d in r.reading.decided
    ]
    tasks = [
        ("to be done", Fact(r.source.path, r.line(t.anchor), f"{t.owner}: {t.text[:80]}"))
        for r in done
        for t in r.reading.tasks
    ]
    report.unjudged += decided + tasks
    report.remarks.append(
        f"read beside this, which no rule can judge: {len(decided)} decided, {len(tasks)} tasks"
    )
    with_rows = len({row.path for row in rows})
    report.remarks.append(f"{with_rows} files have a list of who came")
    return report, raw_lines(sources)
