"""What is drawn in OpenDocument files: frames, shapes, charts, and documents within documents.

A drawing may hold a whole document, and that one drawings again: so it is given a writer for what
it holds, which calls it in turn. The room's limit on depth ends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from toolkit.intake import markdown as md
from toolkit.intake.extract.odf.document import Document, formula
from toolkit.intake.extract.shared.ole import unwrapped
from toolkit.intake.extract.shared.xml import Element, attribute, local


class Writer(Protocol):
    """What writes the words that stand in a drawing (`odf.text`)."""

    document: Document

    def blocks(self, container: Element) -> Iterator[str]: ...  # noqa: D102
    def words(self, container: Element) -> Iterator[str]: ...  # noqa: D102
    def paragraph(self, element: Element) -> Iterator[str]: ...  # noqa: D102
    def list_of(self, element: Element) -> Iterator[str]: ...  # noqa: D102
    def table(self, element: Element) -> str: ...  # noqa: D102
    def endnotes(self) -> Iterator[str]: ...  # noqa: D102
    def within(self, inner: Document) -> Writer: ...  # noqa: D102


#: Elements that are drawn: what is in them stands beside the text.
DRAWN = frozenset(
    {
        *("frame", "custom-shape", "rect", "line", "polyline", "polygon", "path", "circle"),
        *("ellipse", "connector", "measure", "caption", "g", "a", "control", "text-box"),
    }
)


def drawing(writer: Writer, element: Element) -> Iterator[str]:
    """A frame or shape: its text, table, chart or object, and what describes it."""
    described = [
        " ".join((each.text or "").split())
        for name in ("title", "desc")
        for each in element.iterfind(f"{{*}}{name}")
    ]
    some = False
    for each in element:
        name = local(each)
        if name == "object":
            for block in _object(writer, each):
                some = True
                yield block
        elif name == "object-ole":
            _enclose(writer, each)
        elif name in ("frame", "g", "a") or (name in DRAWN and name != "text-box"):
            yield from drawing(writer, each)
    inner = [each for each in element if local(each) in ("text-box", "table", "p", "h", "list")]
    for each in inner:
        if local(each) == "text-box":
            blocks = list(writer.blocks(each))
        elif local(each) == "table":
            blocks = [writer.table(each)]
        elif local(each) == "list":
            blocks = list(writer.list_of(each))
        else:
            blocks = list(writer.paragraph(each))
        for block in filter(None, blocks):
            some = True
            yield block
    words = md.inline(": ".join(filter(None, described)))
    if words and not some:
        picture = any(local(each) == "image" for each in element)
        yield f"*Picture: {words}*" if picture else md.started(words)


def _object(writer: Writer, element: Element) -> Iterator[str]:
    """A document within this one: a chart, a formula, a text or sheet."""
    inner = writer.document.inner(attribute(element, "href"))
    body = element if inner is None else inner.body
    if body is None:
        return
    signs = formula(body)
    if signs:
        yield md.paragraph(signs, numbered=False)
        return
    within = writer if inner is None else writer.within(inner)
    chart = body.find("{*}chart/{*}chart")
    if chart is None:
        chart = body.find(".//{*}chart/{*}chart")
    if chart is not None:
        for each in (*chart.iterfind("{*}title"), *chart.iterfind("{*}subtitle")):
            yield md.paragraph(" ".join(within.words(each)))
        for each in chart.iterfind("{*}table"):
            yield within.table(each)
        return
    yield from within.blocks(body)
    yield from within.endnotes()


def _enclose(writer: Writer, element: Element) -> None:
    name = writer.document.part(attribute(element, "href"))
    package = writer.document.package
    data = package.data(name) if package is not None and name else None
    if data:
        room = writer.document.room
        shown, inside = unwrapped(name.rpartition("/")[2], data, room.limits.member)
        room.enclose(shown, inside, name)
