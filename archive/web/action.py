"""`/actions/RECORD/ANCHOR`: one task, and what became of it from text to text."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.errors import NotInArchive
from archive.register.tasks import on_day
from archive.text.spoken import date_words
from archive.web.actions import every_task, held_tasks, plain_task, task_line, task_path
from archive.web.answering import Elsewhere, Page, once, show
from archive.web.host import Host, Request, row_address
from archive.web.moment import here, moment
from archive.web.names import Names, Ref


@dataclass(frozen=True, slots=True)
class Step:
    """What a text tells of the task; `words` where they are others than before."""

    kind: str
    when: str
    source: Ref
    owner: Ref | None
    words: str | None
    later: bool
    proposed: bool


_KIND_WORDS = {
    "opened": "Opened",
    "carried": "Carried over",
    "reassigned": "Given to someone else",
    "reported": "Reported on",
    "done": "Done",
    "dropped": "Dropped",
}


async def action(request: Request, datasette: Host) -> Any:
    """One task; a paragraph that only lists it again leads to it."""
    anchor = request.url_vars.get("anchor")
    name = request.url_vars["id"] + (f"#{anchor}" if anchor else "")

    def find(conn: sqlite3.Connection) -> Page:
        return _page(conn, datasette, name)

    await once(datasette, lambda conn: every_task(conn, datasette))
    return await show(datasette, request, find)


def _page(conn: sqlite3.Connection, host: Host, name: str) -> Page:
    from archive.decisions.biography import tasks_of

    told = tasks_of(conn, name)
    task = next((each for each in told if each.id == name), None)
    if task is None and told:
        raise Elsewhere(task_path(told[0].id))
    when = moment()
    held = next((each for each in held_tasks(conn, host) if each.id == name), None)
    if task is None or held is None:
        when_known = f" as known at {when.known}" if when.known else ""
        raise NotInArchive(f"no task in the archive{when_known} is called {name!r}")
    [now] = on_day([held], when.day, when.today) or on_day([held], "9999-12-31", when.today)
    known = {each.source for each in held.events}
    events = [each for each in task.events if each.source in known]
    ids = [task.owner, held.origin, held.body, name, *(each.source for each in events)]
    ids += [each.owner for each in events] + [each.meeting for each in events]
    names = Names(conn, host, ids)
    language = conn.execute(
        "SELECT language FROM record WHERE id = ?", (name.partition("#")[0],)
    ).fetchone()
    steps, words, owner = [], task.text, None
    for each in events:
        changed = each.text if each.text and each.text != words else None
        words = each.text or words
        steps.append(
            Step(
                _KIND_WORDS.get(each.kind, each.kind),
                date_words(each.date) or "on a day that is not known",
                names.ref(each.source),
                names.ref(each.owner) if each.owner and each.owner != owner else None,
                changed,
                bool(each.date_start and each.date_start > when.day),
                each.basis == "proposed",
            )
        )
        owner = each.owner or owner
    context = {
        "line": task_line(host, now, names),
        "steps": steps,
        "name": name,
        "reference": names.ref(name),
        "language": (language and language[0]) or "en",
        "yet": not held.opened or held.opened <= when.day,
        "body": names.ref(held.body) if held.body else None,
        "origin": names.decision(held.origin) if held.origin else None,
    }
    return Page(
        "action.html",
        {"shown": context},
        data={
            "as_of": when.day,
            "known_at": when.known,
            **plain_task(now),
            "events": [e._asdict() for e in held.events],
        },
        trail=(Ref("Home", here(host, "")), Ref("Tasks", here(host, "actions"))),
        row=row_address(host, "action", name),
    )
