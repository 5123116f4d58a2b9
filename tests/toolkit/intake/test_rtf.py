"""RTF as Markdown, and RTF that was made to do harm."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.toolkit.intake.words import codes, hidden, room
from toolkit.intake.extract.rtf.reader import read_rtf
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable

STYLES = r"{\stylesheet{\s0 Normal;}{\s1\sbasedon0 heading 1;}{\s5\sbasedon1 Own;}{\*\cs9 Any;}}"


def read(folder: Path, inside: str | bytes, limits: Limits | None = None) -> Extracted:
    data = inside.encode("latin-1") if isinstance(inside, str) else inside
    return whole(folder, rb"{\rtf1\ansi\ansicpg1252\deff0 " + data + b"}", limits)


def whole(folder: Path, data: bytes, limits: Limits | None = None) -> Extracted:
    path = folder / "a.rtf"
    path.write_bytes(data)
    return read_rtf(path, room(folder, limits))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (r"a\par b", "a\n\nb\n"),
        (r"a\line b", "a\\\nb\n"),
        (r"\'e9t\'e9", "été\n"),
        (r"\u8364?uro", "€uro\n"),
        (r"\uc2\u233\'c3\'a9t\u233ab.", "été.\n"),
        (r"{\uc0\u233 t}\u233?", "été\n"),
        (r"\u-10179?\u-8704?", "\N{GRINNING FACE}\n"),
        (r"x\u-10179?y", "x\N{REPLACEMENT CHARACTER}y\n"),
        (r"co\-op\_x\~y", "coop-x y\n"),
        (r"\{a\}\\\lquote b\rquote", "{a}\\\u2018b\u2019\n"),
        (r"{\fonttbl{\f1\fcharset204 X;}}\f1\'cc\'e8\'f0", "Мир\n"),
        (r"{\fonttbl{\f1\fcharset128 X;}}{\f1\'93\'fa\'96\'7b}", "日本\n"),
        (r"{\fonttbl{\f1\fcharset2 X;}}{\f1\'b7}\f0 x", "•x\n"),
        (r"{\fonttbl{\f1\fcharset128 X;}}{\f1\'83A}", "ア\n"),
        (r"{\pict 0123}a{\*\unknown b}c{\xe d}", "ac\n"),
        (r"a\bin5 }}}}}b", "ab\n"),
        (r"{\upr{one}{\*\ud{two}}}", "two\n"),
    ],
)  # fmt: skip
def test_characters(tmp_path: Path, inside: str, text: str) -> None:
    assert read(tmp_path, inside).text == text


def test_the_code_page_holds_where_no_font_says_otherwise(tmp_path: Path) -> None:
    assert whole(tmp_path, rb"{\rtf1\ansi\ansicpg936\deff0\'d6\'d0}").text == "中\n"


@pytest.mark.parametrize("style", [r"\s1", r"\s5", r"\outlinelevel0"])
def test_headings(tmp_path: Path, style: str) -> None:
    found = read(tmp_path, rf"{STYLES}\pard{style} Aims\par\pard\s0 Text.\par")

    assert found.text == "# Aims\n\nText.\n"


def test_a_label_that_was_written_down_is_the_number(tmp_path: Path) -> None:
    inside = (
        r"{\listtext\pard 59.\tab}\pard\ls1 Welcomed.\par"
        r"{\listtext\pard a)\tab}\pard\ls1\ilvl1\li720 the report\par"
        r"{\listtext\pard\'95\tab}\pard\ls2\li720 one\par"
    )

    text = read(tmp_path, inside).text

    assert text == "59. Welcomed.\n\n     - a) the report\n\n     - one\n"


def test_tables(tmp_path: Path) -> None:
    row = r"\trowd\cellx1\cellx2\pard\intbl {}\cell {}\cell\row"
    rows = row.format("a", "b|c") + row.format("d", r"e\par f")
    inside = rf"Before\par {rows}\pard After\par"

    assert read(tmp_path, inside).text == (
        "Before\n\n| a | b\\|c |\n| --- | --- |\n| d | e; f |\n\nAfter\n"
    )


def test_notes_comments_and_margins(tmp_path: Path) -> None:
    inside = (
        r"{\header The Ministry\par}{\footer Page {\field{\*\fldinst PAGE}{\fldrslt 1}}\par}"
        r"Text{\super\chftn{\footnote\chftn  A note.}} on."
        r"{\*\atnauthor Ann}\chatn{\*\annotation Really?}\par"
    )

    found = read(tmp_path, inside)

    assert found.text == "The Ministry\n\nText[^1] on.\n\n[^1]: A note.\n"
    assert hidden(found, "comment") == ["Ann: Really?"]


def test_changes_and_hidden_words(tmp_path: Path) -> None:
    inside = (
        r"{\*\revtbl{Unknown;}{Ann;}}They {\revised\revauth1 warmly }{\deleted\revauthdel1 barely }"
        r"{\v secretly }agreed.\par"
    )

    found = read(tmp_path, inside)

    assert found.text == "They warmly agreed.\n"
    assert hidden(found, "inserted text") == ["Ann: warmly"]
    assert hidden(found, "deleted text") == ["Ann: barely"]
    assert hidden(found, "hidden text") == ["secretly"]


def test_changes_in_two_paragraphs_are_two(tmp_path: Path) -> None:
    inside = r"a{\deleted b}\par c{\deleted d}\par"

    assert hidden(read(tmp_path, inside), "deleted text") == ["b", "d"]


def test_links(tmp_path: Path) -> None:
    inside = r'{\field{\*\fldinst HYPERLINK "https://a.example"}{\fldrslt{\ul site}}} and on'

    assert read(tmp_path, inside).text == "[site](https://a.example) and on\n"


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    inside = (
        r"Text.{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt In the box\par}}"
        r"{\shprslt{\*\do{\dptxbxtext In the box\par}}}}\par After.\par"
    )

    assert read(tmp_path, inside).text == "Text.\n\nIn the box\n\nAfter.\n"


def test_what_the_file_says_of_itself(tmp_path: Path) -> None:
    inside = (
        r"{\info{\title Minutes}{\author Ann}{\operator Bo}{\*\company AES}"
        r"{\creatim\yr2017\mo5\dy9\hr10\min5}\nofpages3}{\*\generator Riched20 10;}Text."
    )

    found = read(tmp_path, inside)

    assert found.properties == {"title": "Minutes", "created": "2017-05-09T10:05"}
    assert found.pages == 3
    assert {each.kind: each.value for each in found.hidden} == {
        "author": "Ann",
        "last editor": "Bo",
        "organisation": "AES",
        "software": "Riched20 10",
    }


def test_files_within_are_enclosed(tmp_path: Path) -> None:
    inner = b"\2\0a.txt\0c:\\a.txt\0" + bytes(4) + struct.pack("<I", 1) + b"\0"
    inner += struct.pack("<I", 3) + b"abc"
    kind = b"Package\0"
    data = struct.pack("<III", 0x501, 2, len(kind)) + kind + struct.pack("<II", 0, 0)
    data += struct.pack("<I", len(inner)) + inner

    found = read(tmp_path, rf"Text.{{\object\objemb{{\*\objdata {data.hex()}}}{{\result }}}}")

    (enclosed,) = found.enclosed
    assert enclosed.name == "a.txt"
    assert Path(enclosed.path).read_bytes() == b"abc"


def test_what_is_no_rtf_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(NotReadable) as error:
        whole(tmp_path, b"no {rtf")

    assert error.value.trouble.code == "I006"


def test_a_file_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    found = whole(tmp_path, rb"{\rtf1 First.\par{\i Second")

    assert found.text == "First.\n\nSecond\n"
    assert codes(found) == {"I006"}


def test_nothing_after_the_end_is_text(tmp_path: Path) -> None:
    assert whole(tmp_path, rb"{\rtf1 Text.}} more {\b again}").text == "Text.\n"


@pytest.mark.parametrize("group", ["{", r"{\*\a", r"{\footnote ", r"{\field{\fldrslt "])
def test_groups_nested_without_end_are_told(tmp_path: Path, group: str) -> None:
    found = read(tmp_path, "Before.\\par " + group * 200_000)

    assert found.text.startswith("Before.\n")
    assert "I012" in codes(found)


def test_many_groups_that_close_lose_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, "{" * 200_000 + "core" + "}" * 200_000 + " after")

    assert found.text == "core after\n"
    assert codes(found) == {"I012"}


def test_text_is_read_up_to_the_limit(tmp_path: Path) -> None:
    found = read(tmp_path, r"word\par " * 100, Limits(text=60))

    assert found.text.count("word") == 10
    assert codes(found) == {"I010"}


WORDS = (
    r"{ } \par \cell \row \intbl \trowd \pard \u-9999 \'9 \'ff \bin9 \bin-1 {\footnote {\header "
    r"{\*\annotation {\field {\*\fldinst {\fldrslt {\listtext {\stylesheet {\s1 {\fonttbl {\f1 "
    r"{\info {\title {\creatim \yr99999 \mo77 {\*\objdata {\shptxt {\revtbl \deleted \v \ls1 \uc9 "
    r"\ilvl99 \outlinelevel77 \ansicpg99999 \fcharset2 \page \sect \ {\*\ud {\upr \s99999999 x 01"
)
PIECES = st.sampled_from(WORDS.split(" "))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(PIECES | st.binary(max_size=3).map(lambda data: data.decode("latin-1"))))
def test_any_control_words_are_read_to_their_end(tmp_path: Path, pieces: list[str]) -> None:
    found = read(tmp_path, "".join(pieces))

    found.text.encode("utf-8")
