"""Manifests: every way in which they are written is read, and one is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.handover.bagit import render_manifest
from toolkit.handover.bagit.manifests import Manifest, named, read_manifest
from toolkit.handover.bagit.names import unportable, unsafe
from toolkit.handover.bagit.tagfiles import Fault
from toolkit.handover.errors import BagNotWritten

A, B = "ab" * 32, "cd" * 32
NEW, OLD = (1, 0), (0, 97)


def read(
    text: str, number: tuple[int, int] = NEW, there: tuple[str, ...] = ()
) -> tuple[Manifest, list[Fault]]:
    return read_manifest("manifest-sha256.txt", text, number=number, there=there)


def codes(faults: list[Fault]) -> list[tuple[int, str]]:
    return [(line, code) for line, code, _ in faults]


@pytest.mark.parametrize(
    "line",
    [
        f"{A}  data/a b\n",
        f"{A} data/a b\n",
        f"{A}\tdata/a b\r\n",
        f"{A} \t data/a b\r",
        f"{A.upper()}  data/a b",
        f"\n{A}  data/a b\n\n",
        f"  {A}  data/a b\n",
    ],
)
def test_any_space_and_any_ending(line: str) -> None:
    manifest, faults = read(line)
    assert (manifest.digests, faults) == ({"data/a b": A}, [])


@pytest.mark.parametrize("line", [f"{A} *data/x\n", f"{A}  ./data/x\n", f"{A} *./data/x\n"])
def test_what_md5sum_writes_is_understood_and_told(line: str) -> None:
    manifest, faults = read(line)
    assert manifest.digests == {"data/x": A}
    assert {code for _, code, _ in faults} == {"P032"}


@pytest.mark.parametrize(
    "line", ["data/x", A, f"{A}", f"{A[:-1]}  data/x", f"{A}00  data/x", f"zz{A[2:]}  data/x"]
)
def test_lines_without_digest_or_path(line: str) -> None:
    manifest, faults = read(f"{B}  data/good\n{line}\n")
    assert manifest.digests == {"data/good": B}
    assert codes(faults) == [(2, "P006")]


def test_line_separators_of_unicode_end_no_line() -> None:
    assert read(f"{A}  data/a\u2028b\x85c\n")[0].digests == {"data/a\u2028b\x85c": A}


def test_escapes_are_those_of_the_version() -> None:
    text = f"{A}  data/%25%0a%0D%7E\n"
    assert list(read(text, NEW)[0].digests) == ["data/%\n\r%7E"]
    assert list(read(text, OLD)[0].digests) == ["data/%25\n\r%7E"]


def test_a_name_that_is_there_as_it_is_written_is_taken_so() -> None:
    manifest, faults = read(f"{A}  data/100%25.txt\n", NEW, ("data/100%25.txt",))
    assert list(manifest.digests) == ["data/100%25.txt"]
    assert codes(faults) == [(1, "P032")]


@pytest.mark.parametrize(
    ("second", "number", "code"),
    [(A, NEW, "P007"), (B, NEW, "P007"), (A, OLD, "P032"), (B, OLD, "P007")],
)
def test_a_path_stands_there_once(second: str, number: tuple[int, int], code: str) -> None:
    manifest, faults = read(f"{A}  data/x\n{second}  ./data/x\n", number)
    assert manifest.digests == {"data/x": A}
    assert (2, code) in codes(faults)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("manifest-sha256.txt", (False, "sha256")),
        ("tagmanifest-md5.txt", (True, "md5")),
        ("manifest-SHA-512.txt", (False, "sha512")),
        ("manifest-sha256.txt.bak", None),
        ("mymanifest-sha256.txt", None),
        ("manifest.txt", None),
    ],
)
def test_what_a_manifest_is_called(file: str, says: tuple[bool, str] | None) -> None:
    assert named(file) == says


def test_one_way_to_write_it() -> None:
    listed = {"data/ä": A, "data/b%25": B, "data/Z": B, "data/\U0001f600": A, "data/\uffee": A}
    assert render_manifest(listed).decode() == (
        f"{B}  data/Z\n{B}  data/b%2525\n{A}  data/ä\n{A}  data/\uffee\n{A}  data/\U0001f600\n"
    )


@pytest.mark.parametrize("path", ["data/../x", "data/a\nb", "data/nul", "/x", "data/\udcff"])
def test_no_package_gets_a_name_that_others_refuse(path: str) -> None:
    with pytest.raises(BagNotWritten, match="rename"):
        render_manifest({path: A})


@pytest.mark.parametrize("digest", ["", "ab", A.upper(), "g" * 64])
def test_only_digests_are_written(digest: str) -> None:
    with pytest.raises(BagNotWritten, match="digest"):
        render_manifest({"data/x": digest})


PATHS = st.text(min_size=1, max_size=20).map(lambda name: f"data/{name}")


@given(st.dictionaries(PATHS, st.sampled_from((A, B)), max_size=8))
def test_what_is_written_is_read_again(listed: dict[str, str]) -> None:
    listed = {
        path: digest for path, digest in listed.items() if not (unsafe(path) or unportable(path))
    }
    manifest, faults = read(render_manifest(listed).decode(), NEW, tuple(listed))
    assert (manifest.digests, faults) == (listed, [])


@given(st.text(st.sampled_from("ab0 \t*./%\r\nd~ata\\\x00é"), max_size=120))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    manifest, _ = read(text)
    assert manifest.digests.keys() == manifest.lines.keys()
