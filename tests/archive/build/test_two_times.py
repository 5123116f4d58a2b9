"""What held in the world, and what the archive knew of it, are told apart."""

from __future__ import annotations

import json

from tests.conftest import Repository

MEETING = "- {{id: m1, body: b1, title: M, date: {date}, state: {state}}}\n"


def state_rows(repository: Repository) -> list[tuple[object, ...]]:
    return repository.rows(
        "SELECT date_edtf, state, recorded_from, recorded_to FROM meeting_state ORDER BY 3"
    )


def test_moved_meeting_keeps_what_was_known_before(repository: Repository) -> None:
    repository.write("registers/meetings.yaml", MEETING.format(date="2020-05", state="planned"))
    repository.save()
    repository.write("registers/meetings.yaml", MEETING.format(date="2020-11", state="held"))
    repository.save()
    repository.build()
    assert state_rows(repository) == [("2020-05", "planned", 1, 2), ("2020-11", "held", 2, None)]


def test_entry_that_leaves_its_register_is_no_longer_listed(repository: Repository) -> None:
    repository.write("registers/partners.yaml", "- {id: aa, name: A, region: R}\n")
    repository.save()
    repository.write("registers/partners.yaml", "")
    repository.save()
    repository.build()
    assert repository.rows("SELECT id, listed FROM partner") == [("aa", 0)]
    known = "SELECT recorded_from, recorded_to FROM entity_state WHERE type = 'partner'"
    assert repository.rows(known) == [(1, 2)]


def test_unreadable_register_changes_nothing(repository: Repository) -> None:
    repository.write("registers/partners.yaml", "- {id: aa, name: A, region: R}\n")
    repository.save()
    repository.write("registers/partners.yaml", "- [broken\n")
    repository.save()
    report = repository.build()
    assert repository.rows("SELECT id, listed FROM partner") == [("aa", 1)]
    assert [finding.code for finding in report.notices] == ["H007"]


def test_membership_is_half_open_and_knows_how_sure_it_is(repository: Repository) -> None:
    repository.write(
        "registers/partners.yaml",
        "- {id: aa, name: A, region: R, periods: [{status: attended, from: 2008, to: 2010-06}]}\n",
    )
    repository.save()
    repository.build()
    row = repository.rows("SELECT valid_from, surely_from, surely_to, valid_to FROM partner_period")
    assert row == [("2008-01-01", "2008-12-31", "2010-06-01", "2010-07-01")]


def test_new_chair_in_front_leaves_the_others_untouched(repository: Repository) -> None:
    one = "- {id: b1, name: B, kind: group, chairs: [{partner: aa}, {partner: bb}]}\n"
    two = (
        "- {id: b1, name: B, kind: group, chairs: [{partner: cc}, {partner: aa}, {partner: bb}]}\n"
    )
    repository.write("registers/bodies.yaml", one)
    repository.save()
    repository.write("registers/bodies.yaml", two)
    repository.save()
    repository.build()
    chairs = "SELECT partner, recorded_from, recorded_to FROM body_chair ORDER BY 1"
    assert repository.rows(chairs) == [("aa", 1, None), ("bb", 1, None), ("cc", 2, None)]


def test_adoption_follows_the_draft(repository: Repository) -> None:
    repository.record("a", more="status: draft\ndate: 2020-01-05\n")
    repository.save()
    repository.record("a", more="status: adopted\ndate: 2020-01-05\nadopted_on: 2020-03-01\n")
    repository.save()
    repository.build()
    rows = repository.rows(
        "SELECT n, status, valid_from, recorded_from, recorded_to FROM record_state ORDER BY n"
    )
    assert rows == [
        (1, "draft", "2020-01-05", 1, None),
        (2, "adopted", "2020-03-01", 2, None),
    ]


def test_step_back_of_a_status_is_a_correction(repository: Repository) -> None:
    repository.record("a", more="status: adopted\nadopted_on: 2020-03-01\n")
    repository.save()
    repository.record("a", more="status: draft\n")
    repository.save()
    repository.build()
    rows = repository.rows(
        "SELECT n, status, recorded_from, recorded_to FROM record_state ORDER BY recorded_from"
    )
    assert rows == [(1, "adopted", 1, 2), (1, "draft", 2, None)]


def test_status_never_takes_its_day_from_a_commit(repository: Repository) -> None:
    repository.record("a", more="status: final\n")
    repository.save()
    repository.build()
    assert repository.one("SELECT valid_from FROM record_state") is None


def test_claim_that_is_withdrawn_stays_known(repository: Repository) -> None:
    claim = "claims:\n  - {about: m1, property: date, value: 2020-05, kind: planned}\n"
    repository.record("a", more=claim)
    repository.save()
    repository.record("a")
    repository.save()
    repository.build()
    rows = repository.rows("SELECT value, recorded_from, recorded_to FROM claim")
    assert rows == [("2020-05", 1, 2)]


