"""Checks a workspace's records and registers as they lie in the folder: findings, nothing changed.

Ten steps: read every file (`files`), follow every reference (`references`), look at the marks
of paragraphs (`marks`), hold the whole against the rules of the process (`rules`), its decisions
against each other (`decisions`), the rules of retention (`retention`), the keys against the
mandates (`keys`), what is not for everyone (`editions`), the log against its checkpoints (`log`),
and the events of custody (`custody`). The eleventh looks through the saves (`evidence`).
"""

from __future__ import annotations

from collections.abc import Iterable

from archive import history
from archive.check import (
    custody,
    decisions,
    editions,
    evidence,
    keys,
    log,
    marks,
    references,
    retention,
    rules,
)
from archive.check.files import read_workspace
from archive.findings import Finding
from archive.workspace import Workspace

__all__ = ["check"]


def check(
    workspace: Workspace, paths: Iterable[str] | None = None, *, saves: bool = True
) -> list[Finding]:
    """All findings, by path and line; only those of `paths` (workspace-relative) where given.

    Without `saves` the saves are not gone through for one that altered the log, the evidence of
    custody or a sealed text, which takes the longer the more there are.
    """
    read = read_workspace(workspace)
    found = [*read.findings, *references.check(read), *marks.check(read)]
    found += [*rules.check(read, workspace), *decisions.check(read)]
    found += [*retention.check(read), *keys.check(read, workspace)]
    found += editions.check(read, workspace)
    found += log.check(workspace)
    found += custody.check(read, workspace)
    if saves:
        found += evidence.check(workspace)
    found += _history(workspace)
    if paths is not None:
        wanted = tuple(paths)
        found = [f for f in found if any(_within(f.path, path) for path in wanted)]
    return sorted(set(found))


def _history(workspace: Workspace) -> list[Finding]:
    root = workspace.root
    if history.is_repository(root) and history.head(root) and history.shallow_mark(root):
        said = "this copy lacks the older history: versions before its first commit are missing"
        return [Finding(history.RECORDS, 0, "H005", said)]
    return []


def _within(path: str, asked: str) -> bool:
    return path == asked or path.startswith(asked.rstrip("/") + "/")
