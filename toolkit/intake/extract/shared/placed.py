"""What is laid out on a page or slide, in the order in which it is read.

Files keep it in the order in which it was drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Shape = TypeVar("Shape")


def in_order(
    shapes: Iterable[Shape], place: Callable[[Shape], tuple[float, float]], row: float
) -> Iterator[Shape]:
    """Shapes from the top down, and of those that stand in a row from the left.

    `place` gives how far a shape is from the top and from the left; tops that differ by no more
    than `row` stand in a row. Which way a language runs is not asked: slides are laid out alike
    in most.
    """
    placed = sorted(((place(each), each) for each in shapes), key=lambda pair: pair[0][0])
    beside: list[tuple[tuple[float, float], Shape]] = []
    for pair in placed:
        if beside and pair[0][0] - beside[0][0][0] > row:
            yield from _from_the_left(beside)
            beside = []
        beside.append(pair)
    yield from _from_the_left(beside)


def _from_the_left(row: list[tuple[tuple[float, float], Shape]]) -> Iterator[Shape]:
    return (shape for _, shape in sorted(row, key=lambda pair: pair[0][1]))
