"""Makes a page that was written for a server work as a file: links, forms, policy.

Links become relative, from file to file. What leads where only a server answers is words. A form
that narrows a list down becomes a list of links; search is asked by the page's own script; what no
file can answer says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from typing import Protocol
from urllib.parse import urlencode, urljoin, urlsplit

from archive.export.icalendar import folded
from archive.publish.addresses import Site, file_of, is_file, name, relative, wanted
from archive.publish.day import Day
from archive.publish.made import NOWHERE, Answer, Made
from archive.web.answering import Page, as_json
from archive.web.state import State

_TAG = re.compile(r"<(a|link|img|script|source|image|use|area|iframe)\b([^>]*)>")
_ADDRESS = re.compile(r'\s(href|src)="([^"]*)"')
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_PROPOSED = re.compile(r'\sdata-suggest="[^"]*"')
_ACTION = re.compile(r'\saction="([^"]*)"')
_SELECT = re.compile(r'<select\b[^>]*\sname="([^"]*)"[^>]*>(.*?)</select>', re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_OPTION = re.compile(r"<option\b([^>]*)>(.*?)</option>", re.DOTALL)
_VALUE = re.compile(r'\svalue="([^"]*)"')
_LABEL = re.compile(r'<label\b[^>]*\sfor="([^"]*)"[^>]*>(.*?)</label>', re.DOTALL)
_DATA = re.compile(r'(<script type="application/ld\+json">)(.*?)(</script>)', re.DOTALL)
_IN_DATA = re.compile(r'("(?:@id|[a-zA-Z]*[uU]rl|sameAs)": ?)"(/[^"\\]*)"')
_TAGS = re.compile(r"<[^>]+>")
_IN_JSON = re.compile(
    r'("(?:[a-z_]*_)?(?:href|at|address|older|newer|other|earlier|later)": ?)"(/[^"\\]*)"'
)


@dataclass(frozen=True, slots=True)
class Led:
    """Where a link leads: to the page or file `goal`, the site's `file`, and `rest` behind that."""

    goal: str
    file: str
    rest: str


def led(link: str, site: Site) -> Led | None:
    """Where a link of the archive, a whole path, leads; None to what only a server has."""
    plain, mark, fragment = link.partition("#")
    goal = wanted(plain, site)
    if goal is None:
        return None
    query = plain.partition("?")[2]
    asked = f"?{query}" if goal == "/search" and query else ""
    return Led(goal, file_of(goal, site), asked + mark + fragment)


#: Parts of a policy that only a header can set; a browser complains of them in a page.
_HEADERS_ONLY = ("frame-ancestors", "sandbox", "report-uri")

#: The media types of responses that are files of the site under the ending of their own address.
_TEXTS = ("application/json", "text/", "application/xml", "application/atom+xml")


#: Where the day stands in a page (`parts.asof`).
_AS_OF = '<p id="as-of-copy"></p>'


class Place(Protocol):
    """Where and of which day the site is: `home` on the web, or nothing; it lacks `denied`."""

    site: Site
    home: str
    day: Day
    denied: frozenset[str]

    @property
    def leads(self) -> Callable[[str], Led | None]:
        """`led` for this site, which need not be worked out anew for each page."""


