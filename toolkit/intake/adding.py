"""One run of `add`: from the paths that a person names to proposals that wait for review.

with Store(place_of(workspace)) as store:
    done = Adding(store, wanted, archived).run(paths, runner, told)

Each file is kept and noted before it is read, and each answer is noted when it comes. So a run
that is ended anywhere goes on where it was (see `store`), and what is there already is not read
again.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from toolkit.intake.compose import LEAST_MEETING
from toolkit.intake.model import Enclosed, Limits, Trouble
from toolkit.intake.store import Changed, Item, State, Store
from toolkit.intake.tasks import Result, Runner, Task
from toolkit.intake.walk import Found, walk

#: A proposal is as sure as the least sure of these; without one of them it is not sure at all.
_NEEDED = ("kind", "title", "date", "language")
_MISSING = 0.3
#: Findings that a person should look at before the record is accepted.
_DOUBTS = frozenset({"I001", "I006", "I008", "I009", "I010", "I013", "I018", "I020"})
_DOUBTED = 0.5
#: What a person may say of a file.
_SAID = ("kind", "meeting", "profile")
#: The largest number that SQLite takes.
_FAR = 2**63 - 1

#: How old a file's own time must be to tell anything.
_FRESH = timedelta(days=7)

#: Files done, and files known of so far.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person said of all files of a run."""

    kind: str = ""
    meeting: str = ""
    profile: str = ""
    again: bool = False


@dataclass
class Outcome:
    """What a run did: the rows it touched by what became of them, and what is to be told."""

    run: int = 0
    found: int = 0
    here: int = 0
    items: list[int] = field(default_factory=list)
    states: Counter[State] = field(default_factory=Counter)
    enclosed: int = 0
    told: list[str] = field(default_factory=list)
    stopped: bool = False


