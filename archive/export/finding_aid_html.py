"""The finding aid for people: one page that prints, needs no script, and stands by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape
from typing import Final

from archive.export.dublin_core import rights
from archive.export.finding_aid import closure_type
from archive.export.holdings import (
    Archive,
    Extent,
    Holding,
    Level,
    Progress,
    extents,
    holdings,
    series_title,
)
from archive.export.printable import head
from archive.export.xmltext import legal
from archive.text.numbers import counted, size_words
from archive.text.spoken import date_words

_STYLE: Final = """
h3 { font-size: 1.1rem; margin: 1.5rem 0 .25rem; }
.shut { color: var(--shut); }
caption small { font-weight: 400; }
tbody th { font-weight: 600; }
thead th:nth-child(1) { width: 42%; } thead th:nth-child(2) { width: 14%; }
thead th:nth-child(3) { width: 20%; }
nav ul { columns: 18rem; padding-left: 1.2rem; }
"""

_OF_CSV: Final = "The same as a table, with every field, is finding-aid.csv."


def finding_aid_html(
    conn: sqlite3.Connection,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
    held: Iterable[Holding] | None = None,
) -> Iterator[str]:
    """The page, arranged by series; raises `NotInArchive` where one of `only` is not held.

    `held` are these records where they were read already.
    """
    archive = Archive(conn)
    told = extents(conn, only)
    yield _head(archive, told)
    open_: tuple[Level, ...] = ()
    for holding in holdings(conn, only, progress) if held is None else held:
        if holding.levels != open_:
            if open_:
                yield "</tbody></table></div>\n"
            yield from _headings(open_, holding.levels, told)
            open_ = holding.levels
        yield _row(archive, holding)
    if open_:
        yield "</tbody></table></div>\n"
    yield "</main>\n</body>\n</html>\n"


def _said(text: str) -> str:
    return escape(legal(text))


def _head(archive: Archive, told: dict[tuple[str, ...], Extent]) -> str:
    whole = told.get((), Extent(0, 0, None, None))
    title = _said(f"{archive.name}: finding aid")
    saved = archive.saved
    state = f"As saved on {date_words(archive.saved_on)}" if archive.saved_on else "As built"
    commit = f" (commit <code>{_said(saved['hash'][:10])}</code>)" if saved else ""
    about = archive.process.get("about")
    series = sorted(codes for codes in told if len(codes) == 1)
    listed = "".join(
        f'<li><a href="#{_anchor(codes)}">{_said(series_title(codes[0]))}</a> '
        f'<span class="soft">{told[codes].records:,}</span></li>\n'
        for codes in series
    )
    lead = f"<p>{_said(about)}</p>\n" if about else ""
    contents = f'<nav aria-label="Series">\n<ul>\n{listed}</ul>\n</nav>\n' if listed else ""
    return f"""{head(title, _STYLE)}<header>
<h1>{title}</h1>
{lead}<p class="soft">{state}{commit}, kept by {_said(archive.keeper)}. It holds {_extent(whole)}.
Arranged by kind of record, then by body, then by meeting or year. {_OF_CSV}</p>
</header>
<main>
{contents}"""


def _anchor(codes: Sequence[str]) -> str:
    return escape("-".join(("s", *codes)).replace(" ", "-"))


def _headings(
    before: Sequence[Level], after: Sequence[Level], told: dict[tuple[str, ...], Extent]
) -> Iterator[str]:
    """What begins here: a series, a body within it, and the table of a meeting or year."""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    for depth in range(same, len(after)):
        level = after[depth]
        codes = tuple(each.code for each in after[: depth + 1])
        if level.level == "file":
            title = _said(level.title)
            caption = f"{title} <small>{counted(told[codes].records, 'record')}</small>"
            yield (
                f'<div class="scroll" role="group" aria-label="{title}" tabindex="0"><table>\n'
                f'<caption>{caption}</caption>\n<thead><tr><th scope="col">Record</th>'
                '<th scope="col">Date</th><th scope="col">Files</th>'
                '<th scope="col">Access and keeping</th></tr></thead>\n<tbody>\n'
            )
            continue
        size = 2 if level.level == "series" else 3
        yield (
            f'<h{size} id="{_anchor(codes)}">{_said(level.title)}</h{size}>\n'
            f'<p class="soft">{_extent(told[codes])}</p>\n'
        )


def _extent(extent: Extent) -> str:
    parts = [counted(extent.records, "record")]
    if extent.first and extent.last:
        first, last = extent.first[:4], extent.last[:4]
        parts.append(first if first == last else f"{first} to {last}")
    parts.append(size_words(extent.size))
    return ", ".join(parts)


def _row(archive: Archive, holding: Holding) -> str:
    row = holding.row
    language = f' lang="{escape(legal(row["language"]))}"' if row["language"] else ""
    files = "".join(
        f"<small>{_said(file.name)}"
        + (f", {size_words(file.size)}" if file.size is not None else "")
        + (f", {_said(file.puid)}" if file.puid else "")
        + "</small>"
        for file in holding.files
    )
    closed = closure_type(holding) != "open_on_transfer" or holding.withheld or holding.disposal
    kept = archive.called(row["retention"])
    access = f'<span class="shut">{_said(rights(holding))}</span>' if closed else "Open"
    return (
        f'<tr><th scope="row"><span{language} dir="auto">{_said(holding.title)}</span>'
        f"<small><code>{_said(archive.reference(holding))}</code></small></th>"
        f"<td>{_said(date_words(holding.dates[0])) or 'not known'}</td>"
        f"<td>{files}</td><td>{access}"
        + (f"<small>{_said(kept)}</small>" if kept else "")
        + f"<small>Status: {_said(row['status'])}</small></td></tr>\n"
    )
