"""Disposes of a record: prepares the new history beside the old one, and puts it in its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.build.store import locked
from archive.errors import ArchiveBusy
from archive.log import disposing, store
from archive.log.note import Checkpoint
from archive.log.store import Log
from archive.reading import open_archive
from archive.text.dates import in_words
from archive.workspace import Workspace
from toolkit.disposal import certificate, copying, leftovers, stub, swap
from toolkit.disposal.copying import Order
from toolkit.disposal.errors import DisposalRefused
from toolkit.disposal.preview import Preview, wanted_of
from toolkit.disposal.scan import own_refs
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.undo import local_folder

#: progress(what, done of 1)
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """How it is to be done: by whose authority, why, and what may stay or go besides."""

    authority: str
    reason: str | None = None
    keep_title: bool = False
    keep_shared: bool = False
    scrub: bool = False
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: where the certificate lies, and the log's checkpoint, if there is a log."""

    certificate: str
    head: Checkpoint | None


def require_wish(found: Preview, wish: Wish) -> None:
    """Raise `DisposalRefused` where the same bytes stay with others and nobody said they may."""
    if found.holders and not wish.keep_shared:
        raise DisposalRefused(
            f"nothing was disposed of: {', '.join(found.holders)} holds the same bytes; dispose of "
            "that first, or say --keep-shared to leave them there"
        )


def dispose(
    repository: Repository, found: Preview, wish: Wish, saver: Saver, build: Callable[[Workspace],
    object], *, now: datetime | None = None, progress: Progress | None = None,
    step: swap.Step | None = None,
) -> Done:  # fmt: skip
    """Dispose of the record that `found` is of; `build` brings an archive up to its records.

    Everything is prepared and compared first: a failure, or a kill, before the journal is written
    leaves the old state, one after it is gone on with by `swap.finish`. Raises `DisposalRefused`,
    `SealRefused`, `SaveFailed`, `ArchiveBusy` and what signing raises, with all as it was.
    """
    require_wish(found, wish)
    workspace = repository.workspace
    with _alone(workspace):
        swap.require_none(workspace)
        leftovers.require_idle(workspace)
        prepared = _Preparing(repository, found, wish, saver, now or datetime.now(UTC), step)
        try:
            journal, done = prepared.prepare(build, progress or (lambda what, part: None))
            _require_unchanged(repository, found)
        except BaseException:
            swap.fresh_folder(workspace).rmdir()
            raise
        swap.begin(workspace, journal, step)
        swap.finish(workspace, journal, step)
        return done


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """Keep other disposals, seals and builds out."""
    local = local_folder(workspace)
    with ExitStack() as stack:
        try:
            for place in (local / "dispose", local / "seal", workspace.archive):
                stack.enter_context(locked(place))
        except ArchiveBusy:
            raise ArchiveBusy(
                "another disposal, seal or build is at work here: wait until it is done"
            ) from None
        yield


def finish(workspace: Workspace, step: swap.Step | None = None) -> swap.Journal | None:
    """Go on with a disposal that was stopped; None where there is none to go on with."""
    if not swap.folder_of(workspace).is_dir():
        return None
    with _alone(workspace):
        journal = swap.pending(workspace)
        if journal is None:
            if swap.folder_of(workspace).is_dir():  # it never took effect
                swap.fresh_folder(workspace).rmdir()
            return None
        swap.finish(workspace, journal, step)
        return journal


def _require_unchanged(repository: Repository, found: Preview) -> None:
    """Raise where somebody saved, or changed a file, while the new history was prepared."""
    from toolkit.saving.changes import find_changes

    same = own_refs(repository.workspace.root) == found.scan.tips
    if not same or repository.head() != found.head or find_changes(repository):
        raise DisposalRefused(
            "nothing was disposed of: something was saved or changed meanwhile; do it again"
        )


