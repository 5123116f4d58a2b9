"""`publish`: all that a site holds, from the edition's file to the folder in its place."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive.editions.ladder import Edition, path_of
from archive.errors import UsageProblem
from archive.publish import state, tree
from archive.publish.addresses import Site, address, wanted
from archive.publish.crawling import Crawled, Job, crawl
from archive.publish.tree import File
from archive.publish.writing import Published, Step, Writer
from archive.workspace import Workspace

#: Names that are told of in a message, at most.
_FEW = 5


def publish(
    workspace: Workspace,
    edition: Edition,
    goal: Path,
    *,
    home: str = "",
    force: bool = False,
    day: str | None = None,
    processes: int = 1,
    step: Step = lambda what, part: None,
) -> Published:
    """Write the built file of `edition` as a site into the folder `goal`.

    `home` is the address on the web that it will have, if it has one. With `force` the folder may
    hold files that are not the site's: they stay. `day` is the one of which the pages speak
    (today). Pages are made in as many `processes` as are given; with more than one, the caller's
    main module must be one that can be imported again.

    Raises `NoArchive`, `tree.Foreign`, `tree.PublishFailed`; the site that was there then stays.
    """
    goal = _checked(workspace, goal)
    work = _Work(workspace, edition, goal, home, day or date.today().isoformat(), processes, step)
    with work.alone():
        return work.run(force=force)


@dataclass(slots=True)
class _Work:
    """One publishing."""

    workspace: Workspace
    edition: Edition
    goal: Path
    home: str
    day: str
    processes: int
    step: Step

    @property
    def memory(self) -> Path:
        """Where what is remembered of the site lies."""
        return state.path_of(self.workspace, self.goal)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep others out that would publish into the same folder from this workspace."""
        from archive.build.store import locked
        from archive.errors import ArchiveBusy

        self.memory.parent.mkdir(parents=True, exist_ok=True)
        lock = locked(self.memory)
        try:
            lock.__enter__()
        except ArchiveBusy:
            raise tree.PublishFailed(
                f"{self.goal} is being published already: wait until that is done"
            ) from None
        try:
            yield
        finally:
            lock.__exit__(None, None, None)

    def run(self, *, force: bool) -> Published:
        """Publish, or find that there is nothing to do."""
        tree.recover(self.goal)
        own, along = _standing(self.goal, force=force)
        told = state.about(self.memory)
        archive = self.memory.with_suffix(".archive")
        try:
            # A build may replace the edition meanwhile: all is made of this one copy.
            shutil.copyfile(_there(self.workspace, self.edition), archive)
            said = _said(self.workspace, archive, self.day, self.home)
            out = Published(self.goal, self.edition, self.day)
            if told.items() >= said.items() and _whole(self.goal, own):
                out.unchanged, out.files = True, len(own)
                out.pages = out.reused = int(told.get("pages", "0"))
                return out
            found, digest = self._made(archive, own, along, told, said, out)
        except OSError as error:
            raise tree.PublishFailed(
                f"the site cannot be written ({error.strerror or error}): make room on the disk, "
                "or name a folder that may be written"
            ) from None
        finally:
            shutil.rmtree(tree.beside(self.goal), ignore_errors=True)
            with suppress(OSError):
                archive.unlink(missing_ok=True)
        said |= {"index": digest, "pages": str(out.pages)}
        state.write(self.memory, said, found.pages.values())
        self.step("Putting it in place", 1.0)
        return out

    def _made(
        self,
        archive: Path,
        own: dict[str, str],
        along: list[str],
        told: dict[str, str],
        said: dict[str, str],
        out: Published,
    ) -> tuple[Crawled, str]:
        """Write the new site and put it in its place; gives its pages and the index's digest."""
        new = tree.beside(self.goal)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        alike = all(told.get(key) == said[key] for key in said if key not in ("archive", "day"))
        before = self.memory if alike and self.memory.is_file() else None
        writer = Writer(self.workspace, self.edition, self.goal, own, out, self.step)
        site = writer.originals(self.day)
        same_day = told.get("day") == said["day"]
        same = told.get("archive") == said["archive"]
        job = Job(archive, self.workspace.root, self.goal, site, self.home, before, same_day, same)
        with closing(_opened(archive)) as conn:
            seeds = list(_seeds(conn, self.home))
            found = crawl(
                job, seeds, self.processes,
                lambda done, of: self.step("Pages", done / max(of, 1)),
            )  # fmt: skip
            writer.pages(found)
            digest = writer.search(conn, site, found, told.get("index", ""))
            writer.downloads(conn, archive, same=same)
        writer.static(found)
        _refuse_clashes(writer.files, along)
        self.step("Putting it in place", 0.5)
        tree.finish(self.goal, writer.files, along)
        return found, digest


