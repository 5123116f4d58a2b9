"""Time stamps of an authority (RFC 3161): that something existed, at the latest, at its time.

    answer = stamp(signature, "http://tsa.example.org", authority)     # asks over the network
    stamped = verify_stamp(signature, answer, authority)                # needs no network
    agree(statement, stamped)

What is stamped should be the signature, not the statement: then the stamp tells that the key had
signed by that time. A signature alone only says so itself. `authority` is the authority's
certificate in PEM (or several of them), kept beside the stamp; whoever checks decides whether it
is one to believe. Needs the package rfc3161-client, the extra `timestamp`.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException, HTTPMessage
from importlib import import_module
from types import ModuleType
from typing import IO, TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from archive.errors import UsageProblem
from toolkit.extras import how_to_install
from toolkit.handover.errors import StampFailed, StampRefused
from toolkit.handover.statement import Statement

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

#: Bytes; a stamp with its certificates has 3 to 8 KB.
MAX_SIZE = 1 << 20

#: How far a signer's clock may be ahead of the authority's.
TOLERANCE = timedelta(minutes=10)

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_SHA256 = "2.16.840.1.101.3.4.2.1"


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a stamp proves: its time in UTC, and by whom.

    `authority` is the name in the certificate that signed it; `trusted` are the SHA-256
    fingerprints of the certificates that were believed, in hexadecimal.
    """

    time: datetime
    authority: str
    trusted: tuple[str, ...]


def stamp(data: bytes, url: str, authority: bytes | None = None, *, seconds: int = 30) -> bytes:
    """The answer of the authority at `url` about `data`, in DER, as it is to be kept.

    Only the SHA-256 of `data` is sent. The answer is checked as far as can be: it is about this
    data and this question, and with `authority` its signature holds. Raises `UsageProblem` for a
    wrong address and `StampFailed`, within about `seconds`.
    """
    library = _library()
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise UsageProblem(f"{url!r} is no address of a time stamp authority: it begins with http")
    request = library.TimestampRequestBuilder(
        data=data, hash_algorithm=library.HashAlgorithm.SHA256
    ).build()
    answer = _ask(url, request.as_bytes(), seconds)
    try:
        read = library.decode_timestamp_response(answer)
    except ValueError:
        raise StampFailed(f"{url} did not answer with a time stamp: correct the address") from None
    if read.status != library.PKIStatus.GRANTED:
        said = " ".join(read.status_string) or f"status {read.status}"
        raise StampFailed(f"{url} refused to give a time stamp ({said}): ask another authority")
    try:
        info = read.tst_info
        same = info.nonce == request.nonce and _is_of(info, data)
    except ValueError:
        same = False
    if not same:
        raise StampFailed(f"{url} answered another question than was asked: ask another authority")
    if authority is not None:
        try:
            verify_stamp(data, answer, authority)
        except StampRefused as error:
            raise StampFailed(f"the answer of {url} does not hold: {error}") from None
    return bytes(answer)


def verify_stamp(data: bytes, answer: bytes, authority: bytes) -> Stamped:
    """What `answer` proves of `data`, believing the certificates of `authority` (PEM).

    The certificates must have been good at the time of the stamp, not now. Raises `StampRefused`.
    """
    library = _library()
    from cryptography.hazmat.primitives.hashes import SHA256

    roots = _certificates(authority)
    try:
        read = library.decode_timestamp_response(answer)
        if read.status != library.PKIStatus.GRANTED:
            _refuse("the authority did not grant it", "ask for another")
        if not _is_of(read.tst_info, data):
            _refuse("the time stamp is of something else", "ask for the one of this signature")
        builder = library.VerifierBuilder()
        for each in roots:
            builder = builder.add_root_certificate(each)
        builder.build().verify_message(read, data)
        when, name = read.tst_info.gen_time, _signer(read, roots)
    except library.VerificationError as error:
        said = " ".join(str(error).split())
        _refuse(
            f"the time stamp is not by this authority, or was altered ({said})",
            "get the authority's own certificate from it",
        )
    except (ValueError, TypeError):
        _refuse("this is no time stamp, or it is damaged", "ask for it again")
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return Stamped(when.astimezone(UTC), name, tuple(e.fingerprint(SHA256()).hex() for e in roots))


def agree(statement: Statement, stamped: Stamped) -> timedelta:
    """How long after the statement's own time the stamp was made.

    Raises `StampRefused` where the statement claims a time after its stamp: it did not exist then.
    A long time is no fault, but then only the stamp's time is proved.
    """
    late = stamped.time - statement.time
    if late < -TOLERANCE:
        _refuse(
            f"the statement says {statement.time:%Y-%m-%d %H:%M:%S} UTC, but was stamped before "
            f"that, at {stamped.time:%Y-%m-%d %H:%M:%S} UTC",
            "ask for it to be signed anew with a right clock",
        )
    return late


def _refuse(fault: str, remedy: str) -> NoReturn:
    raise StampRefused(f"{fault}: {remedy}")


def _library() -> ModuleType:
    try:
        return import_module("rfc3161_client")
    except ImportError:
        raise StampFailed(
            f"time stamps need one more package: {how_to_install('timestamp')}, or go on without "
            "one"
        ) from None


def _certificates(authority: bytes) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = load_pem_x509_certificates(authority)
    except ValueError:
        _refuse("the authority's certificate cannot be read", "get it from the authority, in PEM")
    return list(dict.fromkeys(found))


def _is_of(info: Any, data: bytes) -> bool:
    imprint = info.message_imprint
    known = imprint.hash_algorithm.dotted_string == _SHA256
    return bool(known and imprint.message == hashlib.sha256(data).digest())


def _signer(read: Any, roots: list[Certificate]) -> str:
    """The name in the certificate that signed it: its own, or of those believed."""
    from cryptography.x509 import load_der_x509_certificate

    [info] = read.signed_data.signer_infos
    own = [load_der_x509_certificate(each) for each in read.signed_data.certificates]
    for each in (*own, *roots):
        if (each.issuer, each.serial_number) == (info.issuer, info.serial_number):
            return str(each.subject.rfc4514_string())
    raise ValueError("nobody's certificate")


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow none: a question sent on as a GET is none."""


def _ask(url: str, question: bytes, seconds: int) -> bytes:
    """What is at `url` answers to `question`; raises `StampFailed`."""
    request = Request(url, question, {"Content-Type": _QUERY, "Accept": _REPLY})  # noqa: S310
    end = time.monotonic() + seconds
    answer = b""
    try:
        with build_opener(_NoRedirects).open(request, timeout=seconds) as response:
            while chunk := response.read1(1 << 16):
                answer += chunk
                if len(answer) > MAX_SIZE or time.monotonic() > end:
                    raise StampFailed(f"the answer of {url} does not end: ask another authority")
    except (OSError, HTTPException, ValueError) as error:
        why = " ".join(str(getattr(error, "reason", None) or error).split())
        raise StampFailed(
            f"{url} could not be asked for a time stamp ({why}): correct the address, try again "
            "later, or go on without one"
        ) from None
    return answer
