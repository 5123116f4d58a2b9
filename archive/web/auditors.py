"""`/questions`, for auditors: what can be asked, how to prove and cite, the audit trail."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.lookup import iso_time
from archive.questions import Param, Question, all_questions
from archive.web.answering import Page, show
from archive.web.descriptions import table_address
from archive.web.host import Host, Request
from archive.web.moment import here, moment
from archive.web.names import Ref

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What one may want to know, each with the questions that tell it.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What was decided, and whether it still holds", (
        "decisions-in-force", "decisions", "decisions-by-mandate", "proposals-undecided",
        "decision-chain", "life-of", "decisions-without-follow-up", "votes",
    )),
    ("What was to be done", ("open-actions", "ended-actions", "mandates-unreported")),
    ("Who was who on a day", (
        "secretariat-on", "heads", "chairs-on", "single-chair-groups", "partners-on",
        "partner-count-on",
    )),
    ("Meetings, and what prepared them", (
        "meetings-of", "prepared-by", "who-came", "attendance", "records-of",
        "minutes-never-adopted", "meetings-without-minutes",
    )),
    ("Texts, letters and themes", (
        "status-of", "letters", "letters-unanswered", "translations-missing",
        "drafts-without-final", "themes-on",
    )),
    ("Who kept the archive, and what may be seen of it for how long", (
        "custody", "closed-records", "retention-due", "retention-schedule",
    )),
    ("What is doubtful or missing", (
        "contradictions", "claims-about", "relation-conflicts", "gaps", "cited-but-missing",
        "numbers-missing",
    )),
    ("What changed, and who changed it", ("changes-between", "events-of", "versions-of")),
)  # fmt: skip

#: Saves that are listed.
_SAVES = 6

# A first sentence of fewer signs says too little.
_SHORT = 40

#: Ids that are proposed for a value of a question, at most.
_MOST = 300

# Values of these names are ids of these tables.
_TABLES = {
    "meeting": ("meeting", "name", "date_start DESC"),
    "body": ("body", "name", "name"),
    "mandate": ("mandate", "name", "valid_from"),
    "theme": ("theme", "name", "list, position"),
    "list": ("theme_list", "name", "valid_from"),
    "partner": ("partner", "name", "name"),
    "record": ("record", "title", "date_start DESC"),
}


@dataclass(frozen=True, slots=True)
class Save:
    """A save of the archive: when, by whom, why, and the archive as it was known then."""

    hash: str
    day: str
    author: str | None
    why: str
    then: str


async def questions(request: Request, datasette: Host) -> Any:
    """What there is to ask, by what one wants to know, and how to rely on it."""

    def get(conn: sqlite3.Connection) -> Page:
        known = {each.name: each for each in all_questions()}
        grouped = list(_grouped(known))
        return Page(
            "questions.html",
            {
                "groups": grouped,
                "brief": brief,
                "saves": list(_saves(conn, datasette)),
                "since": _first(conn),
                "tables": {
                    name: table_address(datasette, name) for name in ("commit_", "event", "version")
                },
                "may_download": bool(datasette.setting("allow_download")),
            },
            data={
                "questions": [
                    {
                        "name": each.name,
                        "title": each.title,
                        "group": group,
                        "description": each.description,
                        "params": each.params,
                    }
                    for each, group in sorted(
                        ((each, group) for group, members in grouped for each in members),
                        key=lambda pair: pair[0].name,
                    )
                ]
            },
            trail=(Ref("Home", here(datasette, "")),),
        )

    return await show(datasette, request, get)


def _grouped(known: dict[str, Question]) -> Iterator[tuple[str, list[Question]]]:
    left = dict(known)
    for words, names in GROUPS:
        yield words, [left.pop(name) for name in names if name in left]
    if left:
        yield "Other questions", list(left.values())


def brief(description: str) -> str:
    """What a question tells, in its first sentence, or two where that is very short."""
    sentences = description.split(". ")
    told = sentences[0]
    if len(told) < _SHORT and len(sentences) > 1:
        told += f". {sentences[1]}"
    return told.rstrip(".") + "."


def _saves(conn: sqlite3.Connection, host: Host) -> Iterator[Save]:
    rows = conn.execute(
        "SELECT hash, commit_time, author, message FROM commit_"
        " WHERE hash IS NOT NULL AND uncommitted = 0 AND line IS NULL AND seq <= ?"
        " ORDER BY seq DESC LIMIT ?",
        (moment().at(conn), _SAVES),
    )
    for commit, seconds, author, message in rows:
        day = iso_time(seconds, None)[:10]
        lines = message.splitlines()
        then = host.urls.path(f"?known-at={commit}")
        yield Save(commit, day, author, lines[0] if lines else "", then)


def _first(conn: sqlite3.Connection) -> str:
    row = conn.execute(
        "SELECT min(commit_time) FROM commit_ WHERE uncommitted = 0 AND line IS NULL"
    ).fetchone()
    return iso_time(row[0], None)[:10] if row and row[0] is not None else ""


def proposed(conn: sqlite3.Connection, param: Param) -> list[tuple[str, str]]:
    """(id, name) of what a value may be, as far as that is a short list."""
    if param.kind not in ("id", "who") or param.name not in _TABLES:
        return []
    table, name, order = _TABLES[param.name]
    rows = conn.execute(
        f"SELECT id, {name} FROM {table} ORDER BY {order}, id LIMIT ?",  # noqa: S608 - of ours
        (_MOST,),
    )
    return [(row[0], row[1]) for row in rows]
