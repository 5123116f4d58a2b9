"""Small packages, written with what packages are written with."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archive.findings import Finding
from toolkit.handover.bagit import (
    DECLARATION,
    INFO,
    MANIFEST,
    OUR_DECLARATION,
    TAG_MANIFEST,
    Bag,
    Profile,
    open_bag,
    render_info,
    render_manifest,
    validate,
)
from toolkit.handover.bagit.reader import read_bag

NAME = "aep-2026-11-27-aes-italy-to-mt"
FILES = {
    "data/archive.db": b"SQLite format 3\0" + bytes(200),
    "data/originals/2016/Brief an Lie\u0301ge.pdf": b"%PDF-1.4\n",
    "data/empty": b"",
}
INFO_PAIRS = (
    ("Source-Organization", "ASEM Education Secretariat"),
    ("External-Identifier", NAME),
    ("Bagging-Date", "2026-11-27"),
    ("Secretariat-Package", "1"),
)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: sha256(data) for path, data in files.items()}


def package(
    payload: Mapping[str, bytes] = FILES, pairs: Iterable[tuple[str, str]] = INFO_PAIRS
) -> dict[str, bytes]:
    """Every file of a package of ours, by path."""
    oxum = f"{sum(map(len, payload.values()))}.{len(payload)}"
    files = {
        **payload,
        DECLARATION: OUR_DECLARATION,
        INFO: render_info([*pairs, ("Payload-Oxum", oxum)]),
        "VERIFY.md": b"# How to check this\n",
        MANIFEST: render_manifest(digests(payload)),
    }
    tags = {path: data for path, data in files.items() if not path.startswith("data/")}
    return {**files, TAG_MANIFEST: render_manifest(digests(tags))}


def resealed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same with both manifests written anew, as somebody would who altered a file."""
    payload = {path: data for path, data in files.items() if path.startswith("data/")}
    tags = {
        path: data
        for path, data in files.items()
        if not path.startswith("data/") and path not in (MANIFEST, TAG_MANIFEST)
    }
    tags[MANIFEST] = render_manifest(digests(payload))
    return {**payload, **tags, TAG_MANIFEST: render_manifest(digests(tags))}


def write(root: Path, files: Mapping[str, bytes]) -> Path:
    for path, data in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return root


def write_tar(file: Path, files: Mapping[str, bytes], top: str = NAME) -> Path:
    """A tar as Python writes it, each file in the folder `top`."""
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as tar:
        for path, data in files.items():
            add(tar, f"{top}/{path}", data)
    return file


def add(tar: tarfile.TarFile, path: str, data: bytes = b"", **fields: object) -> None:
    member = tarfile.TarInfo(path)
    member.size = len(data)
    for name, value in fields.items():
        setattr(member, name, value)
    tar.addfile(member, io.BytesIO(data))


@dataclass(frozen=True)
class Memory:
    """A bag that lies nowhere: thousands of them are judged in a second."""

    files: Mapping[str, bytes]
    name: str = NAME
    faults: tuple[Finding, ...] = ()
    sizes: dict[str, int] = field(init=False)
    folders: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", {path: len(data) for path, data in self.files.items()})
        above = {str(each) for path in self.files for each in Path(path).parents}
        object.__setattr__(self, "folders", frozenset(above - {"."}))

    def open(self, path: str) -> io.RawIOBase:
        return _Bytes(self.files[path])


class _Bytes(io.RawIOBase):
    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        return self._data.readinto(buffer)


def in_memory(files: Mapping[str, bytes]) -> Bag:
    return read_bag(Path(NAME), Memory(files))


def judged(files: Mapping[str, bytes], profile: Profile = Profile.OURS) -> tuple[Finding, ...]:
    return validate(in_memory(files), profile=profile, jobs=1)


def found(path: Path, profile: Profile = Profile.OURS) -> tuple[Finding, ...]:
    return validate(open_bag(path), profile=profile)


def codes(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """(path, code) of each finding."""
    return {(finding.path, finding.code) for finding in findings}
