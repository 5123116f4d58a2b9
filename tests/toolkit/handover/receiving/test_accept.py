"""`handover accept`: the workspace is there whole or not at all, and nothing is done twice."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from archive.check import check
from archive.custody import FOLDER
from archive.receipt import read_letter, read_receipt
from archive.signers import read_signers
from archive.workspace import Workspace
from tests.toolkit.handover.receiving.conftest import PowerCut, Taking
from tests.toolkit.handover.receiving.tampering import (
    BEA,
    Giver,
    crafted,
    rewrite_manifests,
    today,
)
from tests.toolkit.steps import git, rewrite, run_in
from toolkit.commands.handover_accept import _fit
from toolkit.handover import keys
from toolkit.handover.accepting.term import day_of, require_id

EVENT = f"{FOLDER}/0001-received"
STEPS = ("rename", "renamed", "tidy")


def head(root: Path) -> str:
    return git(root, "rev-parse", "HEAD").strip()


# -- what comes of it -----------------------------------------------------------------------


def test_the_history_goes_on_from_the_package(taken: Taking, giving: Giver) -> None:
    packed = git(giving.root, "rev-parse", "HEAD~1").strip()
    assert git(taken.root, "rev-parse", "HEAD~1").strip() == packed
    assert git(taken.root, "log", "-1", "--format=%an|%s").strip() == (
        f"Bea Example|Receive {giving.package.name}; the term third-term begins"
    )
    assert git(taken.root, "status", "--porcelain") == ""


def test_nothing_is_wrong_with_it(taken: Taking) -> None:
    assert check(Workspace(taken.root)) == []
    assert run_in(taken.root, "seal", "--check").exit_code == 0


def test_it_keeps_no_trace_of_how_it_was_judged(taken: Taking) -> None:
    assert not (taken.root / ".git/info/attributes").exists()
    assert {each.name for each in taken.root.parent.iterdir()} == {"next", taken.receipt.name}


def test_the_next_term_is_opened_and_the_one_before_ended(taken: Taking, giving: Giver) -> None:
    text = (taken.root / "records/registers/mandates.yaml").read_text(encoding="utf-8")
    before = (giving.root / "records/registers/mandates.yaml").read_text(encoding="utf-8")
    term = keys.mandates(Workspace(taken.root))
    assert (term["third-term"].host, term["third-term"].start) == ("cestria", today())
    assert term["second-term"].end == today()
    kept = [line for line in text.splitlines() if line in before.splitlines()]
    assert kept == before.splitlines()


def test_each_key_may_sign_within_its_own_term(taken: Taking) -> None:
    data = (taken.root / "records/registers/allowed_signers").read_bytes()
    windows = {each.mandate: each.window for each in read_signers(data)[0]}
    assert f"{windows['second-term'].before:%Y-%m-%d}" == today()
    assert f"{windows['third-term'].after:%Y-%m-%d}" == today()


def test_the_receipt_names_every_file(taken: Taking, giving: Giver) -> None:
    receipt = read_receipt(read_letter(taken.receipt.read_bytes()).receipt)
    payload = [p for p in (giving.package / "data").rglob("*") if p.is_file()]
    assert len(receipt.files) == len(payload)
    assert all(each.accepted for each in receipt.files)
    assert receipt.reservations == ()
    assert (receipt.package, receipt.receiver.host) == (giving.package.name, "cestria")


def test_it_tells_what_was_received(giver: Giver, tmp_path: Path) -> None:
    done = giver.accepted_into(tmp_path / "next", giver.package, "--json")
    told = json.loads(done.stdout)
    assert told["accepted"] is True
    assert told["received"]["kinds"]["report"] == 2
    assert told["received"]["originals"] == 2
    assert told["received"]["open_actions"] == 5
    assert sum(told["received"]["gaps"].values()) > 0


def test_custody_is_in_the_archive(taken: Taking) -> None:
    done = run_in(taken.root, "ask", "custody", "--json")
    assert done.exit_code == 0, done.output
    assert done.stdout.count('"holds"') == 2


# -- what is refused --------------------------------------------------------------------------


def refused(giver: Giver, into: Path, *words: str) -> str:
    done = giver.accepted_into(into, giver.package, *words)
    assert done.exit_code != 0, done.output
    assert not into.exists()
    assert not into.with_name(f"{into.name}.partial").exists()
    return done.stderr


def test_a_package_that_was_changed_is_refused(giver: Giver, tmp_path: Path) -> None:
    place = giver.package / "data/finding-aid.csv"
    place.write_bytes(place.read_bytes() + b"one more line\n")
    rewrite_manifests(giver.package)
    said = refused(giver, tmp_path / "next", "--with-reservations")
    assert "error: the package is not as it must be" in said


def test_a_package_that_would_do_harm_is_refused(giver: Giver, tmp_path: Path) -> None:
    crafted(giver.package, tmp_path / "clone", giver.pair, [("120000", b"/etc", "link")])
    refused(giver, tmp_path / "next", "--with-reservations")


def test_without_an_anchor_nobody_is_believed(giver: Giver, tmp_path: Path) -> None:
    done = run_in(tmp_path, "handover", "accept", str(giver.package), "--into", "next", "--key",
                  str(giver.key.with_name("next")), "--mandate", "third-term", "--from", today(),
                  *BEA)  # fmt: skip
    assert done.exit_code == 2
    assert f"only the package itself vouches for its key {giver.fingerprint}" in done.stderr
    assert not (tmp_path / "next").exists()


def test_a_damaged_original_is_refused_unless_with_reservations(
    giver: Giver, tmp_path: Path
) -> None:
    place = giver.package / "data/originals/2025/paper.pdf"
    place.write_bytes(place.read_bytes().replace(b"original", b"0riginal", 1))
    assert "--with-reservations takes it over all the same" in refused(giver, tmp_path / "next")
    done = giver.accepted_into(tmp_path / "next", giver.package, "--with-reservations")
    assert done.exit_code == 0, done.output
    assert b"%PDF-1.4 the original" in (tmp_path / "next/records/2025/paper.pdf").read_bytes()
    (letter,) = tmp_path.glob("*.receipt.json")
    receipt = read_receipt(read_letter(letter.read_bytes()).receipt)
    assert [each.path for each in receipt.files if not each.accepted] == [
        "data/originals/2025/paper.pdf"
    ]
    assert [(each.code, each.path) for each in receipt.reservations] == [
        ("P010", "data/originals/2025/paper.pdf")
    ]


def test_an_unsigned_package_is_taken_where_that_is_asked(giver: Giver, tmp_path: Path) -> None:
    """The receipt says that nobody signed it."""
    shutil.rmtree(giver.package)
    done = run_in(giver.root, "handover", "pack", "--to", "cestria", "--output",
                  str(giver.package.parent), "--unsigned")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "is not as it must be" in refused(giver, tmp_path / "next")
    done = giver.accepted_into(tmp_path / "next", giver.package, "--unsigned")
    assert done.exit_code == 0, done.output
    (letter,) = tmp_path.glob("*.receipt.json")
    receipt = read_receipt(read_letter(letter.read_bytes()).receipt)
    assert [each.code for each in receipt.reservations] == ["P042"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "2020-01-01"), "cannot have begun before"),
        (("--from", "2999-01-01"), "cannot sign a receipt today"),
        (("--from", "soon"), "is no day"),
        (("--mandate", "The Next"), "is no id"),
        (("--mandate", "cestria"), "is the id of a partner"),
        (("--mandate", "first-term"), "is one of arland"),
        (("--trust", "abc"), "is no fingerprint"),
        (("--trust", "SHA256:tMkuHAG6bHT"), "is no fingerprint"),
    ],
)
@pytest.mark.usefixtures("without_contents")
def test_what_is_asked_wrongly_is_one_line(
    giver: Giver, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    said = refused(giver, tmp_path / "next", *words)
    assert says in said
    assert said.count("error:") == 1


@pytest.mark.parametrize(
    ("check", "answer", "says"),
    [(require_id, "The Next", "is no id"), (day_of, "soon", "is no day")],
)
def test_an_answer_that_cannot_be_is_asked_for_again(
    check: Callable[[str], object], answer: str, says: str
) -> None:
    """click asks again after a `UsageError`."""
    with pytest.raises(click.UsageError, match=says):
        _fit(check)(answer)


def test_a_folder_that_holds_something_is_left_alone(giver: Giver, tmp_path: Path) -> None:
    (tmp_path / "next").mkdir()
    (tmp_path / "next/mine.txt").write_text("mine")
    done = giver.accepted_into(tmp_path / "next", giver.package)
    assert done.exit_code == 1
    assert "is not empty" in done.stderr
    assert [each.name for each in (tmp_path / "next").iterdir()] == ["mine.txt"]


def test_so_is_a_partial_folder_of_something_else(giver: Giver, tmp_path: Path) -> None:
    (tmp_path / "next.partial").mkdir()
    (tmp_path / "next.partial/mine.txt").write_text("mine")
    done = giver.accepted_into(tmp_path / "next", giver.package)
    assert done.exit_code == 1
    assert "is in the way" in done.stderr
    assert (tmp_path / "next.partial/mine.txt").read_text() == "mine"


# -- stopped anywhere -------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_is_stopped_is_finished_by_the_next(
    giver: Giver, tmp_path: Path, cut_before: Callable[[str], None], step: str
) -> None:
    into = tmp_path / "next"
    cut_before(step)
    with pytest.raises(PowerCut):
        giver.accepted_into(into, giver.package)
    cut_before("")
    done = giver.accepted_into(into, giver.package)
    assert done.exit_code == 0, done.output
    assert {each.name for each in tmp_path.iterdir() if each.name != "giving"} == {
        "next", f"{giver.package.name}.receipt.json",
    }  # fmt: skip
    assert [each.name for each in sorted((into / FOLDER).iterdir())] == [
        "0001-received", "README.txt",
    ]  # fmt: skip
    assert git(into, "rev-list", "--count", "HEAD").strip() == "4"
    assert git(into, "status", "--porcelain") == ""


def test_accepting_again_does_nothing_again(taken: Taking, giver: Giver) -> None:
    before, receipt = head(taken.root), taken.receipt.read_bytes()
    taken.receipt.unlink()
    (taken.root / "archive.db").unlink()
    done = giver.accepted_into(taken.root, giver.package)
    assert done.exit_code == 0, done.output
    assert "nothing was done again" in done.output
    assert (head(taken.root), taken.receipt.read_bytes()) == (before, receipt)
    assert (taken.root / "archive.db").is_file()


def test_another_whole_package_does_not_go_into_a_workspace(taken: Taking, giver: Giver) -> None:
    giver.save("records/2025/more.md", "---\nid: more\nkind: note\ntitle: More\n---\nMore.\n")
    shutil.rmtree(giver.package)
    package = giver.pack(giver.package.parent)
    done = giver.accepted_into(taken.root, package)
    assert done.exit_code == 1
    assert "is a workspace already" in done.stderr


# -- only what is new -------------------------------------------------------------------------


@pytest.fixture
def joined(going_on: tuple[Giver, Path], tmp_path: Path) -> tuple[Giver, Path]:
    """A copy of both sides: the one that gave (its package has one more record), and the other."""
    giver, folder = going_on
    place = shutil.copytree(folder, tmp_path / "both")
    package = place / "giving/out" / giver.package.name
    return Giver(place / "giving/ws", place / "giving/key", package), place / "taking/next"


class TestDelta:
    """A package with only what is new."""

    def test_the_workspace_goes_on_with_what_is_new(self, joined: tuple[Giver, Path]) -> None:
        giver, there = joined
        done = giver.accepted_into(there, giver.package)
        assert done.exit_code == 0, done.output
        assert (there / "records/2025/more.md").is_file()
        assert git(there, "status", "--porcelain") == ""
        assert run_in(there, "seal", "--check").exit_code == 0
        assert run_in(there, "handover", "prove-chain").exit_code == 0
        assert check(Workspace(there)) == []

    def test_it_is_judged_onto_the_workspace_that_one_stands_in(
        self, joined: tuple[Giver, Path]
    ) -> None:
        giver, there = joined
        done = run_in(there, "handover", "verify", str(giver.package))
        assert done.exit_code == 0, done.output

    @pytest.mark.parametrize("step", ["journal", "branch", "branched"])
    def test_stopped_anywhere_the_next_run_finishes_it(
        self, joined: tuple[Giver, Path], cut_before: Callable[[str], None], step: str
    ) -> None:
        giver, there = joined
        cut_before(step)
        with pytest.raises(PowerCut):
            giver.accepted_into(there, giver.package)
        cut_before("")
        done = giver.accepted_into(there, giver.package)
        assert done.exit_code == 0, done.output
        assert [e.name for e in sorted((there / FOLDER).glob("*-received"))] == [
            "0001-received", "0003-received",
        ]  # fmt: skip
        assert git(there, "status", "--porcelain") == ""
        assert not list(there.parent.glob("*.partial"))

    def test_locks_and_files_that_a_kill_left_are_no_obstacle(
        self, joined: tuple[Giver, Path], cut_before: Callable[[str], None]
    ) -> None:
        """git's locks outlive a kill; of its own files the next run finds each whole."""
        giver, there = joined
        cut_before("branch")
        with pytest.raises(PowerCut):
            giver.accepted_into(there, giver.package)
        for name in ("refs/heads/main.lock", "HEAD.lock", "accepting.index.lock"):
            (there / ".git" / name).touch()
        (there / "records/2025/more.md").unlink()
        cut_before("")
        done = giver.accepted_into(there, giver.package)
        assert done.exit_code == 0, done.output
        assert git(there, "status", "--porcelain") == ""

    def test_what_a_person_wrote_meanwhile_is_not_lost(
        self, joined: tuple[Giver, Path], cut_before: Callable[[str], None]
    ) -> None:
        giver, there = joined
        cut_before("branch")
        with pytest.raises(PowerCut):
            giver.accepted_into(there, giver.package)
        (there / "records/2025/more.md").write_text("mine")
        cut_before("")
        done = giver.accepted_into(there, giver.package)
        assert done.exit_code == 1
        assert "was changed while a package was being accepted" in done.stderr
        assert (there / "records/2025/more.md").read_text() == "mine"

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("--mandate", "other-term"), "leave --mandate out"),
            (("--from", "2020-01-01"), "leave --from out"),
            (("--place", "Elsewhere"), "leave --place out"),
        ],
    )
    def test_it_begins_no_term(
        self, joined: tuple[Giver, Path], words: tuple[str, ...], told: str
    ) -> None:
        giver, there = joined
        done = giver.accepted_into(there, giver.package, *words)
        assert done.exit_code == 2
        assert told in " ".join(done.stderr.split())
        assert git(there, "status", "--porcelain") == ""
        assert not list(there.parent.glob("*.partial"))

    def test_what_is_not_saved_is_left_alone(self, joined: tuple[Giver, Path]) -> None:
        giver, there = joined
        rewrite(there / "records/2025/paper.md", "Words", "Other words")
        done = giver.accepted_into(there, giver.package)
        assert done.exit_code == 1
        assert "changes that are not saved" in done.stderr
        assert "Other words" in (there / "records/2025/paper.md").read_text(encoding="utf-8")

    def test_it_does_not_go_onto_another_workspace(
        self, root: Path, joined: tuple[Giver, Path]
    ) -> None:
        giver, _ = joined
        done = giver.accepted_into(root, giver.package)
        assert done.exit_code == 1
        assert "P063" in done.output
        assert "rewritten" not in done.output

    def test_after_a_disposal_here_it_says_why_it_does_not_fit(
        self, joined: tuple[Giver, Path]
    ) -> None:
        giver, there = joined
        assert run_in(there, "dispose", "paper", "--authority", "Rules 3", "--yes").exit_code == 0
        done = run_in(there, "handover", "verify", str(giver.package))
        said = " ".join(done.output.split())
        assert "its history was rewritten since (a disposal does that)" in said
        assert "ask for a whole package" in said

    def test_it_needs_a_workspace(self, joined: tuple[Giver, Path], tmp_path: Path) -> None:
        giver, _ = joined
        done = giver.accepted_into(tmp_path / "new", giver.package)
        assert done.exit_code == 2
        assert "only what is new" in done.stderr


