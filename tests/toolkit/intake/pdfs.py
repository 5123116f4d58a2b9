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
