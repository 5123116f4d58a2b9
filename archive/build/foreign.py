"""Replays the commits of an import: its files as records, its minutes as meetings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from archive.build.contents import Contents, Summary, words_of
from archive.build.lineages import Step
from archive.build.lists import oddity
from archive.build.replay import Known, Replay
from archive.build.rows import entity_rows
from archive.dialect import Foreign
from archive.history import Blob
from archive.model import Body, Entry, Front, Meeting, MinutesStatus
from archive.profiles.header import Opening

_NO_HEADER = Opening(None, "", 1, 1)


class ForeignReplay:
    """The state of one import, replayed onto what `replay` has of everything."""

    def __init__(self, replay: Replay, dialect: Foreign) -> None:
        self._replay = replay
        self._dialect = dialect
        self._entries: dict[str, Entry] = {}

    def commit(self, seq: int, steps: Sequence[Step], read: Callable[[str], Blob]) -> None:
        """Replay one commit. `read(blob)` gives a content that is asked for first."""
        for step in steps:
            record = f"{self._dialect.name}.{step.record}"
            known = self._replay.known(record)
            self._replay.records[record] = None
            if step.blob is not None:
                path = f"{self._dialect.name}:{step.path}"
                self._arrive(seq, record, path, self._summary(step.blob, known, read), known)
            elif known is not None and not known.removed:
                self._replay.gone(seq, record, known)
                self._entry(seq, self._dialect.meeting(record), None)

    def _summary(self, blob: str, known: Known | None, read: Callable[[str], Blob]) -> Summary:
        contents = self._replay.contents
        if not contents.has(blob):
            near = known.summary.content if known else None
            return contents.add(read(blob), self._dialect, near)
        if known and known.summary.blob == blob:
            return known.summary
        return contents.summary(blob, self._dialect)

    def _arrive(
        self, seq: int, record: str, path: str, summary: Summary, known: Known | None
    ) -> None:
        odd = oddity(summary.encoding)
        if odd:
            self._replay.find(seq, path, odd[0], odd[2], record, odd[1])
        if known is not None and self._says_the_same(known, summary, path):
            front = known.front
        else:
            front = self._dialect.front(summary.opening or _NO_HEADER, record, path)
            self._faults(seq, record, path, summary, front, known)
        if known is not None and not known.removed:
            front = known.front if front == known.front else front
            change = _change(self._replay.contents, known, summary, self._dialect)
            if change is None:
                if known.path == path:
                    return
                change = "rename"
        else:
            change = "created"
        self._replay.version(seq, record, known, path, summary, front, change)
        self._meeting(seq, record, path, front)

    def _says_the_same(self, known: Known, now: Summary, path: str) -> bool:
        before = known.summary.opening
        if now.opening is None:  # it cannot be read, and so nothing says that anything changed
            return True
        return (
            before is not None
            and known.path == path
            and self._dialect.says_the_same(before, now.opening)
        )

    def _faults(
        self, seq: int, record: str, path: str, now: Summary, front: Front, known: Known | None
    ) -> None:
        """Tell what the header has that cannot be read, once for as long as it stays so."""
        before = known.front.status_as_written if known else None
        written = front.status_as_written
        unknown = front.state is None and bool(self._dialect.profile.status)
        if unknown and written and written != before:
            said = f"the profile does not know the status {written[:60]!r}"
            self._replay.find(seq, path, "H010", said, record)
        wrong = self._wrong(now)
        if wrong and not (known and self._wrong(known.summary)):
            said = f"the header was read line by line, for it is no sound YAML ({wrong})"
            self._replay.find(seq, path, "H007", said, record)

    def _wrong(self, summary: Summary) -> str | None:
        opening = summary.opening
        return self._dialect.fields(opening.front, opening.form)[1] if opening else None

    # -- meetings -------------------------------------------------------------------

    def _meeting(self, seq: int, record: str, path: str, front: Front) -> None:
        body, given = self._dialect.body, self._dialect.profile.body
        if body is None or given is None:
            return
        self._entry(
            seq, body, Body(id=body, name=given.name or self._dialect.title, kind=given.kind)
        )
        meeting = self._dialect.meeting(record)
        entry = None
        if front.meeting is not None:
            entry = Meeting(
                id=meeting,
                body=body,
                title=front.title,
                series=self._dialect.profile.series,
                date=front.date,
                date_basis=front.date_basis,
                state="held",
                minutes_status=_minutes_status(front),
                source=(record,),
            )
        self._entry(seq, meeting, entry)

    def _entry(self, seq: int, name: str, entry: Entry | None) -> None:
        """Make `entry` what stands under `name`, as a register would."""
        before = self._entries.get(name)
        if entry == before:
            return
        shape = entry or before
        assert shape is not None
        kind = "body" if isinstance(shape, Body) else "meeting"
        for table, values in entity_rows(kind, shape).items():
            self._replay.ledger.replace(table, name, values if entry else [], seq)
        self._replay.lists.touched[name] = None
        if entry is None:
            del self._entries[name]
        else:
            self._entries[name] = entry


def _minutes_status(front: Front) -> MinutesStatus | None:
    if front.state is None:
        return None
    return "draft" if front.state == "proposed" else "adopted"


def _change(contents: Contents, known: Known, now: Summary, dialect: Foreign) -> str | None:
    """The class of change; None where the content is the same."""
    before = known.summary
    if before.blob == now.blob:
        return None
    if before.body_key != now.body_key and (
        before.tight_key != now.tight_key or _words_differ(contents, before, now, dialect)
    ):
        return "text"
    if before.front == now.front or before.opening is None or now.opening is None:
        return "format"
    said = [dialect.fields(each.front, each.form)[0] for each in (before.opening, now.opening)]
    return "format" if said[0] == said[1] else "metadata"


def _words_differ(contents: Contents, before: Summary, now: Summary, dialect: Foreign) -> bool:
    bodies = [contents.parts(each.content, dialect).body for each in (before, now)]
    return words_of(bodies[0]) != words_of(bodies[1])
