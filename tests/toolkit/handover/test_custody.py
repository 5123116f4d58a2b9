"""records/custody: read, built into its table, held against keys and log, and checked."""

from __future__ import annotations

import pytest

from archive import custody
from archive.build import build
from archive.check import check
from archive.signers import REVOKED, SIGNERS
from tests.archive.stamps import stamp_of
from tests.conftest import Repository
from tests.toolkit.handover.making import Pair, make_pair
from tests.toolkit.handover.passing import EMPTY_LOG, NAME, put, received, signers

EVENT = f"{custody.FOLDER}/0001-received"


@pytest.fixture
def kept(repository: Repository, own: Pair, other: Pair) -> Repository:
    """A workspace that was received once."""
    put(repository.root, received(own, other))
    put(repository.root, {SIGNERS: signers(own, other)})
    repository.record("a")
    repository.save()
    return repository


def test_an_event_is_read_with_both_statements(own: Pair, other: Pair) -> None:
    (event,), faults = custody.read(received(own, other))
    assert not faults
    assert (event.number, event.kind, event.name, event.recipient) == (1, "received", NAME, "jp")
    assert event.receipt is not None
    assert event.digest == event.receipt.digest
    assert event.checkpoint == EMPTY_LOG


def test_the_words_for_people_are_no_event() -> None:
    data = custody.READ_ME_TEXT.encode()
    assert custody.read({f"{custody.FOLDER}/{custody.READ_ME}": data}) == ([], [])


def test_both_signatures_hold(own: Pair, other: Pair) -> None:
    (event,), _ = custody.read(received(own, other))
    listed = signers(own, other)
    assert custody.standing(event.package, listed, b"") == ("holds", own.public.fingerprint)
    assert custody.standing(event.acknowledgement, listed, b"")[0] == "holds"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"aes-italy", b"aes-other", "other mandate"),
        (b"20220701", b"20270701", "outside its mandate"),
        (b"ssh-ed25519", b"# ssh-ed25519", "unknown key"),
    ],
)
def test_the_list_decides(own: Pair, other: Pair, old: bytes, new: bytes, said: str) -> None:
    (event,), _ = custody.read(received(own, other))
    listed = signers(own, other).replace(old, new, 1)
    assert custody.standing(event.package, listed, b"")[0] == said


def test_a_revoked_key_counts_no_more(own: Pair, other: Pair) -> None:
    (event,), _ = custody.read(received(own, other))
    revoked = f"{own.public.text} 2026-12-01 lost\n".encode()
    assert custody.standing(event.package, signers(own, other), revoked)[0] == "revoked key"


def test_another_namespace_is_told(own: Pair, other: Pair) -> None:
    files = received(own, other)
    said = files[f"{EVENT}/statement.txt"]
    files[f"{EVENT}/statement.txt.sig"] = own.signs(said, "git")
    (event,), _ = custody.read(files)
    assert custody.standing(event.package, signers(own, other), b"")[0] == "other namespace"


def test_a_statement_that_was_altered_is_told(own: Pair, other: Pair) -> None:
    files = received(own, other)
    files[f"{EVENT}/statement.txt"] = files[f"{EVENT}/statement.txt"].replace(b"T10", b"T11")
    (event,), _ = custody.read(files)
    assert custody.standing(event.package, signers(own, other), b"")[0] == "altered"


def test_a_key_of_another_kind_is_not_looked_at(
    own: Pair, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pair = make_pair(tmp_path_factory.mktemp("key"), kind="ecdsa")
    (event,), _ = custody.read(received(pair, own))
    assert custody.standing(event.package, signers(pair, own), b"")[0] == "not looked at"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("receipt.json", "no receipt"),
        ("statement.txt", "no statement"),
        ("receipt.txt", "no statement"),
    ],
)
def test_a_file_that_is_something_else_is_a_fault(
    own: Pair, other: Pair, name: str, says: str
) -> None:
    files = {**received(own, other), f"{EVENT}/{name}": b"{}\n"}
    _, (fault, *_) = custody.read(files)
    assert (fault.path, says in fault.message) == (f"{EVENT}/{name}", True)


def test_a_receipt_of_another_package_is_a_fault(own: Pair, other: Pair) -> None:
    files = received(own, other)
    said = files[f"{EVENT}/statement.txt"].replace(b"abab", b"cdcd", 1)
    (event,), (fault,) = custody.read({**files, f"{EVENT}/statement.txt": said})
    assert "another package" in fault.message
    assert event.receipt is None


def test_what_lacks_and_what_is_too_many_is_named(own: Pair, other: Pair) -> None:
    files = received(own, other)
    del files[f"{EVENT}/receipt.txt.sig"]
    more = {f"{EVENT}/note.txt": b"", f"{custody.FOLDER}/2-sent/a": b""}
    _, faults = custody.read({**files, **more})
    assert [each.path.removeprefix(f"{custody.FOLDER}/") for each in faults] == [
        "0001-received/note.txt",
        "0001-received/receipt.txt.sig",
        "2-sent/a",
    ]


