"""The steps that tests of packages take."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

from tests.toolkit.steps import ANN, git, run_in


@dataclass(frozen=True)
class Packing:
    """A workspace, the key of its mandate, and the folder for its packages."""

    root: Path
    key: Path
    out: Path

    def __call__(self, *words: str, to: str = "cestria", signed: bool = True) -> Result:
        """Run `handover pack`."""
        how = ("--key", str(self.key)) if signed else ("--unsigned",)
        return run_in(
            self.root, "handover", "pack", "--to", to, "--output", str(self.out), *how, *words
        )

    def made(self, *words: str) -> Path:
        """The package that `handover pack` makes."""
        before = set(self.out.iterdir()) if self.out.is_dir() else set()
        done = self(*words)
        assert done.exit_code == 0, done.output
        (new,) = set(self.out.iterdir()) - before
        return new

    def again(self, folder: Path) -> Packing:
        """A copy of all of it, below the new folder `folder`."""
        shutil.copytree(self.out.parent, folder)
        own = folder / "own"
        return Packing(own / "ws", own / "key", folder / self.out.name)

    @property
    def first(self) -> Path:
        """The one package that was made so far."""
        (package,) = self.out.iterdir()
        return package

    def save(self, why: str = "Another") -> None:
        done = run_in(self.root, "save", why, *ANN)
        assert done.exit_code == 0, done.output

    def save_another(self) -> None:
        """Save one more record with an original."""
        (self.root / "records/2025/more.pdf").write_bytes(b"more" * 100)
        (self.root / "records/2025/more.md").write_text(
            "---\nid: more\nkind: report\ntitle: More\noriginal: more.pdf\n---\nMore.\n",
            encoding="utf-8",
            newline="\n",
        )
        self.save("More")

    def git(self, *words: str) -> str:
        return git(self.root, *words)


def info_of(package: Path) -> dict[str, str]:
    """The fields of its bag-info.txt."""
    text = (package / "bag-info.txt").read_text(encoding="utf-8")
    return dict(line.split(": ", 1) for line in text.splitlines())


def files_of(package: Path) -> set[str]:
    """The paths of its files."""
    return {each.relative_to(package).as_posix() for each in package.rglob("*") if each.is_file()}
