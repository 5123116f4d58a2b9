"""Three hosts in a chain: the third proves that the records of the first are all there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.toolkit.handover.making import make_pair
from tests.toolkit.handover.receiving.tampering import (
    BEA,
    Giver,
    bundle_again,
    clone,
    codes,
    judged,
    sign_again,
    today,
)
from tests.toolkit.steps import git, rewrite, run_in

NOTE = "---\nid: of-cestria\nkind: note\ntitle: Of Cestria\n---\nWe took over.\n"


@pytest.fixture(scope="module")
def chain(
    giving: Giver, accepted: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Giver, Path]:
    """The second host, which packed what it had received, and the third one's workspace."""
    folder = tmp_path_factory.mktemp("chain")
    root = shutil.copytree(accepted, folder / "second")
    for end in ("", ".pub"):
        shutil.copy2(giving.key.with_name(f"next{end}"), folder / f"key{end}")
    second = Giver(root, folder / "key")
    second.save("records/2025/of-cestria.md", NOTE)
    done = run_in(root, "handover", "pack", "--to", "arland", "--output", str(folder / "out"),
                  "--key", str(second.key))  # fmt: skip
    assert done.exit_code == 0, done.output
    (second.package,) = (folder / "out").iterdir()
    third = make_pair(folder, "third-key")
    done = run_in(folder, "handover", "accept", str(second.package), "--into", "third", "--key",
                  str(third.file), "--mandate", "fourth-term", "--from", today(), "--trust",
                  second.fingerprint, *BEA)  # fmt: skip
    assert done.exit_code == 0, done.output
    return second, folder / "third"


def test_the_third_proves_that_all_of_the_first_is_there(chain: tuple[Giver, Path]) -> None:
    done = run_in(chain[1], "handover", "prove-chain", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["holds"] is True
    assert [(e["sender"], e["recipient"], e["contained"]) for e in told["links"]] == [
        ("belmora", "cestria", True),
        ("cestria", "arland", True),
    ]
    assert [(e["signature"], e["receipt"]) for e in told["links"]] == [("holds", "holds")] * 2
    assert told["matched"] == told["leaves"]


def test_verify_counts_the_earlier_handover(chain: tuple[Giver, Path], tmp_path: Path) -> None:
    second, _ = chain
    verdict = judged(second.package, tmp_path / "scratch", fingerprint=second.fingerprint)
    assert (verdict.findings, verdict.custody) == ((), 1)


def test_the_firsts_records_are_byte_for_byte_the_same(
    chain: tuple[Giver, Path], giving: Giver
) -> None:
    commit = git(giving.root, "rev-parse", "HEAD~1").strip()
    assert git(chain[1], "merge-base", commit, "HEAD").strip() == commit
    listed = git(giving.root, "ls-tree", "-r", commit, "records/2024", "records/2025")
    there = git(chain[1], "ls-tree", "-r", "HEAD", "records/2024", "records/2025")
    assert set(listed.splitlines()) < set(there.splitlines())


def test_an_altered_event_of_custody_is_told(chain: tuple[Giver, Path], tmp_path: Path) -> None:
    second = chain[0]
    package = shutil.copytree(second.package, tmp_path / second.package.name)
    repository = clone(package, tmp_path / "clone")
    place = repository / "records/custody/0001-received/statement.txt"
    rewrite(place, "host: belmora", "host: arland")
    git(repository, "commit", "-q", "-a", "-m", "It was somebody else")
    bundle_again(package, repository)
    sign_again(package, second.pair)
    verdict = judged(package, tmp_path / "scratch", fingerprint=second.fingerprint)
    (finding,) = [each for each in verdict.findings if each.code == "P065"]
    assert "0001-received: the signature of the package does not hold" in finding.message


def test_a_log_begun_anew_does_not_hold_the_earlier_archive(
    chain: tuple[Giver, Path], tmp_path: Path
) -> None:
    """The second host would hide what it changed by sealing all anew."""
    from tests.toolkit.handover.receiving.test_verify import sealed_again

    second = chain[0]
    package = shutil.copytree(second.package, tmp_path / second.package.name)
    repository = clone(package, tmp_path / "clone")
    git(repository, "rm", "-q", "-r", "records/log")
    git(repository, "commit", "-q", "-m", "Begin the log anew")
    done = run_in(repository, "seal", *BEA)
    assert done.exit_code == 0, done.output
    sealed_again(repository, package, second.pair)
    verdict = judged(package, tmp_path / "scratch", fingerprint=second.fingerprint)
    assert ("P057", "data/records.bundle") in codes(verdict)
    assert not verdict.with_reservations


def test_the_chain_does_not_hold_where_the_log_was_begun_anew(
    chain: tuple[Giver, Path], tmp_path: Path
) -> None:
    root = shutil.copytree(chain[1], tmp_path / "third")
    shutil.rmtree(root / "records/log")
    git(root, "rm", "-q", "-r", "--cached", "records/log")
    git(root, "commit", "-q", "-m", "No log")
    assert run_in(root, "seal", *BEA).exit_code == 0
    done = run_in(root, "handover", "prove-chain")
    assert done.exit_code == 1
    assert "NOT all in the log of today" in done.output


def test_the_chain_does_not_hold_where_a_statement_was_altered(
    chain: tuple[Giver, Path], tmp_path: Path
) -> None:
    root = shutil.copytree(chain[1], tmp_path / "third")
    statement = sorted((root / "records/custody").glob("*/statement.txt"))[0]
    rewrite(statement, "time: 2", "time: 3")
    git(root, "commit", "-q", "-a", "-m", "Tidy up")
    done = run_in(root, "handover", "prove-chain")
    assert done.exit_code == 1
    assert "error P060" in done.output
    assert "error P066" in done.output


def test_a_key_that_was_revoked_since_is_told_and_the_chain_holds(
    chain: tuple[Giver, Path], tmp_path: Path
) -> None:
    root = shutil.copytree(chain[1], tmp_path / "third")
    done = run_in(root, "keys", "revoke", chain[0].fingerprint, "--reason", "Lost", "--yes")
    assert done.exit_code == 0, done.output
    done = run_in(root, "handover", "prove-chain")
    assert done.exit_code == 0, done.output
    assert "warning P062" in done.output
    assert "Not every signature counts" in done.output
