"""Minutes of a foundation's board: bullets under fixed headings, one file a month.

The truth comes from raw lines: a bullet under `## Action items` is `OWNER: TASK`, one
under `## Grants approved` or `## ... members approved` is what was approved, one under
`... in attendance` came. `template.md` holds nothing that was decided.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from reading import attendance, ours
from reading.score import Fact, Raw, Report, compare, even
from reading.source import HEADING, Source, git, raw_lines, read_sources
from reading.workspace import make, path_there

MINUTES = r"[0-9]{4}/([0-9]{4}-[0-9]{2}-[0-9]{2})\.md"
TEMPLATE = r"[0-9]{4}/template\.md"
GLOB = "[0-9]*/[0-9]*.md"
TARGET = 0.97

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SPOKEN = re.compile(r"\b([A-Z][a-z]+) ([0-9]{1,2}), ([0-9]{4})\b")
_ITEM = re.compile(r"^- +([^:]+): *(\S.*)$")
_LED = re.compile(r"^Th(?:e|is) meeting was led by (.+?)\.?$")
_LIST = re.compile(r"^(board members in attendance|also in attendance|apologies)\b.*:$", re.I)


@dataclass(frozen=True, slots=True)
class Item:
    """One action item as its line has it."""

    path: str
    line: int
    owner: str
    text: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where the archive's ledger of actions comes from: an archive made before, or an import."""

    profile: str = "minutes"
    archive: Path | None = None


def date_in_heading(source: Source) -> str | None:
    """'March 14, 2019' in the first heading, as ISO."""
    for line in source.lines:
        if HEADING.match(line) and (found := _SPOKEN.search(line)):
            month = _MONTHS.index(found[1].casefold()) + 1
            return f"{found[3]}-{month:02}-{int(found[2]):02}"
    return None


def led_by(source: Source) -> tuple[int, dict[str, str]]:
    """(line, name → role) of who led the meeting: 'The meeting was led by A (Chair) and B.'"""
    for number, line in enumerate(source.lines, 1):
        if found := _LED.match(line):
            people = (attendance.row(source.path, 0, one, "") for one in found[1].split(" and "))
            return number, {one.name: one.role or "chair" for one in people}
    return 0, {}


def present(source: Source) -> list[attendance.Came]:
    """Bullets below a label of attendance, up to the next heading, and who led; each once."""
    rows: dict[str, attendance.Came] = {}
    status = None
    at, leaders = led_by(source)
    for number, line in enumerate(source.lines, 1):
        if HEADING.match(line):
            if line.startswith("##"):
                break
        elif label := _LIST.match(line):
            status = "regrets" if label[1].casefold() == "apologies" else "present"
        elif status and (found := attendance.BULLET.match(line)) and found[1] != "None":
            one = attendance.row(source.path, number, found[1], status)
            rows.setdefault(one.name, replace(one, role=one.role or leaders.get(one.name)))
    for name, role in leaders.items():
        rows.setdefault(name, attendance.Came(source.path, at, name, None, role, "present"))
    return list(rows.values())


def under(source: Source, heading: str) -> list[int]:
    """The lines of the bullets whose nearest heading has `heading` in it."""
    lines, inside = [], False
    for number, line in enumerate(source.lines, 1):
        if found := HEADING.match(line):
            inside = heading in found[2].casefold()
        elif inside and line.startswith("- "):
            lines.append(number)
    return lines


def items(source: Source) -> list[Item]:
    """The action items that name an owner."""
    return [
        Item(source.path, number, found[1], found[2])
        for number in under(source, "action items")
        if (found := _ITEM.match(source.raw(number)))
    ]


def carried(meetings: Sequence[Sequence[Item]], *, from_any: bool = False) -> list[Fact]:
    """Items that stand word for word in the last list before; or `from_any` list before."""
    facts: list[Fact] = []
    before: set[tuple[str, str]] = set()
    for listed in meetings:
        if listed:
            keys = [(even(one.owner), even(one.text).rstrip(".")) for one in listed]
            facts += [
                Fact(one.path, one.line, "carried")
                for one, key in zip(listed, keys, strict=True)
                if key in before
            ]
            before = before.union(keys) if from_any else set(keys)
    return facts


def carried_by_key(done: Sequence[ours.Read]) -> list[Fact]:
    """The same by the archive's keys of a task and its owner."""
    from archive.reader.keys import owner_key, task_key

    facts: list[Fact] = []
    before: set[tuple[str, str]] = set()
    for one in done:
        keyed = [
            (task, (task_key(task.text), owner_key(task.owner or "")))
            for task in one.reading.tasks
        ]  # fmt: skip
        if keyed:
            facts += [
                Fact(one.source.path, one.line(task.anchor), "carried")
                for task, key in keyed
                if key in before
            ]
            before = {key for _, key in keyed}
    return facts


