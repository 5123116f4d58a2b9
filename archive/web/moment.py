"""Of which day a page speaks (`/as-of/2021-09-15/…`), and as known when (`?known-at=`).

Any page of ours may stand behind `/as-of/DAY`: the part is taken off before routes are looked
for, and what was asked is kept for as long as the answer is made. So pages need no routes of
their own for it: they take the day from `moment()`, and make links with `here`, which carry
both on.

The day is valid time: what held on it, as told today. `known-at` is recorded time: what the
archive held at that save, a day or the hash of a commit.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode

from archive.errors import BadDate
from archive.lookup import NOW
from archive.text.dates import bounds, in_words, is_exact_day
from archive.web.host import Host

if TYPE_CHECKING:
    from archive.web.security import App, Receive, Scope, Send

#: What stands before the day in an address.
PREFIX = "as-of"

#: What asks for the state of knowledge in an address.
KNOWN_AT = "known-at"

_DATED = re.compile(r"/as-of/(?P<day>[^/]+)(?P<rest>/.*)?\Z", re.DOTALL)
_PART = re.compile(r"[0-9]{4}(?:-[0-9]{2})?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """What was asked: the day of the address, `known` as it was written; None: as of now."""

    today: str
    asked: str | None = None
    known: str | None = None

    @property
    def day(self) -> str:
        """The ISO day that the page speaks of."""
        return self.asked or self.today

    @property
    def spoken(self) -> str | None:
        """The day, where nothing on the page hangs on which day it is today: None in a copy."""
        return self.day

    @property
    def said(self) -> str:
        """The day in words: '15 September 2021'."""
        return in_words(self.day)

    @property
    def past(self) -> bool:
        """Whether it is a day before today."""
        return self.day < self.today

    @property
    def key(self) -> dict[str, str]:
        """Of which moment a page is that is kept, for `archive.web.kept`."""
        now = self.asked is None and self.known is None
        return {"today": self.today, "asked": "" if now else f"{self.asked} {self.known}"}

    def at(self, conn: sqlite3.Connection) -> int:
        """The number of the last save that counts; raises `NotInArchive`, `UsageProblem`."""
        from archive.lookup import known_at

        return NOW if self.known is None else known_at(conn, self.known)


#: What the request that is being answered asked for.
asked_for: ContextVar[Moment | None] = ContextVar("archive_moment", default=None)


def moment() -> Moment:
    """What the request that is being answered asked for."""
    return asked_for.get() or Moment(date.today().isoformat())


def here(host: Host, path: str) -> str:
    """The address of `path` (`records/x?version=2#p4`) of the same day and state of knowledge."""
    asked = moment()
    head, mark, fragment = path.partition("#")
    if asked.asked is not None:
        head = f"{PREFIX}/{asked.asked}/{head}"
    if asked.known is not None:
        head += ("&" if "?" in head else "?") + urlencode({KNOWN_AT: asked.known})
    return host.urls.path(head + mark + fragment)


def whole_day(text: str) -> str | None:
    """The ISO day that an address means: `2021-09` is its last day; None where it is no date."""
    if not (_PART.match(text) or is_exact_day(text)):
        return None
    try:
        return bounds(text).last
    except BadDate:
        return None


def dated(app: App, host: Host, is_page: Callable[[str], bool]) -> App:
    """`app` with `/as-of/DAY` taken off the paths for which `is_page` is true.

    A month or a year leads on to its last day, and what is no page of ours to its own address.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        asked, scope, goal = _asked(scope, host, is_page)
        if goal is not None:
            await _lead(send, goal)
            return
        token = asked_for.set(asked)
        try:
            await app(scope, receive, send)
        finally:
            asked_for.reset(token)

    return wrapped


def _asked(
    scope: Scope, host: Host, is_page: Callable[[str], bool]
) -> tuple[Moment, Scope, str | None]:
    """(What is asked, the scope without it, where to go on instead)."""
    query = scope.get("query_string", b"").decode("latin-1")
    known = parse_qs(query, max_num_fields=200).get(KNOWN_AT, [""])[0].strip()[:64] or None
    now = Moment(date.today().isoformat(), None, known)
    base = str(host.setting("base_url"))
    raw = (scope.get("raw_path") or quote(scope["path"]).encode()).decode("ascii", "replace")
    path = raw.partition("?")[0]
    inner = "/" + path[len(base) :] if base != "/" and path.startswith(base) else path
    found = _DATED.match(inner)
    day = whole_day(found["day"]) if found else None
    if found is None or day is None:
        return now, scope, None
    # With two slashes before it, the rest would be the address of another site (RFC 3986, 4.2),
    # and browsers take a backslash for a slash.
    rest = "/" + (found["rest"] or "").lstrip("/\\")
    after = f"?{query}" if query else ""
    if not is_page(rest):
        return now, scope, host.urls.path(rest) + after
    if day != found["day"] or found["rest"] is None:
        return now, scope, host.urls.path(f"{PREFIX}/{day}{rest}") + after
    plain = (base.rstrip("/") + rest).encode("ascii", "replace")
    from urllib.parse import unquote

    inside = {**scope, "raw_path": plain, "path": unquote(plain.decode("ascii"))}
    return Moment(now.today, day, known), inside, None


async def _lead(send: Send, goal: str) -> None:
    headers = [(b"location", goal.encode("latin-1", "replace")), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
