"""Values as they stand in front matter, in YAML's flow style.

>>> flow([{"partner": "kr", "name": "Korea, Republic of"}])
'[{partner: kr, name: "Korea, Republic of"}]'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from archive.yamltext import on_one_line

# Ids, days and words that YAML can read as nothing else in a flow.
_PLAIN = re.compile(r"[^\W_][\w./-]*(?: [^\W_][\w./-]*)*\Z")

Value = str | Sequence["Value"] | Mapping[str, "Value"]


def flow(value: Value) -> str:
    """`value` in one line; what reads it back takes every scalar as text."""
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {flow(held)}" for name, held in value.items()) + "}"
    return "[" + ", ".join(flow(each) for each in value) + "]"


def scalar(value: str) -> str:
    """A scalar, in quotes where it needs them."""
    said = " ".join(value.split())
    return said if _PLAIN.match(said) else on_one_line(said)
