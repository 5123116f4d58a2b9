"""Lists of meetings and records, and their tables to take away."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from archive.errors import UsageProblem
from archive.web import sheets
from archive.web.sheets import Sheet, download, write
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text

FORMULA = "=HYPERLINK(1)"


def rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_meetings_are_listed_the_newest_first(site: Site) -> None:
    said = text(site.get("/meetings").text)
    assert said.index("Third Town Meeting") < said.index("Second Town") < said.index("First Town")
    assert "3 meetings, the newest first" in said


def test_meetings_are_narrowed_down(site: Site) -> None:
    data = site.get("/meetings.json?state=held&year=2012").json()
    assert [row["id"] for row in data["meetings"]] == ["tm1"]


def test_a_choice_that_nothing_fits_says_so(site: Site) -> None:
    assert "No meeting in the archive fits." in text(site.get("/meetings?series=none").text)


@pytest.mark.parametrize(("choice", "found"), [
    ("kind=letter", ["letter"]), ("language=th", ["thai"]), ("year=2012", ["conclusions-tm1"]),
    ("meeting=tm1", ["conclusions-tm1"]),
])  # fmt: skip
def test_records_are_narrowed_down(site: Site, choice: str, found: list[str]) -> None:
    data = site.get(f"/records.json?{choice}").json()
    assert [row["id"] for row in data["records"]] == found


def test_records_are_leafed_through(site: Site) -> None:
    page = site.get("/records?start=5").text
    assert "Earlier ones" in page
    assert len(site.get("/records.json?start=5").json()["records"]) == (
        site.get("/records.json").json()["total"] - 5
    )


def test_a_record_that_was_taken_out_is_not_listed(site: Site) -> None:
    assert "/records/gone" not in site.get("/records").text


def test_csv_holds_all_rows_as_plain_values(site: Site) -> None:
    answer = site.get("/records.csv?kind=letter")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert rows(answer) == [
        ["id", "title", "kind", "date", "status", "language", "meeting", "access"],
        ["letter", "Letter of Uptown", "letter", "2014-02~", "final", "en", "tm2", "public"],
    ]


def test_a_workbook_holds_the_same(site: Site) -> None:
    answer = site.get("/meetings.xlsx?year=2012")
    page = load_workbook(io.BytesIO(answer.content)).active
    assert page is not None
    found = [[cell.value for cell in row] for row in page.iter_rows()]
    assert found[0][:2] == ["id", "name"]
    assert found[1][:2] == ["tm1", "First Town Meeting"]
    assert 'filename="meetings.xlsx"' in answer.headers["content-disposition"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_a_formula_elsewhere_is_text_here(form: str) -> None:
    with write(Sheet("x", ("a",), [[FORMULA]]), form) as file:
        file.seek(0)
        if form == "csv":
            assert file.read().decode("utf-8-sig").splitlines()[1] == f"'{FORMULA}"
        else:
            page = load_workbook(io.BytesIO(file.read())).active
            assert page is not None
            assert (page["A2"].value, page["A2"].data_type) == (FORMULA, "s")


def test_a_text_longer_than_a_cell_is_cut_not_lost() -> None:
    with write(Sheet("x", ("a",), [["x" * 40_000]]), "xlsx") as file:
        page = load_workbook(io.BytesIO(file.read() or _all(file))).active
    assert page is not None
    assert len(str(page["A2"].value)) == sheets.LONGEST


def _all(file: Any) -> bytes:
    file.seek(0)
    return bytes(file.read())


def test_signs_that_xml_may_not_hold_break_no_workbook() -> None:
    with write(Sheet("x", ("a",), [["a\x00\x07b"]]), "xlsx") as file:
        assert load_workbook(io.BytesIO(_all(file))).active is not None


def test_a_table_that_is_too_long_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sheets.MOST_ROWS, "xlsx", 1)
    answer = site.get("/records.xlsx")
    assert answer.status_code == 400
    assert "narrow it down, or take it as CSV" in answer.text
    with pytest.raises(UsageProblem):
        site.run(sheets.download(Sheet("x", ("a",), [[1], [2]]), "xlsx"))


def test_a_page_that_is_no_table_has_none(site: Site) -> None:
    assert site.get("/records/letter.csv").status_code == 404


@pytest.mark.parametrize("cell", ["=1", " =1", "\ufeff=1", "\uff1d1", "'=1", "\n=1", "@x", "-1+1"])
def test_a_formula_is_known_behind_spaces_and_in_wide_forms(cell: str) -> None:
    with write(Sheet("x", ("a",), [[cell], ["words"]]), "csv") as file:
        rows = list(csv.reader(io.StringIO(_all(file).decode("utf-8-sig"), newline="")))
    assert rows[1:] == [[f"'{cell}"], ["words"]]


@pytest.mark.parametrize("name", ["주제", "a/b:c*d?[e]\\", 'x"\r\nset-cookie: a=b', "x" * 500, ""])
def test_a_table_has_a_name_that_a_header_takes(site: Site, name: str) -> None:
    for form in ("csv", "xlsx"):
        sent = site.run(download(Sheet(name, ("a",), [["b"]]), form))
        sent.file.close()
        assert re.fullmatch(
            rf'attachment; filename="[\w.-]{{1,80}}\.{form}"', sent.headers["content-disposition"],
            re.ASCII,
        )  # fmt: skip
