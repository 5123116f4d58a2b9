"""`publish`: all that a site holds, from the edition's file to the folder in its place."""

from __future__ import annotations

import posixpath
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from archive.editions.ladder import Edition, path_of
from archive.errors import NotInArchive, UsageProblem
from archive.publish import index, state, tree
from archive.publish.addresses import STATIC, Site, address, file_of, name, wanted
from archive.publish.crawling import Crawled, Job, crawl
from archive.publish.tree import File
from archive.workspace import Workspace

#: Told (what is being done, the part of it that is done).
Step = Callable[[str, float], None]

#: Endings of originals that a browser shows without running anything in them. All others get one
#: more, by which it saves them: a page among the originals must not speak for the site.
_HARMLESS = frozenset(
    {
        ".pdf", ".txt", ".csv", ".md", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".doc",
        ".xls", ".ppt", ".rtf", ".eml", ".msg", ".json", ".zip", ".jpg", ".jpeg", ".png", ".gif",
        ".webp", ".tif", ".tiff", ".mp3", ".mp4", ".wav",
    }
)  # fmt: skip

#: Names that are told of in a message, at most.
_FEW = 5


@dataclass(slots=True)
class Published:
    """What was published: pages and files, how many of the pages were taken over as they were.

    `unchanged` says that the folder was as it should be already. `missing` are originals that are
    not here; `alike` are files whose names differ by capital letters alone.
    """

    goal: Path
    edition: Edition
    day: str
    pages: int = 0
    files: int = 0
    reused: int = 0
    unchanged: bool = False
    missing: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


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
    archive = path_of(workspace, edition)
    day = day or date.today().isoformat()
    tree.recover(goal)
    own, along = _standing(goal, force=force)
    memory = state.path_of(workspace, goal)
    told = state.about(memory)
    said = _said(workspace, archive, day, home)
    out = Published(goal, edition, day)
    if told.items() >= said.items() and _whole(goal, own):
        out.unchanged, out.files = True, len(own)
        out.pages = out.reused = int(told.get("pages", "0"))
        return out
    alike = {key for key in said if key != "archive"}
    usable = memory.is_file() and all(told.get(key) == said[key] for key in alike)
    new = tree.beside(goal)
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        writer = _Writer(workspace, edition, goal, own, out, step)
        site = writer.originals(day)
        job = Job(archive, workspace.root, goal, site, home, memory if usable else None)
        with closing(_opened(archive)) as conn:
            seeds = list(_seeds(conn, home))
            found = crawl(job, seeds, processes, lambda done, of: step("Pages", done / max(of, 1)))
            writer.pages(found)
            digest = writer.search(conn, site, found, told.get("index", ""))
            same = told.get("archive") == said["archive"]
            writer.downloads(conn, archive, same=same)
        writer.static(found)
        _refuse_clashes(writer.files, along)
        step("Putting it in place", 0.5)
        tree.finish(goal, writer.files, along)
    except OSError as error:
        raise tree.PublishFailed(
            f"the site cannot be written ({error.strerror or error}): make room on the disk, or "
            "name a folder that may be written"
        ) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
    said |= {"index": digest, "pages": str(out.pages)}
    state.write(memory, said, found.pages.values())
    step("Putting it in place", 1.0)
    return out


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
    from archive.web.navigation import ENTRIES, is_page

    yield from ("/", "/search", "/copy")
    if home:
        yield from (each for each in ("/robots.txt", "/sitemap.xml") if wanted(each, Site()))
    yield from (f"/{entry}" for entry, _ in ENTRIES if is_page(f"/{entry}"))
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


