"""What paragraphs of a record are in the register, said at the end of each: decisions, tasks."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from markupsafe import Markup

from archive.decisions.standing import Standing, standings
from archive.web.host import Host
from archive.web.moment import moment
from archive.web.names import decision_address
from archive.web.words import STATES

#: The start of any block that the renderer gave an anchor.
ANCHORED = re.compile(
    r'<(?P<tag>[a-z][a-z0-9]*)(?=[ >])[^>]*? id="(?P<anchor>[puh][0-9][0-9.-]*)"[^>]*>'
)

#: Blocks that cannot hold a link as their first child; it stands before them.
OUTSIDE = frozenset({"table", "pre", "ul", "ol", "hr", "div"})

# Where the first words of a block end: with its paragraph, or before what stands within it.
_ENDS = re.compile(r"</(?:p|li|blockquote|h[2-6])>|<(?:[uo]l|pre|table|li|blockquote)[ >]")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is said at the end of a paragraph that is a decision or a task, and where that leads.

    `kind` is 'proposed' where only the reader says so, 'past' where it does not hold (yet).
    """

    href: str | None
    words: str
    kind: str


def rulings(
    conn: sqlite3.Connection, host: Host, record: str, version: int
) -> dict[str, list[Ruling]]:
    """Anchor → the decision and the tasks that the paragraph is.

    Only of the version that the register speaks of.
    """
    found: dict[str, list[Ruling]] = {}
    rows = conn.execute(
        "SELECT id, anchor, sort, status, basis FROM decision"
        " WHERE record = ? AND anchor IS NOT NULL AND version = ? AND NOT removed",
        (record, version),
    ).fetchall()
    stands = _stands(conn, [row["id"] for row in rows])
    for row in rows:
        ruling = _of_decision(host, row, stands.get(row["id"]))
        found.setdefault(row["anchor"], []).append(ruling)
    items = conn.execute(
        "SELECT item.anchor, item.status, item.basis, action.origin, decision.id AS decision"
        " FROM action_item AS item"
        " LEFT JOIN action_event AS event ON event.record = item.record"
        "  AND event.anchor = item.anchor"
        " LEFT JOIN action ON action.id = event.action"
        " LEFT JOIN decision ON decision.id = action.origin"
        " WHERE item.record = :record AND :version ="
        "  (SELECT current_version FROM record WHERE id = :record)"
        " GROUP BY item.anchor",
        {"record": record, "version": version},
    )
    for row in items:
        found.setdefault(row["anchor"], []).append(_of_task(host, row))
    return found


def _stands(conn: sqlite3.Connection, decisions: list[str]) -> dict[str, Standing]:
    """In which states they are on the day that was asked for."""
    asked = moment()
    return standings(conn, decisions, asked.day, asked.at(conn)) if decisions else {}


def _of_decision(host: Host, row: sqlite3.Row, stands: Standing | None) -> Ruling:
    href = decision_address(host, row["id"])
    if row["basis"] == "proposed":
        return Ruling(href, f"{row['sort']} · proposed by the reader", "proposed")
    state = stands.state if stands else row["status"]
    later = stands.to_come if stands else ""
    words = STATES.get(state, state)
    if stands and stands.begins_later:
        words = "not in force yet"
    # What is not decided is no decision yet, though its text speaks of one.
    sort = "proposal" if state == "proposed" else row["sort"]
    said = f"{sort} · {words}{', ' + later if later else ''}"
    return Ruling(href, said, "" if stands and stands.holds else "past")


def _of_task(host: Host, row: sqlite3.Row) -> Ruling:
    href = f"{decision_address(host, row['decision'])}#tasks" if row["decision"] else None
    if row["basis"] == "proposed":
        return Ruling(href, "task, proposed by the reader", "proposed")
    return Ruling(href, f"task · {row['status']}", "" if row["status"] == "open" else "past")


def with_rulings(html: str, decided: dict[str, list[Ruling]]) -> str:
    """`html` with what each paragraph is at its end, and a link to more of it."""
    out, done = [], 0
    for start in ANCHORED.finditer(html) if decided else ():
        here = decided.get(start["anchor"])
        if not here:
            continue
        ends = _ENDS.search(html, start.end())
        at = start.start() if ends is None or start["tag"] in OUTSIDE else ends.start()
        out += [html[done:at].rstrip("\n"), *(str(_mark(each)) for each in here)]
        done = at
    return "".join([*out, html[done:]])


def _mark(ruling: Ruling) -> Markup:
    kind = f"ruling {ruling.kind}".strip()
    if ruling.href is None:
        return Markup(' <span class="{}">{}</span>').format(kind, ruling.words)
    return Markup(' <a class="{}" href="{}">{}</a>').format(kind, ruling.href, ruling.words)


def whole(conn: sqlite3.Connection, host: Host, record: str) -> Ruling | None:
    """The decision that the record is as a whole; None where it is none."""
    row = conn.execute(
        "SELECT id, sort, status, basis FROM decision WHERE id = ? AND NOT removed", (record,)
    ).fetchone()
    return _of_decision(host, row, _stands(conn, [record]).get(record)) if row else None
