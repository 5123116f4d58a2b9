from __future__ import annotations

from pathlib import Path

import pytest

from archive.convert import convert, date_faults
from archive.errors import NoWorkspace
from archive.frontmatter import read_front, split
from archive.model import REGISTERS, Front
from archive.registers import parse
from archive.workspace import KEPT, NotEmpty, create, find


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return create(tmp_path / "ws").root


def test_it_is_found_from_any_folder_in_it(made: Path) -> None:
    assert find(made).root == made
    assert find(made / "records" / "2024").root == made


def test_parts_are_where_they_are_said_to_be(made: Path) -> None:
    here = find(made)
    assert here.records.is_dir()
    assert here.config.is_file()
    assert here.archive == made / "archive.db"
    assert here.relative(made / "records" / "2024") == "records/2024"


@pytest.mark.parametrize("there", [("records/",), ("datasette.yaml",), ()])
def test_half_a_workspace_is_none(tmp_path: Path, there: tuple[str, ...]) -> None:
    for name in there:
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).touch()
    with pytest.raises(NoWorkspace, match="secretariat init"):
        find(tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspace, match="there is no folder"):
        find(tmp_path / "none")


def test_a_new_one_holds_all_that_a_save_keeps(made: Path) -> None:
    assert all((made / name).exists() for name in KEPT)
    assert {each.name for each in made.iterdir()} == set(KEPT)


def test_only_an_empty_folder_or_a_bare_repository_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    create(tmp_path)
    with pytest.raises(NotEmpty, match="is not empty"):
        create(tmp_path)


def test_the_samples_are_read_without_a_fault(made: Path) -> None:
    for path in (made / "records").glob("20*/*.md"):
        front, faults = convert(read_front(split(path.read_text("utf-8")).front or ""), Front)
        assert faults == [], path
        assert front is not None
        assert date_faults(front) == []
    for name in REGISTERS.keys() - {"imports"}:  # a new workspace has nothing brought in
        read = parse(name, (made / "records" / "registers" / f"{name}.yaml").read_text("utf-8"))
        assert read.faults == (), name
        assert read.entries


def test_the_samples_show_every_feature(made: Path) -> None:
    texts = "\n".join(path.read_text("utf-8") for path in (made / "records").rglob("*.md"))
    for feature in ("{.decision", "{.action", "]{.personal}", "]{.restricted}", "\nclaims:",
                    "\nunknowns:", "\nfrom: {person:", "\nattendance:", "\nclosure:",
                    "\noriginal:", "\nadopted_by:", "\n2. "):  # fmt: skip
        assert feature in texts
