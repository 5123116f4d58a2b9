"""Bad luck and bad will: kills, locks, damaged and crafted repositories."""

from __future__ import annotations

import os
import sqlite3
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from archive.build import build, store
from archive.check import check
from archive.digest import digest
from archive.errors import ArchiveBusy, ArchiveUnwritable, HistoryRewritten, HistoryUnreadable
from archive.workspace import Workspace
from tests.conftest import Repository


def changes(repository: Repository, record: str = "a") -> list[object]:
    rows = repository.rows("SELECT change FROM version WHERE record = ? ORDER BY n", record)
    return [row[0] for row in rows]


def same_as_whole(repository: Repository) -> bool:
    """Whether the archive as it was brought up to date equals one made anew."""
    repository.build()
    so_far = digest(repository.workspace.archive)
    repository.build(full=True)
    return digest(repository.workspace.archive) == so_far


def object_of(repository: Repository, name: str) -> Path:
    blob = str(repository.git.execute(["git", "rev-parse", name]))
    place = repository.root / ".git" / "objects" / blob[:2] / blob[2:]
    place.chmod(0o644)
    return place


def test_second_build_is_kept_out(repository: Repository) -> None:
    repository.save()
    with store.locked(repository.workspace.archive), pytest.raises(ArchiveBusy, match="wait"):
        repository.build()


def test_journal_of_a_killed_program_is_not_played_into_a_new_archive(
    repository: Repository,
) -> None:
    repository.record("a", "One. " * 4000)
    repository.save()
    repository.build()
    archive = repository.workspace.archive
    db = sqlite3.connect(archive, isolation_level=None)
    db.execute("PRAGMA cache_spill = 1")
    db.execute("PRAGMA cache_size = 1")
    db.execute("BEGIN")
    db.execute("UPDATE content SET text = text || 'x'")
    journal = archive.with_name(archive.name + "-journal")
    left = journal.read_bytes()
    db.execute("ROLLBACK")
    db.close()
    journal.write_bytes(left)
    repository.build()
    assert not journal.exists()
    assert repository.one("PRAGMA integrity_check") == "ok"


def test_reader_of_the_old_archive_goes_on_reading_it(repository: Repository) -> None:
    repository.record("a", title="Old")
    repository.save()
    repository.build()
    uri = f"{repository.workspace.archive.as_uri()}?immutable=1"
    reader = sqlite3.connect(uri, uri=True)
    assert reader.execute("SELECT title FROM record").fetchone() == ("Old",)
    repository.record("a", title="New")
    repository.save()
    with suppress(ArchiveBusy):  # Windows replaces no file that is open
        repository.build()
    assert reader.execute("SELECT title FROM record").fetchone() == ("Old",)
    reader.close()


