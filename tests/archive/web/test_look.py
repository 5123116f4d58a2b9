"""The process's own colour and logo."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.web import colours
from archive.web.look import BadLook
from tests.archive.web.conftest import Site

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

Serve = Callable[..., Site]


def look(folder: Path, said: str) -> None:
    (folder / "metadata.yaml").write_text(f"look: {{{said}}}\n", "utf-8")


@given(st.text("0123456789abcdef", min_size=6, max_size=6))
def test_any_colour_can_be_read_by_light_and_in_the_dark(digits: str) -> None:
    colour = colours.read(f"#{digits}")
    assert colour is not None
    for ground in (colours.PAPER, colours.NIGHT):
        assert colours.contrast(colours.readable(colour, ground), ground) >= colours.ENOUGH


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    colour = colours.read("#17556b")
    assert colour is not None
    assert colours.written(colours.readable(colour, colours.PAPER)) == "#17556b"


@pytest.mark.parametrize("text", ["red", "#12", "#12345g", "#1234567", "", None, 5, "#123;}"])
def test_what_is_no_colour_is_none(text: object) -> None:
    assert colours.read(text) is None


def test_the_colour_comes_with_a_sheet_of_its_own(serve: Serve, tmp_path: Path) -> None:
    look(tmp_path, 'colour: "#8a1538"')
    site = serve("{}", tmp_path)
    found = re.search(r'href="(/look-[0-9a-f]+\.css)"', site.get("/").text)
    assert found
    sheet = site.get(found[1])
    assert "--brand: #8a1538" in sheet.text
    assert "immutable" in sheet.headers["cache-control"]


def test_an_svg_logo_can_do_nothing(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(SVG, "utf-8")
    look(tmp_path, "logo: logo.svg")
    site = serve("{}", tmp_path)
    found = re.search(r'<img class="logo" src="([^"]+)" alt=""', site.get("/").text)
    assert found
    picture = site.get(found[1])
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in picture.headers["content-security-policy"]
    assert "sandbox" in picture.headers["content-security-policy"]


@pytest.mark.parametrize("said", [
    "logo: ../logo.svg", "logo: /etc/passwd", "logo: none.svg", "logo: x.html", "colour: red",
    "font: serif", "logo: fake.png", "logo: big.svg", "logo: link.svg",
])  # fmt: skip
def test_what_cannot_be_shown_is_told_when_serving_begins(
    serve: Serve, tmp_path: Path, said: str
) -> None:
    (tmp_path / "x.html").write_text("<p>", "utf-8")
    (tmp_path / "fake.png").write_text(SVG, "utf-8")
    (tmp_path / "big.svg").write_text(SVG + " " * 300_000, "utf-8")
    (tmp_path / "link.svg").symlink_to(tmp_path / "x.html")
    look(tmp_path, said)
    with pytest.raises(BadLook, match=r"metadata\.yaml: look"):
        serve("{}", tmp_path)


def test_without_looks_nothing_is_loaded_for_them(site: Site) -> None:
    page = site.get("/").text
    assert "look-" not in page
    assert "logo" not in page
