"""What the judges of a package share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.findings import Finding
from toolkit import __version__
from toolkit.handover.bagit import Bag

#: Findings of one sort that are told one by one.
_MOST = 50


def is_of_this_version(bag: Bag) -> bool:
    """Whether this very version of the program says that it packed it: then all is comparable."""
    return bag.info.get("Bag-Software-Agent") == f"secretariat {__version__}"


def shorten(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The first of many findings of one sort, and one that counts the others."""
    done = 0
    last = None
    for each in findings:
        done += 1
        if done <= _MOST:
            yield each
        last = each
    if last is not None and done > _MOST:
        yield Finding(last.path, 0, last.code, f"and {done - _MOST:,} more of this kind")