def _there(workspace: Workspace, edition: Edition) -> Path:
    """The built file of an edition; raises `NoArchive` with the remedy where it is not built."""
    path = path_of(workspace, edition)
    _opened(path).close()
    return path


def _checked(workspace: Workspace, goal: Path) -> Path:
    """The folder that is meant; raises `UsageProblem` where a site may not stand."""
    full = goal.resolve()
    if full.exists() and not full.is_dir():
        raise UsageProblem(f"{goal} is a file: name a folder")
    root = workspace.root.resolve()
    if root.is_relative_to(full):
        raise UsageProblem(f"{goal} holds the workspace: name a folder of its own")
    for kept in (workspace.records, workspace.local, root / ".git"):
        if full.is_relative_to(kept.resolve()):
            raise UsageProblem(f"{goal} lies in {kept.name}/: name a folder outside of it")
    return full


def _standing(goal: Path, *, force: bool) -> tuple[dict[str, str], list[str]]:
    """(The site's own files in the folder, those that are others'); raises `Foreign`."""
    own = tree.listed(goal)
    along = tree.foreign(goal, own)
    if along and not force:
        shown = ", ".join(along[:_FEW]) + (", ..." if len(along) > _FEW else "")
        raise tree.Foreign(
            f"{goal} holds what publish did not write ({shown}): name another folder, or keep it "
            "there with --force"
        )
    return own, along


def _said(workspace: Workspace, archive: Path, day: str, home: str) -> dict[str, str]:
    """What the pages hang on as a whole."""
    from archive.digest import digest
    from archive.publish.press import of_copy
    from archive.web.caching import looks_of, package
    from archive.web.state import state as state_of

    with closing(_opened(archive)) as conn:
        now = of_copy(state_of(conn))
    return {
        "state": repr(now),
        "archive": digest(archive),
        "package": package(),
        "looks": looks_of(workspace.root),
        "day": day,
        "home": home,
    }


def _opened(archive: Path) -> sqlite3.Connection:
    from archive.contents import add_function
    from archive.reading import open_archive

    conn = open_archive(archive)
    add_function(conn)
    return conn


def _whole(goal: Path, own: dict[str, str]) -> bool:
    """Whether every file that the list names is there as it was written."""
    try:
        return bool(own) and all(tree.digest_of(goal / path) == own[path] for path in own)
    except OSError:
        return False


def _seeds(conn: sqlite3.Connection, home: str) -> Iterator[str]:
    """Where to begin: the first page, all that the masthead names, and what has a page each."""
    from archive.web.navigation import ENTRIES

    yield from ("/", "/search", "/copy")
    if home:
        yield from (each for each in ("/robots.txt", "/sitemap.xml") if wanted(each, Site()))
    yield from (f"/{entry}" for entry, _ in ENTRIES)
    for kind in ("record", "meeting"):
        for row in conn.execute(f"SELECT id FROM {kind} ORDER BY id"):  # noqa: S608 - of ours
            yield address(f"/{kind}s/{row[0]}")
    for row in conn.execute("SELECT id FROM decision WHERE NOT removed ORDER BY id"):
        yield address("/decisions/" + row[0].replace("#", "/", 1))


def _refuse_clashes(files: dict[str, File], along: list[str]) -> None:
    clash = [path for path in along if path in files]
    if clash:
        raise tree.Foreign(
            f"{', '.join(clash[:_FEW])}: a file that publish did not write stands where the site "
            "has one: move it away"
        )
