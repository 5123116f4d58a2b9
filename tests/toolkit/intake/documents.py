"""A small real document of every format, each with a word of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pptx
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from reportlab.pdfgen.canvas import Canvas

#: Format → the word that only its document has.
WORDS = {
    "docx": "albatross", "pptx": "bittern", "xlsx": "cormorant", "odt": "dunlin", "odp": "egret",
    "ods": "fulmar", "rtf": "gannet", "html": "heron", "eml": "ibis", "mbox": "jacana",
    "zip": "kittiwake", "md": "lapwing", "txt": "merganser", "csv": "nightjar", "pdf": "osprey",
}  # fmt: skip

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF = {
    "odt": ("text", "<text:p>Notes on the {word}.</text:p>"),
    "odp": (
        "presentation",
        '<draw:page draw:name="a"><draw:frame><draw:text-box><text:p>Notes on the {word}.'
        "</text:p></draw:text-box></draw:frame></draw:page>",
    ),
    "ods": (
        "spreadsheet",
        '<table:table table:name="Budget"><table:table-row><table:table-cell>'
        "<text:p>Notes on the {word}</text:p></table:table-cell></table:table-row></table:table>",
    ),
}


def docx_of(text: str) -> bytes:
    made = docx.Document()
    made.core_properties.author = "Ann Example"
    made.add_heading("Summary of the meeting", 1)
    made.add_paragraph(text)
    return _saved(made.save)


def pptx_of(text: str) -> bytes:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    assert slide.shapes.title is not None
    slide.shapes.title.text = text
    return _saved(made.save)


def xlsx_of(text: str) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Item", "Sum"])
    sheet.append([text, 12])
    return _saved(made.save)


def odf_of(kind: str, text: str) -> bytes:
    name, body = _ODF[kind]
    names = " ".join(
        f'xmlns:{short}="{_OFFICE}{long}:1.0"'
        for short, long in (
            ("office", "office"), ("text", "text"), ("draw", "drawing"), ("table", "table"),
        )
    )  # fmt: skip
    content = (
        f"<office:document-content {names}><office:body><office:{name}>"
        f"{body.replace('Notes on the {word}', text)}"
        f"</office:{name}></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{name}")
        package.writestr("content.xml", content)
    return made.getvalue()


def pdf_of(*pages: str) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, invariant=1)
    for page in pages:
        canvas.drawString(72, 720, page)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def mail_of(text: str, number: int, attached: dict[str, bytes] | None = None) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Ann Example <ann@example.org>"
    mail["To"] = "Bo Example <bo@example.org>"
    mail["Date"] = "Tue, 14 May 2019 10:00:00 +0700"
    mail["Subject"] = f"Note {number}"
    mail["Message-ID"] = f"<{number}@example.org>"
    mail.set_content(text)
    for name, data in (attached or {}).items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def zip_of(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return made.getvalue()


def png_of(text: str) -> bytes:
    made = io.BytesIO()
    told = PngInfo()
    told.add_text("Comment", text)
    Image.new("RGB", (40, 30), "white").save(made, "PNG", pnginfo=told)
    return made.getvalue()


def document(kind: str, text: str = "") -> bytes:
    """A document of this format that says `text`; its own word where nothing is given."""
    text = text or f"Notes on the {WORDS.get(kind, kind)}"
    made: dict[str, Callable[[], bytes]] = {
        "docx": lambda: docx_of(text),
        "pptx": lambda: pptx_of(text),
        "xlsx": lambda: xlsx_of(text),
        "rtf": lambda: rb"{\rtf1\ansi " + text.encode("ascii") + rb".\par}",
        "html": lambda: f"<html><body><h1>A page</h1><p>{text}.</p></body></html>".encode(),
        "eml": lambda: mail_of(text, 1),
        "mbox": lambda: b"".join(
            b"From ann@example.org Tue May 14 10:00:00 2019\n" + mail_of(f"{text} {n}.", n) + b"\n"
            for n in (2, 3)
        ),
        "zip": lambda: zip_of({"papers/a.txt": f"{text} in a package.\n".encode()}),
        "md": lambda: f"# A page\n\n{text}.\n".encode(),
        "txt": lambda: f"A page\n\n{text}.\n".encode(),
        "csv": lambda: f"item,sum\n{text},12\nother,3\n".encode(),
        "png": lambda: png_of(text),
        "pdf": lambda: pdf_of(f"{text}.", "The second page."),
    }
    return odf_of(kind, text) if kind in _ODF else made[kind]()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    made = io.BytesIO()
    save(made)
    return made.getvalue()


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files by their paths below `folder`."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
