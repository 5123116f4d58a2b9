"""The `secretariat` command: its parts are loaded when needed, its errors are one line."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from toolkit import __version__
from toolkit.output import clean
from toolkit.stopped import STOPPED as STOPPED

if TYPE_CHECKING:
    from archive.workspace import Workspace

#: Every command, in the order in which help lists them, with the module that holds it.
COMMANDS = {
    "init": "workspace",
    "new": "workspace",
    "status": "workspace",
    "save": "workspace",
    "undo": "undo",
    "check": "check",
    "schema": "check",
    "build": "build",
    "add": "add",
    "import-git": "imports",
    "digest": "build",
    "edition": "edition",
    "ask": "ask",
    "decisions": "decisions",
    "actions": "actions",
    "review": "review",
    "show": "read",
    "history": "history",
    "diff": "diff",
    "blame": "blame",
    "search": "read",
    "export": "export",
    "serve": "serve",
    "publish": "publish",
    "retention": "retention",
    "dispose": "dispose",
    "keys": "keys",
    "handover": "handover",
    "seal": "log",
    "prove": "log",
    "check-proof": "log",
}

#: Set by git for its own hooks; they would turn every command towards another repository.
_OF_GIT = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
)


def _colour() -> bool | None:
    """False where colour is not wanted (no-color.org), None where the terminal decides."""
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


def _expected() -> tuple[type[BaseException], ...]:
    """What can go wrong without a mistake of ours; looked up only once something has."""
    import sqlite3

    from archive.errors import SecretariatError

    return SecretariatError, OSError, sqlite3.Error


def _fail(error: BaseException) -> NoReturn:
    from archive.errors import SecretariatError

    if isinstance(error, SecretariatError):
        _tell(" ".join(str(error).split()))
        raise click.exceptions.Exit(error.exit_code) from None
    if isinstance(error, OSError):
        if error.errno == errno.EPIPE:  # the reader has gone: `secretariat ask | head`
            raise error
        where = f"{error.filename}: " if error.filename else ""
        _tell(f"{where}{error.strerror or error}")
    else:
        _tell(f"the archive cannot be read ({error}): run `secretariat build --full`")
    raise click.exceptions.Exit(1) from None


def _tell(message: str) -> None:
    label = click.style("error:", fg="red", bold=True)
    click.echo(f"{label} {clean(message)}", err=True)


#: What stays of a command that Ctrl-C ended, where it may be something.
_STOPPED = {
    "dispose": "see what is left of it with `secretariat dispose --finish`",
    "add": "what was read is kept, and the same command goes on",
    "import-git": "what was fetched is kept, and the same command goes on",
    "handover": "what is finished is kept, and the same command goes on",
}


class Commands(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called `cmd_name`, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"toolkit.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; for an unknown command the near ones are named."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what a person can act on becomes one line, never a traceback."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            said = _STOPPED.get(ctx.invoked_subcommand or "", "nothing was changed")
            click.echo(f"\nstopped; {said}", err=True)
            raise click.exceptions.Exit(STOPPED) from None
        except _expected() as error:
            _fail(error)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "start",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Work in the workspace that DIR lies in, instead of the one here.",
)
@click.version_option(__version__, prog_name="secretariat", help="Show the version and stop.")
@click.pass_context
def cli(ctx: click.Context, start: Path) -> None:
    """Keep, ask and publish the records of a process.

    Begin with `secretariat init DIR`, or inside a workspace with `secretariat status`.
    """
    ctx.color = _colour()
    ctx.obj = start
    for name in _OF_GIT:
        os.environ.pop(name, None)
    # GitPython would fail while it is imported; so it fails when git is run, and is understood.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")


def workspace(ctx: click.Context, *, unfinished: bool = False) -> Workspace:
    """The workspace that a command works in; raises `NoWorkspace`.

    One in which a disposal was stopped half way may be `unfinished`, else that is raised.
    """
    from archive.workspace import find

    found = find(start_of(ctx))
    if not unfinished and (found.local / "disposal" / "journal.json").is_file():
        from toolkit.disposal.swap import require_none

        require_none(found)
    return found


def start_of(ctx: click.Context) -> Path:
    """Where the command was told to begin: `-C`, or the current folder."""
    start = ctx.find_root().obj
    return start if isinstance(start, Path) else Path()


def command_names() -> Iterator[str]:
    """Every command's name."""
    yield from COMMANDS


def main() -> None:
    """The program's entry point."""
    cli(prog_name="secretariat")
