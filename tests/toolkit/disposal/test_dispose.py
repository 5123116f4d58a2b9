"""`dispose` as a secretary uses it, and what is left afterwards."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from archive.log import checkproof, store
from archive.workspace import Workspace
from tests.toolkit.disposal.conftest import SECRETS
from tests.toolkit.disposal.looking import rows_beside, saves, where
from tests.toolkit.steps import ANN, files_under, git, rewrite, run_in

STUB = "records/disposed/names.md"
CERTIFICATE = "records/disposals/0001-names"


def dispose(root: Path, *words: str, answers: str | None = None) -> Result:
    return run_in(
        root, "dispose", "names", "--authority", "Decision 7", *ANN, *words, answers=answers
    )


@pytest.fixture(scope="module")
def disposed(lived_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace after the disposal; only to be read."""
    root = shutil.copytree(lived_once, tmp_path_factory.mktemp("disposed") / "ws")
    run_in(root, "prove", "other", "--version", "1", "--output", str(root.parent / "proof.json"))
    done = dispose(root, "--yes", "--reason", "Their time is over.")
    assert done.exit_code == 0, done.output
    return root


def test_not_one_byte_of_it_is_left(disposed: Path) -> None:
    assert where(disposed, SECRETS) == []


def test_it_was_there_before(root: Path) -> None:
    for secret in SECRETS:
        assert where(root, [secret]), secret


def test_the_stub_says_what_it_was(disposed: Path) -> None:
    text = (disposed / STUB).read_text("utf-8")
    assert 'title: "Participants (disposed of)"' in text
    assert 'authority: "Decision 7"' in text
    assert 'meeting: "som1"' in text
    assert not (disposed / "records/2017").exists()


def test_all_other_records_are_as_they_were(lived_once: Path, disposed: Path) -> None:
    before, after = rows_beside(lived_once, "names"), rows_beside(disposed, "names")
    seqs = {row[0] for row in before["commit_"]}
    # What the disposal itself saved comes after all that there was.
    after["commit_"] = [row for row in after["commit_"] if row[0] in seqs]
    assert after == before


def test_saves_keep_authors_times_messages_and_order(lived_once: Path, disposed: Path) -> None:
    before = saves(lived_once)
    assert saves(disposed)[: len(before)] == before
    assert saves(disposed, "side") == saves(lived_once, "side")


def test_a_save_that_only_touched_it_keeps_its_number(lived_once: Path, disposed: Path) -> None:
    before, after = numbers(lived_once), numbers(disposed)
    assert {message: after[message] for message in before} == before


def numbers(root: Path) -> dict[str, int]:
    with closing(sqlite3.connect(root / "archive.db")) as db:
        return dict(db.execute("SELECT message, seq FROM commit_").fetchall())


def test_branches_tags_and_stash_stay(disposed: Path) -> None:
    assert git(disposed, "branch", "--format=%(refname:short)").split() == ["main", "side"]
    assert git(disposed, "cat-file", "-p", "v1").endswith("A tag\n")
    assert "WIP on main" in git(disposed, "stash", "list")
    assert git(disposed, "status", "--porcelain") == ""
    assert git(disposed, "fsck", "--full", "--strict") == ""


def test_the_log_verifies_from_its_first_leaf(lived_once: Path, disposed: Path) -> None:
    old, new = store.load(Workspace(lived_once)), store.load(Workspace(disposed))
    done = run_in(disposed, "seal", "--check")
    assert done.exit_code == 0, done.output
    assert new.entries[: len(old.entries)] == old.entries
    assert new.checkpoints[: len(old.checkpoints)] == old.checkpoints
    gone = [at for at, opening in enumerate(new.openings) if opening is None]
    told = [o.said() for o in old.openings if o]
    assert gone == [at for at, said in enumerate(told) if said["record"] == "names"]
    said = new.openings[len(old.entries)]
    assert said is not None
    assert said.said()["leaves"] == gone
    assert "Decision 7" in said.said()["because"]


def test_proofs_of_others_hold_before_and_after(
    lived_once: Path, disposed: Path, tmp_path: Path
) -> None:
    head = lived_once / "records/log/checkpoint"
    assert checkproof.check_files(disposed.parent / "proof.json", head, None)
    new = tmp_path / "new.json"
    done = run_in(disposed, "prove", "other", "--since", str(head), "--output", str(new))
    assert done.exit_code == 0, done.output
    assert checkproof.check_files(new, head, None)


def test_nothing_of_it_can_be_proved_any_more(disposed: Path) -> None:
    done = run_in(disposed, "prove", "names", "--version", "1", "--output", "-")
    assert "VioletOne" not in done.output
    assert "disposed of" in done.output