class Adding:
    """`archived` are the originals that are in the archive: SHA-256 → record."""

    def __init__(
        self,
        store: Store,
        wanted: Wanted,
        archived: Mapping[str, str],
        limits: Limits | None = None,
    ) -> None:
        self._store = store
        self._wanted = wanted
        self._limits = limits or Limits()
        self._twins = {sha: f"the record {record}" for sha, record in archived.items()}
        self._twins |= store.hashes()
        self.outcome = Outcome()

    def run(self, paths: Sequence[Path], runner: Runner, progress: Progress) -> Outcome:
        """Add all files of `paths`; what an earlier run left unread is read as well.

        Ctrl-C ends it; what was done stays. Raises `UsageProblem` for a path that is not there.
        """
        with self._store.alone(), self._store.gathering():
            return self._run(paths, runner, progress)

    def _run(self, paths: Sequence[Path], runner: Runner, progress: Progress) -> Outcome:
        out, store = self.outcome, self._store
        found, told = walk(paths, store.folder)
        out.found = len(found)
        out.told += map(as_text, told)
        shutil.rmtree(store.spools, ignore_errors=True)
        store.require_room()
        store.spool.mkdir(parents=True)
        out.run = store.begin_run(_now())
        source = _Source(self, found, store.items("waiting"))
        try:
            for result in runner.run(source):
                self._note(result, source)
                progress(source.done, source.known)
            store.end_run(out.run, _now())
        except KeyboardInterrupt:
            out.stopped = True
        finally:
            runner.close()
            shutil.rmtree(store.spools, ignore_errors=True)
        return out

    # -- before a file is read

    def admit(self, found: Found, waiting: Collection[int]) -> Task | None:
        """Keep a file and give its task; None where nothing is left to do with it.

        `waiting` are the rows that this run reads anyhow.
        """
        source = as_text(str(found.path))
        try:
            stat = found.path.stat()
            mtime = max(-_FAR, min(stat.st_mtime_ns, _FAR))
            known = self._store.known(source, stat.st_size, mtime)
            if known is not None and (known.id in waiting or not self._anew(known)):
                self.outcome.here += known.id not in waiting  # those are read in this run
                return None
            if stat.st_size > self._limits.size:
                said = f"it has {stat.st_size:,} bytes: more than any document that is read here"
                self._refused(found, stat.st_size, mtime, "I003", said)
                return None
            sha256, size = self._store.keep(found.path)
        except Changed:
            self._refused(found, 0, 0, "I019", "it was changed while it was read")
            return None
        except OSError as error:
            said = f"it cannot be read ({error.strerror or error})"
            self._refused(found, 0, 0, "I019", said)
            return None
        self._store.forget_unkept(source)
        values = self._values(found, size, mtime, sha256)
        there = self._store.find(source, sha256)
        if there is not None and not self._anew(there):  # the same bytes, written once more
            self._store.update(there.id, size=size, mtime=mtime)
            self.outcome.here += there.id not in waiting
            return None
        if there is None and sha256 in self._twins:
            self._twin(values, self._twins[sha256])
            return None
        if there is not None:  # what was said of it before holds until something else is said
            values |= {name: values[name] or getattr(there, name) for name in _SAID}
        item = self._store.add(**values, state="waiting")
        self._twins[sha256] = as_text(found.place)
        return self.task(self._store.item(item))

    def _anew(self, item: Item) -> bool:
        """Whether a file of an earlier run is to be read again."""
        wanted = self._wanted
        if item.state in ("accepted", "refused", "duplicate", "waiting"):
            return False
        said = (wanted.kind, wanted.meeting, wanted.profile)
        return wanted.again or (any(said) and said != (item.kind, item.meeting, item.profile))

    def _values(self, found: Found, size: int, mtime: int, sha256: str) -> dict[str, object]:
        wanted = self._wanted
        return {
            "source": as_text(str(found.path)), "place": as_text(found.place),
            "name": as_text(found.path.name), "folder": as_text(found.folder),
            "size": size, "mtime": mtime, "sha256": sha256,
            "run": self.outcome.run, "kind": wanted.kind, "meeting": wanted.meeting,
            "profile": wanted.profile,
        }  # fmt: skip

    def _twin(self, values: dict[str, object], of: str) -> None:
        twin = (Trouble(code="I014", message=f"the same bytes as {of}"),)
        item = self._store.add(**values, state="duplicate", twin=of, troubles=twin)
        self._count(item, "duplicate")

    def _refused(self, found: Found, size: int, mtime: int, code: str, message: str) -> None:
        """A file that could not even be kept: noted without its bytes, to be tried again."""
        trouble = (Trouble(code=code, message=message),)
        values = self._values(found, size, mtime, "")
        item = self._store.add(**values, state="failed", troubles=trouble)
        self._count(item, "failed")

    def task(self, item: Item) -> Task:
        """What a worker is asked to do with a file that is kept."""
        spool = self._store.spool / str(item.id)
        shutil.rmtree(spool, ignore_errors=True)
        spool.mkdir(parents=True)
        return Task(
            id=item.id,
            path=str(self._store.path_of(item.sha256)),
            name=item.name,
            folder=item.folder,
            spool=str(spool),
            modified=_time(item.mtime),
            inside=item.inside,
            kind=item.kind,
            meeting=item.meeting,
            profile=item.profile,
        )

    # -- after it was read

    def _note(self, result: Result, source: _Source) -> None:
        store = self._store
        item = store.item(result.id)
        spool = store.spool / str(item.id)
        if result.extracted is None or result.extracted.troubles:
            store.require_room()  # else it may be the disk that was at fault
        if result.extracted is None or not all(
            _is_own(x, spool) for x in result.extracted.enclosed
        ):
            said = "its reader gave no answer that can be used"
            trouble = result.trouble or Trouble(code="I005", message=said)
            store.update(item.id, state="failed", identity=result.identity, troubles=(trouble,))
            self._count(item.id, "failed")
        else:
            taken = [(each, *store.take(Path(each.path))) for each in result.extracted.enclosed]
            state: State = "container" if result.extracted.container else "read"
            proposed = result.proposal.troubles if result.proposal else ()
            troubles = (*result.extracted.troubles, *proposed)
            with store.writing():
                for at, (each, sha256, size) in enumerate(taken):
                    self._enclosed(item, at, each.name, each.inside, sha256, size, source)
                store.update(
                    item.id,
                    state=state,
                    identity=result.identity,
                    extracted=result.extracted,
                    proposal=result.proposal,
                    troubles=troubles,
                    sure=None if state == "container" else _sure(result),
                )
            self._count(item.id, state)
        source.done += 1
        shutil.rmtree(spool, ignore_errors=True)

    def _enclosed(
        self, parent: Item, at: int, name: str, inside: str, sha256: str, size: int, source: _Source
    ) -> None:
        """Note what came within a file; it is read next, unless it is here or too deep."""
        place = f"{parent.place} > {inside or name}"
        values: dict[str, object] = {
            "source": f"{parent.source}\0{at}\0{inside or name}", "place": place, "name": name,
            "folder": "/".join(filter(None, (parent.folder, *inside.split("/")[:-1]))),
            "parent": parent.id, "inside": inside or "attachment", "depth": parent.depth + 1,
            "size": size, "mtime": parent.mtime, "sha256": sha256, "run": self.outcome.run,
            "kind": parent.kind, "meeting": parent.meeting, "profile": parent.profile,
        }  # fmt: skip
        self.outcome.enclosed += 1
        there = self._store.find(str(values["source"]), sha256)
        if there is not None and there.state in ("accepted", "refused"):
            return
        if there is None and sha256 in self._twins:
            self._twin(values, self._twins[sha256])
            return
        if parent.depth + 1 > self._limits.depth:
            trouble = (Trouble(code="I012", message="it lies within too many other files"),)
            item = self._store.add(**values, state="failed", troubles=trouble)
            self._count(item, "failed")
            return
        self._twins[sha256] = place
        item = self._store.add(**values, state="waiting")
        source.more.append(item)

    def _count(self, item: int, state: State) -> None:
        self.outcome.items.append(item)
        self.outcome.states[state] += 1


