"""`secretariat keys`: made, trusted, revoked, listed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.signers import REVOKED, SIGNERS
from archive.workspace import Workspace
from tests.toolkit.handover.making import Pair, ssh_keygen
from tests.toolkit.handover.test_signing import asking
from tests.toolkit.steps import Run, files_under, rewrite
from toolkit.handover import keys
from toolkit.handover.signing import Trust, sign
from toolkit.handover.statement import Statement

MANDATES = "records/registers/mandates.yaml"


def public_file(pair: Pair) -> str:
    return f"{pair.file}.pub"


@pytest.fixture
def trusted(run: Run, own: Pair) -> Pair:
    """The first term's key, trusted in the test's workspace."""
    assert run("keys", "trust", public_file(own), "--mandate", "first-term", "--yes").exit_code == 0
    return own


# -- new ------------------------------------------------------------------------------


def test_a_new_key_signs_for_its_mandate(run: Run, root: Path) -> None:
    from datetime import UTC, datetime

    done = run("keys", "new", "--mandate", "second-term", "--no-passphrase")
    assert done.exit_code == 0, done.output
    key = keys.usual_folder() / "second-term"
    when = datetime(2026, 6, 1, tzinfo=UTC)
    said = Statement("package", "sha256:" + "0" * 64, "second-term", "belmora", when)
    assert sign(said, key, Trust.of(Workspace(root)))
    assert run("check").output == "Nothing is wrong.\n"


def test_its_signatures_are_checked_by_ssh_keygen_alone_with_the_files_as_they_are(
    run: Run, root: Path, trusted: Pair, tmp_path: Path
) -> None:
    run("keys", "new", "--mandate", "second-term", "--no-passphrase")
    run("keys", "revoke", "second-term", "--reason", "verlorenes Gerät", "--yes")
    (tmp_path / "sig").write_bytes(trusted.signs(b"x"))
    words: tuple[str | Path, ...] = (
        "-Y", "verify", "-f", root / SIGNERS, "-I", "first-term", "-n", "secretariat-handover",
        "-r", root / REVOKED, "-s", tmp_path / "sig", "-Overify-time=20250601000000Z",
    )  # fmt: skip
    assert ssh_keygen(*words, given=b"x").returncode == 0
    run("keys", "revoke", "first-term", "--reason", "lost", "--yes")
    assert ssh_keygen(*words, given=b"x").returncode != 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_may_read_it(run: Run) -> None:
    run("keys", "new", "--mandate", "second-term", "--no-passphrase")
    key = keys.usual_folder() / "second-term"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(each.name for each in key.parent.iterdir()) == ["second-term", "second-term.pub"]


def test_without_a_mandate_it_is_of_the_term_that_holds_today(run: Run, root: Path) -> None:
    done = run("keys", "new", "--no-passphrase")
    assert "may sign for second-term from 1 January 2026, with no end so far" in done.stdout


def test_where_two_terms_may_hold_today_it_asks_which(run: Run, root: Path) -> None:
    rewrite(root / MANDATES, "to: 2025-12-31", 'to: ".."')
    rewrite(root / MANDATES, '  to: ".."\n', "")
    done = run("keys", "new", "--no-passphrase")
    assert done.exit_code == 2
    assert "both first-term and second-term may hold today" in done.stderr


def test_nothing_is_overwritten(run: Run) -> None:
    run("keys", "new", "--no-passphrase")
    before = files_under(keys.usual_folder())
    done = run("keys", "new", "--no-passphrase")
    assert done.exit_code == 1
    assert "is there already" in done.stderr
    assert files_under(keys.usual_folder()) == before


def test_a_private_key_is_not_put_into_the_workspace(run: Run, root: Path) -> None:
    before = files_under(root)
    done = run("keys", "new", "--no-passphrase", "--file", "records/key")
    assert done.exit_code == 1
    assert "lies in the workspace" in done.stderr
    assert files_under(root) == before


def test_where_nobody_can_be_asked_for_a_passphrase_no_key_is_made(run: Run) -> None:
    done = run("keys", "new")
    assert done.exit_code == 2
    assert "--no-passphrase" in done.stderr
    assert not keys.usual_folder().exists()


@pytest.mark.skipif(os.name == "nt", reason="the program that answers is a shell script")
def test_the_passphrase_is_asked_by_ssh_keygen(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking(tmp_path, monkeypatch, "echo correct horse")
    assert run("keys", "new").exit_code == 0
    key = keys.usual_folder() / "second-term"
    assert ssh_keygen("-y", "-P", "", "-f", key).returncode != 0
    assert ssh_keygen("-y", "-P", "correct horse", "-f", key).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="the program that answers is a shell script")
def test_an_empty_passphrase_makes_no_key(
    run: Run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking(tmp_path, monkeypatch, "echo")
    done = run("keys", "new")
    assert done.exit_code == 1
    assert "no passphrase was given" in done.stderr
    assert files_under(keys.usual_folder()) == {}
    assert not (root / SIGNERS).exists()


# -- trust ----------------------------------------------------------------------------


def test_the_fingerprint_is_shown_before_it_asks(run: Run, root: Path, own: Pair) -> None:
    listed = ssh_keygen("-l", "-f", public_file(own)).stdout.decode().split()[1]
    words = ("keys", "trust", public_file(own), "--mandate", "first-term")
    done = run(*words, answers="n\n")
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{listed} (ssh-ed25519)\n")
    assert done.stderr == "nothing was changed\n"
    assert not (root / SIGNERS).exists()
    assert run(*words, answers="y\n").exit_code == 0
    assert (root / SIGNERS).exists()


def test_a_fingerprint_that_was_told_is_compared(
    run: Run, root: Path, own: Pair, other: Pair
) -> None:
    words = ("keys", "trust", public_file(own), "--mandate", "first-term", "--fingerprint")
    done = run(*words, other.public.fingerprint)
    assert done.exit_code == 1
    assert "not the one you were told" in done.stderr
    assert not (root / SIGNERS).exists()
    assert run(*words, "ab:cd").exit_code == 2
    assert run(*words, own.public.fingerprint).exit_code == 0


def test_a_line_takes_the_dates_of_the_mandate(run: Run, root: Path, trusted: Pair) -> None:
    line = (root / SIGNERS).read_text(encoding="utf-8").splitlines()[-1]
    assert line.startswith(
        'first-term namespaces="secretariat-handover",valid-after="20240101000000Z",'
        f'valid-before="20251231235959Z" {trusted.public.text} first-term 20'
    )


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("from: 2024\n  to: 2025", "1 January 2024", "31 December 2025"),
        ("from: 2024-03\n  to: 2025-02", "1 March 2024", "28 February 2025"),
        ("from: 2024-03~\n  to: 2025-12~", "30 January 2024", "31 January 2026"),
        ("from: 2024?\n  to: 2025-06-30?", "1 January 2024", "30 June 2025"),
    ],
)
def test_what_is_not_exact_counts_from_its_first_to_its_last_day(
    run: Run, root: Path, own: Pair, written: str, first: str, last: str
) -> None:
    rewrite(root / MANDATES, "from: 2024-01-01\n  to: 2025-12-31", written)
    done = run("keys", "trust", public_file(own), "--mandate", "first-term", "--yes")
    assert f"from {first} to {last}." in done.stdout


def test_a_term_that_is_over_may_sign_what_comes_late_where_the_register_says_so(
    run: Run, root: Path, own: Pair
) -> None:
    rewrite(root / MANDATES, "to: 2025-12-31", "to: 2025-12-31\n  hands_over_until: 2026-06")
    done = run("keys", "trust", public_file(own), "--mandate", "first-term", "--yes")
    assert "from 1 January 2024 to 30 June 2026." in done.stdout
    assert run("check").output == "Nothing is wrong.\n"


def test_trusted_again_a_key_takes_the_new_dates_and_keeps_its_line(
    run: Run, root: Path, trusted: Pair
) -> None:
    with (root / SIGNERS).open("a", encoding="utf-8", newline="\n") as file:
        file.write("# a note of ours\n")
    rewrite(root / MANDATES, "2025-12-31", "2025-06-30")
    assert "K003" in run("check").output
    print_ = trusted.public.fingerprint
    assert run("keys", "trust", print_, "--mandate", "first-term", "--yes").exit_code == 0
    lines = (root / SIGNERS).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    assert 'valid-before="20250630235959Z"' in lines[2]
    assert lines[3] == "# a note of ours"
    assert run("check").output == "Nothing is wrong.\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("hello", "this is no public key"),
        ("", "there is no key in it"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nx\n", "this is a private key"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\nx\n", "not the form"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA", "cut off"),
        ("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIBIFlX7/2dey83Cy+pTDyTaDo5OGlwmBLOXbv7gmPF8O", "another"),
        ("ssh-dss AAAAB3NzaC1kc3M=", "may not sign"),
    ],
)
def test_what_is_no_public_key_is_refused(
    run: Run, root: Path, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "x.pub").write_text(content, encoding="utf-8")
    done = run("keys", "trust", str(tmp_path / "x.pub"), "--mandate", "first-term", "--yes")
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (root / SIGNERS).exists()


def test_a_short_rsa_key_is_refused(run: Run, tmp_path: Path) -> None:
    assert (
        ssh_keygen("-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", tmp_path / "r").returncode == 0
    )
    done = run("keys", "trust", str(tmp_path / "r.pub"), "--mandate", "first-term", "--yes")
    assert "an RSA key of 1024 bits is too short" in done.stderr


def test_an_unknown_mandate_is_refused(run: Run, own: Pair) -> None:
    done = run("keys", "trust", public_file(own), "--mandate", "third-term", "--yes")
    assert done.exit_code == 2
    assert "take one of first-term, second-term" in done.stderr


def test_an_unknown_file_or_fingerprint_is_refused(run: Run) -> None:
    done = run("keys", "trust", "SHA256:none", "--mandate", "first-term", "--yes")
    assert done.exit_code == 2
    assert "there is no key 'SHA256:none'" in done.stderr


def test_a_disk_that_cannot_be_written_leaves_all_as_it_was(
    run: Run, root: Path, own: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = run("keys", "trust", public_file(own), "--mandate", "first-term", "--yes")
    assert done.exit_code == 1
    assert "No space left on device" in done.stderr
    assert not (root / SIGNERS).exists()
    assert not list((root / SIGNERS).parent.glob(".*"))


# -- revoke ---------------------------------------------------------------------------


def test_a_revoked_key_is_kept_with_day_mandate_and_reason(
    run: Run, root: Path, trusted: Pair
) -> None:
    done = run("keys", "revoke", "first-term", "--reason", "The laptop\nwas  lost", "--yes")
    assert done.exit_code == 0, done.output
    line = (root / REVOKED).read_text(encoding="utf-8").splitlines()[-1]
    assert line.startswith(f"{trusted.public.text} 20")
    assert line.endswith(" first-term: The laptop was lost")
    assert run("check").output == "Nothing is wrong.\n"


def test_revoking_asks_first(run: Run, root: Path, trusted: Pair) -> None:
    done = run("keys", "revoke", "first-term", "--reason", "lost", answers="n\n")
    assert done.exit_code == 1
    assert trusted.public.fingerprint in done.stdout
    assert not (root / REVOKED).exists()


def test_a_key_is_revoked_once_and_never_trusted_again(run: Run, root: Path, trusted: Pair) -> None:
    run("keys", "revoke", "first-term", "--reason", "lost", "--yes")
    before = files_under(root)
    again = run("keys", "revoke", "first-term", "--reason", "other", "--yes")
    assert again.exit_code == 1
    assert "was revoked on " in again.stderr
    trust = run("keys", "trust", public_file(trusted), "--mandate", "second-term", "--yes")
    assert trust.exit_code == 1
    assert files_under(root) == before


def test_a_key_that_was_never_trusted_can_be_revoked(run: Run, root: Path, own: Pair) -> None:
    done = run("keys", "revoke", public_file(own), "--reason", "found on a stick", "--yes")
    assert done.exit_code == 0
    assert run("check").output == "Nothing is wrong.\n"


def test_of_several_keys_one_must_be_named(run: Run, trusted: Pair, other: Pair) -> None:
    run("keys", "trust", public_file(other), "--mandate", "first-term", "--yes")
    done = run("keys", "revoke", "first-term", "--reason", "lost", "--yes")
    assert done.exit_code == 2
    assert other.public.fingerprint in done.stderr


def test_a_reason_is_wanted(run: Run, trusted: Pair) -> None:
    assert run("keys", "revoke", "first-term", "--reason", " ", "--yes").exit_code == 2


# -- list -----------------------------------------------------------------------------


def test_without_keys_the_first_step_is_said(run: Run) -> None:
    assert "secretariat keys new" in run("keys", "list").stdout
    assert json.loads(run("keys", "list", "--json").stdout) == []


def test_the_list_says_how_each_key_stands(
    run: Run, root: Path, trusted: Pair, other: Pair, make: Callable[[str], Pair]
) -> None:
    revoked, stray = make("revoked"), make("stray")
    run("keys", "new", "--mandate", "second-term", "--no-passphrase")
    run("keys", "trust", public_file(revoked), "--mandate", "second-term", "--yes")
    run("keys", "revoke", public_file(revoked), "--reason", "lost", "--yes")
    with (root / SIGNERS).open("a", encoding="utf-8", newline="\n") as file:
        file.write(f'third-term namespaces="secretariat-handover" {stray.public.text}\n')
    rows = json.loads(run("keys", "list", "--json").stdout)
    assert [(row["mandate"], row["state"], bool(row["private_key"])) for row in rows] == [
        ("first-term", "ended", False),
        ("second-term", "valid", True),
        ("second-term", "revoked", False),
        ("third-term", "contradicts its mandate", False),
    ]
    assert rows[0]["valid_before"] == "2025-12-31T23:59:59Z"
    assert rows[2]["reason"] == "lost"
    shown = run("keys", "list").stdout
    assert "from 1 January 2024 to 31 December 2025" in shown
    assert ": lost" in shown


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str], Pair]:
    """Makes further keys by name."""
    from tests.toolkit.handover.making import make_pair

    return lambda name: make_pair(tmp_path, name)


def test_a_saved_key_is_in_the_clone_byte_for_byte(
    run: Run, root: Path, trusted: Pair, tmp_path: Path
) -> None:
    run("keys", "revoke", "first-term", "--reason", "verlorenes Gerät", "--yes")
    assert run("save", "The keys").exit_code == 0
    words = ["git", "-c", "core.autocrlf=true", "clone", "-q", str(root), str(tmp_path / "clone")]
    subprocess.run(words, check=True)
    for path in (SIGNERS, REVOKED):
        assert (tmp_path / "clone" / path).read_bytes() == (root / path).read_bytes()
