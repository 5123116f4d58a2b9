"""Brings a history of another git repository in: its objects here, its entry in the register.

    done = import_git(workspace, "https://example.org/proposals", Wanted(paths=("docs/*.md",)))

The objects lie under `refs/imports/ID` in the workspace's own repository, from where the next
build reads them; nothing is checked out and no program of either repository is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from archive import history, profiles, registers, whole
from archive.build.imports import REGISTER
from archive.entrytext import Value, set_entry
from archive.errors import BadFrontMatter, SecretariatError, UsageProblem
from archive.frontmatter import newlines
from archive.gitrun import ask, git_at
from archive.globs import pathspecs
from archive.model import Import
from archive.profiles.values import slug
from archive.workspace import Workspace

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_REMOTE = re.compile(r"https://[^\s\x00-\x1f]+\Z|file://[^\x00-\x1f]+\Z")

#: What a fetch from strangers must not do: other transports, programs, tidying up on the way.
_CAREFUL = (
    "protocol.allow=never",
    "protocol.https.allow=always",
    "protocol.file.allow=always",
    "fetch.recurseSubmodules=false",
    "fetch.fsckObjects=false",
    "gc.auto=0",
    "maintenance.auto=false",
)


class ImportFailed(SecretariatError):
    """A history could not be brought in; what was here is as it was."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for; what is left out is as the register has it already."""

    paths: tuple[str, ...] = ()
    profile: str | None = None
    id: str | None = None
    name: str | None = None


def import_git(workspace: Workspace, address: str, wanted: Wanted) -> Import:
    """Fetch the history at `address` and enter it; the entry as it now stands.

    `address` is a folder or an https address. Raises `ImportFailed` where there is no
    history to fetch or to put it, `UsageProblem` for a bad id or pattern, `BadProfile`.
    """
    root = workspace.root
    if not history.is_repository(root):
        raise ImportFailed(f"{root} keeps no history: run `secretariat init {root}` first")
    where = _address(address)
    entries = _entries(root)
    own = wanted.id or _known_id(entries, address, where) or slug(_last_part(address))
    if not _ID.match(own):
        raise UsageProblem(
            f"{own!r} is no id: give one of small letters, digits and hyphens with --id"
        )
    before = entries.get(own)
    paths = wanted.paths or (before.paths if before else ())
    profile = wanted.profile or (before.profile if before else None)
    if not paths or profile is None:
        missing = "--path GLOB" if not paths else "--profile NAME"
        raise UsageProblem(f"{own} is new here: say {missing}, such as --path 'docs/**/*.md'")
    for path in paths:
        _check_pattern(path)
    profiles.load(root, profile)
    _other_kind(root, own)
    head = _fetch(root, where, own, paths, address)
    name = wanted.name or (before.name if before else _last_part(address))
    entry = Import(id=own, name=name, address=address, paths=paths, profile=profile, head=head)
    _enter(root, entry)
    return entry


def _address(address: str) -> str:
    if _REMOTE.match(address):
        return address
    if "://" in address or address.startswith("-") or "::" in address:
        raise UsageProblem(f"{address!r} is neither a folder nor an https address")
    place = Path(address).expanduser()
    if not place.is_dir():
        raise ImportFailed(f"there is no folder {address}, and it is no https address: correct it")
    return str(place.resolve())


def _last_part(address: str) -> str:
    parts = [part for part in re.split(r"[/\\:]", address.rstrip("/\\")) if part]
    last = parts[-1].removesuffix(".git") if parts else ""
    if last in ("", ".", ".."):
        last = Path(address).resolve().name
    return last


def _known_id(entries: dict[str, Import], *addresses: str) -> str | None:
    return next((name for name, each in entries.items() if each.address in addresses), None)


def _entries(root: Path) -> dict[str, Import]:
    place = root / REGISTER
    if not place.is_file():
        return {}
    try:
        read = registers.parse("imports", newlines(place.read_text(encoding="utf-8"))).entries
    except (BadFrontMatter, UnicodeDecodeError) as error:
        raise ImportFailed(f"{REGISTER} cannot be read ({error}): mend it first") from None
    return {name: each for name, each in read.items() if isinstance(each, Import)}


def _other_kind(root: Path, own: str) -> None:
    """Raise where another register has the id already."""
    for name in registers.FILE_OF.values():
        place = root / registers.FOLDER / f"{name}.yaml"
        if name == "imports" or not place.is_file():
            continue
        try:
            taken = own in registers.parse(name, newlines(place.read_text("utf-8"))).entries
        except (BadFrontMatter, UnicodeDecodeError):
            continue  # `check` tells
        if taken:
            raise UsageProblem(f"the id {own} is in {name}.yaml already: give another with --id")


def _check_pattern(path: str) -> None:
    parts = path.split("/")
    if not path or path.startswith(("/", ":", "!")) or ".." in parts or "\n" in path:
        raise UsageProblem(
            f"{path!r} is no pattern of paths: write it from the top of the repository, "
            "such as docs/*.md or **/*.md"
        )


def _fetch(root: Path, where: str, own: str, paths: tuple[str, ...], address: str) -> str:
    """The commit that HEAD is at `where`, with its objects now here.

    It comes under a name of its own first, so that what was fetched before stays until all is
    well; what an interruption leaves of that is taken away the next time.
    """
    git = git_at(root)
    coming = f"refs/importing/{own}"
    ask(git, "update-ref", "-d", coming)
    try:
        head = _fetched(root, where, coming, address)
        if not ask(git, "log", "-1", "--format=%H", head, "--", *pathspecs(paths)):
            raise ImportFailed(
                f"no file of {address} was ever at {' or '.join(paths)}: correct --path "
                "(** stands for any folders, and a pattern is written from the top)"
            )
        ask(git, "update-ref", f"refs/imports/{own}", head)
    finally:
        ask(git, "update-ref", "-d", coming)
    return head


def _fetched(root: Path, where: str, ref: str, address: str) -> str:
    careful = [word for setting in _CAREFUL for word in ("-c", setting)]
    try:
        ask(
            git_at(root), *careful, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
            "--no-auto-maintenance", "--no-recurse-submodules", "--end-of-options", where,
            f"+HEAD:{ref}",
        )  # fmt: skip
    except SecretariatError as error:
        said = str(error).removeprefix("git could not read the history: ")
        raise ImportFailed(f"{address} cannot be fetched: {said}") from None
    head = history.resolve_ref(root, ref)
    if head is None:  # git leaves such a history alone, and calls that a success
        raise ImportFailed(
            f"{address} cannot be fetched: the beginning of its history is cut off (a shallow "
            "clone); run `git fetch --unshallow` there, or give the address it came from"
        )
    return head


def _enter(root: Path, entry: Import) -> None:
    place = root / REGISTER
    text = place.read_bytes().decode("utf-8") if place.is_file() else ""
    values: dict[str, Value] = {
        "name": entry.name, "address": entry.address, "paths": entry.paths,
        "profile": entry.profile or "", "head": entry.head,
    }  # fmt: skip
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        whole.put(place, set_entry(text, entry.id, values).encode("utf-8"))
    except OSError as error:
        raise ImportFailed(f"{REGISTER} cannot be written ({error.strerror}): allow that") from None
