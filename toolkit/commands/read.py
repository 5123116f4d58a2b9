"""`show` and `search`: reading the archive at the terminal."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from toolkit import output
from toolkit.cli import workspace

if TYPE_CHECKING:
    from archive.decisions.chapters import Biography
    from archive.reading import RecordPage
    from archive.search import Hit
    from archive.text.paragraphs import Paragraph
    from archive.workspace import Workspace

_JSON = click.option("--json", "as_json", is_flag=True, help="Print it for a machine.")


@click.command(short_help="Show a record, a paragraph or an entry.")
@click.argument("name", metavar="ID[#pN]")
@click.option(
    "--as-known-at",
    metavar="VERSION",
    help="As the archive knew it then: a day, month or year (its last day), or the hash of a save.",
)
@_JSON
@click.pass_context
def show(ctx: click.Context, name: str, as_known_at: str | None, as_json: bool) -> None:
    """Show what ID names: a record, a paragraph or page of it, or an entry of a register.

    Examples: `secretariat show som-1-minutes`, `secretariat show som-1-minutes#p3`,
    `secretariat show som-1-minutes#page-2`.
    """
    from msgspec import to_builtins

    from archive.decisions.biography import tasks_of
    from archive.entry import entry_page, is_record, names_of
    from archive.reading import open_archive, record_page
    from archive.text.places import place_at
    from toolkit import pages
    from toolkit.courses import short_task_lines
    from toolkit.lives import short_lines

    here = workspace(ctx)
    target, _, anchor = name.partition("#")
    with closing(open_archive(here.archive)) as conn:
        tell_if_behind(here, conn)
        at = known_at(here, conn, as_known_at) if as_known_at else None
        if not is_record(conn, target):
            if anchor:
                whole = f"`secretariat show {target}` shows it whole"
                require_record(conn, target, f"it has no paragraphs; {whole}")
            with as_typed(conn, target, as_known_at):
                entry = entry_page(conn, target, at)
            lines = [] if as_json else pages.entry_lines(entry, names_of(conn))
            _show(asdict(entry) if as_json else lines)
            return
        with as_typed(conn, target, as_known_at):
            page = record_page(conn, target, at)
        place = place_at(page.paragraphs, anchor)
        if place:
            told = pages.place_lines(page, place, names_of(conn))
            found = [to_builtins(p) for p in page.paragraphs[place.first : place.end]]
            data = {"record": target, "version": page.version, "anchor": anchor}
            data |= {"kind": place.kind, "value": place.value, "paragraphs": found}
            _show(data if as_json else told)
            return
        if anchor:
            paragraph = _paragraph(page, anchor)
            cited = f"{target}#{paragraph.anchor}"
            life = _life(conn, cited, at)
            tasks = tasks_of(conn, cited) if at is None else ()
            data = {"record": target, "version": page.version, **to_builtins(paragraph)}
            data["decision"] = asdict(life) if life else None
            data["tasks"] = [asdict(task) for task in tasks]
            lines = [] if as_json else pages.paragraph_lines(page, paragraph, names_of(conn))
            if life and not as_json:
                lines += ["", *short_lines(life, names_of(conn), pages.reading_width())]
            for task in () if as_json else tasks:
                lines += ["", *short_task_lines(task, names_of(conn), pages.reading_width())]
            _show(data if as_json else lines)
            return
        references = pages.references_of(conn, target) if at is None else []
        life = _life(conn, target, at)
        if as_json:
            _show(to_builtins(page) | {"decision": asdict(life) if life else None})
            return
        told = short_lines(life, names_of(conn), pages.reading_width()) if life else []
        _show(pages.record_lines(page, references, names_of(conn), told))


class _Words(click.Command):
    """A command whose words may begin with a hyphen: only its own options are options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, once what is no option of this command stands behind `--`."""
        takes = {
            name: not option.is_flag
            for option in self.get_params(ctx)
            if isinstance(option, click.Option)
            for name in option.opts
        }
        options: list[str] = []
        words: list[str] = []
        left = list(args)
        while left:
            arg = left.pop(0)
            if arg == "--":
                words += left
                break
            if arg.partition("=")[0] not in takes:
                words.append(arg)
                continue
            options.append(arg)
            if takes[arg.partition("=")[0]] and "=" not in arg and left:
                options.append(left.pop(0))
        return super().parse_args(ctx, [*options, "--", *words])


@click.command(cls=_Words, short_help="Find records by their words.")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help="How many records to show at most.",
)
@_JSON
@click.pass_context
def search(ctx: click.Context, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find the records that hold all WORDS, best first; "in quotes" as a phrase, -word without.

    Case, accents and punctuation do not matter, and every script is searched alike.
    """
    from archive.reading import open_archive
    from archive.search import search as find

    here = workspace(ctx)
    if not any(word.strip() for word in words):
        raise click.UsageError("Say what to look for: one word or several.")
    asked = " ".join(map(_as_asked, words))
    with closing(open_archive(here.archive)) as conn:
        tell_if_behind(here, conn)
        found = find(conn, asked, limit)
    if as_json:
        output.show_json(asdict(found))
        return
    if not found.hits:
        click.echo(f"No record holds all of this: {output.clean(asked)}")
        return
    lines = [line for hit in found.hits for line in _hit(hit)]
    shown = "" if found.total <= len(found.hits) else f"; the best {len(found.hits)} are shown"
    if found.more:  # too many to be weighed
        shown = f"; of so many, {len(found.hits)} with the words in the title or new here are shown"
    lines.append(f"{output.count(found.total, 'record')} found{shown}.")
    output.show("\n".join(lines))


