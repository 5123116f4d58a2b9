"""A workspace in a temporary folder, with a foreign history brought into its archive."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from reading.source import git

_ROOT = Path(__file__).resolve().parent.parent.parent


def secretariat(root: Path, *words: str) -> None:
    """Run our command in the workspace at `root`; its own words tell what went wrong."""
    done = subprocess.run(
        [sys.executable, "-c", "from toolkit.cli import main; main()", "-C", str(root), *words],
        cwd=_ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"secretariat {' '.join(words)}: {done.stderr.strip() or done.stdout}")


def make(repository: Path, root: Path, glob: str, profile: str) -> Path:
    """A new workspace at `root` with the history brought in; returns its archive.db.

    The clone's objects are lent, so that nothing is copied and a clone will do that lacks files
    which nobody asks for.
    """
    secretariat(root.parent, "init", str(root))
    words = ("rev-parse", "--path-format=absolute", "--git-path", "objects")
    lent = root / ".git" / "objects" / "info" / "alternates"
    lent.write_text(git(repository, *words).strip() + "\n", encoding="utf-8")
    place = str(repository.resolve())
    secretariat(root, "import-git", place, "--path", glob, "--profile", profile)
    secretariat(root, "build")
    return root / "archive.db"


def path_there(path: str) -> str:
    """The path in the foreign repository, without the import's name in front (`eips:`)."""
    return path.partition(":")[2] or path
