"""The log held against what the archive tells now: what matches, what is new, what was altered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.findings import Finding
from archive.log.checkproof import time_in_words
from archive.log.leaves import Fact
from archive.log.store import FOLDER, Log, Opening, aside

#: Leaves that must match, by the name of the fact that each was made from.
_Sealed = dict[tuple[Any, ...], tuple[int, Opening]]

#: The gravest of what may differ, and so what is told first.
OTHER_CONTENT = "its content is another"


@dataclass(frozen=True, slots=True)
class Altered:
    """A leaf that no longer matches the archive: which, what it stands for, what differs.

    `sealed` says when what was sealed had been saved, and under which checkpoint it was sealed;
    `save` of which save the archive has what it has now ('' where it has nothing any more).
    """

    index: int
    record: str
    called: str
    how: str
    sealed: str = ""
    save: str = ""

    def __str__(self) -> str:
        said = f"{self.called} is not as it was sealed (leaf {self.index:,}): {self.how}"
        now = f"what is here now is of the save {self.save}" if self.save else ""
        return "; ".join(part for part in (said, self.sealed, now) if part)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The log against the archive.

    `new` is not sealed yet, `altered` no longer matches, `reread` counts events that this program
    reads otherwise from texts that are as they were sealed, `matched` the leaves that match.
    """

    new: tuple[Fact, ...]
    altered: tuple[Altered, ...]
    reread: int
    matched: int


def compare(log: Log, facts: Iterable[Fact]) -> Comparison:
    """Hold each leaf that is not set aside against what the archive tells now."""
    sealed = sealed_of(log)
    origin = log.head.origin if log.head else ""
    new: list[Fact] = []
    altered: list[Altered] = []
    matched = 0
    for fact in facts:
        found = sealed.pop(fact.name, None)
        if found is None:
            new.append(fact)
            continue
        index, opening = found
        if fact.statement(origin, opening.secret) == opening.statement:
            matched += 1
        else:
            how = _difference(opening, fact, origin)
            when = when_sealed(log, index)
            altered.append(Altered(index, fact.record, fact.called(), how, when, fact.save))
    altered += _gone_versions(log, sealed)
    events = _gone_events(log, sealed, {each.record for each in altered})
    reread = sum(name[0] == "event" for name in sealed) - len(events)
    altered = sorted([*altered, *events], key=lambda each: each.index)
    return Comparison(tuple(new), tuple(altered), reread, matched)


def findings(found: Comparison) -> list[Finding]:
    """What is not as it was sealed, and what is read otherwise."""
    told = [Finding(FOLDER, 0, "L004", str(each), each.record) for each in found.altered]
    if found.reread:
        events = "event is" if found.reread == 1 else "events are"
        said = f"{found.reread:,} sealed {events} read otherwise now"
        told.append(Finding(FOLDER, 0, "L005", said))
    return told


def _gone_versions(log: Log, gone: _Sealed) -> list[Altered]:
    how = "it is no longer in the archive, so the history was rewritten or cut off"
    return [
        Altered(index, str(name[1]), f"version {name[2]} of {name[1]}", how,
                when_sealed(log, index))
        for name, (index, _) in gone.items()
        if name[0] == "version"
    ]  # fmt: skip


def _gone_events(log: Log, gone: _Sealed, altered: set[str]) -> list[Altered]:
    """The events that are no longer told, of records whose texts were altered: theirs is no other
    reading of the same text."""
    found = []
    for name, (index, opening) in gone.items():
        record = str(opening.said()["record"])
        if name[0] == "event" and record in altered:
            called = f"the event {name[2]} of {name[1]}"
            how = "the text that it was read from is another"
            found.append(Altered(index, record, called, how, when_sealed(log, index)))
    return found


def when_sealed(log: Log, index: int) -> str:
    """When what leaf `index` stands for had been saved, and the first checkpoint on it."""
    opening = log.openings[index]
    saved = time_in_words(opening.said().get("recorded")) if opening else "at an unknown time"
    size = next(each.size for each in log.checkpoints if each.size > index)
    return f"it had been saved {saved}, and was sealed by the checkpoint of {size:,} leaves"


def sealed_of(log: Log) -> _Sealed:
    """Each leaf that must match, by the name of the fact that it was made from."""
    closed = aside(log.openings)
    found: _Sealed = {}
    for index, opening in enumerate(log.openings):
        if opening is None or index in closed:
            continue
        said = opening.said()
        if said["kind"] == "version":
            found[("version", said["record"], said["version"])] = index, opening
        elif said["kind"] == "event":
            digest = hashlib.sha256((opening.text or "").encode("utf-8")).digest()
            name = ("event", said["subject"], said["event"], said["recorded"], digest)
            nth = 1
            while (*name, nth) in found:
                nth += 1
            found[(*name, nth)] = index, opening
    return found


def _difference(opening: Opening, fact: Fact, origin: str) -> str:
    was = opening.said()
    now = Opening(opening.secret, fact.statement(origin, opening.secret)).said()
    differing = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    if "content" in differing:
        return OTHER_CONTENT
    if "original" in differing or "original_path" in differing:
        return "its original is another"
    if "path" in differing:
        return f"it was sealed as {was.get('path')}"
    return "it was saved at another time, so the history was rewritten"
