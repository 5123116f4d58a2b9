"""Every failure the archive can name: one root, one class a failure.

A message is one line that says what is wrong, where, and what to do next. The
command line prints it and exits with `exit_code`; nothing else catches it.
"""

from __future__ import annotations


class SecretariatError(Exception):
    """The root: a failure that a person can act on. `exit_code` is the command's."""

    exit_code = 1


class UsageProblem(SecretariatError):
    """The question was put wrongly (an unknown name, a missing value): exit code 2."""

    exit_code = 2


class NoWorkspace(SecretariatError):
    """No folder here or above holds records/ and datasette.yaml."""


class NoArchive(SecretariatError):
    """The archive has not been built yet, or is not an archive."""


class HistoryRewritten(SecretariatError):
    """The last imported commit is no longer on the line that is checked out."""


class HistoryUnreadable(SecretariatError):
    """git could not tell the history; the message carries its own words."""


class ArchiveBusy(SecretariatError):
    """Another build is writing this archive."""


class ArchiveUnwritable(SecretariatError):
    """The archive cannot be written: a full disk, a folder that may not be written."""


class BadDate(SecretariatError):
    """A text is no EDTF date, or names a day that does not exist. `fault` leaves the remedy out."""

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(f"{fault}: {remedy}")
        self.fault = fault


class EndsBeforeStart(BadDate):
    """A range or a term whose end lies before its start."""


class BadFrontMatter(SecretariatError):
    """Front matter or a register is not readable as YAML. `line` is 1-based within it."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class NotInArchive(SecretariatError):
    """What was asked for is not in the archive; said, never shown as an empty answer."""


class CheckFailed(SecretariatError):
    """The records have errors that must be mended before they can be saved."""


class SaveFailed(SecretariatError):
    """The records could not be saved; they are as they were."""
