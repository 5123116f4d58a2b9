"""A text over drafts, versions and successors, and two texts beside each other."""

from __future__ import annotations

from contextlib import closing

import pytest

from archive.across import Follows, Stage, chain
from archive.compare import Between, between
from archive.errors import NotInArchive
from archive.reading import open_archive
from tests.conftest import Repository

MET = "They met in Seoul in the autumn of that year."
AGREED = "They agreed to establish a working group on mobility."
MORE = "They agreed to establish a standing working group on mobility."
CLOSED = "The ministers closed what they had once set up."


def stages(repository: Repository, name: str, known_at: int | None = None) -> list[Stage]:
    with closing(open_archive(repository.workspace.archive)) as conn:
        return chain(conn, name, known_at)


def told(
    repository: Repository, name: str, known_at: int | None = None
) -> list[tuple[str, int, int, tuple[tuple[int, str], ...]]]:
    """(name, first and last version, what it follows and how) of each stage."""
    return [
        (s.name, s.first, s.last, tuple((each.stage, each.kind) for each in s.follows))
        for s in stages(repository, name, known_at)
    ]


def compared(
    repository: Repository, old: str, new: str, pair: tuple[int | None, int | None] = (None, None)
) -> Between:
    with closing(open_archive(repository.workspace.archive)) as conn:
        return between(conn, old, new, pair)


@pytest.fixture
def lived(repository: Repository) -> Repository:
    """A draft, its final in two versions, and a decision that supersedes a paragraph of it."""
    repository.write("registers/bodies.yaml", "- {id: b, name: Body, kind: group}\n")
    repository.write(
        "registers/meetings.yaml",
        "- {id: m, body: b, title: M, date: 2024-05, state: held}\n"
        "- {id: n, body: b, title: N, date: 2025-05, state: held}\n",
    )
    more = "meeting: m\nstatus: draft\n"
    repository.record("draft", f"1. {MET}\n2. {AGREED}", kind="minutes", more=more)
    repository.save()
    final = "{{.decision}}\n1. {}\n2. {}"
    repository.record("final", final.format(MORE, MET), kind="minutes", more="meeting: m\n")
    repository.save()
    text = f"1. A first item that is new.\n\n{{.decision}}\n2. {MORE}\n3. {MET} It rained."
    repository.record("final", text, kind="minutes", more="meeting: m\nstatus: final\n")
    repository.save()
    body = f'{{.decision supersedes="final#p2"}}\n7. {CLOSED}'
    repository.record("next", body, kind="decision", more="meeting: n\nstatus: adopted\n")
    repository.save()
    repository.build()
    return repository


ALL = [
    ("draft#p2", 1, 1, ()),
    ("final#p2", 1, 2, ((0, "draft"),)),
    ("next#p7", 1, 1, ((1, "supersedes"),)),
]


@pytest.mark.parametrize("name", ["draft#p2", "final#p2", "next#p7"])
def test_a_decision_from_its_draft_to_its_successor(lived: Repository, name: str) -> None:
    assert told(lived, name) == ALL


def test_a_stage_says_what_is_known_of_it(lived: Repository) -> None:
    draft, final, last = stages(lived, "final#p2")
    assert (draft.status, draft.date_edtf, draft.text) == ("draft", "2024-05", AGREED)
    assert (final.status, final.hash, final.text) == ("final", lived.hashes[1], MORE)
    assert (last.status, last.state, last.date_edtf) == ("adopted", "adopted", "2025-05")
    assert (final.basis, last.basis) == ("stated", "stated")
    assert draft.basis != "stated"


def test_as_it_was_known(lived: Repository) -> None:
    assert told(lived, "draft#p2", 1) == ALL[:1]
    assert told(lived, "final#p1", 2) == [ALL[0], ("final#p1", 1, 1, ((0, "draft"),))]
    with pytest.raises(NotInArchive, match="not yet in the archive"):
        stages(lived, "next#p7", 2)


def test_a_paragraph_that_was_reworded_and_renumbered(lived: Repository) -> None:
    found = stages(lived, "final#p3")
    assert [(each.name, each.first, each.last) for each in found] == [
        ("draft#p1", 1, 1), ("final#p3", 1, 1), ("final#p3", 2, 2),
    ]  # fmt: skip
    assert found[2].follows == (Follows(1, "version", part=False),)
    assert found[1].text == MET


