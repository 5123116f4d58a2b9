"""The questions that an archive answers: one file of archive/queries each, and one way to ask.

A question's file opens with comment lines and then holds one SELECT:

    -- title: Who held the secretariat
    -- description: Plain words for a reader who knows no SQL;
    --   a line that is indented goes on with the one before.
    -- param day day required: the day asked about
    -- param region text = Asia: a value that has a default
    -- param until day not before since: a day that must not lie before another
    -- param state text one of planned, held: a value that is one of these
    -- param known_at moment: as the archive knew it on this day or at this commit
    -- column since: edtf
    -- column "says": value of "speaks of"
    -- empty: Who held the secretariat on {day} is not in the archive.
    -- missing head: Who headed it is not in the archive.
    -- withheld: This is told in the secretariat's edition only.

Every parameter is always bound, and an empty text means that it was not given, so sqlite3,
Datasette's stored queries and `answer` read the same file alike. `empty` is said when there are
no rows, `missing COLUMN` when no row has a value in that column, `withheld` instead of `empty` by
an edition for others, where it is left out. The first two may hold {parameter};
{parameter|words} gives the words to say where it was not given, {: one, two} those that were given
with their names (": two asemme"). A `moment` is bound as the
number of a commit, as `archive.reading.known_at` finds it, and a `who` as the id of the one thing
that is called so, or else as it is given.

`column` says what a column holds, for those who show it to people: `edtf` (dates, perhaps among
words), `id` (ids or citations, parted by commas), `decision` (the same, where they are decisions
rather than their texts), or the `value of` the fact that another column names. All others hold
words that mean nothing else. `rows` have the values as the archive keeps them; `in_words()` has
dates as people read them.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from archive.errors import NotInArchive, UsageProblem

Kind = Literal["day", "id", "text", "number", "moment", "who"]
ColumnKind = Literal["edtf", "id", "decision", "value"]
Cell = str | int | float | None

#: Where the questions lie, one file each.
FOLDER = Path(__file__).with_name("queries")

_LINE = re.compile(r"--\s?(?P<word>[a-z]+)(?P<rest>[^:]*):\s*(?P<text>.*)\Z")
_PARAM = re.compile(
    r"(?P<name>[a-z_]+) (?P<kind>[a-z]+)(?: = (?P<default>\S+))?(?P<must> required)?"
    r"(?: not before (?P<after>[a-z_]+))?(?: one of (?P<choices>.+))?\Z"
)
_COLUMN = re.compile(r'(?P<kind>edtf|id|decision|value)(?: of (?P<of>"[^"]+"|\S+))?\Z')
_MONTH = re.compile(r"(?!0000)\d{4}-(0[1-9]|1[0-2])\Z", re.ASCII)
_YEAR = re.compile(r"(?!0000)\d{4}\Z", re.ASCII)
_SLOT = re.compile(r"\{(\w+)(?:\|([^{}]*))?\}")
_GIVEN = re.compile(r"\{:([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Param:
    """A value that a question takes; `default` is bound where it is not given ('' if None).

    Where there are `choices`, it takes one of them only. A day must not lie before that of the
    parameter `not_before`.
    """

    name: str
    kind: Kind
    help: str
    default: str | None
    required: bool
    choices: tuple[str, ...] = ()
    not_before: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of the answer holds; a `value` is that of the fact that column `of` names."""

    name: str
    kind: ColumnKind
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question: what it is called, what it takes, its SELECT, and what it says when it must pass.

    `columns` are those that hold more than words. `missing` pairs a column with the sentence that
    is said when no row has a value in it, and `withheld` instead of `empty` by an edition for
    others, which has none of it.
    """

    name: str
    title: str
    description: str
    params: tuple[Param, ...]
    sql: str
    empty: str
    missing: tuple[tuple[str, str], ...] = ()
    columns: tuple[Column, ...] = ()
    withheld: str = ""

    def column(self, name: str) -> Column | None:
        """What the column `name` holds; None where it is words."""
        return next((column for column in self.columns if column.name == name), None)


class BadValue(UsageProblem):
    """A value that a question cannot take; `wrong` goes on after the name of the parameter."""

    def __init__(self, question: str, param: Param, wrong: str) -> None:
        super().__init__(f"{question}: {param.name} {wrong}")
        self.param = param
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer; `said` is the sentence where what was asked is not in the archive."""

    question: Question
    values: dict[str, str]
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    said: str | None

    def in_words(self) -> list[tuple[Cell, ...]]:
        """The rows as people read them: dates in words."""
        holds = [self.question.column(name) for name in self.columns]
        kinds = [column.kind if column else None for column in holds]
        return [tuple(map(_in_words, row, kinds)) for row in self.rows]


