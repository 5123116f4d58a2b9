"""Readiness as one page: it prints, has no script, and needs nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from archive import whole
from archive.errors import SaveFailed, UsageProblem
from archive.findings import CODES
from archive.readiness import Judged, Lack
from archive.readiness.spread import Here, OfMeeting
from archive.text.spoken import date_words
from toolkit.handover.readiness.charts import (
    SAID,
    bar,
    columns,
    key,
    legend,
    mark,
    marked_up,
    said,
    shown_score,
    spans,
    stacked,
    stacks,
)
from toolkit.handover.readiness.order import gravest_first
from toolkit.handover.readiness.run import TIMES, Readiness

#: Findings of a code, and meetings, that the page shows; hundreds more nobody would read.
MOST_FOUND, MOST_MEETINGS = 40, 200

#: What is told of each meeting; a column that says nothing of any is left out.
_Paper = tuple[str, Callable[[OfMeeting], Here]]
_PAPERS: tuple[_Paper, ...] = (
    ("agenda", lambda each: each.agenda),
    ("who came", lambda each: each.participants),
    ("minutes", lambda each: each.minutes),
    ("adopted", lambda each: each.adopted),
)

#: By this a page of ours is known, and may be written anew.
_MADE_BY = '<meta name="generator" content="secretariat handover readiness">'


def write_page(told: Readiness, goal: Path) -> Path:
    """Write the page to `goal`, whole or not at all; gives the path.

    An older page of this kind is replaced. Raises `UsageProblem` where something else is there,
    `SaveFailed` where it cannot be written.
    """
    try:
        if goal.is_symlink() or (goal.exists() and not _is_ours(goal)):
            raise UsageProblem(f"{goal} is there already, and no page of this kind: name another")
        whole.put(goal, (piece.encode("utf-8", "replace") for piece in page_html(told)))
    except OSError as error:
        raise SaveFailed(
            f"{goal} cannot be written ({error.strerror or error}): name a file in a folder that "
            "is there and may be written to"
        ) from None
    return goal


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return _MADE_BY.encode() in file.read(2048)


def page_html(told: Readiness) -> Iterator[str]:
    """The page, piece by piece."""
    yield _head(told)
    yield _lead(told)
    yield _scores(told)
    yield _years(told)
    yield _meetings(told)
    yield _found(told)
    yield _foot(told)


def _head(told: Readiness) -> str:
    style = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    title = said(f"{told.process}: ready to be handed over?")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{_MADE_BY}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
"""


def _lead(told: Readiness) -> str:
    save = f", after the save <code>{said(told.head[:10])}</code>" if told.head else ""
    score = shown_score(told.score)
    return f"""<header>
<p class="kicker">Ready to be handed over?</p>
<h1>{said(told.process)}</h1>
<p class="kicker">As of {said(date_words(told.day))}{save}</p>
<p class="kicker">For the secretariat: it names what is closed.</p>
<div class="lead">
<p class="figure">{score}<small>of 100 overall</small></p>
<div>
{_first(told)}
</div>
</div>
{_stops(told)}</header>
<main>
"""


def _first(told: Readiness) -> str:
    """What would bring the most: the headings by what they cost the overall score."""
    costly = sorted(
        (each for each in told.judged if each.score is not None and each.score < 100),
        key=lambda each: -(100 - (each.score or 0)) * each.heading.weight,
    )
    if not costly:
        return "<p>Nothing lacks that can be told from the records.</p>"
    items = "".join(
        f'<li><a href="#{each.heading.id}">{said(each.heading.title)}</a>: '
        f"{said(each.lacking())}</li>\n"
        for each in costly[:4]
    )
    return f"<p>What would bring the most:</p>\n<ul>\n{items}</ul>"


def _stops(told: Readiness) -> str:
    errors = [
        lack.finding
        for each in told.blocking
        for lack in each.lacks
        if lack.finding.severity == "error"
    ]
    if not errors:
        return ""
    items = "; ".join(marked_up(each.message) for each in errors[:5])
    more = f"; and {len(errors) - 5:,} more" if len(errors) > 5 else ""
    return (
        f'<div class="stop"><p><strong>Before packing this must be mended:</strong> {items}{more}.'
        "</p></div>\n"
    )


