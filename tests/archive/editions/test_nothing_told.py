"""Datasette's own addresses, asked rightly and wrongly, tell nothing of what is withheld or of the
computer that serves."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterator
from getpass import getuser
from html import unescape
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from archive.editions.ladder import path_of
from tests.archive.editions.finding import leaks
from tests.archive.editions.planted import Planted
from tests.archive.web.conftest import Site

#: What a named part of an address may be, rightly and wrongly.
PARTS = {
    "database": ["archive"],
    "table": ["record", "gaps"],
    "query": ["gaps"],
    "pks": ["closed-1", "x~00"],
    "path": ["app.css", "..~2F..~2Fapp.py"],
    "rest": ["/x"],
}
BROKEN = "&".join(
    f"_{name}=~00'%22%3C"
    for name in (
        "sort", "sort_desc", "facet", "facet_date", "facet_array", "where", "through", "search",
        "next", "size", "shape", "col", "nocol", "extra", "trace", "timelimit", "json",
        "blob_column",
    )
)  # fmt: skip
SINGLE = ("_facet=x", "_through=x", "_shape=x", "_size=x", "_next=~00", "_sort=x", "_where=1",
          "_extra=x", "_trace=1", "_context=1", "id__x=1", "_through=%7B%7D", "_search=%22",
          "_blob_column=x", "_timelimit=0")  # fmt: skip
FORMS = ("", ".json", ".csv", ".md", ".blob", ".zip")


def addresses(site: Site) -> Iterator[str]:
    """An address for each route of Datasette's, in each form, and with what breaks it."""
    for pattern, view in site.datasette._routes():
        if not str(getattr(view, "__module__", "datasette")).startswith("datasette"):
            continue
        bare = re.sub(r"\(\\\.\(\?P<format>[^)]*\)\)\??", "FORM", pattern.pattern).rstrip("$")
        names = re.findall(r"\(\?P<(\w+)>[^)]*\)", bare)
        said = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", bare).replace("\\.", ".")
        for given in product(*(PARTS[name] for name in names)):
            at = said.format(**dict(zip(names, given, strict=True)))
            if "FORM" in at:
                yield from (at.replace("FORM", form) for form in FORMS)
                at = at.replace("FORM", "")
            yield f"{at}?{BROKEN}"
    yield from ("/_internal", "/_internal/databases.json", "/nothing", "/nothing/record.json")
    for form, asked in product(("", ".json", ".csv"), SINGLE):
        yield f"/archive/record{form}?{asked}"


def told(answer: Any) -> str:
    """All that an answer tells."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{unquote(unescape(answer.text))}"


# Where it falls over a facet, Datasette leaves the others unasked.
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def test_datasettes_own_addresses_tell_no_secret(
    planted: Planted, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = planted.repository.workspace
    words = planted.secrets.hidden_from("public")
    here = {
        "workspace": str(workspace.root), "its folder": str(workspace.root.parent),
        "home": str(Path.home()), "python": sys.prefix, "package": str(Path(__file__).parents[3]),
        "datasette": version("datasette"), "uvicorn": f"uvicorn/{version('uvicorn')}",
        "sqlite": sqlite3.sqlite_version, "trace": "Traceback", "user": f"/{getuser()}/",
    }  # fmt: skip
    site = Site(path_of(workspace, "public"), workspace)
    found: dict[str, list[str]] = {}
    asked = 0
    try:
        for address in dict.fromkeys(addresses(site)):
            for method in ("get", "post") if BROKEN in address else ("get",):
                said = told(site.run(getattr(site.datasette.client, method)(address)))
                asked += 1
                names = [name for name, each in here.items() if each in said]
                if leaked := [*names, *leaks(words, said.encode())]:
                    found[f"{method} {address}"] = leaked
    finally:
        site.close()
    capsys.readouterr()  # the faults that it made stand in the log
    assert found == {}
    assert asked > 200
