"""The index by which a browser searches the site: words, where they stand, and the texts.

It is cut into scripts of a few dozen KB, since a page from a USB stick may load scripts and
nothing else. Each hands its part over by a call: `archive(kind, number, data)`.

    search/words/12.js      words in their order, each with the records that hold it
    search/records/3.js     title, kind, date and address of records
    search/texts/41.js      the plain texts from which what was found is shown

Words are those of `fold`. Of scripts without spaces each character is a word, and each two that
stand together are one too, so that a name in Chinese is found without looking through texts.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from archive.publish.addresses import INDEX, Site, file_of
from archive.text.fold import SEPARATOR, fold
from archive.text.scripts import is_unspaced
from archive.text.spoken import date_words

#: Where the index stands in the site.
FOLDER = "search"

#: Characters of one script, more or less.
_SHARD = 48_000

#: Records told of in one script.
RECORDS = 200

#: Characters of one text that are searched; what is longer is a data file more than a text.
_LONGEST = 2_000_000

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass(slots=True)
class Index:
    """What is gathered of the records, one after the other, in the order of their numbers."""

    words: dict[str, list[str]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    lengths: list[int] = field(default_factory=list)
    tokens: int = 0

    def add(self, title: str, text: str) -> None:
        """The next record."""
        number = len(self.lengths)
        above, below = _counted(fold(title)), _counted(fold(text))
        for word in above.keys() | below.keys():
            in_title = above.get(word, 0)
            many = below.get(word, 0) * 2 + (1 if in_title else 0)
            said = vlq(number - self.last.get(word, -1) - 1) + vlq(many)
            self.words.setdefault(word, []).append(said + (vlq(in_title) if in_title else ""))
            self.last[word] = number
            self.counts[word] += 1
        size = sum(n for word, n in above.items() if not _pair(word)) + sum(
            n for word, n in below.items() if not _pair(word)
        )
        self.lengths.append(size)
        self.tokens += size


def vlq(number: int) -> str:
    """A whole number in base 64: five bits a digit, the least first, the sixth says 'goes on'."""
    out = ""
    while number > 31:
        out += _DIGITS[number & 31 | 32]
        number >>= 5
    return out + _DIGITS[number]


def _pair(word: str) -> bool:
    return len(word) == 2 and is_unspaced(ord(word[0]))


def _counted(folded: str) -> Counter[str]:
    """The words of a folded text, and the pairs of those that are single characters."""
    tokens = folded.split()
    found = Counter(tokens)
    found.pop(SEPARATOR, None)
    if not folded.isascii():
        found.update(
            one + two
            for one, two in pairwise(tokens)
            if len(one) == 1 and len(two) == 1 and is_unspaced(ord(one)) and is_unspaced(ord(two))
        )
    return found


def digest(conn: sqlite3.Connection) -> str:
    """What tells the index of this archive from that of another."""
    from archive.publish.reads import digest as of

    rows = conn.execute(
        "SELECT record.docid, record.id, title, kind, date_edtf, status, content.sha256"
        " FROM record LEFT JOIN content ON content.id = record.content"
        " WHERE NOT removed ORDER BY record.docid"
    )
    entries = conn.execute("SELECT id, type, name FROM entity WHERE listed ORDER BY id")
    return of([*rows.fetchall(), *entries.fetchall()]).hex()


def scripts(
    conn: sqlite3.Connection, site: Site, has: Callable[[str], bool], step: Callable[[float], None]
) -> Iterator[tuple[str, str]]:
    """(path, text) of each script of the index; `has` says whether the site has an address."""
    from archive.dialect import dialect_of
    from archive.text.plain import plain
    from archive.web.words import kind_words

    rows = conn.execute(
        "SELECT record.id, record.title, record.kind, record.date_edtf, record.status,"
        " record.language, content.text AS text, record.content FROM record"
        " LEFT JOIN content ON content.id = record.content WHERE NOT removed ORDER BY docid"
    ).fetchall()
    index = Index()
    told: list[list[Any]] = []
    texts: list[str] = []
    starts: list[int] = []
    held = shard = 0
    for at, row in enumerate(rows):
        body = dialect_of(conn, row[0]).parts(row[6] or "").body
        text = " ".join(plain(body)[:_LONGEST].split())
        index.add(row[1], text)
        told.append([
            row[1], kind_words(row[2]), date_words(row[3]) or "",
            row[4] if row[4] in _SHOWN else "",
            file_of(f"/records/{row[0]}", site).removesuffix(INDEX), row[5] or "",
        ])  # fmt: skip
        if not texts:
            starts.append(at)
        texts.append(text)
        held += len(text)
        if held >= _SHARD or at == len(rows) - 1:
            yield _script("texts", shard, texts)
            texts, held, shard = [], 0, shard + 1
        if at % 50 == 0:
            step(0.8 * at / len(rows))
    for number, start in enumerate(range(0, len(told), RECORDS)):
        yield _script("records", number, told[start : start + RECORDS])
    firsts: list[str] = []
    for number, (first, part) in enumerate(_shards(index)):
        firsts.append(first)
        yield _script("words", number, part)
    step(0.95)
    yield _script("names", 0, list(_names(conn, site, has)))
    about = {
        "records": len(told),
        "per": RECORDS,
        "tokens": index.tokens,
        "lengths": "".join(vlq(length) for length in index.lengths),
        "words": firsts,
        "texts": starts,
    }
    yield _script("about", 0, about)


_SHOWN = ("draft", "superseded", "withdrawn")


def _utf16(word: str) -> bytes:
    """By what JavaScript compares texts."""
    return word.encode("utf-16-be", "surrogatepass")


def _shards(index: Index) -> Iterator[tuple[str, str]]:
    """(the first word, the words with their postings in lines) of each script of words."""
    lines: list[str] = []
    first, size = "", 0
    for word in sorted(index.words, key=_utf16):
        line = f"{word} {index.counts[word]} {''.join(index.words[word])}"
        if not lines:
            first = word
        lines.append(line)
        size += len(line)
        if size >= _SHARD:
            yield first, "\n".join(lines)
            lines, size = [], 0
    if lines:
        yield first, "\n".join(lines)


def _names(conn: sqlite3.Connection, site: Site, has: Callable[[str], bool]) -> Iterable[list[str]]:
    """[name, its fold, what it is, its file] of the entries that have a page of their own."""
    from archive.search import NAMED

    places = {
        "meeting": "meetings", "partner": "partners", "body": "bodies", "person": "people",
        "theme_list": "themes",
    }  # fmt: skip
    rows = conn.execute(
        "SELECT entity.id, type, entity.name, theme.list FROM entity LEFT JOIN theme USING (id)"
        " WHERE entity.listed ORDER BY entity.name, entity.id"
    ).fetchall()
    for name, type_, said, of in sorted(rows, key=lambda row: (row[1] not in NAMED, row[2])):
        address = f"/{places.get(type_, f'{type_}s')}/{f'{of}/' if of else ''}{name}"
        if has(address):
            yield [said, fold(said), type_.replace("_", " "), file_of(address, site)]


def _script(kind: str, number: int, data: Any) -> tuple[str, str]:
    """A script that hands `data` over; nothing in it ends an element or a line of JavaScript."""
    said = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    said = said.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"{FOLDER}/{kind}/{number}.js", f'archive("{kind}",{number},{said});\n'


__all__ = ["FOLDER", "Index", "digest", "scripts", "vlq"]
