"""What is turned away at the door, before anything is looked for or read.

An address may be as long as RFC 9110 (section 4.1) asks everyone to support, and no longer: what it
says comes back in the page many times over. What cannot be an address (RFC 3986: ASCII alone) and
methods that no page here knows are told so in a line. Datasette's own tools, which tell of this
server and not of the archive, have no page here at all (`CLOSED`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from archive.errors import NotInArchive
from archive.web.host import Host, Request

if TYPE_CHECKING:
    from archive.web.security import App, Receive, Scope, Send

#: Characters that an address may have, its question included.
LONGEST = 8_000

#: Values that an address may ask with.
MOST_FIELDS = 200

#: Datasette's tools: of versions, settings, files, rights, tokens, and pages to try these out with.
TOOLS = (
    "actions", "actor", "allow-debug", "allowed", "api", "auth-token", "check", "config",
    "create-token", "databases", "debug", "logout", "messages", "patterns", "permissions",
    "plugins", "rules", "settings", "tasks", "threads", "versions",
)  # fmt: skip

#: What of Datasette's `/-/` readers need: the list of tables, what dresses it, the questions, what
#: the tables hold, and the way to them by a few letters.
OPEN = ("", "jump", "queries", "schema", "static", "static-plugins")

#: The addresses of `TOOLS`, whatever form of them is asked for.
CLOSED = rf"/-/(?:{'|'.join(TOOLS)})(?:[./].*)?$"

_READING = ("GET", "HEAD")
_SENDING = (*_READING, "POST")


async def closed(request: Request, datasette: Host) -> Any:
    """A page of Datasette's that tells of this computer; here it is none."""
    raise NotInArchive("There is no page at this address.")


def methods(path: str, is_ours: Callable[[str], bool]) -> tuple[str, ...]:
    """The methods that `path` (without the prefix) takes.

    OAI-PMH may be asked by POST (section 3.1.1); what is Datasette's, it refuses or takes itself.
    """
    ours = path.startswith("/as-of/") or is_ours(path)
    return _READING if ours and path != "/oai" else _SENDING


def gated(app: App, host: Host, is_ours: Callable[[str], bool]) -> App:
    """`app` for requests that one can answer; others are told in a line what is wrong.

    `is_ours` tells whether a path is that of a page or a file of ours.
    """
    base = str(host.setting("base_url"))

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
        query = scope.get("query_string", b"")
        if len(path) + len(query) > LONGEST:
            await _refuse(send, 414, f"This address is too long: {LONGEST:,} characters at most.")
        elif not (path.isascii() and query.isascii()):
            await _refuse(send, 400, "An address has no such letters: write them as %C3%A9.")
        elif query.count(b"&") >= MOST_FIELDS:
            await _refuse(send, 400, f"This asks for too much: {MOST_FIELDS} values at most.")
        else:
            said = path.decode("ascii")
            own = "/" + said[len(base) :] if base != "/" and said.startswith(base) else said
            taken = methods(own, is_ours)
            if scope["method"] not in taken:
                allow = ", ".join(taken)
                await _refuse(send, 405, f"This can be asked by {allow} only.", allow)
            else:
                await app(scope, receive, send)

    return wrapped


async def _refuse(send: Send, status: int, message: str, allow: str = "") -> None:
    body = f"{message}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if allow:
        headers.append((b"allow", allow.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
