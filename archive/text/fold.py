"""Search as one face: the fold of index and query, the query's expression, the snippet."""

from __future__ import annotations

from archive.text.folding import SEPARATOR, TOKENIZER, fold
from archive.text.query import match
from archive.text.snippet import snippet

__all__ = ["SEPARATOR", "TOKENIZER", "fold", "match", "snippet"]