class _Writer:
    """Puts into the new folder what is not made page by page."""

    def __init__(
        self,
        workspace: Workspace,
        edition: Edition,
        goal: Path,
        own: dict[str, str],
        out: Published,
        step: Step,
    ) -> None:
        self._workspace, self._edition = workspace, edition
        self._goal, self._new, self._own = goal, tree.beside(goal), own
        self._out, self._step = out, step
        self.files: dict[str, File] = {}

    def _add(self, path: str, file: File) -> None:
        self.files[path] = file
        self._out.files = len(self.files)

    def _over(self, path: str, digest: str) -> bool:
        """Take a file over from the old site where it is what it should be."""
        source = self._goal / path
        if self._own.get(path) != digest or not source.is_file():
            return False
        if tree.digest_of(source) != digest:
            return False
        tree.take(source, self._new, path)
        self._add(path, File(digest, source.stat().st_size))
        return True

    def originals(self, day: str) -> Site:
        """The originals that may be given out; gives what their links hang on."""
        from archive.editions.publishing import handed_out
        from archive.web.original import content

        site = Site(day=day, logo=_logo(self._workspace))
        every = handed_out(self._workspace, self._edition)
        for at, each in enumerate(every):
            self._step("Originals", at / len(every))
            digest = each.original.sha256 or ""
            site.originals[each.record] = _saved_as(each.name)
            path = file_of(address(f"/records/{each.record}/original"), site)
            if self._over(path, digest):
                continue
            try:
                copy = content(self._workspace.root, each.original)
            except NotInArchive:
                del site.originals[each.record]
                self._out.missing.append(f"{each.record}: {each.name}")
                continue
            there = self._new / path
            there.parent.mkdir(parents=True, exist_ok=True)
            with copy, there.open("wb") as file:
                shutil.copyfileobj(copy, file)
            self._add(path, File(digest, there.stat().st_size))
        return site

    def pages(self, found: Crawled) -> None:
        """Note the pages that were made."""
        for path, file in found.files.items():
            self._add(path, file)
        self._out.pages, self._out.reused = len(found.pages), found.reused
        self._out.left_out = dict(sorted(found.wrong.items()))
        by_fold: dict[str, list[str]] = defaultdict(list)
        for path in self.files:
            by_fold[path.casefold()].append(path)
        self._out.alike = sorted(p for alike in by_fold.values() if len(alike) > 1 for p in alike)

    def search(self, conn: sqlite3.Connection, site: Site, found: Crawled, before: str) -> str:
        """The index of the search; gives its digest."""
        digest = index.digest(conn)
        pages = found.pages
        digest += f" {sum(1 for each in pages if each.count('/') == 2)}"
        kept = [path for path in self._own if PurePosixPath(path).parts[0] == index.FOLDER
                and path.endswith(".js")]  # fmt: skip
        if digest == before and kept and all(self._over(path, self._own[path]) for path in kept):
            return digest
        for path, text in index.scripts(
            conn, site, lambda each: each in pages, lambda part: self._step("Search", part)
        ):
            self._add(path, tree.write(self._new, path, text.encode("utf-8", "replace")))
        return digest

    def downloads(self, conn: sqlite3.Connection, archive: Path, *, same: bool) -> None:
        """The archive's file and its exports; the file stays where it says the `same` already."""
        from archive.publish.downloads import DOWNLOADS, FOLDER

        for at, each in enumerate(DOWNLOADS):
            self._step("Downloads", at / len(DOWNLOADS))
            path = f"{FOLDER}/{each.path}"
            there = self._new / path
            there.parent.mkdir(parents=True, exist_ok=True)
            if each.write is None:
                if same and self._over(path, self._own.get(path, "")):
                    continue
                shutil.copyfile(archive, there)
            else:
                with there.open("w", encoding="utf-8", newline="") as file:
                    file.writelines(each.write(conn))
            self._add(path, File(tree.digest_of(there), there.stat().st_size))

    def static(self, found: Crawled) -> None:
        """The style sheets and scripts that pages ask for."""
        from archive.publish.folding import fold_data

        here = Path(__file__).parents[1] / "web" / "static"
        asked = {link for each in found.pages.values() for link in each.links}
        for link in sorted(link for link in asked if link.startswith(f"/{STATIC}/")):
            path = posixpath.normpath(link.removeprefix(f"/{STATIC}/"))
            if path == "copy-fold.js":
                data = fold_data().encode()
            elif ".." in path.split("/") or not (here / path).is_file():
                continue
            else:
                data = (here / path).read_bytes()
            self._add(f"{STATIC}/{path}", tree.write(self._new, f"{STATIC}/{path}", data))


def _saved_as(original: str) -> str:
    said = name(original)
    return said if PurePosixPath(said).suffix.lower() in _HARMLESS else f"{said}.bin"


def _logo(workspace: Workspace) -> str:
    """The ending of the logo's file, as the workspace names it."""
    from archive.web.serve import metadata_for

    look = metadata_for(workspace).get("look")
    said = look.get("logo") if isinstance(look, dict) else None
    return PurePosixPath(str(said)).suffix.lower().lstrip(".") if said else ""
