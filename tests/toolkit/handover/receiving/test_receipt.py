"""`handover receipt`: only a receipt for what was packed here counts, and it says what is left."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.custody import FOLDER
from archive.receipt import FileOutcome, Letter, Receipt, Reservation, read_letter, read_receipt
from archive.statement import parse
from tests.toolkit.handover.making import Pair
from tests.toolkit.handover.receiving.conftest import Taking
from tests.toolkit.handover.receiving.tampering import Giver, pair
from tests.toolkit.steps import git, run_in


@pytest.fixture
def taker(giver: Giver) -> Pair:
    """The key of the taking side."""
    return pair(giver.key.with_name("next"))


def receive(giver: Giver, file: Path, *words: str) -> tuple[int, str]:
    done = run_in(giver.root, "handover", "receipt", str(file), *words)
    return done.exit_code, done.output


def trusting(taker: Pair) -> tuple[str, str]:
    return "--trust", taker.public.fingerprint


def said_again(file: Path, signer: Pair, **changed: object) -> None:
    """Write the receipt anew with other words, signed by `signer`."""
    letter = read_letter(file.read_bytes())
    receipt: Receipt = replace(read_receipt(letter.receipt), **changed)  # type: ignore[arg-type]
    receipt = replace(receipt, key=signer.public.text)
    said = replace(
        parse(letter.statement), digest=f"sha256:{hashlib.sha256(receipt.data).hexdigest()}",
        mandate=receipt.receiver.mandate, host=receipt.receiver.host, time=receipt.time,
        checkpoint=receipt.checkpoint, more={"package": receipt.digest},
    )  # fmt: skip
    file.write_bytes(Letter(receipt.data, said.data, signer.signs(said.data)).data)


def test_a_good_receipt_is_kept_and_allows_to_delete(
    giver: Giver, taken: Taking, taker: Pair
) -> None:
    status, said = receive(giver, taken.receipt, *trusting(taker))
    assert status == 0, said
    assert "Only now may you delete what you handed over" in said
    assert {e.name for e in (giver.root / FOLDER / "0002-acknowledged").iterdir()} == {
        "compared.txt", "receipt.json", "receipt.txt", "receipt.txt.sig",
    }  # fmt: skip
    assert git(giver.root, "status", "--porcelain") == ""
    assert taker.public.fingerprint in git(giver.root, "log", "-1", "--format=%B")


def test_what_a_person_compared_is_kept_and_told(giver: Giver, taken: Taking, taker: Pair) -> None:
    receive(giver, taken.receipt, *trusting(taker))
    said = run_in(giver.root, "ask", "custody", "kind=acknowledged", "--json").stdout
    assert '"compared key"' in said
    assert receive(giver, taken.receipt)[0] == 0  # nobody is asked twice
    (giver.root / FOLDER / "0002-acknowledged/compared.txt").write_bytes(b"SHA256:short\n")
    assert "it does not name one fingerprint" in run_in(giver.root, "check").output


def test_it_is_kept_once(giver: Giver, taken: Taking, taker: Pair) -> None:
    receive(giver, taken.receipt, *trusting(taker))
    before = git(giver.root, "rev-parse", "HEAD")
    status, said = receive(giver, taken.receipt, *trusting(taker))
    assert status == 0
    assert "was kept before" in said
    assert git(giver.root, "rev-parse", "HEAD") == before


def test_a_key_that_nobody_vouches_for_is_not_enough(giver: Giver, taken: Taking) -> None:
    status, said = receive(giver, taken.receipt)
    assert status == 2
    assert "nobody here knows its key" in said
    assert not (giver.root / FOLDER / "0002-acknowledged").exists()


def refused(giver: Giver, file: Path, *words: str) -> str:
    status, said = receive(giver, file, *words)
    assert status == 1, said
    assert said.count("\n") == 1
    assert not (giver.root / FOLDER / "0002-acknowledged").exists()
    return said


def test_another_key_than_the_one_told_is_refused(giver: Giver, taken: Taking, other: Pair) -> None:
    said = refused(giver, taken.receipt, *trusting(other))
    assert "not with the one that you were told" in said


def test_a_receipt_for_another_package_is_refused(giver: Giver, taken: Taking, taker: Pair) -> None:
    said_again(taken.receipt, taker, digest="sha256:" + "1" * 64)
    said = refused(giver, taken.receipt, *trusting(taker))
    assert "it is for another package" in said


def test_so_is_one_in_a_workspace_that_packed_nothing(
    root: Path, taken: Taking, taker: Pair
) -> None:
    done = run_in(root, "handover", "receipt", str(taken.receipt), *trusting(taker))
    assert done.exit_code == 1
    assert "it is for another package" in done.stderr


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"checkpoint": "1 " + "A" * 43 + "="}, "another log"),
        ({"package": "another-name"}, "it names the package another-name"),
        ({"time": datetime(2020, 1, 1, tzinfo=UTC)}, "before the package was"),
        (
            {"time": datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)},
            "has not come yet",
        ),
    ],
)
def test_a_receipt_that_does_not_fit_is_refused(
    giver: Giver, taken: Taking, taker: Pair, changed: dict[str, object], says: str
) -> None:
    said_again(taken.receipt, taker, **changed)
    assert says in refused(giver, taken.receipt, *trusting(taker))


def test_an_altered_receipt_is_refused(giver: Giver, taken: Taking, taker: Pair) -> None:
    letter = read_letter(taken.receipt.read_bytes())
    receipt = replace(read_receipt(letter.receipt), commit="1" * 40)
    taken.receipt.write_bytes(replace(letter, receipt=receipt.data).data)
    assert "what was signed is not this receipt" in refused(giver, taken.receipt, *trusting(taker))


def test_a_signature_of_somebody_else_is_refused(
    giver: Giver, taken: Taking, taker: Pair, other: Pair
) -> None:
    letter = read_letter(taken.receipt.read_bytes())
    forged = replace(letter, signature=other.signs(letter.statement))
    taken.receipt.write_bytes(forged.data)
    assert "not with the one that you were told" in refused(giver, taken.receipt, *trusting(taker))


def test_the_signature_of_a_package_is_no_receipt(giver: Giver, taken: Taking, taker: Pair) -> None:
    letter = read_letter(taken.receipt.read_bytes())
    said = replace(parse(letter.statement), kind="package")
    taken.receipt.write_bytes(Letter(letter.receipt, said.data, taker.signs(said.data)).data)
    refused(giver, taken.receipt, *trusting(taker))


def test_reservations_are_listed_and_keep_from_deleting(
    giver: Giver, taken: Taking, taker: Pair
) -> None:
    receipt = read_receipt(read_letter(taken.receipt.read_bytes()).receipt)
    first, *rest = receipt.files
    files = (FileOutcome(first.path, first.sha256, False), *rest)
    reserved = (Reservation("P010", first.path, "it was damaged"),)
    said_again(taken.receipt, taker, files=files, reservations=reserved)
    status, said = receive(giver, taken.receipt, *trusting(taker))
    assert status == 0, said
    assert f"P010 {receipt.files[0].path}: it was damaged" in said
    assert "Do not delete anything yet" in said


def test_saves_since_the_package_keep_from_deleting(
    giver: Giver, taken: Taking, taker: Pair
) -> None:
    giver.save("records/2025/more.md", "---\nid: more\nkind: note\ntitle: More\n---\nMore.\n")
    status, said = receive(giver, taken.receipt, *trusting(taker), "--json")
    told = json.loads(said)
    assert (status, told["may_delete"], told["saves_since"]) == (0, False, 1)


def test_what_is_no_receipt_is_one_line(giver: Giver, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello")
    assert "is not readable as JSON" in refused(giver, tmp_path / "x")


def test_after_a_disposal_nothing_may_be_deleted_and_all_is_to_be_sent(
    giver: Giver, taken: Taking, taker: Pair
) -> None:
    done = run_in(giver.root, "dispose", "paper", "--authority", "Rules 3", "--yes")
    assert done.exit_code == 0, done.output
    status, said = receive(giver, taken.receipt, *trusting(taker))
    assert status == 0, said
    assert "a disposal among them: they still have what you disposed of" in said
    assert "--since last" not in said
    assert "Only now may you delete" not in said


def test_a_disposal_names_the_receipts_that_tell_of_it(
    giver: Giver, taken: Taking, taker: Pair
) -> None:
    receive(giver, taken.receipt, *trusting(taker))
    done = run_in(giver.root, "dispose", "paper", "--authority", "Rules 3", "--yes")
    said = " ".join(done.output.split())
    assert f"at earlier handovers: {FOLDER}/0002-acknowledged." in said
    (told,) = (giver.root / "records/disposals").glob("*-paper.json")
    assert json.loads(told.read_bytes())["beyond"]["custody"] == [f"{FOLDER}/0002-acknowledged"]
