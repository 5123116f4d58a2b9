"""The search fold, the queries made with it, and snippets, against a real FTS5 table."""
# ruff: noqa: RUF001, RUF003 - letters of many scripts are the point

from __future__ import annotations

import sqlite3
import time
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.fold import SEPARATOR, TOKENIZER, fold, match, snippet
from archive.text.snippet import tokens

TEXTS = {
    "en": "The Chair's Conclusions — co-chair of the working group; “quality assurance” in 2017.",
    "vi": "Hội nghị Bộ trưởng Giáo dục Á–Âu tại Hà Nội, Đặng Thị thay mặt.",
    "tr": "Iğdır ve İstanbul'da sınıf toplantısı",
    "el": "Η Σύνοδος των Υπουργών Παιδείας, ΑΘΗΝΑ, ποιότητας",
    "ru": "Министерство образования, Ёлкин и секретариат; съезд",
    "bg": "Министърът на образованието подписа протокола в София",
    "kk": "Қазақстан Республикасының Білім және ғылым министрлігі",
    "lo": "ກອງປະຊຸມລັດຖະມົນຕີສຶກສາ ຄັ້ງທີ ໙",
    "my": "ပညာရေးဝန်ကြီးများ အစည်းအဝေး",
    "km": "កិច្ចប្រជុំ\u200bរដ្ឋមន្ត្រី\u200bអប់រំ",
    "th": "ที่ประชุมรัฐมนตรีศึกษา ได้รับรองยุทธศาสตร์๒๕๖๐",
    "zh": "亚欧教育部长会议通过了预算，决算另行审议。",
    "ja": "ＡＳＥＭ教育大臣会合は予算を承認、算定はｶﾞｲﾄﾞによる。",
    "ko": "아셈 교육장관회의 총회에서 의장이 발표하였다",
    "de": "Große Straße in Köln, Maßnahmen der Universität",
    "pl": "Łódź i Gdańsk: żółty wniosek o współpracę",
    "lv": "Izglītības ministrija Rīgā, šķēršļi",
    "mt": "Il-laqgħa saret fil-Ħamrun, għalliema",
    "da": "Ærø og Ålborg, smørrebrød; þing í Reykjavík",
    "fr": "L’école à Bruxelles, cœur de l’Europe, ﬁnal",
    "mn": "Монгол Улсын Боловсролын яам, хөтөлбөр",
    "ar": "المؤتمر الوزاري للتعليم",
    "hi": "शिक्षा मंत्रालय की बैठक",
}

PROBES = [
    ("en", "conclusions"),
    ("en", '"working group"'),
    ("en", "co-chair"),
    ("en", "Chair's"),
    ("en", "assur*"),
    ("vi", "hoi nghi"),
    ("vi", "Đặng"),
    ("vi", "dang thi"),
    ("tr", "Igdir"),
    ("tr", "istanbul"),
    ("tr", "sinif"),
    ("tr", "SINIF"),
    ("el", "συνοδος"),
    ("el", "Αθήνα"),
    ("ru", "елкин"),
    ("ru", "СЕКРЕТАРИАТ"),
    ("bg", "министърът"),
    ("kk", "қазақстан"),
    ("kk", "ҒЫЛЫМ"),
    ("lo", "ລັດຖະມົນຕີ"),
    ("lo", "ປະຊຸມ"),
    ("my", "ဝန်ကြီး"),
    ("km", "រដ្ឋមន្ត្រី"),
    ("km", "ប្រជុំរដ្ឋមន្ត្រី"),
    ("th", "รัฐมนตรี"),
    ("th", "ศึกษา"),
    ("zh", "预算"),
    ("zh", "部长"),
    ("zh", "教"),
    ("ja", "予算"),
    ("ja", "ASEM教育"),
    ("ja", "ガイド"),
    ("ko", "총회"),
    ("ko", "의장"),
    ("ko", "장관"),
    ("de", "strasse"),
    ("de", "GROSSE"),
    ("de", "universitat"),
    ("pl", "lodz"),
    ("pl", "Łódź"),
    ("pl", "zolty"),
    ("lv", "riga*"),
    ("lv", "skersli"),
    ("mt", "hamrun"),
    ("mt", "laqgha"),
    ("da", "aero"),
    ("da", "smorrebrod"),
    ("da", "thing"),
    ("fr", "ecole"),
    ("fr", "COEUR"),
    ("fr", "final"),
    ("mn", "хөтөлбөр"),
    ("ar", "الوزاري"),
    ("hi", "शिक्षा"),
]


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        f'CREATE VIRTUAL TABLE s USING fts5 (language, body, tokenize = "{TOKENIZER}")'
    )
    connection.executemany("INSERT INTO s VALUES (?, ?)", [(k, fold(v)) for k, v in TEXTS.items()])
    yield connection
    connection.close()


