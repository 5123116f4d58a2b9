"""What kind of record a text is: by its words, by its form, by how it is built."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archive.reader.daytext import day_in
from archive.reader.model import Reading
from toolkit.intake.model import Extracted, Guess
from toolkit.intake.propose.known import Known
from toolkit.intake.propose.names import Name, folders
from toolkit.intake.propose.sheet import Line, Sheet
from toolkit.intake.propose.source import Source
from toolkit.intake.propose.words import begins, evened, found, is_term, listed, terms, words

_MAIL = ("eml", "msg", "mbox", "mail")
_SLIDES = ("pptx", "odp")
_SHEETS = ("xlsx", "ods", "csv")
_FLOOR = 0.3  # how sure a text is a note where nothing says more
_TIME = re.compile(r"\s*\(?\d{1,2}[:.h]\d{2}\b")
#: Kinds whose word before "meeting" only says what that is about.
_TOPICS = frozenset({"strategy", "concept-paper", "terms-of-reference"})
_OF_MEETING = re.compile(
    r"[\s-]{0,2}(?:meeting|session|workshop|retreat|seminar|sitzung|klausur|treffen|vergadering)"
)
_MEETING = re.compile(
    r"(?<![^\W_])(?:meeting|sitzung|séance|réunion|reunión|sesión|riunione|reunião|vergadering"
    r"|posiedzenie|sanāksmes?|rapat)(?![^\W_])|회의|会议|會議|会議|会合|การประชุม"
)
#: People who came, from whom on a paper that is called after a meeting tells of it.
_COMPANY = 3
_MAX_SALUTATION = 120
_SENTENCE = 180  # characters of a close that is a whole sentence


class Signal(NamedTuple):
    """One thing that speaks for a kind."""

    kind: str
    confidence: float
    rule: str
    line: int = 0
    place: str = ""
    written: str = ""


class LetterParts(NamedTuple):
    """Where a letter greets and closes; None where it does not."""

    greeting: Line | None
    close: Line | None


def form_of(extracted: Extracted) -> str:
    """The reader's name without its version: 'docx' of 'docx 1'."""
    return extracted.reader.split(" ")[0].lower()


def letter_parts(sheet: Sheet) -> LetterParts:
    """The salutation among the first lines, and the close after it, if there are any."""
    greeting = None
    for line in sheet.head[:45]:
        said = line.text
        if line.kind in ("text", "bold") and len(said) <= _MAX_SALUTATION:
            by = begins(said, listed("salutation"))
            ends = said.rstrip()[-1:] in ",:!،，、：" or len(said.split()) <= 8  # noqa: RUF001
            if by and ends and not said.rstrip().endswith("."):
                greeting = line
                break
    after = greeting.number if greeting else 0
    close = None
    for line in (*sheet.head, *sheet.tail):
        if line.number > after and len(line.text) <= _SENTENCE:
            by = begins(line.text, listed("close"))
            if by and len(line.text) <= len(by) + (
                _SENTENCE if by in listed("closing-sentences") else 25
            ):
                close = line
                if greeting:
                    break
    return LetterParts(greeting, close)


def kind_guesses(
    extracted: Extracted,
    source: Source,
    known: Known,
    sheet: Sheet,
    name: Name,
    title: Sequence[Line],
    reading: Reading,
) -> list[Guess]:
    """The kinds that are likely, the likeliest first; never none."""
    if source.kind:
        return [Guess(field="kind", value=source.kind, rule="as given", confidence=1.0)]
    signals = [*_by_form(extracted, sheet)]
    if not any(signal.confidence > 0.95 for signal in signals):
        signals += _by_title(title, known)
        signals += _by_name(source, name, known)
        signals += _by_structure(extracted, sheet, reading, title)
    # What several things speak for is surer; the surest of them gives the reason.
    sure: dict[str, float] = {}
    best: dict[str, Signal] = {}
    for signal in signals:
        before = sure.get(signal.kind, 0.0)
        sure[signal.kind] = min(0.98, before + signal.confidence * (1 - before))
        if signal.kind not in best or signal.confidence > best[signal.kind].confidence:
            best[signal.kind] = signal
    ranked = sorted(sure, key=lambda kind: -sure[kind])
    guesses = [_guess(best[kind], sure[kind]) for kind in ranked[:3] if sure[kind] >= _FLOOR]
    if not guesses or guesses[0].value != "note":
        guesses.append(
            Guess(field="kind", value="note", rule="nothing says more", confidence=_FLOOR)
        )
    return guesses


