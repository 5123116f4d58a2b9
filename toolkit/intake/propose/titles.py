"""What a text is called: by its own title, not by what a program left in the file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from archive.reader.daytext import days_in
from archive.reader.names import is_person
from toolkit.intake.model import Extracted, Guess
from toolkit.intake.propose.kinds import LetterParts, form_of, is_kind_word, said_kinds
from toolkit.intake.propose.known import Known
from toolkit.intake.propose.names import Name, significant
from toolkit.intake.propose.sheet import Line, Sheet
from toolkit.intake.propose.words import begins, evened, listed

_PART = re.compile(
    r"(?:article|artikel|artículo|articolo|artigo|section|abschnitt|chapter|kapitel|chapitre|part|teil|annex|anhang|"
    r"anlage|annexe|§|pasal|bab)\s+[\divxlc]+\b|\d{1,2}(?:\.\d{1,2})*[.)]?\s",
    re.IGNORECASE,
)
_BORNE_OUT = 0.78  # of a first line that says a kind, or what the file name says
_HEAD_ONLY = "the head of its paper"
_LONG_TITLE = 90  # characters; what is longer may be a sentence
_FAIR = 0.65  # of a title in the text, beside which the head of its pages is not asked
MAX_TITLE = 200  # characters
_PROGRAM = re.compile(r"^microsoft (?:word|powerpoint|excel|office)\s*[-–:]\s*", re.IGNORECASE)  # noqa: RUF001
_ENDING = re.compile(
    r"\.(?:docx?|pdf|pptx?|xlsx?|od[tps]|rtf|txt|html?|indd|pub|qxd|ai)\b", re.IGNORECASE
)
_ANSWER = re.compile(
    r"^(?:(?:re|fwd?|aw|wg|antw|sv|vs|tr|rv|enc|ynt)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHORT_END = re.compile(r"(?<![^\W_])[A-Z][A-Za-z]{0,3}\.(?:[A-Z]\.)*\Z")
_AMOUNTS = re.compile(r"[$€£¥]\s?\(?\d|\d[\d,.]*\s?%|\d{1,3}(?:,\d{3})+")
_TABLE_HEAD = re.compile(
    r"\b(?:total|ytd|variance|count|pct|notes|status|amount)\b.*\Z", re.IGNORECASE
)
_FIRST = re.compile(
    r"^(?:page|seite|slide|sheet|contents|table of contents|inhalt|sommaire|índice|www\.|https?:|"
    r"tel|phone|fax|e-?mail)\b",
    re.IGNORECASE,
)


def title_lines(sheet: Sheet, parts: LetterParts) -> list[Line]:
    """The lines at the top that may be a title, the letterhead before it included.

    Of a letter, those above its greeting; of pages, those on the first.
    """
    limit = parts.greeting.number if parts.greeting else None
    lines: list[Line] = []
    for line in sheet.head[:16]:
        if (limit is not None and line.number >= limit) or line.page > 1:
            break
        if line.kind == "item":
            if lines:
                break
            continue
        lines.append(line)
    headings = [
        line for line in sheet.head
        if line.level and line.page == 1 and (limit is None or line.number < limit)
    ]  # fmt: skip
    if headings and headings[0] not in lines:
        lines.append(headings[0])
    return lines


def title_guesses(
    extracted: Extracted,
    known: Known,
    sheet: Sheet,
    name: Name,
    lines: Sequence[Line],
    parts: LetterParts,
) -> list[Guess]:
    """What it may be called, the likeliest first."""
    out: list[Guess] = []
    if "title" in sheet.fields:
        out.append(_told(sheet.fields["title"], "front matter", 0.97))
    form = form_of(extracted)
    subject = extracted.properties.get("subject", "")
    if subject and (form in ("eml", "msg", "mbox") or "message-id" in extracted.properties):
        said = _ANSWER.sub("", subject).strip() or subject
        out.append(_told(said, "the mail's subject", 0.95, subject))
    labelled = _subject_line(sheet) if parts.greeting else None
    if labelled:
        out.append(labelled)
    in_text = _in_text(lines, known, name)
    if in_text and (form in ("eml", "msg", "mbox") or "message-id" in extracted.properties):
        # What a mail without a subject begins with, or has as a heading, is no title of it.
        in_text = replace(in_text, confidence=min(in_text.confidence, 0.5))
    if in_text and "recognised" in extracted.properties:
        in_text = replace(in_text, confidence=min(in_text.confidence, _BORNE_OUT))
    if in_text is None or in_text.confidence < _FAIR:
        in_text = _above_pages(extracted, known, name) or in_text
    held = extracted.properties.get("title", "")
    if held and not is_junk(held):
        out.append(_by_property(held, sheet, in_text))
    if in_text and parts.greeting and in_text.rule == _HEAD_ONLY:
        in_text = replace(in_text, confidence=0.4)  # whose paper it is, and not what it says
    if in_text:
        out.append(in_text)
    if name.title:
        out.append(_told(name.title, "the file name", 0.5, place="file name"))
    if not out and name.words:
        out.append(_told(name.words, "the file name", 0.2, place="file name"))
    out.sort(key=lambda guess: -guess.confidence)
    kept: dict[str, Guess] = {}
    for guess in out:
        if guess.value:
            kept.setdefault(evened(guess.value), guess)
    return list(kept.values())[:4]


def _told(
    value: str, rule: str, confidence: float, written: str = "", place: str = "properties"
) -> Guess:
    value = " ".join(value.split())[:MAX_TITLE].strip()
    return Guess(
        field="title", value=value, rule=rule, confidence=confidence, place=place,
        written=(written or value)[:MAX_TITLE],
    )  # fmt: skip


def is_junk(title: str) -> bool:
    """Whether a title in a file's properties says nothing: "Microsoft Word - Document1".

    >>> [is_junk(title) for title in ("Microsoft Word - Document1", "Minutes of SOM1", "a.docx")]
    [True, False, True]
    """
    said = _PROGRAM.sub("", title).strip()
    low = evened(_ENDING.sub("", said)).strip(" .-_0123456789()")
    return (
        len(_LETTER.findall(low)) < 3
        or low in listed("junk-titles")
        or evened(said) in listed("junk-titles")
        or _ENDING.search(said) is not None
        or re.fullmatch(r"\S*[\\/]\S*|\S*_\S*_\S*|[0-9a-f-]{16,}", said) is not None
    )


def _by_property(held: str, sheet: Sheet, in_text: Guess | None) -> Guess:
    """The file's own title, sure where its words stand at the top of the text."""
    held = _PROGRAM.sub("", " ".join(held.split()))
    top = significant(" ".join(line.text for line in sheet.head[:20]))
    own = significant(held)
    there = len(own & top) / len(own) if own else 0.0
    if there >= 0.7 and len(own) >= 2:
        return _told(held, "the file's title, which the text bears out", 0.95)
    if not top:
        return _told(held, "the file's title", 0.7)
    return _told(
        held, "the file's title, which the text does not bear out", 0.4 if in_text else 0.45
    )


