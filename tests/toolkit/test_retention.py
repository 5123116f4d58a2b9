"""`retention` at the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.toolkit.steps import ANN, rewrite, run_in

RULE = """
- id: names
  name: Lists of names
  years: 1
  after: meeting
  action: destroy
  authority: Rules of procedure, annex 3
  kinds: [participants]
  personal: true
"""


@pytest.fixture
def ruled(root: Path) -> Path:
    path = root / "records/registers/retention.yaml"
    path.write_text(path.read_text("utf-8") + RULE, encoding="utf-8", newline="\n")
    rewrite(root / "records/2024/som-1-participants.md", "retention: permanent\n", "")
    assert run_in(root, "save", "Keep names for a year", *ANN).exit_code == 0
    return root


def test_what_is_due_is_told_with_its_reckoning(ruled: Path) -> None:
    done = run_in(ruled, "retention", "due", "--on", "2026-01-01")
    assert done.output.splitlines()[:3] == [
        "Their time is over: 1 record",
        "  som-1-participants: Participants of the First Meeting of Senior Officials",
        "    1 year after the end of som-1, 14\N{EN DASH}15 March 2024: kept until 15 March 2025. "
        "Then to be destroyed; personal data. Rule names: the rule for its kind.",
    ]


def test_a_machine_reads_it(ruled: Path) -> None:
    said = json.loads(run_in(ruled, "retention", "due", "--on", "2026", "--json").output)
    assert said["values"]["day"] == "2026-12-31"
    assert [row["record"] for row in said["answer"]] == ["som-1-participants"]


def test_nothing_due_is_said(ruled: Path) -> None:
    done = run_in(ruled, "retention", "due", "--on", "2024-04-01", "--within", "1")
    assert done.output.startswith("No record in the archive has a retention that has ended by 2024")


def test_a_day_that_is_none_is_refused(ruled: Path) -> None:
    done = run_in(ruled, "retention", "due", "--on", "soon")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1


def test_the_schedule_names_authority_and_counts(ruled: Path) -> None:
    told = run_in(ruled, "retention", "schedule").output
    assert "kept           1 year after the end of its meeting" in told
    assert "Rules of procedure, annex 3" in told
    assert "1 (0 name it, 0 disposed of); without a rule of their own: participants" in told


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("- {id: b, name: B, years: 1}\n", "warning T003"),
        ("- {id: b, name: B, permanent: true, kinds: [participants]}\n", "warning T004"),
    ],
)
def test_rules_that_no_program_can_follow_are_found(ruled: Path, more: str, said: str) -> None:
    path = ruled / "records/registers/retention.yaml"
    path.write_text(path.read_text("utf-8") + more, encoding="utf-8", newline="\n")
    assert said in run_in(ruled, "check").output
