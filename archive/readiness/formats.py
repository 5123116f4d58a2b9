"""Formats in which originals may be lost: which, why, and what to do while it can be done.

Formats are named by PRONOM's identifiers where these are known, else by the file's ending. What is
not in the table is taken to last: text, PDF, Office Open XML, OpenDocument, HTML, mail as RFC 5322
writes it, and the usual pictures are read by many programs.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a format is at risk, and what to do. `high`: few programs, or none, read it today."""

    name: str
    high: bool
    why: str
    remedy: str


_OLD = "few programs of today open it"
_ONE_MAKER = "only the programs of one maker read all of it"
_AS_PDF = "save it as PDF/A beside, in its own program while that runs, and keep both"
_AS_ODF = "save it anew as DOCX, XLSX, PPTX or OpenDocument, and keep both"

_TABLE: Final[tuple[tuple[Risk, str, str], ...]] = (
    (
        Risk("Word of before 1997", True, _OLD, _AS_PDF),
        "fmt/37 fmt/38 fmt/39 x-fmt/64 x-fmt/65 x-fmt/273 x-fmt/274 x-fmt/275 x-fmt/276",
        "",
    ),
    (Risk("PowerPoint of before 1997", True, _OLD, _AS_PDF), "fmt/125 x-fmt/88", ""),
    (Risk("Excel of before 1997", True, _OLD, _AS_ODF), "fmt/55 fmt/56 fmt/57 fmt/59", ""),
    (
        Risk("WordPerfect", True, _OLD, _AS_PDF),
        "x-fmt/44 x-fmt/203 x-fmt/393 x-fmt/394 fmt/892 fmt/949",
        ".wpd .wp .wp4 .wp5 .wp6",
    ),
    (
        Risk("Lotus", True, _OLD, _AS_ODF),
        "x-fmt/114 x-fmt/115 x-fmt/116",
        ".wk1 .wk3 .wk4 .123 .lwp .sam .prz",
    ),
    (Risk("Works or Write", True, _OLD, _AS_PDF), "", ".wps .wks .wdb .wri"),
    (
        Risk("StarOffice or OpenOffice 1", True, _OLD, _AS_ODF),
        "fmt/128 fmt/129 fmt/130 fmt/812",
        ".sxw .sxc .sxi .sdw .sdc .sdd",
    ),
    (Risk("ClarisWorks, PageMaker or the like", True, _OLD, _AS_PDF), "", ".cwk .pmd .p65 .qxd"),
    (Risk("Flash", True, "no browser shows it any more", _AS_PDF), "", ".swf .fla"),
    (Risk("RealMedia", True, _OLD, "have it turned into MP4, and keep both"), "", ".rm .ra .ram"),
    (
        Risk("Word of 1997 to 2003", False, _ONE_MAKER, _AS_ODF),
        "fmt/40 fmt/609 x-fmt/45",
        ".doc .dot",
    ),
    (Risk("Excel of 1997 to 2003", False, _ONE_MAKER, _AS_ODF), "fmt/61 fmt/62", ".xls .xlt"),
    (
        Risk("PowerPoint of 1997 to 2003", False, _ONE_MAKER, _AS_ODF),
        "fmt/126 fmt/181",
        ".ppt .pps .pot",
    ),
    (Risk("Outlook's message", False, _ONE_MAKER, "save it as EML, and keep both"),
     "x-fmt/430", ".msg .oft"),
    (
        Risk("a mailbox or notebook of one program", False, _ONE_MAKER,
             "export what it holds as EML or PDF, and add that"),
        "",
        ".pst .ost .nsf .one",
    ),
    (
        Risk("a document of one program", False, _ONE_MAKER, _AS_PDF),
        "",
        ".pub .vsd .vsdx .mpp .pages .numbers .key .indd .ai .psd .dwg .hwp .gdoc .gsheet .gslides",
    ),
    (
        Risk(
            "a database of one program", False, _ONE_MAKER,
            "export its tables as CSV, and add these",
        ),
        "",
        ".mdb .accdb .fp7 .fmp12 .dbf",
    ),
    (
        Risk("sound or film in a form of one maker", False, _ONE_MAKER,
             "have it turned into MP4, FLAC or MP3, and keep both"),
        "",
        ".wmv .wma .asf .avi .mov .flv .m4p",
    ),
    (Risk("a picture of one maker", False, _ONE_MAKER, "save it as TIFF or PNG, and keep both"),
     "", ".heic .pcx .pct .pict .cdr .raw .cr2 .nef"),
    (Risk("a compressed package", False, "one damaged byte may cost all that is in it",
          "add it with `secretariat add`, which takes out what it holds"),
     "", ".zip .rar .7z .gz .bz2 .cab .arj .lzh"),
    (Risk("a link to a place elsewhere", True, "what it leads to is not in it",
          "fetch what it leads to, and add that"), "", ".url .lnk .webloc"),
)  # fmt: skip

_BY_PUID: Final = {puid: risk for risk, puids, _ in _TABLE for puid in puids.split()}
_BY_ENDING: Final = {ending: risk for risk, _, endings in _TABLE for ending in endings.split()}

#: Endings of files that hold a text as a picture only, which has to be recognised.
PICTURES: Final = frozenset(
    {".bmp", ".gif", ".heic", ".jpeg", ".jpg", ".jp2", ".png", ".tif", ".tiff", ".webp", ".pcx"}
)


def risk_of(path: str, puid: str | None) -> Risk | None:
    """What is at risk in an original, by its PRONOM identifier or else its ending; None if not."""
    if puid is not None and puid in _BY_PUID:
        return _BY_PUID[puid]
    # A known identifier that is not in the table counts more than what the name says.
    return None if puid is not None else _BY_ENDING.get(ending(path))


def ending(path: str) -> str:
    """The ending of a file's name in small letters, with its dot; '' where it has none."""
    return posixpath.splitext(path)[1].lower()
