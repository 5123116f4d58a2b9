"""A package from start to end, and gone on with where an earlier run was stopped.

It is written in `NAME.partial/NAME`, beside `NAME.partial/journal.jsonl`. What a kill leaves is
found by the next run of the same order: finished files stay, a whole package is only put into its
place. The folder is gone once the package lies there and the workspace has kept that it does.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive import custody, history
from archive.build.store import locked
from archive.custody import bag_info
from archive.errors import ArchiveBusy
from archive.gitrun import ask, git_at
from archive.log import store
from toolkit.handover.bagit import TAG_MANIFEST
from toolkit.handover.errors import PackRefused
from toolkit.handover.fixity import sync_folder
from toolkit.handover.packing import faults, placing
from toolkit.handover.packing.filling import Filled, fill
from toolkit.handover.packing.journal import JOURNAL, Closed, Journal
from toolkit.handover.packing.keeping import FILES, keep_packed, kept
from toolkit.handover.packing.order import Order
from toolkit.handover.packing.since import in_words, require_new
from toolkit.handover.packing.writing import Step
from toolkit.saving.changes import find_changes
from toolkit.saving.removing import remove_tree
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.undo import local_folder

#: Called with the bytes done and those there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Packed:
    """What came of it: where the package lies, its digest, what is in it, and who signed it.

    `hashed` files were written and hashed by this run, `kept` ones by runs before it. `filled` is
    None where an earlier run had done all but putting it into its place; `already` says that even
    that was done.
    """

    path: Path
    name: str
    digest: str
    files: int
    octets: int
    hashed: int
    kept: int
    seconds: float
    fingerprint: str = ""
    already: bool = False
    filled: Filled | None = None

    def as_dict(self) -> dict[str, object]:
        """The machine-readable form that `--json` prints."""
        signed = self.filled.signed if self.filled else None
        return {
            "path": str(self.path),
            "name": self.name,
            "digest": f"sha256:{self.digest}",
            "files": self.files,
            "bytes": self.octets,
            "hashed": self.hashed,
            "kept": self.kept,
            "seconds": round(self.seconds, 3),
            "already": self.already,
            "signed_with": self.fingerprint or None,
            "stamped": signed.stamped if signed else None,
            "why_not_stamped": signed.why_not or None if signed else None,
        }


def pack(
    order: Order, repository: Repository, saver: Saver, build: Callable[[], object], *,
    step: Step | None = None, progress: Progress | None = None,
) -> Packed:  # fmt: skip
    """Make the package that `order` asks for, or go on with it where it was stopped.

    `build` brings the archive up to the records. What is saved is packed and nothing else; the
    workspace is sealed before, and keeps afterwards that it was packed. Raises `PackRefused`,
    `PackFailed`, and what sealing, saving and signing raise.
    """
    with _alone(order), faults.told(order.output):
        require_saved(repository)
        if order.since is not None:
            require_new(order.workspace, order.since)
        order.output.mkdir(exist_ok=True)
        run = _Run(order, repository, saver, build, step or (lambda name: None), progress)
        return run.done()


def require_saved(repository: Repository) -> None:
    """Raise `PackRefused` where something is not saved; what a stopped run left does not count."""
    own = (f"{store.FOLDER}/", f"{custody.FOLDER}/")
    unsaved = [each.path for each in find_changes(repository) if not each.path.startswith(own)]
    if unsaved:
        more = f" and {len(unsaved) - 1:,} more" if len(unsaved) > 1 else ""
        raise PackRefused(
            f"{unsaved[0]}{more} changed since the last save, and only what is saved is handed "
            'over: run `secretariat save "why"`, or `secretariat undo`, and pack again'
        )
    if repository.prefix:
        raise PackRefused(
            f"{repository.workspace.root} is only a part of a repository, all of which would be "
            "handed over: keep the workspace in a repository of its own"
        )


@contextmanager
def _alone(order: Order) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(local_folder(order.workspace) / "pack"))
        except ArchiveBusy:
            raise ArchiveBusy(
                "another package of this workspace is being made: wait until it is done"
            ) from None
        yield


class _Run:
    """One run of `pack`."""

    def __init__(
        self, order: Order, repository: Repository, saver: Saver, build: Callable[[], object],
        step: Step, progress: Progress | None,
    ) -> None:  # fmt: skip
        self.begun = time.monotonic()
        self.order = order
        self.repository = repository
        self.saver = saver
        self.build = build
        self.step = step
        self.progress = progress
        self.partial, self.name = self._partial()
        self.bag = self.partial / self.name
        self.goal = order.output / (f"{self.name}.tar" if order.tar else self.name)

    def _partial(self) -> tuple[Path, str]:
        """The folder in which a stopped run of this order wrote, or else one of today."""
        for each in sorted(self.order.output.glob("*.partial")):
            name = each.name.removesuffix(".partial")
            if self.order.is_name(name) and each.is_dir() and not each.is_symlink():
                return each, name
        name = self.order.name(datetime.now(UTC))
        return self.order.output / f"{name}.partial", name

    def done(self) -> Packed:
        """Do what is left to do."""
        filled = None
        if not self._is_whole():
            ready = self._already()
            if ready is not None:
                if self.partial.is_dir():
                    self._tidy()
                return ready
            self.partial.mkdir(exist_ok=True)
            sync_folder(self.order.output)
        with Journal(self.partial) as journal:
            if not self._is_closed(journal):
                journal.reopen()
                filled = fill(
                    self.order, self.bag, journal, self.repository, self.saver, self.build,
                    self.step, self.progress,
                )  # fmt: skip
                journal.close_package(Closed(filled.digest, filled.facts.commit, self._asked))
            closed = journal.closed
            assert closed is not None
            self._place(closed)
        files = placing.evidence(self.goal, FILES)
        self.step("keep")
        keep_packed(self.repository, self.saver, self.name, files)
        self._tidy()
        return self._packed(closed.digest, files, filled)

    @property
    def _asked(self) -> str:
        """What a closed package must have been asked for to be the one that is asked for now."""
        order = self.order
        since = in_words(order.since.checkpoint) if order.since else "the beginning"
        stamp = order.timestamp or "nobody"
        return (
            f"to {order.host} since {since} by {order.mandate.id} {order.fingerprint}"
            f" stamped by {stamp}"
        )

    def _is_whole(self) -> bool:
        """Whether all that is left is to place what an earlier run has made, and to keep that."""
        if not self.partial.is_dir():
            return False
        with Journal(self.partial) as journal:
            return self._is_closed(journal)

    def _is_closed(self, journal: Journal) -> bool:
        """Whether an earlier run wrote all of it, and nothing was saved since, or it is placed."""
        closed = journal.closed
        if closed is None or closed.asked != self._asked:
            return False
        if self._digest(self.goal) == closed.digest:
            return True
        head = history.head(self.order.workspace.root)
        return head == closed.commit and self._digest(self.bag) == closed.digest

    def _digest(self, place: Path) -> str:
        data = placing.evidence(place, {TAG_MANIFEST: TAG_MANIFEST}).get(TAG_MANIFEST)
        return hashlib.sha256(data).hexdigest() if data is not None else ""

    def _place(self, closed: Closed) -> None:
        if self._digest(self.goal) == closed.digest:
            return
        self.step("place")
        if self.order.tar:
            placing.place_tar(self.bag, self.goal, self.step)
        else:
            placing.place_folder(self.bag, self.goal)

    def _tidy(self) -> None:
        """Remove what the work needed, the journal last: until then the next run knows of it."""
        self.step("tidy")
        for each in sorted(self.partial.iterdir()):
            if each.is_dir():
                remove_tree(each)
            elif each.name != JOURNAL:
                each.unlink()
        self.step("tidy the journal")
        (self.partial / JOURNAL).unlink(missing_ok=True)
        self.partial.rmdir()
        sync_folder(self.order.output)

    def _already(self) -> Packed | None:
        """What is told where the package lies there and is kept; None where none lies there.

        Raises `PackRefused` where another one does.
        """
        if not self.goal.exists():
            return None
        files = placing.evidence(self.goal, {**FILES, TAG_MANIFEST: TAG_MANIFEST})
        if not self._is_this(files):
            raise placing.there(self.goal)
        digest = hashlib.sha256(files[TAG_MANIFEST]).hexdigest()
        return self._packed(digest, files, None, already=True)

    def _is_this(self, files: dict[str, bytes]) -> bool:
        """Whether these are files of the package that is asked for, of all that is saved."""
        root = self.order.workspace.root
        if not {"statement.txt", "bag-info.txt", TAG_MANIFEST} <= files.keys():
            return False
        info = bag_info(files["bag-info.txt"])
        commit = info.get("Secretariat-Commit", "")
        since = in_words(self.order.since.checkpoint) if self.order.since else ""
        if info.get("Secretariat-Since", "") != since or not history.has_commit(root, commit):
            return False
        if ("statement.txt.sig" in files) != (self.order.key is not None):
            return False
        said = ask(git_at(root), "diff", "--name-only", "--no-ext-diff", "-z", commit, "HEAD")
        later = [name for name in said.split("\0") if name]
        same = all(name.startswith(f"{custody.FOLDER}/") for name in later)
        return same and kept(self.repository, files["statement.txt"]) is not None

    def _packed(
        self, digest: str, files: dict[str, bytes], filled: Filled | None, *, already: bool = False
    ) -> Packed:
        oxum = bag_info(files["bag-info.txt"]).get("Payload-Oxum", "0.0").partition(".")
        return Packed(
            path=self.goal,
            name=self.name,
            digest=digest,
            files=int(oxum[2]),
            octets=int(oxum[0]),
            hashed=filled.hashed if filled else 0,
            kept=filled.kept if filled else int(oxum[2]),
            seconds=time.monotonic() - self.begun,
            fingerprint=self.order.fingerprint,
            already=already,
            filled=filled,
        )
