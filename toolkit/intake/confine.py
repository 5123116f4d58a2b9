"""What a worker process may do: little memory, no network, no file but its own.

Resource limits (setrlimit, POSIX) and namespaces (Linux) are the system's; where it has none,
`confine` says so and the audit hook (PEP 578) still stands. A hook binds Python code, not native
libraries: it keeps honest code from mistakes, and the limits hold for all.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from toolkit.intake.model import Limits

#: Programs that readers may start.
PROGRAMS = frozenset({"soffice", "libreoffice", "antiword", "tesseract"})

_NETWORK = frozenset(
    {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
)
#: Event → where its arguments have a path that is changed, and the folder that it is seen from.
_CHANGES = {
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.mkdir": ((0, 2),),
    "os.link": ((1, 3),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.chmod": ((0, 2),),
    "shutil.rmtree": ((0, 1),),
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: Seconds beyond a file's own after which a process that nobody ends does so itself.
_LATE = 15
_NEW_NET = 0x40000000
_NEW_USER = 0x10000000


class Forbidden(PermissionError):
    """A reader tried what no reader may do."""


def confine(limits: Limits, writable: Path) -> list[str]:
    """Bind this process for good; gives what the system could not do, in words."""
    missing = _limit(limits)
    _watch(writable.resolve())
    return missing


def cut_network() -> None:
    """Leave for a network namespace of our own, where Linux allows it; it has no way out.

    To be called while this process has one thread: one without rights gets such a namespace only
    within a user namespace, and that only before a library starts threads. What is started later
    is in it, too.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None or unshare(_NEW_NET) == 0:
        return
    user, group = os.getuid(), os.getgid()
    if unshare(_NEW_NET | _NEW_USER) == 0:
        with suppress(OSError):  # without names the namespace holds all the same
            Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")


def more_time(limits: Limits) -> None:
    """Let this process use the processor for one file more (seconds of its own time).

    A clock ends it too, a while after its parent would have: for one whose parent has died.
    """
    if sys.platform != "win32":
        import resource
        import signal

        signal.alarm(max(1, int(limits.seconds + _LATE)))

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + limits.seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def no_hurry() -> None:
    """Stop the clock: nothing is read now."""
    if sys.platform != "win32":
        import signal

        signal.alarm(0)


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
        elif event in _CHANGES:
            for at, folder in _CHANGES[event]:
                if not inside(_seen_from(args[at], args[folder] if folder is not None else None)):
                    raise Forbidden(f"a reader may not change {args[at]!r}")

    sys.addaudithook(hook)


def _seen_from(path: object, folder: object) -> object:
    """`path` as it is seen from an open folder (its number); as it is where there is none."""
    if not isinstance(folder, int) or folder < 0 or not isinstance(path, (str, bytes, os.PathLike)):
        return path
    try:
        return Path(f"/proc/self/fd/{folder}").readlink() / os.fsdecode(path)
    except OSError:
        return path
