"""What is sealed: one leaf for each version of each own record, and for each decision event.

A leaf is a *statement* (what was saved, when) in one way of writing it, canonical JSON; the log
holds only its salted hash, and the statement holds its content only by a salted hash, too:

    entry     = SHA-256(HMAC(secret, "statement") || statement)
    content   = SHA-256(HMAC(secret, "content")   || SHA-256(the file's bytes))
    original  = SHA-256(HMAC(secret, "original")  || SHA-256(the original's bytes))

`secret` are 32 random bytes for each leaf. Whoever has the entry alone learns nothing, not even
by guessing; a proof gives out the salts that it needs, and not the secret.

Statements say only what people and git said, never what this program made of it: neither the
class of a change nor the verb of a decision, which a later version may read otherwise. Nor do
they name git's hashes, which change when a record is disposed of.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from archive.log.checkproof import canonical, salted, time_in_words

#: What of an event is sealed: what a person stated. The reader's part (actor, verb, addressee)
#: may be read otherwise by a later version of this program.
_STATED: Final = (
    *("record", "anchor", "sort", "number", "text", "responsible", "due_edtf", "effective_edtf"),
    *("until_edtf", "from", "to", "kind", "scope"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is to be in the log, as the archive tells it now.

    `name` says which thing it is: no two facts share it. `fields` are those of its statement
    that are in clear, `content` and `original` the SHA-256 of the bytes that it has, `text` the
    content itself where nothing else keeps it (an event's). `save` names for people the save that
    the archive has it from.
    """

    name: tuple[Any, ...]
    fields: dict[str, Any]
    content: bytes | None = None
    original: bytes | None = None
    text: str | None = None
    save: str = ""

    @property
    def record(self) -> str:
        """The id of the record that it is about."""
        return str(self.fields["record"])

    def called(self) -> str:
        """What a person calls it."""
        if self.fields["kind"] == "version":
            return f"version {self.fields['version']} of {self.record}"
        if self.fields["kind"] == "event":
            return f"the event {self.fields['event']} of {self.fields['subject']}"
        return f"the note that leaves of {self.record} were set aside"

    def statement(self, origin: str, secret: bytes) -> str:
        """The statement of this fact in the log `origin`."""
        said: dict[str, Any] = {"log": origin, **self.fields}
        if self.content is not None:
            said["content"] = salted(salt(secret, "content"), self.content).hex()
        if self.original is not None:
            said["original"] = salted(salt(secret, "original"), self.original).hex()
        return canonical(said)


def salt(secret: bytes, purpose: str) -> bytes:
    """The salt for one purpose (`statement`, `content`, `original`); it does not give `secret`."""
    return hmac.digest(secret, purpose.encode("ascii"), "sha256")


def entry_of(statement: str, secret: bytes) -> bytes:
    """The leaf's 32 bytes in the log."""
    return salted(salt(secret, "statement"), statement.encode("utf-8"))


def set_aside(record: str, indices: list[int], why: str) -> Fact:
    """The fact that the leaves `indices` of `record` no longer match the archive, and why."""
    fields = {"kind": "set-aside", "record": record, "leaves": indices, "because": why}
    return Fact(("set-aside", record, tuple(indices)), fields)


_SHAPES: Final[dict[str, dict[str, type]]] = {
    "version": {"record": str, "version": int, "path": str},
    "event": {"record": str, "event": str, "subject": str},
    "set-aside": {"record": str, "leaves": list, "because": str},
}


def is_statement(said: object) -> bool:
    """Whether `said` has all that a statement of its kind is asked for."""
    if not isinstance(said, dict) or said.get("kind") not in _SHAPES:
        return False
    shape = _SHAPES[said["kind"]]
    timed = said["kind"] == "set-aside" or type(said.get("recorded", "")) in (int, type(None))
    indices = said.get("leaves", [])
    return (
        timed
        and all(type(said.get(name)) is kind for name, kind in shape.items())
        and isinstance(indices, list)
        and all(type(index) is int for index in indices)
    )


# -- from the archive -----------------------------------------------------------------

_VERSIONS = """
SELECT commit_seq, version.record, n, version.path, commit_time, content.sha256,
       version.content IS NOT NULL, original.path, original.sha256, hash, author
FROM version
JOIN commit_ ON commit_.seq = version.commit_seq
LEFT JOIN content ON content.id = version.content
LEFT JOIN original ON original.record = version.record AND original.version = version.n
WHERE commit_.hash IS NOT NULL AND commit_.line IS NULL
ORDER BY commit_seq, version.record, n
"""

_EVENTS = """
SELECT recorded_seq, subject, event.kind, commit_time, old, new, hash, author
FROM event
JOIN commit_ ON commit_.seq = event.recorded_seq
WHERE (event.kind LIKE 'decision.%' OR event.kind LIKE 'relation.%')
  AND commit_.hash IS NOT NULL AND commit_.line IS NULL
ORDER BY event.seq
"""


class Incomplete(ValueError):
    """A version's bytes are not in this copy; `args` are the record and the version's number."""


def facts(db: sqlite3.Connection) -> Iterator[Fact]:
    """All that the archive has to seal, in the order in which it was recorded.

    That of a save: its versions by record, then its events. What is imported or not saved is left
    out. Raises `Incomplete` where a version's content is missing.
    """
    events = _events(db)
    waiting = next(events, None)
    for (
        seq, record, n, path, time, sha256, filled, original, original_sha256, commit, author,
    ) in db.execute(_VERSIONS):  # fmt: skip
        while waiting is not None and waiting[0] < seq:
            yield waiting[1]
            waiting = next(events, None)
        if filled and sha256 is None:
            raise Incomplete(record, n)
        fields = {"kind": "version", "record": record, "version": n, "path": path}
        fields["recorded"] = time
        if original is not None:
            fields["original_path"] = original
        yield Fact(
            ("version", record, n), fields, _bytes(sha256), _bytes(original_sha256),
            save=_save(commit, time, author),
        )  # fmt: skip
    while waiting is not None:
        yield waiting[1]
        waiting = next(events, None)


def _bytes(digest: str | None) -> bytes | None:
    return bytes.fromhex(digest) if digest is not None else None


def _save(commit: str, time: int | None, author: str | None) -> str:
    """'0123456789 of Ana Secretary on 2027-01-31 at 10:12:40 UTC'."""
    return f"{commit[:10]} of {author} {time_in_words(time)}"


def _events(db: sqlite3.Connection) -> Iterator[tuple[int, Fact]]:
    seen: dict[tuple[Any, ...], int] = {}
    for seq, subject, kind, time, old, new, commit, author in db.execute(_EVENTS):
        before, after = _stated(old), _stated(new)
        if before == after:
            continue  # only the reader's part of it changed, or all of it is the reader's
        text = canonical({"old": before, "new": after})
        digest = hashlib.sha256(text.encode("utf-8")).digest()
        name = ("event", subject, kind, time, digest)
        seen[name] = seen.get(name, 0) + 1  # the same may be said, taken back and said again
        record = (after or before or {}).get("record") or subject.partition("#")[0]
        fields = {"kind": "event", "event": kind, "subject": subject, "record": record}
        fields["recorded"] = time
        said = _save(commit, time, author)
        yield seq, Fact((*name, seen[name]), fields, digest, text=text, save=said)


def _stated(text: str | None) -> dict[str, Any] | None:
    """What a person stated of a decision or relation; None where nobody did."""
    said = json.loads(text) if text else {}
    if said.get("basis") != "stated":
        return None
    return {name: said[name] for name in _STATED if said.get(name) is not None}