def _scores(told: Readiness) -> str:
    scored = [each for each in told.worst_first if each.score is not None]
    rows = "".join(map(_score, scored))
    return f"""<section>
<h2>Heading by heading</h2>
<p>The lowest score first; 100 means that nothing lacks. The overall score is their mean, in which
each counts as often as the last column says. What is named among the unknowns of the records counts
as in order: that nobody knows is then known.</p>
<table class="scores">
<colgroup><col><col><col><col><col></colgroup>
<thead><tr><th scope="col">heading</th><th scope="col" class="n">score</th>
<td></td><th scope="col">how it comes about</th><th scope="col" class="n">counts</th></tr></thead>
<tbody>
{rows}</tbody>
</table>
{_unjudged(told)}</section>
"""


def _score(each: Judged) -> str:
    title = said(each.heading.title)
    if each.lacks:
        title = f'<a href="#{each.heading.id}">{title}</a>'
    return (
        f'<tr><th scope="row">{title}</th><td class="n">{shown_score(each.score)}</td>'
        f"<td>{bar(each.score)}</td><td>{_sentence(each.reckoning().partition(';')[0])}</td>"
        f'<td class="n">{TIMES}&nbsp;{each.heading.weight}</td></tr>\n'
    )


def _sentence(told: str) -> str:
    return f"{marked_up(told[0].upper() + told[1:])}."


def _unjudged(told: Readiness) -> str:
    """What has no score, and so counts for nothing, with the reason."""
    items = "".join(
        f"<li>{said(each.heading.title)}: {marked_up(each.heading.nothing)}.</li>\n"
        for each in told.judged
        if each.score is None
    )
    if not items:
        return ""
    return f'<h3>Nothing to judge, and so no score</h3>\n<ul class="none">\n{items}</ul>\n'


def _years(told: Readiness) -> str:
    found = spans(told.years)
    if not found:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{said(each.label)}</th><td class="n">{each.records:,}</td>'
        f'<td class="n">{each.lacks:,}</td></tr>\n'
        for each in found
        if each.records or each.lacks
    )
    rows += _undated(told)
    keys = key("here", "records here") + key("lack", "findings")
    return f"""<section>
<h2>Year by year</h2>
<p>Upwards the records that are here, downwards what lacks, on the same scale. A year is that of the
record or of its meeting.</p>
<div class="beside">
<figure>
<figcaption>What is here, what lacks</figcaption>
{columns(found)}<ul class="legend">{keys}</ul>
</figure>
<table class="few">
<caption>The same in numbers</caption>
<thead><tr><th scope="col">year</th><th scope="col" class="n">records here</th>
<th scope="col" class="n">findings</th></tr></thead>
<tbody>
{rows}</tbody>
</table>
</div>
</section>
"""


def _undated(told: Readiness) -> str:
    if not (told.undated or told.unplaced):
        return ""
    return (
        f'<tr><th scope="row">of no year</th><td class="n">{told.undated:,}</td>'
        f'<td class="n">{told.unplaced:,}</td></tr>\n'
    )


def _meetings(told: Readiness) -> str:
    if not told.meetings:
        return ""
    counted = stacks(told.meetings)
    rows = "".join(
        f'<tr><th scope="row">{said(name)}</th><td class="n">{here:,}</td>'
        f'<td class="n">{named:,}</td><td class="n">{lacks:,}</td></tr>\n'
        for name, here, lacks, named in counted
        if here or lacks or named
    )
    keys = "".join(
        key(shade, SAID[here])
        for shade, here in (("here", "yes"), ("named", "named"), ("lack", "no"))
    )
    return f"""<section>
<h2>Meeting by meeting</h2>
<p>Of the {len(told.meetings):,} meetings that the register says were held. Only the minutes or
conclusions and their adoption are judged; agendas and lists of who came are told beside them.</p>
<div class="beside">
<figure>
<figcaption>Of how many meetings it is here</figcaption>
{stacked(counted)}<ul class="legend">{keys}</ul>
</figure>
<table class="few">
<caption>The same in numbers</caption>
<thead><tr><th scope="col">paper</th><th scope="col" class="n">here</th>
<th scope="col" class="n">named</th><th scope="col" class="n">lacks</th></tr></thead>
<tbody>
{rows}</tbody>
</table>
</div>
{_each_meeting(told)}</section>
"""


