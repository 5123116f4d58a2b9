"""RTF as tokens and as characters: control words, groups, and bytes in the encoding of a font.

One regular expression takes the file apart: a loop over its bytes needs many times as long.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from toolkit.intake.extract.word.symbols import of_symbol_font

_TOKEN = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|'([0-9a-fA-F]{2})|([^a-zA-Z]))"
    rb"|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)"
)
_HEX = re.compile(rb"[^0-9a-fA-F]+")

#: Control words that stand for a character.
SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "\u2014", "endash": "\u2013", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "bullet": "\u2022", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "zwj": "\u200d",
    "zwnj": "\u200c", "lbr": "\n", "softline": " ", "column": " ",
}  # fmt: skip
#: Control symbols that do; the other ones are braces, the backslash and breaks.
SYMBOLS = {"~": "\u00a0", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}", "\t": "\t"}

_CHARSETS = {
    77: "mac-roman", 78: "shift_jis", 79: "big5", 80: "johab", 81: "mac-arabic",
    82: "mac-farsi", 83: "mac-greek", 84: "mac-cyrillic", 85: "gb2312", 86: "mac-romanian",
    88: "mac-latin2", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
SYMBOL_FONT = "symbol"
_PAGES = {10000: "mac-roman", 10001: "shift_jis", 936: "gb18030", 65001: "utf-8", 1361: "johab"}


class Token(NamedTuple):
    """A piece of RTF: `kind` is 'word', 'hex', 'symbol', 'open', 'close' or 'text'."""

    kind: str
    word: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of an RTF file; binary data within it is passed over."""
    at, end, match = 0, len(data), _TOKEN.match
    while at < end:
        found = match(data, at)
        if found is None:  # a backslash that ends the file
            return
        at = found.end()
        kind = found.lastindex
        if kind == 6:
            yield Token("text", data=found[6])
        elif kind == 5:
            yield Token("open" if found[5] == b"{" else "close")
        elif kind == 3:
            yield Token("hex", data=bytes.fromhex(found[3].decode()))
        elif kind == 4:
            yield Token("symbol", found[4].decode("latin-1"))
        elif kind is not None:
            number = int(found[2]) if found[2] is not None else None
            word = found[1].decode()
            if word == "bin" and number and number > 0:
                at += number
                continue
            yield Token("word", word, number)


def encoding_of_charset(charset: int) -> str | None:
    """The encoding of a font's characters; None where it is the document's own."""
    return SYMBOL_FONT if charset == 2 else _known(_CHARSETS.get(charset))


def encoding_of_page(page: int) -> str | None:
    """The encoding with the number of a code page; None for an unknown one."""
    return _known(_PAGES.get(page, f"cp{page}"))


def _known(name: str | None) -> str | None:
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def decoded(data: bytes, encoding: str) -> str:
    """The characters that bytes stand for; those that stand for none are replaced."""
    if encoding == SYMBOL_FONT:
        return "".join(of_symbol_font(byte) for byte in data)
    if data.isascii():
        return data.decode("ascii")
    return data.decode(encoding, errors="replace")


def unhexed(data: bytes) -> bytes:
    """The bytes that figures stand for; what is no figure is left out."""
    figures = _HEX.sub(b"", data)
    return bytes.fromhex(figures[: len(figures) // 2 * 2].decode())
