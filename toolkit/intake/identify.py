"""What a file is: PRONOM's signatures (by Siegfried) and, for mail and text, a look at its head.

>>> identify(Path("minutes.docx"))
Identity(form='docx', media_type='application/vnd...document', puid='fmt/412', ...)
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.intake.model import Identity

if TYPE_CHECKING:
    from pygfried import Match, Scanner

#: How much of a file is looked at for mail, markup and text.
HEAD = 64 * 1024

#: Reader → the endings that its files have, the first being the usual one.
ENDINGS: dict[str, tuple[str, ...]] = {
    "docx": (".docx", ".docm", ".dotx", ".dotm"),
    "doc": (".doc", ".dot"),
    "pptx": (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"),
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "odt": (".odt", ".ott", ".fodt"),
    "odp": (".odp", ".otp", ".fodp"),
    "ods": (".ods", ".ots", ".fods"),
    "rtf": (".rtf",),
    "pdf": (".pdf",),
    "html": (".html", ".htm", ".xhtml", ".xht"),
    "eml": (".eml",),
    "msg": (".msg", ".oft"),
    "mbox": (".mbox", ".mbx"),
    "md": (".md", ".markdown"),
    "csv": (".csv", ".tsv", ".tab"),
    "txt": (".txt", ".text", ".asc", ".log"),
    "image": (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".bmp", ".webp"),
    "zip": (".zip",),
}

_MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "rtf": "application/rtf",
    "pdf": "application/pdf",
    "html": "text/html",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "mbox": "application/mbox",
    "md": "text/markdown",
    "csv": "text/csv",
    "txt": "text/plain",
    "zip": "application/zip",
}
#: Where PRONOM's entry names a media type that is not the format's (strict sheets).
_MENDED = {"fmt/1828": _MEDIA["xlsx"]}
_FORM_OF_MEDIA = {media: form for form, media in _MEDIA.items()} | {
    "application/vnd.ms-word.document.macroenabled.12": "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template": "docx",
    "application/vnd.ms-word.template.macroenabled.12": "docx",
    "application/vnd.ms-powerpoint.presentation.macroenabled.12": "pptx",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow": "pptx",
    "application/vnd.openxmlformats-officedocument.presentationml.template": "pptx",
    "application/vnd.ms-powerpoint.slideshow.macroenabled.12": "pptx",
    "application/vnd.ms-excel.sheet.macroenabled.12": "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template": "xlsx",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.presentation-template": "odp",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    "text/rtf": "rtf",
    "application/xhtml+xml": "html",
}
#: Packages that are told by what they hold, where PRONOM only sees a ZIP.
_MEMBERS = (
    (b"word/document.xml", "docx"),
    (b"ppt/presentation.xml", "pptx"),
    (b"xl/workbook.xml", "xlsx"),
)
_ENDING_FORM = {ending: form for form, endings in ENDINGS.items() for ending in endings}
#: What compound files (OLE) may be: old formats, and new ones that are encrypted.
_IN_COMPOUND = frozenset({"doc", "msg", "docx", "pptx", "xlsx"})
_SEALED = "fmt/494"
_PICTURES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*",
)  # fmt: skip
#: OpenDocument as one XML file; PRONOM's signatures take it for XML or HTML.
_FLAT = re.compile(
    rb"<office:document\s[^>]*\boffice:mimetype=[\"']application/vnd\.oasis\.opendocument\."
    rb"(text|presentation|spreadsheet)"
)
_OF_OFFICE = {b"text": "odt", b"presentation": "odp", b"spreadsheet": "ods"}
_TEXTS = frozenset({"txt", "md", "csv", "html", "eml", "mbox"})

_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_MAIL_FIELDS = frozenset(
    b"from to cc subject date message-id received return-path mime-version content-type "
    b"delivered-to reply-to sender x-mailer x-priority in-reply-to references".split()
)
_MBOX = re.compile(rb"From \S+.{0,40}\d{4}")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|h1)\b", re.IGNORECASE
)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@cache
def _scanner() -> Scanner:
    from pygfried import Scanner

    return Scanner()


def identify(path: Path, name: str = "") -> Identity:
    """What the file at `path` is; `name` is what it is called where that is not the path's.

    Reads its bytes; raises `OSError` where it cannot be read.
    """
    called = (name or path.name).casefold()
    ending = Path(called).suffix
    with path.open("rb") as file:
        head = file.read(HEAD)
    match = _by_signature(path)
    by_name = match is None or (
        "byte match" not in match["basis"] and "container" not in match["basis"]
    )
    puid = match["id"] if match and match["id"] != "UNKNOWN" else ""
    shown = " ".join(filter(None, (match["format"], match["version"]))) if match and puid else ""
    media = match["mime"].split(",")[0].strip() if match else ""
    media = _MENDED.get(puid, media)
    form = _form(media.casefold(), ending, head, by_name)
    if puid == _SEALED and not form:
        form = "docx"  # any reader of such packages says that it needs a password
    if form in _TEXTS or not media:
        media = _MEDIA.get(form, media or "application/octet-stream")
    if by_name and _ENDING_FORM.get(ending) != form:
        puid = shown = ""  # only the name spoke for it, and the content says otherwise
    return Identity(form=form, media_type=media, puid=puid, format=shown, by_name=by_name)


def contradicts(identity: Identity, name: str) -> bool:
    """Whether the name's ending belongs to another format than the content is of."""
    expected = _ENDING_FORM.get(Path(name.casefold()).suffix)
    if expected is None or not identity.form or expected == identity.form:
        return False
    loose = {"txt", "md", "csv", "html", "eml", "mbox", "rtf"}
    return not (expected in loose and identity.form in loose)


