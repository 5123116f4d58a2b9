"""`serve`: a real server on a real port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.toolkit.steps import run_in
from toolkit.commands.serve import (
    CannotListen,
    address_of,
    closed_records,
    default_edition,
    is_local,
    listener,
    warn,
)

MAIN = (sys.executable, "-c", "from toolkit.cli import main; main()")


@contextmanager
def served(root: Path, temporary: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [*MAIN, "-C", str(root), "serve", "-p", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary), "TEMP": str(temporary)},
    ) as child:
        try:
            assert child.stdout is not None
            said = child.stdout.readline()
            assert said.startswith("The archive is at http://127.0.0.1:")
            yield child, said.split()[4]
        finally:
            child.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_a_copy_and_leaves_nothing_behind(
    root: Path, tmp_path: Path, sign: signal.Signals
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    (root / "archive.db").unlink()
    with served(root, temporary) as (child, address):
        with urlopen(address, timeout=20) as answer:
            assert answer.status == 200
            assert "Example Process" in answer.read().decode("utf-8")
        assert len(list(temporary.glob("secretariat-*/archive.db"))) == 1
        (root / "archive.db").unlink()
        with urlopen(address, timeout=20) as answer:
            assert answer.status == 200
        child.send_signal(sign)
        _, told = child.communicate(timeout=20)
        assert child.returncode == 0, told
        assert told.endswith("Stopped.\n")
    assert list(temporary.iterdir()) == []


def test_a_port_in_use_is_named_with_the_way_out(sample: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        done = run_in(sample, "serve", "--port", str(port))
    assert done.exit_code == 1
    assert f"port {port} is in use: choose another with -p" in done.stderr


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with (
        closing(listener("127.0.0.1", None)) as first,
        closing(listener("127.0.0.1", None)) as next_,
    ):
        assert next_.getsockname()[1] > first.getsockname()[1]


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(CannotListen, match="--host"):
        listener("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("LocalHost", True),
     ("::", False), ("192.0.2.1", False), ("archive.example", False)],
)  # fmt: skip
def test_which_addresses_only_this_computer_opens(host: str, local: bool) -> None:
    assert is_local(host) is local


def test_who_could_read_closed_records_is_told(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = closed_records(sample / "archive.db")
    assert closed > 0
    warn("127.0.0.1", closed, "secretariat")
    assert "this computer only" in capsys.readouterr().err
    warn("192.0.2.1", closed, "secretariat")
    said = capsys.readouterr().err
    assert "WARNING" in said
    assert "for partners or the secretariat only" in said
    warn("127.0.0.1", 0, "public")
    assert capsys.readouterr().err == "This is the public edition.\n"


@pytest.mark.parametrize(
    ("host", "edition"),
    [("127.0.0.1", "secretariat"), ("::1", "secretariat"), ("0.0.0.0", "public"),  # noqa: S104
     ("archive.example", "public")],
)  # fmt: skip
def test_what_others_can_reach_is_public_unless_somebody_says_otherwise(
    host: str, edition: str
) -> None:
    assert default_edition(host) == edition


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]")]
)
def test_the_address_can_be_typed_into_a_browser(host: str, shown: str) -> None:
    with closing(listener("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
        assert address_of(host, sock) == f"http://{shown}:{port}/"
