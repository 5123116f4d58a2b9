"""Which lines of a PDF are headings."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from archive.text.paragraphs import paragraphs
from tests.toolkit.intake.pdfs import PROSE, read, read_file, write


def test_larger_letters_make_a_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ("Chair's Conclusions",), top=780, size=20)
        write(canvas, ("Next meeting",), top=740, size=14)
        write(canvas, PROSE)

    text = read(tmp_path, draw).text
    assert text.startswith("{page=1}\n# Chair's Conclusions\n\n## Next meeting\n\nThe Senior")


def test_a_bold_line_over_text_makes_a_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawString(72, 730, "3. Mobility")
        write(canvas, PROSE)

    assert "# 3. Mobility\n" in read(tmp_path, draw).text


def test_a_line_in_italics_over_text_makes_a_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Italic", 11)
        canvas.drawString(72, 713, "Quality assurance")
        write(canvas, PROSE)

    assert read(tmp_path, draw).text.startswith("{page=1}\n# Quality assurance\n\nThe Senior")


@pytest.mark.parametrize(
    ("line", "font"),
    [
        ("Figure 3: Partners by region", "Helvetica-Bold"),
        ("[Table 2] Partners", "Helvetica-Bold"),
        ("CREATE PERMISSION ROWS", "Courier-Bold"),
        ("They agreed.", "Times-Italic"),
        ("Net income 1,737,499 1,730,399", "Times-Italic"),
        ("(please tick what applies)", "Times-Italic"),
    ],
)
def test_captions_code_and_sentences_are_no_headings(tmp_path: Path, line: str, font: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, 11)
        canvas.drawString(72, 730, line)
        write(canvas, PROSE)

    assert "#" not in read(tmp_path, draw).text


def test_bold_lines_of_a_list_of_contents_are_no_headings(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 11)
        for n, line in enumerate(("1 Opening 2", "2 Mobility 4", "3 Closing 9")):
            canvas.drawString(72, 760 - 14 * n, line)
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawString(72, 716, "Bold words, too.")
        write(canvas, PROSE)

    assert "#" not in read(tmp_path, draw).text


def test_a_slide_has_one_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((720, 405))
        for word in ("First", "Second", "Third"):
            write(canvas, (f"{word} topic",), top=350, size=30)
            for n, each in enumerate(("Many words", "More of them", "And more")):
                canvas.setFont("Helvetica-Bold", 18)
                canvas.drawString(72, 250 - 60 * n, each)
            write(canvas, ("small print",), top=20, size=8)
            canvas.showPage()

    found = paragraphs(read(tmp_path, draw).text, 1)
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
    assert read_file(path).text == (
        "{page=1}\n## Mobility\n\na) to vote on each matter\n\nThey agreed.\n"
    )


def test_a_bookmark_makes_a_heading_of_its_depth(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("First part", "a", 0)
        canvas.addOutlineEntry("Quality assurance", "a", 1)
        write(canvas, ("Quality assurance",), top=730)
        write(canvas, PROSE)

    assert "## Quality assurance\n" in read(tmp_path, draw).text
