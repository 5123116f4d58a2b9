"""A time stamp of a package's signature, judged without the network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.signers import AUTHORITIES
from archive.workspace import Workspace
from tests.toolkit.handover.authority import Authority
from tests.toolkit.handover.receiving.tampering import Giver, codes, judged

if shutil.which("openssl") is None:
    pytest.skip("openssl, the authority of these tests, is missing", allow_module_level=True)

SIGNATURE, STAMP = "signature/statement.txt.sig", "signature/statement.txt.tsr"

pytestmark = pytest.mark.usefixtures("without_contents")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "one").make("Authority of a test")


@pytest.fixture
def stamped(giver: Giver, authority: Authority) -> Giver:
    """A package whose signature was stamped."""
    answer = authority.stamps((giver.package / SIGNATURE).read_bytes())
    (giver.package / STAMP).write_bytes(answer)
    return giver


def test_with_its_certificate_the_time_is_told(
    stamped: Giver, authority: Authority, tmp_path: Path
) -> None:
    verdict = judged(stamped.package, tmp_path / "scratch", fingerprint=stamped.fingerprint,
                     authority=authority.certificate)  # fmt: skip
    assert verdict.findings == ()
    assert "UTC by CN=Authority of a test stamps" in verdict.judged.stamped


def test_the_certificates_of_the_workspace_count(
    stamped: Giver, authority: Authority, tmp_path: Path
) -> None:
    (stamped.root / AUTHORITIES).write_bytes(authority.certificate)
    verdict = judged(stamped.package, tmp_path / "scratch", workspace=Workspace(stamped.root))
    assert (verdict.findings, bool(verdict.judged.stamped)) == ((), True)


def test_without_a_certificate_it_is_told_that_it_was_not_judged(
    stamped: Giver, tmp_path: Path
) -> None:
    verdict = judged(stamped.package, tmp_path / "scratch", fingerprint=stamped.fingerprint)
    assert codes(verdict) == {("P046", STAMP)}
    assert verdict.accepted


def test_a_stamp_of_something_else_is_refused(
    stamped: Giver, authority: Authority, tmp_path: Path
) -> None:
    (stamped.package / STAMP).write_bytes(authority.stamps(b"something else"))
    verdict = judged(stamped.package, tmp_path / "scratch", fingerprint=stamped.fingerprint,
                     authority=authority.certificate)  # fmt: skip
    assert codes(verdict) == {("P045", STAMP)}


def test_a_stamp_of_another_authority_is_refused(stamped: Giver, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other").make("Another")
    verdict = judged(stamped.package, tmp_path / "scratch", fingerprint=stamped.fingerprint,
                     authority=other.certificate)  # fmt: skip
    assert codes(verdict) == {("P045", STAMP)}
