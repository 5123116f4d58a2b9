"""A package with only what is new, for a host that has records of its own by then."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.check import check
from archive.custody import FOLDER, files_of, read
from archive.signers import REVOKED, SIGNERS, Signer
from archive.workspace import Workspace
from tests.toolkit.handover.making import Pair, make_pair
from tests.toolkit.handover.passing import italy
from tests.toolkit.handover.receiving.conftest import PowerCut
from tests.toolkit.handover.receiving.tampering import BEA, Giver, codes, judged
from tests.toolkit.steps import git, run_in
from toolkit.handover.accepting.late import Brought, bring_in
from toolkit.handover.errors import AcceptRefused
from toolkit.handover.late_log import faults
from toolkit.saving.repository import Saver

OWN = "---\nid: own\nkind: note\ntitle: Own\n---\nOwn.\n"


def write(root: Path, path: str, text: str, why: str = "Own work") -> None:
    (root / path).write_text(text, encoding="utf-8", newline="\n")
    assert run_in(root, "save", why, *BEA).exit_code == 0


@pytest.fixture
def both(going_on: tuple[Giver, Path], tmp_path: Path) -> tuple[Giver, Path]:
    """Copies of both sides: the giver's package has one more record, the taker has its own."""
    return both_in(tmp_path / "both", going_on)


def both_in(place: Path, going_on: tuple[Giver, Path]) -> tuple[Giver, Path]:
    giver, folder = going_on
    shutil.copytree(folder, place)
    there = place / "taking/next"
    write(there, "records/2025/own.md", OWN)
    assert run_in(there, "seal").exit_code == 0
    package = place / "giving/out" / giver.package.name
    return Giver(place / "giving/ws", place / "giving/key", package), there


def again(giver: Giver) -> Path:
    """The package with only what is new, made again after more was saved."""
    shutil.rmtree(giver.package)
    giver.package = giver.pack(giver.package.parent, "--since", "last")
    return giver.package


