"""Every fault that a secretary may make is found, with its code and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.check import check
from archive.findings import CODES, Finding, worst
from tests.conftest import Repository

MEETINGS = "- {id: m1, body: b1, title: First}\n- {id: m2, body: b1, title: Second}\n"


@pytest.fixture
def sound(repository: Repository) -> Repository:
    """A workspace without any finding."""
    repository.write("registers/bodies.yaml", "- {id: b1, name: Board, kind: board}\n")
    repository.write("registers/partners.yaml", "- {id: aa, name: Aland, region: North}\n")
    repository.write("registers/meetings.yaml", MEETINGS)
    return repository


def found(repository: Repository, code: str) -> list[Finding]:
    return [f for f in check(repository.workspace) if f.code == code]


def lines(repository: Repository, code: str) -> list[tuple[str, int]]:
    return [(f.path, f.line) for f in found(repository, code)]


def test_sound_workspace_has_no_finding(sound: Repository) -> None:
    sound.record("a", "1. One\n\n2. Two", more="meeting: m1\ncites: ['a#p2']\n")
    assert check(sound.workspace) == []


def test_r001_not_utf8(sound: Repository) -> None:
    sound.write("a.md", b"---\nid: a\nkind: note\ntitle: caf\xe9\n---\n")
    assert lines(sound, "R001") == [("records/a.md", 4)]


def test_r002_file_without_front_matter(sound: Repository) -> None:
    sound.write("a.md", "Just words.\n")
    assert lines(sound, "R002") == [("records/a.md", 1)]


def test_r002_front_matter_without_end(sound: Repository) -> None:
    sound.write("a.md", "---\nid: a\nkind: note\ntitle: A\nWords.\n")
    (said,) = found(sound, "R002")
    assert "has no second line ---" in said.message


def test_r002_register_of_no_known_name(sound: Repository) -> None:
    sound.write("registers/partner.yaml", "[]\n")
    assert "partners" in found(sound, "R002")[0].message


def test_r003_bad_yaml_in_a_record(sound: Repository) -> None:
    sound.write("a.md", "---\nid: a\nkind: note\ntitle: [open\n---\n")
    assert lines(sound, "R003")[0][0] == "records/a.md"


def test_r003_bad_yaml_in_a_register_names_the_line(sound: Repository) -> None:
    sound.write("registers/partners.yaml", "- id: aa\n  name: A\n   region: R\n")
    assert lines(sound, "R003") == [("records/registers/partners.yaml", 3)]


def test_r004_unknown_field_suggests_the_near_one(sound: Repository) -> None:
    sound.record("a", more="langauge: en\n")
    (finding,) = found(sound, "R004")
    assert (finding.line, "`language`" in finding.message) == (5, True)


def test_r004_reaches_into_nested_values(sound: Repository) -> None:
    sound.record(
        "a", more="claims:\n  - about: m1\n    property: date\n    value: 2020\n    who: x\n"
    )
    assert lines(sound, "R004") == [("records/a.md", 9)]


def test_r005_wrong_value_lists_what_it_takes(sound: Repository) -> None:
    sound.record("a", more="status: done\n")
    assert "draft, final, adopted" in found(sound, "R005")[0].message


@pytest.mark.parametrize("date", ["2017-02-30", "9 May 2017", "2017-5-9", "May", "2017-02-29"])
def test_r006_bad_date(sound: Repository, date: str) -> None:
    sound.record("a", more=f"date: {date}\n")
    assert lines(sound, "R006") == [("records/a.md", 5)]


def test_r006_claimed_date(sound: Repository) -> None:
    sound.record("a", more="claims:\n  - {about: m1, property: date, value: soon}\n")
    assert lines(sound, "R006") == [("records/a.md", 6)]


def test_r007_missing_field(sound: Repository) -> None:
    sound.write("a.md", "---\nid: a\ntitle: A\n---\n")
    assert "`kind`" in found(sound, "R007")[0].message


def test_r008_missing_title(sound: Repository) -> None:
    sound.write("a.md", "---\nid: a\nkind: note\n---\n")
    assert len(found(sound, "R008")) == 1


def test_r009_two_records_with_one_id(sound: Repository) -> None:
    sound.record("a", path="x.md")
    sound.record("a", path="y.md")
    assert lines(sound, "R009") == [("records/y.md", 2)]


def test_r009_record_with_the_id_of_a_partner(sound: Repository) -> None:
    sound.record("aa")
    assert "partner" in found(sound, "R009")[0].message


def test_r009_theme_with_the_id_of_a_meeting(sound: Repository) -> None:
    sound.write(
        "registers/themes.yaml", "- {id: l, name: L, kind: k, items: [{id: m1, label: X}]}\n"
    )
    assert len(found(sound, "R009")) == 1


def test_r010_unknown_id_suggests_the_near_one(sound: Repository) -> None:
    sound.record("a", more="meeting: m11\n")
    (finding,) = found(sound, "R010")
    assert (finding.line, "did you mean `m1`" in finding.message) == (5, True)


def test_r010_id_of_the_wrong_sort(sound: Repository) -> None:
    sound.record("a", more="meeting: aa\n")
    assert "is a partner" in found(sound, "R010")[0].message


def test_r010_names_the_register_that_is_gone(sound: Repository) -> None:
    sound.record("a", more="retention: permanent\n")
    assert "there is no records/registers/retention.yaml" in found(sound, "R010")[0].message


def test_r004_suggests_no_field_that_is_there(sound: Repository) -> None:
    sound.record("a", more="titel: A\n")
    assert "`title`" not in found(sound, "R004")[0].message


def test_r006_says_its_remedy_once(sound: Repository) -> None:
    sound.record("a", more="date: soon\n")
    assert found(sound, "R006")[0].line_of_text().count("2017-05-09/") == 1


def test_r010_group_is_an_addressee(sound: Repository) -> None:
    sound.record("a", more="to: [partners]\n")
    assert found(sound, "R010") == []


def test_r011_broken_anchor(sound: Repository) -> None:
    sound.record("a", "One.\n\nTwo.")
    sound.record("b", more="cites: ['a#p3']\n")
    assert "p1 to p2" in found(sound, "R011")[0].message


def test_r011_own_broken_anchor(sound: Repository) -> None:
    sound.record("a", more="claims:\n  - {about: m1, property: place, value: X, at: p9}\n")
    assert lines(sound, "R011") == [("records/a.md", 6)]


def test_r011_broken_anchor_in_marks(sound: Repository) -> None:
    sound.record("a", '{.decision supersedes="a#p7"}\n59. Agreed.')
    assert lines(sound, "R011") == [("records/a.md", 6)]


def test_r012_circle_of_meetings_is_said_once(sound: Repository) -> None:
    sound.write(
        "registers/meetings.yaml",
        "- {id: m1, body: b1, title: A, prepares: m2}\n"
        "- {id: m2, body: b1, title: B, prepares: m1}\n",
    )
    assert "m1 → m2 → m1" in found(sound, "R012")[0].message
    assert len(found(sound, "R012")) == 1


def test_r012_circle_of_records(sound: Repository) -> None:
    sound.record("a", more="supersedes: b\n")
    sound.record("b", more="supersedes: a\n")
    assert len(found(sound, "R012")) == 1


def test_r013_record_that_supersedes_itself(sound: Repository) -> None:
    sound.record("a", more="supersedes: a\n")
    assert len(found(sound, "R013")) == 1


def test_r014_meeting_that_prepares_itself(sound: Repository) -> None:
    sound.write("registers/meetings.yaml", "- {id: m1, body: b1, title: A, prepares: m1}\n")
    assert lines(sound, "R014") == [("records/registers/meetings.yaml", 1)]


def test_r015_term_that_ends_before_it_starts(sound: Repository) -> None:
    sound.write("registers/mandates.yaml", "- id: t1\n  host: aa\n  from: 2020\n  to: 2019\n")
    assert lines(sound, "R015") == [("records/registers/mandates.yaml", 4)]


def test_r015_range_that_ends_before_it_starts(sound: Repository) -> None:
    sound.record("a", more="date: 2020-05-02/2020-05-01\n")
    assert len(found(sound, "R015")) == 1


def test_r016_terms_that_overlap(sound: Repository) -> None:
    sound.write(
        "registers/mandates.yaml",
        "- {id: t1, host: aa, from: 2009, to: 2014-06}\n- {id: t2, host: aa, from: 2013-01-01}\n",
    )
    assert "`t1` and `t2`" in found(sound, "R016")[0].message


def test_r016_terms_that_meet_within_a_year_do_not_overlap(sound: Repository) -> None:
    sound.write(
        "registers/mandates.yaml",
        "- {id: t1, host: aa, from: 2009, to: 2013}\n- {id: t2, host: aa, from: 2013-10-01}\n",
    )
    assert found(sound, "R016") == []


@pytest.mark.parametrize(("begins", "overlap"), [("2017-06-30", False), ("2017-06-29", True)])
def test_the_day_on_which_one_hands_over_belongs_to_both(
    sound: Repository, begins: str, overlap: bool
) -> None:
    sound.write(
        "registers/mandates.yaml",
        "- {id: t1, host: be, from: 2012-01-01, to: 2017-06-30}\n"
        f"- {{id: t2, host: it, from: {begins}}}\n",
    )
    assert bool(found(sound, "R016")) is overlap


def test_r017_marks_that_were_read_as_text(sound: Repository) -> None:
    sound.record("a", "{.decision supersedes=a#p1}\n59. Agreed.")
    assert lines(sound, "R017") == [("records/a.md", 6)]


def test_r018_original_that_is_not_there(sound: Repository) -> None:
    sound.record("a", more="original: scan.pdf\n")
    assert lines(sound, "R018") == [("records/a.md", 5)]


def test_r019_stray_file(sound: Repository) -> None:
    sound.write("scan.pdf", b"%PDF")
    assert lines(sound, "R019") == [("records/scan.pdf", 0)]


def test_r019_not_of_the_logo_of_the_process(sound: Repository) -> None:
    sound.write("registers/logo.svg", b"<svg/>")
    assert lines(sound, "R019") == []


def test_r020_windows_line_ends_are_only_noted(sound: Repository) -> None:
    sound.write("a.md", b"---\r\nid: a\r\nkind: note\r\ntitle: A\r\n---\r\nOne.\r\n")
    assert [f.severity for f in check(sound.workspace)] == ["note"]


def test_r021_text_over_the_limit(sound: Repository) -> None:
    sound.record("a", "x" * (5 * 1024 * 1024))
    assert len(found(sound, "R021")) == 1


def test_r022_field_given_twice(sound: Repository) -> None:
    sound.write("a.md", "---\nid: a\nkind: note\ntitle: A\ntitle: B\n---\n")
    assert lines(sound, "R022") == [("records/a.md", 5)]


def test_r023_paragraph_number_that_comes_again(sound: Repository) -> None:
    sound.record("a", "1. One\n\nBetween.\n\n1. Again")
    assert "#p1-2" in found(sound, "R023")[0].message


def test_r024_unknown_kind(sound: Repository) -> None:
    sound.record("a", kind="memo")
    assert len(found(sound, "R024")) == 1


def test_r024_kind_that_the_process_adds(sound: Repository) -> None:
    sound.write("registers/process.yaml", "name: P\nkinds: {memo: Memo}\n")
    sound.record("a", kind="memo")
    assert found(sound, "R024") == []


def test_r025_adopted_but_not_when(sound: Repository) -> None:
    sound.record("a", more="status: adopted\n")
    assert [f.severity for f in found(sound, "R025")] == ["warning"]


def test_r026_followed_claim_that_nobody_makes(sound: Repository) -> None:
    sound.write("registers/sources.yaml", "- {id: s1, title: S}\n")
    sound.write(
        "registers/meetings.yaml",
        "- id: m1\n  body: b1\n  title: A\n  date: 2020-05\n  follows:\n"
        "    - {property: date, source: s1, because: It was there.}\n",
    )
    assert lines(sound, "R026") == [("records/registers/meetings.yaml", 6)]


def test_r026_followed_claim_with_another_value(sound: Repository) -> None:
    sound.write("registers/sources.yaml", "- {id: s1, title: S}\n")
    sound.write(
        "registers/meetings.yaml",
        "- id: m1\n  body: b1\n  title: A\n  date: 2020-05\n"
        "  claims: [{property: date, value: 2020-06, source: s1}]\n"
        "  follows: [{property: date, source: s1, because: It was there.}]\n",
    )
    assert "2020-06" in found(sound, "R026")[0].message


def test_r027_closed_without_ground(sound: Repository) -> None:
    sound.record("a", more="access: secretariat\n")
    assert len(found(sound, "R027")) == 1


@pytest.mark.parametrize("name", ["a:b.md", "con.md", "what?.md"])
def test_r028_name_that_windows_cannot_hold(sound: Repository, name: str) -> None:
    sound.record("a", path=name)
    assert len(found(sound, "R028")) == 1


def test_r028_names_that_differ_in_case_alone(sound: Repository) -> None:
    sound.record("a", path="x.md")
    sound.record("b", path="X.md")
    assert len(found(sound, "R028")) == 1


def test_r044_name_with_a_percent_sign(sound: Repository) -> None:
    sound.write("100% a.pdf", "words")
    sound.record("a", more='original: "100% a.pdf"\n')
    sound.record("b", path="100% b.md")  # goes into the bundle, and into no list
    assert [each.path for each in found(sound, "R044")] == ["records/100% a.pdf"]


@pytest.mark.parametrize("original", ["../../secret.txt", "/etc/passwd", "..\\x.pdf"])
def test_r029_original_outside_its_folder(sound: Repository, original: str) -> None:
    sound.record("a", path="sub/a.md", more=f"original: '{original}'\n")
    assert len(found(sound, "R029")) == 1


def test_r030_nesting_without_end_is_refused_at_once(sound: Repository) -> None:
    sound.record("a", more="note: " + "[" * 20_000 + "\n")
    assert len(found(sound, "R030")) == 1


def test_r030_aliases_are_refused(sound: Repository) -> None:
    sound.record("a", more="note: &n x\nsummary: *n\n")
    assert len(found(sound, "R030")) == 1


def test_r031_no_process_register(sound: Repository) -> None:
    (sound.root / "records" / "registers" / "process.yaml").unlink()
    assert len(found(sound, "R031")) == 1


def test_r032_id_that_changed_since_the_last_save(sound: Repository) -> None:
    sound.record("a", path="x.md")
    sound.save()
    sound.build()
    sound.record("b", path="x.md")
    assert "`a`" in found(sound, "R032")[0].message


def test_r033_words_of_the_draft_that_still_stand(sound: Repository) -> None:
    sound.record("a", "Dear ...,\n\nThe text of the letter, word by word.", kind="letter")
    assert lines(sound, "R033") == [("records/a.md", 8)]


def test_r009_names_the_other_file(sound: Repository) -> None:
    sound.record("a", path="x.md")
    sound.record("a", path="y.md")
    assert "records/x.md" in found(sound, "R009")[0].message


def test_date_with_slashes_is_not_called_a_range(sound: Repository) -> None:
    sound.record("a", more="date: 9/5/2017\n")
    assert "which number is the day" in found(sound, "R006")[0].message


def test_text_where_fields_belong_is_told_by_an_example(sound: Repository) -> None:
    sound.record("a", more="from: Maria Sample\n")
    assert "`from` has fields of its own, such as `person`" in found(sound, "R005")[0].message


def test_colon_in_a_value_is_told_plainly(sound: Repository) -> None:
    sound.record("a", title="Letter from Munich: a greeting")
    assert "quotes" in found(sound, "R003")[0].message


def test_lock_file_of_an_open_document_is_no_stray(sound: Repository) -> None:
    sound.write("~$letter.docx", b"x")
    assert check(sound.workspace) == []


def test_h005_cut_off_history_is_told(sound: Repository, tmp_path: Path) -> None:
    for n in range(2):
        sound.record("a", str(n))
        sound.save()
    copy = Repository(tmp_path / "copy")
    words = ("clone", "-q", "--depth", "1", sound.root.as_uri(), str(copy.root))
    sound.git.execute(["git", *words])
    assert [f.code for f in check(copy.workspace)] == ["H005"]


def test_norway_is_no_boolean(sound: Repository) -> None:
    sound.write("registers/partners.yaml", "- {id: no, name: Norway, region: North}\n")
    sound.record("a", more="from: {partner: no}\n")
    assert check(sound.workspace) == []


def test_only_asked_paths_are_told(sound: Repository) -> None:
    sound.record("a", more="status: done\n", path="one/a.md")
    sound.record("b", more="status: done\n", path="two/b.md")
    assert {f.path for f in check(sound.workspace, ["records/one"])} == {"records/one/a.md"}


def test_link_out_of_the_workspace_is_not_followed(sound: Repository) -> None:
    (sound.root.parent / "outside.md").write_text("---\nid: o\n---\n", encoding="utf-8")
    try:
        (sound.root / "records" / "o.md").symlink_to(sound.root.parent / "outside.md")
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert check(sound.workspace) == []


def test_every_code_has_a_severity_and_a_remedy() -> None:
    assert all(code.remedy and code.title for code in CODES.values())


def test_worst_is_the_gravest() -> None:
    findings = [Finding("a", 0, code, "") for code in ("R020", "R016")]
    assert worst(findings) == "warning"
