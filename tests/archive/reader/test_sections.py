from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reader.meanings import introduces, meaning
from archive.reader.minutes import read_layout
from archive.reader.model import NOTHING, Context, Headings
from archive.text.paragraphs import paragraphs


@pytest.mark.parametrize(
    ("heading", "purpose"),
    [
        ("Grants approved", "decisions"),
        ("Beschlüsse", "decisions"),
        ("Keputusan", "decisions"),
        ("Motions carried", "decisions"),
        ("Not approved", None),
        ("Minutes to be approved", None),
        ("Decisions and action items", "decisions+actions"),
        ("Action items from last meeting", "actions"),
        ("Actions à suivre", "actions"),
        ("Tindak lanjut", "actions"),
        ("TOP 1: Anwesenheit", "attendance"),
        ("Members not present", "regrets"),
        ("Attendees / Apologies", "attendance"),
        ("What was decided?", None),
        ("Presentation of the budget", None),
        ("Finances", None),
    ],
)
def test_what_a_heading_is_about(heading: str, purpose: str | None) -> None:
    found = meaning(heading)
    assert (found.purpose if found and found.purpose != "ignored" else None) == purpose


def test_an_introduction_of_something_else() -> None:
    assert introduces("The Board discussed the following points:") is None
    assert introduces("The following grants were approved:") is None


def decided(text: str, **known: object) -> list[tuple[str, str]]:
    found = read_layout(paragraphs(text), Context(**known)).decided  # type: ignore[arg-type]
    return [(each.anchor, each.rule) for each in found]


def test_items_below_a_heading_of_decisions() -> None:
    text = "## Grants approved\n\nAll were:\n\n- A: EUR 5\n  - a note\n- B: EUR 6\n\n## X\n\n- y\n"
    rule = "heading:Grants approved"
    assert decided(text) == [("p2", rule), ("p4", rule)]


def test_numbered_decisions_keep_their_anchor() -> None:
    text = "## Beschlüsse\n\n7. A wird angenommen.\n8. B auch.\n"
    assert [anchor for anchor, _ in decided(text)] == ["p7", "p8"]


@pytest.mark.parametrize(
    "item",
    ["None this month", "No grants were approved.", "N/A", "TODO", "[name]", "{NAME}: {AMOUNT}",
     "XXX", "...", "Shall we?", "Name: amount"],
)  # fmt: skip
def test_what_decides_nothing(item: str) -> None:
    assert decided(f"## Grants approved\n\n- {item}\n") == []


def test_a_paragraph_below_a_heading_of_decisions_is_only_prose() -> None:
    assert decided("## Decisions\n\nThere was much to decide, and it was.\n") == []


def test_a_group_is_no_decision_but_its_items_are() -> None:
    assert [anchor for anchor, _ in decided("## Decisions\n\n- Budget:\n  - a\n  - b\n")] == [
        "p2",
        "p3",
    ]


def test_a_heading_holds_over_the_headings_below_it() -> None:
    text = (
        "## Decisions\n\n### Tax\n\n- It stands.\n\n### Discussion\n\n- Much.\n\n## Else\n\n- z\n"
    )
    assert [anchor for anchor, _ in decided(text)] == ["p1"]


def test_a_bold_line_is_a_heading_until_the_next() -> None:
    text = "**Resolutions**\n\n- R1\n\n**Talk**\n\n- x\n\n## Y\n\n- z\n"
    assert decided(text) == [("p2", "heading:Resolutions")]


def test_the_title_of_a_text_is_no_heading_of_decisions() -> None:
    assert decided("# Decisions of 2020 adopted\n\n## Preamble\n\n- x\n") == []


def test_a_table_of_decisions_is_one_block() -> None:
    text = "Decisions\n===\n\n| # | Text |\n|---|---|\n| 1 | Do it |\n"
    assert decided(text) == [("p1", "heading:Decisions")]


def test_an_empty_table_decides_nothing() -> None:
    assert decided("## Decisions\n\n| # | Text |\n|---|---|\n| | |\n") == []


def test_a_mixed_heading_gives_tasks_to_their_owners() -> None:
    found = read_layout(
        paragraphs("## Decisions & actions\n\n- Ann: write\n- The budget stands.\n"), Context()
    )
    assert [task.owner for task in found.tasks] == ["Ann"]
    assert [each.anchor for each in found.decided] == ["p2"]


def test_a_series_adds_its_own_words() -> None:
    own = Headings(decisions=("motions",))
    assert decided("## Motions\n\n- x y\n", headings=own) == [("p1", "heading:Motions")]
    assert decided("## Motions\n\n- x y\n") == []


def test_a_text_with_nothing_to_be_found() -> None:
    assert read_layout(paragraphs("# Budget\n\nIt is sound.\n"), Context()) is NOTHING


@given(st.text(alphabet="#*-_|:[]()<>~`1. \n@+ABpresntdcioa年", max_size=300))
def test_any_text_is_read(text: str) -> None:
    read_layout(paragraphs(text), Context(title=text, path=text))


def test_a_form_feed_alone_is_read() -> None:
    assert read_layout(paragraphs("A\n\n\f\n\nB"), Context()) == NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "## Present\n\n" + "a, " * 200_000,
        "## Present\n\n- " + "(" * 300_000 + ")" * 300_000,
        "## Present\n\n- " + "[a](" * 150_000,
        "## Actions\n\n- " + "**a" * 200_000,
        "## Actions\n\n- topic\n" + "  - thing\n" * 20_000,
        "Present: a\n" * 20_000,
        "ACTION: x\n" * 30_000,
        "+1: a; " * 80_000,
        "# " + "1 May " * 100_000,
        "<li>" * 150_000,
    ],
    ids=lambda text: text[:16],
)
def test_hostile_texts_take_bounded_time(text: str) -> None:
    found = paragraphs(text)
    start = time.process_time()
    read_layout(found, Context(title=text[:5000], path=text[:5000]))
    assert time.process_time() - start < 5


def test_prose_is_passed_over_quickly() -> None:
    text = "# Budget\n\n" + "\n\n".join(
        f"The committee took note of report {n} and thanked those who wrote it, as it is sound."
        for n in range(20)
    )
    found, context = paragraphs(text), Context(date="2020")
    read_layout(found, context)
    start = time.process_time()
    for _ in range(200):
        read_layout(found, context)
    assert (time.process_time() - start) / 200 < 0.001  # seconds; about 0.00005 alone
