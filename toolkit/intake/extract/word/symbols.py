"""Signs that Word keeps by their place in a font of signs, as the characters they look like.

Their own codes mean other letters, or none: a tick would be read as an umlaut.
"""

from __future__ import annotations

from toolkit.intake.extract.shared.xml import Element
from toolkit.intake.extract.word.styles import W

_GREEK = dict(
    zip(
        range(0x61, 0x7B),
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
) | dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True))
_SYMBOL = _GREEK | {
    0xA3: "≤", 0xA5: "∞", 0xAE: "→", 0xAC: "←", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "\u00d7",
    0xB7: "•", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xD6: "√", 0xDE: "⇒", 0xE5: "∑",
}  # fmt: skip
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x72: "❒", 0x76: "❖",
    0x78: "☒", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0xA3: "☐"}


def of_symbol_font(code: int) -> str:
    """The character at a place in the font Symbol, which has figures and signs where ASCII has."""
    return _SYMBOL.get(code, chr(code) if 0x20 <= code < 0x7F else "")


def symbol(element: Element) -> str:
    """The character that a `w:sym` shows; '' for a sign that is no word."""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    font = element.get(f"{W}font", "").casefold()
    known = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}.get(font)
    if known is not None:
        low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
        shown = known.get(low, "")
        return shown or (chr(low) if font == "symbol" and 0x20 <= low < 0x7F else "")
    if code > 0xFFFF or 0xD800 <= code <= 0xF8FF:
        return ""
    return chr(code)