def found(table: sqlite3.Connection, words: str) -> set[str]:
    expression = match(words)
    if not expression:
        return set()
    rows = table.execute("SELECT language FROM s WHERE s MATCH ?", (f"body : ({expression})",))
    return {row[0] for row in rows}


@pytest.mark.parametrize(("language", "words"), PROBES)
def test_a_word_is_found_in_its_language(
    table: sqlite3.Connection, language: str, words: str
) -> None:
    assert language in found(table, words)


@pytest.mark.parametrize(("language", "words"), PROBES)
def test_what_is_found_is_marked_in_the_snippet(language: str, words: str) -> None:
    pieces = snippet(TEXTS[language], words)
    assert any(hit for _, hit in pieces)
    assert "".join(piece for piece, _ in pieces) == " ".join(TEXTS[language].split())


@pytest.mark.parametrize(
    ("words", "languages"),
    [
        ("算决", set()),  # 预算，决算: a phrase does not reach over punctuation
        ("认算", set()),
        ("総予", set()),
        ("教育 -预算", {"ja"}),
        ('"group working"', set()),
        ("strasse OR lodz", {"de", "pl"}),
        ("strasse lodz", set()),
        ("koln strasse OR lodz", {"de"}),
        ("教育部 OR 교육", {"zh", "ko"}),
        ("strasse AND koln", {"de"}),
        ('-"working group" ministr*', {"lv"}),
        ("министер*", {"ru"}),
    ],
)
def test_how_words_are_joined(table: sqlite3.Connection, words: str, languages: set[str]) -> None:
    assert found(table, words) == languages


@pytest.mark.parametrize(
    ("words", "expression"),
    [
        ("", ""),
        ("   ", ""),
        ('"', ""),
        ('- * "" \'', ""),
        ("-only -without", ""),
        ("OR", ""),
        ("😀", ""),
        ("OR a OR", '"a"'),
        ("title:secret", '"title secret"'),
        ("NEAR(a b, 3)", '"near a" AND "b" AND "3"'),
        ('a"b c"d', '"a" AND "b c" AND "d"'),
        ("„Große Straße“", '"grosse strasse"'),
        ("-a OR b", '("b") NOT ("a")'),
        ("b OR -a", '("b") NOT ("a")'),
        ("予算", '"予 算"'),
        ("begin* end", '"begin" * AND "end"'),
    ],
)
def test_the_expression(words: str, expression: str) -> None:
    assert match(words) == expression


