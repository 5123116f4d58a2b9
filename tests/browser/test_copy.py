"""A copy as files, opened from the disk in a real browser."""

from __future__ import annotations

import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import strategies as st

from archive.editions.ladder import path_of
from archive.publish import publish
from archive.reading import open_archive
from archive.search import search
from archive.text.fold import fold
from archive.text.query import terms
from tests.browser.conftest import Reader
from tests.browser.sound import _FITS, found_by_axe
from tests.conftest import Repository, make_repository

pytestmark = pytest.mark.browser

TEXTS = {
    "bridge": "The towns agreed to build a bridge over the river. Łódź and Straßburg were there.",
    "budget": "予算、総会。 The budget of the general assembly was adopted.",
    "assembly": "総会の予算案について。",
    "thai": "การประชุมรัฐมนตรีศึกษา ครั้งที่สอง",
    "arabic": "اجتماع الوزراء في الرباط",
    "river": "A river. " * 40 + "The bridge is closed.",
    "evil": 'Say <script>window.pwned = 1</script> & "quote" it; ${x} `y` \\u2028 \u2028 end.',
    "many": "River bridge towns river bridge.",
}
BRIDGELAND = """\
- {id: bl, name: Bridgeland, region: North, periods: [{status: admitted, from: 2001}]}
"""
#: Ideographs and Hangul syllables, thousands of which are treated alike.
ALIKE = ((0x3400, 0x9FF0), (0xAC10, 0xD7A0), (0x20010, 0x2A6D0))
WORDS = (
    "bridge", "BRIDGE river", '"a bridge"', '"bridge river"', "lodz", "strassburg", "予算", "総会",
    '"予算案"', "general -budget", "thai OR budget", "bri*", "ประชุม", "الرباط", "nothing-there",
    "river -closed", '"the bridge is" OR lodz', "-bridge", "window pwned", "towns river bridge",
)  # fmt: skip


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = make_repository(tmp_path_factory.mktemp("texts") / "work")
    made.write("registers/partners.yaml", BRIDGELAND)
    for name, text in TEXTS.items():
        made.record(name, text, title=f"On the {name}")
    made.save()
    return made


@pytest.fixture(scope="module")
def site(texts: Repository, tmp_path_factory: pytest.TempPathFactory) -> str:
    from archive.editions.build import build_edition

    build_edition(texts.workspace, "public")
    goal = tmp_path_factory.mktemp("copies") / "a site"
    written(texts, goal)
    return goal.as_uri()


