"""Writes a person's marks above a paragraph, and proves that nothing else of the text changes.

    >>> marked("One.\\n59. They agreed.\\n", "p59", Marks(("decision",), {"due": "2025-12"})).text
    'One.\\n\\n{.decision due=2025-12}\\n59. They agreed.\\n'

The text is a record's whole file with its own line ends, front matter and all. A line of marks
between the items of a list parts it in two, and deep in a list or a quote it may be read as
words; so every place is tried by reading the new text again, and only one is taken in which
each paragraph keeps its anchor, number, text and marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from archive.errors import SecretariatError
from archive.frontmatter import newlines, split
from archive.text.blocks import MAX_MARKS
from archive.text.paragraphs import Paragraph, paragraphs, unread_marks

#: Classes that cannot stand together: writing the first takes the others out.
OPPOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "decision": ("not-decision", "proposal"),
    "proposal": ("not-decision", "decision"),
    "not-decision": ("decision", "proposal"),
    "action": ("not-action",),
    "not-action": ("action",),
}

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
#: What may stand beside a line of marks: spaces, quotes, the number or bullet of an item.
_BESIDE = " \t>-+*0123456789.)\r\n"
_BARE = re.compile(r"[A-Za-z0-9_:-]+\Z")
_UNQUOTED = re.compile(r"[\"\\{}\x00-\x1f\x7f\x85\u2028\u2029]")
# A comment, a quoted value as a whole, or a class or key that may have to go.
_TOKEN = re.compile(
    r"%[^%]*(?:%|\Z)"
    r"|[ \t]*(?:\.(?P<name>[\w:-]+)"
    r"|(?P<key>[A-Za-z0-9_:-]+)=(?:\"(?:[^\"\\]|\\.)*\"|[A-Za-z0-9_:-]*))"
)


class CannotMark(SecretariatError):
    """No line of marks can be written for the paragraph; the text is to stay as it is."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person says of a paragraph: classes without their dot, and values by key."""

    classes: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)

    def words(self) -> list[str]:
        """As they stand between braces; raises `CannotMark` for a value that cannot be quoted."""
        return [*(f".{name}" for name in self.classes), *map(_pair, self.values.items())]


@dataclass(frozen=True, slots=True)
class Marked:
    """The new text, the line of marks as it stands in it, and its number, counted from 1."""

    text: str
    written: str
    line: int


def paragraph_of(text: str, anchor: str) -> Paragraph:
    """The paragraph `anchor` of a file; raises `CannotMark` where it has none."""
    found = next((each for each in _read(text) if each.anchor == anchor), None)
    if found is None:
        raise CannotMark(f"there is no paragraph {anchor} in it: nothing was changed")
    return found


def marked(text: str, anchor: str, marks: Marks) -> Marked:
    """`text` with `marks` on a line of their own above the paragraph `anchor`.

    Marks that are there already stay, but for those that say the opposite (`OPPOSED`) and other
    values of the same keys. Raises `CannotMark` where the paragraph is not there, or where no
    line above it would be read as its marks without changing what another paragraph is.
    """
    before = _read(text)
    at = next((n for n, each in enumerate(before) if each.anchor == anchor), None)
    if at is None:
        raise CannotMark(f"there is no paragraph {anchor} in it: nothing was changed")
    wanted = _wanted(before[at].marks or {}, marks)
    if wanted == before[at].marks:
        line = before[at].line_start - 1
        return Marked(text, _LINE.findall(text)[line - 1].strip(_BESIDE), line)
    count, unread = len(_LINE.findall(text)), _unread(text)
    for lines, line in _tries(text, before[at], marks):
        new = "".join(lines)
        after = _read(new)
        if _is_proved(before, after, at, wanted, len(lines) - count) and _unread(new) == unread:
            return Marked(new, lines[line].strip(_BESIDE), line + 1)
    raise CannotMark(
        f"a line of marks above {anchor} would not be read as its own, or would change another "
        "paragraph: nothing was changed; set the paragraph apart by blank lines, then mark it"
    )


def _body(text: str) -> tuple[str, int]:
    parts = split(newlines(text))
    return parts.body, parts.body_line


def _read(text: str) -> list[Paragraph]:
    return paragraphs(*_body(text))


def _unread(text: str) -> list[str]:
    return [said for _, said in unread_marks(*_body(text))]


