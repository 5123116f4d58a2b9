"""Foreign repositories made in tests, and workspaces that import them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from git import Git

from archive.importing import Wanted, import_git
from archive.model import Import
from tests.conftest import Repository

PROPOSAL = "---\neip: {n}\ntitle: Proposal {n}\nstatus: {status}\n{more}---\n{body}\n"


@dataclass
class Elsewhere:
    """A repository of somebody else's, with the few steps that tests take."""

    root: Path
    when: int = 1_600_000_000

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        git = Git(str(self.root))
        git.update_environment(
            GIT_CONFIG_GLOBAL="/dev/null",
            GIT_AUTHOR_DATE=f"{self.when} +0000",
            GIT_COMMITTER_DATE=f"{self.when} +0000",
            GIT_AUTHOR_NAME="Eve Elsewhere",
            GIT_AUTHOR_EMAIL="eve@example.org",
            GIT_COMMITTER_NAME="Eve Elsewhere",
            GIT_COMMITTER_EMAIL="eve@example.org",
        )
        return str(git.execute(["git", *words]))

    def write(self, path: str, text: str | bytes) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)

    def proposal(
        self, n: int, status: str = "Draft", *, more: str = "", body: str = "Words.",
        path: str | None = None,
    ) -> None:  # fmt: skip
        text = PROPOSAL.format(n=n, status=status, more=more, body=body)
        self.write(path or f"EIPS/eip-{n}.md", text)

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def move(self, old: str, new: str) -> None:
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)

    def save(self, *, when: int | None = None) -> str:
        self.when = when if when is not None else self.when + 86_400
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "Save")
        return self.git("rev-parse", "HEAD")


def bring_in(
    repository: Repository, elsewhere: Elsewhere, own: str = "eips", *,
    paths: tuple[str, ...] = ("EIPS/*",), profile: str = "proposals",
) -> Import:  # fmt: skip
    """Import `elsewhere` and build."""
    wanted = Wanted(paths, profile, own)
    entry = import_git(repository.workspace, str(elsewhere.root), wanted)
    repository.build()
    return entry


def status_at(repository: Repository, record: str, at: int) -> object:
    """The status as written of a record as known at a commit's number; None where there is none."""
    rows = repository.rows(
        "SELECT as_written FROM record_state WHERE record = ? AND recorded_from <= ?"
        " AND (recorded_to IS NULL OR recorded_to > ?)",
        record, at, at,
    )  # fmt: skip
    return rows[0][0] if rows else None
