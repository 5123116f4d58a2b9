"""Sheets that the tests make themselves, and what is read of them."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment

from archive.text.paragraphs import paragraphs
from toolkit.intake.extract.office import cellformats as numbers
from toolkit.intake.extract.office.sheets import read_xlsx
from toolkit.intake.extract.shared import xml as xmlparts
from toolkit.intake.extract.shared.grid import Grid
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable, Room


def _room(tmp_path: Path, **limits: int) -> Room:
    spool = tmp_path / "spool"
    spool.mkdir()
    return Room(name="book.xlsx", spool=spool, limits=Limits(**limits))


def _read(book: Workbook, tmp_path: Path, **limits: int) -> Extracted:
    path = tmp_path / "book.xlsx"
    book.save(path)
    return read_xlsx(path, _room(tmp_path, **limits))


def _first(book: Workbook) -> Any:
    """Its first sheet, which openpyxl's types think may be none."""
    return book.active


def _of_cells(cells: dict[str, object], formats: dict[str, str] | None = None) -> Workbook:
    book = Workbook()
    for name, value in cells.items():
        _first(book)[name] = value
    for name, code in (formats or {}).items():
        _first(book)[name].number_format = code
    return book


def _shown(tmp_path: Path, value: object, code: str) -> str:
    """What one cell of a format shows."""
    text = _read(_of_cells({"A1": value}, {"A1": code}), tmp_path).text
    return paragraphs(text)[-1].text


def _changed(
    path: Path, change: Callable[[str, bytes], bytes], more: dict[str, str] | None = None
) -> Path:
    out = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, text in (more or {}).items():
            new.writestr(name, text)
    return out


def _of_sheet(tmp_path: Path, rows: str, **limits: int) -> Extracted:
    """A book whose first sheet's rows are XML as given."""
    path = tmp_path / "book.xlsx"
    _of_cells({"A1": "x"}).save(path)

    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        head, _, rest = data.partition(b"<sheetData>")
        return head + f"<sheetData>{rows}</sheetData>".encode() + rest.partition(b"</sheetData>")[2]

    return read_xlsx(_changed(path, change), _room(tmp_path, **limits))


def test_a_sheet_is_a_heading_with_its_marks_and_a_table(tmp_path: Path) -> None:
    book = _of_cells({"A1": "Item", "B1": "EUR", "A2": "Travel", "B2": 1200})
    _first(book).title = "Budget 2019"

    assert _read(book, tmp_path).text == (
        '{sheet="Budget 2019"}\n## Budget 2019\n\n'
        "| Item | EUR |\n| --- | --- |\n| Travel | 1200 |\n"
    )


def test_an_empty_row_parts_two_tables(tmp_path: Path) -> None:
    book = _of_cells({"A1": "a", "B1": "b", "A3": "c", "B3": "d"})

    assert [each.kind for each in paragraphs(_read(book, tmp_path).text)] == [
        "heading",
        "table",
        "table",
    ]


def test_two_empty_columns_part_two_tables(tmp_path: Path) -> None:
    book = _of_cells({"A1": "a", "A2": "b", "D1": "c", "D2": "d"})

    text = _read(book, tmp_path).text

    assert "| a |\n| --- |\n| b |\n\n| c |\n| --- |\n| d |" in text


def test_one_empty_column_is_a_space_of_the_layout(tmp_path: Path) -> None:
    book = _of_cells({"A1": "a", "C1": "b", "A2": "c", "C2": "d"})

    assert "| a | b |\n| --- | --- |\n| c | d |" in _read(book, tmp_path).text


