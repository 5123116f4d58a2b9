"""Formulas of a Word document as one line, as one would type them: `x^2/(a+b)`.

The signs alone would lose what is above and below a stroke.
"""

from __future__ import annotations

from toolkit.intake.extract.shared.xml import Element, local

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_BETWEEN = {"f": "/", "sSup": "^", "sSub": "_", "func": " ", "limLow": "_", "limUpp": "^"}


def linear(formula: Element) -> str:
    """The formula's signs in the order in which they are read."""
    text = _parts(formula)
    return " ".join(text.split())


def _parts(element: Element) -> str:
    return "".join(_part(each) for each in element)


def _part(element: Element) -> str:
    name = local(element)
    if name == "t":
        return element.text or ""
    if name.endswith("Pr"):
        return ""
    if name in _BETWEEN:
        parts = [_grouped(_parts(each)) for each in element if not local(each).endswith("Pr")]
        return _BETWEEN[name].join(part for part in parts if part)
    if name == "sSubSup":
        base, below, above = (_found(element, each) for each in ("e", "sub", "sup"))
        return f"{base}_{_grouped(below)}^{_grouped(above)}"
    if name == "nary":
        sign = _property(element, "naryPr", "chr", "\N{INTEGRAL}")
        below, above = _found(element, "sub"), _found(element, "sup")
        limits = f"_{_grouped(below)}" if below else ""
        limits += f"^{_grouped(above)}" if above else ""
        return f"{sign}{limits} {_found(element, 'e')}"
    if name == "rad":
        degree = _found(element, "deg")
        return f"{degree}\N{SQUARE ROOT}{_grouped(_found(element, 'e'))}"
    if name == "d":
        opening = _property(element, "dPr", "begChr", "(")
        closing = _property(element, "dPr", "endChr", ")")
        inside = [_parts(each) for each in element if local(each) == "e"]
        return f"{opening}{', '.join(inside)}{closing}"
    if name == "mr":
        return " ".join(_parts(each) for each in element) + "; "
    return _parts(element)


def _grouped(text: str) -> str:
    text = text.strip()
    return f"({text})" if len(text) > 1 and not text.isalnum() and text[0] != "(" else text


def _found(element: Element, name: str) -> str:
    part = element.find(MATH + name)
    return "" if part is None else _parts(part).strip()


def _property(element: Element, properties: str, name: str, usual: str) -> str:
    found = element.find(f"{MATH}{properties}/{MATH}{name}")
    return usual if found is None else found.get(f"{MATH}val", usual)
