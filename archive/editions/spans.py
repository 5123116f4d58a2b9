"""Passages of a text that are not for everyone: `[Jane Doe]{.personal}`, `[...]{.restricted}`.

    >>> blackened("Sent to [Jane Doe]{.personal}.", "public").text
    'Sent to [█████]{.personal}.'

Written as spans of Pandoc are. They are sought in the text as it is written, and not in what a
renderer makes of it, so that no rendering can show what was to be hidden.
Where it is not certain how far a span reaches it is a **fault**: `check` tells it, and an edition
leaves the whole text out. Who may see one is the secretariat, unless it says otherwise:
`[Jane Doe]{.personal access=partners}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final
from unicodedata import category, normalize

from archive.editions.ladder import EDITIONS, Edition, may_see
from archive.text.withheld import BLOCK, REASONS

#: The block with its reason, as it stands in a text.
RESTRICTED: Final = f"[{BLOCK}]{{.restricted}}"

#: Words that a person may take for one of ours: what they were to hide is not shown either.
_MEANT = ("private", "confidential", "secret", "closed", "hidden", "redacted", "sensitive")

_VALUE = r"(?:\"[^\"{}\n]*+\"|'[^'{}\n]*+'|[^\s\"'{}]++)"
_ATTRIBUTES = re.compile(rf"[ \t]*+(?:(?:\.[\w-]++|[\w-]++={_VALUE})[ \t]*+)++\Z")
_PART = re.compile(rf"\.(?P<name>[\w-]++)|(?P<key>[\w-]++)=(?P<value>{_VALUE})")
_BRACES = re.compile(r"\{(?P<inner>[^{}\n]{0,400})\}")
_OURS = re.compile(r"personal|restricted", re.IGNORECASE)
#: A word of ours where marks stand: after an opening brace, or before a closing one.
_LOOSE = re.compile(
    r"[{\N{FULLWIDTH LEFT CURLY BRACKET}][ \t]*[.#]?[ \t]*(?:personal|restricted)\b"
    r"|\.(?:personal|restricted)[ \t]*[}\N{FULLWIDTH RIGHT CURLY BRACKET}]",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\n[ \t>]*+(?=\n)")

#: Where brackets may be no brackets to a renderer: in code, in tags, behind the text of a link.
_CODE = re.compile(r"(?<!`)(`++)(?P<inside>.+?)(?<!`)\1(?!`)", re.DOTALL)
_TAG = re.compile(r"<(?P<inside>[A-Za-z/!?][^<>]*+)>")
_TO = r"(?:[^\s()\\]|\\.)"
_TITLE = r"(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))"
_LINK = re.compile(
    rf"\]\((?P<inside>[ \t\n]*+(?:<[^<>\n]*+>|(?:{_TO}|\((?:{_TO}|\({_TO}*+\))*+\))*+)"
    rf"(?:[ \t\n]++{_TITLE})?+[ \t\n]*+)\)",
    re.DOTALL,
)
#: Signs of code in one part of a text beyond which nobody tells what is code.
_MOST_CODE = 500

_NOTES = re.compile(
    r"^(?P<before>[ \t]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)?(?:>[ \t]?)+)"
    r"[*_ ]*speaker(?:'s|s'|s)?[ \t]+notes?(?![A-Za-z])[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """One span: where it stands in the text, what stands in it, and who may see that."""

    start: int
    end: int
    inner: str
    name: str
    access: str

    def hidden_in(self, edition: Edition) -> bool:
        """Whether readers of `edition` do not see it."""
        return not may_see(edition, self.access)


@dataclass(frozen=True, slots=True)
class SpanFault:
    """A mark that cannot be relied on: where it stands in the text, and what is wrong."""

    at: int
    message: str


@dataclass(frozen=True, slots=True)
class Blackened:
    """A text without what an edition hides. `hidden` are the passages that are gone.

    Where there are `faults` the text must not be shown at all.
    """

    text: str
    hidden: tuple[str, ...]
    faults: tuple[SpanFault, ...]


def read_spans(text: str) -> tuple[list[Span], list[SpanFault]]:
    """The spans of `text`, none within another left out, and the faults; both by their place."""
    if "{" not in text and "\N{FULLWIDTH LEFT CURLY BRACKET}" not in text:
        return [], []
    closers: dict[int, tuple[str, str, int]] = {}  # of the bracket → name, access, end
    faults: list[SpanFault] = []
    known: set[int] = set()
    for braces in _BRACES.finditer(text):
        behind = text[braces.start() - 1 : braces.start()] == "]" and braces.start() > 0
        said = _read(braces["inner"]) if behind else None
        if said is None:
            continue
        known.add(braces.start())
        if isinstance(said, str):
            faults.append(SpanFault(braces.start(), said))
        elif said != ("", ""):
            closers[braces.start() - 1] = (*said, braces.end())
    faults += [
        SpanFault(found.start(), "this mark is behind no closing bracket, or not written as one")
        for found in _LOOSE.finditer(text)
        if text.rfind("{", 0, found.start() + 1) not in known
    ]
    if not closers:
        return [], faults
    spans: list[Span] = []
    for start, end in _stretches(text):
        if any(start <= at < end for at in closers):
            found, wrong = _pair(text, start, end, closers)
            spans += found
            faults += wrong
    return sorted(spans, key=lambda each: each.start), sorted(faults, key=lambda each: each.at)


def _read(inner: str) -> tuple[str, str] | str | None:
    """(class, access) of the marks between braces; ('', '') for others, a text for a fault.

    None where these are no marks at all.
    """
    ours = _OURS.search(inner)
    if not inner.isascii():
        clean = "".join(
            each for each in normalize("NFKC", inner) if category(each) not in ("Cf", "Mn")
        )
        if clean != inner and _read(clean) not in (None, ("", "")):
            return "there are signs in this mark that nobody sees: write it anew"
    if not _ATTRIBUTES.match(inner):
        return (
            "this mark cannot be read: write it as {.personal} or {.restricted}" if ours else None
        )
    names, access = [], "secretariat"
    for part in _PART.finditer(inner):
        if part["name"]:
            names.append(part["name"])
        elif part["key"].casefold() == "access":
            access = part["value"].strip("\"'")
    found = [name for name in names if name in REASONS]
    if not found:
        for name in names:
            small = name.casefold()
            if get_close_matches(small, (*REASONS, *_MEANT), n=1, cutoff=0.75):
                return f"there is no mark .{name}: write {{.personal}} or {{.restricted}}"
        return "this mark cannot be read: write it as {.personal}" if ours else ("", "")
    if access not in EDITIONS:
        return f"access={access} is none of {', '.join(EDITIONS)}"
    # Two classes: the graver one is told.
    return ("restricted" if "restricted" in found else found[0]), access


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The parts of `text` between blank lines (those of a quotation too)."""
    start = 0
    for blank in _BLANK.finditer(text):
        yield start, blank.start()
        start = blank.end()
    yield start, len(text)