def test_full_disk_is_said_and_the_archive_stays(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.record("a")
    repository.save()
    repository.build()
    before = repository.workspace.archive.read_bytes()

    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_sync", full)  # a disk cannot be filled in a test
    with pytest.raises(ArchiveUnwritable, match="make room"):
        repository.build(full=True)
    assert repository.workspace.archive.read_bytes() == before
    assert not list(repository.root.glob("archive.db.partial*"))


def test_partial_archive_that_is_a_link_is_not_followed(repository: Repository) -> None:
    repository.save()
    outside = repository.root.parent / "outside.db"
    try:
        (repository.root / "archive.db.partial").symlink_to(outside)
    except OSError:
        pytest.skip("this system lets nobody make links")
    repository.build()
    assert not outside.exists()


def test_archive_that_came_with_the_files_is_not_believed(repository: Repository) -> None:
    repository.record("a", title="True")
    (repository.root / ".gitignore").unlink()
    repository.save()
    repository.build()
    repository.git.execute(["git", "add", "archive.db"])
    db = sqlite3.connect(repository.workspace.archive)
    db.execute("UPDATE record SET title = 'Forged'")
    db.commit()
    db.close()
    repository.build()
    assert repository.one("SELECT title FROM record") == "True"


def test_filter_with_an_equals_sign_in_its_name_is_refused(repository: Repository) -> None:
    repository.save()
    repository.git.execute(["git", "config", "filter.a=b.clean", "false"])
    with pytest.raises(HistoryUnreadable, match="a=b"):
        repository.build()


def test_folder_that_is_a_link_leads_nowhere(repository: Repository, tmp_path: Path) -> None:
    repository.record("a", path="sub/a.md")
    repository.save()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    text = "---\nid: a\nkind: note\ntitle: Secret\n---\n"
    (elsewhere / "a.md").write_text(text, encoding="utf-8")
    (repository.root / "records" / "sub" / "a.md").unlink()
    (repository.root / "records" / "sub").rmdir()
    try:
        (repository.root / "records" / "sub").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets nobody make links")
    repository.build()
    assert repository.one("SELECT count(*) FROM record WHERE title = 'Secret'") == 0


def test_forged_content_is_taken_for_missing(repository: Repository) -> None:
    repository.record("a", title="True")
    repository.save()
    place = object_of(repository, "HEAD:records/a.md")
    forged = zlib.decompress(place.read_bytes()).replace(b"True", b"Fake")
    place.write_bytes(zlib.compress(forged))
    report = repository.build()
    assert [finding.code for finding in report.notices] == ["H001"]
    assert repository.one("SELECT count(*) FROM record WHERE title = 'Fake'") == 0


def test_many_complaints_of_git_do_not_stop_the_build_for_ever(repository: Repository) -> None:
    for n in range(300):
        repository.record(f"r{n}", str(n))
    repository.save()
    for n in range(300):
        object_of(repository, f"HEAD:records/r{n}.md").write_bytes(b"")
    report = repository.build()
    assert {finding.code for finding in report.notices} == {"H001", "H007"} or report.notices


def test_long_runs_of_spaces_take_no_long_time(repository: Repository) -> None:
    repository.record("a", " " * 300_000 + "x\n\nmore \nend")
    repository.save()
    repository.record("a", " " * 300_000 + "x\n\n\nmore \nend")
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "format"]


def test_one_id_in_two_registers_is_survived(repository: Repository) -> None:
    repository.write("registers/partners.yaml", "- {id: aa, name: A, region: R}\n")
    repository.write("registers/stakeholders.yaml", "- {id: aa, name: A}\n")
    repository.save()
    assert same_as_whole(repository)


def test_entry_that_moves_to_another_register_is_one_thing(repository: Repository) -> None:
    repository.write("registers/partners.yaml", "- {id: aa, name: A, region: R}\n")
    repository.save()
    repository.build()
    repository.write("registers/partners.yaml", "")
    repository.write("registers/stakeholders.yaml", "- {id: aa, name: A}\n")
    repository.save()
    assert same_as_whole(repository)


def test_theme_in_two_lists_is_the_same_either_way(repository: Repository) -> None:
    lists = "- {id: l1, name: L, kind: k, items: [{id: x, label: One}]}\n"
    lists += "- {id: l2, name: L, kind: k, items: [{id: x, label: Two}]}\n"
    repository.write("registers/themes.yaml", lists)
    repository.save()
    repository.build()
    repository.write("registers/themes.yaml", lists.replace("name: L,", "name: M,", 1))
    repository.save()
    assert same_as_whole(repository)


def test_unlisted_id_of_two_sorts_is_the_same_either_way(repository: Repository) -> None:
    repository.record("a", more="from: {partner: zz}\n")
    repository.save()
    repository.build()
    repository.record("b", more="body: zz\n")
    repository.save()
    repository.build()
    repository.record("a")
    repository.save()
    assert same_as_whole(repository)


def test_unsaved_process_that_is_taken_back_leaves_nothing(repository: Repository) -> None:
    repository.save()
    repository.build()
    repository.write("registers/process.yaml", "name: Another\nshort: X\n")
    repository.build()
    repository.write("registers/process.yaml", "name: A process\n")
    assert same_as_whole(repository)


def test_record_without_a_title_is_called_by_its_id(repository: Repository) -> None:
    place = repository.write("a.md", "---\nid: x\nkind: note\n---\n")
    repository.save()
    repository.build()
    place.rename(place.with_name("b.md"))
    repository.save()
    repository.build()
    assert repository.one("SELECT title FROM record") == "x"


def test_original_is_watched_again_after_an_edit_is_taken_back(repository: Repository) -> None:
    repository.write("one.txt", "1")
    place = repository.record("a", more="original: one.txt\n")
    repository.save()
    repository.build()
    before = place.read_bytes()
    repository.record("a", more="original: two.txt\n")
    repository.build()
    place.write_bytes(before)
    repository.write("one.txt", "changed")
    repository.save()
    assert same_as_whole(repository)
    assert changes(repository) == ["created", "metadata"]


