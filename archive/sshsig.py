"""The files that `ssh-keygen -Y sign` writes, read (OpenSSH's PROTOCOL.sshsig).

Where a signature decides, only ssh-keygen says whether it holds; this tells what it is of, so that
a refusal can name its reason. `holds` looks again at one that was accepted, where no program may
be run.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from archive import ed25519
from archive.sshkeys import BadKey, PublicKey, is_private, key_from, read_key, strings

_MAGIC = b"SSHSIG"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"

#: Bytes; a signature of an RSA key of 16384 bits has 6 KB.
MAX_SIZE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says of itself. `key` is None where it is of no kind that may sign."""

    key: PublicKey | None
    namespace: str
    blob: bytes

    @property
    def file(self) -> bytes:
        """The file of it, as ssh-keygen writes it."""
        text = base64.b64encode(self.blob).decode("ascii")
        lines = [text[at : at + 70] for at in range(0, len(text), 70)]
        return "".join(f"{line}\n" for line in (_BEGIN, *lines, _END)).encode("ascii")


def read_signature(data: bytes) -> Signature:
    """The one signature that `data` is; raises ValueError with what it is instead."""
    if len(data) > MAX_SIZE:
        raise ValueError(f"a file of {len(data):,} bytes")
    text = data.decode("ascii", "replace").strip().replace("\r\n", "\n")
    if not (text.startswith(f"{_BEGIN}\n") and text.endswith(f"\n{_END}")):
        raise ValueError(_what(text))
    try:
        encoded = "".join(text[len(_BEGIN) : -len(_END)].split("\n"))
        blob = base64.b64decode(encoded, validate=True)
        version, rest = blob[6:10], blob[10:]
        if not blob.startswith(_MAGIC):
            raise ValueError
        public, namespace, _reserved, _hash, _signature = strings(rest)
        name = namespace.decode("utf-8")
    except (ValueError, binascii.Error):
        raise ValueError("a signature that is cut off or damaged") from None
    if version != (1).to_bytes(4, "big"):
        raise ValueError("a signature in a newer form than this version knows")
    try:
        key = key_from(public)
    except BadKey:
        key = None
    return Signature(key, name, blob)


def holds(signature: Signature, message: bytes) -> bool | None:
    """Whether it is of `message` and by the key that it names; None where that is not told here.

    Only Ed25519 keys are worked out, which is what `secretariat keys new` makes.
    """
    if signature.key is None or signature.key.kind != "ssh-ed25519":
        return None
    public, namespace, reserved, hashed, proof = strings(signature.blob[10:])
    if hashed not in (b"sha512", b"sha256"):
        return None
    digest = hashlib.new(hashed.decode("ascii"), message).digest()
    parts = (namespace, reserved, hashed, digest)
    signed = _MAGIC + b"".join(len(each).to_bytes(4, "big") + each for each in parts)
    try:
        kind, raw = strings(proof)
    except ValueError:
        return False
    return kind == b"ssh-ed25519" and ed25519.holds(strings(public)[1], signed, raw)


def _what(text: str) -> str:
    """What a file is that is no signature of OpenSSH."""
    if is_private(text):
        return "a private key, which should be with nobody but its owner"
    if text.startswith("-----BEGIN PGP"):
        return "a signature of OpenPGP"
    if text.startswith("untrusted comment:"):
        return "a signature of minisign or signify"
    if text.startswith(_BEGIN):
        return "a signature that is cut off or damaged"
    try:
        read_key(text)
    except BadKey:
        return "something else"
    return "a public key"
