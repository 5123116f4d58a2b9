"""Spans: what they hide, in whatever shape, and what of them cannot be relied on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin

from archive.editions.ladder import Edition
from archive.editions.spans import blackened, read_spans, without_notes
from archive.text.withheld import BLOCK

BLACK = f"[{BLOCK}]{{.personal}}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a [Jane]{.personal} b", f"a {BLACK} b"),
        ("[Jane\nDoe]{.personal}", BLACK),
        ("| [Jane | Doe]{.personal} | x |", f"| {BLACK} | x |"),
        ("[see](a.md) [Jane]{ .personal }", f"[see](a.md) {BLACK}"),
        ("[a [b]{.personal} c]{.restricted}", f"[{BLOCK}]{{.restricted}}"),
        ("[Jane [Doe](https://x.org/a(b))]{.personal}", BLACK),
        ("[Jane]{.personal title='x'}", BLACK),
        ("[Jane]{.personal .restricted}", f"[{BLOCK}]{{.restricted}}"),
        ("[]{.personal}", BLACK),
        ("[a \\] b]{.personal}", BLACK),
        ("[^1] [ ] x[1] [Jane]{.personal}", f"[^1] [ ] x[1] {BLACK}"),
        ("$\\sqrt[3]{x}$ [x]{.underline}", "$\\sqrt[3]{x}$ [x]{.underline}"),
    ],
)
def test_a_span_is_blacked_out(text: str, shown: str) -> None:
    said = blackened(text, "public")
    assert said.faults == ()
    assert said.text == shown


@pytest.mark.parametrize("inner", ["J", "Jane Doe", "Jane Doe, Jane Doe and very many others"])
def test_the_block_tells_nothing_of_the_length(inner: str) -> None:
    assert blackened(f"[{inner}]{{.personal}}", "public").text == BLACK


@pytest.mark.parametrize(
    "text",
    [
        "[Jane{.personal}",
        "Jane]{.personal}",
        "\\[Jane]{.personal}",
        "[Jane\\]{.personal}",
        "[Jane\n\nDoe]{.personal}",
        "> [Jane\n>\n> Doe]{.personal}",
        "[Jane] {.personal}",
        "[Jane](x){.personal}",
        "*[Jane]*{.personal}",
        "[Jane]{personal}",
        "[Jane]{.Personal}",
        "[Jane]{.personnal}",
        "[Jane]{.private}",
        "[Jane]{.confidential}",
        "[Jane]{.per\N{SOFT HYPHEN}sonal}",
        "[Jane]{.personal",
        "[Jane]{.personal\n}",
        "[Jane]{.personal access=all}",
        "[Jane]{#id .personal}",
        "{.personal}\nJane",
        "[Jane][x]{.personal}",
        "[Jane `a[` Doe]{.personal}",
        "[Jane `][` Doe]{.personal}",
        "[Jane [x](y][z) Doe]{.personal}",
        '[Jane <b title="][">Doe]{.personal}',
        "[0, 1) and [Jane]{.personal}",
        "```\n[Jane]{.personal}\n```",
        "\N{FULLWIDTH LEFT SQUARE BRACKET}Jane\N{FULLWIDTH RIGHT SQUARE BRACKET}"
        "\N{FULLWIDTH LEFT CURLY BRACKET}.personal\N{FULLWIDTH RIGHT CURLY BRACKET}",
    ],
)
def test_what_cannot_be_relied_on_is_a_fault(text: str) -> None:
    assert blackened(text, "public").faults


@pytest.mark.parametrize(
    ("edition", "seen"),
    [("public", False), ("partners", True), ("secretariat", True)],
)
def test_a_span_may_be_shown_to_partners(edition: Edition, seen: bool) -> None:
    text = "[Jane]{.personal access=partners}"
    assert ("Jane" in blackened(text, edition).text) is seen


@pytest.mark.parametrize("name", ["personal", "restricted"])
def test_without_a_word_it_is_the_secretariats_alone(name: str) -> None:
    text = f"[Jane]{{.{name}}}"
    assert "Jane" not in blackened(text, "partners").text
    assert blackened(text, "secretariat").text == text


def test_what_stands_within_a_shown_span_may_still_be_hidden() -> None:
    text = "[a [Jane]{.restricted} b]{.personal access=partners}"
    said = blackened(text, "partners").text
    assert said == f"[a [{BLOCK}]{{.restricted}} b]{{.personal access=partners}}"


@pytest.mark.parametrize(
    "notes",
    [
        "> **Speaker notes**\n>\n> Jane",
        "> **Speaker notes**\nJane",
        "> **Speaker notes**\n\n> Jane",
        "> speaker notes: Jane",
        "- > **Speaker notes**\n  > Jane",
        ">> __Speaker's notes__\n>> Jane",
    ],
)
def test_notes_of_a_speaker_are_hidden(notes: str) -> None:
    shown, gone = without_notes(f"# Slide\n\n{notes}\n\nNext slide.\n")
    assert "Jane" not in shown
    assert "Jane" in "".join(gone)
    assert shown.endswith("\n\nNext slide.\n")


# -- held against the parser that shows texts -------------------------------------------

_PIECES = st.sampled_from(
    ["[", "]", "]{.personal}", "[x]{.restricted}", "JANE", "`", "``", "\\", "(", ")", "](u)", "<b>",
     "<", ">", "\n", "\n\n", " ", "a", "*", "_", "![", "{", "}", "|", "\n> ", "\n- ", "^", '"', "&",
     "[JANE]{.personal}", "[a JANE", "{.personal}", "](u \"t\")", "[r]: JANE\n"]
)  # fmt: skip


def _shown_in_spans(text: str) -> list[str]:
    """What a reader sees within spans of ours, as the renderer of the pages has it."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(attrs_plugin, after=(), spans=True, allowed=("class",))
    found, inside = [], 0
    for token in parser.parse(text):
        for child in token.children or ():
            if child.type == "span_open":
                names = str(child.attrs.get("class", "")).split()
                inside += 1 if inside or {"personal", "restricted"} & set(names) else 0
            elif child.type == "span_close":
                inside -= 1 if inside else 0
            elif inside:
                found.append(child.content)
    return found


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_what_the_page_shows_in_a_span_is_never_shown(text: str) -> None:
    said = blackened(text, "public", notes=False)
    if not said.faults:
        hidden = sum(each.count("JANE") for each in _shown_in_spans(text))
        assert said.text.count("JANE") <= text.count("JANE") - hidden
        assert not any("JANE" in each for each in _shown_in_spans(said.text))


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_marks_are_never_lost_unseen(text: str) -> None:
    """Wherever the page would show a span of ours, there is one, or a fault."""
    spans, faults = read_spans(text)
    assert spans or faults or not _shown_in_spans(text)


@given(st.text(alphabet="ab []{}.\n\\`personalrestricted", max_size=60))
def test_blackening_twice_changes_nothing(text: str) -> None:
    once = blackened(text, "public")
    if not once.faults:
        twice = blackened(once.text, "public")
        assert (twice.text, twice.faults) == (once.text, ())


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    blackened(text, "public")
