"""The registers made ready for matching; made once for a `Known`, and kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.text.folding import fold
from toolkit.intake.propose.known import Known, Named
from toolkit.intake.propose.words import listed

_KEPT: list[tuple[Known, Index]] = []


@dataclass(frozen=True)
class Index:
    """`names` maps folded names to what bears them; `in_text` finds them in a folded text."""

    names: dict[str, Named]
    mail: dict[str, Named]
    domains: dict[str, Named]
    persons: re.Pattern[str]
    organisations: re.Pattern[str]
    series: dict[str, str]
    bodies: dict[str, str]

    def of(self, text: str) -> Named | None:
        """What a name as written stands for, in any spelling that leaves its words the same."""
        said = fold(text)
        hit = self.names.get(said)
        if hit:
            return hit
        for prefix in _states():
            if said.startswith(prefix + " "):
                hit = self.names.get(said[len(prefix) + 1 :])
                if hit and hit.sort in ("partner", "stakeholder"):
                    return hit
        words = said.split()
        if 2 <= len(words) <= 4:
            turned = self.names.get(" ".join((*words[1:], words[0])))
            if turned and turned.sort == "person":
                return turned
        return None


def index_of(known: Known) -> Index:
    """The index of `known`; the same one while it is asked for the same value."""
    for held, index in _KEPT:
        if held is known:
            return index
    index = _made(known)
    _KEPT.insert(0, (known, index))
    del _KEPT[2:]
    return index


def _states() -> tuple[str, ...]:
    return tuple(sorted((fold(term) for term in listed("states")), key=len, reverse=True))


def _made(known: Known) -> Index:
    names: dict[str, Named] = {}
    persons: list[str] = []
    organisations: list[str] = []
    for each in known.named:
        for name in each.names:
            said = fold(name)
            if not said:
                continue
            names.setdefault(said, each)
            if each.sort == "person" and " " in said:
                persons.append(said)
            elif each.sort in ("partner", "stakeholder") and len(said) > 2:
                organisations.append(said)
                for prefix in _states():
                    if said.startswith(prefix + " ") and len(said) > len(prefix) + 3:
                        names.setdefault(said[len(prefix) + 1 :], each)
    series: dict[str, str] = {}
    for meeting in known.meetings:
        if meeting.series:
            series.setdefault(meeting.series.lower(), meeting.body)
    bodies = {
        fold(name): each.id for each in known.named if each.sort == "body" for name in each.names
    }
    return Index(
        names=names,
        mail={address.lower(): each for each in known.named for address in each.mail},
        domains={
            each.address.lower().removeprefix("https://").removeprefix("http://")
            .removeprefix("www.").split("/")[0]: each
            for each in known.named if each.address
        },
        persons=_found(persons), organisations=_found(organisations), series=series, bodies=bodies,
    )  # fmt: skip


def _found(names: list[str]) -> re.Pattern[str]:
    """Finds any of the folded names in a folded text, the longest first."""
    if not names:
        return re.compile(r"(?!)")
    said = "|".join(map(re.escape, sorted(set(names), key=len, reverse=True)))
    return re.compile(rf"(?<![^\W_])(?:{said})(?![^\W_])")
