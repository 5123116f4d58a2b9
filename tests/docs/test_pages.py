"""What the documentation names is there: links, questions, commands, fields, the version."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from archive.model import REGISTERS, Front, Process
from archive.questions import all_questions
from tests.docs.cli_page import commands
from tests.docs.pages import PAGES, ROOT, anchors, examples, links, name_of, text_of
from toolkit import __version__

EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=name_of)


@EACH_PAGE
def test_relative_links_lead_somewhere(page: Path) -> None:
    for target in links(text_of(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.exists(), f"{target} is not there"
        if anchor:
            assert anchor in anchors(text_of(place)), f"{target}: no such heading"


@EACH_PAGE
def test_questions_named_are_there(page: Path) -> None:
    asked = set(re.findall(r"secretariat ask ([a-z][a-z-]+)", text_of(page)))
    assert asked <= {question.name for question in all_questions()}


@EACH_PAGE
def test_values_given_to_a_question_are_taken_by_it(page: Path) -> None:
    takes = {each.name: {param.name for param in each.params} for each in all_questions()}
    for name, values in re.findall(r"secretariat ask ([a-z][a-z-]+)([^`\n]*)", text_of(page)):
        given = set(re.findall(r"\b([a-z_]+)=", values))
        assert given <= takes[name], f"{name} does not take {given - takes[name]}"


@EACH_PAGE
def test_commands_named_are_there(page: Path) -> None:
    named = set(
        re.findall(r"(?:`|\$ |^    )secretariat ([a-z]+(?:-[a-z]+)*)", text_of(page), re.MULTILINE)
    )
    known = {name.partition(" ")[2] for name, _ in commands()}
    assert named <= known


@EACH_PAGE
def test_no_path_of_a_machine_is_named(page: Path) -> None:
    assert not re.search(r"(?<![\w.])/(?:tmp|home|root|work|Users)/", text_of(page))


def test_every_question_is_described() -> None:
    said = text_of(ROOT / "docs" / "auditor.md")
    assert not [each.name for each in all_questions() if f"`{each.name}`" not in said]


def test_the_changelog_has_an_entry_for_this_version() -> None:
    entry = re.compile(rf"^## \[?{re.escape(__version__)}\]? - \d{{4}}-\d\d-\d\d$", re.MULTILINE)
    assert entry.search(text_of(ROOT / "CHANGELOG.md"))


def _fields(cls: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(cls)}


@pytest.mark.parametrize(
    ("heading", "cls"),
    [
        ("Front matter", Front),
        ("process", Process),
        *((name, entry) for name, (_, entry) in REGISTERS.items()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_field_of_the_format_is_described(heading: str, cls: type[msgspec.Struct]) -> None:
    page = text_of(ROOT / "docs" / "format.md")
    own = page.split(f"\n## {heading}\n" if cls is Front else f"\n### {heading}\n")[1]
    own = re.split(r"\n## " if cls is Front else r"\n##+ ", own)[0]
    shared = page.split("\n### Every entry\n")[1].split("\n### ")[0]
    missing = [name for name in sorted(_fields(cls)) if f"`{name}`" not in own + shared]
    assert not missing, f"docs/format.md says nothing of {missing} under {heading}"


def test_the_decisions_are_numbered_through() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


def test_the_readme_shows_the_two_commands() -> None:
    shown = "\n".join(examples(text_of(ROOT / "README.md"), "sh"))
    assert "python3 -m toolkit serve" in shown
    assert "python3 -m toolkit test" in shown
