"""Proofs: what they show, that nothing of one can be changed, and that Python alone checks them."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive.errors import NotInArchive, UsageProblem
from archive.log import checkproof, proofs
from archive.log.checkproof import Head, NotProved, check, read_checkpoint, read_proof, written
from tests.archive.log.sealed import load, proof, seal
from tests.conftest import Repository

MINUTES = "# Minutes\n\nThey met.\n\n{.decision}\n4. Agreed to meet\n   again.\n"


@pytest.fixture
def sealed(repository: Repository) -> Repository:
    repository.record("minutes", MINUTES, kind="minutes", more="language: en\n")
    repository.record("letter", "Dear all.", more="access: secretariat\n")
    repository.save()
    seal(repository, origin="example.org/log")
    for number in range(5):
        repository.record(f"note-{number}", f"Text {number}.")
        repository.save()
    repository.record("letter", "Dear all, again.", more="access: secretariat\n")
    repository.save()
    seal(repository)
    return repository


def trusted(repository: Repository) -> Head:
    head = load(repository).head
    assert head is not None
    return read_checkpoint(head.text())


def file_of(made: dict[str, Any]) -> bytes:
    return written(made).encode()


def proves(data: bytes, head: Head | None) -> bool:
    try:
        check(read_proof(data), head)
    except NotProved:
        return False
    return True


def test_a_paragraph_is_proved_by_its_version_and_quoted(sealed: Repository) -> None:
    said = check(proof(sealed, "minutes#p4"), trusted(sealed))
    assert said[1].startswith(
        "Version 1 of the record minutes (records/minutes.md), saved on 2023-"
    )
    assert said[-1].endswith("cited as minutes#p4, stands:\n4. Agreed to meet\n   again.")


def test_a_decision_is_proved_with_its_events(sealed: Repository) -> None:
    said = "\n".join(check(proof(sealed, "minutes#p4"), trusted(sealed)))
    assert "The event decision.marked of minutes#p4" in said


def test_the_newest_version_is_proved_or_the_one_asked_for(sealed: Repository) -> None:
    newest, first = proof(sealed, "letter"), proof(sealed, "letter", version=1)
    assert "Version 2 of" in check(newest, None)[1]
    assert "Version 1 of" in check(first, None)[1]


def test_without_the_text_nothing_of_it_is_in_the_proof(sealed: Repository) -> None:
    made = proof(sealed, "letter", text=False)
    assert "Dear" not in written(made)
    assert "Its content is not in the proof." in check(made, trusted(sealed))


def test_a_proof_gives_no_secret_of_a_leaf_away(sealed: Repository) -> None:
    text = written(proof(sealed, "minutes#p4", since=3))
    assert not any(each and each.secret.hex() in text for each in load(sealed).openings)


def test_bytes_that_are_no_text_are_shown_all_the_same(sealed: Repository) -> None:
    sealed.write("latin.md", b"---\nid: latin\nkind: note\ntitle: A\n---\nCaf\xe9\n")
    sealed.save()
    seal(sealed)
    made = proof(sealed, "latin")
    assert "base64" in written(made)
    assert proves(file_of(made), trusted(sealed))


def test_line_ends_of_windows_are_proved_as_they_are(sealed: Repository) -> None:
    text = b"---\r\nid: crlf\r\nkind: note\r\ntitle: A\r\n---\r\nOne.\r\n\r\nTwo\r\nlines.\r\n"
    sealed.write("crlf.md", text)
    sealed.save()
    seal(sealed)
    assert check(proof(sealed, "crlf#p2"), None)[-1].endswith("stands:\nTwo\nlines.")


def test_a_removal_is_proved(sealed: Repository) -> None:
    (sealed.root / "records" / "letter.md").unlink()
    sealed.save()
    seal(sealed)
    assert "which removed it" in check(proof(sealed, "letter"), trusted(sealed))[1]


def test_an_original_is_compared_with_what_was_sealed(sealed: Repository, tmp_path: Path) -> None:
    sealed.write("scan.pdf", b"%PDF-1.4 one")
    sealed.record("scan", more="original: scan.pdf\n")
    sealed.save()
    seal(sealed)
    made = proof(sealed, "scan")
    said = check(made, trusted(sealed), b"%PDF-1.4 one")
    assert "The file given is that original, byte for byte." in said
    with pytest.raises(NotProved, match="neither the text nor the original"):
        check(made, trusted(sealed), b"%PDF-1.4 two")


# -- growth -----------------------------------------------------------------------------


def test_any_two_checkpoints_are_consistent(sealed: Repository) -> None:
    sealed.record("more")
    sealed.save()
    seal(sealed)
    points = load(sealed).checkpoints
    assert len(points) == 3
    for at, newer in enumerate(points):
        for older in points[: at + 1]:
            made = proofs.prove_growth(load(sealed), older, newer)
            assert proves(file_of(made), read_checkpoint(newer.text()))
            assert proves(file_of(made), read_checkpoint(older.text()))


def test_a_reader_with_an_older_checkpoint_is_led_to_the_newer(sealed: Repository) -> None:
    old = read_checkpoint(load(sealed).checkpoints[0].text())
    with pytest.raises(NotProved, match="--since"):
        check(proof(sealed, "minutes"), old)
    said = check(proof(sealed, "minutes", since=old.size), old)
    assert said[0].startswith("The log only grew: the first 3 of its 9 leaves")


def test_a_checkpoint_of_another_log_is_told(sealed: Repository) -> None:
    head = trusted(sealed)
    made = proof(sealed, "minutes")
    with pytest.raises(NotProved, match=r"not of example\.org/other"):
        check(made, Head("example.org/other", head.size, head.root))
    with pytest.raises(NotProved, match="of another log: at 9 leaves"):
        check(made, Head(head.origin, head.size, b"x" * 32))


# -- tampering --------------------------------------------------------------------------


def test_no_byte_of_a_proof_can_be_changed(sealed: Repository) -> None:
    data = file_of(proof(sealed, "minutes#p4", since=3))
    head = trusted(sealed)
    assert proves(data, head)
    unnoticed = [
        at
        for at in range(len(data))
        for other in (data[at] ^ 1, data[at] ^ 0x20)
        if proves(data[:at] + bytes([other]) + data[at + 1 :], head)
    ]
    assert unnoticed == []


def test_no_byte_of_a_proof_can_be_left_out_or_put_in(sealed: Repository) -> None:
    data = file_of(proof(sealed, "letter", text=False))
    head = trusted(sealed)
    assert not any(proves(data[:at] + data[at + 1 :], head) for at in range(len(data)))
    assert not any(proves(data[:at] + b"0" + data[at:], head) for at in range(len(data) + 1))


def test_a_text_and_its_hash_changed_together_do_not_prove(sealed: Repository) -> None:
    made: Any = proof(sealed, "letter")
    content = made["leaves"][0]["content"]
    content["text"] = content["text"].replace("again", "never")
    content["sha256"] = hashlib.sha256(content["text"].encode()).hexdigest()
    with pytest.raises(NotProved, match="not the one sealed"):
        check(made, None)


def test_a_statement_changed_with_its_content_and_leaf_does_not_prove(sealed: Repository) -> None:
    made: Any = proof(sealed, "letter", text=False)
    leaf = made["leaves"][0]
    leaf["statement"] = leaf["statement"].replace('"version":2', '"version":7')
    made_up = checkproof.salted(bytes.fromhex(leaf["statement_salt"]), leaf["statement"].encode())
    leaf["leaf"] = made_up.hex()
    with pytest.raises(NotProved, match="not in the log of that checkpoint"):
        check(made, None)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda made: made.pop("leaves"), "proves nothing"),
        (lambda made: made.update(leaves=[]), "no list"),
        (lambda made: made.update(leaves=None), "no list"),
        (lambda made: made.update(more=1), "has 'more'"),
        (lambda made: made.pop("checkpoint"), "lacks 'checkpoint'"),
        (lambda made: made.update(checkpoint=7), "no text"),
        (lambda made: made.update(checkpoint=made["checkpoint"] + "extra\n"), "three lines"),
        (lambda made: made.pop("about"), "what it is about"),
        (lambda made: made.update(about="letter#p4"), "its leaves are not"),
        (lambda made: made.update(about="minutes"), "its leaves are not"),
        (lambda made: made["quote"].update(first_line=True), "lines quoted"),
        (lambda made: made["quote"].update(last_line=10**9), "lines quoted"),
        (lambda made: made["quote"].update(text="4. Agreed never"), "does not stand"),
        (lambda made: made["leaves"][0].update(index=True), "no number"),
        (lambda made: made["leaves"][0].update(index=-1), "not in the log"),
        (lambda made: made["leaves"][0].update(path=["00"] * 200), "no list of hashes"),
        (lambda made: made["leaves"][0].update(path=["00"]), "64 hexadecimal"),
        (lambda made: made["leaves"][0].update(leaf="F" * 64), "64 hexadecimal"),
        (lambda made: made["leaves"][0].update(content=[]), "not as it must be"),
        (lambda made: made["leaves"][0].pop("content"), "does not show"),
        (lambda made: made["leaves"].reverse(), "no version"),
        (lambda made: made["leaves"].append("x"), "not as it must be"),
    ],
)
def test_a_proof_that_is_not_as_it_must_be_says_why(
    sealed: Repository, change: Any, why: str
) -> None:
    made = json.loads(written(proof(sealed, "minutes#p4")))
    change(made)
    with pytest.raises(NotProved, match=why):
        check(made, None)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b"7", b'{"a":NaN}'])
def test_what_is_no_proof_is_told_and_never_a_traceback(data: bytes) -> None:
    with pytest.raises(NotProved):
        read_proof(data)


# -- asked for what is not there ----------------------------------------------------------


def test_what_is_not_sealed_yet_cannot_be_proved(sealed: Repository) -> None:
    sealed.record("late", "Too late.")
    sealed.save()
    sealed.build()
    with pytest.raises(NotInArchive, match="run `secretariat seal`"):
        proof(sealed, "late")


@pytest.mark.parametrize(
    ("ref", "version", "why"),
    [
        ("lettr", None, "did you mean letter"),
        ("letter", 9, "it has 1 to 2"),
        ("minutes#p99", None, "no paragraph #p99"),
    ],
)
def test_what_is_not_there_is_told(
    sealed: Repository, ref: str, version: int | None, why: str
) -> None:
    with pytest.raises(NotInArchive, match=why):
        proof(sealed, ref, version=version)


def test_a_paragraph_needs_its_text(sealed: Repository) -> None:
    with pytest.raises(UsageProblem, match="without the text"):
        proof(sealed, "minutes#p4", text=False)


# -- without this package -----------------------------------------------------------------


def alone(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run the script in a folder that has nothing else, with no package in reach."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "check_proof.py", *words],
        cwd=folder,
        env={},
        capture_output=True,
        check=False,
    )


@pytest.fixture
def elsewhere(sealed: Repository, tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copyfile(checkproof.__file__, folder / "check_proof.py")
    (folder / "proof.json").write_bytes(file_of(proof(sealed, "minutes#p4", since=3)))
    shutil.copyfile(sealed.root / "records" / "log" / "checkpoint", folder / "checkpoint")
    shutil.copyfile(sealed.root / "records" / "minutes.md", folder / "minutes.md")
    return folder


def test_the_package_is_out_of_reach_there(elsewhere: Path) -> None:
    (elsewhere / "check_proof.py").write_text("import archive\n", "utf-8")
    assert b"No module named 'archive'" in alone(elsewhere).stderr


def test_the_script_alone_checks_a_proof(elsewhere: Path) -> None:
    words = ("proof.json", "--checkpoint", "checkpoint", "--file", "minutes.md")
    done = alone(elsewhere, *words)
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode("utf-8")
    assert said.startswith("Proved.\nThe log only grew")
    assert "The file given is that content, byte for byte." in said


def test_the_script_alone_refuses_in_one_line(elsewhere: Path) -> None:
    data = (elsewhere / "proof.json").read_bytes()
    (elsewhere / "proof.json").write_bytes(data.replace(b"Agreed", b"agreed"))
    done = alone(elsewhere, "proof.json", "--checkpoint", "checkpoint")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"not proved: the text shown is not the one sealed in leaf ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("missing", ["proof.json", "checkpoint"])
def test_the_script_alone_names_a_file_that_is_not_there(elsewhere: Path, missing: str) -> None:
    (elsewhere / missing).unlink()
    done = alone(elsewhere, "proof.json", "--checkpoint", "checkpoint")
    assert done.returncode == 1
    assert missing.encode() in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_script_alone_passes_nothing_on_that_steers_a_terminal(
    sealed: Repository, elsewhere: Path
) -> None:
    sealed.record("odd", "Red \x1b[31m text.")
    sealed.save()
    seal(sealed)
    (elsewhere / "proof.json").write_bytes(file_of(proof(sealed, "odd#p1")))
    done = alone(elsewhere, "proof.json")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
