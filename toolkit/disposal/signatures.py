"""The signature of a certificate: a statement of its SHA-256, signed by the key of a mandate."""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path

from archive.log.note import Checkpoint
from archive.signers import read_signers
from archive.workspace import Workspace
from toolkit.disposal.certificate import digest
from toolkit.handover import keys
from toolkit.handover.signing import Trust, sign
from toolkit.handover.statement import Statement


def sign_certificate(
    workspace: Workspace, key: Path, data: bytes, head: Checkpoint | None, now: datetime
) -> dict[str, bytes]:
    """The statement and its signature, by the endings of their files.

    The mandate is the one for which the key may sign at `now`. Raises `SignatureRefused`,
    `ProgramFailed` and `KeyProblem`.
    """
    trust = Trust.of(workspace)
    beside = key.with_name(f"{key.name}.pub")
    public = keys.key_in(beside if beside.is_file() else key)
    signers = [each for each in read_signers(trust.signers)[0] if each.key == public]
    held = [each.mandate for each in signers if each.window.holds(now)]
    term = keys.mandate_called(workspace, held[0]) if held else keys.mandate_at(workspace, now)
    checkpoint = f"{head.size} {base64.b64encode(head.root).decode('ascii')}" if head else ""
    statement = Statement("disposal", digest(data), term.id, term.host, now, checkpoint)
    return {".statement": statement.data, ".sig": sign(statement, key, trust)}
