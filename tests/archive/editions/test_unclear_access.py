"""Whom something is for is never taken to be everyone where that cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from archive.convert import convert
from archive.model import Front, Person

RECORD = {"id": "a", "kind": "note", "title": "A"}


@pytest.mark.parametrize(
    ("said", "access"),
    [
        ({}, "public"),
        ({"access": "public"}, "public"),
        ({"access": "partners"}, "partners"),
        ({"access": "Partners"}, "secretariat"),
        ({"access": "nobody"}, "secretariat"),
        ({"access": ["public"]}, "secretariat"),
        ({"access": {"public": "yes"}}, "secretariat"),
        ({"acess": "partners"}, "secretariat"),
        ({"Access": "partners"}, "secretariat"),
        ({"access": "public", "acces": "secretariat"}, "secretariat"),
        ({"status": "nonsense", "access": "partners"}, "partners"),
        ({"original_access": "nobody"}, "public"),
    ],
)
def test_the_access_of_a_record(said: dict[str, Any], access: str) -> None:
    front, _ = convert({**RECORD, **said}, Front)
    assert front is not None
    assert front.access == access


def test_that_of_an_original_and_of_earlier_versions() -> None:
    front, _ = convert({**RECORD, "original_access": "all", "earlier_access": "all"}, Front)
    assert front is not None
    assert (front.original_access, front.earlier_access) == ("secretariat", "secretariat")


def test_that_of_an_entry_and_what_is_in_it() -> None:
    said = {
        "id": "ann",
        "name": "Ann",
        "acces": "public",
        "aliases": [{"value": "A", "access": "x"}],
    }
    person, _ = convert(said, Person)
    assert person is not None
    assert (person.access, person.aliases[0].access) == ("secretariat", "secretariat")
