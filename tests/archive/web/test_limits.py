"""How often one address may search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.web import limits
from archive.web.limits import Limiter, address_of
from tests.archive.web.conftest import Site
from tests.archive.web.test_pages import text

Serve = Callable[..., Site]
CONFIG = "plugins: {{archive: {{searches_per_minute: {}}}}}\n"


def test_permits_come_back_with_time() -> None:
    now = [0.0]
    held = Limiter(rate=1, burst=2, clock=lambda: now[0])
    assert [held.wait("a", 1) for _ in range(3)] == [0, 0, 1]
    assert held.wait("b", 1) == 0, "another address has its own"
    now[0] = 1
    assert held.wait("a", 1) == 0
    assert held.wait("a", 0.25) == 0.25


def test_no_more_addresses_are_kept_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 3)
    held = Limiter(rate=1, burst=1)
    for each in "abcde":
        held.wait(each, 1)
    assert list(held._left) == ["c", "d", "e"]


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
