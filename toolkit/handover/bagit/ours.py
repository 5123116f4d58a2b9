"""What a package of ours is beyond a bag: one algorithm, one form of each tag file, no more files.

Each tag file that says something is written anew from what it says, and compared byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.findings import Finding
from toolkit.handover.bagit import names
from toolkit.handover.bagit.manifests import as_written, named
from toolkit.handover.bagit.reader import PAYLOAD, TAG_MANIFEST, Bag
from toolkit.handover.bagit.tagfiles import (
    DECLARATION,
    FETCH,
    INFO,
    OUR_DECLARATION,
    render_info,
)
from toolkit.handover.errors import BagNotWritten

MANIFEST = "manifest-sha256.txt"

#: Which form of our packages this is; the label in bag-info.txt tells a package of ours.
FORM, FORM_LABEL = "1", "Secretariat-Package"

#: What is made after the tag manifest, about its digest, and so cannot be listed in it.
SIGNATURE = (
    "signature/statement.txt",
    "signature/statement.txt.sig",
    "signature/statement.txt.tsr",
)

_NEEDED = ("External-Identifier", "Bagging-Date", "Payload-Oxum", FORM_LABEL)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def is_ours(bag: Bag) -> bool:
    """Whether a bag says that it is a package that this program wrote."""
    return FORM_LABEL in bag.info


def faults(bag: Bag) -> Iterator[Finding]:
    """What a package of ours must not be, beyond what no bag must be."""
    yield from _files(bag)
    yield from _forms(bag)
    yield from _labels(bag)


def _files(bag: Bag) -> Iterator[Finding]:
    """Which files there have to be, and which cannot be there."""
    for file in (INFO, MANIFEST, TAG_MANIFEST):
        if file not in bag.sizes:
            yield Finding(file, 0, "P005", "it is not there, and every package has it")
    listed: set[str] = set()
    for manifest in bag.manifests:
        if manifest.file == TAG_MANIFEST:
            listed.update(manifest.digests)
    for path in bag.sizes:
        if path.startswith(PAYLOAD + "/"):
            continue
        if path == FETCH:
            yield Finding(path, 0, "P019", "a package brings all its files with it")
        elif "/" not in path and named(path) and path not in (MANIFEST, TAG_MANIFEST):
            yield Finding(names.shown(path), 0, "P019", "a package has manifests of SHA-256 only")
        if path not in listed and path not in SIGNATURE and path != TAG_MANIFEST:
            yield Finding(names.shown(path), 0, "P009", f"{TAG_MANIFEST} does not list it")
    for manifest in bag.manifests:
        for path in sorted(set(SIGNATURE) & manifest.digests.keys()):
            yield Finding(path, 0, "P019", f"{manifest.file} lists it, which is older than it")
    if f"{PAYLOAD}/{DECLARATION}" in bag.sizes:
        said = "a bag was put into this one: an interrupted program leaves such"
        yield Finding(f"{PAYLOAD}/{DECLARATION}", 0, "P019", said)


def _forms(bag: Bag) -> Iterator[Finding]:
    """Each tag file that is read is as we would write what it says."""
    forms = {manifest.file: as_written(manifest.digests) for manifest in bag.manifests}
    forms[DECLARATION] = OUR_DECLARATION
    try:
        forms[INFO] = render_info(bag.info)
    except BagNotWritten as fault:
        yield Finding(INFO, 0, "P018", str(fault))
    for file, form in forms.items():
        raw = bag.raw.get(file)
        if raw is not None and raw != form:
            line = _first_other(raw, form)
            yield Finding(file, line, "P018", "it is not written as a package has it")


def _first_other(raw: bytes, form: bytes) -> int:
    """The first line in which two files differ, which do differ."""
    lines = zip(raw.split(b"\n"), form.split(b"\n"), strict=False)
    number = 0
    for number, (line, wanted) in enumerate(lines, 1):
        if line != wanted:
            return number
    return number


def _labels(bag: Bag) -> Iterator[Finding]:
    """What bag-info.txt has to say, once."""
    if INFO not in bag.raw:
        return
    for label in _NEEDED:
        if label not in bag.info:
            yield Finding(INFO, 0, "P016", f"there is no {label}")
    for label in sorted({label.casefold() for label, _ in bag.info}):
        if len(bag.info.all(label)) > 1 and label != "payload-oxum":
            yield Finding(INFO, 0, "P016", f"{label} stands there more than once")
    form = bag.info.get(FORM_LABEL, FORM)
    if form != FORM:
        said = f"it is a package of form {names.shown(form)[:20]!r}; this program reads {FORM}"
        yield Finding(INFO, 0, "P003", said)
    if (day := bag.info.get("Bagging-Date")) and not _DAY.fullmatch(day):
        yield Finding(INFO, 0, "P016", f"Bagging-Date is no day: {names.shown(day)[:40]!r}")
    said_name = bag.info.get("External-Identifier")
    for name in dict.fromkeys((bag.name, bag.path.stem if bag.path.is_file() else bag.name)):
        if said_name and name != said_name:
            said = f"it is called {names.shown(name)!r}, and was packed as {said_name!r}"
            yield Finding(INFO, 0, "P035", said)
