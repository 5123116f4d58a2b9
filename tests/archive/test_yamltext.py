"""YAML as text: the quick reading says what YAML says, and hostile YAML is refused."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.errors import BadFrontMatter
from archive.yamltext import MAX_DEPTH, line_of, on_one_line, read, read_mapping
from toolkit.disposal.stub import front_of
from toolkit.drafting import yaml_text

#: libyaml where PyYAML has it, as in the reading itself: the two disagree on rarities.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def by_yaml(text: str) -> dict[str, Any]:
    value = yaml.load(text, Loader=LOADER)  # noqa: S506 - it constructs text only
    return {name: given for name, given in (value or {}).items() if given not in ("", None)}


NAMES = st.sampled_from(["id", "title", "date_basis", "from", "to", "x-1", "Ø", "1", "no", "a b"])
PLAIN = st.sampled_from(
    [
        "plain words",
        "no",
        "1996",
        "2016-11~",
        "a: b",
        "a:b",
        "http://x.org/#a",
        "a #comment",
        "a#b",
        "# comment",
        "- x",
        "-x",
        "? x",
        "'quoted'",
        "'it''s'",
        '"a\\tb"',
        '"open',
        "'open",
        "[a, b]",
        "[a, {b: c}]",
        "{a: b, c: [d]}",
        "{a: 1",
        "a, b]",
        "a}",
        "~",
        "null",
        "|",
        ">",
        "|-",
        "!tag x",
        "%x",
        "@x",
        "`x`",
        "<<",
        "=",
        "a\\b",
        "trailing  ",
        "tab\there",
        "\ttab",
        "é ü 予算",
        "a\u00a0b",
        "a\u2028b",
        "a\u0085b",
        "a\ufeffb",
        "\x07",
        "",
        " ",
    ]
)
BELOW = st.sampled_from(
    [
        "  - a",
        "  - {about: b, value: 2017-05-09/2017-05-10}",
        "- a",
        "-",
        "  more words",
        "    deeper",
        "  key: value",
        "  'quoted",
        "  end'",
        "",
        "   ",
        "# comment",
        "  # comment",
        "---",
        "...",
        "%YAML 1.1",
        "\tx",
        "}",
        "]",
        "word",
    ]
)
LINES = st.one_of(
    st.builds("{}: {}".format, NAMES, PLAIN),
    st.builds("{}:{}".format, NAMES, PLAIN),
    NAMES.map("{}:".format),
    BELOW,
)
FRONT = st.lists(LINES, max_size=10).map("\n".join)


@example("id: a\u2028b")  # a line end, says YAML 1.1
@example("id: \x07")
@settings(max_examples=500, deadline=None)
@given(FRONT | st.text("ab:-#'\"[]{}, \n|>?&*!%@`\t", max_size=40))
def test_the_quick_reading_says_what_yaml_says(text: str) -> None:
    try:
        found = read_mapping(text)
    except BadFrontMatter as raised:
        error = raised
    else:
        assert found == by_yaml(text)
        return
    assert error.line >= 1
    assert "\n" not in str(error)


@settings(deadline=None)
@given(FRONT)
def test_what_yaml_reads_is_refused_only_for_a_reason(text: str) -> None:
    try:
        value = yaml.load(text, Loader=LOADER)  # noqa: S506 - it constructs text only
    except (yaml.YAMLError, TypeError, ValueError):
        return
    try:
        read_mapping(text)
    except BadFrontMatter as raised:
        error = raised
    else:
        return
    reasons = ["twice", "deeper", "aliases", "must be a word"]
    if not isinstance(value, dict):
        reasons.append("lines of")
    assert any(reason in str(error) for reason in reasons)


KEYS = st.text("abcdefgh-_", min_size=1, max_size=8).filter(lambda key: key[0] not in "-_")
VALUES = st.recursive(
    st.text(min_size=1, max_size=30),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=5), st.booleans())
def test_what_was_written_is_read_back(value: dict[str, Any], flow: bool) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow)
    try:
        found = read_mapping(text)
    except BadFrontMatter as raised:
        error = raised
    else:
        assert found == by_yaml(text)
        return
    assert "aliases" in str(error)  # the only ground there may be


def test_every_scalar_is_text() -> None:
    assert read("a: no\nb: 1996\nc: 2017-05-09\nd: 0x1F\ne: null") == {
        "a": "no",
        "b": "1996",
        "c": "2017-05-09",
        "d": "0x1F",
        "e": "null",
    }


def test_empty_values_are_left_out() -> None:
    assert read_mapping("id: a\ntitle:\nnote: ''\nto: []\n") == {"id": "a", "to": []}
    assert read_mapping("") == {}
    assert read_mapping("# only a comment\n") == {}


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("a: 1\nb: 2\na: 3", "'a' is given twice", 3),
        ("a:\n  b: 1\n  b: 2", "'b' is given twice", 3),
        ("a: {b: 1, b: 2}", "'b' is given twice", 1),
        ("a: &x [1]\nb: *x", "aliases", 2),
        ("- a\n- b", "not lines of", 1),
        ("just words", "not lines of", 1),
        ("[a]: b", "", 1),
        ("a: [1, 2", "", 1),
        ("a: 'open", "", 1),
        ("a: b: c", "", 1),
        ("a:\n\t- b", "", 2),
        ("a: \x07", "", 1),
        ("a: !!python/object/apply:os.system [x]\nb: *y", "alias", 2),
        ("---\na: 1\n---\nb: 2", "", 1),
    ],
)
def test_bad_yaml_is_named_with_its_line(text: str, said: str, line: int) -> None:
    with pytest.raises(BadFrontMatter) as raised:
        read_mapping(text)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.line >= 1
    if said:
        assert raised.value.line == line


def test_tags_construct_nothing() -> None:
    assert read("a: !!python/object/apply:os.system ['true']") == {"a": ["true"]}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{" * 100_000,
        "{a: " * 100_000,
        "a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "- " * 100_000,
        "? " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(2_000)),
        "\n".join(" " * depth + "- a" for depth in range(2_000)),
        "a: &a [x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(1000)),
        "a: " + "&x " * 10_000,
    ],
    ids=range(10),
)
def test_hostile_yaml_is_refused_soon(text: str) -> None:
    start = time.process_time()
    with pytest.raises(BadFrontMatter):
        read_mapping(text)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "text",
    [
        "a: '" + "x" * 1_000_000 + "'",
        "a: " + "x " * 500_000,
        "\n".join(f"a{n}: b" for n in range(50_000)),
        "a: |\n" + "  x\n" * 100_000,
        "#\n" * 200_000,
    ],
    ids=range(5),
)
def test_large_yaml_is_read_soon(text: str) -> None:
    start = time.process_time()
    read_mapping(text)
    assert time.process_time() - start < 10


def test_many_lines_of_one_text_are_told_soon() -> None:
    text = "a:\n" + "\n".join(f"  - {{b: c{n}, d: [e]}}" for n in range(3_000))
    start = time.process_time()
    assert [line_of(text, ("a", n, "d")) for n in range(3_000)] == list(range(2, 3_002))
    assert time.process_time() - start < 10


def test_depth_up_to_the_limit_is_taken() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None


def test_the_line_of_a_value() -> None:
    text = "id: a\nclaims:\n  - about: b\n    value: c\n  - about: d\n"
    assert line_of(text, ()) == 1
    assert line_of(text, ("id",)) == 1
    assert line_of(text, ("claims",)) == 2
    assert line_of(text, ("claims", 0, "value")) == 4
    assert line_of(text, ("claims", 1)) == 5
    assert line_of(text, ("claims", 9, "x")) == 2
    assert line_of(text, ("nothing",)) == 1
    assert line_of("[" * 1000, ("a",)) == 1


@pytest.mark.skipif(not hasattr(yaml, "CBaseLoader"), reason="other words than libyaml's")
@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\n\tb: 2\n", 2, "indent with spaces"),
        ('a: 1\nb: "two\nc: 3\n', 2, "quotation mark was opened and is not closed"),
        ("a: 1\nb: [2, 3\nc: 4\n", 2, "bracket [ was opened and is not closed"),
        ("a: 1\nb: {c: 3\nd: 4\n", 2, "bracket { was opened and is not closed"),
        ("a:\n- b: 1\n c: 2\n", 3, "does not begin in the same column as the fields"),
        ("a: 1\nb 2\n", 3, "the colon behind a field is missing"),
    ],
)
def test_a_common_slip_is_told_in_plain_words_with_the_line_to_mend(
    text: str, line: int, says: str
) -> None:
    with pytest.raises(BadFrontMatter) as raised:
        read_mapping(text)
    assert (raised.value.line, says in str(raised.value)) == (line, True), raised.value


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("a\x7fb")
@example("a\x85b")
@example("a\u2028b\ufeff\ufffe")
def test_any_text_is_written_on_one_line_and_read_back(text: str) -> None:
    for said in (on_one_line(text), yaml_text(text)):
        assert len(said.splitlines()) <= 1
        assert read(f"title: {said}\n") == {"title": text}
    front = front_of("x", "note", text, {"closure": {"ground": text}}, {"authority": "D7"})
    assert (read(front)["title"], read(front)["closure"]) == (text, {"ground": text})
