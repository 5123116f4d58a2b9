"""Judges a bag: is it complete, is every file what is listed, and what else is wrong with it.

Two profiles. `Profile.ANY` is RFC 8493 (and the drafts before it): what it leaves open is a
warning at most. `Profile.OURS` is a package that this program writes: one algorithm, one way of
writing each tag file, nothing unlisted, so that no byte of it can change unseen.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from functools import partial
from itertools import chain
from math import inf

from archive.findings import Finding
from toolkit.handover.bagit import names, ours
from toolkit.handover.bagit.manifests import WEAK, Manifest, escaped, named
from toolkit.handover.bagit.reader import PAYLOAD, Bag
from toolkit.handover.bagit.tagfiles import DECLARATION, FETCH, INFO
from toolkit.handover.fixity import Hashed, Job, Progress, hash_files

_BELOW = PAYLOAD + "/"

_OXUM = re.compile(r"(\d{1,18})\.\d{1,18}", re.ASCII)

#: Files that a system puts into folders which it shows, and nobody meant to add.
_OF_SYSTEMS = frozenset((".ds_store", "thumbs.db", "desktop.ini"))


class Profile(Enum):
    """By which rules a bag is judged."""

    ANY = "bagit"
    OURS = "package"


def validate(
    bag: Bag,
    *,
    profile: Profile = Profile.ANY,
    progress: Progress | None = None,
    jobs: int | None = None,
    leave: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Every fault of a bag, by path; it is valid where none of them is an error.

    Files that `leave` names are not read: who judges them by another way reads them there, and asks
    `fixity_of` where that came to nothing.

    Each file that is listed is read once, on `jobs` threads (None: as many as there are cores),
    and `progress` is told of the bytes. A finding's path is that in the bag, and where one of two
    files must have changed (a file, or the line of the manifest about it) both are named.
    """
    paths = set(bag.sizes).union(*(manifest.digests for manifest in bag.manifests))
    odd = {path for path in paths if not names.is_plain(path)}
    bad = {path: fault for path in odd if (fault := names.unsafe(path))}
    found = list(bag.faults)
    found += _parts(bag)
    if _is_none(bag):
        return tuple(sorted(found))
    found += _listed(bag, bad)
    found += _complete(bag)
    found += _information(bag)
    if profile is Profile.OURS:
        found += ours.faults(bag)
    portable, twin = ("P033", "P034") if profile is Profile.OURS else ("P021", "P022")
    for path, fault in bad.items():
        if path in bag.sizes:
            found.append(Finding(names.shown(path), 0, "P020", f"the path is not safe: {fault}"))
    for path in odd - bad.keys():
        if reason := names.unportable(path):
            found.append(Finding(names.shown(path), 0, portable, reason))
    for path, other in names.twins(paths):
        said = f"on Windows or macOS it is the same as {names.shown(other)}"
        found.append(Finding(names.shown(path), 0, twin, said))
    found += _fixity(bag, progress, jobs, leave)
    return tuple(sorted(set(found)))


def fixity_of(
    bag: Bag, path: str, progress: Progress | None = None, *, jobs: int | None = None
) -> tuple[Finding, ...]:
    """What is wrong with the content of this one file, as `validate` tells it."""
    leave = bag.sizes.keys() - {path}
    return tuple(each for each in _fixity(bag, progress, jobs, leave) if each.path == path)


def is_valid(findings: tuple[Finding, ...]) -> bool:
    """Whether there is no error among the findings."""
    return not any(finding.severity == "error" for finding in findings)


def _is_none(bag: Bag) -> bool:
    """Whether nothing there is of a bag, so that there is nothing to judge."""
    return DECLARATION not in bag.sizes and PAYLOAD not in bag.source.folders and not bag.manifests


