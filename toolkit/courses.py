"""The course of a task as lines of plain words, and how events of any life are set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from archive.text.spoken import date_words
from toolkit import output
from toolkit.statements import NameOf, Names

if TYPE_CHECKING:
    from archive.decisions.chapters import Task

Facts = list[tuple[str, str | Sequence[str]]]

#: What stands before an event without a day.
UNDATED = "date not known"

#: Columns before what happened: two days of a month in words fit.
_WHEN = 24

#: Characters of another text that are quoted.
_QUOTED = 160


def task_lines(task: Task, name_of: NameOf, width: int | None) -> list[str]:
    """The whole course of a task, from text to text."""
    names = Names(name_of)
    lines = [*bold(f"Task {task.id}", width), *output.hung("", task.text, width, 0)]
    facts: Facts = [("owner", names(task.owner) if task.owner else "nobody is named for it")]
    facts.append(("state", _task_state(task)))
    if task.due:
        facts.append(("due", date_words(task.due)))
    if task.meetings_survived:
        facts.append(("outlived", output.count(task.meetings_survived, "meeting")))
    if task.basis == "proposed":
        facts.append(("it is", "a task, perhaps: proposed by the reader and not confirmed"))
    lines += ["", *output.facts(facts, width), "", *bold("What became of it:", width)]
    return [*lines, *event_lines(task, names, width)]


def short_task_lines(task: Task, name_of: NameOf, width: int | None) -> list[str]:
    """What the reader of the paragraph should know of it as a task: owner, state, day."""
    names = Names(name_of)
    owner = f"of {names(task.owner)}" if task.owner else "for which nobody is named"
    due = f", due {date_words(task.due)}" if task.due else ""
    lines = bold(f"A task {owner}, {_task_state(task)}{due}.", width)
    if task.basis == "proposed":
        said = f"proposed by the reader and not confirmed: secretariat review {task.id}"
        lines += output.hung("", said, width, 2, 2)
    return [*lines, *output.hung("", f"Its course: secretariat history {task.id}", width, 2, 2)]


def _task_state(task: Task) -> str:
    """'open since May 2019', 'done 3 June 2020 (opened May 2019)'."""
    opened = next((each.date for each in task.events if each.kind == "opened"), None)
    since = date_words(opened)
    if task.status == "open":
        return f"open since {since}" if since else "open, since when is not known"
    ended = [each.date for each in task.events if each.kind == task.status and each.date]
    when = f" {date_words(ended[-1])}" if ended else ""
    return f"{task.status}{when} (opened {since or 'on a day that is not known'})"


def event_lines(task: Task, names: Names, width: int | None) -> list[str]:
    """What became of the task, event by event, with words where they changed."""
    lines: list[str] = []
    before = task.text
    for event in task.events:
        owner = f", {names(event.owner)}" if event.owner else ""
        said = f"{event.kind}{owner}, says {event.source}{doubt(event.basis)}"
        if event.text and event.text != before:
            said += f': "{short(event.text)}"'
            before = event.text
        lines += dated(date_words(event.date) or UNDATED, said, width)
    return lines


def in_one_line(task: Task, names: Names) -> str:
    """'Write a report. (Secretariat, due 2018, open, carried over 2 meetings)'."""
    facts = [names(task.owner) if task.owner else "owner not known"]
    if task.due:
        facts.append(f"due {date_words(task.due)}")
    facts.append(task.status)
    if task.meetings_survived:
        facts.append(f"carried over {output.count(task.meetings_survived, 'meeting')}")
    return f"{short(task.text)} ({', '.join(facts)}){doubt(task.basis)}"


def doubt(basis: str) -> str:
    """What is added where only the reader says so."""
    return " [proposed by the reader]" if basis == "proposed" else ""


def short(text: str) -> str:
    """`text` on one line, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTED else flat[:_QUOTED].rsplit(" ", 1)[0] + " ..."


def bold(text: str, width: int | None) -> list[str]:
    """A heading."""
    return [click.style(line, bold=True) for line in output.hung("", text, width, 0)]


def dated(when: str, what: str, width: int | None) -> list[str]:
    """A day in words and what was then, on a line of its own where the day is long."""
    head = "  " + click.style(output.clean(when), dim=when == UNDATED)
    if output.text_width(when) + 4 > _WHEN:
        return [head, *output.hung("", what, width, _WHEN)]
    return output.hung(head, what, width, _WHEN)
