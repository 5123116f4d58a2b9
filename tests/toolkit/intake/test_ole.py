"""Files that Office wraps: under the name that they were put in with, whatever their bytes are."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.intake.extract.shared.ole import MAGIC, first_edition, native, unwrapped


def _packed(label: bytes, path: bytes, inside: bytes) -> bytes:
    own = struct.pack("<I", 1) + b"\0"
    return b"\2\0" + label + b"\0" + path + b"\0" + bytes(4) + own + _sized(inside)


def _sized(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data


@pytest.mark.parametrize(
    ("label", "path", "name"),
    [
        (b"a.txt", b"c:\\x\\b.txt", "a.txt"),
        (b"", b"c:\\x\\b.txt", "b.txt"),
        (b"c:\\x\\a.txt", b"", "a.txt"),
        ("ü.txt".encode("cp1252"), b"", "ü.txt"),
    ],
)
def test_a_packed_file_keeps_its_name_alone(label: bytes, path: bytes, name: str) -> None:
    assert native(_packed(label, path, b"abc")) == (name, b"abc")


def test_a_packed_file_that_is_cut_off_is_none() -> None:
    assert native(_packed(b"a.txt", b"", b"abc")[:-1]) is None


def test_a_package_is_named_by_what_it_is() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    data = bytes(8) + _sized(b"Excel.12\0") + _sized(b"") + _sized(b"") + _sized(made.getvalue())

    assert first_edition(data, 1_000) == ("Excel.12.xlsx", made.getvalue())


@given(st.binary(max_size=200))
def test_any_bytes_are_no_error_as_an_object(data: bytes) -> None:
    native(data)
    first_edition(data, 100)
    assert unwrapped("a.bin", MAGIC + data, 100) == ("a.bin", MAGIC + data)
