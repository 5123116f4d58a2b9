"""What a file is: by its bytes before its name."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from pptx import Presentation

from tests.toolkit.intake.strict import strict
from toolkit.intake import extract
from toolkit.intake.identify import contradicts, identify
from toolkit.intake.model import Limits
from toolkit.intake.room import Room


@pytest.mark.parametrize("name", ["minutes.pdf", "minutes.doc", "minutes.odt", "minutes.png"])
def test_plain_text_by_another_name_is_read_as_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"Minutes of the third meeting\n\nThe group agreed on a survey.\n")
    found = identify(path)
    assert (found.form, found.puid) == ("txt", "")
    assert contradicts(found, name)


def test_bytes_that_are_no_text_have_no_reader(tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(bytes(range(256)) * 20)
    assert identify(path).form == ""


def test_a_page_with_some_rubbish_in_it_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"<html><body>" + b"<p>Words.</p>" * 60 + b"\x00\x02\x07" * 8 + b"</body>")
    assert identify(path).form == "html"


def test_a_text_of_a_mainframe_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    lines = "The members thanked the chair for the preparation of the meeting.\x85"
    path.write_bytes((lines * 3).encode("cp037"))
    assert identify(path).form == "txt"


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def _made(form: str) -> bytes:
    if form == "docx":
        document = Document()
        document.add_paragraph("A survey")
        return _saved(document.save)
    if form == "xlsx":
        book = Workbook()
        book.create_sheet("One").append(["A survey", 1])
        return _saved(book.save)
    show = Presentation()
    show.slides.add_slide(show.slide_layouts[0]).shapes.title.text = "A survey"
    return _saved(show.save)


@pytest.mark.parametrize("form", ["docx", "xlsx", "pptx"])
def test_the_strict_form_of_office_files_is_told_and_read(form: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(strict(_made(form)))
    assert identify(path).form == form
    reader = extract.reader_of(form)
    assert reader is not None
    room = Room(name="a", spool=tmp_path, limits=Limits())
    assert "A survey" in reader(path, room).text
