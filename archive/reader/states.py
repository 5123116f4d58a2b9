"""Whether a task is open, done or dropped, as its item says: by a box, a stroke, a sign, a word.

>>> stated("[x] Jane: write"), stated("Jane: write - dropped")
(('done', 'Jane: write'), ('dropped', 'Jane: write'))
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from archive.reader.later import later
from archive.reader.wording import bare, terms

Status = Literal["open", "done", "dropped"]

#: A box before an item, ticked or not.
BOX = later(r"\[([ xX~✓✔-])\]\s*")
_STRUCK = later(r"~~([^~\n]{1,2000})~~")
_TICK = later(r"(?:[✓✔✅☑]|:white_check_mark:|:heavy_check_mark:)\s*")
_CROSS = later(r"(?:[❌✗✘🚫]|:x:)\s*")
_AROUND = " ()[]–—,;.:!-"  # noqa: RUF001 - dashes
_WORD_END = later(r"[\s(\[{—–,.;:-]*([^()\[\]—–,.;:\n-]{2,24}?)\s*[)\].!]*$")  # noqa: RUF001 - dashes


@cache
def _endings() -> tuple[str, ...]:
    return tuple(terms("done") | terms("dropped"))


def state_of(cell: str) -> Status:
    """The state that a cell of a table tells."""
    said = bare(cell).casefold().strip(" .()")
    if said in terms("done") or _TICK.match(said) or said in ("x", "[x]", "yes"):
        return "done"
    return "dropped" if said in terms("dropped") or _CROSS.match(said) else "open"


def stated(text: str) -> tuple[Status, str]:
    """(state, the rest) of an item, by its box, what is struck through, and words such as DONE."""
    status: Status = "open"
    text = text.strip()
    box = BOX.match(text)
    if box:
        status = "open" if box[1] == " " else "dropped" if box[1] in "~-" else "done"
        text = text[box.end() :]
    tick, cross = _TICK.match(text), _CROSS.match(text)
    if tick or cross:
        status = "done" if tick else "dropped"
        text = text[(tick or cross).end() :]  # type: ignore[union-attr]
    if "~~" in text:
        struck = _STRUCK.match(text)
        if struck and len(struck[1]) * 2 > len(text) - 4:
            behind = bare(text[struck.end() :]).casefold().strip(_AROUND)
            if behind in terms("done") or behind in terms("dropped"):
                return ("done" if behind in terms("done") else "dropped"), struck[1].strip()
            status = "done"
            text = struck[1] + text[struck.end() :]
    first, colon, rest = text.partition(":")
    said = bare(first).casefold().strip(" ()[]") if len(first) < 40 else ""
    if colon and rest.strip() and (said in terms("done") or said in terms("dropped")):
        return ("done" if said in terms("done") else "dropped"), rest.lstrip(" *_")
    word = text.split(" ", 1)
    if len(word) == 2 and (word[0].isupper() or word[0][:1] in "([*"):
        said = word[0].casefold().strip("*_()[]:-")
        if said in terms("done") or said in terms("dropped"):
            return ("done" if said in terms("done") else "dropped"), word[1].lstrip("-–: ")  # noqa: RUF001
    ended = text.rstrip(" )].!*_~").casefold().endswith(_endings())
    end = _WORD_END.search(text[-40:]) if ended else None
    if end:
        said = end[1].strip("*_ ").casefold()
        before = text[-40:][end.start() : end.start(1)]
        sure = end[1].isupper() or any(sign in before for sign in "([—–-")  # noqa: RUF001 - dashes
        if sure and (said in terms("done") or said in terms("dropped")):
            status = "done" if said in terms("done") else "dropped"
            text = text[: max(0, len(text) - 40) + end.start()].rstrip()
    return status, text