def test_a_whole_record(lived: Repository) -> None:
    assert told(lived, "final") == [
        ("draft", 1, 1, ()),
        ("final", 1, 1, ((0, "draft"),)),
        ("final", 2, 2, ((1, "version"),)),
    ]


def test_what_was_taken_out_is_told_until_then(lived: Repository) -> None:
    lived.record("final", f"1. {MET}", kind="minutes", more="meeting: m\n")
    lived.save()
    lived.build()
    assert told(lived, "final#p2")[1] == ("final#p2", 1, 2, ((0, "draft"),))


@pytest.mark.parametrize(
    ("name", "said"),
    [("finl#p2", "did you mean final"), ("final#p9", "no paragraph 'p9': it has p1, p2, p3")],
)
def test_what_is_not_there_is_said(lived: Repository, name: str, said: str) -> None:
    with pytest.raises(NotInArchive, match=said):
        stages(lived, name)


def test_drafts_stand_in_a_row(repository: Repository) -> None:
    repository.write("registers/bodies.yaml", "- {id: b, name: Body, kind: group}\n")
    repository.write("registers/meetings.yaml", "- {id: m, body: b, title: M, state: held}\n")
    for n, text in enumerate((AGREED, MORE, f"{MORE} At once.")):
        more = f"meeting: m\ndate: 2024-0{n + 1}\nstatus: {'draft' if n < 2 else 'final'}\n"
        repository.record(f"t{n}", text, kind="minutes", more=more)
    repository.record("other", CLOSED, kind="minutes", more="meeting: m\nstatus: draft\n")
    repository.save()
    repository.build()
    rows = [("t0", ()), ("t1", ((0, "draft"),)), ("t2", ((1, "draft"),))]
    assert [(name, follows) for name, _, _, follows in told(repository, "t2")] == rows


def test_a_circle_comes_to_an_end(repository: Repository) -> None:
    for own, other in (("a", "b"), ("b", "a")):
        repository.record(own, f'{{.decision amends="{other}#p1" scope=part}}\n1. {own} {AGREED}')
    repository.save()
    repository.build()
    found = stages(repository, "a#p1")
    assert {each.name for each in found} == {"a#p1", "b#p1"}
    assert any(follows.part for each in found for follows in each.follows)


def test_two_records_paragraph_by_paragraph(lived: Repository) -> None:
    found = compared(lived, "draft", "final", (1, 1)).pieces
    assert [(each.op, each.old, each.new) for each in found] == [
        ("moved", "p2", "p1"), ("same", "p1", "p2"),
    ]  # fmt: skip
    assert [change.text for change in found[0].changes if change.op == "added"] == ["standing "]


def test_two_paragraphs(lived: Repository) -> None:
    told_ = compared(lived, "draft#p2", "final#p2")
    assert (told_.old.name, told_.new.name, told_.new.version) == ("draft#p2", "final#p2", 2)
    assert [each.op for each in told_.pieces] == ["reworded"]


def test_two_versions_of_a_paragraph_under_another_number(lived: Repository) -> None:
    told_ = compared(lived, "final#p2", "final#p2", (1, 2))
    assert (told_.old.anchor, [each.op for each in told_.pieces]) == ("p1", ["same"])
    came = compared(lived, "final#p1", "final#p1", (1, 2))
    assert (came.old.anchor, [each.op for each in came.pieces]) == (None, ["added"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("final#p9", "draft", "no paragraph 'p9'"), ("draft", "nobody", "no record called 'nobody'")],
)
def test_a_side_that_is_not_there_is_said(lived: Repository, old: str, new: str, said: str) -> None:
    with pytest.raises(NotInArchive, match=said):
        compared(lived, old, new)


def test_a_version_that_is_not_there_is_said(lived: Repository) -> None:
    with pytest.raises(NotInArchive, match="draft has no version 2: it has 1"):
        compared(lived, "draft", "final", (2, None))


def test_a_proposal_leads_to_the_decision_on_it(repository: Repository) -> None:
    repository.record("asked", f"{{.proposal}}\n1. {AGREED}", kind="letter")
    repository.record("final", f'{{.decision adopts="asked#p1"}}\n1. {MORE}', kind="decision")
    repository.save()
    repository.build()
    way = [("asked#p1", 1, 1, ()), ("final#p1", 1, 1, ((0, "adopts"),))]
    assert told(repository, "asked#p1") == told(repository, "final#p1") == way
