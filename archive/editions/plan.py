"""What an edition shows and what it leaves out, judged by what the archive says now.

In doubt it is left out: a record whose newest version cannot be read, whose `access` is no word of
the format or misspelt, two files of one id, a span that nobody can tell the end of, a register that
cannot be read, what was taken out of the archive.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import msgspec

from archive import registers
from archive.build.imports import Source as ImportSource
from archive.dialect import OWN
from archive.editions.ladder import Edition, may_see
from archive.editions.names import Names
from archive.editions.source import Original, Said, Source, said_by
from archive.editions.spans import blackened
from archive.errors import BadFrontMatter
from archive.folder import read as read_file
from archive.frontmatter import decode, fields_of, newlines
from archive.model import REGISTERS, Closure, Entry, Theme, ThemeList

Why = Literal["access", "removed", "unreadable"]

#: Originals of these kinds hold nothing that an editor does not show.
PLAIN_ORIGINALS: Final = frozenset((".txt", ".csv", ".tsv", ".md"))


@dataclass(frozen=True, slots=True)
class Closed:
    """Something that has an id and is not shown: its name in the edition, and why it is so.

    `title` and `closure` are what its readers are told; both may be None.
    """

    id: str
    name: str
    sort: str
    why: Why
    access: str
    title: str | None = None
    closure: Closure | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What of one version is hidden by spans; `faulty` where that cannot be told."""

    hidden: frozenset[str]
    faulty: bool


@dataclass(frozen=True, slots=True)
class Treated:
    """How a record that is shown is treated where that is not plain.

    Versions before `only_from` are left out; those before `cleared` show only what a later one
    shows as well, for a passage that is hidden now was marked in `cleared` only. Those in `faulty`
    are left out.
    """

    only_from: int = 0
    cleared: int = 0
    faulty: frozenset[int] = frozenset()


@dataclass(slots=True)
class Plan:
    """All decisions about one edition.

    `prefixes` are the imports that it leaves out, `originals` those that it gives out, `kept_back`
    the reasons why it does not give out others, `marked` the records of which some version has a
    passage that is hidden.
    """

    edition: Edition
    names: Names
    closed: dict[str, Closed] = field(default_factory=dict)
    prefixes: frozenset[str] = frozenset()
    treated: dict[str, Treated] = field(default_factory=dict)
    originals: dict[str, Original] = field(default_factory=dict)
    kept_back: dict[str, str] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)
    notes_shown: frozenset[str] = frozenset()
    unreadable_registers: frozenset[str] = frozenset()

    def sees(self, access: str | None) -> bool:
        """Whether its readers see what `access` is written on."""
        return may_see(self.edition, access)

    def hidden_in(self, value: msgspec.Struct) -> tuple[frozenset[str], bool]:
        """The passages of an entry that are hidden, and whether marks in it cannot be read."""
        said = [blackened(text, self.edition) for text in texts_of(value) if "{" in text]
        gone = frozenset(each for found in said for each in found.hidden)
        return gone, any(found.faults for found in said)

    def name(self, own: str) -> str | None:
        """What stands for the id `own`; None where that itself is shown."""
        found = self.closed.get(own)
        if found is not None:
            return found.name
        if "." in own and own.partition(".")[0] in self.prefixes:
            return self.names.closed(own)
        return None


def plan_of(
    source: Source, edition: Edition, names: Names, root: Path, imported: Iterable[ImportSource]
) -> Plan:
    """The plan of an edition of the workspace at `root`, whose archive `source` reads."""
    plan = Plan(edition, names)
    plan.prefixes = frozenset(_closed_imports(imported, edition))
    plan.unreadable_registers = frozenset(unreadable_registers(root))
    plan.notes_shown = frozenset(_notes_shown(plan, source))
    for entity, kind, states in source.entities():
        _entity(plan, entity, kind, [entry for _, entry in states])
    _records(plan, source)
    _passages(plan, source)
    _originals(plan, source)
    return plan


