"""Measures the questions of the register over 10,000 decisions, beside bare sqlite3.

    python benchmarks/register.py                     # makes the archive: some seconds
    python benchmarks/register.py --decisions 20000 --times 20
    python benchmarks/register.py --archive PATH      # measures this one, or makes it there first

Made are the tables of an archive, seeded, the same every time: with 10,000 decisions 40,000 rows of
their states in both times, 10,000 events of tasks and 10,000 of other kinds, and 6,000 relations.
Each question is asked in turn in three ways in one process: through `archive.questions.answer`; as
the bare `sqlite3` module runs the same SQL with the same values, on a connection that is opened
with nothing set; and, as the least that can be, the rows of the answer read from one table.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from history import words  # type: ignore[import-not-found]

DECISIONS = 10_000
A_TEXT = 20  # decisions of one text
COMMITS = 1_000
FIRST = date(2004, 1, 15)
DAYS = 19 * 365  # the meetings lie between the first day and 2022
BODIES = 20
ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("decisions-in-force", {"day": "2016-12-31"}),
    ("decisions-in-force", {"day": "2016-12-31", "known_at": "900"}),
    ("decisions-in-force", {"day": "2023-12-31"}),
    ("decisions-in-force", {"day": "2023-12-31", "known_at": "900"}),
    ("decisions", {}),
    ("decisions", {"known_at": "900"}),
    ("open-actions", {}),
    ("mandates-unreported", {}),
    ("decisions-without-follow-up", {}),
    ("relation-conflicts", {}),
)
VERBS = (
    ("mandated", "binding"), ("agreed", "binding"), ("endorsed", "support"),
    ("welcomed", "support"), ("noted", "recognition"), ("invited", "request"),
)  # fmt: skip


@dataclass(slots=True)
class Rows:
    """The rows of each table, by its name and its columns."""

    chance: random.Random
    tables: dict[tuple[str, tuple[str, ...]], list[tuple[object, ...]]] = field(
        default_factory=dict
    )

    def add(self, table: str, **columns: object) -> None:
        """One more row of `table`; `from_` and `to_` are written "from" and "to"."""
        names = tuple(f'"{name.rstrip("_")}"' for name in columns)
        self.tables.setdefault((table, names), []).append(tuple(columns.values()))

    def write(self, target: Path) -> None:
        """Make the archive at `target`."""
        from archive import schema

        db = sqlite3.connect(target)
        db.execute("PRAGMA synchronous = OFF")
        schema.create(db)
        for (table, names), rows in self.tables.items():
            marks = ", ".join("?" * len(names))
            statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
            db.executemany(statement, rows)
        db.commit()
        db.execute("VACUUM")
        db.close()


def frame(rows: Rows, texts: int) -> None:
    """Commits, bodies, terms, and a meeting with one record for each text."""
    for seq in range(1, COMMITS + 1):
        rows.add("commit_", seq=seq, hash=f"{seq:040x}", commit_time=1_600_000_000 + seq * 86_400,
                 message="Save")  # fmt: skip
    rows.add("process", key="secretariat", value="office")
    rows.add("body", id="office", name="The Office", kind="secretariat", aliases='["the desk"]')
    for n in range(BODIES):
        rows.add("body", id=f"body-{n}", name=f"Body {n}", kind="board")
    for n in range(5):
        rows.add("mandate", id=f"term-{n}", name=f"Term {n}", host=None)
    for n in range(texts):
        day = text_day(n, texts).isoformat()
        kind = "minutes" if n % 3 == 0 else "decision"
        rows.add("meeting", id=f"meeting-{n}", name=f"Meeting {n}", body=f"body-{n % BODIES}",
                 series="meeting", series_no=n, date_edtf=day, date_start=day,
                 date_end=day)  # fmt: skip
        rows.add("record", id=text_id(n), docid=n + 1, kind=kind, title=f"Conclusions of {day}",
                 language="en", date_edtf=day, date_start=day, meeting=f"meeting-{n}",
                 mandate=f"term-{n * 5 // texts}", status="adopted" if n % 5 else "final",
                 access="public", path=f"records/{n}.md", current_version=1)  # fmt: skip
        for turn, status in enumerate(("draft", "final" if n % 5 == 0 else "adopted"), 1):
            seen = text_seen(n, texts)
            rows.add("record_state", record=text_id(n), n=1, status=status, since_edtf=day,
                     valid_from=day, meeting=f"meeting-{n}", recorded_from=seen + turn - 1,
                     recorded_to=seen + 1 if turn == 1 else None)  # fmt: skip


def text_id(text: int) -> str:
    """The id of a record, as people give them."""
    return f"conclusions-of-meeting-{text}"


def decision_id(number: int) -> str:
    """The id of a decision: its text and its paragraph."""
    return f"{text_id(number // A_TEXT)}#p{number % A_TEXT + 1}"


def text_day(text: int, texts: int) -> date:
    """The day of a text's meeting."""
    return FIRST + timedelta(days=DAYS * text // texts)


def text_seen(text: int, texts: int) -> int:
    """The commit that brought a text: all lie in the first third of the history."""
    return 1 + text * (COMMITS // 3) // texts


def decide(rows: Rows, number: int, texts: int) -> None:
    """A decision with its states: four rows on an average, a quarter of all at an end."""
    chance, text, place = rows.chance, number // A_TEXT, number % A_TEXT + 1
    day, seen = text_day(text, texts), text_seen(text, texts)
    name, began = decision_id(number), day.isoformat()
    verb, tier = VERBS[chance.randrange(len(VERBS))]
    addressee = ("the Office", "the working groups", None)[chance.randrange(3)]
    said = words(chance, chance.randint(120, 480)).capitalize() + "."
    own = {
        "record": text_id(text), "anchor": f"p{place}", "sort": "decision", "number": place,
        "actor": "Ministers", "verb": verb, "tier": tier, "addressee": addressee,
        "responsible": "office" if addressee == "the Office" else None,
        "due_edtf": str(day.year + chance.randrange(1, 6)) if chance.random() < 0.2 else None,
        "text": said, "basis": "stated" if number % 4 else "proposed", "rule": "mark:decision",
    }  # fmt: skip
    again = seen
    if number % 2:  # half of them were put otherwise before
        again += chance.randrange(20, 300)
        before = own | {"text": "Formerly: " + said}
        rows.add("decision_known", decision=name, **before, recorded_from=seen, recorded_to=again)
    rows.add("decision_known", decision=name, **own, recorded_from=again, recorded_to=None)
    stages = life(chance, number, day)
    # What was known at first: that it was adopted, learned anew some times.
    known = seen
    for _ in range(4 - len(stages) + (number % 3 == 1) + (number % 12 == 0)):
        rows.add("decision_state", decision=name, n=1, state="adopted", since_edtf=began,
                 since_basis="meeting", valid_from=began, surely_from=began, because=name,
                 recorded_from=known, recorded_to=known + 4)  # fmt: skip
        known += 4
    ends = [since for _, since in stages[1:]] + [None]
    for n, ((state, since), until) in enumerate(zip(stages, ends, strict=True), 1):
        rows.add("decision_state", decision=name, n=n, state=state, since_edtf=since,
                 since_basis="meeting", valid_from=since, surely_from=since, surely_to=until,
                 valid_to=until, because=name, recorded_from=known, recorded_to=None)  # fmt: skip
    rows.add("decision", id=name, **own, reference=f"Conclusions of {day}, paragraph {place}",
             meeting=f"meeting-{text}", body=f"body-{text % BODIES}",
             mandate=f"term-{text * 5 // texts}",
             addressee_id="office" if addressee == "the Office" else None,
             adopted_on=began, valid_from=began, status=stages[-1][0], version=1,
             line_start=place * 3, line_end=place * 3 + 1)  # fmt: skip
    rows.add("event", seq=number + 1, subject=name, kind="decided", new=said, valid_from=began,
             recorded_seq=seen)  # fmt: skip


def life(chance: random.Random, number: int, day: date) -> list[tuple[str, str]]:
    """The states of a decision and the days on which they begin."""
    change = day + timedelta(days=chance.randrange(60, 600))
    end = min(change + timedelta(days=chance.randrange(60, 900)), date(2023, 6, 1))
    stages = [("adopted", day.isoformat())]
    if number % 3 == 0:
        stages.append(("amended", change.isoformat()))
    if number % 4 == 0:
        state = "superseded" if number % 8 else "implemented"
        stages.append((state, max(end, change).isoformat()))
    return stages


def relate(rows: Rows, n: int, decisions: int) -> None:
    """What a later decision says of an earlier one, or the earlier of the later."""
    chance = rows.chance
    late, early = sorted((chance.randrange(decisions), chance.randrange(decisions)), reverse=True)
    names = [decision_id(each) for each in (late, early)]
    kinds = ("supersedes", "amends", "implements", "extends", "reaffirms", "reports-on")
    by = names[n % 2]
    rows.add("relation", asserted_in=by, n=n, from_=names[0], to_=names[1],
             kind=kinds[chance.randrange(len(kinds))], scope="part" if n % 5 == 0 else "whole",
             record=by.partition("#")[0], basis="stated", recorded_from=500)  # fmt: skip


def task(rows: Rows, n: int, decisions: int, texts: int) -> None:
    """A task that three texts tell of; two of three are still open."""
    made = n * 3 % decisions
    first = min(made // A_TEXT, max(0, texts - 1 - 2 * BODIES))
    told = [first + turn * BODIES for turn in range(3) if first + turn * BODIES < texts]
    kinds = ("opened", "carried", "done" if n % 3 == 0 else "carried")
    days = [text_day(each, texts).isoformat() for each in told]
    done = n % 3 == 0 and len(told) == 3
    own = {"owner": "office" if n % 2 else None, "owner_as_written": "the Office"}
    rows.add("action", id=f"task-{n}", text=words(rows.chance, 150), **own,
             due_edtf=str(2010 + n % 15) if n % 3 else None,
             origin=None if n % 4 else decision_id(made), body=f"body-{first % BODIES}",
             opened_on=days[0], closed_on=days[-1] if done else None,
             status="done" if done else "open", meetings_survived=len(told) - 1,
             basis="stated")  # fmt: skip
    for turn, (each, day) in enumerate(zip(told, days, strict=True)):
        rows.add("action_event", action=f"task-{n}", n=turn + 1, kind=kinds[turn],
                 meeting=f"meeting-{each}", record=text_id(each), **own, date_edtf=day,
                 date_start=day, basis="stated")  # fmt: skip


def make(target: Path, decisions: int) -> None:
    """The archive at `target`, the same every time."""
    rows = Rows(random.Random(1))
    texts = -(-decisions // A_TEXT)
    frame(rows, texts)
    for number in range(decisions):
        decide(rows, number, texts)
    for n in range(decisions * 6 // 10):
        relate(rows, n, decisions)
    for n in range(decisions // 3):
        task(rows, n, decisions, texts)
    rows.write(target)


@dataclass(slots=True)
class Way:
    """One way to ask, and the (wall, CPU) milliseconds of each time it was asked so."""

    ask: Callable[[], object]
    spent: list[tuple[float, float]] = field(default_factory=list)

    def once(self) -> None:
        """Ask once more."""
        began, used = time.perf_counter(), time.process_time()
        self.ask()
        wall, cpu = time.perf_counter() - began, time.process_time() - used
        self.spent.append((wall * 1000, cpu * 1000))

    def walls(self) -> list[float]:
        """The wall times."""
        return [wall for wall, _ in self.spent]

    def told(self) -> str:
        """The least and the median of wall, the median of CPU time."""
        cpu = statistics.median(cpu for _, cpu in self.spent)
        return f"{min(self.walls()):6.1f} {statistics.median(self.walls()):7.1f} {cpu:6.1f}"


def ways(archive: Path, name: str, values: dict[str, str]) -> tuple[int, list[Way]]:
    """How many rows the answer has, and the three ways to it."""
    from archive.questions import answer
    from archive.reading import open_archive

    ours, bare, table = open_archive(archive), sqlite3.connect(archive), sqlite3.connect(":memory:")
    told = answer(ours, name, values)
    sql, given = told.question.sql, told.values
    table.execute(f"CREATE TABLE answer ({', '.join(f'c{n}' for n in range(len(told.columns)))})")
    marks = ", ".join("?" * len(told.columns))
    table.executemany(f"INSERT INTO answer VALUES ({marks})", told.rows)  # noqa: S608
    return len(told.rows), [
        Way(lambda: answer(ours, name, values)),
        Way(lambda: bare.execute(sql, given).fetchall()),
        Way(lambda: table.execute("SELECT * FROM answer").fetchall()),
    ]


def measure(archive: Path, times: int, only: str | None) -> None:
    """Print a row for each question: milliseconds, and what the answer takes of the bare SQL."""
    least = " least  median    CPU"
    print(f"{'':50} {'rows':>6} | answer:{least} | bare SQL:{least} | ratio | rows alone")
    for name, values in ASKED:
        if only and only != name:
            continue
        count, (ours, bare, table) = ways(archive, name, values)
        for _ in range(times):
            for way in (ours, bare, table):
                way.once()
        pairs = zip(ours.walls(), bare.walls(), strict=True)
        ratio = statistics.median(one / other for one, other in pairs)
        label = " ".join((name, *(f"{key}={value}" for key, value in values.items())))
        alone = statistics.median(table.walls())
        print(
            f"{label:50} {count:6,} | {'':7} {ours.told()} | {'':9} {bare.told()} | {ratio:5.2f}"
            f" | {alone:7.1f}",
            flush=True,
        )


def main() -> None:
    """Make the archive, or take one that is given, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=DECISIONS)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--question", metavar="NAME", help="only this one")
    parser.add_argument("--archive", type=Path, help="measure this archive, or make it there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = given.archive or Path(folder) / "archive.db"
        if not archive.exists():
            make(archive, given.decisions)
        db = sqlite3.connect(archive)
        counted = [
            (table, db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
            for table in ("decision", "decision_state", "action_event", "event", "relation")
        ]
        db.close()
        print(", ".join(f"{count:,} {table}" for table, count in counted)
              + f"; {archive.stat().st_size / 1e6:.0f} MB")  # fmt: skip
        measure(archive, given.times, given.question)


if __name__ == "__main__":
    main()
