"""Events of custody, signed by real keys."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.custody import FOLDER
from archive.receipt import FileOutcome, Party, Receipt, Reservation
from archive.signers import Signer, Window
from archive.statement import Statement
from tests.toolkit.handover.making import DIGEST, Pair

PACKED = datetime(2026, 11, 27, 10, tzinfo=UTC)
NEXT = Window(datetime(2026, 11, 27, tzinfo=UTC), None)
NAME = "aep-2026-11-27-aes-italy-to-jp"
INFO = f"External-Identifier: {NAME}\nSecretariat-To: jp\n".encode()
FILES = (
    FileOutcome("data/records.bundle", "1" * 64, True),
    FileOutcome("data/originals/2024/a.pdf", "2" * 64, False),
)
RESERVED = (Reservation("P051", "data/originals/2024/a.pdf", "it is another"),)
EMPTY_LOG = "0 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def italy(checkpoint: str = EMPTY_LOG) -> Statement:
    return Statement("package", DIGEST, "aes-italy", "it", PACKED, checkpoint)


def received(giver: Pair, taker: Pair, checkpoint: str = EMPTY_LOG) -> dict[str, bytes]:
    """The files of an event: Italy's package, received by Japan; by path below the workspace."""
    said = italy(checkpoint)
    receipt = Receipt(
        package=NAME, digest=DIGEST, kind="whole", sender=Party("aes-italy", "it"),
        receiver=Party("aes-japan", "jp"), commit="c" * 40, time=PACKED + timedelta(hours=2),
        checkpoint=checkpoint, files=FILES, reservations=RESERVED, key=taker.public.text,
    )  # fmt: skip
    digest = f"sha256:{hashlib.sha256(receipt.data).hexdigest()}"
    answer = replace(
        said, kind="receipt", digest=digest, mandate="aes-japan", host="jp", time=receipt.time
    )
    return {
        f"{FOLDER}/0001-received/{name}": data
        for name, data in {
            "statement.txt": said.data,
            "statement.txt.sig": giver.signs(said.data),
            "bag-info.txt": INFO,
            "receipt.json": receipt.data,
            "receipt.txt": answer.data,
            "receipt.txt.sig": taker.signs(answer.data),
        }.items()
    }


def signers(giver: Pair, taker: Pair) -> bytes:
    """The list in which both keys stand, each for its own term."""
    term = Window(datetime(2022, 7, 1, tzinfo=UTC), None)
    lines = [Signer("aes-italy", giver.public, term), Signer("aes-japan", taker.public, NEXT)]
    return "".join(f"{each.text}\n" for each in lines).encode()


def put(root: Path, files: dict[str, bytes]) -> None:
    """Write files below a workspace."""
    for path, data in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
