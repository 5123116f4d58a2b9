"""How the program ends where Ctrl-C ended it. Imports nothing that takes time to load."""

from __future__ import annotations

import sys
from typing import NoReturn

#: The exit code of what Ctrl-C ended: 128 and the number of the signal.
STOPPED = 130


def stop(message: str) -> NoReturn:
    """Say a line and end the program as one that Ctrl-C ended."""
    print(message, file=sys.stderr)
    sys.exit(STOPPED)
