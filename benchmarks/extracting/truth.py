"""Which headings and words a file has, by simple rules on the file itself, apart from all readers.

Headings: docx: paragraphs whose style, or one that it is based on, is a heading by its name in
the file; pptx: the title of each slide; odt: text:h; html: h1 to h6; md: lines that begin with #;
pdf: what is tagged as Title or H to H6 and no paragraph by its length, else the titles of the
bookmarks that stand on their page.

Words, for formats that a peer has no reader for: eml: the fields that a mail program shows and the
plain text (else the HTML without its tags) of what is no attachment; odt, odp, ods: text:p and
text:h of the body, without comments and deleted text; rtf: what striprtf says, where it is there.
"""

from __future__ import annotations

import email
import email.message
import email.policy
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from lxml import etree

from extracting.words import even

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HEADING_STYLE = re.compile(r"heading \d|title$", re.IGNORECASE)
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_MD = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)


def _parsed(data: bytes) -> etree._Element:
    safe = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(data, safe)


def headings(path: Path) -> list[str] | None:
    """The headings of the file, evened out; None where these rules do not know its format."""
    ending = path.suffix.lower()
    rule = {
        ".docx": _docx, ".pptx": _pptx, ".odt": _odt, ".html": _html, ".md": _md, ".pdf": _pdf,
    }.get(ending)  # fmt: skip
    if rule is None:
        return None
    try:
        found = rule(path)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return None
    return None if found is None else [plain for said in found if (plain := even(said))]


def are_all(path: Path) -> bool:
    """Whether the headings that these rules find are all that the file has.

    Bookmarks lead to some of them only, and slides may have more than a title.
    """
    ending = path.suffix.lower()
    if ending == ".pdf":
        from extracting.pdf import tagged

        return bool(tagged(path))
    return ending in (".docx", ".odt", ".html", ".md")


def _docx(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        styles = _parsed(package.read("word/styles.xml"))
        document = _parsed(package.read("word/document.xml"))
    names, bases = {}, {}
    for style in styles.iter(f"{W}style"):
        key = style.get(f"{W}styleId", "")
        name, base = style.find(f"{W}name"), style.find(f"{W}basedOn")
        names[key] = name.get(f"{W}val", "") if name is not None else ""
        bases[key] = base.get(f"{W}val", "") if base is not None else ""

    def is_heading(key: str) -> bool:
        for _ in range(10):
            if _HEADING_STYLE.match(names.get(key, "")):
                return True
            key = bases.get(key, "")
        return False

    found = []
    for paragraph in document.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and is_heading(style.get(f"{W}val", "")):
            pieces = paragraph.iter(f"{W}t", f"{W}tab", f"{W}br")
            found.append("".join(each.text or " " for each in pieces))
    return found


def _pptx(path: Path) -> list[str]:
    found = []
    with zipfile.ZipFile(path) as package:
        slides = sorted(
            (name for name in package.namelist() if _SLIDE.fullmatch(name)),
            key=lambda name: int(_SLIDE.fullmatch(name)[1]),  # type: ignore[index]
        )
        for name in slides:
            for shape in _parsed(package.read(name)).iter(f"{P}sp"):
                kind = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
                if kind is not None and kind.get("type") in ("title", "ctrTitle"):
                    lines = shape.iter(f"{A}p")
                    pieces = (line.iter(f"{A}t", f"{A}br") for line in lines)
                    text = ["".join(each.text or " " for each in line) for line in pieces]
                    found.append(" ".join(text))
    return found


def _odt(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        content = _parsed(package.read("content.xml"))
    for note in list(content.iter(f"{TEXT}note")):
        note.clear(keep_tail=True)
    return [_spaced(heading) for heading in content.iter(f"{TEXT}h")]


def _html(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8", "replace")
    found = re.findall(r"<h([1-6])\b[^>]*>(.*?)</h\1>", text, re.DOTALL | re.IGNORECASE)
    return [re.sub(r"<[^>]+>", " ", said) for _, said in found]


def _md(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8", "replace")
    return _MD.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def _pdf(path: Path) -> list[str] | None:
    from extracting.pdf import bookmarked, tagged

    return tagged(path) or bookmarked(path) or None


def said(path: Path) -> str | None:
    """What the file says; None where these rules do not know its format."""
    ending = path.suffix.lower()
    try:
        if ending == ".eml":
            return _mail(path)
        if ending in (".odt", ".odp", ".ods"):
            return _open_document(path)
        if ending == ".rtf":
            from striprtf.striprtf import rtf_to_text

            return str(rtf_to_text(path.read_bytes().decode("latin-1"), errors="ignore"))
    except (
        OSError,
        ValueError,
        LookupError,
        ImportError,
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
    ):
        pass
    return None


def _mail(path: Path) -> str:
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    told = [str(mail.get(name, "")) for name in ("subject", "from", "to", "cc", "date")]
    plain, marked = [], []
    for part in _parts(mail):
        if part.is_attachment() or part.get_filename():
            continue
        if part.get_content_type() == "text/plain":
            plain.append(part.get_content())
        elif part.get_content_type() == "text/html":
            text = re.sub(r"<(script|style|title)\b.*?</\1>", " ", part.get_content(), flags=re.S)
            marked.append(unescape(re.sub(r"<[^>]*>", " ", text)))
    return "\n".join([*told, *(plain or marked)])


def _parts(mail: email.message.EmailMessage) -> Iterator[email.message.EmailMessage]:
    """The parts of a mail that are no parts themselves; a mail within it is another document."""
    if not mail.is_multipart():
        yield mail
    elif mail.get_content_maintype() == "multipart":
        for part in mail.iter_parts():
            yield from _parts(part)


def _open_document(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        content = _parsed(package.read("content.xml"))
    for unseen in (f"{OFFICE}annotation", f"{TEXT}tracked-changes"):
        for each in list(content.iter(unseen)):
            each.clear(keep_tail=True)
    kinds = (f"{TEXT}p", f"{TEXT}h")
    lines = []
    for each in content.iter(*kinds):
        if not any(above.tag in kinds for above in each.iterancestors()):
            lines.append(_spaced(each))
    return "\n".join(lines)


def _spaced(element: etree._Element) -> str:
    """The text of an element, with its spaces, tabs and line ends, each paragraph apart."""
    breaks = (f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break", f"{TEXT}p")
    parts = [" " if element.tag in breaks else "", element.text or ""]
    for each in element:
        if isinstance(each.tag, str):
            parts.append(_spaced(each))
        parts.append(each.tail or "")
    return "".join(parts)
