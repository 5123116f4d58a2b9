"""Records and their history → archive.db: whole, or only what is new since the last build."""

from __future__ import annotations

from archive.build.report import BuildReport
from archive.build.run import build

__all__ = ["BuildReport", "build"]
