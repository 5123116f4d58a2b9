"""`review` of files: at a terminal by keys, elsewhere by options; each answer is saved at once."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import msgspec
import pytest

from archive.workspace import Workspace
from tests.toolkit.intake.runners import Here, read
from tests.toolkit.steps import Run, git
from toolkit.intake.adding import Adding, Wanted
from toolkit.intake.model import Guess, Proposal
from toolkit.intake.store import Store, place_of, waiting
from toolkit.intake.tasks import Result, Task

KEYS = b"x leave out  q quit"
REVIEW = ("review", "--files")

pytestmark = pytest.mark.filterwarnings("ignore:This process.*fork:DeprecationWarning")
terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")


@pytest.fixture
def added(workspace: Workspace, tmp_path: Path) -> Path:
    """Two files wait: number 1, 'First letter', and number 2, without a title."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("First letter\n\nWelcome to the meeting.", encoding="utf-8")
    (folder / "b.txt").write_text("", encoding="utf-8")
    with Store(place_of(workspace)) as store:
        Adding(store, Wanted(), {}).run([folder], Here(), lambda done, known: None)
    return workspace.root


def proposing(workspace: Workspace, folder: Path, proposal: Proposal) -> None:
    """One file 'A text' waits, of which this is proposed beside what the reader says."""

    def reader(task: Task) -> Result:
        done = read(task)
        assert done.proposal is not None
        guesses = (*done.proposal.guesses, *proposal.guesses)
        return msgspec.structs.replace(
            done, proposal=msgspec.structs.replace(proposal, guesses=guesses)
        )

    (folder / "c.txt").write_text("A text", encoding="utf-8")
    with Store(place_of(workspace)) as store:
        Adding(store, Wanted(), {}).run([folder / "c.txt"], Here(reader), lambda done, known: None)


def two_dates(workspace: Workspace, folder: Path) -> None:
    other = Guess(
        field="date", value="2023-06", rule="the folder", confidence=0.3, place="folder",
        written="2023-06 SOM",
    )  # fmt: skip
    proposing(workspace, folder, Proposal(guesses=(other,)))


def new_meeting(workspace: Workspace, folder: Path) -> None:
    guess = Guess(field="meeting", value="som-9", rule="new", confidence=0.5)
    entry = "- id: som-9\n  body: som\n  title: Ninth meeting\n  date: 2024-05-06\n"
    proposing(workspace, folder, Proposal(guesses=(guess,), proposed_meeting=entry))


def states(root: Path) -> list[str]:
    with Store(place_of(Workspace(root))) as store:
        return [item.state for item in store.items()]


def typed(
    root: Path, *answers: tuple[bytes, bytes], settings: dict[str, str] | None = None
) -> tuple[str, int]:
    from tests.toolkit.keyboard import answered

    return answered(root, *answers, command=REVIEW, settings=settings)


@terminal
def test_a_screen_shows_what_is_proposed_and_why(added: Path) -> None:
    shown, code = typed(added, (KEYS, b"q"))
    assert "1 of 2: in/a.txt\n  file 1, Plain Text File, 37 bytes, as a whole 0.96 sure" in shown
    assert "  title       First letter - a test's (0.97)" in shown
    assert "  date        6 May 2024 (2024-05-06) - a test's (0.96)" in shown
    assert "    Welcome to the meeting." in shown
    assert "0 records saved, 2 files still wait." in shown
    assert code == 0


@terminal
def test_y_saves_and_s_skips(added: Path) -> None:
    shown, _ = typed(added, (KEYS, b"y"), (KEYS, b"s"))
    assert "Saved: records/2024/first-letter.md" in shown
    assert states(added) == ["accepted", "read"]
    assert "in/a.txt" in git(added, "log", "-1", "--format=%B")


@terminal
def test_what_was_accepted_is_in_the_archive(added: Path, run: Run) -> None:
    typed(added, (KEYS, b"y"), (KEYS, b"q"))
    assert "Welcome to the meeting." in run("show", "first-letter").output


@terminal
def test_x_leaves_a_file_out(added: Path) -> None:
    shown, _ = typed(added, (KEYS, b"x"), (KEYS, b"q"))
    assert "0 records saved, 1 file left out, 1 file still waits." in shown
    assert states(added) == ["refused", "read"]


