"""What a worker process may do: little memory, no network, no file but its own.

Resource limits (setrlimit, POSIX) and namespaces (Linux) are the system's; where it has none,
`confine` says so and the audit hook (PEP 578) still stands. A hook binds Python code, not native
libraries: it keeps honest code from mistakes, and the limits hold for all.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from toolkit.intake.model import Limits

#: Programs that readers may start.
PROGRAMS = frozenset({"soffice", "libreoffice", "antiword", "tesseract"})

_NETWORK = frozenset(
    {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
)
_CHANGES = {
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.rmdir": (0,),
    "os.mkdir": (0,),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "shutil.rmtree": (0,),
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NEW_NET = 0x40000000
_NEW_USER = 0x10000000


class Forbidden(PermissionError):
    """A reader tried what no reader may do."""


def confine(limits: Limits, writable: Path) -> list[str]:
    """Bind this process for good; gives what the system could not do, in words."""
    missing = _limit(limits)
    _cut_network()
    _watch(writable.resolve())
    return missing


def more_time(limits: Limits) -> None:
    """Let this process use the processor for one file more (seconds of its own time)."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + limits.seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _limit(limits: Limits) -> list[str]:
    if sys.platform == "win32":
        return ["this system cannot limit the memory of a process"]
    import resource

    wanted = (
        (resource.RLIMIT_AS, _reserved() + limits.memory),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.unpacked),
        (resource.RLIMIT_CORE, 0),
    )
    missing = []
    for which, value in wanted:
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(which, (value, hard))
        except (ValueError, OSError):  # macOS takes no limit of the address space
            missing.append("this system cannot limit the memory of a process")
    return sorted(set(missing))


def _reserved() -> int:
    """Bytes of addresses that are taken already: a language's runtime reserves far more than it
    uses, so that a limit must be counted from there. 0 where the system does not tell.
    """
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _cut_network() -> None:
    """Leave for a network namespace of our own, where Linux allows it; it has no way out."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is not None and unshare(_NEW_NET) != 0:
        unshare(_NEW_NET | _NEW_USER)


def _watch(writable: Path) -> None:
    root = str(writable) + os.sep
    null = {os.devnull, "/dev/null"}

    def inside(path: object) -> bool:
        if isinstance(path, int):
            return True
        if not isinstance(path, (str, bytes, os.PathLike)):
            return False
        # Links are followed first, so that none leads out.
        real = os.path.realpath(os.fsdecode(path))
        return real in null or real.startswith(root)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = args
            writes = bool(flags & _WRITING) if isinstance(flags, int) else False
            if (writes or (isinstance(mode, str) and set(mode) & set("wax+"))) and not inside(path):
                raise Forbidden(f"a reader may not write to {path!r}")
        elif event in _NETWORK:
            raise Forbidden("a reader may not use the network")
        elif event == "subprocess.Popen":
            if Path(os.fsdecode(args[0])).stem.casefold() not in PROGRAMS:
                raise Forbidden(f"a reader may not start {args[0]!r}")
        elif event in ("os.system", "os.exec", "os.posix_spawn", "os.startfile", "os.fork"):
            if event != "os.posix_spawn" or Path(os.fsdecode(args[0])).stem not in PROGRAMS:
                raise Forbidden("a reader may not start another program")
        elif event in _CHANGES and not all(inside(args[at]) for at in _CHANGES[event]):
            raise Forbidden(f"a reader may not change {args[0]!r}")

    sys.addaudithook(hook)
