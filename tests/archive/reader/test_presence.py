"""Lists of who came as they really are: slips, remarks, groups, and talk beside them."""

from __future__ import annotations

import pytest

from archive.reader.minutes import read_layout
from archive.reader.model import Context, Present
from archive.text.paragraphs import paragraphs


def present(text: str) -> tuple[Present, ...]:
    return read_layout(paragraphs(text), Context(kind="minutes")).present


def one(item: str) -> tuple[str, str | None, str | None]:
    (found,) = present(f"## Present\n\n* {item}\n")
    return found.name, found.role, found.handle


@pytest.mark.parametrize(
    ("item", "row"),
    [
        ("Ann Lee <mailto:ann@example.org>", ("Ann Lee", None, None)),
        ("Ann Lee @<ann@example.org> (guest)", ("Ann Lee", "guest", None)),
        ("Ann Lee @ann (voting member))", ("Ann Lee", "voting member", "ann")),
        ("Ann Lee @ann (TS", ("Ann Lee", "TS", "ann")),
        ("Ann Lee (guest: Foo/Bar)", ("Ann Lee", "guest: Foo/Bar", None)),
        ("Amir (FOOBAR - guest)", ("Amir", "FOOBAR - guest", None)),
        ("Ann Lee @ann (TSC) - joined at 16:23 UTC", ("Ann Lee", "TSC", "ann")),
        ("Ann Lee (TSC) (partially)", ("Ann Lee", "TSC", None)),
    ],
)
def test_slips_and_remarks(item: str, row: tuple[str, str | None, str | None]) -> None:
    assert one(item) == row


def test_a_letter_before_the_bullet() -> None:
    found = present("## Present\n\n* Ann Lee @ann (member)\na *Bo Ek @bo (member)\n")
    assert [(each.name, each.handle, each.line) for each in found] == [
        ("Ann Lee", "ann", 3),
        ("Bo Ek", "bo", 4),
    ]


def test_regrets_within_the_list() -> None:
    found = present("## Present\n\n* Ann Lee\n* Apologies for Bo and Cy\n")
    assert [(each.name, each.status) for each in found] == [
        ("Ann Lee", "present"),
        ("Bo", "regrets"),
        ("Cy", "regrets"),
    ]


def test_who_is_absent_may_have_left_notes() -> None:
    found = present("## Regrets\n\n* Ann Lee\n  * Working on:\n    * The new site\n\n* Bo Ek\n")
    assert [(each.name, each.status) for each in found] == [
        ("Ann Lee", "regrets"),
        ("Bo Ek", "regrets"),
    ]


def test_a_group_that_says_nothing_is_no_role() -> None:
    found = present("## Present\n\n### TSC\n\n* Ann Lee\n\n### Other\n\n* Bo Ek\n")
    assert [(each.name, each.role) for each in found] == [("Ann Lee", "TSC"), ("Bo Ek", None)]


@pytest.mark.parametrize(
    "talk",
    [
        "### Updates\n\n* Board\n  * It meets this week.\n\n* CPC\n  * progress on the code\n",
        "### Packages\n\nAnn: we should talk with them on how best to run all of the tests\n",
        "### Work\n\n* Went through those for which people were in attendance:\n\n"
        "  * N-API\n    * issues are worked on\n  * Error Messages\n    * codes\n",
    ],
)
def test_talk_below_the_list_is_nobody(talk: str) -> None:
    assert [each.name for each in present(f"## Present\n\n* Ann Lee\n\n{talk}")] == ["Ann Lee"]
