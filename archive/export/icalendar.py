r"""Calendars (iCalendar, RFC 5545) of events that take whole days, as text.

>>> escaped("Riga; or, perhaps\nonline")
'Riga\\; or\\, perhaps\\nonline'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.text.dates import day_after

#: Octets that a line may have before it is folded (section 3.1).
LINE = 75

# TEXT may hold no control characters but a tab (section 3.3.11); line ends are written \n.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNPAIRED = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Event:
    """An event. `first` and `last` are ISO days, both included; `status` is of section 3.8.1.11.

    `stamp` is an RFC 3339 time in UTC; `modified` the same, None where it is not known. `busy` says
    whether it takes the time of those who are there.
    """

    uid: str
    stamp: str
    modified: str | None
    sequence: int
    first: str
    last: str
    summary: str
    status: str
    busy: bool
    description: str
    location: str | None
    url: str
    categories: tuple[str, ...] = ()


def calendar(name: str, about: str, events: Sequence[Event]) -> str:
    """The events as one iCalendar stream, its lines ended and folded as the format wants it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//secretariat//archive//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{escaped(name)}",  # RFC 7986, section 5.1; the next is what older programs read
        f"X-WR-CALNAME:{escaped(name)}",
        f"DESCRIPTION:{escaped(about)}",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(folded(line) for line in lines)


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_time(event.stamp)}"
    if event.modified:
        yield f"LAST-MODIFIED:{_time(event.modified)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;VALUE=DATE:{_day(event.first)}"
    # The end of an event is the first day that it no longer takes (section 3.6.1).
    if end := day_after(event.last):
        yield f"DTEND;VALUE=DATE:{_day(end)}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"STATUS:{event.status}"
    yield f"TRANSP:{'OPAQUE' if event.busy else 'TRANSPARENT'}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    if event.location:
        yield f"LOCATION:{escaped(event.location)}"
    yield f"URL:{event.url}"
    if event.categories:
        yield f"CATEGORIES:{','.join(map(escaped, event.categories))}"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A text as a value of the type TEXT (section 3.3.11)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _UNPAIRED.sub("\ufffd", _CONTROLS.sub("", text))
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    """A line with its end, cut into pieces of at most 75 octets, none of them within a sign."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode("utf-8", "replace"))
        if size + octets > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += sign
        size += octets
    return "\r\n".join([*pieces, piece]) + "\r\n"


def _day(day: str) -> str:
    return day.replace("-", "")


def _time(time: str) -> str:
    return time.replace("-", "").replace(":", "")
