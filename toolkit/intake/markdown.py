r"""Text from elsewhere as Markdown that reads as the same text in `archive.text`.

    >>> paragraph("1 * 2 * 3 <b> {.decision}")
    '1 \\* 2 \\* 3 \\<b> {.decision}'
    >>> marked("Welcome.", page=3)
    '{page=3}\nWelcome.'

Only what would be read as markup is escaped, so that the text stays readable in any editor.
A paragraph that begins with a number and a point keeps it as its own number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from archive.reader.wording import listed, words

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\ufeff\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n?|[\v\f\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0]*[\t\u00a0][ \t\u00a0]*| {2,}")
# Inside a line: what opens code, emphasis, HTML, an entity, strikethrough, a link, an image.
_INLINE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[`*]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)|~(?=~)|!(?=\[)|\[(?=[^\]\n]*\][({\[:])|\](?=[({\[:])"
)
# At the beginning of a line: heading, quote, bullet, fence, rule, underline, table, marks.
_START = re.compile(
    r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-(?=[- ]*-\s*$)|=+\s*$|~{3}|\|(?=.*\|)|\{(?=.*\}\s*$)"
    r"|:?-+:?\s*$"
)
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_MARK = re.compile(r"[A-Za-z0-9_:-]+\Z")
_MAX_NUMBER = 999


def plain(text: str) -> str:
    """`text` without control characters, with LF for its line breaks and single spaces."""
    return _SPACES.sub(" ", _CONTROL.sub("", _BREAKS.sub("\n", text))).strip()


def inline(text: str) -> str:
    """One line of text, escaped where it would be read as markup inside a line."""
    return _INLINE.sub(lambda found: "\\" + found[0], " ".join(plain(text).split("\n")))


def paragraph(text: str, *, numbered: bool = True) -> str:
    """A paragraph; its line breaks stay. '' for no text.

    With `numbered`, a first line such as `59. Welcomed ...` keeps its number as a numbered
    paragraph; a date or a year at its beginning does not make it one.
    """
    lines = [line.strip() for line in plain(text).split("\n") if line.strip()]
    shown = [started(inline(line), numbered=numbered and at == 0) for at, line in enumerate(lines)]
    return "\\\n".join(shown)


def started(line: str, *, numbered: bool = False) -> str:
    """A line that already is escaped inside, escaped where its beginning would be markup."""
    number = _NUMBER.match(line)
    if number:
        if numbered and _is_number(number, line):
            return line
        return f"{number[1]}\\{line[number.end(1) :]}"
    found = _START.match(line)
    return "\\" + line if found else line


def _is_number(number: re.Match[str], line: str) -> bool:
    if int(number[1]) > _MAX_NUMBER:
        return False
    rest = line[number.end() :].split(maxsplit=1)
    return bool(rest) and rest[0].strip(".,").casefold() not in _months()


def _months() -> frozenset[str]:
    months: dict[str, str] = words("months.yaml")["months"]
    return frozenset(name for names in months.values() for name in listed(names))


def heading(text: str, level: int) -> str:
    """A heading on one line, its level held between 1 and 6. '' for no text."""
    shown = inline(text)
    if shown.endswith("#"):
        shown = shown[:-1] + "\\#"
    return f"{'#' * min(max(level, 1), 6)} {shown}" if shown else ""


def item(text: str, *, level: int = 0, number: int | None = None) -> str:
    """An item of a list, nested `level` deep (0: not), with its number where it has one.

    `text` is Markdown already (of `paragraph`); its further lines are set under the first.
    """
    sign = f"{number}." if number is not None else "-"
    shift = "  " * level
    if number is None and level == 0:
        shift = ""
    under = shift + " " * (len(sign) + 1)
    first, *rest = text.split("\n")
    return "\n".join([f"{shift}{sign} {first}", *(under + line for line in rest)])


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table, its first row as the heading. Rows may have different lengths. '' for no rows."""
    kept = [[cell(each) for each in row] for row in rows]
    width = max((len(row) for row in kept), default=0)
    if not width or not any(any(row) for row in kept):
        return ""
    full = [row + [""] * (width - len(row)) for row in kept]
    lines = ["| " + " | ".join(row) + " |" for row in full]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def cell(text: str) -> str:
    """A cell of a table: one line, its bars escaped."""
    return inline(text).replace("|", "\\|")


def note_sign(number: int) -> str:
    """Where a footnote is referred to."""
    return f"[^{number}]"


def note(number: int, text: str) -> str:
    """A footnote's own paragraph. `text` is Markdown already."""
    return f"[^{number}]: {text}"


def marked(block: str, **marks: str | int) -> str:
    """`block` with a line of marks above it: `{page=3}`. '' stays ''."""
    if not block:
        return ""
    return f"{{{' '.join(_pair(key, str(value)) for key, value in marks.items())}}}\n{block}"


def _pair(key: str, value: str) -> str:
    if _MARK.match(value):
        return f"{key}={value}"
    clean = re.sub(r"[\"\\{}\x00-\x1f\x7f]", "", value).strip() or "-"
    return f'{key}="{clean[:200]}"'


def joined(blocks: Iterable[str]) -> str:
    """Blocks as one text, a blank line between them; empty ones are left out."""
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"
