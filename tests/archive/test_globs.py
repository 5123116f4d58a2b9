"""Patterns of paths match what git says that they match."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.globs import folders, matcher
from archive.history import commits
from tests.archive.imported import Elsewhere

NAMES = ("a", "ab", "b", "a.md", "ab.md", ".md", "x y", "é", "d")
PATHS = [f"d/{one}" for one in ("c", "ac.md", "é.txt", "cb")]
PATHS += [f"d/{one}/{two}" for one in NAMES for two in ("c", "bc", "a.md/c", "ab.md/x y", "e/a.md")]
PATHS += ["e/d/a.md", "dd/a.md", "d e/é.md"]
parts = st.one_of(
    st.sampled_from(("**", "*", "c", "e", "a", "*.md", "a*", "*c", "a**", "*a*", "*c*", "*b*.md")),
    st.text("abc*.é ", min_size=1, max_size=4),
)
patterns = st.lists(parts, min_size=1, max_size=5).map("/".join)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose index alone has PATHS, so that a file may be called as a folder is."""
    root = tmp_path_factory.mktemp("index")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root


def by_git(root: Path, pattern: str, paths: list[str]) -> list[str]:
    """Those of `paths` that git says match."""
    empty = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    (root / ".git" / "index").unlink(missing_ok=True)
    lines = "".join(f"100644 {empty}\t{path}\0" for path in paths)
    subprocess.run(
        ["git", "update-index", "-z", "--index-info"], cwd=root, input=lines.encode(), check=True
    )
    found = subprocess.run(
        ["git", "ls-files", "-z", "--", f":(top,glob){pattern}"],
        cwd=root, capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    return sorted(each for each in found.split("\0") if each)


@settings(max_examples=150, deadline=None)
@given(patterns)
def test_the_same_files_match_as_in_git(index: Path, pattern: str) -> None:
    paths = sorted(PATHS)
    there = folders([f"d/{pattern}"])
    if there is None:
        return
    pattern = f"d/{pattern}"
    fits = matcher([pattern])
    mine = [path for path in paths if fits(path)]
    assert mine == by_git(index, pattern, paths)
    place = there[0].removeprefix(":(top,literal)").rstrip("/")
    assert all(f"{path}/".startswith(f"{place}/") for path in mine)


def test_what_git_alone_can_match_is_left_to_it() -> None:
    assert folders(["d/[ab].md"]) is None
    assert folders(["d/a?.md"]) is None
    assert folders(["d/a**"]) is None
    assert folders(["d/*.md", "*.md"]) is None
    assert folders(["d//*.md"]) is None
    assert folders(["d/e/*.md", "d/e/**", "f.md"]) == [":(top,literal)d/e/", ":(top,literal)f.md"]


def test_a_hostile_pattern_takes_no_time() -> None:
    folders_any = "/".join(["**", "a"] * 500) + "/b"
    fits = matcher(["a*" * 2000 + "b", "/".join(["a*a*a*a*b", "**"] * 50), folders_any])
    began = time.perf_counter()
    assert not fits("a" * 4000)
    assert not fits("/".join("a" * 2000))
    assert time.perf_counter() - began < 2


def test_what_moves_in_is_new_and_what_moves_out_is_gone(tmp_path: Path) -> None:
    elsewhere = Elsewhere(tmp_path / "elsewhere")
    for name in ("in.md", "in/out.md"):
        elsewhere.write(f"d/{name}", f"The words of {name}. " * 20)
    elsewhere.save()
    elsewhere.move("d/in.md", "d/in/in.md")
    elsewhere.move("d/in/out.md", "d/out.md")
    elsewhere.write("d/nothing.txt", "Not asked for.\n")
    elsewhere.save()
    elsewhere.write("d/nothing.txt", "Not asked for either.\n")
    head = elsewhere.save()
    found = list(commits(elsewhere.root, head, patterns=("d/in/*.md",)))
    said = [[(c.path, c.old_path, c.blob is None) for c in each.changes] for each in found]
    assert said == [
        [("d/in/out.md", None, False)],
        [("d/in/in.md", None, False), ("d/in/out.md", None, True)],
    ]
