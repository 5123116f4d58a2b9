"""Originals in the archive: of any format, hashed, and never taken for records."""

from __future__ import annotations

import sqlite3
from hashlib import sha256

import pytest

from archive.check import check
from archive.digest import digest
from tests.conftest import Repository

ROWS = "SELECT record, path, sha256, size FROM original ORDER BY record, version"


def digest_both(repository: Repository) -> tuple[str, str]:
    """Of the archive as it was gone on with, and built anew."""
    gone_on = digest(repository.workspace.archive)
    repository.build(full=True)
    return gone_on, digest(repository.workspace.archive)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.original.md", b"---\nid: other\nkind: note\ntitle: Other\n---\nText\r\n"),
        ("b.md", b"# A read-me\n"),
        ("c.md", b"\xff\xfe not UTF-8"),
        ("d.html", b"<p>x</p>"),
        ("e.eml", b"From: a\r\n\r\nb"),
        ("f.xyz", b"\0"),
    ],
)
def test_an_original_of_any_format_has_its_hash(
    repository: Repository, name: str, data: bytes
) -> None:
    repository.write(name, data)
    repository.record("z", more=f"original: {name}\n", path="z.md")
    repository.save()
    repository.build()
    expected = ("z", f"records/{name}", sha256(data).hexdigest(), len(data))
    assert repository.rows(ROWS) == [expected]
    assert repository.rows("SELECT id FROM record") == [("z",)]
    assert [f for f in check(repository.workspace) if f.path.endswith(name)] == []


OTHER = "---\nid: other\nkind: note\ntitle: Other\n---\nText.\n"


def test_a_record_that_becomes_an_original_leaves_and_comes_back(repository: Repository) -> None:
    repository.write("other.md", OTHER)
    repository.record("z")
    repository.save()
    repository.build()
    repository.record("z", more="original: other.md\n")
    repository.save()
    repository.build()
    assert repository.rows("SELECT id, removed FROM record ORDER BY id") == [("other", 1), ("z", 0)]
    assert repository.one("SELECT size FROM original") == len(OTHER)
    repository.record("z")
    repository.save()
    repository.build()
    assert repository.rows("SELECT id, removed FROM record ORDER BY id") == [("other", 0), ("z", 0)]
    first, second = digest_both(repository)
    assert first == second


def test_an_original_comes_before_or_after_its_record(repository: Repository) -> None:
    repository.record("z", more="original: other.md\n")
    repository.save()
    repository.build()
    repository.write("other.md", OTHER)
    repository.save()
    repository.build()
    assert repository.rows("SELECT id FROM record") == [("z",)]
    assert len(repository.rows(ROWS)) == 1
    first, second = digest_both(repository)
    assert first == second


def test_a_changed_markdown_original_makes_a_version(repository: Repository) -> None:
    repository.record("z", more="original: other.md\n")
    repository.write("other.md", OTHER)
    repository.save()
    repository.write("other.md", OTHER + "More.\n")
    repository.save()
    repository.build()
    assert repository.one("SELECT count(DISTINCT sha256) FROM original") == 2


def test_two_files_cannot_take_each_other_for_originals(repository: Repository) -> None:
    repository.record("a", more="original: b.md\n")
    repository.record("b", more="original: a.md\n")
    repository.save()
    repository.build()
    assert repository.rows("SELECT id, removed FROM record ORDER BY id") == [("a", 0), ("b", 0)]
    assert {f.subject for f in check(repository.workspace) if f.code == "R002"} == set()


def test_a_record_is_not_its_own_original(repository: Repository) -> None:
    repository.record("a", more="original: a.md\n")
    repository.save()
    repository.build()
    assert repository.rows("SELECT id FROM record") == [("a",)]
    assert [f.code for f in check(repository.workspace)] == ["R013"]


def test_a_record_taken_out_gives_its_original_back(repository: Repository) -> None:
    repository.write("other.md", OTHER)
    place = repository.record("z", more="original: other.md\n")
    repository.save()
    place.unlink()
    repository.save()
    repository.build()
    assert repository.rows("SELECT id, removed FROM record ORDER BY id") == [("other", 0), ("z", 1)]


FOUND = """\
original: a.docx
puid: fmt/412
extracted_by: secretariat 0.3.0, docx 1
embedded:
  - {kind: author, value: Jane Doe}
  - {kind: comment, value: Not so, place: page 3, access: partners}
"""


def test_what_the_original_carries_is_kept(repository: Repository) -> None:
    repository.write("a.docx", b"PK")
    repository.record("a", more=FOUND)
    repository.save()
    repository.build()
    assert check(repository.workspace) == []
    assert repository.rows("SELECT puid, extracted_by FROM original") == [
        ("fmt/412", "secretariat 0.3.0, docx 1")
    ]
    assert repository.rows("SELECT * FROM embedded") == [
        ("a", 1, "author", "Jane Doe", None, "secretariat"),
        ("a", 2, "comment", "Not so", "page 3", "partners"),
    ]


def test_what_it_no_longer_says_is_gone(repository: Repository) -> None:
    repository.write("a.docx", b"PK")
    repository.record("a", more=FOUND)
    repository.save()
    repository.build()
    repository.record("a", more="original: a.docx\n")
    repository.build()
    assert repository.rows("SELECT * FROM embedded") == []


@pytest.mark.parametrize("more", ["puid: docx\n", "embedded: [{kind: thought, value: x}]\n"])
def test_check_tells_what_is_no_identifier_or_kind(repository: Repository, more: str) -> None:
    repository.record("a", more=more)
    assert [f.code for f in check(repository.workspace)] == ["R005"]


def test_a_page_with_an_original_tells_of_both(repository: Repository) -> None:
    from archive.reading import open_archive, record_page

    repository.write("a.docx", b"PK")
    repository.record("a", more=FOUND)
    repository.save()
    repository.record("a")
    repository.save()
    repository.build()
    conn = open_archive(repository.workspace.archive)
    try:
        assert isinstance(conn, sqlite3.Connection)
        now, then = record_page(conn, "a"), record_page(conn, "a", 1)
    finally:
        conn.close()
    assert (now.original, now.embedded) == (None, [])
    assert then.original is not None
    assert [each.kind for each in then.embedded] == ["author", "comment"]
