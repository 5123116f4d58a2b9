"""What commands print with: differences, JSON, CSV, a pager, progress, and what `layout` sets.

Colour, paging and progress bars appear on a terminal only.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.text.numbers import counted
from toolkit.layout import clean as clean
from toolkit.layout import facts as facts
from toolkit.layout import hung as hung
from toolkit.layout import table as table
from toolkit.layout import text_width as text_width
from toolkit.layout import wrap as wrap

if TYPE_CHECKING:
    from archive.text.diff import Change

#: '1 record', '2 records', '12,345 records'.
count = counted


def on_terminal() -> bool:
    """Whether a person reads the output as it comes."""
    return sys.stdout.isatty()


def coloured() -> bool:
    """Whether colour will be seen; without it, marks must tell."""
    return on_terminal() and click.get_current_context().color is not False


def terminal_width() -> int | None:
    """Columns to fit into; None in a pipe, where nothing needs to fit (COLUMNS overrules)."""
    if on_terminal() or os.environ.get("COLUMNS", "").isdecimal():
        return max(20, shutil.get_terminal_size().columns)
    return None


def difference(changes: Sequence[Change], *, colour: bool, context: int | None = None) -> str:
    """A word diff to read: colours, or [-removed-] {+added+} {~moved~} where there are none.

    Of a longer stretch without change only `context` lines at its ends are shown.
    """
    out = []
    for at, change in enumerate(changes):
        text = clean(change.text)
        if change.op == "same":
            out.append(text if context is None else _ends(text, context, at, len(changes)))
        elif text.strip():
            out.append(_marked(text, change.op, colour))
        else:
            out.append(text)
    return "".join(out)


_LOOKS = {
    "removed": ("red", "[-", "-]"),
    "added": ("green", "{+", "+}"),
    "moved": ("cyan", "{~", "~}"),
}


def _marked(text: str, op: str, colour: bool) -> str:
    """Each line of `text` marked, so that a line by itself still says what it is."""
    shade, opening, closing = _LOOKS[op]
    lines = []
    for line in text.split("\n"):
        core = line.strip()
        if core:
            styled = (
                click.style(core, fg=shade, strikethrough=op == "removed")
                if colour
                else f"{opening}{core}{closing}"
            )
            line = line.replace(core, styled, 1)
        lines.append(line)
    return "\n".join(lines)


def _ends(text: str, context: int, at: int, of: int) -> str:
    """`text` between changes, its middle lines left out; before the first change, its head."""
    lines = text.split("\n")  # the first and last are the ends of lines that change
    front = context + 1 if at > 0 else 0
    back = context + 1 if at < of - 1 else 1
    left_out = len(lines) - front - back
    if left_out <= 1:
        return text
    gap = f"... {count(left_out, 'line')} without change ..."
    return "\n".join([*lines[:front], gap, *lines[len(lines) - back :]])


def show(text: str) -> None:
    """Print `text`; on a terminal it goes through the pager where it is longer than the screen."""
    if on_terminal():
        size = shutil.get_terminal_size()
        if text.count("\n") + 2 > size.lines:
            os.environ.setdefault("LESS", "-RFX")
            click.echo_via_pager(text)
            return
    click.echo(text)


def show_json(value: object) -> None:
    """Print `value` for a machine."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> Any:
    import dataclasses

    import msgspec

    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return msgspec.structs.asdict(value) if isinstance(value, msgspec.Struct) else str(value)


def show_csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print the rows as CSV (RFC 4180's quoting, one heading line)."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    click.echo(buffer.getvalue(), nl=False)


def note(text: str) -> None:
    """Tell the person something beside the answer: on stderr, so that no pipe is spoilt."""
    click.echo(clean(text), err=True)


def shown_path(path: Path) -> str:
    """`path` as seen from here where it lies below, else in full."""
    here = Path.cwd()
    return clean(str(path.relative_to(here) if path.is_relative_to(here) else path))


def typed(path: Path | str) -> str:
    """A path as it is typed at a prompt: in double quotes where it holds more than plain signs."""
    text = str(path)
    return text if _PLAIN_PATH.match(text) else f'"{text}"'


_PLAIN_PATH = re.compile(r"[\w./\\:-]+\Z")


@contextmanager
def progress(label: str) -> Iterator[Callable[[float], None]]:
    """A callback (fraction done, 0 to 1) that draws a bar on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda fraction: None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:

        def step(fraction: float) -> None:
            bar.update(max(0, round(1000 * fraction) - bar.pos))

        yield step
        step(1.0)
