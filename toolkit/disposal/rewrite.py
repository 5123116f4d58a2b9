"""Rewrites the history of a copy of the repository by git-filter-repo, in a process of its own.

    python -c "...; main()" PLAN.json       (in the folder of a bare repository that may be spoilt)

What is to go is named file by file, by path and content, so nothing else can be hit. In each commit
that had it a placeholder stands instead: no commit becomes empty, none is left out, and authors,
times, messages and order stay.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Any

from toolkit.disposal.stub import numbered

#: How references are rewritten: nothing is pruned, no message is edited, nothing is told to others.
OPTIONS = (
    "--force", "--partial", "--quiet", "--prune-empty", "never", "--prune-degenerate", "never",
    "--preserve-commit-hashes", "--preserve-commit-encoding", "--replace-refs", "delete-no-add",
)  # fmt: skip


def main() -> None:
    """Rewrite the repository in the current folder as the file that is named first says."""
    import git_filter_repo as library

    Thread(target=_end_with_the_parent, daemon=True).start()
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arguments = library.FilteringOptions.parse_args(
        [*OPTIONS, "--refs", *plan["refs"]], error_on_empty=False
    )
    filtered = _Filter(library, plan)
    scrub = [words.encode("utf-8") for words in plan["scrub"]]
    rewriting = library.RepoFilter(
        arguments,
        commit_callback=filtered.commit,
        message_callback=lambda message: _scrubbed(message, scrub),
    )
    filtered.rewriting = rewriting
    rewriting.run()


def _end_with_the_parent() -> None:
    """Stop at once when nobody waits for the result any more: it would write where others do."""
    while os.read(0, 4096):  # not sys.stdin, whose lock would be held when this process ends
        pass
    os._exit(1)


def _scrubbed(message: bytes, words: Sequence[bytes]) -> bytes:
    for each in words:
        message = message.replace(each, b"[disposed of]")
    return message


class _Filter:
    """Replaces the files of one record in each commit."""

    def __init__(self, library: Any, plan: dict[str, Any]) -> None:
        self._library = library
        self._pairs = {(os.fsencode(p), b.encode("ascii")) for p, b in plan["pairs"]}
        self._deleted = {(c.encode("ascii"), os.fsencode(p)) for c, p in plan["deleted"]}
        self._openings = {b.encode("ascii"): text for b, text in plan["openings"].items()}
        self._stub = os.fsencode(plan["stub"])
        self._placeholder = plan["placeholder"]
        self._new: dict[bytes, int] = {}
        self._step = 0
        self.rewriting: Any = None

    def commit(self, commit: Any, _metadata: Any) -> None:
        """What git-filter-repo calls for each commit, before it is written."""
        changes, touched = [], False
        for change in commit.file_changes:
            name, blob = change.filename, change.blob_id
            if change.type == b"M" and (name, blob) in self._pairs:
                touched = True
                # Another file may stand there so far; where none does, nothing comes of it.
                changes.append(self._library.FileChange(b"D", name))
                continue
            if change.type == b"D" and (commit.original_id, name) in self._deleted:
                touched = True
            elif change.type == b"M" and blob in self._openings:
                change.blob_id = self._opening(blob)
            changes.append(change)
        if touched:
            self._step += 1
            data = numbered(self._placeholder, self._step)
            place = self._library.FileChange(b"M", self._stub, self._blob(data), b"100644")
            changes = [each for each in changes if each.filename != self._stub] + [place]
        commit.file_changes = changes

    def _opening(self, blob: bytes) -> int:
        if blob not in self._new:
            text = self._openings[blob]
            self._new[blob] = self._blob(text.encode("utf-8", "surrogateescape"))
        return self._new[blob]

    def _blob(self, data: bytes) -> int:
        new = self._library.Blob(data)
        self.rewriting.insert(new)
        return int(new.id)
