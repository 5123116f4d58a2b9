"""What a reader may not do is refused in a real process, and what it may do is not."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

BEFORE = """
import os, socket, subprocess, sys
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
