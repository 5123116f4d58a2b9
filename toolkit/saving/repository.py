"""The git repository of a workspace, so used that nothing in it is run and nothing is asked.

A workspace may come from anywhere, and git would run programs that a repository's own
configuration names (hooks, filters, a file watcher, a signer). All of them are switched off.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from archive.errors import SaveFailed
from archive.workspace import Workspace
from toolkit.saving import pending

_STEADY = (
    "commit.gpgSign=false",
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "core.safecrlf=false",
    "gc.auto=0",
    "i18n.commitEncoding=UTF-8",
    "submodule.recurse=false",
    "user.useConfigOnly=true",
)

#: A file in the git directory → what git is in the middle of while it is there.
_UNFINISHED = {
    "MERGE_HEAD": ("a merge", "git merge --abort"),
    "rebase-merge": ("a rebase", "git rebase --abort"),
    "rebase-apply": ("a rebase", "git rebase --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --abort"),
    "REVERT_HEAD": ("a revert", "git revert --abort"),
}


#: How git says that it may not write.
_READ_ONLY = ("Permission denied", "Read-only file system", "insufficient permission")


class NoHistory(SaveFailed):
    """The workspace is in no git repository, so nothing can be saved or taken back."""


@dataclass(frozen=True, slots=True)
class Saver:
    """Who saves."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


@dataclass(frozen=True, slots=True)
class Result:
    """What git said: its exit status, and what it wrote."""

    status: int
    out: bytes
    err: str


class Repository:
    """git at a workspace's root. Paths given and taken are relative to that root, with /."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._filters: tuple[str, ...] | None = None
        found = self.run("rev-parse", "--absolute-git-dir", "--is-inside-work-tree")
        lines = found.out.decode("utf-8", "surrogateescape").splitlines()
        if found.status or len(lines) < 2 or lines[1] != "true":
            if "dubious ownership" in found.err:
                raise SaveFailed(
                    f"{workspace.root} belongs to another user of this computer: "
                    "copy it to a folder of yours and work there"
                )
            raise NoHistory(
                f"{workspace.root} keeps no versions yet: "
                f"run `secretariat init {workspace.root}` to begin"
            )
        self.folder = Path(lines[0])
        prefix = self.ask("rev-parse", "--show-prefix")
        #: Where the workspace lies in its repository: '' at its root, else ending in /.
        self.prefix = prefix

    def run(
        self, *words: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> Result:
        """Run git and tell what it said, whatever it said; raises `SaveFailed` without git."""
        return run(self.workspace.root, *self._quiet(), *words, stdin=stdin, env=env)

    def ask(
        self, *words: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> str:
        """What git answers, without its last line end; raises `SaveFailed` with its own words."""
        done = self.run(*words, stdin=stdin, env=env)
        if done.status:
            raise SaveFailed(_reason(done.err))
        return done.out.decode("utf-8", "surrogateescape").removesuffix("\n")

    def _quiet(self) -> tuple[str, ...]:
        """Options that switch off each filter the repository itself names."""
        if self._filters is None:
            from archive.history import without_filters

            self._filters = without_filters(self.workspace.root)
        return self._filters

    def head(self) -> str | None:
        """The hash of the last save; None before the first."""
        done = self.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return done.out.decode("ascii").strip() or None

    def require_ready(self) -> None:
        """Raise `SaveFailed` where git is in the middle of something that a save would spoil.

        A save of ours that was stopped while it took effect is ended first.
        """
        self.end_stopped_save()
        for name, (what, way_out) in _UNFINISHED.items():
            if (self.folder / name).exists():
                raise SaveFailed(
                    f"git is in the middle of {what} that somebody began here: "
                    f"have it finished, or give it up with `{way_out}`, and try again"
                )
        if self.run("ls-files", "-u", "-z").out:
            raise SaveFailed(
                "some files hold two versions that git could not join: "
                "have that resolved with git, and try again"
            )
        if self.run("symbolic-ref", "-q", "HEAD").status:
            raise SaveFailed(
                "an old version is checked out, and a save on top of it would get lost: "
                "go back to the newest with `git switch main`, and try again"
            )
        if (self.folder / "index.lock").exists():
            raise SaveFailed(
                "another program is saving here just now: try again; if none is running, "
                f"delete {self.folder / 'index.lock'}"
            )

    def end_stopped_save(self) -> None:
        """Do what a save that was killed left undone; nothing where there is none."""
        if pending.read(self.folder) is None:
            return
        with pending.alone(self.folder):
            left = pending.read(self.folder)
            if left is None:
                return
            new, paths = left
            branch = self.run("symbolic-ref", "-q", "HEAD").out.decode("utf-8", "replace").strip()
            pending.unlock(self.folder, branch or "HEAD")
            if self.head() == new:
                self._tell_index(paths)
            pending.done(self.folder)

    def _tell_index(self, paths: bytes) -> None:
        """Let the index say of `paths` what the last save says, whatever it said before."""
        # `add` would refuse them all where one is neither here nor in the index.
        named = ("--pathspec-from-file=-", "--pathspec-file-nul")
        literal = {"GIT_LITERAL_PATHSPECS": "1"}
        self.run("reset", "--quiet", *named, stdin=paths, env=literal)
        self.run("update-index", "-q", "--refresh")

    def saver(self) -> Saver | None:
        """Who git says is at work; None where it has not been told."""
        return saver_at(self.workspace.root)

    def remember(self, saver: Saver) -> None:
        """Keep who saves in this repository's own configuration."""
        self.ask("config", "--local", "user.name", saver.name)
        self.ask("config", "--local", "user.email", saver.email)

    def contents(self, hashes: Sequence[str], limit: int) -> list[tuple[int, bytes | None]]:
        """Size and content of what git holds under each hash, in that order.

        The content is None where it is missing or longer than `limit` bytes.
        """
        asked = "".join(f"{name}\n" for name in hashes).encode("ascii")
        said = self.run("cat-file", "--batch-check=%(objectsize)", stdin=asked).out.split(b"\n")
        sizes = [int(line) if line.isdigit() else -1 for line in said[: len(hashes)]]
        small = [name for name, size in zip(hashes, sizes, strict=True) if 0 <= size <= limit]
        asked = "".join(f"{name}\n" for name in small).encode("ascii")
        data = self.run("cat-file", "--batch=%(objectsize)", stdin=asked).out
        out: list[tuple[int, bytes | None]] = []
        at = 0
        for size in sizes:
            if not 0 <= size <= limit:
                out.append((max(size, 0), None))
                continue
            start = data.index(b"\n", at) + 1
            at = start + size + 1
            out.append((size, data[start : start + size]))
        return out

    def catch_up(self, folder: str) -> None:
        """Let the index say of `folder` what the last save says.

        A save that was killed once it stood did not come to that.
        """
        self.run("reset", "--quiet", "--", folder, env={"GIT_LITERAL_PATHSPECS": "1"})

    def commit(self, paths: Iterable[str], message: str, saver: Saver) -> str | None:
        """Save what now stands at `paths` and nothing else; gives the hash.

        None where that changes nothing. It is put together beside the index that people
        prepare commits in, and takes effect in one step; raises `SaveFailed` before that step,
        with everything as it was.
        """
        old = self.head()
        chosen = b"".join(os.fsencode(path) + b"\0" for path in paths)
        named = ("--pathspec-from-file=-", "--pathspec-file-nul")
        literal = {"GIT_LITERAL_PATHSPECS": "1"}
        with TemporaryDirectory() as folder:
            env = {**literal, "GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.ask("read-tree", *((old,) if old else ("--empty",)), env=env)
            # --force: what somebody staged is to be kept, also where a rule would ignore it.
            self.ask("add", "-A", "--force", *named, stdin=chosen, env=env)
            tree = self.ask("write-tree", env=env)
        if old and tree == self.ask("rev-parse", f"{old}^{{tree}}"):
            return None
        who = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", saver.name), ("EMAIL", saver.email))
        }
        parent = ("-p", old) if old else ()
        new = self.ask(
            *("commit-tree", tree, *parent, "-F", "-"),
            stdin=f"{message}\n".encode("utf-8", "replace"),
            env=who,
        )
        reason = f"save: {message.splitlines()[0]}"
        with pending.alone(self.folder):
            pending.write(self.folder, new, chosen)
            try:
                self.ask("update-ref", "-m", reason, "HEAD", new, old or "0" * len(new), env=who)
                self._tell_index(chosen)
            except SaveFailed:
                pending.done(self.folder)
                raise
            pending.done(self.folder)
        return new