def _pair(
    text: str, start: int, end: int, closers: dict[int, tuple[str, str, int]]
) -> tuple[list[Span], list[SpanFault]]:
    """The spans of one part of a text; faults where its brackets do not tell how far they reach."""
    part = text[start:end]
    spans, faults = [], []
    open_: list[int] = []
    at = start
    while at < end:
        sign = text[at]
        if sign == "\\":
            at += 2
            continue
        if sign == "[":
            open_.append(at)
        elif sign == "]":
            if not open_:
                faults.append(SpanFault(at, "no opening bracket belongs to this one: write \\]"))
            else:
                begun = open_.pop()
                if at in closers:
                    name, access, after = closers[at]
                    spans.append(Span(begun, after, text[begun + 1 : at], name, access))
        at += 1
    faults += [SpanFault(begun, "this bracket is not closed: write \\[") for begun in open_]
    escaped = [at for at in closers if start <= at < end and not _closes(text, at)]
    faults += [SpanFault(at, "the bracket before this mark is written with a \\") for at in escaped]
    for span in spans:
        if text[span.start - 1 : span.start] == "]" and span.start > start:
            said = "the bracket stands directly behind another: part the two"
            faults.append(SpanFault(span.start, said))
    faults += [SpanFault(start + at, message) for at, message in _hollow(part)]
    return spans, faults


def _hollow(part: str) -> Iterator[tuple[int, str]]:
    """Where brackets of `part` may be none to a renderer, so that its pairs would be others."""
    if part.count("`") > _MOST_CODE:
        yield part.index("`"), "there is too much code beside such a span: part the paragraph"
        return
    for form, said in (
        (_CODE, "brackets in code beside such a span: part the paragraph, or leave them out"),
        (_TAG, "brackets in a tag beside such a span: leave them out"),
        (_LINK, "brackets in an address beside such a span: write %5B and %5D"),
    ):
        for found in form.finditer(part):
            if "[" in found["inside"] or "]" in found["inside"]:
                yield found.start(), said
    at = part.find("](")
    while at >= 0:
        if not _LINK.match(part, at) and "((" in part[at : part.find("\n", at) % len(part)]:
            yield at, "it is not clear where this address ends: write %28 and %29"
        at = part.find("](", at + 1)


def _closes(text: str, at: int) -> bool:
    before = at
    while before and text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 0


def blackened(text: str, edition: Edition, *, notes: bool = True) -> Blackened:
    """`text` as readers of `edition` may see it.

    With `notes` a quotation that begins with *Speaker notes*, as intake writes the notes of
    slides, is taken out as well: what an original carries beside its pages is the secretariat's.
    """
    if edition == "secretariat":
        return Blackened(text, (), ())
    spans, faults = read_spans(text)
    hidden = [span for span in spans if span.hidden_in(edition)]
    out: list[str] = []
    gone: list[str] = []
    done = 0
    for span in hidden:
        if span.start < done:
            gone.append(span.inner)
            continue  # it stands within one that is hidden
        out += [text[done : span.start], f"[{BLOCK}]{{.{span.name}}}"]
        gone.append(span.inner)
        done = span.end
    shown = "".join((*out, text[done:]))
    if notes:
        shown, quoted = without_notes(shown)
        gone += quoted
    return Blackened(shown, tuple(" ".join(each.split()) for each in gone), tuple(faults))


def without_notes(text: str) -> tuple[str, list[str]]:
    """`text` without its quotations of speaker notes, and what stood in them.

    Each reaches to a line that is blank and has no further quotation below it: so a line without
    its > is taken out, too, and what somebody parted by an empty line.
    """
    if "peaker" not in text and "PEAKER" not in text:
        return text, []
    out: list[str] = []
    gone: list[str] = []
    done = 0
    for begun in _NOTES.finditer(text):
        if begun.start() < done:
            continue
        end = at = begun.end()
        blank = False
        for line in text[end:].split("\n")[1:]:
            at += 1 + len(line)
            bare = line.strip(" \t\r")
            if bare and blank and not bare.startswith(">"):
                break
            blank = not bare
            end = end if blank else at
        gone.append(text[begun.start() : end])
        quote = begun["before"].rstrip(" \t")
        under = " " * (len(quote) - 1) + ">"
        out += [text[done : begun.start()], f"{quote} **Speaker notes**\n{under}\n{under} "]
        out.append(RESTRICTED)
        done = end
    return "".join((*out, text[done:])), gone