def test_it_counts_on_from_the_highest() -> None:
    assert custody.next_number(["0003-packed", "0012-received", "notes"]) == 13
    assert custody.next_number([]) == 1


# -- the table ------------------------------------------------------------------------


def row(repository: Repository, columns: str) -> tuple[object, ...]:
    (found,) = repository.rows(f"SELECT {columns} FROM custody")  # noqa: S608
    return found


def test_a_build_tells_who_received_it(kept: Repository) -> None:
    kept.build()
    assert row(kept, "seq, kind, agent, mandate, time, sender, package, files, reserved") == (
        1, "received", "jp", "aes-japan", "2026-11-27T12:00:00Z", "it", NAME, 2, 1,
    )  # fmt: skip
    assert row(kept, "signature, receipt_signature, contained") == ("holds", "holds", None)


@pytest.mark.parametrize(
    ("stamp", "says"),
    [
        (stamp_of(b"another"), "of something else"),
        (b"no stamp", "unreadable"),
        (None, None),
    ],
)
def test_a_stamp_of_something_else_is_told(
    kept: Repository, stamp: bytes | None, says: str | None
) -> None:
    if stamp is not None:
        put(kept.root, {f"{custody.FOLDER}/0001-received/statement.txt.tsr": stamp})
        kept.save()
    kept.build()
    assert row(kept, "stamped") == (says,)


def test_a_key_that_is_revoked_later_changes_the_table(kept: Repository, own: Pair) -> None:
    kept.build()
    put(kept.root, {REVOKED: f"{own.public.text} 2026-12-01 lost\n".encode()})
    kept.save()
    kept.build()
    assert row(kept, "signature, receipt_signature") == ("revoked key", "holds")


def test_going_on_gives_the_same_as_building_anew(kept: Repository) -> None:
    kept.build()
    kept.record("b")
    kept.save()
    kept.build()
    gone_on = row(kept, "*")
    build(kept.workspace, full=True)
    assert row(kept, "*") == gone_on


def test_what_is_not_saved_is_in_the_table_too(
    repository: Repository, own: Pair, other: Pair
) -> None:
    repository.record("a")
    repository.save()
    repository.build()
    put(repository.root, received(own, other))
    repository.build()
    assert row(repository, "event, signature") == ("0001-received", "unknown key")


# -- check ----------------------------------------------------------------------------


def codes(repository: Repository) -> list[tuple[str, str]]:
    return [
        (each.code, each.path.removeprefix(f"{custody.FOLDER}/"))
        for each in check(repository.workspace)
        if each.code.startswith("P") or "custody" in each.path
    ]


def test_whole_custody_is_no_finding(kept: Repository) -> None:
    assert codes(kept) == []


def test_a_stray_file_is_a_finding(kept: Repository) -> None:
    put(kept.root, {f"{custody.FOLDER}/notes.txt": b""})
    assert codes(kept) == [("P060", "notes.txt")]


def test_a_file_that_is_not_as_it_was_saved_is_a_finding(kept: Repository) -> None:
    place = kept.root / EVENT / "bag-info.txt"
    place.write_bytes(place.read_bytes() + b"More: 1\n")
    assert codes(kept) == [("P061", "0001-received/bag-info.txt")]


def test_an_altered_statement_is_an_error_also_once_it_is_saved(kept: Repository) -> None:
    place = kept.root / EVENT / "statement.txt"
    place.write_bytes(place.read_bytes().replace(b"T10", b"T11"))
    kept.save()
    assert codes(kept) == [
        ("P066", "0001-received/statement.txt"),
        ("P060", "0001-received/statement.txt.sig"),
    ]


def test_an_event_that_a_save_took_away_is_found(kept: Repository) -> None:
    for path in sorted((kept.root / EVENT).iterdir()):
        path.unlink()
    kept.save("Tidy up")
    assert codes(kept) == [("P066", "0001-received/bag-info.txt")]


def test_a_key_revoked_since_only_warns_and_is_named(kept: Repository, own: Pair) -> None:
    put(kept.root, {REVOKED: f"{own.public.text} 2026-12-01 lost\n".encode()})
    assert codes(kept) == [("P062", "0001-received/statement.txt.sig")]
    (found,) = (each for each in check(kept.workspace) if each.code == "P062")
    assert f"({own.public.fingerprint} was revoked on 1 December 2026: lost)" in found.message


def test_a_giver_whose_key_no_register_lists_is_a_warning(kept: Repository, other: Pair) -> None:
    put(kept.root, {SIGNERS: signers(other, other)})
    assert codes(kept) == [("P062", "0001-received/statement.txt.sig")]
