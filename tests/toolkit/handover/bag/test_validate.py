"""Any bag is judged by RFC 8493: complete, and every file as listed; every fault is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.toolkit.handover.bags import codes, digests, found, in_memory, judged, sha256, write
from toolkit.handover.bagit import Profile, is_valid, open_bag, validate
from toolkit.handover.errors import BagUnreadable, NotInBag

PAYLOAD = {"data/a.txt": b"one", "data/b/c.txt": b"two", "data/empty": b""}


def declared(version: str = "1.0", encoding: str = "UTF-8") -> bytes:
    return f"BagIt-Version: {version}\nTag-File-Character-Encoding: {encoding}\n".encode()


def listing(files: dict[str, bytes], skip: tuple[str, ...] = ()) -> bytes:
    lines = [f"{digest}  {path}\n" for path, digest in digests(files).items() if path not in skip]
    return "".join(lines).encode()


def plain(version: str = "1.0", more: Mapping[str, bytes] = {}) -> dict[str, bytes]:
    return {
        "bagit.txt": declared(version),
        "manifest-sha256.txt": listing(PAYLOAD),
        **PAYLOAD,
        **more,
    }


def any_bag(files: dict[str, bytes]) -> set[tuple[str, str]]:
    return codes(judged(files, Profile.ANY))


def test_the_least_that_is_a_bag_is_valid() -> None:
    assert judged(plain(), Profile.ANY) == ()


def test_a_bag_with_an_empty_payload_is_valid(tmp_path: Path) -> None:
    files = {"bagit.txt": declared(), "manifest-sha256.txt": b""}
    write(tmp_path, files)
    (tmp_path / "data").mkdir()
    assert found(tmp_path, Profile.ANY) == ()
    assert any_bag(files) == {("data", "P005")}


def test_every_fault_is_named_not_only_the_first() -> None:
    files = plain()
    files["data/a.txt"] = b"One"
    del files["data/b/c.txt"]
    files["data/new"] = b""
    assert any_bag(files) == {
        ("data/a.txt", "P010"),
        ("data/b/c.txt", "P008"),
        ("data/new", "P009"),
    }


def test_the_finding_names_the_line_that_lists_the_file() -> None:
    [finding] = judged({**plain(), "data/b/c.txt": b"TWO"}, Profile.ANY)
    assert "manifest-sha256.txt:2" in finding.message
    assert sha256(b"TWO")[:12] in finding.message


@pytest.mark.parametrize("gone", ["bagit.txt", "manifest-sha256.txt"])
def test_what_every_bag_has(gone: str) -> None:
    files = plain()
    del files[gone]
    assert not is_valid(judged(files, Profile.ANY))


def test_a_bag_one_folder_further_down_is_hinted_at() -> None:
    inner = {f"inner/{path}": data for path, data in plain().items()}
    [finding] = judged(inner)
    assert (finding.path, finding.code) == ("bagit.txt", "P001")
    assert "there is one in inner/bagit.txt" in finding.message


def test_all_manifests_list_all_files_since_1_0() -> None:
    other = "".join(f"{'0' * 128}  {path}\n" for path in list(PAYLOAD)[:1]).encode()
    new = any_bag(plain("1.0", {"manifest-sha512.txt": other}))
    old = any_bag(plain("0.97", {"manifest-sha512.txt": other}))
    assert new - old == {("manifest-sha512.txt", "P011")}
    assert ("data/a.txt", "P010") in old


def test_each_of_several_manifests_counts() -> None:
    wrong = "".join(f"{'0' * 32}  {path}\n" for path in PAYLOAD).encode()
    assert any_bag(plain("1.0", {"manifest-md5.txt": wrong})) == {
        *((path, "P010") for path in PAYLOAD),
        ("manifest-md5.txt", "P031"),
    }


def test_a_manifest_that_cannot_be_computed_is_no_proof() -> None:
    files = plain("1.0", {"manifest-whirlpool.txt": b"abc  data/a.txt\n"})
    assert ("manifest-whirlpool.txt", "P012") in any_bag(files)


def test_the_payload_manifest_lists_only_the_payload() -> None:
    more = f"{sha256(declared())}  bagit.txt\n".encode()
    files = plain() | {"manifest-sha256.txt": listing(PAYLOAD) + more}
    assert any_bag(files) == {("manifest-sha256.txt", "P013")}


def test_a_manifest_lists_no_folder() -> None:
    more = f"{'0' * 64}  data/b\n".encode()
    files = plain() | {"manifest-sha256.txt": listing(PAYLOAD) + more}
    assert ("manifest-sha256.txt", "P013") in any_bag(files)


def test_a_tag_manifest_lists_no_payload_and_no_tag_manifest_but_the_manifests() -> None:
    files = plain()
    tags = {"bagit.txt": files["bagit.txt"], "data/a.txt": b"one", "tagmanifest-sha256.txt": b""}
    files["tagmanifest-sha256.txt"] = listing(tags)
    assert any_bag(files) == {
        ("tagmanifest-sha256.txt", "P013"),
        ("tagmanifest-sha256.txt", "P010"),
        ("manifest-sha256.txt", "P009"),
    }


def test_an_altered_tag_file_is_found_through_the_tag_manifest() -> None:
    files = plain("1.0", {"bag-info.txt": b"Contact-Name: A\n"})
    tags = {path: data for path, data in files.items() if not path.startswith("data/")}
    files["tagmanifest-sha256.txt"] = listing(tags)
    assert any_bag(files) == set()
    files["bag-info.txt"] = b"Contact-Name: B\n"
    assert any_bag(files) == {("bag-info.txt", "P010")}


@pytest.mark.parametrize("oxum", ["6.2", "7.3", "6", "", "x", "6.3.0"])
def test_payload_oxum_is_what_is_there(oxum: str) -> None:
    info = f"Payload-Oxum: {oxum}\n".encode()
    assert any_bag(plain("1.0", {"bag-info.txt": info})) == {("bag-info.txt", "P014")}


def test_nothing_is_ever_fetched() -> None:
    fetch = b"http://127.0.0.1:1/ - data/b/c.txt\n"
    files = plain("1.0", {"fetch.txt": fetch})
    assert any_bag(files) == {("fetch.txt", "P017")}
    del files["data/b/c.txt"]
    [missing] = [each for each in judged(files, Profile.ANY) if each.code == "P008"]
    assert missing.message.endswith("to be fetched")


@pytest.mark.parametrize("path", ["../x", "/x", "~/x", "data/../../x", "C:\\x", "bagit.txt"])
def test_fetch_names_nothing_outside_the_payload(path: str) -> None:
    files = plain("1.0", {"fetch.txt": f"http://h - {path}\n".encode()})
    assert not is_valid(judged(files, Profile.ANY))


def test_old_bags_have_their_information_in_another_file() -> None:
    info = {"package-info.txt": b"Payload-Oxum: 1.1\n"}
    assert ("bag-info.txt", "P014") in any_bag(plain("0.95", info))
    assert any_bag(plain("0.96", info)) == set()


def test_tag_files_in_their_own_encoding() -> None:
    payload = {"data/Lié.txt": b"x"}
    text = listing(payload).decode()
    files = {**payload, "bagit.txt": declared(encoding="ISO-8859-1")}
    assert any_bag({**files, "manifest-sha256.txt": text.encode("latin-1")}) == set()
    files["bagit.txt"] = declared(encoding="UTF-16")
    assert any_bag({**files, "manifest-sha256.txt": text.encode("utf-16")}) == set()


@pytest.mark.parametrize("manifest", [b"\xef\xbb\xbf" + listing(PAYLOAD), b"\xff\n"])
def test_a_tag_file_in_another_encoding_is_told(manifest: bytes) -> None:
    found_codes = any_bag(plain() | {"manifest-sha256.txt": manifest})
    assert ("manifest-sha256.txt", "P004") in found_codes


def test_a_bag_in_a_bag_is_noted() -> None:
    inner = {f"data/bag/{path}": data for path, data in plain().items()}
    files = {"bagit.txt": declared(), "manifest-sha256.txt": listing(inner), **inner}
    assert any_bag(files) == {("data/bag", "P030")}


def test_a_name_that_is_not_portable_warns_in_any_bag() -> None:
    payload = {"data/nul": b"", "data/A": b"", "data/a": b""}
    files = {"bagit.txt": declared(), "manifest-sha256.txt": listing(payload), **payload}
    assert any_bag(files) == {("data/nul", "P021"), ("data/a", "P022")}
    assert is_valid(judged(files, Profile.ANY))


def test_what_is_listed_is_told_by_path_and_preferably_in_sha256() -> None:
    md5 = "".join(f"{'0' * 32}  {path}\n" for path in PAYLOAD).encode()
    sha512 = f"{'1' * 128}  data/a.txt\n{'2' * 128}  data/only\n".encode()
    bag = in_memory(plain("0.97", {"manifest-md5.txt": md5, "manifest-sha512.txt": sha512}))
    assert bag.entries == {**digests(PAYLOAD), "data/only": "2" * 128}


def test_the_digest_is_that_of_the_tag_manifest() -> None:
    tags = listing({"manifest-sha256.txt": listing(PAYLOAD)})
    assert in_memory(plain(more={"tagmanifest-sha256.txt": tags})).digest == sha256(tags)
    assert in_memory(plain()).digest == ""


def test_a_file_is_copied_only_where_it_is_what_is_listed(tmp_path: Path) -> None:
    write(tmp_path / "bag", plain())
    bag = open_bag(tmp_path / "bag")
    bag.copy("data/a.txt", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"one"
    (tmp_path / "bag/data/a.txt").write_bytes(b"eno")
    with pytest.raises(NotInBag, match="not what its manifest lists"):
        bag.copy("data/a.txt", tmp_path / "again")
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("path", ["data/none", "bagit.txt", "../bag/data/a.txt"])
def test_what_is_not_listed_is_not_copied(tmp_path: Path, path: str) -> None:
    write(tmp_path / "bag", plain())
    with pytest.raises(NotInBag):
        open_bag(tmp_path / "bag").copy(path, tmp_path / "copy")


def test_progress_and_threads_make_no_difference(tmp_path: Path) -> None:
    payload = {f"data/{number}": bytes(200_000) for number in range(30)}
    files = {"bagit.txt": declared(), "manifest-sha256.txt": listing(payload), **payload}
    write(tmp_path, files | {"data/7": bytes(199_999) + b"x"})
    told: list[tuple[int, int]] = []
    bag = open_bag(tmp_path)
    one = validate(bag, jobs=1)
    assert one == validate(bag, jobs=3, progress=lambda *at: told.append(at))
    assert codes(one) == {("data/7", "P010")}
    assert told[-1] == (6_000_000, 6_000_000)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04....", "packed .zip."),
        (b"\x1f\x8b\x08", "packed .gzip."),
        (b"hello", "neither a folder nor a tar"),
        (b"", "neither a folder nor a tar"),
    ],
)
def test_what_is_no_bag_at_all(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(BagUnreadable, match=said):
        open_bag(tmp_path / "x")


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BagUnreadable, match="is not there"):
        open_bag(tmp_path / "none")
