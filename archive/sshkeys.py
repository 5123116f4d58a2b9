"""OpenSSH public keys as one line of text, and their fingerprints. Pure, no program is run.

    key, comment = read_key("ssh-ed25519 AAAAC3... the key of a term")
    key.fingerprint        # 'SHA256:...', as `ssh-keygen -l` prints it

The layout of the bytes is that of RFC 4253 section 6.6, RFC 5656, RFC 8709 and, for keys in
a security token, of OpenSSH's PROTOCOL.u2f.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from archive.errors import SecretariatError

#: Kinds that may sign, with how many strings follow the kind's own name in their bytes.
_PARTS = {
    "ssh-ed25519": 1,
    "sk-ssh-ed25519@openssh.com": 2,
    "ecdsa-sha2-nistp256": 2,
    "ecdsa-sha2-nistp384": 2,
    "ecdsa-sha2-nistp521": 2,
    "sk-ecdsa-sha2-nistp256@openssh.com": 3,
    "ssh-rsa": 2,
}

#: Shorter RSA keys are refused (NIST SP 800-131A).
_RSA_BITS = 2048

_LINE = re.compile(r"(\S+)[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]+(.*))?\Z")


class BadKey(SecretariatError):
    """A text is no public key that may sign. `fault` leaves the remedy out."""

    def __init__(self, fault: str, remedy: str = "take the one line of the file that ends in .pub"):
        super().__init__(f"{fault}: {remedy}")
        self.fault = fault


@dataclass(frozen=True, slots=True, order=True)
class PublicKey:
    """One public key: the name of its kind, and its bytes as SSH writes them."""

    kind: str
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """`SHA256:` and the digest in base64, as people read it to each other."""
        digest = base64.b64encode(hashlib.sha256(self.blob).digest()).decode("ascii")
        return f"SHA256:{digest.rstrip('=')}"

    @property
    def text(self) -> str:
        """Kind and bytes, as they stand in every file of OpenSSH."""
        return f"{self.kind} {base64.b64encode(self.blob).decode('ascii')}"


def read_key(text: str) -> tuple[PublicKey, str]:
    """The key of the single line `text`, and its comment ('' without one); raises `BadKey`."""
    line = text.strip("\r\n \t")
    if is_private(line):
        raise BadKey("this is a private key, which only its owner may have")
    if line.startswith("---"):
        raise BadKey("this is not the form that OpenSSH keeps public keys in")
    if not line:
        raise BadKey("there is no key in it")
    if "\n" in line:
        raise BadKey("there is more than one line in it")
    found = _LINE.match(line)
    if found is None:
        raise BadKey("this is no public key")
    return key_of(found[1], found[2]), (found[3] or "").strip()


def is_private(text: str) -> bool:
    """Whether `text` begins as files of private keys do."""
    return (
        re.match(r"\s*(-----BEGIN [A-Z ]*PRIVATE KEY-----|PuTTY-User-Key-File)", text) is not None
    )


def key_of(kind: str, encoded: str) -> PublicKey:
    """The key of that kind whose bytes are `encoded` in base64; raises `BadKey`."""
    try:
        blob = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise BadKey("the key is cut off or damaged") from None
    if base64.b64encode(blob).decode("ascii") != encoded:
        raise BadKey("the key is cut off or damaged")
    return key_from(blob, kind)


def key_from(blob: bytes, kind: str | None = None) -> PublicKey:
    """The key with these bytes, which must be whole, and of `kind` where given; raises `BadKey`."""
    try:
        name, *parts = strings(blob)
        said = name.decode("ascii")
    except ValueError:
        raise BadKey("the key is cut off or damaged") from None
    if kind is not None and said != kind:
        raise BadKey(f"the line says {kind}, but the key in it is another")
    if "-cert-v0" in said:
        raise BadKey("this is a certificate", "take the key that it was made for")
    if said not in _PARTS:
        raise BadKey(
            f"keys of the kind {said[:40]!r} may not sign", "make one with `secretariat keys new`"
        )
    if len(parts) != _PARTS[said] or not all(parts):
        raise BadKey("the key is cut off or damaged")
    if said.endswith("ed25519") and len(parts[0]) != 32:
        raise BadKey("the key is cut off or damaged")
    if said == "ssh-rsa":
        bits = int.from_bytes(parts[1], "big").bit_length()
        if bits < _RSA_BITS:
            raise BadKey(
                f"an RSA key of {bits} bits is too short", "make one with `secretariat keys new`"
            )
    return PublicKey(said, blob)


def strings(data: bytes) -> list[bytes]:
    """The strings that `data` is made of, each after its length in four bytes (RFC 4251 5).

    Raises ValueError where the last one is cut off, or there is none.
    """
    out = []
    at = 0
    while at < len(data):
        if at + 4 > len(data):
            raise ValueError("a length is cut off")
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            raise ValueError("a string is cut off")
        out.append(data[at + 4 : end])
        at = end
    if not out:
        raise ValueError("there is nothing in it")
    return out