class _Links:
    """Turns the links of one page; notes what they lead to."""

    def __init__(self, press: Place, made: Made, page: str) -> None:
        self._press, self._made, self._page = press, made, page
        self._seen: dict[str, str | None] = {}
        self._told = False

    def turned(self, link: str) -> str | None:
        """The link as it stands in the file; None where nothing is there without a server."""
        if link not in self._seen:
            self._seen[link] = self._turn(link)
        return self._seen[link]

    def _turn(self, link: str) -> str | None:
        if link.startswith(("#", "//")):
            return link  # within the page, or to another site
        if not link.startswith("/") or "/." in link:
            if urlsplit(link).scheme:
                return link
            link = urljoin(self._made.address.partition("?")[0], link)
        found = self._press.leads(link)
        if found is None:
            return None
        if found.goal in self._press.denied:
            self._made.lost.append(found.goal)
            return None
        self._made.links.append(found.goal)
        return relative(found.file, self._page) + found.rest

    @property
    def has_home(self) -> bool:
        """Whether it is known where the site will be on the web."""
        return bool(self._press.home)

    def away(self, link: str) -> str:
        """The link as it stands in what is read away from the site."""
        said = self.turned(link)
        if said is None:  # the first page says what a copy has
            link, said = "/", self.turned("/") or ""
        plain, mark, fragment = link.partition("#")
        goal = wanted(plain, self._press.site)
        if not self._press.home or goal is None:
            return said
        return self.whole(goal) + mark + fragment

    def in_data(self, found: re.Match[str]) -> str:
        """The data block of a page, with addresses that hold for the file."""
        return found[1] + _IN_DATA.sub(self._in_data, found[2]) + found[3]

    def _in_data(self, found: re.Match[str]) -> str:
        return found[1] + json.dumps(self.away(found[2])).replace("<", "\\u003c")

    def in_tag(self, found: re.Match[str]) -> str:
        """A tag with its address turned; one that only tells of other forms may go."""
        name, rest = found[1], found[2]
        address = _ADDRESS.search(rest)
        if address is None:
            return found[0]
        if name == "link" and 'rel="canonical"' in rest:
            return self._canonical(unescape(address[2]))
        said = self.turned(unescape(address[2]))
        if said is None:
            # A link without an address is the place of a link (HTML, 4.6.1): words as others.
            return "" if name == "link" else f"<{name}{rest.replace(address[0], '', 1)}>"
        turned = f' {address[1]}="{escape(said)}"'
        return f"<{name}{rest.replace(address[0], turned, 1)}>"

    def _canonical(self, link: str) -> str:
        goal = wanted(link, self._press.site)
        if not self._press.home or goal is None:
            return ""
        return f'<link rel="canonical" href="{escape(self.whole(goal))}">'

    def whole(self, goal: str) -> str:
        """The address of a page of the site on the web."""
        return (
            self._press.home
            + "/"
            + relative(file_of(goal, self._press.site), "").removesuffix("index.html")
        )

    def in_form(self, found: re.Match[str]) -> str:
        """A form as what stands in its place."""
        attributes, inside = found[1], found[2]
        action = _ACTION.search(attributes)
        path = urlsplit(unescape(action[1])).path if action else ""
        if path.rstrip("/") == "/search":
            if action is None:
                return found[0]
            search = self.turned("/search")
            form = found[0].replace(action[0], f' action="{search}"', 1)
            return _PROPOSED.sub("", form, count=1)  # proposals are worked out by a server
        lists = list(self._choices(path, inside))
        if lists:
            return '<nav class="choices" aria-label="Narrow down">' + "".join(lists) + "</nav>"
        if self._told:  # once on a page is enough
            return ""
        self._told = True
        about = escape(self.turned("/copy") or "")
        return (
            '<p class="hint offline">This copy has no server that could work out other answers. '
            f'<a href="{about}">How to ask further</a></p>'
        )

    def _choices(self, path: str, inside: str) -> list[str]:
        labels = {found[1]: _TAGS.sub("", found[2]).strip() for found in _LABEL.finditer(inside)}
        out = []
        for select in _SELECT.finditer(inside):
            name, links = unescape(select[1]), []
            chosen = ""
            for option in _OPTION.finditer(select[2]):
                value = _VALUE.search(option[1])
                given = unescape(value[1]) if value else ""
                link = path + (f"?{urlencode({name: given})}" if given else "")
                said = self.turned(link)
                if said is None:
                    continue
                here = " selected" in option[1]
                chosen = option[2] if here and given else chosen
                current = ' aria-current="true"' if here else ""
                links.append(f'<li><a href="{escape(said)}"{current}>{option[2].strip()}</a></li>')
            if len(links) > 1:
                own = _ID.search(select[0])
                label = labels.get(own[1] if own else "", name.capitalize())
                label += f": {chosen}" if chosen else ""
                out.append(
                    f"<details><summary>{label}</summary><ul>{''.join(links)}</ul></details>"
                )
        return out