def accepted(giver: Giver, there: Path) -> str:
    done = giver.accepted_into(there, giver.package)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def late(
    going_on: tuple[Giver, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Giver, Path]:
    """Both sides after what came late was taken over; not to be changed."""
    giver, there = both_in(tmp_path_factory.mktemp("late") / "both", going_on)
    (there.parent / "before").write_text(git(there, "rev-parse", "HEAD").strip())
    (there.parent / "checkpoint").write_bytes((there / "records/log/checkpoint").read_bytes())
    accepted(giver, there)
    return giver, there


def test_both_sides_records_are_there(late: tuple[Giver, Path]) -> None:
    _, there = late
    before = (there.parent / "before").read_text()
    assert (there / "records/2025/more.md").read_text(encoding="utf-8").endswith("More.\n")
    assert (there / "records/2025/own.md").read_text(encoding="utf-8") == OWN
    assert git(there, "merge-base", before, "HEAD").strip() == before
    assert git(there, "status", "--porcelain") == ""
    assert check(Workspace(there)) == []


def test_the_log_here_goes_on_and_theirs_is_kept_beside(late: tuple[Giver, Path]) -> None:
    _, there = late
    assert run_in(there, "seal", "--check", "--against", "../checkpoint").exit_code == 0
    done = run_in(there, "handover", "prove-chain", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["links"][-1]["contained"], told["links"][-1]["beside"]) == (True, True)
    assert told["matched"] == told["leaves"]


def test_it_is_told_that_a_log_is_kept_beside(late: tuple[Giver, Path]) -> None:
    _, there = late
    assert "yes, beside" in run_in(there, "ask", "custody").output
    assert "went another way" in run_in(there, "handover", "prove-chain").output


def test_a_leaf_left_out_beside_is_seen(late: tuple[Giver, Path], tmp_path: Path) -> None:
    there = shutil.copytree(late[1], tmp_path / "there")
    (place,) = (there / FOLDER).glob("*/leaves.txt")
    place.write_text(f"{'0' * 64}\n", encoding="ascii", newline="\n")
    done = run_in(there, "handover", "prove-chain")
    assert done.exit_code == 1
    assert "NOT all in the log" in done.output


def test_texts_that_are_not_in_the_history_any_more_are_seen(
    late: tuple[Giver, Path], tmp_path: Path
) -> None:
    there = shutil.copytree(late[1], tmp_path / "there")
    tree = git(there, "rev-parse", "HEAD^{tree}").strip()
    alone = git(there, "commit-tree", tree, "-m", "No history").strip()
    git(there, "update-ref", "HEAD", alone)
    (event,) = (each for each in read(files_of(Workspace(there)))[0] if each.late)
    assert list(faults(Workspace(there), event)) == [
        "the saves that it brought are not in the history any more"
    ]


def test_the_next_host_takes_all_of_it(late: tuple[Giver, Path], tmp_path: Path) -> None:
    giver = late[0]
    there = shutil.copytree(late[1], tmp_path / "there")
    second = Giver(there, giver.key.with_name("next"))
    done = run_in(there, "handover", "pack", "--to", "arland", "--output", str(tmp_path / "out"),
                  "--key", str(second.key))  # fmt: skip
    assert done.exit_code == 0, done.output
    (package,) = (tmp_path / "out").iterdir()
    verdict = judged(package, tmp_path / "scratch", fingerprint=second.fingerprint)
    assert codes(verdict) == set()
    assert verdict.custody == 2


def test_a_second_late_package_goes_on_from_the_first(
    late: tuple[Giver, Path], tmp_path: Path
) -> None:
    shutil.copytree(late[0].root.parents[1], tmp_path / "both")
    root, there = tmp_path / "both/giving/ws", tmp_path / "both/taking/next"
    giver = Giver(root, root.with_name("key"), tmp_path / "both/giving/out" / late[0].package.name)
    (receipt,) = there.parent.glob("*-delta.receipt.json")
    taker = Giver(there, giver.key.with_name("next")).fingerprint
    done = run_in(root, "handover", "receipt", str(receipt), "--trust", taker)
    assert done.exit_code == 0, done.output
    giver.save("records/2025/more.md", "---\nid: more\nkind: note\ntitle: More\n---\nEven more.\n")
    again(giver)
    accepted(giver, there)
    assert "Even more." in (there / "records/2025/more.md").read_text(encoding="utf-8")
    done = run_in(there, "handover", "prove-chain")
    assert done.exit_code == 0, done.output


def test_stopped_in_between_the_next_run_finishes_it(
    both: tuple[Giver, Path], cut_before: Callable[[str], None]
) -> None:
    giver, there = both
    cut_before("branch")
    with pytest.raises(PowerCut):
        giver.accepted_into(there, giver.package)
    cut_before("")
    accepted(giver, there)
    assert len(list((there / FOLDER).glob("*/leaves.txt"))) == 1
    assert git(there, "status", "--porcelain") == ""


def test_a_whole_package_into_a_log_that_went_on_is_no_late_one(
    both: tuple[Giver, Path], giver: Giver
) -> None:
    done = run_in(both[1], "handover", "verify", str(giver.package))
    assert "P057" in done.output


# -- what both sides did, file by file ----------------------------------------------------


class Sides:
    """One repository in which two lines went on from one save: ours, and theirs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "records/registers").mkdir(parents=True)
        (root / "datasette.yaml").write_text("{}\n")
        git(root, "init", "-q", "-b", "ours")
        self.base = self.save({"records/a.md": record("a"), SOURCES: "- id: one\n  title: One\n"})

    def save(self, files: dict[str, str | None]) -> str:
        for name, text in files.items():
            place = self.root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                place.unlink()
            else:
                place.write_text(text, encoding="utf-8", newline="\n")
        git(self.root, "add", "-A")
        git(self.root, "commit", "-q", "-m", "A save")
        return git(self.root, "rev-parse", "HEAD").strip()

    def bring_in(
        self, ours: dict[str, str | None], theirs: dict[str, str | None]
    ) -> tuple[Brought, dict[str, str]]:
        """What came of it, and the files of the last save."""
        old = self.save(ours)
        git(self.root, "checkout", "-q", "-b", "theirs", self.base)
        new = self.save(theirs)
        workspace = Workspace(self.root)
        saver = Saver("Bea", "bea@example.org")
        done = bring_in(workspace, workspace, "p", italy(), saver, self.base, old, new)
        assert git(self.root, "status", "--porcelain") == ""
        assert git(self.root, "log", "--format=%H", "--first-parent").split().count(old) == 1
        names = git(self.root, "ls-files").split()
        return done, {each: (self.root / each).read_text(encoding="utf-8") for each in names}

    def texts(self, path: str) -> list[str]:
        """What a file held, save by save on the main line, the newest first; '' for no file."""
        lines = git(self.root, "log", "--format=%H", "--first-parent").split()
        return [
            ""
            if not git(self.root, "ls-tree", each, path)
            else git(self.root, "show", f"{each}:{path}")
            for each in lines
        ]


SOURCES = "records/registers/sources.yaml"


def record(name: str, text: str = "Words.") -> str:
    return f"---\nid: {name}\n---\n{text}\n"


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    return Sides(tmp_path / "ws")


def test_what_one_side_did_is_taken(sides: Sides) -> None:
    done, files = sides.bring_in(
        {"records/b.md": record("b")}, {"records/a.md": None, "records/c.md": record("c")}
    )
    assert done.both == ()
    assert {"records/b.md", "records/c.md"} <= files.keys()
    assert "records/a.md" not in files


def test_of_a_record_that_both_changed_ours_stands_and_theirs_is_a_version(sides: Sides) -> None:
    done, _ = sides.bring_in(
        {"records/a.md": record("a", "Ours.")}, {"records/a.md": record("a", "Theirs.")}
    )
    assert done.both == ("a.md",)
    assert [text.split("---\n")[-1] for text in sides.texts("records/a.md")] == [
        "Ours.\n", "Theirs.\n", "Ours.\n", "Words.\n",
    ]  # fmt: skip


def test_what_we_removed_stays_so_and_their_version_is_kept(sides: Sides) -> None:
    theirs = record("a", "Theirs.")
    _, files = sides.bring_in({"records/a.md": None}, {"records/a.md": theirs})
    assert "records/a.md" not in files
    assert sides.texts("records/a.md") == ["", theirs, "", record("a")]


def test_what_they_removed_and_we_changed_stays(sides: Sides) -> None:
    ours = record("a", "Ours.")
    done, files = sides.bring_in({"records/a.md": ours}, {"records/a.md": None})
    assert (files["records/a.md"], done.both) == (ours, ("a.md",))


def test_a_record_that_they_moved_and_we_changed_is_one_record(sides: Sides) -> None:
    ours = record("a", "Ours.")
    _, files = sides.bring_in(
        {"records/a.md": ours}, {"records/a.md": None, "records/z.md": record("a")}
    )
    assert files["records/a.md"] == ours
    assert "records/z.md" not in files


def test_a_record_that_we_moved_and_they_changed_is_one_record(sides: Sides) -> None:
    theirs = record("a", "Theirs.")
    _, files = sides.bring_in(
        {"records/a.md": None, "records/z.md": record("a")}, {"records/a.md": theirs}
    )
    assert files["records/z.md"] == record("a")
    assert "records/a.md" not in files
    assert theirs in sides.texts("records/z.md")


def test_one_record_that_both_wrote_is_one_record(sides: Sides) -> None:
    _, files = sides.bring_in(
        {"records/x.md": record("x", "Ours.")}, {"records/y.md": record("x", "Theirs.")}
    )
    assert files["records/x.md"] == record("x", "Ours.")
    assert "records/y.md" not in files


def test_two_records_in_one_place_are_refused(sides: Sides) -> None:
    with pytest.raises(AcceptRefused, match=r"both sides made a file records/x\.md"):
        sides.bring_in({"records/x.md": record("x")}, {"records/x.md": record("y")})


def test_so_are_two_originals_of_one_name(sides: Sides) -> None:
    with pytest.raises(AcceptRefused, match=r"both sides made a file records/x\.txt"):
        sides.bring_in({"records/x.txt": "Ours"}, {"records/x.txt": "Theirs"})


def test_registers_are_joined_entry_by_entry(sides: Sides) -> None:
    one = "- id: one\n  title: One\n"
    done, files = sides.bring_in({SOURCES: f"{one}- id: ours\n"}, {SOURCES: f"{one}- id: theirs\n"})
    assert (done.both, files[SOURCES]) == ((), f"{one}- id: ours\n- id: theirs\n")


def test_of_an_entry_that_both_changed_ours_stands(sides: Sides) -> None:
    ours, theirs = "- id: one\n  title: Ours\n", "- id: one\n  title: Theirs\n"
    done, files = sides.bring_in({SOURCES: ours}, {SOURCES: theirs})
    assert (done.both, files[SOURCES]) == (("one (sources)",), ours)
    assert theirs in sides.texts(SOURCES)


def test_the_giver_tells_of_its_own_keys_alone(
    sides: Sides, own: Pair, other: Pair, tmp_path: Path
) -> None:
    ours = Signer("aes-japan", own.public).text
    theirs = Signer("aes-italy", other.public).text
    more = Signer("aes-japan", make_pair(tmp_path, "forged").public).text
    done, files = sides.bring_in(
        {SIGNERS: f"{ours}\n"},
        {SIGNERS: f"{theirs}\n{more}\n", REVOKED: f"{own.public.text} 2026-12-01 lost\n"},
    )
    assert files[SIGNERS] == f"{ours}\n{theirs}\n"
    assert files[REVOKED] == ""
    assert done.left == 2


def test_the_log_and_settings_here_stay(sides: Sides) -> None:
    _, files = sides.bring_in(
        {"records/log/checkpoint": "ours\n"},
        {"records/log/checkpoint": "theirs\n", "datasette.yaml": "{theirs: 1}\n"},
    )
    assert files["records/log/checkpoint"] == "ours\n"
    assert files["datasette.yaml"] == "{}\n"


def test_an_event_of_custody_gets_the_next_number_where_its_own_is_taken(sides: Sides) -> None:
    place = "records/custody/0002-packed/statement.txt"
    _, files = sides.bring_in({place: "ours\n"}, {place: "theirs\n"})
    assert files[place] == "ours\n"
    assert files["records/custody/0003-packed/statement.txt"] == "theirs\n"
