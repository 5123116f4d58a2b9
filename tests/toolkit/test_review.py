"""`review`: what a person answers is written above the paragraph, and nothing else changes."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from archive.errors import SaveFailed
from archive.text.paragraphs import paragraphs
from tests.toolkit.register import register_workspace
from tests.toolkit.steps import Run, files_under, rewrite, run_in
from toolkit.saving.replacing import replace_file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return register_workspace(tmp_path / "ws")


@pytest.fixture
def run(root: Path) -> Run:
    def do(*words: str) -> Result:
        return run_in(root, "review", *words)

    return do


def text(root: Path) -> str:
    return (root / "records/first.md").read_text("utf-8")


def marks(root: Path, anchor: str) -> dict[str, str] | None:
    body = text(root).split("---\n", 2)[2]
    return next(each.marks for each in paragraphs(body) if each.anchor == anchor)


def change(root: Path, sql: str) -> None:
    with closing(sqlite3.connect(root / "archive.db")) as db:
        db.execute(sql)
        db.commit()


def test_without_a_terminal_the_list_is_printed(run: Run, root: Path) -> None:
    before = files_under(root)
    done = run()
    assert done.exit_code == 0
    assert "Conclusions, first (first#p2, line 7)" in done.stdout
    assert "perhaps a decision: " in done.stdout
    assert "perhaps an action of Ana: " in done.stdout
    assert "1 paragraph waits for an answer, in 1 record" in done.stdout
    assert files_under(root) == before


def test_the_list_for_machines_and_narrowed_down(run: Run) -> None:
    [told] = json.loads(run("--json").stdout)
    assert (told["paragraph"], told["path"]) == ("first#p2", "records/first.md")
    assert [(each["as"], each["rule"]) for each in told["proposed"]] == [
        ("decision", "numbered-verb"), ("action", "bullet-owner"),
    ]  # fmt: skip
    assert json.loads(run("second", "--json").stdout) == []
    assert "Nothing waits" in run("second", "--list").stdout


def test_no_is_written_for_all_that_is_proposed(run: Run, root: Path) -> None:
    before = text(root)
    done = run("first#p2", "--reject")
    assert done.exit_code == 0
    assert "records/first.md, line 8: {.not-decision .not-action}" in done.stdout
    assert "secretariat save" in done.stdout
    line = "2. They agreed to meet.\n"
    assert text(root) == before.replace(line, f"\n{{.not-decision .not-action}}\n{line}")


def test_what_is_answered_is_not_asked_again(run: Run) -> None:
    run("first#p2", "--as", "decision")
    assert "Nothing waits" in run().stdout


def test_yes_to_a_task_of_somebody_unknown_wants_an_owner(run: Run, root: Path) -> None:
    before = text(root)
    done = run("first#p2", "--confirm")
    assert done.exit_code == 2
    assert "'Ana', who is in no register" in done.stderr
    assert text(root) == before
    assert run("first#p2", "--confirm", "--owner", "aes-italy").exit_code == 0
    assert marks(root, "p2") == {"class": "decision action", "owner": "aes-italy"}


def test_yes_to_a_task_of_somebody_known_keeps_owner_and_date(run: Run, root: Path) -> None:
    change(root, "UPDATE action_item SET owner = 'luca', due_edtf = '2024-06~'")
    run("first#p2", "--confirm")
    assert marks(root, "p2") == {"class": "decision action", "owner": "luca", "due": "2024-06~"}


def test_a_task_that_is_done_stays_done(run: Run, root: Path) -> None:
    change(root, "UPDATE action_item SET owner = 'luca', status = 'done'")
    assert "perhaps an action of luca, done: " in run().stdout
    run("first#p2", "--as", "action")
    assert marks(root, "p2") == {"class": "action", "owner": "luca", "status": "done"}


@pytest.mark.parametrize(
    ("owner", "wrong"),
    [("observers", ""), ("partners", ""), ("", ""), ("asemme6", "no partner"), ("luc", "luca")],
)
def test_an_owner_is_of_the_registers(run: Run, root: Path, owner: str, wrong: str) -> None:
    done = run("first#p1", "--as", "action", "--owner", owner)
    assert done.exit_code == (1 if wrong else 0)
    assert wrong in done.stderr
    if not wrong:
        assert marks(root, "p1") == {"class": "action"} | ({"owner": owner} if owner else {})


def test_any_paragraph_can_be_said_to_be_something(run: Run, root: Path) -> None:
    assert run("first#p1", "--as", "proposal").exit_code == 0
    assert marks(root, "p1") == {"class": "proposal"}
    assert run("first#p1", "--as", "decision").exit_code == 0
    assert marks(root, "p1") == {"class": "decision"}
    done = run("second#p1", "--confirm")
    assert done.exit_code == 2
    assert "proposes nothing of second#p1" in done.stderr


def test_all_at_once(run: Run, root: Path) -> None:
    assert run("first", "--reject").exit_code == 2
    done = run("first", "--reject", "--all")
    assert "1 answer is written" in done.stdout
    assert marks(root, "p2") == {"class": "not-decision not-action"}


def test_what_cannot_be_answered_at_once_is_told_and_left(run: Run, root: Path) -> None:
    before = text(root)
    done = run("--confirm", "--all")
    assert done.exit_code == 1
    assert "left as it is: first#p2 names 'Ana'" in done.stderr
    assert "Nothing was written." in done.stdout
    assert text(root) == before


def test_an_imported_history_is_read_only(run: Run) -> None:
    done = run("eips.eip-1#p1", "--reject")
    assert done.exit_code == 2
    assert "read only" in done.stderr


@pytest.mark.parametrize("target", ["firs", "first#p9"])
def test_what_is_not_there_is_said(run: Run, target: str) -> None:
    done = run(target, "--as", "decision", *(() if "#" in target else ("--all",)))
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("first#p2", "--confirm", "--reject"),
        ("first#p2", "--confirm", "--list"),
        ("first", "--all"),
        ("first#p2", "--reject", "--owner", "luca"),
    ],
)
def test_answers_that_do_not_go_together(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


# -- the file is not as the archive has it ------------------------------------------


def test_a_text_that_changed_since_is_left_alone(run: Run, root: Path) -> None:
    rewrite(root / "records/first.md", "agreed to meet", "agreed to part")
    done = run("first#p2", "--reject")
    assert done.exit_code == 1
    assert "reads otherwise in records/first.md" in done.stderr
    assert "reads otherwise" in run().stderr
    assert marks(root, "p2") is None


def test_a_paragraph_that_only_moved_is_found(run: Run, root: Path) -> None:
    rewrite(root / "records/first.md", "1. They", "Before.\n\n1. They")
    assert run("first#p2", "--as", "decision").exit_code == 0
    assert marks(root, "p2") == {"class": "decision"}


@pytest.mark.parametrize("how", ["gone", "other", "bytes"])
def test_a_file_that_is_another_now(run: Run, root: Path, how: str) -> None:
    path = root / "records/first.md"
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"\xff" if how == "bytes" else b"---\nid: third\n---\nOne.\n")
    before = files_under(root)
    done = run("first#p2", "--reject")
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert files_under(root) == before


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_and_all_else_stay(run: Run, root: Path, end: str) -> None:
    path = root / "records/first.md"
    data = b"\xef\xbb\xbf" + text(root).replace("\n", end).encode()
    path.write_bytes(data)
    assert run("first#p2", "--as", "decision").exit_code == 0
    line = f"2. They agreed to meet.{end}"
    new = data.decode().replace(line, f"{end}{{.decision}}{end}{line}")
    assert path.read_bytes() == new.encode()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with pytest.raises(SaveFailed):
        replace_file(path, b"older", b"new")
    assert [*tmp_path.iterdir()] == [path]
    assert path.read_bytes() == b"old"
    replace_file(path, b"old", b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    link = tmp_path / "b.md"
    link.symlink_to(path)
    with pytest.raises(SaveFailed):
        replace_file(link, b"new", b"newer")


def test_from_a_text_to_a_stated_decision(sample: Path, tmp_path: Path) -> None:
    root = shutil.copytree(sample, tmp_path / "built")
    (root / "records/2025/som-2-minutes.md").write_text(
        "---\nid: som-2-minutes\nkind: minutes\ntitle: Minutes of SOM2\nmeeting: som-2\n---\n"
        "# Decisions\n\n- The budget is approved.\n- The next meeting is in May.\n",
        encoding="utf-8",
        newline="\n",
    )
    run_in(root, "build")
    shown = run_in(root, "decisions", "--meeting", "som-2", "--basis", "proposed").stdout
    assert "som-2-minutes#p1" in shown
    assert run_in(root, "review", "som-2-minutes#p1", "--confirm").exit_code == 0
    assert run_in(root, "review", "som-2-minutes#p2", "--reject").exit_code == 0
    run_in(root, "build")
    stated = run_in(root, "decisions", "--meeting", "som-2", "--basis", "stated").stdout
    assert "The budget is approved." in stated
    assert "som-2-minutes#p2" not in run_in(root, "decisions").stdout
    assert "Nothing waits" in run_in(root, "review", "som-2-minutes").stdout
    assert run_in(root, "check").exit_code == 0


def test_a_heading_cannot_be_marked(run: Run, root: Path) -> None:
    change(root, "UPDATE paragraph SET kind = 'heading' WHERE anchor = 'p2'")
    done = run("first#p2", "--as", "decision")
    assert done.exit_code == 2
    assert "first#p2 is a heading, which cannot be marked" in done.stderr
    assert json.loads(run("--json").stdout) == []
