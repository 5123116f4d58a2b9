"""Pages, slides and sheets in a text, and what they leave as it was."""

from __future__ import annotations

import pytest

from archive.decisions.marked import may_be_marked
from archive.model import Front
from archive.reader import Context, read
from archive.text.paragraphs import paragraphs
from archive.text.places import place_at, places, within

PAGED = """\
{page=1}
# Aims

One.

{page=2}
1. Two.

   Still two.

2. Also.

{page=3}
3. Three.
"""


def anchors(body: str) -> list[str]:
    return [place.anchor for place in places(paragraphs(body))]


def test_a_page_lasts_until_the_next_one() -> None:
    found = within(paragraphs(PAGED), "page-2")
    assert [p.anchor for p in found] == ["p1", "p1.1", "p2"]


def test_a_sheet_ends_with_a_sheet_and_not_with_a_page() -> None:
    body = "{sheet=A page=1}\nOne.\n\n{page=2}\nTwo.\n\n{sheet=B}\nThree."
    assert [p.text for p in within(paragraphs(body), "sheet-a")] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{sheet="The Budget (2024)"}\nA.', ["sheet-the-budget-2024"]),
        ('{sheet="予算"}\nA.', ["sheet-予算"]),
        ('{sheet="***"}\nA.', ["sheet-1"]),
        ("{page=3}\nA.\n\n{page=3}\nB.", ["page-3", "page-3-2"]),
        ("{page=iv}\nA.", []),
    ],
)
def test_anchors(body: str, expected: list[str]) -> None:
    assert anchors(body) == expected


def test_what_is_not_there_is_no_place() -> None:
    assert place_at(paragraphs(PAGED), "page-9") is None


CONCLUSIONS = """\
# Conclusions

1. The ministers agreed to meet again.

2. The ministers mandated the secretariat to write a report.
"""


def test_pages_change_nothing_in_what_is_read() -> None:
    """The same decisions, with and without the sign that a page begins."""
    context = Context(kind="decision", language="en", title="Conclusions")
    paged = CONCLUSIONS.replace("2. The", "{page=2}\n2. The").replace("# C", "{page=1}\n# C")
    plain, marked = (read(paragraphs(body), context) for body in (CONCLUSIONS, paged))
    assert [each.anchor for each in plain.decided] == ["p1", "p2"]
    assert [(d.anchor, d.rule) for d in marked.decided] == [
        (d.anchor, d.rule) for d in plain.decided
    ]


@pytest.mark.parametrize("line", ["{page=3}", "{slide=12}", "{sheet=A}", '{sheet="A b.c"}'])
def test_a_page_alone_is_no_reason_to_read_an_old_text(line: str) -> None:
    assert not may_be_marked(f"{line}\nText.")
    assert may_be_marked(f"{line}\nText.\n\n{line[:-1]} .decision}}\nText.")


def test_a_claim_may_name_a_page() -> None:
    import msgspec

    for at in ("page-3", "slide-12", "sheet-予算", "p59.1"):
        claim = {"about": "x", "property": "y", "value": "z", "at": at}
        msgspec.convert({"id": "a", "kind": "note", "title": "A", "claims": [claim]}, Front)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(
            {"id": "a", "kind": "note", "title": "A", "claims": [claim | {"at": "page-x"}]}, Front
        )
