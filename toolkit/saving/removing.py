"""Removes folders that git wrote in: its files are read-only, and Windows deletes none such."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it; what is not there is no fault. Raises OSError."""

    def again(function: Callable[[str], object], name: str, found: Any) -> None:
        error: BaseException = found[1] if isinstance(found, tuple) else found
        if isinstance(error, FileNotFoundError):
            return  # another program was faster
        if function not in (os.unlink, os.rmdir):
            raise error
        Path(name).chmod(stat.S_IWRITE | stat.S_IREAD)
        function(name)

    called = "onexc" if sys.version_info >= (3, 12) else "onerror"
    how: dict[str, Any] = {called: again}
    shutil.rmtree(folder, **how)
