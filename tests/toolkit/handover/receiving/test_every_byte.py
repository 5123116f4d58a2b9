"""Each changed byte of a package is found, and the file named in which it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.toolkit.handover.receiving.conftest import Flipping
from tests.toolkit.handover.receiving.tampering import Giver
from toolkit.handover import signing
from toolkit.handover.statement import parse
from toolkit.handover.verifying import run, signature
from toolkit.handover.verifying.model import Asked

#: What only the signature, or the manifest of manifests, stands for: looked at byte by byte.
HEART = ("signature/statement.txt", "signature/statement.txt.sig", "tagmanifest-sha256.txt",
         "bagit.txt", "bag-info.txt")  # fmt: skip


def judge_once(flipping: Flipping) -> tuple[object, str]:
    """What is found of the signature of a package as it was signed."""
    folder = flipping.package / "signature"
    raw, made = ((folder / f"statement.txt{end}").read_bytes() for end in ("", ".sig"))
    asked = Asked(fingerprint=flipping.fingerprint)
    return signature._verified(raw, parse(raw), made, asked, None)


@pytest.mark.parametrize("name", HEART)
def test_every_byte_of_the_heart_of_a_package_counts(
    flipping: Flipping, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not name.startswith("signature/"):  # found without ssh-keygen, which takes its time
        held = judge_once(flipping)
        monkeypatch.setattr(signature, "_verified", lambda *_: held)
    else:  # no manifest lists these, so that only what was signed can tell
        monkeypatch.setattr(run, "validate", lambda *_, **__: ())
        monkeypatch.setattr(signing, "_is_altered", lambda *_: True)  # ssh-keygen once is enough
    size = (flipping.package / name).stat().st_size
    unseen = [at for at in range(size) if name not in flipping.named(name, at, 1)]
    assert unseen == []


def test_some_bytes_of_every_other_file_count(flipping: Flipping) -> None:
    chance = random.Random(20261127)  # noqa: S311
    for path in sorted(flipping.package.rglob("*")):
        name = path.relative_to(flipping.package).as_posix()
        if path.is_file() and name not in HEART:
            size = path.stat().st_size
            for at in {0, size - 1, *(chance.randrange(size) for _ in range(2))}:
                assert name in flipping.named(name, at, 1 << chance.randrange(8)), (name, at)


@pytest.mark.parametrize("how", ["cut", "longer", "empty"])
def test_another_length_is_found(flipping: Flipping, how: str) -> None:
    for name in (*HEART, "manifest-sha256.txt", "data/records.bundle"):
        data = (flipping.package / name).read_bytes()
        other = {"cut": data[:-1], "longer": data + b"\n", "empty": b""}[how]
        assert name in flipping.named_with(name, other), name


def test_a_package_as_it_was_has_no_fault(flipping: Flipping, giving: Giver) -> None:
    assert flipping.named("bagit.txt", 0, 0) == set()
    assert Path(flipping.package).name == giving.package.name