def _subject_line(sheet: Sheet) -> Guess | None:
    for line in sheet.head[:30]:
        label = begins(line.text, listed("subject"))
        if label is None:
            continue
        rest = line.text[len(label) :].lstrip()
        if rest[:1] in (":", "：") and len(rest) > 3:  # noqa: RUF001 - full width
            return Guess(
                field="title", value=rest[1:].strip()[:MAX_TITLE], rule="the letter's subject",
                confidence=0.92, line=line.number, written=line.text[:MAX_TITLE],
            )  # fmt: skip
    return None


def _in_text(lines: Sequence[Line], known: Known, name: Name) -> Guess | None:
    """The title as it stands in the text: its first heading, or lines above that read like one."""
    heading = next((n for n, line in enumerate(lines) if line.level), None)
    plain = _plain(lines[: len(lines) if heading is None else heading], known, name)
    if heading is None:
        return plain
    said = _joined(lines, heading, known, name)
    if plain and plain.rule == "the first lines" and not said_kinds(said.value, known):
        return plain  # "MINUTES" in bold above a heading "Opening"
    return plain if plain and plain.confidence > said.confidence else said


def _above_pages(extracted: Extracted, known: Known, name: Name) -> Guess | None:
    """A title in what stands above each page, which the text has nowhere else."""
    parts = extracted.properties.get("header", "").split(" | ")
    said = _plain([Line(0, part.strip()) for part in parts if part.strip()], known, name)
    if said is None or not said_kinds(said.value, known):
        return None
    return replace(said, rule="the head of its pages", confidence=0.7, place="header")


