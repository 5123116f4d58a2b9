"""Paragraphs, anchors and marks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archive.fields import Anchor
from archive.text.blocks import MAX_LEVEL, MAX_LINES, normalised, tokens_of
from archive.text.paragraphs import Paragraph, paragraphs, unread_marks


def anchors(body: str) -> list[tuple[str, str]]:
    return [(paragraph.anchor, paragraph.text) for paragraph in paragraphs(body)]


def test_paragraphs_are_counted_in_order() -> None:
    assert anchors("One.\n\nTwo\nlines.\n") == [("p1", "One."), ("p2", "Two\nlines.")]


def test_a_numbered_paragraph_keeps_its_number() -> None:
    body = "Welcome.\n\n59. They agreed.\n60. They thanked.\n\nGoodbye.\n"
    assert anchors(body) == [
        ("u1", "Welcome."),
        ("p59", "They agreed."),
        ("p60", "They thanked."),
        ("u2", "Goodbye."),
    ]


def test_numbers_are_as_written_not_as_markdown_counts() -> None:
    assert [p.number for p in paragraphs("3. a\n7. b\n7) c\n03. d\n")] == [3, 7, 7, 3]


def test_a_number_that_comes_again_gets_a_suffix() -> None:
    assert [a for a, _ in anchors("1. a\n1. b\n\nText.\n\n1. c\n")] == ["p1", "p1-2", "u1", "p1-3"]


def test_what_stands_inside_a_numbered_item() -> None:
    body = """\
59. They agreed:

    - to meet
      - in May
    - to write

    They also thanked.

    > A quote.
60. Next.
"""
    assert anchors(body) == [
        ("p59", "They agreed:"),
        ("p59.1", "to meet"),
        ("p59.2", "in May"),
        ("p59.3", "to write"),
        ("p59.4", "They also thanked."),
        ("p59.5", "A quote."),
        ("p60", "Next."),
    ]


def test_inside_a_number_that_comes_again() -> None:
    assert [a for a, _ in anchors("1. a\n   - b\n1. c\n   - d\n")] == [
        "p1",
        "p1.1",
        "p1-2",
        "p1-2.1",
    ]


def test_kinds_of_block() -> None:
    body = """\
# Title

Text.

- item
  - nested

  more

> quoted
>
> - item in quote

| a | b |
|---|---|
| 1 | 2 |

```
code {.x}
```

    indented

<div>
"""
    assert [(p.anchor, p.kind) for p in paragraphs(body)] == [
        ("h1", "heading"),
        ("p1", "paragraph"),
        ("p2", "item"),
        ("p3", "item"),
        ("p4", "paragraph"),
        ("p5", "quote"),
        ("p6", "item"),
        ("p7", "table"),
        ("p8", "code"),
        ("p9", "code"),
        ("p10", "code"),
    ]


def test_a_table_is_its_source() -> None:
    body = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    assert paragraphs(body)[0].text == body.rstrip("\n")


def test_sections_follow_the_last_heading() -> None:
    body = "Before.\n\n# One\n\nIn one.\n\nTwo\n---\n\n1. In two.\n"
    assert [(p.anchor, p.section) for p in paragraphs(body)] == [
        ("u1", None),
        ("h1", None),
        ("u2", "One"),
        ("h2", None),
        ("p1", "Two"),
    ]


def test_an_empty_numbered_item_can_be_cited() -> None:
    assert anchors("4.\n5. > quote\n6. - bullet\n") == [
        ("p4", ""),
        ("p5", ""),
        ("p5.1", "quote"),
        ("p6", ""),
        ("p6.1", "bullet"),
    ]


def test_lines_are_those_of_the_file() -> None:
    body = "One.\n\n- two\n  three\n\n\n    \n```\nx\n```\n\n\n"
    assert [(p.line_start, p.line_end) for p in paragraphs(body, 11)] == [
        (11, 11),
        (13, 14),
        (18, 20),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_make_no_difference(end: str) -> None:
    body = "Intro\nmore.\n\n{.decision}\n1. One\n   two.\n\n| a |\n|---|\n| b |\n"
    assert paragraphs(body.replace("\n", end)) == paragraphs(body)
    assert unread_marks(body.replace("\n", end)) == []


def test_marks_belong_to_the_next_block_only() -> None:
    body = """\
