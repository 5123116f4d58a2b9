"""What somebody could do to a package of ours, as a folder."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.toolkit.handover import bags
from tests.toolkit.handover.bags import codes, found, in_memory, judged, package, resealed, write
from toolkit.handover.bagit import (
    DECLARATION,
    INFO,
    MANIFEST,
    TAG_MANIFEST,
    Profile,
    is_ours,
    is_valid,
    open_bag,
    render_manifest,
    source,
    validate,
)
from toolkit.handover.bagit import reader as bag_reader


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / bags.NAME, package())


def refused(root: Path) -> set[tuple[str, str]]:
    findings = found(root)
    assert not is_valid(findings)
    return codes(findings)


def test_what_we_write_is_without_fault(root: Path) -> None:
    assert found(root) == ()
    assert is_ours(open_bag(root))


def test_a_path_to_a_sibling_is_refused_though_the_digest_fits(root: Path) -> None:
    sibling = root.parent / "sibling"
    sibling.write_bytes(b"secret")
    line = f"{bags.sha256(b'secret')}  data/../../sibling\n"
    (root / MANIFEST).write_text((root / MANIFEST).read_text("utf-8") + line, "utf-8")
    assert (MANIFEST, "P020") in refused(root)
    assert "data/../../sibling" not in open_bag(root).sizes


def test_a_deleted_tag_manifest(root: Path) -> None:
    (root / TAG_MANIFEST).unlink()
    assert (TAG_MANIFEST, "P005") in refused(root)


def test_an_edited_bag_info(root: Path) -> None:
    text = (root / INFO).read_text("utf-8")
    (root / INFO).write_text(text.replace("Secretariat\n", "Secretariat of X\n"), "utf-8")
    assert refused(root) == {(INFO, "P010")}


@pytest.mark.parametrize("file", [INFO, MANIFEST, DECLARATION, "VERIFY.md"])
def test_a_deleted_tag_file_is_named(root: Path, file: str) -> None:
    (root / file).unlink()
    assert (file, "P008") in refused(root)


def test_a_tag_file_that_nobody_listed(root: Path) -> None:
    (root / "README.txt").write_text("Run me", "utf-8")
    (root / "signature").mkdir()
    for name in ("statement.txt", "statement.txt.sig", "evil.sh"):
        (root / "signature" / name).write_text("x", "utf-8")
    assert refused(root) == {("README.txt", "P009"), ("signature/evil.sh", "P009")}


def test_payload_and_manifests_rewritten_together_are_another_package() -> None:
    before = package()
    after = resealed(before | {"data/archive.db": b"forged"})
    after[INFO] = after[INFO].replace(b"225.3", b"15.3")
    after = resealed(after)
    assert judged(after) == ()
    assert in_memory(after).digest != in_memory(before).digest


def test_an_algorithm_that_is_weaker(root: Path) -> None:
    (root / "manifest-md5.txt").write_text("", "utf-8")
    assert ("manifest-md5.txt", "P019") in refused(root)


def test_files_that_would_have_to_be_fetched() -> None:
    files = resealed(package() | {"fetch.txt": b"http://h - data/empty\n"})
    assert ("fetch.txt", "P019") in codes(judged(files))


def test_a_bag_that_a_killed_program_put_into_this_one(root: Path) -> None:
    """What is left where a program bags a bag: all of it is moved into data/ first."""
    inner = {f"data/{path}": data for path, data in package().items()}
    assert ("data/bagit.txt", "P019") in codes(judged(package(inner)))
    for path, data in inner.items():
        write(root, {path: data})
    assert ("data/data/archive.db", "P009") in refused(root)


@pytest.mark.parametrize("target", ["/etc/passwd", "archive.db", "../..", "nowhere"])
def test_a_symbolic_link(root: Path, target: str) -> None:
    (root / "data/empty").unlink()
    (root / "data/empty").symlink_to(target)
    assert {("data/empty", "P023"), ("data/empty", "P008")} <= refused(root)


def test_a_linked_folder_is_not_entered(root: Path) -> None:
    outside = write(root.parent / "outside", {"x": b"secret"})
    (root / "data/out").symlink_to(outside)
    assert ("data/out", "P023") in refused(root)
    assert not [path for path in open_bag(root).sizes if path.startswith("data/out")]


def test_the_payload_folder_itself_as_a_link(root: Path) -> None:
    (root / "data").rename(root.parent / "elsewhere")
    (root / "data").symlink_to(root.parent / "elsewhere")
    assert {("data", "P023"), ("data/empty", "P008")} <= refused(root)


def test_a_hard_link_within_the_package(root: Path) -> None:
    (root / "data/empty").unlink()
    os.link(root / "data/archive.db", root / "data/empty")
    assert ("data/empty", "P023") in refused(root)


def test_a_hard_link_from_elsewhere_is_only_a_second_name(root: Path) -> None:
    os.link(root / "data/archive.db", root.parent / "backup")
    assert found(root) == ()


def test_a_pipe_is_not_waited_for(root: Path) -> None:
    (root / "data/empty").unlink()
    os.mkfifo(root / "data/empty")
    assert ("data/empty", "P024") in refused(root)


def test_a_socket(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("data/s")
        assert ("data/s", "P024") in refused(root)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_a_device(root: Path) -> None:
    try:
        os.mknod(root / "data/null", 0o020666, os.makedev(1, 3))
    except OSError:
        pytest.skip("no devices can be made here")
    assert ("data/null", "P024") in refused(root)


def test_twins_by_case_and_by_form() -> None:
    payload = {"data/Li\u00e9ge": b"1", "data/Lie\u0301ge": b"2", "data/A": b"3", "data/a": b"4"}
    assert codes(judged(package(payload))) == {
        ("data/Li\u00e9ge", "P034"),
        ("data/a", "P034"),
    }


def test_a_name_that_windows_cannot_hold(root: Path) -> None:
    write(root, {"data/nul.txt": b"", "data/a:b": b""})
    assert {("data/nul.txt", "P033"), ("data/a:b", "P033")} <= refused(root)


def test_a_name_that_is_not_utf8(root: Path) -> None:
    raw = os.fsencode(root / "data") + b"/\xff"
    try:
        os.close(os.open(raw, os.O_CREAT))
    except OSError:
        pytest.skip("this file system holds UTF-8 only")
    assert ("data/\\udcff", "P020") in refused(root)


def test_what_a_finding_says_can_be_printed(root: Path) -> None:
    write(root, {"data/\x1b[2J\n": b""})
    line = "\n".join(finding.line_of_text() for finding in found(root))
    assert "\x1b" not in line
    line.encode()


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(root: Path) -> None:
    (root / "data/archive.db").chmod(0)
    assert ("data/archive.db", "P029") in refused(root)


def test_a_file_that_vanishes_meanwhile(root: Path) -> None:
    bag = open_bag(root)
    (root / "data/archive.db").unlink()
    assert codes(validate(bag, profile=Profile.OURS)) == {("data/archive.db", "P029")}


def test_a_file_that_becomes_a_link_meanwhile(root: Path) -> None:
    bag = open_bag(root)
    (root / "data/archive.db").rename(root.parent / "x")
    (root / "data/archive.db").symlink_to(root.parent / "x")
    assert codes(validate(bag, profile=Profile.OURS)) == {("data/archive.db", "P029")}


def test_too_many_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_FILES", 4)
    assert "P028" in {code for _, code in refused(root)}


def test_folders_without_end(root: Path) -> None:
    deep = root / "data" / "/".join(["d"] * 110)
    deep.mkdir(parents=True)
    assert "P028" in {code for _, code in refused(root)}


def test_a_tag_file_without_end(root: Path) -> None:
    with (root / INFO).open("r+b") as file:
        file.truncate(bag_reader.MOST_TAG + 1)
    with (root / MANIFEST).open("r+b") as file:
        file.truncate(1 << 40)  # of nothing: it takes no room
    (root / TAG_MANIFEST).unlink()
    assert {(INFO, "P028"), (MANIFEST, "P028")} <= refused(root)


def test_a_file_without_end_is_not_read_to_its_end(root: Path) -> None:
    with (root / "data/archive.db").open("r+b") as file:
        file.truncate(1 << 42)  # of nothing: it takes no room
    assert refused(root) == {("data/archive.db", "P010"), (INFO, "P014")}


def test_a_package_under_another_name_is_told_and_stays_valid(root: Path) -> None:
    other = root.rename(root.parent / "copy")
    findings = found(other)
    assert codes(findings) == {(INFO, "P035")}
    assert is_valid(findings)


def test_a_package_of_a_later_form() -> None:
    pairs = [*bags.INFO_PAIRS[:-1], ("Secretariat-Package", "2")]
    assert codes(judged(package(pairs=pairs))) == {(INFO, "P003")}


@pytest.mark.parametrize("label", ["External-Identifier", "Bagging-Date", "Secretariat-Package"])
def test_what_bag_info_of_a_package_says(label: str) -> None:
    pairs = [pair for pair in bags.INFO_PAIRS if pair[0] != label]
    assert codes(judged(package(pairs=pairs))) == {(INFO, "P016")}


@pytest.mark.parametrize(
    "more", [("Source-Organization", "Another"), ("source-organization", "Another")]
)
def test_bag_info_says_nothing_twice(more: tuple[str, str]) -> None:
    assert codes(judged(package(pairs=[*bags.INFO_PAIRS, more]))) == {(INFO, "P016")}


def test_the_day_is_a_day() -> None:
    pairs = [("Bagging-Date", "soon") if p[0] == "Bagging-Date" else p for p in bags.INFO_PAIRS]
    assert codes(judged(package(pairs=pairs))) == {(INFO, "P016")}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (MANIFEST, b"  data/empty", b" data/empty"),
        (MANIFEST, b"  data/empty", b"  ./data/empty"),
        (MANIFEST, b"\n", b"\r\n"),
        (MANIFEST, b"e3b0", b"E3B0"),
        (INFO, b"Bagging-Date: ", b"Bagging-Date:  "),
        (INFO, b"Education Secretariat", b"Education\n Secretariat"),
        (INFO, b"Bagging-Date", b"\nBagging-Date"),
        (INFO, b"Secretariat\n", "Secre\u0301tariat\n".encode()),
        (DECLARATION, b"UTF-8\n", b"UTF-8"),
        (DECLARATION, b"\n", b"\r\n"),
        (DECLARATION, b"1.0", b"0.97"),
    ],
)
def test_another_way_to_say_the_same_is_another_file(file: str, old: bytes, new: bytes) -> None:
    """Also where whoever did it has written the tag manifest anew."""
    files = package()
    assert old in files[file]
    files[file] = files[file].replace(old, new)
    tags = {
        path: data
        for path, data in files.items()
        if not path.startswith("data/") and path != TAG_MANIFEST
    }
    files[TAG_MANIFEST] = render_manifest(bags.digests(tags))
    assert (file, "P018") in codes(judged(files))
