"""`diff` between records and paragraphs, and over time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.toolkit.steps import ANN, Run, rewrite, run_in

MINUTES = "records/2024/som-1-minutes.md"
NEXT = """\
---
id: som-2-minutes
kind: minutes
title: Minutes of the Second Meeting of Senior Officials
date: 2025-05
language: en
meeting: som-2
---
{.decision supersedes="som-1-minutes#p4" responsible=belmora}
1. Agreed that Belmora hosts the secretariat in 2026 and 2027, headed by Maria Sample.

2. Arland and Belmora opened the meeting. Both take part as partners from this day on.

3. All went home.
"""


@pytest.fixture
def followed(root: Path, run: Run) -> Path:
    """Minutes whose decision was reworded, and later superseded by another."""
    rewrite(root / MINUTES, "hosts the secretariat", "is host of the secretariat")
    assert run("save", "Reworded", *ANN).exit_code == 0
    place = root / "records/2025/som-2-minutes.md"
    place.write_text(NEXT, encoding="utf-8", newline="\n")
    assert run("save", "The next", *ANN).exit_code == 0
    return root


def test_two_paragraphs(followed: Path, run: Run) -> None:
    said = run("diff", "som-1-minutes#p4", "som-2-minutes#p1").stdout
    assert said.startswith("som-1-minutes#p4 -> som-2-minutes#p1\n  old: Minutes of the First")
    assert "[-Arland is host of-]{+Belmora hosts+} the secretariat in" in said


def test_two_records_and_what_moved(followed: Path, run: Run) -> None:
    said = run("diff", "som-1-minutes", "som-2-minutes").stdout
    assert "p4 -> p1  moved, and reworded\n" in said or "p1 -> p2  moved\n" in said
    assert "p3  added\n  {+All went home.+}\n" in said
    assert "p3  removed\n" in said


def test_two_versions_of_either_record(followed: Path, run: Run) -> None:
    said = run("diff", "som-1-minutes#p4", "som-2-minutes#p1", "1", "1").stdout
    assert "[-Arland-]{+Belmora+} hosts the secretariat" in said


def test_two_versions_of_a_paragraph(followed: Path, run: Run) -> None:
    for versions in ((), ("1",), ("1", "2")):
        said = run("diff", "som-1-minutes#p4", *versions).stdout
        assert "[-hosts-]{+is host of+} the secretariat" in said
    assert "has one version only" in run("diff", "som-2-minutes#p1").stdout


def test_a_decision_over_time(followed: Path, run: Run) -> None:
    said = run("diff", "som-2-minutes#p1", "--over-time").stdout
    heads = [line for line in said.splitlines() if line[:1].isdigit()]
    assert heads == ["1. som-1-minutes#p4", "2. som-1-minutes#p4", "3. som-2-minutes#p1"]
    assert said.startswith("som-2-minutes#p1\n  3 wordings in 2 records\n")
    assert "   changed since 1:\n" in said
    assert "   supersedes 2:\n" in said
    assert "[-Arland is host of-]{+Belmora hosts+} the secretariat" in said
    assert said == run("diff", "som-1-minutes#p4", "--over-time").stdout.replace(
        "som-1-minutes#p4\n  3", "som-2-minutes#p1\n  3", 1
    )


def test_a_record_over_time_names_what_stayed(followed: Path, run: Run) -> None:
    said = run("diff", "som-1-minutes", "--over-time").stdout
    assert "   changed since 1:\n" in said
    assert "   p4  reworded\n" in said
    assert "   Same words: h1, p1, p2, h2, p3, h3\n" in said


def test_a_record_over_time_says_how_to_follow_its_paragraphs(followed: Path, run: Run) -> None:
    done = run("diff", "som-1-minutes", "--over-time")
    assert "1 paragraph of it is tied to other texts by itself" in done.stderr
    assert "`secretariat diff som-1-minutes#p4 --over-time`" in done.stderr
    assert "tied to other" not in run("diff", "som-1-minutes#p4", "--over-time").stderr


def test_for_a_machine(followed: Path, run: Run) -> None:
    told = json.loads(run("diff", "som-1-minutes#p4", "som-2-minutes#p1", "--json").stdout)
    assert told["old"]["anchor"] == "p4"
    assert told["pieces"][0]["changes"]
    stages = json.loads(run("diff", "som-1-minutes#p4", "--over-time", "--json").stdout)
    assert [stage["record"] for stage in stages] == ["som-1-minutes"] * 2 + ["som-2-minutes"]
    assert stages[2]["follows"][0]["kind"] == "supersedes"
    assert stages[2]["follows"][0]["changes"]


def test_the_same_paragraph_does_not_differ(sample: Path) -> None:
    said = run_in(sample, "diff", "som-1-minutes#p4", "som-1-minutes#p4").stdout
    assert said.endswith("\nNot a word differs.\n")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("som-1-minutes", "som-1-agend"), 1, "did you mean som-1-agenda"),
        (("som-1-minutes", "som-1"), 1, "som-1 is a meeting"),
        (("som-1-minutes#p9", "som-1-agenda"), 1, "no paragraph 'p9'"),
        (("som-1-minutes#p9", "--over-time"), 1, "no paragraph 'p9'"),
        (("som-1-minutes#p9",), 1, "no paragraph 'p9'"),
        (("som-1-minutes", "som-1-agenda", "x"), 2, "'x' is no version"),
        (("som-1-minutes", "0"), 2, "'0' is no version"),
        (("som-1-minutes", "1", "2", "3"), 2, "one record has two sides only"),
        (("som-1-minutes", "som-1-agenda", "--over-time"), 2, "--over-time follows one text"),
    ],
)
def test_what_cannot_be_compared_is_said(
    sample: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = run_in(sample, "diff", *words)
    assert (done.exit_code, said in done.stderr) == (code, True)


@pytest.mark.parametrize("words", [("som-1-agenda",), ("--over-time",)])
def test_it_fits_the_terminal(
    followed: Path, run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, run("diff", "som-1-minutes", *words).stdout.splitlines())) <= 60
