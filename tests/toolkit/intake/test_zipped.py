"""Packages: each member by itself; what is unsafe or a bomb is left out and told."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from toolkit.intake.extract.zipped import read_zip
from toolkit.intake.model import Extracted, Limits
from toolkit.intake.room import NotReadable, Room


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return path


def read(path: Path, limits: Limits | None = None) -> Extracted:
    spool = path.parent / "spool"
    spool.mkdir(exist_ok=True)
    return read_zip(path, Room(name=path.name, spool=spool, limits=limits or Limits()))


def names(extracted: Extracted) -> list[str]:
    return [each.inside for each in extracted.enclosed]


def codes(extracted: Extracted) -> list[str]:
    return [trouble.code for trouble in extracted.troubles]


def test_members_come_out_with_their_paths(tmp_path: Path) -> None:
    found = read(zipped(tmp_path / "a.zip", **{"SOM1/letter.txt": b"x", "b.txt": b"y"}))
    assert names(found) == ["SOM1/letter.txt", "b.txt"]
    assert Path(found.enclosed[0].path).read_bytes() == b"x"
    assert found.container


@pytest.mark.parametrize("name", ["../../out.txt", "/etc/x", "C:\\x.txt", "a/../../x"])
def test_no_path_leads_out(name: str, tmp_path: Path) -> None:
    found = read(zipped(tmp_path / "a.zip", **{name: b"x", "good.txt": b"y"}))
    assert (names(found), codes(found)) == (["good.txt"], ["I011"])


def test_a_link_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    assert codes(read(path)) == ["I011"]


def test_a_bomb_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"bomb": bytes(20_000_000), "good.txt": b"y"})
    found = read(path)
    assert (names(found), codes(found)) == (["good.txt"], ["I003"])


def test_all_together_stay_within_the_limit(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{f"{n}": bytes(100) for n in range(10)})
    found = read(path, Limits(unpacked=450))
    assert (len(found.enclosed), codes(found)) == (4, ["I010"])


def test_a_member_that_lies_about_its_size_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", a=b"x" * 1000)
    data = path.read_bytes()
    path.write_bytes(data.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    assert codes(read(path)) == ["I006"]


def test_what_is_no_package_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(NotReadable) as caught:
        read(path)
    assert caught.value.trouble.code == "I006"


def test_a_truncated_package_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", a=b"x" * 1000)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(NotReadable):
        read(path)


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", a=b"x")
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag in the local header, then in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    assert codes(read(path)) == ["I002"]


def test_what_systems_leave_behind_is_no_file(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"__MACOSX/._a": b"x", ".DS_Store": b"x", "a": b"y"})
    assert names(read(path)) == ["a"]


def test_a_name_in_unmarked_utf8_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"Grüße.txt": b"x"})
    data = path.read_bytes()
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(sign) + (6 if sign == b"PK\x03\x04" else 8)
        flags = int.from_bytes(data[at : at + 2], "little") & ~0x800
        data = data[:at] + flags.to_bytes(2, "little") + data[at + 2 :]
    path.write_bytes(data)
    assert names(read(path)) == ["Grüße.txt"]
