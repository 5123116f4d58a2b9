"""Which headings a file has, told by simple rules on the file itself, apart from all readers.

docx: paragraphs whose style, or one that it is based on, is a heading by its name in the file;
pptx: the title of each slide; odt: text:h; html: h1 to h6; md: lines that begin with #.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from lxml import etree

from extracting.words import even

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
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
    rule = {".docx": _docx, ".pptx": _pptx, ".odt": _odt, ".html": _html, ".md": _md}.get(ending)
    if rule is None:
        return None
    try:
        return [plain for said in rule(path) if (plain := even(said))]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError):
        return None


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
            found.append("".join(each.text or "" for each in paragraph.iter(f"{W}t")))
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
                    text = ["".join(t.text or "" for t in line.iter(f"{A}t")) for line in lines]
                    found.append(" ".join(text))
    return found


def _odt(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        content = _parsed(package.read("content.xml"))
    return ["".join(heading.itertext()) for heading in content.iter(f"{TEXT}h")]


def _html(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8", "replace")
    found = re.findall(r"<h([1-6])\b[^>]*>(.*?)</h\1>", text, re.DOTALL | re.IGNORECASE)
    return [re.sub(r"<[^>]+>", " ", said) for _, said in found]


def _md(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8", "replace")
    return _MD.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL))
