from __future__ import annotations

from contextlib import closing

import pytest

from archive.compare import compare
from archive.entry import entry_page, is_record, names_of
from archive.errors import NotInArchive
from archive.reading import open_archive
from tests.conftest import Repository

MEETING = "- {{id: m-1, body: b, title: First Meeting, date: {date}, state: held}}\n"


@pytest.fixture
def kept(repository: Repository) -> Repository:
    """A meeting whose date was corrected, and a record that speaks of it in two versions."""
    repository.write("registers/bodies.yaml", "- {id: b, name: Body, kind: group}\n")
    repository.write("registers/meetings.yaml", MEETING.format(date="2024-05"))
    claim = "meeting: m-1\nclaims: [{about: m-1, property: date, value: 2024-05, at: p1}]\n"
    repository.record("r", "1. They met in May.", more=claim, title="Report")
    repository.save("first")
    repository.write("registers/meetings.yaml", MEETING.format(date="2024-06"))
    repository.record("r", "1. They met in June.", more=claim + "status: draft\n", title="Report")
    repository.save("second")
    repository.build()
    return repository


def test_an_entry_now_and_as_it_was_known(kept: Repository) -> None:
    with closing(open_archive(kept.workspace.archive)) as conn:
        assert entry_page(conn, "m-1").fields["date"] == "2024-06"
        assert entry_page(conn, "m-1", 1).fields["date"] == "2024-05"
        with pytest.raises(NotInArchive, match="stood in no register"):
            entry_page(conn, "m-1", 0)


def test_what_is_said_of_an_entry_and_the_records_it_has(kept: Repository) -> None:
    with closing(open_archive(kept.workspace.archive)) as conn:
        page = entry_page(conn, "m-1")
    [said] = page.claims
    assert (said.property, said.value, said.citation) == ("date", "2024-05", "r#p1")
    [mention] = page.records
    assert (mention.record, mention.field) == ("r", "meeting")


def test_an_entry_that_is_not_there_names_the_near(kept: Repository) -> None:
    with (
        closing(open_archive(kept.workspace.archive)) as conn,
        pytest.raises(NotInArchive, match="m-1"),
    ):
        entry_page(conn, "meeting")


def test_names_and_kinds_of_ids(kept: Repository) -> None:
    with closing(open_archive(kept.workspace.archive)) as conn:
        name_of = names_of(conn)
        assert [name_of(name) for name in ("m-1", "r", "x")] == ["First Meeting", "Report", None]
        assert (is_record(conn, "r"), is_record(conn, "m-1")) == (True, False)


def test_two_versions_differ_in_facts_and_text(kept: Repository) -> None:
    with closing(open_archive(kept.workspace.archive)) as conn:
        told = compare(conn, "r")
    assert told is not None
    assert (told.old.n, told.new.n, told.same) == (1, 2, False)
    assert "".join(c.text for c in told.front if c.op == "added").strip() == "status: draft"
    assert [c.text.strip() for c in told.text if c.op != "same"] == ["May", "June"]


def test_a_version_with_itself_does_not_differ(kept: Repository) -> None:
    with closing(open_archive(kept.workspace.archive)) as conn:
        told = compare(conn, "r", 1, 1)
    assert told is not None
    assert told.same


@pytest.mark.parametrize("pair", [(1, 3), (0, 1), (3, None)])
def test_a_version_that_is_not_there_is_said(
    kept: Repository, pair: tuple[int, int | None]
) -> None:
    with (
        closing(open_archive(kept.workspace.archive)) as conn,
        pytest.raises(NotInArchive, match="it has 2"),
    ):
        compare(conn, "r", *pair)


def test_a_removed_record_is_compared_with_nothing(kept: Repository) -> None:
    (kept.root / "records" / "r.md").unlink()
    kept.save("gone")
    kept.build()
    with closing(open_archive(kept.workspace.archive)) as conn:
        told = compare(conn, "r")
    assert told is not None
    assert all(change.op == "removed" for change in told.text)


def test_one_version_alone_is_no_comparison(repository: Repository) -> None:
    repository.record("r")
    repository.save()
    repository.build()
    with closing(open_archive(repository.workspace.archive)) as conn:
        assert compare(conn, "r") is None
