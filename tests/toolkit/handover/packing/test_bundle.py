"""The history as a bundle: all of it, and nothing that the workspace names is run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive import history
from archive.importing import Wanted, import_git
from archive.reading import open_archive
from tests.conftest import Repository
from tests.toolkit.handover.packing.packages import Packing
from toolkit.handover.packing import bundle, contents


def written(repository: Repository, target: Path) -> list[str]:
    """The refs in the bundle of the repository as it is saved."""
    here = repository.workspace
    what = bundle.bundled(here, history.head(here.root) or "", None)
    bundle.write(here, what, target)
    listed = subprocess.run(
        ["git", "bundle", "list-heads", str(target)], check=True, capture_output=True, text=True
    )
    return [line.split(" ")[1] for line in listed.stdout.splitlines()]


def test_only_the_branch_that_is_checked_out_is_in_it(
    repository: Repository, tmp_path: Path
) -> None:
    repository.record("a")
    repository.save()
    repository.git.execute(["git", "branch", "private"])
    repository.git.execute(["git", "tag", "old"])
    assert written(repository, tmp_path / "b") == ["HEAD", "refs/heads/main"]


def test_imports_are_in_it(
    repository: Repository, new_repository: Callable[[str], Repository], tmp_path: Path
) -> None:
    other = new_repository("other")
    other.record("theirs")
    other.save()
    repository.save()
    import_git(
        repository.workspace, str(other.root), Wanted(("records/*.md",), "proposals", id="them")
    )
    repository.save()
    assert "refs/imports/them" in written(repository, tmp_path / "b")


def test_what_is_saved_while_it_is_written_is_not_in_it(
    repository: Repository, tmp_path: Path
) -> None:
    repository.record("a")
    first = repository.save()
    here = repository.workspace
    what = bundle.bundled(here, first, None)
    repository.record("b")
    repository.save()
    bundle.write(here, what, tmp_path / "b")
    heads = (tmp_path / "b").read_bytes().partition(b"\n\n")[0]
    assert first.encode() in heads


def with_original(repository: Repository, name: str, data: bytes) -> None:
    repository.write(f"{name}.pdf", data)
    repository.record(name, more=f"original: {name}.pdf\n")


def cloned(repository: Repository, folder: Path) -> dict[str, bytes]:
    """The PDFs in a clone of the bundle that is written with the originals put in here."""
    here = repository.workspace
    with closing(open_archive(here.archive)) as db:
        originals = contents.originals(db, here, None)
    what = bundle.bundled(here, history.head(here.root) or "", None)
    size, sha256 = bundle.write(here, what, folder / "b", originals)
    data = (folder / "b").read_bytes()
    assert (size, sha256) == (len(data), hashlib.sha256(data).hexdigest())
    form = f"--object-format={what.form}"
    for words in (["init", "-q", form], ["pull", "-q", str(folder / "b")], ["fsck", "--strict"]):
        (folder / "c").mkdir(exist_ok=True)
        subprocess.run(["git", *words], cwd=folder / "c", check=True, capture_output=True)
    return {each.name: each.read_bytes() for each in (folder / "c" / "records").glob("*.pdf")}


def test_originals_are_in_it_once_whatever_they_are_called(
    repository: Repository, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        with_original(repository, name, b"The same" * 9)
    with_original(repository, "c", b"")
    repository.save()
    repository.build()
    assert cloned(repository, tmp_path) == {
        "a.pdf": b"The same" * 9, "b.pdf": b"The same" * 9, "c.pdf": b"",
    }  # fmt: skip


@pytest.mark.parametrize(
    "now", [b"Other", b"Longer than it was when it was saved", b"As it WAS", None]
)
def test_an_original_is_in_it_as_it_was_saved_whatever_the_folder_has(
    repository: Repository, tmp_path: Path, now: bytes | None
) -> None:
    with_original(repository, "a", b"As it was")
    repository.save()
    repository.build()
    place = repository.root / "records/a.pdf"
    place.unlink()
    if now is not None:
        place.write_bytes(now)
    assert cloned(repository, tmp_path) == {"a.pdf": b"As it was"}


def test_earlier_originals_are_in_it(repository: Repository, tmp_path: Path) -> None:
    with_original(repository, "a", b"Before")
    repository.save()
    with_original(repository, "a", b"After")
    repository.save()
    repository.build()
    assert cloned(repository, tmp_path) == {"a.pdf": b"After"}
    words = ["git", "cat-file", "blob", "HEAD~1:records/a.pdf"]
    told = subprocess.run(words, cwd=tmp_path / "c", check=True, capture_output=True)
    assert told.stdout == b"Before"


def test_a_history_with_longer_hashes_is_written_so(repository: Repository, tmp_path: Path) -> None:
    shutil.rmtree(repository.root / ".git")
    repository.git.execute(["git", "init", "-q", "-b", "main", "--object-format=sha256"])
    with_original(repository, "a", b"As it was")
    repository.save()
    repository.build()
    assert cloned(repository, tmp_path) == {"a.pdf": b"As it was"}


@pytest.mark.skipif(os.name == "nt", reason="the traps are shell scripts")
def test_no_program_that_the_workspace_names_is_run(packing: Packing, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\ncat\n", encoding="utf-8")
    trap.chmod(0o755)
    for name in (
        "core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "gpg.program",
        "filter.x.clean", "filter.x.smudge", "uploadpack.packObjectsHook", "commit.gpgSign",
        "core.alternateRefsCommand", "core.editor",
    ):  # fmt: skip
        packing.git("config", name, "true" if name == "commit.gpgSign" else str(trap))
    hooks = packing.root / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("pre-commit", "post-commit", "reference-transaction", "post-index-change"):
        (hooks / name).write_bytes(trap.read_bytes())
        (hooks / name).chmod(0o755)
    (packing.root / ".git/info").mkdir(exist_ok=True)
    (packing.root / ".git/info/attributes").write_text("*.pdf filter=x\n", encoding="utf-8")
    (packing.root / "records/2025/paper-1.pdf").touch()
    assert packing().exit_code == 0
    assert not (tmp_path / "sprung").exists()
