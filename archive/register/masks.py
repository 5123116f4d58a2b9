"""Sets of lines as numbers of which each bit is a line, so that sets are met and counted at once.

lines = of_rows([0, 3], 4)   # 0b1001
(lines & others).bit_count()
"""

from __future__ import annotations

from array import array
from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import cast

#: A value of fewer lines than this is kept as the numbers of its lines: that takes less room.
FEW = 48

#: Lines of a set that are counted one by one rather than value by value.
COUNTED = 2_000

#: What the address calls lines that have no value.
NONE = "-"

_AS_BITS = bytes.maketrans(b"01", b"\x00\x01")


def everything(size: int) -> int:
    """All of `size` lines."""
    return (1 << size) - 1


def of_rows(rows: Iterable[int], size: int) -> int:
    """The set of the lines `rows` of `size`."""
    signs = bytearray(b"0" * size)
    for row in rows:
        signs[size - 1 - row] = 49
    return int(signs, 2) if size else 0


def of_codes(codes: bytes | bytearray, wanted: Iterable[int]) -> int:
    """The lines whose code is one of `wanted`."""
    if not codes:
        return 0
    table = bytearray(b"0" * 256)
    for code in wanted:
        table[code] = 49
    return int(codes.translate(bytes(table))[::-1], 2)


def bits(lines: int, size: int) -> bytes:
    """A byte for each line, 1 where it is in the set."""
    signs = bin(lines)[:1:-1].encode("ascii").translate(_AS_BITS)
    return signs.ljust(size, b"\0")


def rows_of(lines: int, size: int, order: Sequence[int] | None = None) -> list[int]:
    """The numbers of the lines in the set, in their own order or in that of `order`."""
    signs = bits(lines, size)
    if order is None:
        return list(compress(range(size), signs))
    return list(compress(order, map(signs.__getitem__, order)))


def few_of(signs: bytes) -> list[int]:
    """The lines whose byte in `signs` is 1; quicker than `compress` where they are few."""
    found, at = [], signs.find(1)
    while at >= 0:
        found.append(at)
        at = signs.find(1, at + 1)
    return found


@dataclass(slots=True)
class Counter:
    """Counts in one set of lines; its bits are taken apart only where they are asked for."""

    lines: int
    size: int
    _bits: bytes | None = None
    _rows: list[int] | None = None

    def rows(self) -> list[int] | None:
        """The lines of the set where they are few."""
        if self._rows is None and self.lines.bit_count() <= COUNTED:
            self._rows = few_of(bits(self.lines, self.size))
        return self._rows

    def count(self, value: int | Sequence[int]) -> int:
        """How many lines of a value of a facet are in the set."""
        if isinstance(value, int):
            return (self.lines & value).bit_count()
        if self._bits is None:
            self._bits = bits(self.lines, self.size)
        return sum(map(self._bits.__getitem__, value))


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to tell lines apart: value → its lines, as a set or (where few) as their numbers.

    `codes`, where there are any, has for each line the place in `told` of the values that it has.
    """

    values: Mapping[str, int | tuple[int, ...]]
    size: int
    codes: Sequence[int] = ()
    told: Sequence[tuple[str, ...]] = ()

    def lines(self, chosen: Iterable[str]) -> int:
        """The lines that have one of the values."""
        found = 0
        for value in chosen:
            held = self.values.get(value, 0)
            found |= held if isinstance(held, int) else of_rows(held, self.size)
        return found

    def counts(self, counter: Counter) -> dict[str, int]:
        """Value → its number of lines in the set, those that have any; the most frequent first."""
        rows = counter.rows() if self.codes else None
        found: dict[str, int] = {}
        if rows is None:
            found = {value: counter.count(held) for value, held in self.values.items()}
        else:
            for code, n in Tally(map(self.codes.__getitem__, rows)).items():
                for value in self.told[code]:
                    found[value] = found.get(value, 0) + n
        told = sorted(((n, value) for value, n in found.items() if n), key=lambda x: (-x[0], x[1]))
        return {value: n for n, value in told}


def facet(rows: Sequence[str | Sequence[str] | None]) -> Facet:
    """The facet of which each line has a value, none, or several."""
    found: dict[str, list[int]] = {}
    known: dict[str | tuple[str, ...] | None, int] = {}
    codes = array("l")
    for at, value in enumerate(rows):
        alike = tuple(value) if isinstance(value, list) else value
        codes.append(known.setdefault(cast("str | tuple[str, ...] | None", alike), len(known)))
        if not value:
            found.setdefault(NONE, []).append(at)
        elif isinstance(value, str):
            found.setdefault(value, []).append(at)
        else:
            for each in value:
                found.setdefault(each, []).append(at)
    size = len(rows)
    values = {
        value: of_rows(held, size) if len(held) >= FEW else tuple(held)
        for value, held in found.items()
    }
    told = [(value,) if isinstance(value, str) and value else value or (NONE,) for value in known]
    return Facet(values, size, codes, [tuple(dict.fromkeys(each)) for each in told])