def _parts(bag: Bag) -> Iterator[Finding]:
    """What a bag must have (RFC 8493, 2.1)."""
    if DECLARATION not in bag.sizes:
        inside = [path for path in bag.sizes if path.endswith("/" + DECLARATION)]
        near = f"; there is one in {names.shown(min(inside, key=len))}" if inside else ""
        yield Finding(DECLARATION, 0, "P001", f"there is no {DECLARATION}{near}")
    if _is_none(bag):
        return
    if PAYLOAD not in bag.source.folders and not any(p.startswith(_BELOW) for p in bag.sizes):
        yield Finding(PAYLOAD, 0, "P005", "there is no folder data/")
    if not any(not manifest.is_tag for manifest in bag.manifests):
        yield Finding(".", 0, "P005", "there is no manifest of the payload")
    for manifest in bag.manifests:
        if not manifest.is_known:
            said = f"no digest of {names.shown(manifest.algorithm)[:40]!r} can be computed"
            yield Finding(manifest.file, 0, "P012", said)
        elif manifest.algorithm in WEAK:
            said = f"a file can be forged to a digest of {manifest.algorithm}"
            yield Finding(manifest.file, 0, "P031", said)


def _listed(bag: Bag, bad: Mapping[str, str]) -> Iterator[Finding]:
    """What stands in the manifests and must not (RFC 8493, 2.1.3, 2.2.1 and 5.1)."""
    for manifest in bag.manifests:
        at = partial(_at, manifest)
        for path in manifest.digests:
            if path in bad:
                yield at(path, "P020", f"{names.shown(path)[:300]} is not safe: {bad[path]}")
            elif not manifest.is_tag and not path.startswith(_BELOW):
                yield at(path, "P013", f"{names.shown(path)} is no file below data/")
            elif manifest.is_tag and (path.startswith(_BELOW) or _is_tag_manifest(path)):
                yield at(path, "P013", f"{names.shown(path)} cannot be in a tag manifest")
            elif path not in bag.sizes:
                yield from _missing(bag, manifest, path)
        if manifest.is_tag and bag.declaration.number >= (1, 0):
            for other in bag.manifests:
                if not other.is_tag and other.file not in manifest.digests:
                    said = f"{manifest.file} does not list it, and must"
                    yield Finding(other.file, 0, "P009", said)
    for line in bag.fetch:
        where = partial(Finding, FETCH, line.line)
        path = line.path.removeprefix("./")
        if fault := names.unsafe(path):
            yield where("P020", f"{names.shown(path)[:300]} is not safe: {fault}")
        elif not path.startswith(_BELOW):
            yield where("P013", f"{names.shown(path)} is no file below data/")
    if FETCH in bag.sizes:
        said = "it names files to fetch from elsewhere: nothing is fetched"
        yield Finding(FETCH, 0, "P017", said)


def _is_tag_manifest(path: str) -> bool:
    match = named(path)
    return match is not None and match[0]


def _at(manifest: Manifest, path: str, code: str, said: str) -> Finding:
    return Finding(manifest.file, manifest.lines[path], code, said)


def _missing(bag: Bag, manifest: Manifest, path: str) -> Iterator[Finding]:
    where = f"{manifest.file}:{manifest.lines[path]}"
    if path in bag.source.folders:
        yield _at(manifest, path, "P013", f"{names.shown(path)} is a folder")
        return
    to_fetch = any(escaped(path) == line.path or path == line.path for line in bag.fetch)
    said = f"it is not there, and {where} lists it" + (", to be fetched" if to_fetch else "")
    yield Finding(names.shown(path), 0, "P008", said)


def _complete(bag: Bag) -> Iterator[Finding]:
    """Each file of the payload is in every manifest of it; before 1.0 in one (RFC 8493, 3)."""
    manifests = [manifest for manifest in bag.manifests if not manifest.is_tag]
    if not manifests:
        return
    strict = bag.declaration.number >= (1, 0)
    payload = {path for path in bag.sizes if path.startswith(_BELOW)}
    somewhere = payload.intersection(chain.from_iterable(each.digests for each in manifests))
    for path in payload - somewhere:
        name = path.rpartition("/")[2]
        own = name.casefold() in _OF_SYSTEMS or name.startswith("._")
        by = "; macOS or Windows puts such files into folders" if own else ""
        yield Finding(names.shown(path), 0, "P009", f"no manifest lists it{by}")
    for manifest in manifests if strict else ():
        for path in somewhere - manifest.digests.keys():
            said = f"{names.shown(path)} is not in it, but in another manifest"
            yield Finding(manifest.file, 0, "P011", said)


