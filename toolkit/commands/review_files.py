"""`review` of files that were added: one screen a file, one key an answer."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import STOPPED

if TYPE_CHECKING:
    from archive.workspace import Workspace
    from toolkit.intake.accept import Accepting
    from toolkit.intake.compose import Composed
    from toolkit.intake.screen import Names
    from toolkit.intake.store import Store
    from toolkit.saving.repository import Saver

#: What a key does: the first line changes what is proposed, the second answers.
_CHANGES = (
    ("t", "title"), ("k", "kind"), ("d", "date"), ("m", "meeting"), ("a", "access"),
    ("h", "hidden"), ("v", "view its text"),
)  # fmt: skip
_ANSWERS = (("y", "accept"), ("e", "edit"), ("s", "skip"), ("x", "leave out"), ("q", "quit"))
_ACCESS = {"p": "public", "a": "partners", "s": "secretariat"}
#: Records that one save takes where many are accepted at once.
_AT_ONCE = 100


def ask_files(here: Workspace, saver: Saver) -> bool:
    """Go through all files that wait; what was answered is saved, whatever follows.

    Gives whether the person came to the end, rather than quit.
    """
    from toolkit.intake.propose import known_of
    from toolkit.intake.report import in_order
    from toolkit.intake.screen import Names

    with ExitStack() as stack:
        store, accepting = _begin(here, stack)
        items = in_order(store.items("read", "failed"))
        names = Names(known_of(here))
        accepted = refused = 0
        stopped = ended = False
        try:
            for number, item in enumerate(items, 1):
                place = f"{number} of {len(items)}"
                answer = _Asking(here, store, accepting, item.id, saver, names, place).answer()
                if answer == "quit":
                    ended = True
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
    return not ended


def accept_above(here: Workspace, least: float, saver: Saver) -> None:
    """Accept unseen what is at least so sure; fields that are less sure are not written."""
    with ExitStack() as stack:
        store, accepting = _begin(here, stack)
        items = store.as_sure(least)
        incomplete: list[Composed] = []
        with output.progress("Accepting") as step:
            for at in range(0, len(items), _AT_ONCE):
                whole = [store.item(item) for item in items[at : at + _AT_ONCE]]
                done = accepting.accept(whole, saver, least=least)
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
    """What waits, and what is proposed of it."""
    from toolkit.intake.report import in_order, proposed, rows_of
    from toolkit.intake.store import Store, place_of

    with Store(place_of(here)) as store:
        items = in_order(store.items("read", "failed"))
    rows = [{"number": item.id, **row} for item, row in zip(items, rows_of(items), strict=True)]
    if as_json:
        output.show_json(rows)
        return
    if not rows:
        click.echo("No file waits for review. Bring some in with: secretariat add PATH")
        return
    width = output.terminal_width()
    told = ["\n".join(proposed(item, width)) for item in items]
    wait = output.count(len(items), "file waits", "files wait")
    last = f"{wait} for review. Answer at a terminal: secretariat review"
    output.show("\n\n".join([*told, last]))


def _begin(here: Workspace, stack: ExitStack) -> tuple[Store, Accepting]:
    from toolkit.intake.accept import Accepting
    from toolkit.intake.store import Store, place_of

    store = stack.enter_context(Store(place_of(here)))
    stack.enter_context(store.alone())
    return store, Accepting(here, store)


@dataclass
class _Asking:
    """One file at the terminal, from its screen to its answer."""

    here: Workspace
    store: Store
    accepting: Accepting
    number: int
    saver: Saver
    names: Names
    place: str
    said: dict[str, str] = field(default_factory=dict)
    edited: str | None = None
    also: list[str] = field(default_factory=list)

    def answer(self) -> str:
        """'accepted', 'refused', 'skipped' or 'quit'."""
        from archive.errors import SecretariatError

        self.item = self.store.item(self.number)
        show = True
        while True:
            if show:
                self._show()
            show = False
            for keys in (_CHANGES, _ANSWERS):
                click.echo("  ".join(f"{click.style(key, bold=True)} {word}" for key, word in keys))
            key = click.getchar().lower()
            try:
                if key == "y":
                    self._accept()
                    return "accepted"
                if key == "x":
                    self.accepting.refuse(self.item)
                    click.echo("Left out; the file itself stays where you have it.")
                    return "refused"
                if key == "s":
                    return "skipped"
                if key in ("q", "\x04", "\x1b"):
                    return "quit"
                show = self._changed(key)
            except SecretariatError as error:
                click.echo(output.clean(f"Not done: {error}"))

    def _record(self) -> Composed:
        return self.accepting.compose(self.item, self.said)

    def _is_new(self, record: Composed) -> bool:
        """Whether the meeting that is proposed can be added to the register."""
        proposal = self.item.proposal
        new = "meeting" in record.left_out and "meeting" not in self.said
        return bool(new and proposal and proposal.proposed_meeting)

    def _show(self) -> None:
        from toolkit.intake.screen import Shown, screen

        record = self._record()
        shown = Shown(
            self.item, record, self.said, self.names, self.place, self._is_new(record)
        )  # fmt: skip
        height = shutil.get_terminal_size().lines
        lines = screen(shown, output.terminal_width(), height)
        click.echo("\n".join(["", *lines, ""]))
        if self.edited is not None:
            click.echo("  It is to be written as you have edited it.")

    def _accept(self) -> None:
        if self.edited is None and self._is_new(self._record()):
            self._offer_meeting()
        (done,) = self.accepting.accept(
            [self.item], self.saver, self.said, self.edited, also=self.also
        )
        click.echo(output.clean(f"Saved: {done.record.path}"))
        _tell_left_out(done.record)

    def _changed(self, key: str) -> bool:
        """What a key changes; whether the screen is to be shown anew."""
        if key == "v":
            output.show(output.clean(self.item.extracted.text if self.item.extracted else ""))
            return False
        if key == "e":
            self.edited = _edited(self.here, self._record(), self.edited)
            return False
        asked = {
            "t": self._ask_title, "k": self._ask_kind, "d": self._ask_date,
            "m": self._ask_meeting, "a": self._ask_access, "h": self._ask_hidden,
        }.get(key)  # fmt: skip
        if asked is None:
            every = ", ".join(key for key, _ in (*_CHANGES, *_ANSWERS))
            click.echo(f"That is none of the keys: {every}.")
            return False
        if self.edited is not None:
            click.echo("You have edited it: change that there as well (e).")
            return False
        before = dict(self.said)
        asked()
        return self.said != before

    def _reading(self, name: str, question: str) -> str | None:
        """One of the readings of a field by its number, or what the person types; None: as it is.

        '' means that the field is left out.
        """
        from toolkit.intake.screen import readings, why, worded

        found = readings(self.item, name)
        for number, guess in enumerate(found, 1):
            told = f"{number}  {worded(name, guess.value, self.names)} - {why(guess)}"
            click.echo("\n".join(output.hung("", told, output.terminal_width(), 2, 3)))
        numbered = "number, " if found else ""
        none = "" if name in ("title", "kind") else "; -: none"
        given = str(
            click.prompt(f"{question} ({numbered}or type it; empty: as it is{none})", "",
                         show_default=False)
        ).strip()  # fmt: skip
        if given.isascii() and given.isdecimal() and 0 < int(given) <= len(found):
            return found[int(given) - 1].value
        if given == "-" and none:
            return ""
        return given or None

    def _ask_title(self) -> None:
        given = self._reading("title", "Which title")
        if given:
            self.said["title"] = " ".join(given.split())

    def _ask_kind(self) -> None:
        from toolkit.drafting import kinds, require_kind

        click.echo(
            "\n".join(output.hung("", ", ".join(kinds(self.here)), output.terminal_width(), 0))
        )
        given = self._reading("kind", "Which kind is it")
        if given:
            require_kind(self.here, given)
            self.said["kind"] = given

    def _ask_date(self) -> None:
        from archive.text.dates import bounds
        from toolkit.intake.screen import readings

        given = self._reading("date", "Which date, such as 2025-06-03 or 2025-06")
        if given is None:
            return
        if given:
            bounds(given)
        read = next((g for g in readings(self.item, "date") if g.value == given), None)
        first = self.item.proposal.best("date") if self.item.proposal else None
        basis = self.item.proposal.best("date_basis") if self.item.proposal else None
        self.said["date"] = given
        if read is not None and read == first:
            self.said["date_basis"] = basis.value if basis else ""
        elif read is not None and read.place and not read.line:
            self.said["date_basis"] = f"inferred; from the {read.place}, {read.written}"
        else:
            self.said["date_basis"] = ""

    def _ask_meeting(self) -> None:
        from toolkit.drafting import require_meeting

        if self._is_new(self._record()) and self._offer_meeting():
            return
        given = self._reading("meeting", "Which meeting, by its id")
        if given:
            require_meeting(self.here, given)
        if given is not None:
            self.said["meeting"] = given

    def _offer_meeting(self) -> bool:
        """Offer to add the meeting that is proposed to the register; it is saved with the file."""
        from archive.registers import FOLDER
        from toolkit.intake.meetings import add_meeting
        from toolkit.intake.propose import known_of
        from toolkit.intake.screen import Names

        entry = self.item.proposal.proposed_meeting if self.item.proposal else ""
        click.echo(output.clean(entry.rstrip()))
        click.echo("No register has this meeting: y adds it, any other key leaves it out")
        if click.getchar().lower() != "y":
            return False
        name = add_meeting(self.here, entry)
        self.also.append(f"{FOLDER}/meetings.yaml")
        self.accepting.learn(name)
        self.said["meeting"] = name
        self.names = Names(known_of(self.here))
        return True

    def _ask_access(self) -> None:
        click.echo("Who may read it: p public, a all partners, s the secretariat only")
        chosen = _ACCESS.get(click.getchar().lower())
        if chosen is None:
            click.echo("Not changed.")
        else:
            self.said["access"] = chosen

    def _ask_hidden(self) -> None:
        from toolkit.intake.closed import passages

        if not (self.item.extracted and passages(self.item.extracted.text)):
            click.echo("Its text has nothing that its pages do not show.")
            return
        click.echo(
            "Who may read what its pages do not show: p everybody who reads the record, "
            "s the secretariat only"
        )
        chosen = {"p": "public", "s": "secretariat"}.get(click.getchar().lower())
        if chosen is None:
            click.echo("Not changed.")
        else:
            self.said["hidden"] = chosen


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


def _tell_left_out(record: Composed) -> None:
    if record.left_out:
        told = "; ".join(f"{name} ({why})" for name, why in record.left_out.items())
        output.note(f"{record.id} was saved without {told}")


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
