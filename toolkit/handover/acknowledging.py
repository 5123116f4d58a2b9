"""The receipt that came back: is it one for what was packed here, by whom, and what does it say.

Only a receipt that holds, for a package that this workspace packed, is kept. Whether something may
be deleted then is told, and never done.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive import custody
from archive.build.custody import contained
from archive.custody import Event
from archive.errors import SecretariatError, UsageProblem
from archive.gitrun import ask, git_at
from archive.log import store
from archive.receipt import MAX_SIZE, BadReceipt, Letter, Receipt, read_letter, read_receipt
from archive.signers import Signer, read_signers
from archive.sshsig import read_signature
from archive.statement import Statement
from archive.workspace import Workspace
from toolkit.handover.accepting.receiving import keep, letter_files
from toolkit.handover.errors import ReceiptRefused
from toolkit.handover.signing import Trust, verify
from toolkit.handover.verifying.log import events_of
from toolkit.handover.verifying.signature import TOLERANCE
from toolkit.saving.changes import find_changes
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.save import save


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a receipt says and was found to be worth.

    `trusted` is False where nobody vouched for its key; then it was not kept. `compared` is True
    where a person compared it, as it does not stand among the keys of the workspace. `later` counts
    the saves since the package that change records, which no receipt covers yet, `rewritten` is
    True where a disposal came between, so that what is new cannot be sent alone.
    """

    receipt: Receipt
    fingerprint: str
    trusted: bool
    folder: str
    already: bool
    later: int
    compared: bool = False
    rewritten: bool = False

    @property
    def may_delete(self) -> bool:
        """Whether nothing keeps the giving side from deleting its copy."""
        whole = not any(not each.accepted for each in self.receipt.files)
        return self.trusted and whole and not self.receipt.reservations and not self.later

    def as_dict(self) -> dict[str, Any]:
        """The machine-readable form."""
        said = self.receipt
        return {
            "package": said.package,
            "digest": said.digest,
            "from": {"mandate": said.sender.mandate, "host": said.sender.host},
            "to": {"mandate": said.receiver.mandate, "host": said.receiver.host},
            "time": custody.when(said.time),
            "checkpoint": said.checkpoint,
            "files": len(said.files),
            "reserved": [each.path for each in said.files if not each.accepted],
            "reservations": [
                {"code": e.code, "path": e.path, "message": e.message} for e in said.reservations
            ],
            "key": self.fingerprint,
            "trusted": self.trusted,
            "compared": self.compared,
            "kept_in": f"{custody.FOLDER}/{self.folder}" if self.folder else None,
            "already": self.already,
            "saves_since": self.later,
            "may_delete": self.may_delete,
        }


