"""Runs git so that the same commit gives the same answer anywhere, and nothing is run behind it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from archive.errors import HistoryUnreadable

if TYPE_CHECKING:
    from git import Git

# What git must not take from a repository's or a person's own configuration: it would make the
# same commit give another archive elsewhere, or run a program that the repository names.
_STEADY = (
    "advice.graftFileDeprecated=false",
    "core.fsmonitor=false",
    "core.quotePath=false",
    f"core.hooksPath={os.devnull}",
    "diff.renameLimit=20000",
    f"diff.orderFile={os.devnull}",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    "log.mailmap=false",
    "log.showRoot=true",
    "log.follow=false",
    "log.diffMerges=separate",
    "submodule.recurse=false",
)


def git_at(root: Path) -> Git:
    """git in `root`, with nothing fetched, asked or run behind the reader's back."""
    from git import Git

    git = Git(str(root))
    git.update_environment(
        GIT_OPTIONAL_LOCKS="0",
        GIT_NO_LAZY_FETCH="1",
        GIT_TERMINAL_PROMPT="0",
        GIT_NO_REPLACE_OBJECTS="1",
        GIT_GRAFT_FILE=os.devnull,
        LC_ALL="C",
    )
    git.set_persistent_git_options(c=list(_STEADY))
    return git


def ask(git: Git, *words: str, allowed: tuple[int, ...] = (0,)) -> str:
    """What git answers, without its last line end.

    Raises `HistoryUnreadable` with git's words where it ends with a status not `allowed`.
    """
    from git.exc import GitCommandError, GitCommandNotFound

    try:
        status, said, wrong = git.execute(
            ["git", *_options(), *words], with_extended_output=True, with_exceptions=False
        )
        if status not in allowed:
            raise GitCommandError(words[0], status, wrong)
        return str(said)
    except GitCommandNotFound:
        raise HistoryUnreadable("git is not installed: install it from git-scm.com") from None
    except GitCommandError as error:
        said = reason(str(error.stderr).strip().removeprefix("stderr: ").strip("'"))
        raise HistoryUnreadable(f"git could not read the history: {said}") from None


def reason(complaint: str) -> str:
    """The line of git's complaint that says why: no hint, what the other side calls fatal first.

    The lines of two processes come in any order.
    """
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    plain = [line for line in lines if not line.startswith(("hint:", "warning:"))]
    for begins in ("remote: fatal:", "fatal:", "error:"):
        found = next((line for line in plain if line.startswith(begins)), None)
        if found is not None:
            return found
    return next(iter(plain or lines), "no reason given")


def _options() -> list[str]:
    return [part for setting in _STEADY for part in ("-c", setting)]


@contextmanager
def running(root: Path, *words: str, request: BinaryIO | None = None) -> Iterator[IO[bytes]]:
    """git's answer as it comes; raises `HistoryUnreadable` in its words where it fails.

    What it complains of is read meanwhile: left to itself, git would wait for ever.
    """
    process: Any = git_at(root).execute(
        ["git", *_options(), *words], as_process=True, istream=request
    )
    said: list[bytes] = []
    listener = Thread(target=lambda: said.extend(process.stderr), daemon=True)
    listener.start()
    stream = io.BufferedReader(process.stdout.raw, 1 << 20)
    try:
        yield stream
        status = process.proc.wait()
        listener.join()
        if status:
            raise HistoryUnreadable(_complaint(b"".join(said[:50])))
    finally:
        if process.proc.poll() is None:
            process.proc.kill()
            process.proc.wait()
        listener.join()
        stream.close()
        process.stderr.close()


def _complaint(said: bytes) -> str:
    text = said.decode("utf-8", "replace")
    first = reason(text)
    if "promisor" in text or "lazy fetch" in text:
        first = "this copy holds only a part of the texts: copy the repository whole"
    return f"git could not read the history: {first}"


def without_filters(root: Path) -> tuple[str, ...]:
    """Options for git that switch off each content filter which the repository itself names.

    Looking at a file may run its filter, which for a repository from others is any program.
    A person's own filters (`git lfs install` sets one up) stay on.
    """
    listed = ask(
        git_at(root), "config", "--show-scope", "--name-only", "-z", "--includes", "--get-regexp",
        r"^filter\..*\.(clean|smudge|process|required)$", allowed=(0, 1),
    ).split("\0")  # fmt: skip
    scoped = zip(listed[::2], listed[1::2], strict=False)
    keys = dict.fromkeys(key for scope, key in scoped if scope in ("local", "worktree"))
    for key in keys:
        if "=" in key:  # git would read the rest of the name as the setting
            raise HistoryUnreadable(
                f"the repository's own settings name a program ({key!r}) that cannot be switched "
                "off: have that section removed from .git/config"
            )
    off = (f"{key}={'false' if key.endswith('.required') else ''}" for key in keys)
    return tuple(word for setting in off for word in ("-c", setting))
