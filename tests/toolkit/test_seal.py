"""`seal`, `prove` and `check-proof` as a secretary and a stranger use them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archive.check.evidence import told_to_readers
from archive.log import store
from archive.workspace import Workspace
from tests.toolkit.steps import ANN, Run, files_under, git, rewrite, run_in

LETTER = "records/2024/invitation-letter-arland.md"


@pytest.fixture(scope="module")
def sealed_sample(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workspace, sealed; only to be copied."""
    root = shutil.copytree(sample, tmp_path_factory.mktemp("sealed") / "ws")
    done = run_in(root, "seal", "--origin", "example.org/log", *ANN)
    assert done.exit_code == 0, done.output
    return root


@pytest.fixture
def root(sealed_sample: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sealed_sample, tmp_path / "ws")


def size(root: Path) -> int:
    head = store.load(Workspace(root)).head
    assert head is not None
    return head.size


def test_a_seal_is_saved_under_the_savers_name(root: Path) -> None:
    said = git(root, "log", "-1", "--format=%an|%s", "--stat", "--name-only").splitlines()
    assert said[0] == "Ann Example|Seal the log: 16 new, 16 leaves in all"
    assert all(name.startswith("records/log/") for name in said[2:])
    assert git(root, "status", "--porcelain") == ""


def test_a_seal_says_what_it_did_and_prints_the_checkpoint(run: Run, root: Path) -> None:
    rewrite(root / LETTER, "Dear", "Very dear")
    run("save", "Be kinder")
    done = run("seal")
    assert done.exit_code == 0, done.output
    assert "Sealed 1 leaf; the log holds 17 now. Its checkpoint:\n  example.org/log\n  17\n" in (
        done.output
    )


def test_sealing_again_saves_nothing(run: Run, root: Path) -> None:
    before = git(root, "rev-parse", "HEAD")
    done = run("seal")
    assert "All is sealed already; the log holds 16." in done.output
    assert git(root, "rev-parse", "HEAD") == before


def test_a_seal_leaves_what_is_not_saved_alone(run: Run, root: Path) -> None:
    rewrite(root / LETTER, "Dear", "Very dear")
    rewrite(root / "records/2024/som-1-agenda.md", "\n", "\n\n")
    run("save", "Be kinder")
    rewrite(root / LETTER, "Very dear", "Dearest")
    assert run("seal").exit_code == 0
    assert git(root, "status", "--porcelain").split() == ["M", LETTER]


def test_the_log_is_no_fault_of_the_records(run: Run) -> None:
    assert "Nothing is wrong." in run("check").output
    assert "Nothing has changed since the last save." in run("status").output


def test_a_build_after_a_seal_has_the_same_records(run: Run, root: Path) -> None:
    assert run("build", "--full").exit_code == 0
    assert run("seal").output.startswith("All is sealed already")


def test_an_altered_history_is_refused_in_one_line(run: Run, root: Path) -> None:
    sealed = git(root, "rev-parse", "HEAD").strip()
    git(root, "reset", "-q", "--hard", "HEAD~1")
    rewrite(root / LETTER, "Dear", "Altered")
    git(root, "commit", "-q", "-a", "--amend", "-m", "Begin the archive")
    git(root, "checkout", "-q", sealed, "--", "records/log")
    git(root, "commit", "-q", "-m", "Seal the log")
    run("build", "--full")
    done = run("seal")
    assert done.exit_code == 1
    assert done.stderr.startswith(
        "error: nothing was sealed: version 1 of invitation-letter-arland"
    )
    assert done.stderr.count("\n") == 1
    checked = run("seal", "--check")
    assert checked.exit_code == 1
    assert "error L004 version 1 of invitation-letter-arland is not as" in checked.output


def test_a_log_that_was_changed_by_hand_stops_save_and_seal(run: Run, root: Path) -> None:
    rewrite(root / "records/log/checkpoints/16", "\n16\n", "\n15\n")
    rewrite(root / LETTER, "Dear", "Very dear")
    saved = run("save", "Be kinder")
    assert saved.exit_code == 1
    assert "L001" in saved.output
    sealed = run("seal")
    assert sealed.exit_code == 1
    assert "secretariat undo records/log" in sealed.output
    assert run("undo", "records/log", "--yes").exit_code == 0
    assert run("save", "Be kinder").exit_code == 0
    assert run("seal").exit_code == 0
    assert size(root) == 17


