"""What stands before an item of a list or a heading that a program numbers.

A file says how its lists count, not what they come to: that is worked out as a program does.
"""

from __future__ import annotations

from collections.abc import Callable

from toolkit.intake.extract.odf.document import Numbering
from toolkit.intake.extract.shared import figures

#: Forms of numbers (`style:num-format`) that are no plain figures → how they show.
_FORMS: dict[str, Callable[[int], str]] = {
    "a": figures.counted,
    "A": lambda value: figures.counted(value).upper(),
    "i": figures.roman,
    "I": lambda value: figures.roman(value).upper(),
}


def label_of(form: Numbering, level: int, counts: dict[int, int]) -> str:
    """What stands before an item: '3.1', 'a)', 'IV.'."""
    first = max(level - form.levels + 1, 0)
    shown = [
        _FORMS.get(form.form if at == level else "1", str)(counts.get(at, 1))
        for at in range(first, level + 1)
    ]
    return f"{form.prefix}{'.'.join(shown)}{form.suffix}".strip()
