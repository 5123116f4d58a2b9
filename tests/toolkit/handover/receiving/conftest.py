"""A sample workspace with a key, and its packages; tests change copies of them only."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.toolkit.handover.making import make_pair
from tests.toolkit.handover.receiving.tampering import Giver, pair, sign_again
from tests.toolkit.steps import ANN, run_in
from toolkit.handover.verifying.model import Asked
from toolkit.handover.verifying.run import verify

PAPER = "---\nid: paper\nkind: report\ntitle: A paper\noriginal: paper.pdf\n---\nWords.\n"


@pytest.fixture(scope="session")
def giving(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Giver:
    """The giving side after it has packed once; only to be copied."""
    folder = tmp_path_factory.mktemp("giving")
    root = shutil.copytree(sample, folder / "ws")
    made = run_in(root, "keys", "new", "--no-passphrase", "--file", str(folder / "key"))
    assert made.exit_code == 0, made.output
    (root / "records/2025/paper.pdf").write_bytes(b"%PDF-1.4 the original\n" * 20)
    (root / "records/2025/paper.md").write_text(PAPER, encoding="utf-8", newline="\n")
    assert run_in(root, "save", "A paper", *ANN).exit_code == 0
    giver = Giver(root, folder / "key")
    giver.package = giver.pack(folder / "out")
    make_pair(folder, "next")
    return giver


@pytest.fixture
def giver(giving: Giver, tmp_path: Path) -> Giver:
    """A copy of the giving side and its package."""
    folder = shutil.copytree(giving.root.parent, tmp_path / "giving")
    return Giver(folder / "ws", folder / "key", folder / "out" / giving.package.name)


@pytest.fixture
def package(giver: Giver) -> Path:
    """A copy of its package."""
    return giver.package


@pytest.fixture(scope="session")
def accepted(giving: Giver, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace into which the package was accepted, its receipt beside; only to be copied."""
    folder = tmp_path_factory.mktemp("accepted")
    done = giving.accepted_into(folder / "next", giving.package)
    assert done.exit_code == 0, done.output
    return folder / "next"


@pytest.fixture(scope="session")
def going_on(
    giving: Giver, accepted: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Giver, Path]:
    """Both sides once the receipt is back and what is new is packed; only to be copied."""
    folder = tmp_path_factory.mktemp("going-on")
    shutil.copytree(giving.root.parent, folder / "giving")
    shutil.copytree(accepted.parent, folder / "taking")
    giver = Giver(folder / "giving/ws", folder / "giving/key")
    (receipt,) = (folder / "taking").glob("*.receipt.json")
    taker = pair(giver.key.with_name("next")).public.fingerprint
    done = run_in(giver.root, "handover", "receipt", str(receipt), "--trust", taker)
    assert done.exit_code == 0, done.output
    giver.save("records/2025/more.md", "---\nid: more\nkind: note\ntitle: More\n---\nMore.\n")
    giver.package = giver.pack(folder / "giving/out", "--since", "last")
    return giver, folder


@pytest.fixture
def without_contents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge all but what needs the archive to be made again: for tests of what comes before."""
    from toolkit.handover.verifying.run import _Verification

    monkeypatch.setattr(_Verification, "_contents", lambda self, sandbox: None)


@dataclass(frozen=True)
class Taking:
    """A copy of the taking side: its workspace, and the receipt that it sends back."""

    root: Path
    receipt: Path


@pytest.fixture
def taken(accepted: Path, tmp_path: Path) -> Taking:
    """A copy of the taking side after it has accepted."""
    folder = shutil.copytree(accepted.parent, tmp_path / "taking")
    (receipt,) = folder.glob("*.receipt.json")
    return Taking(folder / "next", receipt)


@dataclass(frozen=True)
class Flipping:
    """A package of which one byte after another is changed, and set right again."""

    package: Path
    fingerprint: str

    def named(self, name: str, at: int, bits: int) -> set[str]:
        """The files that are named with the byte `at` of the file `name` changed by `bits`."""
        data = bytearray((self.package / name).read_bytes())
        data[at] ^= bits
        return self.named_with(name, bytes(data))

    def named_with(self, name: str, data: bytes) -> set[str]:
        """The files that are named where the file `name` holds `data`."""
        place = self.package / name
        old = place.read_bytes()
        place.write_bytes(data)
        try:
            asked = Asked(fingerprint=self.fingerprint, quick=True)
            verdict = verify(self.package, asked, self.package.parent)
        finally:
            place.write_bytes(old)
        told = " ".join(f"{each.path} {each.message}" for each in verdict.errors)
        words = {word.partition(":")[0].strip("(),;") for word in told.split()}
        return words & {name}


@pytest.fixture
def flipping(giver: Giver) -> Flipping:
    """A package with a small file in the place of its archive, signed so."""
    (giver.package / "data/archive.db").write_bytes(b"SQLite format 3\0")
    sign_again(giver.package, giver.pair)
    return Flipping(giver.package, giver.fingerprint)


class PowerCut(BaseException):
    """Ends a run where nothing of ours catches it."""


@pytest.fixture
def cut_before(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Stop the next command that accepts before a step, as a power cut would; '' lets it run."""
    from toolkit.handover.accepting import run

    plain = run.accept

    def stop(name: str) -> None:
        def step(at: str) -> None:
            if at == name:
                raise PowerCut(at)

        monkeypatch.setattr(run, "accept", lambda *a, **k: plain(*a, **{**k, "step": step}))

    return stop