def test_the_certificate_says_what_was_removed(disposed: Path) -> None:
    said = json.loads((disposed / f"{CERTIFICATE}.json").read_text("utf-8"))
    assert said["record"] == "names"
    assert "title" not in said
    assert (said["authority"], said["reason"]) == ("Decision 7", "Their time is over.")
    assert len(said["removed"]["texts"]) == 4
    assert [each["bytes"] for each in said["removed"]["originals"]] == [14]
    log = store.load(Workspace(disposed))
    assert log.head is not None
    assert said["log"]["after"] == {"size": log.head.size, "root": log.head.root.hex()}
    assert said["log"]["before"]["size"] == log.checkpoints[-2].size
    assert said["retention"]["reckoned"].startswith("1 year after the end of som1, 9 November 2016")
    text = (disposed / f"{CERTIFICATE}.txt").read_text("utf-8")
    assert "CERTIFICATE OF DISPOSAL" in text
    assert max(map(len, text.splitlines())) <= 78


def test_the_workspace_is_sound_and_saved(disposed: Path) -> None:
    assert "Nothing has changed since the last save." in run_in(disposed, "status").output
    found = run_in(disposed, "check")
    assert found.exit_code == 0, found.output
    assert "note T001" in found.output


def test_a_whole_build_says_the_same(disposed: Path, tmp_path: Path) -> None:
    root = shutil.copytree(disposed, tmp_path / "ws")
    before = run_in(root, "digest").output
    assert run_in(root, "build", "--full").exit_code == 0
    assert run_in(root, "digest").output == before


def test_reading_it_says_that_it_was_disposed_of(disposed: Path) -> None:
    shown = run_in(disposed, "show", "names").output
    assert "by authority of: Decision 7" in shown
    assert f"Certificate: {CERTIFICATE}.json" in shown
    for words in (("history", "names"), ("diff", "names"), ("blame", "names")):
        told = run_in(disposed, *words)
        assert told.exit_code == 0, told.output
        assert "disposed of" in told.output.lower()


def test_a_dry_run_shows_it_and_changes_nothing(root: Path) -> None:
    run_in(root, "build")
    before, head = files_under(root), git(root, "show-ref")
    done = dispose(root, "--dry-run")
    assert done.exit_code == 0, done.output
    assert "4 texts and 1 original" in done.output
    assert "other: names#p1" in done.output
    assert files_under(root) == before
    assert git(root, "show-ref") == head


def test_no_is_no(root: Path) -> None:
    head = git(root, "show-ref")
    done = dispose(root, answers="n\n")
    assert "Nothing was changed." in done.output
    assert git(root, "show-ref") == head


def test_messages_are_altered_only_when_asked(root: Path) -> None:
    rewrite(root / "records/other.md", "At last.", "At the very last.")
    run_in(root, "save", "Thank for the VIOLETTITLE", *ANN)
    told = dispose(root, "--dry-run").output
    assert "1 message of saves names it" in told
    assert dispose(root, "--yes", "--scrub-messages").exit_code == 0
    assert "Thank for the [disposed of]" in git(root, "log", "--format=%s")
    assert where(root, [*SECRETS, "VIOLETTITLE"]) == []


def test_what_another_record_holds_too_stays_only_when_said(root: Path) -> None:
    (root / "records/copy.pdf").write_bytes(b"%PDF VioletPdf")
    rewrite(root / "records/other.md", "kind: note", "kind: note\noriginal: copy.pdf")
    run_in(root, "save", "It has the same original", *ANN)
    refused = dispose(root, "--yes")
    assert refused.exit_code == 1
    assert "other holds the same bytes" in refused.output
    assert dispose(root, "--yes", "--keep-shared").exit_code == 0
    assert (root / "records/copy.pdf").read_bytes() == b"%PDF VioletPdf"
    said = json.loads((root / f"{CERTIFICATE}.json").read_text("utf-8"))
    assert said["kept"] == [{"path": "records/copy.pdf", "record": "other"}]
    left = where(root, SECRETS)
    assert left
    assert all("copy.pdf" in name or name == "git's objects" for name in left)


def test_what_undo_kept_goes_too(root: Path) -> None:
    rewrite(root / "records/2017/delegates.md", "VioletTwo", "VioletTwo and more")
    assert run_in(root, "undo", "--yes").exit_code == 0
    assert where(root, ["VioletTwo and more"])
    told = dispose(root, "--dry-run").output
    assert ".secretariat/undone/" in told
    dispose(root, "--yes")
    assert where(root, SECRETS) == []


def test_it_can_be_done_to_one_record_after_the_other(disposed: Path, tmp_path: Path) -> None:
    root = shutil.copytree(disposed, tmp_path / "ws")
    done = run_in(root, "dispose", "other", "--authority", "Decision 8", "--yes", *ANN)
    assert done.exit_code == 0, done.output
    assert run_in(root, "seal", "--check").exit_code == 0
    assert (root / "records/disposals/0002-other.json").is_file()
    assert where(root, ["At last."]) == []


def test_one_that_was_removed_before_can_still_be_disposed_of(root: Path) -> None:
    (root / "records/2017/delegates.md").unlink()
    (root / "records/2017/list.pdf").unlink()
    assert run_in(root, "save", "Take it out", "--even-with-errors", *ANN).exit_code == 0
    assert dispose(root, "--yes").exit_code == 0
    assert where(root, SECRETS) == []
    assert (root / STUB).is_file()


