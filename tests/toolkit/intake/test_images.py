"""Pictures: what is told of them, and what they tell."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from toolkit.intake.extract.pictures import ocr
from toolkit.intake.extract.pictures.images import read_image
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable, Room


@pytest.fixture(autouse=True)
def _without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: False)


def _read(path: Path, limits: Limits | None = None) -> Extracted:
    return read_image(path, Room(path.name, path.parent, limits or Limits()))


def test_a_picture_is_described(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (40, 30)).save(path)
    found = _read(path)
    assert found.text == "{page=1}\n*Picture: PNG, 40 × 30 pixels*\n"  # noqa: RUF001
    assert [each.code for each in found.troubles] == ["I009"]


def test_what_the_camera_noted_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Cam"
    exif[ExifTags.Base.Model] = "X1"
    exif[ExifTags.Base.Artist] = "Jane Doe"
    exif[ExifTags.Base.Software] = "Paint"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2024:05:09 10:11:12"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitude] = (50.0, 30.0, 0.0)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLongitude] = (4.0, 15.0, 0.0)
    place[ExifTags.GPS.GPSLongitudeRef] = "W"
    Image.new("RGB", (4, 3)).save(path, exif=exif)
    found = _read(path)
    assert found.properties["created"] == "2024-05-09T10:11:12"
    assert {(each.kind, each.value) for each in found.hidden} == {
        ("device", "Cam X1"),
        ("author", "Jane Doe"),
        ("software", "Paint"),
        ("location", "50.500000, -4.250000"),
    }


def test_pages_of_a_tiff_are_marked_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: True)
    monkeypatch.setattr(
        ocr, "paragraphs_of", lambda picture, room: ["White."] * picture.getpixel((0, 0))
    )
    path = tmp_path / "a.tif"
    pages = [Image.new("1", (4, 3), colour) for colour in (0, 0, 1)]
    pages[2] = Image.new("L", (4, 3), 1)
    pages[0].save(path, save_all=True, append_images=pages[1:])
    found = _read(path)
    assert found.pages == 3
    assert found.text.endswith("\n\n{page=2}\n*Page 2 has no text.*\n\n{page=3}\nWhite.\n")


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return len(data).to_bytes(4, "big") + checked + zlib.crc32(checked).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\0\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [10_000, 50_000])
def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path, side: int) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(_png(side, side))
    with pytest.raises(NotReadable) as raised:
        _read(path)
    assert raised.value.trouble.code == "I003"


def test_a_broken_picture_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(_png(4, 4)[:20])
    with pytest.raises(NotReadable) as raised:
        _read(path)
    assert raised.value.trouble.code == "I006"


def test_a_cut_picture_is_told_where_nothing_recognises_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_there", lambda: False)
    path = tmp_path / "cut.png"
    Image.effect_noise((200, 200), 50).save(path)
    path.write_bytes(path.read_bytes()[:-5000])
    found = read_image(path, Room(name=path.name, spool=tmp_path))
    assert "I006" in [trouble.code for trouble in found.troubles]
