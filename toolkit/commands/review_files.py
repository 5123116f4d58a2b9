"""`review` of files that were added: one screen a file, one key an answer."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import STOPPED

if TYPE_CHECKING:
    from archive.workspace import Workspace
    from toolkit.intake.accept import Accepting
    from toolkit.intake.compose import Composed
    from toolkit.intake.model import Guess
    from toolkit.intake.store import Item, Store
    from toolkit.saving.repository import Saver

_KEYS = (
    ("y", "accept"), ("e", "edit"), ("k", "kind"), ("m", "meeting"), ("t", "text"), ("s", "skip"),
    ("x", "leave out"), ("q", "quit"),
)  # fmt: skip
#: Lines of its text that are shown with a file.
_TEXT = 8
#: Records that one save takes where many are accepted at once.
_AT_ONCE = 100


def ask_files(here: Workspace, saver: Saver) -> None:
    """Go through all files that wait; what was answered is saved, whatever follows."""
    with ExitStack() as stack:
        store, accepting = _begin(here, stack)
        items = store.items("read", "failed")
        accepted = refused = 0
        stopped = False
        try:
            for number, item in enumerate(items, 1):
                answer = _ask(here, store, accepting, item, saver, f"{number} of {len(items)}")
                if answer == "quit":
                    break
                accepted += answer == "accepted"
                refused += answer == "refused"
        except (KeyboardInterrupt, EOFError, click.Abort):
            stopped = True
            click.echo()
        left = store.count("read", "failed")
    _sum_up(here, accepted, refused, left)
    if stopped:
        raise click.exceptions.Exit(STOPPED)


def accept_above(here: Workspace, least: float, saver: Saver) -> None:
    """Accept unseen what is at least so sure."""
    with ExitStack() as stack:
        store, accepting = _begin(here, stack)
        items = store.as_sure(least)
        incomplete: list[Composed] = []
        with output.progress("Accepting") as step:
            for at in range(0, len(items), _AT_ONCE):
                whole = [store.item(item) for item in items[at : at + _AT_ONCE]]
                done = accepting.accept(whole, saver)
                incomplete += [each.record for each in done if each.record.left_out]
                step((at + len(done)) / len(items))
        left = store.count("read", "failed")
    for record in incomplete:
        _tell_left_out(record)
    _sum_up(here, len(items), 0, left)


def answer_file(
    here: Workspace, number: int, confirm: bool, said: dict[str, str], saver: Saver
) -> None:
    """Accept or leave out the file with this number, without asking."""
    from archive.errors import UsageProblem

    with ExitStack() as stack:
        store, accepting = _begin(here, stack)
        item = store.item(number)
        if item.state not in ("read", "failed"):
            raise UsageProblem(f"file {number} does not wait for an answer: it is {item.state}")
        if confirm:
            (done,) = accepting.accept([item], saver, said)
            click.echo(output.clean(f"{done.record.path} is the new record {done.record.id}."))
            _tell_left_out(done.record)
        else:
            accepting.refuse(item)
        left = store.count("read", "failed")
    _sum_up(here, int(confirm), int(not confirm), left)


def list_files(here: Workspace, as_json: bool) -> None:
    """What waits, a line a file."""
    from toolkit.intake.report import rows_of
    from toolkit.intake.store import Store, place_of

    with Store(place_of(here)) as store:
        items = store.items("read", "failed")
    rows = [{"number": item.id, **row} for item, row in zip(items, rows_of(items), strict=True)]
    if as_json:
        output.show_json(rows)
        return
    if not rows:
        click.echo("No file waits for review. Bring some in with: secretariat add PATH")
        return
    columns = ("number", "file", "kind", "title", "date", "meeting", "sure")
    cells = [[_shown(row[name]) for name in columns] for row in rows]
    table = output.table(columns, cells, output.terminal_width())
    wait = output.count(len(rows), "file waits", "files wait")
    output.show(f"{table}\n\n{wait} for review. Answer at a terminal: secretariat review")


def _shown(value: object) -> object:
    return "" if value is None else value


def _begin(here: Workspace, stack: ExitStack) -> tuple[Store, Accepting]:
    from toolkit.intake.accept import Accepting
    from toolkit.intake.store import Store, place_of

    store = stack.enter_context(Store(place_of(here)))
    stack.enter_context(store.alone())
    return store, Accepting(here, store)


def _ask(
    here: Workspace, store: Store, accepting: Accepting, item: Item, saver: Saver, place: str
) -> str:
    """'accepted', 'refused', 'skipped' or 'quit'."""
    from archive.errors import SecretariatError

    item = store.item(item.id)
    said: dict[str, str] = {}
    edited: str | None = None
    show = True
    while True:
        record = accepting.compose(item, said)
        if show:
            click.echo("\n".join(["", *_screen(item, record, said, place), ""]))
            if edited is not None:
                click.echo("  It is to be written as you have edited it.")
        show = False
        click.echo("  ".join(f"{click.style(key, bold=True)} {word}" for key, word in _KEYS))
        key = click.getchar().lower()
        try:
            if key == "y":
                (done,) = accepting.accept([item], saver, said, edited)
                click.echo(output.clean(f"Saved: {done.record.path}"))
                _tell_left_out(done.record)
                return "accepted"
            if key == "e":
                edited = _edited(here, record, edited)
            elif key == "k":
                show = _set(said, "kind", _asked_kind(here))
            elif key == "m":
                show = _set(said, "meeting", _asked_meeting(here, item))
            elif key == "t":
                output.show(output.clean(item.extracted.text if item.extracted else ""))
            elif key == "x":
                accepting.refuse(item)
                click.echo("Left out; the file itself stays where you have it.")
                return "refused"
            elif key == "s":
                return "skipped"
            elif key in ("q", "\x04", "\x1b"):
                return "quit"
            else:
                click.echo(f"That is none of the keys: {', '.join(k for k, _ in _KEYS)}.")
        except SecretariatError as error:
            click.echo(output.clean(f"Not done: {error}"))


def _set(said: dict[str, str], name: str, value: str | None) -> bool:
    if value is None:
        return False
    said[name] = value
    return True


def _screen(item: Item, record: Composed, said: dict[str, str], place: str) -> list[str]:
    """All that is proposed of a file: its fields with their reasons, findings, first lines."""
    from toolkit.intake.compose import FIELDS, source_name
    from toolkit.intake.report import said_of

    width = output.terminal_width()
    identity = item.identity
    what = (identity.format or identity.media_type) if identity else "unknown"
    head = f"{place}: {source_name(item)} ({what}, {item.size:,} bytes; number {item.id})"
    lines = [click.style(line, bold=True) for line in output.hung("", head, width, 0, 2)]
    if item.sure is not None:
        lines.append(f"  as a whole {item.sure:.2f} sure")
    for name in FIELDS:
        guess = item.proposal.best(name) if item.proposal else None
        if name in said:
            lines += output.hung("", f"{name}: {said[name] or '(none)'} - as you say", width, 2, 4)
        elif guess is not None and name not in record.left_out:
            lines += output.hung("", f"{name}: {guess.value} - {_why(guess)}", width, 2, 4)
            others = item.proposal.guesses if item.proposal else ()
            other = [g.value for g in others if g.field == name and g.value != guess.value]
            if other:
                lines += output.hung("", f"or: {'; '.join(other[:3])}", width, 6, 4)
    if item.proposal and (item.proposal.decisions or item.proposal.actions):
        found = (
            f"{output.count(item.proposal.decisions, 'paragraph')} like a decision, "
            f"{output.count(item.proposal.actions, 'paragraph')} like a task"
        )
        lines += output.hung("", f"its text has {found}: asked once it is a record", width, 2, 4)
    if item.proposal and item.proposal.proposed_meeting:
        lines += output.hung("", "a meeting that no register has: m adds it", width, 2, 4)
    for told in said_of(item):
        lines += output.hung("", f"! {told}", width, 2, 4)
    lines += output.hung("", f"goes to {record.path}", width, 2, 4)
    text = (item.extracted.text if item.extracted else "").strip().split("\n")
    shown = [line for line in text if line.strip()][:_TEXT]
    for line in shown:
        cut = output.hung("", output.clean(line[:400]), width, 4)
        lines += [click.style(each, dim=True) for each in cut[:2]]
    return lines


def _why(guess: Guess) -> str:
    where = f", line {guess.line}" if guess.line else f", {guess.place}" if guess.place else ""
    return f"{guess.rule}{where} ({guess.confidence:.2f})"


def _edited(here: Workspace, record: Composed, text: str | None) -> str | None:
    """The record's text as the person leaves it in their editor; None where it stays as it is."""
    from archive.convert import convert
    from archive.errors import BadFrontMatter
    from archive.frontmatter import newlines, read_front, split
    from archive.model import Front

    old = text if text is not None else record.text
    try:
        new = click.edit(old, extension=".md", require_save=False)
    except click.ClickException as error:
        click.echo(f"No editor could be opened ({error.message}): set EDITOR to one that you have.")
        return text
    if new is None or new == old:
        click.echo("Nothing was changed in it.")
        return text
    parts = split(newlines(new))
    try:
        front, faults = convert(read_front(parts.front or ""), Front)
    except BadFrontMatter as error:
        click.echo(output.clean(f"Not taken: line {error.line + 1}: {error}"))
        return text
    if front is None or faults:
        said = faults[0].message if faults else "it has no front matter"
        click.echo(output.clean(f"Not taken: {said}"))
        return text
    if front.id != record.id or front.original != record.original.rpartition("/")[2]:
        click.echo("Not taken: leave its id and its original as they are.")
        return text
    click.echo("Taken: y saves it.")
    return newlines(new)


