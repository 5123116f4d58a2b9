"""The words of words.yaml, and how they are found in a text.

>>> found("Draft minutes of SOM1", ("minutes", "minute"))
(6, 'minutes')
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("words.yaml")


@cache
def words() -> dict[str, Any]:
    """The whole file; every scalar is text."""
    import yaml

    from archive import yamltext

    try:
        read: dict[str, Any] = yamltext.read(_FILE.read_text(encoding="utf-8"))
    except yaml.YAMLError as fault:  # a fault of the program's own file
        raise AssertionError(f"words.yaml: {fault}") from fault
    return read


@cache
def listed(section: str) -> tuple[str, ...]:
    """The terms of a section of the first level."""
    return _terms(words()[section])


@cache
def terms(section: str, key: str, strength: str = "") -> tuple[str, ...]:
    """The terms of a section within another: `terms("kinds", "minutes", "strong")`."""
    held: Any = words()[section].get(key)
    said = held.get(strength) if strength and held else held
    return _terms(str(said or ""))


def _terms(text: str) -> tuple[str, ...]:
    return tuple(term for term in (part.strip() for part in text.split(",")) if term)


def evened(text: str) -> str:
    """Small letters, straight apostrophes, single spaces: the form in which terms are found."""
    return " ".join(text.lower().replace("\u2019", "'").replace("\u2018", "'").split())


@cache
def _pattern(said: tuple[str, ...]) -> re.Pattern[str]:
    """Longest terms first; a term of an alphabet is found as whole words."""
    whole: list[str] = []
    parts: list[str] = []
    for term in sorted(said, key=len, reverse=True):
        spaced = re.escape(term).replace(r"\ ", r"\s+")
        (parts if term[-1] >= "\u0e00" else whole).append(spaced)
    options = [rf"(?<![^\W_])(?:{'|'.join(whole)})(?![^\W_])"] if whole else []
    return re.compile("|".join([*options, *parts]) or r"(?!)")


def found(text: str, said: tuple[str, ...]) -> tuple[int, str] | None:
    """(where, the term) of the first of the terms `said` in `text` as `evened` has it."""
    match = _pattern(said).search(evened(text))
    return (match.start(), match[0]) if match else None


def begins(text: str, said: tuple[str, ...]) -> str | None:
    """The term with which `text` begins, if it does."""
    match = _pattern(said).match(evened(text).lstrip("*_\"'([ "))
    return match[0] if match else None


def is_term(text: str, said: Iterable[str]) -> bool:
    """Whether `text` is one of the terms and nothing else."""
    return evened(text).strip(" .,:;!*_") in set(said)
