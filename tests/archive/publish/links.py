"""Follows every link of a folder of files, as a browser with no network would."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LINKS = {"href", "src", "action", "poster", "data", "srcset"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.canonical = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given.get("href") or ""
            return
        self.links += [said for name, said in attrs if name in _LINKS and said]
        self.anchors |= {said for name, said in attrs if name in ("id", "name") and said}
        if tag == "meta" and given.get("http-equiv") == "refresh":
            self.links.append((given["content"] or "").partition("url=")[2])


@dataclass(slots=True)
class Walk:
    """What was found: links that lead nowhere, and addresses that lead out of the folder."""

    links: int = 0
    broken: list[str] = field(default_factory=list)
    outside: set[str] = field(default_factory=set)


def walk(root: Path) -> Walk:
    """Follow all links of all pages below `root`, fragments too."""
    out = Walk()
    pages: dict[Path, _Page] = {}
    for path in root.rglob("*.html"):
        if "downloads" not in path.parts:
            pages[path] = _Page()
            pages[path].feed(path.read_text(encoding="utf-8"))
    for path, page in pages.items():
        for link in page.links:
            out.links += 1
            _follow(root, path, link, pages, out)
    for path in root.rglob("*.json"):
        if path.is_file() and "downloads" not in path.parts and "original" not in path.parts:
            for link in _addresses(json.loads(path.read_text(encoding="utf-8"))):
                _follow(root, path, link, pages, out)
    return out


def _addresses(value: object, key: str = "") -> list[str]:
    if isinstance(value, dict):
        return [found for name, each in value.items() for found in _addresses(each, name)]
    if isinstance(value, list):
        return [found for each in value for found in _addresses(each, key)]
    return [value] if key == "href" and isinstance(value, str) else []


def _follow(root: Path, path: Path, link: str, pages: dict[Path, _Page], out: Walk) -> None:
    parts = urlsplit(link)
    if parts.scheme in ("http", "https", "mailto"):
        out.outside.add(link)
        return
    if parts.scheme == "data":
        return
    where = f"{path.relative_to(root).as_posix()} -> {link}"
    if link.startswith("/"):
        out.broken.append(f"{where} (not relative)")
        return
    if parts.query and (not parts.path or not parts.path.endswith("search/index.html")):
        out.broken.append(f"{where} (asks a server)")
        return
    goal = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not goal.is_relative_to(root.resolve()):
        out.broken.append(f"{where} (outside)")
    elif not goal.is_file():
        out.broken.append(f"{where} (no file)")
    elif parts.fragment and goal in pages and unquote(parts.fragment) not in pages[goal].anchors:
        out.broken.append(f"{where} (no such place)")
