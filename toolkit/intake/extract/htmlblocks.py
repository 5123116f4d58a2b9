"""Blocks of a page of HTML, as they begin and end, put together as Markdown.

A table whose cells hold running text, lists or further tables only lays out the page: its cells
become blocks one after the other. Any other becomes a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.intake import markdown

#: Signs that stand for the ends of a link while its words are not yet escaped.
_FROM, _TO, _FIRST = "\U0010fff0", "\U0010fff1", 0x0F0000
_MAX_LINKS = 0xF000
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_LINKED = re.compile(f"{_FROM}(.)(.*?){_TO}", re.DOTALL)
_SCHEME = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_UNSAFE = re.compile(r"[\s()<>\[\]\\`\"|]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LONG_CELL = 400
_MAX_SPAN = 60
_MAX_LEVEL = 8
_MAX_TABLES = 40


@dataclass(slots=True)
class _Block:
    """Words that stand together. `text` is not escaped yet."""

    text: str
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
    links: list[str] = field(default_factory=list)
    words_now: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    quoted: int = 0
    heading: int = 0
    preformatted: int = 0
    link_open: bool = False
    too_deep: int = 0  # tables that are open within more tables than any page has

    def words(self, text: str) -> None:
        """Words within the block that is open."""
        text = _PRIVATE.sub("", text)
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
        address = (address or "").strip()
        if not _SCHEME.match(address) or len(self.links) >= _MAX_LINKS or len(address) > 2000:
            return
        safe = _UNSAFE.sub(lambda c: "".join(f"%{b:02X}" for b in c[0].encode()), address)
        self.words_now.append(_FROM + chr(_FIRST + len(self.links)))
        self.links.append(safe)
        self.link_open = True

    def close_link(self) -> None:
        """The link that is open ends."""
        if self.link_open:
            self.words_now.append(_TO)
            self.link_open = False

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
        """End the block whose words are open."""
        reopened = self.link_open
        self.close_link()
        text = "".join(self.words_now)
        self.words_now = []
        if reopened and self.links:  # a link around blocks goes on in the next
            self.words_now.append(_FROM + chr(_FIRST + len(self.links) - 1))
            self.link_open = True
        if not _LINKED.sub(r"\2", text).strip():
            return
        self._sink().append(self._block(text))

    def _block(self, text: str) -> _Block:
        if self.heading:
            return _Block(text, "h", self.heading, quoted=self.quoted)
        depth = min(len(self.lists), _MAX_LEVEL)
        if depth and self.lists[-1].inside:
            now = self.lists[-1]
            kind = "item" if now.fresh else "more"
            now.fresh = False
            return _Block(text, kind, depth - 1, now.number, self.quoted)
        return _Block(text, "pre" if self.preformatted else "p", quoted=self.quoted)

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
        sink.append(_Block("", "table", quoted=self.quoted, shown=markdown.table(texts)))

    def markdown(self) -> str:
        """The whole page."""
        self.flush()
        while self.tables:
            self._end_table()
        shown: list[str] = []
        items: list[str] = []
        quoted = 0
        for block in self.blocks:
            if block.kind in ("item", "more") and (not items or block.quoted == quoted):
                quoted = block.quoted
                items.append(self._item(block, bool(items)))
                continue
            if items:
                shown.append(_quoted("\n".join(items), quoted))
                items = []
            if block.kind in ("item", "more"):
                quoted = block.quoted
                items.append(self._item(block, False))
                continue
            shown.append(_quoted(self._shown(block), block.quoted))
        if items:
            shown.append(_quoted("\n".join(items), quoted))
        return markdown.joined(shown) if shown else ""

    def _shown(self, block: _Block) -> str:
        if block.kind == "table":
            return self._linked(block.shown)
        if block.kind == "h":
            return self._linked(markdown.heading(block.text, block.level))
        return self._linked(markdown.paragraph(block.text))

    def _item(self, block: _Block, follows: bool) -> str:
        text = self._linked(markdown.paragraph(block.text, numbered=False))
        if block.kind == "more" and follows:
            under = "  " * (block.level + 1)
            return "\n" + "\n".join(under + line for line in text.split("\n")) + "\n"
        return markdown.item(text, level=block.level, number=block.number)

    def _linked(self, text: str) -> str:
        if _FROM not in text:
            return text
        text = _LINKED.sub(self._link, text)
        return _PRIVATE.sub("", text)

    def _link(self, found: re.Match[str]) -> str:
        words = found[2].strip()
        if not words.strip("\\ \n"):
            return found[2]
        before = " " if found[2][0].isspace() else ""
        after = " " if found[2][-1].isspace() else ""
        return f"{before}[{words}]({self.links[ord(found[1]) - _FIRST]}){after}"


def _cell_text(cell: list[_Block]) -> str:
    return " ".join(block.text.replace("\n", " ").strip() for block in cell)


def _is_layout(table: _Table, rows: list[list[list[_Block]]], cells: list[list[_Block]]) -> bool:
    if table.nested or len(rows) < 2 or max(map(len, rows)) < 2:
        return True
    if any(block.kind in ("h", "table") for cell in cells for block in cell):
        return True
    return any(sum(len(block.text) for block in cell) > 3 * _LONG_CELL for cell in cells)


def _quoted(text: str, depth: int) -> str:
    if not depth:
        return text
    sign = "> " * min(depth, 3)
    return "\n".join((sign + line).rstrip() for line in text.split("\n"))


def _whole(written: str | None, otherwise: int) -> int:
    found = re.match(r"\s*(\d{1,6})", written or "")
    return int(found[1]) if found else otherwise
