#!/usr/bin/env python3
"""Checks a proof file of the archive's log. It needs Python 3.9 or newer and nothing else.

    python3 check_proof.py PROOF.json --checkpoint CHECKPOINT

A checkpoint is three lines: the log's name, its number of leaves, its root. A proof shows that
something stood in the log when it had that root. It is worth as much as the checkpoint, so give
the one that you got yourself, at a handover or from a web page, and not one that came with the
proof. Exit code 0: proved. 1: not proved, and why. 2: called wrongly.

This file is also the archive's own checker: there is no second one.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

FORMAT = "secretariat-proof/1"
#: Bytes of the largest proof and checkpoint that are read.
MAX_PROOF = 64 * 1024 * 1024
MAX_CHECKPOINT = 1024 * 1024
#: No log has more leaves: RFC 9162, section 4.10, counts them in 8 bytes.
MAX_SIZE = 2**63 - 1

_HASH = re.compile(r"[0-9a-f]{64}\Z")


class NotProved(Exception):
    """The proof does not hold; the message says why."""


# -- hashes and trees (RFC 9162) ------------------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf, SHA-256(0x00 || entry): RFC 9162, section 2.1.1."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node, SHA-256(0x01 || left || right): RFC 9162, section 2.1.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(index: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> bool:
    """Whether `path` leads from the leaf hash `leaf`, the `index`th from 0 of `size`, to `root`.

    RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            found = node_hash(found, step)
        at >>= 1
        last >>= 1
    return last == 0 and found == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]
) -> bool:
    """Whether `path` shows that the tree of `new` leaves begins with all of that of `old`.

    RFC 9162, section 2.1.4.2; like there an empty tree has no proof, but it begins every tree.
    """
    if not 0 <= old <= new:
        return False
    if old == 0 and old_root != hashlib.sha256(b"").digest():
        return False
    if old in (0, new):
        return not path and (old != new or old_root == new_root)
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at >>= 1
        last >>= 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            second = node_hash(second, step)
        at >>= 1
        last >>= 1
    return last == 0 and first == old_root and second == new_root


# -- checkpoints (c2sp.org/tlog-checkpoint) -------------------------------------------


