"""What is the same for every reader is worked out once: a served archive never changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from archive.web.host import Host

T = TypeVar("T")

#: Things kept for one archive, at most; the oldest goes first.
MOST = 200

_kept: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def keeps(host: Host) -> bool:
    """Whether `host` keeps things by itself, and what was read for them (`archive.publish`)."""
    return hasattr(host, "keep")


def kept(host: Host, name: str, make: Callable[[], T]) -> T:
    """What `make` gave when it was asked for `name` first."""
    if keeps(host):
        own: T = cast("Any", host).keep(name, make)
        return own
    found = _kept.setdefault(host, {})
    if name not in found:
        made = make()
        while len(found) >= MOST:
            found.pop(next(iter(found)), None)
        found[name] = made
    value: T = found[name] if name in found else make()
    return value
