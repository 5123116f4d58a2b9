"""Takes over what came late: records that the giving side sends once this side has its own.

Both sides have gone on, and each has sealed its own saves, so neither line can be the whole of the
other. The receiving side's line stays the main one. What is new comes into it by one save, whose
second parent is the giving side's line: nothing that was signed is lost, and a later package finds
what it goes on from. Where both sides changed one thing, theirs is kept as a version and ours is
put on top of it by a second save. Their log is not joined: its leaves are kept with the event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import custody, history, registers
from archive.entrymerge import join_entries
from archive.errors import BadFrontMatter
from archive.frontmatter import decode, newlines, read_front, split
from archive.gitrun import ask, git_at
from archive.log import store
from archive.signers import REVOKED, SIGNERS, Signer, read_revoked, read_signers
from archive.statement import Statement
from archive.workspace import RECORDS, Workspace
from toolkit.handover.errors import AcceptRefused
from toolkit.saving.repository import Repository, Saver

#: Lists of which each line stands for itself.
_LISTS = (SIGNERS, REVOKED)

#: What each side has its own of: the log, and the key by which closed records get numbers.
_OWN = (f"{store.FOLDER}/", "records/editions.key")

#: As many names are told one by one.
_FEW = 5

Files = dict[str, tuple[str, str]]  # path → (mode, blob)


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of it: how many files were taken, and what both sides had changed.

    `left` counts lines about keys of others, which the giving side has no say in.
    """

    taken: int
    both: tuple[str, ...]
    left: int = 0

    def notes(self) -> Iterator[str]:
        """What a person should know of it."""
        files = f"{self.taken:,} {'file' if self.taken == 1 else 'files'}"
        yield f"{files} of it came in by one save, and your own records are as they were"
        if self.left:
            lines = f"{self.left:,} {'line' if self.left == 1 else 'lines'}"
            yield f"{lines} of its lists of keys are of other terms than its own, and were left out"
        if self.both:
            names = ", ".join(self.both[:_FEW])
            more = f" and {len(self.both) - _FEW:,} more" if len(self.both) > _FEW else ""
            yield (
                f"both sides changed {names}{more}: yours stands; theirs is the version before it "
                "(secretariat diff), from which you may take over what is right"
            )


@dataclass(slots=True)
class _Plan:
    """The files of both saves: with theirs where both sides changed one thing, and with ours."""

    first: Files
    both: list[str] = field(default_factory=list)
    ours: Files = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    taken: int = 0
    left: int = 0
    giver: str = ""
    signers: Sequence[Signer] = ()


def bring_in(
    made: Workspace, there: Workspace, name: str, said: Statement, saver: Saver, base: str,
    old: str, new: str,
) -> Brought:  # fmt: skip
    """Let the saves of `made` be those of `old` with what `new` has more than `base`.

    `old` is the last save of `there`, `new` that of the package, which `said` is of. `made` has all
    three; its files become those of the last save. Raises `AcceptRefused` where a person must do
    something first.
    """
    repository = Repository(made)
    plan = _planned(repository, said.mandate, base, old, new)
    host = said.host
    why = f"Bring in {name}, which {host} sent later"
    first = _commit(repository, saver, f"{why}\n", (old, new), old, plan.first, ())
    last = first
    if plan.ours or plan.gone:
        again = f"Go on with what stood here where {host} changed the same\n"
        last = _commit(repository, saver, again, (first,), first, plan.ours, plan.gone)
    _keep_imports(made, there)
    _write_out(repository, new, last)
    repository.ask("update-ref", "HEAD", last)
    return Brought(plan.taken, tuple(plan.both), plan.left)


# -- what becomes of each file ----------------------------------------------------------


def _planned(repository: Repository, giver: str, base: str, old: str, new: str) -> _Plan:
    ours, theirs = (_changes(repository, base, each) for each in (old, new))
    here, there = (_records(repository, each.after) for each in (ours, theirs))
    ids = {path: name for name, path in there.items()}
    held = repository.run("cat-file", "blob", f"{old}:{SIGNERS}").out
    plan = _Plan({}, giver=giver, signers=read_signers(held)[0])
    folders: dict[str, str] = {}
    clashing = []
    for path, file in theirs.after.items():
        if not path.startswith(f"{RECORDS}/") or path.startswith(_OWN):
            continue
        if path.startswith(f"{custody.FOLDER}/"):
            _event(repository, plan, old, path, file, folders)
            continue
        at = here.get(ids.get(path, ""), path)  # the same record may lie elsewhere here
        before = theirs.before.get(path)
        if path in _LISTS:
            mine = ours.after.get(path, before)
            _take(plan, path, _listed(repository, plan, path, before, mine, file))
            continue
        if at not in ours.after:
            _take(plan, path, file)
            continue
        mine = ours.after[at]
        if mine == file:
            continue
        if registers.name_of(path) and file and mine:
            _register(repository, plan, path, before, mine, file)
        elif file and mine and not before and at == path and path not in here.values():
            clashing.append(path)  # an original, say: one place cannot hold both
        elif (
            file and mine and path in here.values() and path in ids and here.get(ids[path]) != path
        ):
            clashing.append(path)
        else:
            _both(plan, at, file, mine)
    if clashing:
        more = f" and {len(clashing) - 1:,} more" if len(clashing) > 1 else ""
        raise AcceptRefused(
            f"both sides made a file {clashing[0]}{more}, and they are not one record: give yours "
            "another name, save, and accept again"
        )
    return plan


