"""Paragraphs of a record's text, each with the anchor by which it is cited.

    >>> [(p.anchor, p.text) for p in paragraphs("Welcome.\\n\\n59. They agreed.")]
    [('u1', 'Welcome.'), ('p59', 'They agreed.')]

Numbered items of the outermost level keep their own number: `p59`; a number that
comes again is `p59-2`. What stands inside such an item after its first paragraph is
`p59.1`, `p59.2` ... Everything else is counted in order: `u1, u2 ...` where the text
has numbered items, `p1, p2 ...` where it has none. Headings are `h1, h2 ...`.

A line of marks stands directly above the paragraph that it speaks of:

    {.decision responsible=aes}
    59. They agreed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from archive.text.blocks import content_lines, normalised, tokens_of

if TYPE_CHECKING:
    from markdown_it.token import Token

Kind = Literal["paragraph", "item", "table", "code", "heading", "quote"]


class Paragraph(msgspec.Struct, frozen=True):
    """One block of text. `position` counts from 1 over all blocks of the record.

    No dataclass: of these a build makes more than of anything else, and this is ten times as fast.

    `number` is the own number of a numbered item of the outermost level, else None;
    `section` the text of the heading it stands under; `text` its Markdown (the source
    lines of a table or code); lines are 1-based in the file, both included; `level` how
    many lists and quotes it stands in, and of a heading its own level, 1 to 6.
    """

    anchor: str
    position: int
    kind: Kind
    number: int | None
    section: str | None
    text: str
    marks: dict[str, str] | None
    line_start: int
    line_end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A paragraph and the token that stands for it (the `<li>`, `<p>`, `<table>` ...)."""

    paragraph: Paragraph
    token: Token


def paragraphs(body: str, first_line: int = 1) -> list[Paragraph]:
    """The paragraphs of `body` in order; `first_line` is the line of the file it begins on."""
    text = normalised(body)
    walk = _Walk(text.split("\n"), first_line)
    return [paragraph for paragraph, _ in walk.run(tokens_of(text))]


def placed(tokens: Sequence[Token], text: str) -> list[Placed]:
    """The paragraphs of normalised `text`, parsed into `tokens`, each with its token."""
    return [Placed(*each) for each in _Walk(text.split("\n"), 1).run(tokens)]


_CANDIDATE = re.compile(
    r"^[ \t]*(?:(?:>|[-+*][ \t]|[0-9]{1,9}[.)][ \t])[ \t]*)*"
    r"(?:\{[ \t]*[.#]|\{[^{}\n]*=[^{}\n]*\}[ \t]*$)",
    re.MULTILINE,
)


def unread_marks(body: str, first_line: int = 1) -> list[tuple[int, str]]:
    """(line, text) of each line that looks like marks and marks no paragraph.

    Such lines stand with a blank line below them or with no blank line above them,
    after the last paragraph, or have a value with `#` or a space without quotes. Code is
    left alone.
    """
    if "{" not in body:
        return []
    text = normalised(body)
    if not _CANDIDATE.search(text):
        return []
    lines = text.split("\n")
    candidates = {at for at, line in enumerate(lines) if "{" in line and _CANDIDATE.match(line)}
    walk = _Walk(lines, first_line)
    tokens = tokens_of(text)
    for _ in walk.run(tokens):
        pass
    for token in tokens:
        if token.type in ("fence", "code_block", "html_block") and token.map:
            candidates.difference_update(range(*token.map))
    return [(first_line + at, lines[at].strip()) for at in sorted(candidates - walk.read)]


@dataclass(slots=True)
class _Item:
    """A list item while its content is walked: `anchor` where it is numbered and outermost."""

    token: Token
    anchor: str | None
    number: int | None
    named: bool = False
    inner: int = 0


#: A paragraph and its token, as `Placed` has them.
_Found: TypeAlias = "tuple[Paragraph, Token]"


