"""A record's file in its two parts: front matter between lines of ---, and the text."""

from __future__ import annotations

import codecs
from typing import Any, NamedTuple

from archive.errors import BadFrontMatter

#: Bytes. Front matter is a page at most; more is a mistake or an attack.
MAX_FRONT = 64 * 1024

#: Bytes. A longer text is kept by its hash and reported; its place is beside a record, as an
#: original.
MAX_TEXT = 4 * 1024 * 1024

#: Bytes that are read of a longer text: enough for its header.
TOP_OF_LONG = MAX_FRONT

_STRAY = "archive.stray-bytes"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Parts(NamedTuple):
    """A file split in two. `front` is None where there is none; lines are 1-based in the file."""

    front: str | None
    body: str
    front_line: int
    body_line: int


def newlines(text: str) -> str:
    """`text` with LF line ends and without a byte-order mark."""
    if text.startswith("\ufeff"):
        text = text[1:]
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def split(text: str) -> Parts:
    """The parts of a record's file; `text` has LF line ends (see `newlines`).

    The front matter is what stands between a first line `---` and the next such line.
    """
    if not text.startswith("---\n"):
        if not text.startswith("---") or text[3:4] not in (" ", "\t", ""):
            return Parts(None, text, 1, 1)
        first, _, _ = text.partition("\n")
        if first.rstrip() != "---":
            return Parts(None, text, 1, 1)
        text = "---" + text[len(first) :]
    if text.startswith("---\n---\n") or text == "---\n---":
        return Parts("", text[8:], 2, 3)
    end = text.find("\n---\n", 3)
    if end < 0:
        lines = text.split("\n")
        close = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
        if close is None:
            return Parts(None, text, 1, 1)
        return Parts("\n".join(lines[1:close]), "\n".join(lines[close + 1 :]), 2, close + 2)
    return Parts(text[4:end], text[end + 5 :], 2, text.count("\n", 0, end) + 3)


def read_front(front: str) -> dict[str, Any]:
    """The fields of front matter as plain text values; raises `BadFrontMatter`."""
    if len(front) > MAX_FRONT:
        raise BadFrontMatter(f"front matter of over {MAX_FRONT // 1024} KiB", 1)
    from archive.yamltext import read_mapping  # not needed to show a record: PyYAML takes 50 ms

    return read_mapping(front)


def fields_of(front: str | None) -> dict[str, Any] | None:
    """Front matter as plain values, None where there is none that can be read."""
    if front is None:
        return None
    try:
        return read_front(front)
    except BadFrontMatter:
        return None


def decode(data: bytes) -> tuple[str | None, str]:
    """`data` as text and what was found of its encoding; the text is None where there is none.

    Encodings: 'utf-8', 'utf-8 crlf', 'not utf-8', 'too large'.
    """
    if len(data) > MAX_TEXT:
        return None, "too large"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None, "not utf-8"
    return text, "utf-8 crlf" if "\r" in text else "utf-8"


def salvage(data: bytes) -> tuple[str | None, str]:
    """What can be read of a text that lies in a history, where nobody can mend it any more.

    As `decode`, but bytes that are not UTF-8 are read as Windows-1252 (a text with the mark of
    UTF-16 as such: 'utf-16'), and the encoding names the first line that has any: 'not utf-8 from
    line 3'. It is 'not utf-8' and the text None where the bytes are no text at all.
    """
    text, encoding = decode(data)
    if encoding != "not utf-8":
        return text, encoding
    if b"\0" in data:
        if not data.startswith(_WIDE):
            return None, encoding
        return data.decode("utf-16", "replace"), "utf-16"
    return data.decode("utf-8", _STRAY), f"{encoding} from line {bad_line(data)}"


def how_read(encoding: str) -> str:
    """What a reader of a text should know of how its bytes were read; '' where nothing is odd."""
    name, _, line = encoding.partition(" from line ")
    if name == "too large":
        return f"It is over 4 MiB: only its first {TOP_OF_LONG // 1024} KiB are read and shown."
    if line:
        return (
            f"Its file is not UTF-8 (from line {line}); the letters that are not were read as "
            "Windows-1252 and may be wrong."
        )
    if name in ("not utf-8", "missing"):
        return "This version holds no text that can be read; what is told of it was said before."
    return ""


def top_of_long(data: bytes) -> str | None:
    """What can be read of the bytes that a text begins with which is too large."""
    end = len(data)
    while end and data[end - 1] & 0xC0 == 0x80:  # the last letter may be cut in two
        end -= 1
    return salvage(data[: end - 1] if end and data[end - 1] >= 0xC0 else data[:end])[0]


def bad_line(data: bytes) -> int:
    """The first line with bytes that are not UTF-8, counted from 1; 0 where there is none."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 0


def _stray(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_STRAY, _stray)
