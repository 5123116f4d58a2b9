"""Names as written are known again only where they mean one thing."""

from __future__ import annotations

import pytest

from tests.conftest import Repository

BODIES = "- {id: aes, name: ASEM Education Secretariat, kind: office, aliases: [AES]}\n"
TEXT = "{{.decision addressee={0}}}\n1. They asked for a plan.\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"the ASEM Education Secretariat"', "aes"),
        ("AES", "aes"),
        ('"ASEM Education Secretariat (the office)"', "aes"),
        ('"a body called AES (AES)"', "aes"),
        ('"the Secretariat"', None),
    ],
)
def test_an_addressee_is_known_by_its_whole_name(
    repository: Repository, written: str, meant: str | None
) -> None:
    repository.write("registers/bodies.yaml", BODIES)
    repository.record("a", TEXT.format(written), kind="decision")
    repository.save()
    repository.build()
    assert repository.one("SELECT addressee_id FROM decision") == meant


def test_a_name_of_two_things_means_neither(repository: Repository) -> None:
    again = "- {id: other, name: Other, kind: office, aliases: [AES]}\n"
    repository.write("registers/bodies.yaml", BODIES + again)
    repository.record("a", TEXT.format("AES"), kind="decision")
    repository.save()
    repository.build()
    assert repository.one("SELECT addressee_id FROM decision") is None


def test_a_name_that_the_register_learns_later_is_known_then(repository: Repository) -> None:
    repository.record("a", TEXT.format("AES"), kind="decision")
    repository.save()
    repository.build()
    repository.write("registers/bodies.yaml", BODIES)
    repository.save()
    repository.build()
    assert repository.one("SELECT addressee_id FROM decision") == "aes"
