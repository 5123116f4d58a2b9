"""The registers: YAML lists of entries, one file a kind; `process.yaml` is one mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from archive import yamltext
from archive.convert import Fault, convert
from archive.errors import BadFrontMatter
from archive.model import REGISTERS, Entry, Process

FOLDER = "records/registers"
PROCESS = "process"

#: The kind of entry → the register file that holds it.
FILE_OF = {kind: name for name, (kind, _) in REGISTERS.items()}


@dataclass(frozen=True, slots=True)
class Register:
    """One register as read: the sound entries by id, and the faults of the rest.

    A fault's path begins with the entry's place in the list. Of entries that share an
    id the first is kept; the id of each entry in file order is in `ids`.
    """

    name: str
    entries: Mapping[str, Entry]
    ids: tuple[tuple[int, str], ...]
    faults: tuple[Fault, ...]


def name_of(path: str) -> str | None:
    """The register that the workspace-relative `path` holds, None if it holds none."""
    folder, _, file = path.rpartition("/")
    name = file.removesuffix(".yaml")
    known = name in REGISTERS or name == PROCESS
    return name if folder == FOLDER and file.endswith(".yaml") and known else None


def parse(name: str, text: str) -> Register:
    """The register `name` out of its YAML text; raises `BadFrontMatter` with the line."""
    data = yamltext.read(text)
    _, cls = REGISTERS[name]
    if data in (None, ""):
        return Register(name, {}, (), ())
    if not isinstance(data, list):
        raise BadFrontMatter("a register is a list: each entry begins with `- id:`", 1)
    entries: dict[str, Entry] = {}
    ids = []
    faults: list[Fault] = []
    for place, item in enumerate(data):
        entry, wrong = convert(item, cls)
        faults += [Fault(f.code, (place, *f.path), f.message) for f in wrong]
        if entry is not None:
            ids.append((place, entry.id))
            entries.setdefault(entry.id, entry)
    return Register(name, entries, tuple(ids), tuple(faults))


def parse_process(text: str) -> tuple[Process | None, tuple[Fault, ...]]:
    """`process.yaml`, and its faults; raises `BadFrontMatter` with the line."""
    data = yamltext.read(text)
    process, faults = convert({} if data in (None, "") else data, Process)
    return process, tuple(faults)


def decode_entry(kind: str, fields: str) -> Entry:
    """An entry out of the JSON that the archive keeps of it."""
    cls = REGISTERS[FILE_OF[kind]][1]
    try:
        return msgspec.json.decode(fields, type=cls)
    except msgspec.ValidationError:  # an import's, whose id has a point that no id here may have
        values = msgspec.json.decode(fields)
        entry = msgspec.convert({**values, "id": "imported"}, cls)
        return msgspec.structs.replace(entry, id=values["id"])