def test_a_log_that_was_deleted_is_not_saved_as_deleted(run: Run, root: Path) -> None:
    shutil.rmtree(root / "records/log")
    saved = run("save", "Tidy up")
    assert saved.exit_code == 1
    assert "L003" in saved.output


def test_a_log_of_which_the_end_was_taken_in_a_save_is_found(run: Run, root: Path) -> None:
    rewrite(root / LETTER, "Dear", "Very dear")
    run("save", "Be kinder")
    run("seal")
    (root / "records/log/checkpoints/17").unlink()
    for kind in ("leaves", "openings"):
        (path,) = (root / "records/log" / kind / "000").glob("016-*")
        path.unlink()
    shutil.copy2(root / "records/log/checkpoints/16", root / "records/log/checkpoint")
    git(root, "commit", "-q", "-a", "-m", "Tidy up")
    for words in (("check",), ("seal", "--check"), ("handover", "prove-chain")):
        done = run(*words)
        assert done.exit_code == 1
        assert "error L006" in done.output
        assert '"Tidy up" (and 1 more)' in done.output


def test_a_log_that_lacks_is_not_taken_for_one_that_never_was(run: Run, root: Path) -> None:
    shutil.rmtree(root / "records/log")
    for words in (("prove", "som-1-minutes"), ("handover", "prove-chain")):
        done = run(*words)
        assert done.exit_code == 1
        assert "not as it was saved; take it back: secretariat undo records/log" in done.stderr


def test_check_says_what_was_set_aside_since_when_and_why(run: Run, root: Path) -> None:
    sealed = git(root, "rev-parse", "HEAD").strip()
    rewrite(root / LETTER, "Dear", "Very dear")
    run("save", "Be kinder")
    run("seal")
    git(root, "reset", "-q", "--soft", sealed)
    rewrite(root / LETTER, "Very dear", "Dearest")
    git(root, "commit", "-q", "-a", "-m", "Be kinder")
    run("build", "--full")
    run("seal", "--set-aside", "invitation-letter-arland", "--because", "Asked for by the court")
    done = run("seal", "--check")
    assert done.exit_code == 0, done.output
    assert "1 leaf set aside:\n  of invitation-letter-arland, by the checkpoint of 19 leaves " in (
        done.output
    )
    assert "(leaf 16): Asked for by the court" in done.output


def test_check_tells_that_all_is_whole(run: Run, root: Path) -> None:
    done = run("seal", "--check", "--against", str(root / "records/log/checkpoint"))
    assert done.exit_code == 0, done.output
    assert "The log is whole: 16 leaves under 1 checkpoint" in done.output
    assert "It went on from the checkpoint in" in done.output


def test_check_speaks_to_machines(run: Run) -> None:
    said = json.loads(run("seal", "--check", "--json").output)
    assert (said["leaves"], said["matched"], said["findings"]) == (16, 16, [])


def test_check_against_another_log_fails(run: Run, tmp_path: Path, root: Path) -> None:
    text = (root / "records/log/checkpoint").read_text("utf-8").split("\n")
    text[2] = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    (tmp_path / "other").write_text("\n".join(text), "utf-8")
    done = run("seal", "--check", "--against", str(tmp_path / "other"))
    assert done.exit_code == 1
    assert "did not go on from that checkpoint" in done.output


@pytest.mark.parametrize(
    "words",
    [
        ("--against", "x"),
        ("--json",),
        ("--set-aside", "letter"),
        ("--because", "x"),
        ("--check", "--origin", "x"),
    ],
)
def test_options_that_do_not_go_together(run: Run, words: tuple[str, ...]) -> None:
    assert run("seal", *words).exit_code == 2


# -- stopped ------------------------------------------------------------------------------


def test_a_seal_whose_save_was_killed_at_its_very_end_is_whole(run: Run, root: Path) -> None:
    """The save stands, and git's index was not brought up to it yet."""
    git(root, "read-tree", "HEAD~1")
    assert "Nothing is wrong." in run("check").output
    done = run("seal")
    assert done.exit_code == 0, done.output
    assert "All is sealed already" in done.output
    assert git(root, "status", "--porcelain") == ""


