"""Looks at what is marked as not for everyone: that it can be read, and is meant as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from archive.check.files import Listed, ReadWorkspace, RecordFile, Yaml
from archive.editions.closures import due_since
from archive.editions.names import KEY, read_key
from archive.editions.spans import blackened, read_spans
from archive.findings import Finding
from archive.workspace import Workspace
from archive.yamltext import Path

#: A marked passage shorter than this is not looked for elsewhere: it may be any word.
_SHORTEST = 5


def check(read: ReadWorkspace, workspace: Workspace, today: str | None = None) -> Iterator[Finding]:
    """The findings about spans, closures and the key; `today` is an ISO day."""
    day = today or date.today().isoformat()
    for record in read.records.values():
        yield from _spans(record)
        yield from _closure(record, day)
    for listed in read.entries.values():
        yield from _entry(listed)
    if read.process_yaml is not None:
        yield from _values(read.process_yaml, read.process, (), "process")
    if KEY in read.files:
        try:
            good = read_key((workspace.root / KEY).read_bytes()) is not None
        except OSError:
            good = False
        if not good:
            yield Finding(KEY, 0, "E005", "this is not the key of the editions")


def _spans(record: RecordFile) -> Iterator[Finding]:
    own, body = record.front.id, record.body
    spans, faults = read_spans(body)
    for fault in faults:
        line = record.body_line + body.count("\n", 0, fault.at)
        yield Finding(record.path, line, "E001", fault.message, own)
    yield from _values(record.yaml, record.front, (), own)
    if not spans:
        return
    told = blackened(body, "public").text
    # What an original carries has an access of its own.
    front = msgspec.structs.replace(
        record.front,
        embedded=tuple(each for each in record.front.embedded if each.access == "public"),
    )
    shown = " ".join([*told.split(), *(text for _, text in _texts(front, ()))]).casefold()
    told_of: set[str] = set()
    for span in spans:
        words = " ".join(span.inner.split()).casefold()
        if words in told_of:
            continue
        if len(words) >= _SHORTEST and span.hidden_in("public") and words in shown:
            told_of.add(words)
            line = record.body_line + body.count("\n", 0, span.start)
            said = "what is marked here stands without a mark elsewhere in the record"
            yield Finding(record.path, line, "E002", said, own)


def _values(yaml: Yaml, value: msgspec.Struct, path: Path, subject: str) -> Iterator[Finding]:
    for where, text in _texts(value, path):
        for fault in read_spans(text)[1]:
            yield yaml.finding("E001", where, fault.message, subject)


def _entry(listed: Listed) -> Iterator[Finding]:
    yield from _values(listed.yaml, listed.entry, (listed.place,), listed.entry.id)


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Each text in a structure that may hold a mark, with the way to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list | tuple):
        for at, each in enumerate(value):
            yield from _texts(each, (*path, at))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*path, key))
    elif isinstance(value, msgspec.Struct):
        for info in msgspec.structs.fields(type(value)):
            yield from _texts(getattr(value, info.name), (*path, info.encode_name))


def _closure(record: RecordFile, day: str) -> Iterator[Finding]:
    front, yaml = record.front, record.yaml
    if front.closure is not None and not record.says_access:
        said = "it says on what ground it is closed, and not for whom it is"
        yield yaml.finding("E003", ("closure",), said, front.id)
    closed = front.access != "public" or not record.says_access
    if closed and (since := due_since(front.closure, day)) is not None:
        said = f"the closure was to be looked at again by {since}"
        yield yaml.finding("E004", ("closure",), said, front.id)
