"""From a file that waits to a record that is saved: written beside its original, and committed.

accepting = Accepting(workspace, store)
accepting.accept([item], saver)

A record is written and saved in one go. A command that is killed in between leaves files that
the next one takes back, or finishes.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive.errors import BadFrontMatter, SaveFailed
from archive.frontmatter import decode, newlines, read_front, split
from archive.workspace import Workspace
from toolkit.drafting import ids_in
from toolkit.intake.compose import Around, Composed, compose, ending_of, reader_of, source_name
from toolkit.intake.originals import originals_in
from toolkit.intake.store import Item, Store
from toolkit.saving.replacing import replace_file
from toolkit.saving.repository import Repository, Saver

#: Files that a message names one by one when many are accepted at once.
_MOST_NAMED = 500

_MAIL = frozenset({"eml", "msg", "mbox"})

_ENCLOSES = re.compile(r"^encloses:.*\n(?:[ \t]+.*\n|- .*\n)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A record that was made of a file, and what was proposed of it and did not fit."""

    item: Item
    record: Composed


class Accepting:
    """Accepts files that wait in `store` into `workspace`."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self._workspace = workspace
        self._store = store
        self._repository = Repository(workspace)
        self._used = ids_in(workspace)  # registers included
        self._records = {sha: record for sha, record in originals_in(workspace).items()}
        self._finish()

    def compose(
        self, item: Item, said: Mapping[str, str] | None = None, least: float = 0.0
    ) -> Composed:
        """The record that `item` would become; nothing is written.

        `said` is what a person says of its fields; `least` how sure must be what not every
        record has.
        """
        around = Around(
            used=self._used,
            ids=self._used,
            least=least,
            encloses=self._enclosed_by(item),
            reply_to=self._answered(item),
            within=self._came_within(item),
            access="secretariat" if self._is_mail(item) else "public",
            review=_in_a_year(),
            said=said or {},
        )
        return compose(item, around)

    def accept(
        self,
        items: Sequence[Item],
        saver: Saver,
        said: Mapping[str, str] | None = None,
        edited: str | None = None,
        least: float = 0.0,
        also: Sequence[str] = (),
    ) -> list[Accepted]:
        """Write each as a record with its original beside it, and save them together.

        `edited` is the text of a single one as a person has edited it; `also` are files that are
        saved with them, such as a register that was added to for them. Raises `SaveFailed`, with
        nothing written, where they cannot be saved.
        """
        self._repository.require_ready()
        done: list[Accepted] = []
        touched = list(also)
        before: dict[str, bytes] = {}
        try:
            with self._store.writing():  # before any file is written: see _finish
                for item in items:
                    if not item.sha256:
                        raise SaveFailed(
                            f"{source_name(item)} could not be kept here, so that no record can be "
                            "made of it: add it again, or leave it out"
                        )
                    record = self.compose(item, said, least)
                    if edited is not None:
                        record = _as_edited(record, edited)
                    self._require_free(record)
                    self._used.add(record.id)
                    self._store.update(item.id, record=record.path)
                    done.append(Accepted(item, record))
            for each in done:
                touched += [each.record.path, each.record.original]
                self._write(each.item, each.record)
            for each in done:
                self._records[each.item.sha256] = each.record.id
            for each in done:
                touched += self._link(each, before)
            message = _message(done)
            if self._repository.commit(dict.fromkeys(touched), message, saver) is None:
                raise SaveFailed("git found nothing new to save: nothing was changed")
        except BaseException:
            self._take_back(done, before)
            raise
        with self._store.writing():
            for each in done:
                self._store.update(each.item.id, state="accepted", record=each.record.id)
        return done

    def knows(self, name: str) -> bool:
        """Whether a record or a register has this id."""
        return name in self._used

    def learn(self, name: str) -> None:
        """An id was added to a register."""
        self._used.add(name)

    def refuse(self, item: Item) -> None:
        """Leave a file out: it is not asked for again, and its copy here is let go."""
        self._store.update(item.id, state="refused", record=None)

    # -- links

    def _enclosed_by(self, item: Item) -> list[str]:
        """The records of what came within a file, as far as there are any."""
        found: dict[str, None] = {}
        for child in self._store.children(item.id):
            record = child.record if child.state == "accepted" else self._records.get(child.sha256)
            if record:
                found[record] = None
            elif child.state == "container":
                found |= dict.fromkeys(self._enclosed_by(child))
        return list(found)

    def _holder(self, item: Item) -> Item | None:
        """The file that it came within and that can be a record: packages are passed over."""
        while item.parent is not None:
            item = self._store.item(item.parent)
            if item.state != "container":
                return item
        return None

    def _came_within(self, item: Item) -> str | None:
        return source_name(self._store.item(item.parent)) if item.parent is not None else None

    def _is_mail(self, item: Item) -> bool:
        """Whether it is a mail or came within one, at any depth: that is between those who wrote
        it until somebody says otherwise."""
        while True:
            if item.identity and item.identity.form in _MAIL:
                return True
            if item.parent is None:
                return False
            item = self._store.item(item.parent)

    def _answered(self, item: Item) -> str | None:
        """The record of the mail that this one answers (RFC 5322, 3.6.4)."""
        asked = item.extracted.properties.get("in-reply-to", "") if item.extracted else ""
        if not asked.strip():
            return None
        return self._store.record_of_message(asked.strip())

    def _link(self, done: Accepted, before: dict[str, bytes]) -> list[str]:
        """Name a new record in the one whose file it came within; gives the path it changed."""
        holder = self._holder(done.item)
        place = self._file_of(holder)
        if place is None or holder is None:
            return []
        data = place.read_bytes()
        wanted = self._enclosed_by(self._store.item(holder.id))
        new = with_encloses(data, [*wanted, done.record.id])
        relative = self._workspace.relative(place)
        if new is None or new == data:
            return []
        before.setdefault(relative, data)
        replace_file(place, data, new)
        return [relative]

    def _file_of(self, holder: Item | None) -> Path | None:
        """The record's file that was made of `holder`; None where there is none."""
        if holder is None:
            return None
        record = holder.record if holder.state == "accepted" else self._records.get(holder.sha256)
        return self._path_of(record) if record else None

    def _path_of(self, record: str) -> Path | None:
        """The file of a record, found by its id."""
        from toolkit.drafting import ID_LINE

        for path in self._workspace.records.rglob(f"{record}.md"):
            found = ID_LINE.search(path.read_bytes()[:4096])
            if found and found[1].decode("ascii") == record:
                return path
        return None

    # -- writing

    def _require_free(self, record: Composed) -> None:
        for name in (record.path, record.original):
            path = self._workspace.root / name
            if path.exists():  # never ours: it must not be taken back either
                raise SaveFailed(f"{path} is there already: move it away, and accept again")

    def _write(self, item: Item, record: Composed) -> None:
        root = self._workspace.root
        goal = root / record.path
        goal.parent.mkdir(parents=True, exist_ok=True)
        source = self._store.path_of(item.sha256)
        _copy(source, root / record.original, item.sha256)
        partial = goal.with_name(f".{goal.name}.partial")
        with partial.open("wb") as file:
            file.write(record.text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(goal)

    def _take_back(self, done: Sequence[Accepted], before: Mapping[str, bytes]) -> None:
        root = self._workspace.root
        for path, data in before.items():
            with suppress(OSError):
                (root / path).write_bytes(data)
        for each in done:
            self._used.discard(each.record.id)
            self._records.pop(each.item.sha256, None)
            self._remove(each.record.path, each.record.original)
        with self._store.writing():
            for each in done:
                self._store.update(each.item.id, record=None)

    def _remove(self, *paths: str) -> None:
        for path in paths:
            place = self._workspace.root / path
            for each in (place, place.with_name(f".{place.name}.partial")):
                with suppress(OSError):
                    each.unlink(missing_ok=True)
            with suppress(OSError):  # only where nothing else is in it
                place.parent.rmdir()

    def _finish(self) -> None:
        """What a command that was killed left half done: taken back, or noted as done."""
        begun = [item for item in self._store.items("read", "failed") if item.record is not None]
        names = {Path(item.record).stem for item in begun if item.record}
        for item in begun:
            assert item.record is not None
            if self._repository.run("cat-file", "-e", f"HEAD:./{item.record}").status == 0:
                name = Path(item.record).stem
                self._store.update(item.id, state="accepted", record=name)
                self._records[item.sha256] = name
                continue
            # Not saved: these two are ours, since nothing was there when they were begun.
            stem = Path(item.record).stem
            folder = item.record.rpartition("/")[0]
            self._remove(item.record, f"{folder}/{stem}{ending_of(item)}")
            self._unname(item, names)
            self._used.discard(stem)
            self._store.update(item.id, record=None)

    def _unname(self, item: Item, names: Collection[str]) -> None:
        """Take `names`, which were not saved, out of the record that `item` came within.

        Only where nothing else was changed there since the last save.
        """
        place = self._file_of(self._holder(item))
        if place is None:
            return
        now = place.read_bytes()
        saved = self._repository.run("show", f"HEAD:./{self._workspace.relative(place)}")
        if saved.status == 0 and saved.out != now and _only_names(saved.out, now, names):
            replace_file(place, now, saved.out)


def _only_names(saved: bytes, now: bytes, names: Collection[str]) -> bool:
    """Whether a record's file has only been made to enclose some of `names` as well."""
    texts = decode(saved)[0], decode(now)[0]
    if None in texts:
        return False
    old, new = (split(newlines(text or "")) for text in texts)
    try:
        before, after = read_front(old.front or ""), read_front(new.front or "")
    except BadFrontMatter:
        return False
    there, named = before.pop("encloses", None) or [], after.pop("encloses", None) or []
    same = old.body == new.body and before == after
    return same and [each for each in named if each not in names] == there


def _in_a_year() -> str:
    """The month in a year from now, in EDTF."""
    now = date.today()
    return f"{now.year + 1}-{now.month:02d}"


def _as_edited(record: Composed, text: str) -> Composed:
    from dataclasses import replace

    return replace(record, text=text)


def _copy(source: Path, goal: Path, sha256: str) -> None:
    """Copy an original, flushed to the disk; raises `SaveFailed` where it is no longer the same."""
    partial = goal.with_name(f".{goal.name}.partial")
    shutil.copyfile(source, partial)
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise SaveFailed(
                f"the copy of {goal.name} that was kept is damaged: add the file again"
            )
    partial.replace(goal)


def with_encloses(data: bytes, records: Sequence[str]) -> bytes | None:
    """A record's file that names `records` under `encloses`; None where that cannot be written.

    Those that are named there already stay, first.
    """
    text, _ = decode(data)
    if text is None:
        return None
    parts = split(newlines(text))
    if parts.front is None:
        return None
    try:
        old = read_front(parts.front)
        there = old.get("encloses") or []
        named = list(dict.fromkeys([*([there] if isinstance(there, str) else there), *records]))
        line = f"encloses: [{', '.join(named)}]\n"
        front = f"{parts.front}\n"
        front = _ENCLOSES.sub(line, front, count=1) if there else front + line
        if read_front(front) != {**old, "encloses": named}:
            return None
    except (BadFrontMatter, TypeError):
        return None
    ending = "\r\n" if b"\r\n" in data else "\n"
    return f"---\n{front}---\n{parts.body}".replace("\n", ending).encode("utf-8")


def _message(done: Sequence[Accepted]) -> str:
    """What the save says: each source file, its hash, and what read it."""
    if len(done) == 1:
        item, record = done[0].item, done[0].record
        return "\n".join(
            [
                f"Add {record.id} from {source_name(item)}",
                "",
                f"Source: {source_name(item)}",
                f"SHA-256: {item.sha256}",
                f"Read by: {reader_of(item)}",
            ]
        )
    lines = [f"Add {len(done)} records from files", ""]
    for each in done[:_MOST_NAMED]:
        item = each.item
        lines.append(
            f"{each.record.id}: {source_name(item)}, SHA-256 {item.sha256}, {reader_of(item)}"
        )
    if len(done) > _MOST_NAMED:
        lines.append(f"... and {len(done) - _MOST_NAMED} more")
    return "\n".join(lines)
