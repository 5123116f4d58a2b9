"""A history from elsewhere in the archive: identity, versions, states, meetings, bad files."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.digest import digest
from archive.lookup import known_at, open_archive
from archive.reading import record_page
from tests.archive.imported import Elsewhere, bring_in, status_at
from tests.conftest import Repository

CHANGES = "SELECT change, path FROM version WHERE record = ? ORDER BY n"
CODES = "SELECT code, path FROM finding ORDER BY code, path"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path / "elsewhere")


def test_a_changing_header_is_a_history_of_states(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    repository.save()
    for status in ("Draft", "Review", "Final", "Review"):
        elsewhere.proposal(1, status)
        elsewhere.save()
    bring_in(repository, elsewhere)
    rows = repository.rows(
        "SELECT as_written, state, status FROM record_state WHERE record = 'eips.eip-1'"
        " ORDER BY recorded_from"
    )
    assert rows == [
        ("Draft", "proposed", "draft"),
        ("Review", "proposed", "draft"),
        ("Final", "adopted", "adopted"),
        ("Review", "proposed", "draft"),
    ]


def test_what_the_header_says_is_in_the_record(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.proposal(1, more="author: Ana (@ana), Bo\ncreated: 2020-05-01\nrequires: 2, EIP-3\n")
    elsewhere.save()
    bring_in(repository, elsewhere)
    row = repository.rows(
        "SELECT title, date_edtf, authors, decision_unit, kind, language FROM record"
    )[0]
    assert row == ("Proposal 1", "2020-05-01", '["Ana (@ana)", "Bo"]', "record", "decision", "en")
    assert repository.rows('SELECT "to", kind FROM relation ORDER BY n') == [
        ("eips.eip-2", "requires"),
        ("eips.eip-3", "requires"),
    ]


def test_a_renamed_file_is_one_record(repository: Repository, elsewhere: Elsewhere) -> None:
    elsewhere.proposal(7, path="EIPS/eip-draft_new.md", body="Many words. " * 30)
    elsewhere.save()
    elsewhere.move("EIPS/eip-draft_new.md", "EIPS/eip-7.md")
    elsewhere.save()
    bring_in(repository, elsewhere)
    assert repository.rows(CHANGES, "eips.eip-7") == [
        ("created", "eips:EIPS/eip-draft_new.md"),
        ("rename", "eips:EIPS/eip-7.md"),
    ]


def test_the_id_is_the_last_that_the_header_had(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    text = "---\neip: {}\ntitle: One\nstatus: Draft\n---\n" + "Words and words. " * 30
    elsewhere.write("EIPS/one.md", text.format("<to be assigned>"))
    elsewhere.save()
    elsewhere.write("EIPS/one.md", text.format("12"))
    elsewhere.save()
    elsewhere.write("EIPS/one.md", "It has moved elsewhere.\n")
    elsewhere.save()
    bring_in(repository, elsewhere)
    assert len(repository.rows(CHANGES, "eips.eip-12")) == 3


def test_a_file_that_went_and_came_back_is_one_record(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.proposal(1)
    elsewhere.save()
    elsewhere.remove("EIPS/eip-1.md")
    elsewhere.save()
    elsewhere.proposal(1, "Final")
    elsewhere.save()
    bring_in(repository, elsewhere)
    assert [row[0] for row in repository.rows(CHANGES, "eips.eip-1")] == [
        "created", "removed", "created",
    ]  # fmt: skip


def test_two_files_with_one_number_are_two_records(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.proposal(1, body="The first. " * 30)
    elsewhere.save()
    elsewhere.proposal(1, path="EIPS/other.md", body="Something else. " * 30)
    elsewhere.save()
    bring_in(repository, elsewhere)
    assert repository.rows("SELECT id, path FROM record ORDER BY id") == [
        ("eips.eip-1", "eips:EIPS/eip-1.md"),
        ("eips.eip-1-2", "eips:EIPS/other.md"),
    ]


def test_a_number_goes_on_in_the_file_that_took_it_over(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.proposal(20, path="EIPS/eip-20-token.md")
    elsewhere.save()
    elsewhere.write("EIPS/eip-20-token.md", "Moved to eip-20.md.\n")
    elsewhere.proposal(20, "Final")
    elsewhere.save()
    elsewhere.remove("EIPS/eip-20-token.md")
    elsewhere.save()
    bring_in(repository, elsewhere)
    asked = "SELECT id, path, removed, status_as_written FROM record WHERE id LIKE 'eips.%'"
    assert repository.rows(f"{asked} ORDER BY id") == [
        ("eips.eip-20", "eips:EIPS/eip-20.md", 0, "Final"),
        ("eips.eip-20-token", "eips:EIPS/eip-20-token.md", 1, None),
    ]
    assert repository.one("SELECT count(*) FROM version WHERE record = 'eips.eip-20'") == 2


def test_a_number_that_two_files_had_for_a_while_stays_with_the_one_that_kept_it(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.proposal(20, path="EIPS/eip-20-token.md")
    elsewhere.save()
    elsewhere.proposal(20, "Final")
    elsewhere.save()
    elsewhere.write("EIPS/eip-20-token.md", "Moved to eip-20.md.\n")
    elsewhere.save()
    bring_in(repository, elsewhere)
    asked = "SELECT record, count(*) FROM version WHERE record LIKE 'eips.%' GROUP BY record"
    assert repository.rows(f"{asked} ORDER BY 1") == [
        ("eips.eip-20", 2),
        ("eips.eip-20-token", 2),
    ]
    assert repository.one("SELECT path FROM record WHERE id = 'eips.eip-20'") == (
        "eips:EIPS/eip-20.md"
    )


def test_many_renames_in_one_commit(repository: Repository, elsewhere: Elsewhere) -> None:
    for n in range(1, 121):
        elsewhere.proposal(n, body=f"These are the words of number {n}. " * 20)
    elsewhere.save()
    for n in range(1, 121):
        elsewhere.move(f"EIPS/eip-{n}.md", f"docs/eip-{n:04}.md")
    elsewhere.save()
    bring_in(repository, elsewhere, paths=("EIPS/*.md", "docs/*.md"))
    found = repository.rows("SELECT change, count(*) FROM version GROUP BY change ORDER BY 1")
    assert found == [("created", 120), ("rename", 120)]


def test_a_file_that_leaves_the_pattern_is_removed(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.proposal(1)
    elsewhere.save()
    elsewhere.move("EIPS/eip-1.md", "old/eip-1.md")
    elsewhere.save()
    bring_in(repository, elsewhere)
    assert repository.one("SELECT removed FROM record WHERE id = 'eips.eip-1'") == 1


def test_bad_files_are_kept_and_told_with_their_path(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.write("EIPS/latin.md", b"---\neip: 1\n---\nCaf\xe9\n")
    elsewhere.write("EIPS/windows.md", "---\r\neip: 2\r\nstatus: Draft\r\n---\r\nWords\r\n")
    elsewhere.write("EIPS/large.md", "x" * (4 * 1024 * 1024 + 1))
    elsewhere.write("EIPS/eip-4.md", "---\neip: 4\ntitle: a: b\nstatus: Nonsense\n---\nWords\n")
    elsewhere.save()
    bring_in(repository, elsewhere)
    assert repository.rows(CODES) == [
        ("H002", "eips:EIPS/latin.md"),
        ("H003", "eips:EIPS/windows.md"),
        ("H004", "eips:EIPS/large.md"),
        ("H007", "eips:EIPS/eip-4.md"),
        ("H010", "eips:EIPS/eip-4.md"),
    ]
    assert repository.one("SELECT count(*) FROM version") == 4
    assert repository.rows(
        "SELECT title, status_as_written FROM record WHERE id = 'eips.eip-4'"
    ) == [("a: b", "Nonsense")]


def test_what_cannot_be_read_changes_nothing_that_was_known(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.proposal(1, "Final")
    elsewhere.save()
    elsewhere.write("EIPS/eip-1.md", b"---\neip: 1\n---\n\0\xff\xe9\n")
    elsewhere.save()
    bring_in(repository, elsewhere)
    assert repository.rows("SELECT title, state FROM record JOIN record_state ON record = id") == [
        ("Proposal 1", "adopted")
    ]


@pytest.mark.parametrize("more", [b"Caf\xe9\n", b"x" * (4 * 1024 * 1024)])
def test_a_header_counts_whatever_stands_below_it(
    repository: Repository, elsewhere: Elsewhere, more: bytes
) -> None:
    elsewhere.proposal(1, "Draft")
    elsewhere.save()
    elsewhere.write("EIPS/eip-1.md", b"---\neip: 1\nstatus: Final\n---\nWords.\n" + more)
    elsewhere.save()
    bring_in(repository, elsewhere)
    assert repository.one("SELECT status FROM decision") == "adopted"


def test_minutes_are_meetings_and_templates_are_not(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.write("minutes/2020/2020-05-04.md", "# Meeting of May\n\n- Ana\n")
    elsewhere.write("minutes/_template.md", "# Title\n\n- Names\n")
    elsewhere.save()
    bring_in(repository, elsewhere, "board", paths=("minutes/**/*.md",), profile="minutes")
    assert repository.rows("SELECT id, name, body, date_edtf, state FROM meeting") == [
        ("board.meeting-2020-05-04", "Meeting of May", "board.group", "2020-05-04", "held")
    ]
    assert repository.rows("SELECT id, kind, meeting FROM record ORDER BY id") == [
        ("board.2020-05-04", "minutes", "board.meeting-2020-05-04"),
        ("board.template", "note", None),
    ]


def test_removed_minutes_leave_their_meeting_unlisted(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.write("minutes/2020-05-04.md", "# Meeting of May\n")
    elsewhere.save()
    elsewhere.remove("minutes/2020-05-04.md")
    elsewhere.save()
    bring_in(repository, elsewhere, "board", paths=("minutes/*",), profile="minutes")
    assert repository.one("SELECT listed FROM meeting") == 0


def test_a_register_of_meetings_takes_no_imported_one_away(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.write("minutes/2020-05-04.md", "# Meeting of May\n")
    elsewhere.save()
    bring_in(repository, elsewhere, "board", paths=("minutes/*",), profile="minutes")
    repository.write("registers/meetings.yaml", "- {id: m1, body: b1, title: M}\n")
    repository.save()
    repository.build()
    listed = repository.rows("SELECT id FROM meeting WHERE listed ORDER BY id")
    assert listed == [("board.meeting-2020-05-04",), ("m1",)]


def test_an_older_version_is_read_by_the_profile(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.proposal(1, "Draft", body="First words. " * 200)
    elsewhere.save()
    elsewhere.proposal(1, "Final", body="Later words. " * 200)
    elsewhere.save()
    bring_in(repository, elsewhere)
    conn = open_archive(repository.workspace.archive)
    page = record_page(conn, "eips.eip-1", known_at(conn, "2020-09-14"))
    conn.close()
    assert page.text.startswith("First words.")
    assert (page.row["status_as_written"], page.row["title"]) == ("Draft", "Proposal 1")


def test_a_commit_that_is_not_here_is_told_and_the_rest_is_built(repository: Repository) -> None:
    repository.record("a")
    entry = "- {id: eips, name: E, address: x, profile: proposals, head: " + "1" * 40 + "}\n"
    repository.write("registers/imports.yaml", entry)
    repository.save()
    report = repository.build()
    assert [notice.code for notice in report.notices] == ["H009"]
    assert [notice.code for notice in repository.build().notices] == ["H009"]
    assert repository.one("SELECT count(*) FROM record") == 1


def test_a_profile_that_is_gone_is_told(repository: Repository, elsewhere: Elsewhere) -> None:
    repository.write("registers/profiles/own.yaml", "kind: note\nid: 'p-{eip}'\n")
    elsewhere.proposal(1)
    elsewhere.save()
    bring_in(repository, elsewhere, profile="own")
    assert repository.one("SELECT id FROM record") == "eips.p-1"
    (repository.root / "records/registers/profiles/own.yaml").unlink()
    assert [notice.code for notice in repository.build().notices] == ["H011"]


def test_bringing_in_again_takes_what_is_new(repository: Repository, elsewhere: Elsewhere) -> None:
    elsewhere.proposal(1)
    elsewhere.save()
    first = bring_in(repository, elsewhere)
    repository.save()
    elsewhere.proposal(1, "Final")
    second_head = elsewhere.save()
    second = bring_in(repository, elsewhere)
    assert (first.head != second.head, second.head) == (True, second_head)
    last = repository.one("SELECT max(seq) FROM commit_ WHERE line = 'eips'")
    assert isinstance(last, int)
    assert status_at(repository, "eips.eip-1", last) == "Final"


def test_own_commits_go_on_without_a_whole_build(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    elsewhere.proposal(1)
    elsewhere.save()
    bring_in(repository, elsewhere)
    repository.save()
    repository.build()
    repository.record("a")
    repository.save()
    assert repository.build().mode == "new commits"
    small_steps = digest(repository.workspace.archive)
    repository.build(full=True)
    assert digest(repository.workspace.archive) == small_steps
