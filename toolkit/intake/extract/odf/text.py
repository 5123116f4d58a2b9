"""The text of OpenDocument files as Markdown: paragraphs, lists, tables, notes, drawings.

Notes, comments and changes stand in the midst of the words that they belong to. One walk through
the elements puts each where it is read, or lists it, so that none is taken for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.intake import markdown as md
from toolkit.intake.extract.odf.document import Document, Numbering
from toolkit.intake.extract.odf.drawings import DRAWN, drawing
from toolkit.intake.extract.odf.labels import label_of
from toolkit.intake.extract.shared.blocks import Item, listed
from toolkit.intake.extract.shared.lines import Run, joined_runs, text_of
from toolkit.intake.extract.shared.xml import Element, attribute, local, number
from toolkit.intake.model import HiddenKind

#: Signs of footnotes while their paragraph is escaped: characters that no text has (Unicode's
#: noncharacters, free for a program's own use).
_SIGN, _END = "\ufdd0", "\ufdd1"
_SIGNS = re.compile(f"{_SIGN}([0-9]+){_END}")
_OWN = str.maketrans("", "", _SIGN + _END)
#: Elements whose words are not of the text, or are written elsewhere.
_SKIPPED = frozenset(
    {
        *("forms", "sequence-decls", "variable-decls", "user-field-decls", "scripts", "script"),
        *("dde-connection-decls", "note-citation", "event-listeners", "title", "desc", "notes"),
        *("animations", "par", "seq", "layer-set", "ruby-text", "database-display", "decls"),
        *("named-expressions", "calculation-settings", "content-validations", "annotation"),
    }
)
_SOURCES = "-source"  # what an index was made from
#: Insertions within each other that are followed: all share their words.
_MOST_OPEN = 8
_COLUMNS, _ROWS, _REPEATS = 1_024, 20_000, 200


@dataclass
class Writer:
    """Writes the blocks of one document, and keeps what belongs elsewhere: notes, comments."""

    document: Document
    place: str = ""
    notes: list[str] = field(default_factory=list)
    page: int = 1  # at the end of the block that was written last
    began: int = 1  # and at its beginning
    _open: dict[str, list[str]] = field(default_factory=dict)
    _insertions: dict[str, str] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)
    _outline: dict[int, int] = field(default_factory=dict)

    def blocks(self, container: Element) -> Iterator[str]:
        """What a container holds, block by block, in Markdown."""
        for element in container:
            name = local(element)
            self.began = self.page
            if name in ("p", "h"):
                yield from self.paragraph(element)
            elif name == "list":
                yield from self.list_of(element)
            elif name == "table":
                yield self.table(element)
            elif name == "section" and attribute(element, "display") in ("none", "condition"):
                self.hide("hidden text", "\n".join(self.words(element)))
            elif name == "tracked-changes":
                self._changes(element)
            elif name in ("frame", "a") or name in DRAWN:
                yield from drawing(self, element)
            else:
                self._mark(element, name)
                if name not in _SKIPPED and not name.endswith(_SOURCES):
                    yield from self.blocks(element)

    def words(self, container: Element) -> Iterator[str]:
        """What a container holds as words alone, a line for each paragraph."""
        for element in container:
            name = local(element)
            if name in ("p", "h"):
                after: list[Element] = []
                text = " ".join(text_of(self._runs(element, after)).split())
                if text:
                    yield text
                for each in after:
                    yield from self.words(each)
            elif name not in _SKIPPED and name != "tracked-changes":
                yield from self.words(element)
            else:
                self._mark(element, name)

    def hide(self, kind: HiddenKind, value: str) -> None:
        """List what is not seen on the pages."""
        self.document.room.hide(kind, _SIGNS.sub("", value).strip(), self.place)

    def endnotes(self) -> Iterator[str]:
        """The paragraphs of the footnotes and endnotes, in their order."""
        for at, text in enumerate(self.notes, 1):
            yield md.note(at, text)

    def close(self) -> None:
        """List insertions whose end is not marked."""
        for key in list(self._open):
            self._inserted(key)

    def table(self, element: Element) -> str:
        """A table in a text. Of merged cells only the first has words."""
        rows: list[list[str]] = []
        left = self.document.room.limits.text  # what is repeated may be long
        for row, times in table_rows(element):
            cells: list[str] = []
            for cell in row:
                name = local(cell)
                if name not in ("table-cell", "covered-table-cell"):
                    continue
                text = "\n".join(self.words(cell)) if name == "table-cell" else ""
                again = max(number(attribute(cell, "number-columns-repeated"), 1), 1)
                again = min(again, _REPEATS, max(_COLUMNS - len(cells), 0))
                again = min(again, max(left, 0) // (len(text) + 1) + 1)
                left -= again * len(text)
                cells += [text] * again
            while cells and not cells[-1]:
                cells.pop()
            size = sum(map(len, cells)) + 1
            times = min(times if cells else 1, _REPEATS, max(left, 0) // size + 1)
            left -= (times - 1) * size
            rows += [cells] * times
            if len(rows) > _ROWS or left < 0:
                limit = min(_ROWS, len(rows))
                self.document.room.trouble("I010", f"only {limit:,} rows of a table were read")
                break
        while rows and not rows[-1]:
            rows.pop()
        return signed(md.table(rows))

    def drawn(self, element: Element) -> list[str]:
        """The blocks of a frame or shape."""
        return list(drawing(self, element))

    def lines(self, element: Element, drawings: list[str]) -> list[str]:
        """The words of a paragraph in a cell; `drawings` gets what is drawn in it."""
        after: list[Element] = []
        text = " ".join(text_of(self._runs(element, after)).split())
        for each in after:
            drawings += self.drawn(each)
        return [text] if text else []

    def comment(self, element: Element) -> None:
        """List a comment."""
        self._mark(element, "annotation")

    def paragraph(self, element: Element, label: str = "") -> Iterator[str]:
        """A paragraph or heading, and after it what is anchored in it."""
        after: list[Element] = []
        style = attribute(element, "style-name")
        runs = self._runs(element, after)
        if self.document.styles.value("paragraph", style, "display") == "none":
            self.hide("hidden text", text_of(runs))
        elif local(element) == "h":
            level = max(number(attribute(element, "outline-level"), 1), 1)
            label = label or self._heading_label(element, level - 1)
            words = signed(md.heading(f"{label} {text_of(runs)}".strip(), level))
            if text_of(runs).strip():
                yield words
        elif self.document.styles.is_made_from(style, "Title"):
            yield signed(md.heading(text_of(runs), 1))
        else:
            if label:
                runs.insert(0, Run(f"{label} "))
            yield signed(joined_runs(runs))
        for each in after:
            yield from drawing(self, each)

    def _heading_label(self, element: Element, level: int) -> str:
        """The number that a heading is given by the document's outline."""
        form = self.document.styles.outline(level)
        if form is None or attribute(element, "is-list-header") == "true":
            return ""
        for deeper in [key for key in self._outline if key > level]:
            del self._outline[deeper]
        begins = number(attribute(element, "start-value"), form.start)
        self._outline[level] = self._outline.get(level, begins - 1) + 1
        return label_of(form, level, self._outline)

    def _runs(self, element: Element, after: list[Element], where: str = "") -> list[Run]:
        """The runs of a paragraph; `after` gets what is drawn in it."""
        runs: list[Run] = []

        def add(text: str | None) -> None:
            if text:
                clean = text.translate(_OWN)
                runs.append(Run(clean, where))
                for inserted in self._open.values():
                    inserted.append(clean)

        add(element.text)
        for each in element:
            name = local(each)
            if name == "s":
                add(" " * min(max(number(attribute(each, "c"), 1), 1), _REPEATS))
            elif name == "tab":
                add("\t")
            elif name == "line-break":
                add("\n")
            elif name == "note":
                runs.append(Run(self._note(each), where))
            elif name == "a" and local(element) != "g":
                runs += self._runs(each, after, attribute(each, "href") or where)
            elif name in DRAWN:
                after.append(each)
            elif self._is_hidden(each, name):
                self.hide(
                    "hidden text",
                    attribute(each, "string-value")
                    or "".join(run.text for run in self._runs(each, [])),
                )
            elif name == "object":
                after.append(each)
            else:
                self._mark(each, name)
                if name not in _SKIPPED:
                    runs += self._runs(each, after, where)
            add(each.tail)
        return runs

    def _is_hidden(self, element: Element, name: str) -> bool:
        if name in ("hidden-text", "hidden-paragraph"):
            return attribute(element, "is-hidden") != "false"
        style = attribute(element, "style-name") if name == "span" else ""
        return bool(style) and self.document.styles.value("text", style, "display") == "none"

    def _note(self, element: Element) -> str:
        body = element.find("{*}note-body")
        if body is None:
            return ""
        self.notes.append("")
        at = len(self.notes)
        text = "\n\n".join(filter(None, self.blocks(body)))
        self.notes[at - 1] = text.replace("\n\n", "\\\n")
        return f"{_SIGN}{at}{_END}"

    def _mark(self, element: Element, name: str) -> None:
        """What stands between words: ends of pages, comments, changes."""
        if name == "soft-page-break":
            self.page += 1
        elif name == "annotation":
            who = "".join(map(str, (each.text or "" for each in element.iterfind("{*}creator"))))
            parts = [each for each in element if local(each) in ("p", "list")]
            holder = [line for part in parts for line in self._lines(part)]
            text = "\n".join(holder)
            self.hide("comment", f"{who}: {text}" if who and text else text)
        elif name == "change-start":
            key = attribute(element, "change-id")
            if key in self._insertions and len(self._open) < _MOST_OPEN:
                self._open[key] = []
        elif name == "change-end":
            self._inserted(attribute(element, "change-id"))

    def _lines(self, part: Element) -> list[str]:
        if local(part) == "list":
            return list(self.words(part))
        return [" ".join(text_of(self._runs(part, [])).split())]

    def _inserted(self, key: str) -> None:
        words = "".join(self._open.pop(key, []))
        who = self._insertions.get(key, "")
        if words.strip():
            self.hide("inserted text", f"{who}: {words}" if who else words)

    def _changes(self, element: Element) -> None:
        """What was deleted, which is listed, and who inserted what."""
        for region in element.iterfind("{*}changed-region"):
            for change in region:
                found = change.find("{*}change-info/{*}creator")
                who = "" if found is None else found.text or ""
                if local(change) == "deletion":
                    text = "\n".join(self.words(change))
                    self.hide("deleted text", f"{who}: {text}" if who and text else text)
                elif local(change) == "insertion":
                    self._insertions[attribute(region, "id")] = who

    def list_of(self, element: Element, style: str = "") -> Iterator[str]:
        """A list: its items, parted where a heading or table stands in it."""
        items: list[Item] = []
        first = before = self.page
        for found in self._items(element, style, 0):
            if items and (before != first or not isinstance(found, Item)):
                self.began = first
                yield listed(items)
                items = []
            if not items:
                first = before
            if isinstance(found, Item):
                items.append(found)
            else:
                self.began = before
                yield found
            before = self.page
        if items:
            self.began = first
            yield listed(items)

    def _items(self, element: Element, style: str, level: int) -> Iterator[Item | str]:
        style = attribute(element, "style-name") or style
        goes_on = attribute(element, "continue-numbering") == "true" or (
            attribute(element, "continue-list") != ""
        )
        if not goes_on:
            self._counts.pop((style, level), None)
        for entry in element:
            if local(entry) not in ("list-item", "list-header"):
                continue
            form = self.document.styles.numbering(style, level)
            fresh = local(entry) == "list-item"
            start = attribute(entry, "start-value")
            if start and form is not None:
                self._counts[style, level] = number(start, 1) - 1
            for part in entry:
                name = local(part)
                if name == "list":
                    yield from self._items(part, style, level + 1)
                elif name in ("p", "h"):
                    value = self._count(style, level, form) if fresh else None
                    yield from self._entry(part, style, level, form, value)
                    fresh = False
                elif name == "table":
                    yield self.table(part)
                elif name in DRAWN:
                    yield from drawing(self, part)
                else:
                    self._mark(part, name)

    def _count(self, style: str, level: int, form: Numbering | None) -> int | None:
        if form is None:
            return None
        value = self._counts.get((style, level), form.start - 1) + 1
        self._counts[style, level] = value
        for key in [key for key in self._counts if key[0] == style and key[1] > level]:
            del self._counts[key]
        return value

    def _entry(
        self, part: Element, style: str, level: int, form: Numbering | None, value: int | None
    ) -> Iterator[Item | str]:
        """A paragraph of an item, with its number or label."""
        label = ""
        if form is not None and value is not None:
            counts = {at: self._counts.get((style, at), 1) for at in range(level + 1)}
            label = label_of(form, level, counts)
        heading = local(part) == "h"
        is_plain = form is not None and form.form == "1" and form.levels == 1 and not form.prefix
        blocks = list(self.paragraph(part, label if heading or not is_plain else ""))
        first, *rest = blocks or [""]
        if heading or first.startswith("# "):
            yield first
        elif first:
            yield Item(first, level, value if is_plain and value and value < 10**9 else None)
        yield from rest

    def within(self, inner: Document) -> Writer:
        """A writer for a document that is set into this one."""
        return Writer(inner, self.place)


def signed(block: str) -> str:
    """A block with the signs of its footnotes."""
    return _SIGNS.sub(lambda found: md.note_sign(int(found[1])), block) if _SIGN in block else block


def table_rows(element: Element) -> Iterator[tuple[Element, int]]:
    """The rows of a table, those of its groups too, each with how many times it stands there."""
    for each in element:
        name = local(each)
        if name == "table-row":
            yield each, max(number(attribute(each, "number-rows-repeated"), 1), 1)
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from table_rows(each)
