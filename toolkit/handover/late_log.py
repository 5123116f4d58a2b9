"""Whether all that a log kept beside stands for is here: of each package that came late.

Its leaves are kept with the event of custody. What they stand for, and the texts themselves, are in
the giving side's line of saves, which is the second parent of the save that brought them in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from archive import history
from archive.custody import Event
from archive.gitrun import ask, git_at
from archive.log import store
from archive.log.checkproof import salted
from archive.log.leaves import entry_of, salt
from archive.log.note import BadNote, read_checkpoint_file
from archive.log.store import Opening
from archive.workspace import Workspace
from toolkit.handover.packing.since import in_words


def faults(workspace: Workspace, event: Event) -> Iterator[str]:
    """What of the late leaves of `event` is not here; nothing where all is.

    What was disposed of since leaves no opening, and is passed over.
    """
    size = int(event.checkpoint.partition(" ")[0])
    commit = _line(workspace.root, event.checkpoint, size)
    if commit is None:
        yield "the saves that it brought are not in the history any more"
        return
    try:
        openings = _openings(workspace.root, commit, size)
    except store.LogDamaged as error:
        yield f"in the saves that it brought: {error.fault}"
        return
    first = size - len(event.late)
    late = [each.said() for each in openings[first:] if each]
    paths = {str(said["path"]) for said in late if said["kind"] == "version"}
    held = _held(workspace.root, commit, paths)
    for entry, opening in zip(event.late, openings[first:], strict=True):
        if opening is None:
            continue
        said = opening.said()
        if entry_of(opening.statement, opening.secret) != entry:
            yield f"what a leaf of {said.get('record')} stood for is another"
        elif said.get("kind") == "version" and not _is_here(opening, held):
            yield f"version {said['version']} of {said['record']} is not here as it was sealed"


def _line(root: Path, checkpoint: str, size: int) -> str | None:
    """The last save of the line that brought the log with `checkpoint`."""
    git = git_at(root)
    for line in ask(git, "rev-list", "--merges", "--parents", "HEAD").splitlines():
        for commit in line.split()[2:]:
            name = f"{commit}:{store.FOLDER}/checkpoints/{size}"
            found = ask(git, "rev-parse", "--verify", "--quiet", name, allowed=(0, 1))
            data = next(history.blobs(root, [found])).data if found else None
            try:
                same = data is not None and in_words(read_checkpoint_file(data)[0]) == checkpoint
            except BadNote:
                same = False
            if same:
                return commit
    return None


def _tree(root: Path, commit: str, under: str) -> dict[str, str]:
    """The files of a save below a folder: path → blob."""
    said = ask(git_at(root), "ls-tree", "-r", "-z", "--full-tree", commit, under)
    facts = (each.partition("\t") for each in said.split("\0") if each)
    return {path: before.split(" ")[2] for before, _, path in facts}


def _openings(root: Path, commit: str, size: int) -> tuple[Opening | None, ...]:
    files = _tree(root, commit, f"{store.FOLDER}/openings/")
    with TemporaryDirectory() as folder:
        for path, blob in zip(files, history.blobs(root, files.values()), strict=True):
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(blob.data or b"")
        return store.openings(Workspace(Path(folder)), size)


def _held(root: Path, commit: str, paths: Collection[str]) -> dict[str, set[bytes]]:
    """The SHA-256 of all that each of `paths` ever held on the line that ends in `commit`."""
    names: dict[str, set[str]] = {path: set() for path in paths}
    for each in history.commits(root, commit):
        for change in each.changes:
            if change.blob and change.path in names:
                names[change.path].add(change.blob)
    every = sorted(set().union(*names.values()))
    digests = {
        name: bytes.fromhex(blob.sha256)
        for name, blob in zip(every, history.blobs(root, every), strict=True)
        if blob.sha256
    }
    return {path: {digests[b] for b in held if b in digests} for path, held in names.items()}


def _is_here(opening: Opening, held: dict[str, set[bytes]]) -> bool:
    said = opening.said()
    wanted = said.get("content")
    if wanted is None:
        return True  # the record was removed by that version
    key = salt(opening.secret, "content")
    return any(salted(key, each).hex() == wanted for each in held.get(said["path"], ()))