def _guess(signal: Signal, confidence: float) -> Guess:
    return Guess(
        field="kind", value=signal.kind, rule=signal.rule, confidence=round(confidence, 2),
        line=signal.line, place=signal.place, written=signal.written,
    )  # fmt: skip


def _by_form(extracted: Extracted, sheet: Sheet) -> Iterator[Signal]:
    form = form_of(extracted)
    if "item" in extracted.properties:
        yield Signal("note", 0.6, "it is an item of a mail program, no mail", place="format")
    elif form in _MAIL or "message-id" in extracted.properties:
        # Whatever it is about, and whatever came with it, it is a mail.
        yield Signal("letter", 0.97, "it is a mail", place="format")
    elif form in _SLIDES or sheet.unit == "slide":
        yield Signal("presentation", 0.93, "it is a set of slides", place="format")


def said_kinds(text: str, known: Known) -> list[tuple[str, float, str]]:
    """(kind, how sure, the words) of what a title calls itself.

    The longest of a process's own kinds first; else the first strong word, else the first weak.
    """
    own = {kind.replace("-", " "): kind for kind in known.kinds if kind not in words()["kinds"]}
    hit = found(text, tuple(own)) if own else None
    out: list[tuple[str, float, str]] = []
    if hit:
        kind = own[" ".join(hit[1].split())]
        # A short name such as "call" only counts where the title begins with it.
        if " " in hit[1] or hit[0] == 0:
            out.append((kind, 0.92, hit[1]))
    for strength, sure in (("strong", 0.88), ("weak", 0.45)):
        hits = []
        for kind in words()["kinds"]:
            said = found(text, terms("kinds", kind, strength))
            if said and not (kind in _TOPICS and _is_topic(text, said)):
                hits.append((said[0], -len(said[1]), kind, said[1]))
        for _, _, kind, word in sorted(hits):
            out.append((kind, sure if not out else 0.3, word))
        if hits:
            break
    return out


def _is_topic(text: str, said: tuple[int, str]) -> bool:
    """Whether a word says what a meeting was about: "Special strategy meeting"."""
    return _OF_MEETING.match(evened(text)[said[0] + len(said[1]) :]) is not None


def _by_title(title: Sequence[Line], known: Known) -> Iterator[Signal]:
    heard: set[str] = set()
    for n, line in enumerate(title[:4]):
        if evened(line.text) in heard:
            continue
        heard.add(evened(line.text))
        if len(line.text) > 200 or (n and (line.level > 1 or _is_item(line.text))):
            continue  # a heading of a part does not say what the whole is
        heading = line.level > 0 or line.kind == "bold"
        for kind, sure, word in said_kinds(line.text, known):
            weight = sure if n == 0 or heading else sure - 0.05 * n
            alone = is_term(line.text, (word,))
            yield Signal(
                kind, min(0.95, weight + 0.05 * alone), f"the title says {word!r}",
                line=line.number, written=line.text,
            )  # fmt: skip


def _by_name(source: Source, name: Name, known: Known) -> Iterator[Signal]:
    for kind, sure, word in said_kinds(name.words, known):
        yield Signal(
            kind,
            sure * 0.85,
            f"the file name says {word!r}",
            place="file name",
            written=source.name,
        )
    for folder in folders(source.folder)[:2]:
        said = said_kinds(folder.replace("_", " ").replace("-", " "), known)
        if said:
            yield Signal(
                said[0][0], 0.4, f"the folder says {said[0][2]!r}", place="folder", written=folder
            )
            break


