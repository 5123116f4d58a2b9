"""RTF as Markdown: its own walk through groups and control words.

striprtf (1) gives no headings, notes or comments, takes deleted and hidden words for text, and
needs the square of a file's length where links are many; here none of these is so, and no depth
of groups does harm. The label of a list's item is the one that the writer's program put down. No
other program is asked, so that the same file gives the same text on every machine.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from toolkit.intake import markdown
from toolkit.intake.extract.rtf.head import Head
from toolkit.intake.extract.rtf.state import State
from toolkit.intake.extract.rtf.story import Story
from toolkit.intake.extract.rtf.tokens import (
    SIGNS,
    SYMBOLS,
    Token,
    decoded,
    tokens,
    unhexed,
)
from toolkit.intake.extract.shared.composer import Composer, Full, Label
from toolkit.intake.extract.shared.lines import paired
from toolkit.intake.extract.shared.ole import first_edition
from toolkit.intake.extract.word.changes import Changes
from toolkit.intake.extract.word.fields import Margins, address_in, is_page_number
from toolkit.intake.extract.word.styles import named_level
from toolkit.intake.model import Extracted
from toolkit.intake.room import NotReadable, Room

READER = "rtf 1"

MAX_DEPTH = 5_000
_MAX_SIZE = 256 * 1024 * 1024
_NUMBER = re.compile(r"[(\[]?([0-9]{1,9})[.)\]:]{0,2}\Z")
_LETTERS = re.compile(r"[^\W_]")

_NOTHING = "-"
_NEVER = "--"  # nothing either, whatever is said within it: what is shown a second time
# Groups whose text is no text of the document.
_SILENT = frozenset((
    "colortbl", "filetbl", "listtable", "listoverridetable", "pict", "xe", "tc", "txe", "rxe",
    "bkmkstart", "bkmkend", "upr", "themedata", "datastore", "latentstyles", "rsidtbl", "pn",
    "pnseclvl", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "nonesttables",
    "sp", "fldtype", "datafield", "formfield", "background", "template", "falt", "panose",
    "fname", "objclass", "objname", "objalias", "atnref", "atntime", "atndate", "atnparent",
    "atrfstart", "atrfend", "atnid", "levelnumbers", "leveltext", "mmathPict", "listname",
    "liststylename", "listpicture", "shpinst", "do", "printim", "buptim",
))  # fmt: skip
_TWICE = frozenset({"shprslt", "nonshppict"})
# What is text again within one that is not; and what no star before it makes silent.
_HEARD = frozenset({"shptxt", "dptxbxtext", "ud"})
_NO_MATTER = frozenset({"moMath", "moMathPara", "shppict", "fldinst", "annotation", "atnauthor"})
_MARGINS = frozenset(
    ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf")
)
_GATHERED = frozenset({"fldinst", "listtext", "pntext", "objdata", "atnauthor"})


def read_rtf(path: Path, room: Room) -> Extracted:
    """The text of the RTF file at `path`; raises `NotReadable` for what is none."""
    with path.open("rb") as file:
        data = file.read(_MAX_SIZE + 1)
    if len(data) > _MAX_SIZE:
        room.trouble("I010", f"only its first {_MAX_SIZE:,} bytes were read")
        data = data[:_MAX_SIZE]
    reader = Reader(room)
    text = reader.read(data)
    if not text:
        room.trouble("I018", "no text was found in it")
    return room.extracted(READER, text, properties=reader.head.properties, pages=reader.head.pages)


class Reader:
    """Goes through the tokens of one file."""

    def __init__(self, room: Room) -> None:
        self.head = Head(room)
        self._room = room
        self._body = Story()
        self._notes: list[Story] = []
        self._margins: dict[str, Story] = {}
        self._state = State(self._body)
        self._stack: list[State] = []
        self._beyond = 0
        self._pending = bytearray()
        self._skipping = 0
        self._heard: list[str] = []
        self._data = bytearray()
        self._comments_by = ""
        self._first_differs = False
        self._star = False
        self._changes = Changes()

    def read(self, data: bytes) -> str:
        """The text of the file as Markdown; raises `NotReadable` for what is no RTF."""
        begins = data[:1024].find(b"{\\rtf")
        if begins < 0:
            raise NotReadable("I006", "it is no RTF")
        ended = False
        for token in tokens(data[begins:]):
            self._token(token)
            if token.kind == "close" and not self._stack:
                ended = True
                break
        self._flush()
        if not ended:
            self._room.trouble("I006", "it is cut off; read as far as it goes")
        self._beyond = 0
        while self._stack:
            self._close()
        self._end_story(self._body)
        return self._text()

    def _token(self, token: Token) -> None:
        kind = token.kind
        if kind in ("text", "hex"):
            self._bytes(token.data)
            return
        self._flush()
        if kind == "open":
            self._open()
        elif kind == "close":
            self._close()
        elif kind == "symbol":
            self._symbol(token.word)
        else:
            self._word(token.word, token.number)
            self._star = False

    def _open(self) -> None:
        self._skipping = 0
        self._star = False
        if len(self._stack) >= MAX_DEPTH:
            if not self._beyond:
                self._room.trouble("I012", f"its groups are nested more than {MAX_DEPTH:,} deep")
            self._beyond += 1
            return
        self._stack.append(self._state)
        self._state = replace(self._state)

    def _close(self) -> None:
        self._skipping = 0
        if self._beyond:
            self._beyond -= 1
            return
        if not self._stack:
            return
        closed, self._state = self._state, self._stack.pop()
        now = self._state
        if closed.address and closed.address != now.address:
            now.story.line.end_link()
        if closed.story is not now.story:
            self._end_story(closed.story)
            self._attach(closed.story, now.story)
        if closed.into in Head.TABLES:
            self.head.entry(closed.into, self._taken())
        elif closed.into != now.into:
            self._gathered(closed.into)

    def _bytes(self, data: bytes) -> None:
        if self._skipping:
            skipped = min(self._skipping, len(data))
            self._skipping -= skipped
            data = data[skipped:]
        into = self._state.into
        if into == "objdata":
            if len(self._data) < 2 * self._room.limits.member:
                self._data += data
        elif into not in (_NOTHING, _NEVER):
            self._pending += data

    def _flush(self) -> None:
        if self._pending:
            data, self._pending = bytes(self._pending), bytearray()
            font = self._state.wide if self._state.east else self._state.font
            self._characters(decoded(data, self.head.encoding_of(font)))

    def _characters(self, text: str) -> None:
        state = self._state
        if state.into in (_NOTHING, _NEVER) or not text:
            return
        if state.into:
            self._heard.append(text)
            return
        if state.hidden:
            self._changes.add("hidden text", "", text)
            return
        if state.change == "deleted text":
            self._changes.add("deleted text", self.head.author(state.deleted_by), text)
            return
        if state.change:
            self._changes.add("inserted text", self.head.author(state.inserted_by), text)
        state.story.line.add(text, state.address, strong=state.strong)

    def _taken(self) -> str:
        text, self._heard = paired("".join(self._heard)), []
        return " ".join(markdown.plain(text).split())

    def _symbol(self, sign: str) -> None:
        if sign == "*":
            self._star = True
        elif sign in "\r\n":
            self._end_paragraph()
        elif sign in SYMBOLS:
            self._characters(SYMBOLS[sign])

    def _word(self, word: str, number: int | None) -> None:
        state = self._state
        if word == "u":
            if number is not None:
                code = number % 0x10000 if number < 0x10000 else number
                self._characters(chr(code) if code < 0x110000 else "\ufffd")
                self._skipping = state.skip
            return
        self._skipping = 0
        if word in SIGNS:
            self._characters(SIGNS[word])
        elif word in ("par", "sect", "page"):
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            self._end_cell(nested=word == "nestcell")
        elif word == "row":
            if not state.into:
                state.story.end_row()
        elif not (self._purpose(word) or state.look(word, number)):
            if word == "titlepg":
                self._first_differs = True
            else:
                self.head.word(state.into, word, number)

    def _purpose(self, word: str) -> bool:
        """Whether the word says what its group is for, which is then taken note of."""
        state = self._state
        if state.into == _NEVER:
            return True
        if word in _TWICE:
            state.into = _NEVER
        elif word in _HEARD:
            if word != "ud":
                state.story, state.in_table = Story("box"), False
            state.into = ""
        elif state.into == _NOTHING:
            pass
        elif word == "field":
            state.code = []
        elif word == "fldrslt":
            code = "".join(state.code)
            state.address = address_in(code)
            if state.story.kind in _MARGINS and is_page_number(code):
                state.into = _NOTHING
        elif word in ("footnote", "annotation") or word in _MARGINS:
            self._begin_story(word)
        elif word in _GATHERED or word in Head.WORDS:
            state.into = word
            self._heard, self._data = [], bytearray()
        elif word in _SILENT or word.endswith("Pr") or (self._star and word not in _NO_MATTER):
            state.into = _NOTHING
        else:
            return False
        return True

    def _begin_story(self, kind: str) -> None:
        state = self._state
        state.story = Story(kind)
        if kind == "footnote" and state.change != "deleted text":
            self._notes.append(state.story)
            state.story.number = len(self._notes)
        state.into, state.in_table, state.hidden, state.change = "", False, False, ""
        state.strong, state.address = False, ""

    def _gathered(self, into: str) -> None:
        """The end of a group that was gathered."""
        if into == "objdata":
            found = first_edition(unhexed(bytes(self._data)), self._room.limits.member)
            self._data = bytearray()
            if found is not None and found[1]:
                self._room.enclose(found[0], found[1], "object")
        elif into == "fldinst":
            self._state.code.append(self._taken())
        elif into in ("listtext", "pntext"):
            self._state.story.label = self._taken()
        elif into == "atnauthor":
            self._comments_by = self._taken()
        elif into and into not in (_NOTHING, _NEVER):
            self.head.said(into, self._taken())

    def _level(self) -> int | None:
        state = self._state
        outline = state.outline
        if outline is not None:
            return outline + 1 if 0 <= outline < 9 else None
        return self.head.level(state.style, named_level)

    def _label(self, shown: str) -> Label | None:
        state = self._state
        if not shown:
            return None
        place = Label(series=str(state.series), depth=state.depth, indent=state.indent)
        number = _NUMBER.match(shown)
        if number:
            return replace(place, number=int(number[1]))
        if len(shown) <= 2 and (shown == "o" or not _LETTERS.search(shown)):
            return place
        return replace(place, shown=shown)

    def _end_paragraph(self) -> None:
        self._changes.end(self._room)
        state = self._state
        if state.into:
            return
        if state.in_table:
            state.story.end_line(self._label)
        else:
            state.story.end_paragraph(self._level(), self._label)

    def _end_cell(self, *, nested: bool) -> None:
        if not self._state.into:
            self._state.story.end_line(self._label)
            if not nested:
                self._state.story.end_cell()

    def _end_story(self, story: Story) -> None:
        outer, self._state = self._state, replace(self._state, story=story, into="")
        self._end_paragraph()
        story.end()
        self._state = outer

    def _attach(self, story: Story, outer: Story) -> None:
        if story.kind == "box":
            outer.boxes.append(story)
        elif story.kind == "footnote":
            if story.number:
                outer.line.sign(markdown.note_sign(story.number))
        elif story.kind == "annotation":
            self.head.comment(self._comments_by, story.flat(" ").words())
            self._comments_by = ""
        elif story.blocks:
            self._margins.setdefault(story.kind, story)

    def _text(self) -> str:
        text = Composer(self._room)
        wanted = ("headerf",) if self._first_differs else ("header", "headerr")
        first = [self._margins.pop(name) for name in wanted if name in self._margins]
        seen = Margins()
        with suppress(Full):
            for story in first:
                _write_margin(story, text, seen)
            self._body.write(text)
            for _, story in sorted(self._margins.items()):
                _write_margin(story, text, seen)
            for note in self._notes:
                text.note(note.number, note.flat())
        return text.whole()


def _write_margin(story: Story, text: Composer, seen: Margins) -> None:
    """A header or footer, unless it is a page's number or stood there before."""
    words = "".join(
        block.line.text if block.rows is None else "".join(c.text for r in block.rows for c in r)
        for block in story.blocks
    )
    if seen.is_new(words):
        story.write(text, plain=True)
