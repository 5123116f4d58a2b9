"""A copy of the repository beside it, rewritten and compared with the old one.

The copy holds what references and the stash reach, and no more: no reflogs, nothing unreachable.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

import toolkit
from archive.errors import SaveFailed
from archive.gitrun import ask, git_at, running
from toolkit.disposal.errors import DisposalRefused
from toolkit.disposal.scan import Change, Scan, changes_of
from toolkit.saving.repository import run

#: Where the entries of the stash hang while they are rewritten.
STASH = "refs/secretariat/stash/"
#: Git's own files beside the history that a rewritten repository keeps.
_KEPT = ("config", "config.worktree", "description", "hooks", "info/exclude", "info/attributes")

_PROGRAM = (
    "import sys; sys.path.insert(0, {root!r}); from toolkit.disposal.rewrite import main; main()"
)


@dataclass(frozen=True, slots=True)
class Order:
    """What the rewriting has to do, besides what `scan` found."""

    stub: str
    placeholder: str
    scrub: tuple[str, ...]


def copy(root: Path, folder: Path, scan: Scan, branch: str) -> None:
    """Make `folder` a bare repository with all that the one at `root` refers to.

    Copies of remotes that have something of the record are left out: they would bring it along.
    """
    folder.mkdir(parents=True)
    _do(folder, "init", "--quiet", "--bare", "--template=", ".")
    listed = ask(git_at(root), "for-each-ref", "--format=%(refname)%00%(objectname)%00%(symref)")
    lost = {name for name in scan.refs if name.startswith("refs/remotes/")}
    names, symbolic = {}, []
    for line in listed.splitlines():
        name, object_, leads = line.split("\0")
        if leads:
            symbolic.append((name, leads))
        elif name not in lost:
            names[name] = object_
    for place, (commit, _) in enumerate(scan.stash):
        names[f"{STASH}{place}"] = commit
    names.pop("refs/stash", None)
    _pack(root, folder / "objects" / "pack" / "pack", names.values())
    told = "".join(f"create {name} {object_}\n" for name, object_ in names.items())
    _do(folder, "update-ref", "--stdin", stdin=told.encode())
    _do(folder, "symbolic-ref", "HEAD", branch)
    for name, leads in symbolic:
        if leads in names and name != "HEAD":
            _do(folder, "symbolic-ref", name, leads)


def _pack(root: Path, base: Path, objects: Iterable[str]) -> None:
    base.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryFile() as asked:
        listed = "".join(f"{name}\n" for name in dict.fromkeys(objects))
        asked.write(listed.encode("ascii"))
        asked.seek(0)
        words = ("pack-objects", "--quiet", "--revs", "--delta-base-offset", os.fspath(base))
        with running(root, *words, request=cast("BinaryIO", asked)) as stream:
            stream.read()


def rewrite(folder: Path, scan: Scan, order: Order) -> dict[str, str]:
    """Take what `scan` found out of the copy in `folder`; old → new hash of each commit.

    Raises `DisposalRefused` with the reason where git-filter-repo could not do it.
    """
    refs = [name for name in scan.refs if not name.startswith("refs/remotes/")]
    refs = [name for name in refs if name != "refs/stash"]
    refs += [f"{STASH}{place}" for place in range(len(scan.stash))]
    plan = {
        "refs": refs,
        "pairs": sorted(scan.pairs),
        "deleted": sorted(scan.deleted),
        "openings": scan.openings,
        "stub": order.stub,
        "placeholder": order.placeholder,
        "scrub": list(order.scrub),
    }
    place = folder.parent / "plan.json"
    place.write_text(json.dumps(plan), encoding="utf-8")
    program = _PROGRAM.format(root=str(Path(toolkit.__file__).resolve().parents[1]))
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    quiet |= {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
        "GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0",
    }  # fmt: skip
    with TemporaryFile() as wrong:
        # The child ends when its standard input does: it never outlives us.
        child = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-c", program, str(place.resolve())],
            cwd=folder, env=quiet, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=wrong,
        )  # fmt: skip
        try:
            child.wait()
        finally:
            child.kill()
            child.wait()
            if child.stdin:
                child.stdin.close()
        wrong.seek(0)
        said = wrong.read().decode("utf-8", "replace").strip().splitlines()
    place.unlink()
    if child.returncode:
        raise DisposalRefused(
            "nothing was disposed of: the history could not be rewritten "
            f"({said[-1] if said else 'no reason given'}); see that the disk has room, and that "
            "`git fsck` finds nothing"
        )
    lines = (folder / "filter-repo" / "commit-map").read_text("ascii").splitlines()[1:]
    shutil.rmtree(folder / "filter-repo")
    return {old: new for old, _, new in (line.partition(" ") for line in lines)}


def compare(root: Path, folder: Path, scan: Scan, order: Order, new_of: dict[str, str]) -> None:
    """Raise `DisposalRefused` unless the copy differs from the repository as it is meant to.

    Each commit must be there with author, times and message, and change all other files alike.
    """
    revisions = [f"{STASH}{place}" for place in range(len(scan.stash))]
    left_out = {"refs/stash", *_lost(scan)}
    kept = [name for name in scan.tips if name not in left_out]
    old_names = [*(scan.tips[name] for name in kept), *(name for name, _ in scan.stash)]
    old = _headers(root, old_names)
    new = _headers(folder, [*kept, *revisions])
    if {new_of.get(name, name) for name in old} != set(new):
        raise _odd("commits were lost or added")
    for name, said in old.items():
        other = new[new_of.get(name, name)]
        wanted = [new_of.get(parent, parent) for parent in said.parents]
        same = said.who == other.who and (said.message == other.message or bool(order.scrub))
        if not same or wanted != other.parents:
            raise _odd(f"commit {name[:12]} has changed beyond its files")
    own = {path for path, _ in scan.pairs} | {order.stub}
    before = _files(root, old_names, own)
    after = _files(folder, [*kept, *revisions], own)
    if {new_of.get(name, name): changes for name, changes in before.items()} != after:
        raise _odd("other files have changed")
    for name in kept:
        if not _same_tree(root, scan.tips[name], folder, name, scan, order):
            raise _odd(f"the files of {name} are not those that should be left")


def _lost(scan: Scan) -> list[str]:
    return [name for name in scan.refs if name.startswith("refs/remotes/")]


def _odd(what: str) -> DisposalRefused:
    return DisposalRefused(f"nothing was disposed of: the rewritten copy was not as meant, {what}")


@dataclass(frozen=True, slots=True)
class _Header:
    parents: list[str]
    who: list[bytes]
    message: bytes


def _headers(root: Path, revisions: list[str]) -> dict[str, _Header]:
    """Parents, and author, times and message, of each commit."""
    listed = _commits(root, revisions)
    found = {}
    with TemporaryFile() as asked:
        asked.write("".join(f"{name}\n" for name in listed).encode("ascii"))
        asked.seek(0)
        words = ("cat-file", "--batch", "--buffer")
        with running(root, *words, request=cast("BinaryIO", asked)) as stream:
            while line := stream.readline():
                name, _, size = line.decode("ascii").split()
                found[name] = _header(stream.read(int(size)))
                stream.read(1)
    return found


def _header(data: bytes) -> _Header:
    head, _, message = data.partition(b"\n\n")
    parents, kept = [], []
    for line in head.split(b"\n"):
        if line.startswith(b"parent "):
            parents.append(line[7:].decode("ascii"))
        elif line.startswith((b"author ", b"committer ", b"encoding ")):
            kept.append(line)
    # A signature is one of the old hash, and goes; a message gets the line end that it lacked.
    return _Header(parents, kept, message.rstrip(b"\n"))


def _commits(root: Path, revisions: list[str]) -> list[str]:
    with TemporaryFile() as asked:
        asked.write("".join(f"{name}\n" for name in dict.fromkeys(revisions)).encode("utf-8"))
        asked.seek(0)
        words = ("rev-list", "--topo-order", "--reverse", "--stdin")
        with running(root, *words, request=cast("BinaryIO", asked)) as stream:
            return stream.read().decode("ascii").split()


def _files(
    root: Path, revisions: list[str], own: set[str]
) -> dict[str, set[tuple[str, str | None]]]:
    """Commit → the (path, content) that it gives, the record's own files and openings aside."""
    found: dict[str, set[tuple[str, str | None]]] = {}
    for each in changes_of(root, revisions):
        if each.path not in own and not _is_opening(each):
            found.setdefault(each.commit, set()).add((each.path, each.new))
    return found


