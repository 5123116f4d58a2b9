"""A time stamp of the signature: had, not had, and what the report says of it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.toolkit.handover.authority import Authority, serving
from tests.toolkit.handover.packing.packages import Packing
from tests.toolkit.steps import run_in
from toolkit.handover.stamp import verify_stamp

pytest.importorskip("rfc3161_client")
if shutil.which("openssl") is None:
    pytest.skip("openssl, the authority of these tests, is missing", allow_module_level=True)


def report_of(package: Path) -> str:
    return (package / "data/report.html").read_text(encoding="utf-8")


def test_a_stamp_is_of_the_signature(packing: Packing, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "tsa").make("Authority of a test")
    with serving(authority.answers) as url:
        package = packing.made("--timestamp", url)
    signature = (package / "signature/statement.txt.sig").read_bytes()
    stamp = (package / "signature/statement.txt.tsr").read_bytes()
    verify_stamp(signature, stamp, authority.certificate)
    assert "was reached when this page was written" in report_of(package)
    kept = packing.root / "records/custody/0001-packed/statement.txt.tsr"
    assert kept.read_bytes() == stamp
    told = run_in(packing.root, "ask", "custody", "--json")
    (row,) = json.loads(told.stdout)["answer"]
    assert row["time stamp"][:10] == f"{datetime.now(UTC):%Y-%m-%d}"


def test_an_authority_that_is_away_is_told_and_stops_nothing(packing: Packing) -> None:
    done = packing("--timestamp", "http://127.0.0.1:9/")
    assert done.exit_code == 0, done.output
    assert "not stamped: http://127.0.0.1:9/" in done.output
    (package,) = packing.out.iterdir()
    assert "could not stamp the time of the signature" in report_of(package)
    assert not (package / "signature/statement.txt.tsr").exists()


def test_what_is_no_address_is_told_before_anything_is_done(packing: Packing) -> None:
    before = packing.git("rev-parse", "HEAD")
    done = packing("--timestamp", "ftp://example.org")
    assert done.exit_code == 2
    assert packing.git("rev-parse", "HEAD") == before
