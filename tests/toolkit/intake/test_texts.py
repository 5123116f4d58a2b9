"""Plain text and Markdown as Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.text.paragraphs import paragraphs, unread_marks
from toolkit.intake.extract.text.files import escaped_marks, read_md, read_txt
from toolkit.intake.extract.text.paragraphs import blocks_of
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import Room


def _txt(folder: Path, text: str | bytes, limits: Limits | None = None) -> Extracted:
    path = folder / "a.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_txt(path, Room(path.name, folder, limits or Limits()))


def _md(folder: Path, text: str) -> Extracted:
    path = folder / "a.md"
    path.write_bytes(text.encode())
    return read_md(path, Room(path.name, folder))


WRAPPED = """\
The Senior Officials welcomed the progress made since the last meeting and
thanked the secretariat for the preparation of the documents, which had been
sent in good time.

They agreed to meet again.
"""


def test_wrapped_lines_are_joined(tmp_path: Path) -> None:
    first, second = _txt(tmp_path, WRAPPED).text.rstrip("\n").split("\n\n")
    assert first == WRAPPED.partition("\n\n")[0].replace("\n", " ")
    assert second == "They agreed to meet again."


def test_short_lines_are_kept(tmp_path: Path) -> None:
    text = f"{WRAPPED}\nJane Doe\nDirector\nArland\n"
    assert _txt(tmp_path, text).text.endswith("Jane Doe\\\nDirector\\\nArland\n")


def test_form_feeds_end_pages(tmp_path: Path) -> None:
    found = _txt(tmp_path, "One.\f\fThree.\f")
    assert found.text == "{page=1}\nOne.\n\n{page=2}\n*Page 2 has no text.*\n\n{page=3}\nThree.\n"
    assert found.pages == 3


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Minutes\n=======\n", "# Minutes"),
        ("Next steps\n----------\n", "## Next steps"),
        ("OPENING OF THE MEETING\n", "## OPENING OF THE MEETING"),
        ("3.2 Recognition of diplomas\n", "### 3.2 Recognition of diplomas"),
    ],
)
def test_headings(tmp_path: Path, line: str, heading: str) -> None:
    assert _txt(tmp_path, f"{line}\n{WRAPPED}").text.startswith(f"{heading}\n\nThe Senior")


@pytest.mark.parametrize(
    "line", ["12 May 2024", "They agreed.", "1. Jane Doe\n\n2. Joe Roe", "NATO,"]
)
def test_what_is_no_heading(tmp_path: Path, line: str) -> None:
    assert "#" not in _txt(tmp_path, f"{line}\n\nok\n").text


def test_numbered_paragraphs_keep_their_numbers(tmp_path: Path) -> None:
    text = "59. Welcomed the report of the\nsecretariat.\n60. Agreed.\n"
    found = paragraphs(_txt(tmp_path, text).text, 1)
    assert [each.anchor for each in found] == ["p59", "p60"]


def test_bullets_make_nested_lists(tmp_path: Path) -> None:
    text = "• one\n  – two\n✓ three\n"  # noqa: RUF001
    found = _txt(tmp_path, text).text
    assert found == "- one\n     - two\n- three\n"
    assert [(each.text, each.level) for each in paragraphs(found, 1)] == [
        ("one", 1),
        ("two", 2),
        ("three", 1),
    ]
    assert _txt(tmp_path, text).text == "- one\n     - two\n- three\n"


def test_quoted_lines_stay_quoted(tmp_path: Path) -> None:
    assert _txt(tmp_path, "> Thank you\n> all\n").text == "> Thank you\\\n> all\n"


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-32-be"])
def test_wide_encodings(tmp_path: Path, name: str) -> None:
    assert _txt(tmp_path, "Überblick – 概要 of it all".encode(name)).text == (  # noqa: RUF001
        "Überblick – 概要 of it all\n"  # noqa: RUF001
    )


def test_a_long_text_is_cut_and_reported(tmp_path: Path) -> None:
    found = _txt(tmp_path, "word " * 100, Limits(text=50))
    assert len(found.text) <= 51
    assert [each.code for each in found.troubles] == ["I010"]


_WORDS = re.compile(r"[^\W_]+")


@given(st.text(alphabet="abZ 19.,-*#>{}=|[]()_`~•\n\t\f:\\é中", max_size=300))
@example("{.")
def test_no_word_of_a_plain_text_is_lost_or_read_as_a_mark(text: str) -> None:
    shown = "\n\n".join(block for page in blocks_of(text.split("\f")) for block in page)
    if not shown.strip():
        assert not _WORDS.search(text)
        return
    assert not unread_marks(shown, 1)
    assert not any(each.marks for each in paragraphs(shown, 1))
    assert _WORDS.findall(shown) == _WORDS.findall(text)


def test_markdown_is_kept_as_it_is(tmp_path: Path) -> None:
    text = "# Title\n\nSome *text*, and\na list:\n\n- one\n    - two\n\n```\n{code}\n```\n"
    assert _md(tmp_path, text).text == text


def test_front_matter_becomes_properties(tmp_path: Path) -> None:
    found = _md(tmp_path, "---\ntitle: Minutes\nauthor: Jane\ndate: 2024-05-09\n---\n\nText.\n")
    assert found.text == "Text.\n"
    assert found.properties == {"title": "Minutes", "date": "2024-05-09"}
    assert [(each.kind, each.value) for each in found.hidden] == [("author", "Jane")]


def test_a_header_of_toml_becomes_properties(tmp_path: Path) -> None:
    found = _md(tmp_path, '+++\ntitle = "Minutes"\n+++\nText.\n')
    assert (found.text, found.properties) == ("Text.\n", {"title": "Minutes"})


def test_a_rule_at_the_top_is_no_header(tmp_path: Path) -> None:
    text = "---\nSome words, no header\n\n---\nmore\n"
    assert "Some words" in _md(tmp_path, text).text


@pytest.mark.parametrize("line", ["{.decision}", "> {a=b}", "- {.action}", "  {% include x %}"])
def test_lines_in_braces_are_read_as_words(line: str) -> None:
    text = escaped_marks(f"{line}\nText.\n")
    assert not any(each.marks for each in paragraphs(text, 1))
    assert not unread_marks(text, 1)


def test_braces_in_code_are_left_alone() -> None:
    text = "```\n{.decision}\n```\n"
    assert escaped_marks(text) == text
