"""What a stranger needs to check a package: VERIFY.md and verify.py, both of them in it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.handover.packing.closing import Facts
    from toolkit.handover.packing.order import Order


def script() -> bytes:
    """verify.py, as it goes into every package."""
    return files(__package__).joinpath("verifypackage.py").read_bytes()


def words_for(order: Order, facts: Facts) -> str:
    """VERIFY.md of one package."""
    del order
    return f"# How to check {facts.name}\n\n    python3 verify.py\n"
