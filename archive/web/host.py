"""What this package uses of Datasette, written down as types (Datasette itself carries none).

Datasette is imported when a page is served and never before: a command that only
reads the archive must not pay for it.
"""

# ruff: noqa: D102 - the methods are Datasette's own; its documentation describes them

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from jinja2 import Environment

    from archive.workspace import Workspace

T = TypeVar("T")

#: The plugin's name in `plugins:` of datasette.yaml; it does nothing where it is not named there.
PLUGIN = "archive"

#: The database's name in Datasette, whatever the file is called: addresses must last.
DATABASE = "archive"


class Urls(Protocol):
    """Addresses under the path prefix of this Datasette."""

    def path(self, path: str) -> str: ...
    def table(self, database: str, table: str) -> str: ...
    def database(self, database: str) -> str: ...
    def row(self, database: str, table: str, row_path: str) -> str: ...


class Args(Protocol):
    """What stands behind the question mark of an address."""

    def get(self, name: str, default: str | None = None) -> str | None: ...
    def getlist(self, name: str) -> list[str]: ...


class Request(Protocol):
    """What was asked for."""

    path: str
    args: Args
    headers: Mapping[str, str]
    url_vars: Mapping[str, str]
    query_string: str
    method: str
    scheme: str

    async def post_body(self, max_bytes: int | None = None) -> bytes: ...

    scope: Mapping[str, Any]


class Database(Protocol):
    """A database that is served."""

    name: str

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], T]) -> T: ...
    async def execute_write_many(self, sql: str, rows: Sequence[tuple[object, ...]]) -> Any: ...


class Host(Protocol):
    """The running Datasette."""

    urls: Urls
    config: dict[str, Any]

    def setting(self, key: str) -> Any: ...
    def plugin_config(self, plugin_name: str) -> dict[str, Any] | None: ...
    def get_database(self, name: str) -> Database: ...
    def static(self, path: str, plugin: str) -> str: ...
    def add_query(self, database: str, name: str, sql: str, **about: Any) -> Awaitable[None]: ...
    def get_jinja_environment(self) -> Environment: ...
    def get_internal_database(self) -> Database: ...


_workspaces: WeakKeyDictionary[Any, Workspace] = WeakKeyDictionary()


def serves(host: Host, workspace: Workspace) -> None:
    """Tell that what `host` serves was built from `workspace`."""
    _workspaces[host] = workspace


def workspace_of(host: Host) -> Path | None:
    """The folder that the served archive was built from; None where nobody said so.

    It is told by `serves`, not by the configuration, which anyone may read in the browser.
    """
    found = _workspaces.get(host)
    return found.root if found else None


def row_address(host: Host, table: str, name: str) -> str:
    """Where Datasette shows the row `name` of a table."""
    return host.urls.row(DATABASE, table, import_module("datasette.utils").tilde_encode(name))


def takes_part(host: Host) -> bool:
    """Whether this Datasette serves an archive; any other keeps its own face."""
    return host.plugin_config(PLUGIN) is not None


def response() -> Any:
    """Datasette's `Response` class."""
    return import_module("datasette").Response
