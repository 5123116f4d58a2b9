"""Files that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import whole
from archive.build.imports import REGISTER
from archive.importing import _enter
from archive.model import Import


def test_a_file_is_replaced(tmp_path: Path) -> None:
    place = tmp_path / "register.yaml"
    place.write_bytes(b"old")
    whole.put(place, (part for part in (b"ne", b"w")))
    assert place.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [place]


def test_a_writing_that_fails_leaves_the_old_file_and_nothing_beside(tmp_path: Path) -> None:
    place = tmp_path / "register.yaml"
    place.write_bytes(b"old")

    def no(partial: Path) -> None:
        assert partial.read_bytes() == b"new"
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        whole.put(place, b"new", no)
    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]


def test_a_link_that_lies_where_it_writes_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"mine")
    place = tmp_path / "register.yaml"
    (tmp_path / ".register.yaml.partial").symlink_to(tmp_path / "elsewhere")
    whole.put(place, b"new")
    assert (tmp_path / "elsewhere").read_bytes() == b"mine"
    assert place.read_bytes() == b"new"
    assert not place.is_symlink()


def test_the_register_of_imports_is_flushed_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    monkeypatch.setattr("archive.whole.os.fsync", flushed.append)
    entry = Import(id="eips", name="EIPs", address="https://a.example", paths=("*.md",), head="1")
    _enter(tmp_path, entry)
    assert "eips" in (tmp_path / REGISTER).read_text(encoding="utf-8")
    assert flushed
