"""Reads minutes: their date, who came, what stands under headings of decisions, tasks, votes.

Nothing here is of one series: words come from headings.yaml and from `Context.headings`, and
what the layout does not say is not read. Any text is read in time that grows with its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.reader.attendance import attendance
from archive.reader.ballots import ballots
from archive.reader.dayfigures import Said
from archive.reader.daytext import day_in
from archive.reader.decisiontables import with_tables
from archive.reader.ladder import ladder
from archive.reader.later import has_figure, later
from archive.reader.model import NOTHING, Context, Decided, Reading
from archive.reader.sections import Piece, pieces
from archive.reader.tasks import tasks
from archive.reader.wording import bare, is_nothing, is_template, rows_of, terms
from archive.text.paragraphs import Paragraph

_FIRST_LINES = 8  # blocks in which the text's own date may stand
_MAX_HEADER = 200  # characters of a block that is no prose
_SHORT = 120  # characters of an item that may say that nothing was decided
_MAX_DATE_LINE = 120  # characters of a line that is there for its date
_DATED = later(
    r"[ \t]*(?:[-+*][ \t]+)?(?:\*\*|__)?(?:(?:meeting|minutes|held|call)\s)?"
    r"(?:date|dates|when|datum|"
    r"sitzungstermin|termin|fecha|tanggal|hari/tanggal|datums|日時|日付|일시|일자|날짜|วันที่|日期|时间)"
    r"(?: (?:and|&) time|/time| et heure)?(?:\*\*|__)?\s?[:：]",  # noqa: RUF001 - full width
    re.IGNORECASE,
)
_HELD = later(
    r"\b(?:held|met|took place|convened|fand|tagte|statt|s'est (?:tenue?|réunie?)|se reunió|"
    r"celebrad[ao]|"
    r"diselenggarakan|dilaksanakan|notika)\b|개최|開催",
    re.IGNORECASE,
)
_FIGURE = later(r"\d")
_ASKED = later(r"([^\W\d_]+)[ /][^:?]{3,200}[:?](?!//)")
_AMOUNTS = later(r"[\s\W\d]*\Z")


def read_layout(paragraphs: Sequence[Paragraph], context: Context) -> Reading:
    """What the layout of minutes tells: see `Reading`. Never raises for what a text holds."""
    # Of a record whose date a person gives, nobody asks the text for one.
    day, rule = (None, None) if context.date else date_of(paragraphs, context)
    found: Sequence[Piece] = pieces(paragraphs, context.headings)
    if context.kind in ("minutes", "decision"):
        found = with_tables(found, paragraphs, context.headings)
    lower = "\n".join([paragraph.text for paragraph in paragraphs]).lower()
    present = attendance(found, paragraphs, lower)
    names = [each.name for each in present]
    doing = tasks(found, paragraphs, context, day or context.date, names, lower)
    decided = tuple(_decided(found, {task.anchor for task in doing}, context.language))
    voted = ballots(found, paragraphs, lower, context.language)
    if not (day or rule or present or doing or decided or voted):
        return NOTHING
    return Reading(
        decided=decided, tasks=doing, present=present, ballots=voted, date=day, date_rule=rule
    )


def date_of(paragraphs: Sequence[Paragraph], context: Context) -> tuple[str | None, str | None]:
    """(the date in EDTF, the rule): from the path, the front matter, the title, the first lines.

    The first that has a date is trusted; one that comes later and fits inside it, or around it
    as a range of days, makes it finer. The rule names all that agree ('path+title'), and says
    where a later one does not ('path, not title').
    """
    best: str | None = None
    agree: list[str] = []
    against: list[str] = []
    doubt = None
    for source, said in _sources(paragraphs, context):
        if said.edtf is None:
            doubt = doubt or said.rule
        elif best is None:
            best, agree = said.edtf, [source]
        elif (finer := finer_of(best, said.edtf)) is not None:
            best = finer
            agree.append(source)
        else:
            against.append(source)
    if best is None:
        return None, doubt if doubt == "ambiguous" else None
    rule = "+".join(agree)
    return best, f"{rule}, not {' and '.join(against)}" if against else rule


def _sources(paragraphs: Sequence[Paragraph], context: Context) -> Iterator[tuple[str, Said]]:
    language, near = context.language, context.date
    sure = False
    if context.path:
        name = context.path.rsplit("/", 1)[-1]
        said = day_in(name, language) or day_in(context.path, language)
        if said:
            yield "path", said
            sure = said.edtf is not None
    if near:
        yield "front matter", Said(near, "front matter", 0, 0)
        sure = True
    title = context.title
    first = paragraphs[0] if paragraphs else None
    if first is not None and first.kind == "heading" and bare(first.text) != title:
        title = f"{title}\n{first.text}" if title else first.text
    if title and _FIGURE.search(title):
        for line in title.split("\n"):
            said = day_in(line, language, near)
            if said and (said.edtf or said.rule == "ambiguous"):
                yield "title", said
                sure = sure or said.edtf is not None
                break
    if not sure:
        yield from _first_lines(paragraphs, language, context.kind == "minutes")


def _first_lines(
    paragraphs: Sequence[Paragraph], language: str, minutes: bool
) -> Iterator[tuple[str, Said]]:
    """The date of a line that is there for it; of minutes, of a sentence on when they met.

    (A letter that thanks for a meeting tells the meeting's date, not its own.)
    """
    short: Said | None = None
    held: Said | None = None
    for paragraph in paragraphs[:_FIRST_LINES]:
        head = paragraph.text[:1000]
        if paragraph.kind == "code" or (head.isascii() and not has_figure(head)):
            continue
        for line in head.split("\n"):
            if not has_figure(line) and (line.isascii() or _FIGURE.search(line) is None):
                continue
            label = _DATED.match(line.replace("|", " ").strip() if "|" in line else line)
            if label or ("|" in line and _DATED.match(line.replace("|", ":").strip(" :"))):
                said = day_in(line, language)
                if said:
                    yield "first lines", said
                    return
            if minutes and held is None and _HELD.search(line):
                said = day_in(line, language)
                held = said if said and said.edtf else None
            elif short is None and _is_short(line) and len(paragraph.text) <= _MAX_HEADER:
                said = day_in(line, language)
                if said and (said.rule == "ambiguous" or (said.edtf and len(said.edtf) > 7)):
                    # What is left of the line must be little: a place, a weekday, a time.
                    rest = line[: said.start] + line[said.end :]
                    short = said if len(rest.split()) <= 6 else None
    if short or held:
        yield "first lines", short or held  # type: ignore[misc]


def _is_short(line: str) -> bool:
    return len(line) <= _MAX_DATE_LINE and not line.rstrip().endswith((".", "!", "?", ";"))


def finer_of(one: str, other: str) -> str | None:
    """The finer of two EDTF dates that agree; None where they do not."""
    if one == other:
        return one
    a, b = one.rstrip("~?%"), other.rstrip("~?%")
    if "20" < b[5:7] < "25" and len(b) == 7:  # a season says no more than a month of its year
        return one if a.startswith(b[:4]) else None
    if ("/" in a and "/" not in b) or ("/" in b and "/" not in a):
        span, single = (a, b) if "/" in a else (b, a)
        begin, _, end = span.partition("/")
        if len(single) == 10 and begin <= single <= end:
            return span
        if len(single) < 10 and begin.startswith(single) and end.startswith(single):
            return span
        return None
    if b.startswith(a):
        return other if len(b) > len(a) else one
    return one if a.startswith(b) else None


def _decided(found: Sequence[Piece], tasks: set[str], language: str) -> Iterator[Decided]:
    """Items and tables under headings of decisions; what stands inside an item belongs to it."""
    outer: int | None = None
    told: set[str] = set()
    for at, piece in enumerate(found):
        if piece.purpose not in ("decisions", "decisions+actions") or piece.how == "label":
            outer = None
            continue
        paragraph = piece.paragraph
        anchor = paragraph.anchor
        table = paragraph.kind == "table"
        if anchor in told or (anchor in tasks and not (table and piece.purpose == "decisions")):
            continue
        rule = f"{'column' if piece.how == 'column' else 'heading'}:{piece.heading}"
        if table:
            if any(_says(" ".join(row), language) for row in rows_of(piece.text)[2:]):
                told.add(anchor)
                yield Decided(anchor, rule)
            continue
        if not piece.item:
            outer = None
            continue
        if outer is not None and piece.level > outer:
            continue
        outer = None
        below = at + 1 < len(found) and found[at + 1].level > piece.level
        if below and bare(piece.text).endswith(":"):
            continue  # a group: its items are the decisions
        if _says(piece.text, language):
            told.add(anchor)
            yield Decided(anchor, rule)
        outer = piece.level


def _says(text: str, language: str) -> bool:
    """Whether an item says something that may have been decided."""
    said = bare(text[:4000]).strip()
    if not said or said[-1] in "?？:" or is_nothing(said) or is_template(said):  # noqa: RUF001
        return False
    if _AMOUNTS.match(said) is not None:
        return False
    if len(said) < _SHORT and ladder(language).empty.match(said) is not None:
        return False  # "We decided nothing."
    asked = _ASKED.match(said)
    return asked is None or asked[1].casefold() not in terms("asks")
