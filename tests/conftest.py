"""What every test may use: workspaces on real git repositories."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from git import Git
from hypothesis import HealthCheck, settings

from archive.build import BuildReport, build
from archive.workspace import Workspace

if TYPE_CHECKING:
    from tests.archive.editions.planted import Planted

# No test says how long anything takes: on a machine at work an example may take any time.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

BROWSER = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let browser tests go last.

    Playwright keeps a loop running in this thread from the first of them on, and where one runs no
    test can start another.
    """
    items.sort(key=lambda item: BROWSER in item.path.parents)


FRONT = "---\nid: {id}\nkind: {kind}\ntitle: {title}\n{more}---\n{body}\n"


@dataclass
class Repository:
    """A workspace in a git repository of its own, with the few steps that tests take."""

    root: Path
    when: int = 1_700_000_000
    hashes: list[str] = field(default_factory=list)

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.root)

    @property
    def git(self) -> Git:
        git = Git(str(self.root))
        git.update_environment(
            GIT_CONFIG_GLOBAL="/dev/null",
            GIT_AUTHOR_DATE=f"{self.when} +0700",
            GIT_COMMITTER_DATE=f"{self.when} +0700",
            GIT_AUTHOR_NAME="Ana Secretary",
            GIT_AUTHOR_EMAIL="ana@example.org",
            GIT_COMMITTER_NAME="Ana Secretary",
            GIT_COMMITTER_EMAIL="ana@example.org",
        )
        return git

    def write(self, path: str, text: str | bytes) -> Path:
        """Write `text` to `path` under records/."""
        place = self.root / "records" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode() if isinstance(text, str) else text)
        return place

    def record(
        self, record: str, body: str = "One.", *, more: str = "", kind: str = "note",
        title: str = "A note", path: str | None = None,
    ) -> Path:  # fmt: skip
        """Write a record; `more` is further front matter, with its line ends."""
        text = FRONT.format(id=record, kind=kind, title=title, more=more, body=body)
        return self.write(path or f"{record}.md", text)

    def save(self, message: str = "Save") -> str:
        """Commit all; the hash."""
        self.when += 3600
        git = self.git
        git.execute(["git", "add", "-A"])
        git.execute(["git", "commit", "-q", "--allow-empty", "-m", message])
        commit = str(git.execute(["git", "rev-parse", "HEAD"]))
        self.hashes.append(commit)
        return commit

    def build(self, *, full: bool = False) -> BuildReport:
        return build(self.workspace, full=full)

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """The rows of a query on the built archive."""
        db = sqlite3.connect(self.workspace.archive)
        try:
            return [tuple(row) for row in db.execute(sql, values)]
        finally:
            db.close()

    def one(self, sql: str, *values: object) -> object:
        """The single value of a query on the built archive."""
        (row,) = self.rows(sql, *values)
        return row[0]


def make_repository(root: Path) -> Repository:
    """A workspace with a process register, not saved yet."""
    root.mkdir(parents=True, exist_ok=True)
    repository = Repository(root)
    repository.git.execute(["git", "init", "-q", "-b", "main"])
    (root / "datasette.yaml").write_text("{}\n", encoding="utf-8")
    (root / ".gitignore").write_text("archive.db*\n", encoding="utf-8")
    repository.write("registers/process.yaml", "name: A process\n")
    return repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "work")


@pytest.fixture
def new_repository(tmp_path: Path) -> Callable[[str], Repository]:
    """Makes further repositories by name."""
    return lambda name: make_repository(tmp_path / name)


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """One workspace full of secrets, and the editions of it."""
    from archive.editions.build import build_edition
    from archive.editions.ladder import LESSER
    from tests.archive.editions.planted import Planted

    made = Planted(tmp_path_factory.mktemp("planted"))
    for edition in LESSER:
        build_edition(made.repository.workspace, edition)
    return made
