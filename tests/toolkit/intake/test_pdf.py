"""PDF files, made here, and what is read out of them."""

from __future__ import annotations

import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from archive.text.paragraphs import paragraphs
from tests.toolkit.intake.pdfs import PROSE, read, read_file, write
from toolkit.intake.extract.pictures import ocr
from toolkit.intake.model import Limits
from toolkit.intake.room import NotReadable


@pytest.fixture(autouse=True)
def _without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: False)


def test_line_ends_within_a_paragraph_are_no_breaks(tmp_path: Path) -> None:
    found = read(tmp_path, lambda canvas: write(canvas, PROSE))
    assert found.text == "{page=1}\n" + " ".join(PROSE) + "\n"


def test_every_page_begins_with_its_mark(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in (1, 2, 3):
            if number != 2:
                write(canvas, (f"These are the words of page {'abc'[number - 1]}.",))
            canvas.showPage()

    found = read(tmp_path, draw)
    assert found.text == (
        "{page=1}\nThese are the words of page a.\n\n"
        "{page=2}\n*Page 2 has no text.*\n\n"
        "{page=3}\nThese are the words of page c.\n"
    )
    assert found.pages == 3


def test_a_word_that_a_line_end_parts_is_joined(tmp_path: Path) -> None:
    lines = ("They asked for a report on the imple-", "mentation of the work plan.")
    assert "implementation of" in read(tmp_path, lambda canvas: write(canvas, lines)).text


def test_a_hyphen_that_the_word_has_elsewhere_stays(tmp_path: Path) -> None:
    lines = (
        "A follow-up is foreseen, and the meeting asked all of the partners to prepare the follow-",
        "up until June.",
    )
    found = read(tmp_path, lambda canvas: write(canvas, lines))
    assert found.text.count("follow-up") == 2


def test_the_hyphen_of_an_address_stays(tmp_path: Path) -> None:
    lines = (
        "The names are set out in the recommendation at http://www.example.org/TR/xml-",
        "names, which all of the partners may read.",
    )
    assert "TR/xml-names," in read(tmp_path, lambda canvas: write(canvas, lines)).text


def test_a_word_that_a_page_end_parts_is_joined_on_the_first_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ("They asked for a report on the imple-",))
        canvas.showPage()
        write(canvas, ("mentation of the work plan.",))

    text = read(tmp_path, draw).text
    assert "the implementation\n\n{page=2}\nof the work plan." in text


def test_a_numbered_paragraph_keeps_its_number(tmp_path: Path) -> None:
    lines = ("59. Welcomed the report.", "60. Asked the secretariat for a list.")
    text = read(tmp_path, lambda canvas: write(canvas, lines)).text
    assert "59. Welcomed the report.\n\n60. Asked the secretariat for a list." in text


def test_the_first_number_begins_a_paragraph_behind_a_line_without_a_stop(tmp_path: Path) -> None:
    lines = (
        "25-26 January 2024, Valletta, Malta",
        "1. The Ministers thanked Malta for its hospitality and for preparing the whole meeting.",
    )
    text = read(tmp_path, lambda canvas: write(canvas, lines)).text
    assert "Valletta, Malta\n\n1. The Ministers" in text


def test_bullets_make_a_list(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ("• Mobility", "• Recognition"))
        write(canvas, ("• of diplomas",), top=670, left=95)

    text = read(tmp_path, draw).text
    assert "- Mobility\n- Recognition\n     - of diplomas" in text
    assert [(each.text, each.level) for each in paragraphs(text, 1)] == [
        ("Mobility", 1),
        ("Recognition", 1),
        ("of diplomas", 2),
    ]


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1, 5):
            write(canvas, ("ASEM Education Process",), top=810, size=9)
            write(canvas, (f"Words of page {'abcd'[number - 1]}, and nothing else.",))
            write(canvas, (f"Page {number} of 4",), top=30, left=280, size=9)
            canvas.showPage()

    found = read(tmp_path, draw)
    assert "ASEM" not in found.text
    assert " of 4" not in found.text
    assert found.properties["header"] == "ASEM Education Process"


def test_columns_that_were_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    left = [f"the left one has the words {word}" for word in words]
    right = [f"on the right there are some {word}" for word in words]

    def draw(canvas: Canvas) -> None:
        for n, (a, b) in enumerate(zip(left, right, strict=True)):
            write(canvas, (a,), top=700 - 13 * n)
            write(canvas, (b,), top=700 - 13 * n, left=320)

    text = " ".join(read(tmp_path, draw).text.replace("\\", " ").split())
    assert text.index(left[-1]) < text.index(right[0])


