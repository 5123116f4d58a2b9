"""`/oai`: OAI-PMH 2.0, asked by GET or by POST (section 3.1.1).

Datasette refuses a POST that a browser sends from another site; a harvester is no browser, sends
neither `Origin` nor `Sec-Fetch-Site`, and is let through. Nothing is changed by any request.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from archive.errors import UsageProblem
from archive.export.oai.answers import answer
from archive.web.answering import read
from archive.web.host import Host, Request, response
from archive.web.outside import given_out, site_of

#: Bytes that the arguments may have, and how many there may be.
LARGEST = 8_000
MOST = 20

_FORM = "application/x-www-form-urlencoded"


async def oai(request: Request, datasette: Host) -> Any:
    """Any request of the protocol; errors of the protocol are answers, too (status 200)."""
    if request.method == "POST":
        if (request.headers.get("content-type") or "").partition(";")[0].strip().lower() != _FORM:
            raise UsageProblem(f"arguments are sent as {_FORM}")
        sent = (await request.post_body(LARGEST)).decode("utf-8", "replace")
    elif request.method in ("GET", "HEAD"):
        sent = request.query_string
    else:
        return response()("", status=405, headers={"allow": "GET, HEAD, POST"})
    if len(sent) > LARGEST:
        raise UsageProblem(f"the arguments have more than {LARGEST:,} characters")
    try:
        pairs = parse_qsl(sent, keep_blank_values=True, max_num_fields=MOST)
    except ValueError:
        raise UsageProblem(f"there are more than {MOST} arguments") from None
    base = f"{site_of(datasette, request)}{datasette.urls.path('oai')}"
    # The protocol wants the time of the answer: the one place where a clock is asked.
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def get(conn: sqlite3.Connection) -> str:
        return answer(conn, pairs, base, now)

    text, _ = await read(datasette, get)
    return given_out(text, "text/xml")
