"""Pictures: kept and described; their text where it can be recognised; what they tell of a place."""  # noqa: E501

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, UnidentifiedImageError

from toolkit.intake import markdown
from toolkit.intake.extract.pictures import ocr
from toolkit.intake.model import Extracted, HiddenKind
from toolkit.intake.room import NotReadable, Room

READER = "image 1"

_DATE = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_HIDDEN: tuple[tuple[int, HiddenKind], ...] = (
    (ExifTags.Base.Artist, "author"),
    (ExifTags.Base.XPAuthor, "author"),
    (ExifTags.Base.Software, "software"),
    (ExifTags.Base.Copyright, "property"),
    (ExifTags.Base.UserComment, "comment"),
    (ExifTags.Base.XPComment, "comment"),
)
_CHUNKS: tuple[tuple[str, HiddenKind], ...] = (
    ("Author", "author"),
    ("Artist", "author"),
    ("Software", "software"),
    ("Copyright", "property"),
    ("Comment", "comment"),
    ("comment", "comment"),
)
_WIDE = frozenset(
    (
        ExifTags.Base.XPTitle,
        ExifTags.Base.XPAuthor,
        ExifTags.Base.XPComment,
        ExifTags.Base.XPSubject,
        ExifTags.Base.XPKeywords,
    )
)
_MAX_TEXT = 500


def read_image(path: Path, room: Room) -> Extracted:
    """The description of the picture at `path`, and its text where it can be recognised.

    Raises `NotReadable` for one that is damaged or has more pixels than a picture should, before
    any of them is decoded.
    """
    Image.MAX_IMAGE_PIXELS = room.limits.pixels
    try:
        with Image.open(path) as picture:
            return _read(picture, room)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotReadable("I003", f"it has more than {room.limits.pixels:,} pixels") from None
    except UnidentifiedImageError:
        raise NotReadable("I006", "it is no whole picture") from None
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError) as error:
        raise NotReadable("I006", f"it cannot be read as a picture ({error})") from None


def _read(picture: Image.Image, room: Room) -> Extracted:
    width, height = picture.size
    if width * height > room.limits.pixels:
        raise NotReadable(
            "I003",
            f"it has {width:,} × {height:,} pixels",  # noqa: RUF001
        )
    frames = min(int(getattr(picture, "n_frames", 1)), room.limits.pages)
    paged = picture.format in ("TIFF", "MPO") and frames > 1
    properties = _properties(picture, room)
    shown = f"Picture: {picture.format}, {width} × {height} pixels"  # noqa: RUF001
    shown += f", {frames} pages" if paged else ""
    blocks = [markdown.marked(f"*{shown}*", page=1)]
    description = properties.get("subject", "")
    if description:
        blocks.append(markdown.paragraph(description, numbered=False))
    empty = _recognise(picture, room, blocks, frames if paged else 1)
    if empty:
        why = "" if ocr.is_there() else ", and tesseract, which would read it, is not installed"
        room.trouble("I009", f"no text was found in it{why}")
    return room.extracted(
        READER, markdown.joined(blocks), properties=properties, pages=frames if paged else 1
    )


def _recognise(picture: Image.Image, room: Room, blocks: list[str], frames: int) -> bool:
    """Add the text of each page; whether there was none on any."""
    empty = True
    for number in range(1, frames + 1):
        found: list[str] = []
        if not ocr.has_time(room):
            room.trouble("I010", f"there was time for the first {number - 1:,} pages only")
            if number > 1:
                break
        else:
            try:
                if number > 1:
                    picture.seek(number - 1)
                if picture.width * picture.height > room.limits.pixels:
                    pass
                elif ocr.is_there():
                    found = ocr.paragraphs_of(picture, room)
                else:
                    picture.load()  # one that is cut is told so where nothing reads it, too
            except (OSError, ValueError, SyntaxError, EOFError) as error:
                room.trouble("I006", f"a page of it is damaged ({error})", f"page {number}")
        empty = empty and not found
        if number > 1:
            first, *found = found or [f"*Page {number} has no text.*"]
            blocks.append(markdown.marked(first, page=number))
        blocks += found
    return empty


def _properties(picture: Image.Image, room: Room) -> dict[str, str]:
    try:
        exif = picture.getexif()
        inner, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
        tags: dict[int, Any] = {**inner, **exif}
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, ArithmeticError):
        room.trouble("I010", "what the camera noted cannot be read")
        tags, place = {}, {}
    chunks = {key: value for key, value in picture.info.items() if isinstance(key, str)}
    for tag, kind in _HIDDEN:
        room.hide(kind, _text(tags.get(tag), tag))
    for key, kind in _CHUNKS:
        room.hide(kind, _text(chunks.get(key), 0))
    device = [_text(tags.get(tag), tag) for tag in (ExifTags.Base.Make, ExifTags.Base.Model)]
    room.hide("device", " ".join(dict.fromkeys(filter(None, device))))
    where = _location(place)
    room.hide("location", where)
    given = {
        "title": _text(tags.get(ExifTags.Base.XPTitle), ExifTags.Base.XPTitle)
        or _text(chunks.get("Title"), 0),
        "subject": _text(tags.get(ExifTags.Base.ImageDescription), 0)
        or _text(chunks.get("Description"), 0),
        "keywords": _text(tags.get(ExifTags.Base.XPKeywords), ExifTags.Base.XPKeywords),
        "created": _date(tags, ExifTags.Base.DateTimeOriginal)
        or _date(tags, ExifTags.Base.DateTimeDigitized)
        or _iso(_text(chunks.get("Creation Time"), 0)),
        "modified": _date(tags, ExifTags.Base.DateTime),
    }
    return {key: value for key, value in given.items() if value}


def _text(value: Any, tag: int) -> str:
    if isinstance(value, bytes):
        if tag in _WIDE:
            value = value.decode("utf-16-le", "replace")
        else:
            value = value.removeprefix(b"ASCII\0\0\0").removeprefix(b"UNICODE\0")
            value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return ""
    shown = " ".join(markdown.plain(value.replace("\0", "")).split())
    return shown[:_MAX_TEXT] if any(map(str.isalnum, shown)) else ""


def _date(tags: dict[int, Any], tag: int) -> str:
    return _iso(_text(tags.get(tag), tag))


def _iso(written: str) -> str:
    found = _DATE.match(written)
    if not found or found[1] == "0000" or not 1 <= int(found[2]) <= 12 or found[3] == "00":
        return ""
    return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}:{found[5]}:{found[6]}"


def _location(place: dict[int, Any]) -> str:
    """Latitude and longitude in degrees; '' for none."""
    found = []
    for value, side, negative in (
        (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S"),
        (ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W"),
    ):
        try:
            degrees, minutes, seconds = (float(part) for part in place[value])
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            return ""
        shown = degrees + minutes / 60 + seconds / 3600
        if shown != shown:  # a part was divided by nothing
            return ""
        found.append(-shown if str(place.get(side, "")).startswith(negative) else shown)
    return ", ".join(f"{each:.6f}" for each in found)
