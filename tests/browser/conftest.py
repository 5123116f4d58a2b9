"""A served archive and a real Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from archive.web.serve import app
from archive.workspace import Workspace
from tests.archive.web.town import make_town
from tests.conftest import Repository

pytest.register_assert_rewrite("tests.browser.sound")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@contextmanager
def serving(archive: Path, workspace: Workspace, base_url: str = "/") -> Iterator[str]:
    """The address at which the archive is served, by a real server in a thread of its own."""
    uvicorn = import_module("uvicorn")
    listening = socket.create_server(("127.0.0.1", 0))
    site = app(archive, workspace, base_url)
    server = uvicorn.Server(uvicorn.Config(site.app(), log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}{base_url.rstrip('/')}"
    server.should_exit = True
    thread.join(30)
    listening.close()


@pytest.fixture(scope="session")
def browsed_town(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return make_town(tmp_path_factory.mktemp("browsed") / "work")


@pytest.fixture(scope="session")
def address(browsed_town: Repository) -> Iterator[str]:
    with serving(browsed_town.workspace.archive, browsed_town.workspace) as at:
        yield at


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("SECRETARIAT_BROWSER") == "required":
            pytest.fail("no Chromium is installed, and SECRETARIAT_BROWSER=required")
        pytest.skip("no Chromium is installed")
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Reader:
    """A page of the browser with what it complained about."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture
def reader(chromium: Any) -> Iterator[Callable[..., Reader]]:
    """Opens readers: `reader(width=1400, scheme="light", scripts=True)`."""
    contexts: list[Any] = []

    def open_reader(width: int = 1400, scheme: str = "light", scripts: bool = True) -> Reader:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        return Reader(context.new_page())

    yield open_reader
    for context in contexts:
        context.close()
