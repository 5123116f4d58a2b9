"""The crawl: each address is asked for once, whichever process makes it and when that is done."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, cast

import pytest

from archive.publish import crawling, state
from archive.publish.addresses import Site
from archive.publish.crawling import Job, crawl


class Pages:
    """A site of numbered pages: each leads to the two of twice its number."""

    def __init__(self, many: int) -> None:
        self.many = many
        self.made: Counter[str] = Counter()

    def run(self, addresses: Sequence[str], denied: frozenset[str]) -> list[state.Kept]:
        self.made.update(addresses)
        return [state.Kept(each, links=self._links(each)) for each in addresses]

    def _links(self, address: str) -> list[str]:
        number = int(address.removeprefix("/records/"))
        return [f"/records/{n}" for n in (2 * number, 2 * number + 1) if n <= self.many]

    def close(self) -> None:
        pass


class Later:
    """Other processes, of which nobody knows when they are done."""

    def __init__(self, pages: Pages, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - an order, no secret
        self.pages = pages
        self.asked = 0

    def submit(self, run: object, batch: Sequence[str], denied: frozenset[str]) -> Any:
        self.asked += 1
        future: Future[list[state.Kept]] = Future()
        future.set_result(self.pages.run(batch, denied))
        return future

    def wait(
        self, running: set[Any], timeout: float | None, when: str
    ) -> tuple[set[Any], set[Any]]:
        """As `concurrent.futures.wait`, with some that are not done yet."""
        done = {each for each in running if self.rng.random() < 0.4}
        if timeout is None and not done:
            done = {next(iter(running))}
        return done, running - done

    def shutdown(self, **_: object) -> None:
        pass


@pytest.mark.parametrize("seed", range(5))
def test_each_page_is_made_once_by_whichever_process(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    pages = Pages(737)
    later = Later(pages, seed)
    use(monkeypatch, pages, lambda: later)
    monkeypatch.setattr(crawling, "wait", later.wait)
    found = crawl(job(), ["/records/1"], 3, lambda done, of: None)
    assert pages.made == Counter(f"/records/{n}" for n in range(1, 738))
    assert len(found.pages) == 737
    assert later.asked > 0


def test_few_pages_start_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Pages(40), lambda: pytest.fail("it was started"))
    assert len(crawl(job(), ["/records/1"], 3, lambda done, of: None).pages) == 40


def test_pages_that_stay_as_they_were_start_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Reused(Pages):
        def run(self, addresses: Sequence[str], denied: frozenset[str]) -> list[state.Kept]:
            made = super().run(addresses, denied)
            for each in made:
                each.reused = True
            return made

    use(monkeypatch, Reused(700), lambda: pytest.fail("it was started"))
    found = crawl(job(Path("before")), ["/records/1"], 3, lambda done, of: None)
    assert found.reused == 700


def job(before: Path | None = None) -> Job:
    return Job(Path("archive"), Path("ws"), Path("site"), Site(), "", before)


def use(monkeypatch: pytest.MonkeyPatch, pages: Pages, others: Callable[[], object]) -> None:
    makers = cast("Any", crawling)._Makers
    monkeypatch.setattr(crawling, "Worker", lambda job: pages)

    def started(self: Any) -> object:
        self._pool = others()
        return self._pool

    monkeypatch.setattr(makers, "_others", started)