def written(press: Place, made: Made, answer: Answer, pages: list[tuple[Page, State]]) -> None:
    """Put what was answered into the files of `made`."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    path = file_of(made.address, press.site)
    if kind == "text/html" and not is_file(made.address.partition("?")[0]):
        links = _Links(press, made, path)
        html = answer.body.decode().replace(_AS_OF, _as_of(press, made), 1)
        made.files[path] = _page(links, html, answer.policy).encode()
        if pages and "?" not in made.address:
            _other_forms(press, made, pages[-1])
        return
    if not is_file(made.address.partition("?")[0]):
        _beside(press, made, answer, path)
        return
    body = answer.body
    links = _Links(press, made, path)
    if kind == "application/json":
        body = _json(links, body)
    elif kind.startswith(_TEXTS):
        body = _addresses(links, body)
    made.files[path] = body


def _as_of(press: Place, made: Made) -> str:
    """Of which day the page speaks: what would be the same on another day names none, so that it
    need not be made again each day."""
    if made.dated:
        return f"<p>As of {press.day.said}, the day of this copy</p>"
    return '<p>As of <a href="/copy">the day of this copy</a></p>'


def _page(links: _Links, html: str, policy: str) -> str:
    html = _TAG.sub(links.in_tag, html)
    html = _FORM.sub(links.in_form, html)  # what it puts in their place has turned links already
    html = _DATA.sub(links.in_data, html)
    kept = [part for part in policy.split("; ") if not part.startswith(_HEADERS_ONLY)]
    meta = (
        f'<meta http-equiv="Content-Security-Policy" content="{escape("; ".join(kept))}">\n'
        '<meta name="referrer" content="same-origin">\n'
    )
    return html.replace('<meta charset="utf-8">\n', f'<meta charset="utf-8">\n{meta}', 1)


def _other_forms(press: Place, made: Made, page: tuple[Page, State]) -> None:
    """The JSON of a page, made of what was read for it already."""
    found, now = page
    path = made.address if made.address != "/" else "/index"
    goal = wanted(f"{path}.json", press.site)
    if goal is None or "json" not in found.forms:
        return
    links = _Links(press, made, file_of(goal, press.site))
    made.files[file_of(goal, press.site)] = _json(links, as_json(found.data, now).body.encode())
    made.also.append(goal)


def _json(links: _Links, body: bytes) -> bytes:
    """Addresses in JSON, which its keys tell from texts, as those of the site's files."""

    def turned(found: re.Match[str]) -> str:
        said = links.turned(found[2])
        return found[1] + ("null" if said is None else json.dumps(said))

    return _IN_JSON.sub(turned, body.decode()).encode()


def _addresses(links: _Links, body: bytes) -> bytes:
    """Whole addresses of pages in feeds and maps: those of the site, else relative ones."""
    found = re.compile(re.escape(NOWHERE) + r"(/[^\s\"'<>\\;,]*)?")
    text = body.decode("utf-8", "replace")
    if text.startswith("BEGIN:VCALENDAR"):
        return _calendar(links, text, found).encode()
    return found.sub(lambda match: escape(links.away(unescape(match[1] or "/"))), text).encode()


def _calendar(links: _Links, text: str, found: re.Pattern[str]) -> str:
    """A calendar, whose lines are folded; without an address on the web it names none."""
    lines = text.replace("\r\n ", "").split("\r\n")
    kept = [line for line in lines if links.has_home or not found.search(line)]
    turned = (found.sub(lambda match: links.away(match[1] or "/"), line) for line in kept)
    return "".join(folded(line) for line in turned if line)


def _beside(press: Place, made: Made, answer: Answer, path: str) -> None:
    """A file at the address of a page: it stands in the page's folder, and the page leads to it."""
    said = answer.headers.get("content-disposition", "")
    named = re.search(r'filename="([^"/\\]+)"', said)
    ending = {"text/plain": "txt", "text/css": "css", "image/svg+xml": "svg", "image/png": "png",
              "image/webp": "webp", "image/jpeg": "jpg", "application/json": "json"}  # fmt: skip
    kind = answer.headers.get("content-type", "").partition(";")[0]
    folder = path.rpartition("/")[0]
    file = name(named[1]) if named else f"{folder.rpartition('/')[2]}.{ending.get(kind, 'bin')}"
    made.files[f"{folder}/{file}"] = answer.body
    made.files[path] = leading(relative(f"{folder}/{file}", path)).encode()


def leads_on(press: Place, made: Made, location: str) -> None:
    """A page that leads to another, as a redirection does."""
    path = file_of(made.address, press.site)
    said = _Links(press, made, path).turned(location)
    if said is None:
        made.wrong = "it leads where only a server answers"
        return
    made.files[path] = leading(said).encode()


def leading(said: str) -> str:
    """The page that leads to `said`."""
    goal = escape(said)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<title>It stands elsewhere</title>\n"
        f'<meta http-equiv="refresh" content="0; url={goal}">\n'
        '<meta name="robots" content="noindex">\n</head>\n'
        f'<body><p><a href="{goal}">It stands here</a></p></body>\n</html>\n'
    )