def _largest(lines: Sequence[Line], known: Known, name: Name) -> Guess | None:
    """The title in the largest letters, where those above it are in smaller ones."""
    ranked = [n for n, line in enumerate(lines) if line.rank and _is_title(line, known)]
    if not ranked:
        return None
    best = min(ranked, key=lambda n: lines[n].rank)
    if lines[best].rank >= lines[ranked[0]].rank or _is_letterhead(lines[best], known):
        return None
    said = _joined(lines, best, known, name)
    rule = said.rule if said.confidence >= _BORNE_OUT else "the line in the largest letters"
    return replace(said, rule=rule, confidence=max(said.confidence, 0.7))


def _plain(lines: Sequence[Line], known: Known, name: Name) -> Guess | None:
    """A title that is no heading: below the letterhead, above the first line of another sort."""
    if largest := _largest(lines, known, name):
        return largest
    skipped: list[Line] = []
    first: Guess | None = None
    for n, line in enumerate(lines):
        if line.kind == "row" and n > 4:
            break
        if _is_letterhead(line, known):
            skipped.append(line)
        elif _is_title(line, known):
            said = _joined(lines, n, known, name)
            if first is None or said.confidence > first.confidence:
                first = said
            if first.confidence >= _BORNE_OUT or n >= 4:
                return first
        elif first is not None or not _is_aside(line.text):
            break
    if first is not None or not skipped:
        return first
    return Guess(
        field="title", value=" - ".join(line.text for line in skipped[:3])[:MAX_TITLE],
        rule=_HEAD_ONLY, confidence=0.55, line=skipped[0].number,
        written=skipped[0].text[:MAX_TITLE],
    )  # fmt: skip


def _is_aside(text: str) -> bool:
    """Whether a line above a title is a day, a place, a reference, the number of a page."""
    rest = text
    for said in days_in(text):
        rest = rest.replace(text[said.start : said.end], " ")
    return len(text) <= 60 and len(_WORD.findall(rest)) <= 3 and any(c.isdigit() for c in text)


def _joined(lines: Sequence[Line], at: int, known: Known, name: Name) -> Guess:
    """The title that begins at a line, with the lines that go on with it."""
    first = lines[at]
    said = [first.text.split(" | ")[0] if first.kind == "row" else first.text]
    for line in lines[at + 1 : at + 4]:
        near = line.block == first.block or (line.level > 0 and line.level == first.level)
        unfinished = _is_unfinished(said[-1]) or is_kind_word(" ".join(said))
        if not (near or unfinished) or line.kind not in ("text", "bold", "heading"):
            break
        if not _is_title(line, known) or len(" ".join(said)) + len(line.text) > 160:
            break
        if _PART.match(line.text):
            break
        if not unfinished and (first.level > 0 or not _goes_on(said, line)):
            break
        said.append(line.text)
    text = " ".join(said)
    if text.count(" - ") == 0 and len(text) > MAX_TITLE:
        text = text[:MAX_TITLE].rsplit(" ", 1)[0]
    if first.level:
        part = _PART.match(text) or evened(first.text) in listed("parts-of-texts")
        sure, rule = (0.4 if part else 0.95), "the first heading"
    elif said_kinds(text, known) or significant(text) & significant(name.title):
        sure, rule = _how_borne_out(text, known, name), "the first lines"
    elif first.kind == "bold":
        sure, rule = 0.6, "the first line, in bold"
    else:
        sure, rule = 0.45, "the first line"
    return Guess(
        field="title", value=text, rule=rule, confidence=sure, line=first.number,
        written=first.text[:MAX_TITLE],
    )  # fmt: skip


