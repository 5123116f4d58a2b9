"""A workspace: a folder with `records/` and `datasette.yaml`, found from anywhere inside it.

    workspace = find(Path.cwd())
    workspace.records      # <root>/records
    workspace.archive      # <root>/archive.db, whether or not it has been built

Nothing here knows git: making the first save is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from archive.errors import NoWorkspace, SecretariatError

RECORDS = "records"
CONFIG = "datasette.yaml"
ARCHIVE = "archive.db"

#: What a save keeps, relative to the root: the records, and what says how they are published.
KEPT = (
    RECORDS,
    CONFIG,
    "metadata.yaml",
    "schema",
    "README.md",
    ".gitignore",
    ".gitattributes",
)


class NotEmpty(SecretariatError):
    """A new workspace was to be made where something is already."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a workspace's parts are. All paths are absolute."""

    root: Path

    @property
    def records(self) -> Path:
        """The folder of the records and their registers."""
        return self.root / RECORDS

    @property
    def archive(self) -> Path:
        """The built archive; it need not be there."""
        return self.root / ARCHIVE

    @property
    def config(self) -> Path:
        """Datasette's configuration."""
        return self.root / CONFIG

    @property
    def local(self) -> Path:
        """What stays on this computer: neither saved nor published. It need not be there."""
        return self.root / ".secretariat"

    def relative(self, path: Path) -> str:
        """`path` as seen from the root, with / between folders, as findings and git write it."""
        return path.relative_to(self.root).as_posix()


def find(start: Path) -> Workspace:
    """The workspace that `start` lies in; raises `NoWorkspace` where there is none."""
    try:
        here = start.resolve(strict=True)
    except OSError:
        raise NoWorkspace(f"there is no folder {start}: correct the path") from None
    for folder in (here, *here.parents):
        if (folder / RECORDS).is_dir() and (folder / CONFIG).is_file():
            return Workspace(folder)
    raise NoWorkspace(
        f"no workspace in {here} or above it (a folder with {RECORDS}/ and {CONFIG}): "
        "go to yours, name it with -C, or make one with `secretariat init DIR`"
    )


def create(target: Path) -> Workspace:
    """Write a new workspace with one sample of each kind of record into `target`.

    `target` is made where it is missing. Raises `NotEmpty`, before anything is written,
    where it holds something already (a bare `.git` does not count).
    """
    if target.exists() and not target.is_dir():
        raise NotEmpty(f"{target} is a file: name a folder that is new or empty")
    if target.is_dir():
        held = sorted(each.name for each in target.iterdir() if each.name != ".git")
        if held:
            shown = ", ".join(held[:3]) + (", ..." if len(held) > 3 else "")
            raise NotEmpty(f"{target} is not empty ({shown}): name a folder that is new or empty")
    from archive.jsonschema import write_schemas

    target.mkdir(parents=True, exist_ok=True)
    root = target.resolve()
    for parts, source in _sample(files("archive") / "sample", ()):
        goal = root.joinpath(*parts[:-1], _real_name(parts[-1]))
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_bytes(source.read_bytes())
    write_schemas(root / "schema")
    return Workspace(root)


def _real_name(name: str) -> str:
    """A file whose name git would heed is kept in the package under another."""
    return name.replace("dot-", ".", 1) if name.startswith("dot-") else name


def _sample(
    folder: Traversable, parts: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Traversable]]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            yield from _sample(each, (*parts, each.name))
        elif not each.name.endswith((".pyc", "~")):
            yield (*parts, each.name), each


def local_folder(workspace: Workspace) -> Path:
    """The folder of what stays on this computer, made where it is missing, and kept out of git."""
    workspace.local.mkdir(parents=True, exist_ok=True)
    ignore = workspace.local / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8", newline="\n")
    return workspace.local
