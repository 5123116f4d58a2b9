"""A small archive with one of each thing that an export has to tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.reading import open_archive
from tests.conftest import Repository, make_repository

#: A title with all that quoting gets wrong.
HARD = 'Fees & "costs" <2024>; </script> ünï 予算'

PROCESS = """\
name: Example Process
short: EP
about: Three countries that compare degrees.
"""
REGISTERS = {
    "partners": "- {id: arland, name: Arland, region: North, aliases: [AR, Ar Land]}\n",
    "people": "- id: maria\n  name: Maria Sample\n"
    "  roles: [{role: Vice Minister, on_behalf_of: arland}]\n",
    "bodies": "- {id: som, name: Senior officials, kind: series}\n",
    "mandates": "- {id: term-1, host: arland, organisation: Office, place: Port,"
    " from: 2024-01-01}\n",
    "meetings": "- {id: som-1, body: som, title: First meeting, date: 2024-03-14/2024-03-15,\n"
    "   place: Port, host: arland, state: held, mode: in-person}\n",
    "themes": "- id: topics\n  name: Topics\n  kind: list\n"
    "  items: [{id: fees, label: Fees and costs}]\n",
    "retention": "- {id: permanent, name: For good, permanent: true}\n"
    "- {id: two-years, name: Practical papers, years: 2, trigger: end of the meeting}\n",
}


def fill(repository: Repository) -> Repository:
    """Write, save and build the archive."""
    repository.write("registers/process.yaml", PROCESS)
    for name, text in REGISTERS.items():
        repository.write(f"registers/{name}.yaml", text)
    repository.write("2024/letter.txt", b"As it came.\n")
    repository.record(
        "letter-1",
        "{.decision}\n1. agreed on the fees.",
        kind="letter",
        title=f"'{HARD}'",
        path="2024/letter.md",
        more="date: 2024-04~\nlanguage: en\nmeeting: som-1\n"
        "from: {person: maria, capacity: Vice Minister, partner: arland}\nto: [partners]\n"
        "themes: [fees]\nretention: permanent\noriginal: letter.txt\npuid: x-fmt/111\n"
        "extracted_by: reader 1\nsummary: It asks.\nprovenance: From the host's website.\n",
    )
    repository.record(
        "closed-1",
        kind="report",
        title='"=1+1"',
        path="2023/closed.md",
        more="date: 2023-05-02\naccess: partners\nalternate_title: A report\n"
        "closure: {ground: negotiations, closed_from: 2023-05-02, years: 5, review: 2028-05-02}\n",
    )
    repository.record("plain", kind="travel-note", title="Without a date")
    repository.save("First")
    repository.record("plain", "Two.", kind="travel-note", title="Without a date")
    repository.save("Second")
    repository.build()
    return repository


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return fill(make_repository(tmp_path_factory.mktemp("export") / "work"))


@pytest.fixture
def db(filled: Repository) -> Iterator[sqlite3.Connection]:
    conn = open_archive(filled.workspace.archive)
    yield conn
    conn.close()


@pytest.fixture
def writable(filled: Repository, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the archive that a test may alter."""
    conn = sqlite3.connect(tmp_path / "copy.db")
    with open_archive(filled.workspace.archive) as whole:
        whole.backup(conn)
    whole.close()
    yield conn
    conn.close()
