"""Time stamps of a real authority, asked over the network and checked without it."""

from __future__ import annotations

import shutil
import socket
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.errors import UsageProblem
from tests.toolkit.handover.authority import Authority, serving
from tests.toolkit.handover.making import ITALY
from toolkit.handover.errors import StampFailed, StampRefused
from toolkit.handover.stamp import Stamped, agree, stamp, verify_stamp

pytest.importorskip("rfc3161_client")
if shutil.which("openssl") is None:
    pytest.skip("openssl, the authority of these tests, is missing", allow_module_level=True)

DATA = b"-----BEGIN SSH SIGNATURE-----\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ts") / "own").make("Authority of a test")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ts") / "other").make("Another")


@pytest.fixture(scope="module")
def answer(authority: Authority) -> bytes:
    return authority.stamps(DATA)


def test_a_stamp_is_asked_for_and_holds_without_the_network(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    with serving(authority.answers) as url:
        answer = stamp(DATA, url, authority.certificate)
    monkeypatch.setattr(socket, "socket", None)
    stamped = verify_stamp(DATA, answer, authority.certificate)
    assert before <= stamped.time <= datetime.now(UTC)
    assert stamped.authority == "CN=Authority of a test stamps"


def test_the_certificate_that_was_believed_is_named(authority: Authority, answer: bytes) -> None:
    import hashlib
    import ssl

    der = ssl.PEM_cert_to_DER_cert(authority.certificate.decode())
    stamped = verify_stamp(DATA, answer, authority.certificate)
    assert stamped.trusted == (hashlib.sha256(der).hexdigest(),)


def test_the_data_itself_is_not_sent(authority: Authority) -> None:
    asked = []

    def answers(question: bytes) -> bytes:
        asked.append(question)
        return authority.answers(question)

    with serving(answers) as url:
        stamp(DATA, url)
    assert DATA not in asked[0]


def test_a_stamp_of_something_else_is_refused(authority: Authority, answer: bytes) -> None:
    with pytest.raises(StampRefused, match="of something else"):
        verify_stamp(DATA + b"x", answer, authority.certificate)


def test_a_stamp_of_another_authority_is_refused(other: Authority, answer: bytes) -> None:
    with pytest.raises(StampRefused, match="not by this authority"):
        verify_stamp(DATA, answer, other.certificate)


def test_an_authority_among_others_is_believed(
    authority: Authority, other: Authority, answer: bytes
) -> None:
    both = other.certificate + authority.certificate
    assert len(verify_stamp(DATA, answer, both).trusted) == 2


def test_no_altered_byte_makes_another_time(authority: Authority, answer: bytes) -> None:
    good = verify_stamp(DATA, answer, authority.certificate)
    for at in range(0, len(answer), 7):
        altered = answer[:at] + bytes([answer[at] ^ 0x11]) + answer[at + 1 :]
        try:
            assert verify_stamp(DATA, altered, authority.certificate).time == good.time
        except StampRefused:
            continue


@pytest.mark.parametrize("nonsense", [b"", b"hello", b"\x30\x03\x02\x01\x00", bytes(500)])
def test_what_is_no_stamp_is_refused(authority: Authority, nonsense: bytes) -> None:
    with pytest.raises(StampRefused):
        verify_stamp(DATA, nonsense, authority.certificate)


@pytest.mark.parametrize("length", [10, 100, 500])
def test_a_stamp_that_is_cut_off_is_refused(
    authority: Authority, answer: bytes, length: int
) -> None:
    with pytest.raises(StampRefused):
        verify_stamp(DATA, answer[:length], authority.certificate)


@pytest.mark.parametrize(
    "pem", [b"", b"hello", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_certificate_that_cannot_be_read_is_refused(answer: bytes, pem: bytes) -> None:
    with pytest.raises(StampRefused, match="certificate cannot be read"):
        verify_stamp(DATA, answer, pem)


def test_an_answer_to_another_question_is_not_taken(authority: Authority, answer: bytes) -> None:
    with (
        serving(lambda question: answer) as url,  # a stamp of the same data, given out before
        pytest.raises(StampFailed, match="another question"),
    ):
        stamp(DATA, url)


def test_an_answer_that_does_not_hold_is_not_taken(authority: Authority, other: Authority) -> None:
    with serving(other.answers) as url, pytest.raises(StampFailed, match="not by this authority"):
        stamp(DATA, url, authority.certificate)


def test_a_refusal_of_the_authority_is_told(authority: Authority) -> None:
    with (
        serving(lambda question: authority.answers(b"\x30\x00")) as url,
        pytest.raises(StampFailed, match="refused to give a time stamp"),
    ):
        stamp(DATA, url)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (b"<html>", "did not answer with a time stamp"),
        (404, "404|Not Found"),
        (302, "302|Found"),
        (b"x" * (1 << 21), "does not end"),
    ],
)
def test_an_address_of_something_else_is_told(reply: object, said: str) -> None:
    with serving(lambda question: reply) as url, pytest.raises(StampFailed, match=said):
        stamp(DATA, url)


def test_an_authority_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(StampFailed, match="go on without one"):
        stamp(DATA, f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "tsa.example.org", "http:///x", "ftp://x"])
def test_other_addresses_are_not_asked(url: str) -> None:
    with pytest.raises(UsageProblem):
        stamp(DATA, url)


def test_a_statement_may_not_claim_a_time_after_its_stamp() -> None:
    stamped = Stamped(ITALY.time + timedelta(hours=2), "", ())
    assert agree(ITALY, stamped) == timedelta(hours=2)
    late = replace(ITALY, time=stamped.time + timedelta(hours=1))
    with pytest.raises(StampRefused, match="stamped before"):
        agree(late, stamped)
    assert agree(replace(ITALY, time=stamped.time + timedelta(minutes=5)), stamped)


def test_without_the_package_the_way_to_it_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(StampFailed, match=r"rfc3161-client"):
        verify_stamp(DATA, b"", b"")