def _is_opening(change: Change) -> bool:
    return "/log/openings/" in f"/{change.path}" and change.path.endswith(".jsonl")


def _same_tree(
    root: Path, old: str, folder: Path, new: str, scan: Scan, order: Order
) -> bool:  # fmt: skip
    before = {pair for pair in tree(root, old).items() if pair not in scan.pairs}
    wanted = {(path, blob) for path, blob in before if blob not in scan.openings}
    after = {(path, blob) for path, blob in tree(folder, new).items() if path != order.stub}
    added = {path for path, _ in after - wanted}
    return wanted <= after and added == {path for path, _ in before - wanted}


def tree(root: Path, revision: str) -> dict[str, str]:
    """Path → the name of its content, of each file of a commit."""
    with running(root, "ls-tree", "-r", "-z", "--full-tree", revision) as stream:
        lines = stream.read().split(b"\0")
    pairs = (line.split(b"\t", 1) for line in lines if line)
    return {os.fsdecode(path): told.split(b" ")[2].decode("ascii") for told, path in pairs}


def tidy(folder: Path, scan: Scan) -> None:
    """Leave nothing in the repository in `folder` but what its references reach."""
    (folder / "FETCH_HEAD").unlink(missing_ok=True)
    (folder / "ORIG_HEAD").unlink(missing_ok=True)
    if (folder / "logs").is_dir():
        shutil.rmtree(folder / "logs")
    _restore_stash(folder, scan)
    _do(folder, "repack", "-a", "-d", "-q")
    _do(folder, "prune", "--expire=now")
    _do(folder, "pack-refs", "--all")
    left = _present(folder, [*scan.texts, *scan.originals, *scan.openings])
    held = {blob for blob in left if blob in _held(scan)}
    if left - held:
        raise _odd("something of the record is still in it")


