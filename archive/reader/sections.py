"""Which part of a text is about what: headings, bold lines, introductions and labels.

A heading holds until the next of its own level or above; a bold line, or a line that is nothing
but a known heading, until the next heading or bold line; an introduction that ends in a colon
holds for the list below it; a label ("Present: A, B") for its line and for the list inside it.
The words are data: headings.yaml, and what a series adds in `Headings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archive.reader.later import later
from archive.reader.meanings import MAX_HEADING, introduces, label_of, meaning
from archive.reader.model import Headings
from archive.reader.wording import bare
from archive.text.paragraphs import Paragraph

#: In whose items a label is no label: "Chair: send the letter" among tasks.
_TOLD_BY_ITEMS = frozenset({"actions", "plans", "decisions", "decisions+actions", "votes"})

_BOLD = later(r"(?:\*\*|__)(?P<said>[^*\n]{1,100}?)(?:\*\*|__)[ \t]*:?[ \t]*")
_HTML = later(
    r"<(h[1-6]|summary|li|b|strong|p|td|dt|dd)\b[^<>\n]{0,200}>\s{0,20}(?:<[a-z]{1,8}>)?([^<]{1,2000})",
    re.IGNORECASE,
)


class Piece(NamedTuple):
    """A block, or a line of one, that stands in a section which is about something.

    `text` is what it says, without a label; `heading` the words by which it was known;
    `group` a heading or label between that and the piece ("Board" below "Attendees");
    `how`: 'heading', 'introduction' or 'label'; `level` that of its paragraph, 0 outside lists.
    """

    paragraph: Paragraph
    text: str
    line: int
    purpose: str
    heading: str
    group: str | None
    how: str
    level: int
    item: bool


class _Open(NamedTuple):
    """A section that is open: its level (7 for a bold line), purpose, words and group."""

    level: int
    purpose: str | None
    heading: str
    group: str | None


class _Walk:
    """Goes through the paragraphs once, with the sections that are open."""

    def __init__(self, own: Headings | None) -> None:
        self._own = own
        self._open: list[_Open] = []
        self._lead: tuple[int, str, str, str] | None = None  # level, purpose, words, how
        self._first = True

    def run(self, paragraphs: Sequence[Paragraph]) -> Iterator[Piece]:
        for paragraph in paragraphs:
            kind = paragraph.kind
            if kind == "heading":
                self._enter(paragraph.level or 1, paragraph.text)
                continue
            self._first = False
            text = paragraph.text
            if (
                self._lead is None
                and not (self._open and self._open[-1].purpose)
                and ":" not in text
                and (kind == "item" or (text[-1:] == "." and text[0] not in "*_|<`"))
                and "\n" not in text[:MAX_HEADING]
                and (text.isascii() or "：" not in text)  # noqa: RUF001 - full width
            ):
                continue  # most prose: it neither stands in a section nor opens one
            if self._lead is not None and not (
                paragraph.level > self._lead[0] or (kind == "table" and self._lead[0] == 0)
            ):
                self._lead = None
            if kind == "code":
                if text[:1] == "<":
                    yield from self._html(paragraph)
                continue
            if kind == "paragraph" and paragraph.level == 0 and self._is_bold(text):
                continue
            if kind == "table":
                yield from self._piece(paragraph, text, paragraph.line_start, paragraph.level)
            elif text:
                yield from self._lines(paragraph, text)

    def _enter(self, level: int, text: str) -> None:
        while self._open and self._open[-1].level >= level:
            self._open.pop()
        self._lead = None
        found = meaning(text, self._own)
        title = self._first and level == 1 and not self._open
        self._first = False
        if found and title and not found.exact:
            found = None  # "Conclusions adopted" over a whole text says nothing of its parts
        above = self._open[-1] if self._open else None
        if found:
            purpose = None if found.purpose == "ignored" else found.purpose
            self._open.append(_Open(level, purpose, bare(text).strip(" :"), None))
        elif above is not None and above.purpose:
            self._open.append(_Open(level, above.purpose, above.heading, bare(text).strip(" :")))
        else:
            self._open.append(_Open(level, None, "", None))

    def _is_bold(self, text: str) -> bool:
        """Whether the paragraph is a heading by its looks, which it then opens."""
        if len(text) > MAX_HEADING or "\n" in text:
            return False
        if text[:2] in ("**", "__"):
            bold = _BOLD.fullmatch(text)
            if bold is None:
                return False
            self._enter(7, bold["said"])
            return True
        if not text or text[-1] in ".:":  # a form feed alone is a paragraph without words
            return False
        found = meaning(text, self._own)
        if found is None or not found.exact:
            return False
        self._enter(7, text)
        return True

    def _lines(self, paragraph: Paragraph, text: str) -> Iterator[Piece]:
        """The piece of a paragraph, or one for each of its lines where they carry labels."""
        inside = self._open[-1].purpose if self._open else None
        if paragraph.kind == "item" and inside in _TOLD_BY_ITEMS and self._lead is None:
            yield from self._piece(paragraph, text, paragraph.line_start, paragraph.level)
            return
        if ":" not in text and "：" not in text and "\n" not in text:  # noqa: RUF001
            yield from self._piece(paragraph, text, paragraph.line_start, paragraph.level)
            return
        lines = text.split("\n")
        lead: tuple[str, str, str] | None = None
        plain: list[str] = []
        at = paragraph.line_start
        began = at
        for number, line in enumerate(lines):
            found = label_of(line, self._own) if ":" in line or "：" in line else None  # noqa: RUF001
            if found is None and number == 0 and len(lines) > 1 and len(line) < MAX_HEADING:
                known = meaning(line.strip("*_ \\"), self._own)
                if known and known.exact and known.purpose != "ignored":
                    found = line, "", known
            if found is None:
                if lead is not None and line.rstrip()[-1:] == ":":
                    lead = None  # something else begins
                if lead is not None:
                    yield self._labelled(paragraph, line, at + number, lead)
                else:
                    began = began if plain else at + number
                    plain.append(line)
                continue
            label, value, known = found
            if plain:
                yield from self._piece(paragraph, "\n".join(plain), began, paragraph.level)
                plain = []
            lead = known.purpose, bare(label), "label"
            if value:
                yield self._labelled(paragraph, value, at + number, lead)
        if plain:
            yield from self._piece(paragraph, "\n".join(plain), began, paragraph.level)
        last = lines[-1].rstrip("*_ \t")
        if last[-1:] in (":", "："):  # noqa: RUF001 - full width
            said = introduces(last, self._own)
            if said and said.purpose not in ("ignored", "chair", "scribe"):
                self._lead = (paragraph.level, said.purpose, bare(last).rstrip(":"), "introduction")
            elif lead is None and paragraph.level == 0:
                self._lead = (0, "", "", "introduction")  # a list of something else

    def _labelled(
        self, paragraph: Paragraph, value: str, line: int, lead: tuple[str, str, str]
    ) -> Piece:
        return Piece(
            paragraph, value.strip(), line, lead[0], lead[1], None, lead[2], paragraph.level, False
        )

    def _piece(self, paragraph: Paragraph, text: str, line: int, level: int) -> Iterator[Piece]:
        item = paragraph.kind == "item"
        if self._lead is not None and self._lead[1]:
            _, purpose, heading, how = self._lead
            yield Piece(paragraph, text, line, purpose, heading, None, how, level, item)
        elif self._open and self._open[-1].purpose:
            last = self._open[-1]
            if self._lead is not None and last.purpose in ("attendance", "regrets", "observers"):
                return
            assert last.purpose
            yield Piece(
                paragraph,
                text,
                line,
                last.purpose,
                last.heading,
                last.group,
                "heading",
                level,
                item,
            )

    def _html(self, paragraph: Paragraph) -> Iterator[Piece]:
        """Headings, list items and lines of a block of HTML."""
        line, counted = paragraph.line_start, 0
        for tag in _HTML.finditer(paragraph.text):
            name, said = tag[1].lower(), tag[2].strip()
            line += paragraph.text.count("\n", counted, tag.start())
            counted = tag.start()
            if name[0] == "h" or name in ("summary", "b", "strong", "dt"):
                self._enter(int(name[1]) if name[0] == "h" else 7, said[:MAX_HEADING])
            elif said and self._open and self._open[-1].purpose:
                last = self._open[-1]
                assert last.purpose
                yield Piece(
                    paragraph,
                    said,
                    line,
                    last.purpose,
                    last.heading,
                    last.group,
                    "heading",
                    1,
                    True,
                )


_NO_WORDS = Headings()


def pieces(paragraphs: Sequence[Paragraph], own: Headings | None = None) -> list[Piece]:
    """All that stands in sections which are about something, in the order of the text."""
    return list(_Walk(None if own == _NO_WORDS else own).run(paragraphs))
