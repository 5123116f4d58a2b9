"""What the pages of a file do not show: in its text for the secretariat, and for nobody else."""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from pptx import Presentation

from archive.editions.spans import blackened, read_spans
from archive.text.render import render
from tests.toolkit.intake.documents import write
from tests.toolkit.steps import run_in
from toolkit.intake import markdown as md
from toolkit.intake.closed import Closed, closed, opened, without_closed
from toolkit.intake.model import Extracted

pytestmark = pytest.mark.filterwarnings("ignore:This process.*fork:DeprecationWarning")

#: Signs that mean something to Markdown, to links and to such passages.
_SIGNS = st.text(st.sampled_from("ab [](){}`<>!\\*_|\n.#-:&;^1é"), max_size=30)


@given(_SIGNS)
def test_whatever_a_paragraph_holds_nothing_of_it_is_shown(text: str) -> None:
    block = closed(md.paragraph(text, numbered=False))
    said = blackened(block, "public")
    assert not said.faults
    assert not {"a", "b", "é"} & set(said.text.replace("{.restricted}", ""))


@given(st.lists(st.lists(_SIGNS, min_size=1, max_size=3), min_size=1, max_size=3))
def test_whatever_cells_hold_nothing_of_them_is_shown(rows: list[list[str]]) -> None:
    block = md.table([[Closed(cell) for cell in row] for row in rows])
    said = blackened(block, "public")
    assert not said.faults
    assert not {"a", "b", "é"} & set(said.text.replace("{.restricted}", ""))


@given(_SIGNS, _SIGNS, st.lists(_SIGNS, min_size=1, max_size=3))
def test_cells_beside_them_are_shown_and_pair_with_none(
    shown: str, last: str, hidden: list[str]
) -> None:
    block = md.table([["seen" + shown, *map(Closed, hidden), last], ["c", "c"]])
    said = blackened(block, "public")
    assert not said.faults
    assert "seen" in said.text


@given(_SIGNS)
def test_the_secretariat_reads_the_same_words(text: str) -> None:
    block = md.paragraph(text, numbered=False)
    assert _page(closed(block)) == _page(block)


def _page(block: str) -> list[str]:
    return re.sub(r"<[^>]*>", " ", render(block)).split()


def test_items_numbers_headings_places_and_breaks_keep_their_form() -> None:
    block = "{slide=2}\n## Aims\n\n- one\n  - two\n\n59. Welcomed\\\nthe report\n\n> said"
    assert closed(block) == (
        "{slide=2}\n## [Aims]{.restricted}\n\n- [one]{.restricted}\n  - [two]{.restricted}\n\n"
        "59. [Welcomed]{.restricted}\\\n[the report]{.restricted}\n\n> [said]{.restricted}"
    )
    assert opened(closed(block)) == block


def test_a_link_stays_one() -> None:
    block = closed("See [the list](https://a.example/b).")
    assert block == "[See [the list](https://a.example/b).]{.restricted}"
    assert len(read_spans(block)[0]) == 1


def test_what_a_person_marked_otherwise_is_not_opened() -> None:
    assert opened("[a]{.personal} [b]{.restricted}") == "[a]{.personal} b"


def test_nothing_is_proposed_from_what_is_closed() -> None:
    read = Extracted(reader="pptx 1", text="# [Dismissals]{.restricted}\n\nWelcome\n")
    assert without_closed(read).text == "# \n\nWelcome\n"


def _show() -> bytes:
    show = Presentation()
    for title, notes, seen in (("Open aims", "Krestova quailnote", True), ("Doveslide", "", False)):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = title
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
        if not seen:
            slide._element.set("show", "0")
    return _saved(show.save)


def _book() -> bytes:
    book = Book()
    sheet = book["Sheet"]
    for row in (("Item", "Hawkcolumn"), ("Openrow", 71234), ("Wrenrow", 5)):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("Larksheet")["A1"] = "Robincell"
    book["Larksheet"].sheet_state = "hidden"
    return _saved(book.save)


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    file = io.BytesIO()
    save(file)
    return file.getvalue()


_SECRET = ("quailnote", "doveslide", "hawkcolumn", "71234", "wrenrow", "larksheet", "robincell")


@pytest.fixture(scope="module")
def accepted(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a show and a book as records, and the public edition of it."""
    folder = tmp_path_factory.mktemp("closed")
    root = shutil.copytree(sample, folder / "ws")
    write(folder / "in", {"show.pptx": _show(), "book.xlsx": _book()})
    for words in (
        ("add", str(folder / "in"), "--jobs", "1"),
        ("review", "--accept-above", "0"),
        ("build", "--edition", "public"),
    ):
        done = run_in(root, *words)
        assert done.exit_code == 0, done.output
    return root


def test_the_public_edition_has_no_byte_of_it(accepted: Path) -> None:
    data = (accepted / "archive-public.db").read_bytes().lower()
    assert b"open aims" in data
    assert b"openrow" in data
    assert [word for word in _SECRET if word.encode() in data] == []


@pytest.mark.parametrize("word", ["quailnote", "robincell"])
def test_the_secretariat_finds_it(accepted: Path, word: str) -> None:
    assert "1 record" in run_in(accepted, "search", word).output


def test_check_has_nothing_to_say_of_it(accepted: Path) -> None:
    done = run_in(accepted, "check")
    assert "E00" not in done.output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_a_key_opens_it_to_all(root: Path, tmp_path: Path) -> None:
    from tests.toolkit.keyboard import answered

    write(tmp_path / "in", {"show.pptx": _show()})
    assert run_in(root, "add", str(tmp_path / "in"), "--jobs", "1").exit_code == 0
    keys = b"x leave out  q quit"
    shown, code = answered(
        root,
        (keys, b"h"),
        (b"the secretariat only\r\n", b"p"),
        (keys, b"y"),
        command=("review", "--files"),
    )
    assert code == 0, shown
    assert "2 passages of its text (speaker notes" in " ".join(shown.split())
    assert "no longer" in shown
    (record,) = (root / "records").rglob("*open-aims*.md")
    text = record.read_text(encoding="utf-8")
    assert "{.restricted}" not in text
    assert "> Krestova quailnote" in text
    assert "access: public" in text
