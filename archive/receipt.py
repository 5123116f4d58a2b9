r"""The receipt of a package: what was received, file by file, in one canonical form.

A receipt is JSON as `canonical` writes it, so that there is one way only to write it and its
SHA-256 is that of what it says. It travels in a *letter*, one file that also holds the statement
over that SHA-256 and its signature:

    {"format": "secretariat-receipt/1", "receipt": "{...}", "statement": "...", "signature": "..."}

Pure: bytes in, bytes out. Whether the signature holds is for others to say.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from archive.errors import SecretariatError
from archive.log.checkproof import canonical

FORMAT = "secretariat-receipt/1"

#: Bytes; the receipt of 100,000 files has about 15 MB.
MAX_SIZE = 64 * 1024 * 1024

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)


class BadReceipt(SecretariatError):
    """A text is no receipt in its one form; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a handover: a mandate, and the partner that hosts it."""

    mandate: str
    host: str


@dataclass(frozen=True, slots=True)
class Reservation:
    """What was not as it should be: the finding's code, the file of the package, and words."""

    code: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """One file of the payload: its SHA-256 by the manifest, and whether it came as that says."""

    path: str
    sha256: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiving side says of one package.

    `digest` is the package's, `checkpoint` the log's size and root in base64, `key` the public key
    that signs, as one line.
    """

    package: str
    digest: str
    kind: str
    sender: Party
    receiver: Party
    commit: str
    time: datetime
    checkpoint: str
    files: tuple[FileOutcome, ...]
    reservations: tuple[Reservation, ...]
    key: str

    @property
    def data(self) -> bytes:
        """The receipt as it is written and signed."""
        accepted = sum(each.accepted for each in self.files)
        said = {
            "checkpoint": self.checkpoint,
            "commit": self.commit,
            "digest": self.digest,
            "files": [
                {
                    "outcome": "accepted" if each.accepted else "reserved",
                    "path": each.path,
                    "sha256": each.sha256,
                }
                for each in self.files
            ],
            "format": FORMAT,
            "from": {"host": self.sender.host, "mandate": self.sender.mandate},
            "key": self.key,
            "kind": self.kind,
            "outcome": {"accepted": accepted, "reserved": len(self.files) - accepted},
            "package": self.package,
            "reservations": [
                {"code": each.code, "message": each.message, "path": each.path}
                for each in self.reservations
            ],
            "time": f"{self.time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "to": {"host": self.receiver.host, "mandate": self.receiver.mandate},
        }
        return f"{canonical(said)}\n".encode()


def read_receipt(data: bytes) -> Receipt:
    """The receipt that `data` is; raises `BadReceipt` where it is none, to the last byte."""
    said = _object(data, "the receipt")
    if said.get("format") != FORMAT:
        raise BadReceipt(f"this is no receipt of the form {FORMAT}")
    try:
        receipt = Receipt(
            package=_text(said["package"]),
            digest=_match(_DIGEST, said["digest"]),
            kind=_text(said["kind"]),
            sender=_party(said["from"]),
            receiver=_party(said["to"]),
            commit=_text(said["commit"]),
            time=_time(said["time"]),
            checkpoint=_text(said["checkpoint"]),
            files=tuple(_outcome(each) for each in said["files"]),
            reservations=tuple(_reservation(each) for each in said["reservations"]),
            key=_text(said["key"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BadReceipt("the receipt does not say all that one must") from None
    if receipt.data != data:
        raise BadReceipt("the receipt is not written in its one form")
    return receipt


def _object(data: bytes, what: str) -> dict[str, Any]:
    if len(data) > MAX_SIZE:
        raise BadReceipt(f"{what} is too large: {len(data):,} bytes")
    try:
        said = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadReceipt(f"{what} is not readable as JSON in UTF-8") from None
    if not isinstance(said, dict):
        raise BadReceipt(f"{what} is not as it must be")
    return said


def _text(value: object) -> str:
    if not isinstance(value, str) or any(ord(c) < 32 for c in value):
        raise ValueError(value)
    return value


def _match(pattern: re.Pattern[str], value: object) -> str:
    text = _text(value)
    if not pattern.match(text):
        raise ValueError(value)
    return text


def _party(value: Any) -> Party:
    return Party(_match(_ID, value["mandate"]), _match(_ID, value["host"]))


def _time(value: object) -> datetime:
    text = _match(_TIME, value)
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _outcome(value: Any) -> FileOutcome:
    accepted = {"accepted": True, "reserved": False}[value["outcome"]]
    return FileOutcome(_text(value["path"]), _match(_HASH, value["sha256"]), accepted)


def _reservation(value: Any) -> Reservation:
    return Reservation(*(_text(value[name]) for name in ("code", "path", "message")))


# -- the letter -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """A receipt on its way: its bytes, the statement over them, and the signature of that."""

    receipt: bytes
    statement: bytes
    signature: bytes

    @property
    def data(self) -> bytes:
        """The file."""
        said = {
            "format": FORMAT,
            "receipt": self.receipt.decode("utf-8"),
            "signature": self.signature.decode("ascii"),
            "statement": self.statement.decode("utf-8"),
        }
        return (json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def read_letter(data: bytes) -> Letter:
    """The letter in a file; raises `BadReceipt`. Line ends of Windows, as mail makes them, pass."""
    said = _object(data, "the file")
    if said.get("format") != FORMAT or "receipt" not in said:
        raise BadReceipt(f"this is no receipt of the form {FORMAT}: name the file that came back")
    try:
        parts = [said[name].encode("utf-8") for name in ("receipt", "statement", "signature")]
    except (KeyError, AttributeError, UnicodeEncodeError):
        raise BadReceipt("the file lacks the receipt, its statement or its signature") from None
    letter = Letter(*parts)
    if not parts[2].isascii() or letter.data != data.replace(b"\r\n", b"\n"):
        raise BadReceipt("the file was changed: it is not written as a receipt is")
    return letter
