"""What `check` finds in the files of keys."""

from __future__ import annotations

import base64

import pytest

from archive.check import check
from tests.conftest import Repository

KEY = (
    "ssh-ed25519 "
    + base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes(range(32))).decode()
)
NAMESPACES = 'namespaces="secretariat-handover"'
TERM = f'{NAMESPACES},valid-after="20240101000000Z",valid-before="20251231235959Z"'
GOOD = f"first {TERM} {KEY} first 2024-01-05\n"
MANDATES = "- {id: first, host: it, from: 2024-01-01, to: 2025-12-31}\n- {id: open, host: it}\n"


@pytest.fixture
def workspace(repository: Repository) -> Repository:
    repository.write("registers/partners.yaml", "- {id: it, name: Italy, region: Europe}\n")
    repository.write("registers/mandates.yaml", MANDATES)
    return repository


def found(workspace: Repository) -> list[tuple[str, int]]:
    return [(each.code, each.line) for each in check(workspace.workspace)]


def test_keys_of_a_mandate_are_no_stray_files(workspace: Repository) -> None:
    workspace.write("registers/allowed_signers", f"# keys\n\n{GOOD}")
    workspace.write("registers/revoked_keys", f"{KEY} 2026-05-03 first: lost\n")
    assert found(workspace) == []


@pytest.mark.parametrize(
    "line",
    [
        "garbage",
        f"* {TERM} {KEY}",
        f"first,open {TERM} {KEY}",
        f"first cert-authority,{TERM} {KEY}",
        f"first {TERM},{NAMESPACES} {KEY}",
        f"first {TERM} {KEY[:-9]}",
        f"first {TERM} ssh-rsa {KEY.split()[1]}",
        f'first {NAMESPACES},valid-after="20240101" {KEY}',
        f'first {NAMESPACES},valid-after="20240230Z" {KEY}',
        f'first {NAMESPACES},valid-after="20250101Z",valid-before="20240101Z" {KEY}',
    ],
)
def test_a_line_that_is_not_understood(workspace: Repository, line: str) -> None:
    workspace.write("registers/allowed_signers", f"# keys\n{line}\n")
    assert found(workspace) == [("K001", 2)]


def test_a_line_that_is_not_utf_8(workspace: Repository) -> None:
    workspace.write("registers/allowed_signers", b"first \xff\n")
    assert found(workspace) == [("K001", 1)]


@pytest.mark.parametrize("who", ["second", "it"])
def test_a_key_of_no_mandate(workspace: Repository, who: str) -> None:
    workspace.write("registers/allowed_signers", GOOD.replace("first", who, 1))
    assert found(workspace) == [("K002", 1)]


def test_an_unreadable_register_is_not_a_fault_of_the_keys(workspace: Repository) -> None:
    workspace.write("registers/mandates.yaml", "- [\n")
    workspace.write("registers/allowed_signers", GOOD)
    assert {code for code, _ in found(workspace)} == {"R003"}


@pytest.mark.parametrize(
    "options",
    [
        NAMESPACES,
        f'{NAMESPACES},valid-after="20231231235959Z",valid-before="20251231235959Z"',
        f'{NAMESPACES},valid-after="20240101Z",valid-before="20260101Z"',
        f'{NAMESPACES},valid-after="20240101Z"',
    ],
)
def test_dates_beyond_those_of_the_mandate(workspace: Repository, options: str) -> None:
    workspace.write("registers/allowed_signers", f"first {options} {KEY}\n")
    assert found(workspace) == [("K003", 1)]


@pytest.mark.parametrize(
    ("who", "options"),
    [
        ("first", f'{NAMESPACES},valid-after="202402010000Z",valid-before="20240601Z"'),
        ("open", NAMESPACES),
        ("open", f'{NAMESPACES},valid-before="20240601Z"'),
    ],
)
def test_dates_within_those_of_the_mandate(workspace: Repository, who: str, options: str) -> None:
    workspace.write("registers/allowed_signers", f"{who} {options} {KEY}\n")
    assert found(workspace) == []


def test_dates_of_a_revoked_key_are_nobodys_concern(workspace: Repository) -> None:
    workspace.write("registers/allowed_signers", f"first {NAMESPACES} {KEY}\n")
    workspace.write("registers/revoked_keys", f"{KEY} 2026-05-03 lost\n")
    assert found(workspace) == []


@pytest.mark.parametrize(
    "spaces", ['namespaces="git",', 'namespaces="git,secretariat-handover",', ""]
)
def test_a_key_for_more_than_handovers(workspace: Repository, spaces: str) -> None:
    workspace.write("registers/allowed_signers", GOOD.replace(f"{NAMESPACES},", spaces))
    assert found(workspace) == [("K004", 1)]


def test_a_key_that_is_listed_twice(workspace: Repository) -> None:
    workspace.write("registers/allowed_signers", GOOD + GOOD.replace("first ", "open ", 1) + GOOD)
    assert found(workspace) == [("K005", 3)]


@pytest.mark.parametrize("comment", ["", " lost", " 2026-02-30 lost", " 2026-05-03 first: "])
def test_a_revocation_without_day_or_reason(workspace: Repository, comment: str) -> None:
    workspace.write("registers/revoked_keys", f"{KEY}{comment}\n")
    assert found(workspace) == [("K006", 1)]


@pytest.mark.parametrize("data", [b"garbage\n", b"SSHKRL\n\0\0\0\0\1"])
def test_revoked_keys_that_are_not_understood(workspace: Repository, data: bytes) -> None:
    workspace.write("registers/revoked_keys", data)
    assert found(workspace) == [("K001", 1)]


def test_a_private_key_beside_the_registers(workspace: Repository) -> None:
    workspace.write("registers/first", "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n")
    assert ("K007", 0) in found(workspace)
