"""From the address of a page to its file in the site: one rule, the same for every reader of it.

    /records/minutes-tm2            records/minutes-tm2/index.html
    /records/minutes-tm2.json       records/minutes-tm2.json
    /records?kind=letter&start=50   records/~kind=letter~start=50/index.html

A page is the index of a folder, so that an address that was cited (`/records/minutes-tm2`) goes on
to work on any plain web server. Names are such as every file system takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote, urlencode

#: Endings of addresses that are files by themselves and not pages.
ENDINGS = ("json", "csv", "xlsx", "atom", "ics", "xml", "txt", "css", "svg", "js")

#: What the index of a page is called.
INDEX = "index.html"

#: Where static files stand in the site.
STATIC = "static"

#: What stands in the site as files of other makings than pages.
_FILES = ("/static/", "/downloads/")

#: Bytes that one name in a path may have.
_LONGEST = 100

_LITERAL_ENDING = re.compile(rf"\.(?:{'|'.join(ENDINGS)})\$?\Z")
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)")
_PLUGIN = re.compile(r"/-/static-plugins/[^/]+/(.+)\Z")
_ORIGINAL = re.compile(r"/records/([^/]+)/original\Z")
_RECORD = re.compile(r"/records/[^/]+\Z")

#: What stands behind a question mark and leads to no page of the site: what a server works out.
_ASKED = frozenset({"q", "known-at", "version", "from", "to", "day"})


@dataclass(slots=True)
class Site:
    """What the rule hangs on: originals by record, and the day.

    `day` is the day that the site speaks of: what asks for that very day is a page of it. `logo` is
    the ending of the logo's file.
    """

    originals: dict[str, str] = field(default_factory=dict)
    day: str = ""
    logo: str = ""


def address(path: str, query: str = "") -> str:
    """The one form of an address: escapes drawn together, what is asked in order, no empty ones."""
    asked = sorted(pair for pair in parse_qsl(query, max_num_fields=100) if pair[1])
    said = quote(unquote(path), safe="/~:@!$&'()*+,;=")
    if len(said) > 1 and said.endswith("/"):
        said = said[:-1]
    return said + (f"?{urlencode(asked)}" if asked else "")


def wanted(link: str, site: Site) -> str | None:
    """The address of the page or file of the site that `link` (without a fragment) leads to.

    None where it leads to what only a server has. A link with a `q` leads to the search page.
    """
    path, _, query = link.partition("?")
    if found := _PLUGIN.match(path):
        return f"/{STATIC}/{found[1]}"
    if path.startswith(_FILES):
        return path
    path, asked = _without_versions(path, dict(parse_qsl(query, max_num_fields=100)))
    if path.rstrip("/") == "/search":
        return "/search"
    if not _enumerable(path, asked, site):
        return None
    if path not in ("/copy", "/copy.json") and _route(path) is None:
        return None
    if found := _ORIGINAL.match(path):
        return path if not asked and unquote(found[1]) in site.originals else None
    return address(path, urlencode(asked))


def _without_versions(path: str, asked: dict[str, str]) -> tuple[str, dict[str, str]]:
    """`?version=N` of a record as the page of that version."""
    version = asked.get("version")
    if version and version.isdecimal() and _RECORD.match(path):
        return f"{path}/versions/{version}", {k: v for k, v in asked.items() if k != "version"}
    return path, asked


def _enumerable(path: str, asked: dict[str, str], site: Site) -> bool:
    """Whether it is one of the pages that are listed beforehand, and no answer to a free question.

    Lists are written whole and narrowed down by one choice at a time.
    """
    if path.startswith(("/-/", "/as-of/")) or path in ("/as-of", "/oai"):
        return False
    given = {name for name, value in asked.items() if value}
    if given and is_file(path):  # a feed goes on in further files
        return given == {"page"} and path.endswith(".atom")
    if asked.get("day") == site.day:
        given.discard("day")
    if path.startswith("/questions/"):
        return not given & _ASKED and len(given) <= 1
    return not given & _ASKED and len(given - {"start"}) <= 1


@lru_cache(65536)
def _route(path: str) -> tuple[str, str | None] | None:
    """(The pattern of the route for `path`, the form that it names); None where there is none."""
    from archive.web.routes import ROUTES

    for pattern, _ in ROUTES:
        if found := re.match(pattern, unquote(path)):
            return pattern, found.groupdict().get("format")
    return None


def is_file(path: str) -> bool:
    """Whether `path` is a file by itself (`/records.csv`) and not a page."""
    if path.startswith((*_FILES, "/logo-")):
        return True
    route = _route(path)
    if route is None:
        return path.endswith(".json")
    pattern, form = route
    return form is not None or _LITERAL_ENDING.search(pattern) is not None


def is_copied(wanted: str) -> bool:
    """Whether it is a file that is put into the site as it is, and nothing that is asked for."""
    return wanted.startswith(_FILES) or _ORIGINAL.match(wanted) is not None


def file_of(wanted: str, site: Site) -> str:
    """The path in the site of what `wanted` gave, with / between folders."""
    path, _, query = wanted.partition("?")
    if path == "/":
        parts: list[str] = []
    else:
        parts = [name(part) for part in unquote(path).strip("/").split("/")]
    if query and is_file(path):
        stem, _, ending = parts[-1].rpartition(".")
        asked = "".join(f"~{name(key)}={name(value)}" for key, value in parse_qsl(query))
        parts[-1] = f"{stem}{asked}.{ending}"
    elif query:
        pairs = parse_qsl(query)
        parts.append("".join(f"~{name(key)}={name(value)}" for key, value in pairs))
        parts[-1] = _shortened(parts[-1])
    if (found := _ORIGINAL.match(path)) and (given := site.originals.get(unquote(found[1]))):
        return "/".join([*parts, given])
    if path.startswith("/logo-"):
        return f"{parts[0]}.{site.logo}"
    if is_file(path):
        return "/".join(parts)
    return "/".join([*parts, INDEX])


@lru_cache(65536)
def name(text: str) -> str:
    """`text` as a name that every file system takes; different texts have different names.

    But for texts that differ by capital letters alone: `tree` looks for these.
    """
    said = "".join(
        each if each.isalnum() or each in "-_.,@+" else "".join(f"~{b:02x}" for b in each.encode())
        for each in text
    )
    if said.endswith("."):
        said = said[:-1] + "~2e"
    if _RESERVED.match(said):
        said = f"{said[0]}~{said[1:]}"
    return _shortened(said) or "~"


def _shortened(text: str) -> str:
    if len(text.encode()) <= _LONGEST:
        return text
    stem, dot, ending = text.rpartition(".")
    kept = f".{ending}" if dot and ending in ENDINGS else ""
    begin = (stem if kept else text).encode()[:60].decode("utf-8", "ignore")
    return f"{begin}~~{sha256(text.encode()).hexdigest()[:12]}{kept}"


@lru_cache(65536)
def _escaped(part: str) -> str:
    return quote(part, safe="~@+,=")


def relative(goal: str, page: str) -> str:
    """The link from the file `page` to the file `goal`, escaped for an address."""
    there, here = goal.split("/"), page.split("/")[:-1]
    same = 0
    while same < len(here) and same < len(there) - 1 and here[same] == there[same]:
        same += 1
    parts = [".."] * (len(here) - same) + there[same:]
    said = "/".join(map(_escaped, parts))
    return said if said.startswith("..") or ":" not in parts[0] else f"./{said}"
