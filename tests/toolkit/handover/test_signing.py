"""Signatures by the real ssh-keygen: the good one holds, and each bad one has its own reason."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive.signers import NAMESPACE, REVOKED, SIGNERS, Revocation, Signer, Window
from tests.toolkit.handover.making import (
    ITALY,
    TERM,
    Pair,
    make_pair,
    ssh_keygen,
    trusting,
)
from toolkit.handover.errors import ProgramFailed, SignatureRefused
from toolkit.handover.signing import Trust, sign, verify
from toolkit.handover.statement import Statement

WORDS = "correct horse"


def italys(pair: Pair, window: Window = TERM) -> Signer:
    return Signer("aes-italy", pair.public, window)


def refusal(
    statement: bytes, signature: bytes | None, trust: Trust, tmp_path: Path
) -> SignatureRefused:
    """Our refusal; ssh-keygen by itself, with the same files, does not accept it either."""
    with pytest.raises(SignatureRefused) as caught:
        verify(statement, signature, trust)
    (tmp_path / "allowed").write_bytes(trust.signers)
    (tmp_path / "revoked").write_bytes(trust.revoked)
    (tmp_path / "sig").write_bytes(signature or b"")
    alone = ssh_keygen(
        "-Y", "verify", "-f", tmp_path / "allowed", "-I", "aes-italy", "-n", NAMESPACE,
        "-s", tmp_path / "sig", "-r", tmp_path / "revoked", "-Overify-time=20261122074421Z",
        given=statement,
    )  # fmt: skip
    assert alone.returncode != 0
    return caught.value


def test_a_signature_of_the_mandates_key_holds(own: Pair) -> None:
    trust = trusting(italys(own))
    verified = verify(ITALY.data, sign(ITALY, own.file, trust), trust, kind="package")
    assert verified.statement == ITALY
    assert verified.key == own.public
    assert verified.signer.line == 1


@pytest.mark.parametrize("moment", ["after", "before"])
def test_the_first_and_last_second_of_the_mandate_are_within(own: Pair, moment: str) -> None:
    said = replace(ITALY, time=getattr(TERM, moment))
    assert sign(said, own.file, trusting(italys(own)))


@pytest.mark.parametrize(("moment", "step"), [("after", -1), ("before", 1)])
def test_a_second_outside_its_mandate_is_refused(own: Pair, moment: str, step: int) -> None:
    said = replace(ITALY, time=getattr(TERM, moment) + timedelta(seconds=step))
    with pytest.raises(SignatureRefused) as caught:
        verify(said.data, own.signs(said.data), trusting(italys(own)))
    assert caught.value.reason == "outside its mandate"
    assert "only from 1 July 2022 to 31 January 2027" in str(caught.value)


@pytest.mark.parametrize(("moment", "step", "told"), [("after", -1, False), ("before", 1, True)])
def test_of_what_comes_late_the_way_out_is_told(
    own: Pair, moment: str, step: int, told: bool
) -> None:
    said = replace(ITALY, time=getattr(TERM, moment) + timedelta(seconds=step))
    with pytest.raises(SignatureRefused) as caught:
        verify(said.data, own.signs(said.data), trusting(italys(own)))
    assert ("`hands_over_until` of aes-italy" in str(caught.value)) is told


def test_outside_is_refused_by_ssh_keygen_too(own: Pair, tmp_path: Path) -> None:
    early = replace(TERM, before=ITALY.time - timedelta(seconds=1))
    trust = trusting(italys(own, early))
    refused = refusal(ITALY.data, own.signs(ITALY.data), trust, tmp_path)
    assert refused.reason == "outside its mandate"


def test_another_namespace_is_refused(own: Pair, tmp_path: Path) -> None:
    signature = own.signs(ITALY.data, "git")
    refused = refusal(ITALY.data, signature, trusting(italys(own)), tmp_path)
    assert refused.reason == "other namespace"
    assert "made for 'git'" in str(refused)


def test_a_key_listed_for_another_namespace_is_refused(own: Pair, tmp_path: Path) -> None:
    trust = trusting(replace(italys(own), namespaces=("git",)))
    refused = refusal(ITALY.data, own.signs(ITALY.data), trust, tmp_path)
    assert refused.reason == "other namespace"
    assert f"line 1 of {SIGNERS}" in str(refused)


def test_a_revoked_key_is_refused_with_day_and_reason(own: Pair, tmp_path: Path) -> None:
    line = Revocation(own.public, "2026-05-03", "The laptop was lost", "aes-italy").text
    trust = trusting(italys(own), revoked=f"# lost keys\n{line}\n")
    refused = refusal(ITALY.data, own.signs(ITALY.data), trust, tmp_path)
    assert refused.reason == "revoked key"
    assert "revoked on 3 May 2026: The laptop was lost" in str(refused)


def test_a_key_that_is_revoked_without_a_reason_is_refused_too(own: Pair, tmp_path: Path) -> None:
    trust = trusting(italys(own), revoked=f"{own.public.text}\n")
    refused = refusal(ITALY.data, own.signs(ITALY.data), trust, tmp_path)
    assert refused.reason == "revoked key"


def test_revoked_keys_in_openssh_s_own_list_are_refused(own: Pair, tmp_path: Path) -> None:
    krl = tmp_path / "krl"
    made = ssh_keygen("-k", "-f", krl, own.file.with_name(f"{own.file.name}.pub"))
    assert made.returncode == 0
    trust = Trust(trusting(italys(own)).signers, krl.read_bytes())
    refused = refusal(ITALY.data, own.signs(ITALY.data), trust, tmp_path)
    assert refused.reason == "revocations unreadable"


def test_revocations_that_cannot_be_read_let_nothing_through(own: Pair, tmp_path: Path) -> None:
    trust = trusting(italys(own), revoked=f"{own.public.text[:40]}\n")
    refused = refusal(ITALY.data, own.signs(ITALY.data), trust, tmp_path)
    assert refused.reason == "revocations unreadable"
    assert f"line 1 of {REVOKED}" in str(refused)


def test_an_unknown_key_is_refused(own: Pair, other: Pair, tmp_path: Path) -> None:
    refused = refusal(ITALY.data, other.signs(ITALY.data), trusting(italys(own)), tmp_path)
    assert refused.reason == "unknown key"
    assert other.public.fingerprint in str(refused)


def test_a_key_of_another_mandate_is_refused(own: Pair, other: Pair, tmp_path: Path) -> None:
    trust = trusting(italys(own), Signer("aes-belgium", other.public))
    refused = refusal(ITALY.data, other.signs(ITALY.data), trust, tmp_path)
    assert refused.reason == "other mandate"
    assert "is one of aes-belgium" in str(refused)


@pytest.mark.parametrize(
    "altered",
    [
        replace(ITALY, digest="sha256:" + "cd" * 32),
        replace(ITALY, time=ITALY.time + timedelta(days=9999)),
        replace(ITALY, host="be"),
        replace(ITALY, more={"note": "added"}),
    ],
)
def test_an_altered_statement_is_refused(own: Pair, tmp_path: Path, altered: Statement) -> None:
    refused = refusal(altered.data, own.signs(ITALY.data), trusting(italys(own)), tmp_path)
    assert refused.reason == "altered statement"


def test_every_byte_of_a_statement_counts(own: Pair) -> None:
    signature, trust = own.signs(ITALY.data), trusting(italys(own))
    for at in range(len(ITALY.data)):
        other = bytes([ITALY.data[at] ^ 1])
        with pytest.raises(SignatureRefused):
            verify(ITALY.data[:at] + other + ITALY.data[at + 1 :], signature, trust)


@pytest.mark.parametrize("none", [None, b"", b"\n"])
def test_no_signature_is_refused(own: Pair, none: bytes | None) -> None:
    with pytest.raises(SignatureRefused) as caught:
        verify(ITALY.data, none, trusting(italys(own)))
    assert caught.value.reason == "no signature"


@pytest.mark.parametrize(
    ("file", "what"),
    [
        (b"-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n", "OpenPGP"),
        (b"untrusted comment: signature\nRW\n", "minisign"),
        (b"hello\n", "something else"),
        (b"\x00\xff" * 50, "something else"),
        (b"x" * 70_000, "70,000 bytes"),
        (b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n", "cut off"),
        (b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n", "cut off"),
    ],
)
def test_another_kind_of_file_is_refused_by_its_name(own: Pair, file: bytes, what: str) -> None:
    with pytest.raises(SignatureRefused) as caught:
        verify(ITALY.data, file, trusting(italys(own)))
    assert caught.value.reason == "wrong kind of file"
    assert what in str(caught.value)


def test_a_key_in_the_place_of_a_signature_is_told(own: Pair) -> None:
    for file, what in ((own.file, "a private key"), (Path(f"{own.file}.pub"), "a public key")):
        with pytest.raises(SignatureRefused, match=what):
            verify(ITALY.data, file.read_bytes(), trusting(italys(own)))


def test_two_signatures_in_one_file_are_none(own: Pair, other: Pair) -> None:
    both = other.signs(ITALY.data) + own.signs(ITALY.data)
    with pytest.raises(SignatureRefused) as caught:
        verify(ITALY.data, both, trusting(italys(own)))
    assert caught.value.reason == "wrong kind of file"


def test_a_damaged_signature_is_refused(own: Pair, tmp_path: Path) -> None:
    head, *body, end = own.signs(ITALY.data).decode().splitlines()
    blob = bytearray(base64.b64decode("".join(body)))
    blob[-1] ^= 1
    damaged = "\n".join([head, base64.b64encode(blob).decode(), end, ""]).encode()
    refused = refusal(ITALY.data, damaged, trusting(italys(own)), tmp_path)
    assert refused.reason == "altered statement"


def test_what_is_no_statement_is_refused(own: Pair) -> None:
    with pytest.raises(SignatureRefused) as caught:
        verify(b"hello\n", own.signs(b"hello\n"), trusting(italys(own)))
    assert caught.value.reason == "not a statement"


def test_a_statement_of_another_kind_is_refused(own: Pair) -> None:
    trust = trusting(italys(own))
    with pytest.raises(SignatureRefused) as caught:
        verify(ITALY.data, sign(ITALY, own.file, trust), trust, kind="receipt")
    assert caught.value.reason == "other kind of statement"


@pytest.mark.parametrize("who", ["*", "aes-*", "aes-italy,aes-belgium", "!aes-belgium"])
def test_a_line_for_more_than_one_mandate_lets_nobody_sign(own: Pair, who: str) -> None:
    line = f'{who} namespaces="{NAMESPACE}" {own.public.text}\n'
    with pytest.raises(SignatureRefused) as caught:
        verify(ITALY.data, own.signs(ITALY.data), Trust(line.encode()))
    assert caught.value.reason == "unknown key"
    assert "line 1" in str(caught.value)


def test_a_line_in_local_time_lets_nobody_sign(own: Pair) -> None:
    line = italys(own).text.replace('Z"', '"')
    with pytest.raises(SignatureRefused) as caught:
        verify(ITALY.data, own.signs(ITALY.data), Trust(line.encode()))
    assert caught.value.reason == "unknown key"


def test_the_same_key_may_serve_two_terms(own: Pair) -> None:
    earlier = Signer("aes-belgium", own.public, Window(before=TERM.after))
    trust = trusting(earlier, italys(own))
    assert verify(ITALY.data, own.signs(ITALY.data), trust).signer.line == 2


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_other_kinds_of_keys_may_sign(tmp_path: Path, kind: str) -> None:
    pair = make_pair(tmp_path, kind=kind)
    assert sign(ITALY, pair.file, trusting(italys(pair)))


def test_signing_outside_the_mandate_gives_no_signature(own: Pair) -> None:
    late = replace(ITALY, time=ITALY.time + timedelta(days=99))
    with pytest.raises(SignatureRefused) as caught:
        sign(late, own.file, trusting(italys(own)))
    assert caught.value.reason == "outside its mandate"


def test_signing_without_a_key_says_how_to_get_one(own: Pair, tmp_path: Path) -> None:
    with pytest.raises(ProgramFailed, match="secretariat keys new"):
        sign(ITALY, tmp_path / "none", trusting(italys(own)))


def test_a_file_that_is_no_key_cannot_sign(own: Pair, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hello\n", encoding="utf-8")
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(ProgramFailed, match="could not sign"):
        sign(ITALY, tmp_path / "key", trusting(italys(own)))


def asking(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Let a program answer ssh-keygen's questions, as a person would on the terminal."""
    program = folder / "ask"
    program.write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8", newline="\n")
    program.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(program))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")


def test_a_passphrase_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = make_pair(tmp_path, passphrase=WORDS)
    asking(tmp_path, monkeypatch, f"echo {WORDS}")
    assert sign(ITALY, pair.file, trusting(italys(pair)))


def test_without_its_passphrase_a_key_does_not_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = make_pair(tmp_path, passphrase=WORDS)
    asking(tmp_path, monkeypatch, "exit 1")
    with pytest.raises(ProgramFailed, match="type the passphrase"):
        sign(ITALY, pair.file, trusting(italys(pair)))


def test_nothing_is_left_in_the_folder_of_temporary_files(
    own: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    sign(ITALY, own.file, trusting(italys(own)))
    with pytest.raises(SignatureRefused):
        verify(ITALY.data + b"x: y\n", own.signs(ITALY.data), trusting(italys(own)))
    assert list(spare.iterdir()) == []
