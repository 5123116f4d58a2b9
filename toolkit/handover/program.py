"""Runs `ssh-keygen`: found in the PATH, without a shell, for a limited time."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit.handover.errors import ProgramFailed

#: Seconds for what is only computed, and for what may wait for a person to type.
QUICK, PATIENT = 30, 300

_MISSING = (
    "the program ssh-keygen is not here: install OpenSSH (Debian and Ubuntu: apt install "
    "openssh-client; Windows: Settings, Optional features, OpenSSH Client; macOS has it)"
)
_OLD = (
    "this ssh-keygen is too old for keys of a mandate: install OpenSSH 9.1 or later; on Windows "
    "the one that comes with git will do"
)

#: What older ones say: to times in UTC, to the time of checking, to signatures at all.
_SIGNS_OF_AGE = (
    'invalid "valid-',
    'Invalid "verify-time"',
    "Unsupported operation for -Y",
    "unknown option -- Y",
)


@dataclass(frozen=True, slots=True)
class Done:
    """How it ended: the exit status, what it wrote, and what it said about it."""

    status: int
    out: bytes
    said: str

    @property
    def last_words(self) -> str:
        """The last line that it said."""
        lines = [line.strip() for line in self.said.splitlines() if line.strip()]
        return lines[-1] if lines else "it gave no reason"


def find_ssh_keygen() -> str:
    """Where ssh-keygen lies; raises `ProgramFailed`, with how to get it, where it is not."""
    found = shutil.which("ssh-keygen")
    if found is None and (git := shutil.which("git")) is not None:
        # git for Windows brings its own, which it does not put into the PATH.
        below = Path(git).resolve().parent.parent / "usr" / "bin"
        found = shutil.which("ssh-keygen", path=str(below))
    if found is None:
        raise ProgramFailed(_MISSING)
    return found


def require_git() -> None:
    """Raise `ProgramFailed`, with how to get it, where git is not here."""
    if shutil.which("git") is None:
        raise ProgramFailed("git is not installed: install it from git-scm.com")


def run(
    words: Sequence[str | Path], *, given: bytes | None = b"", seconds: int = QUICK,
    asks: bool = False,
) -> Done:  # fmt: skip
    """Run ssh-keygen with `words`, and `given` as what it reads.

    `asks` lets it ask a person for a passphrase, and reach a key in ssh-agent. With `given` None
    it has the terminal to itself, and nothing is kept of what it says. Raises `ProgramFailed`
    where it cannot be run, is too old, or takes more than `seconds`.
    """
    command = [find_ssh_keygen(), *map(str, words)]
    pipe = None if given is None else subprocess.PIPE
    try:
        done = subprocess.run(
            command, input=given, stdout=pipe, stderr=pipe, timeout=seconds, env=_surroundings(asks)
        )
    except subprocess.TimeoutExpired:
        raise ProgramFailed(
            f"ssh-keygen did not end within {seconds} seconds: do it again"
        ) from None
    except OSError as error:
        raise ProgramFailed(f"ssh-keygen cannot be run ({error.strerror}): {_MISSING}") from None
    said = (done.stderr or b"").decode("utf-8", "replace")
    if any(sign in said for sign in _SIGNS_OF_AGE):
        raise ProgramFailed(_OLD)
    return Done(done.returncode, done.stdout or b"", said)


def _surroundings(asks: bool) -> dict[str, str]:
    """The environment: English, in UTC, and without ways to a person where none is to be asked."""
    own = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    if not asks:
        own.pop("SSH_AUTH_SOCK", None)
        own["SSH_ASKPASS_REQUIRE"] = "never"
    return own


@contextmanager
def private_folder(near: Path | None = None) -> Iterator[Path]:
    """A folder that only this user can look into; it is gone at the end.

    With `near`, a folder, it lies in there, so that its files can be renamed to their place.
    """
    with TemporaryDirectory(prefix=".secretariat-", dir=near) as name:
        yield Path(name)
