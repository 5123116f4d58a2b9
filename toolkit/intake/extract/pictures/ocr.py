"""Text of pictures, where tesseract is installed. Without it there is no text, and a finding.

The program is given one picture at a time on its standard input, one thread, and a language: that
of the room, else one of the picture's script, else what it reads at first is looked at.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from io import BytesIO

import pycld2
from PIL import Image, ImageOps

from toolkit.intake import markdown
from toolkit.intake.extract.shared.blocks import Item, listed
from toolkit.intake.room import Room

#: Language → the names of tesseract's data for it. Scripts stand for their first language.
_DATA = {
    "bg": "bul", "bn": "ben", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng",
    "es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "hi": "hin", "hr": "hrv",
    "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "kk": "kaz", "km": "khm", "ko": "kor",
    "lo": "lao", "lt": "lit", "lv": "lav", "mn": "mon", "ms": "msa", "mt": "mlt", "my": "mya",
    "nb": "nor", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus",
    "sk": "slk", "sl": "slv", "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd",
    "vi": "vie", "zh": "chi_sim", "zh-hant": "chi_tra",
}  # fmt: skip
_SCRIPTS = {
    "Korean": "kor",
    "Hangul": "kor",
    "Japanese": "jpn",
    "Han": "chi_sim",
    "Thai": "tha",
    "Cyrillic": "rus",
    "Greek": "ell",
    "Arabic": "ara",
    "Devanagari": "hin",
    "Khmer": "khm",
    "Lao": "lao",
    "Myanmar": "mya",
}
#: Whole blocks of text as tesseract lays them out; Korean is read better as one column or block.
_LAYOUT = {"kor": "4"}
_USUAL_LAYOUT = "3"
_SECONDS = 20.0
#: The part of a file's time that is kept for all else; it bounds what one picture may take, too.
_SPARE = 0.4
_LEAST_WIDTH = 900
_MOST = 6_000
_SURE = 2
_WORDS = re.compile(r"[^\W\d_]{2,}")
#: What tesseract makes of the signs before items, and numbers before them.
_BULLET = re.compile(r"[-*•·▪●○–—]\s+(?=\S)")  # noqa: RUF001
_NUMBERED = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")


def is_there() -> bool:
    """Whether tesseract is installed, with the data of at least one language."""
    return bool(_program() and languages())


@cache
def _program() -> str | None:
    return shutil.which("tesseract")


@cache
def languages() -> frozenset[str]:
    """The languages that tesseract has data for, by its own names."""
    said = _run(["--list-langs"], b"", 10.0)
    names = said.splitlines()[1:] if said else []
    return frozenset(name.strip() for name in names if name.strip())


def has_time(room: Room) -> bool:
    """Whether so much of a file's time is left that one more picture can be read."""
    return room.seconds_left() > _SPARE * room.limits.seconds


def forget() -> None:
    """Look for the program and its languages anew."""
    _program.cache_clear()
    languages.cache_clear()


def paragraphs_of(picture: Image.Image, room: Room) -> list[str]:
    """The text of a picture as Markdown paragraphs; empty where nothing is recognised."""
    grey = _prepared(picture)
    known = languages()
    script, turn = _seen(_png(grey), room) if "osd" in known else ("", 0)
    if turn:
        grey = grey.rotate(-turn, expand=True, fillcolor=255)
    data = _png(grey)
    wanted = _DATA.get(room.language.casefold().split("-")[0], "")
    if wanted in known:
        return _paragraphs(_read(data, wanted, room))
    first = (
        script if script in known else "eng" if "eng" in known else min(known - {"osd"}, default="")
    )
    if not first:
        return []
    text = _read(data, first, room)
    told = _DATA.get(_language(text), "")
    if not script and told and told != first and told in known:
        again = _read(data, told, room)
        if len(_WORDS.findall(again)) >= 0.8 * len(_WORDS.findall(text)):
            text = again
    return _paragraphs(text)


def _prepared(picture: Image.Image) -> Image.Image:
    """The picture upright, in grey, and as large as its letters need."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        picture = Image.alpha_composite(paper, shown)
    grey = picture.convert("L")
    if grey.width < _LEAST_WIDTH:
        times = min(_LEAST_WIDTH / max(grey.width, 1), 3.0)
        grey = grey.resize((round(grey.width * times), round(grey.height * times)))
    grey.thumbnail((_MOST, _MOST))
    return grey


def _png(grey: Image.Image) -> bytes:
    out = BytesIO()
    grey.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _seen(data: bytes, room: Room) -> tuple[str, int]:
    """The data of the picture's script, and by how many degrees it is to be turned."""
    said = _run(["stdin", "stdout", "--psm", "0", "-l", "osd"], data, _within(room)) or ""
    found = re.search(r"^Script: (\w+)", said, re.MULTILINE)
    turn = re.search(r"^Rotate: (90|180|270)$", said, re.MULTILINE)
    sure = re.search(r"^Orientation confidence: (\d+)", said, re.MULTILINE)
    return (
        _SCRIPTS.get(found[1], "") if found else "",
        int(turn[1]) if turn and sure and int(sure[1]) >= _SURE else 0,
    )


def _read(data: bytes, language: str, room: Room) -> str:
    layout = _LAYOUT.get(language, _USUAL_LAYOUT)
    text = _run(["stdin", "stdout", "-l", language, "--psm", layout], data, _within(room)) or ""
    if language == "kor" and not _WORDS.search(text):
        text = _run(["stdin", "stdout", "-l", language, "--psm", "6"], data, _within(room)) or ""
    return text


def _within(room: Room) -> float:
    """How long one call may take: so that what was read before is not lost with it."""
    return max(min(_SECONDS, room.seconds_left() - 0.1 * room.limits.seconds), 0.1)


def _run(arguments: list[str], data: bytes, seconds: float) -> str | None:
    """What tesseract writes; None where it fails or takes too long."""
    program = _program()
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *arguments],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _language(text: str) -> str:
    clean = "".join(sign for sign in text if sign.isprintable() or sign.isspace())
    try:
        _, _, found = pycld2.detect(clean.encode("utf-8"), isPlainText=True)
    except pycld2.error:
        return ""
    return str(found[0][1]).casefold() if found and found[0][1] != "un" else ""


def _paragraphs(text: str) -> list[str]:
    """Paragraphs are parted by empty lines; their lines are joined, those of lists item by item."""
    blocks = re.split(r"\n[ \t]*\n", text.replace("\f", "\n\n"))
    parts = [part for block in blocks for part in _parts(block) if _holds(part)]
    # A dash may begin a line of prose by chance; several are those of a list.
    are_items = sum(1 for part in parts if _BULLET.match(part)) > 1
    kept: list[str] = []
    items: list[Item] = []
    for part in [*parts, ""]:
        bullet = _BULLET.match(part) if are_items else None
        if bullet:
            items.append(Item(markdown.paragraph(part[bullet.end() :], numbered=False)))
            continue
        if items:
            kept.append(listed(items))
            items = []
        if part:
            kept.append(markdown.paragraph(part))
    return kept


def _holds(part: str) -> bool:
    return bool(_WORDS.search(part) or part.strip(" |_-—."))


def _parts(block: str) -> list[str]:
    """A block's lines joined; a line with the sign of an item, or the next number, begins anew."""
    parts: list[str] = []
    number = 0
    for line in block.split("\n"):
        line = line.strip()
        told = _NUMBERED.match(line)
        counts = told is not None and int(told[1]) == number + 1
        if line and parts and not _BULLET.match(line) and not counts:
            parts[-1] += f" {line}"
        elif line:
            parts.append(line)
        if told and counts:
            number += 1
    return parts
