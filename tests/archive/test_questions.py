"""The questions: their files, how they are asked, and what they answer on a small archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from archive.errors import NotInArchive, UsageProblem
from archive.lookup import open_archive
from archive.questions import Answer, Column, Question, all_questions, answer, fill, get, parse
from tests.archive.by_hand import make

HEADER = "-- title: T\n-- description: D\n-- empty: Nothing.\n"


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    opened = open_archive(make(tmp_path_factory.mktemp("archive") / "archive.db"))
    yield opened
    opened.close()


def column(found: Answer, name: str) -> list[object]:
    return [row[found.columns.index(name)] for row in found.rows]


def by(found: Answer, *names: str) -> list[tuple[object, ...]]:
    return list(zip(*(column(found, name) for name in names), strict=True))


# -- the files ------------------------------------------------------------------------


@pytest.mark.parametrize("question", all_questions(), ids=lambda q: q.name)
def test_every_question_is_one_select_over_its_own_parameters(
    question: Question, conn: sqlite3.Connection
) -> None:
    bound = dict.fromkeys((param.name for param in question.params), "")
    conn.execute(question.sql, bound)  # raises where one is not declared
    for param in question.params:
        left = {name: text for name, text in bound.items() if name != param.name}
        with pytest.raises(sqlite3.ProgrammingError, match="binding"):
            conn.execute(question.sql, left)


@pytest.mark.parametrize("question", all_questions(), ids=lambda q: q.name)
def test_every_column_that_is_described_is_there(
    question: Question, conn: sqlite3.Connection
) -> None:
    bound = dict.fromkeys((param.name for param in question.params), "")
    there = {column[0] for column in conn.execute(question.sql, bound).description}
    assert {column.name for column in question.columns} <= there
    assert {column.of for column in question.columns if column.of} <= there


@pytest.mark.parametrize("question", all_questions(), ids=lambda q: q.name)
def test_datasette_reads_the_same_parameters(question: Question) -> None:
    utils = import_module("datasette.utils")
    utils.validate_sql_select(question.sql)
    assert set(utils.named_parameters(question.sql)) == {param.name for param in question.params}


@pytest.mark.parametrize("question", all_questions(), ids=lambda q: q.name)
def test_every_question_is_said_in_plain_words(question: Question) -> None:
    assert question.title
    assert question.description.endswith(".")
    assert question.empty.endswith(".")
    assert all(param.help for param in question.params)
    sentences = [question.empty, *(sentence for _, sentence in question.missing)]
    assert not any("{" in fill(sentence, {"status": "draft"}) for sentence in sentences)


@pytest.mark.parametrize("question", all_questions(), ids=lambda q: q.name)
def test_every_question_says_so_where_the_archive_is_empty(
    question: Question, tmp_path: Path
) -> None:
    from archive import schema

    empty = sqlite3.connect(tmp_path / "archive.db")
    schema.create(empty)
    bound = dict.fromkeys((param.name for param in question.params), "")
    assert empty.execute(question.sql, bound).fetchall() == []
    empty.close()


def test_a_header_is_read() -> None:
    text = (
        "-- title: A title\n-- description: Begins\n--   and goes on.\n"
        "-- param day day required: the day: any\n-- param region text = Asia: where\n"
        "-- param state text not before day one of a b, c: which\n"
        '-- column from: edtf\n-- column "what it says": value of "speaks of"\n'
        "-- empty: Nothing on {day}.\n-- missing head: No head.\nSELECT 1;\n"
    )
    found = parse("q", text)
    assert found.description == "Begins and goes on."
    assert found.params[2].not_before == "day"
    assert found.columns == (Column("from", "edtf"), Column("what it says", "value", "speaks of"))
    assert [(p.name, p.kind, p.default, p.required, p.choices) for p in found.params] == [
        ("day", "day", None, True, ()),
        ("region", "text", "Asia", False, ()),
        ("state", "text", None, False, ("a b", "c")),
    ]
    assert found.params[0].help == "the day: any"
    assert found.missing == (("head", "No head."),)
    assert found.sql == "SELECT 1"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "-- title: T\nSELECT 1",
        HEADER + "-- title: again\nSELECT 1",
        HEADER + "-- param day date: no such kind\nSELECT 1",
        HEADER + "-- remark: what is this\nSELECT 1",
        HEADER + "-- no colon here\nSELECT 1",
        HEADER + "-- column from: date\nSELECT 1",
        HEADER + "-- column says: value\nSELECT 1",
    ],
)
def test_a_malformed_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"q\.sql"):
        parse("q", text)


def test_a_slot_that_is_not_given_says_its_own_words() -> None:
    assert fill("On {day|any day} in {place}.", {"day": "", "place": "Seoul"}) == (
        "On any day in Seoul."
    )


# -- asking ---------------------------------------------------------------------------


def test_an_unknown_question_names_one_that_is_near() -> None:
    with pytest.raises(UsageProblem, match="secretariat-on"):
        get("secretariat-one")


def test_an_unknown_parameter_is_refused(conn: sqlite3.Connection) -> None:
    with pytest.raises(UsageProblem, match="it takes day, known_at"):
        answer(conn, "secretariat-on", {"date": "2022-03-15"})


def test_a_missing_value_is_refused(conn: sqlite3.Connection) -> None:
    with pytest.raises(UsageProblem, match="meeting is missing: add meeting="):
        answer(conn, "prepared-by", {"meeting": " "})


@pytest.mark.parametrize("day", ["2022-13", "2022-02-30", "yesterday", "2022-3-1"])
def test_what_is_no_day_is_refused(conn: sqlite3.Connection, day: str) -> None:
    with pytest.raises(UsageProblem, match="is no day"):
        answer(conn, "secretariat-on", {"day": day})


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2022-03", "2022-03 is a month: take one of its days, such as 2022-03-15"),
        ("2022", "2022 is a year: take one of its days, such as 2022-07-01"),
    ],
)
@pytest.mark.parametrize("name", ["secretariat-on", "partners-on", "partner-count-on"])
def test_a_month_or_a_year_is_told_to_take_a_day(
    conn: sqlite3.Connection, name: str, day: str, told: str
) -> None:
    with pytest.raises(UsageProblem, match=f"{name}: day {told}"):
        answer(conn, name, {"day": day})


@pytest.mark.parametrize(
    "days", [{"since": "2022-12-31", "until": "2022-07-01"}, {"since": "9000-01-01"}]
)
def test_days_in_the_wrong_order_are_refused(
    conn: sqlite3.Connection, days: dict[str, str]
) -> None:
    with pytest.raises(UsageProblem, match="give a later until or an earlier since"):
        answer(conn, "changes-between", days)


def test_one_day_is_in_order(conn: sqlite3.Connection) -> None:
    answer(conn, "changes-between", {"since": "2022-07-01", "until": "2022-07-01"})


def test_dates_are_said_in_words_and_kept_as_they_are(conn: sqlite3.Connection) -> None:
    found = answer(conn, "secretariat-on", {"day": "2022-03-15"})
    at = found.columns.index("what it says")
    assert found.rows[0][at] == "2017-12~/2022"
    assert found.in_words()[0][at] == "about December 2017 \N{EN DASH} 2022"
    others = [cell for place, cell in enumerate(found.rows[0]) if place != at]
    assert others == [cell for place, cell in enumerate(found.in_words()[0]) if place != at]


def test_only_values_that_are_dates_are_said_as_dates(conn: sqlite3.Connection) -> None:
    def says(**asked: str) -> list[object]:
        found = answer(conn, "claims-about", asked)
        return [row[found.columns.index("says")] for row in found.in_words()]

    assert says(subject="asemme6")[0] == "9\N{EN DASH}10 May 2017"
    assert "2008" in says(subject="som1-2016", property="participants")


def test_a_value_that_is_no_choice_is_refused(conn: sqlite3.Connection) -> None:
    with pytest.raises(UsageProblem, match="takes one of: planned, held, cancelled"):
        answer(conn, "meetings-of", {"state": "over"})


def test_an_id_that_the_archive_never_saw_is_no_empty_answer(conn: sqlite3.Connection) -> None:
    with pytest.raises(NotInArchive, match="did you mean asemme6"):
        answer(conn, "records-of", {"meeting": "asemm6"})


def test_a_commit_may_be_named_by_number_hash_or_day(conn: sqlite3.Connection) -> None:
    given = {"subject": "asemme6"}
    found = [
        answer(conn, "claims-about", given | {"known_at": text}).rows
        for text in ("1", "aaaa1111", "2024-01-31")
    ]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 1


def test_a_commit_that_is_not_there_is_no_empty_answer(conn: sqlite3.Connection) -> None:
    with pytest.raises(NotInArchive, match="is no commit"):
        answer(conn, "contradictions", {"known_at": "99"})


def test_an_answer_that_is_not_there_is_said(conn: sqlite3.Connection) -> None:
    found = answer(conn, "attendance", {"meeting": "asemme9"})
    assert found.rows == []
    assert found.said == "How many took part in asemme9 is not in the archive."


def test_an_answer_that_is_there_needs_no_words(conn: sqlite3.Connection) -> None:
    assert answer(conn, "attendance", {"meeting": "som1-2016"}).said is None


# -- answers --------------------------------------------------------------------------


def test_secretariat_where_sources_disagree(conn: sqlite3.Connection) -> None:
    found = answer(conn, "secretariat-on", {"day": "2022-03-15"})
    assert by(found, "host", "according to", "what it says", "held it that day") == [
        ("Belgium", "the register", "2017-12~/2022", "perhaps"),
        ("Belgium", "sheet", "2017-12~", "perhaps"),
        ("Belgium", "ae", "2021", "no"),
        ("Belgium", "aes-profile", "2022", "perhaps"),
        ("Italy", "the register", "2022-07/2026-12~", "not yet"),
        ("Italy", "deck#p20", "2022-07", "not yet"),
    ]


def test_secretariat_where_all_agree(conn: sqlite3.Connection) -> None:
    found = answer(conn, "secretariat-on", {"day": "2023-05-01"})
    assert set(by(found, "mandate", "held it that day")) == {("aes-italy", "yes")}


def test_secretariat_before_any_term(conn: sqlite3.Connection) -> None:
    found = answer(conn, "secretariat-on", {"day": "2000-01-01"})
    assert found.said == "Who held the secretariat on 2000-01-01 is not in the archive."


def test_partners_on_a_day(conn: sqlite3.Connection) -> None:
    found = answer(conn, "partners-on", {"day": "2007-01-01"})
    assert by(found, "id", "admitted", "attended", "certain") == [
        ("in", "yes", "", "yes"),
        ("kr", "", "yes", "yes"),
        ("be", "", "yes", "yes"),
        ("it", "", "yes", "yes"),
    ]


def test_partners_within_the_year_they_joined_are_uncertain(conn: sqlite3.Connection) -> None:
    found = answer(conn, "partners-on", {"day": "2014-06-01", "region": "europe"})
    assert by(found, "id", "certain") == [("be", "yes"), ("hr", "perhaps"), ("it", "yes")]


def test_partners_of_one_status(conn: sqlite3.Connection) -> None:
    found = answer(conn, "partners-on", {"day": "2007-01-01", "status": "admitted"})
    assert column(found, "id") == ["in"]


def test_partners_are_counted_by_region(conn: sqlite3.Connection) -> None:
    found = answer(conn, "partner-count-on", {"day": "2007-01-01"})
    assert by(found, "region", "partners", "admitted, not yet taken part") == [
        ("Asia", 1, 1),
        ("Europe", 2, 0),
        ("all regions", 3, 1),
    ]


def test_meetings_with_planned_and_held_dates_side_by_side(conn: sqlite3.Connection) -> None:
    found = answer(conn, "meetings-of", {"of": "asemme"})
    assert column(found, "meeting") == ["asemme6", "asemme9", "asemme10"]
    row = dict(zip(found.columns, found.rows[0], strict=True))
    assert row["planned for"] == "2017-05-09/2017-05-10 (letter-korea#p4)"
    assert row["held on"] == "2017-11-21/2017-11-22 (ib)"


def test_meetings_of_a_series_in_one_state(conn: sqlite3.Connection) -> None:
    found = answer(conn, "meetings-of", {"of": "ASEMME", "state": "planned"})
    assert column(found, "meeting") == ["asemme10"]


def test_what_prepared_a_meeting(conn: sqlite3.Connection) -> None:
    found = answer(conn, "prepared-by", {"meeting": "asemme6"})
    assert by(found, "step", "meeting", "according to") == [(1, "som1-2016", "the register")]


def test_attendance_holds_every_count(conn: sqlite3.Connection) -> None:
    found = answer(conn, "attendance", {"meeting": "som1-2016"})
    assert by(found, "who is counted", "how many", "according to") == [
        ("participants", "2008", "borneo"),
        ("participants", "96", "letter-korea#p2"),
        ("partners", "39", "letter-korea#p2"),
    ]


def test_chairs_of_a_group_and_their_number(conn: sqlite3.Connection) -> None:
    found = answer(conn, "chairs-on", {"body": "eg-a", "day": "2025-01-01"})
    assert by(found, "chair", "number of chairs", "certain") == [
        ("Korea", 2, "perhaps"),
        ("India", 2, "yes"),
    ]


def test_no_chair_before_the_group_itself(conn: sqlite3.Connection) -> None:
    found = answer(conn, "chairs-on", {"day": "2022-10-31"})
    assert found.said == "Who chaired any group on 2022-10-31 is not in the archive."


def test_groups_with_one_chair_only(conn: sqlite3.Connection) -> None:
    on = {day: answer(conn, "single-chair-groups", {"day": day}) for day in
          ("2023-01-01", "2025-01-01")}  # fmt: skip
    assert column(on["2023-01-01"], "body") == ["eg-a", "eg-b"]
    assert column(on["2025-01-01"], "body") == ["eg-b"]


def test_themes_in_order_with_their_levels(conn: sqlite3.Connection) -> None:
    found = answer(conn, "themes-on", {"day": "2020-01-01"})
    assert by(found, "theme", "level") == [("mobility", 1), ("balanced", 2), ("quality", 1)]


def test_themes_before_there_were_any(conn: sqlite3.Connection) -> None:
    assert answer(conn, "themes-on", {"day": "2011-04-30"}).rows == []


def test_records_of_a_meeting(conn: sqlite3.Connection) -> None:
    found = answer(conn, "records-of", {"meeting": "som1-2016"})
    assert by(found, "record", "kind", "versions") == [("letter-korea", "letter", 2)]


@pytest.mark.parametrize(
    "asked",
    [{}, {"from": "kr"}, {"from": "lee"}, {"to": "partners"}, {"from": "kr", "to": "partners"}],
)
def test_letters_by_either_end(conn: sqlite3.Connection, asked: dict[str, str]) -> None:
    found = answer(conn, "letters", asked)
    assert by(found, "record", "from", "for", "to") == [
        ("letter-korea", "Lee Young", "Korea", "partners")
    ]


def test_letters_from_someone_who_wrote_none(conn: sqlite3.Connection) -> None:
    found = answer(conn, "letters", {"from": "be"})
    assert found.said == "A letter from be to anyone is not in the archive."


def test_versions_tell_who_when_and_why(conn: sqlite3.Connection) -> None:
    found = answer(conn, "versions-of", {"record": "letter-korea"})
    assert by(found, "version", "saved", "saved by", "why", "kind of change") == [
        (1, "2024-01-10 12:00 +0200", "Ana", "Bring in the registers", "first version"),
        (2, "2024-06-01 12:00 +0200", "Ana", "Add the strategy's draft", "the text changed"),
    ]


def test_what_was_learned_and_what_happened_are_told_apart(conn: sqlite3.Connection) -> None:
    found = answer(conn, "changes-between", {"since": "2017-11-01", "until": "2017-11-30"})
    assert by(found, "how", "about", "what", "learned on") == [
        ("happened", "asemme6", "meeting held", "2024-06-01")
    ]
    found = answer(conn, "changes-between", {"since": "2024-06-01", "until": "2024-06-01"})
    assert by(found, "how", "about", "before") == [
        ("learned", "asemme6", "state planned, date 2017-05"),
        ("learned", "letter-korea", "Old title"),
    ]


def test_an_end_known_by_its_year_may_lie_between_the_days(conn: sqlite3.Connection) -> None:
    asked = {"since": "2022-03-01", "until": "2022-09-30", "how": "happened"}
    found = answer(conn, "changes-between", asked)
    assert by(found, "about", "what", "certain") == [
        ("aes-belgium", "term of the secretariat ends", "perhaps")
    ]


def test_contradictions_with_the_one_that_is_followed(conn: sqlite3.Connection) -> None:
    found = answer(conn, "contradictions", {"about": "aes-belgium"})
    assert by(found, "says", "the register follows it", "how they differ") == [
        ("2021", "", "sources disagree"),
        ("2022", "yes", "sources disagree"),
    ]


def test_a_plan_is_no_disagreement(conn: sqlite3.Connection) -> None:
    found = answer(conn, "contradictions", {"about": "asemme6"})
    assert set(column(found, "how they differ")) == {"plan and outcome differ"}


def test_contradictions_as_known_before_the_second_source(conn: sqlite3.Connection) -> None:
    assert answer(conn, "contradictions", {"about": "asemme6", "known_at": "1"}).rows == []


def test_gaps_stated_and_found(conn: sqlite3.Connection) -> None:
    found = answer(conn, "gaps", {"about": "asemme10"})
    assert by(found, "missing", "stated or found") == [("host", "stated"), ("place", "found")]


@pytest.mark.parametrize(
    ("about", "missing"),
    [
        ("asemme9", "records"),
        ("asemme6", "minutes"),
        ("aes-belgium", "head"),
        ("letter-korea", "date"),
        ("strategy-draft", "adoption"),
    ],
)
def test_gaps_of_every_sort(conn: sqlite3.Connection, about: str, missing: str) -> None:
    assert missing in column(answer(conn, "gaps", {"about": about}), "missing")


def test_a_draft_is_never_said_to_be_adopted(conn: sqlite3.Connection) -> None:
    found = answer(conn, "status-of", {"record": "strategy-draft"})
    assert by(found, "status", "had it that day") == [("draft", "yes")]
    assert found.said == (
        "That strategy-draft was adopted is not in the archive; its status there is draft."
    )


@pytest.mark.parametrize(("day", "held"), [("2017-11-20", "not yet"), ("2017-11-22", "yes")])
def test_adoption_dates_from_the_meeting_that_adopted(
    conn: sqlite3.Connection, day: str, held: str
) -> None:
    found = answer(conn, "status-of", {"record": "conclusions", "day": day})
    assert by(found, "status", "adopted by", "had it that day") == [("adopted", "asemme6", held)]
    assert found.said is None


@pytest.mark.parametrize(("day", "on"), [("2017-11-20", "2017-11-20"), ("", None)])
def test_a_status_says_of_which_day_it_speaks(
    conn: sqlite3.Connection, day: str, on: str | None
) -> None:
    found = answer(conn, "status-of", {"record": "conclusions", "day": day})
    today = conn.execute("SELECT date('now')").fetchone()[0]
    assert column(found, "on") == [on or today]


def test_a_status_is_as_the_archive_knew_it(conn: sqlite3.Connection) -> None:
    found = answer(conn, "status-of", {"record": "strategy-draft", "known_at": "1"})
    assert found.said == "The status of strategy-draft is not in the archive."


def test_heads_in_every_source(conn: sqlite3.Connection) -> None:
    found = answer(conn, "heads", {"mandate": "aes-italy"})
    assert by(found, "head", "according to") == [
        ("Luca Lantero", "the register"),
        ("Luca Lantero", "deck#p2"),
    ]


def test_a_term_without_a_head_says_so(conn: sqlite3.Connection) -> None:
    found = answer(conn, "heads", {"mandate": "aes-belgium"})
    assert found.said == (
        "Who headed the secretariat (aes-belgium, any day, any source) is not in the archive."
    )


def test_a_head_stands_once_for_each_source(conn: sqlite3.Connection) -> None:
    found = answer(conn, "heads", {"mandate": "aes-italy"})
    assert by(found, "id", "according to", "office as named there", "kind of statement") == [
        ("luca", "the register", None, None),
        ("luca", "deck#p2", "Head of the secretariat", "reported"),
    ]


def test_who_headed_it_by_one_source(conn: sqlite3.Connection) -> None:
    found = answer(conn, "heads", {"source": "deck"})
    assert by(found, "host", "head", "according to") == [("Italy", "Luca Lantero", "deck#p2")]


def test_a_source_that_names_no_head(conn: sqlite3.Connection) -> None:
    found = answer(conn, "heads", {"source": "letter-korea"})
    assert found.rows == []
    assert found.said == (
        "Who headed the secretariat (any term, any day, letter-korea) is not in the archive."
    )


def test_claims_about_one_property(conn: sqlite3.Connection) -> None:
    found = answer(conn, "claims-about", {"subject": "aes-belgium", "property": "end"})
    assert by(found, "says", "because") == [("2021", None), ("2022", "it leaves no gap")]


def test_events_of_something(conn: sqlite3.Connection) -> None:
    found = answer(conn, "events-of", {"subject": "letter-korea"})
    assert by(found, "what", "before", "after") == [
        ("record created", None, "Old title"),
        ("record title", "Old title", "Thanks of Korea"),
    ]
