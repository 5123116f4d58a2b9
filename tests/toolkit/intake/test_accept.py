"""From a file that waits to a saved record: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive.errors import SaveFailed
from archive.frontmatter import newlines, read_front, split
from archive.workspace import Workspace
from tests.toolkit.intake.runners import Here, enclosing, failing, read
from tests.toolkit.steps import Run, git
from toolkit.intake.accept import Accepted, Accepting, with_encloses
from toolkit.intake.adding import Adding, Wanted
from toolkit.intake.model import Extracted, Guess, Hidden, Identity, Proposal
from toolkit.intake.store import Item, Store
from toolkit.intake.tasks import Result, Task
from toolkit.saving.repository import Repository, Saver

ANN = Saver("Ann Example", "ann@example.org")


def add(store: Store, folder: Path, reader: Callable[[Task], Result] = read) -> list[Item]:
    Adding(store, Wanted(), {}).run([folder], Here(reader), lambda done, known: None)
    return [store.item(item.id) for item in store.items("read", "failed")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "SOM 3"
    made.mkdir()
    return made


def accepted(workspace: Workspace, store: Store, *items: Item) -> list[Accepted]:
    return Accepting(workspace, store).accept(items, ANN)


def front_of(workspace: Workspace, path: str) -> dict[str, object]:
    text = (workspace.root / path).read_text(encoding="utf-8")
    return read_front(split(newlines(text)).front or "")


def files(workspace: Workspace) -> set[str]:
    return {p.relative_to(workspace.root).as_posix() for p in workspace.records.rglob("*.*")}


def test_a_record_and_its_original_are_saved(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    (folder / "a.txt").write_bytes(b"A letter\r\nof three lines\r\n")
    (done,) = accepted(workspace, store, *add(store, folder))
    assert done.record.path == "records/2024/a-letter.md"
    assert (workspace.root / done.record.original).read_bytes() == b"A letter\r\nof three lines\r\n"
    assert git(workspace.root, "status", "--porcelain").strip() == ""


def test_the_save_names_source_hash_and_reader(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    (folder / "a.txt").write_text("A letter", encoding="utf-8")
    (item,) = add(store, folder)
    accepted(workspace, store, item)
    said = git(workspace.root, "log", "-1", "--format=%B|%an")
    assert "Source: SOM 3/a.txt" in said
    assert item.sha256 in said
    assert "test 1" in said
    assert said.strip().endswith("|Ann Example")


def test_check_finds_no_error_in_it(
    workspace: Workspace, store: Store, folder: Path, run: Run
) -> None:
    (folder / "a.txt").write_text("A letter: of [1] & {more}", encoding="utf-8")
    (done,) = accepted(workspace, store, *add(store, folder))
    checked = run("check", done.record.path)
    assert checked.exit_code == 0, checked.output


def test_two_of_one_title_get_two_ids(workspace: Workspace, store: Store, folder: Path) -> None:
    (folder / "a.txt").write_text("Same title\n1", encoding="utf-8")
    (folder / "b.txt").write_text("Same title\n2", encoding="utf-8")
    done = accepted(workspace, store, *add(store, folder))
    assert [each.record.id for each in done] == ["same-title", "same-title-2"]


def test_what_could_not_be_read_can_still_be_kept(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    (folder / "plan.dwg").write_bytes(b"\x00\x01")
    (done,) = accepted(workspace, store, *add(store, folder, failing))
    assert done.record.text.endswith("*The original lies beside this record; it is broken.*\n")
    assert done.record.original == "records/undated/plan.dwg"


def test_a_markdown_original_keeps_its_bytes_in_git(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    (folder / "a.md").write_bytes(b"A title\r\n")
    (done,) = accepted(workspace, store, *add(store, folder))
    kept = git(workspace.root, "cat-file", "-s", f"HEAD:{done.record.original}")
    assert int(kept) == len(b"A title\r\n")


def test_mail_is_closed_until_somebody_says_otherwise(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    def as_mail(task: Task) -> Result:
        identity = Identity(form="eml", media_type="message/rfc822")
        return Result(id=task.id, identity=identity, extracted=Extracted(reader="mail 1", text="x"))

    (folder / "a.eml").write_text("x", encoding="utf-8")
    (done,) = accepted(workspace, store, *add(store, folder, as_mail))
    front = front_of(workspace, done.record.path)
    assert front["access"] == "secretariat"
    assert set(front["closure"]) == {"ground", "review"}  # type: ignore[call-overload]


def test_what_came_within_a_mail_at_any_depth_is_closed(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    def reader(task: Task) -> Result:
        done = enclosing(task)
        form = "eml" if task.name == "a.txt" else "zip"
        return replace(done, identity=Identity(form=form, media_type="x/x"))

    (folder / "a.txt").write_text("A mail\n> > deep", encoding="utf-8")
    done = accepted(workspace, store, *add(store, folder, reader))
    closed = [front_of(workspace, each.record.path)["access"] for each in done]
    assert closed == ["secretariat"] * 3


def test_a_meeting_that_no_register_has_is_left_out(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    def reader(task: Task) -> Result:
        guess = Guess(field="meeting", value="som-99", rule="r", confidence=0.9)
        return replace(read(task), proposal=Proposal(guesses=(guess,)))

    (folder / "a.txt").write_text("A text", encoding="utf-8")
    (done,) = accepted(workspace, store, *add(store, folder, reader))
    assert done.record.left_out == {"meeting": "no register has som-99"}
    assert "meeting" not in front_of(workspace, done.record.path)


def test_a_title_in_another_script_names_no_record(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    (folder / "a.txt").write_text("감사 편지 ASEMME10", encoding="utf-8")
    (done,) = accepted(workspace, store, *add(store, folder))
    assert done.record.id == "note-2024"


def test_what_it_carries_beside_its_text_is_listed(
    workspace: Workspace, store: Store, folder: Path, run: Run
) -> None:
    def hiding(task: Task) -> Result:
        hidden = (Hidden(kind="author", value='Jane: "x" {y} # z', place="core"),)
        return Result(id=task.id, extracted=Extracted(reader="t 1", text="Words.", hidden=hidden))

    (folder / "a.txt").write_text("x", encoding="utf-8")
    (done,) = accepted(workspace, store, *add(store, folder, hiding))
    assert front_of(workspace, done.record.path)["embedded"] == [
        {"kind": "author", "value": 'Jane: "x" {y} # z', "place": "core"}
    ]
    assert run("check", done.record.path).exit_code == 0


def test_what_does_not_fit_the_format_is_left_out_and_named(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    def odd(task: Task) -> Result:
        guesses = (
            Guess(field="title", value="A title", rule="r", confidence=1),
            Guess(field="date", value="the day after", rule="r", confidence=1),
            Guess(field="to", value="[a, {b", rule="r", confidence=1),
        )
        proposal = Proposal(guesses=guesses)
        extracted = Extracted(reader="t 1", text="Words.")
        return Result(id=task.id, extracted=extracted, proposal=proposal)

    (folder / "a.txt").write_text("x", encoding="utf-8")
    (done,) = accepted(workspace, store, *add(store, folder, odd))
    assert sorted(done.record.left_out) == ["date", "to"]
    assert front_of(workspace, done.record.path)["title"] == "A title"


@pytest.mark.parametrize("holder_first", [True, False])
def test_a_holder_names_what_came_within_it(
    workspace: Workspace, store: Store, folder: Path, holder_first: bool
) -> None:
    (folder / "a.txt").write_text("A mail\n> attached", encoding="utf-8")
    items = add(store, folder, enclosing)
    order = items if holder_first else items[::-1]
    for item in order:
        accepted(workspace, store, store.item(item.id))
    assert front_of(workspace, "records/2024/a-mail.md")["encloses"] == ["attached"]
    assert git(workspace.root, "status", "--porcelain").strip() == ""


def test_a_mail_that_answers_another_says_so(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    def mail(task: Task) -> Result:
        said = Path(task.path).read_text(encoding="utf-8").split()
        properties = {"message-id": said[0]} | ({"in-reply-to": said[1]} if said[1:] else {})
        extracted = Extracted(reader="mail 1", text="x", properties=properties)
        return Result(id=task.id, extracted=extracted)

    (folder / "1.eml").write_text("<1@x>", encoding="utf-8")
    (folder / "2.eml").write_text("<2@x> <1@x>", encoding="utf-8")
    first, second = add(store, folder, mail)
    (one,) = accepted(workspace, store, first)
    (two,) = accepted(workspace, store, second)
    assert front_of(workspace, two.record.path)["reply_to"] == one.record.id


def test_a_save_that_fails_leaves_nothing_behind(
    workspace: Workspace, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_text("A letter", encoding="utf-8")
    items = add(store, folder)
    before = files(workspace)

    def refuse(*_: object) -> str | None:
        raise SaveFailed("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Repository, "commit", refuse)
        with pytest.raises(SaveFailed):
            accepted(workspace, store, *items)
    assert files(workspace) == before
    assert len(accepted(workspace, store, *store.items("read"))) == 1


@pytest.mark.parametrize("name", ["a-letter.txt", "a-letter.md"])
def test_a_file_in_the_way_is_left_as_it_is(
    workspace: Workspace, store: Store, folder: Path, name: str
) -> None:
    (folder / "a.txt").write_text("A letter", encoding="utf-8")
    (item,) = add(store, folder)
    theirs = workspace.records / "2024" / name
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("theirs", encoding="utf-8")
    with pytest.raises(SaveFailed, match="is there already"):
        accepted(workspace, store, item)
    assert theirs.read_text(encoding="utf-8") == "theirs"
    assert store.item(item.id).record is None


class Killed(BaseException):
    """As if the process had ended there: nothing that follows is run."""


def test_what_a_killed_command_wrote_is_taken_back(
    workspace: Workspace, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_text("A letter", encoding="utf-8")
    (item,) = add(store, folder)
    before = files(workspace)

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Repository, "commit", die)
        patch.setattr(Accepting, "_take_back", lambda *_: None)
        with pytest.raises(Killed):
            accepted(workspace, store, item)
    assert files(workspace) != before
    somebodys = workspace.records / "2024" / "a-letter.notes.txt"
    somebodys.write_text("mine", encoding="utf-8")
    Accepting(workspace, store)
    assert files(workspace) == before | {"records/2024/a-letter.notes.txt"}
    assert accepted(workspace, store, store.item(item.id))[0].record.id == "a-letter"


def test_a_killed_command_leaves_no_name_of_what_was_not_saved(
    workspace: Workspace, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_text("A mail\n> first\n> second", encoding="utf-8")
    holder, *within = add(store, folder, enclosing)
    (mail,) = accepted(workspace, store, holder)
    path = workspace.root / mail.record.path
    before = path.read_bytes()

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Repository, "commit", die)
        patch.setattr(Accepting, "_take_back", lambda *_: None)
        with pytest.raises(Killed):
            accepted(workspace, store, *(store.item(item.id) for item in within))
    assert path.read_bytes() != before
    Accepting(workspace, store)
    assert path.read_bytes() == before
    assert git(workspace.root, "status", "--porcelain").strip() == ""


def test_what_a_killed_command_had_saved_counts_as_accepted(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    (folder / "a.txt").write_text("A letter", encoding="utf-8")
    (item,) = add(store, folder)
    (done,) = accepted(workspace, store, item)
    store.update(item.id, state="read", record=done.record.path)  # the last step was not reached
    Accepting(workspace, store)
    assert (store.item(item.id).state, store.item(item.id).record) == ("accepted", "a-letter")


@pytest.mark.parametrize(
    ("front", "wanted"),
    [
        ("id: a\n", "id: a\nencloses: [x]\n"),
        ("encloses: [y]\nid: a\n", "encloses: [y, x]\nid: a\n"),
        ("encloses:\n  - y\n  - z\nid: a\n", "encloses: [y, z, x]\nid: a\n"),
        ("encloses: x\nid: a\n", "encloses: [x]\nid: a\n"),
    ],
)
def test_enclosures_are_written_into_any_form(front: str, wanted: str) -> None:
    text = f"---\n{front}---\nBody: encloses\n"
    new = with_encloses(text.encode(), ["x"])
    assert new == f"---\n{wanted}---\nBody: encloses\n".encode()


def test_enclosures_keep_windows_line_ends() -> None:
    assert with_encloses(b"---\r\nid: a\r\n---\r\nB\r\n", ["x"]) == (
        b"---\r\nid: a\r\nencloses: [x]\r\n---\r\nB\r\n"
    )


def test_who_came_stands_a_line_each(workspace: Workspace, store: Store, folder: Path) -> None:
    def reader(task: Task) -> Result:
        value = '[{name: Ann Lee, role: "chair, host"}, {name: Bo Ek}]'
        guess = Guess(field="attendance", value=value, rule="r", confidence=0.9)
        return replace(read(task), proposal=Proposal(guesses=(guess,)))

    (folder / "a.txt").write_text("A text", encoding="utf-8")
    (done,) = accepted(workspace, store, *add(store, folder, reader))
    assert '\n  - {name: Ann Lee, role: "chair, host"}\n  - {name: Bo Ek}\n' in done.record.text
    assert front_of(workspace, done.record.path)["attendance"] == [
        {"name": "Ann Lee", "role": "chair, host"}, {"name": "Bo Ek"},
    ]  # fmt: skip


def test_the_day_a_file_was_made_is_not_taken_for_its_date(
    workspace: Workspace, store: Store, folder: Path
) -> None:
    def reader(task: Task) -> Result:
        guess = Guess(
            field="date", value="2013-12-23?", rule="r", confidence=0.3, place="properties"
        )
        return replace(read(task), proposal=Proposal(guesses=(guess,)))

    (folder / "a.txt").write_text("A text", encoding="utf-8")
    (done,) = accepted(workspace, store, *add(store, folder, reader))
    assert "date" not in front_of(workspace, done.record.path)