def _wanted(old: Mapping[str, str], marks: Marks) -> dict[str, str]:
    """What a reader of the new text is to find above the paragraph."""
    out = {name for new in marks.classes for name in OPPOSED.get(new, ())} - set(marks.classes)
    kept = [name for name in old.get("class", "").split() if name not in out]
    classes = [*kept, *(name for name in marks.classes if name not in kept)]
    others = {key: value for key, value in old.items() if key != "class"}
    return others | dict(marks.values) | ({"class": " ".join(classes)} if classes else {})


def _is_proved(
    before: Sequence[Paragraph],
    after: Sequence[Paragraph],
    at: int,
    wanted: Mapping[str, str],
    added: int,
) -> bool:
    """Whether `after` is `before` with other marks at `at`, from there on `added` lines below."""
    if len(before) != len(after):
        return False
    for n, (old, new) in enumerate(zip(before, after, strict=True)):
        down = added if n >= at else 0
        same = msgspec.structs.replace(
            old,
            marks=new.marks if n == at else old.marks,
            line_start=old.line_start + down,
            line_end=old.line_end + down,
        )
        if new != same:
            return False
    return after[at].marks == wanted


def _tries(text: str, paragraph: Paragraph, marks: Marks) -> Iterator[tuple[list[str], int]]:
    """The lines of the new text in each way that may do, and which of them has the marks."""
    lines = _LINE.findall(text)
    start = paragraph.line_start - 1
    if paragraph.marks:
        last = first = start  # one past the last line of marks
        while last < paragraph.line_end and _is_marks(lines[last]):  # within the item: `- {.x}`
            last += 1
        while first > 0 and _is_marks(lines[first - 1]):
            first -= 1
        old = [_without(line, marks) for line in lines[first:last]]
        there = paragraph.marks.get("class", "").split()
        new = tuple(name for name in marks.classes if name not in there)
        old[-1] = _with(old[-1], Marks(new, marks.values).words())
        yield [*lines[:first], *old, *lines[last:]], last - 1
        return
    end = _end(lines[start]) or _end(lines[0]) or "\n"
    line = f"{{{' '.join(marks.words())}}}{end}"
    under_text = start >= split(newlines(text)).body_line and bool(
        lines[start - 1].strip(" \t>\r\n")
    )
    around = lines[start][: len(lines[start]) - len(lines[start].lstrip(" \t>"))]
    indent = lines[start][: len(lines[start]) - len(lines[start].lstrip(" \t"))]
    for prefix in dict.fromkeys((around, indent, "")):
        blanks = [(blank + end,) for blank in dict.fromkeys((prefix.rstrip(), ""))]
        for blank in (*blanks, ()) if under_text else ((), *blanks):
            yield [*lines[:start], *blank, prefix + line, *lines[start:]], start + len(blank)


def _is_marks(line: str) -> bool:
    """Whether a line above marks is of them too; what was no line of marks fails the proof."""
    inner = line.strip(_BESIDE)
    return inner.startswith("{") and inner.endswith("}") and len(inner) <= MAX_MARKS


def _end(line: str) -> str:
    """The line end of `line`, as it is written."""
    return line[len(line.rstrip("\r\n")) :]


def _pair(pair: tuple[str, str]) -> str:
    key, value = pair
    if _BARE.match(value):
        return f"{key}={value}"
    if _UNQUOTED.search(value):
        raise CannotMark(
            f"{key} {value!r} cannot be written as a mark: leave out quotes, braces, "
            "backslashes and line ends"
        )
    return f'{key}="{value}"'


def _without(line: str, marks: Marks) -> str:
    """A line of marks without the classes that `marks` opposes and the keys that it says anew."""
    out = {each for name in marks.classes for each in OPPOSED.get(name, ())} - set(marks.classes)

    def kept(token: re.Match[str]) -> str:
        return "" if token["name"] in out or token["key"] in marks.values else token[0]

    before, brace, inner = line.partition("{")
    changed = _TOKEN.sub(kept, inner)
    return before + brace + (changed if inner[:1].isspace() else changed.lstrip(" \t"))


def _with(line: str, words: Sequence[str]) -> str:
    """A line of marks with `words` before its closing brace."""
    head, _, tail = line.rpartition("}")
    opened = head.rstrip(" \t")
    between = "" if opened.endswith("{") or not words else " "
    return f"{opened}{between}{' '.join(words)}{head[len(opened) :]}}}{tail}"
