"""The `bagit` library of the Library of Congress beside us: each accepts what the other writes."""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toolkit.handover.bags import NAME, codes, found, package, write
from toolkit.handover.bagit import Profile, is_valid, names, open_bag


@pytest.fixture(autouse=True, scope="module")
def silent_library() -> None:
    logging.getLogger("bagit").setLevel(logging.CRITICAL)


def library_accepts(root: Path) -> bool:
    try:
        bag = bagit.Bag(str(root))
        bag.validate(processes=1)
    except bagit.BagError:
        return False
    return True


PARTS = st.text(
    st.one_of(
        st.sampled_from("abcXYZ 019.-_()~+äéßłΩж会議हि\u0301\U0001f600"),
        st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"), exclude_characters="/%"),
    ),
    min_size=1,
    max_size=12,
)
PATHS = st.lists(PARTS, min_size=1, max_size=4).map(lambda parts: "data/" + "/".join(parts))
TREES = st.dictionaries(PATHS, st.binary(max_size=40), min_size=1, max_size=8)


def possible(tree: dict[str, bytes]) -> dict[str, bytes]:
    """Those files of a tree that a package takes."""
    good = {
        path: data
        for path, data in tree.items()
        if not (names.unsafe(path) or names.unportable(path))
    }
    for path, _ in list(names.twins(good)):
        good = {
            each: data for each, data in good.items() if each.split("/")[1] != path.split("/")[1]
        }
    return good


@given(TREES.map(possible))
@settings(max_examples=60)  # it waits for the disk
def test_what_we_write_is_a_bag_to_both(tree: dict[str, bytes]) -> None:
    with TemporaryDirectory() as folder:
        root = write(Path(folder) / NAME, package({**tree, "data/one": b"1"}))
        assert found(root) == ()
        assert library_accepts(root)


@given(TREES.map(possible), st.sampled_from([["md5"], ["sha256", "sha512"], ["sha1", "sha224"]]))
@settings(max_examples=60)  # it waits for the disk
def test_what_the_library_writes_is_a_bag_to_us(
    tree: dict[str, bytes], algorithms: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "bag"
        write(root, {path.removeprefix("data/"): data for path, data in tree.items()} or {"x": b""})
        pairs = {"Contact-Name": "Ä B", "Source-Organization": "x " * 80}
        bagit.make_bag(str(root), pairs, checksums=algorithms)
        bag = open_bag(root)
        assert is_valid(found(root, Profile.ANY))
        assert {path: len(data) for path, data in tree.items()}.items() <= bag.sizes.items()
        assert bag.info.get("Contact-Name") == "Ä B"


@given(TREES.map(possible).filter(bool), st.data())
@settings(max_examples=60)  # it waits for the disk
def test_what_the_library_refuses_we_refuse(tree: dict[str, bytes], data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        files = package(tree)
        root = write(Path(folder) / NAME, files)
        path = data.draw(st.sampled_from(sorted(files)))
        kind = data.draw(st.sampled_from(["change", "cut", "delete", "add"]))
        if kind == "delete":
            (root / path).unlink()
        elif kind == "add":
            write(root, {path + ".new": b""})
        elif kind == "cut":
            (root / path).write_bytes(files[path][:-1])
        else:
            (root / path).write_bytes(data.draw(st.binary(max_size=60)))
        ours = is_valid(found(root))
        same = (root / path).exists() and (root / path).read_bytes() == files[path]
        assert ours == (same and kind != "add")
        if ours:
            assert library_accepts(root)


def test_where_the_library_differs_from_the_rfc(tmp_path: Path) -> None:
    """It writes and reads % as it is, where RFC 8493, 2.1.3, wants %25."""
    root = write(tmp_path / NAME, package({"data/100%.txt": b"x"}))
    assert found(root) == ()
    assert not library_accepts(root)


def test_a_percent_sign_in_a_bag_of_the_library_is_understood(tmp_path: Path) -> None:
    write(tmp_path, {"100%25.txt": b"x", "50%.txt": b"y"})
    bagit.make_bag(str(tmp_path), checksums=["sha256"])
    assert is_valid(found(tmp_path, Profile.ANY))
    declaration = tmp_path / "bagit.txt"
    declaration.write_text(declaration.read_text("utf-8").replace("0.97", "1.0"), "utf-8")
    (tmp_path / "tagmanifest-sha256.txt").unlink()
    assert {code for _, code in codes(found(tmp_path, Profile.ANY))} == {"P032"}
