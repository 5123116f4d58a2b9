"""Tables as plain text, and what is read of them."""

import csv
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.intake.extract.text.delimited import read_csv
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable, Room


def _read(data: bytes, tmp_path: Path, **limits: int) -> Extracted:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    return read_csv(path, Room(name="list.csv", spool=tmp_path, limits=Limits(**limits)))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    data = "Name,Country\nAna,Malta\n".replace(",", separator).encode()

    assert _read(data, tmp_path).text == "| Name | Country |\n| --- | --- |\n| Ana | Malta |\n"


def test_a_comma_within_numbers_is_not_taken_for_the_separator(tmp_path: Path) -> None:
    text = _read(b"Item;EUR\nTravel;1,5\nRoom;2,5\n", tmp_path).text

    assert "| Travel | 1,5 |" in text


def test_a_value_in_quotes_may_hold_separators_and_line_ends(tmp_path: Path) -> None:
    text = _read(b'a,b\n"x, y\nz",2\n', tmp_path).text

    assert "| x, y z | 2 |" in text


def test_rows_may_be_of_different_lengths(tmp_path: Path) -> None:
    text = _read(b"a,b,c\n1\n1,2,3,4\n", tmp_path).text

    assert "| 1 |  |  |  |" in text
    assert "| 1 | 2 | 3 | 4 |" in text


def test_a_first_line_may_name_the_separator(tmp_path: Path) -> None:
    assert _read(b"sep=;\na;b\n", tmp_path).text.startswith("| a | b |")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    read = _read("pays,nom\nCôte,Zoë\n".encode(encoding), tmp_path)

    assert read.text.startswith("| pays | nom |")
    assert not read.troubles


def test_a_guessed_encoding_is_a_finding(tmp_path: Path) -> None:
    data = "Land;Stadt\nÖsterreich;Größenhöhe für Übungen\n".encode("cp1252") * 20

    read = _read(data, tmp_path)

    assert "Österreich" in read.text
    assert [each.code for each in read.troubles] == ["I008"]


def test_rows_past_the_limit_are_left_out_with_a_finding(tmp_path: Path) -> None:
    read = _read(b"a,b\n" * 10, tmp_path, cells=6)

    assert read.text.count("\n") == 4
    assert [each.code for each in read.troubles] == ["I010"]


def test_a_wide_first_row_does_not_widen_all_others(tmp_path: Path) -> None:
    data = b",".join([b"x"] * 5_000) + b"\n" + b"y,z\n" * 20_000

    assert len(_read(data, tmp_path).text) < 1_000_000


def test_a_quote_that_never_ends_is_kept_or_said(tmp_path: Path) -> None:
    read = _read(b'a,b\n"' + b"x," * 1_000_000, tmp_path, text=100_000)

    assert "I010" in [each.code for each in read.troubles]


def test_a_file_larger_than_any_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReadable) as raised:
        _read(b"a,b\n" * 100, tmp_path, member=100)

    assert raised.value.trouble.code == "I003"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_said_to_be_broken(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        assert _read(data, Path(folder)).reader == "csv 1"


_WORDS = st.text("abcxyz ,;", min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(st.lists(_WORDS, min_size=3, max_size=3), min_size=2, max_size=6))
def test_every_value_that_was_written_is_read(rows: list[list[str]]) -> None:
    out = StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    with TemporaryDirectory() as folder:
        text = _read(out.getvalue().encode(), Path(folder)).text

    for row in rows:
        assert "| " + " | ".join(" ".join(value.split()) for value in row) + " |" in text
