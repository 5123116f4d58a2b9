"""A text as its words alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.fold import fold
from archive.text.plain import plain


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("## How?", "How?"),
        ("#5 is no heading", "#5 is no heading"),
        ("- one\n* two\n+ three", "one\ntwo\nthree"),
        ("> - quoted", "quoted"),
        ("59. They agreed.", "59. They agreed."),
        ("59\\. They agreed.", "59. They agreed."),
        ("{.action owner=aes due=2025-06}\nThey agreed.", "They agreed."),
        ('{.action reports-on="a#p3" scope=part}\nDone.', "Done."),
        ("{not marks} stay", "{not marks} stay"),
        ("{stay}", "{stay}"),
        ("[Jane Doe]{.personal} came", "Jane Doe came"),
        ("see [the *letter*](a.md#p1 'Title')!", "see the letter!"),
        ("[a](b_(c).md) d", "a d"),
        ("![Map](map.png)", "Map"),
        ("[![Map](map.png)](large.png)", "Map"),
        ("[sic] and [a][2]", "[sic] and [a][2]"),
        ("[a][2] and [b]\n\n[2]: http://x.org\n[B]: <y> 'Z'\n", "a and b\n\n"),
        ("<https://a.org/x>", "https://a.org/x"),
        ("**bold *and* more** text", "bold and more text"),
        ("これは**重要**です", "これは重要です"),
        ("2 * 3 * 4 and 2*3", "2 * 3 * 4 and 2*3"),
        ("_so_ a_name_here", "so a_name_here"),
        ("~~gone~~ `code` \\*star\\*", "gone code *star*"),
        ("a &amp; b &lt;c&gt; AT&T", "a & b <c> AT&T"),
        ("| Aim | By |\n|---|:--|\n| a | 2028 |", "Aim · By\n\na · 2028"),
        ("Title\n=====\n\n---\nText", "Title\n\n\n\nText"),
        ("```yaml\n{.a}\n# no heading\n```\n# one", "{.a}\n# no heading\n\none"),
        ("~~~\nopen *to* the end", "open *to* the end"),
        ("-5 degrees", "-5 degrees"),
        ("line\\\nbreak", "line\nbreak"),
    ],
)
def test_only_words_are_left(body: str, words: str) -> None:
    assert plain(body) == words


@given(st.text(alphabet=st.characters(categories=["L", "Nd", "Zs"])))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


@given(st.text(alphabet="ab1 #*_[](){}.|`~>-=:\\\n\"'<&;"))
def test_no_word_is_invented(text: str) -> None:
    assert set(fold(plain(text)).replace(" ", "")) <= set(fold(text).replace(" ", "")) | set("<>&")


@pytest.mark.parametrize(
    "unit",
    ["*a", "[", "[a](", "`", "_a ", "{.a.a", "{a=", "> ", "- ", "|", "~~~\n", "~~a", "&a", "\\",
     "- {.a", "[a]: b\n", "![", "]{.", "=-"],
)  # fmt: skip
def test_no_text_takes_long(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    began = time.process_time()
    plain(text)
    assert time.process_time() - began < 2
