"""What an RTF file says of itself, and its tables: fonts, styles, authors, dates.

The text refers to all of them by numbers, so that they are gathered before it begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from toolkit.intake.extract.rtf.tokens import encoding_of_charset, encoding_of_page
from toolkit.intake.model import HiddenKind
from toolkit.intake.room import Room

_MAX_VALUE = 2_000
_MAX_CHAIN = 20

_SAID = {
    "title": "title",
    "subject": "subject",
    "keywords": "keywords",
}
#: Groups that say what no page shows → the kind that it is listed as.
_LISTED: dict[str, tuple[HiddenKind, str]] = {
    "author": ("author", ""),
    "operator": ("last editor", ""),
    "company": ("organisation", ""),
    "generator": ("software", ""),
    "manager": ("property", "manager: "),
    "doccomm": ("property", "description: "),
    "category": ("property", "category: "),
}
_TIMES = {"creatim": "created", "revtim": "modified"}
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])\Z")
_SYSTEMS = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}


class Head:
    """Gathers what stands before and beside the text of one file."""

    #: Groups with one entry a group or more within them.
    TABLES: ClassVar[frozenset[str]] = frozenset({"stylesheet", "fonttbl", "revtbl"})
    #: Groups that are gathered for this.
    WORDS: ClassVar[frozenset[str]] = (
        TABLES | _SAID.keys() | _LISTED.keys() | _TIMES.keys() | {"info", "propname", "staticval"}
    )

    def __init__(self, room: Room) -> None:
        self.properties: dict[str, str] = {}
        self.pages: int | None = None
        self._room = room
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = -1
        self._styles: dict[int, tuple[str, int | None, int | None]] = {}
        self._style: tuple[int, int | None, int | None] = (0, None, None)
        self._authors: list[str] = []
        self._when: dict[str, int] = {}
        self._named = ""

    def encoding_of(self, font: int) -> str:
        """The encoding of what is written in a font."""
        return self._fonts.get(font, self._encoding)

    def level(self, style: int, named: Callable[[str], int | None]) -> int | None:
        """The level of headings in a style, from 1; `named` gives that of a style's name."""
        for _ in range(_MAX_CHAIN):
            name, based, outline = self._styles.get(style, ("", None, None))
            if outline is not None:
                return outline + 1 if 0 <= outline < 9 else None
            level = named(name)
            if level or based is None or based == style:
                return level
            style = based
        return None

    def word(self, into: str, word: str, number: int | None) -> None:
        """A control word that says something of the file or, in a table, of an entry."""
        if into == "fonttbl":
            self._font_word(word, number)
        elif into == "stylesheet":
            name, based, outline = self._style
            if word == "s":
                name = number or 0
            elif word == "sbasedon":
                based = number
            elif word == "outlinelevel":
                outline = number
            self._style = (name, based, outline)
        elif into in _TIMES:
            if number is not None:
                self._when[word] = number
        elif word == "nofpages" and number and number > 0:
            self.pages = number
        elif word == "ansicpg" and number:
            self._encoding = encoding_of_page(number) or self._encoding
        elif word in _SYSTEMS:
            self._encoding = _SYSTEMS[word]

    def _font_word(self, word: str, number: int | None) -> None:
        if number is None:
            return
        encoding = None
        if word == "f":
            self._font = number
        elif word == "fcharset":
            encoding = encoding_of_charset(number)
        elif word == "cpg":
            encoding = encoding_of_page(number)
        if encoding:
            self._fonts[self._font] = encoding

    def entry(self, table: str, text: str) -> None:
        """The end of a group in a table, with the words in it."""
        text = text.rstrip(";").strip()
        if table == "revtbl" and text:
            self._authors.append(text)
        elif table == "stylesheet":
            if text:
                name, based, outline = self._style
                self._styles.setdefault(name, (text.casefold(), based, outline))
            self._style = (0, None, None)

    def said(self, into: str, value: str) -> None:
        """The end of a group that says something of the file."""
        value = value[:_MAX_VALUE].rstrip("; ")
        if into in _TIMES:
            self._time(_TIMES[into])
        elif not value:
            return
        elif into in _SAID:
            self.properties[_SAID[into]] = value
        elif into in _LISTED:
            kind, label = _LISTED[into]
            self._room.hide(kind, label + value)
        elif into == "propname":
            self._named = value
        elif into == "staticval":
            self._room.hide("property", f"{self._named}: {value}")

    def _time(self, name: str) -> None:
        when, self._when = self._when, {}
        day = f"{when.get('yr', 0):04d}-{when.get('mo', 0):02d}-{when.get('dy', 0):02d}"
        hour, minute = when.get("hr", 0), when.get("min", 0)
        if not day.startswith("0000") and _DAY.match(day):
            clock = f"T{hour:02d}:{minute:02d}" if 0 <= hour < 24 and 0 <= minute < 60 else ""
            self.properties[name] = day + clock

    def comment(self, author: str, words: str) -> None:
        """A remark beside the text."""
        if words:
            self._room.hide("comment", f"{author}: {words}" if author else words)

    def author(self, number: int) -> str:
        """Who made the changes of a number; '' where that is not known."""
        return self._authors[number] if 0 <= number < len(self._authors) else ""
