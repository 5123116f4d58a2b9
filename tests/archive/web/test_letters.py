"""Letters as correspondence: who wrote to whom, and what answers what."""

from __future__ import annotations

import pytest

from tests.archive.web.conftest import Site
from tests.archive.web.test_lists import rows
from tests.archive.web.test_pages import text


def ids(village: Site, path: str) -> list[str]:
    return [row["id"] for row in village.get(path).json()["letters"]]


def test_letters_stand_with_those_around_them(village: Site) -> None:
    said = text(village.get("/letters").text)
    assert "From Beta" not in said
    assert "Bo Weller , Beta to → Alpha An answer 5 April 2011 Answers A call" in said
    assert "Ann Miller , Alpha as Minister to → Beta" in said


@pytest.mark.parametrize(("choice", "found"), [
    ("from=alpha", ["again", "call"]), ("to=alpha", ["answer"]), ("to=partners", ["again"]),
    ("answered=yes", ["answer", "call"]), ("answered=no", ["again", "alone"]),
    ("year=2011", ["answer", "call"]), ("meeting=c1", ["call"]),
    ("from=alpha&answered=no", ["again"]), ("from=nobody", []),
])  # fmt: skip
def test_letters_are_narrowed_down(village: Site, choice: str, found: list[str]) -> None:
    assert ids(village, f"/letters.json?{choice}") == found


def test_an_answer_of_a_later_day_is_none_yet(village: Site) -> None:
    assert ids(village, "/as-of/2011-03-01/letters.json?answered=no") == ["call", "alone"]
    assert "Answered by" not in text(village.get("/as-of/2011-03-01/letters").text)


def test_a_correspondence_is_told_from_its_beginning(village: Site) -> None:
    data = village.get("/letters/again.json").json()
    assert [row["id"] for row in data["correspondence"]] == ["call", "answer", "again"]
    assert "No answer to it is in the archive." in text(village.get("/letters/again").text)


def test_a_letter_that_stands_alone_says_so(village: Site) -> None:
    said = text(village.get("/letters/alone").text)
    assert "Nothing in the archive answers this letter" in said


def test_what_is_no_letter_has_no_correspondence(village: Site) -> None:
    assert village.get("/letters/conclusions-c1").status_code == 404


def test_the_table_holds_who_wrote_to_whom(village: Site) -> None:
    found = {row[0]: row for row in rows(village.get("/letters.csv"))}
    assert found["call"][2:8] == ["2011-02-03", "Ann Miller", "Minister", "Alpha", "Beta", ""]
    assert found["call"][8] == "An answer"