def _information(bag: Bag) -> Iterator[Finding]:
    """Payload-Oxum, where it is said, is the bytes and the number of files (RFC 8493, 2.2.2)."""
    for value in bag.info.all("Payload-Oxum"):
        sizes = [size for path, size in bag.sizes.items() if path.startswith(_BELOW)]
        real = f"{sum(sizes)}.{len(sizes)}"
        if value != real:
            said = f"Payload-Oxum is {names.shown(value)[:60]!r}, and what is there has {real}"
            yield Finding(INFO, 0, "P014", said)
    for path in bag.sizes:
        if path.startswith(_BELOW) and path.endswith("/" + DECLARATION):
            folder = path.rpartition("/")[0]
            if folder + "/" + PAYLOAD in bag.source.folders:
                said = "there is a bag in the payload, which is not looked into"
                yield Finding(names.shown(folder), 0, "P030", said)


def _fixity(
    bag: Bag, progress: Progress | None, jobs: int | None, leave: Collection[str]
) -> Iterator[Finding]:
    """Each listed file is read once and has every digest that is listed (RFC 8493, 3)."""
    known = [manifest for manifest in bag.manifests if manifest.is_known]
    wanted: dict[str, int] = {}  # of each path that is there: a bit for each manifest that has it
    for bit, manifest in enumerate(known):
        for path in manifest.digests:
            if path in bag.sizes:
                wanted[path] = wanted.get(path, 0) | 1 << bit
    sets = {
        mask: tuple(manifest for bit, manifest in enumerate(known) if mask >> bit & 1)
        for mask in set(wanted.values())
    }
    algorithms = {
        mask: tuple(dict.fromkeys(manifest.algorithm for manifest in manifests))
        for mask, manifests in sets.items()
    }
    to_read = []
    whole = _whole(bag)
    for path, mask in wanted.items():
        if bag.sizes[path] > whole and path.startswith(_BELOW):
            said = f"it has {bag.sizes[path]:,} bytes, and the whole payload has {whole:,}"
            yield Finding(names.shown(path), 0, "P010", f"{said}: it was not read")
        elif path in leave:
            continue
        elif path in bag.raw:
            yield from _compare(bag, _of_memory(path, bag.raw[path], algorithms[mask]), sets[mask])
        else:
            to_read.append(Job(path, partial(bag.open, path), algorithms[mask]))
    total = sum(bag.sizes[job.key] for job in to_read)
    for hashed in hash_files(to_read, total=total, threads=jobs, progress=progress):
        manifests = sets[wanted[hashed.key]]
        if hashed.digests == tuple([each.digests[hashed.key] for each in manifests]):
            continue  # most of them; a size that changed meanwhile has changed the digest
        yield from _compare(bag, hashed, manifests)


def _whole(bag: Bag) -> float:
    """The bytes that the payload is said to have: no file can have more, be it without end."""
    said = _OXUM.fullmatch(bag.info.get("Payload-Oxum"))
    return int(said[1]) if said else inf


def _of_memory(path: str, data: bytes, algorithms: tuple[str, ...]) -> Hashed:
    digests = (hashlib.new(name, data, usedforsecurity=False) for name in algorithms)
    return Hashed(path, len(data), tuple(digest.hexdigest() for digest in digests))


def _compare(bag: Bag, hashed: Hashed, manifests: tuple[Manifest, ...]) -> Iterator[Finding]:
    path = hashed.key
    if hashed.error is not None:
        said = f"it cannot be read ({hashed.error.strerror or hashed.error})"
        yield Finding(names.shown(path), 0, "P029", said)
        return
    if hashed.size != bag.sizes[path]:
        yield Finding(names.shown(path), 0, "P029", "it changed while it was read")
        return
    algorithms = dict.fromkeys(manifest.algorithm for manifest in manifests)
    real = dict(zip(algorithms, hashed.digests, strict=True))
    for manifest in manifests:
        listed, digest = manifest.digests[path], real[manifest.algorithm]
        if listed != digest:
            said = (
                f"it is not what {manifest.file}:{manifest.lines[path]} lists "
                f"({manifest.algorithm} {digest[:12]}..., listed {listed[:12]}...)"
            )
            yield Finding(names.shown(path), 0, "P010", said)
