"""`ask`: the stored questions, listed and answered."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import workspace
from toolkit.commands.read import tell_if_behind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.errors import UsageProblem
    from archive.questions import Answer, BadValue, Question


@click.command(short_help="Ask a stored question, or list them.")
@click.argument("name", required=False)
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--json", "as_json", is_flag=True, help="Print the answer for a machine.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the answer as CSV.")
@click.pass_context
def ask(
    ctx: click.Context,
    name: str | None,
    values: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
) -> None:
    """Ask the archive the question NAME; without NAME, list all questions and what they take.

    Values are given as KEY=VALUE, such as day=2022-03-15; a day may also be `today`.
    known_at=VERSION asks what the archive knew then: a day, or the hash of a save.
    """
    from archive.questions import answer, get
    from archive.reading import open_archive

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    if name is None:
        _list_questions(as_json, as_csv)
        return
    question = get(name)
    given = _given(question, values)
    here = workspace(ctx)
    with closing(open_archive(here.archive)) as conn:
        tell_if_behind(here, conn)
        if given.get("known_at"):
            from toolkit.commands.read import known_at

            given["known_at"] = str(known_at(here, conn, given["known_at"]))
        told = answer(conn, name, given)
    if as_json:
        output.show_json(for_machines(told))
    elif as_csv:
        output.show_csv(told.columns, told.rows)
        if told.said:
            output.note(told.said)
    else:
        _print(told)


def _given(question: Question, values: tuple[str, ...]) -> dict[str, str]:
    """The values by name, `today` being a day; raises `UsageProblem`."""
    from archive.errors import UsageProblem

    days = {param.name for param in question.params if param.kind == "day"}
    given: dict[str, str] = {}
    for value in values:
        key, sign, text = value.partition("=")
        if not sign:
            takes = ", ".join(f"{param.name}=..." for param in question.params) or "nothing"
            raise UsageProblem(f"{value!r} is no KEY=VALUE: {question.name} takes {takes}")
        if key in given:
            raise UsageProblem(f"{key} is given twice: give it once")
        today = key in (*days, "known_at") and text.casefold() == "today"
        given[key] = date.today().isoformat() if today else text
    return given


def as_option(error: BadValue, options: Mapping[str, str]) -> UsageProblem:
    """The same in the words that were typed: `options` are the names of options by parameter."""
    from archive.errors import UsageProblem

    name = options.get(error.param.name, f"--{error.param.name}")
    return UsageProblem(f"{name} {error.wrong}")


def for_machines(told: Answer) -> dict[str, object]:
    """An answer as `--json` prints it."""
    return {
        "question": told.question.name,
        "values": told.values,
        "in_archive": told.said is None,
        "said": told.said,
        "answer": [dict(zip(told.columns, row, strict=True)) for row in told.rows] or None,
    }


def _print(told: Answer) -> None:
    parts = []
    if told.rows:
        parts.append(output.table(told.columns, told.in_words(), output.terminal_width()))
    if told.said:
        width = output.terminal_width()
        said = output.clean(told.said)
        parts.append("\n".join(output.wrap(said, width)) if width else said)
    output.show("\n\n".join(parts))


def _list_questions(as_json: bool, as_csv: bool) -> None:
    from archive.questions import all_questions

    questions = all_questions()
    if as_json:
        output.show_json(
            [
                {
                    "name": each.name,
                    "title": each.title,
                    "description": each.description,
                    "parameters": [
                        {
                            "name": param.name,
                            "kind": param.kind,
                            "help": param.help,
                            "default": param.default,
                            "required": param.required,
                        }
                        for param in each.params
                    ],
                }
                for each in questions
            ]
        )
    elif as_csv:
        rows = [(each.name, each.title, each.description, _takes(each)) for each in questions]
        output.show_csv(("name", "title", "description", "parameters"), rows)
    else:
        output.show("\n".join(_catalogue(questions)))


#: What a question is about, by what it takes: those on a day, on one thing, on all.
_GROUPS = ("On a day", "On one record, meeting or other entry", "On the whole archive")


def _group(question: Question) -> int:
    required = {param.kind for param in question.params if param.required}
    return 0 if "day" in required else 1 if required else 2


def _catalogue(questions: list[Question]) -> list[str]:
    width = output.terminal_width()
    lines = ["Ask with: secretariat ask NAME KEY=VALUE ... (values in brackets may be left out)"]
    for group, members in groupby(sorted(questions, key=_group), key=_group):
        lines += ["", click.style(_GROUPS[group], bold=True)]
        for each in members:
            takes = f" {_takes(each)}" if each.params else ""
            lines.append(f"  {click.style(each.name, fg='cyan')}{takes}")
            lines += [f"      {line}" for line in output.wrap(each.title, (width or 100) - 6)]
    return lines


def _takes(question: Question) -> str:
    said = (
        f"{param.name}={param.kind.upper()}" if param.name != "known_at" else "known_at=DAY|HASH"
        for param in question.params
    )
    return " ".join(
        text if param.required else f"[{text}]"
        for text, param in zip(said, question.params, strict=True)
    )
