"""Folders with read-only files, which Windows does not delete as such."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.saving.removing import remove_tree


def test_read_only_files_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "objects"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "cdef").write_bytes(b"blob")
    (folder / "ab" / "cdef").chmod(0o444)
    unlink = os.unlink

    def as_windows(path: str, *, dir_fd: int | None = None) -> None:
        if not os.stat(path, dir_fd=dir_fd).st_mode & 0o200:
            raise PermissionError(13, "Access is denied", path)
        unlink(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", as_windows)
    remove_tree(folder)
    assert not folder.exists()


def test_what_cannot_be_removed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "objects"
    folder.mkdir()
    (folder / "open").write_bytes(b"")

    def open_elsewhere(path: str, *, dir_fd: int | None = None) -> None:
        raise PermissionError(13, "it is used by another process", path)

    monkeypatch.setattr(os, "unlink", open_elsewhere)
    with pytest.raises(PermissionError):
        remove_tree(folder)