def _in_words(cell: Cell, kind: ColumnKind | None) -> Cell:
    if kind not in ("edtf", "value") or not isinstance(cell, str):
        return cell
    from archive.text.spoken import date_words, dates_within

    return dates_within(cell) if kind == "edtf" else date_words(cell)


def parse(name: str, text: str) -> Question:
    """The question in the `text` of the file `name`; raises ValueError where it is malformed."""
    header: list[str] = []
    lines = text.splitlines()
    while lines and (lines[0].startswith("--") or not lines[0].strip()):
        line = lines.pop(0)
        if re.match(r"--\s{2,}\S", line) and header:
            header[-1] += " " + line[2:].strip()
        elif line.strip():
            header.append(line)
    said: dict[str, str] = {}
    params: list[Param] = []
    missing: list[tuple[str, str]] = []
    columns: list[Column] = []
    for line in header:
        read = _LINE.match(line)
        if read is None:
            raise ValueError(f"{name}.sql: this line of the header cannot be read: {line}")
        word, rest, value = read["word"], read["rest"].strip(), read["text"].strip()
        if word == "param":
            params.append(_param(name, rest, value))
        elif word == "missing":
            missing.append((rest, value))
        elif word == "column":
            columns.append(_column(name, rest.strip('"'), value))
        elif (
            word in ("title", "description", "empty", "withheld") and not rest and word not in said
        ):
            said[word] = value
        else:
            raise ValueError(f"{name}.sql: the header has no `{word}` here: {line}")
    if set(said) - {"withheld"} != {"title", "description", "empty"}:
        raise ValueError(f"{name}.sql: the header needs a title, a description and what is empty")
    sql = "\n".join(lines).strip().removesuffix(";")
    return Question(
        name,
        said["title"],
        said["description"],
        tuple(params),
        sql,
        said["empty"],
        tuple(missing),
        tuple(columns),
        said.get("withheld", ""),
    )


def _param(question: str, declared: str, text: str) -> Param:
    read = _PARAM.match(declared)
    if read is None or read["kind"] not in get_args(Kind):
        raise ValueError(f"{question}.sql: this parameter cannot be read: {declared}")
    choices = tuple(each.strip() for each in (read["choices"] or "").split(",") if each.strip())
    kind = cast(Kind, read["kind"])
    must, after = bool(read["must"]), read["after"]
    return Param(read["name"], kind, text, read["default"], must, choices, after)


def _column(question: str, name: str, text: str) -> Column:
    read = _COLUMN.match(text)
    if not name or read is None or (read["kind"] == "value") != bool(read["of"]):
        raise ValueError(f"{question}.sql: what the column {name!r} holds cannot be read: {text}")
    return Column(name, cast(ColumnKind, read["kind"]), read["of"] and read["of"].strip('"'))


@cache
def _load(name: str) -> Question:
    return parse(name, (FOLDER / f"{name}.sql").read_text(encoding="utf-8"))


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.sql")))


def all_questions() -> list[Question]:
    """Every question, by name."""
    return [_load(name) for name in _names()]