def _by_signature(path: Path) -> Match | None:
    found = _scanner().identify(str(path), detailed=True)
    files = found["files"]
    return files[0]["matches"][0] if files and files[0]["matches"] else None


def _form(media: str, ending: str, head: bytes, by_name: bool) -> str:
    """The reader for it: what the bytes say before what the name says."""
    form = _FORM_OF_MEDIA.get(media, "")
    if not by_name and form and form not in _TEXTS:
        return form_of_package(head) or form if form == "zip" else form
    if media.startswith("image/") and not by_name:
        return "image" if media != "image/svg+xml" else ""
    told = _ENDING_FORM.get(ending, "")
    if head.startswith(b"%PDF-") or b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return form_of_package(head) or (
            told if told in ("docx", "pptx", "xlsx", "odt", "odp", "ods") else "zip"
        )
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return told if told in _IN_COMPOUND else ""
    if any(head.startswith(magic) for magic in _PICTURES):
        return "image"
    if flat := _FLAT.search(head[:8192]):
        return _OF_OFFICE[flat[1]]
    if head.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if not _is_text(head):
        # A page with some rubbish in it, as a broken transfer leaves it, is one to browsers too.
        some = len(_BINARY.findall(head)) <= len(head) // 20
        return "html" if told == "html" and some and _HTML.search(head[:4096]) else ""
    if _MBOX.match(head) and is_mail(head.partition(b"\n")[2]):
        return "mbox"
    if is_mail(head):
        return "eml"
    if told in ("md", "csv", "html", "txt"):
        return told
    if form == "html" or _HTML.search(head[:4096]):
        return "html"
    return "txt"  # by whatever name: many a .doc is plain text


def form_of_package(head: bytes) -> str:
    """The reader for a package that begins with `head`; '' where that does not tell."""
    if b"mimetypeapplication/vnd.oasis.opendocument." in head[:120]:
        kind = head[30:120].partition(b"opendocument.")[2]
        for name, form in _OF_OFFICE.items():
            if kind.startswith(name):
                return form
    return next((form for member, form in _MEMBERS if member in head), "")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    return len(_BINARY.findall(head)) <= len(head) // 200 or _is_of_mainframe(head)


def _is_of_mainframe(head: bytes) -> bool:
    from toolkit.intake.extract.shared.mainframe import code_page

    return bool(code_page(head))


def is_mail(head: bytes) -> bool:
    """Whether bytes begin as a mail does (RFC 5322): header fields, two of them well known.

    One line in four may be none: a field that was broken off.
    """
    known = broken = 0
    for line in head.lstrip(b"\r\n").splitlines()[:60]:
        if not line.strip():
            break
        if line[:1] in b" \t":
            continue
        field = _FIELD.match(line)
        if field is None:
            broken += 1
            if 3 * broken > known:
                return False
            continue
        known += field[0].rstrip(b" \t:").lower() in _MAIL_FIELDS
    return known >= 2