def test_a_single_cell_is_a_paragraph(tmp_path: Path) -> None:
    assert _read(_of_cells({"C7": "Draft"}), tmp_path).text.endswith("## Sheet\n\nDraft\n")


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (date(2019, 5, 16), "dd/mm/yyyy", "2019-05-16"),
        (datetime(2019, 5, 16, 9, 30), "dd/mm/yyyy hh:mm", "2019-05-16 09:30"),
        (datetime(2019, 5, 16), "yyyy-mm-dd h:mm", "2019-05-16 00:00"),
        (time(9, 5), "h:mm AM/PM", "09:05"),
        (1.5, "[h]:mm", "36:00:00"),
        (0.25, "0%", "25%"),
        (0.125, "0.00%", "12.5%"),
        (0.1 + 0.2, "General", "0.3"),
        (1e21, "General", "1e+21"),
        (1234.5, '#,##0.00 "days"', "1234.5"),
        (1234.5, "[Red]#,##0.00", "1234.5"),
        (43601, '[$-409]d" May "yyyy', "2019-05-16"),
        (True, "General", "TRUE"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (-1, "yyyy-mm-dd", "-1"),
        (1e300, "yyyy-mm-dd", "1e+300"),
    ],
)
def test_a_cell_shows_what_it_means(tmp_path: Path, value: object, code: str, shown: str) -> None:
    assert _shown(tmp_path, value, code) == shown


def test_a_book_may_count_its_days_from_1904(tmp_path: Path) -> None:
    book = _of_cells({"A1": 1}, {"A1": "yyyy-mm-dd"})
    path = tmp_path / "book.xlsx"
    book.save(path)

    def change(name: str, data: bytes) -> bytes:
        return data.replace(b"<workbookPr", b'<workbookPr date1904="1"')

    assert "1904-01-02" in read_xlsx(_changed(path, change), _room(tmp_path)).text


def test_a_formula_shows_the_value_it_was_saved_with(tmp_path: Path) -> None:
    read = _of_sheet(tmp_path, '<row r="1"><c r="A1"><f>SUM(B1:B9)</f><v>42</v></c></row>')

    assert read.text.endswith("\n42\n")


def test_a_long_whole_number_keeps_all_its_digits(tmp_path: Path) -> None:
    read = _of_sheet(tmp_path, '<row r="1"><c r="A1"><v>12345678901234567890</v></c></row>')

    assert read.text.endswith("\n12345678901234567890\n")


def test_cells_without_a_reference_stand_side_by_side(tmp_path: Path) -> None:
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = f"<row>{cell.format('a')}{cell.format('b')}</row><row>{cell.format('c')}</row>"

    assert "| a | b |\n| --- | --- |\n| c |  |" in _of_sheet(tmp_path, rows).text


def test_a_string_that_is_not_there_is_no_text(tmp_path: Path) -> None:
    read = _of_sheet(tmp_path, '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')

    assert "*This sheet has no text.*" in read.text


def test_two_cells_in_the_corners_of_a_sheet_cost_nothing(tmp_path: Path) -> None:
    read = _read(_of_cells({"A1": "first", "XFD1048576": "last"}), tmp_path)

    assert read.text.endswith("## Sheet\n\nfirst\n\nlast\n")


def test_a_diagonal_of_cells_is_not_filled_up(tmp_path: Path) -> None:
    book = Workbook()
    for at in range(1, 1500):
        _first(book).cell(at, at, at)

    assert len(_read(book, tmp_path).text) < 100_000


def test_a_wide_row_does_not_widen_the_thousands_below_it() -> None:
    grid = Grid(100_000, 1_000_000)
    for column in range(1, 5_000):
        grid.add(1, column, "x")
    for row in range(2, 5_000):
        grid.add(row, 1, "y")

    assert sum(map(len, grid.blocks())) < 200_000


def test_cells_past_the_limit_are_left_out_with_a_finding(tmp_path: Path) -> None:
    book = _of_cells({"A1": "a", "A2": "b", "A3": "c"})

    read = _read(book, tmp_path, cells=2)

    assert "c" not in read.text.partition("##")[2].partition("\n")[2]
    assert [each.code for each in read.troubles] == ["I010"]


def test_a_long_string_in_many_cells_does_not_grow(tmp_path: Path) -> None:
    book = _of_cells({f"A{at}": "word " * 2_000 for at in range(1, 500)})

    read = _read(book, tmp_path, text=50_000)

    assert len(read.text) < 50_000
    assert "I010" in [each.code for each in read.troubles]


def test_a_row_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmlparts, "_MOST", 1024 * 1024)

    read = _of_sheet(tmp_path, '<row r="1">' + "<c/>" * 400_000 + "</row>")

    assert "I010" in [each.code for each in read.troubles]


