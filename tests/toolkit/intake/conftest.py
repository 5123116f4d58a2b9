"""A sample workspace with an intake of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from archive.workspace import Workspace
from toolkit.intake.store import Store, place_of

# Generated examples are not timed one by one: a busy machine is no fault of a reader.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def workspace(root: Path) -> Workspace:
    return Workspace(root)


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    with Store(place_of(workspace)) as made:
        yield made
