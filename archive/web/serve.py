"""One way to start the archive's face, for the command line, for tests and for servers."""

from __future__ import annotations

import copy
from importlib import import_module
from pathlib import Path
from typing import Any

from archive.errors import NoArchive, SecretariatError
from archive.web.descriptions import table_settings
from archive.web.host import DATABASE, PLUGIN, serves
from archive.web.look import dress
from archive.workspace import Workspace

#: What holds unless the workspace's datasette.yaml says otherwise.
SETTINGS: dict[str, Any] = {
    "default_allow_sql": False,
    "allow_download": False,
    "allow_signed_tokens": False,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 200,
    "suggest_facets": False,
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "truncate_cells_html": 160,
}


class BadSettings(SecretariatError):
    """The workspace's datasette.yaml or metadata.yaml cannot be used."""


def _read(path: Path) -> dict[str, Any]:
    import yaml

    if not path.exists():
        return {}
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise BadSettings(f"{path.name} is not readable: {said}; mend it and try again") from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadSettings(f"{path.name} must consist of lines of `name: value`; mend it")
    return value


def _merged(under: dict[str, Any], over: dict[str, Any], name: str) -> dict[str, Any]:
    """`over` laid on `under`, mapping by mapping; lists and plain values replace each other.

    What says nothing (`settings:` alone) leaves all as it is. `name` is the file's, for
    `BadSettings` where a plain value stands in the place of a mapping.
    """
    out = dict(under)
    for key, value in over.items():
        below = out.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            out[key] = _merged(below, value, name)
        elif isinstance(below, dict) and value is not None:
            raise BadSettings(f"{name}: {key} must hold lines of `name: value`; mend it")
        elif value is not None:
            out[key] = value
    return out


def config_for(workspace: Workspace) -> dict[str, Any]:
    """Datasette's configuration for the archive of `workspace`: ours, and over it its own.

    Raises `BadSettings` where datasette.yaml is unreadable.
    """
    ours = {
        "settings": copy.deepcopy(SETTINGS),
        "plugins": {PLUGIN: {}},
        "databases": {DATABASE: {"tables": table_settings()}},
    }
    return _merged(ours, _read(workspace.config), workspace.config.name)


def metadata_for(workspace: Workspace) -> dict[str, Any]:
    """What `metadata.yaml` of the workspace says; raises `BadSettings` where it is unreadable."""
    return _read(workspace.root / "metadata.yaml")


def app(archive: Path, workspace: Workspace, base_url: str = "/") -> Any:
    """A Datasette that serves `archive` read-only with this package's pages.

    `base_url` is the path prefix behind a proxy, such as `/asem/`. Raises `NoArchive` where
    the file is missing, `BadSettings` where the workspace's settings cannot be used.
    """
    if not archive.is_file():
        raise NoArchive(f"{archive} is not there yet: run `secretariat build` first")
    plugin = import_module("archive.web")
    plugins = import_module("datasette.plugins").pm
    if not plugins.is_registered(plugin):  # installed, it is there by its entry point already
        plugins.register(plugin, plugin.__name__)
    datasette = import_module("datasette.app")
    settings = {"base_url": base_url} if base_url != "/" else {}
    metadata = metadata_for(workspace)
    try:
        host = datasette.Datasette(
            immutables=[str(archive)],
            config=config_for(workspace),
            metadata=metadata,
            settings=settings,
        )
    except import_module("datasette.utils").StartupError as error:
        raise BadSettings(f"{workspace.config.name}: {error}; mend it and try again") from None
    _name(host)
    serves(host, workspace)
    dress(host, workspace.root, metadata)
    return host


def _name(host: Any) -> None:
    """Addresses must last: the database is called the same whatever the file's name is."""
    [given] = host.databases
    if given != DATABASE:
        database = host.databases[given]
        host.databases = {}
        host.add_database(database, name=DATABASE)
