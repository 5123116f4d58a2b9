"""Where the `secretariat` command begins: small, so that Ctrl-C is answered from the start on."""

from __future__ import annotations

from toolkit.stopped import stop


def main() -> None:
    """Load the command and run it; Ctrl-C while it is loaded is one line, and no traceback."""
    try:
        from toolkit.cli import main as run
    except KeyboardInterrupt:
        stop("\nstopped; nothing was changed")
    try:
        run()
    except KeyboardInterrupt:  # where nobody else answers it: between the parts of the program
        stop("\nstopped")