def carried_by_tasks(done: Sequence[ours.Read]) -> list[Fact]:
    """From any list before, by the ledger that goes through the texts of all meetings."""
    from archive.decisions.course import Item as Listed
    from archive.decisions.sequence import Meeting, Text
    from archive.decisions.tasks import tasks_of
    from archive.reader.keys import owner_key, task_key

    lines: dict[tuple[str, str], int] = {}
    items: list[Listed] = []
    meetings: list[Meeting] = []
    for one in done:
        path, day = one.source.path, one.reading.date
        meetings.append(Meeting(path, "board", day, day))
        source = Text(path, path, "board", day, day, "board")
        for task in one.reading.tasks:
            at = lines[path, task.anchor] = one.line(task.anchor)
            items.append(
                Listed(
                    source, task.anchor, owner_key(task.owner) or None, task.owner, task.due,
                    task.text, task_key(task.text), task.status, None, None, "proposed",
                    task.rule, at, at,
                )
            )  # fmt: skip
    return [
        Fact(event.record, lines[event.record, event.anchor or ""], "carried")
        for task in tasks_of(items, [], meetings)
        for event in task.events
        if event.kind == "carried"
    ]


def carried_by_ledger(archive: Path) -> list[Fact]:
    """The lines of the items that an archive.db with these minutes says were carried over."""
    with closing(sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT DISTINCT v.path, i.line_start FROM action_event e"
            " JOIN action_item i ON i.record = e.record AND i.anchor = e.anchor"
            " JOIN version v ON v.record = i.record AND v.n ="
            " (SELECT max(n) FROM version WHERE record = i.record) WHERE e.kind = 'carried'"
        ).fetchall()
    return [
        Fact(path_there(path), line, "carried")
        for path, line in rows
        if re.fullmatch(MINUTES, path_there(path))
    ]


def measure(repository: Path, ledger: Ledger | None) -> tuple[Report, Raw]:
    """All figures of this series, and the raw line of each fact."""
    sources = read_sources(repository, MINUTES)
    templates = read_sources(repository, TEMPLATE)
    done, blank = ours.read_all(sources), ours.read_all(templates)
    commit = git(repository, "rev-parse", "HEAD").strip()
    report = Report("dsf-minutes", commit, len(sources))
    add = report.measures.append

    named = {source.path: Path(source.path).stem for source in sources}
    add(
        compare(
            "meeting dates",
            [Fact(path, 0, date) for path, date in named.items()],
            [Fact(r.source.path, 0, r.reading.date) for r in done if r.reading.date],
            TARGET,
        )
    )
    add(
        compare(
            "meeting dates, without the path",
            [Fact(s.path, 0, date) for s in sources if (date := date_in_heading(s))],
            [Fact(r.source.path, 0, r.date_of_text) for r in done if r.date_of_text],
            TARGET,
        )
    )
    rows = [row for source in sources for row in present(source)]
    report.measures += attendance.measures(rows, ours.came(done), TARGET, handles=False)

    listed = [items(source) for source in sources]
    tasks = [(r, task) for r in done for task in r.reading.tasks]
    add(
        compare(
            "action items with owner",
            [Fact(i.path, i.line, even(i.owner)) for one in listed for i in one],
            [Fact(r.source.path, r.line(t.anchor), even(t.owner)) for r, t in tasks],
            TARGET,
        )
    )
    add(
        compare(
            "... their texts",
            [Fact(i.path, i.line, even(i.text)) for one in listed for i in one],
            [Fact(r.source.path, r.line(t.anchor), even(t.text)) for r, t in tasks],
        )
    )
    add(compare("items carried over, by key", carried(listed), carried_by_key(done), TARGET))
    again = carried(listed, from_any=True)
    add(compare("items carried over, by the ledger", again, carried_by_tasks(done), TARGET))
    if ledger:
        with tempfile.TemporaryDirectory() as folder:
            made = ledger.archive or make(repository, Path(folder) / "w", GLOB, ledger.profile)
            add(
                compare(
                    "items carried over, by an archive",
                    again,
                    carried_by_ledger(made),
                    TARGET,
                )
            )

    decided = [
        (r, Fact(r.source.path, r.line(d.anchor), "decided"))
        for r in done
        for d in r.reading.decided
    ]
    for name, word in (("grants approved", "grants"), ("members approved", "members")):
        add(
            compare(
                name,
                [Fact(s.path, n, "decided") for s in sources for n in under(s, f"{word} approved")],
                [fact for r, fact in decided if word in r.source.heading_over(fact.line)],
                TARGET,
            )
        )
    elsewhere = [
        fact
        for r, fact in decided
        if not any(word in r.source.heading_over(fact.line) for word in ("grants", "members"))
    ]
    report.unjudged += [("decided under another heading", fact) for fact in elsewhere]
    report.remarks.append(
        f"decided under other headings, which no rule can judge: {len(elsewhere)}"
    )
    add(
        compare(
            "templates: decided or to be done",
            [],
            [
                Fact(r.source.path, r.line(d.anchor), "decided")
                for r in blank
                for d in r.reading.decided
            ]
            + [
                Fact(r.source.path, r.line(t.anchor), t.text)
                for r in blank
                for t in r.reading.tasks
            ],
        )
    )
    return report, raw_lines(sources + templates)
