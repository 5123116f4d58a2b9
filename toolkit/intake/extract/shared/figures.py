"""Numbers as lists show them: in Roman figures, in letters, in figures of other scripts.

Word and OpenDocument name these forms each in its own way, and count alike.
"""

from __future__ import annotations

LATIN = "abcdefghijklmnopqrstuvwxyz"
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN = 5_000
_MOST_LETTERS = 20
_HAN = "〇一二三四五六七八九"
_GANADA = "가나다라마바사아자차카타파하"


def roman(number: int) -> str:
    """In small Roman figures; in plain ones what these are not made for."""
    if not 0 < number < _MOST_ROMAN:
        return str(number)
    shown = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        shown += letters * times
    return shown


def repeated(number: int, letters: str = LATIN) -> str:
    """In letters that are repeated after the last: ..., z, aa, bb."""
    if number <= 0:
        return str(number)
    times, at = divmod(number - 1, len(letters))
    return letters[at] * min(times + 1, _MOST_LETTERS)


def counted(number: int, letters: str = LATIN) -> str:
    """In letters that count on after the last: ..., z, aa, ab."""
    if number <= 0:
        return str(number)
    shown = ""
    while number > 0:
        number, at = divmod(number - 1, len(letters))
        shown = letters[at] + shown
    return shown


def ordinal(number: int) -> str:
    """As a place in English: 1st, 2nd, 11th."""
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def han(number: int) -> str:
    """In Chinese figures up to 99, as lists count."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else _HAN[tens] + "十"
    return ten + (_HAN[ones] if ones else "")


def circled(number: int) -> str:
    """In a circle, up to 20."""
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


def ganada(number: int) -> str:
    """In the order of Korean syllables, up to 14."""
    return _GANADA[number - 1] if 0 < number <= len(_GANADA) else str(number)
