"""What a text, a record or an entry of a register says to the readers of one edition.

Nothing is taken over as it stands but the text of a record, passage by passage: front matter and
entries are read into the model and written anew from it, so that remarks in YAML, fields that
nothing reads and what a file says besides are gone.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

import msgspec

from archive.build.rows import day_bounds
from archive.convert import marked
from archive.editions.plan import Closed, Plan
from archive.editions.source import Original
from archive.editions.spans import RESTRICTED, blackened
from archive.fields import Cite, Ref
from archive.frontmatter import MAX_FRONT
from archive.model import Alias, Entry, Front, Import, Person, Process
from archive.originals import MEDIA_TYPES
from archive.text.withheld import BLOCK
from archive.yamltext import _PLAIN as PLAIN
from archive.yamltext import on_one_line

S = TypeVar("S", bound=msgspec.Struct)

#: Fields of a record that are the secretariat's alone, or of which something else is made.
_NEVER: Final = ("provenance", "earlier_access", "original_access", "embedded", "original", "puid",
                 "extracted_by")  # fmt: skip

#: What of a disposal others are told. By the hashes a short text could be guessed, and reason and
#: certificate may say what it held.
_OF_DISPOSAL: Final = ("authority", "date")

#: Fields that say no more than one of a few words, or name what has an id: of an older version
#: they are kept although a passage was marked only later.
_HARMLESS: Final = frozenset((
    "id", "kind", "language", "access", "status", "state", "decision_unit", "authoritative",
    "meeting", "body", "mandate", "adopted_by", "retention",
))  # fmt: skip
_DATES: Final = frozenset(("date", "status_since", "adopted_on"))

#: Addresses that name nobody's folder and bear nobody's name.
_PUBLISHED = re.compile(r"https://[^/@\s]+(?:/[^@\s]*)?\Z")

#: What a record that is not shown is called where it has no title for everyone.
UNTITLED: Final = "Closed record"
#: Its kind: the real one is not told.
KIND: Final = "closed"

# Words as ids are written, and of these the ones with a hyphen or point in them.
_WORDS = re.compile(r"(?<![A-Za-z0-9])[a-z0-9]+")
_SIGNED = re.compile(r"(?<![A-Za-z0-9])[a-z0-9]+(?:[-.]+[a-z0-9]+)+-*|(?<![A-Za-z0-9])[a-z0-9]+-+")
_DASHES = re.compile(r"-{2,}|\.")
#: So few words are sought one by one.
_FEW = 50
_HAS_SIGN = re.compile(r"[-.0-9]")
#: Where even a plain word is an id: the value of a mark, an address, what has an anchor.
_REFERENCES = re.compile(
    r"=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s}\"']++)(?=[^{}\n]*\})|\]\([^()\n]*+\)"
    r"|(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9.-]*#[a-z]+[-0-9.]*"
)
_ANCHOR = r"(?:#[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*)?"
_PARTS = re.compile(r"(\n[ \t>]*\n[\s>]*)")


class Redactor:
    """Makes what the readers of `plan.edition` are told."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        #: Closed ids that are one word without a sign in it, and whether there are others.
        self._words = {each for each in plan.closed if each.isalnum()}
        self._signed = bool(plan.prefixes) or len(self._words) < len(plan.closed)

    # -- texts ------------------------------------------------------------------------

    def text(self, value: str) -> str:
        """One value, such as a title; a block where it is not certain what it hides."""
        said = blackened(value, self._plan.edition)
        return BLOCK if said.faults else self.without_ids(said.text)

    def body(self, text: str, *, notes: bool) -> str:
        """The text of a record, whose marks are known to be sound; `notes` hides a speaker's."""
        said = blackened(text, self._plan.edition, notes=notes)
        if said.faults:
            raise AssertionError("a text with faulty marks is never shown")
        return self.without_ids(said.text)

    def without_ids(self, text: str) -> str:
        """`text` with the names of what is not shown in the place of its ids.

        A plain word, which may mean anything, is taken for an id only where an id must stand.
        """
        found = self._named(text)
        if not found:
            return text
        plain = {each for each in found if not _HAS_SIGN.search(each)}
        if found - plain:
            text = _either(found - plain).sub(self._instead, text)
        if plain:
            form = _either(plain)
            text = _REFERENCES.sub(lambda ref: form.sub(self._instead, ref[0]), text)
        return text

    def _named(self, text: str) -> set[str]:
        """The ids of what is not shown that may stand in `text`."""
        closed = self._plan.closed.keys()
        text = text.lower()
        if len(self._words) < _FEW:
            found = {each for each in self._words if each in text}
        else:
            found = self._words.intersection(_WORDS.findall(text))
        for word in set(_SIGNED.findall(text)) if self._signed else ():
            # A full stop, an ending or a dash beside an id is no part of it.
            bare = word.rstrip("-")
            found |= {word, bare, *_DASHES.split(bare)} & closed
            if "." in bare and self._plan.name(bare) is not None:
                found.add(bare)
        return found

    def _instead(self, found: re.Match[str]) -> str:
        return self._plan.name(found[1].lower()) or found[0]

    # -- front matter -----------------------------------------------------------------

    def record(self, front: Front, text: str, original: str | None, *, newest: bool) -> str:
        """The file of a version; `original` is the name of the file that is given out with it."""
        fields = self.fields(front, newest=newest)
        if original is not None:
            fields["original"] = original
            for name in ("puid", "extracted_by"):
                if (said := getattr(front, name)) is not None:
                    fields[name] = self.text(said)
        return written(fields, self.body(text, notes=self.hides_notes(front)))

    def hides_notes(self, front: Front) -> bool:
        """Whether the notes of a speaker in the text of a version are hidden."""
        if front.id not in self._plan.notes_shown:
            return True
        notes = [each for each in front.embedded if each.kind == "speaker notes"]
        return not notes or not all(self._plan.sees(each.access) for each in notes)

    def fields(self, front: Front, *, newest: bool) -> dict[str, Any]:
        """The fields of a version that its readers see, by their names in front matter."""
        said: dict[str, Any] = self._plain(front)
        for name in _NEVER:
            said.pop(name, None)
        if "disposal" in said:
            said["disposal"] = {name: said["disposal"][name] for name in _OF_DISPOSAL}
        title = self.text(front.title)
        if title != self.without_ids(front.title) and front.alternate_title:
            title = self.text(front.alternate_title)
        said["title"] = title
        for place, who in enumerate(front.attendance):
            if who.person is not None and self._plan.name(who.person) is not None:
                said["attendance"][place].pop("name", None)
        if front.sender and front.sender.person and self._plan.name(front.sender.person):
            said["from"].pop("name", None)
        for name in ("claims", "unknowns"):
            kept = [
                each
                for each, told in zip(getattr(front, name), said.get(name, ()), strict=False)
                if each.about is None or self._plan.name(each.about) is None
            ]
            said[name] = [self._plain(each) for each in kept]
        if newest:
            said["embedded"] = [
                self._plain(each) for each in front.embedded if self._plan.sees(each.access)
            ]
        return {name: value for name, value in said.items() if value not in (None, [], "")}

    def _plain(self, value: msgspec.Struct) -> Any:
        """A structure as plain values, its ids and texts as its readers see them."""
        data = msgspec.to_builtins(value)
        names: dict[tuple[str | int, ...], str] = {}
        for each in marked(value):
            if isinstance(each.mark, Ref | Cite):
                name = self._plan.name(each.text.partition("#")[0])
                names[each.path] = each.text if name is None else name
        return self._walk(data, (), names)

    def _walk(
        self, value: Any, path: tuple[str | int, ...], names: Mapping[tuple[str | int, ...], str]
    ) -> Any:
        if isinstance(value, str):
            return names[path] if path in names else self.text(value)
        if isinstance(value, dict):
            return {key: self._walk(each, (*path, key), names) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self._walk(each, (*path, at), names) for at, each in enumerate(value)]
        return value

    def earlier(self, shown: str, later: Iterable[str]) -> str:
        """`shown`, the file of an older version, with only what one of the `later` shows too.

        For a version from before a passage was marked, in which the same may stand otherwise.
        """
        fields, text = _parts(shown)
        known: set[str] = set()
        values: set[tuple[str, str]] = set()
        title = fields["title"]
        for each in later:
            said, body = _parts(each)
            known.update(_even(part) for part in _PARTS.split(body))
            values.update((name, json.dumps(value)) for name, value in said.items())
            title = said["title"]
        kept = {
            name: value
            for name, value in fields.items()
            if name in _HARMLESS
            or (name, json.dumps(value)) in values
            or (name in _DATES and day_bounds(value) != (None, None))
        }
        kept.setdefault("title", title)
        body = "".join(
            part if _even(part) in known or not part.strip("\n >\t") else RESTRICTED
            for part in _PARTS.split(text)
        )
        return written({"id": kept.pop("id"), **kept}, body)

    # -- registers --------------------------------------------------------------------

    def entry(self, entry: Entry, now: Entry) -> Entry | None:
        """A state of an entry that is shown; `now` is its newest. None where it cannot be told."""
        said = self._plain(entry)
        said.pop("access", None)
        self._of_sources(entry, said)
        if isinstance(entry, Person) and isinstance(now, Person):
            seen = {
                (each.kind, each.value) for each in now.aliases if self._plan.sees(access_of(each))
            }
            kept = [each for each in entry.aliases if (each.kind, each.value) in seen]
            said["aliases"] = [self._plain(each) for each in kept]
        if isinstance(entry, Import) and not _PUBLISHED.match(entry.address):
            said["address"] = BLOCK  # a folder of somebody's, or an address with a password
        return self._again(said, type(entry))

    def process(self, process: Process) -> Process | None:
        """What process.yaml says."""
        said = self._plain(process)
        self._of_sources(process, said)
        return self._again(said, Process)

    def _of_sources(self, entry: Entry | Process, said: dict[str, Any]) -> None:
        """Leave out what rests on nothing but what is not shown, and what speaks of that."""
        claims = []
        for claim in entry.claims:
            sources = (claim.source,) if isinstance(claim.source, str) else claim.source
            left = tuple(each for each in sources if self._name(each) is None)
            if left:
                one = left[0] if len(left) == 1 else left
                claims.append(self._plain(msgspec.structs.replace(claim, source=one)))
        said["claims"] = claims
        if isinstance(entry, Entry):
            follows = [each for each in entry.follows if self._name(each.source) is None]
            said["follows"] = [self._plain(each) for each in follows]
        gaps = [
            each for each in entry.unknowns if each.about is None or self._name(each.about) is None
        ]
        said["unknowns"] = [self._plain(each) for each in gaps]

    def _name(self, citation: str) -> str | None:
        return self._plan.name(citation.partition("#")[0])

    def _again(self, said: dict[str, Any], cls: type[S]) -> S | None:
        try:
            return msgspec.convert(said, cls)
        except msgspec.ValidationError:
            return None  # a block may be longer than what it hides; what does not fit is not shown

    # -- stubs ------------------------------------------------------------------------

    def stub(self, closed: Closed) -> str:
        """The file that stands in the place of a record that is not shown."""
        closure = None
        if closed.closure is not None:
            closure = self._plain(closed.closure)
        said = {
            "id": closed.name,
            "kind": KIND,
            "title": self.text(closed.title) if closed.title else UNTITLED,
            "access": closed.access,
            "closure": closure,
        }
        return written({name: value for name, value in said.items() if value}, "")


