"""The history that the readers of an edition may see, save by save, made from the archive's own.

It is what the builder of the archive is given in the place of git's history: every text in it is
redacted already. Files are called by the ids of their records, saves bear neither words nor
people, and a save that changes nothing which is shown does not occur.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archive.build.imports import Source as ImportSource
from archive.build.lineages import Step
from archive.build.originals import FileState
from archive.editions.plan import Plan
from archive.editions.redact import Redactor, given_as
from archive.editions.source import Said, Save, Source, Version, said_by
from archive.history import Blob, FileChange
from archive.model import Entry, Process


@dataclass(slots=True)
class Told:
    """What one save does to what is shown. `lasting` are the texts that hold to the end."""

    save: Save
    files: dict[str, Blob | None] = field(default_factory=dict)
    entries: list[tuple[str, str, Entry | None, Entry | None]] = field(default_factory=list)
    process: Process | None = None
    source: ImportSource | None = None
    steps: list[Step] = field(default_factory=list)
    blobs: dict[str, Blob] = field(default_factory=dict)
    lasting: set[str] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return not (self.files or self.entries or self.process or self.steps)

    def changes(self) -> list[FileChange]:
        """The files, by the names that the edition gives them."""
        return [
            FileChange(path, blob.name if blob else None)
            for path, blob in sorted(self.files.items())
        ]


def blob_of(text: str) -> Blob:
    """A text as git would keep it."""
    data = text.encode("utf-8", "surrogatepass")
    name = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
    name.update(data)
    return Blob(name.hexdigest(), len(data), hashlib.sha256(data).hexdigest(), data)


def place_of(name: str) -> str:
    """The path of a record's file in an edition."""
    return f"records/{name}.md"


