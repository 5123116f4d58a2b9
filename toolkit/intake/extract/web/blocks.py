"""Blocks of a page of HTML, as they begin and end, put together as Markdown.

A table whose cells hold running text, lists or further tables only lays out the page: its cells
become blocks one after the other. Any other becomes a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.intake import markdown

#: Links within one block; the words of any further ones stand without their address.
_MAX_LINKS = 60_000
#: Characters of addresses that are repeated in all for links that go on in a next block.
_MAX_REPEATED = 1_000_000
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LONG_CELL = 400
_MAX_SPAN = 60
_MAX_LEVEL = 8
_MAX_TABLES = 40


@dataclass(slots=True)
class _Block:
    """Words that stand together. `text` is not escaped yet; `links` are set into its slots."""

    text: str
    links: list[str] = field(default_factory=list)
    kind: str = "p"  # 'p', 'h', 'item', 'more' (of an item), 'pre', 'table'
    level: int = 0
    number: int | None = None
    quoted: int = 0
    shown: str = ""  # of a table: its Markdown


@dataclass(slots=True)
class _List:
    ordered: bool
    next: int = 1
    fresh: bool = False  # an item has begun and has no words yet
    number: int | None = None
    inside: bool = False


@dataclass(slots=True)
class _Table:
    rows: list[list[list[_Block]]] = field(default_factory=list)
    spans: dict[int, int] = field(default_factory=dict)  # column → rows it still covers
    nested: bool = False
    cell: bool = False
    wide: int = 0  # further columns that the cell now open reaches over
    lists: list[_List] = field(default_factory=list)


@dataclass
class Builder:
    """Takes what begins, ends and stands between, and gives the page as Markdown."""

    blocks: list[_Block] = field(default_factory=list)
    words_now: list[str] = field(default_factory=list)
    links_now: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    quoted: int = 0
    heading: int = 0
    preformatted: int = 0
    address: str = ""  # of the link that is open
    linked_from: int = 0  # which of the words of now is its first
    repeated: int = 0
    too_deep: int = 0  # tables that are open within more tables than any page has

    def words(self, text: str) -> None:
        """Words within the block that is open."""
        text = markdown.without_slots(text)
        if not self.preformatted:
            text = _SPACE.sub(" ", text)
        if text:
            self.words_now.append(text)

    def line_break(self) -> None:
        """A break of the line within a block."""
        self.words_now.append("\n")

    def open_link(self, address: str) -> None:
        """A link begins; only one to the web or to a mailbox is kept as one."""
        self.close_link()
        if address and markdown.leads(address):
            self.address, self.linked_from = address, len(self.words_now)

    def close_link(self) -> None:
        """The link that is open ends."""
        if not self.address:
            return
        linked = "".join(self.words_now[self.linked_from :])
        words = linked.strip()
        shown = markdown.link(words, self.address) if len(self.links_now) < _MAX_LINKS else ""
        if words and shown:
            before, _, after = linked.partition(words)
            here = markdown.slot(len(self.links_now))
            self.words_now[self.linked_from :] = [before, here, after]
            self.links_now.append(shown)
        self.address = ""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """A block begins."""
        self.flush()
        if name in _HEADINGS:
            self.heading = _HEADINGS[name]
        elif name in ("ul", "ol", "menu", "dir"):
            self.lists.append(_List(name == "ol", _whole(attributes.get("start"), 1)))
        elif name == "li":
            self._begin_item(attributes)
        elif name == "blockquote":
            self.quoted += 1
        elif name == "pre":
            self.preformatted += 1
        elif name == "table" and len(self.tables) < _MAX_TABLES:
            for table in self.tables[-1:]:
                table.nested = True
            self.tables.append(_Table(lists=self.lists))
            self.lists = []
        elif name == "table":
            self.too_deep += 1
        elif self.too_deep:
            pass
        elif self.tables and name == "tr":
            self._begin_row()
        elif self.tables and name in ("td", "th"):
            self._begin_cell(attributes)

    def end(self, name: str) -> None:
        """A block ends."""
        self.flush()
        if name in _HEADINGS:
            self.heading = 0
        elif name in ("ul", "ol", "menu", "dir"):
            if self.lists:
                self.lists.pop()
        elif name == "li":
            if self.lists:
                self.lists[-1].inside = False
        elif name == "blockquote":
            self.quoted = max(self.quoted - 1, 0)
        elif name == "pre":
            self.preformatted = max(self.preformatted - 1, 0)
        elif name == "table" and self.tables and not self.too_deep:
            self._end_table()
        elif name == "table":
            self.too_deep = max(self.too_deep - 1, 0)
        elif name in ("td", "th") and self.tables and not self.too_deep:
            self.tables[-1].cell = False

    def flush(self) -> None:
        """End the block whose words are open; a link around blocks goes on in the next."""
        address = self.address
        self.close_link()
        text, links = "".join(self.words_now), self.links_now
        self.repeated += len(address) if self.links_now else 0
        self.words_now, self.links_now = [], []
        self.address, self.linked_from = address if self.repeated < _MAX_REPEATED else "", 0
        if text.strip():
            self._sink().append(self._block(text, links))

    def _block(self, text: str, links: list[str]) -> _Block:
        if self.heading:
            return _Block(text, links, "h", self.heading, quoted=self.quoted)
        depth = min(len(self.lists), _MAX_LEVEL)
        if depth and self.lists[-1].inside:
            now = self.lists[-1]
            kind = "item" if now.fresh else "more"
            now.fresh = False
            return _Block(text, links, kind, depth - 1, now.number, self.quoted)
        return _Block(text, links, "pre" if self.preformatted else "p", quoted=self.quoted)

    def _sink(self) -> list[_Block]:
        """Where blocks go now: to a cell, or to the page."""
        if self.tables and self.tables[-1].cell:
            return self.tables[-1].rows[-1][-1]
        for table in reversed(self.tables[:-1]):
            if table.cell:
                return table.rows[-1][-1]
        return self.blocks

    def _begin_item(self, attributes: dict[str, str]) -> None:
        if not self.lists:
            self.lists.append(_List(False))
        now = self.lists[-1]
        now.inside = now.fresh = True
        if now.ordered:
            now.number = _whole(attributes.get("value"), now.next)
            now.next = now.number + 1

    def _begin_row(self) -> None:
        table = self.tables[-1]
        table.cell = False
        table.wide = 0
        table.rows.append([])
        self._covered(table)

    def _covered(self, table: _Table) -> None:
        """Leave the cells empty that one before or above reaches over."""
        row = table.rows[-1]
        row.extend([] for _ in range(table.wide))
        table.wide = 0
        while table.spans.get(len(row), 0) > 0:
            table.spans[len(row)] -= 1
            row.append([])

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        table = self.tables[-1]
        if not table.rows:
            table.rows.append([])
        row = table.rows[-1]
        self._covered(table)
        across = min(max(_whole(attributes.get("colspan"), 1), 1), _MAX_SPAN)
        down = min(max(_whole(attributes.get("rowspan"), 1), 1), _MAX_SPAN)
        at = len(row)
        for column in range(at, at + across):
            if down > 1:
                table.spans[column] = down - 1
        row.append([])
        table.cell = True
        table.wide = across - 1

    def _end_table(self) -> None:
        table = self.tables.pop()
        self.lists = table.lists
        rows = [row for row in table.rows if any(row)]
        if not rows:
            return
        cells = [cell for row in rows for cell in row if cell]
        sink = self._sink()
        if _is_layout(table, rows, cells):
            for cell in cells:
                sink.extend(cell)
            return
        texts = [[_cell_text(cell) for cell in row] for row in rows]
        shown = markdown.table(texts, ready=True)
        sink.append(_Block("", kind="table", quoted=self.quoted, shown=shown))

    def markdown(self) -> str:
        """The whole page."""
        self.flush()
        while self.tables:
            self._end_table()
        shown: list[str] = []
        items = _Items()
        for block in self.blocks:
            if block.kind in ("item", "more"):
                if items.shown and block.quoted != items.quoted:
                    shown.append(items.taken())
                items.quoted = block.quoted
                items.add(block)
                continue
            if items.shown:
                shown.append(items.taken())
            shown.append(_quoted(_shown(block), block.quoted))
        shown.append(items.taken())
        return markdown.joined(shown) if any(shown) else ""


@dataclass
class _Items:
    """Items of lists that follow each other."""

    shown: list[str] = field(default_factory=list)
    open: list[_Block] = field(default_factory=list)
    quoted: int = 0
    parted: bool = False  # a blank line is due

    def add(self, block: _Block) -> None:
        """Set an item, or a further paragraph of one, under those before it."""
        while self.open and self.open[-1].level > block.level:
            self.open.pop()
        held = bool(self.open) and self.open[-1].level == block.level
        text = markdown.paragraph(block.text, numbered=False, inserted=block.links)
        if not text:
            return
        if block.kind == "more" and held:
            level = len(self.open) - 1
            self._put(markdown.further(text, level=level, number=block.number), True)
            self.parted = True
            return
        before = self.open.pop() if held else None
        # A list that begins with another number than 1 would be read as words of the item above.
        begins = block.number is not None and (before is None or before.number is None)
        self._put(markdown.item(text, level=len(self.open), number=block.number), begins)
        self.open.append(block)

    def _put(self, text: str, parted: bool) -> None:
        if self.shown and (parted or self.parted):
            self.shown.append("")
        self.shown.append(text)
        self.parted = False

    def taken(self) -> str:
        """All of them as Markdown; none are left."""
        text = _quoted("\n".join(self.shown), self.quoted)
        self.shown, self.open, self.parted = [], [], False
        return text


def _shown(block: _Block) -> str:
    if block.kind == "table":
        return block.shown
    if block.kind == "h":
        return markdown.heading(block.text, block.level, inserted=block.links)
    return markdown.paragraph(block.text, inserted=block.links)


def _cell_text(cell: list[_Block]) -> str:
    return " ".join(markdown.cell(block.text, inserted=block.links) for block in cell)


def _is_layout(table: _Table, rows: list[list[list[_Block]]], cells: list[list[_Block]]) -> bool:
    if table.nested or len(rows) < 2 or max(map(len, rows)) < 2:
        return True
    if any(block.kind in ("h", "table") for cell in cells for block in cell):
        return True
    return any(sum(map(_length, cell)) > 3 * _LONG_CELL for cell in cells)


def _length(block: _Block) -> int:
    return len(block.text) + sum(map(len, block.links))


def _quoted(text: str, depth: int) -> str:
    if not depth:
        return text
    sign = "> " * min(depth, 3)
    return "\n".join((sign + line).rstrip() for line in text.split("\n"))


def _whole(written: str | None, otherwise: int) -> int:
    found = re.match(r"\s*(\d{1,6})", written or "")
    return int(found[1]) if found else otherwise