def _asked_kind(here: Workspace) -> str | None:
    from toolkit.drafting import kinds, require_kind

    click.echo(", ".join(kinds(here)))
    given = click.prompt("Which kind is it (empty: as it is)", "", show_default=False).strip()
    if given:
        require_kind(here, given)
    return given or None


def _asked_meeting(here: Workspace, item: Item) -> str | None:
    from toolkit.drafting import require_meeting
    from toolkit.intake.meetings import add_meeting

    if item.proposal and item.proposal.proposed_meeting:
        click.echo(output.clean(item.proposal.proposed_meeting))
        if click.confirm("Add this meeting to the register", default=False):
            return add_meeting(here, item.proposal.proposed_meeting)
    given = click.prompt(
        "Which meeting, by its id (empty: as it is; -: none)", "", show_default=False
    ).strip()
    if given == "-":
        return ""
    if given:
        require_meeting(here, given)
    return given or None


def _tell_left_out(record: Composed) -> None:
    if record.left_out:
        named = ", ".join(record.left_out)
        output.note(f"{record.id}: left out, since it does not fit the format: {named}")


def _sum_up(here: Workspace, accepted: int, refused: int, left: int) -> None:
    from toolkit.commands.build import rebuild

    parts: Sequence[str] = [
        f"{output.count(accepted, 'record')} saved",
        *([f"{output.count(refused, 'file')} left out"] if refused else []),
        f"{output.count(left, 'file still waits', 'files still wait')}",
    ]
    click.echo(f"{', '.join(parts)}.")
    if accepted:
        rebuild(here, saved=True)
