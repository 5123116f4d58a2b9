"""Judges who signed a package, and what its signature is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from archive import registers
from archive.errors import BadDate, BadFrontMatter
from archive.findings import Finding
from archive.frontmatter import newlines
from archive.model import Mandate
from archive.registers import FILE_OF, FOLDER
from archive.signers import AUTHORITIES, NAMESPACE, Signer, Window, read_signers, window_of
from archive.sshsig import read_signature
from archive.workspace import Workspace
from toolkit.handover.bagit import TAG_MANIFEST, Bag
from toolkit.handover.bagit.names import shown
from toolkit.handover.errors import (
    BadStatement,
    SignatureRefused,
    StampFailed,
    StampRefused,
)
from toolkit.handover.signing import Trust, Verified, verify
from toolkit.handover.statement import MAX_SIZE, Statement, parse
from toolkit.handover.verifying.model import Anchor, Asked, Judged

STATEMENT, SIGNATURE, STAMP = (f"signature/statement.txt{end}" for end in ("", ".sig", ".tsr"))
MANDATES = f"{FOLDER}/{FILE_OF['mandate']}.yaml"

#: How far the clock of the one who signed may be ahead of ours.
TOLERANCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class OwnWord:
    """What the package itself says of keys and terms: it proves nothing, but must fit."""

    trust: Trust
    mandates: dict[str, Mandate]


def terms(text: bytes) -> dict[str, Mandate]:
    """The mandates of a register; none where it cannot be read."""
    try:
        found = registers.parse("mandates", newlines(text.decode("utf-8"))).entries
    except (UnicodeDecodeError, BadFrontMatter):
        return {}
    return {name: each for name, each in found.items() if isinstance(each, Mandate)}


def small(bag: Bag, path: str, most: int) -> bytes | None:
    """A small file of the package; None where it is not there, too large or unreadable."""
    if not 0 <= bag.sizes.get(path, -1) <= most:
        return None
    data = b""
    try:
        with bag.open(path) as file:
            while len(data) <= most and (more := file.read(most + 1 - len(data))):
                data += more
    except OSError:
        return None
    return data if len(data) <= most else None


def judge(bag: Bag, asked: Asked, own: OwnWord | None) -> tuple[Judged, list[Finding]]:
    """Who signed the package, and every fault of that; `own` is None before it is unpacked."""
    findings: list[Finding] = []
    raw = small(bag, STATEMENT, MAX_SIZE)
    if raw is None:
        return Judged(), [Finding(STATEMENT, 0, "P047", "there is no statement of what was signed")]
    try:
        said = parse(raw)
    except BadStatement as error:
        return Judged(), [Finding(STATEMENT, 0, "P041", str(error))]
    findings += _about(bag, said, asked, own)
    signature = small(bag, SIGNATURE, MAX_SIZE)
    if not signature or not signature.strip():
        passes = asked.unsigned and SIGNATURE not in bag.sizes
        code = "P042" if passes else "P040"
        findings.append(Finding(SIGNATURE, 0, code, "nobody signed it"))
        return Judged(said), findings
    judged = Judged(said)
    try:
        verified, anchor = _verified(raw, said, signature, asked, own)
        judged = Judged(said, verified.key.fingerprint, anchor)
    except SignatureRefused as error:
        altered = error.reason == "altered statement"  # which of the two files, nobody can tell
        said_so = f"{error} ({SIGNATURE} and {STATEMENT})" if altered else str(error)
        findings.append(Finding(STATEMENT if altered else SIGNATURE, 0, "P041", said_so))
    if judged.anchor == "package":
        told = f"it is of the key {judged.fingerprint}, which only the package itself vouches for"
        findings.append(Finding(SIGNATURE, 0, "P042", told))
    if signature != _in_one_form(signature):
        findings.append(Finding(SIGNATURE, 0, "P041", "it is not written as ssh-keygen writes it"))
    if STAMP in bag.sizes:
        stamped, faults = _stamp(bag, said, signature, asked)
        judged = replace(judged, stamped=stamped)
        findings += faults
    return judged, findings


def _about(bag: Bag, said: Statement, asked: Asked, own: OwnWord | None) -> Iterator[Finding]:
    """What of the statement is not of this package."""
    if said.kind != "package":
        yield Finding(STATEMENT, 0, "P043", f"it is the statement of a {said.kind}")
    if said.digest != f"sha256:{bag.digest}":
        told = f"what was signed is another {TAG_MANIFEST}: files and manifests were changed since"
        yield Finding(STATEMENT, 0, "P043", told)
    if said.mandate != bag.info.get("Secretariat-From"):
        told = f"{said.mandate} signed it, and bag-info.txt says that it is of "
        told += shown(bag.info.get("Secretariat-From") or "nobody")[:80]
        yield Finding(STATEMENT, 0, "P043", told)
    if said.checkpoint != bag.info.get("Secretariat-Checkpoint"):
        yield Finding(STATEMENT, 0, "P056", "it has another checkpoint than bag-info.txt")
    if said.time > asked.now + TOLERANCE:
        told = f"it says that it was signed on {said.time:%Y-%m-%d %H:%M:%S} UTC"
        yield Finding(STATEMENT, 0, "P044", told)
    for where, known in _registers(asked, own):
        term = known.get(said.mandate)
        if term is None and where == "the package":
            told = f"no mandate {said.mandate} stands in its register"
            yield Finding(STATEMENT, 0, "P043", told)
        elif term is not None and term.host != said.host:
            told = f"{said.mandate} is hosted by {term.host} in the register of {where}, and by "
            yield Finding(STATEMENT, 0, "P043", f"{told}{said.host} in the statement")


def _registers(asked: Asked, own: OwnWord | None) -> Iterator[tuple[str, dict[str, Mandate]]]:
    if own is not None:
        yield "the package", own.mandates
    for each in {asked.workspace, asked.onto} - {None}:
        assert each is not None
        yield "the workspace", terms(_read(each, MANDATES))


def _read(workspace: Workspace, path: str) -> bytes:
    try:
        return (workspace.root / path).read_bytes()
    except OSError:
        return b""


def _verified(
    raw: bytes, said: Statement, signature: bytes, asked: Asked, own: OwnWord | None
) -> tuple[Verified, Anchor]:
    """The signature held against the keys that are trusted; raises `SignatureRefused`."""
    known = [Trust.of(each) for each in (asked.workspace, asked.onto) if each is not None]
    if own is not None:
        known.append(own.trust)
    revoked = b"\n".join(each.revoked for each in known)  # what anybody revoked counts no more
    if asked.fingerprint is not None:
        signers = _by_fingerprint(said, signature, asked.fingerprint, own)
        return verify(raw, signature, Trust(signers, revoked), kind="package"), "fingerprint"
    if asked.signers is not None:
        return verify(raw, signature, Trust(asked.signers, revoked), kind="package"), "list"
    for each in known[: len(known) - (own is not None)]:
        if read_signers(each.signers)[0]:
            trust = Trust(each.signers, revoked)
            return verify(raw, signature, trust, kind="package"), "workspace"
    if own is None:
        signers = _by_fingerprint(said, signature, None, None)
        return verify(raw, signature, Trust(signers, revoked), kind="package"), "package"
    return verify(raw, signature, Trust(own.trust.signers, revoked), kind="package"), "package"


def _by_fingerprint(
    said: Statement, signature: bytes, told: str | None, own: OwnWord | None
) -> bytes:
    """A list of the one key that made the signature, if it is the one that was told."""
    try:
        key = read_signature(signature).key
    except ValueError:
        return b""  # `verify` says what it is instead
    if key is None:
        return b""
    if told is not None and key.fingerprint != told:
        raise SignatureRefused(
            "unknown key",
            f"it is of the key {key.fingerprint}, not of the one that you were told: ask its owner",
        )
    if own is None:
        return f"{Signer(said.mandate, key).text}\n".encode()
    listed = [each for each in read_signers(own.trust.signers)[0] if each.key == key]
    if not listed:
        try:
            window = window_of(own.mandates[said.mandate])
        except (KeyError, BadDate):
            window = Window()
        listed = [Signer(said.mandate, key, window, (NAMESPACE,))]
    return "".join(f"{each.text}\n" for each in listed).encode()


def _in_one_form(signature: bytes) -> bytes:
    """The signature as ssh-keygen writes it: base64 has bits that say nothing, lines can vary."""
    try:
        return read_signature(signature).file
    except ValueError:
        return signature  # refused already


def _stamp(bag: Bag, said: Statement, signature: bytes, asked: Asked) -> tuple[str, list[Finding]]:
    from toolkit.handover.stamp import MAX_SIZE as MOST
    from toolkit.handover.stamp import agree, verify_stamp

    answer = small(bag, STAMP, MOST)
    if answer is None:
        return "", [Finding(STAMP, 0, "P045", "it cannot be read")]
    authority = asked.authority
    for each in (asked.workspace, asked.onto):
        if authority is None and each is not None:
            authority = _read(each, AUTHORITIES) or None
    if authority is None:
        told = "no certificate of its authority was given"
        return "", [Finding(STAMP, 0, "P046", told)]
    try:
        stamped = verify_stamp(signature, answer, authority)
        agree(said, stamped)
    except StampRefused as error:
        return "", [Finding(STAMP, 0, "P045", str(error))]
    except StampFailed as error:
        return "", [Finding(STAMP, 0, "P046", str(error))]
    return f"{stamped.time:%Y-%m-%d %H:%M:%S} UTC by {stamped.authority}", []
