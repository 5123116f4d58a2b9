"""HTML that Outlook keeps within RTF ([MS-OXRTFEX]), taken out again.

Tags stand in groups of their own, `{\\*\\htmltag ...}`; what only a reader of RTF is to show
stands between `\\htmlrtf` and `\\htmlrtf0`; the rest is text of both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from toolkit.intake.extract.rtf.head import Head
from toolkit.intake.extract.rtf.tokens import SIGNS, SYMBOLS, Token, decoded, tokens
from toolkit.intake.room import Room

#: The mark stands among the first words of the file ([MS-OXRTFEX] 2.1.3.1).
_FIRST = 24
_MAX_DEPTH = 5_000
_SILENT = frozenset(
    ("fonttbl", "colortbl", "stylesheet", "info", "pict", "listtext", "pntext", "fldinst")
)
_ENTITIES = {"~": "&nbsp;", "_": "&shy;"}
_BREAKS = frozenset(("par", "line", "sect", "page"))


@dataclass(slots=True)
class _State:
    """What holds until the end of a group."""

    silent: bool = False
    tag: bool = False  # its text is of a tag
    rtf_only: bool = False
    fonts: bool = False
    font: int = -1
    skip: int = 1


def html_of(data: bytes, room: Room) -> str | None:
    """The HTML within RTF; None where it says that it holds none."""
    for at, token in enumerate(tokens(data)):
        if token.kind == "word" and token.word == "fromhtml" and token.number == 1:
            break
        if at > _FIRST:
            return None
    else:
        return None
    found = _Html(room)
    for token in tokens(data):
        found.token(token)
    return "".join(found.out)


class _Html:
    """Goes through the tokens and keeps what is HTML."""

    def __init__(self, room: Room) -> None:
        self.out: list[str] = []
        self._head = Head(replace(room, troubles=[], hidden=[]))
        self._state = _State()
        self._stack: list[_State] = []
        self._beyond = 0
        self._star = False
        self._skipping = 0

    def token(self, token: Token) -> None:
        """Take in the next token."""
        if token.kind in ("text", "hex"):
            self._bytes(token.data)
        elif token.kind == "open":
            self._open()
        elif token.kind == "close":
            self._close()
        elif token.kind == "symbol":
            self._symbol(token.word)
        else:
            self._word(token.word, token.number)
            self._star = False

    def _open(self) -> None:
        self._star, self._skipping = False, 0
        if len(self._stack) >= _MAX_DEPTH:
            self._beyond += 1
            return
        self._stack.append(self._state)
        self._state = replace(self._state)

    def _close(self) -> None:
        self._skipping = 0
        if self._beyond:
            self._beyond -= 1
        elif self._stack:
            self._state = self._stack.pop()

    def _say(self, text: str) -> None:
        state = self._state
        if not state.silent and (state.tag or not state.rtf_only):
            self.out.append(text)

    def _bytes(self, data: bytes) -> None:
        skipped = min(self._skipping, len(data))
        self._skipping -= skipped
        self._say(decoded(data[skipped:], self._head.encoding_of(self._state.font)))

    def _symbol(self, sign: str) -> None:
        if sign == "*":
            self._star = True
        elif sign in "\r\n":
            self._say("\r\n")
        elif sign in SYMBOLS:
            self._say(SYMBOLS[sign] if self._state.tag else _ENTITIES.get(sign, SYMBOLS[sign]))

    def _word(self, word: str, number: int | None) -> None:
        state = self._state
        self._skipping = 0
        if self._star:
            state.tag = word == "htmltag" and not state.silent
            state.silent = not state.tag
        elif word == "htmlrtf":
            state.rtf_only = number != 0
        elif word in _SILENT:
            state.silent, state.fonts = True, word == "fonttbl"
        elif word == "u" and number is not None:
            code = number % 0x10000
            self._say(chr(code) if not 0xD800 <= code < 0xE000 else "")
            self._skipping = state.skip
        elif word == "uc":
            state.skip = min(max(number or 0, 0), 16)
        elif word in _BREAKS:
            self._say("\r\n")
        elif word in SIGNS:
            self._say(SIGNS[word])
        elif word == "f" and not state.fonts:
            state.font = -1 if number is None else number
        elif word == "plain":
            state.font = -1
        else:
            self._head.word("fonttbl" if state.fonts else "", word, number)
