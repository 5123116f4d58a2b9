"""What the readers of an edition do not see, and why: for the secretariat's own eyes.

    for each in unseen(workspace, "public", today="2026-11-22").things:
        each.sort, each.id, each.why, each.due

Whose date of review has come is told; nothing is ever opened by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from archive.build import imports
from archive.dialect import OWN
from archive.editions.closures import due_since
from archive.editions.ladder import Edition
from archive.editions.names import known_names, passing_names
from archive.editions.plan import Closed, Plan, plan_of, texts_of
from archive.editions.redact import access_of
from archive.editions.source import Source, said_by
from archive.editions.spans import read_spans, without_notes
from archive.model import Person
from archive.reading import open_archive
from archive.text.withheld import REASONS
from archive.workspace import Workspace

_WHY = {
    "access": "access is {}",
    "removed": "it was taken out",
    "unreadable": "it cannot be told whom it is for (secretariat check)",
}


@dataclass(frozen=True, slots=True)
class Unseen:
    """One thing that readers do not see.

    `sort` is record, passage, versions, original, embedded, alias, import or a kind of entry;
    `shown_as` the name that stands in its place (None before the first edition was built), `where`
    the line of the record's file, `due` the day since which its closure is to be looked at again.
    """

    sort: str
    id: str
    title: str | None
    why: str
    shown_as: str | None = None
    where: int | None = None
    ground: str | None = None
    exemption: str | None = None
    closed_from: str | None = None
    years: int | None = None
    review: str | None = None
    due: str | None = None


def unseen(workspace: Workspace, edition: Edition, today: str) -> list[Unseen]:
    """All that readers of `edition` do not see of the archive as it is built, in a fixed order.

    Nothing is written; the key of the editions neither. Raises `NoArchive` where the archive was
    never built, `BadKey` where that key is bad.
    """
    if edition == "secretariat":
        return []
    with closing(open_archive(workspace.archive)) as conn:
        imported = imports.sources(workspace.root)
        source = Source(conn)
        names = known_names(workspace)
        plan = plan_of(source, edition, names or passing_names(), workspace.root, imported)
        titles = dict(
            conn.execute("SELECT id, title FROM record UNION ALL SELECT id, name FROM entity")
        )
        found = [
            _closed(each, titles, today, each.name if names else None)
            for _, each in sorted(plan.closed.items())
        ]
        for prefix in sorted(plan.prefixes - plan.closed.keys()):
            found.append(
                Unseen("import", prefix, titles.get(prefix), "its profile is not for them")
            )
        found += _passages(plan, source, titles)
        found += _old_versions(plan, source, titles)
        for record, why in sorted(plan.kept_back.items()):
            found.append(Unseen("original", record, titles.get(record), why))
        found += _embedded(plan, source, titles)
        found += _aliases(plan, source)
    return found


def _closed(closed: Closed, titles: dict[str, str], today: str, shown_as: str | None) -> Unseen:
    closure = closed.closure
    return Unseen(
        closed.sort,
        closed.id,
        titles.get(closed.id),
        _WHY[closed.why].format(closed.access),
        shown_as,
        ground=closure.ground if closure else None,
        exemption=closure.exemption if closure else None,
        closed_from=closure.closed_from if closure else None,
        years=closure.years if closure else None,
        review=closure.review if closure else None,
        due=due_since(closure, today),
    )


def _passages(plan: Plan, source: Source, titles: dict[str, str]) -> Iterator[Unseen]:
    """The spans of the newest versions that are blacked out, and notes of speakers."""
    for record, _, newest, text in source.texts():
        if not newest or record in plan.closed or ("{" not in text and "peaker" not in text):
            continue
        parts = OWN.parts(text)
        spans = [(each, parts.body_line + parts.body.count("\n", 0, each.start)) for each in
                 read_spans(parts.body)[0]]  # fmt: skip
        front = said_by(record, text).front
        for value in texts_of(front):
            spans += [(each, 0) for each in read_spans(value)[0]]
        for span, line in spans:
            if span.hidden_in(plan.edition):
                why = f"{REASONS[span.name]}: {{.{span.name}}}"
                yield Unseen("passage", record, titles.get(record), why, where=line or None)
        if record not in plan.notes_shown:
            for _ in without_notes(parts.body)[1]:
                why = "notes of a speaker, which are not on the slide"
                yield Unseen("passage", record, titles.get(record), why)


def _old_versions(plan: Plan, source: Source, titles: dict[str, str]) -> Iterator[Unseen]:
    closed_then: dict[str, list[int]] = {}
    for record, n, newest, text in source.texts():
        if newest or record in plan.closed or "access" not in text:
            continue
        said = said_by(record, text)
        if said.front is None or said.unclear or not plan.sees(said.front.access):
            closed_then.setdefault(record, []).append(n)
    for record in sorted({*plan.treated, *closed_then}):
        treated = plan.treated.get(record)
        title = titles.get(record)
        if record in closed_then:
            yield Unseen("versions", record, title, f"{_list(closed_then[record])} closed then")
        if treated is None:
            continue
        if treated.only_from > 1:
            yield Unseen(
                "versions", record, title, f"{_list(range(1, treated.only_from))} left out: "
                "earlier_access"
            )  # fmt: skip
        if treated.faulty:
            why = f"{_list(sorted(treated.faulty))} left out: marks in it cannot be read"
            yield Unseen("versions", record, title, why)
        if treated.cleared > 1:
            why = (
                f"{_list(range(1, treated.cleared))} shown only as far as it stands unchanged "
                f"since version {treated.cleared}, in which a passage was marked"
            )
            yield Unseen("versions", record, title, why)


def _list(numbers: Iterable[int]) -> str:
    found = list(numbers)
    if len(found) == 1:
        return f"version {found[0]}"
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"versions {found[0]} to {found[-1]}"
    return "versions " + ", ".join(map(str, found))


def _embedded(plan: Plan, source: Source, titles: dict[str, str]) -> Iterator[Unseen]:
    rows = source.conn.execute("SELECT record, kind, access FROM embedded ORDER BY record, n")
    for record, kind, access in rows:
        if record not in plan.closed and not plan.sees(access):
            yield Unseen("embedded", record, titles.get(record), f"{kind}: access is {access}")


def _aliases(plan: Plan, source: Source) -> Iterator[Unseen]:
    for own, _, states in source.entities():
        now = states[-1][1]
        if own in plan.closed or not isinstance(now, Person):
            continue
        for alias in now.aliases:
            access = access_of(alias)
            if not plan.sees(access):
                yield Unseen("alias", own, now.name, f"{alias.kind}: access is {access}")
