"""The pages of the documentation, and what is found in them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "archive" / "sample" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def text_of(page: Path) -> str:
    """The page's text."""
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    """The page as seen from the root."""
    return page.relative_to(ROOT).as_posix()


def links(text: str) -> list[str]:
    """The targets of the links in `text`, those shown as code left out."""
    return _LINK.findall(_CODE.sub("", text))


def anchors(text: str) -> set[str]:
    """The anchors that forges give to the headings of `text`."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(_FENCE.sub("", text))
    }


def examples(text: str, language: str) -> list[str]:
    """The code blocks of `text` that are written in `language`."""
    return [code for said, code in _FENCE.findall(text) if said == language]
