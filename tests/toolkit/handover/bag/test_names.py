"""Which paths a bag may have."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.handover.bagit import names


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("", "empty"),
        ("/etc/passwd", "absolute"),
        ("//server/share", "absolute"),
        ("data/../../sibling", r"\.\."),
        ("..", r"\.\."),
        ("data/./x", "dot"),
        ("data//x", "empty part"),
        ("data/x/", "empty part"),
        ("~/x", "home"),
        ("~root/x", "home"),
        ("C:/Windows/x", "drive"),
        ("c:x", "drive"),
        ("data\\..\\x", "backslash"),
        ("\\\\?\\UNC\\server\\x", "backslash"),
        ("data/a\nb", "control"),
        ("data/a\x00b", "control"),
        ("data/a\x1b[2Jb", "control"),
        ("data/a\x85b", "control"),
        ("data/\udcff", "UTF-8"),
        ("data/" + "x" * 5000, "4,096"),
        ("data/" + "x/" * 200 + "x", "parts"),
    ],
)
def test_what_leads_out_or_steers_is_unsafe(path: str, why: str) -> None:
    assert (fault := names.unsafe(path)) is not None
    assert re.search(why, fault)


@pytest.mark.parametrize(
    "path",
    [
        "data/nul",
        "data/CON.txt",
        "data/aux .txt",
        "data/com1",
        "data/COM¹.log",
        "data/lpt9.tar.gz",
        "data/conin$",
        "data/con/x",
        "data/a:b",
        'data/a"b',
        "data/a<b",
        "data/a|b",
        "data/what?",
        "data/a*b",
        "data/ends.",
        "data/ends ",
        "data/ends\u00a0",
        "data/ends./x",
        "data/" + "ä" * 130,
        "data/\u202egnp.exe",
        "data/\ufeffx",
        "data/a\u2028b",
    ],
)
def test_what_windows_cannot_hold_or_misleads(path: str) -> None:
    assert names.unsafe(path) is None
    assert names.unportable(path) is not None


@pytest.mark.parametrize(
    "path",
    [
        "data/archive.db",
        "data/originals/2016/Brief an Lie\u0301ge (Entwurf).pdf",
        "data/100%.txt",
        "data/~x",
        "data/.hidden",
        "data/...x",
        "data/console.txt",
        "data/com10",
        "data/nullable",
        "data/रिपोर्ट.pdf",
        "data/\U0001f468\u200d\U0001f469.png",
        "data/ leads.txt",
        "verify.py",
    ],
)
def test_what_is_good_everywhere(path: str) -> None:
    assert names.unsafe(path) is None
    assert names.unportable(path) is None


@given(st.text(st.sampled_from("aZ.0 _-~%:/\\ä()con1\u202e"), max_size=14))
def test_what_looks_plain_is_good_when_looked_at_closely(path: str) -> None:
    plain = names.is_plain(path)
    long = f"{'x' * 200}/{path}"  # too long to be plain
    if plain:
        assert names.unsafe(long) is None
        assert names.unportable(long) is None


def test_twins_by_case_form_folder_and_kind() -> None:
    paths = [
        "data/Brief.pdf",
        "data/BRIEF.pdf",
        "data/Lie\u0301ge",
        "data/Li\u00e9ge",
        "data/Straße",
        "data/STRASSE",
        "data/A/x",
        "data/a/y",
        "data/file",
        "data/File/z",
    ]
    twins = {frozenset(pair) for pair in names.twins(paths)}
    assert twins == {
        frozenset(("data/Brief.pdf", "data/BRIEF.pdf")),
        frozenset(("data/Lie\u0301ge", "data/Li\u00e9ge")),
        frozenset(("data/Straße", "data/STRASSE")),
        frozenset(("data/A", "data/a")),
        frozenset(("data/file", "data/File/")),
    }


def test_different_names_are_no_twins() -> None:
    assert not list(names.twins(["data/a", "data/b/a", "data/b/c", "data/ä", "data/é"]))


@given(st.text(max_size=20))
def test_all_ways_to_write_a_name_have_one_key(text: str) -> None:
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert len({names.key(form) for form in forms}) == 1


def test_nothing_shown_steers_a_terminal() -> None:
    assert names.shown("data/a\x1b[2J\udcff\u202eb") == r"data/a\x1b[2J\udcff\u202eb"
    assert names.shown("data/Liége") == "data/Liége"
