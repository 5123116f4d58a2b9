"""Addresses that lead on to others: the form that asks for another day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from archive.errors import NotInArchive, UsageProblem
from archive.web.host import Host, Request, response
from archive.web.moment import KNOWN_AT, PREFIX, whole_day


def to_day(is_page: Callable[[str], bool]) -> Callable[..., Awaitable[Any]]:
    """`/as-of?day=2021-09-15&to=/records/x`: the same page, if `is_page` says so, as of that day.

    The routes hand in what is a page: they name this one too.
    """

    async def lead(request: Request, datasette: Host) -> Any:
        text = (request.args.get("day") or "").strip()
        day = whole_day(text)
        if day is None:
            raise UsageProblem(f"{text!r} is no day: write it as 2021-09-15")
        goal = request.args.get("to") or "/"
        # Only a page of ours is led to, never another site.
        if not goal.startswith("/") or goal.startswith("//") or not is_page(goal):
            goal = "/"
        given = request.args.get("query") or ""
        query = [pair for pair in parse_qsl(given, max_num_fields=200) if pair[0] != KNOWN_AT]
        if known := (request.args.get(KNOWN_AT) or "").strip()[:64]:
            query.append((KNOWN_AT, known))
        after = f"?{urlencode(query)}" if query else ""
        return response().redirect(datasette.urls.path(f"{PREFIX}/{day}{goal}{after}"))

    return lead


async def no_day(request: Request, datasette: Host) -> Any:
    """`/as-of/` with something that is no day."""
    text = request.url_vars["day"]
    raise NotInArchive(f"{text!r} is no day: write it as /as-of/2021-09-15/")
