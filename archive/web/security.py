"""What a browser may do with our pages: one strict policy, and a wider one for Datasette's own.

Our pages carry no inline script and no inline style at all, and one script file of our own, without
which they work as well. Datasette's pages need both, so
each `<script` and `<style` that stands in a template of Datasette's gets a nonce **when the
template is compiled**. What data brings in at rendering time comes after that and never has
the nonce: a script in a record's title stays dead even where it is not escaped.

The nonce is made when a template first asks for it; a response whose templates never asked
goes out with the strict policy, so no list of addresses has to be kept.
"""

from __future__ import annotations

import re
import secrets
from base64 import b64encode
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2.ext import Extension

if TYPE_CHECKING:
    from jinja2 import Environment

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: The `on...=` attributes of Datasette's templates, allowed by the hash of their text.
EVENT_HANDLERS = ("openColumnChooser()",)

# Of this site only static files are ever scripts: what comes from elsewhere is given out under
# `ALONE`, as no type that a browser would run, and `nosniff` keeps it from guessing one.
STRICT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

#: For files from elsewhere: an origin of their own, which nothing may be loaded into.
ALONE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

#: For a picture from elsewhere: its own styles may dress it, and nothing in it may run.
PICTURE = f"{ALONE}; style-src 'unsafe-inline'"

FIXED_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "browsing-topics=()"
    ),
}

_INLINE = re.compile(r"<(script|style)\b")

#: The template that brings in Datasette's SQL editor, which writes its styles by script.
_EDITOR = "_codemirror.html"


@dataclass(slots=True)
class Page:
    """What the response that is being made needs of its policy."""

    nonce: str | None = None
    editor: bool = False
    alone: str = ""

    def policy(self) -> str:
        """Its Content-Security-Policy."""
        return self.alone or policy(self.nonce, self.editor)


#: The response that is being made.
page: ContextVar[Page | None] = ContextVar("archive_page", default=None)


def csp_nonce() -> str:
    """The nonce of the response that is being made; asking for it widens its policy."""
    made = page.get()
    if made is None:
        return ""
    if made.nonce is None:
        made.nonce = secrets.token_urlsafe(18)
    return made.nonce


def csp_editor() -> str:
    """Tell that the response holds the SQL editor; gives no text."""
    made = page.get()
    if made is not None:
        made.editor = True
    return ""


def alone() -> None:
    """Tell that the response is a file from elsewhere, which may do nothing at all here."""
    made = page.get()
    if made is not None:
        made.alone = ALONE


def picture() -> None:
    """Tell that the response is a picture from elsewhere, which may do nothing but show itself."""
    made = page.get()
    if made is not None:
        made.alone = PICTURE


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def policy(nonce: str | None, editor: bool = False) -> str:
    """The Content-Security-Policy of a response: strict, or Datasette's with `nonce`.

    Datasette writes colours into `style` attributes, computed anew for each page, so no hash
    can name them: style attributes alone are open there. They cannot run anything, and with
    every other source shut there is no address that they could send something to. The SQL
    `editor`, only there where a workspace allows free SQL, makes `<style>` elements by script
    and knows no nonce: all styles are open on its pages, for the same reason.
    """
    if nonce is None:
        return STRICT
    styles = "'unsafe-inline'" if editor else f"'nonce-{nonce}'"
    handlers = " ".join(_hash(handler) for handler in EVENT_HANDLERS)
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'unsafe-hashes' {handlers}; "
        f"style-src 'self' {styles}; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


class NonceExtension(Extension):
    """Gives every `<script` and `<style` in the source of Datasette's own templates a nonce."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        package = import_module("datasette").__file__
        self._templates = Path(str(package)).resolve().parent / "templates"

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source with nonces asked for, where it is a template of Datasette's."""
        if filename is None or not Path(filename).resolve().is_relative_to(self._templates):
            return source
        if name is not None and name.endswith(_EDITOR):
            source = "{% if allow_execute_sql %}{{ csp_editor() }}{% endif %}" + source
        return _INLINE.sub(r'<\1 nonce="{{ csp_nonce() }}"', source)


def prepare(environment: Environment) -> None:
    """Let the templates of `environment` carry nonces."""
    environment.add_extension(NonceExtension)
    environment.globals["csp_nonce"] = csp_nonce
    environment.globals["csp_editor"] = csp_editor


def guarded(app: App) -> App:
    """`app` with the security headers on every response, errors and static files included."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        made = Page()

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {**FIXED_HEADERS, "content-security-policy": made.policy()}
                kept = [
                    (name, value)
                    for name, value in message.get("headers", [])
                    if name.lower().decode("latin-1") not in ours
                ]
                added = [(name.encode(), value.encode()) for name, value in ours.items()]
                message = {**message, "headers": kept + added}
            await send(message)

        token = page.set(made)
        try:
            await app(scope, receive, send_guarded)
        finally:
            page.reset(token)

    return wrapped
