"""Who brought each sentence of a record: the commit, and the record and version that had it first.

    for line in blame(conn, "som-1-minutes"):
        line.text, line.time, line.author, line.record, line.version

A sentence keeps its origin while it stays, wherever in the text it goes and however its lines
are broken; one that was taken out and put back is new at its return. What stood already in a
text that the record supersedes or amends, in an earlier draft of it or in another rendering is
told as brought by that record. Where only a paragraph is said to supersede or amend another, that
holds of these paragraphs alone: what else reads alike, such as headings, is each text's own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.earlier import Place, Step, family, places, steps_back
from archive.errors import NotInArchive
from archive.lookup import NOW
from archive.reading import VersionRow, parts_of, versions
from archive.text.paragraphs import paragraphs
from archive.text.places import is_place, within

if TYPE_CHECKING:
    from archive.text.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as it stands (`anchor`, `line` in the file, `text`), and where it comes from.

    `record`, `version` and `origin_anchor` are where it stood first; `via` says by what that
    record is an earlier text of the one asked for ('supersedes', 'draft', ...), None for its
    own. The commit is that of the version: `hash` and `author` are None where it is not saved.
    """

    anchor: str
    line: int
    text: str
    record: str
    version: int
    origin_anchor: str
    via: str | None
    commit_seq: int
    hash: str | None
    author: str | None
    time: str
    message: str


@dataclass(frozen=True, slots=True)
class _Origin:
    record: str
    version: VersionRow
    anchor: str

    @property
    def age(self) -> tuple[int, str, int]:
        return self.version.commit_seq, self.record, self.version.n


@dataclass(slots=True)
class _Text:
    """A record while its versions are walked through, and what its sentences' origins are."""

    record: str
    steps: Sequence[Step]
    versions: list[VersionRow]
    seen: tuple[str, int] | None = None  # the body, and the line that it begins on
    sentences: list[Sentence] = field(default_factory=list)
    origins: list[_Origin] = field(default_factory=list)
    gone: bool = False

    def first_of(self, keys: Iterable[str], within: str | None) -> dict[str, _Origin]:
        """The oldest origin of each sentence that stands in this text now, by what it says.

        With `within` only of those of that paragraph.
        """
        found: dict[str, _Origin] = {}
        for key, sentence, origin in zip(keys, self.sentences, self.origins, strict=True):
            if within is not None and not _within(sentence.anchor, within):
                continue
            if key not in found or origin.age < found[key].age:
                found[key] = origin
        return found


def blame(
    conn: sqlite3.Connection, record_id: str, anchor: str | None = None, known_at: int | None = None
) -> list[Line]:
    """Each sentence of a record as it stood at the commit `known_at` (None: now), in order.

    With `anchor` only those of that paragraph, and of what stands inside it (`p59.1`), or of that
    page. Of a record that was removed, the text that was removed. Raises `NotInArchive`.
    """
    at = NOW if known_at is None else known_at
    texts = _Texts(conn, record_id, at)
    own = texts.walked()
    lines = list(_lines(own))
    if anchor is None:
        return lines
    if is_place(anchor):
        body, first_line = own.seen or ("", 1)
        named = {p.anchor for p in within(paragraphs(body, first_line), anchor)}
        wanted = [each for each in lines if each.anchor in named]
    else:
        wanted = [each for each in lines if _within(each.anchor, anchor)]
    if not wanted:
        _refuse(record_id, anchor, [sentence.anchor for sentence in own.sentences])
    return wanted


def _within(anchor: str, asked: str) -> bool:
    return anchor == asked or anchor.startswith(f"{asked}.")


def _refuse(record_id: str, anchor: str, anchors: Sequence[str]) -> None:
    known = list(dict.fromkeys(anchors))
    has = f"it has {', '.join(known[:8])}{' ...' if len(known) > 8 else ''}"
    raise NotInArchive(
        f"{record_id} has no paragraph {anchor!r}: {has if known else 'it is empty'}"
    )


def _lines(own: _Text) -> Iterator[Line]:
    via = {step.record: step.kind for step in own.steps}
    for sentence, origin in zip(own.sentences, own.origins, strict=True):
        version = origin.version
        yield Line(
            anchor=sentence.anchor,
            line=sentence.line,
            text=sentence.text,
            record=origin.record,
            version=version.n,
            origin_anchor=origin.anchor,
            via=None if origin.record == own.record else via.get(origin.record, "earlier"),
            commit_seq=version.commit_seq,
            hash=version.hash,
            author=version.author,
            time=version.time,
            message=version.message,
        )


