"""The first contact: a fresh clone, Python and git are enough. Standard library only.

`python3 -m toolkit serve` makes a virtual environment in `.venv`, installs what the lock file
names, and goes on in there; the next time it only looks whether the lock file has changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = ROOT / ".ci" / "requirements.lock"
TEST_LOCK = ROOT / ".ci" / "requirements-test.lock"
STAMP = "secretariat-lock.sha256"

#: The steps of `test`, each a module and its arguments; extra arguments go to the last.
TEST_STEPS = (("ruff", "check", "."), ("mypy",), ("pytest",))

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)[ \t]*(;[^\\\n]*)?", re.MULTILINE)


class CannotBeginError(Exception):
    """The environment cannot be made; the message says what to do."""


#: What only installs the others; any version that is there will do.
_INSTALLERS = ("pip", "setuptools")


def pins(lock: str) -> dict[str, str]:
    """Distribution → version that a lock file pins on every platform.

    Those with a condition, which may not concern this platform, are left out.
    """
    return {
        found[1]: found[2]
        for found in _PIN.finditer(lock)
        if not found[3] and found[1] not in _INSTALLERS
    }


def missing(wanted: dict[str, str], version_of: Callable[[str], str | None]) -> list[str]:
    """The distributions of `wanted` that are not there in that very version."""
    return sorted(name for name, version in wanted.items() if version_of(name) != version)


def installed_version(name: str) -> str | None:
    """The version of a distribution in the environment that runs this; None without it."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def stamp_of(lock: Path, root: Path) -> str:
    """What an environment made from `lock` for the project at `root` is marked with."""
    seed = lock.read_bytes() + (root / "pyproject.toml").read_bytes() + os.fsencode(root)
    return hashlib.sha256(seed).hexdigest()


def python_in(environment: Path, windows: bool = os.name == "nt") -> Path:
    """The interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if windows else "bin/python")


def lock_for(words: Sequence[str]) -> Path:
    """The lock file that the command `words` needs: only `test` needs the larger one."""
    return TEST_LOCK if words[:1] == ["test"] else RUN_LOCK


def is_ready(environment: Path, wanted: str, larger: str) -> bool:
    """Whether the environment bears the wanted stamp, or that of the larger set of packages."""
    stamp = environment / STAMP
    return (
        python_in(environment).exists()
        and stamp.is_file()
        and stamp.read_text(encoding="ascii").strip() in (wanted, larger)
    )


def prepare(environment: Path, lock: Path, *, has_venv: bool | None = None) -> None:
    """Make or renew `environment` with exactly what `lock` names; raises `CannotBeginError`."""
    if has_venv is None:
        has_venv = importlib.util.find_spec("ensurepip") is not None
    if not has_venv:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotBeginError(
            f"this Python cannot make virtual environments: install the package python3-venv "
            f"(on Debian and Ubuntu: apt install python{version}-venv) and try again"
        )
    print(f"Preparing {environment} (once; some minutes on a slow line) ...", file=sys.stderr)
    stamp = environment / STAMP
    # One of ours is made from nothing; one that a person made is theirs, and only added to.
    renew = ("--clear",) if stamp.exists() else ()
    _run([sys.executable, "-m", "venv", *renew, str(environment)], "the environment")
    stamp.write_text("unfinished", encoding="ascii")
    pip = [str(python_in(environment)), "-m", "pip", "--disable-pip-version-check", "-qq"]
    _run([*pip, "install", "--require-hashes", "-r", str(lock)], "the packages")
    project = ["install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    _run([*pip, *project], "the project itself")
    # pip compiles what it copies, but an editable project it leaves to be compiled at each start.
    compiling = ["-m", "compileall", "-qq", str(ROOT / "archive"), str(ROOT / "toolkit")]
    subprocess.run([str(python_in(environment)), *compiling], check=False)
    stamp.write_text(stamp_of(lock, ROOT), encoding="ascii")


def _run(words: Sequence[str], what: str) -> None:
    if subprocess.run(words, check=False, stdout=sys.stderr).returncode:
        raise CannotBeginError(f"{what} could not be installed: the reason stands above")


def steps(python: Path | str, words: Sequence[str]) -> list[list[str]]:
    """The programs that `words` mean, to be run in turn by `python`."""
    if words[:1] == ["test"]:
        *first, last = TEST_STEPS
        return [[str(python), "-m", *step] for step in (*first, (*last, *words[1:]))]
    return [[str(python), "-c", "from toolkit.entry import main; main()", *words]]


def main(words: Sequence[str]) -> int:
    """Run `words` in an environment that has everything; gives the exit code."""
    words = list(words)
    if shutil.which("git") is None:
        print("error: git is not installed: get it from git-scm.com", file=sys.stderr)
        return 1
    lock = lock_for(words)
    python = Path(sys.executable)
    if missing(pins(lock.read_text(encoding="utf-8")), installed_version):
        environment = ROOT / ".venv"
        python = python_in(environment)
        if not is_ready(environment, stamp_of(lock, ROOT), stamp_of(TEST_LOCK, ROOT)):
            try:
                prepare(environment, lock)
            except CannotBeginError as error:
                print(f"error: {error}", file=sys.stderr)
                return 1
    testing = words[:1] == ["test"]
    for step in steps(python, words):
        if testing:
            print(f"== {step[2]}", file=sys.stderr, flush=True)
        code = _follow(step, ROOT if testing else Path.cwd())
        if code:
            return code
    return 0


def _follow(words: Sequence[str], folder: Path) -> int:
    """Run a program to its end; Ctrl-C goes to it, which ends by itself."""
    environment = {**os.environ, "PYTHONPATH": _path_with(ROOT)}
    with subprocess.Popen(words, cwd=folder, env=environment) as child:
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        while True:
            try:
                code = child.wait()
            except KeyboardInterrupt:
                continue
            return 128 - code if code < 0 else code  # as shells tell the signal that ended it


def _path_with(root: Path) -> str:
    """PYTHONPATH with the project first, so that it is this clone's code that runs."""
    return os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])
