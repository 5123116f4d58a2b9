"""Formats at risk, and files that ask for a password."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from archive.readiness.formats import risk_of
from archive.readiness.locked import is_locked
from tests.archive.readiness.workspaces import pdf


@pytest.mark.parametrize(("path", "puid", "name"), [
    ("a.wpd", None, "WordPerfect"),
    ("a.dat", "x-fmt/44", "WordPerfect"),
    ("A.DOC", None, "Word of 1997 to 2003"),
    ("a.doc", "fmt/39", "Word of before 1997"),
    ("a.doc", "fmt/412", None),  # a DOCX, whatever it is called
    ("a.pdf", "fmt/18", None),
    ("a.docx", None, None),
    ("a", None, None),
])  # fmt: skip
def test_a_format_is_known_by_its_identifier_before_its_ending(
    path: str, puid: str | None, name: str | None
) -> None:
    risk = risk_of(path, puid)
    assert (risk.name if risk else None) == name


def test_a_pdf_under_a_password_is_locked_and_a_plain_one_is_not(tmp_path: Path) -> None:
    pdf(tmp_path / "plain.pdf")
    pdf(tmp_path / "locked.pdf", "secret")
    assert not is_locked(tmp_path / "plain.pdf")
    assert is_locked(tmp_path / "locked.pdf")


def test_a_text_of_a_pdf_that_speaks_of_encryption_does_not_lock_it(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pdf(path)
    data = path.read_bytes()
    path.write_bytes(b"%PDF-1.4\n% /Encrypt \n" + b"%" * 9000 + b"\n" + data)
    assert not is_locked(path)


def test_an_office_file_in_a_compound_file_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    assert is_locked(path)
    path.write_bytes(b"PK\x03\x04")
    assert not is_locked(path)


def test_an_open_document_is_locked_by_its_manifest(tmp_path: Path) -> None:
    for name, entry in (("a.odt", "<manifest:encryption-data/>"), ("b.odt", "")):
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            package.writestr("META-INF/manifest.xml", f"<manifest:manifest>{entry}</>")
    assert [is_locked(tmp_path / name) for name in ("a.odt", "b.odt")] == [True, False]


@pytest.mark.parametrize("name", ["a.odt", "a.pdf", "a.zip", "a.docx"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"startxref\n999999999999\n%%EOF"])
def test_a_broken_file_is_not_called_locked(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert not is_locked(tmp_path / name)
