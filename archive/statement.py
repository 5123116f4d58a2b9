r"""What is signed: a short statement, of which there is only one way to write it.

    secretariat-handover 1
    checkpoint: 128 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    digest: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    host: it
    kind: package
    mandate: aes-italy
    time: 2026-11-22T07:44:21Z

The form (version 1): UTF-8, each line ended by one LF, first the line `secretariat-handover 1`,
then `key: value` lines in the order of their keys' bytes, each key once. A key is small letters,
digits and hyphens; a value is one line in Unicode's form NFC, not empty, without control
characters and without white space at its ends. Nothing else is a statement, so that a digest or
signature of it never depends on how it was written: `parse(data).data == data`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, get_args

from archive.errors import SecretariatError

Kind = Literal["package", "receipt", "checkpoint", "disposal"]

#: The first line; a later form of the statement would say another number.
FIRST = "secretariat-handover 1"

#: Bytes; a statement is read whole, and those of ours have under 1 KB.
MAX_SIZE = 64 * 1024

_KEY = re.compile(r"[a-z][a-z0-9-]*\Z")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_CHECKPOINT = re.compile(r"(0|[1-9][0-9]{0,18}) [A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\Z")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)
_OWN = ("checkpoint", "digest", "host", "kind", "mandate", "time")

#: Statements of this kind did not exist before; ssh-keygen takes no time before 1970.
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class BadStatement(SecretariatError):
    """A text is no statement in its one canonical form, or a value cannot stand in one."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Who signs what, and when: `mandate` and its `host`, and the digest of what is signed.

    `digest` is `sha256:` and 64 hexadecimal digits; `time` is in UTC, to the second, as the
    signer's own clock has it; `checkpoint` is the log's size and its root hash in base64, '' where
    there is none. `more` holds further keys (what a receipt says beside), each a line of its own.
    Raises `BadStatement` where a value cannot stand in a statement.
    """

    kind: Kind
    digest: str
    mandate: str
    host: str
    time: datetime
    checkpoint: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require(self.kind in get_args(Kind), "kind", "package, receipt, checkpoint or disposal")
        _require(_DIGEST.match(self.digest), "digest", "sha256: and 64 hexadecimal digits")
        _require(_ID.match(self.mandate), "mandate", "the id of a mandate")
        _require(_ID.match(self.host), "host", "the id of a partner")
        good = self.time.utcoffset() is not None and not self.time.microsecond
        _require(good and self.time >= _EARLIEST, "time", "a time in UTC, such as "
                 "2026-11-22T07:44:21Z")  # fmt: skip
        _require(
            not self.checkpoint or _CHECKPOINT.match(self.checkpoint),
            "checkpoint",
            "the log's size and its root hash in base64",
        )
        for key, value in self.more.items():
            if key in _OWN or not _KEY.match(key):
                raise BadStatement(
                    f"{key!r} is no key for a statement: take another, of small letters, digits "
                    "and hyphens"
                )
            _require(_is_value(value), key, "one line in the form NFC, without spaces at its ends")

    @property
    def data(self) -> bytes:
        """The statement as it is written and signed."""
        pairs = {
            "digest": self.digest,
            "host": self.host,
            "kind": self.kind,
            "mandate": self.mandate,
            "time": f"{self.time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            **({"checkpoint": self.checkpoint} if self.checkpoint else {}),
            **self.more,
        }
        lines = [FIRST, *(f"{key}: {pairs[key]}" for key in sorted(pairs))]
        return "".join(f"{line}\n" for line in lines).encode("utf-8")


def parse(data: bytes) -> Statement:
    """The statement that `data` is; raises `BadStatement` where it is none, to the last byte."""
    if len(data) > MAX_SIZE:
        raise BadStatement(f"this is no statement ({len(data):,} bytes): name the right file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadStatement("this is no statement (it is not UTF-8): name the right file") from None
    first, _, rest = text.partition("\n")
    if first != FIRST:
        newer = re.match(r"secretariat-handover [0-9]+\Z", first)
        raise BadStatement(
            f"the statement has a form that this version does not know ({first}): use a newer one"
            if newer
            else f"this is no statement (its first line is not `{FIRST}`): name the right file"
        )
    pairs = _pairs(rest.split("\n"))
    missing = [key for key in _OWN if key not in pairs and key != "checkpoint"]
    if missing:
        raise BadStatement(f"the statement does not say its {missing[0]}: ask for it again")
    time = pairs.pop("time")
    _require(_TIME.match(time), "time", "a time in UTC, such as 2026-11-22T07:44:21Z")
    try:
        when = datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise BadStatement(
            f"the statement's time {time} does not exist: ask for it again"
        ) from None
    kind = pairs.pop("kind")
    if kind not in get_args(Kind):
        raise BadStatement(f"the statement is of an unknown kind ({kind}): use a newer version")
    own = {key: pairs.pop(key) for key in _OWN if key in pairs}
    statement = Statement(kind=kind, time=when, more=pairs, **own)  # type: ignore[arg-type]
    if statement.data != data:
        raise BadStatement("the statement is not written in its one form: ask for it again")
    return statement


def _pairs(lines: Iterable[str]) -> dict[str, str]:
    *held, last = lines
    if last or not held:
        raise BadStatement("the statement is cut off: ask for it again")
    pairs: dict[str, str] = {}
    for number, line in enumerate(held, 2):
        key, colon, value = line.partition(": ")
        if not colon or key in pairs:
            raise BadStatement(f"line {number} of the statement is not `key: value`, each key once")
        pairs[key] = value
    return pairs


def _is_value(text: str) -> bool:
    return (
        bool(text)
        and text == text.strip()
        and unicodedata.is_normalized("NFC", text)
        and not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text)
    )


def _require(good: object, key: str, wanted: str) -> None:
    if not good:
        raise BadStatement(f"the statement's {key} must be {wanted}")