def access_of(alias: Alias) -> str:
    """Whom another way to write a person is for: an address is the secretariat's, unless it says
    otherwise."""
    return alias.access or ("secretariat" if alias.kind == "email" else "public")


def given_as(record: str, original: Original) -> str:
    """The name under which an original is given out: the record's, with the ending of its own."""
    ending = posixpath.splitext(original.path)[1].lower()
    if ending not in MEDIA_TYPES:  # it may be any word
        return f"{record}.original"
    return f"{record}{ending}.original" if ending in (".md", ".yaml") else f"{record}{ending}"


def written(fields: Mapping[str, Any], body: str) -> str:
    """A record's file out of its fields, each on a line of its own, and its text."""
    left = dict(fields)
    lines = [f"{name}: {_value(value)}" for name, value in left.items()]
    while sum(map(len, lines)) + len(lines) > MAX_FRONT - 8:  # it is longer than what was read
        longest = max((n for n in left if n not in ("id", "kind", "title")), key=lambda n: len(
            _value(left[n])))  # fmt: skip
        del left[longest]
        lines = [f"{name}: {_value(value)}" for name, value in left.items()]
    return "---\n" + "".join(f"{line}\n" for line in lines) + "---\n" + body


def _value(value: Any) -> str:
    """A value in YAML on one line."""
    if isinstance(value, str) and PLAIN.match(value) and value == value.rstrip():
        return value
    return on_one_line(value)


def _parts(file: str) -> tuple[dict[str, Any], str]:
    """Fields and text of a file of `written`; flow values as they are written."""
    head, _, body = file.removeprefix("---\n").partition("\n---\n")
    fields: dict[str, Any] = {}
    for line in head.splitlines():
        name, _, value = line.partition(": ")
        fields[name] = json.loads(value) if value[:1] in ('"', "[", "{") else value
    return fields, body


def _even(part: str) -> str:
    return " ".join(part.split())


def _either(ids: Iterable[str]) -> re.Pattern[str]:
    several = "|".join(re.escape(each) for each in sorted(ids, key=len, reverse=True))
    before, after = "(?<![A-Za-z0-9])(?<![A-Za-z0-9]-)", "(?![A-Za-z0-9]|-[A-Za-z0-9])"
    return re.compile(f"{before}({several}){after}{_ANCHOR}", re.IGNORECASE)
