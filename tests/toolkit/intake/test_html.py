"""Pages of HTML, and what a reader of them would see."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.paragraphs import paragraphs
from archive.text.render import render
from toolkit.intake.extract.web.reader import page, read_html
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable, Room


def _page(markup: str) -> str:
    return page(markup, Room("a.html", Path("nowhere")))[0]


def _read(folder: Path, data: bytes, limits: Limits | None = None) -> Extracted:
    path = folder / "a.html"
    path.write_bytes(data)
    return read_html(path, Room(path.name, folder, limits or Limits()))


def test_headings_and_paragraphs() -> None:
    markup = "<h1>Title</h1><p>One\n two.<p>Three<br>four.<h3>Part</h3>five"
    assert _page(markup) == "# Title\n\nOne two.\n\nThree\\\nfour.\n\n### Part\n\nfive\n"


def test_lists_are_nested_and_keep_their_numbers() -> None:
    markup = "<ol start=59><li>Welcomed.<ul><li>a</ul><li>Agreed.</ol>"
    assert _page(markup) == "59. Welcomed.\n     - a\n60. Agreed.\n"


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        (
            "<ol start=59><li>Welcomed.<ul><li>a</ul><li>Agreed.</ol>",
            [("Welcomed.", 59, 1), ("a", None, 2), ("Agreed.", 60, 1)],
        ),
        (
            "<ul><li>a<ol start=59><li>b<li>c</ol><p>more</p><ul><li>x</ul></ul>",
            [("a", None, 1), ("b", None, 2), ("c", None, 2), ("more", None, 1), ("x", None, 2)],
        ),
        ("<ul><li>a</ul><ol start=4><li>b</ol>", [("a", None, 1), ("b", 4, 1)]),
        (
            "<ol start=7><li>a<p>more</p><ol><li>b<p>end</ol></ol>",
            [("a", 7, 1), ("more", None, 1), ("b", None, 2), ("end", None, 2)],
        ),
        ("<ul><ul><li>a<li>b</ul><li>c</ul>", [("a", None, 1), ("b", None, 1), ("c", None, 1)]),
        (
            "".join(f"<ul><li>{word}" for word in "abcdef"),
            [(word, None, level) for level, word in enumerate("abcdef", 1)],
        ),
    ],
)
def test_lists_are_read_back_as_they_were(
    markup: str, read: list[tuple[str, int | None, int]]
) -> None:
    found = paragraphs(_page(markup), 1)
    assert [(each.text, each.number, each.level) for each in found] == read


def test_a_table_becomes_one() -> None:
    markup = (
        "<table><tr><th>Who<th>What<tr><td rowspan=2>AES<td>a | b<tr><td>c"
        "<tr><td colspan=2>all</table>"
    )
    assert _page(markup) == (
        "| Who | What |\n| --- | --- |\n| AES | a \\| b |\n|  | c |\n| all |  |\n"
    )


def test_a_table_that_lays_out_the_page_becomes_paragraphs() -> None:
    markup = "<table><tr><td><table><tr><td>one</table><td><h2>two</h2></table>"
    assert _page(markup) == "one\n\n## two\n"


def test_links_to_the_web_are_kept() -> None:
    markup = '<p>See <a href="https://example.org/a(b)">our [page]</a>, <a href="x.html">that</a>.'
    assert _page(markup) == "See [our \\[page\\]](https://example.org/a%28b%29), that.\n"


def test_the_words_of_a_link_are_read_back() -> None:
    markup = "<p>See <a href='https://a.example/b'><b>the</b> *new* [list]_<br></a>(1)."
    assert ">the *new* [list]_</a><br>\n(1).</p>" in render(_page(markup))


def test_a_link_around_blocks_and_cells_is_kept_in_each() -> None:
    markup = (
        "<a href='mailto:a@b.example'><p>one<p>two</a><table><tr><td>a<td>b<tr><td>c<td>{}</table>"
    )
    link = "<p>x <a href='https://c.example'>d | e</a>"
    assert _page(markup.format(link)) == (
        "[one](mailto:a@b.example)\n\n[two](mailto:a@b.example)\n\n"
        "| a | b |\n| --- | --- |\n| c | x [d \\| e](https://c.example) |\n"
    )


def test_thousands_of_links_are_kept() -> None:
    links = "".join(f"<p><a href='https://a.example/{n}'>w{n}</a>" for n in range(70_000))
    text = _page(links + "<p>" + links.replace("<p>", " "))
    assert text.count("](https://a.example/69999)") == 1
    assert text.count("](https://a.example/59999)") == 2
    assert text.endswith("w69998 w69999\n")


def test_a_long_address_is_not_repeated_for_each_of_many_blocks() -> None:
    markup = f"<a href='https://a.example/{'x' * 1900}'>" + "<p>y" * 5_000
    text = _page(markup)
    assert text.count("y") == 5_000
    assert len(text) < 2_000_000


def test_signs_for_private_use_stand_for_nothing() -> None:
    markup = "<p>a\U00100000b <a href='https://a.example'>c\U00100000\U00100001</a>"
    assert _page(markup) == "ab [c](https://a.example)\n"


def test_what_is_not_seen_is_left_out() -> None:
    markup = (
        "<style>p{}</style><script>evil()</script><template>t</template><!-- c --><p>seen"
        "<noscript>n</noscript>"
    )
    assert _page(markup) == "seen\n"


def test_hidden_words_are_listed() -> None:
    room = Room("a.html", Path("nowhere"))
    text, _ = page('<p>a<span style="display:none">secret</span><p hidden>two<p>b', room)
    assert text == "a\n\nb\n"
    assert [(each.kind, each.value) for each in room.hidden] == [
        ("hidden text", "secret"),
        ("hidden text", "two"),
    ]


def test_properties() -> None:
    room = Room("a.html", Path("nowhere"))
    _, properties = page(
        "<html lang=fr><title>Le\n titre</title><meta name=author content=Jane>"
        "<meta name=dcterms.created content=2024-05-09>",
        room,
    )
    assert properties == {"language": "fr", "title": "Le titre", "created": "2024-05-09"}
    assert [each.value for each in room.hidden] == ["Jane"]


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ('<meta charset="windows-1250"><p>Łódź'.encode("cp1250"), []),
        ("<p>Łódź".encode("utf-16"), []),
        ("<p>Łódź".encode(), []),
        (
            "<p>Następne posiedzenie odbędzie się w październiku w Łodzi".encode("cp1250"),
            ["I008"],
        ),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, codes: list[str]) -> None:
    found = _read(tmp_path, data)
    assert "Ł" in found.text
    assert [each.code for each in found.troubles] == codes


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote"])
def test_elements_nested_200_000_deep_are_read(tag: str) -> None:
    text = _page("<p>first</p>" + f"<{tag}>" * 200_000 + "deep")
    assert "first" in text
    assert "deep" in text


def test_text_beyond_the_limit_is_left_out(tmp_path: Path) -> None:
    found = _read(tmp_path, b"<p>" + b"word " * 1000 + b"<p>last", Limits(text=200))
    assert "last" not in found.text
    assert [each.code for each in found.troubles] == ["I010"]


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReadable):
        _read(tmp_path, b"x" * 100, Limits(member=50))


def test_no_entity_from_outside_is_read() -> None:
    markup = '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>a &e; b'
    assert "root:" not in _page(markup)


@given(st.text(alphabet="<>/ab pdivtrul=\"'&;\n!-", max_size=200))
def test_any_markup_is_read(markup: str) -> None:
    assert isinstance(_page(markup), str)
