"""What is worked out once for all readers, and what makes room for what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archive.web import kept
from archive.web.kept import MOST
from archive.web.moment import Moment


class Server:
    """Stands for a running Datasette."""


def counted() -> tuple[list[int], Callable[[], int]]:
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    return made, make


def test_it_is_made_once() -> None:
    host: Any = Server()
    made, make = counted()
    assert [kept.kept(host, "tasks", make) for _ in range(3)] == [0, 0, 0]
    assert made == [0]


def test_days_that_strangers_ask_for_push_nothing_out_that_all_need() -> None:
    host: Any = Server()
    made, make = counted()
    kept.kept(host, "tasks", make)
    for day in range(2 * MOST):
        kept.kept(host, "themes", lambda: 0, asked=str(day))
    assert len(kept._asked[host]) == MOST
    kept.kept(host, "tasks", make)
    assert made == [0]


def test_what_hangs_on_today_is_made_again_tomorrow() -> None:
    host: Any = Server()
    today, tomorrow = Moment("2026-11-27"), Moment("2026-11-28")
    made, make = counted()
    told = [kept.kept(host, "home", make, **each.key) for each in (today, today, tomorrow)]
    assert told == [0, 0, 1]
    assert len(kept._kept[host]) == 1, "of yesterday's nothing is left"
    assert made == [0, 1]


def test_each_way_to_name_a_save_has_its_own_links() -> None:
    host: Any = Server()
    _, make = counted()
    asked = [Moment("2026-11-27", None, known) for known in (None, "abc1234", "2026-11-01")]
    assert [kept.kept(host, "home", make, **each.key) for each in asked] == [0, 1, 2]