Before.

{.decision supersedes="a-b#p12" responsible=aes}
59. mandated the Secretariat
60. thanked

Last.
"""
    marks = {p.anchor: p.marks for p in paragraphs(body)}
    assert marks == {
        "u1": None,
        "p59": {"class": "decision", "supersedes": "a-b#p12", "responsible": "aes"},
        "p60": None,
        "u2": None,
    }


def test_marks_on_several_lines_add_up() -> None:
    body = "{.decision due=2024}\n{.important due=2025}\nText.\n"
    assert paragraphs(body)[0].marks == {"class": "decision important", "due": "2025"}
    assert unread_marks(body) == []


@pytest.mark.parametrize(
    "block", ["- item", "> quote", "# heading", "| a |\n|---|\n| b |", "```\nx\n```", "4."]
)
def test_marks_above_every_kind_of_block(block: str) -> None:
    body = f"{{.action}}\n{block}\n"
    assert paragraphs(body)[0].marks == {"class": "action"}
    assert unread_marks(body) == []


def test_marks_inside_an_item_at_its_own_indent() -> None:
    body = "59. They agreed:\n\n    {.action owner=aes}\n    - to write\n    - to meet\n"
    assert [(p.anchor, p.marks) for p in paragraphs(body)] == [
        ("p59", None),
        ("p59.1", {"class": "action", "owner": "aes"}),
        ("p59.2", None),
    ]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("{.decision supersedes=a#p12}\nText.\n", 1),  # a value with # needs quotes
        ("{.decision}\n\nText.\n", 1),
        ("Text.\n{.decision}\nMore.\n", 2),
        ("1. One\n{.decision}\n2. Two\n", 2),
        ("Text.\n\n{.decision}\n", 3),
        ("{.decision} and more {b}\n", 1),
        ("{responsible=a b}\nText.\n", 1),
        ("> {.decision}\n\nText.\n", 1),
        ("- {.decision} text\n", 1),
        ("{#anchor.}\nText.\n", 1),
        ("{.decision}\n***\n", 1),
        ("{.decision}\n[a]: /b\n\nText.\n", 1),
        ("{.a}\n\n{.b}\nText.\n", 1),
    ],
)
def test_marks_that_mark_nothing_are_named(body: str, line: int) -> None:
    assert [at for at, _ in unread_marks(body)] == [line]
    assert unread_marks(body, 9)[0] == (line + 8, body.splitlines()[line - 1].strip())


@pytest.mark.parametrize(
    "body",
    [
        "Plain {braces} here.\n",
        "```\n{.decision}\n```\n",
        "    {.decision}\n",
        "A [name]{.personal} here.\n",
        "{curly}\n",
        "<div>\n{.x}\n</div>\n",
    ],
)
def test_what_is_no_mark_is_left_alone(body: str) -> None:
    assert unread_marks(body) == []


def test_words_after_marks_are_not_lost() -> None:
    assert anchors("{.a} and more {b}\n") == [("p1", "{.a} and more {b}")]


WORDS = ["word", "Two words", "*em* x", "**b**", "_i_", "2016", "5 a", "é", "予算", "#tag", "'t'"]
SIGNS = ["***", "- ", "* ", "+ ", "1. ", "1) ", "12. ", "# ", "> ", "```", "~~~", "---", "==="]
OTHERS = ["| a | b |", "<div>", "<!--", "[a]: /u", "[a]", "    ", "  ", "\t", "\u3000", "{a=b}"]
ENDS = ["\n", "\n\n", "{.x}\n"]
PIECES = st.lists(st.one_of(*map(st.sampled_from, (WORDS, SIGNS, OTHERS, ENDS))), max_size=30).map(
    "".join
)


@given(PIECES | st.text(max_size=60))
def test_blocks_are_those_of_commonmark(body: str) -> None:
    plain = MarkdownIt("commonmark", {"maxNesting": MAX_LEVEL}).enable("table")
    plain.core.ruler.enableOnly(["normalize", "block"])
    ours = tokens_of(normalised(body))
    if not any(token.type == "attrs_block" for token in ours):
        assert ours == plain.parse(body)


@given(PIECES)
def test_anchors_are_unique_and_of_the_models_form(body: str) -> None:
    found = paragraphs(body)
    assert len({p.anchor for p in found}) == len(found)
    assert [p.position for p in found] == list(range(1, len(found) + 1))
    for p in found:
        if p.kind != "heading" or not p.anchor.startswith("h"):
            msgspec.convert(p.anchor, Anchor)


@given(PIECES)
def test_lines_lie_within_the_text(body: str) -> None:
    last = normalised(body).count("\n") + 1
    for p in paragraphs(body):
        assert 1 <= p.line_start <= p.line_end <= last


@given(PIECES)
def test_every_word_of_prose_is_in_some_paragraph(body: str) -> None:
    text = "\n".join(p.text for p in paragraphs(body))
    for word in re.findall(r"word|予算", body):
        assert word in text


def test_deep_nesting_loses_no_words() -> None:
    for marker in ("> ", "- ", "1. ", "> - "):
        assert "the words" in paragraphs(marker * 100 + "the words")[-1].text


def test_beyond_the_last_line_read_all_is_one_paragraph() -> None:
    found = paragraphs("a\n\n" * MAX_LINES)
    assert found[-1].line_start == MAX_LINES + 1
    assert len(found) == MAX_LINES // 2 + 1


HOSTILE = {
    "quotes": "> " * 200_000 + "a",
    "bare quotes": ">" * 200_000,
    "bullets": "- " * 200_000 + "a",
    "stars": "* " * 200_000 + "a",
    "numbers": "1. " * 200_000 + "a",
    "brackets": "[" * 200_000,
    "braces": "{" * 200_000,
    "quote and item": "> - " * 100_000 + "x",
    "stairs": "\n".join("  " * depth + "- a" for depth in range(700)),
    "quoted stairs": "\n".join(">" * depth + " a" for depth in range(700)),
    "lazy lines": "> " * 20 + "a\n" + "b\n" * 200_000,
    "items": "- a\n" * 60_000,
    "definition": "[a]: b '" + "x\n" * 200_000,
    "label": "[\n" * 200_000,
    "cells": "|" * 50_000 + "\n" + "|-" * 50_000 + "\n" + "|\n" * 20_000,
    "marks": "{.a}\n" * 200_000,
    "many marks": "{" + ".a " * 200_000 + "}",
    "spaces": " " * 500_000,
    "line ends": "\r" * 500_000,
    "zeros": "\0" * 500_000,
    "digits": "1" * 500_000,
    "fences": "```\n" * 100_000,
    "comments": "<!--\n" * 100_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("read", [paragraphs, unread_marks])
def test_a_hostile_text_is_read_soon(read: Callable[[str], object], body: str) -> None:
    start = time.process_time()
    read(body)
    assert time.process_time() - start < 60  # seconds; 0 to 5 on a small machine


def test_reading_is_fast() -> None:
    sentence = "Paragraph {} speaks of education and mobility between Asia and Europe; thanks. "
    body = "\n\n".join(sentence.format(number) * 2 for number in range(12))
    paragraphs(body)
    start = time.process_time()
    for _ in range(200):
        paragraphs(body)
    assert 200 / (time.process_time() - start) > 1_000  # texts of 2 KB; about 8,000 alone


def test_a_paragraph_is_what_it_says() -> None:
    assert paragraphs("{.x}\n2. A\n", 5) == [
        Paragraph("p2", 1, "item", 2, None, "A", {"class": "x"}, 6, 6, 1)
    ]
