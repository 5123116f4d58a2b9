"""A sample workspace with a key and an original or two; tests change copies of it only."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.toolkit.handover.packing.packages import Packing
from tests.toolkit.steps import ANN, run_in


@pytest.fixture(scope="session")
def signing_sample(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workspace with a key in the folder beside it; only to be copied."""
    folder = tmp_path_factory.mktemp("signing")
    root = shutil.copytree(sample, folder / "ws")
    made = run_in(root, "keys", "new", "--no-passphrase", "--file", str(folder / "key"))
    assert made.exit_code == 0, made.output
    for number in range(5):
        (root / f"records/2025/paper-{number}.pdf").write_bytes(bytes([number]) * 3000)
        (root / f"records/2025/paper-{number}.md").write_text(
            f"---\nid: paper-{number}\nkind: report\ntitle: Paper {number}\n"
            f"original: paper-{number}.pdf\n---\nWords of paper {number}.\n",
            encoding="utf-8",
            newline="\n",
        )
    assert run_in(root, "save", "The key and papers", *ANN).exit_code == 0
    return folder


@pytest.fixture
def packing(signing_sample: Path, tmp_path: Path) -> Packing:
    """A copy of it, and where its packages go."""
    shutil.copytree(signing_sample, tmp_path / "own")
    return Packing(tmp_path / "own" / "ws", tmp_path / "own" / "key", tmp_path / "out")


@pytest.fixture(scope="session")
def packed_sample(signing_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Packing:
    """A copy of it with its first package; only to be read, or copied with `again`."""
    folder = tmp_path_factory.mktemp("packed")
    shutil.copytree(signing_sample, folder / "own")
    packing = Packing(folder / "own" / "ws", folder / "own" / "key", folder / "out")
    packing.made()
    return packing


@pytest.fixture(scope="session")
def gone_on(packed_sample: Packing, tmp_path_factory: pytest.TempPathFactory) -> Packing:
    """A copy of that in which one more record was saved since; only to be copied."""
    packing = packed_sample.again(tmp_path_factory.mktemp("gone") / "on")
    packing.save_another()
    return packing
