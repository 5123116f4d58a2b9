"""Word documents that tests make: with python-docx, and part by part."""

from __future__ import annotations

import zipfile
from pathlib import Path

from toolkit.intake.extract.word.document import read_docx
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import Room

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"

NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def room(folder: Path, limits: Limits | None = None) -> Room:
    spool = folder / "spool"
    spool.mkdir(exist_ok=True)
    return Room(name="a.docx", spool=spool, limits=limits or Limits())


def package(
    folder: Path, body: str, parts: dict[str, str | bytes] | None = None, links: str = ""
) -> Path:
    """A document with this XML in its body; `parts` by name, linked by their stems."""
    path = folder / "a.docx"
    relations = links
    for name in parts or {}:
        stem = name.rpartition("/")[2].partition(".")[0]
        if name.startswith("word/") and "/embeddings/" not in name and "_rels" not in name:
            kind = stem.rstrip("0123456789")
            target = name.removeprefix("word/")
            relations += f'<Relationship Id="{stem}" Type="{R}/{kind}" Target="{target}"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r" Type="{R}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        made.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
        made.writestr(
            "word/document.xml",
            f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        )
        for name, data in (parts or {}).items():
            made.writestr(name, data)
    return path


def read(
    folder: Path,
    body: str,
    parts: dict[str, str | bytes] | None = None,
    links: str = "",
    limits: Limits | None = None,
) -> Extracted:
    return read_docx(package(folder, body, parts, links), room(folder, limits))


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def part(tag: str, inside: str) -> str:
    return f"<w:{tag} {NAMES}>{inside}</w:{tag}>"


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*abstract: str, numbers: str = "") -> dict[str, str | bytes]:
    """A numbering part: each definition is also the list of its number, from 1."""
    inside = "".join(
        f'<w:abstractNum w:abstractNumId="{at}">{levels}</w:abstractNum>'
        for at, levels in enumerate(abstract, 1)
    )
    inside += "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>'
        for at in range(1, len(abstract) + 1)
    )
    return {"word/numbering.xml": part("numbering", inside + numbers)}


def numbered(text: str, number: int = 1, depth: int = 0, more: str = "") -> str:
    return p(
        text,
        f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>{more}',
    )


def codes(found: Extracted) -> set[str]:
    return {each.code for each in found.troubles}


def hidden(found: Extracted, kind: str) -> list[str]:
    return [each.value for each in found.hidden if each.kind == kind]
