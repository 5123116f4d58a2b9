"""The same archive gives the same bytes, and an edition without rows gives none of them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from git import Git

from archive.build import build
from archive.export.package import texts
from archive.export.premis import premis_xml
from archive.export.rocrate import ro_crate_json
from archive.reading import open_archive
from archive.workspace import Workspace
from tests.conftest import Repository


def everything(conn: sqlite3.Connection) -> dict[str, str]:
    made = {path: "".join(pieces) for path, pieces in texts(conn)}
    made["premis.xml"] = "".join(premis_xml(conn))
    made["ro-crate-metadata.json"] = "".join(ro_crate_json(conn, {"ead.xml": ("ab", 1)}))
    return made


def test_an_archive_built_elsewhere_gives_the_same(filled: Repository, tmp_path: Path) -> None:
    Git(str(tmp_path)).execute(["git", "clone", "-q", str(filled.root), "clone"])
    other = Workspace(tmp_path / "clone")
    build(other)
    first, second = open_archive(filled.workspace.archive), open_archive(other.archive)
    assert everything(first) == everything(second)
    first.close()
    second.close()


def test_rows_may_come_as_plain_tuples(filled: Repository, db: sqlite3.Connection) -> None:
    plain = sqlite3.connect(filled.workspace.archive)
    assert everything(plain) == everything(db)
    plain.close()


def test_an_archive_without_records_gives_whole_files(writable: sqlite3.Connection) -> None:
    writable.execute("UPDATE record SET removed = 1")
    made = everything(writable)
    assert "letter-1" not in made["finding-aid.csv"] + made["finding-aid.html"] + made["ead.xml"]
    assert made["dublin-core.xml"].count("\n") == 3


def test_what_a_package_lists_is_what_can_be_made(db: sqlite3.Connection) -> None:
    paths = [path for path, _ in texts(db)]
    assert paths == sorted(paths)
    assert {"custody.jsonl", "ead.xml", "finding-aid.html", "registers/people.csv"} <= set(paths)
    some = [path for path, _ in texts(db, ["plain"])]
    assert some == [path for path in paths if "/" not in path and path != "retention.csv"]