def make(folder: Path) -> None:
    """Make `folder` a git repository; raises `SaveFailed`."""
    for words in (("init", "--quiet", "--template="), ("symbolic-ref", "HEAD", "refs/heads/main")):
        done = run(folder, *words)
        if done.status:
            raise SaveFailed(_reason(done.err))


def saver_at(folder: Path) -> Saver | None:
    """Who git says is at work in `folder`; None where it has not been told."""
    done = run(folder, "var", "GIT_AUTHOR_IDENT")
    said = re.match(r"(.*) <(.*)> \d+ [+-]\d+$", done.out.decode("utf-8", "replace").strip())
    return Saver(said[1], said[2]) if said and not done.status else None


def enclosing(folder: Path) -> Path | None:
    """The root of the repository that `folder` (or what will hold it) lies in; None if in none."""
    there = folder.resolve()
    while not there.is_dir():
        there = there.parent
    done = run(there, "rev-parse", "--show-toplevel")
    top = done.out.decode("utf-8", "surrogateescape").removesuffix("\n")
    return Path(top) if done.status == 0 and top else None


def run(
    folder: Path,
    *words: str,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
) -> Result:
    """Run git in `folder` and tell what it said; raises `SaveFailed` where there is no git."""
    from git import Git
    from git.exc import GitCommandNotFound

    git = Git(str(folder))
    options = [part for setting in _STEADY for part in ("-c", setting)]
    with TemporaryFile() as given:
        given.write(stdin or b"")
        given.seek(0)
        try:
            status, out, err = git.execute(
                ["git", *options, *words],
                istream=given,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                env={"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_ADVICE": "0", **(env or {})},
            )
        except GitCommandNotFound:
            raise SaveFailed("git is not installed: install it from git-scm.com") from None
    return Result(int(status), bytes(out), str(err))


def _reason(err: str) -> str:
    lines = [line.strip() for line in err.splitlines() if line.strip()]
    said = next((line for line in lines if line.startswith(("fatal:", "error:"))), "")
    said = said.partition(":")[2].strip() or (lines[0] if lines else "it gave no reason")
    if any(sign in err for sign in _READ_ONLY):
        return f"this folder may not be written to ({said}); nothing was saved"
    if "cannot lock ref" in err:
        return "somebody else saved at the same moment; nothing was lost: try again"
    return f"git could not do it: {said}; nothing was changed"
