"""The history as a bundle: all of it, and nothing that the workspace names is run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archive import history
from archive.importing import Wanted, import_git
from tests.conftest import Repository
from tests.toolkit.handover.packing.packages import Packing
from toolkit.handover.packing import bundle


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
