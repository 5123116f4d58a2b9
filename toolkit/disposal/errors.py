"""What stands in the way of a disposal."""

from __future__ import annotations

from archive.errors import SecretariatError


class DisposalRefused(SecretariatError):
    """The record was not disposed of, and everything is as it was; the message says what to do."""


class DisposalPending(SecretariatError):
    """A disposal was stopped after it had taken effect, and must be gone on with first."""
