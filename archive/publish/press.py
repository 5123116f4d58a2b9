"""Answers as the server would, without a server: one process, no threads, no sockets.

Datasette is asked for settings and addresses; its own way from a request to a page (routing,
permissions, threads, templates that may wait) would cost as much again as the page itself.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import unquote, urlsplit

from archive.errors import NotInArchive, UsageProblem
from archive.publish import own, rewriting
from archive.publish.addresses import Site
from archive.publish.day import Day
from archive.publish.made import NOWHERE, Answer, Made
from archive.publish.reads import Again, Connection, Read, also, noted, opened, total
from archive.publish.rewriting import led
from archive.web import moment, security
from archive.web.answering import Page, taken
from archive.web.look import dress
from archive.web.serve import app, metadata_for
from archive.web.state import State, state
from archive.workspace import Workspace

if TYPE_CHECKING:
    from archive.web.host import Host

T = TypeVar("T")

#: Milliseconds that the queries of one page may take; the server's limit is for strangers.
_PATIENCE = 60_000


class _Database:
    """The archive as pages read it."""

    def __init__(self, conn: Connection, name: str) -> None:
        self._conn, self.name, self.route = conn, name, name

    async def execute_fn(self, fn: Callable[[Any], T]) -> T:
        return fn(self._conn)


class Press:
    """Stands in for the running Datasette; pages cannot tell."""

    def __init__(self, archive: Path, workspace: Workspace, site: Site, home: str = "") -> None:
        from archive.web.host import DATABASE, serves

        self._datasette = app(archive, workspace)
        self.conn = opened(archive)
        self._database = _Database(self.conn, DATABASE)
        self._kept: dict[str, tuple[Any, dict[Read, bytes], bool]] = {}
        self.day = Day(site.day)
        self.site, self.home = site, home
        # Most links of a page stand on all of them.
        self.leads = lru_cache(65536)(lambda link: led(link, site))
        self.denied: frozenset[str] = frozenset()
        self.state = of_copy(state(self.conn))
        self.again = Again(self.conn)
        self.urls = self._datasette.urls
        self.config = self._datasette.config
        host = cast("Host", self)
        serves(host, workspace)
        dress(host, workspace.root, metadata_for(workspace))
        self._templates = _environment(self._datasette)

    def close(self) -> None:
        """Let go of the archive."""
        self.conn.close()
        self._datasette.close()

    def setting(self, key: str) -> Any:
        """As Datasette, but for time: nobody waits for the page."""
        return _PATIENCE if key == "sql_time_limit_ms" else self._datasette.setting(key)

    def get_database(self, name: str) -> _Database:
        """The archive."""
        return self._database

    def plugin_config(self, plugin_name: str) -> Any:
        """As Datasette."""
        return self._datasette.plugin_config(plugin_name)

    def static(self, path: str, plugin: str) -> Any:
        """As Datasette."""
        return self._datasette.static(path, plugin=plugin)

    def keep(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gave once, noted as read by every page that uses it."""
        if name == "state":
            return self.state  # type: ignore[return-value]
        if name not in self._kept:
            before, self.day.told = self.day.told, False
            with noted() as reads:
                made_now = make()
            self._kept[name] = (made_now, reads, self.day.told)
            self.day.told = before
        value, reads, dated = self._kept[name]
        also(reads)
        self.day.told = self.day.told or dated
        made: T = value
        return made

    def get_jinja_environment(self) -> Any:
        """The templates, with what a copy has in them."""
        return self._templates

    async def made(self, address: str) -> Made:
        """What `address` gives, with its links rewritten."""
        made = Made(address)
        self.day.told = False
        with noted() as reads:
            try:
                answer, pages = await self._answer(address)
            except (NotInArchive, UsageProblem) as problem:
                made.wrong = str(problem)
                return made
        made.dated = self.day.told
        if answer.status in (301, 302, 303, 307, 308):
            rewriting.leads_on(self, made, answer.headers.get("location", "/"))
        elif answer.status != 200:
            made.wrong = f"it answers {answer.status}"
            return made
        else:
            rewriting.written(self, made, answer, pages)
        if all(bound is not None for _, bound in reads):
            made.reads, made.told = list(reads), total(reads.values())
        return made

    async def _answer(self, address: str) -> tuple[Answer, list[tuple[Page, State]]]:
        path, _, query = address.partition("?")
        if path in ("/copy", "/copy.json", "/search"):
            view: Any = own.search if path == "/search" else own.copy
            given: dict[str, Any] = {"format": "json" if path.endswith(".json") else None}
        else:
            view, given = _view(path)
        request = _request(path, query, given)
        answer = Answer()
        page = security.Page()
        page_token = security.page.set(page)
        moment_token = moment.asked_for.set(cast("moment.Moment", self.day))
        try:
            with taken() as pages:
                every = {"request": request, "datasette": self, "send": answer.hear}
                response = await view(**{name: every[name] for name in _names(view)})
            if response is not None:
                await response.asgi_send(answer.hear)
        finally:
            security.page.reset(page_token)
            moment.asked_for.reset(moment_token)
        answer.policy = page.policy()
        return answer, pages


def of_copy(found: State) -> State:
    """The state as each page of a copy tells it: what changes with every save stands in one."""
    from dataclasses import replace

    return replace(found, hash=None, day=None, message=None, commits=0, edits=0, copy=True)


@cache
def _routes() -> list[tuple[re.Pattern[str], Any]]:
    from archive.web.routes import ROUTES

    return [(re.compile(pattern), inspect.unwrap(view)) for pattern, view in ROUTES]


@cache
def _names(view: Any) -> tuple[str, ...]:
    known = ("request", "datasette", "send")
    return tuple(name for name in inspect.signature(view).parameters if name in known)


def _view(path: str) -> tuple[Any, dict[str, Any]]:
    for pattern, view in _routes():
        if found := pattern.match(unquote(path)):
            return view, found.groupdict()
    raise NotInArchive("there is no page at this address")


def _request(path: str, query: str, given: dict[str, Any]) -> Any:
    parts = urlsplit(NOWHERE)
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": parts.scheme,
        "path": unquote(path),
        "raw_path": path.encode("ascii", "replace"),
        "query_string": query.encode("latin-1", "replace"),
        "headers": [(b"host", parts.netloc.encode())],
        "url_route": {"kwargs": given},
    }
    return import_module("datasette.utils.asgi").Request(scope, None)


def _environment(datasette: Any) -> Any:
    """Datasette's templates and ours, which here wait for nothing."""
    from archive.web import words

    served = datasette.get_jinja_environment()
    env = served.overlay(enable_async=False)
    env.filters, env.globals = dict(served.filters), dict(served.globals)
    security.prepare(env)
    words.prepare(env, datasette)
    env.globals["published"] = True
    return env
