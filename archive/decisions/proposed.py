"""What readers propose and nobody has confirmed yet, paragraph by paragraph.

for each in proposals(conn, "som-1-minutes"):
    each.citation, [found.sort for found in each.found]

Records of imported histories, whose ids have a dot, are read only and are left out; so are
headings, which cannot be marked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Sort = Literal["decision", "proposal", "action"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader takes a paragraph for, and the rule by which it does.

    `due` is in EDTF. Of an action: the `owner` in the registers, or else only as it is written,
    and the `status` 'open', 'done' or 'dropped'.
    """

    sort: Sort
    rule: str | None
    owner: str | None = None
    owner_as_written: str | None = None
    due: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A paragraph of which something is proposed; `text` is what the archive has of it.

    `whole` are its words on one line, of a decision with those of the list inside it.
    """

    record: str
    anchor: str
    path: str
    title: str
    text: str
    whole: str
    line: int
    found: tuple[Found, ...]

    @property
    def citation(self) -> str:
        """As it is cited: 'som-1-minutes#p3'."""
        return f"{self.record}#{self.anchor}"

    @property
    def action(self) -> Found | None:
        """What is proposed of it as a task; None where nothing is."""
        return next((each for each in self.found if each.sort == "action"), None)


def proposals(conn: sqlite3.Connection, record: str = "", anchor: str = "") -> Sequence[Proposal]:
    """All that is proposed, of one `record` or paragraph where given, in the order of the texts."""
    rows = conn.execute(
        "WITH found AS ("
        " SELECT record, anchor, text, sort, rule, NULL AS owner, NULL AS written, due_edtf AS due,"
        "  NULL AS status, 1 AS place FROM decision"
        "  WHERE basis = 'proposed' AND NOT removed AND anchor IS NOT NULL"
        " UNION ALL SELECT record, anchor, '', 'action', rule, owner, owner_as_written, due_edtf,"
        "  status, 2 FROM action_item WHERE basis = 'proposed'"
        # Rows of a table of decisions: a mark of theirs would speak of the whole table.
        "  AND NOT (rule LIKE 'table:%' AND record || '#' || anchor IN"
        "  (SELECT id FROM decision WHERE NOT removed)))"
        " SELECT found.record, found.anchor, record.path, record.title, paragraph.text,"
        "  paragraph.line_start, found.text AS whole, found.sort, found.rule, found.owner,"
        "  found.written, found.due, found.status"
        " FROM found JOIN record ON record.id = found.record AND NOT record.removed"
        " JOIN paragraph ON paragraph.record = record.id AND paragraph.anchor = found.anchor"
        "  AND paragraph.version = record.current_version"
        "  AND paragraph.kind <> 'heading'"
        " WHERE instr(found.record, '.') = 0"
        "  AND (:record = '' OR found.record = :record)"
        "  AND (:anchor = '' OR found.anchor = :anchor)"
        " ORDER BY record.date_start IS NULL, record.date_start, record.id, position, place",
        {"record": record, "anchor": anchor},
    )
    by_place: dict[tuple[str, str], list[sqlite3.Row]] = {}
    for row in rows:
        by_place.setdefault((row[0], row[1]), []).append(row)
    return [
        Proposal(
            record=group[0]["record"],
            anchor=group[0]["anchor"],
            path=group[0]["path"],
            title=group[0]["title"],
            text=group[0]["text"],
            whole=group[0]["whole"] or " ".join(group[0]["text"].split()),
            line=group[0]["line_start"],
            found=tuple(Found(*row[7:]) for row in group),
        )
        for group in by_place.values()
    ]
