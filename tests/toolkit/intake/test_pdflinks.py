"""Links of a PDF, set into its text."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.toolkit.intake.pdfs import read, write


def test_links_to_the_web_are_kept_and_others_are_not(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ("See our pages for more.", "Do not run this."))
        canvas.linkURL("https://example.org/a b", (90, 695, 150, 712))
        canvas.linkURL("javascript:alert(1)", (72, 680, 150, 695))

    text = read(tmp_path, draw).text
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
        write(canvas, lines)
        _link(canvas, lines[0], "docu-", 700, "https://a.example/b")
        _link(canvas, lines[1], "ments of the", 700 - 1.2 * 11, "https://a.example/b")

    assert "the [documents of the](https://a.example/b) meeting" in read(tmp_path, draw).text


def test_links_with_the_same_words_lead_where_each_of_them_leads(tmp_path: Path) -> None:
    line = "here (draft) and here"

    def draw(canvas: Canvas) -> None:
        write(canvas, (line,))
        _link(canvas, line, "here", 700, "https://a.example/final")
        _link(canvas, "here", "here", 700, "https://a.example/draft")

    assert read(tmp_path, draw).text == (
        "{page=1}\n[here](https://a.example/draft) (draft) and [here](https://a.example/final)\n"
    )


def test_thousands_of_links_are_kept(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for page in range(60):
            for n in range(40):
                top = 690 - 14 * n
                write(canvas, ("The page is here.",), top=top)
                _link(canvas, "The page", "page", top, f"https://a.example/{page}/{n}")
            canvas.showPage()

    assert read(tmp_path, draw).text.count("The [page](https://a.example/") == 2_400
