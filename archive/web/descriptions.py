"""What the archive's tables and columns are called and mean, for people who read them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from archive.web.host import DATABASE, Host

_CONFIG_KEYS = ("label_column", "sort", "sort_desc", "facets")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its title and meaning, its group on the tables page, Datasette's settings."""

    name: str
    title: str
    description: str
    group: str | None
    config: dict[str, Any]
    columns: dict[str, str]
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Descriptions:
    """All tables, the order of their groups (id → title), and what every column may mean."""

    tables: dict[str, Table]
    groups: dict[str, str]
    hidden: frozenset[str]
    columns: dict[str, str]

    def column(self, table: str, column: str) -> str | None:
        """What `column` means in `table`; None where nobody has said."""
        known = self.tables.get(table)
        return (known.columns.get(column) if known else None) or self.columns.get(column)


@cache
def descriptions() -> Descriptions:
    """The descriptions that come with the archive."""
    import yaml

    text = files(__package__).joinpath("descriptions.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    tables = {
        name: Table(
            name=name,
            title=given["title"],
            description=given["description"],
            group=given.get("group"),
            config={key: given[key] for key in _CONFIG_KEYS if key in given},
            columns=given.get("columns", {}),
            first=tuple(given.get("first", ())),
        )
        for name, given in data["tables"].items()
    }
    groups = {group["id"]: group["title"] for group in data["groups"]}
    return Descriptions(tables, groups, frozenset(data["hidden"]), data["columns"])


def table_settings() -> dict[str, dict[str, Any]]:
    """Table → Datasette's settings for it: label, sort order, facets, hidden or not."""
    known = descriptions()
    settings = {name: dict(table.config) for name, table in known.tables.items()}
    for name in known.hidden:
        settings.setdefault(name, {})["hidden"] = True
    return settings


def shape(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Table or view → its columns, as the database has them."""
    rows = connection.execute(
        "SELECT m.name AS owner, c.name AS name FROM sqlite_master AS m, "
        "pragma_table_info(m.name) AS c WHERE m.type IN ('table', 'view') ORDER BY m.name, c.cid"
    )
    out: dict[str, list[str]] = {}
    for owner, name in rows:
        out.setdefault(owner, []).append(name)
    return out


def table_address(host: Host, name: str) -> str:
    """Where a table is shown, with the columns that a reader looks for first."""
    known = descriptions().tables.get(name)
    columns = [("_col", column) for column in known.first] if known else []
    return host.urls.table(DATABASE, name) + (f"?{urlencode(columns)}" if columns else "")


async def describe(host: Host) -> None:
    """Tell Datasette what tables and columns mean; what a workspace says itself stays.

    All at once into the tables that Datasette keeps for it: its own calls take one
    transaction a line, two seconds for an archive.
    """
    known = descriptions()
    tables = await host.get_database(DATABASE).execute_fn(shape)
    about: list[tuple[str, str, str, str]] = []
    meanings: list[tuple[str, str, str, str]] = []
    for name, columns in tables.items():
        if name not in known.tables:
            continue
        about.append((DATABASE, name, "title", known.tables[name].title))
        about.append((DATABASE, name, "description", known.tables[name].description))
        for column in columns:
            if meaning := known.column(name, column):
                meanings.append((DATABASE, name, column, meaning))
    kept = host.get_internal_database()
    await kept.execute_write_many(
        "INSERT INTO metadata_resources (database_name, resource_name, key, value)"
        " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        about,
    )
    await kept.execute_write_many(
        "INSERT INTO metadata_columns (database_name, resource_name, column_name, key, value)"
        " VALUES (?, ?, ?, 'description', ?) ON CONFLICT DO NOTHING",
        meanings,
    )
