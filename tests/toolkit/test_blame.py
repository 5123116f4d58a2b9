"""`blame`: who brought each sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.toolkit.steps import ANN, Run, git, rewrite, run_in

MINUTES = "records/2024/som-1-minutes.md"
FINAL = """\
---
id: strategy-2030
kind: strategy
title: Strategy until 2030
language: en
supersedes: strategy-2030-draft
---
1. A degree that was earned in one partner country is understood in all of them. It is new.
"""


@pytest.fixture
def amended(root: Path, run: Run) -> Path:
    """The minutes with one sentence changed and one moved, by somebody else."""
    rewrite(root / MINUTES, "Nine persons", "Ten persons")
    rewrite(root / MINUTES, " Both take part as partners from this day on.", "")
    rewrite(
        root / MINUTES, "took part.", "took part. Both take part as partners\n   from this day on."
    )
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Counted again")
    assert run("build").exit_code == 0
    return root


def test_sentences_are_told_under_the_save_that_brought_them(amended: Path, run: Run) -> None:
    lines = run("blame", "som-1-minutes").stdout.splitlines()
    assert lines[0] == "som-1-minutes"
    assert lines[1].startswith("  8 sentences, brought by 2 saves")
    head = next(line for line in lines if "Counted again" in line)
    assert "Gil: Counted again (version 2)" in head
    assert git(amended, "rev-parse", "HEAD")[:10] in head
    below = lines[lines.index(head) + 1]
    assert " ".join(below.split()) == "p2 Ten persons from two partners took part."
    assert any("Both take part as partners from this day on." in line for line in lines)


def test_one_paragraph_alone(amended: Path, run: Run) -> None:
    said = run("blame", "som-1-minutes#p2").stdout
    assert "2 sentences, brought by 2 saves" in said
    assert "p1" not in said


def test_as_it_was_known(amended: Path, run: Run) -> None:
    first = git(amended, "rev-parse", "HEAD~1").strip()
    said = run("blame", "som-1-minutes#p2", "--as-known-at", first).stdout
    assert "Nine persons" in said
    assert "Counted again" not in said


def test_what_an_earlier_record_had_is_told_as_its_own(root: Path, run: Run) -> None:
    (root / "records/2025/strategy-2030.md").write_text(FINAL, encoding="utf-8", newline="\n")
    run("save", "The strategy", *ANN)
    said = run("blame", "strategy-2030").stdout
    assert "1 other record had some of them first" in said
    assert "(strategy-2030-draft#p1, version 1, which this one supersedes)" in said
    assert "(version 1)\n  p1  It is new." in said


def test_what_is_not_saved_is_said(root: Path, run: Run) -> None:
    rewrite(root / MINUTES, "Nine persons", "Ten persons")
    run("build")
    said = run("blame", "som-1-minutes#p2").stdout
    assert "1 sentence, not saved yet\n" in said
    assert "not saved yet           version 2\n" in said


def test_for_a_machine(sample: Path) -> None:
    lines = json.loads(run_in(sample, "blame", "som-1-minutes", "--json").stdout)
    assert [line["anchor"] for line in lines][:3] == ["h1", "p1", "p1"]
    assert {"hash", "author", "time", "record", "version", "via"} <= set(lines[0])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("som-1-minuts", "did you mean som-1-minutes"),
        ("som-1-minutes#p9", "no paragraph 'p9': it has h1, p1, p2"),
        ("som-1", "som-1 is a meeting: it has no text"),
    ],
)
def test_what_is_not_there_is_one_line(sample: Path, name: str, said: str) -> None:
    done = run_in(sample, "blame", name)
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_before_its_time_it_says_so(sample: Path) -> None:
    done = run_in(sample, "blame", "som-1-minutes", "--as-known-at", "1999")
    assert done.exit_code == 1
    assert "the archive knew nothing yet on 1999" in done.stderr


@pytest.mark.parametrize("columns", ["40", "80"])
def test_it_fits_the_terminal(sample: Path, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    said = run_in(sample, "blame", "som-1-minutes").stdout
    assert max(map(len, said.splitlines())) <= int(columns)
