"""Trees against RFC 6962's own definitions, its vectors, and an implementation by others."""

from __future__ import annotations

import pytest

from archive.log.merkle import (
    EMPTY,
    Frontier,
    Tree,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from tests.archive.log.rfc import ENTRIES, ROOTS, Plain

SIZES = range(1, 301)
MANY = [b"entry %d" % n for n in range(300)]
LEAVES = [leaf_hash(entry) for entry in MANY]
TREE = Tree(LEAVES)
PLAIN = Plain(MANY)


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_known_vectors(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES[:size]]
    assert root(leaves).hex() == ROOTS[size] == Tree(leaves).root().hex()


def test_example_paths_of_rfc_6962_section_2_1_3() -> None:
    # The tree of seven leaves drawn there: a..j are the nodes that the paths name.
    tree = Tree([leaf_hash(entry) for entry in ENTRIES[:7]])
    plain = Plain(ENTRIES[:7])
    a, b, c, d = (plain.mth(n, n + 1) for n in range(4))
    e, f, j = plain.mth(4, 5), plain.mth(5, 6), plain.mth(6, 7)
    g, h, i = plain.mth(0, 2), plain.mth(2, 4), plain.mth(4, 6)
    k, whole = plain.mth(0, 4), plain.mth(4, 7)
    assert tree.inclusion(0) == [b, h, whole]
    assert tree.inclusion(3) == [c, g, whole]
    assert tree.inclusion(4) == [f, j, k]
    assert tree.inclusion(6) == [i, k]
    assert tree.consistency(3) == [c, d, g, whole]
    assert tree.consistency(4) == [whole]
    assert tree.consistency(6) == [i, j, k]
    assert (a, e) == (leaf_hash(ENTRIES[0]), leaf_hash(ENTRIES[4]))


def test_a_frontier_has_the_root_of_every_size_on_its_way() -> None:
    frontier = Frontier()
    assert frontier.root() == EMPTY
    for size, leaf in zip(SIZES, LEAVES, strict=True):
        frontier.add(leaf)
        assert (frontier.size, frontier.root()) == (size, PLAIN.mth(0, size))


def test_a_frontier_keeps_one_hash_for_each_bit_of_its_size() -> None:
    frontier = Frontier()
    for leaf in LEAVES[:255]:
        frontier.add(leaf)
    assert len(frontier._peaks) == 8


def test_every_root_is_that_of_the_definition() -> None:
    assert [TREE.root(size) for size in SIZES] == [PLAIN.mth(0, size) for size in SIZES]


def test_every_inclusion_path_is_that_of_the_definition_and_verifies() -> None:
    for size in SIZES:
        whole = TREE.root(size)
        for index in range(size):
            path = TREE.inclusion(index, size)
            assert path == PLAIN.path(index, 0, size)
            assert verify_inclusion(index, size, LEAVES[index], path, whole)


def test_every_consistency_proof_is_that_of_the_definition_and_verifies() -> None:
    roots = [EMPTY, *(TREE.root(size) for size in SIZES)]
    for new in SIZES:
        for old in range(1, new + 1):
            path = TREE.consistency(old, new)
            assert path == PLAIN.proof(old, new)
            assert verify_consistency(old, new, roots[old], roots[new], path)


def test_an_empty_tree_begins_every_tree() -> None:
    assert TREE.consistency(0) == []
    assert verify_consistency(0, 300, EMPTY, TREE.root(), [])
    assert not verify_consistency(0, 300, TREE.root(1), TREE.root(), [])


def test_roots_and_paths_are_those_of_another_implementation() -> None:
    pymerkle = pytest.importorskip("pymerkle")  # GPL: it is an oracle here and never shipped
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for size, entry in zip(SIZES, MANY, strict=True):
        theirs.append_entry(entry)
        assert theirs.get_root() == TREE.root(size)
        for index in range(size):
            path = theirs.prove_inclusion(index + 1, size).serialize()["path"]
            ours = [LEAVES[index], *TREE.inclusion(index, size)]  # theirs runs from left to right
            assert sorted(path) == sorted(each.hex() for each in ours)


def test_consistency_is_what_another_implementation_calls_so() -> None:
    pymerkle = pytest.importorskip("pymerkle")
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    theirs.append_entries(MANY)
    for new in range(1, 301, 7):
        for old in range(1, new + 1):
            pymerkle.verify_consistency(
                TREE.root(old), TREE.root(new), theirs.prove_consistency(old, new)
            )


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 255, 256, 257])
def test_no_altered_part_of_an_inclusion_proof_verifies(size: int) -> None:
    whole = TREE.root(size)
    for index in range(size):
        leaf, path = LEAVES[index], TREE.inclusion(index, size)
        assert not verify_inclusion(index, size, flipped(leaf), path, whole)
        assert not verify_inclusion(index, size, leaf, path, flipped(whole))
        assert not verify_inclusion(index, size, leaf, [*path, leaf], whole)
        assert not verify_inclusion(size, size, leaf, path, whole)
        assert not verify_inclusion(-1, size, leaf, path, whole)
        for at in range(len(path)):
            broken = [*path[:at], flipped(path[at]), *path[at + 1 :]]
            assert not verify_inclusion(index, size, leaf, broken, whole)
            assert not verify_inclusion(index, size, leaf, path[:at] + path[at + 1 :], whole)
        others = [other for other in range(size) if other != index]
        assert not any(verify_inclusion(other, size, leaf, path, whole) for other in others)


@pytest.mark.parametrize("new", [2, 3, 6, 7, 8, 9, 64, 65, 100])
def test_no_altered_part_of_a_consistency_proof_verifies(new: int) -> None:
    whole = TREE.root(new)
    for old in range(1, new):
        before, path = TREE.root(old), TREE.consistency(old, new)
        assert not verify_consistency(old, new, flipped(before), whole, path)
        assert not verify_consistency(old, new, before, flipped(whole), path)
        assert not verify_consistency(old, new, whole, before, path)
        assert not verify_consistency(new, old, whole, before, path)
        assert not verify_consistency(old, new, before, whole, [*path, whole])
        for at in range(len(path)):
            broken = [*path[:at], flipped(path[at]), *path[at + 1 :]]
            assert not verify_consistency(old, new, before, whole, broken)
            assert not verify_consistency(old, new, before, whole, path[:at] + path[at + 1 :])


def test_a_tree_with_a_leaf_left_out_is_not_consistent_whatever_proof_it_offers() -> None:
    shorter = Tree(LEAVES[:40] + LEAVES[41:])
    for new in range(60, shorter.size):
        path = shorter.consistency(60, new)
        assert not verify_consistency(60, new, TREE.root(60), shorter.root(new), path)


def test_proofs_of_leaves_that_are_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="no leaf"):
        TREE.inclusion(5, 5)
    with pytest.raises(ValueError, match="does not begin"):
        TREE.consistency(301)
    with pytest.raises(ValueError, match="no first"):
        TREE.root(301)
