"""Closes a package: its tag files, its manifests, and the signature over the whole of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from archive.log.note import Checkpoint
from archive.text.numbers import size_words
from toolkit import __version__
from toolkit.handover.bagit import (
    DECLARATION,
    INFO,
    MANIFEST,
    OUR_DECLARATION,
    SIGNATURE,
    TAG_MANIFEST,
    render_info,
    render_manifest,
)
from toolkit.handover.errors import StampFailed
from toolkit.handover.packing.facts import Facts
from toolkit.handover.packing.order import Order
from toolkit.handover.packing.since import in_words
from toolkit.handover.packing.stranger import script, words_for
from toolkit.handover.packing.writing import put
from toolkit.handover.signing import Trust, sign
from toolkit.handover.statement import Statement


class Sized(Protocol):
    """A file of the package, as far as manifests speak of it."""

    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102


def bag_info(order: Order, facts: Facts, files: Mapping[str, Sized]) -> bytes:
    """The content of bag-info.txt: RFC 8493, section 2.2.2, and what is ours."""
    octets = sum(each.size for each in files.values())
    pairs = [
        ("Source-Organization", order.mandate.organisation or order.process.name),
        ("Contact-Name", facts.saver),
        ("Contact-Email", order.process.contact or ""),
        ("External-Identifier", facts.name),
        ("Bagging-Date", f"{facts.when:%Y-%m-%d}"),
        ("Bag-Software-Agent", f"secretariat {__version__}"),
        ("Payload-Oxum", f"{octets}.{len(files)}"),
        ("Bag-Size", size_words(octets)),
        ("Secretariat-Package", "1"),
        ("Secretariat-Kind", order.kind),
        ("Secretariat-Process", order.process.name),
        ("Secretariat-From", order.mandate.id),
        ("Secretariat-To", order.host),
        ("Secretariat-Commit", facts.commit),
        ("Secretariat-Since", in_words(order.since.checkpoint) if order.since else ""),
        ("Secretariat-Since-Commit", order.since.commit if order.since else ""),
        ("Secretariat-Checkpoint", in_words(facts.checkpoint)),
        ("Secretariat-Archive-Digest", facts.archive_digest),
    ]
    return render_info((label, _line(value)) for label, value in pairs if _line(value))


def _line(text: str) -> str:
    """`text` as one line that reads the same everywhere."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(each for each in plain if unicodedata.category(each) not in ("Cc", "Cs"))


def close(bag: Path, order: Order, facts: Facts, files: Mapping[str, Sized]) -> str:
    """Write all tag files over those of an earlier run; gives the package's digest.

    `files` are those of the payload by path. Raises OSError.
    """
    texts: dict[str, str | bytes] = {
        DECLARATION: OUR_DECLARATION,
        INFO: bag_info(order, facts, files),
        MANIFEST: render_manifest({path: each.sha256 for path, each in files.items()}),
        "VERIFY.md": words_for(order, facts),
        "verify.py": script(),
    }
    tags = {name: _put(bag / name, text)[1] for name, text in texts.items()}
    _, digest = _put(bag / TAG_MANIFEST, render_manifest(tags))
    return digest


def _put(path: Path, text: str | bytes) -> tuple[int, str]:
    path.unlink(missing_ok=True)
    return put(path, [text])


def why_unreachable(order: Order, checkpoint: Checkpoint) -> str:
    """Why the authority for time stamps gives none, '' where it does: the report has to say so,
    and is finished before the signature is there that is to be stamped.

    It is asked to stamp the checkpoint. Raises `UsageProblem` for what is no address.
    """
    if order.timestamp is None:
        return ""
    from toolkit.handover.stamp import stamp

    try:
        stamp(checkpoint.text().encode("utf-8"), order.timestamp)
    except StampFailed as error:
        return str(error)
    return ""


@dataclass(frozen=True, slots=True)
class Signed:
    """What the signature came to: by which key, and why there is no stamp where one was asked."""

    fingerprint: str
    stamped: bool
    why_not: str


def seal_package(bag: Path, order: Order, facts: Facts, digest: str) -> Signed:
    """Write statement, signature and stamp; the key's passphrase is asked by ssh-keygen.

    A stamp that cannot be had is told and no failure: the signature holds without it. Raises
    `SignatureRefused`, `ProgramFailed`, OSError.
    """
    statement = Statement(
        kind="package",
        digest=f"sha256:{digest}",
        mandate=order.mandate.id,
        host=order.mandate.host,
        time=datetime.now(UTC).replace(microsecond=0),
        checkpoint=in_words(facts.checkpoint),
    )
    said, signed, stamped = (bag / name for name in SIGNATURE)
    said.parent.mkdir(exist_ok=True)
    for old in said.parent.iterdir():
        old.unlink()
    _put(said, statement.data)
    if order.key is None:
        return Signed("", stamped=False, why_not="it is not signed")
    signature = sign(statement, order.key, Trust.of(order.workspace))
    _put(signed, signature)
    fingerprint = order.fingerprint
    if order.timestamp is None:
        return Signed(fingerprint, stamped=False, why_not="none was asked for (--timestamp)")
    if facts.unreachable:
        return Signed(fingerprint, stamped=False, why_not=facts.unreachable)
    from toolkit.handover.stamp import stamp

    try:
        answer = stamp(signature, order.timestamp)
    except StampFailed as error:
        return Signed(fingerprint, stamped=False, why_not=str(error))
    _put(stamped, answer)
    return Signed(fingerprint, stamped=True, why_not="")
