"""Where the `secretariat` command begins: small, so that Ctrl-C is answered from the start on."""

from __future__ import annotations

import sys

#: The exit code of what Ctrl-C ended: 128 and the number of the signal.
STOPPED = 130


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


def stop(message: str) -> None:
    """Say a line and end the program as one that Ctrl-C ended."""
    print(message, file=sys.stderr)
    sys.exit(STOPPED)
