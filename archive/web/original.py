"""The originals of records, given out byte for byte as the archive knows them.

Only what the archive lists as an original is read, and only where it still has the SHA-256 that
the archive lists: from the folder, else from the history. So no address leads to another file.
"""

from __future__ import annotations

import posixpath
import sqlite3
from asyncio import to_thread
from contextlib import AbstractContextManager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, cast
from urllib.parse import quote

from archive.errors import NotInArchive, SecretariatError
from archive.history import is_plain_file
from archive.reading import OriginalRow, original_of, versions
from archive.web import security
from archive.web.answering import number, read
from archive.web.host import Host, Request, workspace_of
from archive.web.security import Send

#: Beginnings of the only files that a browser may open by itself; all others are saved.
_OPENED = {"application/pdf": b"%PDF-"}

#: The type of all others: a browser makes nothing of it.
_SAVED = "application/octet-stream"

#: Bytes that are read at once, and of a copy that is kept in memory.
_CHUNK = 1 << 18
_IN_MEMORY = 1 << 23


def listed(conn: sqlite3.Connection, record: str, wanted: int | None) -> OriginalRow:
    """The original of version `wanted` of a record (None: the newest). Raises `NotInArchive`."""
    every = versions(conn, record)
    n = len(every) if wanted is None else wanted
    if not 1 <= n <= len(every):
        raise NotInArchive(f"{record} has no version {n}: it has {len(every)}, counted from 1")
    found = original_of(conn, record, n)
    if found is None:
        raise NotInArchive(f"no original of {record} is in the archive")
    return found


def content(root: Path | None, original: OriginalRow) -> IO[bytes]:
    """A copy of an original, to be closed; raises `NotInArchive` where it is not here any more.

    What was copied is what was hashed: a file that changes meanwhile is not given out.
    """
    if root is not None and original.sha256 is not None:
        for opened in (_of_folder, _of_history):
            with suppress(OSError, SecretariatError), opened(root, original) as stream:
                if (copy := _proved(stream, original.sha256)) is not None:
                    return copy
    raise NotInArchive(
        f"{posixpath.basename(original.path)} is not here as the archive lists it: look for "
        f"{original.path} in the workspace, or build the archive again"
    )


def _of_folder(root: Path, original: OriginalRow) -> AbstractContextManager[IO[bytes]]:
    if not is_plain_file(root, original.path):
        raise FileNotFoundError(original.path)
    return (root / original.path).open("rb")


def _of_history(root: Path, original: OriginalRow) -> AbstractContextManager[IO[bytes]]:
    """The content as git keeps it, for where the folder has another file by now."""
    from archive.gitrun import running

    return running(root, "cat-file", "blob", original.git_blob or "")


def _proved(stream: IO[bytes], digest: str) -> IO[bytes] | None:
    """A copy of `stream`, in memory where it is small; None where its SHA-256 is another."""
    copy = cast("IO[bytes]", SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - given out
    found = sha256()
    try:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
            copy.write(chunk)
        if found.hexdigest() == digest:
            copy.seek(0)
            return copy
    except BaseException:
        copy.close()
        raise
    copy.close()
    return None


async def original(request: Request, datasette: Host, send: Send) -> None:
    """`/records/ID/original`: the file; `?version=N` for that of an older version."""
    name, wanted = request.url_vars["id"], number(request, "version")
    found, _ = await read(datasette, lambda conn: listed(conn, name, wanted))
    copy = await to_thread(content, workspace_of(datasette), found)
    with copy:
        begin = _OPENED.get(found.media_type or "")
        opened = begin is not None and copy.read(len(begin)) == begin
        size = copy.seek(0, 2)
        copy.seek(0)
        headers = {
            "content-type": found.media_type if opened and found.media_type else _SAVED,
            "content-disposition": disposition(found.path, attached=not opened),
            "content-length": str(size),
        }
        security.alone()
        told = [(key.encode(), value.encode("ascii")) for key, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": told})
        while chunk := await to_thread(copy.read, _CHUNK):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def disposition(path: str, *, attached: bool) -> str:
    """The Content-Disposition of a file, with its name in ASCII and as it is (RFC 6266)."""
    name = posixpath.basename(path)
    plain = "".join(
        each if each.isascii() and each.isprintable() and each not in '"\\%' else "_"
        for each in name
    )
    how = "attachment" if attached else "inline"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
