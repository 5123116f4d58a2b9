"""Checkpoints as text: C2SP's tlog-checkpoint within its signed-note.

    >>> print(Checkpoint("example.org/log", 0, EMPTY).text(), end="")
    example.org/log
    0
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

What is signed is that text. In a file a blank line follows it, then a line for each signature:
an em dash, a space, the key's name, a space, and in base64 the 4 bytes of the key's id and the
signature. A file without signatures ends with the blank line, so that signing only adds lines.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from archive.errors import SecretariatError
from archive.log.checkproof import MAX_CHECKPOINT, NotProved, read_checkpoint
from archive.log.merkle import EMPTY as EMPTY

_DASH = "\u2014 "
_SIZE_OF_ID = 4


class BadNote(SecretariatError):
    """A text is no note, or no checkpoint; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One line of signature; whose it is, and whether it holds, is for others to say."""

    name: str
    key_id: int
    data: bytes

    def line(self) -> str:
        """The line as it stands in a note, with its end."""
        if not re.fullmatch(r"[^\s+]+", self.name):
            raise BadNote(f"{self.name!r} is no name of a key: it has a space or a +")
        raw = self.key_id.to_bytes(_SIZE_OF_ID, "big") + self.data
        return f"{_DASH}{self.name} {base64.b64encode(raw).decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends with a line end, and its signatures: signed-note's two parts."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def written(self) -> str:
        """The whole file."""
        if not self.text.endswith("\n") or _control(self.text):
            raise BadNote("a note's text ends with a line end and has no control characters")
        return self.text + "\n" + "".join(each.line() for each in self.signatures)


def read_note(data: str | bytes) -> Note:
    """The note in a file; raises `BadNote`. One without signatures may lack its blank line."""
    if isinstance(data, bytes):
        if len(data) > MAX_CHECKPOINT:
            raise BadNote(f"it is too large for a note: over {MAX_CHECKPOINT:,} bytes")
        try:
            data = data.decode("utf-8")
        except UnicodeDecodeError:
            raise BadNote("it is no note: it is not UTF-8") from None
    data = data.replace("\r\n", "\n")  # a copy that went through Windows
    if _control(data):
        raise BadNote("it is no note: it has control characters")
    if not data.endswith("\n"):
        raise BadNote("it is cut off: a note ends with a line end")
    head, blank, tail = data.rpartition("\n\n")
    if not blank:
        return Note(data)
    return Note(head + "\n", tuple(_signature(line) for line in tail.split("\n")[:-1]))


def _signature(line: str) -> Signature:
    name, space, raw = line.removeprefix(_DASH).partition(" ")
    try:
        data = base64.b64decode(raw, validate=True)
    except (ValueError, binascii.Error):
        data = b""
    proper = line.startswith(_DASH) and space and re.fullmatch(r"[^\s+]+", name)
    if not proper or len(data) <= _SIZE_OF_ID or base64.b64encode(data).decode("ascii") != raw:
        raise BadNote(f"it has a line of signature that is none: {line[:60]!r}")
    key_id = int.from_bytes(data[:_SIZE_OF_ID], "big")
    return Signature(name, key_id, data[_SIZE_OF_ID:])


def _control(text: str) -> bool:
    return any(ord(each) < 32 for each in text if each != "\n")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log at one size: its name, its number of leaves, its root of 32 bytes."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text of the note, which is what signatures are over."""
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode("ascii")]
        lines += self.extensions
        if not all(lines) or any("\n" in line or _control(line) for line in lines):
            raise BadNote("the lines of a checkpoint are not empty and have no control characters")
        return "".join(f"{line}\n" for line in lines)

    def written(self, *signatures: Signature) -> str:
        """The file."""
        return Note(self.text(), signatures).written()


def read_checkpoint_file(data: str | bytes) -> tuple[Checkpoint, tuple[Signature, ...]]:
    """The checkpoint in a file, and its signatures, unverified; raises `BadNote`."""
    note = read_note(data)
    try:
        head = read_checkpoint(note.text)
    except NotProved as error:
        raise BadNote(str(error)) from None
    extensions = tuple(note.text.split("\n")[3:-1])
    if not all(extensions):
        raise BadNote("a line of the checkpoint is empty")
    return Checkpoint(head.origin, head.size, head.root, extensions), note.signatures
