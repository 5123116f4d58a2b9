"""What a record itself says of decisions: in its marks, or as a whole in its front matter.

said = stated(front, body, first_line)
said.decisions["som-1-minutes#p3"], said.relations["som-1-minutes#p3"]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archive.decisions.kinds import CLASSES, INVERSE, RELATIONS
from archive.model import Front
from archive.reader.model import Spoken
from archive.reader.wording import without_tags
from archive.text.paragraphs import Paragraph, paragraphs
from archive.text.places import statements
from archive.text.plain import plain

#: Values of a row of decision_known or relation, in the order of `archive.build.rows.TIMED`.
Values = tuple[str | int | None, ...]

_CITATION = re.compile(r"[a-z0-9][a-z0-9.-]*(?:#[\w.-]+)?\Z")
# A line that only says where a page begins is no statement, and is not worth reading a text for.
_LOOKS_MARKED = re.compile(
    r"^[ \t>0-9.)*+-]*\{(?!(?:page|slide)=[0-9]+\}|sheet=(?:\w+|\"[^\"\n]*\")\})[^\n]*[.=]",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """Rows of decision_known by decision, and of relation by who asserts them."""

    decisions: Mapping[str, Values] = field(default_factory=dict)
    relations: Mapping[str, list[Values]] = field(default_factory=dict)


def may_be_marked(body: str) -> bool:
    """Whether a look at the text alone cannot rule out that it has marks."""
    return "{" in body and _LOOKS_MARKED.search(body) is not None


def stated(front: Front, body: str | None, first_line: int = 1) -> Stated:
    """What `front` and the marks of `body` say; without a body only what `front` does."""
    return stated_in(front, paragraphs(body, first_line) if body is not None else ())


def stated_in(front: Front, found: Sequence[Paragraph]) -> Stated:
    """What `front` and the marks of its text's paragraphs say."""
    decisions: dict[str, Values] = {}
    relations: dict[str, list[Values]] = {}
    if front.decision_unit == "record":
        decisions[front.id] = _of_record(front)
    own = list(_own_relations(front))
    if own:
        relations[front.id] = own
    if not found:
        return Stated(decisions, relations)
    spoken = _spoken(found, front)
    text_of = whole_texts(found)
    for p in found:
        if p.marks:
            _marked(front.id, p, p.marks, text_of, spoken.get(p.anchor), decisions, relations)
    return Stated(decisions, relations)


def _spoken(found: Sequence[Paragraph], front: Front) -> dict[str, Spoken]:
    if not any(statements(p.marks) for p in found):
        return {}
    from archive.reader import Context, read

    read_as = Context(kind=front.kind, language=front.language or "en", title=front.title)
    return {each.anchor: each for each in read(found, read_as).spoken}


def _of_record(front: Front) -> Values:
    return (
        front.id, None, "decision", None, front.title, None, None, None, None, None, None, None,
        None, "stated", "front matter",
    )  # fmt: skip


def _own_relations(front: Front) -> Iterator[Values]:
    if front.supersedes:
        yield front.id, front.supersedes, "supersedes", "whole", None, None, front.id, "stated"
    for each in front.relations:
        kind = INVERSE.get(each.kind)
        ends = (each.to, front.id) if kind else (front.id, each.to)
        yield (
            *ends, kind or each.kind, each.scope, each.effective, each.until, front.id, "stated",
        )  # fmt: skip


def _marked(
    record: str, p: Paragraph, marks: Mapping[str, str], text_of: Callable[[Paragraph], str],
    spoken: Spoken | None, decisions: dict[str, Values], relations: dict[str, list[Values]],
) -> None:  # fmt: skip
    own = f"{record}#{p.anchor}"
    classes = classes_of(marks)
    sort = next((each for each in ("decision", "proposal") if each in classes), None)
    if sort:
        decisions[own] = (
            record, p.anchor, sort, p.number, text_of(p),
            spoken.actor if spoken else None,
            marks.get("verb") or (spoken.verb if spoken else None),
            spoken.tier if spoken else None,
            marks.get("addressee") or (spoken.addressee if spoken else None),
            marks.get("responsible"), marks.get("due"), marks.get("effective"),
            marks.get("until"), "stated", f"mark:{sort}",
        )  # fmt: skip
    found = [
        (*ends, kind, scope, marks.get("effective"), marks.get("until"), record, "stated")
        for kind, ends, scope in relations_of(own, marks)
    ]
    if found:
        relations[own] = list(dict.fromkeys(found))


def whole_texts(found: Sequence[Paragraph]) -> Callable[[Paragraph], str]:
    """What gives the words of a paragraph with those of the list or paragraphs inside it.

    "Agreed on the following:" alone says nothing. What is marked by itself is left out. The signs
    of its format are no words of it: see `listed`.
    """
    inside: dict[str, list[str]] = {}
    for p in found:
        outer, dot, _ = p.anchor.partition(".")
        if dot and p.text and not classes_of(p.marks or {}):
            inside.setdefault(outer, []).append(listed(p))
    return lambda p: evened(" ".join((listed(p), *inside.get(p.anchor, ()))))


def listed(p: Paragraph) -> str:
    """The words of a paragraph as a list shows them: no emphasis, tags or bars of a table.

    Of a table those of its rows, without its header: "1 · Agreed on a plan · aes; 2 · ...".
    """
    text = without_tags(p.text)
    if p.kind != "table":
        return evened(plain(text)) or evened(p.text)
    rows = [evened(plain(line)) for line in text.split("\n")]
    return "; ".join(filter(None, rows[2:])) or "; ".join(filter(None, rows))


def evened(text: str) -> str:
    """`text` on one line, so that wrapping it anew changes nothing."""
    return " ".join(text.split())


def classes_of(marks: Mapping[str, str]) -> list[str]:
    """The classes of a line of marks that say what the paragraph is."""
    return [each for each in marks.get("class", "").split() if each in CLASSES]


def relations_of(own: str, marks: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str], str]]:
    """(relation, (from, to), scope) for each citation that the marks of `own` make."""
    scope = "part" if marks.get("scope") == "part" else "whole"
    for name, value in marks.items():
        kind = name if name in RELATIONS else INVERSE.get(name)
        if kind is None:
            continue
        for target in cited(value):
            ends = (own, target) if name in RELATIONS else (target, own)
            yield kind, ends, scope


def cited(value: str) -> list[str]:
    """The citations in the value of a mark, parted by spaces or commas."""
    return [each for each in re.split(r"[\s,;]+", value) if _CITATION.match(each)]
