"""What is turned away at the door, and which of Datasette's tools have no page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.web.gate import LONGEST, MOST_FIELDS, OPEN, TOOLS
from archive.web.security import STRICT
from tests.archive.web.conftest import Site

Serve = Callable[..., Site]


def ask(site: Site, target: bytes, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """The answer to a request as it may come over the wire, which no client would write."""
    path, _, query = target.partition(b"?")
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async def run() -> None:
        await site.datasette.invoke_startup()
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": path.decode("latin-1"), "raw_path": path, "root_path": "",
            "query_string": query, "headers": [(b"host", b"localhost")],
            "client": ("127.0.0.1", 1), "server": ("localhost", 80),
        }  # fmt: skip
        await site.datasette.app()(scope, receive, send)

    site.run(run())
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(each.get("body", b"") for each in sent[1:])


@pytest.mark.parametrize("form", ["", ".json", "/autocomplete"])
def test_tools_have_no_page(site: Site, form: str) -> None:
    told = {name: ask(site, f"/-/{name}{form}".encode()) for name in TOOLS}
    assert {name: status for name, (status, _, _) in told.items() if status != 404} == {}
    assert all(b"no page" in body for _, _, body in told.values())
    assert {headers["content-security-policy"] for _, headers, _ in told.values()} == {STRICT}


def test_under_a_prefix_neither(serve: Serve, tmp_path: Path) -> None:
    site = serve("{}", tmp_path, base_url="/towns/")
    for name in ("versions", "plugins", "config"):
        assert ask(site, f"/towns/-/{name}.json".encode())[0] == 404


def test_all_of_datasettes_own_addresses_are_decided_about(site: Site) -> None:
    """A new Datasette may bring new tools."""
    patterns = [pattern.pattern for pattern, _ in site.datasette._routes()]
    named = {found[1] for each in patterns if (found := re.match(r"/-/([a-z-]*)", each))}
    assert named - {"health"} == {*TOOLS, *OPEN}


@pytest.mark.parametrize("path", ["/-/", "/-/jump.json?q=rec", "/-/queries", "/-/schema.json",
                                  "/archive/record/letter", "/archive/record.json?_size=1",
                                  "/-/static/app.css"])  # fmt: skip
def test_what_readers_need_stays(site: Site, path: str) -> None:
    assert site.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/-/", "/archive", "/archive/record", "/-/schema"])
def test_pages_do_not_name_the_version_of_datasette(site: Site, path: str) -> None:
    from importlib.metadata import version

    assert version("datasette") not in site.get(path).text


@pytest.mark.parametrize("path", ["/search?q=", "/archive/record?_search=", "/records/", "/-/"])
def test_an_address_has_an_end(site: Site, path: str) -> None:
    status, headers, body = ask(site, path.encode() + b"x" * LONGEST)
    assert (status, len(body) < 100) == (414, True)
    assert headers["content-security-policy"] == STRICT


def test_what_asks_for_very_many_values_is_refused(site: Site) -> None:
    asked = b"&".join(b"kind=x%d" % n for n in range(MOST_FIELDS + 1))
    assert ask(site, b"/records?" + asked)[0] == 400
    assert ask(site, b"/records?" + asked.rpartition(b"&")[0])[0] == 200


def test_letters_that_no_address_has_are_told_to_be_so(site: Site) -> None:
    assert ask(site, "/records/é".encode())[0] == 400
    assert ask(site, "/records?kind=é".encode())[0] == 400
    assert site.get("/records/%C3%A9").status_code == 404


@pytest.mark.parametrize("path", [b"/", b"/records/letter.json", b"/search?q=may",
                                  b"/as-of/2012-01-01/decisions", b"/-/health"])  # fmt: skip
def test_pages_are_asked_for_and_nothing_is_sent(site: Site, path: bytes) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"):
        status, headers, _ = ask(site, path, method)
        assert (status, headers["allow"]) == (405, "GET, HEAD")


def test_a_harvester_may_send_its_question(site: Site) -> None:
    assert ask(site, b"/oai?verb=Identify", "POST")[0] != 405
    assert ask(site, b"/oai?verb=Identify", "PUT")[0] == 405


def test_a_page_may_be_asked_for_without_its_body(site: Site) -> None:
    status, headers, _ = ask(site, b"/records/letter", "HEAD")
    assert status == 200
    assert headers["etag"]


@pytest.mark.parametrize("day", ["2020-01-01", "2020-01", "2020"])
def test_a_day_leads_to_no_other_site(site: Site, day: str) -> None:
    for rest in ("//evil.example/", "//evil.example", "/\\evil.example", "/\\/x", "///a.b/%2e%2e"):
        _, headers, _ = ask(site, f"/as-of/{day}{rest}".encode())
        assert not re.match(r"[/\\]{2}|[a-z]+:", headers["location"]), rest