def test_plan_and_outcome_differ(repository: Repository) -> None:
    repository.record(
        "a", more="claims:\n  - {about: m1, property: date, value: 2017-05, kind: planned}\n"
    )
    repository.record(
        "b", more="claims:\n  - {about: m1, property: date, value: 2017-11, kind: held}\n"
    )
    repository.save()
    repository.build()
    rows = repository.rows("SELECT value_a, value_b, nature FROM contradiction")
    assert rows == [("2017-05", "2017-11", "plan and outcome differ")]


def test_coarser_date_only_differs_in_precision(repository: Repository) -> None:
    for record, value in (("a", "2017-05-09"), ("b", "2017-05-09/2017-05-10")):
        claim = f"claims:\n  - {{about: m1, property: date, value: {value}}}\n"
        repository.record(record, more=claim)
    repository.save()
    repository.build()
    assert repository.one("SELECT nature FROM contradiction") == "precision differs"


def test_count_is_not_read_as_a_year(repository: Repository) -> None:
    repository.record("a", more="claims:\n  - {about: m1, property: participants, value: 1996}\n")
    repository.save()
    repository.build()
    assert repository.one("SELECT value_from FROM claim") is None


def test_events_are_numbered_in_the_order_of_learning(repository: Repository) -> None:
    repository.record("a", title="One")
    repository.save()
    repository.record("a", title="Two")
    repository.save()
    repository.build()
    rows = repository.rows(
        "SELECT seq, kind, old, new, recorded_seq FROM event WHERE subject = 'a' ORDER BY seq"
    )
    assert [row[1:] for row in rows] == [
        ("record.created", None, "One", 1),
        ("record.status", None, "final", 1),
        ("record.metadata", "1", "2", 2),
        ("record.title", "One", "Two", 2),
    ]


def test_changed_text_and_place_are_events(repository: Repository) -> None:
    place = repository.record("a", "One.")
    repository.save()
    place.unlink()
    repository.record("a", "Two.", path="b.md")
    repository.save()
    repository.build()
    rows = repository.rows("SELECT kind, old, new FROM event WHERE recorded_seq = 2 ORDER BY seq")
    assert rows == [
        ("record.text", "1", "2"),
        ("record.renamed", "records/a.md", "records/b.md"),
    ]


def test_renamed_partner_is_an_event(repository: Repository) -> None:
    for name in ("Holland", "Netherlands"):
        repository.write("registers/partners.yaml", f"- {{id: nl, name: {name}, region: E}}\n")
        repository.save()
    repository.build()
    ((old, new),) = repository.rows("SELECT old, new FROM event WHERE kind = 'partner.changed'")
    assert (json.loads(str(old)), json.loads(str(new))) == (
        {"name": "Holland"},
        {"name": "Netherlands"},
    )


def test_id_that_no_register_has_is_kept_and_marked(repository: Repository) -> None:
    repository.record("a", more="meeting: nowhere\n")
    repository.save()
    repository.build()
    assert repository.rows("SELECT id, listed FROM meeting") == [("nowhere", 0)]


def test_id_that_its_register_gains_later_is_listed(repository: Repository) -> None:
    repository.record("a", more="meeting: m1\n")
    repository.save()
    repository.build()
    repository.write("registers/meetings.yaml", MEETING.format(date="2020", state="held"))
    repository.save()
    repository.build()
    assert repository.rows("SELECT id, name, listed FROM meeting") == [("m1", "M", 1)]


def test_tables_are_strict_and_their_keys_hold(repository: Repository) -> None:
    repository.record("a", more="meeting: nowhere\nfrom: {partner: zz}\n")
    repository.save()
    repository.build()
    assert repository.rows("PRAGMA foreign_key_check") == []
    loose = (
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0"
    )
    names = {str(row[0]) for row in repository.rows(loose)}
    assert {n for n in names if not n.startswith(("sqlite_", "_sqlite", "search"))} == set()


def test_pages_of_the_archive_are_large(repository: Repository) -> None:
    repository.save()
    repository.build()
    assert repository.one("PRAGMA page_size") == 16384


def test_term_is_called_by_its_host_and_time(repository: Repository) -> None:
    term = "- {id: t1, host: aa, from: 2013-10-01, to: 2017}\n"
    repository.write("registers/mandates.yaml", term)
    repository.save()
    repository.build()
    repository.write("registers/partners.yaml", "- {id: aa, name: Aland, region: N}\n")
    repository.save()
    repository.build()
    assert repository.one("SELECT name FROM mandate") == "Aland, 1 October 2013 to 2017"