def test_a_copy_made_before_is_told_that_the_history_was_rewritten(
    root: Path, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "-q", str(root), "copy")
    run_in(tmp_path / "copy", "build")
    dispose(root, "--yes")
    git(tmp_path / "copy", "fetch", "-q")
    git(tmp_path / "copy", "reset", "-q", "--hard", "origin/main")
    told = run_in(tmp_path / "copy", "build")
    assert told.exit_code == 1
    assert "the history was rewritten" in told.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("../names", "--authority", "x"), "is no id"),
        (("records/2017/delegates.md", "--authority", "x"), "is no id"),
        (("nothing", "--authority", "x"), "there is no record called 'nothing'"),
        (("som1", "--authority", "x"), "is an entry of the register (meeting)"),
        (("names",), "by whose authority"),
        (("names", "--authority", " \n "), "--authority must be a line"),
        (("names", "--authority", "x\x1b[2J"), "--authority must be a line"),
        (("names", "--authority", "x" * 501), "longer than 500"),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_one_line(
    root: Path, words: tuple[str, ...], said: str
) -> None:
    done = run_in(root, "dispose", *words, "--yes", *ANN)
    assert done.exit_code in (1, 2)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def _unsaved(root: Path) -> None:
    rewrite(root / "records/other.md", "At last.", "Not saved.")


def _staged(root: Path) -> None:
    (root / "beside.txt").write_text("x")
    git(root, "add", "beside.txt")


def _detached(root: Path) -> None:
    git(root, "checkout", "-q", "--detach")


def _worktree(root: Path) -> None:
    git(root, "worktree", "add", "-q", str(root.parent / "tree"), "side")


def _notes(root: Path) -> None:
    git(root, "notes", "add", "-m", "A note")


def _borrowing(root: Path) -> None:
    (root / ".git/objects/info/alternates").write_text("/nowhere\n")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_unsaved, "is not saved"),
        (_staged, "git's index holds changes"),
        (_detached, "an old version is checked out"),
        (_worktree, "other worktrees hang on this history"),
        (_notes, "there are notes of git"),
        (_borrowing, "it borrows contents from another repository"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_where_the_history_cannot_be_rewritten_nothing_is_done(
    root: Path, spoil: object, said: str
) -> None:
    assert callable(spoil)
    spoil(root)
    head = git(root, "show-ref")
    done = dispose(root, "--yes")
    assert done.exit_code == 1
    assert said in done.stderr
    assert git(root, "show-ref") == head
    assert (root / "records/2017/delegates.md").is_file()


def test_a_shallow_copy_is_refused(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{root}", "copy")
    done = dispose(tmp_path / "copy", "--yes")
    assert done.exit_code == 1
    assert "git fetch --unshallow" in done.stderr


@pytest.fixture(scope="module")
def otherwise(lived_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The workspace after a disposal with other options, where hooks and a remote are; only to be
    read. And what was said on stderr."""
    root = shutil.copytree(lived_once, tmp_path_factory.mktemp("otherwise") / "ws")
    git(root, "remote", "add", "upstream", "https://user:password@example.org/x")
    for name in ("reference-transaction", "pre-commit", "post-checkout", "post-rewrite"):
        hook = root / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch '{root.parent}/ran'\n")
        hook.chmod(0o755)
    done = run_in(
        root, "dispose", "names", "--authority", 'A "court"\n---\nid: x', "--keep-title",
        "--yes", *ANN,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return root, done.stderr


def test_a_title_may_stay(otherwise: tuple[Path, str]) -> None:
    assert 'title: "VioletTitle (disposed of)"' in (otherwise[0] / STUB).read_text("utf-8")


def test_an_authority_of_several_lines_becomes_one(otherwise: tuple[Path, str]) -> None:
    said = 'authority: "A \\"court\\" --- id: x"'
    assert said in (otherwise[0] / STUB).read_text("utf-8")
    assert run_in(otherwise[0], "check").exit_code == 0


def test_remotes_are_named(otherwise: tuple[Path, str]) -> None:
    root, said = otherwise
    assert "upstream" in said
    assert "password" not in said
    assert "password" not in (root / f"{CERTIFICATE}.json").read_text("utf-8")
    assert "upstream" in git(root, "remote")


def test_no_hook_of_the_repository_is_run(otherwise: tuple[Path, str]) -> None:
    assert not (otherwise[0].parent / "ran").exists()
    assert (otherwise[0] / ".git/hooks/pre-commit").is_file()


def test_the_rewriting_is_left_to_git_filter_repo_alone() -> None:
    done = subprocess.run(
        ["git", "grep", "-lE", "filter-branch|fast-import|fast-export", "--", "toolkit", "archive"],
        capture_output=True, text=True, cwd=Path(__file__).parents[3], check=False,
    )  # fmt: skip
    assert done.stdout == ""