def tell_if_behind(here: Workspace, conn: sqlite3.Connection) -> None:
    """Say on stderr where the archive is not of the last save, or not of this history at all."""
    from toolkit.freshness import REWRITTEN, is_behind, is_rewritten

    if not is_behind(here, conn):
        return
    if is_rewritten(here, conn):
        output.note(f"warning: {REWRITTEN[0].lower()}{REWRITTEN[1:]}; secretariat build says more")
    else:
        output.note("note: the archive is older than the last save; secretariat build brings it up")


def tell_if_disposed(conn: sqlite3.Connection, record: str) -> None:
    """Say on stderr where `record` was disposed of: what its versions said is not kept."""
    row = conn.execute(
        "SELECT json_extract(disposal, '$.authority'), json_extract(disposal, '$.date')"
        " FROM record WHERE id = ? AND disposal IS NOT NULL",
        (record,),
    ).fetchone()
    if row is not None:
        output.note(
            f"note: {record} was disposed of on {row[1]} by authority of: {row[0]}; what its older "
            "versions said is not kept"
        )


def known_at(here: Workspace, conn: sqlite3.Connection, text: str) -> int:
    """The commit that `text` means: a day, `today`, a hash, or what git calls a revision.

    A bare year or month means its last day. Raises `NotInArchive`, in the words of `text`.
    """
    from archive.errors import NotInArchive
    from archive.reading import known_at as known

    def resolve(revision: str) -> str | None:
        from archive.history import resolve as by_git

        return by_git(here.root, revision)

    day = day_of(text)
    try:
        return known(conn, day or text, resolve)
    except NotInArchive as error:
        raise NotInArchive(str(error).replace(day, text) if day else str(error)) from None


def day_of(text: str) -> str | None:
    """The day that `text` means: `today`, or the last of a year or month; None for all else."""
    from archive.text.dates import bounds

    if text.casefold() == "today":
        return date.today().isoformat()
    if re.fullmatch(r"[12]\d{3}(-(0[1-9]|1[0-2]))?", text):
        return bounds(text).last
    return None


@contextmanager
def as_typed(conn: sqlite3.Connection, name: str, typed: str | None) -> Iterator[None]:
    """Say that `name` was not known at the moment that was `typed`, not at a commit's number."""
    from archive.errors import NotInArchive

    try:
        yield
    except NotInArchive:
        first = _first_known(conn, name) if typed else None
        if first is None:
            raise
        raise NotInArchive(
            f"{name} was not in the archive as known at {typed}: it came in with {first}"
        ) from None


def _first_known(conn: sqlite3.Connection, name: str) -> str | None:
    """'the save 1234567890 of 2026-11-20': what brought a record or entry in; None for neither."""
    row = conn.execute(
        "SELECT commit_.hash, date(commit_time, 'unixepoch') FROM commit_ JOIN ("
        " SELECT commit_seq AS seq FROM version WHERE record = :id UNION ALL"
        " SELECT recorded_from FROM entity_state WHERE entity = :id"
        ") USING (seq) ORDER BY seq LIMIT 1",
        {"id": name},
    ).fetchone()
    if row is None:
        return None
    return f"the save {row[0][:10]} of {row[1]}" if row[0] else "what is not saved yet"


def _life(conn: sqlite3.Connection, name: str, at: int | None) -> Biography | None:
    """The life of the decision `name` as known at a commit; None where it then was none."""
    from archive.decisions.biography import biography, is_decision
    from archive.errors import NotInArchive

    try:
        return biography(conn, name, at) if is_decision(conn, name) else None
    except NotInArchive:
        return None


def require_record(conn: sqlite3.Connection, name: str, otherwise: str) -> None:
    """Raise `NotInArchive` where `name` is no record; `otherwise` is for entries of registers."""
    from archive.entry import is_record
    from archive.errors import NotInArchive
    from archive.reading import near

    if is_record(conn, name):
        return
    row = conn.execute("SELECT type FROM entity WHERE id = ?", (name,)).fetchone()
    if row is None:
        raise NotInArchive(f"there is no record called {name!r}{near(conn, name, records=True)}")
    kind = str(row[0]).replace("_", " ")
    article = "an" if kind[0] in "aeiou" else "a"
    raise NotInArchive(f"{name} is {article} {kind}: {otherwise}")


def _paragraph(page: RecordPage, anchor: str) -> Paragraph:
    from archive.compare import missing
    from archive.errors import NotInArchive

    for paragraph in page.paragraphs:
        if paragraph.anchor == anchor:
            return paragraph
    raise NotInArchive(missing(page.row["id"], page.paragraphs, anchor))


def _show(value: dict[str, Any] | list[str]) -> None:
    if isinstance(value, dict):
        output.show_json(value)
    else:
        output.show("\n".join(value))


def _as_asked(word: str) -> str:
    """What the shell gave as one word is a phrase where it has spaces and no quotes of its own."""
    if " " not in word.strip() or '"' in word:
        return word
    sign = "-" if word.startswith("-") else ""
    return f'{sign}"{word.removeprefix(sign)}"'


def _hit(hit: Hit) -> list[str]:
    from archive.text.dates import in_words

    facts = [hit.kind, in_words(hit.date_edtf) if hit.date_edtf else "", hit.status]
    head = click.style(output.clean(hit.title), bold=True)
    told = output.clean(f"  {hit.id}: {', '.join(fact for fact in facts if fact)}")
    text = "".join(
        click.style(output.clean(piece), fg="yellow", bold=True) if sought else output.clean(piece)
        for piece, sought in hit.pieces
    )
    return [head, told, *(f"  {line}" for line in _flowed(text)), ""]


def _flowed(text: str) -> list[str]:
    flat = " ".join(text.split())
    width = output.terminal_width()
    if width is None or "\x1b" in flat:  # a terminal breaks coloured lines itself
        return [flat]
    return output.wrap(flat, width - 2)
