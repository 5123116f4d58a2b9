"""The codes of findings about packages as bags: P001 to P039."""

from __future__ import annotations

from archive.codes.row import Row

ROWS: tuple[Row, ...] = (
    (
        "P001",
        "error",
        "no bag",
        "name the folder in which bagit.txt lies, or have the package sent again",
    ),
    (
        "P002",
        "error",
        "bad declaration",
        "have the package made again; bagit.txt has two lines, exactly",
    ),
    (
        "P003",
        "error",
        "unknown version",
        "get a newer version of this program, or ask how it was made",
    ),
    ("P004", "error", "tag file not in its encoding", "have the package made again"),
    ("P005", "error", "part missing", "have the package sent again, with all its files"),
    ("P006", "error", "line not understood", "have the package made again"),
    ("P007", "error", "listed twice", "have the package made again"),
    ("P008", "error", "file missing", "have that file sent again"),
    ("P009", "error", "not listed", "ask what it is; what nobody listed was not handed over"),
    ("P010", "error", "altered", "have that file sent again, and ask who changed it"),
    ("P011", "error", "manifests disagree", "have the package made again"),
    ("P012", "error", "unknown algorithm", "have it made again with SHA-256 or SHA-512"),
    ("P013", "error", "cannot be in this manifest", "have the package made again"),
    ("P014", "error", "other size than said", "look which files are missing or were added"),
    ("P015", "error", "bag-info not understood", "have the package made again"),
    ("P016", "error", "bag-info wrong", "have the package made again"),
    ("P017", "warning", "files to be fetched", "have the files sent along; nothing is fetched"),
    (
        "P018",
        "error",
        "not in a package's form",
        "have the package sent again: a tag file was changed",
    ),
    (
        "P019",
        "error",
        "does not belong in a package",
        "have the package made again in an empty folder",
    ),
    ("P020", "error", "unsafe path", "have the package made again, and ask how this came about"),
    (
        "P021",
        "warning",
        "name not portable",
        "rename the file before Windows or macOS has to hold it",
    ),
    ("P022", "warning", "same name on other systems", "rename one of the two"),
    ("P023", "error", "link", "have the package made again, with the file itself in that place"),
    (
        "P024",
        "error",
        "neither file nor folder",
        "have the package made again, and ask how it got there",
    ),
    ("P025", "error", "tar not sound", "have the tar made again, or the package sent as a folder"),
    ("P026", "error", "twice in the tar", "have the tar made again"),
    ("P027", "note", "tar says more than the files", "nothing need be done"),
    ("P028", "error", "too large or too many", "have it sent in parts, or look at it by hand"),
    (
        "P029",
        "error",
        "not readable",
        "look whether the disk is sound and may be read, and verify again",
    ),
    ("P030", "note", "bag in the payload", "open that one by itself if it matters"),
    ("P031", "note", "weak algorithm", "ask for SHA-256 or SHA-512 next time"),
    ("P032", "warning", "unusual line in a manifest", "nothing need be done; it was understood"),
    (
        "P033",
        "error",
        "name that no package has",
        "have the file renamed, and the package made again",
    ),
    (
        "P034",
        "error",
        "names that fall together",
        "have one of the two renamed, and the package made again",
    ),
    (
        "P035",
        "warning",
        "other name than it was packed with",
        "give it back its name, or ask why it has another",
    ),
)
