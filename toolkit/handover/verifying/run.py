"""Verifies a package from start to end; every fault is a finding, and none stops the others."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive import history
from archive.build import build
from archive.errors import SecretariatError
from archive.findings import Finding
from archive.gitrun import ask, git_at
from archive.log.store import Log
from archive.reading import open_archive
from archive.signers import REVOKED, SIGNERS
from archive.workspace import Workspace
from toolkit.handover.bagit import Profile, fixity_of, is_ours, open_bag, validate
from toolkit.handover.bagit.names import shown
from toolkit.handover.errors import NoRoom
from toolkit.handover.program import find_ssh_keygen, require_git
from toolkit.handover.signing import Trust
from toolkit.handover.verifying import bundle, signature
from toolkit.handover.verifying.built import judge_archive
from toolkit.handover.verifying.bundle import BUNDLE
from toolkit.handover.verifying.files import judge_files
from toolkit.handover.verifying.log import judge_log, since_received
from toolkit.handover.verifying.model import Asked, Judged, Progress, Unpacked, Verdict
from toolkit.handover.verifying.sandbox import GitRefused, Sandbox

#: How much of the whole each stage is, about.
STAGES = {"reading": 0.35, "unpacking": 0.25, "building": 0.3, "comparing": 0.1}

_COMMIT = re.compile(r"[0-9a-f]{40}\Z|[0-9a-f]{64}\Z")
_CHECKPOINT = re.compile(r"[0-9]{1,19} [A-Za-z0-9+/]{43}=\Z")
_NEEDED = {
    "Secretariat-Kind": re.compile(r"(whole|delta)\Z"),
    "Secretariat-From": re.compile(r"[a-z0-9][a-z0-9-]*\Z"),
    "Secretariat-To": re.compile(r"[a-z0-9][a-z0-9-]*\Z"),
    "Secretariat-Commit": _COMMIT,
    "Secretariat-Checkpoint": _CHECKPOINT,
    "Secretariat-Archive-Digest": re.compile(r"[0-9a-f]{64}\Z"),
}
_OF_DELTA = {"Secretariat-Since": _CHECKPOINT, "Secretariat-Since-Commit": _COMMIT}

_NO_ROOM = (
    "there is no room to unpack the package on the disk of {}: make room there, or name another "
    "folder (accept: --into, verify: TMPDIR)"
)

#: Faults of files of the bag with which they are not what was packed.
_NOT_AS_LISTED = ("P008", "P009", "P010", "P029")


def verify(
    path: Path, asked: Asked, scratch: Path, progress: Progress | None = None, *,
    processes: int = 1,
) -> Verdict:  # fmt: skip
    """Judge the package at `path`; what is unpacked for that goes into the empty folder `scratch`.

    Raises `BagUnreadable` where there is neither a folder nor a tar, `ProgramFailed` where git or
    ssh-keygen is not here and `NoRoom` where it cannot be unpacked (both say nothing of the
    package), and OSError where `scratch` cannot
    be written.
    """
    if not asked.quick:
        require_git()
    try:
        return _Verification(path, asked, scratch, progress, processes).run()
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise NoRoom(_NO_ROOM.format(scratch)) from None
        raise


class _Verification:
    def __init__(
        self, path: Path, asked: Asked, scratch: Path, progress: Progress | None, processes: int
    ) -> None:
        self.asked, self.scratch, self.processes = asked, scratch, processes
        self._progress = progress or (lambda stage, part: None)
        self.bag = open_bag(path)
        self.info = dict(self.bag.info)
        self.findings: list[Finding] = []
        self.judged = Judged()
        self.unpacked: Unpacked | None = None
        self.log: Log | None = None
        self.held = 0
        self.left = False

    def run(self) -> Verdict:
        bag = self.bag
        if signature.SIGNATURE in bag.sizes:
            find_ssh_keygen()
        # The bundle is hashed while it is unpacked: it is half of the package.
        listed = sum(BUNDLE in each.digests for each in bag.manifests)
        self.left = is_ours(bag) and not self.asked.quick and listed == 1
        self.findings += self._fixity()
        if not is_ours(bag):
            said = "bag-info.txt does not say that it is a package of a handover"
            self.findings.append(Finding("bag-info.txt", 0, "P047", said))
            return self._verdict()
        self.findings += self._labels()
        sandbox = None
        if not self.asked.quick and not self._has_error("P047"):
            sandbox = self._unpack()
        if self.left:
            self._bundle_alone()
        own = self._own_word(sandbox) if sandbox else None
        self.judged, faults = signature.judge(bag, self.asked, own)
        self.findings += faults
        if self.unpacked is not None and sandbox is not None:
            self._contents(sandbox)
        return self._verdict()

    def _has_error(self, code: str) -> bool:
        return any(each.code == code for each in self.findings)

    def _verdict(self) -> Verdict:
        bag = self.bag
        files = {p: h for p, h in sorted(bag.entries.items()) if p.startswith("data/")}
        octets = sum(size for path, size in bag.sizes.items() if path.startswith("data/"))
        head = self.log.head if self.log else None
        return Verdict(
            path=bag.path,
            name=self.info.get("External-Identifier") or bag.name,
            info=self.info,
            digest=bag.digest,
            files=files,
            octets=octets,
            judged=self.judged,
            findings=tuple(sorted(set(self.findings))),
            quick=self.asked.quick,
            leaves=head.size if head else None,
            custody=self.held,
            unpacked=self.unpacked,
        )

    # -- the bag --------------------------------------------------------------------------

    def _fixity(self) -> tuple[Finding, ...]:
        def told(done: int, total: int) -> None:
            self._progress("reading", done / total if total else 1.0)

        leave = {BUNDLE} if self.left else ()
        return validate(self.bag, profile=Profile.OURS, progress=told, leave=leave)

    def _bundle_alone(self) -> bool:
        """Hash the bundle where that was not done while unpacking it; whether it is damaged."""
        self.left = False
        found = fixity_of(self.bag, BUNDLE)
        self.findings += found
        return bool(found)

    def _labels(self) -> Iterator[Finding]:
        wanted = dict(_NEEDED)
        if self.info.get("Secretariat-Kind") == "delta":
            wanted |= _OF_DELTA
        for label, pattern in wanted.items():
            if not pattern.match(self.info.get(label, "")):
                said = f"its {label} is not as it must be: {shown(self.info.get(label, ''))[:80]!r}"
                yield Finding("bag-info.txt", 0, "P047", said)
        if BUNDLE not in self.bag.sizes:
            yield Finding(BUNDLE, 0, "P047", "there is no bundle of the records")

    # -- the bundle -----------------------------------------------------------------------

    def _unpack(self) -> Sandbox | None:
        """Unpack the history and inspect it; None, with findings, where that is not to be done."""
        bag, path = self.bag, BUNDLE
        if any(each.path == path and each.code in _NOT_AS_LISTED for each in self.findings):
            return None
        size = bag.sizes[path]

        def told(done: int) -> None:
            self._progress("unpacking", 0.9 * done / size if size else 0.9)

        try:
            with bag.open(path) as source:
                sandbox, header = bundle.unpack(source, size, self._sandbox, bag.entries[path],
                                                told)  # fmt: skip
            self.left = False
            commit = self.info["Secretariat-Commit"]
            if header.head != commit:
                said = f"it leads to the save {header.head[:12]}, not to {commit[:12]}"
                raise bundle.NotSafe(Finding(path, 0, "P050", said))
            bundle.inspect(sandbox, commit)
            bundle.check_out(sandbox, commit)
        except bundle.NotSafe as error:
            if not (self.left and self._bundle_alone()):
                self.findings += error.findings
            return None
        except GitRefused as error:
            if "No space left" in str(error):
                raise NoRoom(_NO_ROOM.format(self.scratch)) from None
            if not (self.left and self._bundle_alone()):
                self.findings.append(Finding(path, 0, "P048", shown(str(error))[:300]))
            return None
        except OSError:
            if self.left and self._bundle_alone():  # it cannot be read to its end
                return None
            raise
        self._progress("unpacking", 1.0)
        self.unpacked = Unpacked(Workspace(sandbox.place.resolve()), header.branch, commit)
        return sandbox

    def _sandbox(self, header: bundle.Header) -> Sandbox:
        """The repository for a bundle: a new one, or for a delta one that borrows the base."""
        place = self.scratch / "unpacked"
        onto = self.asked.onto or self.asked.workspace
        if self.info["Secretariat-Kind"] == "whole":
            if header.prerequisites:
                said = "it goes on from another bundle, in a package that says it is whole"
                raise bundle.NotSafe(Finding(BUNDLE, 0, "P047", said))
            return Sandbox(place, form=header.form)
        since = self.info["Secretariat-Since-Commit"]
        if onto is None:
            said = "it holds only what is new, and no workspace was named that it goes on from"
            raise bundle.NotSafe(Finding(BUNDLE, 0, "P063", said))
        if not history.has_commit(onto.root, since) or not all(
            history.has_commit(onto.root, each) for each in header.prerequisites
        ):
            said = f"{onto.root} does not have the save {since[:12]} from which it goes on"
            if self._was_rewritten(onto):
                said += ", as its history was rewritten since (a disposal does that)"
            raise bundle.NotSafe(Finding(BUNDLE, 0, "P063", said))
        git = git_at(onto.root)
        lender = onto.root / ask(git, "rev-parse", "--git-path", "objects")
        sandbox = Sandbox(place, form=header.form, lender=lender)
        for number, each in enumerate(header.prerequisites):
            sandbox.ask("update-ref", f"refs/base/{number}", each)
        self._borrow_imports(sandbox, onto)
        return sandbox

    def _was_rewritten(self, onto: Workspace) -> bool:
        """Whether the log of `onto` has the checkpoint from which a package goes on."""
        return since_received(onto, self.info["Secretariat-Since"])

    @staticmethod
    def _borrow_imports(sandbox: Sandbox, onto: Workspace) -> None:
        """Imports that the other side has already are not in the bundle again."""
        said = ask(
            git_at(onto.root), "for-each-ref", "--format=%(refname) %(objectname)", "refs/imports"
        )
        for line in said.splitlines():
            name, _, commit = line.partition(" ")
            sandbox.ask("update-ref", name, commit)

    def _own_word(self, sandbox: Sandbox) -> signature.OwnWord | None:
        if self.unpacked is None:
            return None
        root = sandbox.place

        def read(path: str) -> bytes:
            try:
                return (root / path).read_bytes()
            except OSError:
                return b""

        trust = Trust(read(SIGNERS), read(REVOKED))
        return signature.OwnWord(trust, signature.terms(read(signature.MANDATES)))

    # -- what is in it --------------------------------------------------------------------

    def _contents(self, sandbox: Sandbox) -> None:
        assert self.unpacked is not None
        workspace = self.unpacked.workspace
        try:
            workspace.archive.unlink(missing_ok=True)  # one that was saved with the records
            build(workspace, full=True, progress=self._built, processes=self.processes)
        except SecretariatError as error:
            said = f"no archive can be made from it: {error}"
            self.findings.append(Finding(BUNDLE, 0, "P048", said))
            self.unpacked = None
            return
        with closing(open_archive(workspace.archive)) as db:
            self.log, self.held, faults = judge_log(
                self.bag, self.unpacked, db, self.asked,
                lambda part: self._progress("comparing", 0.5 * part),
            )  # fmt: skip
            self.findings += faults
            intact = not any(each.code in _NOT_AS_LISTED for each in self.findings)
            self.findings += judge_files(self.bag, self.unpacked, db, self.log, intact=intact)
        self._progress("comparing", 0.8)
        self.findings += judge_archive(self.bag, workspace.archive, self.scratch)
        self._progress("comparing", 1.0)

    def _built(self, stage: str, done: int, total: int) -> None:
        part = done / total if total else 1.0
        self._progress("building", 0.5 * part if stage == "history" else 0.5 + 0.5 * part)
