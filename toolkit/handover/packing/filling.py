"""Fills a package with all that goes in, and closes it; what is finished already stays."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive import history
from archive.build.store import locked
from archive.digest import digest as digest_of_archive
from archive.log import store
from archive.reading import open_archive
from archive.text.numbers import size_words
from toolkit import __version__
from toolkit.handover.errors import PackFailed, PackRefused
from toolkit.handover.fixity import copy_and_hash, open_plain, sync_folder
from toolkit.handover.packing import bundle, contents
from toolkit.handover.packing.closing import (
    Signed,
    close,
    seal_package,
    why_unreachable,
)
from toolkit.handover.packing.describing import about_package
from toolkit.handover.packing.facts import Facts
from toolkit.handover.packing.journal import Journal
from toolkit.handover.packing.order import Order
from toolkit.handover.packing.report import report_html
from toolkit.handover.packing.since import last_accepted
from toolkit.handover.packing.writing import Made, Step, Writer
from toolkit.saving.repository import Repository, Saver
from toolkit.saving.sealing import seal_and_save


@dataclass(frozen=True, slots=True)
class Filled:
    """What a run wrote: the package's digest, what it is of, who signed it, how many files were
    hashed now and how many were finished before, and how many leaves were sealed."""

    digest: str
    facts: Facts
    signed: Signed
    hashed: int
    kept: int
    sealed: int


def fill(
    order: Order, bag: Path, journal: Journal, repository: Repository, saver: Saver,
    build: Callable[[], object], step: Step, progress: Callable[[int, int], None] | None,
) -> Filled:  # fmt: skip
    """Seal, and write into `bag` all that the package is to have, its signature last.

    Raises `PackRefused` and what sealing, building and signing raise; OSError where the package
    cannot be written.
    """
    workspace = order.workspace
    sealed = seal_and_save(repository, saver, build, step=step)
    if sealed.head is None:
        raise PackRefused("no record was saved yet, so there is nothing to hand over")
    step("build")
    if sealed.saved or not workspace.archive.is_file():
        build()
    commit = history.head(workspace.root) or ""
    bag.mkdir(exist_ok=True)
    with locked(workspace.archive), closing(open_archive(workspace.archive)) as db:
        _require_of(db, commit)
        digest = digest_of_archive(workspace.archive)
        facts = Facts(
            bag.name, commit, sealed.head, digest, saver.name, datetime.now(UTC),
            why_unreachable(order, sealed.head),
        )  # fmt: skip
        writer = _payload(order, facts, db, bag, journal, step, progress)
    step("close")
    package = close(bag, order, facts, writer.entries)
    step("sign")
    signed = seal_package(bag, order, facts, package)
    writer.flush_folders()
    for each in (bag / "signature", bag, bag.parent):
        sync_folder(each)
    step("journal the end")
    return Filled(package, facts, signed, writer.hashed, writer.kept, sealed.added)


def _require_of(db: sqlite3.Connection, commit: str) -> None:
    """Raise `PackRefused` unless the archive is of that save and of nothing else."""
    built = dict(db.execute("SELECT key, value FROM build").fetchall())
    unsaved = db.execute("SELECT 1 FROM commit_ WHERE uncommitted LIMIT 1").fetchone()
    if built.get("head") != commit or unsaved:
        raise PackRefused("somebody changed the records meanwhile: save, and pack again")


def _payload(
    order: Order, facts: Facts, db: sqlite3.Connection, bag: Path, journal: Journal, step: Step,
    progress: Callable[[int, int], None] | None,
) -> Writer:  # fmt: skip
    workspace = order.workspace
    log = store.load(workspace, openings=False)
    accepted = order.since.checkpoint if order.since else last_accepted(workspace, log)
    since = order.since.commit if order.since else None
    what = bundle.bundled(workspace, facts.commit, since)
    new = None
    if since is not None:
        new = contents.changed(workspace, since, facts.commit, what.imports)
    only = new.records(db) if new is not None else None
    originals = contents.originals(db, workspace, new.files if new is not None else None)
    about = about_package(order, facts)
    made = [
        *contents.log_files(log, accepted),
        *contents.exported(db, only),
        Made("data/report.html", lambda: report_html(db, about, only)),
    ]
    whole = workspace.archive.stat().st_size if order.since is None else 0
    sure = sum(each.size for each in originals) + whole
    total = 1 + sure + (bundle.size_of_history(workspace) if order.since is None else 0)

    def tick(done: int) -> None:
        if progress:
            progress(min(done, total - 1), total)

    writer = Writer(workspace, bag, journal, step, tick)
    paths = {
        contents.BUNDLE,
        contents.CRATE,
        *(each.path for each in originals),
        *contents.TOLD,
        *(each.path for each in made),
    }
    writer.prune(paths | {contents.ARCHIVE} if order.since is None else paths)
    _require_room(order, sure, bag)
    of = f"made {__version__} {facts.commit} {since}"
    writer.write_together(contents.TOLD, of, lambda paths: contents.told(db, only, paths))
    writer.write_made(made, of)
    if order.since is None:
        writer.write(
            contents.ARCHIVE,
            f"archive {facts.archive_digest}",
            lambda target: _copied(workspace.archive, target),
        )
    writer.copy_into(
        contents.BUNDLE,
        what.origin,
        originals,
        lambda target: bundle.writing(workspace, what, target, originals, writer.advance),
    )
    files = {path: (each.sha256, each.size) for path, each in writer.entries.items()}
    said = hashlib.sha256(repr(sorted(files.items())).encode("ascii", "backslashreplace"))
    writer.write_made([contents.described(db, only, files)], f"{of} {said.hexdigest()}")
    if progress:
        progress(total, total)
    return writer


def _copied(source: Path, target: Path) -> tuple[int, str]:
    with open_plain(source) as file:
        size, digests = copy_and_hash(file, target, sync=False)
    return size, digests[0]


def _require_room(order: Order, sure: int, bag: Path) -> None:
    """Raise `PackFailed` where it is certain from the start that the disk is too small."""
    there = sum(each.stat().st_size for each in bag.rglob("*") if each.is_file())
    free = shutil.disk_usage(order.output).free
    if sure - there > free:
        raise PackFailed(
            f"the disk with {order.output} has {size_words(free)} free, and at least "
            f"{size_words(sure - there)} more are needed: make room, or name another with "
            "--output; what is finished is kept"
        )
