"""Publishing again: only what changed, never what others put there, whole or not at all."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.build.store import locked
from archive.editions.build import build_edition
from archive.errors import UsageProblem
from archive.lookup import NOW
from archive.publish import Published, crawling, publish, state, tree
from archive.publish.day import Day
from archive.publish.tree import SUMS, Foreign, PublishFailed
from tests.archive.publish.conftest import DAY
from tests.archive.publish.links import walk
from tests.conftest import Repository


@pytest.fixture
def work(town_to_publish: Repository, tmp_path: Path) -> Repository:
    shutil.copytree(town_to_publish.root, tmp_path / "work")
    return Repository(tmp_path / "work", when=town_to_publish.when)


@pytest.fixture
def goal(town_to_publish: Repository, copy: Path, work: Repository, tmp_path: Path) -> Path:
    """A copy of the copy, with what is remembered of it."""
    shutil.copytree(copy, tmp_path / "site")
    shutil.copy(
        state.path_of(town_to_publish.workspace, copy),
        state.path_of(work.workspace, tmp_path / "site"),
    )
    return tmp_path / "site"


def again(work: Repository, goal: Path, *, force: bool = False, day: str = DAY) -> Published:
    build_edition(work.workspace, "public")
    return publish(work.workspace, "public", goal, day=day, force=force)


def contents(goal: Path) -> dict[str, bytes]:
    return {
        path.relative_to(goal).as_posix(): path.read_bytes()
        for path in goal.rglob("*")
        if path.is_file()
    }


def edited(work: Repository) -> None:
    path = next(work.root.glob("records/**/letter.md"))
    path.write_text(path.read_text("utf-8") + "\nA sentence about zeppelins.\n", "utf-8")
    work.save("Say more in the letter")


def test_nothing_is_done_where_nothing_changed(work: Repository, goal: Path) -> None:
    assert again(work, goal).unchanged


def test_a_save_makes_again_the_pages_that_it_concerns(work: Repository, goal: Path) -> None:
    edited(work)
    done = again(work, goal)
    assert done.pages - done.reused < done.pages / 4
    assert "zeppelins" in (goal / "records/letter/index.html").read_text("utf-8")
    assert (goal / "records/letter/versions/1/index.html").is_file()
    assert walk(goal).broken == []


def test_it_is_what_a_new_one_would_be(work: Repository, goal: Path, tmp_path: Path) -> None:
    edited(work)
    again(work, goal)
    publish(work.workspace, "public", tmp_path / "new", day=DAY)
    assert contents(goal) == contents(tmp_path / "new")


def test_whatever_changes_it_is_what_a_new_one_would_be(
    work: Repository, goal: Path, tmp_path: Path
) -> None:
    """No view keeps to itself what it read: each page is told of all that it hangs on."""
    edited(work)
    letter = next(work.root.glob("records/**/letter.md"))
    said = letter.read_text("utf-8")
    letter.write_text(re.sub(r"(?m)^title: .*$", "title: Another name", said), "utf-8")
    work.record("quite-new", "{.decision}\n1. decided to meet.", kind="letter",
                more="date: 2013-02-03\nmeeting: tm1\nfrom: {partner: up}\n")  # fmt: skip
    partners = work.root / "records/registers/partners.yaml"
    partners.write_text(partners.read_text("utf-8").replace("Uptown", "Highton"), "utf-8")
    work.save("Change this and that")
    done = again(work, goal)
    assert 0 < done.reused < done.pages
    publish(work.workspace, "public", tmp_path / "new", day=DAY)
    assert contents(goal) == contents(tmp_path / "new")


def test_another_day_makes_again_what_hangs_on_it(
    work: Repository, goal: Path, tmp_path: Path
) -> None:
    day = "2012-06-01"
    done = again(work, goal, day=day)
    assert 0 < done.reused < done.pages
    publish(work.workspace, "public", tmp_path / "new", day=day)
    old, new = contents(goal), contents(tmp_path / "new")
    bytes_of_builds = {SUMS, "downloads/archive.db"}  # of two builds of the same
    assert {path for path in old if old[path] != new.get(path)} <= bytes_of_builds
    assert old.keys() == new.keys()


def test_what_hangs_on_the_day_is_noticed_however_it_is_asked() -> None:
    day = Day("2026-05-05")
    assert (day.asked, day.known, day.at(None)) == (None, None, NOW)
    assert not day.told
    for name in ("day", "today", "said", "past", "key"):
        asked = Day("2026-05-05")
        getattr(asked, name)
        assert asked.told, name


def test_only_one_view_of_the_archive_asks_for_the_day(work: Repository) -> None:
    """What a statement says of the day is in its own words, but for views."""
    with closing(sqlite3.connect(work.workspace.archive)) as conn:
        found = conn.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%''now''%'").fetchall()
    assert [row[0] for row in found] == ["decision_today"]


def test_without_a_memory_everything_is_made_anew(work: Repository, goal: Path) -> None:
    before = contents(goal)
    shutil.rmtree(work.workspace.local / "publish")
    assert again(work, goal).reused == 0
    after = contents(goal)
    # An archive with edits that are not saved is built anew, and has other bytes.
    assert {path for path in after if after[path] != before[path]} <= {SUMS, "downloads/archive.db"}


def test_a_page_that_is_no_more_goes(work: Repository, goal: Path) -> None:
    next(work.root.glob("records/**/evil.md")).unlink()
    work.save("Take it out")
    again(work, goal)
    assert walk(goal).broken == []
    listed = tree.listed(goal)
    files = {path.relative_to(goal).as_posix() for path in goal.rglob("*") if path.is_file()}
    assert files == {*listed, SUMS}


def test_a_page_that_was_changed_by_hand_is_made_anew(work: Repository, goal: Path) -> None:
    before = (goal / "records/evil/index.html").read_bytes()
    (goal / "records/evil/index.html").write_text("Hello", "utf-8")
    edited(work)
    again(work, goal)
    assert (goal / "records/evil/index.html").read_bytes() == before


def test_two_at_once_do_not_disturb_each_other(work: Repository, goal: Path) -> None:
    before = contents(goal)
    with locked(state.path_of(work.workspace, goal)), pytest.raises(PublishFailed, match="already"):
        again(work, goal)
    assert contents(goal) == before


def test_nothing_is_left_beside(work: Repository, goal: Path) -> None:
    edited(work)
    again(work, goal)
    assert sorted(each.name for each in goal.parent.iterdir()) == ["site", "work"]
    kept = {each.suffix for each in (work.workspace.local / "publish").iterdir()}
    assert kept <= {".db", ".lock"}


def test_a_file_of_others_stops_it(work: Repository, goal: Path) -> None:
    (goal / "mine.txt").write_text("mine", "utf-8")
    edited(work)
    with pytest.raises(Foreign, match=r"mine\.txt.*--force"):
        again(work, goal)


def test_with_force_it_stays(work: Repository, goal: Path) -> None:
    (goal / "sub").mkdir()
    (goal / "sub" / "mine.txt").write_text("mine", "utf-8")
    edited(work)
    again(work, goal, force=True)
    assert (goal / "sub" / "mine.txt").read_text("utf-8") == "mine"
    assert "sub/mine.txt" not in tree.listed(goal)
    again(work, goal, force=True)
    assert (goal / "sub" / "mine.txt").is_file()


def test_even_force_replaces_no_file_of_others(work: Repository, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.html").write_text("mine", "utf-8")
    with pytest.raises(Foreign, match="move it away"):
        publish(work.workspace, "public", other, day=DAY, force=True)
    assert contents(other) == {"index.html": b"mine"}


@pytest.mark.parametrize("where", [".", "records/site", ".git/site", ".."])
def test_where_no_site_may_stand(work: Repository, where: str) -> None:
    with pytest.raises(UsageProblem):
        publish(work.workspace, "public", work.root / where, day=DAY)


def test_a_list_that_names_files_outside_is_not_followed(tmp_path: Path) -> None:
    bad = "a" * 64
    (tmp_path / SUMS).write_text(
        f"{tree._FIRST}{bad}  ../x\n{bad}  /y\n{bad}  a//b\n{bad}  ok.html\n", "utf-8"
    )
    assert set(tree.listed(tmp_path)) == {"ok.html"}


def test_a_list_of_others_is_no_list_of_a_site(tmp_path: Path) -> None:
    (tmp_path / SUMS).write_text(f"{'a' * 64}  index.html\n", "utf-8")
    with pytest.raises(Foreign):
        tree.listed(tmp_path)


def test_stopped_half_way_the_old_site_stands(
    work: Repository, goal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(goal)
    edited(work)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(crawling.Worker, "run", stop)
    with pytest.raises(KeyboardInterrupt):
        again(work, goal)
    assert contents(goal) == before
    assert sorted(each.name for each in goal.parent.iterdir()) == ["site", "work"]


def test_killed_between_the_two_last_steps_it_is_put_right(work: Repository, goal: Path) -> None:
    before = contents(goal)
    goal.rename(tree.outgoing(goal))
    assert again(work, goal).unchanged
    assert contents(goal) == before


def test_killed_while_the_old_one_went_what_others_put_there_is_kept(
    work: Repository, goal: Path
) -> None:
    shutil.copytree(goal, tree.outgoing(goal))
    (tree.outgoing(goal) / "mine.txt").write_text("mine", "utf-8")
    again(work, goal, force=True)
    assert (goal / "mine.txt").read_text("utf-8") == "mine"
    assert not tree.outgoing(goal).exists()


def test_a_disk_that_takes_nothing_leaves_the_old_site(
    work: Repository, goal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(goal)
    edited(work)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tree, "write", full)
    with pytest.raises(PublishFailed, match="No space left"):
        again(work, goal)
    assert contents(goal) == before
