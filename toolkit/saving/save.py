"""Saving: check, commit under the saver's name, and say what was kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.errors import SaveFailed, UsageProblem
from toolkit.saving.changes import Change
from toolkit.saving.repository import Repository, Saver

#: Who saves where nobody has said and nobody can be asked.
NOBODY = Saver("Secretariat", "secretariat@localhost.invalid")


@dataclass(frozen=True, slots=True)
class Saved:
    """What was kept: under which hash, by whom, and how many files of each kind of change."""

    hash: str
    saver: Saver
    changes: tuple[Change, ...]


def saver_from(name: str, email: str) -> Saver:
    """A saver of those two; raises `UsageProblem` where git could not write them down."""
    name, email = " ".join(name.split()), email.strip()
    if not name or re.search(r"[<>\x00-\x1f]", name):
        raise UsageProblem(f"{name!r} is no name: give it without < and >")
    if not re.fullmatch(r"[^\s<>@]+@[^\s<>@]+", email):
        raise UsageProblem(f"{email!r} is no e-mail address: write it as name@example.org")
    return Saver(name, email)


def message_from(why: str) -> str:
    """The reason as it is kept; raises `UsageProblem` where there is none."""
    lines = [line.rstrip() for line in why.replace("\0", "").strip().splitlines()]
    if not lines:
        raise UsageProblem('say why, in a line: secretariat save "Minutes of the first meeting"')
    return "\n".join(lines)


def save(repository: Repository, changes: Sequence[Change], why: str, saver: Saver) -> Saved | None:
    """Keep `changes`; None where that changes nothing. Raises `SaveFailed`, all being as it was."""
    message = message_from(why)
    paths = sorted({path for change in changes for path in change.paths})
    for path in paths:
        if "\n" in path:
            raise SaveFailed(f"{path!r} has a line end in its name: rename it")
    hash_ = repository.commit(paths, message, saver)
    return Saved(hash_, saver, tuple(changes)) if hash_ else None
