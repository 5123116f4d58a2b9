"""The archive's shape, as numbered migrations that sqlite-utils applies in order."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.migrations import Migrations

#: Bytes a page: half of a 4 KiB page is wasted on 2 KB texts (205 MB became 117 MB).
PAGE_SIZE = 16384

#: The number of the newest migration, kept in the file's `user_version`.
VERSION = 10


def _migrations() -> Migrations:
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("archive")

    @migrations(name="m0001_archive")
    def m0001_archive(db: object) -> None:
        _run(db, "m0001_archive.sql")

    @migrations(name="m0002_decisions")
    def m0002_decisions(db: object) -> None:
        _run(db, "m0002_decisions.sql")

    @migrations(name="m0003_originals")
    def m0003_originals(db: object) -> None:
        _run(db, "m0003_originals.sql")

    @migrations(name="m0004_due_meetings")
    def m0004_due_meetings(db: object) -> None:
        _run(db, "m0004_due_meetings.sql")

    @migrations(name="m0005_relation_conflict")
    def m0005_relation_conflict(db: object) -> None:
        _run(db, "m0005_relation_conflict.sql")

    @migrations(name="m0006_editions")
    def m0006_editions(db: object) -> None:
        _run(db, "m0006_editions.sql")

    @migrations(name="m0007_custody")
    def m0007_custody(db: object) -> None:
        _run(db, "m0007_custody.sql")

    @migrations(name="m0008_retention")
    def m0008_retention(db: object) -> None:
        _run(db, "m0008_retention.sql")

    @migrations(name="m0009_reading")
    def m0009_reading(db: object) -> None:
        _run(db, "m0009_reading.sql")

    @migrations(name="m0010_custody_stamp")
    def m0010_custody_stamp(db: object) -> None:
        _run(db, "m0010_custody_stamp.sql")

    return migrations


def _run(db: object, name: str) -> None:
    from sqlite_utils import Database

    assert isinstance(db, Database)
    script = files(__package__).joinpath(name).read_text(encoding="utf-8")
    statement = ""
    for line in script.splitlines(keepends=True):  # executescript would end the transaction
        statement += line
        if sqlite3.complete_statement(statement):
            db.conn.execute(statement)
            statement = ""


def create(connection: sqlite3.Connection) -> None:
    """Give an empty database the archive's shape; apply what is pending to an older one."""
    from sqlite_utils import Database

    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    _migrations().apply(Database(connection))
    connection.execute(f"PRAGMA user_version = {VERSION}")


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the archive has the newest shape; an older one is rebuilt from its records."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)
