"""`build --edition`, `edition diff` and `edition review` as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.toolkit.steps import run_in

KEY = "records/editions.key"


def test_the_public_edition_is_built_and_its_key_is_told(root: Path) -> None:
    done = run_in(root, "build", "--edition", "public")
    assert done.exit_code == 0, done.output
    assert "archive-public.db made anew" in done.output
    assert f"{KEY} was made" in done.stderr
    assert (root / "archive-public.db").is_file()
    again = run_in(root, "build", "--edition", "public")
    assert "archive-public.db is up to date" in again.output
    assert "was made" not in again.stderr


def test_an_edition_that_there_is_not_is_a_mistake_of_usage(root: Path) -> None:
    assert run_in(root, "build", "--edition", "press").exit_code == 2


def test_the_difference_says_what_and_why(root: Path) -> None:
    done = run_in(root, "edition", "diff", "--edition", "public")
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "host-selection-note" in said
    assert "ground: confidential talks between governments" in said
    assert "Not seen by the partners" not in said
    assert "shown as closed-" not in said  # there is no key yet, so nothing has such a name
    assert run_in(root, "build", "--edition", "public").exit_code == 0
    said = run_in(root, "edition", "diff", "--edition", "public").output
    assert "shown as closed-" in " ".join(said.split())


def test_looking_at_what_is_closed_makes_no_key(root: Path) -> None:
    run_in(root, "edition", "diff")
    run_in(root, "edition", "review")
    assert not (root / KEY).exists()


def test_the_difference_for_machines(root: Path) -> None:
    done = run_in(root, "edition", "diff", "--json")
    told = json.loads(done.stdout)
    assert set(told) == {"public", "partners"}
    passages = [each for each in told["partners"] if each["sort"] == "passage"]
    assert [(each["id"], each["why"]) for each in passages] == [
        ("som-1-participants", "personal data: {.personal}")
    ]


def test_closures_to_be_reviewed_are_listed_and_stay_closed(root: Path) -> None:
    assert run_in(root, "edition", "review").output.strip() == "No closure is to be reviewed."
    path = root / "records/2025/host-selection-note.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("review: 2030-07-01", "review: 2025-07-02"), encoding="utf-8")
    done = run_in(root, "edition", "review")
    assert "host-selection-note" in done.output
    assert "2025-07-02" in done.output
    run_in(root, "build", "--edition", "public")
    assert b"ready to host" not in (root / "archive-public.db").read_bytes()
