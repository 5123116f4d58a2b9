"""What a reader may not do is refused in a real process, and what it may do is not."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

BEFORE = """
import os, shutil, socket, subprocess, sys
from pathlib import Path
from toolkit.intake.confine import Forbidden, confine
from toolkit.intake.model import Limits
inside, outside = Path(sys.argv[1]), Path(sys.argv[2])
confine(Limits(memory=600_000_000, unpacked=1_000_000), inside)
"""


def confined(tmp_path: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run `code` in a process that is bound to `inside`."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "kept").write_text("kept", encoding="utf-8")
    program = BEFORE + textwrap.dedent(code)
    return subprocess.run(
        [sys.executable, "-c", program, str(inside), str(outside)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[3],
    )


REFUSED = {
    "writing elsewhere": "(outside / 'x').write_text('x')",
    "appending elsewhere": "open(outside / 'kept', 'a')",
    "opening elsewhere by number": "os.open(outside / 'x', os.O_CREAT | os.O_WRONLY)",
    "writing through a link": "(inside / 'l').symlink_to(outside); open(inside / 'l/kept', 'w')",
    "removing elsewhere": "(outside / 'kept').unlink()",
    "renaming from elsewhere": "(outside / 'kept').rename(inside / 'kept')",
    "renaming to elsewhere": "(inside / 'a').write_text('a'); (inside / 'a').rename(outside / 'a')",
    "removing from an open folder": "os.remove('kept', dir_fd=os.open(outside, os.O_RDONLY))",
    "making a folder elsewhere": "(outside / 'd').mkdir()",
    "connecting": "socket.create_connection(('127.0.0.1', 9), 1)",
    "looking a name up": "socket.getaddrinfo('example.org', 80)",
    "starting a program": "subprocess.run(['ls'])",
    "starting a shell": "os.system('true')",
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_a_reader_may_not(code: str, tmp_path: Path) -> None:
    done = confined(tmp_path, code)
    assert done.returncode == 1
    assert "Forbidden" in done.stderr
    assert (tmp_path / "outside" / "kept").read_text(encoding="utf-8") == "kept"
    assert [each.name for each in (tmp_path / "outside").iterdir()] == ["kept"]


def test_a_reader_may_read_anything_and_write_inside(tmp_path: Path) -> None:
    code = """
    (inside / "a").write_text((outside / "kept").read_text())
    (inside / "d").mkdir()
    (inside / "a").rename(inside / "d" / "b")
    print((inside / "d" / "b").read_text())
    shutil.rmtree(inside / "d")
    assert not (inside / "d").exists()
    """
    assert confined(tmp_path, code).stdout == "kept\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits memory")
def test_memory_is_limited(tmp_path: Path) -> None:
    done = confined(tmp_path, "held = bytearray(2_000_000_000)")
    assert "MemoryError" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX's")
def test_no_file_grows_beyond_what_may_be_unpacked(tmp_path: Path) -> None:
    done = confined(tmp_path, "(inside / 'a').write_bytes(bytes(3_000_000))")
    assert done.returncode != 0
    assert (tmp_path / "inside" / "a").stat().st_size <= 1_000_000


def _namespaces(tmp_path: Path, before: str) -> list[str]:
    """The network namespaces of a process and of what it starts, once it is cut off."""
    code = f"""
    import ctypes, os, subprocess, sys, threading
    from pathlib import Path
    from toolkit.intake.confine import cut_network
    {before}
    space = Path("/proc/self/ns/net")
    print(space.readlink())
    cut_network()
    print(space.readlink())
    print(subprocess.check_output(["readlink", "/proc/self/ns/net"], text=True), end="")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    return done.stdout.splitlines()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="namespaces are Linux's")
@pytest.mark.parametrize("before", ["", "os.getuid() or (os.setgid(65534), os.setuid(65534))"])
def test_a_worker_and_what_it_starts_have_a_network_of_their_own(
    tmp_path: Path, before: str
) -> None:
    if not _may_unshare(before):
        pytest.skip("this system gives no namespace to anyone")
    outside, inside, started = _namespaces(tmp_path, before)
    assert inside != outside
    assert started == inside


def _may_unshare(before: str) -> bool:
    words = ["unshare", "--net", *(["--user"] if before or os.getuid() else []), "true"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="namespaces are Linux's")
def test_nothing_that_a_worker_imports_starts_a_thread_before_it_is_cut_off() -> None:
    code = "import os, toolkit.intake.child; print(len(os.listdir('/proc/self/task')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout == "1\n"
