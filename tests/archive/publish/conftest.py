"""The town's archive as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.editions.build import build_edition
from archive.publish import publish
from tests.archive.web.town import make_town
from tests.conftest import Repository

#: The day that the town's copies speak of.
DAY = "2026-05-04"


@pytest.fixture(scope="session")
def town_to_publish(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    town = make_town(tmp_path_factory.mktemp("published") / "work")
    build_edition(town.workspace, "public")
    return town


@pytest.fixture(scope="session")
def copy(town_to_publish: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the town's copy; nothing may write to it."""
    goal = tmp_path_factory.mktemp("copy") / "site"
    publish(town_to_publish.workspace, "public", goal, day=DAY)
    return goal
