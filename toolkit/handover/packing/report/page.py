"""The page itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from archive.export.events import custody_sentences
from archive.export.printable import head
from archive.signers import Signer
from toolkit.handover.packing.report import facts
from toolkit.handover.packing.report.charts import bars, columns, said
from toolkit.handover.packing.report.facts import Rows

_STYLE = """
body { max-width: 60rem; }
figure { margin: .75rem 0 1.25rem; }
th { font-weight: 400; }
td { overflow-wrap: anywhere; }
small { display: block; }
.number { text-align: end; white-space: nowrap; width: 5rem; }
dl.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr;
  gap: .25rem 1.25rem; break-inside: avoid; }
dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
dl.numbers { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0; }
dl.numbers div { display: flex; flex-direction: column-reverse; }
dl.numbers dd { margin: 0; font-size: 1.6rem; font-weight: 600; line-height: 1.2; }
svg { display: block; max-width: 100%; } svg rect { fill: var(--bar); }
svg.bar { margin-top: .4rem; } svg.columns { width: 100%; height: auto; }
svg text { fill: var(--ink); font: 11px system-ui, sans-serif; text-anchor: middle; }
svg line { stroke: var(--line); }
@media print {
  body { max-width: none; }
  svg rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


@dataclass(frozen=True, slots=True)
class About:
    """What a report says of its package beside what the archive tells.

    `names` pairs what is told with it, in order. `signers` are the keys that may sign,
    `fingerprint` that of the one that does ('' for none). `stamp` is what is said of the stamp.
    """

    process: str
    name: str
    names: tuple[tuple[str, str], ...]
    signers: tuple[Signer, ...]
    fingerprint: str
    stamp: str
    delta: bool


def report_html(
    conn: sqlite3.Connection, about: About, only: Collection[str] | None = None
) -> Iterator[str]:
    """The page on the package that `about` describes, of the records called `only` where given."""
    yield _head(about)
    held = facts.held(conn, only)
    yield _section("What is in it", _numbers(held))
    yield _section("How it spreads", _charts(held, about))
    yield _section(
        "What is missing",
        _table(
            facts.gaps(conn),
            "What the records themselves call unknown, and what a look at them shows to be missing."
            + _of_all(about),
            "Nothing is known to be missing.",
            "secretariat ask gaps",
        ),
    )
    yield _section(
        "Tasks that are open",
        _table(
            facts.open_actions(conn),
            "What was to be done, and is not known to be done." + _of_all(about),
            "No task is open.",
            "secretariat actions",
        ),
    )
    yield _section(
        "What is closed, and why",
        _table(
            facts.closed(conn, only),
            "All of it is in this package, for the incoming host: nothing is withheld from it. It "
            "is not for the public.",
            "Every record is open.",
            "finding-aid.csv",
        ),
    )
    yield _section(
        "What was taken out",
        _table(
            facts.removed(conn),
            "Records that once were here, and are not any more." + _of_all(about),
            "No record was ever taken out.",
            "secretariat history",
        ),
    )
    yield _section("Who had it when", _custody(conn))
    yield _section("Keys and time", _keys(about))
    yield _section("How to check it", _HOW)
    yield "</main>\n</body>\n</html>\n"


def _of_all(about: About) -> str:
    return " This is of the whole archive, not of this delta alone." if about.delta else ""


def _head(about: About) -> str:
    title = said(f"{about.process}: what is handed over")
    told = "".join(f"<dt>{said(name)}</dt><dd>{said(text)}</dd>\n" for name, text in about.names)
    return f"""{head(title, _STYLE)}<header>
<h1>{title}</h1>
<p class="soft">The report of the package <code>{said(about.name)}</code></p>
<dl class="facts">
{told}</dl>
</header>
<main>
"""


def _section(title: str, inner: str) -> str:
    return f"<section>\n<h2>{said(title)}</h2>\n{inner}</section>\n"


def _numbers(held: facts.Held) -> str:
    told = "".join(
        f"<div><dt>{said(name)}</dt><dd>{count:,}</dd></div>\n" for name, count in held.numbers
    )
    return f'<dl class="numbers">\n{told}</dl>\n'


def _charts(held: facts.Held, about: About) -> str:
    year = "Records by year"
    if held.undated:
        year += f" ({held.undated:,} without a date)"
    meetings = "Records by meeting" if not about.delta else "New records by meeting"
    return (
        bars("Records by kind", "kind", held.kinds)
        + columns(year, held.years)
        + bars(meetings, "meeting", held.meetings)
    ) or "<p>There is no record in it.</p>\n"


def _table(found: Rows, lead: str, nothing: str, whole: str) -> str:
    if not found.total:
        return f"<p>{said(nothing)}</p>\n"
    heads = "".join(f'<th scope="col">{said(name)}</th>' for name in found.columns)
    lines = "".join(
        "<tr>" + "".join(f'<td dir="auto">{said(cell)}</td>' for cell in row) + "</tr>\n"
        for row in found.rows
    )
    more = found.total - len(found.rows)
    rest = f"<p>... and {more:,} more: <code>{said(whole)}</code></p>\n" if more else ""
    return (
        f"<p>{said(lead)}</p>\n"
        f'<div class="scroll"><table>\n<caption>{found.total:,} in all</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}</tbody></table></div>\n{rest}"
    )


def _custody(conn: sqlite3.Connection) -> str:
    told = custody_sentences(conn)
    if not told:
        return "<p>This is the first time that it is handed over.</p>\n"
    return "<ul>\n" + "".join(f"<li>{said(each)}</li>\n" for each in told) + "</ul>\n"


def _keys(about: About) -> str:
    if about.fingerprint:
        lead = (
            f"<p>The package is signed with the key <code>{said(about.fingerprint)}</code>. "
            "Compare it with what the sender tells you by another way than the package.</p>\n"
        )
    else:
        lead = "<p>The package is not signed: nobody can tell by it who made it.</p>\n"
    return lead + _listed(about.signers) + f"<p>{said(about.stamp)}</p>\n"


def _listed(signers: Sequence[Signer]) -> str:
    if not signers:
        return ""
    lines = "".join(
        f"<tr><td>{said(each.mandate)}</td><td><code>{said(each.key.fingerprint)}</code></td>"
        f"<td>{said(each.window.in_words())}</td></tr>\n"
        for each in signers
    )
    return (
        '<div class="scroll"><table>\n<caption>Keys that may sign</caption>\n<thead><tr>'
        '<th scope="col">term</th><th scope="col">key</th><th scope="col">when</th></tr></thead>\n'
        f"<tbody>\n{lines}</tbody></table></div>\n"
    )


_HOW = """\
<p>Nothing of the program that made this package is needed. <code>VERIFY.md</code>, beside the
folder that this page lies in, tells every step. In short:</p>
<ol>
<li>Ask the sender, by telephone for instance, for the package's digest and for the fingerprint of
the key. The digest is not on this page, which is itself a part of what it covers.</li>
<li>In the folder of the package: <code>python3 -I verify.py --digest ... --fingerprint ...</code>,
on Windows <code>py -I verify.py</code>. With this program: <code>secretariat handover
verify</code>.</li>
<li><code>secretariat handover accept</code> makes the workspace, and the receipt that the sender
waits for.</li>
</ol>
"""
