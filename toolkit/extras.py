"""Packages that not everybody needs: how they come into the environment that this runs in."""

from __future__ import annotations

import sys
from typing import Final

#: What each needs, as pyproject.toml has it under the same name.
EXTRAS: Final = {
    "cluster": "distributed>=2025.1",
    "timestamp": "rfc3161-client>=1.0.7,<2",
}


def how_to_install(extra: str) -> str:
    """The command that installs what `extra` needs.

    It names that package and not this project, which is on no index: whoever had its name there
    would be installed instead.
    """
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f'{python} -m pip install "{EXTRAS[extra]}"'
