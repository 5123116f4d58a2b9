"""The registers as tables, one CSV file each, as now known.

Columns are named as in the archive. `valid_from` to `valid_to` (half-open days) is when something
may have held, `surely_from` to `surely_to` when it must have; a date ending in `_edtf` or named
`from` and `to` stands as it was written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Final

from archive.export import csvtext

#: Columns that hold a list as JSON; in the table its parts are parted by semicolons.
_LISTS: Final = frozenset({"aliases", "organiser", "role_source", "source"})

#: Name of the file, without its ending → the query that gives its rows.
REGISTERS: Final[dict[str, str]] = {
    "partners": (
        "SELECT id, name, region, kind, aliases, note, source FROM partner WHERE listed ORDER BY id"
    ),
    "partner-periods": (
        "SELECT partner, name, status,"
        ' from_edtf AS "from", to_edtf AS "to",'
        " valid_from, surely_from, surely_to, valid_to,"
        " partner_period.source, partner_period.note FROM partner_period"
        " JOIN partner ON partner.id = partner WHERE recorded_to IS NULL ORDER BY partner, n"
    ),
    "meetings": (
        "SELECT meeting.id, meeting.name, meeting.body, body.name AS body_name, series, series_no,"
        " prepares, date_edtf, date_start, date_end, date_basis, place, host,"
        " partner.name AS host_name, organiser, mode, theme, state, minutes_status, adopted_at,"
        " meeting.note, meeting.source FROM meeting LEFT JOIN body ON body.id = meeting.body"
        " LEFT JOIN partner ON partner.id = meeting.host WHERE meeting.listed"
        " ORDER BY date_start IS NULL, date_start, meeting.id"
    ),
    "mandates": (
        "SELECT mandate.id, mandate.name, host, partner.name AS host_name, organisation, place,"
        " head, person.name AS head_name,"
        ' from_edtf AS "from", to_edtf AS "to",'
        " valid_from, surely_from, surely_to, valid_to, mandate.note, mandate.source"
        " FROM mandate LEFT JOIN partner ON partner.id = host LEFT JOIN person ON person.id = head"
        " WHERE mandate.listed ORDER BY valid_from IS NULL, valid_from, mandate.id"
    ),
    "people": (
        "SELECT person.id, name, role, role.body, role.mandate, on_behalf_of,"
        ' from_edtf AS "from", to_edtf AS "to",'
        " valid_from, surely_from, surely_to, valid_to, role.source AS role_source,"
        " person.note, person.source"
        " FROM person LEFT JOIN role ON role.person = person.id AND recorded_to IS NULL"
        " WHERE listed ORDER BY person.id, n"
    ),
    "bodies": (
        'SELECT id, name, kind, parent, aliases, from_edtf AS "from", to_edtf AS "to",'
        " established_by, note, source FROM body WHERE listed ORDER BY id"
    ),
    "chairs": (
        "SELECT body_chair.body, body.name AS body_name, role, body_chair.partner,"
        " body_chair.stakeholder, body_chair.person,"
        " coalesce(person.name, stakeholder.name, partner.name) AS chair_name,"
        ' body_chair.from_edtf AS "from", body_chair.to_edtf AS "to",'
        " valid_from, surely_from, surely_to, valid_to, body_chair.source, body_chair.note"
        " FROM body_chair"
        " JOIN body ON body.id = body_chair.body LEFT JOIN partner"
        " ON partner.id = body_chair.partner"
        " LEFT JOIN stakeholder ON stakeholder.id = body_chair.stakeholder"
        " LEFT JOIN person ON person.id = body_chair.person WHERE recorded_to IS NULL"
        " ORDER BY body_chair.body, n"
    ),
    "themes": (
        "SELECT theme.id, theme.name, list, theme_list.name AS list_name, theme.kind, parent,"
        " position, theme_list.status AS list_status,"
        ' from_edtf AS "from", to_edtf AS "to",'
        " valid_from, surely_from, surely_to, valid_to, theme.note,"
        " theme_list.source FROM theme LEFT JOIN theme_list ON theme_list.id = list"
        " WHERE theme.listed ORDER BY list, position, theme.id"
    ),
    "initiatives": (
        'SELECT id, name, kind, lead, aliases, state, from_edtf AS "from", to_edtf AS "to", note,'
        " source FROM initiative WHERE listed ORDER BY id"
    ),
    "stakeholders": (
        "SELECT id, name, kind, partner, address, aliases, note, source FROM stakeholder"
        " WHERE listed ORDER BY id"
    ),
    "decisions": (
        "SELECT id, record, anchor, sort, reference, number, meeting, body, mandate, actor, verb,"
        " tier, addressee, responsible, due_edtf, text, adopted_on, valid_from, status,"
        " minutes_unadopted, basis, rule FROM decision WHERE NOT removed"
        " ORDER BY record, line_start, id"
    ),
    "actions": (
        "SELECT id, text, owner, owner_as_written, due_edtf, origin, body, opened_on, closed_on,"
        " status, meetings_survived, basis FROM action ORDER BY id"
    ),
    "attendance": (
        "SELECT attendance.record, attendance.meeting, partner, stakeholder, person,"
        " name_as_written, role, attendance.status, basis, rule FROM attendance"
        " JOIN record ON record.id = attendance.record AND NOT removed"
        " ORDER BY attendance.meeting, attendance.record, n"
    ),
    "claims": (
        "SELECT subject, property, value, claim.kind, stated_in, record, anchor, claim.source,"
        " value_from, value_to, claim.note, basis FROM claim WHERE recorded_to IS NULL"
        " ORDER BY subject, property, stated_in, n"
    ),
    "retention": (
        "SELECT id, name, permanent, years, trigger_event, authority, note, source FROM retention"
        " WHERE listed ORDER BY id"
    ),
    "sources": (
        "SELECT id, name, publisher, address, date_edtf, confidence, note FROM source"
        " WHERE listed ORDER BY id"
    ),
}


def register_csv(conn: sqlite3.Connection, name: str) -> Iterator[str]:
    """The register `name`, one of `REGISTERS`, as CSV."""
    found = conn.cursor().execute(REGISTERS[name])
    columns = [column[0] for column in found.description]
    lists = [column in _LISTS for column in columns]
    return csvtext.lines(
        columns,
        (
            [_parted(cell) if is_list else cell for cell, is_list in zip(row, lists, strict=True)]
            for row in map(tuple, found)
        ),
    )


def _parted(cell: object) -> object:
    if not isinstance(cell, str) or not cell.startswith("["):
        return cell
    try:
        told = json.loads(cell)
    except ValueError:  # a text that only begins like a list
        return cell
    return "; ".join(map(str, told)) if isinstance(told, list) else cell
