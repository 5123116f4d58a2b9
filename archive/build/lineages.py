"""Which files of a foreign history are one: through renames, removals and returns.

A lineage is one file's life from the commit that adds it to the one that removes it, with
git's own renames in between. Its id comes from its header as the newest version that can
tell it has it, or else from the file's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from archive.history import Commit
from archive.profiles.values import slug

#: Names that mean a page of the web or a format there, and so no record.
_TAKEN = frozenset({"json", "csv"})


@dataclass(frozen=True, slots=True)
class Step:
    """What one commit does to one record: `blob` is None where it removes it."""

    record: str
    path: str
    blob: str | None


@dataclass(slots=True)
class _Life:
    """A file's life: its commits, paths and contents; `end` is None while it lasts."""

    begin: int
    end: int | None = None
    states: list[tuple[int, str, str]] = field(default_factory=list)
    slug: str = ""

    @property
    def path(self) -> str:
        return self.states[-1][1]


def _lives(commits: Sequence[Commit]) -> list[_Life]:
    standing: dict[str, _Life] = {}
    every: list[_Life] = []
    for place, commit in enumerate(commits):
        moved: dict[str, _Life] = {}
        for change in commit.changes:
            for gone in (change.old_path, change.path if change.blob is None else None):
                if gone and (life := standing.pop(gone, None)):
                    moved[gone] = life
        for change in commit.changes:
            if change.blob is None:
                continue
            life = moved.pop(change.old_path, None) if change.old_path else None
            other = standing.get(change.path)
            if life is None:
                life = other
            elif other is not None:  # what lay there was replaced by what moved there
                other.end = place
            if life is None:
                life = _Life(place)
                every.append(life)
            life.states.append((place, change.path, change.blob))
            standing[change.path] = life
        for life in moved.values():
            life.end = place
    return every


def steps(
    commits: Sequence[Commit],
    headers: Callable[[Iterable[str]], Iterator[tuple[str, str | None]]] | None,
) -> list[list[Step]]:
    """What each of `commits` does, with the records named by slugs, in the order of their names.

    `headers(blobs)` gives each content's slug by its header, None where it has none; without it
    all are named by their files.
    """
    lives = _lives(commits)
    if headers is not None:
        _by_header(lives, headers)
    for life in lives:
        life.slug = life.slug or _by_name(life.path)
    _set_apart(lives)
    out: list[dict[str, Step]] = [{} for _ in commits]
    for life in lives:
        for place, path, blob in life.states:
            out[place][life.slug] = Step(life.slug, path, blob)
    for life in lives:
        if life.end is not None:  # one that came back in the very same commit is not gone
            out[life.end].setdefault(life.slug, Step(life.slug, life.path, None))
    return [[done[name] for name in sorted(done)] for done in out]


def _by_header(
    lives: list[_Life], headers: Callable[[Iterable[str]], Iterator[tuple[str, str | None]]]
) -> None:
    """Ask for the newest version of each life, and for older ones only where that has no id."""
    newest = dict.fromkeys(life.states[-1][2] for life in lives)
    known = dict(headers(newest))
    left = [life for life in lives if known[life.states[-1][2]] is None]
    older = dict.fromkeys(blob for life in left for _, _, blob in life.states)
    known.update(headers(blob for blob in older if blob not in newest))
    for life in lives:
        found = (known[blob] for _, _, blob in reversed(life.states))
        life.slug = next((each for each in found if each), "")
    _hand_over(lives, left, known)


def _hand_over(lives: list[_Life], left: list[_Life], known: Mapping[str, str | None]) -> None:
    """Part those of `left` that gave their id away: another file had taken it by then.

    What stays behind, a note such as "moved to rule-20.md", is a file of its own from there on.
    """
    without = {id(life) for life in left}
    takers: dict[str, list[_Life]] = {}
    for life in lives:
        if life.slug and id(life) not in without:
            takers.setdefault(life.slug, []).append(life)
    for life in left:
        if not life.slug:
            continue
        last = max(at for at, (_, _, blob) in enumerate(life.states) if known[blob])
        gone = life.states[last + 1][0]  # the commit in which the header lost the id
        begun = [
            other.begin
            for other in takers.get(life.slug, ())
            if life.begin < other.begin <= gone and not (other.end and other.end <= gone)
        ]
        if not begun:
            continue
        at = min(begun)
        kept = [state for state in life.states if state[0] < at]
        rest = life.states[len(kept) :]
        if rest[0][0] > at:
            rest.insert(0, (at, *kept[-1][1:]))
        lives.append(_Life(at, life.end, rest))
        life.states, life.end = kept, at


def _by_name(path: str) -> str:
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    if stem.isdigit() and len(stem) < 3 and folder:  # a day or a month in a folder of its own
        stem = f"{folder.rpartition('/')[2]}-{stem}"
    return slug(stem) or "file"


def _set_apart(lives: list[_Life]) -> None:
    """Lives of one name that overlap get -2, -3, ...; those that follow each other are one."""
    named = {life.slug for life in lives}
    until: dict[str, int | None] = {}
    for life in sorted(lives, key=lambda life: (life.begin, life.states[0][1])):
        wanted = f"{life.slug}-file" if life.slug in _TAKEN else life.slug
        for n in count(1):
            tried = wanted if n == 1 else f"{wanted}-{n}"
            if n > 1 and tried in named:
                continue
            if tried not in until or _is_over(until[tried], life.begin):
                break
        until[tried] = life.end
        life.slug = tried


def _is_over(end: int | None, begin: int) -> bool:
    return end is not None and end <= begin