class _Source:
    """The tasks of a run: what waits, what came within others, and what is found, in that order.

    It may have nothing for a moment and more later, since files come out of files.
    """

    def __init__(self, adding: Adding, found: Sequence[Found], waiting: Sequence[Item]) -> None:
        self._adding = adding
        self._found = deque(found)
        self._all = len(found) + len(waiting)
        self.more: deque[int] = deque(item.id for item in waiting)
        self._waiting = frozenset(self.more)
        self.done = 0

    @property
    def known(self) -> int:
        """How many files there are, as far as that is known by now."""
        return max(self._all + self._adding.outcome.enclosed, self.done)

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> Task:
        if self.more:
            adding = self._adding
            return adding.task(adding._store.item(self.more.popleft()))
        while self._found:
            task = self._adding.admit(self._found.popleft(), self._waiting)
            if task is not None:
                return task
            self.done += 1
        raise StopIteration


def _is_own(enclosed: Enclosed, spool: Path) -> bool:
    """Whether the copy of an enclosed file lies in its holder's spool folder: a reader that was
    taken over by a file must not have other files of ours moved.
    """
    real = Path(os.path.realpath(enclosed.path))
    return real.is_relative_to(os.path.realpath(spool)) and real.is_file()


def as_text(name: str) -> str:
    """A name of a file as text; bytes that are no UTF-8 are written out, as `\\udcff`."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _time(mtime: int) -> str:
    """Nanoseconds since 1970 in ISO 8601; '' for none, and for what no calendar has.

    A file that was written just now was copied just now: its time tells nothing of it.
    """
    try:
        moment = datetime.fromtimestamp(mtime / 1e9, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    fresh = datetime.now(UTC) - moment <= _FRESH
    return moment.isoformat(timespec="seconds") if mtime and not fresh else ""


def _sure(result: Result) -> float:
    """How sure a proposal is as a whole: as the least sure of what a record needs, and of the
    meeting that it is put to, since a wrong one would be found there by others.
    """
    if result.proposal is None or result.extracted is None:
        return 0.0
    guesses = [result.proposal.best(name) for name in _NEEDED]
    least = min(_MISSING if guess is None else guess.confidence for guess in guesses)
    meeting = result.proposal.best("meeting")
    if meeting and meeting.confidence >= LEAST_MEETING:
        least = min(least, meeting.confidence)
    troubles = (*result.extracted.troubles, *result.proposal.troubles)
    doubted = any(trouble.code in _DOUBTS for trouble in troubles)
    return round(min(least, _DOUBTED) if doubted else least, 3)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
