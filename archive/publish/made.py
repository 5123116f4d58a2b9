"""What an address answers, and the files that are made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from archive.publish.reads import Read

#: Stands for the site's own address while pages are made; `.invalid` leads nowhere (RFC 2606).
NOWHERE = "https://copy.invalid"


@dataclass(slots=True)
class Answer:
    """A response as it was sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    policy: str = ""

    async def hear(self, message: Any) -> None:
        """Take in one message of ASGI."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {
                key.decode("latin-1").lower(): value.decode("latin-1")
                for key, value in message.get("headers", [])
            }
        else:
            self.body += message.get("body", b"")


@dataclass(slots=True)
class Made:
    """What an address gave: files by their paths; `links` are the addresses that these lead to,
    `lost` those that they would lead to if these could be had.

    `also` are the addresses of other forms that were made with it. `reads` is None where it
    cannot be told whether it would be made alike; `dated` is whether it asked which day it is.
    `wrong` says why nothing was made.
    """

    address: str
    files: dict[str, bytes] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    reads: list[Read] | None = None
    told: bytes = b""
    dated: bool = False
    wrong: str = ""
