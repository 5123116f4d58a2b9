"""The keys of the mandates: made, trusted, revoked, listed.

Private keys lie outside of every workspace. Public ones stand in two files among the registers,
which `ssh-keygen` reads as they are (`archive.signers`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from archive import registers
from archive.errors import BadDate, BadFrontMatter, SaveFailed, UsageProblem
from archive.model import Mandate
from archive.signers import (
    NAMESPACE,
    REVOKED,
    SIGNERS,
    Revocation,
    Signer,
    Window,
    read_revoked,
    read_signers,
    term_of,
    window_of,
)
from archive.sshkeys import BadKey, PublicKey, read_key
from archive.workspace import Workspace
from toolkit.handover import program
from toolkit.handover.errors import KeyProblem, ProgramFailed
from toolkit.saving.replacing import replace_file

State = Literal["valid", "not yet", "ended", "revoked", "contradicts its mandate"]

_SIGNERS_HEAD = """\
# The keys of each term of the secretariat, in the form of OpenSSH's ALLOWED SIGNERS.
# Written by `secretariat keys new` and `secretariat keys trust`; docs/format.md explains it.
"""
_REVOKED_HEAD = """\
# Keys whose signatures are refused, each with the day and the reason.
# Written by `secretariat keys revoke`; docs/format.md explains it.
"""

#: Bytes; a public key is one line.
_MAX_KEY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list, with what follows from it on the day of asking.

    `private` is the file of its private half, where that lies in the usual folder of this user.
    """

    signer: Signer
    host: str | None
    state: State
    revocation: Revocation | None
    private: Path | None

    def as_dict(self) -> dict[str, object]:
        """The machine-readable form."""
        window = self.signer.window
        return {
            "mandate": self.signer.mandate,
            "host": self.host,
            "fingerprint": self.signer.key.fingerprint,
            "kind": self.signer.key.kind,
            "valid_after": _iso(window.after),
            "valid_before": _iso(window.before),
            "state": self.state,
            "revoked_on": self.revocation.day if self.revocation else None,
            "reason": self.revocation.reason if self.revocation else None,
            "private_key": str(self.private) if self.private else None,
            "comment": self.signer.comment,
            "line": self.signer.line,
        }


def _iso(time: datetime | None) -> str | None:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}" if time else None


def usual_folder() -> Path:
    """Where private keys are kept: outside of every workspace, in this user's own settings."""
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home(), "secretariat", "keys")
    settings = os.environ.get("XDG_CONFIG_HOME") or ""
    return Path(settings if settings.startswith("/") else Path.home() / ".config",
                "secretariat", "keys")  # fmt: skip


# -- mandates -----------------------------------------------------------------------


def mandates(workspace: Workspace) -> dict[str, Mandate]:
    """The terms of the register by id; raises `KeyProblem` where there is none to read."""
    path = workspace.root / registers.FOLDER / f"{registers.FILE_OF['mandate']}.yaml"
    try:
        found = registers.parse("mandates", path.read_text(encoding="utf-8")).entries
    except FileNotFoundError:
        found = {}
    except (UnicodeDecodeError, BadFrontMatter) as error:
        raise KeyProblem(f"{workspace.relative(path)} cannot be read ({error}): see "
                         "`secretariat check`") from None  # fmt: skip
    return {key: entry for key, entry in found.items() if isinstance(entry, Mandate)}


def mandate_called(workspace: Workspace, name: str) -> Mandate:
    """The term with that id; raises `UsageProblem`, naming those that there are."""
    known = mandates(workspace)
    if name not in known:
        there = f"take one of {', '.join(known)}" if known else "enter it there first"
        raise UsageProblem(f"records/registers/mandates.yaml has no mandate {name!r}: {there}")
    return known[name]


def mandate_at(workspace: Workspace, now: datetime) -> Mandate:
    """The one term that may hold at `now`; raises `UsageProblem` where that is not one."""
    held = [each for each in mandates(workspace).values() if term_of(each).holds(now)]
    if len(held) != 1:
        which = (
            f"both {' and '.join(each.id for each in held)} may hold" if held else "no term holds"
        )
        raise UsageProblem(f"{which} today: say whose key it is with --mandate ID")
    return held[0]


# -- making -------------------------------------------------------------------------


