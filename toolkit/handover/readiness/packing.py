"""What stands against packing: git, the intake, the keys, the log, the terms, and `check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.check import check
from archive.errors import BadDate, SecretariatError, UsageProblem
from archive.findings import Finding
from archive.log import leaves, sealing, store
from archive.model import Mandate
from archive.readiness.model import HEADINGS, Judged, Lack
from archive.readiness.sources import Sources
from archive.registers import FILE_OF, FOLDER
from archive.signers import SIGNERS, term_of
from archive.text.dates import in_words
from archive.text.numbers import counted
from archive.workspace import RECORDS, Workspace
from toolkit.handover import keys
from toolkit.handover.errors import KeyProblem
from toolkit.intake.store import waiting
from toolkit.saving.changes import find_changes
from toolkit.saving.repository import Repository

#: Days before its end in which a key is said to end soon.
SOON = 60

_MANDATES = f"{FOLDER}/{FILE_OF['mandate']}.yaml"


@dataclass(frozen=True, slots=True)
class _Asked:
    workspace: Workspace
    sources: Sources
    now: datetime


def packing(workspace: Workspace, sources: Sources, now: datetime) -> Judged:
    """Whether `handover pack` could begin today, and would leave nothing out.

    Each condition counts the same. Nothing is changed.
    """
    asked = _Asked(workspace, sources, now)
    conditions = (_saved, _reviewed, _confirmed, _checked, _sealed, _key, _term, _next)
    lacks: list[Lack] = []
    named = 0
    for condition in conditions:
        found = list(condition(asked))
        named += sum(lack is None for lack in found)
        lacks += [lack for lack in found if lack is not None]
    return Judged(HEADINGS["packing"], len(conditions), tuple(lacks), named)


def _lack(
    code: str,
    thing: str,
    said: str,
    do: str,
    *,
    path: str = RECORDS,
    line: int = 0,
    cost: float = 1,
) -> Lack:
    return Lack(Finding(path, line, code, said, thing), do, cost, thing)


def _saved(asked: _Asked) -> Iterator[Lack]:
    changes = find_changes(Repository(asked.workspace))
    if changes:
        files = counted(len(changes), "file is", "files are")
        said = f"{files} not saved, beginning with {changes[0].path}"
        yield _lack("G031", "saved", said, 'secretariat save "why"', path=changes[0].path)


def _reviewed(asked: _Asked) -> Iterator[Lack]:
    number = waiting(asked.workspace)
    if number:
        files = counted(number, "file waits", "files wait")
        said = f"{files} for review, on this computer only"
        yield _lack("G032", "reviewed", said, "secretariat review", path=".secretariat/intake")


def _confirmed(asked: _Asked) -> Iterator[Lack]:
    number = asked.sources.number(
        "SELECT (SELECT count(*) FROM decision WHERE basis = 'proposed' AND NOT removed"
        " AND instr(id, '.') = 0) + (SELECT count(*) FROM action_item WHERE basis = 'proposed'"
        " AND instr(record, '.') = 0)"
    )
    if number:
        what = counted(number, "decision or task is", "decisions and tasks are")
        said = f"{what} only proposed by the reader of the texts, and not judged here"
        yield _lack("G039", "confirmed", said, "secretariat review", cost=0.5)


def _checked(asked: _Asked) -> Iterator[Lack]:
    errors = [each for each in check(asked.workspace) if each.severity == "error"]
    if errors:
        first = errors[0]
        number = counted(len(errors), "error")
        said = f"the check finds {number}, such as {first.code}: {first.message}"
        yield _lack("G038", "checked", said, "secretariat check", path=first.path, line=first.line)


def _sealed(asked: _Asked) -> Iterator[Lack]:
    try:
        log = store.load(asked.workspace)
        found = sealing.compare(log, leaves.facts(asked.sources.conn))
    except store.LogDamaged as error:
        said = f"the log is damaged: {error.fault}"
        yield _lack("G040", "sealed", said, "secretariat check", path=error.path)
        return
    except leaves.Incomplete as error:
        said = f"the content of version {error.args[1]} of {error.args[0]} is not in this copy"
        yield _lack("G040", "sealed", said, "git fetch --unshallow", path=store.FOLDER)
        return
    if found.altered:
        said = f"{found.altered[0]}"
        yield _lack("G040", "sealed", said, "secretariat seal --check", path=store.FOLDER)
    elif found.new:
        leaf = counted(len(found.new), "leaf is", "leaves are")
        said = f"{leaf} to be sealed: versions and decisions that were saved since the last seal"
        yield _lack("G035", "sealed", said, "secretariat seal", path=store.FOLDER, cost=0)


def _key(asked: _Asked) -> Iterator[Lack]:
    term = _held(asked)
    listed = keys.listed(asked.workspace, asked.now)
    valid = [each for each in listed if each.state == "valid"]
    if term is not None:
        valid = [each for each in valid if each.signer.mandate == term.id]
    if not valid:
        whose = f" for the term {term.id}" if term else ""
        said = f"no key may sign{whose} today"
        do = f"secretariat keys new --mandate {term.id}" if term else "secretariat keys new"
        yield _lack("G033", "key", said, do, path=SIGNERS)
        return
    last = max(each.signer.window.before or datetime.max.replace(tzinfo=UTC) for each in valid)
    if last - asked.now <= timedelta(days=SOON):
        days = max(0, (last - asked.now).days)
        said = (
            f"the key {valid[0].signer.key.fingerprint} ends on {in_words(f'{last:%Y-%m-%d}')}, "
            f"in {days} days"
        )
        yield _lack("G034", "key", said, "secretariat keys list", path=SIGNERS,
                    line=valid[0].signer.line, cost=0.5)  # fmt: skip


def _held(asked: _Asked) -> Mandate | None:
    """The term that holds today; None where that is not one."""
    try:
        return keys.mandate_at(asked.workspace, asked.now)
    except (UsageProblem, KeyProblem, BadDate):
        return None


def _term(asked: _Asked) -> Iterator[Lack | None]:
    term = _held(asked)
    if term is None:
        said = "the register does not say of exactly one term that it holds today"
        yield _lack("G041", "term", said, "secretariat ask secretariat-on", path=_MANDATES)
    elif term.end is None:
        if asked.sources.is_named(term.id, "end", "ended"):
            yield None
            return
        place = asked.sources.place(term.id)
        said = f"the register does not say when {term.id} ends"
        do = f"secretariat ask gaps about={term.id}"
        yield _lack("G036", "term", said, do, path=_MANDATES, line=place.line)


def _next(asked: _Asked) -> Iterator[Lack | None]:
    term = _held(asked)
    if term is None:
        return  # told already
    if any(_follows(each, term) for each in _mandates(asked)):
        return
    secretariat = asked.sources.rows("SELECT value FROM process WHERE key = 'secretariat'")
    if any(asked.sources.is_named(name, "next", "successor")
           for name in (term.id, "process", *(str(row[0]) for row in secretariat))):  # fmt: skip
        yield None
        return
    said = f"the register names no term after {term.id}"
    yield _lack("G037", "next", said, "secretariat ask secretariat-on", path=_MANDATES)


def _mandates(asked: _Asked) -> Iterable[Mandate]:
    try:
        return keys.mandates(asked.workspace).values()
    except SecretariatError:
        return ()


def _follows(other: Mandate, term: Mandate) -> bool:
    """Whether `other` begins after `term` did, by what the register says of both."""
    try:
        mine, theirs = term_of(term).after, term_of(other).after
    except BadDate:
        return False
    return other.id != term.id and theirs is not None and (mine is None or theirs > mine)