def get(name: str) -> Question:
    """The question called `name`; raises `UsageProblem` with those that are near."""
    if name in _names():
        return _load(name)
    from difflib import get_close_matches

    near = get_close_matches(name, _names(), n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "ask without a name to see them all"
    raise UsageProblem(f"there is no question called {name!r}: {hint}")


def answer(conn: sqlite3.Connection, name: str, values: dict[str, str]) -> Answer:
    """The answer to the question `name` with `values` (parameter → text; empty: not given).

    A moment that is no commit's number is resolved as `archive.reading.known_at` does. Raises
    `UsageProblem` for an unknown question or parameter, a missing or a malformed value, days in
    the wrong order, and `NotInArchive` where a value names an id that the archive has never seen.
    """
    question = get(name)
    _refuse_unknown(question, values)
    given = {param.name: _value(conn, question, param, values) for param in question.params}
    _refuse_disorder(question, given)
    cursor = conn.cursor()
    cursor.row_factory = None  # plain tuples, whatever the connection makes otherwise
    rows = cursor.execute(question.sql, given).fetchall()
    columns = tuple(column[0] for column in cursor.description)
    said = _said(question, given, columns, rows)
    if not rows and question.withheld and _is_for_others(conn):
        said = question.withheld
    return Answer(question, given, columns, rows, said)


def _is_for_others(conn: sqlite3.Connection) -> bool:
    """Whether the archive is an edition for the partners or the public."""
    edition = conn.execute("SELECT value FROM build WHERE key = 'edition'").fetchone()
    return edition is not None and edition[0] != "secretariat"


def _refuse_unknown(question: Question, values: dict[str, str]) -> None:
    known = {param.name for param in question.params}
    for name in values:
        if name not in known:
            takes = ", ".join(sorted(known)) or "nothing"
            raise UsageProblem(f"{question.name} does not take {name!r}: it takes {takes}")


def _refuse_disorder(question: Question, given: dict[str, str]) -> None:
    for param in question.params:
        if not param.not_before or not given[param.not_before]:
            continue
        first, last = given[param.not_before], given[param.name]
        shown = last or f"left out, so today ({_today()})"
        if (last or _today()) < first:
            wrong = (
                f"is {shown}, before {param.not_before} ({first}): "
                f"give a later {param.name} or an earlier {param.not_before}"
            )
            raise BadValue(question.name, param, wrong)


def _today() -> str:
    """The day that date('now') is in SQLite."""
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()


def _value(
    conn: sqlite3.Connection, question: Question, param: Param, values: dict[str, str]
) -> str:
    text = values.get(param.name, "").strip() or param.default or ""
    if not text:
        if param.required:
            missing = f"is missing: add {param.name}=... ({param.help})"
            raise BadValue(question.name, param, missing)
        return ""
    if param.kind == "moment":
        return str(_commit(conn, text))
    if wrong := _wrong(param, text):
        raise BadValue(question.name, param, wrong)
    if param.kind == "id":
        _require_known(conn, text)
    return whom(conn, text) if param.kind == "who" else text


def whom(conn: sqlite3.Connection, text: str) -> str:
    """The id of the one partner, stakeholder, body or person that is called `text`; else `text`."""
    from archive.build.names import Names

    found = Names(conn).find(text)
    return found[1] if found else text


def _wrong(param: Param, text: str) -> str | None:
    """What is wrong with the form of a given value; None where nothing is."""
    from archive.text.dates import is_exact_day

    if param.kind == "day" and not is_exact_day(text):
        if _MONTH.match(text):
            return f"{text} is a month: take one of its days, such as {text}-15"
        if _YEAR.match(text):
            return f"{text} is a year: take one of its days, such as {text}-07-01"
        return f"is {text!r}, which is no day: write it as 2017-05-09"
    if param.kind == "number" and not (text.isascii() and text.isdecimal() and len(text) < 19):
        return f"is {text!r}, which is no whole number: write it as 12"
    if param.choices and text not in param.choices:
        return f"is {text!r}, but takes one of: {', '.join(param.choices)}"
    return None


def _commit(conn: sqlite3.Connection, text: str) -> int:
    """The sequence number that `text` is, or that it names as a hash or a day."""
    if text.isascii() and text.isdecimal() and len(text) < 16:
        found = conn.execute("SELECT seq FROM commit_ WHERE seq = ?", (int(text),)).fetchone()
        if found is not None:
            return int(found[0])
    from archive.lookup import known_at

    return known_at(conn, text)


def _require_known(conn: sqlite3.Connection, name: str) -> None:
    from archive.lookup import is_known, near

    if not is_known(conn, name):
        raise NotInArchive(f"nothing in the archive is called {name!r}{near(conn, name)}")


def _said(
    question: Question,
    values: dict[str, str],
    columns: tuple[str, ...],
    rows: list[tuple[Cell, ...]],
) -> str | None:
    if not rows:
        return fill(question.empty, values)
    first = {column: str(cell) for column, cell in zip(columns, rows[0], strict=True) if cell}
    for column, sentence in question.missing:
        at = columns.index(column)
        if all(row[at] in (None, "") for row in rows):
            return fill(sentence, first | values)
    return None


def fill(sentence: str, values: dict[str, str]) -> str:
    """`sentence` with each {name} replaced; {name|words} gives the words where it is empty.

    {: one, two} gives those that are not empty with their names, or nothing.
    """

    def given(slot: re.Match[str]) -> str:
        names = (name.strip() for name in slot[1].split(","))
        told = ", ".join(f"{name} {values[name]}" for name in names if values.get(name))
        return f": {told}" if told else ""

    sentence = _GIVEN.sub(given, sentence)
    return _SLOT.sub(lambda slot: values.get(slot[1]) or slot[2] or "", sentence)
