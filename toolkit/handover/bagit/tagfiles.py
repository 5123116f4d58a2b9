"""The tag files of a bag that are not manifests: bagit.txt, bag-info.txt and fetch.txt.

Each is read as RFC 8493 has it, with what is wrong in which line, and written in one form only.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.handover.errors import BagNotWritten

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
OLD_INFO = "package-info.txt"
FETCH = "fetch.txt"

#: The versions of BagIt that are read; each is a draft before RFC 8493 but the last.
VERSIONS = ("0.93", "0.94", "0.95", "0.96", "0.97", "1.0")

#: The one declaration that we write.
OUR_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

_LINES = re.compile(r"\r\n|\n|\r")
_STRICT = re.compile(
    r"BagIt-Version: (\d+\.\d+)(?:\r\n|\n|\r)"
    r"Tag-File-Character-Encoding: ([!-~]+)(\r\n|\n|\r)?\Z",
    re.ASCII,
)
_LOOSE = re.compile(r"\s*([^:]*?)\s*:\s*(.*?)\s*\Z")
_ENCODINGS = re.compile(
    r"(?i)utf-?8|utf-?(16|32)([lb]e)?|(us-)?ascii|iso-?8859-?\d+|(windows-|cp)\d{3,5}|shift_jis"
    r"|euc-(jp|kr)|iso-2022-jp|big5|gb18030|gbk|gb2312|koi8-[ru]|macintosh"
)

#: A fault: the line of the file (0: the whole), the code of the finding, and what is said.
Fault = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Declaration:
    """What bagit.txt says: "" where it does not say it in a way that can be read."""

    version: str = ""
    encoding: str = "UTF-8"

    @property
    def number(self) -> tuple[int, int]:
        """The version to compare with; a bag that does not tell is judged by RFC 8493."""
        if self.version not in VERSIONS:
            return (1, 0)
        major, _, minor = self.version.partition(".")
        return int(major), int(minor)


def read_declaration(data: bytes) -> tuple[Declaration, list[Fault]]:
    """What bagit.txt says (RFC 8493, 2.1.1): two lines, nothing before, between or after."""
    faults: list[Fault] = []
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        faults.append((1, "P002", "it begins with a byte-order mark"))
        data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Declaration(), [*faults, (0, "P002", "it is not UTF-8")]
    version, encoding = "", ""
    if exact := _STRICT.match(text):
        version, encoding = exact[1], exact[2]
    else:
        said = _said(text)
        version = said.get("bagit-version", "")
        encoding = said.get("tag-file-character-encoding", "")
        faults.append(_inexact(text, version, encoding))
    if version and version not in VERSIONS:
        known = f"{', '.join(VERSIONS[:-1])} and {VERSIONS[-1]}"
        said_so = f"it is of BagIt {version[:20]!r}; known are {known}"
        faults.append((1, "P003", said_so))
    if not encoding or not is_encoding(encoding):
        if encoding:
            faults.append((2, "P002", f"there is no encoding {encoding[:40]!r} that is read"))
        encoding = "UTF-8"
    return Declaration(version, encoding), faults


def _said(text: str) -> dict[str, str]:
    """Labels, in small letters, with their values, however loosely they are written."""
    found = (_LOOSE.match(line) for line in _LINES.split(text)[:20])
    return {match[1].casefold(): match[2] for match in found if match}


def _inexact(text: str, version: str, encoding: str) -> Fault:
    lines = _LINES.split(text)
    if not version:
        return (1, "P002", "it does not begin with `BagIt-Version: ` and a version")
    if not encoding:
        return (2, "P002", "there is no line `Tag-File-Character-Encoding: ` and an encoding")
    want = (f"BagIt-Version: {version}", f"Tag-File-Character-Encoding: {encoding}")
    for number, (line, wanted) in enumerate(zip(lines, want, strict=False), 1):
        if line != wanted:
            return (number, "P002", f"the line is not exactly `{wanted[:80]}`")
        if number == 1 and not re.fullmatch(r"\d+\.\d+", version, re.ASCII):
            return (number, "P002", f"{version[:20]!r} is no version such as 1.0")
    return (3, "P002", "there is more than its two lines")


def is_encoding(name: str) -> bool:
    """Whether `name` is an encoding of text that is read."""
    if not _ENCODINGS.fullmatch(name):
        return False
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def decode(data: bytes, encoding: str) -> tuple[str, list[Fault]]:
    """The text of a tag file; what is not in its encoding is replaced, and told with its line."""
    if data.startswith(codecs.BOM_UTF8):
        faults: list[Fault] = [(1, "P004", "it begins with a byte-order mark")]
        data = data.removeprefix(codecs.BOM_UTF8)
    else:
        faults = []
    try:
        return data.decode(encoding), faults
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.append((line, "P004", f"it is not {encoding}, as {DECLARATION} says"))
        return data.decode(encoding, "replace"), faults


@dataclass(frozen=True, slots=True)
class Info:
    """What bag-info.txt says: labels with values, in their order; a label may come again."""

    pairs: tuple[tuple[str, str], ...] = ()

    def get(self, label: str, default: str = "") -> str:
        """The first value of `label`, whose case does not count (RFC 8493, 2.2.2)."""
        return next(iter(self.all(label)), default)

    def all(self, label: str) -> tuple[str, ...]:
        """Every value of `label`."""
        wanted = label.casefold()
        return tuple(value for name, value in self.pairs if name.casefold() == wanted)

    def __contains__(self, label: object) -> bool:
        return isinstance(label, str) and bool(self.all(label))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)


def read_info(text: str, *, number: tuple[int, int] = (1, 0)) -> tuple[Info, list[Fault]]:
    """What bag-info.txt says (RFC 8493, 2.2.2), and which lines are wrong.

    `number` is the bag's version: before 1.0 there may be any white space around the colon.
    """
    pairs: list[tuple[str, list[str]]] = []
    faults: list[Fault] = []
    for at, line in enumerate(_LINES.split(text), 1):
        if not line.strip(" \t"):
            continue
        if line[0] in " \t":
            if pairs:
                pairs[-1][1].append(line.strip(" \t"))
            else:
                faults.append((at, "P015", "a line is indented and continues nothing"))
            continue
        label, colon, value = line.partition(":")
        if not colon:
            faults.append((at, "P015", "there is no `Label: value` in the line"))
            continue
        if not label.strip(" \t"):
            faults.append((at, "P015", "there is nothing before the colon"))
            continue
        if number >= (1, 0) and (label != label.strip(" \t") or value[:1] not in (" ", "\t", "")):
            said = "a label ends at its colon, and one space or tab comes behind it"
            faults.append((at, "P015", said))
        pairs.append((label.strip(" \t"), [value.strip(" \t")]))
    info = Info(tuple((label, " ".join(filter(None, parts))) for label, parts in pairs))
    if len(info.all("Payload-Oxum")) > 1:
        faults.append((0, "P016", "Payload-Oxum stands there more than once"))
    return info, faults


def render_info(pairs: Iterable[tuple[str, str]]) -> bytes:
    """bag-info.txt in the one form that we write: `Label: value`, one line each, ended by LF.

    Raises `BagNotWritten` for a label or a value that would be read as another.
    """
    lines = []
    for label, value in pairs:
        if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", label):
            raise BagNotWritten(f"bag-info.txt cannot have the label {label!r}")
        if not plain_value(value):
            raise BagNotWritten(
                f"bag-info.txt cannot have the value {value[:80]!r} of {label}: it takes one line "
                "without control characters, in Unicode's form NFC"
            )
        lines.append(f"{label}: {value}\n")
    return "".join(lines).encode()


def plain_value(value: str) -> bool:
    """Whether a value reads the same everywhere: one line, NFC, no white space at its ends."""
    return (
        bool(value)
        and value == value.strip()
        and unicodedata.is_normalized("NFC", value)
        and not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in value)
    )


@dataclass(frozen=True, slots=True)
class Fetch:
    """One line of fetch.txt: where a file would have to be fetched from. It never is."""

    line: int
    url: str
    length: str
    path: str


def read_fetch(text: str) -> tuple[list[Fetch], list[Fault]]:
    """The lines of fetch.txt (RFC 8493, 2.2.3): URL, length or -, path."""
    found: list[Fetch] = []
    faults: list[Fault] = []
    for at, line in enumerate(_LINES.split(text), 1):
        if not line.strip(" \t"):
            continue
        parts = re.split(r"[ \t]+", line.lstrip(" \t"), maxsplit=2)
        if len(parts) < 3 or not re.fullmatch(r"\d+|-", parts[1], re.ASCII):
            faults.append((at, "P006", "there is no `URL LENGTH PATH` in the line"))
        else:
            found.append(Fetch(at, *parts))
    return found, faults
