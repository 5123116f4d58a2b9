"""The sample that a new workspace begins with: that it promises nothing which is not so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import archive

SAMPLE = Path(archive.__file__).parent / "sample"
FILES = sorted(path for path in SAMPLE.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_promises_to_hide(path: Path) -> None:
    said = " ".join(path.read_text(encoding="utf-8").replace("#", " ").split())
    assert "only the secretariat sees" not in said
    assert "everyone else sees" not in said


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if re.search(r"^access: (?!public)", path.read_text("utf-8"), re.M)],
    ids=lambda path: path.name,
)
def test_a_closed_record_says_who_reads_it_all_the_same(path: Path) -> None:
    said = " ".join(path.read_text(encoding="utf-8").replace("#", " ").split())
    assert "Whoever can open this folder reads the whole record" in said


def test_the_setting_that_allows_sql_is_told_as_it_is() -> None:
    said = (SAMPLE / "datasette.yaml").read_text(encoding="utf-8")
    assert "Set it to true to allow that." in said
    assert "default_allow_sql: false" in said
