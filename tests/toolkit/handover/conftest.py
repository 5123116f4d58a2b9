"""Keys that tests only read; ssh-agent and the settings of this machine have no say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.toolkit.handover.making import Pair, make_pair

if shutil.which("ssh-keygen") is None:
    pytest.skip("ssh-keygen is not installed", allow_module_level=True)


@pytest.fixture(autouse=True)
def nobodys_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "settings"))
    for name in ("SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pair, Pair]:
    """Two keys: the mandate's own, and one of somebody else."""
    folder = tmp_path_factory.mktemp("keys")
    return make_pair(folder, "own"), make_pair(folder, "other")


@pytest.fixture
def own(pairs: tuple[Pair, Pair]) -> Pair:
    return pairs[0]


@pytest.fixture
def other(pairs: tuple[Pair, Pair]) -> Pair:
    return pairs[1]