def written(texts: Repository, goal: Path) -> None:
    """Publish in a thread of its own: in this one the browser's driver keeps a loop running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(publish, texts.workspace, "public", goal).result()


@pytest.fixture
def page(site: str, reader: Callable[..., Reader]) -> Iterator[Reader]:
    looking = reader()
    looking.page.goto(f"{site}/search/index.html")
    yield looking
    assert looking.complaints == []
    assert [url for url in looking.requests if not url.startswith(site)] == []


def folded(page: Reader, texts: list[str]) -> list[str]:
    found: list[str] = page.page.evaluate("(all) => all.map(archiveSearch.fold)", texts)
    return found


def test_the_fold_is_that_of_the_archive_for_every_character(page: Reader) -> None:
    every = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
        and not any(low < code < high for low, high in ALIKE)
    ]  # fmt: skip
    texts = [f"a{each}b 予{each}" for each in every]
    different = [
        (f"U+{ord(each):04X}", mine, theirs)
        for each, text, theirs in zip(every, texts, folded(page, texts), strict=True)
        if (mine := fold(text)) != theirs
    ]
    assert len(every) > 40_000
    assert different == []


def test_the_fold_is_that_of_the_archive_for_texts(page: Reader) -> None:
    parts = st.lists(
        st.one_of(
            st.text(max_size=6),
            st.sampled_from(
                ["e\u0301", "ß", "İ", "Σς", "ﬃ", "、", "予算", "총회", "\u200d", "ｶﾞ", " "]
            ),
        ),
        max_size=12,
    )
    texts = [
        text
        for text in ("".join(sample(parts)) for _ in range(400))
        if not any(unicodedata.category(each) in ("Cn", "Cs") for each in text)
    ]
    assert len(texts) > 100
    assert folded(page, texts) == [fold(text) for text in texts]


def sample(strategy: Any) -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return strategy.example()


def test_queries_are_read_as_the_archive_reads_them(page: Reader) -> None:
    for words in WORDS:
        theirs = page.page.evaluate("(words) => archiveSearch.terms(words)", words)
        assert [
            (" ".join(each["words"]), each["prefix"], each["excluded"], each["follows"])
            for each in theirs
        ] == [(each.words, each.prefix, each.excluded, each.alternative) for each in terms(words)]


_FIND = """async (words) => {
  await archiveSearch.begin();
  const { records, check } = await archiveSearch.find(archiveSearch.terms(words));
  const out = [];
  for (const each of records) if (!check || (await check(each))) out.push(each);
  return out;
}"""


@pytest.mark.parametrize("words", WORDS)
def test_it_finds_what_the_archive_finds(texts: Repository, page: Reader, words: str) -> None:
    with closing(open_archive(path_of(texts.workspace, "public"))) as conn:
        ids = [row[0] for row in conn.execute(
            "SELECT id FROM record WHERE NOT removed ORDER BY docid")]  # fmt: skip
        ours = [hit.id for hit in search(conn, words).hits]
    theirs = [ids[number] for number in page.page.evaluate(_FIND, words)]
    assert set(theirs) == set(ours)
    if not set(words) & set('"*-') and words.isascii():  # the same figures, so the same order
        assert theirs == ours


def test_results_are_shown_with_what_was_found(site: str, page: Reader) -> None:
    page.page.goto(f"{site}/search/index.html?q={quote('lodz bridge')}")
    page.page.locator(".hits li").first.wait_for()
    assert page.page.locator("#results [role=status]").inner_text() == "1 record, best first"
    assert page.page.locator(".hits mark").all_inner_texts() == ["bridge", "Łódź"]
    page.page.locator(".hits a").first.click()
    page.page.wait_for_url("**/records/bridge/index.html")


def test_what_is_called_so_stands_before_the_records(site: str, page: Reader) -> None:
    page.page.goto(f"{site}/search/index.html?q=bridge")
    page.page.locator(".hits li").first.wait_for()
    called = page.page.locator("#results > :first-child a")
    assert called.get_attribute("href").endswith("partners/bl/index.html")


def test_what_stands_in_a_text_is_only_words(site: str, page: Reader) -> None:
    page.page.goto(f"{site}/search/index.html?q=pwned")
    page.page.locator(".hits li").first.wait_for()
    assert "<script>window.pwned" in page.page.locator(".hits").inner_text()
    assert page.page.evaluate("window.pwned ?? null") is None


def test_it_searches_while_one_types_and_by_keyboard(page: Reader) -> None:
    page.page.locator("#q").focus()
    page.page.keyboard.type("brid")
    page.page.locator(".hits li").first.wait_for()
    assert page.page.locator(".hits li").count() == 3
    page.page.keyboard.press("Enter")
    page.page.get_by_text("No record holds this word.").wait_for()
    page.page.keyboard.press("Shift+Tab")
    assert page.page.evaluate("document.activeElement !== document.querySelector('#q')")


def test_one_searches_from_any_page(site: str, page: Reader) -> None:
    page.page.goto(f"{site}/records/bridge/index.html")
    page.page.locator("#quick").press_sequentially("bridge", delay=30)
    page.page.wait_for_timeout(300)  # nothing is asked of a server that is not there
    page.page.locator("#quick").fill("予算")
    page.page.keyboard.press("Enter")
    page.page.locator(".hits li").first.wait_for()
    assert page.page.locator("#q").input_value() == "予算"
    assert page.page.locator(".hits li").count() == 2


@pytest.mark.parametrize("path", ["index.html", "records/bridge/index.html", "copy/index.html",
                                  "search/index.html?q=bridge", "records/index.html"])  # fmt: skip
def test_its_pages_are_sound_and_accessible(
    site: str, reader: Callable[..., Reader], path: str
) -> None:
    for width, scheme in ((320, "light"), (1400, "dark")):
        looking = reader(width, scheme)
        looking.page.goto(f"{site}/{path}")
        looking.page.wait_for_timeout(200 if "?q=" in path else 0)
        assert looking.page.evaluate(_FITS)
        assert looking.complaints == []
        assert [url for url in looking.requests if not url.startswith(site)] == []
        assert found_by_axe(looking.page) == []


def test_without_scripts_the_search_page_says_where_to_go(
    site: str, reader: Callable[..., Reader]
) -> None:
    page = reader(scripts=False).page
    page.goto(f"{site}/search/index.html")
    assert "needs JavaScript" in page.inner_text("main")


def test_a_copy_with_a_part_missing_says_so(
    texts: Repository, tmp_path: Path, reader: Callable[..., Reader]
) -> None:
    written(texts, tmp_path / "site")
    for each in (tmp_path / "site" / "search" / "words").iterdir():
        each.unlink()
    page = reader().page
    page.goto(f"{(tmp_path / 'site').as_uri()}/search/index.html?q=bridge")
    page.get_by_text("A part of this copy is missing").wait_for()


def test_the_index_holds_no_word_of_removed_records(texts: Repository, site: str) -> None:
    with closing(sqlite3.connect(path_of(texts.workspace, "public"))) as conn:
        [[held]] = conn.execute("SELECT count(*) FROM record WHERE NOT removed").fetchall()
    about = Path(site.removeprefix("file://").replace("%20", " "), "search/about/0.js")
    assert f'"records":{held},' in about.read_text("utf-8")
