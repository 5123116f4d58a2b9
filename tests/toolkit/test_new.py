"""`new`: a record to fill in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.convert import convert
from archive.frontmatter import read_front, split
from archive.model import RECORD_KINDS, Front
from archive.yamltext import read
from tests.toolkit.steps import Run
from toolkit.drafting import slug, yaml_text


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_a_draft_of_each_kind_lacks_nothing_but_what_a_person_must_say(
    root: Path, run: Run, kind: str
) -> None:
    done = run("new", kind, "--meeting", "som-2", "--title", "What it is")
    assert done.exit_code == 0
    said = done.stdout.splitlines()
    assert said[1].startswith("Still to be filled in: its text (line ")
    assert said[2:] == ['Keep it with: secretariat save "why"']


def test_it_takes_year_title_and_id_from_the_meeting(root: Path, run: Run) -> None:
    run("new", "minutes", "--meeting", "som-2")
    text = (root / "records" / "2025" / "som-2-minutes.md").read_text("utf-8")
    front, faults = convert(read_front(split(text).front or ""), Front)
    assert faults == []
    assert front is not None
    assert (front.title, front.meeting) == (
        "Minutes of the Second Meeting of Senior Officials",
        "som-2",
    )
    assert (front.date, front.status) == ("2025-06-03", "draft")


def test_it_never_overwrites_and_never_gives_an_id_twice(root: Path, run: Run) -> None:
    for _ in range(3):
        run("new", "minutes", "--meeting", "som-1")
    names = sorted(path.name for path in (root / "records").rglob("som-1-minutes*.md"))
    assert names == [f"som-1-minutes{end}.md" for end in ("-2", "-3", "-4", "")]


def test_what_is_still_to_be_filled_in_is_no_error(root: Path, run: Run) -> None:
    done = run("new", "note")
    assert done.exit_code == 0
    assert "R008" not in done.output
    left = dict(re.findall(r"its (\w+) \(line (\d+)\)", done.stdout))
    lines = next((root / "records").rglob("note-*.md")).read_text("utf-8").splitlines()
    assert lines[int(left["title"]) - 1] == "title:"
    assert lines[int(left["date"]) - 1] == "date:"
    assert lines[int(left["text"]) - 1] == "The text, in paragraphs."


def test_the_help_in_a_new_record_is_not_counted_as_words(root: Path, run: Run) -> None:
    run("new", "note", "--title", "Sums")
    [path] = (root / "records").rglob("sums.md")
    plain = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    words = len(re.findall(r"\w+", "\n".join(plain)))
    assert f"sums.md: {words} words" in run("status").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lettre",), "did you mean letter?"),
        (("note", "--meeting", "som-9"), "did you mean som-2 or som-1?"),
        (("note", "--date", "yesterday"), "is no date in EDTF"),
    ],
)
def test_what_is_not_known_is_refused_and_nothing_written(
    root: Path, run: Run, words: tuple[str, ...], said: str
) -> None:
    before = sorted((root / "records").rglob("*"))
    done = run("new", *words)
    assert done.exit_code in (1, 2)
    assert said in done.stderr
    assert sorted((root / "records").rglob("*")) == before


def test_a_kind_of_the_process_is_known(root: Path, run: Run) -> None:
    path = root / "records" / "registers" / "process.yaml"
    path.write_text(path.read_text("utf-8") + "\nkinds: {call: A call for hosts}\n", "utf-8")
    assert run("new", "call", "--title", "Who hosts?").exit_code == 0


def test_a_title_in_another_script_still_gives_an_id(root: Path, run: Run) -> None:
    assert run("new", "letter", "--title", "교육부 장관", "--date", "2025").exit_code == 0
    assert (root / "records" / "2025" / "letter-2025.md").exists()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Straße nach Łódź", "strasse-nach-lodz"),
        ("Ærø og Đakovo", "aero-og-dakovo"),
        ("L'été à Nîmes", "lete-a-nimes"),
    ],
)
def test_letters_are_spelt_as_search_spells_them(title: str, name: str) -> None:
    assert slug(title) == name


def test_too_few_letters_give_no_name_and_the_meeting_stays(root: Path, run: Run) -> None:
    for _ in range(2):
        run("new", "letter", "--meeting", "som-1", "--title", "EU 교육부 2024")
    run("new", "letter", "--meeting", "som-1", "--title", "From the chair")
    names = {path.stem for path in (root / "records").rglob("som-1-*.md")}
    assert {"som-1-letter", "som-1-letter-2", "som-1-from-the-chair"} <= names


def test_the_language_is_filled_in_for_latin_script_only(root: Path, run: Run) -> None:
    run("new", "letter", "--title", "교육부 장관", "--date", "2025")
    lines = (root / "records/2025/letter-2025.md").read_text("utf-8").splitlines()
    assert not any(line.startswith("language:") for line in lines)
    assert any(line.startswith("# language:") for line in lines)
    run("new", "letter", "--title", "Ein Brief", "--date", "2025")
    assert "\nlanguage: en\n" in (root / "records/2025/ein-brief.md").read_text("utf-8")


@given(st.text(max_size=80))
def test_a_slug_is_an_id_or_nothing(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), min_size=1))
def test_a_title_survives_its_way_through_yaml(text: str) -> None:
    title = " ".join(text.split())
    if title:
        assert read(f"title: {yaml_text(title)}\n") == {"title": title}
