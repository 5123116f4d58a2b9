"""What the browser's fold is told."""

from __future__ import annotations

import sys

from archive.publish.folding import _folds


def test_no_letter_is_overlooked_whose_fold_is_not_its_small_letter() -> None:
    every = map(chr, range(128, sys.maxunicode + 1))
    assert dict(_folds()) == {e: e.casefold() for e in every if e.casefold() != e.lower()}
