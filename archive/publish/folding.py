"""What the fold in JavaScript (static/search.js) must know: taken from the fold in Python.

A browser has the forms of UAX #15, the classes of characters and the small letters of Unicode. It
lacks full case folding (The Unicode Standard, section 3.13), of which this gives the letters whose
folded form is not their small letter.
"""

from __future__ import annotations

import json
import sys
from functools import cache

from archive.text import folding
from archive.text.scripts import UNSPACED


@cache
def fold_data() -> str:
    """The script that hands the data over."""
    every = [chr(code) for code in range(128, sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    data = {
        "folds": {each: each.casefold() for each in every if each.casefold() != each.lower()},
        "spelt": folding._SPELT,
        "marks": folding._MARKS,
        "unseen": folding._UNSEEN,
        "unspaced": UNSPACED,
        "spaces": "".join(each for each in map(chr, range(0x10000)) if each.isspace()) + "\u200b",
        "separator": folding.SEPARATOR,
    }
    return f"window.archiveFold = {json.dumps(data, separators=(',', ':'))};\n"