# -- registers ------------------------------------------------------------------------


def unreadable_registers(root: Path) -> Iterator[str]:
    """The registers whose file cannot be read now, so that nobody knows what they close."""
    for name in REGISTERS:
        path = f"{registers.FOLDER}/{name}.yaml"
        if not (root / path).exists():
            continue
        data = read_file(root, path).data
        text = decode(data)[0] if data is not None else None
        try:
            if text is None:
                yield name
            else:
                registers.parse(name, newlines(text))
        except BadFrontMatter:
            yield name


def _closed_imports(imported: Iterable[ImportSource], edition: Edition) -> Iterator[str]:
    for each in imported:
        if each.fault is not None and edition != "secretariat":
            yield each.entry.id  # its profile says whom it is for, and cannot be read
        elif not all(may_see(edition, a) for a in (each.entry.access, each.dialect.profile.access)):
            yield each.entry.id


def _entity(plan: Plan, entity: str, kind: str, states: list[Entry | None]) -> None:
    now = states[-1]
    why: Why | None = None
    if now is None:
        why = "removed"
    elif not plan.sees(now.access):
        why = "access"
    elif REGISTER_OF[kind] in plan.unreadable_registers or plan.hidden_in(now)[1]:
        why = "unreadable"
    elif entity in plan.prefixes:
        why = "access"
    if why is None:
        return
    last = next((each for each in reversed(states) if each is not None), None)
    access = last.access if last is not None else "secretariat"
    ids = {entity}
    for each in states:
        if isinstance(each, ThemeList):
            ids.update(_themes(each.items))
    for own in sorted(ids):
        sort = kind if own == entity else "theme"
        plan.closed[own] = Closed(own, plan.names.closed(own), sort, why, access)


def _themes(items: Iterable[Theme]) -> Iterator[str]:
    for item in items:
        yield item.id
        yield from _themes(item.items)


#: Kind of entry → the register that holds it.
REGISTER_OF: Final = {kind: name for name, (kind, _) in REGISTERS.items()}


def texts_of(value: object) -> Iterator[str]:
    """Every text in a structure, its keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_of(getattr(value, name))


# -- records --------------------------------------------------------------------------


def _records(plan: Plan, source: Source) -> None:
    """Close the records that are not shown at all."""
    twins = {row[0] for row in source.conn.execute(
        "SELECT record FROM file WHERE record IS NOT NULL GROUP BY record HAVING count(*) > 1"
    )}  # fmt: skip
    rows = source.conn.execute(
        "SELECT id, kind, title, access, removed, closure IS NOT NULL, content, path FROM record "
        "WHERE instr(id, '.') = 0 ORDER BY id"
    ).fetchall()
    for record, kind, title, access, removed, closure, content, _ in rows:
        why: Why | None = None
        said: Said | None = None
        if removed:
            why = "removed"
        elif record in twins or not source.readable(content):
            why = "unreadable"
        elif not plan.sees(access):
            why = "access"
        elif (kind == "note" and title == record) or closure:
            # So the archive calls what it cannot read; and who writes on what ground it is closed,
            # and not for whom it is, did not mean everyone.
            said = source.said(record, content)
            if said is None or said.front is None or said.unclear:
                why = "unreadable"
        if why is not None:
            plan.closed[record] = _closed(plan, record, why, access, source.said(record, content))


def _notes_shown(plan: Plan, source: Source) -> Iterator[str]:
    """The records whose speaker notes, all of them, its readers may see."""
    rows = source.conn.execute(
        "SELECT record, group_concat(DISTINCT access) FROM embedded "
        "WHERE kind = 'speaker notes' GROUP BY record"
    )
    for record, every in rows:
        if all(plan.sees(access) for access in every.split(",")):
            yield record


def _closed(plan: Plan, record: str, why: Why, access: str, said: Said | None) -> Closed:
    front = said.front if said is not None else None
    title, closure = None, None
    if front is not None and why != "unreadable":
        title = front.alternate_title
        closure = front.closure
    return Closed(record, plan.names.closed(record), "record", why, access, title, closure)


def marks_of(edition: Edition, text: str, *, notes: bool = True) -> Marks:
    """What `edition` hides of the text of a record's file, its front matter included."""
    parts = OWN.parts(text)
    found = [blackened(parts.body, edition, notes=notes)]
    if parts.front and "{" in parts.front:
        found += [blackened(each, edition) for each in texts_of(fields_of(parts.front) or {})]
    return Marks(
        frozenset(each for said in found for each in said.hidden),
        any(said.faults for said in found),
    )


