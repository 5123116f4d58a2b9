"""Where sentences end, on which line they stand, and that no text makes them late."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.sentences import cut, evened, sentences


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("They met. They left.", ["They met.", "They left."]),
        ("Dr. Lee and Prof. Kim came. J. Smith did not.",
         ["Dr. Lee and Prof. Kim came.", "J. Smith did not."]),
        ("See No. 5, Art. 4, para. 12 and pp. 3-4. Read on.",
         ["See No. 5, Art. 4, para. 12 and pp. 3-4.", "Read on."]),
        ("Was it so? No. They said no.", ["Was it so?", "No.", "They said no."]),
        ("Some came, e.g. Latvia, i.e. one. Others stayed.",
         ["Some came, e.g. Latvia, i.e. one.", "Others stayed."]),
        ("It met on 9. May. It met again.", ["It met on 9. May.", "It met again."]),
        ("Am 21. 11. 2017 tagte der 3. Ausschuss. Er schwieg.",
         ["Am 21. 11. 2017 tagte der 3. Ausschuss.", "Er schwieg."]),
        ("It cost 3.5 million. In 2019. It ended.",
         ["It cost 3.5 million.", "In 2019.", "It ended."]),
        ("13. Welcomed the report. Thanked all.", ["13. Welcomed the report.", "Thanked all."]),
        ("Books, pens, etc. They came.", ["Books, pens, etc.", "They came."]),
        ("The U.S. Government came. As did the U.N. The end.",
         ["The U.S. Government came.", "As did the U.N.", "The end."]),
        ("It is in Annex B. The list is long.", ["It is in Annex B.", "The list is long."]),
        ("They paused... and went on. Then... They left!",
         ["They paused... and went on.", "Then...", "They left!"]),
        ("At asem.org (see p. 4. It is there) all is told. Yes.",
         ["At asem.org (see p. 4. It is there) all is told.", "Yes."]),
        ("They agreed. (It was late. Very.) They left.",
         ["They agreed.", "(It was late. Very.)", "They left."]),
        ("He said: \u201cWe agree.\u201d Then he left.",
         ["He said: \u201cWe agree.\u201d", "Then he left."]),
        ("**They agreed.** _All of them._ [A link.](a.md) `X. Y` ends.",
         ["**They agreed.**", "_All of them._", "[A link.](a.md)", "`X. Y` ends."]),
        ("Lee Young  \nVice Minister\\\nSeoul", ["Lee Young", "Vice Minister\\", "Seoul"]),
    ],
)  # fmt: skip
def test_latin_sentences(text: str, said: list[str]) -> None:
    assert cut(text) == said


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("部长们同意。会议结束\uff01下次\uff1f好。", 4),
        ("「はい。」と言った。終わり。", 2),
        ("会议\uff08见第四段。第五段。\uff09结束。", 1),
        ("ที่ประชุมเห็นชอบ ดร. สมชาย กล่าว. ใน พ.ศ. 2560 ต่อ", 1),
        ("장관들은 합의했다. 회의는 2017. 11. 21. 서울에서 열린다.", 2),
        ("मंत्री सहमत हुए। बैठक समाप्त हुई।", 2),
    ],
)
def test_other_scripts(text: str, count: int) -> None:
    assert len(cut(text)) == count


def test_each_has_its_paragraph_and_line() -> None:
    body = (
        "# Title\n\nOne. Two\ngoes on. Three.\n\n1.\n   In an item.\n\n{.decision}\n2. Marked. So."
    )
    assert [(s.anchor, s.line, s.text) for s in sentences(body, 10)] == [
        ("h1", 10, "Title"),
        ("u1", 12, "One."),
        ("u1", 12, "Two\ngoes on."),
        ("u1", 13, "Three."),
        ("p1", 16, "In an item."),
        ("p2", 19, "Marked."),
        ("p2", 19, "So."),
    ]


def test_rows_and_lines_of_code_stand_for_themselves() -> None:
    body = "| a | b |\n|---|---|\n| 1. X | 2 |\n\n```\none. Two\n\nthree\n```\n"
    assert [s.text for s in sentences(body)] == ["| a | b |", "| 1. X | 2 |", "one. Two", "three"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("They **agreed**\n  on it.", "They agreed on it."),
        ("**They agreed.", "They agreed."),
        ("See [the list](a.md).", "See [the list](b.md)."),
        ("[Jane Doe]{.personal} came.", "Jane Doe came."),
        ("部长们\n同意。", "部长们同意。"),
    ],
)
def test_one_sentence_however_it_is_set(one: str, other: str) -> None:
    assert evened(one) == evened(other)


def test_other_words_are_another_sentence() -> None:
    assert evened("They agreed.") != evened("They agreed!")
    assert evened("snake_case") == "snake_case"


_ODD = st.text(alphabet=st.sampled_from(list('aB1 .!?()[]*_`"\n\\。\uff01가ก—…{}')), max_size=80)


@given(st.one_of(_ODD, st.text(max_size=60)))
def test_together_they_are_the_whole_text(text: str) -> None:
    parts = cut(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part == part.strip() and part for part in parts)


@given(st.lists(_ODD, max_size=5))
def test_every_word_of_a_paragraph_is_told(texts: list[str]) -> None:
    body = "\n\n".join(f"Word {text}" for text in texts)
    told = sentences(body)
    assert "".join(s.text for s in told).count("Word") >= len(texts)
    assert [s.line for s in told] == sorted(s.line for s in told)


@pytest.mark.parametrize(
    "piece", ["a. ", ".", "( ", "a.( ", "`. ", "A.*** ", "\\\n", '. "', "  ", "1. ", "[a](", "]("]
)
def test_long_texts_come_to_an_end(piece: str) -> None:
    text = piece * (400_000 // len(piece)) + "x"
    begun = time.perf_counter()
    cut(text)
    evened(text)
    assert time.perf_counter() - begun < 8
