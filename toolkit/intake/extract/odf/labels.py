"""What stands before an item of a list or a heading that a program numbers."""

from __future__ import annotations

from toolkit.intake.extract.odf.document import Numbering

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def label_of(form: Numbering, level: int, counts: dict[int, int]) -> str:
    """What stands before an item: '3.1', 'a)', 'IV.'."""
    first = max(level - form.levels + 1, 0)
    shown = [
        _digits(counts.get(at, 1), form.form if at == level else "1")
        for at in range(first, level + 1)
    ]
    return f"{form.prefix}{'.'.join(shown)}{form.suffix}".strip()


def _digits(value: int, form: str) -> str:
    if form in ("a", "A") and 0 < value <= 26 * 26:
        before, rest = divmod(value - 1, 26)
        letters = (chr(96 + before) if before else "") + chr(97 + rest)
        return letters if form == "a" else letters.upper()
    if form in ("i", "I") and 0 < value < 4000:
        shown = ""
        for worth, sign in _ROMAN:
            while value >= worth:
                shown += sign
                value -= worth
        return shown if form == "i" else shown.upper()
    return str(value)