class History:
    """Tells the saves after `after` as `plan` lets its readers see them."""

    def __init__(
        self, source: Source, plan: Plan, imported: list[ImportSource],
        tree: Mapping[str, FileState], *, after: int = 0,
    ) -> None:  # fmt: skip
        self._source = source
        self._plan = plan
        self._after = after
        self._redactor = Redactor(plan)
        self._imported = {each.entry.id: each for each in imported if each.entry.id not in
                          plan.prefixes}  # fmt: skip
        self._last = dict(source.conn.execute("SELECT id, current_version FROM record"))
        self._there: dict[str, str | None] = {path: state.blob for path, state in tree.items()}
        self._given: set[str] = set()
        self._later: dict[str, list[str]] = {}

    def saves(self) -> Iterator[Told]:
        """Every save that changes something, in order."""
        entries = self._entries()
        processes = self._processes()
        versions = self._source.versions(self._after)
        waiting = next(versions, None)
        for save in self._source.saves(self._after):
            told = Told(save, entries=entries.get(save.seq, []), process=processes.get(save.seq))
            told.source = self._imported.get(save.line) if save.line else None
            while waiting is not None and waiting.seq == save.seq:
                self._version(told, waiting)
                waiting = next(versions, None)
            if not told.empty:
                yield told

    # -- registers --------------------------------------------------------------------

    def _entries(self) -> dict[int, list[tuple[str, str, Entry | None, Entry | None]]]:
        """Save → (type, id, new, old) of the entries that it changes."""
        found: dict[int, list[tuple[str, str, Entry | None, Entry | None]]] = {}
        for own, kind, states in self._source.entities():
            now = states[-1][1]
            if own in self._plan.closed or now is None:
                continue
            old: Entry | None = None
            for seq, entry in self._shown(states, now):
                if entry != old:
                    if seq > self._after:
                        found.setdefault(seq, []).append((kind, own, entry, old))
                    old = entry
        for each in found.values():
            each.sort(key=lambda said: (said[0], said[1]))
        return found

    def _shown(
        self, states: list[tuple[int, Entry | None]], now: Entry
    ) -> Iterator[tuple[int, Entry | None]]:
        """The states from the one on that has every passage marked which is hidden now."""
        told = [
            (seq, entry, entry is not None and self._plan.sees(entry.access))
            for seq, entry in states
        ]
        begin, seen = 0, frozenset[str]()
        for at, (_, entry, _) in enumerate(told):
            if entry is not None:
                hidden, faulty = self._plan.hidden_in(entry)
                begin = at + 1 if faulty else at if hidden - seen else begin
                seen = hidden
        for seq, entry, seen_here in told[begin:]:
            if entry is None:
                yield seq, None
            elif seen_here and (said := self._redactor.entry(entry, now)) is not None:
                yield seq, said

    def _processes(self) -> dict[int, Process]:
        """Save → what process.yaml says from then on."""
        states = self._source.process()
        begin, seen = 0, frozenset[str]()
        for at, (_, process) in enumerate(states):
            hidden, faulty = self._plan.hidden_in(process)
            begin = at + 1 if faulty else at if hidden - seen else begin
            seen = hidden
        found: dict[int, Process] = {}
        before: Process | None = None
        for seq, process in states[begin:]:
            said = self._redactor.process(process)
            if said is not None and said != before:
                found[seq] = before = said
        return {seq: process for seq, process in found.items() if seq > self._after}

    # -- records ----------------------------------------------------------------------

    def _version(self, told: Told, version: Version) -> None:
        if "." in version.record:
            self._foreign(told, version)
            return
        closed = self._plan.closed.get(version.record)
        if closed is not None:
            self._stub(told, version)
        elif version.content is None:
            self._put(told, version.record, None)
        else:
            self._shown_version(told, version)

    def _stub(self, told: Told, version: Version) -> None:
        closed = self._plan.closed[version.record]
        if version.content is not None:
            if self._there.get(place_of(closed.name)) is None:
                self._put(told, closed.name, self._redactor.stub(closed), lasting=True)
        elif closed.why == "removed" and version.n == self._last.get(version.record):
            self._put(told, closed.name, None)

    def _shown_version(self, told: Told, version: Version) -> None:
        record = version.record
        treated = self._plan.treated.get(record)
        if treated is not None and (version.n < treated.only_from or version.n in treated.faulty):
            return
        text = self._file(version)
        if text is None:
            return
        if treated is not None and version.n < treated.cleared:
            if record not in self._later:
                self._later[record] = list(self._from(record, treated.cleared))
            text = self._redactor.earlier(text, self._later[record])
        elif treated is not None:
            self._later.pop(record, None)
        self._put(told, record, text, lasting=version.n == self._last[record])
        self._original(told, version)

    def _from(self, record: str, n: int) -> Iterator[str]:
        """The files of the versions of a record from number `n` on, as they are shown."""
        treated = self._plan.treated[record]
        for version in self._source.versions_of(record):
            if version.n >= n and version.n not in treated.faulty and version.content is not None:
                text = self._file(version)
                if text is not None:
                    yield text

    def _file(self, version: Version) -> str | None:
        """A version's file as it is shown; None where its readers may not see that version."""
        text = self._source.text(version.content)
        if text is None:
            return None
        said: Said = said_by(version.record, text)
        front = said.front
        if front is None or said.unclear or not self._plan.sees(front.access):
            return None
        newest = version.n == self._last[version.record]
        given = self._given_with(version) is not None
        name = given_as(front.id, self._plan.originals[front.id]) if given else None
        return self._redactor.record(front, said.text, name, newest=newest)

    def _given_with(self, version: Version) -> Blob | None:
        """The original of a version where it is the one that is given out now."""
        now = self._plan.originals.get(version.record)
        if now is None:
            return None
        here = self._source.original(version.record, version.n)
        if here is None or here.sha256 != now.sha256 or here.git_blob != now.git_blob:
            return None
        return Blob(now.git_blob, now.size, now.sha256, None)

    def _original(self, told: Told, version: Version) -> None:
        blob = self._given_with(version)
        if blob is not None and version.record not in self._given:
            self._given.add(version.record)
            name = given_as(version.record, self._plan.originals[version.record])
            told.files[f"records/{name}"] = blob
            told.blobs[blob.name] = blob

    def _put(self, told: Told, name: str, text: str | None, *, lasting: bool = False) -> None:
        """Let the file of `name` be `text`; nothing where it is so already."""
        blob = blob_of(text) if text is not None else None
        path = place_of(name)
        before = self._there.get(path)
        if blob is None:
            if before is None:
                return
        else:
            if lasting:
                told.lasting.add(blob.name)
            if blob.name == before:
                return
            told.blobs[blob.name] = blob
        self._there[path] = blob.name if blob else None
        told.files[path] = blob

    # -- imports ----------------------------------------------------------------------

    def _foreign(self, told: Told, version: Version) -> None:
        """A file of a history that is shown as a whole: it is taken over as it is."""
        if told.source is None:
            return
        slug = version.record.partition(".")[2]
        path = version.path.partition(":")[2]
        if version.content is None:
            told.steps.append(Step(slug, path, None))
            return
        row = self._source.conn.execute(
            "SELECT git_blob FROM content WHERE id = ?", (version.content,)
        ).fetchone()
        text = self._source.any_text(version.content)
        blob = Blob(row[0], None, None, None) if text is None else blob_of(text)
        told.steps.append(Step(slug, path, blob.name))
        told.blobs[blob.name] = blob
        if version.n == self._last[version.record]:
            told.lasting.add(blob.name)
