from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reader.minutes import read_layout
from archive.reader.model import Context, Headings, Present
from archive.reader.names import people, person
from archive.text.paragraphs import paragraphs


def present(text: str, **known: object) -> tuple[Present, ...]:
    return read_layout(paragraphs(text), Context(**known)).present  # type: ignore[arg-type]


def names(text: str, status: str = "present") -> list[str]:
    return [each.name for each in present(text) if each.status == status]


@pytest.mark.parametrize(
    ("text", "name", "role", "handle"),
    [
        ("Jane Doe (Treasurer)", "Jane Doe", "Treasurer", None),
        ("Jane Doe @jdoe (chair)", "Jane Doe", "chair", "jdoe"),
        ("Jane Doe (@jdoe)", "Jane Doe", None, "jdoe"),
        ("[Jane Doe](https://example.org)", "Jane Doe", None, None),
        ("[Jane Doe](https://github.com/jdoe)", "Jane Doe", None, "jdoe"),
        ("Jane Doe - Foo Ltd", "Jane Doe", "Foo Ltd", None),
        ("Jane Doe <jane@example.org>", "Jane Doe", None, None),
        ("Dr. Jane Doe, University of X", "Dr. Jane Doe", "University of X", None),
        ("**Žan Anderle**", "Žan Anderle", None, None),
        ("@jdoe", "jdoe", None, "jdoe"),
        ("Doe, Jane", "Doe, Jane", None, None),
        ("김철수 (의장)", "김철수", "의장", None),
        ("Jean-Luc O’Neil", "Jean-Luc O’Neil", None, None),  # noqa: RUF001
        ("Jane Doe (chair", "Jane Doe", "chair", None),
    ],
)
def test_a_name_is_parted_from_what_stands_beside_it(
    text: str, name: str, role: str | None, handle: str | None
) -> None:
    found = person(text)
    assert found is not None
    assert (found.name, found.role, found.handle) == (name, role, handle)


@pytest.mark.parametrize(
    "text", ["None", "N/A", "no apologies", "TBD", "{NAME}", "[name]", "...", "-", "TODO", "keine"]
)
def test_nobody_is_nobody(text: str) -> None:
    assert present(f"## Regrets\n\n- {text}\n") == ()


def test_an_enumeration_is_parted_outside_brackets() -> None:
    found = people("A. Doe (chair, Foo), B. Roe and C. Poe")
    assert [each.name for each in found] == ["A. Doe", "B. Roe", "C. Poe"]


def test_semicolons_part_where_there_are_any() -> None:
    found = people("Jane Doe, University of X; Bob Roe")
    assert [(each.name, each.role) for each in found] == [
        ("Jane Doe", "University of X"),
        ("Bob Roe", None),
    ]


def test_an_introduction_is_followed_by_a_list() -> None:
    text = (
        "Board members in attendance were:\n\n- Ann Lee\n- Bo Ek\n\nThe board talked of:\n\n- Tax\n"
    )
    assert names(text) == ["Ann Lee", "Bo Ek"]


def test_a_list_may_follow_without_a_blank_line() -> None:
    assert names("Also in attendance:\n- Ann Lee\n\nApologies:\n- None\n") == ["Ann Lee"]


@pytest.mark.parametrize(
    "heading",
    ["## Present", "Attendees\n---", "**Attendees**", "### 2. Participants (7)", "## Anwesende",
     "## Présents", "## Asistentes", "## Daftar hadir", "## 참석자", "## 👥 Attendance:"],
)  # fmt: skip
def test_headings_of_people(heading: str) -> None:
    assert names(f"{heading}\n\n- Ann Lee\n- Bo Ek\n\n## Budget\n\n- Big Sums\n") == [
        "Ann Lee",
        "Bo Ek",
    ]


def test_labelled_lines() -> None:
    text = "**Present**: Ann Lee, Bo Ek (chair)\n**Regrets:** Cy Poe\nGuests: none\n"
    assert names(text) == ["Ann Lee", "Bo Ek"]
    assert names(text, "regrets") == ["Cy Poe"]


def test_a_label_in_prose_names_nobody() -> None:
    assert present("Present: the state of things as it is told by those who know.") == ()


def test_a_label_on_its_own_line_over_names() -> None:
    assert names("**Attendees**\nAnn Lee\nBo Ek\n") == ["Ann Lee", "Bo Ek"]


def test_a_list_grouped_by_body_and_by_presence() -> None:
    text = "## Attendees\n\n- Board\n  - Ann Lee (Treasurer)\n  - Bo Ek\n- Observers:\n  - Cy Poe\n"
    assert [(each.name, each.role, each.status) for each in present(text)] == [
        ("Ann Lee", "Board, Treasurer", "present"),
        ("Bo Ek", "Board", "present"),
        ("Cy Poe", None, "observer"),
    ]


