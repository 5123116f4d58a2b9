"""The file of a record, made from what was proposed and from what a person said of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from archive.convert import convert, date_faults
from archive.errors import BadDate, BadFrontMatter
from archive.frontmatter import MAX_FRONT, read_front
from archive.model import Front
from archive.text.dates import bounds
from toolkit import __version__
from toolkit.drafting import MAX_ID, slug, yaml_text
from toolkit.intake.closed import IN_TEXT, opened
from toolkit.intake.identify import ENDINGS
from toolkit.intake.model import Guess, Hidden
from toolkit.intake.propose.flow import flow
from toolkit.intake.store import Item

#: Fields that a proposal may fill, in the order in which they are written.
FIELDS = (
    "kind", "title", "date", "date_basis", "language", "meeting", "body", "from", "to", "people",
    "status", "themes", "attendance",
)  # fmt: skip
#: Fields whose proposed value is YAML already.
_YAML = frozenset({"from", "to", "people", "themes", "attendance"})
#: Fields by which a proposal is judged as a whole; the others may be less sure than it.
_NEEDED = frozenset({"kind", "title", "date", "date_basis", "language", "meeting"})
#: How sure a meeting must be to be taken; one that is less sure is only offered.
LEAST_MEETING = 0.5
#: Words that no id should end with.
_SMALL = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)

_MOST_EMBEDDED = 100
_LONGEST_EMBEDDED = 300
#: Endings that git may be told to convert, or that the archive reads: an original keeps its bytes
#: under another.
_CONVERTED = frozenset({".md", ".markdown", ".yaml", ".yml", ".json"})
_ENDING = re.compile(r"\.[a-z0-9]{1,8}\Z")


@dataclass(frozen=True, slots=True)
class Composed:
    """A record to be written; paths are relative to the workspace's root, with /.

    `left_out` has each field that was proposed and cannot be written, with the reason.
    """

    id: str
    path: str
    original: str
    text: str
    access: str = "public"
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Around:
    """What a record is composed with: ids that are taken, and its links to other records.

    `ids` are those of records and registers, one of which a meeting or body must be (None: not
    looked at). `least` is how sure a field must be that is no part of every record; `access` whom
    it is for, unless a person says otherwise, and `review` (EDTF) when that is to be looked at
    again.
    """

    used: Collection[str] = ()
    ids: Collection[str] | None = None
    least: float = 0.0
    encloses: Sequence[str] = ()
    reply_to: str | None = None
    within: str | None = None
    access: str = "public"
    review: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


def compose(item: Item, around: Around) -> Composed:
    """The record that `item` becomes; `around.said` overrules what was proposed.

    Nothing is written. Fields that the format refuses are left out and named.
    """
    values = proposed_of(item, around.least) | {k: v for k, v in around.said.items() if v}
    for name in [name for name, value in around.said.items() if not value]:
        values.pop(name, None)
    left_out: dict[str, str] = {}
    for name in ("meeting", "body"):
        if around.ids is not None and name in values and values[name] not in around.ids:
            left_out[name] = f"no register has {values.pop(name)}"
    kind = values.setdefault("kind", "note")
    title = values.setdefault("title", PurePosixPath(item.name).stem or "Without a title")
    year = _year(values.get("date"))
    name = unused(_wanted(kind, title, values.get("meeting"), year), around.used)
    folder = f"records/{year or 'undated'}"
    original = f"{name}{ending_of(item)}"
    lines = _lines(name, values, item, around, original)
    while True:
        front = "\n".join(line for each in lines.values() for line in each)
        bad = _refused(front, lines)
        if bad is None:
            break
        left_out[bad] = "it does not fit the format"
        del lines[bad]
    body = _body(item)
    if around.said.get("hidden") == "public":
        body = opened(body)
    text = f"---\n{front}\n---\n{body}"
    access = around.said.get("access", around.access)
    return Composed(name, f"{folder}/{name}.md", f"{folder}/{original}", text, access, left_out)


def proposed_of(item: Item, least: float = 0.0) -> dict[str, str]:
    """What is taken of a proposal: the first reading of each field, where it is sure enough."""
    if item.proposal is None:
        return {}
    found = {name: item.proposal.best(name) for name in FIELDS}
    return {
        name: guess.value
        for name, guess in found.items()
        if guess is not None
        and guess.confidence >= (0.0 if name in _NEEDED else least)
        and not is_doubtful(item, guess)
    }


def is_doubtful(item: Item, guess: Guess) -> bool:
    """Whether a guess is only offered to a person, and not taken unless they do.

    So it is with a meeting that hardly fits, and with the day on which a file was made: that is
    seldom the day of its text, except of a picture.
    """
    if guess.field == "meeting":
        return guess.confidence < LEAST_MEETING
    form = item.identity.form if item.identity else ""
    return guess.field in ("date", "date_basis") and guess.place == "properties" and form != "image"


def _year(date: str | None) -> str:
    """The year in which a date begins; '' where that is not known."""
    if not date:
        return ""
    try:
        return (bounds(date).first or "")[:4]
    except BadDate:
        return ""


def _wanted(kind: str, title: str, meeting: str | None, year: str) -> str:
    """The id that a record would have if nothing else had it."""
    words = slug(title)
    letters = sum(char.isalpha() for char in words)
    told = sum(len(part) for part in words.split("-") if part.isalpha())
    if letters < 3 or (told < 3 and not title.isascii()):
        words = ""  # a title in another script leaves nothing that would name the record
    if len(words) > 50:
        parts = (words[:50].rpartition("-")[0] or words[:50]).split("-")
        while len(parts) > 1 and parts[-1] in _SMALL:
            parts.pop()
        words = "-".join(parts)
    if meeting:
        words = f"{meeting}-{words or kind}"
    elif not words:
        words = f"{kind}-{year or 'undated'}"
    return words[: MAX_ID - 6].strip("-")


def unused(wanted: str, used: Collection[str]) -> str:
    """`wanted`, or the first of `wanted-2`, `wanted-3` ... that nothing has."""
    if wanted not in used:
        return wanted
    return next(name for n in range(2, 1_000_000) if (name := f"{wanted}-{n}") not in used)


def ending_of(item: Item) -> str:
    """The ending of the original's name beside its record: its own, or that of its format."""
    own = Path(item.name.casefold()).suffix
    if not _ENDING.match(own):
        form = item.identity.form if item.identity else ""
        own = ENDINGS.get(form, (".bin",))[0]
    return f"{own}.original" if own in _CONVERTED else own