@terminal
def test_k_changes_the_kind_and_m_links_a_meeting(added: Path) -> None:
    typed(
        added, (KEYS, b"k"), (b"as it is):", b"letter\n"), (KEYS, b"m"), (b"none):", b"som-1\n"),
        (KEYS, b"y"), (KEYS, b"q"),
    )  # fmt: skip
    text = (added / "records/2024/som-1-first-letter.md").read_text(encoding="utf-8")
    assert "\nkind: letter\n" in text
    assert "\nmeeting: som-1\n" in text


@terminal
def test_a_kind_that_is_none_is_told_and_asked_again(added: Path) -> None:
    shown, _ = typed(added, (KEYS, b"k"), (b"as it is):", b"lettre\n"), (KEYS, b"q"))
    assert "Not done: there is no kind of record called 'lettre'" in shown


@terminal
def test_d_takes_a_date_that_is_typed(added: Path) -> None:
    typed(added, (KEYS, b"d"), (b"none):", b"2025-03~\n"), (KEYS, b"y"), (KEYS, b"q"))
    assert "\ndate: 2025-03~\n" in (added / "records/2025/first-letter.md").read_text("utf-8")


@terminal
def test_a_date_that_is_none_is_told(added: Path) -> None:
    shown, _ = typed(added, (KEYS, b"d"), (b"none):", b"soon\n"), (KEYS, b"q"))
    assert "Not done: " in shown


@terminal
def test_d_takes_another_reading_by_its_number(workspace: Workspace, tmp_path: Path) -> None:
    two_dates(workspace, tmp_path)
    shown, _ = typed(workspace.root, (KEYS, b"d"), (b"none):", b"2\n"), (KEYS, b"y"))
    assert "2  June 2023 (2023-06) - the folder (0.30)" in shown
    text = (workspace.root / "records/2023/a-text.md").read_text(encoding="utf-8")
    assert "date: 2023-06\ndate_basis: inferred; from the folder, 2023-06 SOM\n" in text


@terminal
def test_t_sets_the_title_and_a_the_access(added: Path) -> None:
    typed(
        added, (KEYS, b"t"), (b"as it is):", b"My own\n"), (KEYS, b"a"),
        (b"secretariat only", b"a"), (KEYS, b"y"), (KEYS, b"q"),
    )  # fmt: skip
    text = (added / "records/2024/my-own.md").read_text(encoding="utf-8")
    assert "\ntitle: My own\n" in text
    assert "\naccess: partners\n" in text


@terminal
def test_what_was_edited_is_not_changed_by_keys(added: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\n"
        "p.write_text(p.read_text().replace('title: First letter', 'title: My letter'))\n",
        encoding="utf-8",
    )
    command = {"EDITOR": f"{sys.executable} {editor}"}
    shown, _ = typed(added, (KEYS, b"e"), (KEYS, b"k"), (KEYS, b"q"), settings=command)
    assert "You have edited it: change that there as well (e)." in shown


@terminal
def test_y_offers_to_add_a_new_meeting_and_saves_it_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    new_meeting(workspace, tmp_path)
    shown, _ = typed(workspace.root, (KEYS, b"y"), (b"leaves it out", b"y"))
    assert "som-9, in no register yet: y asks whether to add it" in shown
    text = (workspace.root / "records/2024/som-9-a-text.md").read_text(encoding="utf-8")
    assert "\nmeeting: som-9\n" in text
    assert git(workspace.root, "status", "--porcelain").strip() == ""


@terminal
def test_a_new_meeting_that_is_not_wanted_is_left_out(workspace: Workspace, tmp_path: Path) -> None:
    new_meeting(workspace, tmp_path)
    typed(workspace.root, (KEYS, b"y"), (b"leaves it out", b"n"))
    assert "meeting:" not in (workspace.root / "records/2024/a-text.md").read_text("utf-8")