_STOPPED = """
import os, signal, sys
from pathlib import Path
from archive.build import build
from archive.workspace import Workspace
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.sealing import seal_and_save

here, left = Workspace(Path(sys.argv[1])), int(sys.argv[2])

def step(_name):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

seal_and_save(Repository(here), Saver("Ann", "ann@example.org"), lambda: build(here), step=step)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_seal_that_is_killed_anywhere_leaves_a_whole_log_and_the_next_one_goes_on(
    run: Run, root: Path
) -> None:
    killed = 0
    for stop in range(50):
        rewrite(root / LETTER, "Dear", f"Dear {stop} Dear" if stop % 2 else "Dear Dear")
        run("save", f"Change {stop}")
        before = size(root)
        done = subprocess.run(
            [sys.executable, "-c", _STOPPED, str(root), str(stop)],
            cwd=Path(__file__).resolve().parents[2],
            check=False,
            capture_output=True,
        )
        assert done.returncode in (0, -9), done.stderr
        assert size(root) in (before, before + 1)
        assert run("check").exit_code == 0
        assert run("seal").exit_code == 0
        assert size(root) == before + 1
        assert not list((root / "records/log").rglob("*.partial"))
        assert git(root, "status", "--porcelain") == ""
        if done.returncode == 0:
            break
        killed += 1
    assert killed == 9  # openings, leaves, checkpoints/N, checkpoint: each twice; and the save
    assert run("seal", "--check").exit_code == 0


# -- proofs -------------------------------------------------------------------------------


def test_a_stranger_checks_a_proof_without_the_archive(
    run: Run, root: Path, tmp_path: Path
) -> None:
    goal = tmp_path / "out"
    goal.mkdir()
    made = run("prove", "som-1-minutes#p4", "--output", str(goal / "p.json"), "--with-script")
    assert made.exit_code == 0, made.output
    done = subprocess.run(
        [sys.executable, "-I", "-S", "check_proof.py", "p.json"],
        cwd=goal, env={}, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"4. Agreed that Arland hosts the secretariat" in done.stdout


def test_a_proof_is_checked_with_a_checkpoint(run: Run, root: Path, tmp_path: Path) -> None:
    run("prove", "som-1-minutes", "--output", str(tmp_path / "p.json"))
    kept = root / "records/log/checkpoint"
    done = run_in(tmp_path, "check-proof", "p.json", "--checkpoint", str(kept))
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Proved.\nThis rests on the checkpoint given (16 leaves).\n")


def test_a_proof_that_does_not_hold_ends_with_its_reason(
    run: Run, root: Path, tmp_path: Path
) -> None:
    run("prove", "som-1-minutes", "--output", str(tmp_path / "p.json"))
    rewrite(tmp_path / "p.json", "Agreed", "agreed")
    done = run_in(tmp_path, "check-proof", "p.json")
    assert done.exit_code == 1
    assert done.stderr.startswith("not proved: the text shown is not the one sealed")


def test_growth_is_proved_between_two_checkpoints(run: Run, root: Path, tmp_path: Path) -> None:
    shutil.copyfile(root / "records/log/checkpoint", tmp_path / "old")
    rewrite(root / LETTER, "Dear", "Very dear")
    run("save", "Be kinder")
    run("seal")
    goal = str(tmp_path / "g.json")
    assert run("prove", "--since", str(tmp_path / "old"), "--output", goal).exit_code == 0
    done = run("check-proof", goal, "--checkpoint", str(tmp_path / "old"))
    assert "the first 16 of its 17 leaves" in done.output
    assert run("prove", "--since", "16", "--until", "17", "--output", "-").exit_code == 0


def test_a_proof_is_never_written_over_another_file(run: Run, tmp_path: Path) -> None:
    goal = tmp_path / "p.json"
    goal.write_text("mine\n", "utf-8")
    done = run("prove", "som-1-minutes", "--output", str(goal))
    assert done.exit_code == 2
    assert goal.read_text("utf-8") == "mine\n"


def test_a_proof_with_a_restricted_text_is_warned_of(run: Run, root: Path) -> None:
    rewrite(root / LETTER, "access: public", "access: partners")
    run("save", "Close it")
    run("seal")
    record = "invitation-letter-arland"
    assert "access to this record is partners" in run("prove", record, "--output", "-").stderr
    shown = run("prove", record, "--without-text", "--output", "-")
    assert shown.stderr == ""
    assert "Dear" not in shown.stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "say what to prove"),
        (("som-1-minutes", "--until", "16"), "--until goes with"),
        (("--since", "16", "--version", "1"), "go with a REF"),
        (("--since", "7"), "there is no checkpoint 7"),
    ],
)
def test_proofs_asked_for_wrongly(run: Run, words: tuple[str, ...], why: str) -> None:
    done = run("prove", *words)
    assert done.exit_code == 2
    assert why in done.stderr


def test_without_a_seal_there_is_nothing_to_prove(sample: Path) -> None:
    before = files_under(sample)
    assert "run `secretariat seal`" in run_in(sample, "prove", "som-1-minutes").stderr
    assert "Nothing was sealed yet" in run_in(sample, "seal", "--check").output
    assert files_under(sample) == before


# -- what check and serve tell ------------------------------------------------------------


@pytest.fixture
def altered(run: Run, root: Path) -> Path:
    """A sealed text that was changed in the history, and the archive made anew from that."""
    sealed = git(root, "rev-parse", "HEAD").strip()
    rewrite(root / LETTER, "Dear", "Very dear")
    run("save", "Be kinder")
    run("seal")
    git(root, "reset", "-q", "--soft", sealed)
    rewrite(root / LETTER, "Very dear", "Dearest")
    git(root, "commit", "-q", "-a", "-m", "Be kinder")
    run("build", "--full")
    return root


def test_check_names_a_sealed_text_that_was_altered(run: Run, altered: Path) -> None:
    done = run("check")
    assert done.exit_code == 1
    assert "error L004 version 2 of invitation-letter-arland is not as it was sealed" in done.stdout


def test_an_altered_past_does_not_stand_in_the_way_of_a_save(run: Run, altered: Path) -> None:
    rewrite(altered / LETTER, "Dearest", "Dear")
    assert run("save", "Be as before").exit_code == 0


def test_check_says_where_it_could_not_compare(run: Run, altered: Path) -> None:
    (altered / "archive.db").unlink()
    done = run("check")
    assert done.exit_code == 0
    assert "secretariat seal --check" in done.stderr


def test_who_is_shown_the_archive_is_told_what_was_altered(altered: Path) -> None:
    (found,) = told_to_readers(Workspace(altered))
    assert (found.code, found.subject) == ("L004", "invitation-letter-arland")


def test_who_is_shown_a_whole_archive_is_told_nothing(root: Path) -> None:
    assert told_to_readers(Workspace(root)) == []


def test_a_proof_of_a_paragraph_that_there_is_not_names_those_that_there_are(run: Run) -> None:
    done = run("prove", "som-1-minutes#p99")
    assert done.exit_code == 1
    assert "has no paragraph #p99: it has h1, p1, p2" in done.stderr


def test_a_file_that_is_no_checkpoint_is_called_so(run: Run, root: Path) -> None:
    for words in (("seal", "--check", "--against"), ("prove", "--since")):
        done = run(*words, str(root / "README.md"))
        assert done.exit_code == 2
        assert "README.md is no checkpoint: " in done.stderr


def test_a_save_with_an_earlier_day_than_the_one_before_is_named(run: Run, root: Path) -> None:
    rewrite(root / LETTER, "Dear", "Very dear")
    when = "2020-01-01T00:00:00Z"
    subprocess.run(
        ["git", "commit", "-q", "-a", "-m", "Long ago"], cwd=root, check=True,
        env={**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when},
    )  # fmt: skip
    run("build")
    for words in (("check",), ("seal", "--check")):
        done = run(*words)
        assert done.exit_code == 0, done.output
        assert "warning H012" in done.output
        assert "bears 2020-01-01, and follows the save" in done.output
    asked = run("ask", "heads", "known_at=2019-06-01")
    assert "it begins on 20" in asked.stderr
    assert "begins on 2020" not in asked.stderr
