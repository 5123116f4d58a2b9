"""One workspace full of secrets, and the editions of it."""

from __future__ import annotations

import pytest

from archive.editions.build import build_edition
from archive.editions.ladder import LESSER
from tests.archive.editions.planted import Planted


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    made = Planted(tmp_path_factory.mktemp("planted"))
    for edition in LESSER:
        build_edition(made.repository.workspace, edition)
    return made
