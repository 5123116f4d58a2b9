"""Reads every file of a workspace as far as it can be read, and says what could not be."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

import msgspec

from archive import profiles, registers, yamltext
from archive.convert import Fault, convert, date_faults
from archive.errors import BadFrontMatter
from archive.findings import Finding
from archive.folder import all_files
from archive.frontmatter import MAX_TEXT, bad_line, decode, newlines, read_front, split
from archive.model import RECORD_KINDS, REGISTERS, Entry, Front, Import, Process
from archive.originals import text_originals
from archive.placeholders import SENTENCES
from archive.text.paragraphs import Paragraph, paragraphs, unread_marks
from archive.text.places import places
from archive.workspace import Workspace
from archive.yamltext import Path

#: What is said of the name of a file, whatever it holds.
_OF_NAMES = ("R028", "R044")

_UNPORTABLE = re.compile(r"[<>:\"|?*\\\x00-\x1f]|[. ]$")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


@dataclass(frozen=True, slots=True)
class Yaml:
    """The YAML part of a file, so that a value's line can be told; `first` is its line there."""

    path: str
    text: str
    first: int

    def line(self, path: Path) -> int:
        """The line in the file of the value at `path`."""
        return self.first + yamltext.line_of(self.text, path) - 1

    def finding(self, code: str, path: Path, message: str, subject: str = "") -> Finding:
        """A finding about the value at `path`."""
        return Finding(self.path, self.line(path), code, message, subject)


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One record as it lies in the folder; `says_access` is whether it says whom it is for."""

    path: str
    front: Front
    yaml: Yaml
    paragraphs: tuple[Paragraph, ...]
    body: str = ""
    body_line: int = 1
    says_access: bool = True

    @property
    def anchors(self) -> frozenset[str]:
        """What a citation of this record may name."""
        own = {p.anchor for p in self.paragraphs}
        return frozenset(own.union(place.anchor for place in places(self.paragraphs)))


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a register, with the way to its line."""

    entry: Entry
    kind: str
    yaml: Yaml
    place: int


@dataclass(slots=True)
class ReadWorkspace:
    """All that could be read, and the findings of what could not."""

    files: frozenset[str] = frozenset()
    records: dict[str, RecordFile] = field(default_factory=dict)
    entries: dict[str, Listed] = field(default_factory=dict)
    process: Process = field(default_factory=lambda: Process(name="(no process.yaml)"))
    process_yaml: Yaml | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def find(self, path: str, line: int, code: str, message: str, subject: str = "") -> None:
        """Add one finding."""
        self.findings.append(Finding(path, line, code, message, subject))

    def faults(self, yaml: Yaml, faults: Iterable[Fault], subject: str) -> None:
        """Add the faults of a converted value."""
        self.findings += [yaml.finding(f.code, f.path, f.message, subject) for f in faults]

    def claim_id(self, new: str, kind: str, yaml: Yaml, path: Path) -> bool:
        """Note that `new` names something of `kind`; False and a finding where it is taken."""
        if new in self.kinds:
            what, where = self.kinds[new].replace("_", " "), self.places[new]
            said = f"the id `{new}` also names a {what} in {where}"
            self.findings.append(yaml.finding("R009", path, said, new))
            return False
        self.kinds[new] = kind
        self.places[new] = yaml.path
        return True


def read_workspace(workspace: Workspace) -> ReadWorkspace:
    """Read records/ whole. Registers first, so that a duplicate id is the record's fault."""
    read = ReadWorkspace()
    paths = [change.path for change in all_files(workspace.root)]
    read.files = frozenset(paths)
    _names(read, paths)
    texts = {path: _text(read, workspace, path) for path in paths if _is_ours(path)}
    for name in (registers.PROCESS, *REGISTERS):
        path = f"{registers.FOLDER}/{name}.yaml"
        if path not in texts:
            if name == registers.PROCESS:
                said = "there is no process.yaml, which says what this process is"
                read.find(path, 0, "R031", said)
            continue
        text = texts.pop(path)
        if text is not None:
            _register(read, name, Yaml(path, text, 1))
    records = {p: text for p, text in texts.items() if text is not None and p.endswith(".md")}
    originals = text_originals(records.items())
    # An original may be in any encoding, of any size; only its name must be one for every computer.
    read.findings = [f for f in read.findings if f.path not in originals or f.code in _OF_NAMES]
    for path, text in records.items():
        if path not in originals:
            _record(read, path, text)
    _profiles(read, workspace, paths)
    return read


