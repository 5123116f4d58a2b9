"""What a repository must be like for a history in it to be rewritten safely."""

from __future__ import annotations

from archive import history
from toolkit.disposal.errors import DisposalRefused
from toolkit.saving.changes import find_changes
from toolkit.saving.repository import Repository

_NOTHING = "nothing was disposed of"


def require_usable(repository: Repository) -> None:
    """Raise `DisposalRefused` (or `SaveFailed`) where the history cannot be rewritten as a whole,
    or where a rewrite would lose something that is not saved.
    """
    repository.require_ready()
    changes = find_changes(repository)
    if changes:
        more = f" and {len(changes) - 1:,} more" if len(changes) > 1 else ""
        raise DisposalRefused(
            f"{_NOTHING}: {changes[0].path}{more} is not saved; save it or take it back first"
        )
    if repository.run("diff", "--cached", "--quiet", "--no-ext-diff", "HEAD").status:
        raise DisposalRefused(
            f"{_NOTHING}: git's index holds changes that are not committed; commit them, or run "
            "`git reset`, first"
        )
    _require_alone(repository)
    _require_whole(repository)


def _require_alone(repository: Repository) -> None:
    """The repository's own folder holds all of it, and nothing else hangs on it."""
    top = repository.ask("rev-parse", "--show-toplevel")
    place = repository.workspace.root
    for _ in range(repository.prefix.count("/")):
        place = place.parent
    own = place / ".git"
    if not own.is_dir() or own.is_symlink() or own.resolve() != repository.folder.resolve():
        raise DisposalRefused(
            f"{_NOTHING}: {top} is a linked worktree or a submodule, whose history lies elsewhere; "
            "work in the repository itself"
        )
    listed = repository.ask("worktree", "list", "--porcelain")
    if sum(line.startswith("worktree ") for line in listed.splitlines()) > 1:
        raise DisposalRefused(
            f"{_NOTHING}: other worktrees hang on this history; remove them first "
            "(`git worktree list`, `git worktree remove`)"
        )
    for name, what in (
        ("modules", "it has submodules, which keep histories of their own"),
        ("objects/info/alternates", "it borrows contents from another repository"),
        ("lfs/objects", "git-lfs keeps copies of its own"),
        ("info/grafts", "it has grafts"),
    ):
        found = own / name
        if found.is_file() or (found.is_dir() and any(found.iterdir())):
            raise DisposalRefused(
                f"{_NOTHING}: {what} ({found}); make a plain copy of the whole repository "
                "(`git clone --no-local`) and work there"
            )


def _require_whole(repository: Repository) -> None:
    root = repository.workspace.root
    if history.shallow_mark(root):
        raise DisposalRefused(
            f"{_NOTHING}: this copy lacks the older history; run `git fetch --unshallow` first"
        )
    for key, good, what in (
        ("extensions.partialclone", ("",), "this copy holds only a part of the contents"),
        ("extensions.objectformat", ("", "sha1"), "its hashes are not SHA-1, which git-filter-repo "
         "needs"),
        ("extensions.refstorage", ("", "files"), "its references are kept in another form"),
        ("core.worktree", ("",), "its files lie somewhere else"),
    ):  # fmt: skip
        said = repository.run("config", "--local", "--get", key).out.decode().strip()
        if said.lower() not in good:
            raise DisposalRefused(
                f"{_NOTHING}: {what} ({key}); make a plain copy (`git clone --no-local`) first"
            )
    for kind, what in (("refs/replace", "replaced commits"), ("refs/notes", "notes of git")):
        if repository.run("for-each-ref", kind).out:
            raise DisposalRefused(
                f"{_NOTHING}: there are {what}, which hang on hashes that would change; remove "
                f"them first (`git for-each-ref {kind}`)"
            )


def remotes(repository: Repository) -> list[str]:
    """The names of the remotes: other copies that cannot be reached from here."""
    return repository.ask("remote").splitlines()
