"""How a code is written down in the modules of this folder."""

from __future__ import annotations

from typing import Literal

Severity = Literal["error", "warning", "note"]

#: A code, how grave it is, what is found, and what to do about it.
Row = tuple[str, Severity, str, str]