class _Texts:
    """A record and the earlier texts behind it, walked through commit by commit together."""

    def __init__(self, conn: sqlite3.Connection, record_id: str, at: int) -> None:
        self._conn = conn
        self._asked = record_id
        self._keys: dict[str, str] = {}  # sentence as written → evened out
        self._places: dict[tuple[str, Step], list[Place]] = {}
        self._at = at
        every = versions(conn, record_id)
        if every[0].commit_seq > at:
            raise NotInArchive(
                f"{record_id} was not yet in the archive at commit {at}: "
                f"it came in with commit {every[0].commit_seq} of {every[0].time[:10] or 'today'}"
            )
        behind = family(record_id, lambda each: steps_back(conn, each, at))
        self._texts = {
            each: _Text(each, steps, [v for v in versions(conn, each) if v.commit_seq <= at])
            for each, steps in behind.items()
        }

    def walked(self) -> _Text:
        """The record asked for, once every version of all texts was walked through."""
        names = list(self._texts)  # earlier ones first
        began = {
            name: text.versions[0].commit_seq for name, text in self._texts.items() if text.versions
        }
        for name in reversed(names):
            for step in self._texts[name].steps:  # it may have come in after what followed it
                if name in began and step.record in began:
                    began[step.record] = min(began[step.record], began[name])
        turns = [
            (began[name] if version.n == 1 else version.commit_seq, place, version.n, version)
            for place, name in enumerate(names)
            for version in self._texts[name].versions
        ]
        for _, place, _, version in sorted(turns, key=lambda turn: turn[:3]):
            self._step(self._texts[names[place]], version)
        return self._texts[self._asked]

    def _step(self, text: _Text, version: VersionRow) -> None:
        """Take `text` on to `version`."""
        from archive.text.sentences import sentences

        if version.change == "removed":
            text.gone = True
            return
        parts = parts_of(self._conn, text.record, version.n)
        if parts is None:  # not readable: nothing is known to have changed
            return
        if not text.gone and text.seen == (parts.body, parts.body_line):
            return
        before = [] if text.gone else list(zip(text.sentences, text.origins, strict=True))
        text.gone, text.seen = False, (parts.body, parts.body_line)
        text.sentences = sentences(parts.body, parts.body_line)
        text.origins = list(self._origins(text, version, before))

    def _origins(
        self, text: _Text, version: VersionRow, before: list[tuple[Sentence, _Origin]]
    ) -> Iterator[_Origin]:
        """Where each sentence of `text` comes from: kept, taken from an earlier text, or new.

        Of a sentence that stands several times each keeps its own, the one of its paragraph
        first.
        """
        kept: dict[tuple[str, str], list[_Origin]] = {}
        for sentence, origin in reversed(before):
            kept.setdefault((self._key(sentence), sentence.anchor), []).append(origin)
        own: list[_Origin | None] = []
        for sentence in text.sentences:
            same = kept.get((self._key(sentence), sentence.anchor))
            own.append(same.pop() if same else None)
        elsewhere: dict[str, list[_Origin]] = {}
        for (key, _), origins in kept.items():
            elsewhere.setdefault(key, []).extend(origins)
        taken: list[tuple[str | None, dict[str, _Origin]]] | None = None
        for sentence, stayed in zip(text.sentences, own, strict=True):
            if stayed is not None:
                yield stayed
                continue
            key = self._key(sentence)
            if moved := elsewhere.get(key):
                yield moved.pop()
                continue
            if taken is None:
                taken = self._earlier(text)
            there = [
                stood[key]
                for own_place, stood in taken
                if key in stood and (own_place is None or _within(sentence.anchor, own_place))
            ]
            oldest = min(there, key=lambda origin: origin.age, default=None)
            yield oldest or _Origin(text.record, version, sentence.anchor)

    def _earlier(self, text: _Text) -> list[tuple[str | None, dict[str, _Origin]]]:
        """The sentences of the earlier texts of `text` as they stand at this moment.

        Each time with the paragraph of `text` that may have them from there (None: any).
        """
        found = []
        for step in text.steps:
            other = self._texts.get(step.record)
            if other is None or other is text:
                continue
            if (text.record, step) not in self._places:
                said = places(self._conn, text.record, step, self._at)
                self._places[text.record, step] = said
            keys = [self._key(sentence) for sentence in other.sentences]
            for own, there in self._places[text.record, step]:
                found.append((own, other.first_of(keys, there)))
        return found

    def _key(self, sentence: Sentence) -> str:
        from archive.text.sentences import evened

        key = self._keys.get(sentence.text)
        if key is None:
            key = self._keys[sentence.text] = evened(sentence.text)
        return key
