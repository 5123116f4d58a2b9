"""Tables of PDF files, made here, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from tests.toolkit.intake.pdfs import PROSE, read, read_file, tagged_table, write
from toolkit.intake.extract.pdf.figures import is_figure, several
from toolkit.intake.extract.pictures import ocr

GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
BOLD_HEAD = [("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")]


@pytest.fixture(autouse=True)
def _without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: False)


def of_tables(folder: Path, *parts: object) -> str:
    """The text of a PDF with these tables and paragraphs."""
    path = folder / "a.pdf"
    SimpleDocTemplate(str(path), pagesize=A4).build(list(parts))
    return read_file(path).text


def prose(text: str = " ".join(PROSE)) -> Paragraph:
    return Paragraph(text, getSampleStyleSheet()["Normal"])


def placed(canvas: Canvas, rows: list[list[str]], at: list[float], top: float = 700) -> None:
    canvas.setFont("Helvetica", 10)
    for n, row in enumerate(rows):
        for left, words in zip(at, row, strict=False):
            canvas.drawString(left, top - 14 * n, words)


def test_a_ruled_table_is_one(tmp_path: Path) -> None:
    rows = [["Partner", "Seats"], ["Malta", "2"], ["Viet Nam", "3"]]
    text = of_tables(tmp_path, prose(), Table(rows, style=GRID), prose())
    assert "| Partner | Seats |\n| --- | --- |\n| Malta | 2 |\n| Viet Nam | 3 |" in text


def test_a_table_stands_between_the_paragraphs_around_it(tmp_path: Path) -> None:
    rows = [["Partner", "Seats"], ["Malta", "2"], ["Viet Nam", "3"]]
    text = of_tables(tmp_path, prose("Before it."), Table(rows, style=GRID), prose("After it."))
    assert text.index("Before it.") < text.index("| Malta") < text.index("After it.")


def test_a_cell_of_several_lines_stays_one(tmp_path: Path) -> None:
    rows = [["Area", "Result"], ["Mobility", prose()], ["Recognition", "None"]]
    text = of_tables(tmp_path, Table(rows, style=GRID, colWidths=[120, 200]))
    assert f"| Mobility | {' '.join(PROSE)} |" in text


def test_a_merged_cell_says_its_words_once(tmp_path: Path) -> None:
    rows = [["Year", "Meetings", ""], ["", "SOM", "Ministers"], ["2019", "2", "1"]]
    spans = [("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 0), (0, 1))]
    text = of_tables(tmp_path, Table(rows, style=GRID + spans, colWidths=[80, 80, 80]))
    assert "| Year | Meetings |  |\n| --- | --- | --- |\n|  | SOM | Ministers |" in text


def test_an_empty_cell_moves_none_of_the_others(tmp_path: Path) -> None:
    rows = [["Partner", "2018", "2019"], ["Malta", "", "7"], ["Latvia", "4", ""]]
    text = of_tables(tmp_path, Table(rows, style=GRID))
    assert "| Malta |  | 7 |\n| Latvia | 4 |  |" in text


def test_shaded_cells_are_as_good_as_ruled_ones(tmp_path: Path) -> None:
    rows = [["Partner", "Contact"], ["Malta", "Ms Borg"], ["Latvia", "Mr Ozols"]]
    shades = [
        ("BACKGROUND", (c, r), (c, r), (colors.lightgrey, colors.lightblue)[(r + c) % 2])
        for r in range(3)
        for c in range(2)
    ]
    text = of_tables(tmp_path, Table(rows, style=shades, colWidths=[90, 90]))
    assert "| Malta | Ms Borg |" in text


def test_figures_in_columns_need_no_rules(tmp_path: Path) -> None:
    rows = [
        ["", "2018", "2019"],
        ["Travel of experts", "1,200.00", "950.00"],
        ["Interpretation", "7,300.00", "8,100.00"],
        ["Total", "8,500.00", "9,050.00"],
    ]
    text = read(tmp_path, lambda canvas: placed(canvas, rows, [72, 250, 350])).text
    assert "| Interpretation | 7,300.00 | 8,100.00 |" in text


def test_a_figure_stays_under_its_head_where_most_of_the_column_is_empty(tmp_path: Path) -> None:
    rows = [["Partner", "Current", "Late", "Lost"]]
    rows += [[f"Partner {chr(65 + n)}", f"{n}10.00", "", f"{n}.50"] for n in range(1, 12)]
    rows[5][2] = "77.00"
    text = read(tmp_path, lambda canvas: placed(canvas, rows, [72, 200, 300, 400])).text
    assert "| Partner F | 510.00 | 77.00 | 5.50 |" in text
    assert "| Partner G | 610.00 |  | 6.50 |" in text


def test_the_sign_of_a_currency_stays_with_its_amount(tmp_path: Path) -> None:
    rows = [["Income", "$", "120"], ["Costs", "$", "80"], ["Rest", "$", "40"], ["Fund", "$", "9"]]
    text = read(tmp_path, lambda canvas: placed(canvas, rows, [72, 250, 300])).text
    assert "| Costs | $ 80 |" in text


def test_a_table_on_the_next_page_begins_with_its_head_again(tmp_path: Path) -> None:
    rows = [["Partner", "Seats"]] + [[f"Partner {n}", str(n)] for n in range(60)]
    text = of_tables(tmp_path, Table(rows, style=GRID + BOLD_HEAD, colWidths=[120, 80]))
    first, second = text.split("{page=2}\n")
    assert first.count("| Partner | Seats |") == 1
    assert second.startswith("| Partner | Seats |\n| --- | --- |\n| Partner ")


def test_a_head_that_the_file_repeats_is_told_once_a_page(tmp_path: Path) -> None:
    rows = [["Partner", "Seats"]] + [[f"Partner {n}", str(n)] for n in range(120)]
    table = Table(rows, style=GRID + BOLD_HEAD, colWidths=[120, 80], repeatRows=1)
    text = of_tables(tmp_path, table)
    assert text.count("| Partner | Seats |") == text.count("{page=")


def test_a_first_row_that_is_no_head_is_not_repeated(tmp_path: Path) -> None:
    rows = [[f"Partner {n}", str(n)] for n in range(60)]
    assert of_tables(tmp_path, Table(rows, style=GRID)).count("Partner 0 ") == 1


def test_a_line_over_all_columns_stands_above_the_table(tmp_path: Path) -> None:
    rows = [["Seats of each partner", ""], ["Partner", "Seats"], ["Malta", "2"], ["Latvia", "3"]]
    text = of_tables(tmp_path, Table(rows, style=[*GRID, ("SPAN", (0, 0), (1, 0))]))
    assert "Seats of each partner\n\n| Partner | Seats |\n" in text


def test_a_box_around_text_is_no_table(tmp_path: Path) -> None:
    text = of_tables(tmp_path, Table([[prose()], [prose()]], style=GRID))
    assert "|" not in text


def test_underlined_words_part_no_rows(tmp_path: Path) -> None:
    cell = prose(f"<u>{' '.join(PROSE)}</u>")
    rows = [["Area", "Result"], ["Mobility", cell], ["Recognition", "None"]]
    text = of_tables(tmp_path, Table(rows, style=GRID, colWidths=[120, 200]))
    assert f"| Mobility | {' '.join(PROSE)} |" in text


def test_prose_in_two_columns_is_no_table(tmp_path: Path) -> None:
    words = " ".join(PROSE).split()
    lines = [" ".join(words[n : n + 5]) for n in range(0, 40, 5)]

    def draw(canvas: Canvas) -> None:
        placed(canvas, [[a, b] for a, b in zip(lines, lines[::-1], strict=True)], [72, 320])

    assert "|" not in read(tmp_path, draw).text


def test_prose_in_two_columns_between_rules_is_no_table(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(72, 730, 540, 730)
        canvas.line(300, 730, 300, 500)
        canvas.line(72, 500, 540, 500)
        write(canvas, PROSE * 4, left=72, size=5)
        write(canvas, PROSE * 4, left=310, size=5)

    assert "|" not in read(tmp_path, draw).text


def test_a_table_of_contents_is_no_table(tmp_path: Path) -> None:
    rows = [["Opening of the meeting", "1"], ["Adoption of the agenda", "3"], ["Mobility", "4"],
            ["Recognition", "9"], ["Closing", "12"]]  # fmt: skip
    assert "|" not in read(tmp_path, lambda canvas: placed(canvas, rows, [72, 480])).text


def test_a_numbered_list_is_no_table(tmp_path: Path) -> None:
    rows = [[f"{n}.", "Agreed to meet again in spring"] for n in range(1, 7)]
    assert "|" not in read(tmp_path, lambda canvas: placed(canvas, rows, [72, 110])).text


def test_two_addresses_beside_each_other_are_no_table(tmp_path: Path) -> None:
    rows = [["Ministry of Education", "ASEM Education Secretariat"], ["Ms Anna Borg", "Mr Lee"],
            ["Great Siege Road", "Kaiser-Friedrich-Strasse 16"], ["Floriana", "Bonn"]]  # fmt: skip
    assert "|" not in read(tmp_path, lambda canvas: placed(canvas, rows, [72, 320])).text


def test_figures_along_the_axes_of_a_chart_are_no_table(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for n in range(6):
            canvas.line(100, 400 + 40 * n, 400, 400 + 40 * n)
            canvas.line(100 + 60 * n, 400, 100 + 60 * n, 600)
            canvas.drawString(80, 397 + 40 * n, str(10 * n))
            canvas.drawString(98 + 60 * n, 385, str(2010 + n))
        canvas.drawString(225, 510, "x")

    assert "|" not in read(tmp_path, draw).text


def test_a_link_in_a_cell_stays_one(tmp_path: Path) -> None:
    link = Paragraph('<a href="https://a.example/x">the list</a>', getSampleStyleSheet()["Normal"])
    rows = [["Paper", "Where"], ["Partners", link], ["Dates", "below"]]
    text = of_tables(tmp_path, Table(rows, style=GRID, colWidths=[120, 120]))
    assert "| Partners | [the list](https://a.example/x) |" in text


def test_heads_that_stand_upright_are_heads(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 620, 600, 580):
            canvas.line(100, y, 340, y)
        for x in (100, 200, 270, 340):
            canvas.line(x, 580, x, 700)
        placed(canvas, [["Malta", "X", "X"]], [105, 230, 300], top=606)
        placed(canvas, [["Latvia", "X", "X"]], [105, 230, 300], top=586)
        for x, words in ((240, "Member"), (310, "Observer")):
            canvas.saveState()
            canvas.translate(x, 630)
            canvas.rotate(90)
            canvas.drawString(0, 0, words)
            canvas.restoreState()

    text = read(tmp_path, draw).text
    assert "|  | Member | Observer |" in text
    assert "| Malta | X | X |" in text


def test_letters_of_a_negative_size_stand_upright(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for n, words in enumerate(("The first line of it", "The second one", "And the last")):
            canvas.addLiteral(f"BT /F1 -11 Tf -1 0 0 -1 72 {700 - 14 * n} Tm ({words}) Tj ET")

    text = read(tmp_path, draw).text
    assert text.index("first") < text.index("second") < text.index("last")


def running(*heads: Table) -> list[object]:
    parts: list[object] = []
    for head, name in zip(heads, ("Opening", "Minutes", "Annexes", "Contacts"), strict=True):
        parts += [head, prose(f"{name} of the meeting."), PageBreak()]
    return parts


def test_a_table_that_is_a_running_head_is_left_out(tmp_path: Path) -> None:
    heads = [Table([["ASEM", "SOM2"], ["Riga", "2027"]], style=GRID) for _ in range(4)]
    assert "|" not in of_tables(tmp_path, *running(*heads))


def test_a_table_of_which_only_a_row_is_on_every_page_stays_whole(tmp_path: Path) -> None:
    rows = (["Page", name] for name in ("one", "two", "three", "four"))
    heads = [Table([["ASEM", "Riga"], row], style=GRID) for row in rows]
    assert of_tables(tmp_path, *running(*heads)).count("| ASEM | Riga |") == 4


def test_a_tagged_table_is_one(tmp_path: Path) -> None:
    path = tagged_table(tmp_path, [["Partner", "Contact"], ["Malta", "Ms Borg"]], head="TH")
    assert read_file(path).text == (
        "{page=1}\n| Partner | Contact |\n| --- | --- |\n| Malta | Ms Borg |\n"
    )


def test_a_tagged_cell_keeps_its_column_where_an_empty_one_is_not_tagged(tmp_path: Path) -> None:
    rows = [["Partner", "2018", "2019"], ["Malta", "", "7"], ["Latvia", "4", "5"]]
    assert "| Malta |  | 7 |" in read_file(tagged_table(tmp_path, rows)).text


def test_a_tagged_cell_may_take_two_columns(tmp_path: Path) -> None:
    rows = [["Seats of each", "", "In all"], ["Malta", "2", "9"], ["Latvia", "3", "8"]]
    text = read_file(tagged_table(tmp_path, rows, wide=2)).text
    assert "| Seats of each |  | In all |\n| --- | --- | --- |\n| Malta | 2 | 9 |" in text


def test_a_row_of_heads_that_is_tagged_apart_belongs_to_the_table_under_it(tmp_path: Path) -> None:
    rows = [["", "Fund", "Total"], ["Assets", "7", "9"], ["Rooms", "1", "2"], ["Staff", "3", "4"]]
    text = read_file(tagged_table(tmp_path, rows, apart=True)).text
    assert "|  | Fund | Total |\n| --- | --- | --- |\n| Assets | 7 | 9 |" in text


def test_a_tagged_table_of_one_column_is_text(tmp_path: Path) -> None:
    assert "|" not in read_file(tagged_table(tmp_path, [["Dear colleagues,"], ["Yours"]])).text


def test_a_tagged_cell_that_claims_very_many_columns_makes_no_table(tmp_path: Path) -> None:
    path = tagged_table(tmp_path, [["Partner", "Contact"], ["Malta", "Ms Borg"]], wide=10**6)
    text = read_file(path).text
    assert "|" not in text
    assert "Malta" in text


def test_very_many_rules_end_soon(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for n in range(4_000):
            canvas.line(10 + n / 8, 10, 10 + n / 8, 800)
            canvas.line(10, 10 + n / 6, 500, 10 + n / 6)
        write(canvas, PROSE)

    assert " ".join(PROSE) in read(tmp_path, draw).text


WORDS = st.text("abcdefghijklmnop", min_size=3, max_size=8)
ROWS = st.integers(2, 5).flatmap(
    lambda wide: st.lists(st.lists(WORDS, min_size=wide, max_size=wide), min_size=2, max_size=7)
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_what_is_ruled_comes_back_cell_by_cell(tmp_path: Path, rows: list[list[str]]) -> None:
    text = of_tables(tmp_path, Table(rows, style=GRID))
    lines = [line for line in text.splitlines() if line.startswith("|")]
    told = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert [told[0], *told[2:]] == rows


def test_totals_that_are_wider_than_their_columns_stay_apart(tmp_path: Path) -> None:
    rows = [["", "Spring", "Autumn", "In all"]]
    rows += [[f"Partner {chr(65 + n)}", f"{n}10.00", f"{n}20.00", f"{n}30.00"] for n in range(1, 6)]

    def draw(canvas: Canvas) -> None:
        placed(canvas, rows, [72, 200, 258, 316])
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(72, 700 - 14 * 6, "Total")
        for right, words in ((230, "$1,550.00"), (288, "$11,600.00"), (346, "$11,650.00")):
            canvas.drawRightString(right, 700 - 14 * 6, words)

    assert "| Total | $1,550.00 | $11,600.00 | $11,650.00 |" in read(tmp_path, draw).text


def test_the_foot_of_a_page_is_no_row_of_the_table_above_it(tmp_path: Path) -> None:
    rows = [["", "2018", "2019"]] + [
        [f"Partner {chr(65 + n)}", f"{n}", f"{n}9"] for n in range(1, 6)
    ]

    def draw(canvas: Canvas) -> None:
        placed(canvas, rows, [72, 250, 350])
        canvas.drawString(150, 700 - 14 * 5 - 30, "Printed on Monday, 19 May 2025 at noon")
        canvas.drawString(400, 700 - 14 * 5 - 30, "1/2")

    assert "| Printed" not in read(tmp_path, draw).text


def test_figures_that_stand_close_together_have_columns_of_their_own(tmp_path: Path) -> None:
    rows = [[f"Partner {n}", f"{n}10.00  {n}20.00"] for n in range(1, 6)]
    text = read(tmp_path, lambda canvas: placed(canvas, rows, [72, 200])).text
    assert "| Partner 3 | 310.00 | 320.00 |" in text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("10.00 20.00", ["10.00", "20.00"]),
        ("$ 503,102.50 € $ 503,315.00 €", ["$ 503,102.50 €", "$ 503,315.00 €"]),
        ("($ 1,980.41) ($ 1,974.58)", ["($ 1,980.41)", "($ 1,974.58)"]),
        ("163,490.00 € $", ["163,490.00 €", "$"]),
        ("1 234 567", []),
        ("1 234.50 2 345.50", ["1 234.50", "2 345.50"]),
        ("12 May 2024 13 May 2024", []),
    ],
)
def test_figures_in_a_row_are_parted(text: str, parts: list[str]) -> None:
    starts = [0, *several(text)]
    found = [text[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)]
    assert found == (parts or [text])


@pytest.mark.parametrize("text", ["1,200.50", "$ 12", "(1 234 567)", "-0.5 %", "EUR 3.1m", "n/a"])
def test_what_is_a_figure(text: str) -> None:
    assert is_figure(text)


@pytest.mark.parametrize("text", ["12 May", "1.", "10.00 20.00", "2019 2020", "3 45", "A", ""])
def test_what_is_no_figure(text: str) -> None:
    assert not is_figure(text)


def test_a_lone_tagged_figure_stays_under_the_head_that_it_stands_under(tmp_path: Path) -> None:
    rows = [["Fund", "Plan", "Spent", "Left"], ["Travel", "9", "4", "5"], ["Rooms", "", "7", ""]]
    assert "| Rooms |  | 7 |  |" in read_file(tagged_table(tmp_path, rows)).text