class _Preparing:
    """Makes the new history, archive and certificate in .secretariat/disposal/new."""

    def __init__(
        self, repository: Repository, found: Preview, wish: Wish, saver: Saver, now: datetime,
        step: swap.Step | None,
    ) -> None:  # fmt: skip
        self._repository = repository
        self._found = found
        self._wish = wish
        self._saver = saver
        self._now = now.astimezone(UTC).replace(microsecond=0)
        self._step = step
        root = repository.workspace.root
        self._tips = swap.tips_of(repository.folder)
        self._name = certificate.next_name(repository.workspace, found.record)
        self._files = copying.tree(root, "HEAD")
        self._stub = self._free_place()
        self._disposal = {
            "authority": wish.authority,
            "date": f"{self._now:%Y-%m-%d}",
            "reason": wish.reason,
            "certificate": f"{certificate.FOLDER}/{self._name}.json",
        }
        self._kept_title = found.title if wish.keep_title else found.alternate_title
        self._title = stub.title_of(found.kind, self._kept_title)

    def _free_place(self) -> str:
        """Where the stub is to lie, as the repository names it: nothing ever lay there."""
        prefix = self._repository.prefix
        said = self._repository.run(
            "log", "--all", "--format=", "--name-only", "-z", "--no-renames", "--no-textconv",
            "--no-ext-diff", "--", f":(top){prefix}{stub.FOLDER}",
        ).out  # fmt: skip
        taken = {os.fsdecode(name).strip("\n") for name in said.split(b"\0")}
        for n in range(1, 1000):
            more = "" if n == 1 else f"-{n}"
            name = f"{prefix}{stub.FOLDER}/{self._found.record}{more}.md"
            if name not in taken and name not in self._files:
                return name
        raise DisposalRefused(f"nothing was disposed of: {stub.FOLDER} is full of stubs of it")

    def prepare(
        self, build: Callable[[Workspace], object], progress: Progress
    ) -> tuple[swap.Journal, Done]:
        """Everything but the last steps: the journal of these, and what will have come of it."""
        root, prefix = self._repository.workspace.root, self._repository.prefix
        place = swap.fresh_folder(self._repository.workspace)
        folder = place / "new" / ".git"
        self._at("copy")
        progress("Copying the history", 0.0)
        branch = self._repository.ask("symbolic-ref", "HEAD")
        scan = self._found.scan
        copying.copy(root, folder, scan, branch)
        self._at("rewrite")
        progress("Rewriting it", 0.1)
        front = self._front()
        order = Order(self._stub, stub.placeholder(front), self._scrubbed())
        new_of = copying.rewrite(folder, scan, order)
        self._at("compare")
        progress("Comparing it", 0.3)
        copying.compare(root, folder, scan, order, new_of)
        copying.keep_settings(self._repository.folder, folder)
        self._at("stub")
        progress("Writing the stub", 0.45)
        workspace = self._workspace(place / "new", prefix)
        inside = Repository(workspace)
        self._save_stub(inside)
        progress("Building the archive", 0.5)
        build(workspace)
        self._at("seal")
        old, head = self._seal(workspace)
        self._at("certificate")
        written = self._write_certificate(workspace, old, head)
        saved = [f"{store.FOLDER}/", *written] if head else written
        message = f"Certificate of the disposal of {self._found.record}"
        inside.commit(self._below(workspace, saved), message, self._saver)
        build(workspace)
        self._at("tidy")
        progress("Clearing up", 0.8)
        copying.tidy(folder, scan)
        (folder / "index").unlink(missing_ok=True)
        inside.ask("read-tree", "HEAD")
        journal = self._journal(workspace)
        return journal, Done(self._disposal["certificate"] or "", head)

    def _front(self, hashes: list[str] | None = None) -> str:
        disposal = {**self._disposal, "sha256": hashes or []}
        found = self._found
        return stub.front_of(found.record, found.kind, self._title, found.kept, disposal)

    def _scrubbed(self) -> tuple[str, ...]:
        if not self._wish.scrub:
            return ()
        words = {word for each in self._found.mentioned for word in each.words}
        return tuple(sorted(words, key=lambda word: (-len(word), word)))

    def _workspace(self, folder: Path, prefix: str) -> Workspace:
        """The copy as a workspace in which only what is needed lies as files."""
        workspace = Workspace(folder / prefix if prefix else folder)
        workspace.root.mkdir(parents=True, exist_ok=True)
        wanted = tuple(
            f"{prefix}{name}"
            for name in ("records/log/", "records/registers/", f"{certificate.FOLDER}/",
                         f"{stub.FOLDER}/", "datasette.yaml", ".gitattributes")
        )  # fmt: skip
        git = copying.git_in(folder)
        git("config", "core.bare", "false")
        git("read-tree", "HEAD")
        names = [name for name in copying.tree(folder, "HEAD")]
        here = [name for name in names if name.startswith(wanted) or name == ".gitattributes"]
        away = sorted(set(names) - set(here))
        git("update-index", "-z", "--skip-worktree", "--stdin", stdin=_listed(away))
        git("checkout-index", "-z", "--stdin", "-f", "-q", stdin=_listed(here))
        git("update-index", "-q", "--refresh")
        return workspace

    def _save_stub(self, inside: Repository) -> None:
        removed = (*self._found.texts, *self._found.originals)
        hashes = list(dict.fromkeys(each.sha256 for each in removed if each.sha256))
        text = stub.final(self._front(hashes), in_words(self._disposal["date"] or ""))
        path = self._stub.removeprefix(self._repository.prefix)
        place = inside.workspace.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
        inside.commit([path], f"Dispose of {self._found.record}", self._saver)

    def _seal(self, workspace: Workspace) -> tuple[Log, Checkpoint | None]:
        """The log as it was, and its new checkpoint; None where nothing was ever sealed."""
        log = store.load(self._repository.workspace)
        if log.head is None:
            return log, None
        why = (
            f"disposed of on {self._disposal['date']}; authority: {self._wish.authority}; "
            f"certificate: {self._disposal['certificate']}"
        )
        with closing(open_archive(workspace.archive)) as db:
            head = disposing.seal(workspace, db, log, self._found.record, why)
        store.load(workspace)
        return log, head

    def _write_certificate(
        self, workspace: Workspace, old: Log, head: Checkpoint | None
    ) -> list[str]:
        from toolkit.disposal.signatures import sign_certificate

        said = self._said(old, head)
        folder = workspace.root / certificate.FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        data = certificate.as_json(said)
        files = {
            f"{self._name}.json": data,
            f"{self._name}.txt": certificate.as_text(said, self._wish.key is not None).encode(),
        }
        if self._wish.key is not None:
            signed = sign_certificate(
                self._repository.workspace, self._wish.key, data, head, self._now
            )
            files |= {f"{self._name}{ending}": content for ending, content in signed.items()}
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return [f"{certificate.FOLDER}/{name}" for name in files]

    def _said(self, old: Log, head: Checkpoint | None) -> dict[str, Any]:
        found, wish = self._found, self._wish
        rule = found.rule
        return {
            "number": self._name,
            "record": found.record,
            "kind": found.kind,
            **({"title": self._kept_title} if self._kept_title else {}),
            "authority": wish.authority,
            "reason": wish.reason,
            "time": f"{self._now:%Y-%m-%dT%H:%M:%SZ}",
            "by": str(self._saver),
            "retention": {"id": rule.id, "reckoned": rule.reckoned} if rule else None,
            "removed": {
                "versions": found.versions,
                "first_saved": found.first_saved,
                "last_saved": found.last_saved,
                "texts": [{"sha256": e.sha256, "bytes": e.size} for e in found.texts],
                "originals": [{"sha256": e.sha256, "bytes": e.size} for e in found.originals],
                "format": found.format,
            },
            "kept": [{"path": path, "record": owner} for path, owner in found.scan.held],
            "history": {
                "commits": found.scan.commits,
                "references": sorted(found.scan.refs),
                "head_before": found.head,
                "messages_altered": bool(self._scrubbed()),
            },
            "log": _of_log(old, head, found.leaves),
            "beyond": {"remotes": list(found.remotes), "custody": list(found.evidence)},
        }

    def _below(self, workspace: Workspace, names: list[str]) -> list[str]:
        """The files that `names` mean; those that end in / are folders."""
        found = []
        for name in names:
            place = workspace.root / name
            files = sorted(place.rglob("*")) if name.endswith("/") else [place]
            found += [workspace.relative(each) for each in files if each.is_file()]
        return found

    def _journal(self, workspace: Workspace) -> swap.Journal:
        new = copying.tree(workspace.root, "HEAD")
        remove = tuple(sorted(set(self._files) - set(new)))
        write = tuple(sorted(name for name in new if new[name] != self._files.get(name)))
        _require_meant(self._repository.prefix, self._found, self._stub, remove, write)
        removed = (*self._found.texts, *self._found.originals)
        prefix = self._repository.prefix
        wanted = wanted_of(self._found.record, prefix, self._found.scan, removed)
        return swap.Journal(
            record=self._found.record,
            certificate=self._disposal["certificate"] or "",
            tips=self._tips,
            top="/".join([".."] * prefix.count("/")) or ".",
            remove=remove,
            write=write,
            paths=tuple(sorted(wanted.paths)),
            sha256=tuple(sorted(wanted.sha256)),
        )

    def _at(self, what: str) -> None:
        if self._step:
            self._step(what)


def _of_log(old: Log, head: Checkpoint | None, leaves: tuple[int, ...]) -> dict[str, Any] | None:
    if old.head is None or head is None:
        return None
    return {
        "name": head.origin,
        "before": {"size": old.head.size, "root": old.head.root.hex()},
        "after": {"size": head.size, "root": head.root.hex()},
        "leaves": list(leaves),
    }


def _require_meant(
    prefix: str, found: Preview, stub_path: str, remove: tuple[str, ...], write: tuple[str, ...]
) -> None:
    """Raise where a file would go or change that has nothing to do with the record."""
    own = {path for path, _ in found.scan.pairs}
    free = (f"{prefix}{store.FOLDER}/", f"{prefix}{certificate.FOLDER}/")
    odd = [name for name in remove if name not in own]
    odd += [name for name in write if name != stub_path and not name.startswith(free)]
    if odd:
        raise DisposalRefused(
            f"nothing was disposed of: {odd[0]} would have changed as well, which was not meant"
        )


def _listed(names: list[str]) -> bytes:
    return b"".join(os.fsencode(name) + b"\0" for name in names)