class _Walk:
    """Goes through block tokens once, giving out anchors and marks."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self.lines = lines
        self.first_line = first_line
        self.read: set[int] = set()  # 0-based lines of marks that mark a paragraph
        self._position = self._headings = self._others = 0
        self._seen: dict[int, int] = {}
        self._section: str | None = None
        self._marks: dict[str, str] = {}
        self._mark_lines: list[int] = []

    def run(self, tokens: Sequence[Token]) -> Iterator[_Found]:
        self._letter = "u" if _has_numbered(tokens) else "p"
        around: list[_Item | None] = []  # None: a quote
        root: _Item | None = None
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline" or kind == "paragraph_close":
                continue
            if kind == "paragraph_open" or kind == "heading_open":
                yield self._leaf(token, tokens[index + 1].content, kind, around, root)
            elif kind in ("table_open", "fence", "code_block", "html_block"):
                start, end = content_lines(token, self.lines)
                source = "\n".join(self.lines[start:end])
                yield self._leaf(token, source, kind, around, root)
            elif kind == "list_item_open":
                item = self._item(token, around)
                if item.anchor:
                    root = item
                around.append(item)
            elif kind == "list_item_close" or kind == "blockquote_close":
                closed = around.pop()
                if closed is root and root is not None:
                    yield from self._empty(root)
                    root = None
            elif kind in ("ordered_list_open", "bullet_list_open", "blockquote_open"):
                if around and (item_around := around[-1]) is not None:
                    yield from self._empty(item_around)
                if kind == "blockquote_open":
                    around.append(None)
                self._ordered = kind == "ordered_list_open"
            elif kind == "attrs_block":
                self._mark(token)

    def _item(self, token: Token, around: list[_Item | None]) -> _Item:
        if around or not token.info:
            return _Item(token, None, None)
        number = int(token.info)
        again = self._seen[number] = self._seen.get(number, 0) + 1
        return _Item(token, f"p{number}" if again == 1 else f"p{number}-{again}", number)

    def _empty(self, item: _Item) -> Iterator[_Found]:
        """A numbered item that begins with no text of its own can still be cited."""
        if item.named:
            return
        item.named = True
        if item.anchor:
            start = (item.token.map or (0, 0))[0]
            marks = self._take(start) if self._mark_lines else None
            yield self._place(
                item.token, item.anchor, "item", item.number, "", marks, start, start + 1, 1
            )

    def _leaf(
        self,
        token: Token,
        text: str,
        type_: str,
        around: list[_Item | None],
        root: _Item | None,
    ) -> _Found:
        span = token.map or [0, 0]
        start, end = span if token.nesting == 1 else content_lines(token, self.lines)
        marks = self._take(start) if self._mark_lines else None
        inside = around[-1] if around else None
        level = len(around)
        kind = _KINDS.get(type_, "code")
        number = None
        if inside is not None and not inside.named:
            inside.named = True
            start = (inside.token.map or (start,))[0]
            if kind in ("paragraph", "heading"):
                kind = "item"
            number, token = inside.number, inside.token
            anchor = inside.anchor or self._next(root)
        elif kind == "heading":
            self._headings += 1
            anchor, level = f"h{self._headings}", int(token.tag[1])
            if not around:
                self._section = text
        else:
            if kind == "paragraph" and around and inside is None:
                kind = "quote"
            anchor = self._next(root)
        return self._place(token, anchor, kind, number, text, marks, start, end, level)

    def _next(self, root: _Item | None) -> str:
        if root is not None:
            root.inner += 1
            return f"{root.anchor}.{root.inner}"
        self._others += 1
        return f"{self._letter}{self._others}"

    def _place(
        self,
        token: Token,
        anchor: str,
        kind: Kind,
        number: int | None,
        text: str,
        marks: dict[str, str] | None,
        start: int,
        end: int,
        level: int,
    ) -> _Found:
        self._position += 1
        section = None if kind == "heading" else self._section
        at = self.first_line
        block = Paragraph(
            anchor, self._position, kind, number, section, text, marks,
            at + start, at + end - 1, level,
        )  # fmt: skip
        return block, token

    def _mark(self, token: Token) -> None:
        line = (token.map or (0, 0))[0]
        if self._mark_lines and self._mark_lines[-1] != line - 1:
            self._marks, self._mark_lines = {}, []
        for name, value in token.attrs.items():
            if name == "class" and "class" in self._marks:
                value = f"{self._marks['class']} {value}"
            self._marks[name] = str(value)
        self._mark_lines.append(line)

    def _take(self, start: int) -> dict[str, str] | None:
        """The marks on the lines directly above line `start`; each serves one paragraph."""
        marks, lines = self._marks, self._mark_lines
        self._marks, self._mark_lines = {}, []
        if lines[-1] != start - 1 or not marks:
            return None
        self.read.update(lines)
        return marks


_KINDS: dict[str, Kind] = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "table_open": "table",
}


def _has_numbered(tokens: Sequence[Token]) -> bool:
    return any(t.type == "list_item_open" and t.level == 1 and t.info for t in tokens)
