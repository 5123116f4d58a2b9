"""A package as one tar: read where it lies, and refused where readers could disagree."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from tests.toolkit.handover.bags import NAME, add, codes, found, package, write, write_tar
from toolkit.handover.bagit import INFO, Profile, is_valid, open_bag, source
from toolkit.handover.bagit.tar import read_tar
from toolkit.handover.errors import NotInBag

TAR = f"{NAME}.tar"


@pytest.fixture
def tar(tmp_path: Path) -> Path:
    return write_tar(tmp_path / TAR, package())


def refused(file: Path) -> set[tuple[str, str]]:
    findings = found(file)
    assert not is_valid(findings)
    return codes(findings)


def with_member(file: Path, path: str, data: bytes = b"", **fields: object) -> Path:
    with tarfile.open(file, "a", format=tarfile.PAX_FORMAT) as tar:
        add(tar, path, data, **fields)
    return file


def patched(file: Path, place: int, data: bytes) -> Path:
    """Other bytes in a header, with its checksum made good."""
    raw = bytearray(file.read_bytes())
    raw[place : place + len(data)] = data
    start = place - place % 512
    raw[start + 148 : start + 156] = b" " * 8
    raw[start + 148 : start + 156] = b"%06o\0 " % sum(raw[start : start + 512])
    file.write_bytes(raw)
    return file


def test_a_tar_is_judged_like_the_folder(tar: Path) -> None:
    assert found(tar) == ()
    bag = open_bag(tar)
    assert bag.name == NAME
    with bag.open("data/archive.db") as file:
        assert file.read() == package()["data/archive.db"]


def test_a_tar_and_its_folder_have_one_digest(tar: Path, tmp_path: Path) -> None:
    folder = open_bag(write(tmp_path / NAME, package()))
    bag = open_bag(tar)
    assert bag.digest == folder.digest
    assert bag.sizes == folder.sizes
    assert bag.source.folders == folder.source.folders


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("prefix", ["", "./"])
def test_tars_of_other_programs(tmp_path: Path, form: int, prefix: str) -> None:
    with tarfile.open(tmp_path / TAR, "w", format=form) as tar:
        for folder in ("", "/data", "/data/" + "a" * 90):
            add(tar, f"{prefix}{NAME}{folder}", type=tarfile.DIRTYPE)
        for path, data in package({f"data/{'a' * 90}/{'b' * 80}": b"x"}).items():
            add(tar, f"{prefix}{NAME}/{path}", data)
    assert found(tmp_path / TAR) == ()


def test_an_altered_file_in_a_tar(tmp_path: Path) -> None:
    write_tar(tmp_path / TAR, package() | {"data/archive.db": b"other"})
    assert {("data/archive.db", "P010"), (INFO, "P014")} == refused(tmp_path / TAR)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (tarfile.SYMTYPE, "P023"),
        (tarfile.LNKTYPE, "P023"),
        (tarfile.CHRTYPE, "P024"),
        (tarfile.BLKTYPE, "P024"),
        (tarfile.FIFOTYPE, "P024"),
        (tarfile.CONTTYPE, "P025"),
        (tarfile.GNUTYPE_SPARSE, "P025"),
        (b"D", "P025"),
        (b"z", "P025"),
    ],
)
def test_what_is_neither_file_nor_folder(tar: Path, kind: bytes, code: str) -> None:
    target = f"{NAME}/data/archive.db"
    with_member(tar, f"{NAME}/data/x", type=kind, linkname=target)
    assert ("data/x", code) in refused(tar)


@pytest.mark.parametrize(
    "path",
    ["/etc/cron.d/x", "../x", f"{NAME}/../../x", f"{NAME}/data/../../x", "a\\b", f"{NAME}//x"],
)
def test_members_outside(tar: Path, path: str) -> None:
    with_member(tar, path, b"x")
    assert (path.removeprefix(f"{NAME}/"), "P020") in refused(tar)


def test_a_second_folder_and_a_file_beside(tar: Path) -> None:
    with_member(tar, "other/x", b"x")
    with_member(tar, "beside", b"x")
    assert refused(tar) == {("other", "P025"), ("beside", "P025")}


def test_a_member_twice(tar: Path) -> None:
    with_member(tar, f"{NAME}/data/archive.db", b"the last one wins")
    with_member(tar, f"./{NAME}/VERIFY.md", b"so do I")
    assert refused(tar) == {
        ("data/archive.db", "P026"),
        ("VERIFY.md", "P026"),
    }


def test_a_file_that_is_a_folder_too(tar: Path) -> None:
    with_member(tar, f"{NAME}/data/archive.db/x", b"x")
    with_member(tar, f"{NAME}/VERIFY.md", type=tarfile.DIRTYPE)
    assert {
        ("data/archive.db", "P026"),
        ("VERIFY.md", "P026"),
    } <= refused(tar)


@pytest.mark.parametrize(
    "headers",
    [
        {"size": "1"},
        {"GNU.sparse.major": "1", "GNU.sparse.name": f"{NAME}/data/y"},
        {"GNU.sparse.map": "0,1"},
        {"hdrcharset": "ISO-8859-1"},
        {"linkpath": "/etc/passwd"},
        {"path": "../../x"},
        {"path": f"{NAME}/data/archive.db"},
        {"path": "a\nb"},
    ],
)
def test_tricks_in_extended_headers(tar: Path, headers: dict[str, str]) -> None:
    with_member(tar, f"{NAME}/data/x", b"some content", pax_headers=headers)
    assert refused(tar)


def test_headers_for_all_members_are_refused_but_a_comment(tmp_path: Path) -> None:
    for headers in ({"path": "x"}, {"size": "1"}, {"comment": "a commit"}):
        with tarfile.open(tmp_path / TAR, "w", pax_headers=headers) as tar:
            for path, data in package().items():
                add(tar, f"{NAME}/{path}", data)
        valid = is_valid(found(tmp_path / TAR))
        assert valid == ("comment" in headers)


def test_times_in_extended_headers_are_noted(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / TAR, "w", format=tarfile.PAX_FORMAT) as tar:
        for path, data in package().items():
            add(tar, f"{NAME}/{path}", data, mtime=1.5)
    assert codes(found(tmp_path / TAR)) == {(TAR, "P027")}


def test_a_size_that_is_said_twice(tar: Path) -> None:
    """Readers that believe the extended header see another archive than those that do not."""
    raw = tar.read_bytes()
    name = f"{NAME}/data/x"
    record = b"10 size=0\n"
    with tarfile.open(tar, "a") as opened:
        add(opened, name, b"x" * 512)
    grown = tar.read_bytes()
    at = grown.index(name.encode(), len(raw.rstrip(b"\0")) - 100)
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, len(record)
    extended = header.tobuf(tarfile.USTAR_FORMAT) + record + bytes(512 - len(record))
    tar.write_bytes(grown[:at] + extended + grown[at:])
    assert (TAR, "P025") in refused(tar)


def test_a_second_archive_behind_the_end(tar: Path) -> None:
    tar.write_bytes(tar.read_bytes() + tar.read_bytes())
    assert refused(tar) == {(TAR, "P025")}


@pytest.mark.parametrize("cut", [1, 100, 512, 513, 1024, 5000])
def test_a_tar_that_is_cut_off(tmp_path: Path, cut: int) -> None:
    write_tar(tmp_path / TAR, package())
    raw = (tmp_path / TAR).read_bytes().rstrip(b"\0")
    whole = raw + bytes(-len(raw) % 512)
    (tmp_path / TAR).write_bytes(whole + bytes(1024))
    assert found(tmp_path / TAR) == ()
    (tmp_path / TAR).write_bytes((whole + bytes(1024))[:-cut])
    assert (TAR, "P025") in refused(tmp_path / TAR)


def test_bytes_of_no_file_are_seen(tar: Path) -> None:
    raw = bytearray(tar.read_bytes())
    at = raw.index(b"%PDF-1.4\n") + 9
    raw[at] = 1
    tar.write_bytes(raw)
    assert refused(tar) == {(TAR, "P025")}


@pytest.mark.parametrize(
    ("place", "data"),
    [
        (124, b"99999999999\0"),  # larger than the tar
        (124, b"\x80" + b"\xff" * 11),  # in GNU's way, and absurd
        (124, b"\xff" * 12),  # in GNU's way, and negative
        (124, b"-0000000001\0"),
        (124, b"0x000000001\0"),
    ],
)
def test_sizes_that_cannot_be(tar: Path, place: int, data: bytes) -> None:
    assert (TAR, "P025") in refused(patched(tar, place, data))


def test_a_size_in_the_way_of_gnu_is_read(tar: Path) -> None:
    size = len(package()["data/archive.db"])
    patched(tar, 124, b"\x80" + size.to_bytes(11, "big"))
    assert found(tar) == ()


def test_a_header_that_is_no_header(tar: Path) -> None:
    raw = bytearray(tar.read_bytes())
    raw[512 * 2 + 5] ^= 1
    tar.write_bytes(raw)
    assert (TAR, "P025") in refused(tar)


def test_an_endless_extended_header(tar: Path) -> None:
    with_member(tar, f"{NAME}/data/x", pax_headers={"comment": "x" * 100_000})
    assert (TAR, "P025") in refused(tar)


def test_too_many_members(tar: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.handover.bagit.tar.MOST_FILES", 2)
    assert source.MOST_FILES > 2
    assert (TAR, "P028") in refused(tar)


def test_a_tar_of_nothing(tmp_path: Path) -> None:
    (tmp_path / TAR).write_bytes(bytes(10240))
    assert {(TAR, "P025"), ("bagit.txt", "P001")} <= refused(tmp_path / TAR)


def test_a_tar_without_the_folder(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / TAR, "w") as tar:
        for path, data in package().items():
            add(tar, path, data)
    assert ("bagit.txt", "P025") in refused(tmp_path / TAR)


def test_a_tar_under_another_name_is_told(tar: Path) -> None:
    assert codes(found(tar.rename(tar.with_name("copy (1).tar")))) == {(INFO, "P035")}


def test_what_git_archives_is_read(tmp_path: Path) -> None:
    """git writes a comment for all members, with the commit."""
    with tarfile.open(tmp_path / TAR, "w", pax_headers={"comment": "0" * 40}) as tar:
        for path, data in package().items():
            add(tar, f"{NAME}/{path}", data, mode=0o664)
    assert codes(found(tmp_path / TAR, Profile.ANY)) == {(TAR, "P027")}


def test_a_member_is_a_file_that_can_be_read_in_parts(tar: Path) -> None:
    data = package()["data/archive.db"]
    with open_bag(tar).open("data/archive.db") as file:
        assert file.seek(-5, os.SEEK_END) == len(data) - 5
        assert file.read(100) == data[-5:]
        assert file.read(100) == b""
        file.seek(4)
        assert io.BufferedReader(file).read(4) == data[4:8]


def test_a_tar_that_shrinks_meanwhile(tar: Path) -> None:
    place = read_tar(tar)
    os.truncate(tar, 600)
    with place.open("data/archive.db") as file, pytest.raises(OSError, match="ends within"):
        file.read()


def test_what_is_not_in_it(tar: Path) -> None:
    with pytest.raises(NotInBag, match="has no file"):
        open_bag(tar).open("data/none")
