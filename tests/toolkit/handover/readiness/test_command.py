"""`handover readiness` at the terminal, in a pipe, for machines, and as a page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import Result

from archive.readiness import HEADINGS
from tests.archive.readiness.workspaces import in_order, wanting
from tests.toolkit.steps import run_in
from toolkit.layout import text_width


@pytest.fixture(scope="session")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wanting(tmp_path_factory.mktemp("bad") / "work").root


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_order(tmp_path_factory.mktemp("good") / "work").root


def ask(root: Path, *words: str) -> Result:
    return run_in(root, "handover", "readiness", *words)


@pytest.fixture(scope="session")
def told(bad: Path) -> dict[str, object]:
    made: dict[str, object] = json.loads(ask(bad, "--json").stdout)
    return made


def test_machines_get_a_stable_shape(told: dict[str, object]) -> None:
    assert told["format"] == "secretariat-readiness/1"
    assert set(told) == {
        "format", "process", "day", "head", "score", "made_up", "headings", "by_meeting",
        "by_year", "records_without_year", "findings_without_year",
    }  # fmt: skip
    headings = told["headings"]
    assert isinstance(headings, list)
    assert [each["id"] for each in headings] == list(HEADINGS)
    assert set(headings[0]) == {
        "id", "title", "score", "weight", "judged", "in_order", "named", "lost", "reckoning",
        "full", "findings",
    }  # fmt: skip
    assert set(headings[0]["findings"][0]) == {
        "path", "line", "code", "message", "subject", "severity", "title", "remedy", "page", "do",
        "cost", "about", "meeting", "year",
    }  # fmt: skip


def test_of_one_heading_no_mean_is_told(bad: Path) -> None:
    told = json.loads(ask(bad, "--only", "minutes", "--json").stdout)
    assert told["made_up"] == "The score of the one heading that was judged."


def test_the_overall_score_follows_from_what_is_printed(told: dict[str, object]) -> None:
    headings = told["headings"]
    assert isinstance(headings, list)
    scored = [each for each in headings if each["score"] is not None]
    total = sum(each["score"] * each["weight"] for each in scored)
    assert told["score"] == total // sum(each["weight"] for each in scored)


def test_a_pipe_gets_every_finding_on_a_line_of_its_own(bad: Path, told: dict[str, object]) -> None:
    lines = ask(bad).stdout.splitlines()
    headings = told["headings"]
    assert isinstance(headings, list)
    found = [line for line in lines if re.match(r"\S+(:\d+)?: G\d{3} (error|warning|note): ", line)]
    assert len(found) == sum(len(each["findings"]) for each in headings)
    assert lines[0].startswith(f"overall: {told['score']}; ")


@pytest.mark.parametrize("width", [30, 60, 100, 160])
def test_a_terminal_gets_bars_that_fit(
    bad: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = ask(bad).stdout.splitlines()
    scores = [line for line in lines if "█" in line or "░" in line]
    assert len(scores) > 10
    assert all(text_width(line) <= width for line in scores)


def test_a_terminal_gets_a_few_findings_of_each_heading(
    bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    few, every = ask(bad).stdout, ask(bad, "--all").stdout
    assert "more: secretariat handover readiness --only" in few
    assert "more: secretariat handover readiness" not in every
    assert len(every) > len(few)


def test_only_some_headings_are_judged(bad: Path) -> None:
    told = json.loads(ask(bad, "--only", "letters", "--only", "minutes", "--json").stdout)
    assert [each["id"] for each in told["headings"]] == ["minutes", "letters"]


def test_an_unknown_heading_is_a_mistake_of_use(bad: Path) -> None:
    done = ask(bad, "--only", "leters")
    assert done.exit_code == 2
    assert "did you mean letters?" in done.stderr


@pytest.mark.parametrize(("least", "code"), [("0", 0), ("100", 1)])
def test_a_score_below_the_least_fails(bad: Path, least: str, code: int) -> None:
    assert ask(bad, "--fail-under", least).exit_code == code


def test_where_nothing_can_be_judged_nothing_fails(good: Path) -> None:
    assert ask(good, "--only", "retention", "--fail-under", "100").exit_code == 0


def test_nothing_is_changed_by_it(good: Path) -> None:
    before = {path: path.read_bytes() for path in (good / "records").rglob("*.*") if path.is_file()}
    ask(good)
    assert before == {path: path.read_bytes() for path in before}
    assert run_in(good, "status").stdout.startswith("Nothing has changed since the last save.")


# -- the page -------------------------------------------------------------------------


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="session")
def page(bad: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    goal = tmp_path_factory.mktemp("page") / "ready.html"
    assert ask(bad, "--html", str(goal)).exit_code == 0
    return goal.read_text(encoding="utf-8")


def test_the_page_says_whom_it_is_for(page: str) -> None:
    assert "For the secretariat: it names what is closed." in page


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(page: str) -> None:
    parsed = _Page()
    parsed.feed(page)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {
        tag for tag, _ in parsed.tags
    }
    named = {value for _, attrs in parsed.tags for name, value in attrs.items()
             if name in ("src", "href", "action", "srcset") and value}  # fmt: skip
    assert all(value.startswith("#") for value in named)
    assert not any(name.startswith("on") for _, attrs in parsed.tags for name in attrs)
    assert "url(" not in page
    assert "@import" not in page


def test_links_within_the_page_lead_somewhere(page: str) -> None:
    parsed = _Page()
    parsed.feed(page)
    ids = {attrs.get("id") for _, attrs in parsed.tags}
    targets = {str(attrs["href"])[1:] for tag, attrs in parsed.tags if tag == "a"}
    assert targets
    assert targets <= ids


def test_every_chart_is_hidden_from_readers_and_a_table_says_it(page: str) -> None:
    charts = re.findall(r"<figure>.*?</figure>\n<table", page, re.DOTALL)
    assert len(charts) == 2
    assert all('aria-hidden="true"' in chart for chart in charts)


def test_what_records_say_is_no_markup(bad: Path, tmp_path: Path) -> None:
    goal = tmp_path / "ready.html"
    record = bad / "records" / "hostile.md"
    text = '---\nid: hostile\nkind: note\ntitle: <script>x</script> & "y"\nstatus: draft\n---\nA.\n'
    record.write_text(text, encoding="utf-8")
    try:
        ask(bad, "--html", str(goal))
    finally:
        record.unlink()
    page = goal.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;x&lt;/script&gt; &amp; &quot;y&quot;" in page


def test_a_page_of_ours_is_written_anew_and_another_file_is_left(
    good: Path, tmp_path: Path
) -> None:
    goal = tmp_path / "ready.html"
    for _ in range(2):
        assert ask(good, "--html", str(goal)).exit_code == 0
    goal.write_text("mine", encoding="utf-8")
    done = ask(good, "--html", str(goal))
    assert done.exit_code == 2
    assert goal.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [goal]


def test_a_page_that_cannot_be_written_is_said_in_a_line(good: Path, tmp_path: Path) -> None:
    done = ask(good, "--html", str(tmp_path / "no" / "ready.html"))
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
