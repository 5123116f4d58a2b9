"""Names that say nothing, for what an edition does not show: made with a key that only the
secretariat has, so that nobody finds the real ones by guessing.

The key is 32 random bytes in `records/editions.key`. It is one of the records: saved, and handed
over with them, so that a closed record has the same name in every edition of every host. Before
anything is closed only saves get names by it, and it stays on this computer.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archive.errors import SecretariatError
from archive.workspace import RECORDS, Workspace, local_folder

#: Where the key lies.
KEY: Final = f"{RECORDS}/editions.key"

#: The file of a key that is no record yet, in the folder of what stays on this computer.
_LOCAL: Final = "editions.key"

#: What the name of every closed thing begins with.
CLOSED: Final = "closed-"

_KEY = re.compile(r"[0-9a-f]{64}\Z")
_REMARK = """\
# The key of the editions: with it what they do not show gets names that say nothing.
# Access: secretariat only. It is saved with the records, and in no other edition.
"""


class BadKey(SecretariatError):
    """The key of the editions cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Names:
    """Gives out names by the key; the same thing always has the same."""

    key: bytes

    def _digest(self, purpose: str, value: str) -> str:
        return hmac.digest(self.key, f"{purpose}\0{value}".encode(), "sha256").hex()

    def closed(self, own: str) -> str:
        """The id that stands for the id `own`: `closed-` and 12 hexadecimal digits."""
        return CLOSED + self._digest("id", own)[:12]

    def commit(self, own: str | None) -> str | None:
        """What stands for the hash of a save; None where it has none."""
        return None if own is None else self._digest("commit", own)[:40]

    def mark(self, value: str) -> str:
        """A mark by which `value` is known again and nothing of it told."""
        return self._digest("mark", value)


def names_of(workspace: Workspace) -> Names:
    """The names of `workspace`; its key is made where there is none yet, and is a record then.

    Raises `BadKey` where the file is no key, is a link, or cannot be written.
    """
    found = names_here(workspace)
    path = workspace.root / KEY
    try:
        if not path.exists():
            _write(path, _REMARK, found.key)
    except OSError as error:
        raise _unusable(error) from None
    return found


def names_here(workspace: Workspace) -> Names:
    """The same names, but where there is no key yet, one is made that stays on this computer.

    `names_of` makes a record of it. Raises `BadKey` as that does.
    """
    found = known_names(workspace)
    if found is not None:
        return found
    path = workspace.local / _LOCAL
    try:
        key = read_key(path.read_bytes()) if path.is_file() and not path.is_symlink() else None
        if key is None:
            key = secrets.token_bytes(32)
            _write(local_folder(workspace) / _LOCAL, "", key)
    except OSError as error:
        raise _unusable(error, workspace.relative(path)) from None
    return Names(key)


def known_names(workspace: Workspace) -> Names | None:
    """The names of `workspace`; None where it has no key yet. Nothing is made.

    Raises `BadKey` where the file is no key, is a link, or cannot be read.
    """
    path = workspace.root / KEY
    if path.is_symlink():
        raise BadKey(f"{KEY} is a link: put the file itself there, from a save or a copy")
    try:
        if not path.exists():
            return None
        found = read_key(path.read_bytes())
    except OSError as error:
        raise _unusable(error) from None
    if found is None:
        raise BadKey(f"{KEY} is no key: restore it from a save or a copy")
    return Names(found)


def passing_names() -> Names:
    """Names that nobody ever sees again: for looking at what an edition would leave out."""
    return Names(secrets.token_bytes(32))


def _unusable(error: OSError, path: str = KEY) -> BadKey:
    why = error.strerror or str(error)
    return BadKey(f"{path} cannot be read or made ({why}): allow it there")


def read_key(data: bytes) -> bytes | None:
    """The key in the bytes of its file; None where they hold none."""
    lines = data.decode("ascii", "replace").splitlines()
    said = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return bytes.fromhex(said[0]) if len(said) == 1 and _KEY.match(said[0]) else None


def _write(path: Path, remark: str, key: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w", encoding="ascii", newline="\n") as file:
            file.write(f"{remark}{key.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
