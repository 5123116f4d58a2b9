"""Which version each commit makes of a record."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.build import build
from archive.errors import HistoryRewritten, HistoryUnreadable
from archive.workspace import Workspace
from tests.conftest import Repository

CHANGES = "SELECT n, change, path, renamed_from FROM version WHERE record = ? ORDER BY n"


def changes(repository: Repository, record: str = "a") -> list[object]:
    return [row[1] for row in repository.rows(CHANGES, record)]


def test_first_version_is_created(repository: Repository) -> None:
    repository.record("a")
    repository.save()
    repository.build()
    assert changes(repository) == ["created"]


def test_changed_words_are_a_change_of_text(repository: Repository) -> None:
    repository.record("a", "One.")
    repository.save()
    repository.record("a", "Two.")
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "text"]


def test_changed_field_is_a_change_of_metadata(repository: Repository) -> None:
    repository.record("a", title="A")
    repository.save()
    repository.record("a", title="B")
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "metadata"]


def test_rewrapped_lines_are_a_change_of_format(repository: Repository) -> None:
    repository.record("a", "One two\nthree.\n\nFour.")
    repository.save()
    repository.record("a", "One\ntwo  three.\n\n\nFour.")
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "format"]


def test_joined_paragraphs_are_a_change_of_text(repository: Repository) -> None:
    repository.record("a", "One.\n\nTwo.")
    repository.save()
    repository.record("a", "One.\nTwo.")
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "text"]


def test_reordered_fields_are_a_change_of_format(repository: Repository) -> None:
    repository.record("a", more="language: en\nstatus: draft\n")
    repository.save()
    repository.record("a", more="status: draft\nlanguage: en\n")
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "format"]


def test_windows_line_ends_are_a_change_of_format(repository: Repository) -> None:
    place = repository.record("a", "One.\n\nTwo.")
    repository.save()
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "format"]


def test_moved_file_is_the_same_record(repository: Repository) -> None:
    place = repository.record("a")
    repository.save()
    (place.parent / "later").mkdir()
    place.rename(place.parent / "later" / "b.md")
    repository.save()
    repository.build()
    assert repository.rows(CHANGES, "a")[1] == (2, "rename", "records/later/b.md", "records/a.md")


def test_moved_and_rewritten_in_one_commit_is_the_same_record(repository: Repository) -> None:
    place = repository.record("a", "x " * 400)
    repository.save()
    place.unlink()
    repository.record("a", "y " * 400, path="elsewhere.md")
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "text"]
    assert repository.one("SELECT renamed_from FROM version WHERE n = 2") == "records/a.md"


def test_copy_then_removal_in_two_commits_is_a_move(repository: Repository) -> None:
    place = repository.record("a")
    repository.save()
    repository.record("a", path="new/a.md")
    repository.save()
    place.unlink()
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "rename"]


def test_removed_record_keeps_its_versions(repository: Repository) -> None:
    place = repository.record("a")
    repository.save()
    place.unlink()
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "removed"]
    assert repository.one("SELECT removed FROM record WHERE id = 'a'") == 1


def test_removed_record_that_returns_goes_on_counting(repository: Repository) -> None:
    place = repository.record("a")
    repository.save()
    place.unlink()
    repository.save()
    repository.record("a")
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "removed", "created"]


def test_changed_id_makes_another_record(repository: Repository) -> None:
    repository.record("a", path="x.md")
    repository.save()
    repository.record("b", path="x.md")
    repository.save()
    repository.build()
    assert (changes(repository, "a"), changes(repository, "b")) == (
        ["created", "removed"],
        ["created"],
    )


def test_unreadable_version_keeps_the_identity_of_its_place(repository: Repository) -> None:
    place = repository.record("a")
    repository.save()
    place.write_bytes(b"\xff\xfe broken")
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "text"]
    assert repository.one("SELECT code FROM finding") == "H002"


def test_version_has_its_commit(repository: Repository) -> None:
    repository.record("a")
    saved = repository.save("Why it was saved\n\nAt length.")
    repository.build()
    row = repository.rows("SELECT hash, author, author_zone, message FROM commit_")[0]
    assert row == (saved, "Ana Secretary", "+0700", "Why it was saved\n\nAt length.")


def test_version_has_the_mandate_of_its_day(repository: Repository) -> None:
    repository.write(
        "registers/mandates.yaml",
        "- {id: early, host: aa, to: 2023-01-31}\n- {id: late, host: bb, from: 2023-02-01}\n",
    )
    repository.record("a")
    repository.save()  # in November 2023
    repository.build()
    assert repository.one("SELECT mandate FROM commit_") == "late"


def test_merge_brings_the_side_line_as_one_version(repository: Repository) -> None:
    repository.record("a")
    repository.save()
    git = repository.git
    git.execute(["git", "checkout", "-q", "-b", "side"])
    repository.record("b", "One.")
    repository.save()
    repository.record("b", "Two.")
    repository.save()
    git.execute(["git", "checkout", "-q", "main"])
    repository.git.execute(["git", "merge", "-q", "--no-ff", "-m", "Merge", "side"])
    repository.build()
    assert changes(repository, "b") == ["created"]


def test_unsaved_edit_is_a_last_marked_version(repository: Repository) -> None:
    repository.record("a", "One.")
    repository.save()
    repository.record("a", "Two.")
    report = repository.build()
    assert report.uncommitted == 1
    marked = "SELECT change, uncommitted, hash FROM version JOIN commit_ ON seq = commit_seq"
    assert repository.rows(f"{marked} ORDER BY n") == [
        ("created", 0, repository.hashes[0]),
        ("text", 1, None),
    ]


def test_unsaved_edit_that_is_taken_back_leaves_nothing(repository: Repository) -> None:
    place = repository.record("a", "One.", title="First")
    repository.save()
    repository.build()
    before = place.read_bytes()
    repository.record("a", "Two.", title="Second")
    repository.record("b", "New.")
    repository.write("registers/partners.yaml", "- {id: aa, name: A, region: R}\n")
    repository.build()
    place.write_bytes(before)
    (repository.root / "records" / "b.md").unlink()
    (repository.root / "records" / "registers" / "partners.yaml").unlink()
    repository.build()
    assert repository.rows("SELECT id, title FROM record") == [("a", "First")]
    assert repository.rows("SELECT id FROM partner") == []
    assert repository.one("SELECT count(*) FROM search WHERE search MATCH 'two'") == 0


def test_file_that_only_the_index_lost_is_not_unsaved(repository: Repository) -> None:
    repository.record("a")
    repository.save()
    repository.git.execute(["git", "rm", "-q", "--cached", "records/a.md"])
    assert repository.build().uncommitted == 0
    assert changes(repository) == ["created"]


def test_folder_without_history_gives_one_version_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "a.md").write_text("---\nid: a\nkind: note\ntitle: A\n---\nOne.\n")
    report = build(Workspace(tmp_path))
    assert (report.total_versions, [f.code for f in report.notices]) == (1, ["H006"])


def test_shallow_copy_is_detected_and_said(repository: Repository, tmp_path: Path) -> None:
    repository.record("a", "One.")
    repository.save()
    repository.record("a", "Two.")
    repository.save()
    target = tmp_path / "shallow"
    source = repository.root.as_uri()
    repository.git.execute(["git", "clone", "-q", "--depth", "1", source, str(target)])
    report = build(Workspace(target))
    assert (report.total_versions, [f.code for f in report.notices]) == (1, ["H005"])


def test_rewritten_history_is_refused_with_the_way_out(repository: Repository) -> None:
    repository.record("a", "One.")
    repository.save()
    repository.record("a", "Two.")
    repository.save()
    repository.build()
    repository.git.execute(["git", "reset", "-q", "--hard", repository.hashes[0]])
    repository.record("a", "Three.")
    repository.save()
    with pytest.raises(HistoryRewritten, match="build --full"):
        repository.build()
    assert repository.build(full=True).total_versions == 2


def test_content_that_git_lost_is_survived(repository: Repository) -> None:
    repository.record("a", "One.")
    repository.save()
    blob = str(repository.git.execute(["git", "rev-parse", "HEAD:records/a.md"]))
    repository.record("a", "Two.")
    repository.save()
    (repository.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    report = repository.build()
    assert "H001" in [finding.code for finding in report.notices]
    assert repository.one("SELECT title FROM record WHERE id = 'a'") == "A note"


def test_of_a_text_over_the_limit_the_top_is_read(repository: Repository) -> None:
    repository.record("a", "x" * (5 * 1024 * 1024))
    repository.save()
    report = repository.build()
    assert "H004" in [finding.code for finding in report.notices]
    row = repository.rows(
        "SELECT size > 5000000, length(text) FROM content WHERE encoding = 'too large'"
    )
    assert row == [(1, 64 * 1024)]


def test_bytes_that_are_not_utf_8_are_read_as_windows_1252(repository: Repository) -> None:
    place = repository.record("a", "One.")
    repository.save()
    place.write_bytes(place.read_bytes().replace(b"One.", b"Gen\xe8ve, \xc3\xa9t\xe9."))
    repository.save()
    repository.record("a", "Two.")
    repository.save()
    repository.build()
    text = repository.one("SELECT text FROM content WHERE encoding LIKE 'not utf-8 from line %'")
    assert str(text).endswith("Genève, été.\n")
    assert repository.rows("SELECT code, line FROM finding") == [("H002", 6)]


def test_utf_16_is_read_by_its_mark(repository: Repository) -> None:
    place = repository.record("a", "One.")
    place.write_bytes(place.read_text("utf-8").encode("utf-16"))
    repository.save()
    repository.build()
    assert repository.one("SELECT id FROM record") == "a"


@pytest.mark.parametrize("full", [True, False])
def test_a_version_without_text_takes_back_nothing(repository: Repository, full: bool) -> None:
    place = repository.record("a", "{.decision}\n1. Agreed on all.")
    repository.save()
    repository.build()
    place.write_bytes(b"\x89PNG\0\0")
    repository.save()
    repository.build(full=full)
    assert repository.rows("SELECT title, removed FROM record") == [("A note", 0)]
    assert repository.rows("SELECT id, removed FROM decision") == [("a#p1", 0)]


def test_two_files_with_one_id_are_said(repository: Repository) -> None:
    repository.record("a", path="x.md")
    repository.record("a", "Other.", path="y.md")
    repository.save()
    report = repository.build()
    assert [finding.code for finding in report.notices] == ["H008"]
    assert repository.one("SELECT path FROM record") == "records/x.md"


def test_original_is_hashed_with_its_version(repository: Repository) -> None:
    repository.write("scan.pdf", b"%PDF-1.4 one")
    repository.record("a", more="original: scan.pdf\n")
    repository.save()
    repository.write("scan.pdf", b"%PDF-1.4 two")
    repository.save()
    repository.build()
    assert changes(repository) == ["created", "metadata"]
    assert repository.one("SELECT count(DISTINCT sha256) FROM original") == 2


def test_failed_build_leaves_the_last_good_archive(repository: Repository) -> None:
    repository.record("a", "One.")
    repository.save()
    repository.build()
    before = repository.workspace.archive.read_bytes()
    repository.record("a", "Two.")
    repository.save()
    objects = repository.root / ".git" / "objects"
    shutil.move(objects, objects.with_name("elsewhere"))
    with pytest.raises(HistoryUnreadable):
        repository.build(full=True)
    assert repository.workspace.archive.read_bytes() == before


def test_programs_that_a_repository_names_are_not_run(repository: Repository) -> None:
    repository.record("a", "One.")
    repository.save()
    sprung = repository.root.parent / "sprung"
    trap = repository.root.parent / "trap"
    trap.write_text(f"#!/bin/sh\ntouch '{sprung}'\ncat\n", encoding="utf-8")
    trap.chmod(0o755)
    for key in ("filter.evil.clean", "filter.evil.process", "core.fsmonitor", "diff.external"):
        repository.git.execute(["git", "config", key, str(trap)])
    repository.git.execute(["git", "config", "filter.evil.required", "true"])
    attributes = "*.md filter=evil diff=evil\n"
    (repository.root / ".gitattributes").write_text(attributes, encoding="utf-8")
    repository.record("a", "Two.")
    repository.build()
    assert changes(repository) == ["created", "text"]
    assert not sprung.exists()
