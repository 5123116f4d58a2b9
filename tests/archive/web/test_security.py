"""What a browser is told to refuse, and that nothing dangerous is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from archive.web.security import EVENT_HANDLERS, STRICT, policy
from tests.archive.web.conftest import Site

OURS = ("/", "/records/letter", "/records/leter", "/search?q=may", "/questions",
        "/questions/gaps", "/meetings/tm2", "/decisions/conclusions-tm1/p1",
        "/records/letter.json")  # fmt: skip
DATASETTES = ("/-/", "/archive", "/archive/record", "/archive/record/letter",
              "/archive/secretariat-on?day=2012-03-01", "/archive/-/queries")  # fmt: skip

_SCRIPT = re.compile(r"<(script|style)\b([^>]*)>")


@pytest.mark.parametrize("path", OURS)
def test_our_pages_have_the_strict_policy(site: Site, path: str) -> None:
    assert site.get(path).headers["content-security-policy"] == STRICT


@pytest.mark.parametrize("path", OURS[:-1])
def test_our_pages_carry_nothing_inline(site: Site, path: str) -> None:
    """But for data, which no browser runs."""
    page = site.get(path).text
    data = re.escape('<script type="application/ld+json">')
    own = r'<script src="[^"]+/search\.js\?_hash=[0-9a-f]+" defer></script>'
    assert not re.search(rf"(?!{data}|{own})<script|<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("path", DATASETTES)
def test_datasettes_inline_scripts_carry_the_nonce_of_their_response(site: Site, path: str) -> None:
    page = site.get(path)
    [nonce] = set(re.findall(r"'nonce-([^']+)'", page.headers["content-security-policy"]))
    found = _SCRIPT.findall(page.text)
    assert found
    assert all(f'nonce="{nonce}"' in attributes for _, attributes in found)


def test_no_two_responses_share_a_nonce(site: Site) -> None:
    sent = {site.get("/archive").headers["content-security-policy"] for _ in range(3)}
    assert len(sent) == 3


@pytest.mark.parametrize("path", [*OURS, *DATASETTES, "/nothing", "/-/static/app.css"])
def test_no_response_allows_scripts_at_large(site: Site, path: str) -> None:
    headers = site.get(path).headers
    script = next(
        (part for part in headers["content-security-policy"].split(";") if "script-src" in part),
        "script-src 'none'",
    )
    assert "unsafe-inline" not in script
    assert "unsafe-eval" not in script
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "camera=()" in headers["permissions-policy"]


def test_headers_are_sent_once(site: Site) -> None:
    assert len(site.get("/").headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize(
    "path", ["/records/evil", "/search?q=say", "/archive/record", "/archive/record/evil", "/"]
)
def test_a_script_in_a_title_is_only_words(site: Site, path: str) -> None:
    page = site.get(path).text
    assert "<script>window.pwned" not in page
    assert "<img" not in page


def test_what_data_brings_in_never_gets_the_nonce(site: Site) -> None:
    page = site.get("/archive/record?_col=title")
    for attributes, code in re.findall(r"<script([^>]*)>(.*?)</script>", page.text, re.DOTALL):
        assert "nonce=" in attributes
        assert not code.lstrip().startswith("window.pwned")


def test_handlers_in_datasettes_templates_are_the_ones_that_we_know() -> None:
    folder = Path(str(import_module("datasette").__file__)).parent / "templates"
    found = set()
    for template in folder.glob("*.html"):
        source = re.sub(r"<script.*?</script>", "", template.read_text("utf-8"), flags=re.DOTALL)
        found |= set(
            re.findall(r"\son(?:click|submit|change|input|load|error)=\"([^\"]*)\"", source)
        )
    assert found == set(EVENT_HANDLERS)


def test_the_wider_policy_names_its_nonce_and_no_address_but_ours() -> None:
    wide = policy("abc")
    assert "'nonce-abc'" in wide
    assert "http" not in wide
    assert wide.startswith("default-src 'none'")


def test_free_sql_is_refused(site: Site) -> None:
    assert site.get("/archive/-/query?sql=select+1").status_code == 403


def test_free_sql_where_the_workspace_allows_it(serve: Callable[..., Site], tmp_path: Path) -> None:
    site = serve("settings: {default_allow_sql: true}", tmp_path)
    assert site.get("/archive/-/query.json?sql=select+1").status_code == 200


def test_the_file_is_kept_unless_the_workspace_gives_it(
    serve: Callable[..., Site], site: Site, tmp_path: Path
) -> None:
    assert site.get("/archive.db").status_code == 403
    assert serve("settings: {allow_download: true}", tmp_path).get("/archive.db").status_code == 200


def test_the_archive_cannot_be_written_to(site: Site) -> None:
    assert not site.datasette.get_database("archive").is_mutable
