"""How often one reader may search: a bucket of permits for each address, in memory.

Each search takes a permit, a proposal while one types a part of one, what makes the server work
longer takes several; permits come back steadily, so that nobody who reads is ever held up, and a
program that asks without end is: the answer is then 429 (RFC 6585, section 4). What is allowed
stands in datasette.yaml:

    plugins:
      archive:
        searches_per_minute: 600   # 0: as many as one likes
        trusted_proxies: 1         # how many proxies stand before the server; left out, none

Several processes behind one address count together (`archive.web.permits`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable
from functools import wraps
from importlib import import_module
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from archive.web.answering import as_json, page
from archive.web.host import DATABASE, PLUGIN, Host, Request
from archive.web.permits import Permits

if TYPE_CHECKING:
    from archive.web.security import App, Receive, Scope, Send

View = Callable[[Request, Host], Awaitable[Any]]

#: Searches a minute for one address: a house whose readers share one must not be held up.
PER_MINUTE = 600

#: Searches that one address may do at once, in seconds of what comes back.
BURST_SECONDS = 20

#: What a proposal while one types costs beside a search.
PROPOSAL = 0.25

#: What a page of Datasette's costs: as it is, and where it is asked to sort, count or search, which
#: may take as long as one query is given.
TABLE, ASKED_OF_TABLE = 1, 5

#: What a whole list to take away costs.
WHOLE_LIST = 5

_WHOLE = re.compile(r"/[^.]*\.(?:csv|xlsx)$")


_permits: WeakKeyDictionary[Any, Permits | None] = WeakKeyDictionary()
_tables: WeakKeyDictionary[Any, Path] = WeakKeyDictionary()


def share(host: Host, table: Path) -> None:
    """Let `host` count together with the other processes that name the same table."""
    _tables[host] = table


def permits(host: Host) -> Permits | None:
    """The permits that this server gives; None where its configuration wants no limit."""
    if host not in _permits:
        per_minute = _number(host, "searches_per_minute", PER_MINUTE)
        rate = per_minute / 60
        burst = max(rate * BURST_SECONDS, 1)
        _permits[host] = Permits(rate, burst, shared=_tables.get(host)) if rate > 0 else None
    return _permits[host]


def _number(host: Host, name: str, default: int) -> int:
    said = (host.plugin_config(PLUGIN) or {}).get(name)
    return said if isinstance(said, int) and not isinstance(said, bool) and said >= 0 else default


def address_of(host: Host, request: Request) -> str:
    """Whose permits a request takes; of IPv6 a whole network, of which one reader has many.

    What a proxy says of the address is believed only for as many proxies as are configured, the
    last first: what a client writes into the header itself stands before these.
    """
    client = request.scope.get("client")
    found = str(client[0]) if client else ""
    if trusted := _number(host, "trusted_proxies", 0):
        said = [each.strip() for each in request.headers.get("x-forwarded-for", "").split(",")]
        if len(said) >= trusted and said[-trusted]:
            found = said[-trusted]
    try:
        parsed = ip_address(found.strip("[]"))
    except ValueError:
        return found[:64]
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return parsed.exploded[:19]  # its first 64 bits
    return str(parsed)


def _wait(request: Request, host: Host, cost: float) -> float:
    held = permits(host)
    return held.wait(address_of(host, request), min(cost, held.burst)) if held else 0


def cost_of(path: str, query: bytes) -> float:
    """What an address (without the prefix) costs that no view of ours takes permits for."""
    if path == f"/{DATABASE}" or path.startswith((f"/{DATABASE}/", f"/{DATABASE}.")):
        return ASKED_OF_TABLE if query or path.endswith(".csv") else TABLE
    return WHOLE_LIST if _WHOLE.match(path) else 0


def sparing(app: App, host: Host) -> App:
    """`app` with permits for the tables and whole lists that are asked of it."""
    base = str(host.setting("base_url"))

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        own = "/" + path[len(base) :] if base != "/" and path.startswith(base) else path
        cost = cost_of(own, scope.get("query_string", b"")) if scope["type"] == "http" else 0
        if cost:
            request = import_module("datasette.utils.asgi").Request(scope, receive)
            if wait := _wait(request, host, cost):
                made = await _too_many(host, request, math.ceil(wait))
                await made.asgi_send(send)
                return
        await app(scope, receive, send)

    return wrapped


def limited(view: View, cost: float = 1) -> View:
    """`view` for as many requests as one address may make; beyond, it says when to go on."""

    @wraps(view)
    async def asked(request: Request, datasette: Host) -> Any:
        wait = _wait(request, datasette, cost)
        if not wait:
            return await view(request, datasette)
        return await _too_many(datasette, request, math.ceil(wait))

    return asked


async def _too_many(host: Host, request: Request, seconds: int) -> Any:
    """The answer to one question too many; nothing is read from the archive for it."""
    when = "in a second" if seconds == 1 else f"in {seconds} seconds"
    message = f"There were very many questions from your address. Please go on {when}."
    if request.path.endswith(".json"):
        made = as_json({"error": message, "status": 429}, status=429)
    else:
        context = {"message": message, "near": [], "status": 429}
        made = await page(host, request, "trouble.html", None, context, 429)
    made.headers = {**made.headers, "retry-after": str(seconds), "cache-control": "no-store"}
    return made
