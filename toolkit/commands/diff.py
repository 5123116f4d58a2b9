"""`diff`: two versions, two records, two paragraphs, or one text over time, word by word."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from toolkit import output
from toolkit.cli import workspace
from toolkit.commands.read import require_record, tell_if_behind, tell_if_disposed

if TYPE_CHECKING:
    import sqlite3

    from archive.across import Stage
    from archive.compare import Between


@click.command(short_help="Compare versions, records or paragraphs word by word.")
@click.argument("name", metavar="ID[#pN]")
@click.argument("other", required=False, metavar="[OTHER[#pN]]")
@click.argument("old", required=False, metavar="[N1")
@click.argument("new", required=False, metavar="N2]")
@click.option(
    "--over-time",
    is_flag=True,
    help="Follow the text through its drafts, its versions and what took its place.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it for a machine.")
@click.pass_context
def diff(
    ctx: click.Context,
    name: str,
    other: str | None,
    old: str | None,
    new: str | None,
    over_time: bool,
    as_json: bool,
) -> None:
    """Show word by word what changed in the record ID, or between it and OTHER.

    Alone, the last version is compared with the one before it; with N1 alone, version N1
    with the last; with both, N1 with N2. Versions count from 1, the oldest. With OTHER, a
    second record, their texts are compared paragraph by paragraph, moved ones told as
    moved; N1 is then a version of ID, and N2 one of OTHER.

    Examples: `secretariat diff som-1-minutes 1 2`,
    `secretariat diff som-1-agenda#p2 som-1-minutes#p3`,
    `secretariat diff som-1-minutes#p3 --over-time`.
    """
    from archive.reading import open_archive

    if other is not None and other.isdecimal():
        if new is not None:
            raise click.UsageError("More than two versions: one record has two sides only.")
        other, old, new = None, other, old
    pair = _version(old), _version(new)
    if over_time and (other or old):
        raise click.UsageError("--over-time follows one text: give it one ID and no version.")
    here = workspace(ctx)
    with closing(open_archive(here.archive)) as conn:
        tell_if_behind(here, conn)
        for each in (name, other) if other else (name,):
            record = each.partition("#")[0]
            told_else = f"`secretariat history {record}` tells what changed"
            require_record(conn, record, f"it has no versions to compare; {told_else}")
            tell_if_disposed(conn, record)
        if over_time:
            _over_time(conn, name, as_json)
        elif other:
            _two(conn, name, other, pair, as_json)
        else:
            _versions(conn, name, pair, as_json)


def _version(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise click.UsageError(f"{text!r} is no version: they count from 1, the oldest.")
    return int(text)


def _versions(
    conn: sqlite3.Connection, name: str, pair: tuple[int | None, int | None], as_json: bool
) -> None:
    from archive.compare import between, compare
    from archive.reading import versions
    from toolkit.histories import comparison_lines

    record, _, anchor = name.partition("#")
    if anchor:
        last = len(versions(conn, record)) if pair[1] is None else pair[1]
        first = last - 1 if pair[0] is None else pair[0]
        if first or pair[0]:
            _two(conn, name, name, (first, last), as_json)
            return
    if anchor:
        between(conn, name, name, (1, 1))  # of a paragraph that there is not, that is to be said
    told = compare(conn, record, *pair)
    if told is not None:
        if as_json:
            output.show_json(asdict(told))
        else:
            output.show("\n".join(comparison_lines(told)))
    elif as_json:
        output.show_json(None)
    else:
        click.echo(f"{output.clean(name)} has one version only, so there is nothing to compare.")


def _two(
    conn: sqlite3.Connection,
    name: str,
    other: str,
    pair: tuple[int | None, int | None],
    as_json: bool,
) -> None:
    from archive.compare import between
    from toolkit.comparing import between_lines

    told = between(conn, name, other, pair)
    if as_json:
        output.show_json(asdict(told))
    else:
        output.show("\n".join(between_lines(told, output.terminal_width())))


def _over_time(conn: sqlite3.Connection, name: str, as_json: bool) -> None:
    from archive.across import chain, followed_inside
    from archive.compare import between
    from archive.text.diff import word_diff
    from toolkit.comparing import chain_lines, inside_line

    def compared(old: Stage, new: Stage) -> Between:
        return between(conn, old.record, new.record, (old.last, new.first))

    stages = chain(conn, name)
    record, _, anchor = name.partition("#")
    inside = [] if anchor else followed_inside(conn, record)
    if inside:
        output.note(inside_line(inside))
    if not as_json:
        output.show("\n".join(chain_lines(name, stages, compared, output.terminal_width())))
        return
    told = []
    for stage in stages:
        follows = [
            {**asdict(each), "changes": word_diff(stages[each.stage].text, stage.text)}
            for each in stage.follows
        ]
        told.append({**asdict(stage), "follows": follows})
    output.show_json(told)
