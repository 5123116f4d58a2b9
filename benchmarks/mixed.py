"""Makes a folder of small mixed files for `intake.py`: the same ones on every run, in seconds.

One template of each format is made with a library; each file is a copy in which the marks of
the varying part are replaced, at the level of bytes (text, mail, PDF) or of one member of a ZIP.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

FORMATS = ("docx", "xlsx", "pptx", "odt", "eml", "html", "md", "txt", "csv", "pdf")
_MONTHS = ("January", "March", "April", "June", "September", "October", "November")
_KINDS = ("Minutes", "Agenda", "Report", "Draft Conclusions", "List of participants")
_PLACES = ("Riga", "Bonn", "Seoul", "Jakarta", "Bucharest", "Hanoi", "Kuala Lumpur", "Ljubljana")
_PEOPLE = ("Ana Berzina", "Li Wei", "Maria Rossi", "Nguyen Thi Hoa", "Hans Weber", "Park Ji-woo")
_SENTENCES = (
    "The participants welcomed the report of the secretariat on balanced mobility.",
    "The group agreed that a survey on credit transfer be carried out before the next meeting.",
    "Germany and Indonesia presented the results of their pilot on joint curricula.",
    "It was proposed to extend the mandate of the expert group by two years.",
    "The chair thanked the host for the excellent preparation of the meeting.",
    "The secretariat will circulate a revised draft by the end of the month.",
    "Several partners asked for more time to consult their national agencies.",
    "The stocktaking report shows that recognition tools are used in most countries.",
)
#: How many paragraphs a file has; a mark stands for each.
_PARAGRAPHS = 12
#: A mark is as long as what replaces it in a PDF, so that its table of places stays right.
_WIDTH = 90


def _mark(at: int) -> str:
    return f"@@{at:02}@@".ljust(_WIDTH, "x")


_MARKS = [_mark(at) for at in range(_PARAGRAPHS + 1)]


def _said(n: int) -> list[str]:
    """The title and the paragraphs of the n-th file; no two files say the same."""
    draw = random.Random(n)
    day = f"{draw.randint(1, 28)} {draw.choice(_MONTHS)} {draw.randint(2008, 2025)}"
    place = draw.choice(_PLACES)
    title = f"{draw.choice(_KINDS)} of meeting {n % 40 + 1} of the working group, {place}, {day}"
    people = draw.sample(_PEOPLE, 3)
    first = f"The meeting was held in {place} on {day}; file {n} was kept by {people[0]}."
    named = f"Present: {', '.join(people)}."
    return [title, first, named, *draw.choices(_SENTENCES, k=_PARAGRAPHS - 2)]


def make(folder: Path, count: int) -> int:
    """Write `count` files below `folder`, 200 in each folder; gives their bytes."""
    makers = _makers()
    total = 0
    for n in range(count):
        form = FORMATS[n % len(FORMATS)]
        data = makers[form](_said(n))
        below = folder / f"box {n // 200:03}"
        if n % 200 == 0:
            below.mkdir(parents=True)
        (below / f"document {n:05}.{form}").write_bytes(data)
        total += len(data)
    return total


def _makers() -> dict[str, Callable[[list[str]], bytes]]:
    """For each format, what makes a file of a title and its paragraphs."""
    return {
        "docx": _in_package(_docx(), "word/document.xml"),
        "xlsx": _in_package(_xlsx(), "xl/worksheets/sheet1.xml"),
        "pptx": _in_package(_pptx(), "ppt/slides/slide1.xml"),
        "odt": _in_package(_odt(), "content.xml"),
        "pdf": _in_bytes(_pdf()),
        "eml": _eml,
        "html": _html,
        "md": lambda said: "\n\n".join([f"# {said[0]}", *said[1:]]).encode(),
        "txt": lambda said: "\r\n\r\n".join(said).encode(),
        "csv": lambda said: "\n".join(f'{n},"{line}"' for n, line in enumerate(said)).encode(),
    }


def _in_package(package: bytes, member: str) -> Callable[[list[str]], bytes]:
    """The package with the marks in one of its members replaced; the others are copied packed."""
    with zipfile.ZipFile(io.BytesIO(package)) as whole:
        text = whole.read(member).decode()
    assert all(mark in text for mark in _MARKS)
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as whole,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as rest,
    ):
        for info in whole.infolist():
            if info.filename != member:
                rest.writestr(info, whole.read(info))
    others = buffer.getvalue()

    def made(said: list[str]) -> bytes:
        own = text
        for mark, line in zip(_MARKS, said, strict=False):
            own = own.replace(mark, escape(line))
        copy = io.BytesIO(others)
        with zipfile.ZipFile(copy, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as added:
            added.writestr(zipfile.ZipInfo(member), own, zipfile.ZIP_DEFLATED, 1)
        return copy.getvalue()

    return made


def _in_bytes(template: bytes) -> Callable[[list[str]], bytes]:
    def made(said: list[str]) -> bytes:
        own = template
        for mark, line in zip(_MARKS, said, strict=False):
            own = own.replace(mark.encode(), line[:_WIDTH].ljust(_WIDTH).encode())
        return own

    return made


def _docx() -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.author = "Ana Berzina"
    document.add_heading(_MARKS[0], level=1)
    for mark in _MARKS[1:-3]:
        document.add_paragraph(mark)
    for mark in _MARKS[-3:-1]:
        document.add_paragraph(mark, style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "Action"
    table.rows[0].cells[1].text = _MARKS[-1]
    return _saved(document.save)


def _xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for n, mark in enumerate(_MARKS):
        book.active.append([n, mark, n * 12.5])
    with zipfile.ZipFile(io.BytesIO(_saved(book.save))) as whole:
        parts = {info.filename: whole.read(info) for info in whole.infolist()}
    # The words are shared strings there; as strings of their cells they lie in the sheet itself.
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for n, mark in enumerate(_MARKS):
        cell = f'<c r="B{n + 1}" t="inlineStr"><is><t>{mark}</t></is></c>'
        sheet = sheet.replace(f'<c r="B{n + 1}" t="s"><v>{n}</v></c>', cell)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def _pptx() -> bytes:
    from pptx import Presentation

    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = _MARKS[0]
    slide.placeholders[1].text = "\n".join(_MARKS[1:])
    return _saved(show.save)


def _odt() -> bytes:
    from odf.opendocument import OpenDocumentText
    from odf.text import H, P

    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text=_MARKS[0]))
    for mark in _MARKS[1:]:
        document.text.addElement(P(text=mark))
    return _saved(document.write)


def _pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    page = Canvas(buffer, invariant=True, pageCompression=0)
    page.setFont("Helvetica-Bold", 11)
    page.drawString(50, 780, _MARKS[0])
    page.setFont("Helvetica", 10)
    for n, mark in enumerate(_MARKS[1:]):
        page.drawString(50, 750 - 24 * n, mark)
    page.save()
    return buffer.getvalue()


def _eml(said: list[str]) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Ana Berzina <ana@example.org>"
    mail["To"] = "Li Wei <li@example.org>"
    mail["Subject"] = said[0]
    mail["Date"] = "Tue, 12 Mar 2019 10:00:00 +0100"
    mail.set_content("\n\n".join(said[1:]))
    return mail.as_bytes()


def _html(said: list[str]) -> bytes:
    title = escape(said[0])
    text = "\n".join(f"<p>{escape(line)}</p>" for line in said[1:])
    head = f"<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
    return f"{head}</head>\n<body><h1>{title}</h1>\n{text}\n</body></html>\n".encode()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()