def _how_borne_out(text: str, known: Known, name: Name) -> float:
    """How sure a first line is that says a kind, or has words of the file's name, or both."""
    if len(text) > _LONG_TITLE:
        return 0.6  # a sentence may name a kind
    if not said_kinds(text, known):
        return _BORNE_OUT
    return 0.95 if significant(text) & significant(name.title) else 0.88


def _is_unfinished(text: str) -> bool:
    last = evened(text).split(" ")[-1]
    return last[-1:] in "-\u2013:&," or last in listed("small")


def _goes_on(said: Sequence[str], line: Line) -> bool:
    """Whether a line goes on with a title in capitals, or with one that began small."""
    before = said[-1]
    capitals = before.isupper() and line.text.isupper()
    return capitals or line.text[:1].islower() or line.text[:1] in '("“«'


def _is_letterhead(line: Line, known: Known) -> bool:
    """Whether a line is nothing but the name of the process, a body, or a known organisation."""
    said = evened(line.text).strip(" .,:-*_")
    said = said.removeprefix("the ")
    names = {evened(known.process), evened(known.short)}
    for each in known.named:
        if each.sort in ("body", "stakeholder"):
            names.update(evened(name).removeprefix("the ") for name in each.names)
    if said in names:
        return True
    # "ASEM Education" is the beginning of several of them.
    return len(said) > 4 and sum(name.startswith(said + " ") for name in names) >= 2


def _is_title(line: Line, known: Known) -> bool:
    text = line.text
    if not 4 <= len(text) <= 180 or line.kind in ("item", "quote"):
        return False
    if line.kind == "row":
        cells = text.split(" | ")
        alone = len(cells) == 1 or (len(cells) == 2 and not _WORD.search(cells[1]))
        # The first field of a spreadsheet's row of heads often has what the sheet is.
        alone = alone or (len(cells[0].split()) > 2 and bool(said_kinds(cells[0], known)))
        if not alone or text.startswith("|") or not _WORD.search(cells[0]):
            return False
    letters = len(_LETTER.findall(text))
    if letters * 2 < len(text.replace(" ", "")) or len(_AMOUNTS.findall(text)) > 0:
        return False
    ends = text.rstrip()
    sentence = ends.endswith((".", ";", ",", "?", "。", "、"))
    # "Foundation, Inc." is no sentence.
    if sentence and line.level == 0 and (not _SHORT_END.search(ends) or len(ends) > 60):
        return False
    if _FIRST.match(text) or begins(text, listed("salutation")) or begins(text, ("as of", "as at")):
        return False
    if line.level == 0 and _TABLE_HEAD.search(text) and not said_kinds(text, known):
        return False
    if line.level == 0 and re.search(r"\bTOTAL\b", text):
        return False
    if line.level == 0 and is_person(text) and not said_kinds(text, known):
        return not re.match(r"(?:mr|ms|mrs|dr|prof|h\.e)\b", text.lower())
    if (line.level == 0 and text.count('"') % 2 == 1) or "..." in text:
        return False
    rest = text
    for said in days_in(text):
        rest = rest.replace(text[said.start : said.end], " ")
    words = _WORD.findall(rest)
    # A date with a place or a weekday is no title.
    return bool(words) and not (rest != text and len(words) <= 2 and not said_kinds(rest, known))
