"""`/meetings.ics` and `/meetings/ID.ics`: meetings as all-day events of a calendar.

A date is told as exactly as the archive has it and no more so: where it says a month, the event
takes that month, is marked tentative and takes nobody's time. A meeting without any date is left
out, since an event must begin on a day.
"""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import quote

from archive.errors import BadDate, NotInArchive
from archive.export.icalendar import Event, calendar
from archive.export.permanent import permanent_id, saved_at, utc
from archive.lookup import near
from archive.text.dates import bounds
from archive.text.spoken import date_words
from archive.web.answering import read
from archive.web.feeds import name_of, process_of
from archive.web.host import Host, Request
from archive.web.meetings import KNOWN, STATE_ON, STATES
from archive.web.moment import moment
from archive.web.outside import given_out, site_of
from archive.web.paging import given

#: Stands where the archive has no history that tells a time: the format wants one.
NEVER = "1970-01-01T00:00:00Z"

_MEETINGS = f"""
SELECT meeting.id, meeting.name, meeting.series, s.date_edtf, s.date_start, s.date_end, s.place,
       {STATE_ON} AS state, s.state AS told, partner.name AS host,
       (SELECT count(*) FROM meeting_state AS e
        WHERE e.meeting = meeting.id AND e.recorded_from < s.recorded_from) AS changes,
       CASE WHEN NOT c.uncommitted THEN c.commit_time END AS recorded
{KNOWN} LEFT JOIN partner ON partner.id = s.host LEFT JOIN commit_ AS c ON c.seq = s.recorded_from
WHERE (:id = '' OR meeting.id = :id)
  AND (:series = '' OR coalesce(meeting.series, '') = :series)
  AND (:year = '' OR substr(s.date_start, 1, 4) <= :year
       AND substr(coalesce(s.date_end, s.date_start), 1, 4) >= :year)
ORDER BY s.date_start, meeting.id
"""  # noqa: S608 - of ours


async def meetings(request: Request, datasette: Host) -> Any:
    """`/meetings.ics?series=&state=&year=`: all meetings that have a date."""
    return await _calendar(request, datasette, "")


async def meeting(request: Request, datasette: Host) -> Any:
    """`/meetings/ID.ics`: one meeting."""
    return await _calendar(request, datasette, request.url_vars["id"])


async def _calendar(request: Request, host: Host, name: str) -> Any:
    chosen, site = given(request, "series", "state", "year"), site_of(host, request)

    def get(conn: sqlite3.Connection) -> str:
        asked = moment()
        values = {**chosen, "id": name, "day": asked.day, "at": asked.at(conn)}
        cursor = conn.cursor()
        cursor.row_factory = sqlite3.Row
        rows = cursor.execute(_MEETINGS, values).fetchall()
        if name and not rows:
            raise NotInArchive(f"no meeting is called {name!r}{near(conn, name)}")
        rows = [row for row in rows if chosen["state"] in ("", row["state"])]
        process, saved = process_of(conn), saved_at(conn) or NEVER
        events = [_event(row, host, site, process, saved) for row in rows if row["date_start"]]
        if name and not events:
            raise NotInArchive(f"no day is known of {name!r}: a calendar cannot hold it")
        missing = len(rows) - len(events)
        about = f"The meetings of {name_of(conn)}, from its archive."
        if missing:
            about += f" Left out, since no date of theirs is known: {missing:,}."
        called = rows[0]["name"] if name else f"Meetings: {name_of(conn)}"
        return calendar(called, about, events)

    text, _ = await read(host, get)
    return given_out(text, "text/calendar", f"{quote(name) or 'meetings'}.ics")


def _event(row: sqlite3.Row, host: Host, site: str, process: str, saved: str) -> Event:
    certain = _is_certain(row["date_edtf"])
    modified = utc(row["recorded"])
    # What the register says, unless a day was asked for: a calendar does not hang on the clock.
    state = STATES[row["state"]][0] if moment().asked else row["told"] or "state not known"
    said = date_words(row["date_edtf"])
    summary = row["name"] if certain else f"{row['name']} ({said}; day not known exactly)"
    url = f"{site}{host.urls.path('meetings/' + quote(row['id']))}"
    lines = [
        f"{state[:1].upper()}{state[1:]}. Date: {said}.",
        None if certain else "The archive does not know the date more exactly than that.",
        f"Host: {row['host']}." if row["host"] else None,
        url,
    ]
    return Event(
        uid=str(permanent_id(process, "meeting", row["id"])),
        stamp=modified or saved,
        modified=modified,
        sequence=row["changes"],
        first=row["date_start"],
        last=row["date_end"] or row["date_start"],
        summary=summary,
        status=_status(row["told"], certain),
        busy=certain and row["told"] in ("held", "planned"),
        description="\n".join(line for line in lines if line),
        location=row["place"] or row["host"],
        url=url,
        categories=tuple(filter(None, (row["series"], row["told"]))),
    )


def _status(state: str | None, certain: bool) -> str:
    """What the format calls it: a plan is tentative, as is whatever has no certain day."""
    if state in ("cancelled", "postponed"):
        return "CANCELLED"
    return "CONFIRMED" if state == "held" and certain else "TENTATIVE"


def _is_certain(edtf: str | None) -> bool:
    """Whether a date says its days, and without doubt: one, or the first and the last."""
    parts = (edtf or "").split("/")
    if any(sign in (edtf or "") for sign in "~?%X") or not all(len(each) == 10 for each in parts):
        return False
    try:
        found = [bounds(each) for each in parts]
    except BadDate:
        return False
    return all(each.first == each.last for each in found)
