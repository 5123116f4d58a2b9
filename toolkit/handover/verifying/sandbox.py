"""A git repository in which objects from others are looked at: nothing in them is run.

git is given no configuration but ours, no hooks, no filters, no ways to other places, and limits
of time and, where the system has them, of memory. Nothing is checked out before it was inspected.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from archive.errors import SecretariatError

#: Bytes of memory that git may take; packing uses a part of it.
MEMORY = 4 << 30

#: Seconds for a question that only reads what was unpacked.
SECONDS = 600

_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    f"core.excludesFile={os.devnull}",
    "core.fsmonitor=false",
    "core.symlinks=false",
    "core.protectHFS=true",
    "core.protectNTFS=true",
    "core.autocrlf=false",
    "core.safecrlf=false",
    "core.quotePath=false",
    "core.bigFileThreshold=8m",
    "core.packedGitLimit=256m",
    "protocol.allow=never",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "pack.threads=2",
)

#: What of the surroundings git needs to run at all.
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "PATHEXT", "COMSPEC")


class GitRefused(SecretariatError):
    """git did not take what it was given; the message has its own words."""


class Sandbox:
    """A new repository at `place`, with a work tree that is empty until it is asked for.

    With `lender`, the folder of another repository's objects, these are there too, unchanged.
    Raises `GitRefused` without git.
    """

    def __init__(self, place: Path, *, form: str = "sha1", lender: Path | None = None) -> None:
        self.place = place
        place.mkdir(parents=True, exist_ok=True)
        words = ("init", "--quiet", "--template=", f"--object-format={form}", ".")
        self._run(words, (), SECONDS)
        info = self.folder / "info"
        info.mkdir(exist_ok=True)
        # Above all attributes that the files themselves bring.
        (info / "attributes").write_text(
            "* -text -eol -filter -ident -working-tree-encoding -diff -merge\n",
            encoding="utf-8", newline="\n",
        )  # fmt: skip
        if lender is not None:
            lent = self.folder / "objects" / "info" / "alternates"
            lent.parent.mkdir(parents=True, exist_ok=True)
            lent.write_bytes(os.fsencode(lender.resolve().as_posix()) + b"\n")

    @property
    def folder(self) -> Path:
        """git's own folder."""
        return self.place / ".git"

    def ask(self, *words: str, given: Iterable[bytes] = (), seconds: float = SECONDS) -> bytes:
        """What git answers; raises `GitRefused` in its words, or where it takes too long."""
        return self._run(words, given, seconds)

    def _run(self, words: Iterable[str], given: Iterable[bytes], seconds: float) -> bytes:
        options = [part for setting in _SETTINGS for part in ("-c", setting)]
        try:
            process = subprocess.Popen(
                ["git", *options, *words], cwd=self.place, env=self._surroundings(),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
        except FileNotFoundError:
            raise GitRefused("git is not installed: install it from git-scm.com") from None
        _limit(process.pid)
        failure: list[BaseException] = []
        process_input, process.stdin = process.stdin, None
        feeder = threading.Thread(target=_feed, args=(process_input, given, failure), daemon=True)
        feeder.start()
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise GitRefused(f"git did not end within {seconds:,.0f} seconds") from None
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
            feeder.join()
        if failure:
            raise failure[0]
        if process.returncode:
            raise GitRefused(_reason(err, process.returncode))
        return out

    def _surroundings(self) -> dict[str, str]:
        own = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return {
            **own,
            "HOME": str(self.place),
            "XDG_CONFIG_HOME": str(self.place),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_CEILING_DIRECTORIES": str(self.place.parent),
            "GIT_ALLOW_PROTOCOL": "",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_GRAFT_FILE": os.devnull,
            "GIT_OPTIONAL_LOCKS": "0",
            "LC_ALL": "C",
        }


def _feed(pipe: IO[bytes] | None, given: Iterable[bytes], failure: list[BaseException]) -> None:
    """Hand over what git is to read; a failure to read it is told, git's own end is not."""
    if pipe is None:
        return
    with suppress(OSError):
        try:
            for chunk in given:
                try:
                    pipe.write(chunk)
                except OSError:  # git has ended, and says why
                    break
        except Exception as error:
            failure.append(error)
        finally:
            pipe.close()


def _limit(pid: int) -> None:
    """Limit the memory of a process that has not read anything yet, where the system can."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))


def _reason(err: bytes, status: int) -> str:
    lines = [line.strip() for line in err.decode("utf-8", "replace").splitlines()]
    told = [line for line in lines if line and not line.startswith(("hint:", "warning:"))]
    for begins in ("error:", "fatal:"):
        found = next((line for line in told if line.startswith(begins)), None)
        if found is not None:
            return found.partition(": ")[2]
    return told[0] if told else f"git ended with {status}"
