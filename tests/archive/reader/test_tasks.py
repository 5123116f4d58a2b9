from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reader.keys import owner_key, task_key
from archive.reader.minutes import read_layout
from archive.reader.model import Context, Task
from archive.text.folding import fold
from archive.text.paragraphs import paragraphs


def tasks(text: str, date: str | None = "2024-05-10") -> tuple[Task, ...]:
    return read_layout(paragraphs(text), Context(date=date)).tasks


def one(item: str) -> Task:
    (task,) = tasks(f"Present: Ann Lee, Bo Ek\n\n## Action items\n\n- {item}\n")
    return task


@pytest.mark.parametrize(
    ("item", "owner"),
    [
        ("Ann Lee: write the letter", "Ann Lee"),
        ("@ann to write the letter", "@ann"),
        ("Ann to write the letter", "Ann"),
        ("[Ann] write the letter", "Ann"),
        ("[Ann Lee](https://example.org): write the letter", "Ann Lee"),
        ("write the letter (Ann)", "Ann"),
        ("write the letter @ann", "@ann"),
        ("AI: Ann - write the letter", "Ann"),
        ("**Ann**: write the letter", "Ann"),
        ("**Ann** write the letter", "Ann"),
        ("Ann and Bo: write the letter", "Ann and Bo"),
        ("Ann Lee & Cy Poe: write the letter", "Ann Lee & Cy Poe"),
        ("All board members: write the letter", "All board members"),
        ("write the letter (owner: Ann)", "Ann"),
        ("write the letter", None),
    ],
)
def test_the_owner_and_the_task_are_parted(item: str, owner: str | None) -> None:
    task = one(item)
    assert (task.owner, task.text) == (owner, "write the letter")


@pytest.mark.parametrize(
    "item",
    ["Ask Ann to write the letter", "Publish the report (PDF)", "Note: the letter is late", "x: y"],
)
def test_not_every_first_word_is_an_owner(item: str) -> None:
    assert one(item).owner is None


@pytest.mark.parametrize(
    ("item", "status"),
    [
        ("[x] Ann: write", "done"),
        ("[ ] Ann: write", "open"),
        ("~~Ann: write~~", "done"),
        ("~~Ann: write~~ dropped", "dropped"),
        ("~~Ann: write~~ (no longer needed)", "dropped"),
        ("DONE Ann: write", "done"),
        ("✓ Ann: write", "done"),
        ("Ann: write (done)", "done"),
        ("Completed: Ann to write", "done"),
        ("Ann: write - dropped", "dropped"),
        ("Ann: write (won't do)", "dropped"),
        ("Ann: get the work done", "open"),
    ],
)
def test_the_state(item: str, status: str) -> None:
    task = one(item)
    assert (task.owner, task.status) == ("Ann", status)


@pytest.mark.parametrize(
    ("item", "due"),
    [
        ("Ann: write by 1 March", "2025-03-01"),
        ("Ann: write, due 2024-06", "2024-06"),
        ("Ann: write (deadline: May 2025)", "2025-05"),
        ("Ann: write before the next meeting", None),
        ("Ann: write about 1 March 2020", None),
    ],
)
def test_when_it_is_due(item: str, due: str | None) -> None:
    assert one(item).due == due


@pytest.mark.parametrize("item", ["None", "{NAME(s)}: {ITEM}", "TODO", "Should we write?", "N/A"])
def test_what_is_no_task(item: str) -> None:
    assert tasks(f"## Action items\n\n- {item}\n") == ()


def test_an_owner_over_tasks() -> None:
    found = tasks("## Actions\n\n- Ann Lee:\n  - one thing\n  - another\n- Bo to go\n")
    assert [(task.owner, task.text) for task in found] == [
        ("Ann Lee", "one thing"), ("Ann Lee", "another"), ("Bo", "go"),
    ]  # fmt: skip


def test_a_heading_is_an_owner() -> None:
    (task,) = tasks("## Actions\n\n### Ann Lee\n\n- write\n")
    assert task.owner == "Ann Lee"


def test_what_stands_below_a_task_belongs_to_it() -> None:
    (task,) = tasks("## Actions\n\n- Ann: write\n  - in blue\n  - on paper\n")
    assert task.text == "write"


def test_a_topic_over_tasks() -> None:
    found = tasks("## Actions\n\n- Website\n  - Ann to mend it\n  - Bo to look\n")
    assert [task.owner for task in found] == ["Ann", "Bo"]


