"""What is the same for every reader is worked out once: a served archive never changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from archive.web.host import Host

T = TypeVar("T")

#: Things kept for one archive that hang on what was asked (a day, a save), at most: the oldest goes
#: first. What all readers need stays, however many days a stranger asks for.
MOST = 100

Key = tuple[str, str, str]

_kept: WeakKeyDictionary[Any, dict[Key, Any]] = WeakKeyDictionary()
_asked: WeakKeyDictionary[Any, dict[Key, Any]] = WeakKeyDictionary()


def keeps(host: Host) -> bool:
    """Whether `host` keeps things by itself, and what was read for them (`archive.publish`)."""
    return hasattr(host, "keep")


def kept(host: Host, name: str, make: Callable[[], T], *, today: str = "", asked: str = "") -> T:
    """What `make` gave when it was asked for `name` first.

    `today` is given where it hangs on the day on which it is made: then it holds for that day.
    `asked` tells for which other day or which save it is, if for one.
    """
    key = (name, today, asked)
    if keeps(host):
        own: T = cast("Any", host).keep(" ".join(filter(None, key)), make)
        return own
    found = (_asked if asked else _kept).setdefault(host, {})
    if key not in found:
        made = make()
        # Of another day nobody asks any more; what was asked for has room for the newest.
        for old in [each for each in list(found) if each[0] == name and each[1] != today]:
            found.pop(old, None)
        while asked and len(found) >= MOST:
            found.pop(next(iter(found)), None)
        found[key] = made
    value: T = found[key] if key in found else make()
    return value
