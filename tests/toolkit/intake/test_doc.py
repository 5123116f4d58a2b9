"""Word files of before 2007, read by programs that may be installed; here by stand-ins for them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import docx
import pytest

from tests.toolkit.intake.words import codes, room
from toolkit.intake.extract.shared.ole import MAGIC
from toolkit.intake.extract.word.doc import read_doc
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are scripts")

OFFICE = """
import pathlib, shutil, sys
words = sys.argv[1:]
made = pathlib.Path(words[words.index("--outdir") + 1])
profile = next(w for w in words if w.startswith("-env:UserInstallation=file://"))
settings = pathlib.Path(profile.split("file://")[1]) / "user" / "registrymodifications.xcu"
assert "DisableMacrosExecution" in settings.read_text(encoding="utf-8")
shutil.copyfile({made!r}, made / "source.docx")
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def stand_in(folder: Path, name: str, code: str) -> None:
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8", newline="\n")
    path.chmod(0o755)


def read(folder: Path, data: bytes = MAGIC + bytes(600), limits: Limits | None = None) -> Extracted:
    path = folder / "a.doc"
    path.write_bytes(data)
    return read_doc(path, room(folder, limits))


def refused(folder: Path, data: bytes = MAGIC + bytes(600), limits: Limits | None = None) -> str:
    with pytest.raises(NotReadable) as error:
        read(folder, data, limits)
    return error.value.trouble.code


def test_without_a_program_there_is_no_reader(tmp_path: Path, programs: Path) -> None:
    assert refused(tmp_path) == "I001"


def test_libreoffice_makes_a_docx_that_is_read(tmp_path: Path, programs: Path) -> None:
    made = docx.Document()
    made.add_heading("Minutes", 1)
    made.save(str(tmp_path / "made.docx"))
    stand_in(programs, "soffice", OFFICE.format(made=str(tmp_path / "made.docx")))

    found = read(tmp_path)

    assert found.text == "# Minutes\n"
    assert found.reader == "libreoffice, docx 1"
    assert not (tmp_path / "spool" / "profile").exists()


def test_a_program_that_hangs_is_ended(tmp_path: Path, programs: Path) -> None:
    stand_in(programs, "soffice", "import time\ntime.sleep(600)")

    assert refused(tmp_path, limits=Limits(seconds=1)) == "I004"


def test_antiword_gives_paragraphs_and_tables(tmp_path: Path, programs: Path) -> None:
    text = "59. Welcomed.\\n\\n[pic]\\n\\n|a |b |\\n|c |d |\\n\\n"
    text += "-----------------------\\nThe *end*\\n"
    stand_in(programs, "antiword", f"print({text!r}.encode().decode('unicode_escape'))")

    found = read(tmp_path)

    assert found.text == "59. Welcomed.\n\n| a | b |\n| --- | --- |\n| c | d |\n\nThe \\*end\\*\n"


def test_antiword_is_asked_where_libreoffice_makes_nothing(tmp_path: Path, programs: Path) -> None:
    stand_in(programs, "soffice", "")
    stand_in(programs, "antiword", "print('Text.')")

    assert read(tmp_path).text == "Text.\n"


def test_what_no_program_can_read_is_damaged(tmp_path: Path, programs: Path) -> None:
    stand_in(programs, "soffice", "raise SystemExit(1)")

    assert refused(tmp_path) == "I006"


def test_rtf_by_the_name_of_doc_needs_no_program(tmp_path: Path, programs: Path) -> None:
    assert read(tmp_path, rb"{\rtf1 Text.}").text == "Text.\n"


def test_an_encrypted_file_asks_for_its_password(tmp_path: Path, programs: Path) -> None:
    data = MAGIC + bytes(600) + "EncryptedPackage".encode("utf-16-le")

    assert refused(tmp_path, data) == "I002"


def test_a_file_without_text_is_told(tmp_path: Path, programs: Path) -> None:
    found = read(tmp_path, rb"{\rtf1 }")

    assert codes(found) == {"I018"}
