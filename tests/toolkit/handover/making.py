"""Keys and signatures by the real ssh-keygen."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.signers import Signer, Window
from archive.sshkeys import PublicKey, read_key
from toolkit.handover.signing import Trust
from toolkit.handover.statement import Statement

DIGEST = "sha256:" + "ab" * 32
WHEN = datetime(2026, 11, 22, 7, 44, 21, tzinfo=UTC)
TERM = Window(datetime(2022, 7, 1, tzinfo=UTC), datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC))
ITALY = Statement("package", DIGEST, "aes-italy", "it", WHEN)


def ssh_keygen(*words: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["ssh-keygen", *map(str, words)], input=given, capture_output=True)


@dataclass(frozen=True)
class Pair:
    """A key on disk: its private file, and the public half as it is read."""

    file: Path
    public: PublicKey

    def signs(self, data: bytes, namespace: str = "secretariat-handover") -> bytes:
        """ssh-keygen's own signature of `data`, whatever our rules say."""
        done = ssh_keygen("-Y", "sign", "-f", self.file, "-n", namespace, given=data)
        assert done.returncode == 0, done.stderr
        return done.stdout


def make_pair(folder: Path, name: str = "key", kind: str = "ed25519", passphrase: str = "") -> Pair:
    file = folder / name
    done = ssh_keygen("-q", "-t", kind, "-N", passphrase, "-C", "of a test", "-f", file)
    assert done.returncode == 0, done.stderr
    public, _ = read_key(file.with_name(f"{name}.pub").read_text(encoding="utf-8"))
    return Pair(file, public)


def trusting(*signers: Signer, revoked: str = "") -> Trust:
    text = "".join(f"{each.text}\n" for each in signers)
    return Trust(text.encode(), revoked.encode())
