"""How often one reader may search: a bucket of permits for each address, in memory.

Each search takes a permit, a proposal while one types a part of one; permits come back steadily, so
that nobody who reads is ever held up, and a program that asks without end is: the answer is then
429 (RFC 6585, section 4). What is allowed stands in datasette.yaml:

    plugins:
      archive:
        searches_per_minute: 600   # 0: as many as one likes
        trusted_proxies: 1         # how many proxies stand before the server; left out, none

Several processes count each for itself.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import wraps
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from archive.web.answering import as_json, page
from archive.web.host import PLUGIN, Host, Request

View = Callable[[Request, Host], Awaitable[Any]]

#: Searches a minute for one address: a house whose readers share one must not be held up.
PER_MINUTE = 600

#: Searches that one address may do at once, in seconds of what comes back.
BURST_SECONDS = 20

#: Addresses of which the permits are kept; of what goes beyond the longest unseen is forgotten.
MOST_ADDRESSES = 10_000

#: What a proposal while one types costs beside a search.
PROPOSAL = 0.25


@dataclass(slots=True)
class Limiter:
    """Permits by address; `rate` come back a second, up to `burst`."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Any = field(default_factory=Lock)

    def wait(self, address: str, cost: float) -> float:
        """Takes a permit and gives 0, or takes none and gives the seconds until there is one."""
        with self._lock:
            now = self.clock()
            left, since = self._left.pop(address, (self.burst, now))
            left = min(self.burst, left + (now - since) * self.rate)
            lacking = cost - left
            self._left[address] = (left if lacking > 0 else left - cost, now)
            while len(self._left) > MOST_ADDRESSES:
                self._left.popitem(last=False)
            return lacking / self.rate if lacking > 0 else 0


_limiters: WeakKeyDictionary[Any, Limiter | None] = WeakKeyDictionary()


def limiter(host: Host) -> Limiter | None:
    """The limiter of this server; None where its configuration wants none."""
    if host not in _limiters:
        per_minute = _number(host, "searches_per_minute", PER_MINUTE)
        rate = per_minute / 60
        _limiters[host] = Limiter(rate, max(rate * BURST_SECONDS, 1)) if rate > 0 else None
    return _limiters[host]


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


def limited(view: View, cost: float = 1) -> View:
    """`view` for as many requests as one address may make; beyond, it says when to go on."""

    @wraps(view)
    async def asked(request: Request, datasette: Host) -> Any:
        held = limiter(datasette)
        wait = held.wait(address_of(datasette, request), cost) if held else 0
        if not wait:
            return await view(request, datasette)
        return await _too_many(datasette, request, math.ceil(wait))

    return asked


async def _too_many(host: Host, request: Request, seconds: int) -> Any:
    """The answer to one search too many; nothing is read from the archive for it."""
    when = "in a second" if seconds == 1 else f"in {seconds} seconds"
    message = f"There were very many searches from your address. Please go on {when}."
    if request.path.endswith(".json"):
        made = as_json({"error": message, "status": 429}, status=429)
    else:
        context = {"message": message, "near": [], "status": 429}
        made = await page(host, request, "trouble.html", None, context, 429)
    made.headers = {**made.headers, "retry-after": str(seconds), "cache-control": "no-store"}
    return made