class Head:
    """What a checkpoint says: the log's name, how many leaves it has, and its root."""

    def __init__(self, origin: str, size: int, root: bytes) -> None:
        self.origin, self.size, self.root = origin, size, root

    def text(self) -> str:
        """The three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"

    def __str__(self) -> str:
        root = base64.b64encode(self.root).decode("ascii")
        leaves = "1 leaf" if self.size == 1 else f"{self.size:,} leaves"
        return f"the checkpoint of {self.origin} with {leaves} and the root {root}"


def read_checkpoint(text: str) -> Head:
    """The head that a checkpoint gives; its signatures are not looked at. Raises `NotProved`."""
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) < 4 or not lines[0] or any(ord(c) < 32 or ord(c) == 127 for c in "".join(lines)):
        raise NotProved("this is no checkpoint: it must begin with name, number and root")
    origin, size, root = lines[:3]
    if not re.match(r"(0|[1-9][0-9]{0,18})\Z", size, re.ASCII) or int(size) > MAX_SIZE:
        raise NotProved(f"the checkpoint's second line is no number of leaves: {size[:40]!r}")
    try:
        data = base64.b64decode(root, validate=True)
    except (ValueError, binascii.Error):
        data = b""
    if len(data) != 32 or base64.b64encode(data).decode("ascii") != root:
        raise NotProved(f"the checkpoint's third line is no root: {root[:60]!r}")
    return Head(origin, int(size), data)


# -- proofs ---------------------------------------------------------------------------


def salted(salt: bytes, data: bytes) -> bytes:
    """What commits to `data` without giving it away: SHA-256(salt || data), 32 bytes of salt."""
    return hashlib.sha256(salt + data).digest()


def canonical(value: Any) -> str:
    """The one way in which a statement is written: keys in order, no spaces, words as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def written(proof: dict[str, Any]) -> str:
    """The one way in which a proof file is written."""
    return json.dumps(proof, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def read_proof(data: bytes) -> dict[str, Any]:
    """The proof in a file's bytes; raises `NotProved` where it is none, or not as written."""
    try:
        text = data.decode("utf-8")
        proof = json.loads(text)
        same = isinstance(proof, dict) and written(proof) == text
    except (ValueError, RecursionError):
        raise NotProved("this is no proof file: it is not readable as JSON in UTF-8") from None
    if not isinstance(proof, dict) or proof.get("format") != FORMAT:
        raise NotProved(f"this is no proof file of the format {FORMAT}")
    if not same:
        raise NotProved("the file was changed: it is not written as a proof file is")
    return proof


def check(proof: dict[str, Any], trusted: Head | None, file: bytes | None = None) -> list[str]:
    """What `proof` shows, in plain sentences; raises `NotProved` with the reason where it fails.

    `trusted` is a checkpoint that the reader holds; `file` are the bytes of a text or original
    that is to be compared with what was sealed.
    """
    need = {"format", "checkpoint"}
    _keys(proof, need, need | {"about", "leaves", "quote", "consistency"}, "the proof")
    head = _head(proof, "checkpoint")
    said: list[str] = []
    older = None
    if "consistency" in proof:
        older = _consistency(proof["consistency"], head)
        said.append(
            f"The log only grew: the first {older.size:,} of its {head.size:,} leaves are those "
            f"of {older}."
        )
    said += _against(trusted, head, older)
    leaves = proof.get("leaves", [])
    if not isinstance(leaves, list) or ("leaves" in proof) != bool(leaves):
        raise NotProved("the proof's `leaves` are no list")
    if not leaves and older is None:
        raise NotProved("the proof proves nothing: it has neither leaves nor two checkpoints")
    subjects = []
    for leaf in leaves:
        statement, sentences = _leaf(leaf, head, file)
        subjects.append(statement)
        said += sentences
    _about(proof, subjects)
    if file is not None and not any("The file given" in each for each in said):
        raise NotProved(_NO_SUCH_FILE)
    if "quote" in proof:
        said.append(_quote(proof["quote"], proof, leaves))
    return said


#: A file was given that none of the leaves is of.
_NO_SUCH_FILE = (
    "the file given is neither the text nor the original that was sealed in the leaves of the "
    "proof, or the proof does not show what these are (--without-text)"
)


def _head(part: dict[str, Any], name: str) -> Head:
    """A checkpoint within the proof: its three lines and no more, as nothing else is proved."""
    text = _text(part, name)
    head = read_checkpoint(text)
    if head.text() != text:
        raise NotProved("a checkpoint in the proof has more than its three lines")
    return head


def _against(trusted: Head | None, head: Head, older: Head | None) -> list[str]:
    if trusted is None:
        return [f"All this rests on {head}: compare that with one that you hold (--checkpoint)."]
    if trusted.origin != head.origin:
        raise NotProved(f"the proof is of the log {head.origin}, not of {trusted.origin}")
    for mine in (head, older):
        if mine is not None and mine.size == trusted.size:
            if mine.root != trusted.root:
                raise NotProved(
                    f"the proof is of another log: at {mine.size:,} leaves its root is not that "
                    "of the checkpoint given"
                )
            return [f"This rests on the checkpoint given ({trusted.size:,} leaves)."]
    raise NotProved(
        f"the proof is of a log of {head.size:,} leaves, the checkpoint given has "
        f"{trusted.size:,}: ask for a proof that begins there (--since)"
    )


def _consistency(part: Any, head: Head) -> Head:
    _keys(part, {"since", "path"}, {"since", "path"}, "`consistency`")
    older = _head(part, "since")
    if older.origin != head.origin:
        raise NotProved(f"its two checkpoints are of two logs: {older.origin} and {head.origin}")
    path = _hashes(part, "path")
    if not verify_consistency(older.size, head.size, older.root, head.root, path):
        raise NotProved(
            f"the log of {head.size:,} leaves does not begin with that of {older.size:,}: a leaf "
            "was changed or left out, or the proof was"
        )
    return older


_LEAF = {"index", "leaf", "path", "statement", "statement_salt"}


def _leaf(part: Any, head: Head, file: bytes | None) -> tuple[dict[str, Any], list[str]]:
    _keys(part, _LEAF, _LEAF | {"content", "original"}, "a leaf of the proof")
    index, entry = part["index"], _hash(part, "leaf")
    if type(index) is not int:
        raise NotProved("a leaf's `index` is no number")
    text = _text(part, "statement")
    if salted(_hash(part, "statement_salt"), text.encode("utf-8", "replace")) != entry:
        raise NotProved(f"leaf {index:,} does not stand for what the proof says of it")
    statement = _statement(text, head)
    if not verify_inclusion(index, head.size, leaf_hash(entry), _hashes(part, "path"), head.root):
        raise NotProved(f"leaf {index:,} is not in the log of that checkpoint")
    said = [f"{_named(statement)} is leaf {index:,} of {head.size:,} in the log."]
    for name, called in (("content", "content"), ("original", "original")):
        sealed = statement.get(name)
        if name in part:
            if sealed is None:
                raise NotProved(f"leaf {index:,} was sealed without the {called} that is shown")
            said += _shown(part[name], str(sealed), index, called, file)
        elif name == "content" and sealed is not None:
            said.append("Its content is not in the proof.")
    return statement, said


def _statement(text: str, head: Head) -> dict[str, Any]:
    try:
        statement = json.loads(text)
    except (ValueError, RecursionError):
        statement = None
    if not isinstance(statement, dict) or canonical(statement) != text:
        raise NotProved("what a leaf of the proof states is not readable")
    if statement.get("log") != head.origin:
        raise NotProved(f"a leaf of the proof belongs to another log than {head.origin}")
    return statement


def _shown(part: Any, sealed: str, index: int, called: str, file: bytes | None) -> list[str]:
    """The content of a leaf: its hash, and the text itself where it is shown."""
    _keys(part, {"sha256", "salt"}, {"sha256", "salt", "text", "base64"}, "what a leaf shows")
    digest = _hash(part, "sha256")
    if salted(_hash(part, "salt"), digest).hex() != sealed:
        raise NotProved(f"the {called} shown is not the one sealed in leaf {index:,}")
    said = [f"Its {called} has the SHA-256 {digest.hex()}."]
    data = _bytes(part)
    if data is not None:
        if hashlib.sha256(data).digest() != digest:
            raise NotProved(f"the text shown is not the one sealed in leaf {index:,}")
        said = [f"Its {called}, {len(data):,} bytes, stands in the proof as it was sealed."]
    if file is not None and hashlib.sha256(file).digest() == digest:
        said.append(f"The file given is that {called}, byte for byte.")
    return said


def _bytes(part: dict[str, Any]) -> bytes | None:
    if "text" in part and "base64" in part:
        raise NotProved("the proof shows a text in two ways")
    if "text" in part:
        return _text(part, "text").encode("utf-8", "replace")
    if "base64" in part:
        try:
            return base64.b64decode(_text(part, "base64"), validate=True)
        except (ValueError, binascii.Error):
            raise NotProved("the content shown is not readable") from None
    return None


def _about(proof: dict[str, Any], statements: list[dict[str, Any]]) -> None:
    """Raise where the proof is called by another name than what its leaves state."""
    if "about" not in proof:
        if statements:
            raise NotProved("the proof does not say what it is about")
        return
    about = _text(proof, "about")
    if not statements or statements[0].get("kind") != "version":
        raise NotProved("the proof has no version of what it is about")
    record = about.partition("#")[0]
    others = [s.get("subject") for s in statements[1:]]
    if statements[0].get("record") != record or any(each != about for each in others):
        raise NotProved(f"the proof is said to be about {about}, but its leaves are not")
    quoted = proof.get("quote")
    anchor = quoted.get("anchor") if isinstance(quoted, dict) else ""
    if about.partition("#")[2] != anchor:
        raise NotProved(f"the proof is said to be about {about}, but quotes another place")


def _quote(part: Any, proof: dict[str, Any], leaves: list[Any]) -> str:
    names = {"anchor", "first_line", "last_line", "text"}
    _keys(part, names, names, "`quote`")
    data = _bytes(leaves[0].get("content", {})) if leaves else None
    if data is None:
        raise NotProved("the proof quotes a text that it does not show")
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first, last = part["first_line"], part["last_line"]
    if type(first) is not int or type(last) is not int or not 1 <= first <= last <= len(lines):
        raise NotProved("the lines quoted are not in the text")
    if _text(part, "text") != "\n".join(lines[first - 1 : last]):
        raise NotProved("what is quoted does not stand on those lines of the text")
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"On {where} of that text, cited as {proof.get('about')}, stands:\n{part['text']}"


# -- words ----------------------------------------------------------------------------


def _named(statement: dict[str, Any]) -> str:
    when = time_in_words(statement.get("recorded"))
    kind = statement.get("kind")
    if kind == "version":
        what = f"Version {statement.get('version')} of the record {statement.get('record')}"
        gone = "" if statement.get("content") else ", which removed it"
        return f"{what} ({statement.get('path')}), saved {when}{gone},"
    if kind == "event":
        return f"The event {statement.get('event')} of {statement.get('subject')}, saved {when},"
    if kind == "set-aside":
        return f"The note that leaves of {statement.get('record')} were set aside,"
    raise NotProved(f"a leaf of the proof is of a kind that is not known: {kind!r}")


def time_in_words(seconds: Any) -> str:
    """'on 2027-01-31 at 10:12:40 UTC', for seconds since 1970."""
    if type(seconds) is not int:
        return "at an unknown time"
    try:
        moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    except OverflowError:
        return "at an unknown time"
    return f"on {moment:%Y-%m-%d} at {moment:%H:%M:%S} UTC"


# -- values ---------------------------------------------------------------------------


def _keys(part: Any, need: set[str], allowed: set[str], what: str) -> None:
    if not isinstance(part, dict):
        raise NotProved(f"{what} is not as it must be")
    missing, unknown = sorted(need - part.keys()), sorted(part.keys() - allowed)
    if missing or unknown:
        said = f"lacks {missing[0]!r}" if missing else f"has {unknown[0]!r}, which is not known"
        raise NotProved(f"{what} {said}")


def _text(part: dict[str, Any], name: str) -> str:
    value = part[name]
    if not isinstance(value, str):
        raise NotProved(f"{name!r} in the proof is no text")
    return value


def _hash(part: dict[str, Any], name: str) -> bytes:
    value = part[name]
    if not isinstance(value, str) or not _HASH.match(value):
        raise NotProved(f"{name!r} in the proof is not written as 64 hexadecimal digits")
    return bytes.fromhex(value)


def _hashes(part: dict[str, Any], name: str) -> list[bytes]:
    values = part[name]
    if not isinstance(values, list) or len(values) > 128:
        raise NotProved(f"{name!r} in the proof is no list of hashes")
    return [_hash({name: value}, name) for value in values]


# -- the program ----------------------------------------------------------------------


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a file of at most `limit`; raises `NotProved` where it is larger."""
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise NotProved(f"{path} is too large: over {limit:,} bytes")
    return data


def check_files(proof: Path, checkpoint: Path | None = None, file: Path | None = None) -> list[str]:
    """`check` on files. Raises `NotProved`, and `OSError` where one cannot be read."""
    trusted = None
    if checkpoint is not None:
        data = read_file(checkpoint, MAX_CHECKPOINT)
        try:
            trusted = read_checkpoint(data.decode("utf-8"))
        except UnicodeDecodeError:
            raise NotProved(f"{checkpoint} is no checkpoint: it is not UTF-8") from None
    shown = file.read_bytes() if file is not None else None
    return check(read_proof(read_file(proof, MAX_PROOF)), trusted, shown)


def _fail(why: object) -> NoReturn:
    sys.stderr.write(f"not proved: {why}\n")
    raise SystemExit(1)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Check a proof file of the archive's log.")
    parser.add_argument("proof", type=Path, help="the proof file")
    parser.add_argument("--checkpoint", type=Path, help="a checkpoint that you hold yourself")
    parser.add_argument("--file", type=Path, help="a file to compare with what was sealed")
    asked = parser.parse_args()
    try:
        said = check_files(asked.proof, asked.checkpoint, asked.file)
    except NotProved as error:
        _fail(error)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}")
    words = "\n".join(["Proved.", *said]) + "\n"
    # A text may hold what would steer a terminal.
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "?", words)
    sys.stdout.buffer.write(kept.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
