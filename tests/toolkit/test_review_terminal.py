"""`review` on a real terminal: a key answers, and what was answered stays."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.archive.by_hand import insert
from tests.toolkit.register import register_workspace

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals here", allow_module_level=True)

from tests.toolkit.keyboard import answered

KEYS = b"s skip  q quit"

pytestmark = pytest.mark.filterwarnings("ignore:This process.*fork:DeprecationWarning")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two paragraphs wait: `first#p2`, a decision or a task of Ana, and `second#p1`, a task."""
    root = register_workspace(tmp_path / "ws")
    with closing(sqlite3.connect(root / "archive.db")) as db:
        insert(
            db, "action_item", record="second", anchor="p1", owner="luca", text="", key="",
            owner_as_written="Luca", due_edtf="2024-06", status="open", basis="proposed",
            rule="heading:actions", line_start=6, line_end=6,
        )  # fmt: skip
        db.commit()
    return root


def text(root: Path, name: str) -> str:
    return (root / f"records/{name}.md").read_text("utf-8")


def test_a_paragraph_is_shown_between_its_neighbours_and_why(root: Path) -> None:
    shown, code = answered(root, (KEYS, b"q"))
    assert "1 of 2: Conclusions, first (first#p2)" in shown
    assert "    1. They mandated the secretariat to write a strategy." in shown
    assert "  > 2. They agreed to meet." in shown
    assert "It is perhaps an action of Ana" in shown
    assert "Nothing was written." in shown
    assert code == 0


def test_each_key_answers_and_is_written_at_once(root: Path) -> None:
    shown, code = answered(root, (KEYS, b"d"), (KEYS, b"y"))
    assert "{.decision}\n2. They agreed to meet." in text(root, "first")
    assert "{.action owner=luca due=2024-06}\n1. They adopted" in text(root, "second")
    assert "2 answers are written into the records" in shown
    assert "secretariat save" in shown
    assert code == 0


def test_an_owner_whom_no_register_knows_is_asked_for(root: Path) -> None:
    shown, _ = answered(root, (KEYS, b"a"), (b"nobody):", b"ana\n"), (b"nobody):", b"aes-italy\n"),
                        (KEYS, b"q"))  # fmt: skip
    assert "The text says 'Ana', whom no register has." in shown
    assert "'ana' is no partner" in shown
    assert "{.action owner=aes-italy}\n2." in text(root, "first")


def test_no_skip_and_keys_that_mean_nothing(root: Path) -> None:
    before = text(root, "first")
    shown, _ = answered(root, (KEYS, b"x"), (KEYS, b"s"), (KEYS, b"n"))
    assert "That is none of the keys: y, d, p, a, n, s or q." in shown
    assert all(len(line) <= 80 for line in shown.splitlines() if "skip" in line)
    assert text(root, "first") == before
    assert "{.not-action}\n1. They adopted" in text(root, "second")


def test_an_interruption_loses_nothing(root: Path) -> None:
    shown, code = answered(root, (KEYS, b"p"), (KEYS, b"\x03"))
    assert "{.proposal}\n2. They agreed to meet." in text(root, "first")
    assert "1 answer is written" in shown
    assert code == 130
