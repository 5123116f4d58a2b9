"""XML as text, an element at a time.

>>> leaf("unittitle", "Notes & minutes", lang="en")
'<unittitle lang="en">Notes &amp; minutes</unittitle>\\n'

Characters that XML 1.0 (section 2.2) cannot hold in any form stand as U+FFFD, the replacement
character: seen, and not left out. All others come back exactly, carriage returns included.
"""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
# A reader turns line ends and tabs of an attribute into spaces unless they are written so (3.3.3).
_VALUE: Final = {**_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_IN_TEXT: Final = str.maketrans(_TEXT)
_IN_VALUE: Final = str.maketrans(_VALUE)


def legal(text: str) -> str:
    """`text` with U+FFFD for what XML 1.0 cannot hold."""
    if text.isprintable():  # then it has none of them; most texts are
        return text
    return _ILLEGAL.sub("\ufffd", text)


def escaped(text: str) -> str:
    """`text` as the content of an element."""
    return legal(text).translate(_IN_TEXT)


def opened(name: str, **attributes: str | int | None) -> str:
    """The tag that opens `name`; attributes that are None are left out."""
    if not attributes:
        return f"<{name}>"
    told = "".join(
        f' {key}="{legal(str(value)).translate(_IN_VALUE)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>"


def leaf(name: str, text: str | int | None, **attributes: str | int | None) -> str:
    """An element that holds a text alone; '' where there is none."""
    if text is None or text == "":
        return ""
    return f"{opened(name, **attributes)}{escaped(str(text))}</{name}>\n"


def branch(name: str, *inner: str, **attributes: str | int | None) -> str:
    """An element that holds others; '' where these are all empty."""
    content = "".join(inner)
    return f"{opened(name, **attributes)}\n{content}</{name}>\n" if content else ""


def empty(name: str, **attributes: str | int | None) -> str:
    """An element without content."""
    return f"{opened(name, **attributes)[:-1]}/>\n"
