"""What the build computes of a text alone: its paragraphs and its words as search folds them.

Parsing is the slow part of a whole build, so with many texts it is done on every
core; the answers come back in order and are the same either way.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from archive.build.ledger import json_text
from archive.reader import Context, Reading, read
from archive.reader.model import NOTHING, Spoken
from archive.text.fold import fold
from archive.text.paragraphs import Paragraph, paragraphs
from archive.text.places import statements
from archive.text.plain import plain

T = TypeVar("T")

#: With fewer texts than this, and fewer characters in them, starting other processes costs more
#: than it saves.
MANY = 4000
LONG = 4_000_000

#: Batches under way at once for each process, so that memory stays flat.
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Text:
    """A text to compute: `first_line` is the line of its file on which `body` begins.

    `context` is None where nobody reads it for decisions, tasks and who came.
    """

    title: str
    body: str
    first_line: int
    context: Context | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from a text: its paragraphs, rows of them, and its words folded for search.

    `found` is empty where no decision or task was read and nothing is marked.
    """

    rows: list[tuple[Any, ...]]
    title: str
    body: str
    found: tuple[Paragraph, ...] = ()
    reading: Reading = NOTHING


def derive(texts: Sequence[Text]) -> list[Derived]:
    """What follows from each of `texts`; pure, so that any process may do it."""
    return [_derive(text) for text in texts]


def _derive(text: Text) -> Derived:
    found = paragraphs(text.body, text.first_line)
    reading = read(found, text.context) if text.context else NOTHING
    spoken = {each.anchor: each for each in reading.spoken}
    # What nobody asks for is not sent back: sending paragraphs costs more than reading them.
    asked = reading.decided or reading.tasks or any(statements(p.marks) for p in found)
    told = asked or reading.present or reading.cited or reading.ballots
    return Derived(
        [_row(p, spoken.get(p.anchor)) for p in found],
        fold(text.title),
        fold(plain(text.body)),
        tuple(found) if asked else (),
        reading if told else NOTHING,
    )


def _row(p: Paragraph, spoken: Spoken | None) -> tuple[Any, ...]:
    marks = json_text(p.marks) if p.marks else None
    said = (spoken.actor, spoken.verb, spoken.tier, spoken.addressee) if spoken else (None,) * 4
    return (
        p.anchor, p.position, p.kind, p.number, p.section, p.text, marks, p.line_start, p.line_end,
        *said,
    )  # fmt: skip


def derive_all(
    batches: Iterable[tuple[T, Sequence[Text]]], total: int, processes: int, size: int = 0
) -> Iterator[tuple[T, list[Derived]]]:
    """`derive` over batches, each with its caller's own token, in order.

    They hold `total` texts in all, of about `size` characters.
    """
    if (total < MANY and size < LONG) or processes < 2:
        for token, texts in batches:
            yield token, derive(texts)
        return
    context = multiprocessing.get_context("spawn")  # the same on every system, and no open file
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin) as pool:
        yield from _in_order(pool, batches, ahead=_AHEAD * processes)


@contextmanager
def fewer_collections() -> Iterator[None]:
    """Let the collector of cycles look less often: a build makes few of them, and very many
    objects that live to its end, which it would walk again and again (a tenth of the time)."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _begin() -> None:
    """Leave Ctrl-C to the process that a person sees, and collect as the build does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    fewer_collections().__enter__()


def _in_order(
    pool: ProcessPoolExecutor, batches: Iterable[tuple[T, Sequence[Text]]], ahead: int
) -> Iterator[tuple[T, list[Derived]]]:
    under_way: deque[tuple[T, Sequence[Text], Future[list[Derived]] | None]] = deque()
    for token, texts in batches:
        under_way.append((token, texts, _submit(pool, texts)))
        if len(under_way) >= ahead:
            yield _take(*under_way.popleft())
    while under_way:
        yield _take(*under_way.popleft())


def _submit(pool: ProcessPoolExecutor, texts: Sequence[Text]) -> Future[list[Derived]] | None:
    try:
        return pool.submit(derive, texts)
    except BrokenProcessPool:
        return None


def _take(
    token: T, texts: Sequence[Text], answer: Future[list[Derived]] | None
) -> tuple[T, list[Derived]]:
    """The answer, computed here where the other processes could not be started or were killed."""
    if answer is not None:
        try:
            return token, answer.result()
        except BrokenProcessPool:
            pass
    return token, derive(texts)
