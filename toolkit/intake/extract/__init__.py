"""Readers: one package or module a family of formats, with functions from a file to its text.

A reader takes the path of a file and a `Room`, and gives what it found; it raises `NotReadable`
where nothing can be read. Whatever else it raises is a fault of the file that it was given, and
reported as such: readers run in a worker that may die.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from toolkit.intake.model import Extracted
from toolkit.intake.room import Room

Reader = Callable[[Path, Room], Extracted]

#: Form (of `identify`) → the module below here and the function in it that reads such files.
READERS: dict[str, tuple[str, str]] = {
    "docx": ("word.document", "read_docx"),
    "doc": ("word.doc", "read_doc"),
    "rtf": ("rtf.reader", "read_rtf"),
    "pptx": ("office.slides", "read_pptx"),
    "xlsx": ("office.sheets", "read_xlsx"),
    "csv": ("text.delimited", "read_csv"),
    "odt": ("odf.reader", "read_odt"),
    "odp": ("odf.reader", "read_odp"),
    "ods": ("odf.reader", "read_ods"),
    "pdf": ("pdf.reader", "read_pdf"),
    "html": ("web.reader", "read_html"),
    "txt": ("text.files", "read_txt"),
    "md": ("text.files", "read_md"),
    "image": ("pictures.images", "read_image"),
    "eml": ("mail.messages", "read_eml"),
    "mbox": ("mail.messages", "read_mbox"),
    "msg": ("mail.outlook", "read_msg"),
    "zip": ("zipped", "read_zip"),
}


def reader_of(form: str) -> Reader | None:
    """The reader for `form`, imported now; None where there is none."""
    if form not in READERS:
        return None
    module, function = READERS[form]
    reader: Reader = getattr(import_module(f"toolkit.intake.extract.{module}"), function)
    return reader
