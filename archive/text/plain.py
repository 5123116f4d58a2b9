"""A text as its words alone, without the signs of its format: for snippets and the search index.

    >>> plain("## Aims\\n\\n{.action owner=aes}\\n1. See [the *letter*](a.md)!")
    'Aims\\n\\n1. See the letter!'

What a reader of the page does not see is left out: signs of headings, lists and emphasis,
addresses behind links, lines of marks. A paragraph's own number stays, as people cite it, and
so does code. This is no parser: where it is in doubt, it leaves a sign standing.
"""

from __future__ import annotations

import re
from html import unescape

_FENCED = re.compile(
    r"^ {0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n(?P<code>.*?)(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
# Lines are sought by the line end before them, which is several times as fast as `^`. Every
# quantifier that could meet a text half-way is possessive: no text takes long.
_MARKS = re.compile(
    r"\n[ \t>]*+(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]++)?+"
    r"\{(?:[ \t]*+(?:[.#][^\s{}\"=]++|[\w:.-]++=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s{}\"']++)))++"
    r"[ \t]*+\}[ \t]*+(?![^\n])"
)
_RULES = re.compile(r"\n[ \t>]*+(?:[-=*_:|][ \t]*+){2,}+(?![^\n])")
_LEADERS = re.compile(r"\n[ \t]*+(?:>[ \t]?+|[-+*](?=[ \t])[ \t]*+|#{1,6}(?=[ \t])[ \t]*+)++")
_ROWS = re.compile(r"\n[ \t]*+\|[^\n]*+")
_DEFINITIONS = re.compile(
    r"\n {0,3}\[(?P<name>(?!\^)[^\[\]\n]++)\]:[ \t]*+(?:<[^<>\n]*+>|\S++)"
    r"(?:[ \t]++(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?+[ \t]*+(?![^\n])"
)
_LINKS = re.compile(
    r"!?\[(?P<text>[^\[\]]*+)\]"
    r"(?:\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|\{[ \t]*[.#][^{}\n]*+\}"
    r"|\[(?P<name>[^\[\]\n]*+)\])?+"
)
_AUTOLINKS = re.compile(r"<((?:https?://|mailto:)[^<>\s]++)>")
_STARS = re.compile(r"(?<!\*)(\*++)(?=[^\s*])((?:[^*\n]|\n(?![ \t]*\n))++)(?<=\S)\1")
_LOW_LINES = re.compile(r"(?<!\w)(_++)(?=[^\s_])((?:[^_\n]|\n(?![ \t]*\n))++)(?<=\S)\1(?!\w)")
_STRUCK = re.compile(r"~~(?=[^\s~])([^~\n]++)(?<=\S)~~")
_TICKS = re.compile(r"(?<!`)(`++)([^`]++)\1(?!`)")
_ESCAPES = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAKS = re.compile(r"\\$", re.MULTILINE)
_ENTITIES = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")

#: One of these is in every line that is a rule or an underline, told by a sign that is in it: one
#: sign is found, or not, twenty times as fast as two.
_RULED = {
    "-": ("--", "- -", "|-", "- |"),
    "=": ("==",),
    "*": ("**", "* *"),
    "_": ("__", "_ _"),
    "|": ("|:",),
}

#: Stands for a sign that was written with a backslash before it while others are taken out.
_KEPT = {chr(code): chr(0xF0000 + code) for code in range(33, 127)}
_BACK = {0xF0000 + code: chr(code) for code in range(33, 127)}


def plain(body: str) -> str:
    """`body` (Markdown without front matter) with only its words; pure, above 20 MB a second."""
    if "```" not in body and "~~~" not in body:
        return _prose(body)
    parts: list[str] = []
    at = 0
    for fenced in _FENCED.finditer(body):
        parts += (_prose(body[at : fenced.start()]), fenced["code"])
        at = fenced.end()
    return "".join((*parts, _prose(body[at:])))


def _prose(text: str) -> str:
    text = "\n" + text
    escaped = "\\" in text
    if escaped:
        text = _ESCAPES.sub(lambda sign: _KEPT[sign[1]], _BREAKS.sub("", text))
    if "{" in text:
        text = _MARKS.sub("", text)
    for sign, ruled in _RULED.items():
        if sign in text and any([each in text for each in ruled]):
            text = _RULES.sub("\n", text)
            break
    text = _LEADERS.sub("\n", text)
    if "|" in text:
        text = _ROWS.sub(_cells, text)
    if "[" in text:
        text = _unlinked(text)
    if "<" in text:
        text = _AUTOLINKS.sub(r"\1", text)
    if "`" in text:
        text = _TICKS.sub(r"\2", text)
    if "*" in text:  # twice, for what is emphasised within the emphasised
        text = _STARS.sub(r"\2", _STARS.sub(r"\2", text))
    if "_" in text:
        text = _LOW_LINES.sub(r"\2", text)
    if "~~" in text:
        text = _STRUCK.sub(r"\1", text)
    if "&" in text:
        text = _ENTITIES.sub(lambda entity: unescape(entity[0]), text)
    return (text.translate(_BACK) if escaped else text)[1:]


def _cells(row: re.Match[str]) -> str:
    cells = (cell.strip() for cell in row[0].strip("\n \t|").split("|"))
    return "\n" + " \N{MIDDLE DOT} ".join(cell for cell in cells if cell)


def _unlinked(text: str) -> str:
    """`text` with links and marked words as their own words, and without definitions of links."""
    names: set[str] = set()
    if "]:" in text:
        names = {_name(found["name"]) for found in _DEFINITIONS.finditer(text)}
    if names:
        text = _DEFINITIONS.sub("", text)

    def words(link: re.Match[str]) -> str:
        whole: str = link[0]
        if whole[-1] in ")}":
            return str(link["text"])
        named = link["name"] or link["text"]
        return str(link["text"]) if _name(named) in names else whole

    if not names and "](" not in text and "]{" not in text:
        return text
    return _LINKS.sub(words, _LINKS.sub(words, text))


def _name(text: str) -> str:
    return " ".join(text.split()).casefold()
