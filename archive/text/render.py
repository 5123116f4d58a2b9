"""A record's Markdown as HTML that can be shown to anyone, each paragraph with its anchor.

    >>> render("59. They *agreed*.")
    '<ol>\\n<li id="p59" value="59">They <em>agreed</em>.</li>\\n</ol>\\n'

Texts come from others: HTML in them is shown as text, and what is made of them passes
through nh3 with a list of what may stay. Nothing is loaded from elsewhere: an image of
another site becomes a link to it.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from archive.text.blocks import normalised, parse_blocks, with_rules
from archive.text.footnotes import NOTES, notes_of, settle, with_footnotes
from archive.text.paragraphs import placed
from archive.text.withheld import BLOCK, REASONS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

#: Characters and opening brackets of one block, and characters of all, whose inline marks are
#: read; what goes beyond is shown as it is written (reading takes the square of the brackets).
MAX_INLINE = 16_384
MAX_BRACKETS = 500
MAX_INLINE_IN_ALL = 1_048_576

#: Classes that a text may give to a span: it is hidden from those whom it is not for.
SPAN_CLASSES = frozenset(REASONS)
#: What is said of a span whose words are gone.
_GONE = "gone"

_ANCHORED = frozenset(
    ("blockquote", "code", "h2", "h3", "h4", "h5", "h6", "li", "p", "pre", "table")
)
_INLINE = frozenset(("a", "br", "code", "em", "img", "s", "span", "strong", "sup"))
_TAGS = _ANCHORED | _INLINE | {"hr", "ol", "tbody", "td", "th", "thead", "tr", "ul"}
_ALIGNED = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}
_OWN_FILE = re.compile(r"(?!\.\.?/)[A-Za-z0-9_][A-Za-z0-9_./%-]*")
_MARK_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")


def render(body: str) -> str:
    """The HTML of `body` (a record's text without its front matter).

    Every paragraph has `id` = its anchor, on its `<li>` where it begins a list item;
    numbered items keep their number in `value`. Headings begin with h2, since h1 is the
    page's. Marks stand as `data-mark="decision"` (the classes) and
    `data-mark-responsible="aes"` (each other mark by its name). Links open with
    rel="nofollow noopener" and lead to http, https, mailto or within the site.
    """
    import nh3

    parser = _parser()
    text = normalised(body)
    env: dict[str, Any] = {}
    tokens: list[Token] = []
    parse_blocks(parser, text, env, tokens)
    blocks = placed(tokens, text)
    for each in blocks:
        _mark(each.token, each.paragraph.anchor, each.paragraph.marks)
    env[NOTES] = notes_of(blocks) if "[^" in text else {}
    for token in tokens:
        _prepare(token)
    shown = [token for token in tokens if token.type != "attrs_block"]
    _inline(parser, shown, env)
    if env[NOTES]:
        settle(shown, env)
    return nh3.clean(
        parser.renderer.render(shown, parser.options, env),
        tags=set(_TAGS),
        attributes={
            **{tag: {"id"} for tag in _ANCHORED},
            "a": {"href", "title"},
            "img": {"src", "alt", "title"},
            "li": {"id", "value"},
            "ol": set(),
            "span": {"title"},
            "sup": {"id"},
            "td": {"align"},
            "th": {"align"},
        },
        allowed_classes={"span": {*SPAN_CLASSES, _GONE}, "sup": {"note"}},
        generic_attribute_prefixes={"data-mark"},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
        strip_comments=True,
    )


def _mark(token: Token, anchor: str, marks: dict[str, str] | None) -> None:
    token.attrSet("id", anchor)
    for name, value in (marks or {}).items():
        if name == "class":
            token.attrSet("data-mark", value)
        elif _MARK_NAME.fullmatch(name):
            token.attrSet(f"data-mark-{name}", value)


def _prepare(token: Token) -> None:
    """Headings go down a level, list items keep their own number, cells their side."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    elif token.type == "list_item_open" and token.info:
        token.attrSet("value", str(int(token.info)))
    elif token.type in ("td_open", "th_open"):
        side = _ALIGNED.get(str(token.attrs.pop("style", "")))
        if side:
            token.attrSet("align", side)


def _inline(parser: MarkdownIt, tokens: Sequence[Token], env: MutableMapping[str, Any]) -> None:
    from markdown_it.token import Token

    left = MAX_INLINE_IN_ALL
    for token in tokens:
        if token.type != "inline":
            continue
        token.children = []
        left -= len(token.content)
        if left < 0 or len(token.content) > MAX_INLINE or token.content.count("[") > MAX_BRACKETS:
            token.children.append(Token("text", "", 0, content=token.content))
        else:
            parser.inline.parse(token.content, parser, env, token.children)
            _settle(token.children)


def _settle(children: list[Token]) -> None:
    """Escaped characters become text (parsing's last step); spans keep classes we know."""
    for at, child in enumerate(children):
        if child.type == "text_special":
            child.type = "text"
        elif child.type == "span_open":
            known = sorted(SPAN_CLASSES.intersection(str(child.attrs.get("class", "")).split()))
            child.attrs = {}
            if known:
                gone = [_GONE] if children[at + 1].content == BLOCK else []
                child.attrs["class"] = " ".join([*gone, *known])
                child.attrs["title"] = ", ".join(REASONS[name] for name in known)
        if child.children:
            _settle(child.children)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_plugin

    # HTML is recognised, so that blocks are those of `paragraphs`, and then shown as text.
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(attrs_plugin, after=(), spans=True, allowed=("class",))
    with_footnotes(with_rules(parser))
    parser.add_render_rule("html_block", _html_block)
    parser.add_render_rule("html_inline", _html_inline)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("fence", _code)
    parser.add_render_rule("code_block", _code)
    return parser


def _html_block(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Any
) -> str:
    return _code(self, tokens, at, options, env)


def _html_inline(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Any
) -> str:
    from markdown_it.common.utils import escapeHtml

    return escapeHtml(tokens[at].content)


def _code(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Any
) -> str:
    from markdown_it.common.utils import escapeHtml

    token = tokens[at]
    return f"<pre{self.renderAttrs(token)}><code>{escapeHtml(token.content)}</code></pre>\n"


def _image(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Any
) -> str:
    from markdown_it.common.utils import escapeHtml

    token = tokens[at]
    source = str(token.attrs.get("src", ""))
    said = self.renderInlineAsText(token.children, options, env)
    if _OWN_FILE.fullmatch(source):
        token.attrs["alt"] = said
        return f"<img{self.renderAttrs(token)} />"
    return f'<a href="{escapeHtml(source)}">{escapeHtml(said or source)}</a>'
