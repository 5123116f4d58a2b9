"""Outlook's messages: letters of old code pages."""

from __future__ import annotations

import codecs

import pytest

from toolkit.intake.extract.mail.outlook import _page_by_name, as_meant


class Given:
    """A message that names these code pages."""

    def __init__(self, text: int | None, message: int | None = None, wide: bool = False) -> None:
        self._pages = {0x3FDE: text, 0x3FFD: message}
        self.string_props_are_unicode = wide

    def int_prop_value(self, pid: int) -> int | None:
        return self._pages[pid]


BIG5 = "測試".encode("cp950").decode("iso-8859-15")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (Given(950), "測試"),
        (Given(950, message=1252), BIG5),
        (Given(950, wide=True), BIG5),
        (Given(None), BIG5),
        (Given(20127), BIG5),
    ],
)
def test_a_subject_is_read_by_the_page_of_the_text(given: Given, wanted: str) -> None:
    assert as_meant(BIG5, given) == wanted


def test_what_that_page_cannot_say_stays() -> None:
    assert as_meant("Łódź", Given(950)) == "Łódź"


@pytest.mark.parametrize(("name", "page"), [("windows_950", "cp950"), ("ibm037", "cp037")])
def test_pages_have_more_names_than_python_knows(name: str, page: str) -> None:
    found = _page_by_name(name)
    assert found is not None
    assert found.name == codecs.lookup(page).name


def test_a_page_that_nobody_knows_has_none() -> None:
    assert _page_by_name("windows_999") is None
