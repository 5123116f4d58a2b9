"""How often one address may search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.web import limits, permits
from archive.web.limits import address_of
from archive.web.permits import Permits
from archive.workspace import Workspace
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text
from tests.conftest import Repository

Serve = Callable[..., Site]
CONFIG = "plugins: {{archive: {{searches_per_minute: {}}}}}\n"


def test_permits_come_back_with_time() -> None:
    now = [1.0]
    held = Permits(rate=1, burst=2, clock=lambda: now[0])
    assert [held.wait("a", 1) for _ in range(3)] == [0, 0, 1]
    assert held.wait("b", 1) == 0, "another address has its own"
    now[0] = 2
    assert held.wait("a", 1) == 0
    assert held.wait("a", 0.25) == 0.25


def test_who_was_longest_unseen_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permits, "PLACES", permits.WAYS)
    now = [0.0]

    def tick() -> float:
        now[0] += 1
        return now[0]

    held = Permits(rate=0.001, burst=1, clock=tick)
    for each in "abcde":  # one more than there are places
        assert held.wait(each, 1) == 0
    assert [held.wait(each, 1) > 0 for each in "bcde"] == [True] * 4
    assert held.wait("a", 1) == 0, "it is as if it had never been there"


def test_processes_count_together(tmp_path: Path) -> None:
    table = tmp_path / "permits"
    permits.table(table)
    one, other = (Permits(0.001, 3, shared=table) for _ in range(2))
    assert [each.wait("a", 1) > 0 for each in (one, other, one, other, one)] == [
        False, False, False, True, True,
    ]  # fmt: skip


def test_several_servers_give_no_more_than_one(town: Repository, tmp_path: Path) -> None:
    (tmp_path / "datasette.yaml").write_text(CONFIG.format(3), encoding="utf-8")
    table = tmp_path / "permits"
    permits.table(table)
    sites = [Site(town.workspace.archive, Workspace(tmp_path)) for _ in range(2)]
    for each in sites:
        limits.share(each.datasette, table)
    assert [each.get("/search?q=town").status_code for each in sites] == [200, 429]
    for each in sites:
        each.close()


@pytest.mark.parametrize(("path", "query", "cost"), [
    ("/archive", b"", 1), ("/archive/record", b"", 1), ("/archive/record/letter", b"", 1),
    ("/archive/record", b"_search=x", 5), ("/archive/record.csv", b"", 5), ("/archive.db", b"", 1),
    ("/records.csv", b"", 5), ("/questions/gaps.xlsx", b"", 5), ("/records", b"kind=note", 0),
    ("/records/archive", b"", 0), ("/archived", b"", 0), ("/-/static/app.css", b"", 0),
])  # fmt: skip
def test_what_makes_the_server_work_costs_permits(path: str, query: bytes, cost: float) -> None:
    assert limits.cost_of(path, query) == cost


@pytest.mark.parametrize("path", ["/archive/record?_search=town", "/records.csv",
                                  "/as-of/2012-01-01/records.csv"])  # fmt: skip
def test_tables_and_whole_lists_have_a_limit(serve: Serve, tmp_path: Path, path: str) -> None:
    site = serve(CONFIG.format(15), tmp_path)  # five at once
    answers = [site.get(path) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 429]
    assert "retry-after" in answers[1].headers
    assert site.get("/records").status_code == 200


def test_one_search_too_many_is_told_when_to_go_on(serve: Serve, tmp_path: Path) -> None:
    site = serve(CONFIG.format(3), tmp_path)
    answers = [site.get("/search?q=town") for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 429]
    assert 1 <= int(answers[1].headers["retry-after"]) <= 20
    assert answers[1].headers["cache-control"] == "no-store"
    assert "A moment, please" in text(answers[1].text)
    assert site.get("/search.json?q=town").json()["status"] == 429
    assert site.get("/records").status_code == 200, "reading is never held up"


def test_no_limit_may_be_set(serve: Serve, tmp_path: Path) -> None:
    site = serve(CONFIG.format(0), tmp_path)
    assert {site.get("/search?q=town").status_code for _ in range(5)} == {200}


class Configured:
    """A server as far as its configuration is concerned."""

    def __init__(self, **said: Any) -> None:
        self._said = said

    def plugin_config(self, plugin_name: str) -> dict[str, Any]:
        return self._said


class Asked:
    """A request as far as its address is concerned."""

    def __init__(self, client: str, forwarded: str = "") -> None:
        self.scope: dict[str, Any] = {"client": (client, 1)}
        self.headers = {"x-forwarded-for": forwarded} if forwarded else {}


@pytest.mark.parametrize(("trusted", "client", "forwarded", "address"), [
    (0, "203.0.113.7", "198.51.100.1", "203.0.113.7"),
    (1, "127.0.0.1", "198.51.100.1", "198.51.100.1"),
    (1, "127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
    (2, "127.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
    (2, "127.0.0.1", "198.51.100.1", "127.0.0.1"),
    (1, "127.0.0.1", "", "127.0.0.1"),
    (0, "::ffff:203.0.113.7", "", "203.0.113.7"),
    (0, "2001:db8:1:2:3:4:5:6", "", "2001:0db8:0001:0002"),
    (1, "127.0.0.1", "not an address", "not an address"),
])  # fmt: skip
def test_whose_permits_a_request_takes(
    trusted: int, client: str, forwarded: str, address: str
) -> None:
    host: Any = Configured(trusted_proxies=trusted)
    asked: Any = Asked(client, forwarded)
    assert address_of(host, asked) == address