def _by_structure(
    extracted: Extracted, sheet: Sheet, reading: Reading, title: Sequence[Line]
) -> Iterator[Signal]:
    parts = letter_parts(sheet)
    if parts.greeting and parts.close:
        yield Signal(
            "letter", 0.95, "it greets and closes as a letter does",
            line=parts.greeting.number, written=parts.greeting.text,
        )  # fmt: skip
    elif parts.greeting:
        yield Signal(
            "letter", 0.55, "it greets as a letter does",
            line=parts.greeting.number, written=parts.greeting.text,
        )  # fmt: skip
    came = [each for each in reading.present if each.status == "present"]
    if came and (reading.decided or reading.tasks or reading.ballots):
        yield Signal(
            "minutes", 0.7, "it names who came and what was decided or is to be done",
            line=came[0].line, written=came[0].name,
        )  # fmt: skip
    elif len(came) >= _COMPANY and any(
        _MEETING.search(evened(line.text)) and day_in(line.text) for line in title[:1]
    ):
        yield Signal(
            "minutes", 0.75, "it names who came to the meeting of its title",
            line=came[0].line, written=came[0].name,
        )  # fmt: skip
    elif len(came) >= 8 and sheet.words <= 25 * len(came):
        yield Signal(
            "participants", 0.75, "it is a list of names", line=came[0].line, written=came[0].name
        )
    yield from _as_meeting(sheet, reading)
    times = [line for line in sheet.head if _TIME.match(line.text)]
    if len(times) >= 4 and len(times) * 6 >= len(sheet.head):
        yield Signal(
            "agenda",
            0.55,
            "its lines begin with times",
            line=times[0].number,
            written=times[0].text,
        )
    yield from _as_slides(extracted, sheet)
    if form_of(extracted) in _SHEETS or sheet.unit == "sheet":
        yield Signal("report", 0.35, "it is a sheet of figures", place="format")


def _is_item(text: str) -> bool:
    bare = evened(text).strip(" .:*_-0123456789()")
    return bare in listed("meeting-items") or bare in listed("parts-of-texts")


def _as_meeting(sheet: Sheet, reading: Reading) -> Iterator[Signal]:
    """Items that only the paper of a meeting has: the opening, the approval of the last minutes."""
    said = listed("meeting-items")
    items: dict[str, Line] = {}
    for line in sheet.head:
        bare = evened(line.text).strip(" .:*_-0123456789()")
        if len(bare) <= 60 and bare in said:
            items.setdefault(bare, line)
    if len(items) < 2:
        return
    line = next(iter(items.values()))
    told = reading.present or reading.decided or reading.tasks or reading.ballots
    yield Signal(
        "minutes" if told else "agenda", 0.6, "it has the items of a meeting", line=line.number,
        written=line.text,
    )  # fmt: skip


def _as_slides(extracted: Extracted, sheet: Sheet) -> Iterator[Signal]:
    """Slides that came as a PDF or as text: little on each page, short lines, few sentences."""
    last = [line for line in (sheet.tail or sheet.head)[-12:] if len(line.text) < 80]
    for line in last:
        if is_term(line.text.rstrip(".…! "), listed("closing-slides")):
            yield Signal(
                "presentation", 0.6, "it ends as slides do", line=line.number, written=line.text
            )
            break
    if sheet.unit == "page" and sheet.units >= 5:
        each = sheet.words / sheet.units
        if each <= 110 and form_of(extracted) not in ("docx", "doc", "odt", "rtf"):
            yield Signal("presentation", 0.7, "there is little on each of its pages", place="pages")
        return
    lines = [line for line in sheet.head if line.kind != "row"]
    if (
        form_of(extracted) not in ("txt", "rtf")
        or sheet.unit
        or len(lines) < 25
        or sheet.words > 3000
        or any(line.level for line in lines)
    ):
        return  # a text with headings is laid out as a text
    whole = [
        line
        for line in lines
        if line.text.rstrip().endswith((".", ";", "。")) and len(line.text) > 60
    ]
    items = [line for line in lines if line.kind == "item"]
    blocks = len({line.block for line in lines})
    if len(whole) * 6 <= len(lines) and len(items) * 5 >= len(lines) and blocks * 5 >= len(lines):
        yield Signal(
            "presentation", 0.5, "it is made of short lines and lists", line=lines[0].number
        )


def is_kind_word(text: str) -> bool:
    """Whether a line says nothing but what kind of text it is: "MINUTES"."""
    said = evened(text).strip(" .,:;!*_")
    return any(said in terms("kinds", kind, "strong") for kind in words()["kinds"])
