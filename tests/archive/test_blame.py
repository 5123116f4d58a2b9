"""Who brought each sentence, over versions and over records."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from sqlite3 import Connection

import pytest

from archive.blame import Line, blame
from archive.errors import NotInArchive
from archive.reading import body_of, open_archive, versions
from archive.text.sentences import evened, sentences
from tests.conftest import Repository

MET, RAIN, AGREED = "They met in Seoul.", "It rained.", "They agreed on mobility."


def asked(
    repository: Repository, record: str, anchor: str | None = None, known_at: int | None = None
) -> list[Line]:
    with closing(open_archive(repository.workspace.archive)) as conn:
        return blame(conn, record, anchor, known_at)


def told(
    repository: Repository, record: str, anchor: str | None = None, known_at: int | None = None
) -> list[tuple[str, str, int]]:
    """(the sentence, the record that had it first, the version)."""
    lines = asked(repository, record, anchor, known_at)
    return [(" ".join(line.text.split()), line.record, line.version) for line in lines]


def saved(repository: Repository, *bodies: str, record: str = "r", more: str = "") -> None:
    """Save versions of a record, one after the other."""
    for body in bodies:
        repository.record(record, body, more=more)
        repository.save(f"{record}: {len(repository.hashes)}")


def test_a_new_sentence_is_of_its_version(repository: Repository) -> None:
    saved(repository, MET, f"{MET} {RAIN}")
    repository.build()
    first, second = asked(repository, "r")
    assert (first.version, first.hash, first.via) == (1, repository.hashes[0], None)
    assert (second.version, second.hash, second.author) == (
        2, repository.hashes[1], "Ana Secretary",
    )  # fmt: skip
    assert (second.anchor, second.line, second.message) == ("p1", 6, "r: 1")


def test_moved_rewrapped_and_emphasised_it_stays(repository: Repository) -> None:
    saved(repository, f"{MET}\n\n{AGREED}", f"{RAIN}\n\n{AGREED} They **met**\nin Seoul.")
    repository.build()
    assert told(repository, "r") == [
        (RAIN, "r", 2), (AGREED, "r", 1), ("They **met** in Seoul.", "r", 1),
    ]  # fmt: skip


def test_dropped_and_back_it_is_new(repository: Repository) -> None:
    saved(repository, f"{MET} {RAIN}", MET, f"{MET} {RAIN}")
    repository.build()
    assert told(repository, "r") == [(MET, "r", 1), (RAIN, "r", 3)]


def test_of_two_that_are_alike_each_keeps_its_own(repository: Repository) -> None:
    saved(repository, f"1. None.\n2. {MET}", f"1. None.\n2. {MET}\n3. None.")
    saved(repository, f"1. {MET}\n2. None.\n3. None.")
    repository.build()
    assert [version for _, _, version in told(repository, "r")] == [1, 1, 2]


def test_a_change_of_facts_brings_no_sentence_but_moves_its_line(repository: Repository) -> None:
    saved(repository, MET)
    saved(repository, MET, more="language: en\n")
    repository.build()
    [line] = asked(repository, "r")
    assert (line.version, line.line) == (1, 7)


def test_as_it_was_known(repository: Repository) -> None:
    saved(repository, MET, f"{RAIN} {MET}")
    saved(repository, AGREED, record="late")
    repository.build()
    assert told(repository, "r", known_at=1) == [(MET, "r", 1)]
    with pytest.raises(NotInArchive, match="not yet in the archive"):
        asked(repository, "late", known_at=2)


def test_one_paragraph_with_what_stands_inside_it(repository: Repository) -> None:
    saved(repository, f"1. {MET}\n\n   {RAIN}\n10. {AGREED}")
    repository.build()
    assert [text for text, _, _ in told(repository, "r", "p1")] == [MET, RAIN]
    with pytest.raises(NotInArchive, match=r"no paragraph 'p9': it has p1, p1\.1, p10"):
        asked(repository, "r", "p9")


def test_of_a_removed_record_the_text_that_was_removed(repository: Repository) -> None:
    saved(repository, MET)
    (repository.root / "records" / "r.md").unlink()
    repository.save()
    repository.build()
    assert told(repository, "r") == [(MET, "r", 1)]
    saved(repository, MET)
    repository.build()
    assert told(repository, "r") == [(MET, "r", 3)]


def test_a_version_that_cannot_be_read_drops_nothing(repository: Repository) -> None:
    saved(repository, MET, f"{MET}\n\n{'a' * (4 * 1024 * 1024 + 1)}", f"{RAIN} {MET}")
    repository.build()
    assert told(repository, "r") == [(RAIN, "r", 3), (MET, "r", 1)]


def test_what_the_superseded_record_had_is_its_own(repository: Repository) -> None:
    saved(repository, MET, f"{MET} {RAIN}", record="old")
    saved(repository, f"{RAIN} {AGREED} {MET}", record="new", more="supersedes: old\n")
    repository.build()
    assert told(repository, "new") == [(RAIN, "old", 2), (AGREED, "new", 1), (MET, "old", 1)]
    assert [line.via for line in asked(repository, "new")] == ["supersedes", None, "supersedes"]


def test_a_whole_line_of_successors_is_followed(repository: Repository) -> None:
    saved(repository, MET, record="a")
    saved(repository, f"{MET} {RAIN}", record="b", more="supersedes: a\n")
    saved(repository, f"{MET} {RAIN}", record="c", more="supersedes: b\n")
    repository.build()
    assert told(repository, "c") == [(MET, "a", 1), (RAIN, "b", 1)]
    assert asked(repository, "c")[0].via == "earlier"


def test_a_predecessor_that_came_in_later_counts_too(repository: Repository) -> None:
    saved(repository, f"{MET} {AGREED}", record="new", more="supersedes: old\n")
    saved(repository, MET, f"{MET} {AGREED}", record="old")
    repository.build()
    assert told(repository, "new") == [(MET, "old", 1), (AGREED, "new", 1)]


def test_what_the_predecessor_took_over_later_is_not_its_own(repository: Repository) -> None:
    saved(repository, MET, record="old")
    saved(repository, f"{MET} {RAIN}", record="new", more="supersedes: old\n")
    saved(repository, f"{MET} {RAIN}", record="old")
    repository.build()
    assert told(repository, "new") == [(MET, "old", 1), (RAIN, "new", 1)]


def test_a_circle_comes_to_an_end(repository: Repository) -> None:
    repository.record("a", f"{MET} {RAIN}", more="supersedes: b\n")
    repository.record("b", f"{RAIN} {AGREED}", more="supersedes: a\n")
    repository.save()
    repository.build()
    for record in ("a", "b"):
        assert {origin for _, origin, _ in told(repository, record)} <= {"a", "b"}


def test_a_draft_of_the_same_meeting_and_kind(repository: Repository) -> None:
    repository.write("registers/bodies.yaml", "- {id: b, name: Body, kind: group}\n")
    repository.write("registers/meetings.yaml", "- {id: m, body: b, title: M, state: held}\n")
    repository.record("d", f"{MET} {RAIN}", kind="minutes", more="meeting: m\nstatus: draft\n")
    repository.record("e", f"{AGREED}", kind="agenda", more="meeting: m\nstatus: draft\n")
    repository.record("f", f"{AGREED} {MET}", kind="minutes", more="meeting: m\n")
    repository.save()
    repository.build()
    assert told(repository, "f") == [(AGREED, "f", 1), (MET, "d", 1)]
    assert [line.record for line in asked(repository, "d")] == ["d", "d"]


def test_a_paragraph_that_amends_another(repository: Repository) -> None:
    saved(repository, f"{{.decision}}\n1. {AGREED}", record="old")
    body = f'{{.decision amends="old#p1" scope=part}}\n4. {AGREED} {RAIN}'
    saved(repository, body, record="new")
    repository.build()
    assert told(repository, "new") == [(AGREED, "old", 1), (RAIN, "new", 1)]


@pytest.fixture
def lived(repository: Repository) -> Iterator[Connection]:
    """Twenty records with histories of their own, some of them successors of others."""
    chance = random.Random(7)  # noqa: S311 - for texts, not for secrets
    pool = [f"Sentence {n} of the pool." for n in range(9)]
    texts: dict[str, list[str]] = {f"r{n}": [] for n in range(20)}
    for _ in range(8):
        for record, text in texts.items():
            for _ in range(chance.randint(0, 2)):
                if text and chance.random() < 0.4:
                    text.pop(chance.randrange(len(text)))
                else:
                    text.insert(chance.randint(0, len(text)), chance.choice(pool))
            n = int(record[1:])
            more = f"supersedes: r{n - 1}\n" if n % 3 else ""
            gaps = [chance.choice([" ", "\n", "\n\n"]) for _ in text]
            body = "".join(f"{s}{gap}" for s, gap in zip(text, gaps, strict=True))
            repository.record(record, body, more=more)
        repository.save()
    repository.build()
    with closing(open_archive(repository.workspace.archive)) as conn:
        yield conn


def test_every_sentence_is_told_once_and_its_origin_has_it(lived: Connection) -> None:
    for n in range(20):
        record = f"r{n}"
        last = versions(lived, record)[-1].n
        lines = blame(lived, record)
        standing = [evened(each.text) for each in sentences(body_of(lived, record, last))]
        assert [evened(line.text) for line in lines] == standing
        for line in lines:
            key = evened(line.text)
            assert key in map(evened, _texts(lived, line.record, line.version))
            if line.record == record:
                later = range(line.version, last + 1)
                assert all(key in map(evened, _texts(lived, record, each)) for each in later)


def _texts(conn: Connection, record: str, n: int) -> list[str]:
    return [each.text for each in sentences(body_of(conn, record, n))]


def test_where_a_paragraph_amends_another_headings_are_each_texts_own(
    repository: Repository,
) -> None:
    said = "# Conclusions\n\n1. They met in Seoul.\n\n2. They agreed on mobility.\n"
    saved(repository, said, record="old")
    later = said.replace("2.", '{.decision amends="old#p2"}\n2.')
    saved(repository, later, record="new")
    repository.build()
    assert [record for _, record, _ in told(repository, "new")] == ["new", "new", "old"]
