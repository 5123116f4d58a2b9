"""`serve`: a real server on a real port."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from archive.errors import UsageProblem
from archive.web import workers
from tests.toolkit.steps import run_in
from toolkit.commands.serve import (
    CannotListen,
    address_of,
    closed_records,
    default_edition,
    is_local,
    listener,
    prefix_of,
    proxies_of,
    shared,
    warn,
)

MAIN = (sys.executable, "-c", "from toolkit.cli import main; main()")


@contextmanager
def served(root: Path, temporary: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [*MAIN, "-C", str(root), "serve", "-p", "0", *more],
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


def status(address: str) -> int:
    try:
        with urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except HTTPError as refused:
        with refused:
            return refused.code


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


@pytest.mark.skipif(sys.platform == "win32", reason="one process answers there")
def test_several_processes_answer_under_a_prefix(root: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    (root / "datasette.yaml").write_text("plugins: {archive: {searches_per_minute: 1}}\n")
    with served(root, temporary, "--workers", "2", "--base-url", "/asem") as (child, address):
        assert address.endswith("/asem/")
        for _ in range(8):
            with urlopen(address, timeout=60) as answer:
                assert 'href="/asem/records"' in answer.read().decode("utf-8")
        with urlopen(f"{address}-/health", timeout=20) as answer:
            assert json.load(answer)["edition"] == "public"
        assert sorted(status(f"{address}search?q=x") for _ in range(6)) == [200, *[429] * 5]
        child.send_signal(signal.SIGTERM)
        _, told = child.communicate(timeout=60)
        assert child.returncode == 0, told
        assert "This is the public edition." in told
        assert told.endswith("Stopped.\n")
    assert list(temporary.glob("secretariat-*")) == []


@pytest.mark.parametrize(
    ("said", "prefix"),
    [(None, "/"), ("", "/"), ("/", "/"), ("/asem/", "/asem/"), ("asem", "/asem/"),
     ("/a/b", "/a/b/")],
)  # fmt: skip
def test_a_prefix_has_a_slash_on_both_sides(said: str | None, prefix: str) -> None:
    assert prefix_of(said) == prefix


@pytest.mark.parametrize("said", ["/../x", "/a b/", "https://x/", "//x/", "/a?b"])
def test_what_is_no_prefix_is_refused(said: str) -> None:
    with pytest.raises(UsageProblem, match="--base-url"):
        prefix_of(said)


def test_only_addresses_are_believed() -> None:
    assert proxies_of(None) == ""
    assert proxies_of("127.0.0.1, 10.0.0.0/8") == "127.0.0.1,10.0.0.0/8"
    with pytest.raises(UsageProblem, match="--proxy"):
        proxies_of("*")


def test_where_processes_cannot_share_one_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shared(4) == 4 or sys.platform == "win32"
    monkeypatch.setattr(workers, "can_share", lambda: False)
    assert shared(4) == 1
    assert "one process answers" in capsys.readouterr().err


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
