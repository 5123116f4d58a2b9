"""Whole addresses, for what is read away from the page: feeds, calendars, harvests, sitemaps."""

from __future__ import annotations

import re

from archive.web.host import Host, Request, response

# A host's name or number, perhaps with a port (RFC 3986, section 3.2.2).
_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?\Z")


def site_of(host: Host, request: Request) -> str:
    """Where the site was asked from, such as `https://archive.example.org`, without its paths."""
    asked = request.headers.get("host") or ""
    scheme = "https" if host.setting("force_https_urls") else request.scheme
    return f"{scheme}://{asked if _HOST.match(asked) else 'localhost'}"


def given_out(text: str, media_type: str, name: str | None = None) -> object:
    """A response with `text` as UTF-8; `name` is what it is called where it is kept as a file."""
    headers = {"content-disposition": f'inline; filename="{name}"'} if name else {}
    return response()(
        text.encode("utf-8", "replace"),
        headers=headers,
        content_type=f"{media_type}; charset=utf-8",
    )
