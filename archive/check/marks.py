"""Holds the marks of paragraphs against what marks can say: their names, and their values."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from archive.check.files import ReadWorkspace, RecordFile
from archive.decisions.kinds import CLASSES, INVERSE, RELATIONS
from archive.errors import BadDate
from archive.findings import Finding
from archive.text.dates import bounds
from archive.text.paragraphs import Paragraph
from archive.text.places import NUMBER, PLACES

#: Marks whose value cites one or several records or paragraphs, and those that name someone.
CITING: Final = (*RELATIONS, *INVERSE, "continues", "origin")
NAMING: Final = ("responsible", "owner")

#: Marks whose value is a date, those that take one of a few words, and those of free words.
DATES: Final = ("due", "effective", "until")
CHOICES: Final = {"status": ("open", "done", "dropped"), "scope": ("whole", "part")}
WORDS: Final = ("verb", "addressee")

_KNOWN = ("class", *CITING, *NAMING, *DATES, *CHOICES, *WORDS, *PLACES)


def check(read: ReadWorkspace) -> Iterator[Finding]:
    """A finding for each mark that nobody would read, or not as it was meant."""
    tasks = _Tasks(read)
    for record in read.records.values():
        for p in record.paragraphs:
            for name, value in (p.marks or {}).items():
                for code, said in _mark(name, value, tasks):
                    yield Finding(record.path, line_of(p), code, said, record.front.id)


def line_of(p: Paragraph) -> int:
    """The line of the file on which the marks of `p` end."""
    return max(1, p.line_start - 1)


def values_of(value: str) -> list[str]:
    """The citations in the value of a mark, parted by spaces or commas."""
    return value.replace(",", " ").replace(";", " ").split()


def _mark(name: str, value: str, tasks: _Tasks) -> Iterator[tuple[str, str]]:
    if name == "class":
        for each in value.split():
            if each not in CLASSES:
                yield "R034", f"`.{each}` is no mark{_near(f'.{each}')}"
    elif name not in _KNOWN:
        shown = f"#{value}" if name == "id" else f"{name}="
        yield "R034", f"`{shown}` is no mark{_near(shown)}"
    elif name in DATES:
        try:
            bounds(value)
        except BadDate as error:
            yield "R006", f"`{name}` {error.fault}"
    elif name in CHOICES and value not in CHOICES[name]:
        yield "R005", f"`{name}` is {value!r}, but takes one of: {', '.join(CHOICES[name])}"
    elif name in ("page", "slide") and not NUMBER.match(value.strip()):
        yield "R005", f"`{name}` is {value!r}, but takes its number in the original, such as 3"
    elif name == "continues":
        for cited in values_of(value):
            if tasks.lacks(cited):
                yield "R035", f"{cited} is no task, so nothing can continue it"


def _near(shown: str) -> str:
    known = [*(f".{each}" for each in CLASSES), *(f"{each}=" for each in _KNOWN[1:])]
    near = get_close_matches(shown, known, n=1)
    return f" (did you mean `{near[0]}`?)" if near else ""


class _Tasks:
    """Which paragraphs are tasks, by their marks or as they are read; each record once."""

    def __init__(self, read: ReadWorkspace) -> None:
        self._read = read
        self._found: dict[str, frozenset[str]] = {}

    def lacks(self, cited: str) -> bool:
        """Whether `cited` is a record or paragraph that is here, and no task."""
        target, _, anchor = cited.partition("#")
        record = self._read.records.get(target)
        if record is None or (anchor and anchor not in record.anchors):
            return False  # that it is not here is told where references are followed
        if target not in self._found:
            self._found[target] = _tasks(record)
        return anchor not in self._found[target]


def _tasks(record: RecordFile) -> frozenset[str]:
    from archive.build.items import item_rows
    from archive.build.proposals import context_of
    from archive.reader import read
    from archive.reader.model import NOTHING

    context = context_of(record.front, record.path)
    reading = read(record.paragraphs, context) if context else NOTHING
    return frozenset(row[1] for row in item_rows(record.front, record.paragraphs, reading, str))