def _profiles(read: ReadWorkspace, workspace: Workspace, paths: list[str]) -> None:
    """Each profile of the workspace's own, and that each import names one that is there."""
    for path in paths:
        folder, _, name = path.rpartition("/")
        if folder == profiles.FOLDER and name.endswith(".yaml"):
            try:
                profiles.load(workspace.root, name.removesuffix(".yaml"))
            except profiles.BadProfile as error:
                read.find(path, error.line, "R005", str(error))
    known = set(profiles.names(workspace.root))
    for name, listed in read.entries.items():
        entry = listed.entry
        if isinstance(entry, Import) and entry.profile and entry.profile not in known:
            near = get_close_matches(entry.profile, known, n=1)
            hint = f" (did you mean `{near[0]}`?)" if near else ""
            said = f"there is no profile `{entry.profile}`{hint}"
            read.findings.append(listed.yaml.finding("R010", (listed.place, "profile"), said, name))


def _is_ours(path: str) -> bool:
    return registers.name_of(path) is not None or path.endswith(".md")


def _names(read: ReadWorkspace, paths: list[str]) -> None:
    seen: dict[str, str] = {}
    for path in paths:
        for part in path.split("/"):
            if _UNPORTABLE.search(part) or _RESERVED.match(part):
                read.find(path, 0, "R028", f"Windows cannot hold the name {part!r}")
                break
        if "%" in path and not _is_ours(path):
            read.find(path, 0, "R044", "the name has a %, which some programs look for elsewhere")
        key = unicodedata.normalize("NFC", path).casefold()
        if key in seen:
            said = f"on Windows and macOS this is the same file as {seen[key]}"
            read.find(path, 0, "R028", said)
        seen.setdefault(key, path)
        folder, _, name = path.rpartition("/")
        if folder == registers.FOLDER and name.endswith(".yaml") and not _is_ours(path):
            known = ", ".join(sorted((*REGISTERS, registers.PROCESS)))
            read.find(path, 0, "R002", f"there is no register of this name (there are: {known})")


def _text(read: ReadWorkspace, workspace: Workspace, path: str) -> str | None:
    try:
        size = (workspace.root / path).stat().st_size
        data = (workspace.root / path).read_bytes() if size <= MAX_TEXT else b" " * (MAX_TEXT + 1)
    except OSError as error:
        read.find(path, 0, "R002", f"the file cannot be read ({error.strerror})")
        return None
    text, encoding = decode(data)
    if encoding == "too large":
        read.find(path, 0, "R021", f"{size / 1024 / 1024:.1f} MiB of text in one file")
    elif text is None:
        read.find(path, bad_line(data), "R001", "the file has bytes that are not UTF-8")
    elif encoding == "utf-8 crlf":
        read.find(path, 0, "R020", "the lines end as on Windows (CRLF)")
    return newlines(text) if text is not None else None


def _yaml_code(message: str) -> str:
    if "given twice" in message:
        return "R022"
    deep = ("nested deeper", "nesting depth", "aliases")  # the second in libyaml's own words
    return "R030" if any(words in message for words in deep) else "R003"


