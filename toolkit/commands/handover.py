"""`handover`: the group; each of its commands lies in a module of its own, loaded when needed."""

from __future__ import annotations

from importlib import import_module

import click

#: Each command, in the order in which help lists them, with the module that holds it.
COMMANDS = {
    "readiness": "handover_readiness",
    "pack": "handover_pack",
    "verify": "handover_verify",
    "accept": "handover_accept",
    "receipt": "handover_receipt",
    "prove-chain": "handover_receipt",
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


@click.group(cls=Commands, short_help="Hand the archive over to the next host.")
def handover() -> None:
    """Hand the archive over to the next host, so that both sides can prove what was handed over."""
