"""On a real terminal: colour, pager, editor, progress; in a pipe, none of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.toolkit.steps import rewrite, run_in

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals here", allow_module_level=True)

import pty

MAIN = (sys.executable, "-c", "from toolkit.cli import main; main()")


def at_terminal(folder: Path, *words: str, **environment: str) -> str:
    """What a command shows on a terminal of 80 columns and 24 lines."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(Path(__file__).parents[2])
        settings = {"TERM": "xterm", "COLUMNS": "80", "LINES": "24", "PAGER": "cat", **environment}
        os.execve(MAIN[0], [*MAIN, "-C", str(folder), *words], {**os.environ, **settings})
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the other end is closed: Linux says it so
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    os.waitpid(child, 0)
    return shown.decode("utf-8").replace("\r\n", "\n")


# A fork in a process with threads is what pseudo-terminals need; the child only execs.
pytestmark = pytest.mark.filterwarnings("ignore:This process.*fork:DeprecationWarning")


def test_colour_is_for_terminals_that_want_it(sample: Path) -> None:
    words = ("show", "som-1-minutes#p3")
    assert "\x1b[1m" in at_terminal(sample, *words)
    assert "\x1b[" not in at_terminal(sample, *words, NO_COLOR="1")
    assert "\x1b[" not in at_terminal(sample, *words, TERM="dumb")
    assert "\x1b[" not in run_in(sample, *words).stdout


def test_a_difference_is_marked_where_there_is_no_colour(root: Path) -> None:
    rewrite(root / "records/2024/som-1-minutes.md", "Nine", "Ten")
    run_in(root, "build")
    assert "[-Nine-]" in at_terminal(root, "diff", "som-1-minutes", NO_COLOR="1")
    coloured = at_terminal(root, "diff", "som-1-minutes")
    assert "[-" not in coloured
    assert "\x1b[31m" in coloured


def test_words_between_two_paragraphs_are_coloured_or_marked(sample: Path) -> None:
    words = ("diff", "som-1-minutes#p1", "som-1-minutes#p2")
    assert "\x1b[31m" in at_terminal(sample, *words)
    assert "[-" in at_terminal(sample, *words, NO_COLOR="1")


def test_who_brought_a_sentence_is_told_in_colour_where_it_is_wanted(sample: Path) -> None:
    words = ("blame", "som-1-minutes#p1")
    assert "\x1b[1m" in at_terminal(sample, *words)
    assert "\x1b[" not in at_terminal(sample, *words, NO_COLOR="1")


def test_tables_fit_the_terminal(sample: Path) -> None:
    shown = at_terminal(sample, "ask", "gaps", NO_COLOR="1", COLUMNS="100")
    assert max(map(len, shown.splitlines())) <= 100


def test_a_long_answer_goes_through_the_pager(sample: Path, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged\ncat\n", "utf-8")
    pager.chmod(0o755)
    assert "paged" in at_terminal(sample, "ask", PAGER=str(pager))
    assert "paged" not in at_terminal(sample, "show", "som-1-minutes#p3", PAGER=str(pager))


def test_a_new_record_is_opened_in_the_editor_and_then_checked(root: Path, tmp_path: Path) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nsed -i.old "s/^status: final/status: done/" "$1"\n', "utf-8")
    editor.chmod(0o755)
    shown = at_terminal(root, "new", "note", "--title", "Sums", EDITOR=f'"{editor}"')
    assert "R005" in shown
    assert "`status` is 'done'" in shown.replace("\n", " ")


def test_an_editor_that_is_not_there_is_said(root: Path) -> None:
    shown = at_terminal(root, "new", "note", "--title", "Sums", EDITOR="no-such-editor")
    assert "No editor could be opened" in shown
    assert "is the new record" in shown


def test_who_saves_is_asked_at_a_terminal(tmp_path: Path) -> None:
    run_in(tmp_path, "init", "ws")
    rewrite(tmp_path / "ws/records/2024/som-1-minutes.md", "Nine", "Ten")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(Path(__file__).parents[2])
        os.execv(MAIN[0], [*MAIN, "-C", str(tmp_path / "ws"), "save", "why"])
    os.write(terminal, b"Ann Example\nann@example.org\n")
    shown = b""
    while b"Saved" not in shown:
        shown += os.read(terminal, 4096)
    os.waitpid(child, 0)
    os.close(terminal)
    assert b"Your name" in shown
    assert b"by Ann Example <ann@example.org>" in shown