def _take(plan: _Plan, path: str, file: tuple[str, str] | None) -> None:
    plan.first[path] = file or ("", "")
    plan.taken += 1


def _both(
    plan: _Plan, path: str, theirs: tuple[str, str] | None, ours: tuple[str, str] | None
) -> None:
    """Theirs as a version, ours on top; where they removed it, ours simply stays."""
    name = path.removeprefix(f"{RECORDS}/")
    if name not in plan.both:
        plan.both.append(name)
    if theirs is None:
        return
    plan.first[path] = theirs
    plan.taken += 1
    if ours is None:
        plan.gone.append(path)
    else:
        plan.ours[path] = ours


def _register(
    repository: Repository, plan: _Plan, path: str, before: tuple[str, str] | None,
    ours: tuple[str, str], theirs: tuple[str, str],
) -> None:  # fmt: skip
    texts = [_text(repository, each) for each in (before, ours, theirs)]
    joined = [join_entries(*texts, prefer_theirs=prefer) for prefer in (True, False)]
    if joined[0] is None or joined[1] is None:
        _both(plan, path, theirs, ours)
        return
    plan.first[path] = _written(repository, ours[0], joined[0].text)
    plan.taken += 1
    if joined[0].both:
        plan.both += [f"{each} ({registers.name_of(path)})" for each in joined[0].both]
        plan.ours[path] = _written(repository, ours[0], joined[1].text)


def _listed(
    repository: Repository, plan: _Plan, path: str, before: tuple[str, str] | None,
    ours: tuple[str, str] | None, theirs: tuple[str, str] | None,
) -> tuple[str, str]:  # fmt: skip
    """A list with the lines that theirs has more; what theirs lacks stays.

    The giving side speaks of its own keys alone: not who may sign for others, nor who may not.
    """
    had, mine, new = (_text(repository, each).splitlines() for each in (before, ours, theirs))
    more = []
    for line in new:
        if line in had or line in mine or not line.strip() or line.startswith("#"):
            continue
        if _is_of(line, path, plan.giver, plan.signers):
            more.append(line)
        else:
            plan.left += 1
    text = "".join(f"{line}\n" for line in (*mine, *more))
    return _written(repository, (ours or theirs or ("100644", ""))[0], text)


def _is_of(line: str, path: str, giver: str, signers: Sequence[Signer]) -> bool:
    """Whether a line of a list is of a key of the mandate `giver`, or of one that nobody has."""
    data = f"{line}\n".encode("utf-8", "surrogateescape")
    if path == SIGNERS:
        return [each.mandate for each in read_signers(data)[0]] == [giver]
    own = {each.key: each.mandate for each in signers}
    keys = [each.key for each in read_revoked(data)[0]]
    return bool(keys) and all(own.get(key, giver) == giver for key in keys)