def _held(scan: Scan) -> set[str]:
    """Contents that another record holds as well, and that stay for its sake."""
    return {*scan.texts, *scan.originals} if scan.held else set()


def _present(folder: Path, blobs: list[str]) -> set[str]:
    with TemporaryFile() as asked:
        asked.write("".join(f"{name}\n" for name in blobs).encode("ascii"))
        asked.seek(0)
        with running(folder, "cat-file", "--batch-check", request=cast("BinaryIO", asked)) as told:
            lines = told.read().decode("ascii").splitlines()
    return {line.split()[0] for line in lines if not line.endswith(" missing")}


def _restore_stash(folder: Path, scan: Scan) -> None:
    """Put the entries of the stash back in their order, under their new hashes."""
    for place, (_, said) in reversed(list(enumerate(scan.stash))):
        name = f"{STASH}{place}"
        commit = ask(git_at(folder), "rev-parse", name)
        _do(folder, "update-ref", "--create-reflog", "-m", said, "refs/stash", commit)
        _do(folder, "update-ref", "-d", name)


def keep_settings(old: Path, folder: Path) -> None:
    """Copy git's own settings, hooks and rules from the git folder `old`."""
    for name in _KEPT:
        source, goal = old / name, folder / name
        if source.is_dir():
            shutil.copytree(source, goal, symlinks=True, dirs_exist_ok=True)
        elif source.is_file():
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, goal)


def git_in(folder: Path) -> Callable[..., str]:
    """A function that runs git in `folder`; raises `SaveFailed` where git fails."""
    return partial(_do, folder)


def _do(folder: Path, *words: str, stdin: bytes | None = None) -> str:
    who = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", "Secretariat"), ("EMAIL", "secretariat@localhost.invalid"))
    }
    done = run(folder, *words, stdin=stdin, env={**who, "GIT_NO_REPLACE_OBJECTS": "1"})
    if done.status:
        lines = done.err.strip().splitlines()
        raise SaveFailed(
            f"nothing was disposed of: git could not {words[0]} the copy "
            f"({lines[-1] if lines else 'no reason given'}); see that the disk has room"
        )
    return done.out.decode("utf-8", "surrogateescape").strip()
