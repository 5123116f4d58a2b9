"""Takes over a package with only what is new: the workspace goes on from where it was.

What the incoming host did since (its term, keys, custody) is joined to the outgoing host's line,
which stays the main one: so the log, and every version's number, stay what they were. Where it has
records of its own, its line stays the main one instead (`late`). All is made beside; then a journal
is written, the files are changed, and the branch is moved. A run that is stopped in between is
finished by the next.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import custody, history
from archive.errors import UsageProblem
from archive.gitrun import ask, git_at
from archive.signers import AUTHORITIES, REVOKED, SIGNERS
from archive.workspace import Workspace
from toolkit.handover.accepting import late
from toolkit.handover.accepting.receiving import put as put_file
from toolkit.handover.accepting.term import Wanted
from toolkit.handover.errors import AcceptRefused
from toolkit.handover.fixity import sync_folder
from toolkit.handover.verifying.log import events_of
from toolkit.handover.verifying.model import Verdict
from toolkit.handover.verifying.signature import MANDATES, terms
from toolkit.saving.changes import find_changes
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.undo import local_folder

#: What an incoming host may have changed since, and its package can still be joined.
_JOINED = (MANDATES, SIGNERS, REVOKED, AUTHORITIES)

_JOURNAL = "accepting.json"


def join(made: Workspace, there: Workspace, verdict: Verdict, saver: Saver) -> late.Brought | None:
    """Let the saves of `made` be what the package brings, and what `there` did since.

    Gives what came of it where `there` has records of its own, into which the package's came.
    Raises `AcceptRefused` where that cannot be done without a person.
    """
    repository = Repository(there)
    repository.require_ready()
    if find_changes(repository):
        raise AcceptRefused(
            f"{there.root} has changes that are not saved: run `secretariat save` there, or "
            "`secretariat undo`, and accept again"
        )
    assert verdict.unpacked is not None
    old, new = history.head(there.root) or "", verdict.unpacked.commit
    if history.is_ancestor(made.root, old, new):
        return None
    git = git_at(made.root)
    base = ask(git, "merge-base", old, new)
    own = _names(made, base, old)
    if not all(map(_may, own)):
        said = verdict.judged.statement
        assert said is not None
        return late.bring_in(made, there, verdict.name, said, saver, base, old, new)
    theirs = set(_names(made, base, new))
    for name in own:
        _bring(made, name, base, old, both=name in theirs)
    inside = Repository(made)
    inside.ask("add", "-A", "--force", "--", *own)
    tree = inside.ask("write-tree")
    who = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", saver.name), ("EMAIL", saver.email))
    }
    message = f"Join {verdict.name} with what was done here\n".encode()
    commit = inside.ask("commit-tree", tree, "-p", new, "-p", old, "-F", "-", stdin=message,
                        env=who)  # fmt: skip
    inside.ask("update-ref", "HEAD", commit, new)
    return None


def _may(name: str) -> bool:
    return name in _JOINED or name.startswith(f"{custody.FOLDER}/")


def _names(made: Workspace, one: str, other: str) -> list[str]:
    said = ask(
        git_at(made.root), "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff",
        "--no-textconv", "--ignore-submodules=all", one, other,
    )  # fmt: skip
    return [name for name in said.split("\0") if name]


def _blob(made: Workspace, commit: str, name: str) -> bytes:
    return Repository(made).run("cat-file", "blob", f"{commit}:{name}").out


def _bring(made: Workspace, name: str, base: str, old: str, *, both: bool) -> None:
    """Write the file `name` as it is to be: ours, or where both sides changed it both in one."""
    place = made.root / name
    ours = _blob(made, old, name)
    if not both:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(ours)
        return
    theirs = place.read_bytes() if place.is_file() else b""
    if theirs == ours:
        return
    with TemporaryDirectory() as folder:
        paths = [Path(folder, each) for each in ("theirs", "base", "ours")]
        for path, data in zip(paths, (theirs, _blob(made, base, name), ours), strict=True):
            path.write_bytes(data)
        done = Repository(made).run("merge-file", "-p", "-q", *map(str, paths))
    if done.status:
        raise AcceptRefused(
            f"both sides changed the same lines of {name}: make yours as in the package, save, and "
            "accept again"
        )
    place.write_bytes(done.out)


def same_term(there: Workspace, wanted: Wanted) -> Wanted:
    """The term that signs for a package with only what is new, which begins none.

    That which received the package before, or another that is in the register. Raises
    `UsageProblem` where something else is wanted.
    """
    known = terms(_bytes(there.root / MANDATES))
    receipts = [each.receipt for each in events_of(there)[0] if each.kind == "received"]
    before = next((each.receiver.mandate for each in reversed(receipts) if each), None)
    if before is None:
        return wanted  # nothing was ever received here, so that it does not fit anyway
    name = wanted.mandate or before
    if name != before and name not in known:
        raise UsageProblem(
            f"a package with only what is new begins no term: leave --mandate out, and {before} "
            "signs the receipt"
        )
    term = known.get(name)
    for option, said, own in (
        ("--from", wanted.start, term and term.start),
        ("--organisation", wanted.organisation, term and term.organisation),
        ("--place", wanted.place, term and term.place),
        ("--head", wanted.head, term and term.head),
    ):
        if said is not None and said != own:
            raise UsageProblem(
                f"a package with only what is new changes no term: leave {option} out, and edit "
                f"{MANDATES} where it is wrong"
            )
    return Wanted(mandate=name)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


# -- one step ---------------------------------------------------------------------------


def put(made: Workspace, there: Workspace, step: Callable[[str], None]) -> None:
    """Make `there` what `made` is: its saves, its branch, its files."""
    old, new = history.head(there.root) or "", history.head(made.root) or ""
    step("objects")
    _take_objects(made, there)
    step("journal")
    journal = local_folder(there) / _JOURNAL
    said = json.dumps({"from": old, "to": new, "imports": dict(_imports(made))}, indent=1)
    put_file(journal, f"{said}\n".encode())
    finish(there, step)


def finish(there: Workspace, step: Callable[[str], None] | None = None) -> None:
    """Do what a journal says that was begun; nothing where there is none.

    Each file is replaced whole, so that one is always as it was or as it will be.
    """
    told = step or (lambda name: None)
    journal = there.local / _JOURNAL
    if not journal.is_file():
        return
    said = json.loads(journal.read_text(encoding="utf-8"))
    repository = Repository(there)
    old, new = said["from"], said["to"]
    branch = repository.ask("symbolic-ref", "HEAD")
    if history.head(there.root) == old:
        changed = _changed(repository, old, new)
        _require_untouched(repository, changed, old)
        for name, commit in said["imports"].items():
            _set(repository, name, commit)
        told("files")
        for each in changed:
            _replace(repository, each)
        told("branch")
        _set(repository, branch, new)
    told("branched")
    _renew_index(repository, new)
    journal.unlink()
    sync_folder(journal.parent)


@dataclass(frozen=True, slots=True)
class _Changed:
    """A file that is another in the new save: its path, its blob ('' for none) and its mode."""

    path: str
    blob: str
    mode: str

    def data(self, repository: Repository) -> bytes | None:
        """What it will hold; None where it will not be there."""
        return repository.run("cat-file", "blob", self.blob).out if self.blob else None


def _changed(repository: Repository, old: str, new: str) -> list[_Changed]:
    raw = repository.ask(
        "diff-tree", "-r", "-z", "--no-renames", "--no-commit-id", "--no-abbrev", old, new
    ).split("\0")
    found = []
    for facts, path in zip(raw[::2], raw[1::2], strict=False):
        _, mode, _, blob, status = facts.lstrip(":").split(" ")
        found.append(_Changed(path, "" if status == "D" else blob, mode))
    return found


def _require_untouched(repository: Repository, changed: Iterable[_Changed], old: str) -> None:
    """Raise where a file that is to change is neither as it was nor as it will be."""
    for each in changed:
        place = repository.workspace.root / each.path
        now = place.read_bytes() if place.is_file() else None
        was = repository.run("cat-file", "blob", f"{old}:{each.path}")
        if now not in (each.data(repository), None if was.status else was.out):
            raise AcceptRefused(
                f"{each.path} was changed while a package was being accepted: move your copy "
                f"elsewhere, run `git checkout {old[:12]} -- {each.path}`, and accept again"
            )


def _replace(repository: Repository, each: _Changed) -> None:
    place = repository.workspace.root / each.path
    data = each.data(repository)
    if data is None:
        place.unlink(missing_ok=True)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    put_file(place, data)
    if each.mode == "100755" and os.name != "nt":
        place.chmod(place.stat().st_mode | 0o111)


def _set(repository: Repository, name: str, commit: str) -> None:
    """Let a ref be `commit`; a lock of it is one that a killed run of ours left."""
    lock = repository.folder / f"{name}.lock"
    lock.unlink(missing_ok=True)
    (repository.folder / "HEAD.lock").unlink(missing_ok=True)
    repository.ask("update-ref", "-m", "accept: a package", name, commit)


def _renew_index(repository: Repository, new: str) -> None:
    """Let the index say what the save says, by one rename: git's own lock outlives a kill."""
    place = repository.folder / "accepting.index"
    for each in (place, place.with_name(f"{place.name}.lock")):
        each.unlink(missing_ok=True)
    own = {"GIT_INDEX_FILE": str(place)}
    repository.ask("read-tree", new, env=own)
    repository.run("update-index", "-q", "--refresh", env=own)
    place.replace(repository.folder / "index")


def _imports(made: Workspace) -> Iterator[tuple[str, str]]:
    said = ask(
        git_at(made.root), "for-each-ref", "--format=%(refname) %(objectname)", "refs/imports"
    )
    for line in said.splitlines():
        name, _, commit = line.partition(" ")
        yield name, commit


def _take_objects(made: Workspace, there: Workspace) -> None:
    """Copy git's objects over, each whole before it has its name; packs before their index."""
    source = made.root / ".git" / "objects"
    target = there.root / ask(git_at(there.root), "rev-parse", "--git-path", "objects")
    files = [p for p in sorted(source.rglob("*")) if p.is_file() and p.parent.name != "info"]
    for path in sorted(files, key=lambda each: each.suffix == ".idx"):
        goal = target / path.relative_to(source)
        if goal.exists():
            continue
        goal.parent.mkdir(parents=True, exist_ok=True)
        partial = goal.with_name(f"tmp_{goal.name}")
        shutil.copyfile(path, partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(goal)
        sync_folder(goal.parent)
