"""Editions as files: made anew or gone on with, and rid of what is closed by now."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive.build import BuildReport
from archive.contents import text_of
from archive.digest import digest
from archive.editions.build import build_edition
from archive.editions.ladder import Edition, path_of
from archive.editions.names import KEY, BadKey, names_of
from archive.editions.publishing import handed_out
from archive.importing import Wanted, import_git
from archive.log.merkle import leaf_hash as leaf_hash_of
from archive.web.original import content
from archive.workspace import Workspace
from tests.archive.editions.finding import bytes_of
from tests.archive.imported import Elsewhere
from tests.archive.log.sealed import load, seal
from tests.conftest import Repository

CLOSED = (
    "access: secretariat\nalternate_title: A matter\nclosure: {ground: privacy, review: 2030}\n"
)


@pytest.fixture
def work(repository: Repository) -> Repository:
    names_of(repository.workspace)
    repository.record("open", "1. One.\n\n2. Two.")
    repository.record("shut", "1. SEKRET.", more=CLOSED, title="SEKRET title")
    repository.save()
    return repository


def build(work: Repository, edition: Edition = "public", *, full: bool = False) -> BuildReport:
    return build_edition(work.workspace, edition, full=full)


def rows(work: Repository, sql: str, edition: Edition = "public") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path_of(work.workspace, edition))) as db:
        return [tuple(row) for row in db.execute(sql)]


def holds(work: Repository, words: str, edition: Edition = "public") -> bool:
    return words.encode() in bytes_of(path_of(work.workspace, edition))


def same_as_whole(work: Repository) -> bool:
    """Whether the file that was gone on with says the same as one that is made anew."""
    path = path_of(work.workspace, "public")
    before = digest(path)
    build(work, full=True)
    return digest(path) == before


def test_each_edition_is_a_file_of_its_own(work: Repository) -> None:
    assert build(work).path.name == "archive-public.db"
    assert build(work, "partners").path.name == "archive-partners.db"
    assert build(work, "secretariat").path == work.workspace.archive


def test_a_closed_record_is_a_stub(work: Repository) -> None:
    build(work)
    name = names_of(work.workspace).closed("shut")
    said = "SELECT id, kind, title, access, closure FROM record JOIN stub ON record = id"
    assert rows(work, said) == [
        (name, "closed", "A matter", "secretariat", '{"ground":"privacy","review":"2030"}')
    ]
    assert rows(work, "SELECT count(*) FROM paragraph WHERE record LIKE 'closed-%'") == [(0,)]


def test_the_stub_of_a_sealed_record_has_its_newest_leaf(work: Repository) -> None:
    seal(work)
    work.record("shut", "1. SEKRET again.", more=CLOSED)
    work.save()
    seal(work)
    build(work)
    log = load(work)
    newest = [at for at, opening in enumerate(log.openings) if '"shut"' in str(opening)][-1]
    [(leaf, leaf_hash)] = rows(work, "SELECT leaf, leaf_hash FROM stub")
    assert (leaf, leaf_hash) == (newest, leaf_hash_of(log.entries[newest]).hex())


def test_a_name_is_the_same_in_every_edition_and_tells_nothing(work: Repository) -> None:
    build(work)
    build(work, "partners")
    found = rows(work, "SELECT record FROM stub")
    assert rows(work, "SELECT record FROM stub", "partners") == found
    assert found == [(names_of(work.workspace).closed("shut"),)]
    assert "shut" not in str(found)


def test_a_key_is_a_record_only_once_something_is_closed(repository: Repository) -> None:
    saves = "SELECT hash FROM commit_ ORDER BY seq"
    (repository.root / ".gitignore").write_text("archive*.db*\n", encoding="utf-8")
    repository.record("open")
    repository.save()
    build(repository)
    assert not (repository.root / KEY).exists()
    assert repository.git.execute(["git", "status", "--porcelain"]) == ""
    before = rows(repository, saves)
    repository.record("shut", more=CLOSED)
    repository.save()
    build(repository)
    assert (repository.root / KEY).is_file()
    assert rows(repository, saves)[: len(before)] == before
    assert same_as_whole(repository)


def test_a_build_goes_on_where_nothing_is_closed(repository: Repository) -> None:
    repository.record("open")
    repository.save()
    build(repository)
    repository.record("more")
    repository.save()
    assert build(repository).mode == "new commits"


def test_a_new_record_is_added_to_what_is_there(work: Repository) -> None:
    build(work)
    work.record("more", "1. More, see shut#p1.", more="cites: [shut]\n")
    work.record("open", "1. One.\n\n2. Two, in other words.")
    work.write("registers/people.yaml", "- {id: ann, name: Ann}\n")
    work.save()
    assert build(work).mode == "new commits"
    assert same_as_whole(work)


def test_nothing_new_is_told(work: Repository) -> None:
    build(work)
    assert build(work).mode == "nothing new"


@pytest.mark.parametrize(
    "change",
    [
        lambda work: work.record("open", "1. One.", more="access: secretariat\n"),
        lambda work: work.record("open", "1. One.", more="access: nonsense\n"),
        lambda work: work.record("open", "1. One.\n\n2. [Two]{.personal}."),
        lambda work: work.record("open", "1. One.", more="earlier_access: secretariat\n"),
        lambda work: work.write("open.md", "no record any more"),
        lambda work: (work.root / "records/open.md").unlink(),
    ],
    ids=["closed", "unclear", "marked", "earlier", "unreadable", "removed"],
)
def test_what_is_closed_later_is_gone_from_every_byte(
    work: Repository, change: Callable[[Repository], object]
) -> None:
    work.record("open", "1. One.\n\n2. Two of MARBLES.")
    work.save()
    build(work)
    assert holds(work, "MARBLES")
    change(work)
    work.save()
    assert build(work).mode == "whole"
    assert not holds(work, "MARBLES")


def test_an_unsaved_edit_that_is_taken_back_is_gone(work: Repository) -> None:
    work.record("open", "1. One.\n\n2. MARBLES by mistake.")
    build(work)
    assert holds(work, "MARBLES")
    work.record("open", "1. One.\n\n2. Two.")
    build(work)
    assert not holds(work, "MARBLES")


def test_what_is_closed_and_not_saved_yet_is_closed(work: Repository) -> None:
    build(work)
    work.record("open", "1. One.", more="access: secretariat\n")
    build(work)
    assert not holds(work, "One.")


def test_what_is_opened_appears_with_its_newest_version_alone(work: Repository) -> None:
    build(work)
    work.record("shut", "1. Now open.", title="Open")
    work.save()
    build(work)
    assert holds(work, "Now open.")
    assert not holds(work, "SEKRET")
    assert rows(work, "SELECT n, change FROM version WHERE record = 'shut'") == [(1, "created")]


def test_a_version_from_before_a_mark_shows_what_stands_unchanged_since(work: Repository) -> None:
    work.record("open", "1. One.\n\n2. Seen by Jane.\n\n3. Reworded.", more="date: 2020\n")
    work.save()
    work.record("open", "1. One.\n\n2. Seen by [Jane]{.personal}.\n\n3. Anew.", more="date: 2021\n")
    work.save()
    build(work)
    texts = _texts(work, "open")
    assert [("1. One." in text, "Jane" in text, "Reworded" in text) for text in texts] == [
        (True, False, False), (True, False, False), (True, False, False),
    ]  # fmt: skip
    assert ["date: 2020" in text for text in texts] == [False, True, False]


def _texts(work: Repository, record: str) -> list[str]:
    with closing(sqlite3.connect(path_of(work.workspace, "public"))) as db:
        numbers = db.execute("SELECT content FROM version WHERE record = ? ORDER BY n", (record,))
        return [text_of(db, row[0]) or "" for row in numbers.fetchall()]


def test_saves_bear_no_words_no_people_and_no_hash_of_git(work: Repository) -> None:
    build(work)
    said = "SELECT author, author_email, message, length(hash), author_time FROM commit_"
    assert rows(work, said) == [(None, None, "", 40, work.when)]
    assert not holds(work, work.hashes[0])


def test_a_save_that_changes_nothing_shown_does_not_occur(work: Repository) -> None:
    work.record("shut", "1. SEKRET anew.", more=CLOSED, title="SEKRET title")
    work.save()
    build(work)
    assert rows(work, "SELECT count(*) FROM commit_") == [(1,)]


def test_a_folder_without_history_has_editions_too(work: Repository, tmp_path: Path) -> None:
    shutil.copytree(work.root, tmp_path / "bare", ignore=shutil.ignore_patterns(".git"))
    report = build_edition(Workspace(tmp_path / "bare"), "public")
    assert report.total_records == 2
    assert b"SEKRET" not in report.path.read_bytes()


@pytest.mark.parametrize("access", ["public", "partners"])
def test_an_import_is_shown_whole_or_not_at_all(
    work: Repository, tmp_path: Path, access: str
) -> None:
    there = Elsewhere(tmp_path / "there")
    there.write("notes/a.md", "# MARBLES\n\nEve's words.\n")
    there.save()
    work.write("registers/profiles/p.yaml", f"name: P\naccess: {access}\n")
    import_git(work.workspace, str(there.root), Wanted(("notes/*.md",), "p", "sister", "SISTERS"))
    work.record("open", "See sister.a and MARBLE.", more="cites: [sister.a]\n")
    work.save()
    build(work)
    shown = access == "public"
    assert holds(work, "Eve's words.") is shown
    assert holds(work, "SISTERS") is shown
    assert holds(work, "sister.a") is shown
    assert not holds(work, "eve@example.org")


def test_the_key_is_made_once_and_refused_where_it_is_none(work: Repository) -> None:
    key = work.root / KEY
    before = key.read_bytes()
    build(work)
    assert key.read_bytes() == before
    key.write_text("not a key\n", encoding="utf-8")
    with pytest.raises(BadKey, match="restore it"):
        build(work)


def test_a_plain_word_is_an_id_only_where_an_id_stands(work: Repository) -> None:
    work.record("budget", "x", more="access: secretariat\n")
    text = '{.decision implements="budget#p1"}\n1. The budget, see budget#p2 or [it](budget.md).'
    work.record("open", text)
    work.save()
    build(work)
    name = names_of(work.workspace).closed("budget")
    assert _texts(work, "open")[-1].endswith(
        f'{{.decision implements="{name}"}}\n1. The budget, see {name} or [it]({name}.md).\n'
    )


def test_an_original_is_given_out_where_it_is_cleared(work: Repository) -> None:
    work.write("a.docx", b"PK MARBLES")
    work.record("cleared", more="original: a.docx\noriginal_access: public\n")
    work.write("b.docx", b"PK more MARBLES")
    work.record("looked", more="original: b.docx\nextracted_by: docx 1\n")
    work.write("c.docx", b"PK")
    work.record("unlooked", more="original: c.docx\n")
    work.save()
    build(work)
    found = rows(work, "SELECT record, path FROM original ORDER BY record")
    assert found == [("cleared", "records/cleared.docx"), ("looked", "records/looked.docx")]


def test_an_original_is_kept_back_where_an_older_version_had_a_mark(work: Repository) -> None:
    work.write("a.txt", "Jane.\n")
    work.record("open", "[Jane]{.personal}", more="original: a.txt\n")
    work.save()
    work.record("open", "Somebody", more="original: a.txt\n")
    work.save()
    build(work)
    assert rows(work, "SELECT * FROM original") == []


def test_the_ending_of_an_original_may_be_any_word(work: Repository) -> None:
    work.write("a.marbles", b"x")
    work.record("open", more="original: a.marbles\noriginal_access: public\n")
    work.save()
    build(work)
    assert rows(work, "SELECT path FROM original") == [("records/open.original",)]
    assert not holds(work, "marbles")


@pytest.mark.parametrize(
    ("address", "shown"),
    [("https://example.org/a.git", True), ("https://jane:pw@example.org/a.git", False),
     ("file:///home/jane/a", False)],
)  # fmt: skip
def test_the_address_of_an_import_names_nobodys_folder(
    work: Repository, address: str, shown: bool
) -> None:
    entry = {"id": "imp", "name": "An import", "address": address, "head": "0" * 40}
    work.write("registers/imports.yaml", f"- {json.dumps(entry)}\n")
    work.save()
    build(work)
    assert holds(work, address) is shown
    assert holds(work, "An import")


def test_what_may_be_handed_out_is_listed_with_its_name(work: Repository) -> None:
    work.write("Minutes of Jane.TXT", "Words.\n")
    work.record("open", more='original: "Minutes of Jane.TXT"\n')
    work.save()
    build(work)
    [given] = handed_out(work.workspace, "public")
    assert (given.record, given.name) == ("open", "open.txt")
    with content(work.root, given.original) as file:
        assert file.read() == b"Words.\n"


def test_of_what_was_disposed_of_only_authority_and_date_are_told(work: Repository) -> None:
    gone = "ab" * 32
    work.record(
        "gone", "Its text is not kept.", title="Note (disposed of)",
        more="disposal: {authority: Rules 3, date: 2026-11-27, reason: It named MARBLES, "
        f"certificate: records/disposals/0001-gone.json, sha256: [{gone}]}}\n",
    )  # fmt: skip
    work.write("disposals/0001-gone.json", "{}\n")
    work.save()
    build(work)
    (told,) = rows(work, "SELECT disposal FROM record WHERE id = 'gone'")[0]
    assert json.loads(str(told)) == {"authority": "Rules 3", "date": "2026-11-27"}
    for each in (gone, "MARBLES", "0001-gone"):
        assert not holds(work, each)
