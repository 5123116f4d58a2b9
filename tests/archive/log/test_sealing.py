"""Sealing on real repositories: what becomes a leaf, and what is refused."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from archive.errors import UsageProblem
from archive.log import sealing
from archive.log.checkproof import salted
from archive.log.leaves import salt
from archive.log.sealing import AnotherLog, SealRefused
from archive.reading import open_archive
from tests.archive.log.sealed import compared, load, seal, statements
from tests.conftest import Repository

DECIDED = "{.decision}\n1. Agreed to meet again.\n"


@pytest.fixture
def sealed(repository: Repository) -> Repository:
    """Two records, one of them in two versions, and one decision, sealed."""
    repository.record("letter", "Dear all.")
    repository.record("minutes", DECIDED, kind="minutes", more="language: en\n")
    repository.save("First")
    repository.record("letter", "Dear all, again.")
    repository.save("Second")
    seal(repository, origin="example.org/log")
    return repository


def test_each_version_and_each_decision_event_is_a_leaf_in_recorded_order(
    sealed: Repository,
) -> None:
    said = [
        (each["kind"], each["record"], each.get("version") or each.get("event"))
        for each in statements(sealed)
    ]
    assert said == [
        ("version", "letter", 1),
        ("version", "minutes", 1),
        ("event", "minutes", "decision.marked"),
        ("version", "letter", 2),
    ]


def test_a_leaf_commits_to_the_bytes_of_its_version(sealed: Repository) -> None:
    first = load(sealed).openings[0]
    assert first is not None
    data = sealed.git.execute(
        ["git", "show", "HEAD~2:records/letter.md"], strip_newline_in_stdout=False
    )
    digest = hashlib.sha256(str(data).encode()).digest()
    assert first.said()["content"] == salted(salt(first.secret, "content"), digest).hex()


def test_what_the_public_sees_names_no_record(sealed: Repository) -> None:
    folder = sealed.root / "records" / "log"
    public = [*(folder / "leaves").rglob("*.txt"), *(folder / "checkpoints").iterdir()]
    shown = b"".join(path.read_bytes() for path in public)
    assert public
    assert b"letter" not in shown
    assert b"minutes" not in shown


def test_equal_contents_give_leaves_that_nobody_can_tell_are_equal(sealed: Repository) -> None:
    sealed.record("letter", "Dear all.")
    sealed.save()
    seal(sealed)
    said = [each for each in statements(sealed) if each["record"] == "letter"]
    assert said[0]["content"] != said[-1]["content"]
    assert len(set(load(sealed).entries)) == len(load(sealed).entries)


def test_sealing_again_adds_nothing(sealed: Repository) -> None:
    before = load(sealed)
    assert seal(sealed).added == 0
    assert load(sealed) == before


def test_what_is_new_is_added_and_nothing_before_is_touched(sealed: Repository) -> None:
    folder = sealed.root / "records" / "log"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    sealed.record("report", "All well.")
    sealed.save()
    assert seal(sealed).added == 1
    changed = {path.name for path, data in before.items() if path.read_bytes() != data}
    assert changed == {"checkpoint"}
    assert [each.size for each in load(sealed).checkpoints] == [4, 5]


def test_what_is_not_saved_is_not_sealed(sealed: Repository) -> None:
    sealed.record("draft", "Not yet.")
    assert seal(sealed).added == 0


def test_a_removed_record_is_sealed_as_removed(sealed: Repository) -> None:
    (sealed.root / "records" / "letter.md").unlink()
    sealed.save()
    seal(sealed)
    last = statements(sealed)[-1]
    assert (last["record"], last["version"], "content" in last) == ("letter", 3, False)


def test_an_original_is_sealed_with_its_record(sealed: Repository) -> None:
    sealed.write("scan.pdf", b"%PDF-1.4 one")
    sealed.record("scan", more="original: scan.pdf\n")
    sealed.save()
    sealed.write("scan.pdf", b"%PDF-1.4 two")
    sealed.save()
    seal(sealed)
    first, second = (each for each in statements(sealed) if each["record"] == "scan")
    assert first["original_path"] == "records/scan.pdf"
    assert first["original"] != second["original"]


def test_the_same_log_comes_out_of_many_seals_and_of_one(
    new_repository: Callable[[str], Repository],
) -> None:
    often, once = new_repository("often"), new_repository("once")
    for step in range(3):
        for repository in (often, once):
            repository.record("letter", f"Text {step}.")
            repository.save()
        seal(often, origin="example.org/log")
    seal(once, origin="example.org/log")
    said = [
        [(each["record"], each["version"]) for each in statements(repository)]
        for repository in (often, once)
    ]
    assert said[0] == said[1]


def test_files_hold_at_most_256_leaves_and_never_cross_a_tile(sealed: Repository) -> None:
    for number in range(300):
        sealed.record(f"note-{number:03}", path=f"many/{number:03}.md")
    sealed.save()
    seal(sealed)
    folder = sealed.root / "records" / "log" / "leaves"
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.txt"))
    assert names == ["000/000-003.txt", "000/004-255.txt", "001/000-047.txt"]
    assert len(load(sealed).entries) == 304


# -- refused --------------------------------------------------------------------------


def test_a_sealed_text_that_was_altered_in_the_history_is_named(sealed: Repository) -> None:
    sealed.git.execute(["git", "reset", "-q", "--hard", "HEAD~2"])
    sealed.record("letter", "Dear all, otherwise.")
    sealed.when -= 2 * 3600
    sealed.save("Second")
    sealed.git.execute(["git", "checkout", "-q", "ORIG_HEAD", "--", "records/log"])
    sealed.save("Seal")
    with pytest.raises(SealRefused, match=r"version 2 of letter .*leaf 3.*content is another"):
        seal(sealed, full=True)
    assert len(load(sealed).entries) == 4


def test_it_is_told_since_when_and_from_which_save_a_sealed_text_is_another(
    sealed: Repository,
) -> None:
    test_a_sealed_text_that_was_altered_in_the_history_is_named(sealed)
    (found,) = compared(sealed).altered
    assert "had been saved on 2023-11-15 at 00:13:20 UTC" in str(found)
    assert "sealed by the checkpoint of 4 leaves" in str(found)
    assert f"of the save {sealed.hashes[-2][:10]} of Ana Secretary" in str(found)


def test_a_decision_whose_text_was_altered_is_no_other_reading_of_it(sealed: Repository) -> None:
    sealed.git.execute(
        ["git", "filter-branch", "-f", "--tree-filter",
         "sed -i.old s/again/never/ records/minutes.md && rm records/minutes.md.old", "HEAD"],
        env={"FILTER_BRANCH_SQUELCH_WARNING": "1"},
    )  # fmt: skip
    found = compared(sealed, full=True)
    assert [each.called for each in found.altered] == [
        "version 1 of minutes",
        "the event decision.marked of minutes#p1",
    ]
    assert found.reread == 0


def test_versions_that_are_gone_from_the_history_are_named(sealed: Repository) -> None:
    (sealed.root / ".git").rename(sealed.root.parent / "old-git")
    sealed.git.execute(["git", "init", "-q", "-b", "main"])
    sealed.save("All anew")
    with pytest.raises(SealRefused, match=r"version 1 of letter .*and 3 more"):
        seal(sealed, full=True)


def test_a_history_with_other_times_is_refused(sealed: Repository) -> None:
    sealed.when += 7
    sealed.git.execute(
        ["git", "-c", "core.editor=true", "rebase", "-q", "--root", "--reset-author-date"]
    )
    with pytest.raises(SealRefused, match="saved at another time"):
        seal(sealed, full=True)


def test_other_hashes_of_the_same_saves_are_no_alteration(sealed: Repository) -> None:
    sealed.git.execute(
        ["git", "filter-branch", "-f", "--msg-filter", "cat; echo more", "--", "HEAD"],
        env={"FILTER_BRANCH_SQUELCH_WARNING": "1"},
    )
    assert seal(sealed, full=True).added == 0
    assert compared(sealed).altered == ()


def test_a_cut_off_copy_is_refused(sealed: Repository) -> None:
    copy = sealed.root.parent / "shallow"
    sealed.git.execute(["git", "clone", "-q", "--depth=1", sealed.root.as_uri(), str(copy)])
    with pytest.raises(SealRefused, match="unshallow"):
        seal(Repository(copy))


def test_a_folder_without_saves_is_refused(repository: Repository) -> None:
    repository.record("letter")
    with pytest.raises(SealRefused, match="no saves"):
        seal(repository)


def test_a_log_keeps_its_name(sealed: Repository) -> None:
    with pytest.raises(UsageProblem, match=r"example\.org/log"):
        seal(sealed, origin="example.org/other")


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb"])
def test_a_name_that_could_not_stand_in_a_checkpoint_is_refused(
    repository: Repository, name: str
) -> None:
    repository.record("letter")
    repository.save()
    with pytest.raises(UsageProblem, match="no name of a log"):
        seal(repository, origin=name)


def test_a_new_log_is_called_like_its_process(repository: Repository) -> None:
    repository.write("registers/process.yaml", "name: Économie & Éducation\n")
    repository.record("letter")
    repository.save()
    head = seal(repository).head
    assert head is not None
    assert head.origin.startswith("economie-education/log-")


# -- set aside ------------------------------------------------------------------------


def test_altered_leaves_can_be_set_aside_and_stay_in_the_log(sealed: Repository) -> None:
    before = load(sealed).entries
    test_a_sealed_text_that_was_altered_in_the_history_is_named(sealed)
    assert seal(sealed, set_aside=("letter", "Asked for by the court")).added == 2
    said = statements(sealed)
    assert load(sealed).entries[:4] == before
    assert said[4]["because"] == "Asked for by the court"
    assert said[4]["leaves"] == [3]
    assert (said[5]["record"], said[5]["version"]) == ("letter", 2)
    assert compared(sealed).altered == ()


def test_what_was_not_altered_cannot_be_set_aside(sealed: Repository) -> None:
    with pytest.raises(UsageProblem, match="nothing to set aside"):
        seal(sealed, set_aside=("letter", "For fun"))


# -- another version of the program ----------------------------------------------------


def test_an_event_that_is_read_otherwise_is_told_and_sealed_anew(
    sealed: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archive.log import leaves

    monkeypatch.setattr(leaves, "_STATED", ("record", "anchor", "sort"))
    done = seal(sealed)
    assert (done.reread, done.added) == (1, 1)


# -- checkpoints from elsewhere ---------------------------------------------------------


def test_a_log_contains_its_earlier_checkpoints(sealed: Repository) -> None:
    old = load(sealed).head
    sealed.record("report")
    sealed.save()
    seal(sealed)
    assert old is not None
    sealing.require_contained(load(sealed), old)


def test_an_older_copy_of_a_log_is_told_by_a_newer_checkpoint(sealed: Repository) -> None:
    old = load(sealed)
    sealed.record("report")
    sealed.save()
    newer = seal(sealed).head
    assert newer is not None
    with pytest.raises(AnotherLog, match="older copy"):
        sealing.require_contained(old, newer)


def test_a_log_that_did_not_go_on_from_a_checkpoint_is_told(sealed: Repository) -> None:
    head = load(sealed).head
    assert head is not None
    log_folder = sealed.root / "records" / "log"
    for path in sorted(log_folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    sealed.save("Take the log away")
    seal(sealed, origin="example.org/log")  # the same records, the same name, other secrets
    with pytest.raises(AnotherLog, match="did not go on"):
        sealing.require_contained(load(sealed), head)


def test_bytes_that_git_does_not_hold_are_found(sealed: Repository) -> None:
    with closing(sqlite3.connect(sealed.workspace.archive)) as db:
        (blob,) = db.execute("SELECT git_blob FROM content ORDER BY id LIMIT 1").fetchone()
    place = sealed.root / ".git" / "objects" / blob[:2] / blob[2:]
    place.chmod(0o644)
    place.unlink()
    with closing(open_archive(sealed.workspace.archive)) as db:
        found = sealing.verify(sealed.workspace, db, load(sealed)).comparison
    assert [(each.called, each.how) for each in found.altered] == [
        ("version 1 of letter", "git holds other bytes")
    ]