def test_properties_are_read_and_who_made_it_is_hidden(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Minutes")
        canvas.setAuthor("Jane Doe")
        canvas.setSubject("SOM 1")
        write(canvas, PROSE)

    found = read(tmp_path, draw, lang="en-GB")
    assert (found.properties["title"], found.properties["subject"]) == ("Minutes", "SOM 1")
    assert found.properties["created"][:2] == "20"
    assert found.properties["language"] == "en-GB"
    assert ("author", "Jane Doe") in [(each.kind, each.value) for each in found.hidden]


def test_comments_are_listed_and_not_in_the_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE)
        canvas.textAnnotation("Is that agreed?", (72, 600, 90, 620))

    found = read(tmp_path, draw)
    assert "agreed?" not in found.text
    assert ("comment", "Is that agreed?", "page 1") in [
        (each.kind, each.value, each.place) for each in found.hidden
    ]


def test_values_of_fields_are_in_the_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE)
        canvas.acroForm.textfield(name="country", value="Arland", x=72, y=500)

    assert "country: Arland" in read(tmp_path, draw).text


def test_scripts_are_reported(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE)

    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    draw(canvas)
    canvas.save()
    script = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Type /Catalog"
    path.write_bytes(path.read_bytes().replace(b"/Type /Catalog", script))
    assert [each.code for each in read_file(path).troubles] == ["I015"]


def test_a_page_that_is_a_picture_is_reported_by_its_number(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE)
        canvas.showPage()
        canvas.rect(50, 50, 400, 600, fill=1)

    found = read(tmp_path, draw)
    assert [(each.code, each.place) for each in found.troubles] == [("I009", "page 2")]


def test_a_picture_is_read_where_tesseract_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: True)
    monkeypatch.setattr(ocr, "paragraphs_of", lambda picture, room: [f"{picture.width > 500}"])
    found = read(tmp_path, lambda canvas: canvas.rect(50, 50, 400, 600, fill=1))
    assert found.text == "{page=1}\nTrue\n"
    assert found.properties["recognised"] == "page 1"


def test_a_file_with_a_password_is_reported(tmp_path: Path) -> None:
    with pytest.raises(NotReadable) as raised:
        read(
            tmp_path,
            lambda canvas: write(canvas, PROSE),
            encrypt=StandardEncryption("secret", canPrint=0),
        )
    assert raised.value.trouble.code == "I002"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<", b"%PDF-" + b"\0" * 999])
def test_a_broken_file_is_reported(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(NotReadable) as raised:
        read_file(path)
    assert raised.value.trouble.code == "I006"


def test_a_cut_file_is_read_or_refused(tmp_path: Path) -> None:
    read(tmp_path, lambda canvas: write(canvas, PROSE))
    data = (tmp_path / "a.pdf").read_bytes()
    path = tmp_path / "b.pdf"
    for length in range(0, len(data), 97):
        path.write_bytes(data[:length])
        with suppress(NotReadable):
            read_file(path)


def _with_stream(data: bytes, filters: str, kind: str = "") -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>\nendobj\n"
        + f"4 0 obj\n<<{kind}/Filter[{filters}]/Length {len(data)}>>\nstream\n".encode()
        + data
        + b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
    )


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path, layers: int) -> None:
    data = b" " * (80 * 1024 * 1024)
    for _ in range(layers):
        data = zlib.compress(data, 9)
    path = tmp_path / "a.pdf"
    path.write_bytes(_with_stream(data, "/FlateDecode " * layers))
    with pytest.raises(NotReadable) as raised:
        read_file(path)
    assert raised.value.trouble.code == "I003"


def test_pages_beyond_the_limit_are_reported(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for word in ("one", "two", "three"):
            write(canvas, (f"This is page {word}.",))
            canvas.showPage()

    found = read(tmp_path, draw, Limits(pages=2))
    assert "three" not in found.text
    assert [each.code for each in found.troubles] == ["I010"]


def test_text_beyond_the_limit_is_reported(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(4):
            write(canvas, PROSE)
            canvas.showPage()

    found = read(tmp_path, draw, Limits(text=300))
    assert len(found.text) < 800
    assert "I010" in [each.code for each in found.troubles]


def test_no_picture_is_read_when_the_time_is_nearly_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: True)
    monkeypatch.setattr(ocr, "has_time", lambda room: False)
    found = read(tmp_path, lambda canvas: canvas.rect(50, 50, 400, 600, fill=1))
    assert [each.code for each in found.troubles] == ["I009", "I010"]
