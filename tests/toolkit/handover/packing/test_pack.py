"""`handover pack`: what is in a package, and what is refused before one is begun."""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.digest import digest
from tests.toolkit.handover.packing.packages import Packing, files_of, info_of
from tests.toolkit.steps import rewrite, run_in
from toolkit.handover.signing import Trust, verify

bagit = pytest.importorskip("bagit", reason="the library bagit is not installed")

AGENDA = "records/2024/som-1-agenda.md"


def trust_of(packing: Packing) -> Trust:
    folder = packing.root / "records/registers"
    return Trust((folder / "allowed_signers").read_bytes())


def test_a_package_is_a_bag_that_others_find_valid(packed_sample: Packing) -> None:
    bag = bagit.Bag(str(packed_sample.first))
    assert bag.is_valid()


def test_it_is_called_by_process_day_term_and_host(packing: Packing) -> None:
    assert packing.made().name == f"ep-{datetime.now(UTC):%Y-%m-%d}-second-term-to-cestria"


def test_its_digest_is_signed_by_the_key_of_the_term(packed_sample: Packing) -> None:
    package = packed_sample.first
    folder = package / "signature"
    held = verify(
        (folder / "statement.txt").read_bytes(),
        (folder / "statement.txt.sig").read_bytes(),
        trust_of(packed_sample),
        kind="package",
    )
    tags = (package / "tagmanifest-sha256.txt").read_bytes()
    assert held.statement.digest == f"sha256:{hashlib.sha256(tags).hexdigest()}"
    assert (held.statement.mandate, held.statement.host) == ("second-term", "belmora")


def test_the_tag_manifest_lists_all_but_itself_and_the_signature(packed_sample: Packing) -> None:
    package = packed_sample.first
    lines = (package / "tagmanifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    listed = {line.split("  ", 1)[1] for line in lines}
    tags = {path for path in files_of(package) if not path.startswith(("data/", "signature/"))}
    assert listed == tags - {"tagmanifest-sha256.txt"}


def test_every_original_is_in_it_as_it_was_saved(packed_sample: Packing) -> None:
    package = packed_sample.first
    for number in range(5):
        held = package / f"data/originals/2025/paper-{number}.pdf"
        assert held.read_bytes() == bytes([number]) * 3000


def test_the_bundle_has_the_whole_history_of_that_save(packing: Packing, tmp_path: Path) -> None:
    package = packing.made()
    clone = tmp_path / "clone"
    bundle = package / "data/records.bundle"
    subprocess.run(["git", "clone", "-q", str(bundle), str(clone)], check=True)
    found = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=clone, check=True, capture_output=True, text=True
    )
    assert found.stdout.strip() == info_of(package)["Secretariat-Commit"]


def test_the_archive_is_of_that_save(packed_sample: Packing) -> None:
    package = packed_sample.first
    assert digest(package / "data/archive.db") == info_of(package)["Secretariat-Archive-Digest"]


def test_all_is_sealed_before(packed_sample: Packing) -> None:
    package = packed_sample.first
    checkpoint = (package / "data/log/checkpoint").read_text(encoding="utf-8").split("\n")
    assert info_of(package)["Secretariat-Checkpoint"] == f"{checkpoint[1]} {checkpoint[2]}"
    assert int(checkpoint[1]) == 21


def test_the_workspace_keeps_that_it_was_packed(packing: Packing) -> None:
    package = packing.made()
    kept = packing.root / "records/custody/0001-packed"
    assert (kept / "bag-info.txt").read_bytes() == (package / "bag-info.txt").read_bytes()
    assert packing.git("status", "--porcelain") == ""
    assert packing.git("log", "-1", "--format=%an|%s").strip() == (
        f"Ann Example|Keep that {package.name} was packed"
    )


def test_the_archive_knows_that_it_was_packed(packed_sample: Packing) -> None:
    done = run_in(packed_sample.root, "status")
    assert "The archive holds the last save." in done.output


def test_nothing_is_left_beside_it(packed_sample: Packing) -> None:
    package = packed_sample.first
    assert list(packed_sample.out.iterdir()) == [package]


def test_packing_again_what_is_packed_does_nothing(packing: Packing) -> None:
    package = packing.made()
    before = packing.git("rev-parse", "HEAD"), (package / "bag-info.txt").stat().st_mtime_ns
    again = packing()
    assert again.exit_code == 0, again.output
    assert "is that package already; nothing was saved since" in again.output
    after = packing.git("rev-parse", "HEAD"), (package / "bag-info.txt").stat().st_mtime_ns
    assert before == after


def test_another_package_of_that_name_is_left_alone(packing: Packing) -> None:
    packing.made()
    rewrite(packing.root / AGENDA, "\n", "\n\n")
    packing.save()
    done = packing()
    assert done.exit_code == 1
    assert "is there already, and is not what is to be packed now" in done.output


def test_an_unsigned_package_has_a_statement_and_no_signature(packing: Packing) -> None:
    assert packing(signed=False).exit_code == 0
    (package,) = packing.out.iterdir()
    assert {each.name for each in (package / "signature").iterdir()} == {"statement.txt"}


def test_a_tar_holds_the_package_in_one_folder(packing: Packing, tmp_path: Path) -> None:
    made = packing.made("--tar")
    assert made.suffix == ".tar"
    with tarfile.open(made, "r:") as tar:
        tar.extractall(tmp_path / "there", filter="data")
    (package,) = (tmp_path / "there").iterdir()
    assert package.name == made.name.removesuffix(".tar")
    assert bagit.Bag(str(package)).is_valid()


def test_what_is_not_saved_is_told_and_nothing_is_begun(packing: Packing) -> None:
    rewrite(packing.root / AGENDA, "\n", "\n\n")
    done = packing()
    assert done.exit_code == 1
    assert f"{AGENDA} changed since the last save" in done.output
    assert "secretariat save" in done.output
    assert not packing.out.exists()


def test_a_host_that_nobody_knows_is_refused_with_a_hint(packing: Packing) -> None:
    done = packing(to="cestri")
    assert done.exit_code == 2
    assert "did you mean cestria?" in done.output


@pytest.mark.parametrize("host", ["cestria", "rectors", "first-term"])
def test_a_host_is_a_partner_a_stakeholder_or_a_term(packing: Packing, host: str) -> None:
    assert packing(to=host).exit_code == 0


def test_a_folder_in_the_workspace_is_refused(packing: Packing) -> None:
    within = Packing(packing.root, packing.key, packing.root / "out")
    done = within()
    assert done.exit_code == 2
    assert "lies in the workspace" in done.output


def test_a_key_of_nobody_is_refused_before_anything_is_written(packing: Packing) -> None:
    other = packing.key.with_name("other")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(other)], check=True)
    done = Packing(packing.root, other, packing.out)()
    assert done.exit_code == 2
    assert "may not sign today" in done.output
    assert not packing.out.exists()


def test_line_ends_of_the_folder_do_not_get_in(packing: Packing) -> None:
    """What is packed is what was saved, also where git writes files otherwise here."""
    place = packing.root / "records/2024/invitation-letter-arland.txt"
    saved = place.read_bytes()
    (packing.root / ".git/info").mkdir(exist_ok=True)
    (packing.root / ".git/info/attributes").write_text("*.txt text eol=crlf\n", encoding="utf-8")
    place.unlink()
    packing.git("checkout", "--", "records/2024/invitation-letter-arland.txt")
    assert place.read_bytes() == saved.replace(b"\n", b"\r\n")
    package = packing.made()
    assert (package / "data/originals/2024/invitation-letter-arland.txt").read_bytes() == saved
