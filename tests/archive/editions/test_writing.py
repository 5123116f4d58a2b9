"""Files of an edition, as they are written out of fields, say what was said."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive.editions.redact import _parts, written
from archive.frontmatter import MAX_FRONT, read_front, split

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40
)
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, min_size=1, max_size=3)
    | st.dictionaries(st.sampled_from(["to", "note", "kind"]), inner, min_size=1), max_leaves=6
)  # fmt: skip
FIELDS = st.dictionaries(
    st.sampled_from(["title", "note", "summary", "claims", "relations"]), VALUES, max_size=4
)


@given(FIELDS, TEXTS)
def test_fields_and_text_are_read_as_they_were(fields: dict[str, Any], body: str) -> None:
    file = written({"id": "a", **fields}, body)
    parts = split(file)
    assert parts.front is not None
    assert read_front(parts.front) == {"id": "a", **fields}
    assert parts.body == body
    assert _parts(file) == ({"id": "a", **fields}, body)


def test_what_does_not_fit_is_left_out_longest_first() -> None:
    fields = {"id": "a", "kind": "note", "title": "A", "note": "n", "summary": "x" * MAX_FRONT}
    front = split(written(fields, "")).front
    assert front is not None
    assert read_front(front) == {"id": "a", "kind": "note", "title": "A", "note": "n"}
