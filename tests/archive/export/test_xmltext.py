"""Text as XML: it comes back, and what XML cannot hold is seen."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from archive.export.xmltext import branch, leaf, legal

TEXT = st.text(min_size=1)


@settings(deadline=None)
@given(TEXT)
@example("a\r\nb\rc")
@example("]]>")
@example("\x00\x0b\ufffe")
def test_a_text_comes_back(text: str) -> None:
    assert etree.fromstring(leaf("a", text).encode()).text == legal(text)


@settings(deadline=None)
@given(TEXT)
@example("a\tb\nc\rd")
@example("\"'<&>")
def test_an_attribute_comes_back(text: str) -> None:
    assert etree.fromstring(leaf("a", "x", b=text).encode()).get("b") == legal(text)


def test_what_xml_cannot_hold_is_seen() -> None:
    assert legal("a\x00b\x1fc\uffff") == "a\ufffdb\ufffdc\ufffd"
    assert legal("tab\tline\nü予😀") == "tab\tline\nü予😀"


def test_an_element_without_content_is_left_out() -> None:
    assert leaf("a", None) == leaf("a", "") == branch("a", "", "") == ""
