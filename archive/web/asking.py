"""One of the archive's questions as a form, and its answer as a table, JSON, CSV and workbook."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from archive.errors import NotInArchive, UsageProblem
from archive.questions import Answer, BadValue, Param, Question, answer, get
from archive.web.answering import TOO_LONG, as_json, page, read, took_too_long
from archive.web.answers import Table, shown
from archive.web.auditors import proposed
from archive.web.host import DATABASE, Host, Request
from archive.web.moment import here, moment
from archive.web.names import Ref
from archive.web.sheets import Sheet, download
from archive.web.words import plain

_INPUTS = {
    "day": "date", "number": "number", "id": "text", "who": "text", "text": "text",
    "moment": "text",
}  # fmt: skip

_MOMENT = "As the archive knew it on (day or commit)"


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a question's form."""

    param: Param
    type: str
    value: str
    proposed: list[tuple[str, str]]

    @property
    def label(self) -> str:
        """What stands above the input."""
        return _label(self.param)


def _label(param: Param) -> str:
    return _MOMENT if param.kind == "moment" else plain(param.name).capitalize()


async def question(request: Request, datasette: Host) -> Any:
    """One question: its form, and its answer as soon as what it needs is given."""
    name, form = request.url_vars["name"], request.url_vars.get("format")
    try:
        asked = get(name)
    except UsageProblem as unknown:  # a wrong address, not a wrong value
        raise NotInArchive(str(unknown)) from None
    carried = _carried()
    given = {
        param.name: (request.args.get(param.name) or carried.get(param.name) or "").strip()
        for param in asked.params
    }
    ready = bool(form) or all(
        given[param.name] or param.default for param in asked.params if param.required
    )
    if form:
        found, state = await read(
            datasette, lambda conn: answer(conn, name, _numbered(conn, asked, given))
        )
        if form in ("csv", "xlsx"):
            return await download(_sheet(found), form)
        return as_json(found, state)
    status = 200
    try:
        (table, problem), state = await read(
            datasette, lambda conn: _try(conn, datasette, asked, given) if ready else (None, None)
        )
    except sqlite3.OperationalError as stopped:
        if not took_too_long(stopped):
            raise
        # With the form a reader can ask for less.
        _, state = await read(datasette, lambda conn: None)
        table, problem, status = None, TOO_LONG, 503
    ids, _ = await read(
        datasette, lambda conn: {each.name: proposed(conn, each) for each in asked.params}
    )
    query = _query(given)
    # Datasette's own page asks with the values as they are bound, a commit by its number.
    bound = _query(table.answer.values if table else given)
    path = f"questions/{name}"
    context = {
        "question": asked,
        "trail": (
            Ref("Home", here(datasette, "")),
            Ref("For auditors", here(datasette, "questions")),
        ),
        "fields": [
            Field(
                param,
                _input(param.kind, given[param.name]),
                given[param.name] or param.default or "",
                ids.get(param.name, []),
            )
            for param in asked.params
        ],
        "table": table,
        "problem": problem,
        "json_at": datasette.urls.path(f"{path}.json") + query,
        "xlsx_at": datasette.urls.path(f"{path}.xlsx") + query,
        "csv_at": datasette.urls.path(f"{path}.csv") + query,
        "sql_at": datasette.urls.table(DATABASE, name) + bound,
    }
    status = 400 if problem and status == 200 else status
    return await page(datasette, request, "question.html", state, context, status)


def _input(kind: str, value: str) -> str:
    """The type of an input; a browser would drop a day that is none from its field for days."""
    if kind == "day" and value:
        try:
            known = date.fromisoformat(value).isoformat() == value
        except ValueError:
            known = False
        if not known:
            return "text"
    return _INPUTS[kind]


def _carried() -> dict[str, str]:
    """What a question is asked with where the address speaks of another day."""
    asked = moment()
    return {"day": asked.asked or "", "known_at": asked.known or ""}


def _query(values: dict[str, str]) -> str:
    given = urlencode({name: value for name, value in values.items() if value})
    return f"?{given}" if given else ""


def _numbered(
    conn: sqlite3.Connection, question: Question, given: dict[str, str]
) -> dict[str, str]:
    """`given` with a day or commit as the number that the query takes; raises `NotInArchive`."""
    from archive.reading import known_at

    moments = [each.name for each in question.params if each.kind == "moment" and given[each.name]]
    return given | {name: str(known_at(conn, given[name])) for name in moments}


def _try(
    conn: sqlite3.Connection, host: Host, question: Question, given: dict[str, str]
) -> tuple[Table | None, str | None]:
    """The answer, or what is wrong with the values, to be said beside the form."""
    try:
        return shown(conn, host, question.name, _numbered(conn, question, given)), None
    except BadValue as bad:
        return None, f"{_label(bad.param)} {bad.wrong}"
    except (UsageProblem, NotInArchive) as problem:
        return None, str(problem)


def _sheet(found: Answer) -> Sheet:
    """The answer to take away.

    Raises `NotInArchive` where there are no rows: a file without any would look like an answer.
    """
    if not found.rows:
        raise NotInArchive(found.said or "this is not in the archive")
    return Sheet(found.question.name, found.columns, found.rows)
