"""What the archive's reader says of each file, brought into the form of the truths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.reader import Context, Reading, read
from archive.text.paragraphs import Paragraph, paragraphs
from reading.attendance import Came
from reading.source import Source, body_of, title_of


@dataclass(frozen=True, slots=True)
class Read:
    """One file as the archive reads it; `date_of_text` is what it finds without the path."""

    source: Source
    reading: Reading
    by_anchor: dict[str, Paragraph]
    date_of_text: str | None

    def line(self, anchor: str | None) -> int:
        """The first line of a paragraph; 0 where the anchor leads nowhere."""
        paragraph = self.by_anchor.get(anchor or "")
        return paragraph.line_start if paragraph else 0


def read_all(sources: Sequence[Source]) -> list[Read]:
    """Each file, read as minutes."""
    done = []
    for source in sources:
        body, first = body_of(source)
        found = paragraphs(body, first)
        title = title_of(source)
        reading = read(found, Context(kind="minutes", path=source.path, title=title))
        text_alone = read(found, Context(kind="minutes", title=title))
        by_anchor = {paragraph.anchor: paragraph for paragraph in found}
        done.append(Read(source, reading, by_anchor, text_alone.date))
    return done


def came(done: Sequence[Read]) -> list[Came]:
    """All rows of attendance. An observer has come."""
    return [
        Came(
            one.source.path, present.line, present.name,
            present.handle.lstrip("@") if present.handle else None, present.role,
            "regrets" if present.status == "regrets" else "present",
        )
        for one in done
        for present in one.reading.present
    ]  # fmt: skip