def test_deeper_but_still_shallow_copy_is_read_again(
    repository: Repository, tmp_path: Path
) -> None:
    for n in range(5):
        repository.record("a", f"Version {n}")
        repository.save()
    copy = Repository(tmp_path / "copy")
    source = repository.root.as_uri()
    repository.git.execute(["git", "clone", "-q", "--depth", "2", source, str(copy.root)])
    assert copy.build().total_commits == 2
    copy.git.execute(["git", "fetch", "-q", "--depth", "4"])
    assert copy.build().total_commits == 4


def test_persons_own_settings_of_git_change_nothing(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.record("a")
    repository.save()
    git = repository.git
    git.execute(["git", "checkout", "-q", "-b", "side"])
    repository.record("b")
    repository.save()
    git.execute(["git", "checkout", "-q", "main"])
    repository.git.execute(["git", "merge", "-q", "--no-ff", "-m", "Merge", "side"])
    repository.build()
    here = digest(repository.workspace.archive)
    settings = tmp_path / "gitconfig"
    settings.write_text("[log]\n\tdiffMerges = off\n[diff]\n\trenames = copies\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    repository.build(full=True)
    assert digest(repository.workspace.archive) == here


def test_lost_history_is_refused_with_the_way_out(repository: Repository) -> None:
    repository.record("a")
    repository.save()
    repository.build()
    repository.git.execute(["git", "checkout", "-q", "--orphan", "empty"])
    with pytest.raises(HistoryRewritten, match="build --full"):
        repository.build()


def test_own_save_that_another_merged_is_no_rewritten_history(repository: Repository) -> None:
    repository.record("a")
    repository.save()
    git = repository.git
    git.execute(["git", "checkout", "-q", "-b", "mine"])
    repository.record("b")
    repository.save()
    repository.build()
    git.execute(["git", "checkout", "-q", "main"])
    repository.record("c")
    repository.save()
    repository.git.execute(["git", "merge", "-q", "--no-ff", "-m", "Merge", "mine"])
    assert repository.build().mode == "whole"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_name_that_is_not_utf8_is_survived_and_found(repository: Repository) -> None:
    repository.save()
    try:
        name = os.fsencode(repository.root / "records") + b"/caf\xe9.md"
        Path(os.fsdecode(name)).write_text("---\nid: a\nkind: note\ntitle: A\n---\n", "utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    repository.build()
    assert "R028" in [finding.code for finding in check(repository.workspace)]


@pytest.mark.parametrize("date", ["0000~", "0000", "0000-02-29", "9999-12-31", "9999~"])
def test_dates_at_the_ends_of_the_calendar_are_survived(repository: Repository, date: str) -> None:
    term = f"- {{id: t1, host: aa, from: '{date}', to: '{date}'}}\n"
    repository.write("registers/mandates.yaml", term)
    repository.save()
    check(repository.workspace)
    assert repository.build().total_commits == 1


def test_number_beyond_any_count_is_a_finding(repository: Repository) -> None:
    meeting = "- {id: m1, body: b1, title: M, number: 9223372036854775808}\n"
    repository.write("registers/meetings.yaml", meeting)
    repository.save()
    repository.build()
    assert "R005" in [finding.code for finding in check(repository.workspace)]


def test_id_with_a_line_end_is_no_id(repository: Repository) -> None:
    repository.write("registers/partners.yaml", '- {id: "aa\\n", name: A, region: R}\n')
    assert "R005" in [finding.code for finding in check(repository.workspace)]


def test_records_folder_that_is_a_link_is_empty(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.md").write_text("---\nid: a\nkind: note\ntitle: A\n---\n", "utf-8")
    root = tmp_path / "work"
    root.mkdir()
    try:
        (root / "records").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert build(Workspace(root)).total_records == 0


def test_folder_that_the_repository_around_it_ignores_is_read_as_a_folder(
    repository: Repository,
) -> None:
    repository.save()
    inner = repository.root / "inner"
    (inner / "records").mkdir(parents=True)
    note = "---\nid: a\nkind: note\ntitle: A\n---\n"
    (inner / "records" / "a.md").write_text(note, encoding="utf-8")
    (inner / ".gitignore").write_text("*\n", encoding="utf-8")
    report = build(Workspace(inner))
    assert (report.total_records, [f.code for f in report.notices]) == (1, ["H006"])
