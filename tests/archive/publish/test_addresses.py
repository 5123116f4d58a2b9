"""From addresses to files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.publish.addresses import Site, address, file_of, name, relative, wanted

SITE = Site(originals={"x": "x.pdf", "evil": "evil.html.bin"}, day="2026-05-04", logo="svg")


@pytest.mark.parametrize(
    ("link", "file"),
    [
        ("/", "index.html"),
        ("/index.json", "index.json"),
        ("/records", "records/index.html"),
        ("/records/", "records/index.html"),
        ("/records.csv", "records.csv"),
        ("/records/x", "records/x/index.html"),
        ("/records/eips.eip-1", "records/eips.eip-1/index.html"),
        ("/records/x.json", "records/x.json"),
        ("/records/x?version=2", "records/x/versions/2/index.html"),
        ("/records/x/original", "records/x/original/x.pdf"),
        ("/records?start=50&kind=letter", "records/~kind=letter~start=50/index.html"),
        ("/records?kind=letter&start=&year=", "records/~kind=letter/index.html"),
        ("/decisions/a/p1", "decisions/a/p1/index.html"),
        ("/search?q=word", "search/index.html"),
        ("/logo-abc", "logo-abc.svg"),
        ("/look-abc.css", "look-abc.css"),
        ("/-/static-plugins/archive.web/archive.css", "static/archive.css"),
    ],
)
def test_what_has_a_file(link: str, file: str) -> None:
    goal = wanted(link, SITE)
    assert goal is not None
    assert file_of(goal, SITE) == file


@pytest.mark.parametrize(
    "link",
    ["/archive/record/x", "/-/", "/as-of/2012-01-01/", "/as-of", "/records?known-at=2012-01-01",
     "/records?kind=letter&year=2012", "/records/y/original", "/records/x/original?version=1",
     "/records.csv?kind=letter", "/nothing", "/questions/status-of?about=x&day=2012-01-01"],
)  # fmt: skip
def test_what_only_a_server_answers(link: str) -> None:
    assert wanted(link, SITE) is None


@given(st.text(min_size=1))
def test_names_are_such_as_every_file_system_takes(text: str) -> None:
    said = name(text)
    assert said
    assert said not in (".", "..")
    assert not set('<>:"/\\|?*') & set(said)
    assert len(said.encode()) <= 120
    assert not said.endswith((".", " "))
    assert said.split(".")[0].casefold() not in ("con", "nul", "aux", "prn", "com1")


@given(st.text(max_size=20), st.text(max_size=20))
def test_different_texts_have_different_names(one: str, other: str) -> None:
    assert (name(one) == name(other)) == (one == other)


@pytest.mark.parametrize(
    ("goal", "page", "link"),
    [("index.html", "index.html", "index.html"), ("a/b/c.html", "a/d/e.html", "../b/c.html"),
     ("index.html", "a/b/index.html", "../../index.html"), ("a/x y.html", "a/z.html", "x%20y.html"),
     ("a/index.html", "a/b/index.html", "../index.html")],
)  # fmt: skip
def test_links_are_relative(goal: str, page: str, link: str) -> None:
    assert relative(goal, page) == link


def test_one_address_has_one_form() -> None:
    assert address("/records/", "start=50&kind=a") == address("/records", "kind=a&year=&start=50")