def letter_at(path: Path) -> Letter:
    """The receipt in a file; raises `UsageProblem` and `ReceiptRefused`."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read ({error.strerror}): name the file that came "
                           "back") from None  # fmt: skip
    try:
        return read_letter(data)
    except BadReceipt as error:
        raise ReceiptRefused(f"{path}: {error}") from None


def judge(workspace: Workspace, letter: Letter, told: str | None, now: datetime) -> Acknowledged:
    """What the receipt is worth for this workspace; nothing is written.

    `told` is the fingerprint that the owner of its key told; without it the keys of the workspace
    count, and a key that is not among them is not trusted. Raises `ReceiptRefused` and
    `SignatureRefused`.
    """
    try:
        receipt = read_receipt(letter.receipt)
    except BadReceipt as error:
        raise ReceiptRefused(f"the receipt does not hold: {error}") from None
    trust, trusted, compared = _trust(workspace, letter, receipt, told)
    verified = verify(letter.statement, letter.signature, trust, kind="receipt")
    _of_receipt(letter, receipt, verified.statement, verified.key.text, now)
    event = _packed(workspace, receipt)
    _fits(workspace, receipt, event)
    kept = _kept(workspace, letter)
    return Acknowledged(
        receipt=receipt,
        fingerprint=verified.key.fingerprint,
        trusted=trusted,
        folder=kept or "",
        already=kept is not None,
        later=_later(workspace, receipt),
        compared=compared,
        rewritten=rewritten(workspace, receipt),
    )


def _trust(
    workspace: Workspace, letter: Letter, receipt: Receipt, told: str | None
) -> tuple[Trust, bool, bool]:
    """Whose signature counts, whether anybody but the receipt vouches for its key, and whether
    only a person does, who compared it."""
    own = Trust.of(workspace)
    try:
        key = read_signature(letter.signature).key
    except ValueError:
        return own, True, False  # `verify` says what it is instead
    if key is None:
        return own, True, False
    if told is not None and key.fingerprint != told:
        raise ReceiptRefused(
            f"it is signed with the key {key.fingerprint}, not with the one that you were told: "
            "ask its owner"
        )
    listed = any(
        (each.key, each.mandate) == (key, receipt.receiver.mandate)
        for each in read_signers(own.signers)[0]
    )
    if listed:
        return own, True, False
    alone = f"{Signer(receipt.receiver.mandate, key).text}\n".encode()
    compared = told is not None or any(
        each.compared == key.fingerprint
        and each.receipt is not None
        and each.receipt.receiver == receipt.receiver
        for each in events_of(workspace)[0]
    )
    return Trust(alone, own.revoked), compared, compared


def _of_receipt(letter: Letter, receipt: Receipt, said: Statement, key: str, now: datetime) -> None:
    digest = f"sha256:{hashlib.sha256(letter.receipt).hexdigest()}"
    receiver = receipt.receiver
    same = (
        said.digest == digest
        and (said.mandate, said.host) == (receiver.mandate, receiver.host)
        and (said.time, said.checkpoint) == (receipt.time, receipt.checkpoint)
        and said.more.get("package") == receipt.digest
        and key == receipt.key
    )
    if not same:
        raise ReceiptRefused(
            "what was signed is not this receipt: it was changed; ask for it again"
        )
    if said.time > now.astimezone(UTC) + TOLERANCE:
        raise ReceiptRefused(
            f"it says that it was signed on {said.time:%Y-%m-%d %H:%M} UTC, which has not come "
            "yet: see whose clock is wrong"
        )


def _packed(workspace: Workspace, receipt: Receipt) -> Event:
    """The event by which the package of the receipt was packed here."""
    for event in events_of(workspace)[0]:
        if event.kind == "packed" and event.digest == receipt.digest:
            return event
    raise ReceiptRefused(
        f"it is for another package: {receipt.package} with the digest {receipt.digest} was not "
        "packed in this workspace"
    )


def _fits(workspace: Workspace, receipt: Receipt, event: Event) -> None:
    said = event.package.statement if event.package else None
    assert said is not None  # an event without one has no digest
    sender = (receipt.sender.mandate, receipt.sender.host)
    if event.name != receipt.package or sender != (said.mandate, said.host):
        raise ReceiptRefused(
            f"it names the package {receipt.package} of {receipt.sender.mandate}, and what was "
            f"packed with that digest is {event.name} of {said.mandate}: ask for it again"
        )
    if receipt.checkpoint != said.checkpoint:
        raise ReceiptRefused(
            "its checkpoint is not the one of the package: the other side has another log"
        )
    if receipt.time < said.time - TOLERANCE:
        raise ReceiptRefused("it was signed before the package was: see whose clock is wrong")
    log = store.load(workspace, openings=False)
    if log.head is None:
        raise ReceiptRefused("nothing was ever sealed here, so its checkpoint is of another log")
    if contained(log.tree(), receipt.checkpoint) != 1:
        raise ReceiptRefused("its checkpoint is not of the log here: that did not go on from it")


def _kept(workspace: Workspace, letter: Letter) -> str | None:
    for event in events_of(workspace)[0]:
        held = event.acknowledgement
        if event.kind == "acknowledged" and held is not None and held.data == letter.statement:
            return event.folder
    return None


def _later(workspace: Workspace, receipt: Receipt) -> int:
    """How many saves since the package change something but custody and the log."""
    git = git_at(workspace.root)
    since = receipt.commit
    if rewritten(workspace, receipt):
        # The save has another hash now. The one before it that sealed the log is known by the log.
        size = receipt.checkpoint.partition(" ")[0]
        since = ask(git, "rev-list", "-1", "HEAD", "--", f"{store.FOLDER}/checkpoints/{size}")
    left_out = (f":(exclude){custody.FOLDER}", f":(exclude){store.FOLDER}")
    what = f"{since}..HEAD" if since else "HEAD"
    return int(ask(git, "rev-list", "--count", what, "--", "records", *left_out))


def rewritten(workspace: Workspace, receipt: Receipt) -> bool:
    """Whether the history was rewritten since the package of a receipt, as a disposal does."""
    words = ("merge-base", "--is-ancestor", receipt.commit, "HEAD")
    try:
        ask(git_at(workspace.root), *words)
    except SecretariatError:
        return True
    return False


def keep_receipt(
    repository: Repository, saver: Saver, letter: Letter, found: Acknowledged
) -> Acknowledged:
    """Keep the receipt as an event of custody, saved at once; once only."""
    workspace = repository.workspace
    folder = found.folder
    if not folder:
        files = letter_files(letter)
        if found.compared:
            files[custody.COMPARED] = custody.compared_text(found.fingerprint)
        folder = keep(workspace, "acknowledged", files).name
    prefix = f"{custody.FOLDER}/"
    changes = [each for each in find_changes(repository) if each.path.startswith(prefix)]
    if changes:
        said = found.receipt
        why = (
            f"Keep the receipt of {said.receiver.host} for {said.package}\n\n"
            f"It is signed with {found.fingerprint}."
        )
        save(repository, changes, why, saver)
    return replace(found, folder=folder)
