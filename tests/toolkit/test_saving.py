"""`status` and `save`: what changed, and keeping it, come what may."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
from pathlib import Path

import pytest

from archive.workspace import find
from tests.toolkit.steps import ANN, Run, git, rewrite, run_in
from toolkit.saving.changes import find_changes
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.save import save
from toolkit.saving.undo import take_back

MINUTES = "records/2024/som-1-minutes.md"


def test_nothing_changed_is_said(run: Run) -> None:
    assert run("status").stdout.startswith("Nothing has changed since the last save.\n")
    assert run("save", "why").stdout == "Nothing has changed since the last save.\n"


def test_status_tells_words_renames_and_register_entries(root: Path, run: Run) -> None:
    rewrite(root / MINUTES, "Nine persons", "Ten or more persons")
    (root / "records/2024/som-1-agenda.md").rename(root / "records/agenda.md")
    (root / "records/2025/progress-report-2025.md").unlink()
    (root / "records/2025/new.md").write_text("---\nid: new\nkind: note\ntitle: N\n---\nA b c\n")
    rewrite(root / "records/registers/meetings.yaml", "place: Port Arland", "place: Elsewhere")
    (root / "todo.txt").write_text("x")
    said = run("status").stdout
    assert "changed  records/2024/som-1-minutes.md: 3 words added, 1 removed" in said
    assert "renamed  records/2024/som-1-agenda.md -> records/agenda.md: same words" in said
    assert "deleted  records/2025/progress-report-2025.md" in said
    assert "new      records/2025/new.md: 9 words" in said
    assert "changed  meetings: 1 entry changed (som-1)" in said
    assert "1 other file changed that a save leaves alone: todo.txt\n" in said
    assert "You save as Ann Example <ann@example.org>." in said


def test_status_names_three_of_the_other_files(root: Path, run: Run) -> None:
    for name in "abcd":
        (root / f"{name}.txt").write_text("x")
    said = run("status").stdout
    assert "4 other files changed that a save leaves alone: a.txt, b.txt, c.txt, ...\n" in said


def test_what_is_built_is_no_other_file(root: Path, run: Run) -> None:
    (root / ".gitignore").unlink()
    (root / "archive.db-wal").write_bytes(b"")
    assert "other file" not in run("status").stdout


def test_status_for_machines(root: Path, run: Run) -> None:
    rewrite(root / MINUTES, "Nine", "Ten")
    told = json.loads(run("status", "--json").stdout)
    assert told["archive"] == "current"
    assert [(each["kind"], each["subject"]) for each in told["changes"]] == [
        ("changed", "som-1-minutes")
    ]


def test_what_is_staged_and_taken_back_is_no_change(root: Path, run: Run) -> None:
    text = (root / MINUTES).read_bytes()
    (root / MINUTES).write_bytes(text + b"more\n")
    git(root, "add", MINUTES)
    (root / MINUTES).write_bytes(text)
    assert run("status").stdout.startswith("Nothing has changed")


def test_a_register_that_cannot_be_read_is_told_with_its_line(root: Path, run: Run) -> None:
    rewrite(root / "records/registers/people.yaml", "- id: tom-specimen", "- id: [tom")
    assert "changed  people: not readable at line" in run("status").stdout


def test_a_large_original_is_not_read_into_memory(root: Path) -> None:
    with (root / "records" / "2024" / "film.bin").open("wb") as file:
        file.truncate(5 * 1024 * 1024)
    [change] = find_changes(Repository(find(root)))
    assert (change.now, change.size) == (None, 5 * 1024 * 1024)


def test_save_keeps_everything_under_the_name_and_rebuilds(root: Path, run: Run) -> None:
    rewrite(root / MINUTES, "Nine persons", "Ten persons")
    (root / "records/2024/som-1-agenda.md").rename(root / "records/2025/agenda.md")
    done = run("save", "Minutes mended\n\nAs the meeting asked.")
    assert done.exit_code == 0
    assert done.stdout.startswith(
        f"Saved as {git(root, 'rev-parse', 'HEAD')[:10]}: 1 changed, 1 renamed.\n"
    )
    assert "  Minutes mended - by Ann Example <ann@example.org>" in done.stdout
    assert "10 records in 12 versions from 2 saves" in done.stdout
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "log", "-1", "--format=%an|%cn|%B").startswith(
        "Ann Example|Ann Example|Minutes mended\n\nAs the meeting asked.\n"
    )


def test_errors_stop_a_save_and_are_listed(root: Path, run: Run) -> None:
    rewrite(root / MINUTES, "meeting: som-1", "meeting: som-77")
    before = git(root, "rev-parse", "HEAD")
    done = run("save", "why")
    assert done.exit_code == 1
    assert "R010" in done.stderr
    assert "som-77" in done.stderr
    assert git(root, "rev-parse", "HEAD") == before
    forced = run("save", "in haste", "--even-with-errors")
    assert forced.exit_code == 0
    assert "warning: 1 error saved with it:\n" in forced.stderr
    assert "R010" in forced.stderr


def test_a_reason_is_needed(root: Path, run: Run) -> None:
    rewrite(root / MINUTES, "Nine", "Ten")
    done = run("save", "  ")
    assert done.exit_code == 2
    assert "say why" in done.stderr


def test_other_files_and_what_others_staged_stay_as_they_are(root: Path, run: Run) -> None:
    (root / "program.py").write_text("x = 1\n")
    git(root, "add", "program.py")
    rewrite(root / MINUTES, "Nine", "Ten")
    assert run("save", "why").exit_code == 0
    assert git(root, "show", "--name-only", "--format=").split() == [MINUTES]
    assert git(root, "status", "--porcelain") == "A  program.py\n"


def test_after_a_save_git_agrees_whatever_was_moved_by_hand(root: Path, run: Run) -> None:
    git(root, "mv", "records/2024/som-1-agenda.md", "records/agenda.md")
    git(root, "rm", "-q", "records/2025/progress-report-2025.md")
    (root / "records/2025/new.md").write_text("---\nid: new\nkind: note\ntitle: N\n---\nA b c\n")
    rewrite(root / MINUTES, "Nine", "Ten")
    git(root, "rm", "-q", "--cached", MINUTES)
    (root / "program.py").write_text("x = 1\n")
    git(root, "add", "program.py")
    assert "1 file new, 1 changed, 1 renamed, 1 deleted" in run("status").stdout
    done = run("save", "Tidied", "--even-with-errors")
    assert done.stdout.startswith("Saved as "), done.output
    assert git(root, "status", "--porcelain") == "A  program.py\n"
    assert run("status").stdout.startswith("Nothing has changed")
    assert "not saved" not in run("build").stdout
    git(root.parent, "clone", "-q", str(root), "clone")
    run_in(root.parent / "clone", "build")
    assert run_in(root.parent / "clone", "digest").stdout == run("digest").stdout


def test_what_was_staged_against_a_rule_is_kept(root: Path, run: Run) -> None:
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/exclude").write_text("*.pdf\n")
    (root / "records/2024/scan.pdf").write_bytes(b"%PDF")
    git(root, "add", "-f", "records/2024/scan.pdf")
    assert run("save", "The scan").exit_code == 0
    assert git(root, "status", "--porcelain") == ""


def test_who_saves_is_asked_for_once(tmp_path: Path) -> None:
    run_in(tmp_path, "init", "ws")
    root = tmp_path / "ws"
    rewrite(root / MINUTES, "Nine", "Ten")
    done = run_in(root, "save", "why")
    assert done.exit_code == 2
    assert "--name NAME --email ADDRESS" in done.stderr
    assert run_in(root, "save", "why", *ANN).exit_code == 0
    rewrite(root / MINUTES, "Ten", "Eleven")
    assert "by Ann Example" in run_in(root, "save", "again").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="hooks are shell scripts")
def test_nothing_that_a_hostile_repository_names_is_run(root: Path) -> None:
    trap = root.parent / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {root.parent / 'sprung'}\ncat\n")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    hooks = root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("pre-commit", "commit-msg", "post-commit", "reference-transaction",
                 "post-index-change", "prepare-commit-msg"):  # fmt: skip
        shutil.copy2(trap, hooks / hook)
    for key, value in (
        ("core.hooksPath", str(hooks)),
        ("core.fsmonitor", str(trap)),
        ("filter.evil.clean", str(trap)),
        ("filter.evil.smudge", str(trap)),
        ("filter.evil.required", "true"),
        ("commit.gpgSign", "true"),
        ("gpg.program", str(trap)),
        ("core.editor", str(trap)),
        ("diff.external", str(trap)),
    ):
        git(root, "config", key, value)
    (root / ".gitattributes").write_text("*.md filter=evil\n")
    rewrite(root / MINUTES, "Nine", "Ten")
    repository = Repository(find(root))
    assert save(repository, find_changes(repository), "why", Saver("Ann", "ann@example.org"))
    rewrite(root / MINUTES, "Ten", "Eleven")
    take_back(repository, find_changes(repository))
    assert "Ten" in (root / MINUTES).read_text("utf-8")
    assert not (root.parent / "sprung").exists()


def test_in_the_middle_of_a_merge_it_is_refused(root: Path, run: Run) -> None:
    rewrite(root / MINUTES, "Nine", "Ten")
    (root / ".git" / "MERGE_HEAD").write_text(git(root, "rev-parse", "HEAD"))
    for words in (("save", "why"), ("undo", "--yes")):
        done = run(*words)
        assert done.exit_code == 1
        assert "in the middle of a merge" in done.stderr
    assert "Ten" in (root / MINUTES).read_text("utf-8")


def test_on_an_old_version_it_is_refused(root: Path, run: Run) -> None:
    git(root, "checkout", "-q", "--detach")
    rewrite(root / MINUTES, "Nine", "Ten")
    done = run("save", "why")
    assert done.exit_code == 1
    assert "an old version is checked out" in done.stderr


def test_while_another_program_saves_it_is_refused(root: Path, run: Run) -> None:
    (root / ".git" / "index.lock").write_bytes(b"")
    rewrite(root / MINUTES, "Nine", "Ten")
    done = run("save", "why")
    assert done.exit_code == 1
    assert "another program is saving" in done.stderr


def test_what_a_save_left_that_lost_its_power_is_cleared_and_done(
    root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    rewrite(root / MINUTES, "Nine", "Ten")
    with monkeypatch.context() as patched:
        patched.setattr(Repository, "_tell_index", cut)
        with pytest.raises(PowerCut):
            run_in(root, "save", "Ten", *ANN)
    lock = root / ".git" / "index.lock"
    lock.write_bytes(b"")
    os.utime(lock, (1, 1))
    rewrite(root / MINUTES, "Ten", "Eleven")
    done = run("save", "Eleven", *ANN)
    assert done.exit_code == 0, done.output
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "log", "-2", "--format=%s").split() == ["Eleven", "Ten"]


def test_a_save_that_fails_leaves_all_as_it_was(root: Path, run: Run) -> None:
    head, index = git(root, "rev-parse", "HEAD"), (root / ".git" / "index").read_bytes()
    rewrite(root / MINUTES, "Nine", "Ten")
    (root / ".git" / "refs" / "heads" / "main.lock").write_bytes(b"")
    done = run("save", "why")
    assert done.exit_code == 1
    assert "try again" in done.stderr
    assert git(root, "rev-parse", "HEAD") == head
    assert (root / ".git" / "index").read_bytes() == index
    assert "Ten" in (root / MINUTES).read_text("utf-8")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not hold for this user"
)
def test_a_read_only_repository_is_said(root: Path, run: Run) -> None:
    rewrite(root / MINUTES, "Nine", "Ten")
    objects = root / ".git" / "objects"
    folders = [objects, *(each for each in objects.rglob("*") if each.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    done = run("save", "why")
    for folder in folders:
        folder.chmod(0o755)
    assert done.exit_code == 1
    assert "may not be written to" in done.stderr


def test_a_repository_among_the_records_is_refused(root: Path, run: Run) -> None:
    (root / "records" / "2024" / "own").mkdir()
    git(root / "records" / "2024" / "own", "init", "-q", ".")
    (root / "records" / "2024" / "own" / "a.md").write_text("x")
    done = run("save", "why")
    assert done.exit_code == 1
    assert "records/2024/own/ is a repository of its own" in done.stderr


def test_a_workspace_within_a_larger_repository_saves_only_itself(root: Path) -> None:
    shutil.rmtree(root / ".git")
    (root / "archive.db").unlink()
    outer = root.parent
    git(outer, "init", "-q", ".")
    git(outer, "add", ".")
    git(outer, "commit", "-q", "-m", "all")
    (outer / "beside.txt").write_text("x")
    rewrite(root / MINUTES, "Nine", "Ten")
    status = run_in(root, "status").stdout
    assert f"changed  {MINUTES}: 1 word added" in status
    assert run_in(root, "save", "why", *ANN).exit_code == 0
    assert git(outer, "show", "--name-only", "--format=").split() == [f"{root.name}/{MINUTES}"]


def test_names_with_wildcards_and_accents_are_taken_literally(root: Path, run: Run) -> None:
    for name in ("a[1].md", "Übersicht, 교육.md"):
        text = f"---\nid: {'a' if name[0] == 'a' else 'b'}\nkind: note\ntitle: N\n---\nText\n"
        (root / "records" / "2024" / name).write_text(text, "utf-8")
    assert run("save", "why", "--even-with-errors").exit_code == 0
    assert git(root, "status", "--porcelain") == ""


def test_a_save_stands_though_the_archive_cannot_follow(root: Path, run: Run) -> None:
    git(root, "commit", "-q", "--amend", "-m", "Another beginning")
    rewrite(root / MINUTES, "Nine", "Ten")
    done = run("save", "why")
    assert done.exit_code == 1
    assert re.match(r"Saved as [0-9a-f]{10}: 1 changed\.", done.stdout)
    assert "it is saved, but the archive was not rebuilt" in done.stderr
    assert "--full" in done.stderr


def test_without_history_it_says_how_to_begin(root: Path, run: Run) -> None:
    shutil.rmtree(root / ".git")
    for words in (("status",), ("save", "why"), ("undo",)):
        done = run(*words)
        assert done.exit_code == 1
        assert "secretariat init" in done.stderr
