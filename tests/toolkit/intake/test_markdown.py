"""Words from elsewhere as Markdown: the archive and its pages read the same words back."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.paragraphs import Paragraph, paragraphs
from archive.text.plain import plain
from archive.text.render import render
from toolkit.intake import markdown as md

SIGNS = "a1b2 .#*_[](){}|`~>-+=:\\\n\"'<&;!/é文\t^%@,?"
texts = st.text(alphabet=SIGNS, max_size=40) | st.text(max_size=40)
words_only = st.from_regex(r"\A[a-z]{1,6}( [a-z]{1,6}){0,3}\Z")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("br", "td", "th", "li", "p"):
            self.found.append(" ")


def on_page(body: str) -> list[str]:
    reader = _Words()
    reader.feed(render(body))
    return "".join(reader.found).split()


def said(text: str) -> list[str]:
    return md.plain(text).split()


def only(body: str) -> Paragraph:
    (found,) = paragraphs(body)
    return found


@given(texts)
def test_a_paragraph_reads_as_its_words(text: str) -> None:
    written = md.paragraph(text, numbered=False)

    assert plain(written).split() == said(text)
    assert on_page(written) == said(text)
    if written:
        assert only(written).kind == "paragraph"


@given(texts)
def test_a_heading_reads_as_its_words(text: str) -> None:
    written = md.heading(text, 2)

    assert plain(written).split() == said(text)
    assert on_page(written) == said(text)
    if written:
        assert (only(written).kind, only(written).level) == ("heading", 2)


@given(texts, st.integers(min_value=0, max_value=999), words_only)
def test_a_paragraph_keeps_its_own_number(text: str, number: int, word: str) -> None:
    written = md.paragraph(f"{number}. x{word}{text}")

    assert plain(written).split() == said(f"{number}. x{word}{text}")
    found = only(written)
    assert (found.number, found.anchor) == (number, f"p{number}")


@given(texts, st.none() | st.integers(min_value=0, max_value=999))
def test_an_item_reads_as_its_words(text: str, number: int | None) -> None:
    inside = md.paragraph(text, numbered=False)
    if not inside:
        return
    written = md.item(inside, number=number)

    found = only(written)
    assert (found.kind, found.number) == ("item", number)
    assert plain(found.text).split() == said(text)
    assert on_page(written) == said(text)


@given(st.lists(st.tuples(st.integers(0, 4), st.none() | st.integers(1, 999)), min_size=1))
def test_items_are_nested_as_deep_as_they_were(given_items: list[tuple[int, int | None]]) -> None:
    blocks, levels = [], []
    above = -1
    for depth, number in given_items:
        above = min(depth, above + 1)
        levels.append(above + 1)
        blocks.append(md.item("word", level=above, number=number))

    found = paragraphs(md.joined(blocks))

    assert [each.level for each in found] == levels
    assert [each.number for each in found if each.level == 1] == [
        number for level, (_, number) in zip(levels, given_items, strict=True) if level == 1
    ]


@given(texts, st.integers(0, 4))
def test_an_item_of_any_level_takes_marks(text: str, depth: int) -> None:
    inside = md.paragraph("x" + text, numbered=False)
    blocks = [md.item("up", level=level) for level in range(depth)]
    blocks.append(md.marked(md.item(inside, level=depth), page=7))

    last = paragraphs(md.joined(blocks))[-1]

    assert (last.level, last.marks) == (depth + 1, {"page": "7"})


@given(st.lists(st.lists(texts, max_size=4), max_size=4))
def test_a_table_reads_as_its_words(rows: list[list[str]]) -> None:
    written = md.table(rows)

    assert on_page(written) == [word for row in rows for text in row for word in said(text)]
    if written:
        assert only(written).kind == "table"


@given(st.lists(st.lists(texts, max_size=4), max_size=4))
def test_a_row_keeps_its_cells(rows: list[list[str]]) -> None:
    written = md.table(rows)

    width = max((len(row) for row in rows), default=0)
    for line in render(written).split("<tr>")[1:]:
        assert line.count("<td") + line.count("<th>") == width


@given(texts, st.integers(1, 99))
def test_a_note_is_a_paragraph_of_its_own(text: str, number: int) -> None:
    inside = md.paragraph(text, numbered=False)
    if not inside:
        return
    body = md.joined([f"Word{md.note_sign(number)} more", md.note(number, inside)])

    # The sign is a link to the note, and the note's number one back.
    assert on_page(body) == [f"Word{number}", "more", f"{number}", *said(text)]
    assert plain(body).split() == [f"Word[^{number}]", "more", f"[^{number}]:", *said(text)]


@given(texts, texts, texts)
def test_a_link_shows_its_words(before: str, text: str, after: str) -> None:
    shown = md.link(text, "https://a.example/b c(d)\\e")
    if not shown.startswith("["):
        return
    around = f"{md.without_slots(before)}{md.slot(0)}{md.without_slots(after)}"
    written = md.paragraph(around, numbered=False, inserted=[shown])

    whole = "".join(word for part in (before, text, after) for word in said(part))
    assert "".join(on_page(written)) == whole
    assert "".join(plain(written).split()) == whole
    assert '<a href="https://a.example/b%20c%28d%29' in render(written)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "x.docx", ""])
def test_a_link_to_elsewhere_is_its_words_alone(address: str) -> None:
    assert md.link("the *list*", address) == "the \\*list\\*"


def test_slots_of_another_hand_are_taken_out() -> None:
    assert md.paragraph(f"a{md.slot(0)}b{md.slot(5)}c") == "abc"


@given(texts, words_only)
def test_a_sign_of_a_note_opens_no_link(text: str, word: str) -> None:
    around = f"{word}{md.slot(0)}{md.without_slots(text)}"
    written = md.paragraph(around, numbered=False, inserted=[md.note_sign(1)])

    assert "<a " not in render(written)
    assert "".join(plain(written).split()) == "".join(said(f"{word}[^1]{text}"))


@given(texts, st.integers(0, 999), words_only)
def test_bold_paragraphs_keep_their_number(text: str, number: int, word: str) -> None:
    one_line = " ".join(said(f"{number}. x{word} {text}"))
    written = md.paragraph(one_line, strong=True)

    assert only(written).number == number
    assert only(written).text.startswith("**")
    assert on_page(written) == one_line.split()[1:]
    assert plain(written).split() == one_line.split()


@given(texts, words_only)
def test_marks_are_read_above_any_block(text: str, sheet: str) -> None:
    for block in (md.paragraph(text), md.heading(text, 1), md.table([[text, "x"], ["y", text]])):
        if block:
            found = only(md.marked(block, page=3, sheet=sheet))
            assert found.marks == {"page": "3", "sheet": sheet}


@given(texts)
def test_any_name_of_a_sheet_can_be_a_mark(name: str) -> None:
    found = only(md.marked("word", sheet=name))

    assert found.marks is not None
    assert list(found.marks) == ["sheet"]
