"""The library `bagit`, which a script of the same name in this folder hides."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

_HERE = Path(__file__).resolve().parent.parent


def library() -> ModuleType:
    """The installed module `bagit`, whatever lies in this folder."""
    before = sys.path[:]
    sys.path[:] = [each for each in before if Path(each or ".").resolve() != _HERE]
    try:
        return importlib.import_module("bagit")
    finally:
        sys.path[:] = before
