"""`show`, `history`, `diff` and `search`."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from tests.toolkit.steps import Run, git, rewrite, run_in

MINUTES = "records/2024/som-1-minutes.md"


def test_a_record_shows_its_facts_in_words_and_its_text(sample: Path) -> None:
    said = run_in(sample, "show", "invitation-letter-arland").stdout
    assert said.startswith("Invitation to the First Meeting of Ministers\n")
    assert "about April 2024 (inferred; written after" in said
    assert "Maria Sample (maria-sample), Head of the Secretariat, Arland (arland)" in said
    assert "First Meeting of Ministers (ministers-1)" in said
    assert "Says of First Meeting of Ministers:\n    date: September 2024 (planned), p2\n" in said
    assert "Not known:\n    date - The letter bears no date.\n" in said
    assert "We have the honour to invite you" in said


def test_a_record_shows_the_anchor_and_number_of_each_paragraph(sample: Path) -> None:
    lines = run_in(sample, "show", "som-1-minutes").stdout.splitlines()
    assert [line for line in lines if line.startswith("h1  ")] == ["h1  Opening"]
    assert any(line.startswith("p3  3. The secretariat will invite") for line in lines)
    assert any(line.startswith("    [") and "owner secretariat" in line for line in lines)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_a_record_fits_the_terminal_and_tells_an_id_once(
    sample: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    said = run_in(sample, "show", "invitation-letter-arland").stdout
    assert max(map(len, said.splitlines())) <= int(columns)
    assert said.count("(ministers-1)") == 1


def test_values_that_are_ids_are_told_by_name(root: Path, run: Run) -> None:
    letter = root / "records/2024/invitation-letter-arland.md"
    path = letter if letter.exists() else next(root.rglob("*invitation*.md"))
    rewrite(path, "property: date, value: 2024-09", "property: host, value: arland")
    run("build")
    assert "    host: Arland (planned), p2\n" in run("show", "invitation-letter-arland").stdout


def test_a_closed_record_says_on_what_ground(sample: Path) -> None:
    said = run_in(sample, "show", "host-selection-note").stdout
    assert "secretariat (confidential talks between governments, closed from 1 July 2025" in said


def test_adoption_and_enclosures_are_told(sample: Path) -> None:
    assert "(by Second Meeting of Senior Officials (som-2), item 2)" in (
        run_in(sample, "show", "som-1-minutes").stdout
    )
    assert "enclosed by" in run_in(sample, "show", "secretariat-presentation").stdout


def test_one_paragraph_with_its_marks(sample: Path) -> None:
    said = run_in(sample, "show", "som-1-minutes#p3").stdout
    assert "(som-1-minutes#p3)" in said
    assert "The secretariat will invite Cestria" in said
    assert "owner secretariat" in said
    assert "Opening" not in said


def test_a_paragraph_that_is_not_there_names_those_that_are(sample: Path) -> None:
    done = run_in(sample, "show", "som-1-minutes#p9")
    assert done.exit_code == 1
    assert "p1, p2" in done.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ministers-1", "date: September 2024 (planned), says invitation-letter-arland#p2"),
        ("ministers-1", "the register follows ministers-1-conclusions#p1"),
        ("arland", "som-1-participants"),
        ("first-term", "Ministry of Education of Arland"),
        ("working-group-recognition", "partner Belmora (belmora), role co-chair"),
        ("maria-sample", "Head of the Secretariat"),
        ("themes-2024", "Recognition of degrees"),
    ],
)
def test_a_register_entry_shows_its_facts_claims_and_records(
    sample: Path, name: str, said: str
) -> None:
    assert said in run_in(sample, "show", name).stdout


@pytest.mark.parametrize(
    "words",
    [("show", "som-1-minuts"), ("history", "som-1-minuts"), ("diff", "som-1-minuts"),
     ("show", "som-1-minuts#p3")],
)  # fmt: skip
def test_an_unknown_id_names_the_near_one(sample: Path, words: tuple[str, ...]) -> None:
    done = run_in(sample, *words)
    assert done.exit_code == 1
    assert "som-1-minutes" in done.stderr


@pytest.mark.parametrize(
    "words",
    [("show", "som-1-minutes"), ("show", "som-1-minutes#p3"), ("show", "ministers-1"),
     ("history", "ministers-1"), ("diff", "som-1-minutes"), ("search", "recognition")],
)  # fmt: skip
def test_each_prints_json(sample: Path, words: tuple[str, ...]) -> None:
    json.loads(run_in(sample, *words, "--json").stdout)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("diff", "som-1"),
            "som-1 is a meeting: it has no versions to compare; `secretariat history",
        ),
        (
            ("show", "som-1#p1"),
            "som-1 is a meeting: it has no paragraphs; `secretariat show som-1`",
        ),
    ],
)
def test_an_entry_that_is_no_record_is_called_by_its_kind(
    sample: Path, words: tuple[str, ...], said: str
) -> None:
    done = run_in(sample, *words)
    assert done.exit_code == 1
    assert said in done.stderr
    assert "did you mean" not in done.stderr


def test_what_was_refused_is_not_offered(sample: Path) -> None:
    offered = run_in(sample, "diff", "som-11").stderr.partition("did you mean ")[2]
    assert not {"som-1", "som-2", "som-11"} & set(offered.strip("?\n").split(" or "))


@pytest.fixture
def amended(root: Path, run: Run) -> Path:
    """The minutes in two saved versions and one that is not saved."""
    rewrite(root / MINUTES, "Nine persons", "Ten persons")
    rewrite(root / MINUTES, "status: adopted", "status: final")
    rewrite(root / MINUTES, 'adopted_by: "som-2#2"\n', "")
    assert run("save", "Counted again").exit_code == 0
    rewrite(root / MINUTES, "Ten persons", "Eleven persons")
    assert run("build").exit_code == 0
    return root


def test_a_record_as_known_at_a_save(amended: Path, run: Run) -> None:
    first = git(amended, "rev-parse", "HEAD~1").strip()
    then = run("show", "som-1-minutes", "--as-known-at", first).stdout
    assert "Nine persons" in then
    assert "adopted" in then
    assert "Ten persons" in run("show", "som-1-minutes", "--as-known-at", "today").stdout
    assert "Eleven persons" in run("show", "som-1-minutes").stdout


def test_what_was_not_known_yet_is_said(sample: Path) -> None:
    for name in ("som-1-minutes", "som-1"):
        done = run_in(sample, "show", name, "--as-known-at", "2001-01-01")
        assert done.exit_code == 1
        assert "the archive knew nothing yet on 2001-01-01" in done.stderr


def test_the_history_of_a_record_tells_who_and_why(amended: Path, run: Run) -> None:
    said = run("history", "som-1-minutes").stdout
    assert "    version 1: created, status adopted\n" in said
    assert "record created" not in said
    assert "Ann Example: Counted again" in said
    assert "not saved yet\n    version 3: text changed" in said


def test_the_history_names_the_saves_by_which_it_can_be_asked(amended: Path, run: Run) -> None:
    short = git(amended, "rev-parse", "HEAD~1").strip()[:10]
    assert short in run("history", "som-1-minutes").stdout
    assert "Nine persons" in run("show", "som-1-minutes", "--as-known-at", short).stdout
    refused = run("show", "som-1-minutes", "--as-known-at", "feed12").stderr
    assert "`secretariat history ID`" in refused


def test_the_history_tells_what_a_record_says_anew(root: Path, run: Run) -> None:
    path = next(root.rglob("*invitation*.md"))
    rewrite(path, "property: date, value: 2024-09", "property: date, value: 2024-10")
    rewrite(path, "{property: date, note: The letter bears no date.}", "{property: sender}")
    assert run("save", "Read again").exit_code == 0
    said = run("history", "invitation-letter-arland").stdout.partition("Read again\n")[2]
    assert (
        "on First Meeting of Ministers (ministers-1), date: September 2024 -> October 2024" in said
    )
    assert "    no longer said to be unknown: date\n" in said
    assert "    not known: sender\n" in said


def test_the_history_of_an_entry_tells_what_changed(root: Path, run: Run) -> None:
    rewrite(root / "records/registers/meetings.yaml", "place: Port Arland", "place: Elsewhere")
    run("save", "The place")
    said = run("history", "som-1").stdout
    assert "meeting changed: place: Port Arland -> Elsewhere" in said


def test_a_difference_shows_words_and_facts(amended: Path, run: Run) -> None:
    said = run("diff", "som-1-minutes", "1", "2").stdout
    assert "[-Nine-]{+Ten+}" in said.replace(" {+", "{+")
    assert "{+final+}" in said
    assert "Counted again" in said


def test_a_difference_is_with_the_last_version_by_default(amended: Path, run: Run) -> None:
    said = run("diff", "som-1-minutes").stdout
    assert "{+Eleven+}" in said
    assert "not saved yet" in said
    assert "[-Nine-]" in run("diff", "som-1-minutes", "1").stdout


def test_one_version_has_nothing_to_be_compared_with(sample: Path) -> None:
    done = run_in(sample, "diff", "som-1-minutes")
    assert done.exit_code == 0
    assert "has one version only" in done.stdout
    assert "has no version 2" in run_in(sample, "diff", "som-1-minutes", "1", "2").stderr


def test_a_search_finds_ranks_and_limits(sample: Path) -> None:
    said = run_in(sample, "search", "recognition").stdout
    assert "Terms of Reference of the Working Group on Recognition" in said.splitlines()[0]
    assert said.splitlines()[-1].endswith("records found.")
    assert "the best 1 are shown" in run_in(sample, "search", "recognition", "--limit", "1").stdout


@pytest.mark.parametrize("word", ["", "  "])
def test_a_search_for_nothing_is_a_mistake(sample: Path, word: str) -> None:
    done = run_in(sample, "search", word)
    assert done.exit_code == 2
    assert "Say what to look for" in done.stderr


@pytest.mark.parametrize("words", [("--", "---"), ("---",), ("-zebra", "crossing"), ("-hzz",)])
def test_words_with_hyphens_are_words(sample: Path, words: tuple[str, ...]) -> None:
    assert run_in(sample, "search", *words).exit_code == 0


def test_a_word_after_a_hyphen_is_left_out(sample: Path) -> None:
    every = json.loads(run_in(sample, "search", "meeting", "--json").stdout)["total"]
    fewer = json.loads(run_in(sample, "search", "meeting", "-opening", "--json").stdout)["total"]
    assert 0 < fewer < every
    other = json.loads(run_in(sample, "search", "meeting", "-not at all", "--json").stdout)["total"]
    assert other == every


def test_options_of_a_search_are_understood_beside_words(sample: Path) -> None:
    for given in (("--limit", "1"), ("--limit=1",)):
        done = run_in(sample, "search", *given, "-zebra", "recognition", "--json")
        assert len(json.loads(done.stdout)["hits"]) == 1
    assert "--limit N" in run_in(sample, "search", "--help").stdout


def test_a_search_that_finds_nothing_says_so(sample: Path) -> None:
    done = run_in(sample, "search", "zebra", "crossing")
    assert done.exit_code == 0
    assert done.stdout == "No record holds all of this: zebra crossing\n"


def test_a_list_of_themes_is_an_outline(root: Path, run: Run) -> None:
    path = root / "records/registers/themes.yaml"
    path.write_text(
        "- id: plan\n  name: The Plan\n  kind: strategy\n  items:\n"
        "    - id: aims\n      label: Aims\n      kind: objective\n      note: All of them.\n"
        "      items: [{id: aim-1, label: First aim, kind: aim}]\n",
        encoding="utf-8",
    )
    run("build")
    said = run("show", "plan").stdout
    assert (
        "Items:\n    Aims (aims) [objective]\n        All of them.\n"
        "        First aim (aim-1) [aim]\n"
    ) in said
    assert said.count("First aim") == 1


def test_a_gap_that_is_told_twice_is_shown_once() -> None:
    from archive.entry import EntryPage, Gap
    from toolkit.pages import entry_lines

    gaps = [
        Gap("adoption", "Whether and when it was adopted is not in the archive."),
        Gap("owner", None),
        Gap("adoption", "Whether and when the plan was adopted is not in the archive."),
        Gap("adoption", None),
        Gap("adoption", "Who was there?"),
    ]
    page = EntryPage("plan", "theme_list", "The Plan", True, {}, [], [], gaps, [])
    said = [click.unstyle(line) for line in entry_lines(page, lambda name: None)]
    assert said[said.index("Not known:") + 1 :] == [
        "    adoption - Whether and when it was adopted is not in the archive.",
        "    owner",
        "    adoption - Who was there?",
    ]


def test_a_year_or_month_is_its_last_day(sample: Path) -> None:
    year = git(sample, "log", "-1", "--format=%cs")[:4]
    assert run_in(sample, "show", "som-1-minutes", "--as-known-at", year).exit_code == 0
    assert run_in(sample, "show", "som-1-minutes", "--as-known-at", f"{year}-12").exit_code == 0
    done = run_in(sample, "show", "som-1-minutes", "--as-known-at", "1999-02")
    assert "the archive knew nothing yet on 1999-02:" in done.stderr


@pytest.mark.parametrize("name", ["late", "late-meeting"])
def test_what_was_not_known_yet_is_told_as_it_was_asked(root: Path, run: Run, name: str) -> None:
    before = git(root, "rev-parse", "HEAD").strip()
    (root / "records/late.md").write_text("---\nid: late\nkind: note\ntitle: L\n---\nText\n")
    with (root / "records/registers/meetings.yaml").open("a", encoding="utf-8") as file:
        file.write("\n- {id: late-meeting, title: Late, body: senior-officials}\n")
    run("save", "Late", "--even-with-errors")
    now = git(root, "rev-parse", "HEAD")[:10]
    done = run("show", name, "--as-known-at", before[:8])
    assert done.exit_code == 1
    assert f"{name} was not in the archive as known at {before[:8]}: it came in with" in done.stderr
    assert f"the save {now} of " in done.stderr


PAGED = """\
---
id: paper
kind: note
title: Paper
original: paper.pdf
puid: fmt/17
embedded: [{kind: author, value: Jane}, {kind: comment, value: X}, {kind: comment, value: Y}]
claims: [{about: ministers-1, property: participants, value: 9, at: page-2}]
---
{page=1}
# Aims

