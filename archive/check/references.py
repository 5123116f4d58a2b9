"""Follows every reference: ids to what they may name, citations to paragraphs that are there."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import msgspec

from archive.check.files import ReadWorkspace, RecordFile, Yaml
from archive.check.marks import CITING, NAMING, line_of, values_of
from archive.convert import Marked, marked
from archive.fields import Cite, Ref
from archive.findings import Finding
from archive.model import GROUPS
from archive.registers import FILE_OF, FOLDER
from archive.text.places import is_place, place_words
from archive.yamltext import Path

_ACTORS = frozenset({"partner", "stakeholder", "person", "body", "mandate", "group"})


def check(read: ReadWorkspace) -> Iterator[Finding]:
    """A finding for each reference that leads nowhere, or to the wrong sort of thing."""
    for listed in read.entries.values():
        yield from _fields(read, listed.yaml, listed.entry, (listed.place,), listed.entry.id)
    if read.process_yaml is not None:
        yield from _fields(read, read.process_yaml, read.process, (), "process")
    for record in read.records.values():
        yield from _fields(read, record.yaml, record.front, (), record.front.id)
        yield from _own_anchors(record)
        yield from _marks(read, record)


def _fields(
    read: ReadWorkspace, yaml: Yaml, value: msgspec.Struct, prefix: Path, subject: str
) -> Iterator[Finding]:
    for each in marked(value):
        wrong = _reference(read, each)
        if wrong is not None:
            code, said = wrong
            yield yaml.finding(code, (*prefix, *each.path), said, subject)


def _reference(read: ReadWorkspace, each: Marked) -> tuple[str, str] | None:
    if isinstance(each.mark, Cite):
        return _citation(read, each.text)
    if not isinstance(each.mark, Ref):
        return None
    adopts = each.path[-1] == "adopted_by"  # which may name an item of the agenda: `som1#3`
    target = each.text.partition("#")[0] if adopts else each.text
    return _named(read, target, frozenset(each.mark.to))


def _named(read: ReadWorkspace, target: str, wanted: frozenset[str]) -> tuple[str, str] | None:
    if "group" in wanted and (target in GROUPS or target in read.process.groups):
        return None
    kind = read.kinds.get(target)
    if kind is None and read.kinds.get(target.partition(".")[0]) == "import" and "." in target:
        return None  # what an import has is known only once it is built
    if kind is None:
        return "R010", f"nothing has the id `{target}`{_near(read, target, wanted)}"
    if "*" not in wanted and kind not in wanted:
        expected = " or ".join(sorted(each.replace("_", " ") for each in wanted))
        return "R010", f"`{target}` is a {kind.replace('_', ' ')}, but a {expected} is wanted"
    return None


def _near(read: ReadWorkspace, target: str, wanted: frozenset[str]) -> str:
    ids = [i for i, kind in read.kinds.items() if "*" in wanted or kind in wanted]
    near = get_close_matches(target, ids, n=1)
    if near:
        return f" (did you mean `{near[0]}`?)"
    paths = [f"{FOLDER}/{FILE_OF[kind]}.yaml" for kind in sorted(wanted & set(FILE_OF))]
    gone = [path for path in paths if path not in read.files]
    return f" (there is no {gone[0]})" if gone else ""


def _citation(read: ReadWorkspace, text: str) -> tuple[str, str] | None:
    target, sharp, anchor = text.partition("#")
    wrong = _named(read, target, frozenset({"record", "source"}))
    if wrong is not None or not sharp:
        return wrong
    record = read.records.get(target)
    if record is not None and record.front.disposal is not None:
        return "T001", f"`{target}` was disposed of, and its {_called(anchor)} with it"
    if record is not None and anchor not in record.anchors:
        return "R011", f"`{target}` has no {_called(anchor)}{_span(record)}"
    return None


def _span(record: RecordFile) -> str:
    sorts: dict[str, list[str]] = {}  # numbered ones and counted ones, each from first to last
    for paragraph in record.paragraphs:
        if paragraph.kind != "heading":
            sorts.setdefault(paragraph.anchor[0], []).append(paragraph.anchor)
    if not sorts:
        return " (its text has no paragraphs)"
    said = [f"{own[0]} to {own[-1]}" if len(own) > 1 else own[0] for own in sorts.values()]
    return f" (it has {' and '.join(said)})"


def _called(anchor: str) -> str:
    return place_words(anchor) if is_place(anchor) else f"paragraph {anchor}"


def _own_anchors(record: RecordFile) -> Iterator[Finding]:
    for place, claim in enumerate(record.front.claims):
        if claim.at and claim.at not in record.anchors:
            said = f"this record has no {_called(claim.at)}{_span(record)}"
            yield record.yaml.finding("R011", ("claims", place, "at"), said, record.front.id)


def _marks(read: ReadWorkspace, record: RecordFile) -> Iterator[Finding]:
    own = record.front.id
    for p in record.paragraphs:
        for name, value in (p.marks or {}).items():
            wrong: list[tuple[str, str] | None] = []
            if name in CITING:
                for cited in values_of(value):
                    itself = cited in (own, f"{own}#{p.anchor}")
                    said = "R013", f"paragraph {p.anchor} {name} itself"
                    wrong.append(said if itself else _citation(read, cited))
            elif name in NAMING:
                wrong.append(_named(read, value, _ACTORS))
            for code, said_of in filter(None, wrong):
                yield Finding(record.path, line_of(p), code, said_of, own)