def test_groups_in_one_line_each() -> None:
    found = present("## Attendance\n\n* Team members: Niko, Felix\n* Others: skippy\n")
    assert [(each.name, each.role) for each in found] == [
        ("Niko", "Team members"), ("Felix", "Team members"), ("skippy", "Others"),
    ]  # fmt: skip


def test_below_a_person_stand_notes() -> None:
    assert names("## Present\n\n- Ann Lee\n  - joined late\n- Bo Ek\n") == ["Ann Lee", "Bo Ek"]


def test_initials_before_a_name() -> None:
    assert names("## Present\n\n- AL: Ann Lee (@al)\n") == ["Ann Lee"]


def test_a_table_in_any_order_and_ragged() -> None:
    text = (
        "## Present\n\n| Firm | Name | Role |\n|---|---|---|\n"
        "| X | Ann Lee | chair |\n| Y |\n| Z | 李明 |\n"
    )
    assert [(each.name, each.role, each.line) for each in present(text)] == [
        ("Ann Lee", "chair, X", 5),
        ("李明", "Z", 7),
    ]


def test_a_table_says_who_came() -> None:
    text = "| Name | Present |\n|---|---|\n| Ann Lee | ✅ |\n| Bo Ek | ❌ |\n"
    assert (names(text), names(text, "regrets")) == (["Ann Lee"], ["Bo Ek"])


def test_a_table_of_fields() -> None:
    assert names("| **Attendees** | Ann Lee, Bo Ek |\n|---|---|\n| Place | Riga |\n") == [
        "Ann Lee",
        "Bo Ek",
    ]


def test_who_led_is_told_once() -> None:
    text = (
        "The meeting was led by Ann Lee.\n\nIn attendance were:\n\n- Bo Ek\n- Ann Lee (Treasurer)\n"
    )
    assert [(each.name, each.role) for each in present(text)] == [
        ("Bo Ek", None),
        ("Ann Lee", "chair, Treasurer"),
    ]


def test_who_led_need_not_be_in_the_list() -> None:
    found = present("This meeting was led by Ann Lee (Chair) and Bo Ek (Vice Chair)")
    assert [(each.name, each.role) for each in found] == [
        ("Ann Lee", "chair"),
        ("Bo Ek", "Vice Chair"),
    ]


def test_a_label_of_an_office() -> None:
    found = present("Chair: Ann Lee\nScribe: Bo Ek\nPresent: Ann Lee, Bo Ek, Cy Poe\n")
    assert [(each.name, each.role) for each in found] == [
        ("Ann Lee", "chair"),
        ("Bo Ek", "scribe"),
        ("Cy Poe", None),
    ]


def test_an_office_further_down_is_not_the_meeting_s() -> None:
    text = "In attendance:\n\n- Ann Lee\n\n" + "Much was said.\n\n" * 20 + "Secretary: Ann Lee\n"
    assert [(each.name, each.role) for each in present(text)] == [("Ann Lee", None)]


def test_html_in_markdown() -> None:
    text = "<h2>Present</h2>\n<ul><li>Ann Lee</li>\n<li>Bo Ek</li></ul>\n"
    assert [(each.name, each.line) for each in present(text)] == [("Ann Lee", 2), ("Bo Ek", 3)]


def test_boxes_that_are_not_ticked() -> None:
    assert names("## Present\n\n- [x] Ann Lee\n- [ ] Bo Ek\n") == ["Ann Lee"]


def test_a_series_has_its_own_words() -> None:
    found = present("## Crew\n\n- Ann Lee\n", headings=Headings(attendance=("crew",)))
    assert [each.name for each in found] == ["Ann Lee"]


@given(st.text(alphabet="AnnBo ,;:()@-[]|\n#*áé李", max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    for each in present(f"## Present\n\n{text}\n\nPresent: {text}"):
        assert each.name.strip() == each.name != ""


def test_absent_behind_a_name_says_who_did_not_come() -> None:
    text = (
        "## Attendance\n\n- Ann Lee - PRESENT\n- Bo Ek - ABSENT\n- Cy Poe (absent)\n- Di Fo\n"
        "- Ed Gu (observer)\n"
    )
    found = [(each.name, each.role, each.status) for each in present(text)]
    assert found == [
        ("Ann Lee", None, "present"),
        ("Bo Ek", None, "regrets"),
        ("Cy Poe", None, "regrets"),
        ("Di Fo", None, "present"),
        ("Ed Gu", "observer", "observer"),
    ]


def test_a_column_of_mr_and_ms_is_no_office() -> None:
    text = (
        "## Present\n\n| Partner | Title | Name | Function |\n|---|---|---|---|\n"
        "| Latvia | Ms | Ann Lee | Director |\n"
    )
    assert [(each.name, each.role) for each in present(text)] == [("Ann Lee", "Director, Latvia")]
