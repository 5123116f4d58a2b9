"""The receipt of a package, and the event of custody that keeps it in the workspace."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive import custody
from archive.receipt import FileOutcome, Letter, Party, Receipt, Reservation
from archive.sshkeys import PublicKey
from archive.workspace import Workspace
from toolkit.handover.bagit import Bag
from toolkit.handover.fixity import sync_folder
from toolkit.handover.signing import Trust, sign
from toolkit.handover.statement import Statement
from toolkit.handover.verifying import signature
from toolkit.handover.verifying.model import Verdict, files_named

#: Bytes of the largest bag-info.txt that is kept.
_MOST = 1 << 20

#: Warnings that the other side should know of.
_TOLD = ("P042",)


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as it was written: its folder, and the receipt as it travels."""

    folder: Path
    letter: Letter


def receipt_of(
    verdict: Verdict, receiver: Party, key: PublicKey, checkpoint: str, now: datetime
) -> Receipt:
    """What is to be said of the package that was judged; `checkpoint` is of the log received."""
    said = verdict.judged.statement
    assert said is not None
    bad = files_named(verdict.findings)
    told = [e for e in verdict.findings if e.severity == "error" or e.code in _TOLD]
    return Receipt(
        package=verdict.name,
        digest=f"sha256:{verdict.digest}",
        kind=verdict.info["Secretariat-Kind"],
        sender=Party(said.mandate, said.host),
        receiver=receiver,
        commit=verdict.info["Secretariat-Commit"],
        time=now.astimezone(UTC).replace(microsecond=0),
        checkpoint=checkpoint,
        files=tuple(FileOutcome(p, h, p not in bad) for p, h in verdict.files.items()),
        reservations=tuple(Reservation(e.code, e.path, _plain(e.message)) for e in told),
        key=key.text,
    )


def _plain(text: str) -> str:
    return "".join(c if ord(c) >= 32 else " " for c in text)


def sign_receipt(receipt: Receipt, key: Path, workspace: Workspace) -> Letter:
    """The receipt, signed; the passphrase is asked by ssh-keygen.

    Raises `SignatureRefused` where the workspace would not accept the signature itself, and
    `ProgramFailed`.
    """
    statement = Statement(
        kind="receipt",
        digest=f"sha256:{hashlib.sha256(receipt.data).hexdigest()}",
        mandate=receipt.receiver.mandate,
        host=receipt.receiver.host,
        time=receipt.time,
        checkpoint=receipt.checkpoint,
        more={"package": receipt.digest},
    )
    made = sign(statement, key, Trust.of(workspace))
    return Letter(receipt.data, statement.data, made)


def evidence(bag: Bag) -> dict[str, bytes]:
    """What of a package is kept as evidence: what was signed, the signature, what it is."""
    found = {
        "statement.txt": signature.small(bag, signature.STATEMENT, _MOST),
        "statement.txt.sig": signature.small(bag, signature.SIGNATURE, _MOST),
        "statement.txt.tsr": signature.small(bag, signature.STAMP, _MOST),
        "bag-info.txt": signature.small(bag, "bag-info.txt", _MOST),
    }
    return {name: data for name, data in found.items() if data is not None}


def late_leaves(theirs: Sequence[bytes], ours: Sequence[bytes]) -> dict[str, bytes]:
    """What of the package's log is not in the log here: kept as evidence where there is any."""
    pairs = zip(theirs, ours, strict=False)
    fork = next((at for at, (one, other) in enumerate(pairs) if one != other), len(ours))
    left = theirs[fork:]
    return {custody.LATE: custody.leaves_text(left)} if left else {}


def keep(workspace: Workspace, kind: custody.Kind, files: Mapping[str, bytes]) -> Path:
    """Write an event into records/custody, whole or not at all; gives its folder."""
    place = workspace.root / custody.FOLDER
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob(f".*-{kind}.partial"):
        shutil.rmtree(old)
    readme = place / custody.READ_ME
    if not readme.exists():
        write(readme, custody.READ_ME_TEXT.encode("utf-8"))
    number = custody.next_number([each.name for each in place.iterdir()])
    name = f"{number:04}-{kind}"
    partial = place / f".{name}.partial"
    partial.mkdir()
    for file, data in files.items():
        write(partial / file, data)
    sync_folder(partial)
    partial.rename(place / name)
    sync_folder(place)
    return place / name


def letter_files(letter: Letter) -> dict[str, bytes]:
    """The files in which an event keeps a receipt."""
    return {
        "receipt.json": letter.receipt,
        "receipt.txt": letter.statement,
        "receipt.txt.sig": letter.signature,
    }


def letter_in(folder: Path) -> Letter | None:
    """The receipt that an event keeps; None where it keeps none."""
    try:
        return Letter(*((folder / name).read_bytes() for name in
                        ("receipt.json", "receipt.txt", "receipt.txt.sig")))  # fmt: skip
    except OSError:
        return None


def write(path: Path, data: bytes) -> None:
    """Write a new file, flushed to the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def put(path: Path, data: bytes) -> None:
    """Write a file whole: beside first, flushed, then under its name."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        write(partial, data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)
