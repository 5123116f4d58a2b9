"""Ed25519 against the vectors of RFC 8032, section 7.1, and against what was changed in them."""

from __future__ import annotations

import pytest

from archive.ed25519 import holds

VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]

#: The order of the base point, by which a second form of a signature could be made.
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc_hold(key: str, message: str, signature: str) -> None:
    assert holds(*map(bytes.fromhex, (key, message, signature)))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_one_bit_less_does_not(part: int) -> None:
    parts = [bytearray.fromhex(each) for each in VECTORS[2]]
    for at in range(0, len(parts[part]) * 8, 7):
        parts[part][at // 8] ^= 1 << at % 8
        assert not holds(*map(bytes, parts))
        parts[part][at // 8] ^= 1 << at % 8


def test_a_second_form_of_a_signature_does_not() -> None:
    key, message, signature = map(bytes.fromhex, VECTORS[1])
    s = int.from_bytes(signature[32:], "little") + ORDER
    assert not holds(key, message, signature[:32] + s.to_bytes(32, "little"))


def test_what_has_another_length_does_not() -> None:
    key, message, signature = map(bytes.fromhex, VECTORS[1])
    assert not holds(key[:31], message, signature)
    assert not holds(key, message, signature + b"\0")
