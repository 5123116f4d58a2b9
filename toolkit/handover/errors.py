"""What can go wrong in a handover, with keys, signatures and bags: one class a failure."""

from __future__ import annotations

from typing import Literal

from archive.errors import SecretariatError
from archive.statement import BadStatement as BadStatement

#: Why a signature is refused, for programs; the message says the same to people.
Reason = Literal[
    "no signature",
    "wrong kind of file",
    "not a statement",
    "other kind of statement",
    "other namespace",
    "altered statement",
    "unknown key",
    "revoked key",
    "revocations unreadable",
    "other mandate",
    "outside its mandate",
    "refused by ssh-keygen",
]


class SignatureRefused(SecretariatError):
    """A signature does not hold; `reason` tells the cases apart."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class KeyProblem(SecretariatError):
    """A key cannot be made, trusted or revoked as asked; nothing was changed."""


class ProgramFailed(SecretariatError):
    """`ssh-keygen` is missing or too old, or did not do its work."""


class StampFailed(SecretariatError):
    """No time stamp could be had from the authority."""


class StampRefused(SecretariatError):
    """A time stamp does not hold for what it is said to be of."""


class NoRoom(SecretariatError):
    """A package cannot be judged, as there is no room to unpack it; that is no fault of it."""


class BagUnreadable(SecretariatError):
    """There is no folder and no tar where a bag was said to be, or it cannot be read at all."""


class NotInBag(SecretariatError):
    """A file of a bag was asked for that it does not have, or that is not what it lists."""


class BagNotWritten(SecretariatError):
    """A file of a bag cannot be written as asked: a name or a value would be read as another."""


class PackRefused(SecretariatError):
    """No package can be made of the workspace as it is, or as asked; nothing was written."""


class PackFailed(SecretariatError):
    """A package could not be written to its end; what is finished is kept for the next run."""


class AcceptRefused(SecretariatError):
    """A package is not taken over as it is, or as asked; no workspace was made or changed."""


class ReceiptRefused(SecretariatError):
    """A receipt does not hold, or is not one for what was packed here; nothing was kept."""