def test_a_table_has_one_task_a_row() -> None:
    found = tasks(
        "## Aufgaben\n\n| Wer | Was | Bis | Status |\n|---|---|---|---|\n"
        "| Jan | Brief schreiben | 1. März 2025 | erledigt |\n| |\n| [Name] | [Aufgabe] | |\n"
    )
    assert [(task.owner, task.text, task.due, task.status) for task in found] == [
        ("Jan", "Brief schreiben", "2025-03-01", "done")
    ]


def test_next_steps_are_tasks_only_with_an_owner() -> None:
    found = tasks("## Next steps\n\n- Ann: write\n- more talk\n")
    assert [task.text for task in found] == ["write"]


@pytest.mark.parametrize(
    ("line", "owner", "text"),
    [
        ("ACTION: Ann to write\non paper", "Ann", "write on paper"),
        ("**Action item:** Bo to go", "Bo", "go"),
        ("- AI: Ann - write", "Ann", "write"),
        ("TODO(@x): do that", "@x", "do that"),
        ("ACTION scott to go", None, ""),
        ("ACTION: scott to go", "scott", "go"),
    ],
)
def test_a_marker_tells_a_task_anywhere(line: str, owner: str | None, text: str) -> None:
    found = [(task.owner, task.text, task.rule) for task in tasks(f"## Budget\n\n{line}\n")]
    assert found == ([(owner, text, "marker")] if text else [])


def test_prose_tells_no_task() -> None:
    assert tasks("## Budget\n\n- Ann to write\n- Action movies are dear: they cost.\n") == ()


def test_an_office_among_tasks_is_an_owner() -> None:
    found = read_layout(paragraphs("## Actions\n\n- Secretary: write\n"), Context())
    assert ([task.owner for task in found.tasks], found.present) == (["Secretary"], ())


@pytest.mark.parametrize(
    "text",
    [
        "- [ ] **Draft** the [charter](https://example.org), by 1 March!",
        "Draft the charter",
        "draft the charter (done)",
        "@x Draft the charter due 2024-05-01",
        "Draft a charter (ongoing)",
        "Draft the charter - in progress.",
        "Draft charter [carried over from May]",
        "Still open: draft the charter",
    ],
)
def test_one_task_has_one_key(text: str) -> None:
    assert task_key(text) == "draft charter"


@pytest.mark.parametrize("text", ["keep the office open", "list what is: pending papers", "the"])
def test_words_that_are_the_task_stay_in_its_key(text: str) -> None:
    assert task_key(text).endswith(text.rpartition(" ")[2])


def test_owners_have_one_key_in_any_order() -> None:
    assert owner_key("Bo & Ann") == owner_key("Ann and Bo") == "ann, bo"
    assert owner_key("[Jane Doe](https://example.org) (@jdoe)") == "jane doe"
    assert owner_key("@jdoe") == "jdoe"
    assert owner_key(None) == ""


@given(st.text(max_size=60))
def test_a_key_is_folded_text(text: str) -> None:
    assert fold(task_key(text)) == task_key(text)


@given(st.text(alphabet="Ann to:@[]()~*-x|\n 1By", max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    for task in tasks(f"## Actions\n\n- {text}\n\nACTION: {text}"):
        assert task.text


@pytest.mark.parametrize(
    "text",
    [
        "The tool runs.\n\n- GitHub Actions: it provides chaos in workflows\n",
        "## Next steps\n\n- The group will now be part of another\n",
        "## Next steps\n\n- Chair update: Ann is new\n",
        "Followups:\n\n- [The new form](https://example.org) - Ann\n",
        "Present: Ann Lee\n\nFollow-up: Ann\nMotivation: many groups\nAugust: few come\n",
    ],
)
def test_what_only_looks_like_a_task(text: str) -> None:
    assert tasks(text) == ()


@pytest.mark.parametrize(
    ("text", "owner", "due", "said"),
    [
        ("8. Secretariat: send the list by 1 June 2024", "Secretariat", "2024-06-01",
         "send the list by 1 June 2024"),
        ("8. The Secretariat will send\nthe list", "The Secretariat", None,
         "will send the list"),
        ("8. Send the list", None, None, "Send the list"),
    ],
)  # fmt: skip
def test_a_marked_task_is_read_wherever_it_stands(
    text: str, owner: str | None, due: str | None, said: str
) -> None:
    (task,) = tasks(f"# Decisions\n\n{{.action}}\n{text}")
    assert (task.owner, task.due, task.text, task.rule) == (owner, due, said, "mark")


def test_a_marked_task_is_read_once_and_a_marked_decision_is_none() -> None:
    (task,) = tasks("## Action items\n\n{.action}\n1. Secretariat: send the list")
    assert task.owner == "Secretariat"
    assert tasks("{.decision}\n1. Secretariat: send the list") == ()
