"""Which lines of a PDF are headings."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
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
    """A tagged file of which each of these paragraphs is a second heading; | goes on smaller."""
    lines = (each.replace("|", ") Tj /F 9 Tf 40 -14 Td (") for each in words)
    drawn = "".join(
        f"/H2 <</MCID {n}>> BDC BT /F 11 Tf 72 {700 - 40 * n} Td ({each}) Tj ET EMC\n"
        for n, each in enumerate(lines)
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


def test_a_tagged_heading_of_two_lines_is_one(tmp_path: Path) -> None:
    path = _tagged(tmp_path, "THE WORK OF THE GROUP|AND ITS MEMBERS")
    assert read_file(path).text == "{page=1}\n## THE WORK OF THE GROUP AND ITS MEMBERS\n"


def test_a_command_over_a_heading_is_none(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE, top=760)
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72, 640, "WORK WITH THE PERMISSIONS")
        write(canvas, ("Permissions that were given to the members of a group",), size=14, top=600)
        write(canvas, PROSE, top=560)

    text = read(tmp_path, draw).text
    assert "# Permissions that" in text
    assert "# WORK" not in text


def test_a_bookmark_makes_a_heading_of_its_depth(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("First part", "a", 0)
        canvas.addOutlineEntry("Quality assurance", "a", 1)
        write(canvas, ("Quality assurance",), top=730)
        write(canvas, PROSE)

    assert "## Quality assurance\n" in read(tmp_path, draw).text


def test_a_page_in_small_letters_has_headings_of_its_own(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE * 5)
        canvas.showPage()
        write(canvas, ("Highlights",), top=740, size=9)
        write(canvas, PROSE * 3, top=725, size=6.5)

    assert "# Highlights\n" in read(tmp_path, draw).text


def test_labels_of_a_drawing_in_small_letters_are_no_headings(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE * 5)
        canvas.showPage()
        write(canvas, PROSE * 2, top=780, size=6.5)
        for n, label in enumerate(("Council", "Bureau", "Panel")):
            write(canvas, (label,), top=600 - 60 * n, left=100 + 90 * n, size=9)

    assert "#" not in read(tmp_path, draw).text


def test_a_row_that_ends_with_a_figure_is_no_heading(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 16)
        canvas.drawString(72, 760, "Balance of the fund")
        canvas.drawString(400, 760, "4,512.00")
        write(canvas, PROSE)

    text = read(tmp_path, draw).text
    assert "Balance of the fund 4,512.00" in text
    assert "#" not in text


def test_a_letter_of_a_font_of_signs_is_the_bullet_of_an_item(tmp_path: Path) -> None:
    drawn = "".join(
        f"BT /W 11 Tf 72 {700 - 14 * n} Td (y ) Tj /F 11 Tf ({each}) Tj ET\n"
        for n, each in enumerate(("Persons with disabilities", "Children and the elderly"))
    )
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R/W 6 0 R>>>>>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Wingdings/Encoding/WinAnsiEncoding>>",
    )
    body = "".join(f"{n} 0 obj\n{each}\nendobj\n" for n, each in enumerate(objects, 1))
    path = tmp_path / "a.pdf"
    path.write_bytes(f"%PDF-1.7\n{body}trailer\n<</Root 1 0 R>>\n%%EOF\n".encode("latin-1"))
    assert "- Persons with disabilities\n- Children and the elderly" in read_file(path).text


def test_a_labelled_line_may_stand_over_little_text(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("HYSMyeongJo-Medium"))
    pdfmetrics.registerFont(UnicodeCIDFont("HYGothic-Medium"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("HYGothic-Medium", 12)
        canvas.drawString(72, 730, "(3) 약관해석의 원칙")
        canvas.setFont("HYSMyeongJo-Medium", 12)
        canvas.drawString(72, 712, "현재 약관의 규제에 관한 법률을 보면 약관은 다음과 같다")
        for n in range(8):
            canvas.drawString(
                72, 650 - 18 * n, "개정된 감염병예방법이 시행된 후 보험회사에서 약관 개정 시 " * 2
            )

    assert "# (3) 약관해석의 원칙\n" in read(tmp_path, draw).text
