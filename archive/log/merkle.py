"""Merkle trees of RFC 6962 and RFC 9162 over SHA-256: roots, proofs, and how they are checked.

    >>> tree = Tree([leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")])
    >>> verify_inclusion(1, 3, leaf_hash(b"b"), tree.inclusion(1), tree.root())
    True

Pure: bytes in, bytes out. Hashes are 32 bytes. Sections are those of RFC 9162, which has the
same trees as RFC 6962, section 2.1. What checks a proof stands in `checkproof`, a file that also
works alone, and is only named here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from archive.log.checkproof import leaf_hash as leaf_hash
from archive.log.checkproof import node_hash as node_hash
from archive.log.checkproof import verify_consistency as verify_consistency
from archive.log.checkproof import verify_inclusion as verify_inclusion

#: The root of a tree without leaves: section 2.1.1.
EMPTY = hashlib.sha256(b"").digest()


class Frontier:
    """The right edge of a growing tree: all that its root needs, one hash for each bit of `size`.

    Adding a leaf costs O(1) hashes on average and the root O(log n); nothing else is kept.
    Section 2.1.2.
    """

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # roots of the full subtrees, the largest first

    def add(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self._peaks.append(leaf)
        self.size += 1
        done = self.size
        while not done & 1:  # two subtrees of one size become one
            right = self._peaks.pop()
            self._peaks[-1] = node_hash(self._peaks[-1], right)
            done >>= 1

    def root(self) -> bytes:
        """The root of the tree so far."""
        if not self._peaks:
            return EMPTY
        found = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            found = node_hash(peak, found)
        return found


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, MTH of section 2.1.1."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


class Tree:
    """A whole tree in memory, for proofs: the root of every full subtree is worked out once."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.size = len(leaves)
        self._levels = [list(leaves)]
        while len(below := self._levels[-1]) > 1:
            pairs = zip(below[::2], below[1::2], strict=False)
            self._levels.append([node_hash(left, right) for left, right in pairs])

    @property
    def leaves(self) -> Sequence[bytes]:
        """The leaf hashes."""
        return self._levels[0]

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, or of all."""
        wanted = self.size if size is None else size
        if not 0 <= wanted <= self.size:
            raise ValueError(f"a tree of {self.size} leaves has no first {wanted}")
        return self._over(0, wanted)

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The path from leaf `index` to the root of the first `size` leaves: section 2.1.3.1."""
        wanted = self.size if size is None else size
        if not 0 <= index < wanted <= self.size:
            raise ValueError(f"a tree of {wanted} leaves has no leaf {index}")
        return self._path(index, 0, wanted)

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """What shows that the first `new` leaves begin with the first `old`: section 2.1.4.1.

        Empty where `old` is 0 or `new`.
        """
        wanted = self.size if new is None else new
        if not 0 <= old <= wanted <= self.size:
            raise ValueError(f"a tree of {wanted} leaves does not begin with {old}")
        return self._subproof(old, 0, wanted, whole=True) if old else []

    def _over(self, start: int, end: int) -> bytes:
        """The root over the leaves from `start` to before `end`; a span that RFC 9162 cuts out."""
        count = end - start
        if not count:
            return EMPTY
        if not count & (count - 1):
            level = count.bit_length() - 1
            return self._levels[level][start >> level]
        middle = start + _split(count)
        return node_hash(self._over(start, middle), self._over(middle, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._over(middle, end)]
        return [*self._path(index, middle, end), self._over(start, middle)]

    def _subproof(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        """SUBPROOF of section 2.1.4.1; `old` is counted from leaf 0."""
        if old == end:
            return [] if whole else [self._over(start, end)]
        middle = start + _split(end - start)
        if old <= middle:
            left = self._subproof(old, start, middle, whole=whole)
            return [*left, self._over(middle, end)]
        return [*self._subproof(old, middle, end, whole=False), self._over(start, middle)]


def _split(count: int) -> int:
    """The largest power of two below `count`, which is over 1."""
    return 1 << ((count - 1).bit_length() - 1)