def test_a_term_that_stands_in_the_register_is_taken(giver: Giver, tmp_path: Path) -> None:
    """The giving side entered the next term itself, and packed for it."""
    day = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"
    place = giver.root / "records/registers/mandates.yaml"
    text = place.read_text(encoding="utf-8")
    place.write_text(f"{text}- id: term-of-cestria\n  host: cestria\n  from: {day}\n",
                     encoding="utf-8", newline="\n")  # fmt: skip
    assert run_in(giver.root, "save", "The next term").exit_code == 0
    shutil.rmtree(giver.package)
    done = run_in(giver.root, "handover", "pack", "--to", "term-of-cestria", "--output",
                  str(giver.package.parent), "--key", str(giver.key),
                  "--mandate", "second-term")  # fmt: skip
    assert done.exit_code == 0, done.output
    (package,) = giver.package.parent.iterdir()
    done = run_in(tmp_path, "handover", "accept", str(package), "--into", "next", "--key",
                  str(giver.key.with_name("next")), "--trust", giver.fingerprint, *BEA)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "the term term-of-cestria has begun" in done.output


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files are POSIX's")
def test_a_key_is_made_where_there_is_none(giver: Giver, tmp_path: Path) -> None:
    giver.key.with_name("next").unlink()
    giver.key.with_name("next.pub").unlink()
    done = giver.accepted_into(tmp_path / "next", giver.package, "--no-passphrase")
    assert done.exit_code == 0, done.output
    assert giver.key.with_name("next").stat().st_mode & 0o777 == 0o600
