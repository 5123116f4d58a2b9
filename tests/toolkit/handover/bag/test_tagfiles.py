"""bagit.txt, bag-info.txt and fetch.txt: read as the RFC has them, written in one form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.handover.bagit import OUR_DECLARATION, render_info, tagfiles
from toolkit.handover.bagit.tagfiles import Declaration, plain_value, read_declaration, read_info
from toolkit.handover.errors import BagNotWritten

GOOD = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@pytest.mark.parametrize(
    "text", [GOOD, GOOD.replace("\n", "\r\n"), GOOD.replace("\n", "\r"), GOOD.rstrip("\n")]
)
def test_two_lines_with_any_ending_declare_a_bag(text: str) -> None:
    assert read_declaration(text.encode()) == (Declaration("1.0", "UTF-8"), [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD.replace("Version: ", "Version : "), 1),
        (GOOD.replace("Version: ", "Version:"), 1),
        (GOOD.replace("Version: ", "Version:\t"), 1),
        (GOOD.replace("1.0", "1.0 "), 1),
        (GOOD.replace("BagIt", "bagit"), 1),
        (GOOD.replace("1.0", "1"), 1),
        (GOOD.replace("1.0", ".97"), 1),
        (GOOD.replace("1.0", "\u0661.0"), 1),
        ("\n" + GOOD, 1),
        ("\ufeff" + GOOD, 1),
        (GOOD.replace("UTF-8", "UTF-8 "), 2),
        (GOOD.replace("Encoding: ", "Encoding :"), 2),
        (GOOD.replace("\n", "\n\n"), 2),
        (GOOD + "\n", 3),
        (GOOD + "More: 1\n", 3),
        ("BagIt-Version: 1.0\n", 2),
        ("", 1),
    ],
)
def test_anything_else_is_told_with_its_line(text: str, line: int) -> None:
    _, faults = read_declaration(text.encode())
    assert (line, "P002") in {fault[:2] for fault in faults}


def test_versions_that_are_not_known() -> None:
    declaration, faults = read_declaration(GOOD.replace("1.0", "1.1").encode())
    assert [code for _, code, _ in faults] == ["P003"]
    assert declaration.number == (1, 0)


@pytest.mark.parametrize("name", ["zip", "utf-7", "idna", "rot13", "unicode_escape", "xyz", "é"])
def test_encodings_that_are_none_of_text(name: str) -> None:
    declaration, faults = read_declaration(GOOD.replace("UTF-8", name).encode())
    assert {code for _, code, _ in faults} == {"P002"}
    assert declaration.encoding == "UTF-8"


@pytest.mark.parametrize("name", ["UTF-8", "utf-16", "UTF-16BE", "ISO-8859-1", "windows-1252"])
def test_encodings_that_are_read(name: str) -> None:
    assert read_declaration(GOOD.replace("UTF-8", name).encode()) == (Declaration("1.0", name), [])


def test_bytes_that_are_no_text_are_told() -> None:
    assert read_declaration(b"BagIt-Version: 1.0\n\xff\n")[1] == [(0, "P002", "it is not UTF-8")]


def test_lines_that_go_on() -> None:
    info, faults = read_info("Note: one\n  two\n\tthree\nNote: four\n")
    assert (info.pairs, faults) == ((("Note", "one two three"), ("Note", "four")), [])


def test_the_case_of_a_label_does_not_count() -> None:
    info, _ = read_info("contact-name: A\nContact-Name: B\n")
    assert info.all("Contact-NAME") == ("A", "B")
    assert info.get("Contact-Name") == "A"
    assert "CONTACT-NAME" in info
    assert "Contact" not in info


@pytest.mark.parametrize(
    "text", ["  Note: x\n", "Note\n", ": x\n", "Note : x\n", "Note:x\n", " \nA: b\nno colon\n"]
)
def test_lines_that_say_nothing(text: str) -> None:
    assert [code for _, code, _ in read_info(text)[1]] == ["P015"]


def test_older_bags_may_have_any_space_around_the_colon() -> None:
    info, faults = read_info("Test-Tag : 3\nA:b\n", number=(0, 97))
    assert (info.pairs, faults) == ((("Test-Tag", "3"), ("A", "b")), [])


def test_oxum_stands_there_once() -> None:
    assert read_info("Payload-Oxum: 1.1\npayload-oxum: 1.1\n")[1] == [
        (0, "P016", "Payload-Oxum stands there more than once")
    ]


def test_fetch_lines() -> None:
    found, faults = tagfiles.read_fetch(
        "http://h/x - data/a b\nhttp://h 12 data/c\r\nhttp://h x y\n"
    )
    assert [(each.line, each.length, each.path) for each in found] == [
        (1, "-", "data/a b"),
        (2, "12", "data/c"),
    ]
    assert [(line, code) for line, code, _ in faults] == [(3, "P006")]


LABELS = st.from_regex(r"[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,2}", fullmatch=True)

#: Brought into their form, not thrown away: a slow machine may not wait for the few that fit.
VALUES = (
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30)
    .map(lambda text: unicodedata.normalize("NFC", text.strip()) or "x")
    .filter(plain_value)
)


@given(st.lists(st.tuples(LABELS, VALUES), max_size=6))
def test_what_is_written_is_read_again(pairs: list[tuple[str, str]]) -> None:
    data = render_info([each for each in pairs if each[0].casefold() != "payload-oxum"])
    info, faults = read_info(data.decode())
    assert not faults
    assert render_info(info) == data
    assert list(info) == [each for each in pairs if each[0].casefold() != "payload-oxum"]


@pytest.mark.parametrize("value", ["", " x", "x ", "a\nb", "a\rb", "e\u0301", "a\u2028b", "\udcff"])
def test_a_value_that_would_be_read_as_another_is_not_written(value: str) -> None:
    with pytest.raises(BagNotWritten, match="one line"):
        render_info([("Note", value)])


@pytest.mark.parametrize("label", ["", "a b", "a:", "-a", "é", "a\n"])
def test_a_label_is_words_with_hyphens(label: str) -> None:
    with pytest.raises(BagNotWritten, match="label"):
        render_info([(label, "x")])


def test_our_own_declaration_is_one() -> None:
    assert read_declaration(OUR_DECLARATION) == (Declaration("1.0", "UTF-8"), [])
