"""How tesseract is asked, with a program in its place that tells how it was called."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from toolkit.intake.extract.pictures import ocr
from toolkit.intake.room import Room

_FAKE = """#!{python}
import os, sys
if "--list-langs" in sys.argv:
    print("List of available languages (2):\\neng\\nkor\\nosd")
elif "osd" in sys.argv:
    print("Script: {script}")
else:
    sys.stdin.buffer.read()
    print("read as", *sys.argv[3:], os.environ["OMP_THREAD_LIMIT"], "\\n\\nend of it")
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program called tesseract, alone on the path."""
    path = tmp_path / "tesseract"
    path.write_text(_FAKE.format(python=sys.executable, script="Latin"), encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.forget()
    yield path
    ocr.forget()


def _text(language: str = "") -> list[str]:
    room = Room("a.png", Path("nowhere"), language=language)
    return ocr.paragraphs_of(Image.new("RGB", (40, 30)), room)


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script")
def test_the_language_of_the_room_is_taken(program: Path) -> None:
    assert _text("ko") == ["read as -l kor --psm 4 1", "end of it"]


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script")
def test_without_a_language_the_script_is_asked_first(program: Path) -> None:
    program.write_text(_FAKE.format(python=sys.executable, script="Korean"), encoding="utf-8")
    assert _text()[0].startswith("read as -l kor")


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script")
def test_english_is_read_where_nothing_is_known(program: Path) -> None:
    assert _text()[0].startswith("read as -l eng --psm 3")


def test_without_the_program_nothing_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.forget()
    assert not ocr.is_there()
    ocr.forget()


def _recognised(monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    monkeypatch.setattr(ocr, "_read", lambda *_: text)
    monkeypatch.setattr(ocr, "languages", lambda: frozenset({"eng"}))
    return _text("en")


def test_lines_with_the_signs_of_items_are_a_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Aims\n\n- Credits\nfor all\n- Mobility\n\n• Quality\n\nThe end"
    assert _recognised(monkeypatch, text) == [
        "Aims",
        "- Credits for all\n- Mobility\n- Quality",
        "The end",
    ]


def test_a_single_dash_makes_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _recognised(monkeypatch, "- said the chair") == ["\\- said the chair"]


def test_numbered_lines_are_paragraphs_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "1. They thanked\nthe hosts. 2. They\n2. They agreed."
    assert _recognised(monkeypatch, text) == [
        "1. They thanked the hosts. 2. They",
        "2. They agreed.",
    ]
