"""What the fold in JavaScript (static/search.js) must know: taken from the fold in Python.

A browser has the forms of UAX #15, the classes of characters and the small letters of Unicode. It
lacks full case folding (The Unicode Standard, section 3.13), of which this gives the letters whose
folded form is not their small letter.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache

from archive.text import folding
from archive.text.scripts import UNSPACED

#: Characters that are looked at together.
_BLOCK = 128


def _folds() -> Iterator[tuple[str, str]]:
    """Each letter whose folded form is not its small letter, with it; most blocks have none."""
    for begin in range(128, sys.maxunicode + 1, _BLOCK):
        block = "".join(map(chr, range(begin, begin + _BLOCK)))
        if block.casefold() != block.lower():
            yield from ((e, e.casefold()) for e in block if e.casefold() != e.lower())


@cache
def fold_data() -> str:
    """The script that hands the data over."""
    data = {
        "folds": dict(_folds()),
        "spelt": folding._SPELT,
        "marks": folding._MARKS,
        "unseen": folding._UNSEEN,
        "unspaced": UNSPACED,
        "spaces": "".join(each for each in map(chr, range(0x10000)) if each.isspace()) + "\u200b",
        "separator": folding.SEPARATOR,
    }
    return f"window.archiveFold = {json.dumps(data, separators=(',', ':'))};\n"
