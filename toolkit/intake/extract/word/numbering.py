"""Automatic numbers of a Word document: what stands before a paragraph, counted as Word counts.

Lists that share their definition go on counting together; a list that says where it begins anew
does so when it is first used; what is further in begins again after what is further out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from toolkit.intake.extract.shared import figures
from toolkit.intake.extract.shared.composer import Label
from toolkit.intake.extract.shared.xml import Element
from toolkit.intake.extract.word.styles import W, number_in, whole

_DEPTHS = 9
_SIGN = re.compile(r"%([1-9])")
# One figure and nothing that says more: what a Markdown list shows as `1.`
_SIMPLE = re.compile(r"[(\[]?%[1-9]\s*[.)\]:]{0,2}\s*\Z")
_HAN = (
    *("japanesecounting", "chinesecounting", "chinesecountingthousand", "taiwanesecounting"),
    *("taiwanesecountingthousand", "ideographdigital", "taiwanesedigital"),
    "japanesedigitaltenthousand",
)
#: Forms of numbers (ECMA-376, 17.18.59) that are no plain figures → how they show.
_FORMS: dict[str, Callable[[int], str]] = {
    "lowerroman": figures.roman,
    "upperroman": lambda number: figures.roman(number).upper(),
    "lowerletter": figures.repeated,
    "upperletter": lambda number: figures.repeated(number).upper(),
    "russianlower": lambda number: figures.repeated(number, figures.RUSSIAN),
    "russianupper": lambda number: figures.repeated(number, figures.RUSSIAN).upper(),
    "decimalzero": lambda number: f"{number:02d}",
    "ordinal": figures.ordinal,
    "decimalenclosedcircle": figures.circled,
    "decimalenclosedcirclechinese": figures.circled,
    "ganada": figures.ganada,
    "numberindash": lambda number: f"- {number} -",
    **dict.fromkeys(_HAN, figures.han),
}
_PLAIN = frozenset({"decimal", "decimalzero", "decimalfullwidth", "decimalhalfwidth"})


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list's definition."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    indent: int = 0
    style: str = ""


class Numbers:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}  # of abstract definitions
        self._lists: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Element) -> None:
        links: dict[str, str] = {}
        linked: dict[str, str] = {}
        for each in root.findall(f"{W}abstractNum"):
            name = each.get(f"{W}abstractNumId", "")
            self._levels[name] = _levels(each)
            link = each.find(f"{W}styleLink")
            if link is not None:
                linked[link.get(f"{W}val", "")] = name
            link = each.find(f"{W}numStyleLink")
            if link is not None:
                links[name] = link.get(f"{W}val", "")
        for each in root.findall(f"{W}num"):
            abstract = each.find(f"{W}abstractNumId")
            if abstract is None:
                continue
            name = abstract.get(f"{W}val", "")
            name = linked.get(links.get(name, ""), name)
            changed: dict[int, _Level] = {}
            starts: dict[int, int] = {}
            for override in each.findall(f"{W}lvlOverride"):
                depth = whole(override.get(f"{W}ilvl"))
                if depth is None or not 0 <= depth < _DEPTHS:
                    continue
                own = override.find(f"{W}lvl")
                if own is not None:
                    changed[depth] = _level(own)
                start = number_in(override.find(f"{W}startOverride"))
                if start is not None:
                    starts[depth] = start
            self._lists[each.get(f"{W}numId", "")] = (name, changed, starts)

    def depth_of(self, number: str, style: str) -> int:
        """The level of a list that is bound to a style; 0 where none is."""
        for depth in range(_DEPTHS):
            level = self._level(number, depth)
            if level and level.style == style:
                return depth
        return 0

    def count(self, number: str, depth: int) -> Label | None:
        """The label of the next paragraph in this list at this level; None for one without."""
        found = self._lists.get(number)
        depth = min(max(depth, 0), _DEPTHS - 1)
        level = self._level(number, depth)
        if found is None or level is None:
            return None
        series, _, starts = found
        counts = self._counts.setdefault(series, [None] * _DEPTHS)
        if depth in starts and (number, depth) not in self._begun:
            self._begun.add((number, depth))
            counts[depth] = starts[depth] - 1
        before = counts[depth]
        counts[depth] = level.start if before is None else before + 1
        for deeper in range(depth + 1, _DEPTHS):
            inner = self._level(number, deeper)
            after = deeper if inner is None or inner.restart is None else inner.restart
            if after and depth < after:
                counts[deeper] = None
        return self._label(number, series, depth, level, counts)

    def _label(
        self, number: str, series: str, depth: int, level: _Level, counts: list[int | None]
    ) -> Label | None:
        place = Label(series=series, depth=depth, indent=level.indent)
        if level.form == "bullet":
            return place
        if not level.text.strip():
            return None
        own = counts[depth] or 0
        if (level.form in _PLAIN or (level.legal and level.form != "none")) and _SIMPLE.fullmatch(
            level.text
        ):
            shown = int(level.text[level.text.index("%") + 1])
            if shown == depth + 1 and own >= 0:
                return replace(place, number=own)

        def sign(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            outer = self._level(number, at)
            if outer is None or at > depth:
                return ""
            value = counts[at]
            form = "decimal" if level.legal and outer.form != "none" else outer.form
            return figure(outer.start if value is None else value, form)

        text = " ".join(_SIGN.sub(sign, level.text[:200]).split())
        return replace(place, shown=text) if text else None

    def _level(self, number: str, depth: int) -> _Level | None:
        found = self._lists.get(number)
        if found is None:
            return None
        name, changed, _ = found
        return changed.get(depth) or self._levels.get(name, {}).get(depth)


def _levels(abstract: Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for each in abstract.findall(f"{W}lvl"):
        depth = whole(each.get(f"{W}ilvl"))
        if depth is not None and 0 <= depth < _DEPTHS:
            found[depth] = _level(each)
    return found


def _level(each: Element) -> _Level:
    values: dict[str, str] = {}
    indent = 0
    legal = False
    for part in each:
        if not isinstance(part.tag, str):
            continue
        name = part.tag.rpartition("}")[2]
        if name == "pPr":
            indent = indent_in(part) or 0
        elif name == "isLgl":
            legal = part.get(f"{W}val", "1") not in ("0", "false", "off")
        else:
            values[name] = part.get(f"{W}val", "")
    start = whole(values.get("start"))
    return _Level(
        start=0 if start is None else start,
        form=values.get("numFmt", "decimal").casefold(),
        text=values.get("lvlText", ""),
        restart=whole(values.get("lvlRestart")),
        legal=legal,
        indent=indent,
        style=values.get("pStyle", ""),
    )


def indent_in(properties: Element) -> int | None:
    """How far a paragraph is set in, in twentieths of a point; None where nothing is said."""
    found = properties.find(f"{W}ind")
    if found is None:
        return None
    return whole(found.get(f"{W}left") or found.get(f"{W}start"))


def figure(number: int, form: str) -> str:
    """A number as a list shows it; in plain figures where the form is none of those known."""
    form = form.casefold()
    if form == "none":
        return ""
    shown = _FORMS.get(form)
    return str(number) if shown is None or number <= 0 else shown(number)
