"""How long records are kept, and for which of them that time is over, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING

import click

from archive.text.spoken import date_words
from toolkit import output

if TYPE_CHECKING:
    from archive.questions import Answer, Cell

_HEADS = {
    "yes": "Their time is over",
    "perhaps": "Their time is perhaps over",
    "soon": "Their time is over soon",
    "unknown": "Nobody knows when their time is over",
}


def due_lines(answered: Answer) -> list[str]:
    """What is due, each record with the reckoning in words."""
    if not answered.rows:
        return [answered.said or "Nothing is due."]
    rows = [dict(zip(answered.columns, row, strict=True)) for row in answered.rows]
    lines: list[str] = []
    for ended, group in groupby(rows, key=lambda row: str(row["has ended"])):
        found = list(group)
        head = f"{_HEADS[ended]}: {output.count(len(found), 'record')}"
        lines += ["", click.style(head, bold=True)] if lines else [click.style(head, bold=True)]
        for row in found:
            lines += _indented(f"{row['record']}: {row['title']}", 2)
            lines += _indented(reckoned(row), 4)
    lines += ["", "Nothing is disposed of by itself: secretariat dispose ID --authority REF"]
    return lines


def _indented(text: str, by: int) -> list[str]:
    told, width = output.clean(" ".join(text.split())), output.terminal_width()
    lines = [told] if width is None else output.wrap(told, width - by)
    return [f"{' ' * by}{line}" for line in lines]


def reckoned(row: Mapping[str, Cell]) -> str:
    """The reckoning of one row of `retention-due` in words."""
    edtf = f", {date_words(str(row['counted from']))}" if row["counted from"] else ""
    said = f"{row['period']} after {row['counted from what']}{edtf}"
    least, most = row["kept until at least"], row["kept until at most"]
    if least and most:
        last = date_words(str(most))
        between = last if least == most else f"some day from {date_words(str(least))} to {last}"
        said += f": kept until {between}"
        if row["has ended"] == "perhaps":
            said += f"; perhaps over since {date_words(str(least))}, surely after {last}"
    then = {"destroy": "to be destroyed", "transfer": "to be transferred"}.get(
        str(row["then"]), "to be reviewed"
    )
    personal = "; personal data" if row["personal data"] == "yes" else ""
    return f"{said}. Then {then}{personal}. Rule {row['rule']}: {row['how the rule is known']}."


def schedule_lines(answered: Answer) -> list[str]:
    """The schedule, a few lines a rule."""
    lines: list[str] = []
    for row in (dict(zip(answered.columns, each, strict=True)) for each in answered.rows):
        records = row["records"]
        assert isinstance(records, int)
        if row["rule"] is None:
            lines += ["", f"{output.count(records, 'record')} without a rule."]
            continue
        lines += ["", click.style(output.clean(f"{row['rule']}: {row['name']}"), bold=True)]
        after = f" after {row['counted from']}" if row["counted from"] else ""
        kinds = f"; without a rule of their own: {row['for the kinds']}"
        facts = [
            ("kept", f"{row['kept']}{after}"),
            ("then", str(row["then"])),
            ("personal data", "yes" if row["personal data"] == "yes" else ""),
            ("authority", str(row["authority"] or "nobody is named")),
            ("ground", str(row["ground"] or "")),
            (
                "records",
                f"{records:,} ({row['of these by name']} name it, "
                f"{row['disposed of']} disposed of){kinds if row['for the kinds'] else ''}",
            ),
        ]
        lines += output.facts([fact for fact in facts if fact[1]], output.terminal_width())
    return lines[1:]
