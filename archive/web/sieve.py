"""Facets of a list as links, and what was chosen as chips that can be taken away again.

Links begin with a question mark: they lead to the same page, of the same day, whatever stands
before it. Values of one facet are alternatives; facets narrow each other down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from archive.web.host import Request
from archive.web.moment import KNOWN_AT, moment

#: Values of one facet that are shown at once, and with those that are folded away.
SHOWN, MOST = 6, 36

#: Values that may be chosen of one facet, and signs of one value.
_CHOSEN, _LONGEST = 20, 200


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: its words, how many lines it would give, where choosing it leads.

    `chosen` is whether it is; then `href` leads to where it is not. `level` is how far it is set
    in, below the value before it.
    """

    words: str
    count: int
    href: str
    chosen: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class Sieve:
    """A facet with its values; `more` counts those that are not listed."""

    name: str
    label: str
    first: Sequence[Value]
    rest: Sequence[Value]
    more: int
    active: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that was chosen, and where it is not."""

    label: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for: facets with their values, and single settings ('' for none)."""

    facets: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, str]

    def pairs(self, without: str | None = None) -> list[tuple[str, str]]:
        """All of it as pairs for an address, without what is under one name."""
        found = [
            (name, value)
            for name, values in self.facets.items()
            if name != without
            for value in values
        ]
        found += [(name, value) for name, value in self.settings.items() if value != "" and
                  name != without]  # fmt: skip
        known = moment().known
        return [*found, (KNOWN_AT, known)] if known and without != KNOWN_AT else found

    def address(self, without: str | None = None, **settings: str) -> str:
        """The same page with other settings, and without what is under one name."""
        pairs = [pair for pair in self.pairs(without) if pair[0] not in settings]
        pairs += [(name, value) for name, value in settings.items() if value]
        return f"?{urlencode(pairs)}" if pairs else "?"


def chosen(request: Request, facets: Iterable[str], settings: Iterable[str]) -> Chosen:
    """What the address of the request asks for."""
    found = {}
    for name in facets:
        given = dict.fromkeys(each.strip()[:_LONGEST] for each in request.args.getlist(name))
        values = tuple(each for each in given if each)[:_CHOSEN]
        if values:
            found[name] = values
    single = {name: (request.args.get(name) or "").strip()[:_LONGEST] for name in settings}
    return Chosen(found, single)


def sieve(
    asked: Chosen,
    name: str,
    label: str,
    counts: Mapping[str, int],
    words: Mapping[str, str],
    levels: Mapping[str, int] | None = None,
) -> Sieve | None:
    """The facet `name` with its `counts` in their order; None where there is nothing to choose.

    What is chosen is always listed, also where nothing fits.
    """
    own = asked.facets.get(name, ())
    listed = list(counts)[:MOST]
    listed += [each for each in own if each not in listed]
    if not own and len(counts) < 2:
        return None
    others = urlencode(asked.pairs(name))
    values = []
    for each in listed:
        left = [value for value in own if value != each] if each in own else [*own, each]
        parts = [others, *(f"{name}={quote_plus(value)}" for value in left)]
        values.append(
            Value(
                words.get(each, each),
                counts.get(each, 0),
                "?" + "&".join(filter(None, parts)),
                each in own,
                (levels or {}).get(each, 0),
            )
        )
    cut = SHOWN if len(values) > SHOWN + 2 else len(values)
    first = [*values[:cut], *(each for each in values[cut:] if each.chosen)]
    rest = [each for each in values[cut:] if not each.chosen]
    return Sieve(name, label, first, rest, max(len(counts) - MOST, 0), bool(own))


def chips(asked: Chosen, name: str, label: str, words: Mapping[str, str]) -> list[Chip]:
    """What is chosen of one facet, each to be taken away."""
    others, values = asked.pairs(name), asked.facets.get(name, ())
    found = []
    for value in values:
        left = [*others, *((name, other) for other in values if other != value)]
        href = f"?{urlencode(left)}" if left else "?"
        found.append(Chip(label, words.get(value, value), href))
    return found


def words_chip(asked: Chosen) -> list[Chip]:
    """The words that are sought, to be taken away; none where none are."""
    words = asked.settings.get("q", "")
    return [Chip("Words", words, asked.address("q"))] if words else []
