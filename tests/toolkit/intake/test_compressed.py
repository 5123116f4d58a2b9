"""Outlook's compressed RTF, and the HTML within RTF."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toolkit.intake.compound import message
from toolkit.intake.extract.mail.compressed import _BEGINNING, unpacked
from toolkit.intake.extract.mail.encapsulated import html_of
from toolkit.intake.extract.mail.outlook import read_msg
from toolkit.intake.model import Extracted
from toolkit.intake.room import Room

RTF = rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\pard Dear colleagues,\par The dates are set.\par}"
HTML = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 A;}}"
    rb"{\*\htmltag19 <html>}{\*\htmltag50 <body>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
    rb"The dates are {\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 set{\*\htmltag92 </b>}\htmlrtf }"
    rb"\htmlrtf0: {\*\htmltag84 <a href="
    b'"https://a.example/x"'
    rb">}\htmlrtf {\field{\*\fldinst "
    rb"HYPERLINK x}{\fldrslt\cf1\ul \htmlrtf0 the list\htmlrtf }}\htmlrtf0 {\*\htmltag92 </a>}"
    rb"\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}{\*\htmltag58 </body>}{\*\htmltag27 </html>}}"
)


def packed(rtf: bytes) -> bytes:
    """RTF compressed: the longest run that stood before, byte by byte where there is none."""
    ring, tokens, at = _BEGINNING, [], 0
    while at < len(rtf):
        best, place = 0, 0
        for length in range(min(17, len(rtf) - at), 1, -1):
            begin = max(len(ring) - 4_095, 0)
            found = ring.find(rtf[at : at + length], begin)
            if found >= 0:
                best, place = length, found
                break
        if best:
            tokens.append(struct.pack(">H", place % 4_096 << 4 | best - 2))
        else:
            best = 1
            tokens.append(rtf[at : at + 1])
        ring += rtf[at : at + best]
        at += best
    tokens.append(struct.pack(">H", len(ring) % 4_096 << 4))
    body = b""
    for first in range(0, len(tokens), 8):
        run = tokens[first : first + 8]
        body += bytes([sum((len(each) - 1) << n for n, each in enumerate(run))]) + b"".join(run)
    return headed(body, len(rtf))


def headed(body: bytes, size: int, kind: bytes = b"LZFu") -> bytes:
    check = (zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF) if kind == b"LZFu" else 0
    return struct.pack("<II4sI", len(body) + 12, size, kind, check) + body


def read(folder: Path, data: bytes) -> Extracted:
    path, spool = folder / "a.msg", folder / "spool"
    path.write_bytes(message("Dates of SOM2", p1009=data))
    spool.mkdir()
    return read_msg(path, Room(path.name, spool))


@given(st.binary(max_size=300).map(lambda data: b"{\\rtf1 " + 3 * data))
def test_what_is_compressed_comes_back(rtf: bytes) -> None:
    found = unpacked(packed(rtf), 10_000)
    assert found is not None
    assert found.whole
    assert found.data == rtf


@given(st.binary(max_size=6_000))
def test_a_ring_that_is_full_goes_on(data: bytes) -> None:
    found = unpacked(headed(b"".join(b"\0" + data[n : n + 8] for n in range(0, len(data), 8)),
                            len(data)), 10_000)  # fmt: skip
    assert found is not None
    assert found.data == data


@given(st.binary(max_size=400), st.integers(0, 2**32 - 1))
def test_nothing_that_is_broken_does_harm(body: bytes, size: int) -> None:
    found = unpacked(headed(body, size), 1_000)
    assert found is not None
    assert len(found.data) <= 1_000


def test_a_run_may_go_on_with_itself() -> None:
    # An "a", then 17 bytes from the place of that "a" on.
    body = b"\x02a" + struct.pack(">H", 207 << 4 | 15)
    found = unpacked(headed(body, 18), 100)
    assert found is not None
    assert found.data == 18 * b"a"


def test_no_more_is_unpacked_than_is_allowed() -> None:
    found = unpacked(headed(1_000 * (b"\0" + 8 * b"a"), 2**31), 500)
    assert found is not None
    assert len(found.data) == 500
    assert found.cut


def test_what_is_stored_only_is_as_it_stands() -> None:
    found = unpacked(headed(RTF, len(RTF), b"MELA"), 1_000)
    assert found is not None
    assert (found.data, found.whole) == (RTF, True)


def test_what_is_neither_is_nothing() -> None:
    assert unpacked(b"short", 100) is None
    assert unpacked(headed(b"abc", 3, b"ABCD"), 100) is None


def test_html_is_taken_out_of_rtf(tmp_path: Path) -> None:
    html = html_of(HTML, Room("a", tmp_path))
    assert html == (
        '<html><body><p>The dates are <b>set</b>: <a href="https://a.example/x">the list</a>'
        "</p></body></html>"
    )


def test_letters_are_those_of_their_font(tmp_path: Path) -> None:
    rtf = HTML.replace(b"set{", rb"{\f1 \'e4\'e0}{")
    assert "<b>да</b>" in str(html_of(rtf, Room("a", tmp_path)))


def test_rtf_that_holds_none_has_no_html(tmp_path: Path) -> None:
    assert html_of(RTF, Room("a", tmp_path)) is None


def test_a_message_whose_text_is_only_compressed_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, packed(RTF))
    assert found.text == "# Dates of SOM2\n\nDear colleagues,\n\nThe dates are set.\n"
    assert not found.troubles


def test_the_html_of_such_a_message_keeps_its_links(tmp_path: Path) -> None:
    found = read(tmp_path, packed(HTML))
    assert "The dates are set: [the list](https://a.example/x)" in found.text.replace("**", "")


def test_a_damaged_text_is_read_as_far_as_it_goes_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, packed(RTF)[:-9])
    assert "Dear colleagues," in found.text
    assert "I006" in [trouble.code for trouble in found.troubles]


@pytest.mark.parametrize("data", [b"x", headed(b"abc", 3, b"ABCD")])
def test_a_form_that_nobody_knows_is_told(tmp_path: Path, data: bytes) -> None:
    assert [trouble.code for trouble in read(tmp_path, data).troubles] == ["I010"]


def test_groups_without_an_end_do_no_harm(tmp_path: Path) -> None:
    rtf = HTML[:40] + 200_000 * b"{" + b"x"
    assert html_of(rtf, Room("a", tmp_path)) is not None
