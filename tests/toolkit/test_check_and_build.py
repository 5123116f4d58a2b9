"""`check`, `schema`, `build`, `digest`, and whether the archive is as new as the records."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.findings import CODES
from archive.history import head
from archive.jsonschema import schemas
from archive.reading import open_archive
from archive.workspace import find
from tests.toolkit.steps import ANN, Run, git, rewrite, run_in
from toolkit.freshness import archive_state, git_head

MINUTES = "records/2024/som-1-minutes.md"


@pytest.fixture
def faulty(root: Path) -> Path:
    rewrite(root / MINUTES, "meeting: som-1", "meeting: som-77")
    return root


def test_an_error_ends_with_1_and_names_line_and_remedy(faulty: Path, run: Run) -> None:
    done = run("check")
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{MINUTES}\n")
    assert "  error R010 line 8: " in done.stdout
    assert CODES["R010"].remedy in done.stdout


def test_findings_for_machines(faulty: Path, run: Run) -> None:
    done = run("check", "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert {each["code"] for each in found} >= {"R010"}
    assert {(each["page"], each["explain"]) for each in found if each["code"] == "R010"} == {
        (None, "secretariat check --explain R010")
    }
    (faulty / "docs").mkdir()
    (faulty / "docs" / "findings.md").write_text("# Findings\n", encoding="utf-8")
    found = json.loads(run("check", "--json").stdout)
    assert all(each["page"].startswith("docs/findings.md#") for each in found)


def test_a_finding_leads_to_its_explanation(faulty: Path, run: Run) -> None:
    last = run("check").stdout.splitlines()[-1]
    assert last == "What a code means: secretariat check --explain R010"
    said = run("check", "--explain", "r010").stdout
    assert said.startswith("R010 error: unknown id\n")
    assert "nothing is saved while there is one" in said
    assert CODES["R010"].remedy[1:] in said


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_without_a_workspace(tmp_path: Path, code: str) -> None:
    told = json.loads(run_in(tmp_path, "check", "--explain", code, "--json").stdout)
    assert (told["title"], told["remedy"]) == (CODES[code].title, CODES[code].remedy)
    assert told["meaning"]


def test_a_code_that_there_is_not_is_refused(tmp_path: Path) -> None:
    done = run_in(tmp_path, "check", "--explain", "R999")
    assert done.exit_code == 2
    assert "there is no code 'R999'" in done.stderr


def test_only_what_concerns_a_path(faulty: Path, run: Run) -> None:
    assert run("check", "records/2025").stdout == "Nothing is wrong.\n"
    assert run("check", "records/2024").exit_code == 1
    assert run("check", ".").exit_code == 1
    assert run("check", "nowhere").exit_code == 2


def test_warnings_alone_are_no_failure(root: Path, run: Run) -> None:
    rewrite(root / MINUTES, 'adopted_by: "som-2#2"\n', "")
    done = run("check")
    assert "warning R025" in done.stdout
    assert done.exit_code == 0


def test_the_codes_are_listed_without_a_workspace(tmp_path: Path) -> None:
    listed = run_in(tmp_path, "check", "--codes").stdout
    assert [line.split()[0] for line in listed.splitlines()[1:]] == list(CODES)
    assert len(json.loads(run_in(tmp_path, "check", "--codes", "--json").stdout)) == len(CODES)


def test_a_schema_is_printed_and_all_are_written(tmp_path: Path) -> None:
    assert json.loads(run_in(tmp_path, "schema", "record").stdout) == schemas()["record"]
    assert run_in(tmp_path, "schema").stdout.split() == list(schemas())
    assert run_in(tmp_path, "schema", "nothing").exit_code == 2
    assert run_in(tmp_path, "schema", "--output", str(tmp_path / "s")).exit_code == 0
    assert {path.stem for path in (tmp_path / "s").iterdir()} == set(schemas())


def test_a_build_says_what_it_read_and_what_it_holds(root: Path, run: Run) -> None:
    assert run("build").stdout == (
        "The archive is up to date: it holds 10 records in 10 versions from 1 save.\n"
    )
    rewrite(root / MINUTES, "Nine", "Ten")
    assert run("build").stdout == (
        "The archive is up to date: it holds 10 records in 11 versions from 1 save.\n"
        "1 file not saved yet: shown in the archive, and marked as such.\n"
    )
    assert run("build", "--full").stdout.startswith("archive.db made anew: it holds 10 records")
    git(root, "commit", "-qam", "by hand")
    assert run("build").stdout == (
        "archive.db brought up to date with 1 save: it holds 10 records in 11 versions"
        " from 2 saves.\n"
    )


def test_a_renamed_file_counts_as_one(root: Path, run: Run) -> None:
    (root / "records/2024/som-1-agenda.md").rename(root / "records/agenda.md")
    assert "1 file not saved yet" in run("build").stdout


def test_a_build_for_machines(run: Run) -> None:
    told = json.loads(run("build", "--full", "--json").stdout)
    assert told["total"] == {"commits": 1, "versions": 10, "records": 10}
    assert (told["mode"], told["notices"]) == ("whole", [])


def test_a_folder_without_history_is_built_and_says_so(root: Path, run: Run) -> None:
    shutil.rmtree(root / ".git")
    (root / "archive.db").unlink(missing_ok=True)
    done = run("build")
    assert done.exit_code == 0
    assert "H006" in done.stdout


def test_a_history_that_is_gone_is_not_forgotten_in_silence(root: Path, run: Run) -> None:
    run("build")
    shutil.rmtree(root / ".git")
    done = run("build")
    assert done.exit_code == 1
    assert "build --full" in done.stderr


def test_the_digest_is_that_of_the_content(root: Path, run: Run) -> None:
    first = run("digest").stdout
    assert len(first.strip()) == 64
    run("build", "--full")
    assert run("digest").stdout == first


def test_the_head_is_read_as_git_tells_it(root: Path) -> None:
    assert git_head(root) == head(root)
    git(root, "pack-refs", "--all")
    assert git_head(root) == head(root)
    git(root, "checkout", "-q", "--detach")
    assert git_head(root) == head(root)
    git(root, "worktree", "add", "-q", str(root.parent / "tree"))
    assert git_head(root.parent / "tree") == head(root.parent / "tree")


def test_there_is_no_head_before_the_first_save_or_without_git(tmp_path: Path) -> None:
    assert git_head(tmp_path) is None
    git(tmp_path, "init", "-q", ".")
    assert git_head(tmp_path) is None


def test_how_the_archive_stands(root: Path, run: Run) -> None:
    here = find(root)
    assert archive_state(here).name == "current"
    git(root, "commit", "-q", "--allow-empty", "-m", "by hand")
    assert archive_state(here).name == "behind"
    assert "the archive is older than the last save" in run("show", "som-1").stderr
    run("build")
    assert archive_state(here).name == "current"
    assert run("show", "som-1").stderr == ""
    (root / "archive.db").write_bytes(b"no archive")
    assert archive_state(here).name == "unusable"
    (root / "archive.db").unlink()
    assert archive_state(here).name == "missing"


def test_a_reader_does_not_change_the_archive(root: Path, run: Run) -> None:
    before = (root / "archive.db").read_bytes()
    run("show", "som-1-minutes")
    with closing(open_archive(root / "archive.db")):
        pass
    assert (root / "archive.db").read_bytes() == before


def test_a_digest_builds_first_where_there_is_no_archive(root: Path, run: Run) -> None:
    before = run("digest").stdout
    (root / "archive.db").unlink()
    done = run("digest")
    assert done.stdout == before
    assert "archive.db made anew" in done.stderr


def test_a_rewritten_history_is_told_with_the_last_save_in_common(root: Path, run: Run) -> None:
    begun = git(root, "rev-parse", "HEAD").strip()
    rewrite(root / MINUTES, "Nine", "Ten")
    run("save", "Count again", *ANN)
    git(root, "commit", "-q", "--amend", "-m", "Count once more")
    assert "from another history" in run("status").stdout
    assert run("ask", "heads").stderr.startswith(
        "warning: the archive was built from another history"
    )
    done = run("build")
    assert done.exit_code == 1
    assert f"1 save that it holds is gone, all since the save {begun[:12]} on 20" in done.stderr
    assert "keep a copy of archive.db" in done.stderr


def test_a_digest_of_an_archive_that_is_behind_says_so(root: Path, run: Run) -> None:
    run("build")
    git(root, "commit", "-q", "--allow-empty", "-m", "by hand")
    assert "older than the last save" in run("digest").stderr


def test_an_archive_that_was_altered_fails_the_check_of_its_digest(root: Path, run: Run) -> None:
    done = run("digest", "--check")
    assert done.exit_code == 0, done.output
    assert "says what the saves say" in done.stderr
    with sqlite3.connect(root / "archive.db") as db:
        db.execute("UPDATE paragraph SET text = 'x' WHERE record = 'som-1-minutes'")
    db.close()
    done = run("digest", "--check")
    assert done.exit_code == 1
    assert "table paragraph: 7 rows are not what the saves give" in done.stdout
    assert "secretariat build --full" in done.stderr
