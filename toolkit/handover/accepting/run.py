"""Accepts a package from start to end, and goes on where an earlier run was stopped.

Everything is made in `DIR.partial`, beside the workspace that is to be; one rename makes it be
there. Until then a stopped run leaves nothing but that folder, which the next one makes anew. From
then on the workspace itself knows what was received, and the next run only finishes what follows.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.build.store import locked
from archive.errors import ArchiveBusy, UsageProblem
from archive.log import store
from archive.receipt import Letter, Party
from archive.statement import BadStatement, parse
from archive.workspace import CONFIG, RECORDS, Workspace
from toolkit.handover.accepting import onto, receiving, term
from toolkit.handover.bagit import Bag, open_bag
from toolkit.handover.errors import AcceptRefused
from toolkit.handover.fixity import sync_folder
from toolkit.handover.keys import key_in
from toolkit.handover.verifying import signature
from toolkit.handover.verifying.log import events_of
from toolkit.handover.verifying.model import Asked, Progress, Verdict
from toolkit.handover.verifying.run import verify
from toolkit.saving.changes import find_changes
from toolkit.saving.removing import remove_tree
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.save import save
from toolkit.saving.sealing import seal_and_save

#: What tells a folder in which a package is being accepted from anything else.
MARK = "ACCEPTING.txt"
_MARKED = "A package is being accepted here. `secretariat handover accept` makes this anew.\n"

#: Called before each step that a stopped run may have ended before; for tests that stop there.
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `into` is the workspace that is to be made, or that a delta goes on from.

    `key` gives the file of the private key for a term (and may make it).
    """

    package: Path
    into: Path
    saver: Saver
    key: Callable[[str], Path]
    wanted: term.Wanted
    with_reservations: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of it. `receipt` is the file to send back; `already` where all was done before."""

    workspace: Workspace
    verdict: Verdict | None
    term: str
    host: str
    receipt: Path
    notes: tuple[str, ...]
    already: bool = False


class NotAccepted(AcceptRefused):
    """The package has faults; `verdict` says which."""

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict


def accept(
    order: Order, asked: Asked, agreed: Callable[[Verdict], bool],
    build: Callable[[Workspace], object], *,
    progress: Progress | None = None, step: Step | None = None, processes: int = 1,
) -> Accepted:  # fmt: skip
    """Take the package over as `order` says, or go on with it where it was stopped.

    `agreed` is asked whether the key of a package that only it itself vouches for is the right
    one. Raises `NotAccepted` with the faults, `AcceptRefused`, `UsageProblem`, and what signing
    and saving raise; then there is no workspace, or it is as it was.
    """
    run = _Run(order, asked, agreed, build, progress, step or (lambda name: None), processes)
    return run.done()


class _Run:
    def __init__(
        self, order: Order, asked: Asked, agreed: Callable[[Verdict], bool],
        build: Callable[[Workspace], object], progress: Progress | None, step: Step, processes: int,
    ) -> None:  # fmt: skip
        self.order, self.asked, self.agreed, self.build = order, asked, agreed, build
        self.progress, self.step, self.processes = progress, step, processes
        self.into = order.into.absolute()
        self.partial = self.into.with_name(f"{self.into.name}.partial")
        self.bag: Bag = open_bag(order.package)
        self.notes: list[str] = []
        self.wanted = order.wanted

    def done(self) -> Accepted:
        """Do what is left to do."""
        delta = self.bag.info.get("Secretariat-Kind") == "delta"
        there = self._there()
        if there is not None and delta:
            onto.finish(there)
        if there is not None and (found := self._received(there)) is not None:
            return self._finish(there, found, None, already=True)
        if there is None and delta:
            raise UsageProblem(
                f"{self.order.package} holds only what is new: name the workspace that it goes on "
                "from with --into"
            )
        if there is not None and not delta:
            raise AcceptRefused(
                f"{self.into} is a workspace already, and the package is a whole one: name a new "
                "folder with --into"
            )
        if self.wanted.mandate is not None:
            term.require_id(self.wanted.mandate)
        if self.wanted.start is not None:
            term.day_of(self.wanted.start)  # before what takes long
        if there is not None:
            self.wanted = onto.same_term(there, self.wanted)
        with self._alone():
            verdict = self._judged(there)
            return self._over(verdict, there)

    def _there(self) -> Workspace | None:
        """The workspace that is there; None where there is nothing. Raises `AcceptRefused`."""
        if (self.into / RECORDS).is_dir() and (self.into / CONFIG).is_file():
            return Workspace(self.into.resolve())
        if os.path.lexists(self.into) and (not self.into.is_dir() or any(self.into.iterdir())):
            raise AcceptRefused(f"{self.into} is not empty: name a new folder with --into")
        if not self.into.parent.is_dir():
            raise UsageProblem(f"there is no folder {self.into.parent}: correct --into")
        return None

    def _received(self, there: Workspace) -> Path | None:
        """The event by which this very package was received, where it was."""
        for event in events_of(there)[0]:
            said = event.package.statement if event.package else None
            same = said is not None and said.digest == f"sha256:{self.bag.digest}"
            if event.kind == "received" and same and self.bag.digest:
                return there.root / "records/custody" / event.folder
        return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """A new folder to work in, which no other run uses; it is gone at the end."""
        mark = self.partial / MARK
        if os.path.lexists(self.partial) and (self.partial.is_symlink() or not mark.is_file()):
            left = self.partial.is_dir() and not any(self.partial.iterdir())
            if not left:
                raise AcceptRefused(f"{self.partial} is in the way: move it elsewhere")
        self.partial.mkdir(exist_ok=True)
        mark.write_text(_MARKED, encoding="utf-8", newline="\n")
        with ExitStack() as stack:
            try:
                stack.enter_context(locked(self.partial / "accept"))
            except ArchiveBusy:
                raise ArchiveBusy(
                    f"another command is accepting into {self.into}: wait until it is done"
                ) from None
            remove(self.partial / "scratch")
            (self.partial / "scratch").mkdir()
            try:
                yield
            except Exception:
                remove(self.partial / "scratch")
                stack.close()  # Windows removes no file that is open
                remove(self.partial)
                raise
        self.step("tidy")
        remove(self.partial / "scratch")
        remove(self.partial)

    def _judged(self, there: Workspace | None) -> Verdict:
        asked = self.asked if there is None else _with_onto(self.asked, there)
        self.step("verify")
        verdict = verify(
            self.order.package, asked, self.partial / "scratch", self.progress,
            processes=self.processes,
        )  # fmt: skip
        if verdict.errors and not (self.order.with_reservations and verdict.with_reservations):
            hint = (
                "; its bundle and log are whole, so --with-reservations takes it over all the same"
                if verdict.with_reservations and not self.order.with_reservations
                else ""
            )
            raise NotAccepted(verdict, f"the package is not as it must be{hint}")
        if verdict.unpacked is None or verdict.judged.statement is None:
            raise NotAccepted(verdict, "the package could not be judged whole")
        if verdict.judged.anchor == "package":
            if not self.agreed(verdict):
                raise AcceptRefused("nothing was accepted: ask the key's owner for the fingerprint")
            verdict = _without(verdict, "P042")
        return verdict

    def _over(self, verdict: Verdict, there: Workspace | None) -> Accepted:
        """Make what was unpacked the workspace, and keep how it came."""
        assert verdict.unpacked is not None
        said = verdict.judged.statement
        assert said is not None
        made = verdict.unpacked.workspace
        leaves = store.load(made, openings=False).entries
        brought = onto.join(made, there, verdict, self.order.saver) if there is not None else None
        if brought is not None:
            self.notes += brought.notes()
            made.archive.unlink(missing_ok=True)  # it is of another line
        _make_own(made)
        recipient = verdict.info["Secretariat-To"]
        now = datetime.now(UTC)
        terms = signature.terms(_bytes(made.root / signature.MANDATES))
        chosen = term.choose(terms, recipient, self.wanted, said.time, now)
        private = self.order.key(chosen.id)
        public = key_in(private.with_name(f"{private.name}.pub"))
        self.step("open the term")
        self.notes += term.open_term(made, chosen, said.mandate, said.time, public, now.date())
        self.step("sign")
        receipt = receiving.receipt_of(
            verdict, Party(chosen.id, chosen.host), public, said.checkpoint, datetime.now(UTC)
        )
        letter = receiving.sign_receipt(receipt, private, made)
        self.step("keep")
        files = {**receiving.evidence(self.bag), **receiving.letter_files(letter)}
        files |= receiving.late_leaves(leaves, store.load(made, openings=False).entries)
        folder = receiving.keep(made, "received", files)
        repository = Repository(made)
        repository.remember(self.order.saver)
        begins = f"; the term {chosen.id} begins" if there is None else ""
        why = f"Receive {verdict.name}{begins}"
        save(repository, find_changes(repository), why, self.order.saver)
        self.step("seal")
        seal_and_save(repository, self.order.saver, lambda: self.build(made))
        self.build(made)
        if there is None:
            self._put(made)
            there = Workspace(self.into.resolve())
        else:
            self.step("go on")
            onto.put(made, there, self.step)
            self.build(there)
        event = there.root / made.relative(folder)
        return self._finish(there, event, verdict)

    def _put(self, made: Workspace) -> None:
        """The one step by which the workspace is there."""
        self.step("flush")
        flush(made.root)
        if self.into.is_dir():
            self.into.rmdir()
        self.step("rename")
        made.root.rename(self.into)
        sync_folder(self.into.parent)
        self.step("renamed")

    def _finish(
        self, there: Workspace, event: Path, verdict: Verdict | None, *, already: bool = False
    ) -> Accepted:
        """What follows once the workspace is there: its archive, and the receipt to send back."""
        letter = receiving.letter_in(event)
        if letter is None:
            raise AcceptRefused(f"{there.relative(event)} lacks its receipt: run `secretariat "
                                "check`")  # fmt: skip
        if already:
            self.build(there)
            if (self.partial / MARK).is_file():
                remove(self.partial)
        self.step("write the receipt")
        place = receipt_path(there, letter)
        receiving.put(place, letter.data)
        said = _statement(letter)
        return Accepted(there, verdict, said[0], said[1], place, tuple(self.notes), already=already)


def receipt_path(workspace: Workspace, letter: Letter) -> Path:
    """Where the receipt to send back lies: beside the workspace, called after the package."""
    from archive.receipt import read_receipt

    name = read_receipt(letter.receipt).package
    safe = "".join(c if c.isalnum() or c in "-_." else "-" for c in name).strip(".") or "package"
    return workspace.root.with_name(f"{safe}.receipt.json")


def _statement(letter: Letter) -> tuple[str, str]:
    try:
        said = parse(letter.statement)
    except BadStatement:
        return "", ""
    return said.mandate, said.host


def _with_onto(asked: Asked, there: Workspace) -> Asked:
    from dataclasses import replace

    return replace(asked, onto=there)


def _without(verdict: Verdict, code: str) -> Verdict:
    from dataclasses import replace

    return replace(verdict, findings=tuple(e for e in verdict.findings if e.code != code))


def _make_own(made: Workspace) -> None:
    """What was a place to look at things becomes a repository like any other."""
    (made.root / ".git" / "info" / "attributes").unlink(missing_ok=True)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def flush(root: Path) -> None:
    """Flush every file and folder below `root` to the disk."""
    for folder, _, files in os.walk(root):
        for name in files:
            path = Path(folder, name)
            if path.is_symlink():
                continue
            try:
                handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
            except PermissionError:
                continue  # git writes its objects read-only, which Windows then does not open
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        sync_folder(Path(folder))


def remove(folder: Path) -> None:
    """Remove a folder with git's objects in it, where it is there."""
    if folder.is_dir():
        remove_tree(folder)
