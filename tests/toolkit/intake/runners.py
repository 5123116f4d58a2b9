"""Runners that carry tasks out in this process, without reading formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from toolkit.intake.model import Enclosed, Extracted, Guess, Identity, Proposal, Trouble
from toolkit.intake.tasks import Result, Task

TEXT = Identity(form="txt", media_type="text/plain", puid="x-fmt/111", format="Plain Text File")


def read(task: Task) -> Result:
    """What a reader of plain text would say."""
    text = Path(task.path).read_text(encoding="utf-8")
    title = text.splitlines()[0] if text else ""
    guesses = tuple(
        Guess(field=name, value=value, rule="a test's", confidence=sure)
        for name, value, sure in (
            ("kind", "note", 0.99),
            ("title", title, 0.97),
            ("date", "2024-05-06", 0.96),
            ("language", "en", 0.99),
        )
        if value
    )
    extracted = Extracted(reader="test 1", text=f"{text}\n")
    return Result(
        id=task.id, identity=TEXT, extracted=extracted, proposal=Proposal(guesses=guesses)
    )


def failing(task: Task) -> Result:
    """A reader that can read nothing."""
    return Result(id=task.id, trouble=Trouble(code="I006", message="it is broken"))


def enclosing(task: Task) -> Result:
    """A reader of texts that hold others: each line `> text` is a file within."""
    lines = Path(task.path).read_text(encoding="utf-8").splitlines()
    enclosed = []
    for at, line in enumerate(each for each in lines if each.startswith("> ")):
        path = Path(task.spool) / str(at)
        path.write_text(line.removeprefix("> "), encoding="utf-8")
        enclosed.append(Enclosed(name=f"{at}.txt", path=str(path)))
    done = read(task)
    assert done.extracted is not None
    return Result(
        id=task.id,
        identity=TEXT,
        extracted=Extracted(reader="test 1", text=done.extracted.text, enclosed=tuple(enclosed)),
        proposal=done.proposal,
    )


class Here:
    """Reads in this process with `reader`; stops as Ctrl-C does after `stop` files."""

    def __init__(self, reader: Callable[[Task], Result] = read, stop: int | None = None) -> None:
        self.reader, self.stop = reader, stop
        self.read: list[str] = []
        self.closed = False

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        source = iter(tasks)
        while (task := next(source, None)) is not None:
            if self.stop is not None and len(self.read) >= self.stop:
                raise KeyboardInterrupt
            self.read.append(task.name)
            yield self.reader(task)

    def close(self) -> None:
        self.closed = True
