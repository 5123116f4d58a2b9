"""Decisions that belong to a mandate, a body or a partner."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive.web import related
from archive.web.moment import Moment
from archive.web.related import decided
from tests.archive.web.conftest import Site
from tests.conftest import Repository

NOW = Moment("2026-11-27")


@pytest.fixture
def conn(town: Repository, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The town's archive, in which all decisions belong to three bodies, terms and partners."""
    copy = tmp_path / "archive.db"
    shutil.copy(town.workspace.archive, copy)
    with closing(sqlite3.connect(copy)) as opened:
        opened.row_factory = sqlite3.Row
        opened.execute(
            "UPDATE decision SET body = 'b' || (rowid % 3), mandate = 'm' || (rowid % 3),"
            " addressee_id = 'p' || (rowid % 3), responsible = 'p' || (rowid % 2)"
        )
        yield opened


@pytest.mark.parametrize("kind", ["mandate", "body", "partner"])
def test_what_is_read_once_tells_the_same(
    conn: sqlite3.Connection, site: Site, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    host: Any = Server(site.datasette)
    wanted = [f"{kind[0]}{n}" for n in range(4)]
    fast = [decided(conn, host, kind, of, NOW, 2) for of in wanted]
    monkeypatch.setattr(related, "keeps", lambda _host: True)
    assert fast == [decided(conn, host, kind, of, NOW, 2) for of in wanted]
    assert sum(total for _, total in fast) > 0
    assert fast[-1] == ([], 0)


@pytest.mark.parametrize("own", [True, False])
def test_a_decision_that_was_taken_out_is_asked_of_nobody(
    conn: sqlite3.Connection, site: Site, monkeypatch: pytest.MonkeyPatch, own: bool
) -> None:
    host: Any = Server(site.datasette)
    monkeypatch.setattr(related, "keeps", lambda _host: own)
    conn.execute("UPDATE decision SET removed = 1")
    assert decided(conn, host, "partner", "p0", NOW) == ([], 0)


class Server:
    """A server of its own, so that nothing is kept of another archive."""

    def __init__(self, datasette: Any) -> None:
        self.urls, self.setting = datasette.urls, datasette.setting
