"""What DrawingML carries in slides and sheets alike: text, tables, charts and SmartArt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from toolkit.intake import markdown as md
from toolkit.intake.extract.office.cellformats import plain
from toolkit.intake.extract.office.package import Relation, relation_id
from toolkit.intake.extract.shared.blocks import Item, listed
from toolkit.intake.extract.shared.lines import Run, joined_runs, text_of
from toolkit.intake.extract.shared.xml import Element, attribute, local, number

#: Series and points of one chart that are shown; what is beyond is data, not text.
_POINTS = 500
_SERIES = 50


def runs_of(paragraph: Element, relations: Mapping[str, Relation]) -> list[Run]:
    """The runs of an `a:p`, with its line breaks, fields, formulas and links."""
    found: list[Run] = []
    for each in paragraph:
        name = local(each)
        if name in ("r", "fld"):
            text = each.find("{*}t")
            if name == "fld" and attribute(each, "type") == "slidenum":
                continue  # the marks above each slide say so
            link = each.find("{*}rPr/{*}hlinkClick")
            target = relations.get(relation_id(link)) if link is not None else None
            where = target.target if target is not None and target.external else ""
            found.append(Run((text.text or "") if text is not None else "", where))
        elif name == "br":
            found.append(Run("\n"))
        elif name in ("AlternateContent", "m", "oMath", "oMathPara"):
            formula = each.find("{*}Choice") if name == "AlternateContent" else each
            parts = () if formula is None else formula.iter("{*}t")
            found.append(Run("".join(part.text or "" for part in parts)))
    return found


def plain_text(body: Element) -> str:
    """The words of a text body, a line for each paragraph."""
    lines = (text_of(runs_of(each, {})) for each in body.iter("{*}p"))
    return "\n".join(line for line in lines if line.strip())


def text_blocks(
    body: Element, relations: Mapping[str, Relation], *, bulleted: bool = False
) -> Iterator[str]:
    """The paragraphs and lists of a text body; `bulleted` where its paragraphs are by default."""
    items: list[Item] = []
    counts: dict[int, int] = {}
    paragraphs = [each for each in body if local(each) == "p"]
    filled = [each for each in paragraphs if text_of(runs_of(each, relations)).strip()]
    for each in filled:
        runs = runs_of(each, relations)
        about = each.find("{*}pPr")
        level = 0 if about is None else min(max(number(about.get("lvl")), 0), 8)
        sign = _sign(about)
        if not sign and bulleted and len(filled) > 1:
            sign = "bullet"
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        if sign in ("", "none") and not level:
            counts.clear()
            if items:
                yield listed(items)
                items = []
            yield joined_runs(runs)
            continue
        numbered = sign.startswith("arabic") and about is not None
        if numbered and about is not None:
            start = about.find("{*}buAutoNum")
            first = number(start.get("startAt"), 1) if start is not None else 1
            counts[level] = counts.get(level, first - 1) + 1
        else:
            counts.pop(level, None)
        text = joined_runs(runs, numbered=False)
        items.append(Item(text, level, counts[level] if numbered else None))
    if items:
        yield listed(items)


def _sign(about: Element | None) -> str:
    """What stands before a paragraph: 'none', 'bullet', a scheme of numbers; '' where unsaid."""
    for each in () if about is None else about:
        name = local(each)
        if name == "buNone":
            return "none"
        if name in ("buChar", "buBlip"):
            return "bullet"
        if name == "buAutoNum":
            return each.get("type") or "bullet"
    return ""


def table(element: Element) -> str:
    """An `a:tbl`. Of merged cells only the first has text."""
    rows: list[list[str]] = []
    for row in element.iterfind("{*}tr"):
        cells = []
        for cell in row.iterfind("{*}tc"):
            merged = cell.get("hMerge") or cell.get("vMerge")
            body = None if merged in ("1", "true") else cell.find("{*}txBody")
            cells.append("" if body is None else plain_text(body))
        rows.append(cells)
    return md.table(rows)


def chart(root: Element) -> Iterator[str]:
    """A chart part: its titles, and its categories and series as a table."""
    space = root.find("{*}chart")
    if space is None:
        return
    titles = [" ".join(plain_text(each).split()) for each in space.iter("{*}title")]
    for title in filter(None, titles):
        yield md.paragraph(title)
    yield _series(space)
    for each in root.iter("{*}strDim"):  # of the newer kinds of charts
        words = [point.text or "" for point in each.iter("{*}pt")][:_POINTS]
        yield md.paragraph(", ".join(filter(None, words)))


def _series(space: Element) -> str:
    names, columns = [], []
    categories: dict[int, str] = {}
    for series in list(space.iter("{*}ser"))[:_SERIES]:
        names.append(" ".join(_points(series.find("{*}tx")).values()))
        categories = {
            **_points(_first(series, "cat", "xVal")),
            **categories,
        }
        columns.append(_points(_first(series, "val", "yVal")))
    places = sorted({*categories, *(place for column in columns for place in column)})[:_POINTS]
    if not columns or not (places or any(names)):
        return ""
    rows = [["", *names]]
    rows += [
        [categories.get(place, ""), *(column.get(place, "") for column in columns)]
        for place in places
    ]
    return md.table(rows)


def _first(element: Element, *names: str) -> Element | None:
    for name in names:
        found = element.find(f"{{*}}{name}")
        if found is not None:
            return found
    return None


def _points(element: Element | None) -> dict[int, str]:
    """The cached values of a reference, by their place; of several levels all, joined."""
    found: dict[int, str] = {}
    if element is None:
        return found
    for point in element.iter("{*}pt"):
        value = point.find("{*}v")
        text = tidy((value.text or "").strip()) if value is not None else ""
        place = number(point.get("idx"))
        if text:
            found[place] = f"{text} {found[place]}" if place in found else text
    if not found:
        value = element.find("{*}v")
        if value is not None and value.text:
            found[0] = value.text
    return found


def tidy(text: str) -> str:
    """A number without the noise of its binary form; any other text as it is."""
    if len(text) < 12 or not any(sign in text for sign in ".eE"):
        return text
    try:
        return plain(float(text))
    except ValueError:
        return text


def diagram(root: Element) -> str:
    """The texts of SmartArt (a `dgm:dataModel`) as a list, nested as its parts are."""
    texts: dict[str, str] = {}
    for point in root.iter("{*}pt"):
        body = point.find("{*}t")
        if point.get("type", "node") in ("node", "asst") and body is not None:
            texts[point.get("modelId", "")] = plain_text(body)
    below: dict[str, list[tuple[int, str]]] = defaultdict(list)
    children = set()
    for link in root.iter("{*}cxn"):
        if link.get("type", "parOf") == "parOf" and link.get("destId") in texts:
            child = link.get("destId", "")
            below[link.get("srcId", "")].append((number(link.get("srcOrd")), child))
            if link.get("srcId") in texts:
                children.add(child)
    first = [(0, key) for key in texts if key not in children]
    for parts in below.values():
        parts.sort()
    order = [key for parts in below.values() for _, key in parts if key not in children]
    first.sort(key=lambda pair: order.index(pair[1]) if pair[1] in order else len(order))
    # Those that only name each other as parts are read, too: after the others.
    keys = [*(key for _, key in first), *texts]
    return listed(list(_walk(keys, texts, below)))


def _walk(
    first: list[str], texts: Mapping[str, str], below: Mapping[str, list[tuple[int, str]]]
) -> Iterator[Item]:
    stack = [(key, 0) for key in reversed(first)]
    seen: set[str] = set()
    while stack:
        key, level = stack.pop()
        if key in seen:  # a diagram may name itself as its own part
            continue
        seen.add(key)
        text = md.paragraph(texts[key], numbered=False)
        if text:
            yield Item(text, min(level, 6))
        inner = level + bool(text)
        stack += [(child, inner) for _, child in reversed(below.get(key, []))]
