"""docs/findings.md explains every finding, and none that is not."""

from __future__ import annotations

import re

from archive.findings import CODES, Code
from tests.docs.pages import ROOT, anchors, text_of

PAGE = ROOT / "docs" / "findings.md"
SECTION = re.compile(r"^## ([A-Z]\d{3})\n\n([^\n]+)\n\n(.+?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def sections() -> dict[str, tuple[str, str]]:
    """Code → its line of severity and title, and its explanation."""
    return {code: (line, said) for code, line, said in SECTION.findall(text_of(PAGE))}


def headline(code: Code) -> str:
    return f"*{code.severity}: {code.title}*"


def test_each_code_has_its_section_and_no_other_has_one() -> None:
    assert list(sections()) == list(CODES)


def test_severity_and_title_are_those_of_the_table() -> None:
    assert {code: line for code, (line, _) in sections().items()} == {
        code: headline(entry) for code, entry in CODES.items()
    }


def test_each_section_says_what_to_do() -> None:
    silent = [code for code, (_, said) in sections().items() if "**What to do.**" not in said]
    assert not silent


def test_a_finding_links_to_its_section() -> None:
    assert {code.lower() for code in CODES} <= anchors(text_of(PAGE))