@given(st.text(max_size=60) | st.text('ab"*-()^:{}+ ORNEAT\n\0\x01', max_size=60))
def test_no_input_breaks_a_query(words: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(f'CREATE VIRTUAL TABLE s USING fts5 (body, tokenize = "{TOKENIZER}")')
    connection.execute("INSERT INTO s VALUES (?)", (fold("a b ab"),))
    if match(words):
        connection.execute("SELECT * FROM s WHERE s MATCH ?", (match(words),)).fetchall()
    connection.close()


def test_a_very_long_query_is_still_taken(table: sqlite3.Connection) -> None:
    assert found(table, "strasse " * 100_000) == {"de"}
    assert found(table, "x OR " * 100_000) == set()
    assert found(table, "a-" * 100_000) == set()


LETTERS = st.text(
    st.sampled_from(
        "aA éÉßİıſŁæﬁ½ΐΣςй\u0301\u0302\u0308\u0345\u0307 ,.、。\u00ad\u200b\u200d\ufe0f"
    )
    | st.sampled_from(
        "予ガかｶﾞ\u3099\u309a각각ㄱㅏกำ\u0e48ກຳကិ្ខा\u0653\u0627\u064e\u0958\ue000\ue001\x01\x1f"
    ),
    max_size=25,
)


@given(LETTERS | st.text(max_size=40))
def test_the_fold_of_a_fold_is_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(LETTERS | st.text(max_size=40))
def test_composed_or_not_makes_no_difference(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(LETTERS | st.text(max_size=40))
def test_tokens_are_those_of_the_fold(text: str) -> None:
    assert [t.word for t in tokens(text)] == [w for w in fold(text).split() if w != SEPARATOR]


def test_every_character_folds_to_a_fixed_point() -> None:
    text = fold("\n".join(map(chr, [*range(0x32000), *range(0xE0000, 0xE0200)])))
    assert fold(text) == text


def test_a_separator_of_the_text_itself_is_punctuation() -> None:
    assert fold("予\ue000算") == fold("予、算") == f"予 {SEPARATOR} 算"
    assert fold("a\ue000b") == "a b"


def test_marks_that_are_letters_stay() -> None:
    assert fold("हिन्दी") == "हिन्दी"
    assert fold("مُحَمَّد") == "مُحَمَّد"
    assert fold("ที่") == "ท ี ่"


def test_folding_ascii_is_fast() -> None:
    text = "Paragraph speaks of education, and mobility between Asia and Europe.\n" * 30_000
    start = time.process_time()
    fold(text)
    assert len(text) / (time.process_time() - start) > 5e6  # bytes a second; about 40e6 alone


def joined(pieces: list[tuple[str, bool]]) -> str:
    return "".join(piece for piece, _ in pieces)


def test_a_snippet_shows_the_window_with_most_words() -> None:
    text = "alpha " + "x " * 300 + "alpha beta here " + "y " * 300
    pieces = snippet(text, "beta alpha", 60)
    assert [piece for piece, hit in pieces if hit] == ["alpha", "beta"]
    assert joined(pieces).startswith("…x x")
    assert joined(pieces).endswith("y…")


def test_a_snippet_ends_between_words() -> None:
    text = "internationalisation " * 40
    shown = joined(snippet(text, "nothing", 50))
    assert shown == "internationalisation internationalisation…"


def test_a_snippet_of_cjk_marks_the_phrase_only() -> None:
    text = "亚欧教育部长会议通过了预算。" * 30
    pieces = snippet(text, "预算", 40)
    assert {piece for piece, hit in pieces if hit} == {"预算"}


def test_a_snippet_finds_a_word_far_down_in_a_long_text() -> None:
    text = "lorem ipsum\n" * 50_000 + "the Łódź protocol\n" + "dolor sit\n" * 1000
    assert ("Łódź", True) in snippet(text, "lodz", 80)


@given(LETTERS, LETTERS, st.integers(1, 40))
def test_a_snippet_is_made_of_the_text(text: str, words: str, width: int) -> None:
    pieces = snippet(text, words, width)
    shown = joined(pieces).removeprefix("…").removesuffix("…").strip()
    assert shown in " ".join(text.split())
    assert len(shown) <= width


@pytest.mark.parametrize(
    "text", ["a" * 4_000_000, "é" * 1_000_000, "\u0301" * 1_000_000, "予" * 400_000]
)
def test_a_snippet_of_a_hostile_text_comes_soon(text: str) -> None:
    start = time.process_time()
    snippet(text, "zzz a*")
    assert time.process_time() - start < 5
