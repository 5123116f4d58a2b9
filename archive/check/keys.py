"""Looks at the keys of the mandates: each line has its mandate, and no time outside its dates."""

from __future__ import annotations

from collections.abc import Iterator

from archive.check.files import ReadWorkspace
from archive.errors import BadDate
from archive.findings import Finding
from archive.frontmatter import MAX_TEXT
from archive.model import Mandate
from archive.registers import FILE_OF, FOLDER
from archive.signers import (
    NAMESPACE,
    REVOKED,
    SIGNERS,
    Signer,
    read_revoked,
    read_signers,
    window_of,
)
from archive.sshkeys import is_private
from archive.workspace import Workspace

_MANDATES = f"{FOLDER}/{FILE_OF['mandate']}.yaml"

#: As much of a file as tells whether it is a private key.
_TOP = 200


def check(read: ReadWorkspace, workspace: Workspace) -> Iterator[Finding]:
    """The findings about `allowed_signers`, `revoked_keys` and private keys beside them."""
    yield from _private(read, workspace)
    signers, bad = read_signers(_data(read, workspace, SIGNERS))
    for each in bad:
        yield Finding(SIGNERS, each.line, "K001", f"the line cannot be read: {each.message}")
    revoked, unread = read_revoked(_data(read, workspace, REVOKED))
    ended = {each.key for each in revoked}
    seen: dict[tuple[str, bytes], int] = {}
    for signer in signers:
        yield from _signer(read, signer, signer.key in ended)
        key = (signer.mandate, signer.key.blob)
        if key in seen:
            said = f"the key stands for `{signer.mandate}` in line {seen[key]} already"
            yield _finding(signer, "K005", said)
        seen.setdefault(key, signer.line)
    known = {each.line for each in revoked}
    for each in unread:
        code = "K006" if each.line in known else "K001"
        yield Finding(REVOKED, each.line, code, each.message)


def _signer(read: ReadWorkspace, signer: Signer, revoked: bool) -> Iterator[Finding]:
    if signer.namespaces != (NAMESPACE,):
        allows = ", ".join(signer.namespaces) or "everything"
        yield _finding(signer, "K004", f"the key may sign {allows}, not {NAMESPACE} alone")
    if any(f.path == _MANDATES and f.severity == "error" for f in read.findings):
        return  # what is wrong there is told there, and may be why this mandate seems missing
    listed = read.entries.get(signer.mandate)
    if listed is None or not isinstance(listed.entry, Mandate):
        kind = read.kinds.get(signer.mandate)
        other = f": it is a {kind.replace('_', ' ')}" if kind else ""
        yield _finding(signer, "K002", f"no mandate has the id `{signer.mandate}`{other}")
        return
    if revoked:
        return  # it may sign nothing, whatever its dates
    try:
        term = window_of(listed.entry)
    except BadDate:
        return  # told in the register of mandates
    if not signer.window.within(term):
        said = (
            f"the key may sign {signer.window.in_words()}, but `{signer.mandate}` "
            f"holds {term.in_words()}"
        )
        yield _finding(signer, "K003", said)


def _finding(signer: Signer, code: str, said: str) -> Finding:
    return Finding(SIGNERS, signer.line, code, said, signer.mandate)


def _private(read: ReadWorkspace, workspace: Workspace) -> Iterator[Finding]:
    for path in read.files:
        if path.startswith(f"{FOLDER}/") and not path.endswith(".yaml"):
            top = _data(read, workspace, path, _TOP).decode("ascii", "replace")
            if is_private(top):
                yield Finding(path, 0, "K007", "this is a private key")


def _data(read: ReadWorkspace, workspace: Workspace, path: str, limit: int = MAX_TEXT) -> bytes:
    """The beginning of a file of the workspace; nothing where it is not there or unreadable."""
    if path not in read.files:
        return b""
    try:
        with (workspace.root / path).open("rb") as file:
            return file.read(limit)
    except OSError:
        return b""
