"""Encodings that a text does not name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.intake.extract.shared.encodings import decoded
from toolkit.intake.extract.shared.mainframe import code_page
from toolkit.intake.room import Room

TEXTS = [
    ("Die Teilnehmer begrüßten die Fortschritte und dankten für die Vorbereitung.", "cp1252"),
    ("Le secrétariat a été chargé d'élaborer une stratégie jusqu'à l'été.", "cp1252"),
    ("“Education for all” – the secretariat’s plan – costs 3 €.", "cp1252"),  # noqa: RUF001
    ("Następne posiedzenie odbędzie się w październiku w Łodzi.", "cp1250"),
    ("Účastníci poděkovali předsednictví za přípravu příštího zasedání.", "iso8859-2"),
    ("Участники поблагодарили председателя за подготовку заседания.", "cp1251"),
    ("Участники поблагодарили председателя за подготовку заседания.", "koi8-r"),
    ("Οι συμμετέχοντες ευχαρίστησαν την προεδρία για την προετοιμασία.", "cp1253"),  # noqa: RUF001
    ("Katılımcılar toplantının hazırlanması için başkanlığa teşekkür ettiler.", "cp1254"),  # noqa: RUF001
    ("参加者は議長国に会議の準備について感謝の意を表した。", "cp932"),
    ("参加者は議長国に会議の準備について感謝の意を表した。", "euc-jp"),
    ("参加者は議長国に会議の準備について感謝の意を表した。", "iso2022-jp"),
    ("与会者感谢主席国为会议所做的准备。下次会议将于十月举行。", "gb18030"),
    ("與會者感謝主席國為會議所做的準備。下次會議將於十月舉行。", "big5"),
    ("참가자들은 회의 준비에 대해 의장국에 감사를 표했다.", "cp949"),
    ("ผู้เข้าร่วมประชุมขอบคุณประธานสำหรับการเตรียมการประชุม", "cp874"),
]


@pytest.mark.parametrize(("text", "name"), TEXTS)
def test_the_encoding_is_told_by_the_text(text: str, name: str) -> None:
    assert decoded(text.encode(name), Room("a.txt", Path("nowhere"))) == text


NOTE = (
    "Notes of the second meeting of the group\nThe members thanked the chair for the preparation "
    "of the meeting.\nThe next meeting will be held in October (in Riga).\n"
)


@pytest.mark.parametrize(("text", "page"), [
    (NOTE, "cp037"),
    (NOTE, "cp500"),
    ("Die Teilnehmer begrüßten die Fortschritte und dankten für die Vorbereitung.\n" * 2, "cp273"),
])  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\x85", "\r\n"])
def test_a_text_of_a_mainframe_is_told_and_reported(text: str, page: str, end: str) -> None:
    room = Room("a.txt", Path("nowhere"))
    data = text.replace("\n", end).encode(page)
    assert decoded(data, room) == text
    assert "EBCDIC" in room.troubles[0].message


@pytest.mark.parametrize(("text", "name"), TEXTS)
def test_no_other_text_is_taken_for_that_of_a_mainframe(text: str, name: str) -> None:
    assert code_page((text * 3).encode(name)) == ""


@given(st.binary(min_size=64, max_size=400))
def test_no_other_bytes_are_taken_for_those_of_a_mainframe(data: bytes) -> None:
    assert code_page(data) == ""


def test_records_with_figures_that_are_no_signs_are_not_taken_for_text() -> None:
    record = "JOHN SMITH  OAK STREET  ".encode("cp037") + bytes.fromhex("00123c00987d0f1c")
    assert code_page(record * 20) == ""


def test_a_guess_is_reported() -> None:
    room = Room("a.txt", Path("nowhere"))
    decoded("Überblick über die Beschlüsse".encode("cp1252"), room)
    assert [each.code for each in room.troubles] == ["I008"]


def test_a_few_broken_bytes_do_not_make_it_another_encoding() -> None:
    room = Room("a.txt", Path("nowhere"))
    data = ("Überblick über die Beschlüsse. " * 20).encode() + b"\xff"
    assert decoded(data, room).count("Beschlüsse") == 20
    assert [each.code for each in room.troubles] == ["I006"]


@given(st.binary(max_size=200))
def test_any_bytes_become_text(data: bytes) -> None:
    assert isinstance(decoded(data, Room("a.txt", Path("nowhere")), markup=True), str)