def _lines(
    name: str, values: Mapping[str, str], item: Item, around: Around, original: str
) -> dict[str, list[str]]:
    """Each field's lines of front matter, in order."""
    lines = {"id": [f"id: {name}"]}
    for key in FIELDS:
        if value := values.get(key):
            told = value if key in _YAML else yaml_text(value)
            lines[key] = _rows(value) if key == "attendance" else [f"{key}: {told}"]
    if "access" in around.said or around.access != "public":
        lines["access"] = [f"access: {around.said.get('access', around.access)}"]
    if "access" not in around.said and around.access != "public" and around.review:
        ground = "mail; nobody has looked yet whether it may be shown"
        lines["closure"] = [f"closure: {{ground: {ground}, review: {around.review}}}"]
    lines["original"] = [f"original: {yaml_text(original)}"]
    if item.identity and item.identity.puid:
        lines["puid"] = [f"puid: {item.identity.puid}"]
    if item.extracted and item.extracted.reader != "none":
        lines["extracted_by"] = [f"extracted_by: {yaml_text(reader_of(item))}"]
    lines["provenance"] = [f"provenance: {yaml_text(_provenance(item, around.within))}"]
    if around.reply_to:
        lines["reply_to"] = [f"reply_to: {around.reply_to}"]
    if around.encloses:
        lines["encloses"] = [f"encloses: [{', '.join(around.encloses)}]"]
    if note := values.get("note"):
        lines["note"] = [f"note: {yaml_text(note)}"]
    open_ = around.said.get("hidden") == "public"
    if embedded := _embedded(item.extracted.hidden if item.extracted else (), open_):
        lines["embedded"] = ["embedded:", *embedded]
    return lines


def _rows(value: str) -> list[str]:
    """A list of people, a line for each, so that a person can read and correct it."""
    try:
        held = read_front(f"attendance: {value}")["attendance"]
    except (BadFrontMatter, KeyError):
        return [f"attendance: {value}"]
    if not isinstance(held, list) or not all(isinstance(each, dict) for each in held):
        return [f"attendance: {value}"]
    return ["attendance:", *(f"  - {flow(each)}" for each in held)]


def reader_of(item: Item) -> str:
    """Which program read the file: 'secretariat 0.3.0, docx 1'."""
    reader = item.extracted.reader if item.extracted else "none"
    return f"secretariat {__version__}, {reader}"


def source_name(item: Item) -> str:
    """The file as the person has it, without the folders of their computer."""
    return "/".join(filter(None, (item.folder, item.name)))


def _provenance(item: Item, within: str | None) -> str:
    came = f", which came within {within}" if within else ""
    return f"Read from the file {source_name(item)}{came}."


def _embedded(hidden: Sequence[Hidden], open_: bool) -> list[str]:
    shown = [_embedded_line(each, open_) for each in hidden[:_MOST_EMBEDDED]]
    if len(hidden) > _MOST_EMBEDDED:
        more = f"{len(hidden) - _MOST_EMBEDDED} more things that are not listed here"
        shown.append(f"  - {{kind: property, value: {yaml_text(more)}}}")
    return shown


def _embedded_line(hidden: Hidden, open_: bool) -> str:
    value = " ".join(hidden.value.split())[:_LONGEST_EMBEDDED] or "-"
    place = f", place: {_quoted(hidden.place)}" if hidden.place else ""
    access = ", access: public" if open_ and hidden.kind in IN_TEXT else ""
    return f"  - {{kind: {hidden.kind}, value: {_quoted(value)}{place}{access}}}"


def _quoted(text: str) -> str:
    """`text` in double quotes, for within braces where more signs mean something."""
    plain = "".join(char for char in text if char.isprintable())
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _refused(front: str, lines: Mapping[str, Sequence[str]]) -> str | None:
    """A field that the format does not take as it stands; None where all are taken."""
    if len(front.encode("utf-8")) > MAX_FRONT - 1024:
        longest = max(lines, key=lambda name: sum(map(len, lines[name])))
        return longest if longest not in ("id", "kind", "title") else None
    for name, each in lines.items():  # one by one: a bracket left open would swallow the next
        try:
            read_front("\n".join(each))
        except BadFrontMatter:
            return name
    said, faults = convert(read_front(front), Front)
    faults += date_faults(said) if said is not None else []
    named = (str(fault.path[0]) for fault in faults if fault.path)
    return next((name for name in named if name in lines and name not in ("id", "title")), None)


def _body(item: Item) -> str:
    text = item.extracted.text if item.extracted else ""
    if text.strip():
        return text
    why = item.troubles[0].message if item.troubles else "no text was found in it"
    return f"*The original lies beside this record; {why}.*\n"
