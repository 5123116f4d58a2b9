r"""Text from elsewhere as Markdown that reads as the same text in `archive.text`.

    >>> paragraph("1 * 2 * 3 <b> {.decision}")
    '1 \\* 2 \\* 3 \\<b> {.decision}'
    >>> marked("Welcome.", page=3)
    '{page=3}\nWelcome.'

Only what would be read as markup is escaped, so that the text stays readable in any editor.
A paragraph that begins with a number and a point keeps it as its own number.

Links and the signs of notes are Markdown already: where `slot(0)` stands in a text, the first of
`inserted` is set in once the rest has been escaped.

    >>> paragraph(f"See {slot(0)}!", inserted=[link("the *list*", "https://a.example/b")])
    'See [the \\*list\\*](https://a.example/b)!'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from archive.reader.wording import listed, words
from toolkit.intake.closed import Closed, beside, span

# Soft hyphens go too: a word is found by search only where it is whole.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\ufeff\ufffe\uffff\ud800-\udfff]"  # lone surrogates, too
)
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0]*[\t\u00a0][ \t\u00a0]*| {2,}")
# What any of the three would change: most text has none of it.
_UNEVEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\u00ad\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]|  "
)
# The planes for private use hold pictures of some fonts, no words. The archive's own reading uses
# the first of them, slots lie in the second.
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_FIRST_SLOT = 0x100000
_SLOT = "\U00100000-\U0010fffd"
_SLOTS = re.compile(f"[{_SLOT}]")
# Inside a line: what opens code, emphasis, HTML, an entity, strikethrough, an image; what ends
# the words of a link; what would go on with a link that is set in.
_INLINE = re.compile(
    rf"\\(?=[!-/:-@\[-`{{-~{_SLOT}]|$)|[`*]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])"
    rf"|&(?=#?\w+;)|~(?=~)|!(?=[\[{_SLOT}])|\](?=[({{\[:{_SLOT}])|(?<=[{_SLOT}])[({{\[:]"
)
_IN_LINK = re.compile(rf"{_INLINE.pattern}|[\[\]]")
# At the beginning of a line: heading, quote, bullet, fence, table, marks; rules and underlines.
_START = re.compile(
    r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|~{3}|\||\{(?=.*\}\s*$|[ \t]*[.#])|[-=_:](?=[-=_:|\s]*$)"
)
_NUMBER = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)")
_MARK = re.compile(r"[A-Za-z0-9_:-]+\Z")
_MAX_NUMBER = 999
# Room for the sign of the item above: `999. ` at most, and `- ` with less than four columns left.
_NESTED = 5
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0()<>\[\]\\\"`|{}*]|[\u2000-\u200f\u2028-\u202f\u3000]")
_MAX_ADDRESS = 2_000


def plain(text: str) -> str:
    """`text` without control characters, with LF for its line breaks and single spaces."""
    return _clean(without_slots(text))


def _clean(text: str) -> str:
    if not _UNEVEN.search(text):
        return text.strip()
    return _SPACES.sub(" ", _CONTROL.sub("", _BREAKS.sub("\n", text))).strip()


def slot(at: int) -> str:
    """What stands in a text for the `at`-th (from 0, up to 65,533) of what is inserted."""
    return chr(_FIRST_SLOT + at)


def without_slots(text: str) -> str:
    """`text` from elsewhere without what would be taken for a slot."""
    return _PRIVATE.sub("", text)


def inline(text: str, inserted: Sequence[str] = ()) -> str:
    """One line of text, escaped where it would be read as markup inside a line."""
    line = " ".join((_clean(text) if inserted else plain(text)).split("\n"))
    return _filled(_INLINE.sub(lambda found: "\\" + found[0], line), inserted)


def _filled(line: str, inserted: Sequence[str]) -> str:
    """`line` with what is inserted; slots for which there is nothing are left out."""

    def piece(found: re.Match[str]) -> str:
        at = ord(found[0]) - _FIRST_SLOT
        return inserted[at] if at < len(inserted) else ""

    return _SLOTS.sub(piece, line)


def link(text: str, address: str) -> str:
    """A link, to http, https or mailto only; else its words alone. To be set into a slot.

    One whose words are the address itself is written as `<https://a.example>`.
    """
    shown = inline(text)
    address = address.strip()
    if not shown or not leads(address):
        return shown
    safe = _UNSAFE.sub(lambda sign: "".join(f"%{byte:02X}" for byte in _bytes(sign[0])), address)
    if safe == text.strip() and safe.startswith("http") and "&" not in safe:
        return f"<{safe}>"
    safe = re.sub(r"&(?=#?\w+;)", "&amp;", safe)
    words_of_link = _IN_LINK.sub(lambda found: "\\" + found[0], " ".join(plain(text).split("\n")))
    return f"[{_filled(words_of_link, ())}]({safe})"


def leads(address: str) -> bool:
    """Whether a link may go to this address."""
    address = address.strip()
    return len(address) <= _MAX_ADDRESS and bool(_ADDRESS.match(address))


def _bytes(sign: str) -> bytes:
    return sign.encode("utf-8")


def paragraph(
    text: str, *, numbered: bool = True, inserted: Sequence[str] = (), strong: bool = False
) -> str:
    """A paragraph; its line breaks stay. '' for no text.

    With `numbered`, a first line such as `59. Welcomed ...` keeps its number as a numbered
    paragraph; a date or a year at its beginning does not make it one. With `strong`, a paragraph
    of one line is in bold, its number aside.
    """
    lines = (inline(line, inserted) for line in _clean(text).split("\n"))
    kept = [line for line in lines if line.strip()]
    if strong and len(kept) == 1:
        number = _NUMBER.match(kept[0])
        if numbered and number and _is_number(number, kept[0]):
            return f"{number[0]} **{kept[0][number.end() :].strip()}**"
        return f"**{kept[0]}**"
    return "\\\n".join(started(line, numbered=numbered and not at) for at, line in enumerate(kept))


def started(line: str, *, numbered: bool = False) -> str:
    """A line that already is escaped inside, escaped where its beginning would be markup."""
    number = _NUMBER.match(line)
    if number:
        if numbered and _is_number(number, line):
            return line
        return f"{number[1]}\\{line[number.end(1) :]}"
    return _begun(line)


def _begun(line: str) -> str:
    return "\\" + line if _START.match(line) else line


def _is_number(number: re.Match[str], line: str) -> bool:
    if int(number[1]) > _MAX_NUMBER:
        return False
    rest = line[number.end() :].split(maxsplit=1)
    return bool(rest) and rest[0].strip(".,").casefold() not in _months()


def _months() -> frozenset[str]:
    months: dict[str, str] = words("months.yaml")["months"]
    return frozenset(name for names in months.values() for name in listed(names))


def heading(text: str, level: int, *, inserted: Sequence[str] = ()) -> str:
    """A heading on one line, its level held between 1 and 6. '' for no text."""
    shown = _begun(inline(text, inserted))
    if shown.endswith("#") and not shown.endswith("\\#"):
        shown = shown[:-1] + "\\#"
    return f"{'#' * min(max(level, 1), 6)} {shown}" if shown else ""


def item(text: str, *, level: int = 0, number: int | None = None) -> str:
    """An item of a list, nested `level` deep (0: not), with its number where it has one.

    `text` is Markdown already (of `paragraph`, not numbered); its further lines are set under the
    first. It is nested in the item above it, of which `level` is at most one more. '' for no text.
    """
    if not text:
        return ""
    sign = _sign(number)
    if number is not None and sign == "-":
        text = f"{number}\\. {text}"
    shift = " " * (_NESTED * level)
    under = shift + " " * (len(sign) + 1)
    first, *rest = text.split("\n")
    return "\n".join([f"{shift}{sign} {first}", *(under + line for line in rest)])


def further(text: str, *, level: int = 0, number: int | None = None) -> str:
    """A further paragraph of the item that has this level and number; blank lines part the two."""
    under = " " * (_NESTED * level + len(_sign(number)) + 1)
    return "\n".join(under + line for line in text.split("\n"))


def _sign(number: int | None) -> str:
    return f"{number}." if number is not None and 0 <= number <= _MAX_NUMBER else "-"


def table(rows: Sequence[Sequence[str]], *, ready: bool = False) -> str:
    """A table, its first row as the heading. Rows may have different lengths. '' for no rows.

    With `ready`, the cells come from `cell`.
    """
    kept = [[each if ready else cell(each) for each in row] for row in rows]
    if any(isinstance(each, Closed) for row in rows for each in row):
        pairs = (zip(row, shown, strict=True) for row, shown in zip(rows, kept, strict=True))
        kept = [[s if isinstance(each, Closed) else beside(s) for each, s in row] for row in pairs]
    width = max((len(row) for row in kept), default=0)
    if not width or not any(any(row) for row in kept):
        return ""
    full = [row + [""] * (width - len(row)) for row in kept]
    lines = ["| " + " | ".join(row) + " |" for row in full]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def cell(text: str, *, inserted: Sequence[str] = ()) -> str:
    """A cell of a table: one line, its bars escaped; what is `Closed` as such a passage."""
    shown = inline(text, inserted).replace("|", "\\|")
    return span(shown) if isinstance(text, Closed) else shown


def note_sign(number: int) -> str:
    """Where a footnote is referred to. To be set into a slot."""
    return f"[^{number}]"


def note(number: int, text: str) -> str:
    """A footnote's own paragraph. `text` is Markdown already."""
    return f"[^{number}]: {text}"


def marked(block: str, **marks: str | int) -> str:
    """`block` with a line of marks above it: `{page=3}`. '' stays ''."""
    if not block:
        return ""
    shift = " " * (len(block) - len(block.lstrip(" ")))
    pairs = " ".join(_pair(key, str(value)) for key, value in marks.items())
    return f"{shift}{{{pairs}}}\n{block}"


def _pair(key: str, value: str) -> str:
    if _MARK.match(value):
        return f"{key}={value}"
    clean = re.sub(r"[\"\\{}\x00-\x1f\x7f]", "", value).strip() or "-"
    return f'{key}="{clean[:200]}"'


def joined(blocks: Iterable[str]) -> str:
    """Blocks as one text, a blank line between them; empty ones are left out."""
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"