def _event(
    repository: Repository, plan: _Plan, old: str, path: str, file: tuple[str, str] | None,
    folders: dict[str, str],
) -> None:  # fmt: skip
    """Take an event of custody; one whose number is used here already gets the next one."""
    folder, _, name = path.removeprefix(f"{custody.FOLDER}/").partition("/")
    if file is None or not name:
        return
    if folder not in folders:
        own = _tree(repository, old, f"{custody.FOLDER}/")
        names = {each.removeprefix(f"{custody.FOLDER}/").partition("/")[0] for each in own}
        number, _, kind = folder.partition("-")
        if folder in names:
            number = f"{custody.next_number([*names, *folders.values()]):04}"
        folders[folder] = f"{number}-{kind}"
    _take(plan, f"{custody.FOLDER}/{folders[folder]}/{name}", file)


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side did: what each path that it touched held before, and holds after (or None)."""

    before: Files
    after: Mapping[str, tuple[str, str] | None]


def _changes(repository: Repository, base: str, to: str) -> _Side:
    before: Files = {}
    after: dict[str, tuple[str, str] | None] = {}
    for each in _differences(repository, base, to):
        if each.status != "A":
            before[each.path] = each.old
        after[each.path] = None if each.status == "D" else each.new
    return _Side(before, after)


def _records(repository: Repository, files: Mapping[str, tuple[str, str] | None]) -> dict[str, str]:
    """The records among `files`: id → path."""
    texts = {path: file[1] for path, file in files.items() if file and path.endswith(".md")}
    blobs = history.blobs(repository.workspace.root, texts.values())
    return {
        name: path
        for path, blob in zip(texts, blobs, strict=True)
        if (name := _id(blob.data or b""))
    }


def _id(data: bytes) -> str:
    text = decode(data)[0]
    try:
        said = read_front(split(newlines(text or "")).front or "").get("id")
    except BadFrontMatter:
        return ""
    return said if isinstance(said, str) else ""


# -- git --------------------------------------------------------------------------------


def _data(repository: Repository, file: tuple[str, str] | None) -> bytes:
    return repository.run("cat-file", "blob", file[1]).out if file else b""


def _text(repository: Repository, file: tuple[str, str] | None) -> str:
    return newlines(_data(repository, file).decode("utf-8", "surrogateescape"))


def _written(repository: Repository, mode: str, text: str) -> tuple[str, str]:
    data = text.encode("utf-8", "surrogateescape")
    return mode, repository.ask("hash-object", "-w", "--no-filters", "--stdin", stdin=data)


def _tree(repository: Repository, commit: str, under: str) -> list[str]:
    said = repository.ask("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, under)
    return [each for each in said.split("\0") if each]


def _commit(
    repository: Repository, saver: Saver, message: str, parents: tuple[str, ...], begin: str,
    files: Files, gone: tuple[str, ...] | list[str],
) -> str:  # fmt: skip
    """A save of `begin` with `files` ('' as blob: not there), which takes no branch along."""
    none = f"0 {'0' * len(begin)}"
    lines = [f"{mode} {blob}\t{path}" if blob else f"{none}\t{path}"
             for path, (mode, blob) in files.items()]  # fmt: skip
    lines += [f"{none}\t{path}" for path in gone]
    with TemporaryDirectory() as folder:
        env = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        repository.ask("read-tree", begin, env=env)
        given = b"".join(line.encode("utf-8", "surrogateescape") + b"\0" for line in lines)
        repository.ask("update-index", "-z", "--index-info", stdin=given, env=env)
        tree = repository.ask("write-tree", env=env)
    who = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", saver.name), ("EMAIL", saver.email))
    }
    over = [word for each in parents for word in ("-p", each)]
    return repository.ask("commit-tree", tree, *over, "-F", "-", stdin=message.encode(), env=who)


def _write_out(repository: Repository, old: str, new: str) -> None:
    """Let the files and the index be those of `new`; the files were those of `old`."""
    repository.ask("read-tree", new)
    wanted = []
    for each in _differences(repository, old, new):
        if each.status == "D":
            (repository.workspace.root / each.path).unlink(missing_ok=True)
        else:
            wanted.append(each.path.encode("utf-8", "surrogateescape") + b"\0")
    repository.ask("checkout-index", "-f", "-q", "-z", "--stdin", stdin=b"".join(wanted))
    repository.run("update-index", "-q", "--refresh")


@dataclass(frozen=True, slots=True)
class _Difference:
    path: str
    status: str
    old: tuple[str, str]
    new: tuple[str, str]


def _differences(repository: Repository, one: str, other: str) -> Iterator[_Difference]:
    raw = repository.ask(
        "diff-tree", "-r", "-z", "--no-renames", "--no-commit-id", "--no-abbrev", one, other
    ).split("\0")
    for facts, path in zip(raw[::2], raw[1::2], strict=False):
        was, mode, old, new, status = facts.lstrip(":").split(" ")
        yield _Difference(path, status, (was, old), (mode, new))


def _keep_imports(made: Workspace, there: Workspace) -> None:
    """An imported history of `there` that went further than the package's stays."""
    said = ask(
        git_at(there.root), "for-each-ref", "--format=%(refname) %(objectname)", "refs/imports"
    )
    for line in said.splitlines():
        name, _, own = line.partition(" ")
        now = ask(git_at(made.root), "rev-parse", "--verify", "--quiet", name, allowed=(0, 1))
        if own and not history.is_ancestor(made.root, own, now):
            ask(git_at(made.root), "update-ref", name, own)
