"""Footnotes in rendered text: a raised link to the note where it is referred to, and back.

What `[^1]` refers to is the paragraph that begins with `[^1]:`. A sign that refers to nothing stays
as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING, Any, Final

from archive.text.blocks import FOOTNOTE
from archive.text.paragraphs import Placed

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

#: Where the notes of a text are kept while it is rendered: name → its anchor and its number.
NOTES: Final = "footnotes"

_SIGN = re.compile(r"\[\^([^\[\]\s]{1,40})\]")


def notes_of(placed: Iterable[Placed]) -> dict[str, tuple[str, int]]:
    """The name of each note → the anchor of its paragraph, and its place among the notes."""
    found: dict[str, tuple[str, int]] = {}
    for each in placed:
        note = FOOTNOTE.match(each.paragraph.text)
        if note and note["name"] not in found and each.paragraph.kind != "code":
            found[note["name"]] = each.paragraph.anchor, len(found) + 1
    return found


def with_footnotes(parser: MarkdownIt) -> MarkdownIt:
    """`parser`, which reads signs of footnotes too: those in `env[NOTES]`."""

    def sign(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] != "[":
            return False
        found = _SIGN.match(state.src, state.pos, state.posMax)
        if found is None or found[1] not in state.env.get(NOTES, {}):
            return False
        if not silent:
            _push(state, found[1])
        state.pos = found.end()
        return True

    parser.inline.ruler.before("link", "footnote", sign)
    return parser


def _push(state: StateInline, name: str) -> None:
    anchor, number = state.env[NOTES][name]
    begins = state.pos == 0 and FOOTNOTE.match(state.src) is not None
    seen: dict[str, int] = state.env.setdefault("footnotes seen", {})
    raised = state.push("sup_open", "sup", 1)
    raised.attrSet("class", "note")
    if begins:  # the note itself: it leads back to where it is first referred to
        to = f"#note-{number}"
    else:
        to = f"#{anchor}"
        seen[name] = seen.get(name, 0) + 1
        raised.attrSet("id", f"note-{number}" + (f"-{seen[name]}" if seen[name] > 1 else ""))
    state.push("link_open", "a", 1).attrSet("href", to)
    state.push("text", "", 0).content = name
    state.push("link_close", "a", -1)
    state.push("sup_close", "sup", -1)


def settle(tokens: Iterable[Token], env: MutableMapping[str, Any]) -> None:
    """Take the colon behind the sign of a note, and the way back where nothing refers to it."""
    seen = env.get("footnotes seen", {})
    for token in tokens:
        children = token.children or []
        note = FOOTNOTE.match(token.content) if token.type == "inline" else None
        if note is None or len(children) < 5 or children[0].type != "sup_open":
            continue
        if len(children) > 5 and children[5].type == "text":
            children[5].content = children[5].content.removeprefix(":")
        if note["name"] not in seen:
            del children[3], children[1]