def make(path: Path, workspace: Workspace, mandate: Mandate, *, passphrase: bool) -> PublicKey:
    """Make an Ed25519 key: the private half at `path`, the public one beside it in `path`.pub.

    ssh-keygen asks for the passphrase itself, on the terminal. Nothing is overwritten. Raises
    `KeyProblem` and `ProgramFailed`, and then no half of a key is left.
    """
    path = path.absolute()
    public = path.with_name(f"{path.name}.pub")
    if path.resolve().is_relative_to(workspace.root):
        raise KeyProblem(f"{path} lies in the workspace, which others get: name a place outside")
    for each in (path, public):
        if each.exists() or each.is_symlink():
            raise KeyProblem(f"{each} is there already: use that key with `secretariat keys trust "
                             f"{public}`, or name another file with --file")  # fmt: skip
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with program.private_folder(path.parent) as folder:
            key = _made(folder / "key", f"{mandate.id}", passphrase)
            (folder / "key.pub").rename(public)
            try:
                (folder / "key").rename(path)
            except OSError:
                public.unlink()
                raise
    except OSError as error:
        raise KeyProblem(f"the key cannot be kept in {path.parent} ({error.strerror}): allow "
                         "writing there, or name another file with --file") from None  # fmt: skip
    return key


def _made(path: Path, comment: str, passphrase: bool) -> PublicKey:
    words = ["-q", "-t", "ed25519", "-C", comment, "-f", str(path)]
    if passphrase:
        done = program.run(words, given=None, seconds=program.PATIENT, asks=True)
    else:
        done = program.run([*words, "-N", ""])
    if done.status or not path.is_file():
        raise ProgramFailed(f"ssh-keygen made no key ({done.last_words}): do it again")
    path.chmod(0o600)
    if passphrase and program.run(["-y", "-P", "", "-f", str(path)]).status == 0:
        raise KeyProblem("no passphrase was given, so no key was made: give one, or say "
                         "--no-passphrase")  # fmt: skip
    return key_in(path.with_name(f"{path.name}.pub"))


def key_in(path: Path) -> PublicKey:
    """The public key in a file; raises `UsageProblem` where there is none."""
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_KEY).decode("utf-8", "replace")
        return read_key(text)[0]
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read ({error.strerror}): name the file of a public "
                           "key") from None  # fmt: skip
    except BadKey as error:
        raise UsageProblem(f"{path}: {error}") from None


# -- trusting -----------------------------------------------------------------------


def trust(workspace: Workspace, key: PublicKey, mandate: Mandate, today: date) -> Signer:
    """Let `key` sign for `mandate`, within the dates that the register now has: one line.

    A line of this key and mandate that is there already is written anew. Raises `KeyProblem`
    where the key is revoked, or the file cannot be written; then nothing has changed.
    """
    _require_not_revoked(workspace, key)
    window = window_of(mandate)
    if window.before is not None and window.before.year < 2000:
        raise KeyProblem(f"{mandate.id} ended {window.in_words()}: no key can sign for it")
    data = _data(workspace, SIGNERS)
    before = [e for e in read_signers(data)[0] if (e.key, e.mandate) == (key, mandate.id)]
    comment = before[0].comment if before else f"{mandate.id} {today.isoformat()}"
    signer = Signer(mandate.id, key, window, (NAMESPACE,), comment)
    lines = _lines(data, _SIGNERS_HEAD)
    if before:
        lines[before[0].line - 1] = signer.text
        gone = {each.line - 1 for each in before[1:]}
        lines = [line for at, line in enumerate(lines) if at not in gone]
    else:
        lines.append(signer.text)
    _write(workspace, SIGNERS, data, lines)
    return replace(signer, line=lines.index(signer.text) + 1)


def _require_not_revoked(workspace: Workspace, key: PublicKey) -> None:
    found = _revocation(_data(workspace, REVOKED), key)
    if found is not None:
        raise KeyProblem(f"the key {key.fingerprint} was revoked {found.in_words()}: make a new "
                         "one with `secretariat keys new`")  # fmt: skip


def _revocation(data: bytes, key: PublicKey) -> Revocation | None:
    return next((each for each in read_revoked(data)[0] if each.key == key), None)


# -- revoking -----------------------------------------------------------------------


