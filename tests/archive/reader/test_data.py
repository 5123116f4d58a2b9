from __future__ import annotations

from pathlib import Path

import pytest

import archive.reader
from archive import yamltext
from archive.reader.data import load
from archive.reader.later import later

FOLDER = Path(archive.reader.__file__).parent
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_the_short_way_reads_the_same_words(name: str) -> None:
    """The words are read without guards; so here they are read with them: no field comes twice."""
    assert load(name) == yamltext.read((FOLDER / name).read_text(encoding="utf-8"))


def test_a_later_pattern_is_a_pattern() -> None:
    word = later("[a-z]+")
    assert [each[0] for each in word.finditer("ab cd")] == ["ab", "cd"]
    assert (word.pattern, word.sub("x", "ab 1")) == ("[a-z]+", "x 1")
