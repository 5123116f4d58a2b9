"""Markdown to block tokens, quickly: CommonMark with tables, and lines of marks.

The grammar is markdown-it-py's; what is added here changes no token of ordinary text:

- a rule that takes plain paragraphs and numbered items at once (twice as fast as
  asking every rule in turn whether a line of prose is a fence, a quote, a table ...);
- a line of attributes such as `{.decision due=2025-12}` becomes an `attrs_block`
  token. mdit-py-plugins' own rule also takes `{.a} and more {b}` and loses the
  words; here the whole line must be attributes;
- a footnote (`[^1]: text`) is a paragraph of its own, to the next footnote; CommonMark would take
  one of a single word for the definition of a link, and lose it;
- what is nested deeper than `MAX_LEVEL` is kept as plain paragraphs, where
  markdown-it-py would drop it; what follows line `MAX_LINES` is one paragraph, and a
  link definition has at most `MAX_DEFINITION` lines. No text is lost, and no text of
  4 MiB takes more than some seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

#: Levels of lists and quotes (a list counts two) below which all is plain paragraphs.
MAX_LEVEL = 16

#: Lines that are read as Markdown: 4 MiB of wrapped text has about as many.
MAX_LINES = 50_000

#: Characters of a line of marks.
MAX_MARKS = 2_000

#: Lines of one link definition; markdown-it-py's time grows with their square.
MAX_DEFINITION = 16

#: Where a footnote begins: the name by which it is referred to (`[^1]`), and a colon.
FOOTNOTE = re.compile(r"\[\^(?P<name>[^\[\]\s]{1,40})\]:(?=[ \t\n]|\Z)")

_LINE_ENDS = re.compile(r"\r\n?")
# White space at the ends of a paragraph, as markdown-it counts it.
_BLANK = "\t\n\v\f\r \u00a0\u1680\u202f\u205f\u3000\u2028\u2029" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_DIGITS = frozenset("0123456789")
_DELIMITER_ROW = frozenset("|-:")
# Where a paragraph begins for certain, and where a line surely does not end one: no mark of a
# fence, quote, rule, list, table, heading, HTML, reference or line of attributes.
_PROSE = re.compile(r"[^\s`~>*\-_+#<|=:0-9\[{]|[*_]+[^\W_]")
_GOES_ON = re.compile(r"[^\s`~>*\-_+#<|=:0-9]|[*_]+[^\W_]|[0-9]+(?:[^0-9.)\s]|[.)]\S| )")


def normalised(text: str) -> str:
    """`text` with LF line ends and U+FFFD for NUL, as CommonMark reads it."""
    if "\r" in text:
        text = _LINE_ENDS.sub("\n", text)
    return text.replace("\0", "\ufffd") if "\0" in text else text


def tokens_of(text: str) -> list[Token]:
    """The block tokens of normalised Markdown, `attrs_block` among them; inline is not parsed."""
    tokens: list[Token] = []
    parser = _parser()
    parse_blocks(parser, text, {}, tokens)
    return tokens


def parse_blocks(parser: MarkdownIt, text: str, env: dict[str, Any], tokens: list[Token]) -> None:
    """Append to `tokens` the blocks of `text`, all of it, within the limits above."""
    count = text.count("\n")
    if count <= MAX_LINES:
        parser.block.parse(text, parser, env, tokens)
        return
    lines = text.split("\n")
    parser.block.parse("\n".join(lines[:MAX_LINES]), parser, env, tokens)
    rest = "\n".join(lines[MAX_LINES:]).strip()
    if rest:
        from markdown_it.token import Token

        whole = [MAX_LINES, len(lines)]
        tokens += (
            Token("paragraph_open", "p", 1, map=whole, block=True),
            Token("inline", "", 0, map=whole, block=True, content=rest, children=[], level=1),
            Token("paragraph_close", "p", -1, block=True),
        )


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return with_rules(MarkdownIt("commonmark").enable("table"))


def with_rules(parser: MarkdownIt) -> MarkdownIt:
    """`parser`, to whose block rules those of this module were added."""
    from markdown_it.rules_block import list_block, paragraph, reference
    from mdit_py_plugins.attrs.parse import ParseError, parse

    is_prose, goes_on = _PROSE.match, _GOES_ON.match

    def plain(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """A paragraph or numbered item that no other rule can claim."""
        if state.level >= MAX_LEVEL:
            return paragraph(state, start, end, silent)
        if state.sCount[start] - state.blkIndent > 3:
            return False
        src, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
        at = begins[start] + shifts[start]
        if not is_prose(src, at):
            if src[at] not in _DIGITS:
                return False
            below = begins[start + 1] + shifts[start + 1]
            if start + 1 < end and below < len(src) and src[below] in _DELIMITER_ROW:
                return False
            return list_block(state, start, end, silent)
        line, stop = start + 1, state.lineMax
        while line < stop:
            at = begins[line] + shifts[line]
            if at >= ends[line]:
                break
            if not goes_on(src, at):
                return False
            line += 1
        if line == start + 1:
            content = src[begins[start] + shifts[start] : ends[start]].strip(_BLANK)
        else:
            content = state.getLines(start, line, state.blkIndent, False).strip(_BLANK)
        state.line = line
        lines = [start, line]
        state.push("paragraph_open", "p", 1).map = lines
        token = state.push("inline", "", 0)
        token.content, token.map, token.children = content, lines, []
        state.push("paragraph_close", "p", -1)
        return True

    def marks(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """A line that is attributes and nothing else."""
        at = state.bMarks[start] + state.tShift[start]
        if state.src[at] != "{" or state.is_code_block(start):
            return False
        if state.eMarks[start] - at > MAX_MARKS:
            return False
        line = state.src[at : state.eMarks[start]].rstrip(" \t")
        try:
            last, given = parse(line)
        except ParseError:
            return False
        if last != len(line) - 1:
            return False
        if not silent:
            token = state.push("attrs_block", "", 0)
            token.attrs.update(given)
            token.map = [start, start + 1]
            token.hidden = True
            state.line = start + 1
        return True

    def footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """A footnote, to the next one."""
        src, begins, shifts = state.src, state.bMarks, state.tShift
        if src[begins[start] + shifts[start]] != "[" or state.is_code_block(start):
            return False
        if not FOOTNOTE.match(src, begins[start] + shifts[start]):
            return False
        last, stop = state.lineMax, start + 1
        while stop < last and not state.isEmpty(stop):
            if FOOTNOTE.match(src, begins[stop] + shifts[stop]):
                break
            stop += 1
        state.lineMax = stop
        try:
            return paragraph(state, start, end, silent)
        finally:
            state.lineMax = last

    def definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """A link definition of a few lines."""
        last = state.lineMax
        state.lineMax = min(last, start + MAX_DEFINITION)
        try:
            return reference(state, start, end, silent)
        finally:
            state.lineMax = last

    parser.block.ruler.at("reference", definition)
    parser.block.ruler.before("table", "plain", plain)
    parser.block.ruler.before("fence", "marks", marks)
    parser.block.ruler.before("reference", "footnote", footnote)
    return parser


def content_lines(token: Token, lines: Sequence[str]) -> tuple[int, int]:
    """First and last line of `token` (0-based, the last not included), blank ends left off."""
    start, end = token.map or (0, 0)
    while end > start + 1 and not lines[end - 1].strip(" \t>"):
        end -= 1
    return start, end
