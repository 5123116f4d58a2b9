"""What whoever runs a server relies on: its health, its limits, and that it tells no secrets."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from archive.digest import digest
from archive.web import answering, records
from archive.web.security import STRICT
from tests.archive.web.conftest import Site
from tests.conftest import Repository

HERE = "/home/ana/secret.db"


def test_health_tells_what_is_served(site: Site, town: Repository, town_head: str) -> None:
    answer = site.get("/-/health")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert set(told) == {"ok", "edition", "state", "digest"}
    assert (told["ok"], told["edition"], told["state"]) == (True, "secretariat", town_head)


def test_its_digest_comes_once_it_is_reckoned(site: Site, town: Repository) -> None:
    import asyncio

    async def ask() -> Any:
        for _ in range(200):
            told = (await site.datasette.client.get("/-/health")).json()["digest"]
            if told:
                return told
            await asyncio.sleep(0.05)

    assert site.run(ask()) == digest(town.workspace.archive)


def test_an_archive_that_cannot_be_read_is_not_healthy(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archive.web import health

    async def broken(*_: object) -> None:
        raise sqlite3.DatabaseError(HERE)

    monkeypatch.setattr(health, "read", broken)
    answer = site.get("/-/health")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def fail(*_: object) -> None:
        raise OSError(2, "No such file or directory", HERE)

    with monkeypatch.context() as patch:
        patch.setattr(records, "_rows", fail)
        yield


@pytest.mark.parametrize("path", ["/records", "/records.json", "/records.csv"])
def test_a_fault_of_ours_tells_nothing_to_readers(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    with failing(monkeypatch):
        answer = site.get(path)
    assert answer.status_code == 500
    assert answering.FAULT in answer.text
    assert HERE not in answer.text
    assert HERE in capsys.readouterr().err  # whoever runs the server reads it
    assert "etag" not in answer.headers
    assert answer.headers["content-security-policy"] == STRICT


def test_what_datasette_refuses_it_says_itself(site: Site) -> None:
    answer = site.get("/archive/record?_sort=nope")
    assert answer.status_code == 400
    assert "nope" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/-/databases", "/-/databases.json", "/-/versions.json", "/-/plugins.json", "/-/config.json",
     "/-/settings.json", "/-/health", "/", "/archive", "/nothing", "/-/threads.json", "/?_trace=1",
     "/archive/record.json?_where=1=1", "/archive/record.json?_size=9999999"],
)  # fmt: skip
def test_nothing_tells_where_files_lie(site: Site, town: Repository, path: str) -> None:
    answer = site.get(path)
    said = answer.text + str(answer.headers)
    assert str(town.root) not in said
    assert "site-packages" not in said


@pytest.mark.parametrize(
    "path", ["/archive/record.json?_where=1=1", "/archive/-/query.json?sql=select+1",
             "/archive/record.json?_size=9999999", "/archive.db"]
)  # fmt: skip
def test_what_a_stranger_may_not_ask(site: Site, path: str) -> None:
    assert site.get(path).status_code in (400, 403)


def test_every_query_has_a_limit(site: Site) -> None:
    setting = site.datasette.setting
    assert 0 < setting("sql_time_limit_ms") <= 5000
    assert 0 < setting("facet_time_limit_ms") <= 1000
    assert setting("max_returned_rows") <= 1000


def test_style_sheets_are_kept_for_good(site: Site) -> None:
    import re

    [link] = re.findall(r'rel="stylesheet" href="([^"]*archive\.css[^"]*)"', site.get("/").text)
    told = site.get(link).headers["cache-control"]
    assert "immutable" in told
    assert "max-age=" in told


@pytest.mark.parametrize("path", ["/", "/records/letter", "/-/health", "/records.csv"])
def test_under_a_prefix_everything_stands_below_it(
    serve: Callable[..., Site], tmp_path: Path, path: str
) -> None:
    import re

    site = serve("{}", tmp_path, base_url="/towns/")
    answer = site.get(path)  # its client puts the prefix before it
    assert answer.status_code == 200
    links = re.findall(r'(?:href|src|action)="(/[^"]*)"', answer.text)
    assert all(link.startswith("/towns/") for link in links)