def _register(read: ReadWorkspace, name: str, yaml: Yaml) -> None:
    try:
        if name == registers.PROCESS:
            _process(read, yaml)
            return
        register = registers.parse(name, yaml.text)
    except BadFrontMatter as error:
        code = _yaml_code(str(error))
        read.find(yaml.path, error.line, code, f"the register cannot be read: {error}", name)
        return
    read.faults(yaml, register.faults, name)
    kind = REGISTERS[name][0]
    for place, entry_id in register.ids:
        if not read.claim_id(entry_id, kind, yaml, (place, "id")):
            continue
        entry = register.entries[entry_id]
        read.entries[entry_id] = Listed(entry, kind, yaml, place)
        faults = date_faults(entry)
        read.faults(yaml, [Fault(f.code, (place, *f.path), f.message) for f in faults], entry_id)
        if name == "themes":
            _themes(read, yaml, (place,), entry)


def _themes(read: ReadWorkspace, yaml: Yaml, path: Path, parent: msgspec.Struct) -> None:
    items: tuple[msgspec.Struct, ...] = getattr(parent, "items", ())
    for place, item in enumerate(items):
        here = (*path, "items", place)
        read.claim_id(getattr(item, "id", ""), "theme", yaml, (*here, "id"))
        _themes(read, yaml, here, item)


def _process(read: ReadWorkspace, yaml: Yaml) -> None:
    process, faults = registers.parse_process(yaml.text)
    read.faults(yaml, faults, registers.PROCESS)
    read.kinds["process"] = "process"
    read.places["process"] = yaml.path
    if process is not None:
        read.process, read.process_yaml = process, yaml
        read.faults(yaml, date_faults(process), registers.PROCESS)


def _record(read: ReadWorkspace, path: str, text: str) -> None:
    parts = split(text)
    if parts.front is None:
        said = "the file does not begin with front matter, so it is no record"
        if text.partition("\n")[0].rstrip() == "---":
            said = "the front matter that begins here has no second line ---, so it is no record"
        read.find(path, 1, "R002", said)
        return
    yaml = Yaml(path, parts.front, parts.front_line)
    try:
        fields = read_front(parts.front)
    except BadFrontMatter as error:
        said = f"the front matter cannot be read: {error}"
        read.find(path, yaml.first + error.line - 1, _yaml_code(str(error)), said)
        return
    front, faults = convert(fields, Front)
    named = fields.get("id")
    subject = named if isinstance(named, str) else ""
    read.faults(yaml, faults, subject)
    for line, said in unread_marks(parts.body, parts.body_line):
        read.find(
            path, line, "R017", f"this looks like marks but was read as text: {said}", subject
        )
    found = tuple(paragraphs(parts.body, parts.body_line))
    _numbers(read, path, found, subject)
    for p in found:
        if p.text in SENTENCES:
            said = f"the draft's own words still stand here: {p.text!r}"
            read.find(path, p.line_start, "R033", said, subject)
    if front is None:
        if subject and subject not in read.kinds and not _names_id(faults):
            read.kinds[subject] = "record"  # it is there, so naming it is no second fault
            read.places[subject] = path
        return
    read.faults(yaml, date_faults(front), front.id)
    kinds: Mapping[str, object] = {**dict.fromkeys(RECORD_KINDS), **read.process.kinds}
    if front.kind not in kinds:
        said = f"there is no kind `{front.kind}` (there are: {', '.join(sorted(kinds))})"
        read.findings.append(yaml.finding("R024", ("kind",), said, front.id))
    if read.claim_id(front.id, "record", yaml, ("id",)):
        read.records[front.id] = RecordFile(
            path, front, yaml, found, parts.body, parts.body_line, "access" in fields
        )  # fmt: skip


def _names_id(faults: Iterable[Fault]) -> bool:
    return any(fault.path[:1] == ("id",) for fault in faults)


def _numbers(read: ReadWorkspace, path: str, found: tuple[Paragraph, ...], subject: str) -> None:
    counted = Counter(p.number for p in found if p.number is not None)
    for p in found:
        if p.number is not None and counted[p.number] > 1 and "-" in p.anchor:
            said = f"paragraph {p.number} comes again; it is cited as #{p.anchor}"
            read.find(path, p.line_start, "R023", said, subject)
