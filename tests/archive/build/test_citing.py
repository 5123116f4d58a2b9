"""Citations in prose, led to the paragraph that they mean, or to none."""

from __future__ import annotations

import pytest

from archive.questions import answer
from archive.reading import citations_in, cited_by
from tests.archive.test_questions_built import opened
from tests.conftest import Repository

MEETINGS = """\
- {id: m5, body: ministers, title: Fifth, series: MM, number: 5, place: Riga, date: 2015-04-28}
- {id: m6, body: ministers, title: Sixth, series: MM, number: 6, place: Seoul, date: 2017-11-22}
- {id: som, body: officials, title: SOM, prepares: m6, date: 2016-11-10}
"""
CONCLUSIONS = "12. They agreed.\n\n13. They noted."


@pytest.fixture
def work(repository: Repository) -> Repository:
    repository.write("registers/meetings.yaml", MEETINGS)
    for record, meeting in (("c5", "m5"), ("c6", "m6")):
        title = f"Conclusions of {meeting.upper()}"
        more = f"meeting: {meeting}\n"
        repository.record(record, CONCLUSIONS, more=more, kind="decision", title=title)
    return repository


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("As paragraph 12 of the Riga conclusions asked, we met.", "c5#p12"),
        ("See Chair's Conclusion 13 of MM6.", None),  # not yet adopted when the officials met
        ("See CC 13.", "c5#p13"),
        ("See paragraph 99 of the Riga conclusions.", None),
    ],
)
def test_a_citation_leads_where_it_means(work: Repository, said: str, target: str | None) -> None:
    work.record("minutes", said, more="meeting: som\n", kind="minutes")
    work.save()
    work.build()
    assert work.rows("SELECT target FROM citation") == [(target,)]


def test_a_record_that_comes_later_settles_it(work: Repository) -> None:
    text = "See paragraph 3 of the Berlin conclusions."
    work.record("minutes", text, more="meeting: m6\n", kind="minutes")
    work.save()
    work.build()
    assert work.one("SELECT target FROM citation") is None
    berlin = "- {id: m1, body: ministers, title: First, place: Berlin, date: 2008}\n"
    work.write("registers/meetings.yaml", MEETINGS + berlin)
    work.record("c1", "3. They met.", more="meeting: m1\n", kind="decision", title="Conclusions")
    work.save()
    work.build()
    assert work.one("SELECT target FROM citation") == "c1#p3"


def test_the_document_is_here_and_the_paragraph_is_not(work: Repository) -> None:
    text = "See paragraph 99 of the Riga conclusions."
    work.record("minutes", text, more="meeting: som\n", kind="minutes")
    work.save()
    work.build()
    assert work.rows("SELECT document, target FROM citation") == [("c5", None)]
    with opened(work) as conn:
        found = answer(conn, "cited-but-missing", {"missing": "paragraph"})
    assert [row[2:5] for row in found.rows] == [(text[4:-1], "c5#p99", "paragraph")]


def test_a_record_of_any_kind_is_cited_by_its_id(work: Repository) -> None:
    work.record("minutes", "4. See a-letter#p12.", more="meeting: som\n", kind="minutes")
    work.save()
    work.build()
    assert work.one("SELECT document FROM citation") is None
    work.record("a-letter", "12. Dear Sirs.", kind="letter")
    work.save()
    work.build()
    assert work.one("SELECT target FROM citation") == "a-letter#p12"


def test_citations_are_read_from_both_ends(work: Repository) -> None:
    text = "4. See:\n\n   - paragraph 12 of the Riga conclusions;\n\n5. See CC 99 of MM5."
    work.record("minutes", text, more="meeting: som\n", kind="minutes")
    work.save()
    work.build()
    with opened(work) as conn:
        (one,) = citations_in(conn, "minutes", "p4")
        assert (one.document, one.target) == ("c5", "c5#p12")
        assert [each.target for each in citations_in(conn, "minutes")] == ["c5#p12", None]
        assert cited_by(conn, "c5", "p12") == [one]
        assert [each.number for each in cited_by(conn, "c5")] == [12, 99]
        assert cited_by(conn, "c5", "p13") == citations_in(conn, "nothing") == []