def _passages(plan: Plan, source: Source) -> None:
    """Find the versions that show what is hidden now, and those whose marks cannot be read."""
    before: str | None = None
    found: list[tuple[int, Marks]] = []
    for record, n, newest, text in source.texts():
        if record != before:
            _settle(plan, before, found)
            before, found = record, []
        if record in plan.closed:
            continue
        interesting = "{" in text or "peaker" in text or "PEAKER" in text
        notes = record not in plan.notes_shown
        found.append((n, marks_of(plan.edition, text, notes=notes) if interesting else _NOTHING))
        if newest and "earlier_access" in text:
            said = said_by(record, text)
            if said.front is None or not plan.sees(said.front.earlier_access or "public"):
                plan.treated[record] = Treated(only_from=n)
    _settle(plan, before, found)


_NOTHING: Final = Marks(frozenset(), False)


def _settle(plan: Plan, record: str | None, found: list[tuple[int, Marks]]) -> None:
    if record is None or record in plan.closed or all(m is _NOTHING for _, m in found):
        return
    if found[-1][1].faulty:
        plan.closed[record] = _closed(plan, record, "unreadable", "public", None)
        plan.treated.pop(record, None)
        return
    cleared = 0
    seen: frozenset[str] = frozenset()
    for n, marks in found:
        if not marks.faulty:
            cleared = n if marks.hidden - seen else cleared
            seen = marks.hidden
    faulty = frozenset(n for n, marks in found if marks.faulty)
    only = plan.treated.get(record, _PLAIN).only_from
    if cleared:
        plan.marked.add(record)
    if cleared or faulty:
        plan.treated[record] = Treated(only, cleared, faulty)


_PLAIN: Final = Treated()


# -- originals ------------------------------------------------------------------------


def _originals(plan: Plan, source: Source) -> None:
    """Decide which originals are given out, and say why the others are not."""
    hidden = {row[0] for row in source.conn.execute("SELECT record, access FROM embedded")
              if not plan.sees(row[1])}  # fmt: skip
    rows = source.conn.execute(
        "SELECT record.id, current_version, record.content, original.extracted_by FROM record "
        "JOIN original ON original.record = record.id AND original.version = current_version "
        "WHERE NOT removed AND instr(record.id, '.') = 0 ORDER BY record.id"
    ).fetchall()
    for record, n, content, extracted in rows:
        if record in plan.closed:
            continue
        original = source.original(record, n)
        text = source.text(content)
        if original is None or original.sha256 is None or text is None:
            continue
        why = ""
        if "original_access" in text:
            front = said_by(record, text).front
            stated = front.original_access if front is not None else "secretariat"
        else:
            stated = None
        if stated is not None:
            why = "" if plan.sees(stated) else f"its original_access is {stated}"
        elif record in plan.marked:
            why = "passages of its text are hidden, or were"
        elif record in hidden:
            why = "it carries more than its pages show (embedded)"
        elif extracted is None and _ending(original.path) not in PLAIN_ORIGINALS:
            why = "nobody has looked for what it carries beside its pages (extracted_by)"
        if why:
            plan.kept_back[record] = why
        else:
            plan.originals[record] = original


def _ending(path: str) -> str:
    return posixpath.splitext(path)[1].lower()
