"""What of a site is not made page by page: originals, the search index, downloads, styles."""

from __future__ import annotations

import posixpath
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from archive.editions.ladder import Edition
from archive.errors import NotInArchive
from archive.publish import index, tree
from archive.publish.addresses import STATIC, Site, address, file_of, name
from archive.publish.crawling import Crawled
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


class Writer:
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
