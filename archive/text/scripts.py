"""Which characters are written without spaces between words, as classes for regular expressions."""

from __future__ import annotations

# Thai, Lao, Myanmar, Hangul jamo, Khmer, ideographic marks, kana, bopomofo, Han, Hangul.
_RANGES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1100, 0x11FF),
    (0x1780, 0x17FF),
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3031, 0x3035),
    (0x3038, 0x303C),
    (0x3041, 0x30FA),
    (0x30FC, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97F),
    (0xA9E0, 0xA9FF),
    (0xAA60, 0xAA7F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0x1AFF0, 0x1B16F),
    (0x20000, 0x3FFFF),
)

#: The inside of a character class: characters that stand for themselves, without spaces.
UNSPACED = "".join(f"{chr(low)}-{chr(high)}" for low, high in _RANGES)


def is_unspaced(code: int) -> bool:
    """Whether the character `code` belongs to a script that sets no spaces between words."""
    return code >= 0x0E00 and any(low <= code <= high for low, high in _RANGES)
