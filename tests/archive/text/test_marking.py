"""Writing marks above a paragraph: read back as its own, and nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.frontmatter import newlines, split
from archive.text.marking import CannotMark, Marks, marked, paragraph_of
from archive.text.paragraphs import Paragraph, paragraphs, unread_marks

DECISION = Marks(("decision",))
FRONT = "---\nid: a\nkind: note\ntitle: A\n---\n"


def read(text: str) -> list[Paragraph]:
    parts = split(newlines(text))
    return paragraphs(parts.body, parts.body_line)


def marks_at(text: str, anchor: str) -> dict[str, str] | None:
    return next(each.marks for each in read(text) if each.anchor == anchor)


@pytest.mark.parametrize(
    ("text", "anchor", "new"),
    [
        ("One.\n\nTwo.\n", "p2", "One.\n\n{.decision}\nTwo.\n"),
        ("One.\n", "p1", "{.decision}\nOne.\n"),
        ("One.", "p1", "{.decision}\nOne."),
        ("1. One.\n2. Two.\n", "p2", "1. One.\n\n{.decision}\n2. Two.\n"),
        ("- One.\n- Two.\n", "p2", "- One.\n\n{.decision}\n- Two.\n"),
        ("1. One:\n   - two\n   - three\n", "p1.2",
         "1. One:\n   - two\n\n   {.decision}\n   - three\n"),
        ("1. One.\n\n   Two.\n", "p1.1", "1. One.\n\n   {.decision}\n   Two.\n"),
        ("> One.\n>\n> Two.\n", "p2", "> One.\n>\n> {.decision}\n> Two.\n"),
        ("# Head\nOne.\n", "p1", "# Head\n\n{.decision}\nOne.\n"),
        (f"{FRONT}One.\n", "p1", f"{FRONT}{{.decision}}\nOne.\n"),
        ("One.\r\n\r\nTwo.\r\n", "p2", "One.\r\n\r\n{.decision}\r\nTwo.\r\n"),
        ("One.\r\rTwo.", "p2", "One.\r\r{.decision}\rTwo."),
    ],
)  # fmt: skip
def test_the_line_goes_where_it_is_read(text: str, anchor: str, new: str) -> None:
    assert marked(text, anchor, DECISION).text == new
    assert marks_at(new, anchor) == {"class": "decision"}


def test_it_tells_what_was_written_and_on_which_line() -> None:
    told = marked(f"{FRONT}One.\nTwo:\n1. Three.\n", "p1", Marks(("action",), {"due": "2025~"}))
    assert told.written == '{.action due="2025~"}'
    assert told.text.split("\n")[told.line - 1] == told.written


@pytest.mark.parametrize(
    ("value", "written"),
    [("aes", "aes"), ("2025-12", "2025-12"), ("", '""'), ("a b", '"a b"'), ("x#p1", '"x#p1"'),
     ("Świętokrzyska", '"Świętokrzyska"')],
)  # fmt: skip
def test_values_are_quoted_where_they_must_be(value: str, written: str) -> None:
    told = marked("One.\n", "p1", Marks(("action",), {"owner": value}))
    assert told.written == f"{{.action owner={written}}}"
    assert marks_at(told.text, "p1") == {"class": "action", "owner": value}


@pytest.mark.parametrize("value", ['a"b', "{", "}", "a\nb", "\\", "a\x85b", "\0"])
def test_a_value_that_cannot_be_quoted_is_refused(value: str) -> None:
    with pytest.raises(CannotMark):
        marked("One.\n", "p1", Marks(("action",), {"owner": value}))


@pytest.mark.parametrize(
    ("old", "marks", "new"),
    [
        ("{.action}", DECISION, "{.action .decision}"),
        (
            "{.action owner=aes due=2024}",
            Marks(("action",), {"due": "2025"}),
            "{.action owner=aes due=2025}",
        ),
        ("{.not-decision}", DECISION, "{.decision}"),
        ("{.decision due=2024}", Marks(("not-decision",)), "{due=2024 .not-decision}"),
        ("{.decision}", Marks(("proposal",)), "{.proposal}"),
        ('{ note="a .decision" }', Marks(("proposal",)), '{ note="a .decision" .proposal }'),
        ("{.not-action}\n{.x}", Marks(("action",)), "{}\n{.x .action}"),
        ("{.decision .x}", Marks(("decision",), {"due": "2024"}), "{.decision .x due=2024}"),
    ],
)
def test_marks_that_are_there_stay_but_for_their_opposite(old: str, marks: Marks, new: str) -> None:
    assert marked(f"Zero.\n\n{old}\nOne.\n", "p2", marks).text == f"Zero.\n\n{new}\nOne.\n"


def test_what_is_marked_already_is_left_as_it_is() -> None:
    text = "{.decision  due=2024}\nOne.\n"
    assert marked(text, "p1", DECISION).text == text


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("One.\n", "p2"),
        ("", "p1"),
        ("1. - One.\n", "p1.1"),  # the line above is the numbered item's own
        ("{.x}\n1. - One.\n", "p1.1"),
        ("- - - One.\n      {.decision}\n\n\\", "p9"),
    ],
)
def test_where_no_place_works_nothing_is_written(text: str, anchor: str) -> None:
    with pytest.raises(CannotMark) as refused:
        marked(text, anchor, DECISION)
    assert "\n" not in str(refused.value)


def test_a_paragraph_is_found_by_its_anchor() -> None:
    assert paragraph_of(f"{FRONT}One.\n", "p1").line_start == 6
    with pytest.raises(CannotMark):
        paragraph_of("One.\n", "p2")


# -- any text -----------------------------------------------------------------------

WORDS = st.text("ab .é会", min_size=1, max_size=8).map(lambda text: f"a{text}".strip())
PROSE = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


def indented(text: str, by: str) -> str:
    return text.replace("\n", f"\n{by}")


@st.composite
def items(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    """A list whose items hold blocks; numbers need not go up by one."""
    numbered = draw(st.booleans())
    apart = draw(st.sampled_from(("\n", "\n\n")))
    parts = []
    for block in draw(st.lists(inside, min_size=1, max_size=3)):
        lead = f"{draw(st.integers(0, 12))}. " if numbered else "- "
        parts.append(lead + indented(block, " " * len(lead)))
    return apart.join(parts)


BLOCKS = st.recursive(
    st.one_of(
        PROSE,
        WORDS.map("# {}".format),
        st.just("| a | b |\n|---|---|\n| c | d |"),
        st.just("```\n{.x}\ncode\n```"),
        st.tuples(st.sampled_from(("{.x}", "{.action due=2024}", "{.not-decision}")), PROSE).map(
            "\n".join
        ),
    ),
    lambda inner: st.one_of(
        items(st.lists(inner, min_size=1, max_size=2).map("\n\n".join)),
        st.lists(inner, min_size=1, max_size=2).map(
            lambda held: "> " + indented("\n\n".join(held), "> ")
        ),
    ),
    max_leaves=6,
)
ENDS = st.sampled_from(("\n", "\r\n", "\r"))
TEXTS = st.builds(
    lambda blocks, apart, end, front: (front + apart.join(blocks)).replace("\n", end),
    st.lists(BLOCKS, min_size=1, max_size=4),
    st.sampled_from(("\n\n", "\n", "\n\n\n")),
    ENDS,
    st.sampled_from(("", FRONT)),
)
ANY_MARKS = st.builds(
    Marks,
    st.sampled_from((("decision",), ("proposal",), ("action",), ("not-decision", "not-action"))),
    st.dictionaries(st.sampled_from(("owner", "due")), st.sampled_from(("aes", "a b", "2024~"))),
)


def unmoved(each: Paragraph) -> Paragraph:
    return msgspec.structs.replace(each, marks=None, line_start=0, line_end=0)


def lines_of(text: str) -> Sequence[str]:
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


@given(TEXTS, ANY_MARKS, st.data())
def test_what_is_marked_is_read_back_and_all_else_is_the_same(
    text: str, marks: Marks, data: st.DataObject
) -> None:
    before = read(text)
    chosen = data.draw(st.sampled_from(before))
    try:
        told = marked(text, chosen.anchor, marks)
    except CannotMark:
        return
    after = read(told.text)
    assert [*map(unmoved, after)] == [*map(unmoved, before)]
    for old, new in zip(before, after, strict=True):
        if old.anchor != chosen.anchor:
            assert new.marks == old.marks
            continue
        assert new.marks is not None
        assert set(marks.classes) <= set(new.marks["class"].split())
        assert dict(marks.values).items() <= new.marks.items()
    assert len(unread_marks(newlines(told.text))) == len(unread_marks(newlines(text)))
    left = list(lines_of(told.text))
    if not chosen.marks:  # taken out again, the text is what it was, byte for byte
        del left[told.line - 1]
        if len(left) > len(lines_of(text)):
            del left[told.line - 2]
        assert "".join(left) == text
    assert marked(told.text, chosen.anchor, marks).text == told.text


FLAT = st.one_of(
    PROSE, items(PROSE), items(items(PROSE)), items(PROSE.map("a:\n\n- b\n- {}".format))
)


@given(st.lists(FLAT, min_size=1, max_size=3), ENDS, st.data())
def test_paragraphs_and_items_can_always_be_marked(
    blocks: list[str], end: str, data: st.DataObject
) -> None:
    text = "\n\n".join(blocks).replace("\n", end)
    every = read(text)
    chosen = data.draw(st.sampled_from(every))
    shared = [each for each in every if each.line_start == chosen.line_start]
    if chosen is shared[0]:  # of two that begin on one line the line above is the first one's
        assert marks_at(marked(text, chosen.anchor, DECISION).text, chosen.anchor)


@given(st.text("{}.#=\"'ab \t\n>-1\\%é", max_size=60), st.sampled_from(("p1", "u1", "p2", "h1")))
def test_no_text_breaks_it(text: str, anchor: str) -> None:
    try:
        told = marked(text, anchor, Marks(("decision",), {"due": "2024~"}))
    except CannotMark:
        return
    assert marks_at(told.text, anchor)
