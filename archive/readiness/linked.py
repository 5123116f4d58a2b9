"""Links and citations: does what they name lie in the archive?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from archive.frontmatter import split
from archive.readiness.model import HEADINGS, Judged, Lack
from archive.readiness.sources import Sources

#: A link of Markdown, by its address; pictures are links, too.
_LINK = re.compile(r"\]\(\s*<?([^\s<>()]+(?:\([^\s()]*\))?[^\s<>()]*)>?(?:\s+[\"'(][^)]*)?\)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|/", re.IGNORECASE)


def links(sources: Sources) -> Judged:
    """What records cite in their front matter, marks and texts, and link to in their texts."""
    cited = sources.number(
        "SELECT (SELECT count(*) FROM record_reference JOIN record ON record.id = record"
        " AND NOT removed WHERE instr(record, '.') = 0 AND (anchor IS NOT NULL"
        " OR field IN ('supersedes', 'reply_to') OR field GLOB 'cites*' OR field GLOB 'encloses*'))"
        " + (SELECT count(*) FROM relation WHERE recorded_to IS NULL AND instr(record, '.') = 0)"
        " + (SELECT count(*) FROM citation JOIN record ON record.id = record AND NOT removed"
        " WHERE instr(record, '.') = 0)"
    )
    lacks: list[Lack] = []
    for row in sources.ask("cited-but-missing"):
        where = str(row["cited in"])
        if "." in where.partition("#")[0]:
            continue
        written = f' "{row["as written"]}"' if row["as written"] else ""
        do = f"secretariat ask cited-but-missing record={where.partition('#')[0]}"
        thing = f"{where} {row['cited']}{written}"
        if row["missing"] == "unresolved":
            said = f"{where} cites{written}, and what is meant cannot be told"
            lacks.append(sources.lack("G018", where, said, do, 0.25, thing=thing))
        else:
            how = "in its text" if row["how"] == "in the text" else f"under {row['how']}"
            said = f"{where} names {row['cited']} {how}: {row['note']}"
            cost = 0.5 if row["basis"] == "proposed" else 1
            lacks.append(sources.lack("G017", where, said, do, cost, thing=thing))
    linked, dead = _in_texts(sources)
    why = "what only a reader takes for a citation counts half, and a quarter where it is unclear"
    return Judged(HEADINGS["links"], cited + linked, (*lacks, *dead), 0, why)


def _in_texts(sources: Sources) -> tuple[int, list[Lack]]:
    """How many links to files stand in the texts, and which lead nowhere."""
    files = {str(row[0]) for row in sources.rows("SELECT path FROM file")}
    files |= {posixpath.dirname(path) for path in files}
    number = 0
    dead: list[Lack] = []
    for record, path, text in sources.rows(
        "SELECT record.id, path, content.text FROM record JOIN content ON content.id = content"
        " WHERE NOT removed AND instr(record.id, '.') = 0 AND instr(content.text, '](') > 0"
    ):
        for target, line in _links(text):
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            number += 1
            if place not in files:
                said = f"{record} links to {target}, and no such file is here"
                do = f"secretariat show {record}"
                thing = f"{record} {line} {target}"
                dead.append(sources.lack("G019", record, said, do, 1, thing=thing, line=line))
    return number, dead


def _links(text: str) -> Iterator[tuple[str, int]]:
    """Each link to a file beside, as it is without fragment, and its line in the file."""
    parts = split(text)
    for match in _LINK.finditer(parts.body):
        address = match[1]
        if not _ELSEWHERE.match(address):
            target = unquote(re.split(r"[#?]", address, maxsplit=1)[0])
            yield target, parts.body_line + parts.body.count("\n", 0, match.start())