def revoke(workspace: Workspace, key: PublicKey, reason: str, day: date) -> Revocation:
    """Refuse every signature of `key` from now on, whenever it says that it was made.

    Raises `KeyProblem` where it is revoked already, and `UsageProblem` without a reason.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise UsageProblem("say in a line why it is revoked, with --reason")
    _require_not_revoked(workspace, key)
    data = _data(workspace, REVOKED)
    signers = read_signers(_data(workspace, SIGNERS))[0]
    whose = next((each.mandate for each in signers if each.key == key), "")
    revocation = Revocation(key, day.isoformat(), reason, whose)
    _write(workspace, REVOKED, data, [*_lines(data, _REVOKED_HEAD), revocation.text])
    return revocation


# -- finding and listing ------------------------------------------------------------


def listed(workspace: Workspace, now: datetime) -> list[Listed]:
    """Every line of the list that is understood, in order, and how it stands at `now`."""
    revoked = _data(workspace, REVOKED)
    terms = mandates(workspace)
    here = _private_keys()
    out = []
    for signer in read_signers(_data(workspace, SIGNERS))[0]:
        term = terms.get(signer.mandate)
        revocation = _revocation(revoked, signer.key)
        out.append(
            Listed(
                signer=signer,
                host=term.host if term else None,
                state=_state(signer, term, revocation, now),
                revocation=revocation,
                private=here.get(signer.key),
            )
        )
    return out


def _state(
    signer: Signer, term: Mandate | None, revocation: Revocation | None, now: datetime
) -> State:
    if revocation is not None:
        return "revoked"
    if term is None or signer.namespaces != (NAMESPACE,) or not _within(signer.window, term):
        return "contradicts its mandate"
    if signer.window.holds(now):
        return "valid"
    return "ended" if signer.window.before and signer.window.before < now else "not yet"


def _within(window: Window, term: Mandate) -> bool:
    try:
        return window.within(window_of(term))
    except BadDate:
        return False


def _private_keys() -> dict[PublicKey, Path]:
    """The keys in the usual folder whose private half is there too."""
    out: dict[PublicKey, Path] = {}
    with suppress(OSError):
        for public in sorted(usual_folder().glob("*.pub")):
            private = public.with_suffix("")
            with suppress(UsageProblem):
                if private.is_file():
                    out[key_in(public)] = private
    return out


def find(workspace: Workspace, text: str, start: Path) -> PublicKey:
    """The key that `text` names: a file as seen from `start`, a fingerprint, or a mandate's id.

    Raises `UsageProblem` where it names none, or a mandate that has several.
    """
    known = read_signers(_data(workspace, SIGNERS))[0]
    own = list(dict.fromkeys(e.key for e in known if text in (e.mandate, e.key.fingerprint)))
    if len(own) == 1:
        return own[0]
    if own:
        prints = ", ".join(each.fingerprint for each in own)
        raise UsageProblem(f"{text} has several keys: name one by its fingerprint ({prints})")
    if (start / text).is_file():
        return key_in(start / text)
    raise UsageProblem(f"there is no key {text!r}: name the file of a public key, or a fingerprint "
                       "that `secretariat keys list` shows")  # fmt: skip


def key_of_mandate(workspace: Workspace, mandate: str) -> str:
    """The fingerprints of the keys that may sign for `mandate`, parted by commas."""
    known = read_signers(_data(workspace, SIGNERS))[0]
    own = dict.fromkeys(each.key.fingerprint for each in known if each.mandate == mandate)
    return ", ".join(own)


# -- the two files ------------------------------------------------------------------


def _data(workspace: Workspace, path: str) -> bytes:
    try:
        return (workspace.root / path).read_bytes()
    except FileNotFoundError:
        return b""


def _lines(data: bytes, head: str) -> list[str]:
    """The lines of a file as they are; the head of a new one where it is empty."""
    text = data.decode("utf-8", "surrogateescape") or head
    return text.removesuffix("\n").split("\n")


def _write(workspace: Workspace, path: str, old: bytes, lines: Sequence[str]) -> None:
    place = workspace.root / path
    new = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    made = False
    try:
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.open("xb").close()
            made = True
        replace_file(place, old, new)
    except (OSError, SaveFailed) as error:
        if made:
            with suppress(OSError):
                place.unlink()
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise KeyProblem(f"{path} cannot be written ({why}); it is as it was") from None
