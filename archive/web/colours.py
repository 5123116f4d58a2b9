"""One colour of a process made into what its pages need: readable by light and in the dark.

A workspace names one colour. On paper it is darkened, and on dark ground lightened, until words in
it have the contrast that WCAG 2.2 asks for (1.4.3, with room to spare), so that no choice can make
a page unreadable.
"""

from __future__ import annotations

import colorsys
import re

RGB = tuple[float, float, float]

#: Contrast that words in the colour have to their ground, at least.
ENOUGH = 5.5

#: The grounds of archive.css by light and in the dark, each the worst case there.
PAPER = (0.93, 0.92, 0.90)
NIGHT = (0.16, 0.19, 0.21)

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})\Z", re.IGNORECASE | re.ASCII)


def read(text: object) -> RGB | None:
    """A colour written as #17556b or #abc; None for anything else."""
    if not isinstance(text, str) or not _HEX.match(text):
        return None
    digits = text[1:] if len(text) == 7 else "".join(2 * each for each in text[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def written(colour: RGB) -> str:
    """The colour as #17556b."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def luminance(colour: RGB) -> float:
    """The relative luminance, 0 to 1 (WCAG 2.2, definitions)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: RGB, other: RGB) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, definitions)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: RGB, ground: RGB) -> RGB:
    """The colour, made darker on a light ground and lighter on a dark one until it can be read."""
    hue, light, full = colorsys.rgb_to_hls(*colour)
    step = -0.01 if luminance(ground) > 0.3 else 0.01
    while contrast(found := colorsys.hls_to_rgb(hue, light, full), ground) < ENOUGH:
        light += step
        if not 0 <= light <= 1:
            return (0.0, 0.0, 0.0) if step < 0 else (1.0, 1.0, 1.0)
    return found


def wash(colour: RGB, ground: RGB, share: float) -> RGB:
    """A `share` of the colour on the ground."""
    red, green, blue = (share * a + (1 - share) * b for a, b in zip(colour, ground, strict=True))
    return red, green, blue


def style(colour: RGB) -> str:
    """The style sheet that gives the pages this colour."""
    light, dark = readable(colour, PAPER), readable(colour, NIGHT)
    by_day = _tokens(light, (1.0, 1.0, 1.0), wash(light, (1.0, 1.0, 1.0), 0.1), colour)
    by_night = _tokens(dark, (0.06, 0.08, 0.09), wash(dark, (0.09, 0.11, 0.12), 0.16), dark)
    return (
        f":root {{ {by_day} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {by_night} }} }}\n"
        "@media print { :root { --accent: #000; --accent-wash: #eee; } }\n"
    )


def _tokens(accent: RGB, ink: RGB, ground: RGB, brand: RGB) -> str:
    told = {"accent": accent, "accent-ink": ink, "accent-wash": ground, "brand": brand}
    return " ".join(f"--{name}: {written(value)};" for name, value in told.items())