{page=2}
One.

Two.

{page=3 .decision}
Three.
"""


@pytest.fixture
def paper(root: Path, run: Run) -> Run:
    (root / "records/paper.md").write_text(PAGED, encoding="utf-8")
    (root / "records/paper.pdf").write_bytes(b"%PDF-")
    run("build")
    return run


def test_a_page_shows_its_paragraphs_and_what_is_said_on_it(paper: Run) -> None:
    said = paper("show", "paper#page-2").stdout
    assert said.startswith("Paper - page 2 (paper#page-2)\n")
    assert "p1  One." in said
    assert "p2  Two." in said
    assert "Three." not in said
    assert "participants: 9 (reported), page-2" in said


def test_a_page_as_data(paper: Run) -> None:
    told = json.loads(paper("show", "paper#page-2", "--json").stdout)
    assert (told["kind"], told["value"]) == ("page", "2")
    assert [p["anchor"] for p in told["paragraphs"]] == ["p1", "p2"]


def test_a_record_tells_where_its_pages_begin(paper: Run) -> None:
    said = paper("show", "paper").stdout
    assert "-- page 3 --\np3  Three.\n    [decision]" in said
    assert "author, comment (2)" in said
    assert "PRONOM fmt/17" in said


def test_a_page_that_is_not_there_names_those_that_are(paper: Run) -> None:
    got = paper("show", "paper#page-9")
    assert got.exit_code == 1
    assert "no page, slide or sheet 'page-9': it has page-1, page-2, page-3" in got.stderr


def test_pages_are_blamed_and_compared(paper: Run) -> None:
    assert "Two." in paper("blame", "paper#page-2").stdout
    said = paper("diff", "paper#page-2", "paper#page-3").stdout
    assert "[-One. Two-]{+Three+}" in said


def test_a_meeting_leads_to_what_it_decided_and_to_who_came(sample: Path) -> None:
    said = run_in(sample, "show", "som-1").stdout
    for words in (("decisions", "--meeting", "som-1"), ("ask", "who-came", "meeting=som-1")):
        assert f"secretariat {' '.join(words)}" in said
        assert "som-1" in run_in(sample, *words).stdout


def test_minutes_that_nobody_adopted_say_so(root: Path) -> None:
    said = "That a later meeting adopted these minutes is not in the archive."
    assert said not in run_in(root, "show", "som-1-minutes").stdout
    for path, parts in (
        (MINUTES, ("status: adopted\n", 'adopted_by: "som-2#2"\n')),
        ("records/registers/meetings.yaml", ("  minutes_status: adopted\n",)),
    ):
        text = (root / path).read_text(encoding="utf-8")
        for part in parts:
            text = text.replace(part, "")
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    run_in(root, "build")
    assert said in run_in(root, "show", "som-1-minutes").stdout