def _each_meeting(told: Readiness) -> str:
    shown = told.meetings
    left = ""
    if len(shown) > MOST_MEETINGS:
        wanting = {each.id for each in sorted(shown, key=lambda each: -each.lacks)[:MOST_MEETINGS]}
        shown = tuple(each for each in shown if each.id in wanting)
        left = f"<p>The {MOST_MEETINGS} with the most findings, of {len(told.meetings):,}.</p>\n"
    papers = [of for of in _PAPERS if any(of[1](each) for each in told.meetings)]
    heads = "".join(f'<th scope="col" class="mark">{said(of)}</th>' for of, _ in papers)
    rows = "".join(_meeting(each, papers) for each in shown)
    return f"""<h3>Each meeting</h3>
{left}{legend(("yes", "here"), ("no", "lacks"), ("named", "named as unknown"))}<div class="scroll">
<table class="meetings">
<thead><tr><th scope="col">meeting</th>{heads}<th scope="col" class="n">records</th></tr></thead>
<tbody>
{rows}</tbody>
</table>
</div>
"""


def _meeting(each: OfMeeting, papers: list[_Paper]) -> str:
    when = date_words(each.date) or "on a day that is not known"
    marks = "".join(
        f'<td class="mark{"" if of(each) else " off"}" data-of="{name}">{mark(of(each))}</td>'
        for name, of in papers
    )
    return (
        f'<tr><th scope="row"><bdi>{said(each.name)}</bdi><small>{said(when)}</small></th>{marks}'
        f'<td class="n" data-of="records">{each.records:,}</td></tr>\n'
    )


def _found(told: Readiness) -> str:
    parts = "".join(_heading(each) for each in told.worst_first if each.lacks)
    if not parts:
        return ""
    return f"""<section>
<h2>What lacks, and what to do</h2>
<p>Each finding says where it stands and what to run or to look at. Nobody need be at fault: much
lacks because it was never written, or lies in another place.</p>
{parts}</section>
"""


def _heading(each: Judged) -> str:
    score = shown_score(each.score)
    groups = groupby(gravest_first(each.lacks), key=lambda lack: lack.finding.code)
    parts = "".join(_group(code, list(found)) for code, found in groups)
    return f"""<section>
<h3 id="{each.heading.id}">{said(each.heading.title)}: {score}</h3>
<p>{_sentence(each.reckoning())} 100 means that {marked_up(each.heading.full)}.</p>
{parts}</section>
"""


def _group(code: str, found: list[Lack]) -> str:
    entry = CODES[code]
    grave = ' <span class="grave">must be mended</span>' if entry.severity == "error" else ""
    shown = found[:MOST_FOUND]
    more = len(found) - len(shown)
    rest = f"<p>and {more:,} more: <code>secretariat handover readiness --all</code></p>\n"
    return f"""<h4>{said(entry.title[0].upper() + entry.title[1:])} <span class="code">{code},
{len(found):,}</span>{grave}</h4>
<p>What to do: {marked_up(entry.remedy)}.</p>
<table class="found">
<thead class="unseen"><tr><th scope="col">what</th>
<th scope="col">where, and what to run</th></tr></thead>
<tbody>
{"".join(_lines(shown))}</tbody>
</table>
{rest if more else ""}"""


def _lines(found: Iterable[Lack]) -> Iterator[str]:
    for lack in found:
        finding = lack.finding
        where = f"{finding.path}:{finding.line}" if finding.line else finding.path
        do = said(lack.do)
        shown = f"<code>{do}</code>" if lack.runs else marked_up(lack.do)
        yield (
            f"<tr><td>{said(finding.message)}</td>"
            f"<td><code>{said(where)}</code><br>{shown}</td></tr>\n"
        )


def _foot(told: Readiness) -> str:
    return f"""</main>
<footer>
<p>Made with <code>secretariat handover readiness --html FILE</code> out of the records as they lay
on {said(date_words(told.day))}. It needs nothing from elsewhere, and no program runs in it.</p>
</footer>
</body>
</html>
"""
