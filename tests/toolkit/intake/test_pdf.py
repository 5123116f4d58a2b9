"""PDF files, made here, and what is read out of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from archive.text.paragraphs import paragraphs
from toolkit.intake.extract import ocr
from toolkit.intake.extract.pdf import read_pdf
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable, Room

PROSE = (
    "The Senior Officials welcomed the progress made since the last meeting and thanked the",
    "secretariat for the preparation of the documents, which had been sent to all partners in",
    "good time. They agreed to continue the dialogue.",
)


@pytest.fixture(autouse=True)
def _without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: False)


def _read(
    folder: Path, draw: Callable[[Canvas], None], limits: Limits | None = None, **how: object
) -> Extracted:
    path = folder / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4, **how)
    draw(canvas)
    canvas.save()
    return _read_file(path, limits)


def _read_file(path: Path, limits: Limits | None = None) -> Extracted:
    spool = path.parent / "spool"
    spool.mkdir(exist_ok=True)
    return read_pdf(path, Room(path.name, spool, limits or Limits()))


def _lines(
    canvas: Canvas, lines: tuple[str, ...], top: float = 700, left: float = 72, size: float = 11
) -> None:
    canvas.setFont("Helvetica", size)
    for n, line in enumerate(lines):
        canvas.drawString(left, top - n * size * 1.2, line)


def test_line_ends_within_a_paragraph_are_no_breaks(tmp_path: Path) -> None:
    found = _read(tmp_path, lambda canvas: _lines(canvas, PROSE))
    assert found.text == "{page=1}\n" + " ".join(PROSE) + "\n"


def test_every_page_begins_with_its_mark(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in (1, 2, 3):
            if number != 2:
                _lines(canvas, (f"These are the words of page {'abc'[number - 1]}.",))
            canvas.showPage()

    found = _read(tmp_path, draw)
    assert found.text == (
        "{page=1}\nThese are the words of page a.\n\n"
        "{page=2}\n*Page 2 has no text.*\n\n"
        "{page=3}\nThese are the words of page c.\n"
    )
    assert found.pages == 3


def test_a_word_that_a_line_end_parts_is_joined(tmp_path: Path) -> None:
    lines = ("They asked for a report on the imple-", "mentation of the work plan.")
    assert "implementation of" in _read(tmp_path, lambda canvas: _lines(canvas, lines)).text


def test_a_hyphen_that_the_word_has_elsewhere_stays(tmp_path: Path) -> None:
    lines = (
        "A follow-up is foreseen, and the meeting asked all of the partners to prepare the follow-",
        "up until June.",
    )
    found = _read(tmp_path, lambda canvas: _lines(canvas, lines))
    assert found.text.count("follow-up") == 2


def test_the_hyphen_of_an_address_stays(tmp_path: Path) -> None:
    lines = (
        "The names are set out in the recommendation at http://www.example.org/TR/xml-",
        "names, which all of the partners may read.",
    )
    assert "TR/xml-names," in _read(tmp_path, lambda canvas: _lines(canvas, lines)).text


def test_a_word_that_a_page_end_parts_is_joined_on_the_first_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _lines(canvas, ("They asked for a report on the imple-",))
        canvas.showPage()
        _lines(canvas, ("mentation of the work plan.",))

    text = _read(tmp_path, draw).text
    assert "the implementation\n\n{page=2}\nof the work plan." in text


def test_larger_letters_make_a_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _lines(canvas, ("Chair's Conclusions",), top=780, size=20)
        _lines(canvas, ("Next meeting",), top=740, size=14)
        _lines(canvas, PROSE)

    text = _read(tmp_path, draw).text
    assert text.startswith("{page=1}\n# Chair's Conclusions\n\n## Next meeting\n\nThe Senior")


def test_a_bold_line_over_text_makes_a_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawString(72, 730, "3. Mobility")
        _lines(canvas, PROSE)

    assert "# 3. Mobility\n" in _read(tmp_path, draw).text


def test_a_line_in_italics_over_text_makes_a_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Italic", 11)
        canvas.drawString(72, 713, "Quality assurance")
        _lines(canvas, PROSE)

    assert _read(tmp_path, draw).text.startswith("{page=1}\n# Quality assurance\n\nThe Senior")


@pytest.mark.parametrize(
    ("line", "font"),
    [
        ("Figure 3: Partners by region", "Helvetica-Bold"),
        ("[Table 2] Partners", "Helvetica-Bold"),
        ("CREATE PERMISSION ROWS", "Courier-Bold"),
        ("They agreed.", "Times-Italic"),
    ],
)
def test_captions_code_and_sentences_are_no_headings(tmp_path: Path, line: str, font: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, 11)
        canvas.drawString(72, 730, line)
        _lines(canvas, PROSE)

    assert "#" not in _read(tmp_path, draw).text


def test_a_slide_has_one_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((720, 405))
        for word in ("First", "Second", "Third"):
            _lines(canvas, (f"{word} topic",), top=350, size=30)
            for n, each in enumerate(("Many words", "More of them", "And more")):
                canvas.setFont("Helvetica-Bold", 18)
                canvas.drawString(72, 250 - 60 * n, each)
            _lines(canvas, ("small print",), top=20, size=8)
            canvas.showPage()

    found = paragraphs(_read(tmp_path, draw).text, 1)
    assert [(each.text, each.level) for each in found if each.kind == "heading"] == [
        ("First topic", 1),
        ("Second topic", 2),
        ("Third topic", 2),
    ]


def _tagged(folder: Path, *words: str) -> Path:
    """A tagged file of which each of these paragraphs is a second heading."""
    drawn = "".join(
        f"/H2 <</MCID {n}>> BDC BT /F 11 Tf 72 {700 - 40 * n} Td ({each}) Tj ET EMC\n"
        for n, each in enumerate(words)
    )
    count = len(words)
    tags = " ".join(f"{8 + n} 0 R" for n in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/StructParents 0"
        "/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Type/StructTreeRoot/K[{tags}]/ParentTree 7 0 R>>",
        f"<</Nums[0[{tags}]]>>",
        *(f"<</Type/StructElem/S/H2/P 6 0 R/Pg 3 0 R/K {n}>>" for n in range(count)),
    ]
    body = "".join(f"{n} 0 obj\n{each}\nendobj\n" for n, each in enumerate(objects, 1))
    path = folder / "a.pdf"
    path.write_bytes(f"%PDF-1.7\n{body}trailer\n<</Root 1 0 R>>\n%%EOF\n".encode("latin-1"))
    return path


def test_tags_make_headings_but_not_of_sentences(tmp_path: Path) -> None:
    path = _tagged(tmp_path, "Mobility", "a\\) to vote on each matter", "They agreed.")
    assert _read_file(path).text == (
        "{page=1}\n## Mobility\n\na) to vote on each matter\n\nThey agreed.\n"
    )


def test_a_bookmark_makes_a_heading_of_its_depth(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("First part", "a", 0)
        canvas.addOutlineEntry("Quality assurance", "a", 1)
        _lines(canvas, ("Quality assurance",), top=730)
        _lines(canvas, PROSE)

    assert "## Quality assurance\n" in _read(tmp_path, draw).text


def test_a_numbered_paragraph_keeps_its_number(tmp_path: Path) -> None:
    lines = ("59. Welcomed the report.", "60. Asked the secretariat for a list.")
    text = _read(tmp_path, lambda canvas: _lines(canvas, lines)).text
    assert "59. Welcomed the report.\n\n60. Asked the secretariat for a list." in text


def test_bullets_make_a_list(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _lines(canvas, ("• Mobility", "• Recognition"))
        _lines(canvas, ("• of diplomas",), top=670, left=95)

    text = _read(tmp_path, draw).text
    assert "- Mobility\n- Recognition\n     - of diplomas" in text
    assert [(each.text, each.level) for each in paragraphs(text, 1)] == [
        ("Mobility", 1),
        ("Recognition", 1),
        ("of diplomas", 2),
    ]


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1, 5):
            _lines(canvas, ("ASEM Education Process",), top=810, size=9)
            _lines(canvas, (f"Words of page {'abcd'[number - 1]}, and nothing else.",))
            _lines(canvas, (f"Page {number} of 4",), top=30, left=280, size=9)
            canvas.showPage()

    found = _read(tmp_path, draw)
    assert "ASEM" not in found.text
    assert " of 4" not in found.text
    assert found.properties["header"] == "ASEM Education Process"


def test_columns_that_were_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    left = [f"the left one has the words {word}" for word in words]
    right = [f"on the right there are some {word}" for word in words]

    def draw(canvas: Canvas) -> None:
        for n, (a, b) in enumerate(zip(left, right, strict=True)):
            _lines(canvas, (a,), top=700 - 13 * n)
            _lines(canvas, (b,), top=700 - 13 * n, left=320)

    text = " ".join(_read(tmp_path, draw).text.replace("\\", " ").split())
    assert text.index(left[-1]) < text.index(right[0])


def test_links_to_the_web_are_kept_and_others_are_not(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _lines(canvas, ("See our pages for more.", "Do not run this."))
        canvas.linkURL("https://example.org/a b", (90, 695, 150, 712))
        canvas.linkURL("javascript:alert(1)", (72, 680, 150, 695))

    text = _read(tmp_path, draw).text
    assert "](https://example.org/a%20b)" in text
    assert "javascript" not in text


def _link(canvas: Canvas, line: str, words: str, top: float, address: str) -> None:
    """Make the last of these words in a line that `_lines` draws a link."""
    before, _, _ = line.rpartition(words)
    left, right = (
        72 + canvas.stringWidth(each, "Helvetica", 11) for each in (before, before + words)
    )
    canvas.linkURL(address, (left, top - 2, right, top + 9))


def test_a_link_over_a_line_end_is_one(tmp_path: Path) -> None:
    lines = (
        "The partners agreed on a plan which may be found together with all of the docu-",
        "ments of the meeting on the pages of the secretariat.",
    )

    def draw(canvas: Canvas) -> None:
        _lines(canvas, lines)
        _link(canvas, lines[0], "docu-", 700, "https://a.example/b")
        _link(canvas, lines[1], "ments of the", 700 - 1.2 * 11, "https://a.example/b")

    assert "the [documents of the](https://a.example/b) meeting" in _read(tmp_path, draw).text


def test_links_with_the_same_words_lead_where_each_of_them_leads(tmp_path: Path) -> None:
    line = "here (draft) and here"

    def draw(canvas: Canvas) -> None:
        _lines(canvas, (line,))
        _link(canvas, line, "here", 700, "https://a.example/final")
        _link(canvas, "here", "here", 700, "https://a.example/draft")

    assert _read(tmp_path, draw).text == (
        "{page=1}\n[here](https://a.example/draft) (draft) and [here](https://a.example/final)\n"
    )


def test_thousands_of_links_are_kept(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for page in range(60):
            for n in range(40):
                top = 690 - 14 * n
                _lines(canvas, ("The page is here.",), top=top)
                _link(canvas, "The page", "page", top, f"https://a.example/{page}/{n}")
            canvas.showPage()

    assert _read(tmp_path, draw).text.count("The [page](https://a.example/") == 2_400


def test_properties_are_read_and_who_made_it_is_hidden(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Minutes")
        canvas.setAuthor("Jane Doe")
        canvas.setSubject("SOM 1")
        _lines(canvas, PROSE)

    found = _read(tmp_path, draw, lang="en-GB")
    assert (found.properties["title"], found.properties["subject"]) == ("Minutes", "SOM 1")
    assert found.properties["created"][:2] == "20"
    assert found.properties["language"] == "en-GB"
    assert ("author", "Jane Doe") in [(each.kind, each.value) for each in found.hidden]


def test_comments_are_listed_and_not_in_the_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _lines(canvas, PROSE)
        canvas.textAnnotation("Is that agreed?", (72, 600, 90, 620))

    found = _read(tmp_path, draw)
    assert "agreed?" not in found.text
    assert ("comment", "Is that agreed?", "page 1") in [
        (each.kind, each.value, each.place) for each in found.hidden
    ]


def test_values_of_fields_are_in_the_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _lines(canvas, PROSE)
        canvas.acroForm.textfield(name="country", value="Arland", x=72, y=500)

    assert "country: Arland" in _read(tmp_path, draw).text


def test_scripts_are_reported(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _lines(canvas, PROSE)

    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    draw(canvas)
    canvas.save()
    script = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Type /Catalog"
    path.write_bytes(path.read_bytes().replace(b"/Type /Catalog", script))
    assert [each.code for each in _read_file(path).troubles] == ["I015"]


def test_a_page_that_is_a_picture_is_reported_by_its_number(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        _lines(canvas, PROSE)
        canvas.showPage()
        canvas.rect(50, 50, 400, 600, fill=1)

    found = _read(tmp_path, draw)
    assert [(each.code, each.place) for each in found.troubles] == [("I009", "page 2")]


def test_a_picture_is_read_where_tesseract_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: True)
    monkeypatch.setattr(ocr, "paragraphs_of", lambda picture, room: [f"{picture.width > 500}"])
    found = _read(tmp_path, lambda canvas: canvas.rect(50, 50, 400, 600, fill=1))
    assert found.text == "{page=1}\nTrue\n"
    assert found.properties["recognised"] == "page 1"


def test_a_file_with_a_password_is_reported(tmp_path: Path) -> None:
    with pytest.raises(NotReadable) as raised:
        _read(
            tmp_path,
            lambda canvas: _lines(canvas, PROSE),
            encrypt=StandardEncryption("secret", canPrint=0),
        )
    assert raised.value.trouble.code == "I002"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<", b"%PDF-" + b"\0" * 999])
def test_a_broken_file_is_reported(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(NotReadable) as raised:
        _read_file(path)
    assert raised.value.trouble.code == "I006"


def test_a_cut_file_is_read_or_refused(tmp_path: Path) -> None:
    _read(tmp_path, lambda canvas: _lines(canvas, PROSE))
    data = (tmp_path / "a.pdf").read_bytes()
    path = tmp_path / "b.pdf"
    for length in range(0, len(data), 97):
        path.write_bytes(data[:length])
        with suppress(NotReadable):
            _read_file(path)


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
        _read_file(path)
    assert raised.value.trouble.code == "I003"


def test_pages_beyond_the_limit_are_reported(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for word in ("one", "two", "three"):
            _lines(canvas, (f"This is page {word}.",))
            canvas.showPage()

    found = _read(tmp_path, draw, Limits(pages=2))
    assert "three" not in found.text
    assert [each.code for each in found.troubles] == ["I010"]


def test_text_beyond_the_limit_is_reported(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(4):
            _lines(canvas, PROSE)
            canvas.showPage()

    found = _read(tmp_path, draw, Limits(text=300))
    assert len(found.text) < 800
    assert "I010" in [each.code for each in found.troubles]


def test_no_picture_is_read_when_the_time_is_nearly_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: True)
    monkeypatch.setattr(ocr, "has_time", lambda room: False)
    found = _read(tmp_path, lambda canvas: canvas.rect(50, 50, 400, 600, fill=1))
    assert [each.code for each in found.troubles] == ["I009", "I010"]
