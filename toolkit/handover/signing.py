"""Signing a statement with the key of a mandate, and checking that such a signature holds.

    trust = Trust.of(workspace)
    signature = sign(statement, key_file, trust)
    verified = verify(statement.data, signature, trust, kind="package")

`ssh-keygen -Y verify` has the last word on every signature; what else is looked at here can only
refuse, and tells the reason. The list of keys is the caller's choice: one that came along with
what was signed proves nothing by itself.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from archive.signers import (
    NAMESPACE,
    REVOKED,
    SIGNERS,
    BadLine,
    Signer,
    read_revoked,
    read_signers,
    ssh_time,
)
from archive.sshkeys import PublicKey
from archive.text.dates import in_words
from archive.workspace import Workspace
from toolkit.handover import program
from toolkit.handover.errors import BadStatement, ProgramFailed, Reason, SignatureRefused
from toolkit.handover.sshsig import Signature, read_signature
from toolkit.handover.statement import Kind, Statement, parse


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signatures count: the contents of `allowed_signers` and of `revoked_keys`."""

    signers: bytes
    revoked: bytes = b""

    @classmethod
    def of(cls, workspace: Workspace) -> Trust:
        """What the workspace's registers hold; empty where the files are not there."""
        return cls(*(_read(workspace.root / path) for path in (SIGNERS, REVOKED)))


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that holds: what was signed, with which key, by which line of the list."""

    statement: Statement
    key: PublicKey
    signer: Signer


def sign(statement: Statement, key: Path, trust: Trust) -> bytes:
    """The signature of `statement` by the private key in the file `key`, as a file's content.

    A passphrase is asked by ssh-keygen itself, on the terminal; `key` may be the public half of
    a key that ssh-agent holds. What comes out has been verified: raises `SignatureRefused` where
    by `trust` nobody would accept it, and `ProgramFailed` where it cannot be made.
    """
    if not key.is_file():
        raise ProgramFailed(f"there is no key {key}: name the file, or make one with "
                            "`secretariat keys new`")  # fmt: skip
    done = program.run(
        ("-Y", "sign", "-q", "-f", key.absolute(), "-n", NAMESPACE),
        given=statement.data, seconds=program.PATIENT, asks=True,
    )  # fmt: skip
    if done.status or not done.out:
        raise ProgramFailed(_unsigned(key, done.last_words))
    verify(statement.data, done.out, trust, kind=statement.kind)
    return done.out


def _unsigned(key: Path, said: str) -> str:
    if "incorrect passphrase" in said and sys.stdin.isatty():
        return f"that is not the passphrase of {key}: run the same command again and type it"
    if "passphrase" in said:
        remedy = "run it in a terminal and type the passphrase, or give the key to ssh-agent"
    elif "permissions" in said or "bad permission" in said:
        remedy = "let nobody but you read the file"
    elif "agent" in said:
        remedy = "name the private key, or give it to ssh-agent with ssh-add"
    else:
        remedy = "name the file of a private key of OpenSSH"
    return f"{key} could not sign ({said}): {remedy}"


def verify(
    statement: bytes, signature: bytes | None, trust: Trust, *, kind: Kind | None = None
) -> Verified:
    """What `signature` proves of `statement`, the contents of two files; None where one lacks.

    It must be of `kind` where given, and hold at the time that the statement names. Raises
    `SignatureRefused`, the reason told apart, and `ProgramFailed`.
    """
    if not signature or not signature.strip():
        raise SignatureRefused("no signature", "there is no signature: ask who sent it to sign it")
    try:
        read = read_signature(signature)
    except ValueError as error:
        _refuse("wrong kind of file", f"the signature is {error}: ask for the right file")
    try:
        said = parse(statement)
    except BadStatement as error:
        _refuse("not a statement", str(error))
    if kind is not None and said.kind != kind:
        _refuse("other kind of statement", f"this is the signature of a {said.kind}, where that "
                f"of a {kind} is wanted: name the right file")  # fmt: skip
    if read.namespace != NAMESPACE:
        _refuse("other namespace", f"the signature was made for {read.namespace!r}, not for "
                f"{NAMESPACE}: ask for one that was")  # fmt: skip
    signers, unread = read_signers(trust.signers)
    refused = _by_ssh_keygen(said, read, trust, signers)
    if refused is not None and _is_altered(said, read):
        _refuse("altered statement", "the statement is not what was signed: it was altered, or "
                "the signature is of another; ask for both again")  # fmt: skip
    signer = _signer_of(said, read.key, signers, unread, trust)
    if refused is not None:
        _refuse("refused by ssh-keygen", f"ssh-keygen refuses the signature: {refused}")
    return Verified(said, signer.key, signer)


def _by_ssh_keygen(
    said: Statement, read: Signature, trust: Trust, signers: list[Signer]
) -> str | None:
    """What ssh-keygen has against the signature; None where it is good.

    It gets the lines that were understood, as we write them, and the revoked keys as they are: so
    no line can mean one thing here and another there, and what is revoked in any form is refused.
    """
    lines = [f"{each.text}\n" for each in signers if each.namespaces == (NAMESPACE,)]
    with program.private_folder() as folder:
        allowed, revoked, signature = (folder / name for name in ("allowed", "revoked", "sig"))
        allowed.write_text("".join(lines), encoding="utf-8", newline="\n")
        revoked.write_bytes(trust.revoked)
        signature.write_bytes(read.file)
        done = program.run(
            ("-Y", "verify", "-f", allowed, "-I", said.mandate, "-n", NAMESPACE, "-s", signature,
             "-r", revoked, f"-Overify-time={ssh_time(said.time)}"),
            given=said.data,
        )  # fmt: skip
    return done.last_words if done.status else None


def _is_altered(said: Statement, read: Signature) -> bool:
    """Whether the signature is of other bytes, whosever key it is of."""
    with program.private_folder() as folder:
        (folder / "sig").write_bytes(read.file)
        words = ("-Y", "check-novalidate", "-n", NAMESPACE, "-s", folder / "sig")
        return program.run(words, given=said.data).status != 0


def _signer_of(
    said: Statement, key: PublicKey | None, signers: list[Signer], unread: list[BadLine],
    trust: Trust,
) -> Signer:  # fmt: skip
    """The line by which `key` may have signed `said`; raises `SignatureRefused`."""
    if key is None:
        _refuse("unknown key", "the signature is of a kind of key that may not sign here: ask for "
                "one of a key made with `secretariat keys new`")  # fmt: skip
    name = key.fingerprint
    _not_revoked(key, trust)
    own = [each for each in signers if each.key == key]
    if not own:
        more = f" (line {unread[0].line} of {SIGNERS} cannot be read)" if unread else ""
        _refuse("unknown key", f"nobody here knows the key {name}{more}: compare it with its owner "
                "by another way, then `secretariat keys trust`")  # fmt: skip
    of = [each for each in own if each.mandate == said.mandate]
    if not of:
        whose = ", ".join(dict.fromkeys(each.mandate for each in own))
        _refuse("other mandate", f"the statement is of {said.mandate}, but the key {name} is one "
                f"of {whose}: ask for a signature of {said.mandate}")  # fmt: skip
    fit = [each for each in of if each.namespaces == (NAMESPACE,)]
    if not fit:
        _refuse("other namespace", f"the key {name} is not listed for handovers alone: write "
                f'namespaces="{NAMESPACE}" into line {of[0].line} of {SIGNERS}')  # fmt: skip
    for each in fit:
        if each.window.holds(said.time):
            return each
    window = fit[0].window
    after_its_end = window.before is not None and window.before < said.time
    late = _LATE.format(said.mandate, name) if after_its_end and said.kind == "package" else ""
    _refuse("outside its mandate", f"it was signed on {in_words(f'{said.time:%Y-%m-%d}')}, but the "
            f"key {name} may sign for {said.mandate} only {window.in_words()}: ask who held the "
            f"secretariat then{late}")  # fmt: skip


#: The way out where a term that is over sends what came late: its mandate, and its key.
_LATE = (
    "; where it still sends what came late, enter until when (`hands_over_until` of {0} in "
    "records/registers/mandates.yaml), and run `secretariat keys trust {1} --mandate {0}`"
)


def _not_revoked(key: PublicKey, trust: Trust) -> None:
    revoked, bad = read_revoked(trust.revoked)
    found = next((each for each in revoked if each.key == key), None)
    if found is not None:
        _refuse("revoked key", f"the key {key.fingerprint} was revoked {found.in_words()}: ask "
                "for a signature of a key that holds")  # fmt: skip
    lines = {each.line for each in revoked}
    unread = next((each for each in bad if each.line not in lines), None)
    if unread is not None:  # it may be the very key that is asked about
        _refuse("revocations unreadable", f"line {unread.line} of {REVOKED} cannot be read "
                f"({unread.message}): mend it, for it may be this very key")  # fmt: skip


def _refuse(reason: Reason, message: str) -> NoReturn:
    raise SignatureRefused(reason, message)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
