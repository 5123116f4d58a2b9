"""Headers in every form, and what their values mean."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dialect import Foreign, is_template
from archive.profiles import BadProfile, Profile, built_in, load, parse, values
from archive.profiles.header import find, read_fields
from archive.profiles.model import DATE_FORMS

HERE = Path("/nowhere")

HEADERS = [
    "---\nnumber: 7\ntitle: A title\n---\nBody\n",
    "Number: 7\nTitle: A title\n\nBody\n",
    "```\nNumber: 7\nTitle: A title\n```\nBody\n",
    "<pre>\n  Number: 7\n  Title: A title\n</pre>\nBody\n",
    "## Preamble\n\n    Number: 7\n    Title: A\n           title\n\nBody\n",
    "- Number: 7\n- Title: A title\n\nBody\n",
]


@pytest.mark.parametrize("text", HEADERS)
def test_a_header_is_found_in_every_form(text: str) -> None:
    found = find(text, "auto")
    assert found.front is not None
    fields, wrong = read_fields(found.front, found.form)
    said = {name: " ".join(value.split()) for name, value in fields.items()}
    assert (said, wrong) == ({"number": "7", "title": "A title"}, None)
    assert found.body.strip() == "Body"
    assert text.split("\n")[found.body_line - 1 :] == found.body.split("\n")


@pytest.mark.parametrize(
    "text", ["", "Note: one line\nand prose\n", "Words.\n", "# A heading\n", "```\ncode\n```\n"]
)
def test_prose_is_no_header(text: str) -> None:
    assert find(text, "auto").front is None
    assert find(text, "auto").body == text


@given(st.text(max_size=300), st.sampled_from(("auto", "yaml", "rfc822", "none")))
def test_any_text_is_read(text: str, form: str) -> None:
    found = find(text, form)
    if found.front is not None:
        read_fields(found.front, found.form)
    assert text.endswith(found.body)


@pytest.mark.parametrize(
    "text", ["A:" * 500_000, "- " * 500_000, "<pre>\n" + "a: b\n" * 200_000, "---\n" + "[" * 60_000]
)
def test_a_hostile_header_takes_no_time(text: str) -> None:
    began = time.perf_counter()
    dialect = Foreign("x", load(HERE, "proposals"))
    dialect.front(dialect.parts(text), "x.y", "x:y.md")
    assert time.perf_counter() - began < 2


def test_yaml_that_is_broken_is_read_line_by_line() -> None:
    fields, wrong = read_fields("title: a: b\nstatus: Final\n", "yaml")
    assert dict(fields) == {"title": "a: b", "status": "Final"}
    assert wrong


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("2000-07-13", "2000-07-13"),
        ("13-Jul-2000", "2000-07-13"),
        ("13 July 2000", "2000-07-13"),
        ("July 13, 2000", "2000-07-13"),
        ("2015-10-27, 2017-02-01", "2015-10-27"),
        ("2016-05", "2016-05"),
        ("2016", "2016"),
        ("2016-02-30", None),
        ("soon", None),
    ],
)
def test_dates_of_headers(written: str, edtf: str | None) -> None:
    assert values.date(written, DATE_FORMS) == edtf


def test_a_date_form_of_the_profile_comes_first() -> None:
    profile = parse("x", "dates: ['%d.%m.%y']\n")
    assert values.date("01.02.03", profile.date_forms) == "2003-02-01"


@pytest.mark.parametrize(
    ("written", "slug"),
    [("20", "eip-20"), ("EIP-20", "eip-20"), ("[EIP-20](./eip-20.md)", "eip-20"),
     ("0020", "eip-20"), ("EIP20", "eip-20"), ("?", None)],
)  # fmt: skip
def test_what_a_relation_names(written: str, slug: str | None) -> None:
    assert values.target("eip-{}", written, "eip-1") == slug
    assert values.target("{series}-{}", written, "eip-1") == slug


def test_a_separator_between_brackets_separates_nothing() -> None:
    assert list(values.items("A (b, c), D <e,f>,\n G", ",")) == ["A (b, c)", "D <e,f>", "G"]
    assert list(values.items(["A, B", "C"], ",")) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("written", "state"),
    [("Final", "adopted"), ("LAST  CALL", "proposed"), ("Superseded by 7", "superseded"),
     ("Draft.", None), ("Nonsense", None)],
)  # fmt: skip
def test_words_of_status(written: str, state: str | None) -> None:
    assert values.state(written, load(HERE, "proposals").states) == state


DAYS = [
    ("x:a/2020-05-04.md", "", "2020-05-04", "inferred; from its path"),
    ("x:a/2020/20200504-notes.md", "", "2020-05-04", "inferred; from its path"),
    ("x:2019.05.02.md", "", "2019-05-02", "inferred; from its path"),
    ("x-2019-01-01:a/may.md", "", None, None),
    ("x:a/may.md", "# Meeting of 4 May 2020\n", "2020-05-04", "inferred; from its title"),
    ("x:a/may.md", "# May\n\nDate: 4 May 2020\n", "2020-05-04", "inferred; from its first lines"),
    ("x:a/may.md", "# May\n\nSee what was said on 4 May 2020.\n", None, None),
    ("x:a/may.md", "---\ndate: 2020-05-04\n---\n# 5 May 2020\n", "2020-05-04", None),
    ("x:a/may.md", "---\ndate: soon\n---\n# 5 May 2020\n", "2020-05-05",
     "inferred; from its title"),
    ("x:README.md", "# 5 May 2020\n", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "day", "basis"), DAYS)
def test_the_day_of_minutes(path: str, text: str, day: str | None, basis: str | None) -> None:
    read = Foreign("x", load(HERE, "minutes"))
    front = read.front(read.parts(text), "x.may", path)
    assert (front.date, front.date_basis) == (day, basis)


@pytest.mark.parametrize(
    "text", ["Eip: 1\nRequires (optional): 2\n\n", "---\neip: 1\nrequires (*optional): 2\n---\n"]
)
def test_a_remark_behind_the_name_of_a_field(text: str) -> None:
    read = Foreign("x", load(HERE, "proposals"))
    (relation,) = read.front(read.parts(text), "x.eip-1", "x:1.md").relations
    assert (relation.kind, relation.to) == ("requires", "x.eip-2")


def test_the_name_of_a_field_may_hold_a_sign_for_numbers() -> None:
    read = Foreign("x", load(HERE, "proposals"))
    text = "- Start Date: 2014-09-18\n- RFC PR #: 19\n- Issue #: [#13](https://a.org/13)\n\n# One\n"
    front = read.front(read.parts(text), "x.1", "x:1.md")
    assert (front.date, front.title) == ("2014-09-18", "One")


def test_of_two_dates_in_a_header_an_empty_one_tells_nothing() -> None:
    read = Foreign("x", load(HERE, "proposals"))
    front = read.front(read.parts("Pep: 1\nCreated:\nDate: 4-May-2020\n\n"), "x.1", "x:1.txt")
    assert front.date == "2020-05-04"


@pytest.mark.parametrize("path", ["x:README.md", "x:a/_template.md", "x:0000-template.md"])
def test_templates_are_no_minutes(path: str) -> None:
    assert is_template(path)


@pytest.mark.parametrize("name", built_in())
def test_those_that_come_with_the_program_are_sound(name: str) -> None:
    assert isinstance(load(HERE, name), Profile)


@pytest.mark.parametrize(
    ("text", "said"),
    [("a: b\nkind: [", "line"), ("nonsense: 1", "`nonsense`"), ("status: {a: b}", "line 1"),
     ("name: X\ndates: ['no']", "line 2"), ("- a", "profile")],
)  # fmt: skip
def test_a_profile_that_cannot_be_used_says_where(text: str, said: str) -> None:
    with pytest.raises(BadProfile) as caught:
        parse("mine", text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("2 (in part)", [("x.eip-2", "part")]),
        ("2 [withdrawn], 3", [("x.eip-2", "whole"), ("x.eip-3", "whole")]),
        ("[EIP-2](./eip-2.md)", [("x.eip-2", "whole")]),
        ("none", []),
        ("N/A", []),
    ],
)
def test_a_relation_is_read_without_remarks(written: str, named: list[tuple[str, str]]) -> None:
    read = Foreign("x", load(HERE, "proposals"))
    text = f"Eip: 1\nReplaces: {written}\n\nWords.\n"
    found = read.front(read.parts(text), "x.eip-1", "x:1.md").relations
    assert [(each.to, each.scope) for each in found] == named