@terminal
def test_e_opens_the_editor_and_y_saves_what_it_left(added: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\n"
        "p.write_text(p.read_text().replace('title: First letter', 'title: My letter'))\n",
        encoding="utf-8",
    )
    command = {"EDITOR": f"{sys.executable} {editor}"}
    typed(added, (KEYS, b"e"), (KEYS, b"y"), (KEYS, b"q"), settings=command)
    assert "title: My letter" in (added / "records/2024/first-letter.md").read_text("utf-8")


@terminal
def test_what_the_editor_broke_is_not_taken(added: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\n"
        "p.write_text(p.read_text().replace('kind: note', 'knd: note'))\n",
        encoding="utf-8",
    )
    command = {"EDITOR": f"{sys.executable} {editor}"}
    shown, _ = typed(added, (KEYS, b"e"), (KEYS, b"q"), settings=command)
    assert "Not taken: " in shown


@terminal
def test_ctrl_c_keeps_what_was_answered(added: Path) -> None:
    _, code = typed(added, (KEYS, b"y"), (KEYS, b"\x03"))
    assert code == 130
    assert states(added) == ["accepted", "read"]


@terminal
def test_files_come_before_paragraphs(added: Path) -> None:
    from tests.toolkit.keyboard import answered

    shown, _ = answered(added, (KEYS, b"q"))
    assert "1 of 2: in/a.txt" in shown
    assert shown.endswith("0 records saved, 2 files still wait.\n")  # q quits all of it


def test_accept_above_takes_only_what_is_sure(added: Path, run: Run) -> None:
    done = run("review", "--accept-above", "0.95")
    assert "1 record saved, 1 file still waits." in done.output
    assert states(added) == ["accepted", "read"]


def test_what_is_less_sure_is_not_written_unseen(
    workspace: Workspace, tmp_path: Path, run: Run
) -> None:
    guess = Guess(field="status", value="draft", rule="r", confidence=0.8)
    proposing(workspace, tmp_path, Proposal(guesses=(guess,)))
    run("review", "--accept-above", "0.95")
    assert "status:" not in (workspace.root / "records/2024/a-text.md").read_text("utf-8")


def test_a_doubtful_meeting_is_offered_and_not_taken(
    workspace: Workspace, tmp_path: Path, run: Run
) -> None:
    guess = Guess(field="meeting", value="som-1", rule="r", confidence=0.45)
    proposing(workspace, tmp_path, Proposal(guesses=(guess,)))
    run("review", "--file", "1", "--confirm")
    assert "meeting:" not in (workspace.root / "records/2024/a-text.md").read_text("utf-8")


def test_one_file_by_its_number(added: Path, run: Run) -> None:
    done = run("review", "--file", "1", "--confirm", "--kind", "letter")
    assert "records/2024/first-letter.md is the new record first-letter." in done.output
    assert "kind: letter" in (added / "records/2024/first-letter.md").read_text("utf-8")


def test_a_file_that_was_answered_is_not_answered_twice(added: Path, run: Run) -> None:
    run("review", "--file", "2", "--reject")
    again = run("review", "--file", "2", "--confirm")
    assert again.exit_code == 2
    assert "file 2 does not wait for an answer: it is refused" in again.output


def test_the_list_is_for_people_and_machines(added: Path, run: Run) -> None:
    assert "First letter" in run("review", "--files").output
    rows = json.loads(run("review", "--files", "--json").stdout)
    assert [(row["number"], row["title"], row["sure"]) for row in rows] == [
        (1, "First letter", 0.96),
        (2, "", 0.3),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("--file", "1"),
        ("--confirm", "--files"),
        ("--file", "1", "--confirm", "--reject"),
        ("som-1-minutes", "--files"),
        ("--accept-above", "0.9", "--file", "1"),
        ("--accept-above", "1.5"),
    ],
)
def test_options_that_do_not_go_together(words: tuple[str, ...], added: Path, run: Run) -> None:
    assert run("review", *words).exit_code == 2
    assert states(added) == ["read", "read"]


def test_status_says_what_waits(added: Path, run: Run) -> None:
    assert "2 files wait for review: secretariat review" in run("status").output


def test_nothing_waits_where_nothing_was_added(workspace: Workspace) -> None:
    assert waiting(workspace) == 0
    assert not os.path.lexists(place_of(workspace))
