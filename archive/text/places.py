"""Where the pages, slides and sheets of an original begin in a text, and how they are cited.

    >>> from archive.text.paragraphs import paragraphs
    >>> found = paragraphs("{page=1}\\nOne.\\n\\nTwo.\\n\\n{page=2}\\nThree.")
    >>> [(place.anchor, place.first, place.end) for place in places(found)]
    [('page-1', 0, 2), ('page-2', 2, 3)]

The marks `page=`, `slide=` and `sheet=` stand above the first paragraph of each. They say where
something stands in the original and nothing of what a person decided.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from archive.text.paragraphs import Paragraph

PlaceKind = Literal["page", "slide", "sheet"]

#: Marks that say that a page, a slide or a sheet begins here.
PLACES: Final[tuple[PlaceKind, ...]] = get_args(PlaceKind)

#: What the number of a page or slide may be.
NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}\Z")

_NO_SIGN = re.compile(r"[\W_]+")
_ANCHOR = re.compile(r"(?:page|slide|sheet)-.")


@dataclass(frozen=True, slots=True)
class Place:
    """A page, slide or sheet: `value` as the mark has it, and its paragraphs `first` to `end`.

    They are indexes into the paragraphs of the text; `end` is one past the last.
    """

    anchor: str
    kind: PlaceKind
    value: str
    first: int
    end: int

    @property
    def words(self) -> str:
        """'page 3', 'sheet Budget'."""
        return f"{self.kind} {self.value}"


def places(paragraphs: Sequence[Paragraph]) -> list[Place]:
    """Every page, slide and sheet of a text, in its order; each lasts until the next of its kind.

    A page or slide whose number is none is left out. What comes a second time is `page-3-2`, as
    with paragraphs.
    """
    begun = [
        (at, kind, p.marks[kind].strip())
        for at, p in enumerate(paragraphs)
        if p.marks
        for kind in PLACES
        if kind in p.marks
    ]
    begun = [each for each in begun if each[1] == "sheet" or NUMBER.match(each[2])]
    ends: dict[str, int] = {}
    found: list[tuple[PlaceKind, str, int, int]] = []
    for at, kind, value in reversed(begun):
        found.append((kind, value, at, ends.get(kind, len(paragraphs))))
        ends[kind] = at
    taken: set[str] = set()
    counted = dict.fromkeys(PLACES, 0)
    out = []
    for kind, value, first, end in reversed(found):
        counted[kind] += 1
        anchor = _free(f"{kind}-{_slug(value) or counted[kind]}", taken)
        out.append(Place(anchor, kind, value, first, end))
    return out


def place_at(paragraphs: Sequence[Paragraph], anchor: str) -> Place | None:
    """The page, slide or sheet that `anchor` names; None where the text has no such."""
    if not is_place(anchor):
        return None
    return next((each for each in places(paragraphs) if each.anchor == anchor), None)


def within(paragraphs: Sequence[Paragraph], anchor: str) -> list[Paragraph]:
    """The paragraph `anchor` with all that stands inside it (`p59`, `p59.1`), or those of a page,
    slide or sheet; none where the text has no such."""
    if is_place(anchor):
        place = place_at(paragraphs, anchor)
        return list(paragraphs[place.first : place.end]) if place else []
    inner = f"{anchor}."
    return [p for p in paragraphs if p.anchor == anchor or p.anchor.startswith(inner)]


def is_place(anchor: str) -> bool:
    """Whether `anchor` is of the form that pages, slides and sheets are cited by."""
    return _ANCHOR.match(anchor) is not None


def place_words(anchor: str) -> str:
    """`page-3` as 'page 3'."""
    return anchor.replace("-", " ", 1)


def statements(marks: Mapping[str, str] | None) -> dict[str, str]:
    """`marks` without those that only say where a paragraph stands in the original."""
    return {name: value for name, value in (marks or {}).items() if name not in PLACES}


def _slug(value: str) -> str:
    """The letters and digits of a name, of any script, with hyphens between."""
    return _NO_SIGN.sub("-", unicodedata.normalize("NFKC", value).casefold()).strip("-")[:60]


def _free(anchor: str, taken: set[str]) -> str:
    n, free = 1, anchor
    while free in taken:
        n += 1
        free = f"{anchor}-{n}"
    taken.add(free)
    return free