def test_hidden_sheets_rows_and_columns_are_listed_and_not_for_everyone(
    tmp_path: Path,
) -> None:
    book = _of_cells({"A1": "a", "A2": "b", "B1": "c"})
    _first(book).row_dimensions[2].hidden = True
    _first(book).column_dimensions["B"].hidden = True
    book.create_sheet("Salaries")["A1"] = "secret"
    book["Salaries"].sheet_state = "veryHidden"

    read = _read(book, tmp_path)

    assert "| a | [c]{.restricted} |\n| --- | --- |\n| [b]{.restricted} |  |" in read.text
    assert "{sheet=2}\n## [Salaries]{.restricted}\n\n[secret]{.restricted}\n" in read.text
    assert {(each.value, each.place) for each in read.hidden if each.kind == "hidden text"} == {
        ("rows 2", 'sheet "Sheet"'),
        ("columns B", 'sheet "Sheet"'),
        ("the sheet is hidden", 'sheet "Salaries"'),
    }


def test_a_comment_is_listed_with_who_and_where(tmp_path: Path) -> None:
    book = _of_cells({"B2": 5})
    _first(book)["B2"].comment = Comment("Is this right?", "Ana")

    read = _read(book, tmp_path)

    assert ("comment", "Ana: Is this right?", 'sheet "Sheet", cell B2') in [
        (each.kind, each.value, each.place) for each in read.hidden
    ]


def test_a_sheet_that_is_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    _of_cells({f"A{at}": at for at in range(1, 50)}).save(path)

    def change(name: str, data: bytes) -> bytes:
        return data[: data.index(b'r="A40"')] if name == "xl/worksheets/sheet1.xml" else data

    read = read_xlsx(_changed(path, change), _room(tmp_path))

    assert "| 39 |" in read.text
    assert [each.code for each in read.troubles] == ["I006"]


def test_a_broken_sheet_costs_only_itself(tmp_path: Path) -> None:
    book = _of_cells({"A1": "one"})
    book.create_sheet("Two")["A1"] = "two"
    path = tmp_path / "book.xlsx"
    book.save(path)
    changed = _changed(
        path, lambda name, data: b"<no" if name == "xl/worksheets/sheet1.xml" else data
    )

    read = read_xlsx(changed, _room(tmp_path))

    assert read.text.endswith("{sheet=Two}\n## Two\n\ntwo\n")
    assert [each.place for each in read.troubles] == ['sheet "Sheet"']


def test_macros_are_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    _of_cells({"A1": "x"}).save(path)
    changed = _changed(path, lambda _, data: data, {"xl/vbaProject.bin": "code"})

    assert [each.code for each in read_xlsx(changed, _room(tmp_path)).troubles] == ["I015"]


def test_what_is_no_package_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"PK\x03\x04 and nothing more")

    with pytest.raises(NotReadable) as raised:
        read_xlsx(path, _room(tmp_path))

    assert raised.value.trouble.code == "I006"


def test_words_that_look_like_markup_stay_words(tmp_path: Path) -> None:
    text = _read(_of_cells({"A1": "# 5 | *new* <b>"}), tmp_path).text

    assert paragraphs(text)[-1].kind == "paragraph"


@given(st.text(max_size=40))
def test_any_format_is_understood_or_is_a_number(code: str) -> None:
    assert numbers.shown(43601.5, numbers.kind(code))


@given(st.floats(), st.sampled_from(["", "percent", "date", "time", "moment", "elapsed"]))
def test_any_number_can_be_shown(value: float, how: numbers.Kind) -> None:
    assert numbers.shown(value, how)


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 30), st.integers(1, 30)),
        st.sampled_from(["alpha", "7", "beta gamma"]),
        max_size=40,
    )
)
def test_every_cell_is_in_some_block(cells: dict[tuple[int, int], str]) -> None:
    grid = Grid(1_000, 100_000)
    for (row, column), text in sorted(cells.items()):
        grid.add(row, column, text)

    text = "\n\n".join(grid.blocks())

    for word in ("alpha", "7", "beta gamma"):
        assert text.count(word) == list(cells.values()).count(word)
