"""What a worker answers, whatever its file does."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.intake.child import Reading
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.reading import Proposing
from toolkit.intake.tasks import Result, Setting, Task


def answer(path: Path, limits: Limits | None = None) -> Result:
    spool = path.parent / "spool"
    spool.mkdir(exist_ok=True)
    task = Task(id=1, path=str(path), name=path.name, folder="", spool=str(spool))
    return Reading(Setting(limits=limits or Limits())).of(task)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("A note of 5 May 2024\n\nWords.\n", encoding="utf-8")
    return path


def test_a_text_that_is_not_understood_is_kept(note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(Proposing, "of", fail)
    done = answer(note)
    assert done.extracted is not None
    assert "Words." in done.extracted.text
    assert done.proposal is not None
    assert [trouble.code for trouble in done.proposal.troubles] == ["I020"]


def test_a_text_beyond_the_limit_is_cut_at_a_line(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join(f"Paragraph {n} of é." for n in range(1000)), encoding="utf-8")
    done = answer(path, Limits(text=1000))
    assert done.extracted is not None
    assert len(done.extracted.text.encode()) <= 1000
    assert done.extracted.text.endswith("é.\n")
    assert "I010" in [trouble.code for trouble in done.extracted.troubles]


def test_what_nobody_reads_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(range(256)))
    done = answer(path)
    assert done.extracted == Extracted(reader="none", troubles=done.extracted.troubles)  # type: ignore[union-attr]
    assert [trouble.code for trouble in done.extracted.troubles] == ["I001"]


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    done = answer(path)
    assert done.extracted is not None
    assert [trouble.code for trouble in done.extracted.troubles] == ["I018"]


def test_a_name_that_lies_is_told_and_the_bytes_count(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"%PDF-1.4\nnot much of one\n")
    done = answer(path)
    assert done.identity is not None
    assert done.identity.form == "pdf"
