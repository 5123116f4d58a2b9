"""Markdown as HTML: anchors, marks, and nothing that a text could do harm with."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.paragraphs import paragraphs
from archive.text.render import MAX_INLINE, MAX_INLINE_IN_ALL, render


def test_a_numbered_item_keeps_its_number_and_anchor() -> None:
    assert render("59. They *agreed*.") == (
        '<ol>\n<li id="p59" value="59">They <em>agreed</em>.</li>\n</ol>\n'
    )


def test_headings_leave_h1_to_the_page() -> None:
    assert render("# A\n\n###### B\n") == '<h2 id="h1">A</h2>\n<h6 id="h2">B</h6>\n'


def test_marks_are_shown_as_attributes() -> None:
    html = render('{.decision supersedes="a#p12" responsible=aes}\nText.\n')
    assert 'data-mark="decision"' in html
    assert 'data-mark-supersedes="a#p12"' in html
    assert 'data-mark-responsible="aes"' in html
    assert "{" not in html


def test_a_table_with_its_sides() -> None:
    html = render("| a | b |\n|:--|--:|\n| 1 | 2 |\n")
    assert '<table id="p1">' in html
    assert '<td align="right">2</td>' in html
    assert "style" not in html


def test_personal_data_are_spans() -> None:
    shown = render("[Jane Doe]{.personal}")
    assert '<span class="personal" title="personal data">Jane Doe</span>' in shown
    assert '<span class="restricted" title="restricted">x</span>' in render("[x]{.restricted}")
    assert "<span>x</span>" in render('[x]{.evil #top onclick="x" style="color:red"}')


def test_struck_out_and_escaped() -> None:
    assert render(r"~~no~~ \* &amp; ![a \* b](c.png)") == (
        '<p id="p1"><s>no</s> * &amp; <img src="c.png" alt="a * b"></p>\n'
    )


def test_links_are_followed_by_nobody_for_credit() -> None:
    assert render('[a](https://b.org "t")') == (
        '<p id="p1"><a href="https://b.org" title="t" rel="nofollow noopener">a</a></p>\n'
    )
    assert 'href="#p59"' in render("[59](#p59)")
    assert 'href="mailto:a@b.org"' in render("<a@b.org>")


def test_a_definition_serves_links_of_other_paragraphs() -> None:
    assert 'href="https://b.org"' in render("See [a].\n\n[a]: https://b.org\n")


@pytest.mark.parametrize(
    "source",
    [
        "http://b.org/x.png",
        "https://b.org/x.png",
        "//b.org/x.png",
        "/\\b.org/x.png",
        "\\\\b.org/x.png",
        "ftp://b.org/x.png",
        "data:image/png;base64,AAAA",
        "../x.png",
    ],
)
def test_an_image_from_elsewhere_is_a_link(source: str) -> None:
    html = render(f"![said](<{source}>)")
    assert "<img" not in html
    assert "said" in html


def test_an_image_of_ones_own_is_shown() -> None:
    assert '<img src="scan-1.png" alt="said">' in render("![said](scan-1.png)")


class Checked(HTMLParser):
    """Fails on any tag, attribute or address that must never come out."""

    TAGS = re.compile(
        "a|blockquote|br|code|em|h[2-6r]|img|li|ol|p|pre|s|span|strong|table|tbody|td|th|thead|tr|ul"
    )
    ATTRIBUTES = re.compile("align|alt|class|href|id|rel|src|title|value|data-mark[a-z0-9-]*")

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert self.TAGS.fullmatch(tag)
        for name, value in attrs:
            assert self.ATTRIBUTES.fullmatch(name)
            if name == "href":
                address = re.sub(r"[\x00-\x20]", "", value or "").lower()
                scheme = re.match(r"([a-z][a-z0-9+.-]*):", address)
                assert scheme is None or scheme[1] in ("http", "https", "mailto")
            if name == "src":
                assert not re.match(r"[a-z]+:|[/\\]", value or "", re.IGNORECASE)
            if name == "id":
                assert re.fullmatch(r"[phu][0-9]+([.-][0-9]+)*", value or "")
                self.ids.append(value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def check(html: str) -> list[str]:
    """The ids in `html`, which holds nothing that it must not."""
    parser = Checked()
    parser.feed(html)
    return parser.ids


HARM = [
    "<script>alert(1)</script>",
    "x <script>alert(1)</script> y",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>1</script></svg>",
    "<style>*{display:none}</style>",
    "<iframe src=//b.org></iframe>",
    "<form action=x><input name=a></form>",
    "<a href='javascript:alert(1)'>x</a>",
    "<!-- <script> --> <?php ?> <!DOCTYPE x> <![CDATA[x]]>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,AAAA)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](a.png)',
    '![x](a.png "t\\" onerror=\\"alert(1)")',
    '[x](https://b.org "t\\" onclick=\\"alert(1)")',
    '[x](https://b.org/"onclick="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "{#body onclick=alert(1) style=x href=javascript:x}\nText.",
    '{.a onclick="alert(1)" id="location"}\n# Title',
    '{.x" onload="y}\nText.',
    '{data-mark="a" x="\'><script>"}\nText.',
    "[x]{onclick=alert(1) .personal}",
    '[x]{class="personal evil"}',
    "```html onload=x\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "    <script>alert(1)</script>",
    "| <script> | x |\n|---|---|\n| <img src=x onerror=y> | `<b>` |",
    "<div>\n\n# <b id=location>x</b>\n\n</div>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\0<script>\0",
]


@pytest.mark.parametrize("body", HARM)
def test_no_harm_comes_of_a_text(body: str) -> None:
    html = render(body)
    assert check(html) == [p.anchor for p in paragraphs(body)]
    assert "<script" not in html


BODIES = st.lists(
    st.sampled_from(HARM)
    | st.sampled_from(["59. Text", "- item", "> quote", "\n", "\n\n", "# x", "{.a}\n", "  "]),
    max_size=8,
).map("\n".join)


@given(BODIES | st.text(max_size=60) | st.text("<>\"'&[](){}!:/#.`*_~\\ \nax=", max_size=40))
def test_whatever_stands_in_a_text_is_safe_and_anchored(body: str) -> None:
    assert check(render(body)) == [p.anchor for p in paragraphs(body)]


@pytest.mark.parametrize(
    "unit",
    ["[", "![[](", "[a](", "**a", "`", "``a ", "<", "&", "[a]{", "[a]{.personal}", "~~a", "> - "],
)
def test_a_hostile_text_is_rendered_soon(unit: str) -> None:
    block = unit * (MAX_INLINE // len(unit))
    body = "\n\n".join([block] * (1 + MAX_INLINE_IN_ALL // 4 // MAX_INLINE))
    start = time.process_time()
    render(body)
    assert time.process_time() - start < 30  # seconds; 0 to 3 on a small machine


def test_what_is_too_long_for_marks_is_still_shown() -> None:
    assert "*a* b" in render("*a* b " * MAX_INLINE)


def test_rendering_is_fast() -> None:
    sentence = "Paragraph {} speaks of *education* and [mobility](a), with thanks to all partners. "
    body = "\n\n".join(sentence.format(number) * 2 for number in range(12))
    render(body)
    start = time.process_time()
    for _ in range(20):
        render(body)
    assert (time.process_time() - start) / 20 < 0.03  # seconds for 2 KB; about 0.0015 alone


def test_what_was_taken_out_says_why() -> None:
    shown = render("Sent to [█████]{.restricted}.")
    assert '<span class="gone restricted" title="restricted">█████</span>' in shown
