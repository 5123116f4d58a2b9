"""The files that `ssh-keygen -Y sign` writes, read (OpenSSH's PROTOCOL.sshsig); nothing is checked.

Only ssh-keygen says whether a signature holds. This tells what it is of, so that a refusal can
name its reason.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

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
