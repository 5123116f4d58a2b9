"""What is asked for: the six verbs, their arguments, times and resumption tokens."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

#: The one form of metadata that is given.
PREFIX = "oai_dc"

#: Characters that one argument may have; none of ours comes near.
LONGEST = 1_000


class Refused(Exception):
    """A request that gets an error of the protocol (section 3.6): its `code` and what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


# Verb → (arguments that it needs, arguments that it may have); a token stands alone.
_VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
}
_RESUMED = frozenset({"ListSets", "ListIdentifiers", "ListRecords"})

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
# What the protocol's schema takes for the two: the request is told back in the answer.
_SET = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(?::[A-Za-z0-9\-_.!~*'()]+)*\Z")
_PREFIX = re.compile(r"[A-Za-z0-9\-_.!~*'()]+\Z")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """What a list is narrowed down to, and from where it goes on.

    `first` and `last` are seconds since 1970, both included. `save` and `record` are those of the
    last entry that was given, `given` how many were, `total` how many there are.
    """

    verb: str
    first: int | None = None
    last: int | None = None
    set: str | None = None
    save: int = -1
    record: str = ""
    given: int = 0
    total: int = 0


def checked(pairs: Sequence[tuple[str, str]]) -> tuple[str, dict[str, str]]:
    """The verb and the other arguments; raises `Refused` (badVerb, badArgument)."""
    names = [name for name, _ in pairs]
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in _VERBS:
        known = ", ".join(_VERBS)
        raise Refused("badVerb", f"one verb is wanted, of these: {known}")
    verb, given = verbs[0], {name: value for name, value in pairs if name != "verb"}
    if len(set(names)) != len(names):
        raise Refused("badArgument", "an argument is given more than once")
    needed, allowed = _VERBS[verb]
    if "resumptionToken" in given and verb in _RESUMED:
        if len(given) > 1:
            raise Refused("badArgument", "resumptionToken stands alone")
    elif missing := needed - given.keys():
        raise Refused("badArgument", f"{verb} needs {', '.join(sorted(missing))}")
    elif unknown := given.keys() - needed - allowed:
        # Not said back: it may be anything.
        raise Refused("badArgument", f"{verb} does not take {len(unknown)} of these arguments")
    if any(len(value) > LONGEST for value in given.values()):
        raise Refused("badArgument", f"an argument is longer than {LONGEST:,} characters")
    for name, written in (("set", _SET), ("metadataPrefix", _PREFIX)):
        if name in given and not written.match(given[name]):
            raise Refused("badArgument", f"{name} has signs that it cannot have")
    return verb, given


def span(verb: str, given: dict[str, str]) -> Span:
    """What a list is asked for; raises `Refused` (badArgument, cannotDisseminateFormat)."""
    require_format(given["metadataPrefix"])
    start, end = given.get("from"), given.get("until")
    if start and end and len(start) != len(end):
        raise Refused("badArgument", "from and until must have the same granularity")
    first = None if start is None else seconds(start)
    last = None if end is None else seconds(end)
    if last is not None and end is not None and _DAY.match(end):
        last += 86_399  # to the end of the day
    if first is not None and last is not None and first > last:
        raise Refused("badArgument", "from is later than until")
    return Span(verb, first, last, given.get("set"))


def require_format(prefix: str) -> None:
    """Raise `Refused` where `prefix` is no form that is given."""
    if prefix != PREFIX:
        raise Refused("cannotDisseminateFormat", f"only {PREFIX} is given")


def seconds(text: str) -> int:
    """A day or a time as the protocol has it (section 3.3.1), in seconds since 1970."""
    if _DAY.match(text) or _TIME.match(text):
        try:
            return int(datetime.fromisoformat(text[:19]).replace(tzinfo=UTC).timestamp())
        except (ValueError, OverflowError):
            pass
    raise Refused("badArgument", "a date is written 2021-09-15 or 2021-09-15T12:00:00Z")


def token(asked: Span, archive: str) -> str:
    """The token that goes on after `asked`, good for this state of the archive alone."""
    told = json.dumps([*asdict(asked).values(), archive], separators=(",", ":")).encode()
    packed = base64.urlsafe_b64encode(sha256(told).digest()[:6] + told)
    return packed.decode("ascii").rstrip("=")


def resumed(text: str, verb: str, archive: str) -> Span:
    """What a token goes on with; raises `Refused` (badResumptionToken)."""
    refused = Refused(
        "badResumptionToken",
        "the token is none of this state of the archive: begin the list again",
    )
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise refused from None
    check, told = packed[:6], packed[6:]
    if sha256(told).digest()[:6] != check:
        raise refused
    # The check keeps damage out, not forgery: what a forger may ask for, anyone may.
    try:
        *values, of = json.loads(told)
        found = Span(*values)
    except (ValueError, TypeError, RecursionError):
        raise refused from None
    if not _fits(found) or found.verb != verb or of != archive:
        raise refused
    return found


def _fits(found: Span) -> bool:
    times = (found.first, found.last)
    numbers = (found.save, found.given, found.total)
    said: tuple[object, ...] = (found.record, found.set or "", found.verb)
    return all(
        type(each) is int and abs(each) < 2**40
        for each in (*numbers, *(time for time in times if time is not None))
    ) and all(isinstance(each, str) for each in said)


def onward(asked: Span, save: int, record: str, given: int, total: int) -> Span:
    """`asked` from behind the entry `record` of the save `save`."""
    return replace(asked, save=save, record=record, given=given, total=total)
