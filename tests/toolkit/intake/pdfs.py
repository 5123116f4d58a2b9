"""PDF files, made for tests, and what is read out of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from toolkit.intake.extract.pdf.reader import read_pdf
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import Room

PROSE = (
    "The Senior Officials welcomed the progress made since the last meeting and thanked the",
    "secretariat for the preparation of the documents, which had been sent to all partners in",
    "good time. They agreed to continue the dialogue.",
)


def read(
    folder: Path, draw: Callable[[Canvas], None], limits: Limits | None = None, **how: object
) -> Extracted:
    path = folder / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4, **how)
    draw(canvas)
    canvas.save()
    return read_file(path, limits)


def read_file(path: Path, limits: Limits | None = None) -> Extracted:
    spool = path.parent / "spool"
    spool.mkdir(exist_ok=True)
    return read_pdf(path, Room(path.name, spool, limits or Limits()))


def write(
    canvas: Canvas, lines: tuple[str, ...], top: float = 700, left: float = 72, size: float = 11
) -> None:
    canvas.setFont("Helvetica", size)
    for n, line in enumerate(lines):
        canvas.drawString(left, top - n * size * 1.2, line)


def tagged_table(
    folder: Path, rows: list[list[str]], *, head: str = "TD", wide: int = 0, apart: bool = False
) -> Path:
    """A tagged file with a table and no rule, its words close together; empty cells untagged.

    `head` is the type of the cells in the first row; `wide` how many columns its first takes;
    `apart` says that the first row is tagged as a table of its own.
    """
    drawn: list[str] = []
    objects: list[str] = []
    parents: list[str] = []

    def element(kind: str, parent: int, kids: str, more: str = "") -> int:
        objects.append(f"<</Type/StructElem/S/{kind}/P {parent} 0 R/Pg 3 0 R/K[{kids}]{more}>>")
        return 7 + len(objects)

    first = 8 + sum(1 + sum(map(bool, row)) for row in rows)  # the number of the table itself
    lines = []
    for at, row in enumerate(rows):
        line = 8 + len(objects) + sum(map(bool, row))
        cells = []
        for column, words in enumerate(row):
            if not words:
                continue
            number = len(drawn)
            place = f"{72 + 60 * column} {700 - 14 * at}"
            drawn.append(f"/P <</MCID {number}>> BDC BT /F 11 Tf {place} Td ({words}) Tj ET EMC\n")
            span = f"/A<</O/Table/ColSpan {wide}>>" if wide and not at and not column else ""
            cells.append(element("TD" if at else head, line, str(number), span))
            parents.append(f"{cells[-1]} 0 R")
        holder = first + (apart and at > 0)
        lines.append(element("TR", holder, " ".join(f"{n} 0 R" for n in cells)))
    parts = (lines[:1], lines[1:]) if apart else (lines,)
    tables = [element("Table", 6, " ".join(f"{n} 0 R" for n in some)) for some in parts]
    content = "".join(drawn)
    every = [
        "<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/StructParents 0"
        "/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Type/StructTreeRoot/K[{' '.join(f'{n} 0 R' for n in tables)}]/ParentTree 7 0 R>>",
        f"<</Nums[0[{' '.join(parents)}]]>>",
        *objects,
    ]
    body = "".join(f"{n} 0 obj\n{each}\nendobj\n" for n, each in enumerate(every, 1))
    path = folder / "tagged.pdf"
    path.write_bytes(f"%PDF-1.7\n{body}trailer\n<</Root 1 0 R>>\n%%EOF\n".encode("latin-1"))
    return path
