"""The town's archive, served by a real Datasette and asked through its own client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.web.serve import app
from archive.workspace import Workspace
from tests.archive.web.town import make_town
from tests.archive.web.village import make_village
from tests.conftest import Repository


class Site:
    """A served archive; `get` returns the response to one request.

    It may be asked as often as one likes, unless its configuration says otherwise.
    """

    def __init__(self, archive: Path, workspace: Workspace, base_url: str = "/") -> None:
        self.datasette = app(archive, workspace, base_url)
        self.datasette.config["plugins"]["archive"].setdefault("searches_per_minute", 0)
        self._runner = asyncio.Runner()

    def get(self, path: str, **options: Any) -> Any:
        return self._runner.run(self.datasette.client.get(path, **options))

    def run(self, made: Any) -> Any:
        return self._runner.run(made)

    def close(self) -> None:
        self.datasette.close()
        self._runner.close()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return make_town(tmp_path_factory.mktemp("town") / "work")


@pytest.fixture(scope="session")
def site(town: Repository) -> Iterator[Site]:
    made = Site(town.workspace.archive, town.workspace)
    yield made
    made.close()


@pytest.fixture
def serve(town: Repository) -> Iterator[Callable[..., Site]]:
    """Serves the town's archive with other settings: `serve(config_text, base_url=...)`."""
    made: list[Site] = []

    def start(config: str, folder: Path, base_url: str = "/") -> Site:
        (folder / "datasette.yaml").write_text(config, encoding="utf-8")
        made.append(Site(town.workspace.archive, Workspace(folder), base_url))
        return made[-1]

    yield start
    for each in made:
        each.close()


@pytest.fixture(scope="session")
def town_head(town: Repository) -> str:
    """The newest commit of the town's workspace."""
    return town.hashes[-1]


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The village's archive, served."""
    made = make_village(tmp_path_factory.mktemp("village") / "work")
    served = Site(made.workspace.archive, made.workspace)
    yield served
    served.close()
