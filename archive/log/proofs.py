"""Writes proofs: that a version or an event stands in the log, and that the log only grew.

proof = prove(db, root, log, "asemme7-conclusions#p59", since=checkpoint)
checkproof.check(proof, trusted=None)     # ['The log only grew: ...', ...]
"""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive import history
from archive.errors import NotInArchive, UsageProblem
from archive.frontmatter import decode, newlines, split
from archive.log.checkproof import FORMAT, salted
from archive.log.leaves import salt
from archive.log.merkle import Tree
from archive.log.note import Checkpoint
from archive.log.sealing import SealRefused
from archive.log.store import Log, Opening, aside
from archive.lookup import near
from archive.text.paragraphs import paragraphs


@dataclass(frozen=True, slots=True)
class _Shown:
    """The bytes of a version: their SHA-256, and themselves unless they are too many."""

    sha256: bytes
    data: bytes | None
    original: bytes | None


def prove(
    db: sqlite3.Connection, root: Path, log: Log, ref: str, *, version: int | None = None,
    since: Checkpoint | None = None, text: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """A proof that `ref` (RECORD, or RECORD#ANCHOR) stands in `log`, as `checkproof` reads it.

    Of the version `version`, or else of the newest that there is. Where `ref` is a decision its
    events are proved, too. With `since`, that the log went on from there. Without `text` no
    content is shown. Raises `NotInArchive` for what is not there or not sealed.
    """
    record, mark, anchor = ref.partition("#")
    if mark and not text:
        raise UsageProblem("a paragraph cannot be proved without the text that it stands in")
    wanted = _version(db, record, ref, version)
    index, opening = _leaf_of(log, record, wanted)
    shown = _shown(db, root, record, wanted)
    _require_same(opening, shown, index, record, wanted)
    tree = log.tree()
    leaves = [_leaf(tree, log, index, opening, shown if text else None)]
    for at, event in _events(log, ref):
        leaves.append(_leaf(tree, log, at, event, None, event.text if text else None))
    proof: dict[str, Any] = {"format": FORMAT, "about": ref, "leaves": leaves}
    if mark:
        data = shown.data if shown else None
        proof["quote"] = _quote(data, anchor, f"version {wanted} of {record}")
    return {**proof, **_heads(tree, log, since)}


def prove_growth(log: Log, since: Checkpoint, until: Checkpoint | None = None) -> dict[str, Any]:
    """A proof that the log at the checkpoint `until`, or now, went on from that of `since`."""
    return {"format": FORMAT, **_heads(log.tree(), log, since, until)}


def _heads(
    tree: Tree, log: Log, since: Checkpoint | None, until: Checkpoint | None = None
) -> dict[str, Any]:
    head = until or log.head
    assert head is not None
    said: dict[str, Any] = {"checkpoint": head.text()}
    if since is not None:
        if since.size > head.size:
            raise UsageProblem("the checkpoint to begin with has more leaves than the other")
        path = [each.hex() for each in tree.consistency(since.size, head.size)]
        said["consistency"] = {"since": since.text(), "path": path}
    return said


def _version(db: sqlite3.Connection, record: str, ref: str, asked: int | None) -> int:
    row = db.execute(
        "SELECT max(n) FROM version JOIN commit_ ON commit_.seq = commit_seq"
        " WHERE record = ? AND hash IS NOT NULL",
        (record,),
    ).fetchone()
    if row[0] is None:
        raise NotInArchive(f"{record} is no saved record of the archive{near(db, record)}")
    line = db.execute(
        "SELECT max(line) FROM version JOIN commit_ ON commit_.seq = commit_seq WHERE record = ?",
        (record,),
    ).fetchone()
    if line[0] is not None:
        raise NotInArchive(
            f"{record} was brought in from elsewhere, and the log has only own records"
        )
    if asked is not None and not 1 <= asked <= row[0]:
        raise NotInArchive(f"{record} has no version {asked}: it has 1 to {row[0]}")
    return asked or int(row[0])


def _leaf_of(log: Log, record: str, version: int) -> tuple[int, Opening]:
    closed = aside(log.openings)
    for index in range(len(log.openings) - 1, -1, -1):
        opening = log.openings[index]
        if opening is None or index in closed or record not in opening.statement:
            continue
        said = opening.said()
        if (said["kind"], said.get("record"), said.get("version")) == ("version", record, version):
            return index, opening
    raise NotInArchive(f"version {version} of {record} is not sealed yet: run `secretariat seal`")


def _events(log: Log, ref: str) -> list[tuple[int, Opening]]:
    closed = aside(log.openings)
    return [
        (index, opening)
        for index, opening in enumerate(log.openings)
        if opening is not None and index not in closed and ref in opening.statement
        if opening.said().get("subject") == ref
    ]


def _shown(db: sqlite3.Connection, root: Path, record: str, version: int) -> _Shown | None:
    row = db.execute(
        "SELECT content.git_blob, content.sha256, original.sha256 FROM version"
        " JOIN content ON content.id = version.content"
        " LEFT JOIN original ON original.record = version.record AND original.version = n"
        " WHERE version.record = ? AND n = ?",
        (record, version),
    ).fetchone()
    if row is None or row[1] is None:
        return None
    (blob,) = history.blobs(root, [str(row[0])])
    original = bytes.fromhex(row[2]) if row[2] else None
    return _Shown(bytes.fromhex(blob.sha256 or row[1]), blob.data, original)


def _require_same(
    opening: Opening, shown: _Shown | None, index: int, record: str, version: int
) -> None:
    said = opening.said()
    now = salted(salt(opening.secret, "content"), shown.sha256).hex() if shown else None
    if said.get("content") != now:
        raise SealRefused(
            f"version {version} of {record} is not as it was sealed (leaf {index:,}), so it cannot "
            "be proved: `secretariat seal --check` says more"
        )


def _leaf(
    tree: Tree, log: Log, index: int, opening: Opening, shown: _Shown | None,
    text: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    said = opening.said()
    leaf: dict[str, Any] = {
        "index": index,
        "leaf": log.entries[index].hex(),
        "path": [each.hex() for each in tree.inclusion(index)],
        "statement": opening.statement,
        "statement_salt": salt(opening.secret, "statement").hex(),
    }
    content_salt = salt(opening.secret, "content").hex()
    if shown is not None:
        content = {"sha256": shown.sha256.hex(), "salt": content_salt}
        leaf["content"] = {**content, **_written(shown.data)}
        if shown.original is not None and "original" in said:
            original_salt = salt(opening.secret, "original").hex()
            leaf["original"] = {"sha256": shown.original.hex(), "salt": original_salt}
    elif text is not None:
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        leaf["content"] = {"sha256": digest, "salt": content_salt, "text": text}
    return leaf


def _written(data: bytes | None) -> dict[str, str]:
    if data is None:
        return {}
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}


def _quote(data: bytes | None, anchor: str, where: str) -> dict[str, Any]:
    text = decode(data)[0] if data is not None else None
    if text is None:
        raise NotInArchive(f"{where} is no text that could be quoted")
    parts = split(newlines(text))
    found = paragraphs(parts.body, parts.body_line)
    spans = [(p.line_start, p.line_end) for p in found if p.anchor == anchor]
    if not spans:
        has = ", ".join(p.anchor for p in found[:12])
        more = f" and {len(found) - 12:,} more" if len(found) > 12 else ""
        raise NotInArchive(
            f"{where} has no paragraph #{anchor}: it has {has}{more}"
            if found
            else f"{where} has no paragraphs"
        )
    first, last = spans[0]
    lines = newlines(text).split("\n")
    quoted = "\n".join(lines[first - 1 : last])
    return {"anchor": anchor, "first_line": first, "last_line": last, "text": quoted}
