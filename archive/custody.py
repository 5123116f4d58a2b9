"""Custody: who had the archive when, as the folder records/custody tells it.

Each event is one folder there, `NNNN-KIND`, and is never changed:

    0001-packed        at the side that gives: what it signed when it packed
    0001-received      at the side that takes: the same, and the receipt that it signed; of a
                       package that came late, also the leaves of its log that ours lacks
    0002-acknowledged  at the side that gives: the receipt that came back, and which key was
                       compared with its owner where none is listed

Everything in them is evidence that others can check: statements, signatures, receipts. Here it is
read and, as far as that needs no program, looked at again. Bytes in, events out; only `files_of`
reads a disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from archive.receipt import MAX_SIZE, BadReceipt, Receipt, read_receipt
from archive.signers import NAMESPACE, read_revoked, read_signers
from archive.sshsig import holds, read_signature
from archive.statement import BadStatement, Statement, parse
from archive.timestamp import read_stamp
from archive.workspace import RECORDS, Workspace

FOLDER: Final = f"{RECORDS}/custody"

Kind = Literal["packed", "received", "acknowledged"]

#: How a signature stands, looked at again with the keys that the registers have now.
Standing = Literal[
    "holds",
    "compared key",
    "not signed",
    "unreadable",
    "altered",
    "other namespace",
    "unknown key",
    "revoked key",
    "other mandate",
    "outside its mandate",
    "not looked at",
]

#: The order of events that have one number: two sides may each have counted on by itself.
_ORDER: Final[tuple[Kind, ...]] = ("packed", "received", "acknowledged")

#: The files that an event has, and those that it may have.
NEEDED: Final[dict[Kind, tuple[str, ...]]] = {
    "packed": ("statement.txt", "bag-info.txt"),
    "received": ("statement.txt", "bag-info.txt", "receipt.json", "receipt.txt", "receipt.txt.sig"),
    "acknowledged": ("receipt.json", "receipt.txt", "receipt.txt.sig"),
}
OPTIONAL: Final[dict[Kind, tuple[str, ...]]] = {
    "packed": ("statement.txt.sig", "statement.txt.tsr"),
    "received": ("statement.txt.sig", "statement.txt.tsr", "leaves.txt"),
    "acknowledged": ("compared.txt",),
}

#: Where the giving side keeps which fingerprint it compared, of a key that is not listed here.
COMPARED: Final = "compared.txt"
COMPARED_TEXT: Final = """\
# The fingerprint of the receipt's key. It was compared with what the key's owner said by another
# way; who kept the receipt says so.
"""

#: The leaves that the giving side sealed after both sides had gone on: one a line, in hexadecimal.
#: They follow those that both logs have, and give the root that was signed.
LATE: Final = "leaves.txt"

#: What the archive says of such a log: not in the one here (0 and 1), but whole beside it.
BESIDE: Final = 2

#: Words for those who open the folder; not an event.
READ_ME: Final = "README.txt"
READ_ME_TEXT: Final = """\
Custody: who had this archive when.

Each folder is one step of a handover, with what was signed at it. Nothing here is edited by hand:
`secretariat handover pack`, `accept` and `receipt` write it, `secretariat ask custody` and the
page /custody tell it.
"""

_NAME = re.compile(r"(?P<number>[0-9]{4,9})-(?P<kind>packed|received|acknowledged)\Z")


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement with its signature, as files hold them; `signature` is None where there is none.

    `statement` is None where its bytes are none, `stamp` where no authority stamped the signature.
    """

    data: bytes
    signature: bytes | None
    statement: Statement | None
    stamp: bytes | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a handover.

    `package` is what the giving side signed (None in an acknowledgement), `receipt` what the
    taking side said and `acknowledgement` its signature over it (None where it was only packed).
    `name` is the package's, `recipient` whom it was packed for. `compared` is the fingerprint that
    the giving side compared with its owner before it kept the receipt ('' for none). `late` are
    the leaves of its log that went another way than the one here.
    """

    folder: str
    number: int
    kind: Kind
    package: Signed | None
    name: str
    recipient: str
    receipt: Receipt | None
    acknowledgement: Signed | None
    compared: str = ""
    late: tuple[bytes, ...] = ()

    @property
    def digest(self) -> str:
        """The digest of the package, '' where nothing tells it."""
        if self.receipt is not None:
            return self.receipt.digest
        said = self.package.statement if self.package else None
        return said.digest if said else ""

    @property
    def checkpoint(self) -> str:
        """The log's size and root at this step, '' where nothing tells it."""
        if self.receipt is not None:
            return self.receipt.checkpoint
        said = self.package.statement if self.package else None
        return said.checkpoint if said else ""


#: A log that went another way: how many leaves it has, and those that do not stand in the one here.
LateLog = tuple[int, tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Fault:
    """A file of the folder that is not as it must be, and why."""

    path: str
    message: str


def read(files: Mapping[str, bytes]) -> tuple[list[Event], list[Fault]]:
    """The events in `files` (path below the workspace → bytes) in their order, and what is wrong.

    An event that lacks something is given with what it has.
    """
    by_folder: dict[str, dict[str, bytes]] = {}
    faults = []
    for path in sorted(files):
        inside = path.removeprefix(f"{FOLDER}/")
        if inside == READ_ME or inside.startswith("."):
            continue  # words for people, and what a stopped command left
        folder, slash, name = inside.partition("/")
        if not slash or not _NAME.match(folder):
            faults.append(Fault(path, "this is no part of an event of custody"))
            continue
        by_folder.setdefault(folder, {})[name] = files[path]
    events = []
    for folder, held in by_folder.items():
        found = _NAME.match(folder)
        assert found is not None
        kind: Kind = found["kind"]  # type: ignore[assignment]
        faults += _unfit(folder, kind, held)
        event, wrong = _event(folder, int(found["number"]), kind, held)
        events.append(event)
        faults += wrong
    events.sort(key=lambda each: (each.number, _ORDER.index(each.kind)))
    return events, sorted(faults, key=lambda each: each.path)


def files_of(workspace: Workspace) -> dict[str, bytes]:
    """What `read` takes, out of the folder of a workspace; what is no file there is left out."""
    held: dict[str, bytes] = {}
    folder = workspace.root / FOLDER
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= MAX_SIZE:
            held[workspace.relative(path)] = path.read_bytes()
    return held


def _unfit(folder: str, kind: Kind, held: Mapping[str, bytes]) -> Iterator[Fault]:
    known = {*NEEDED[kind], *OPTIONAL[kind]}
    for name in sorted(held.keys() - known):
        yield Fault(f"{FOLDER}/{folder}/{name}", "this file belongs to no event of custody")
    for name in NEEDED[kind]:
        if name not in held:
            yield Fault(f"{FOLDER}/{folder}/{name}", "this file of the event is missing")


def _event(
    folder: str, number: int, kind: Kind, held: Mapping[str, bytes]
) -> tuple[Event, list[Fault]]:
    faults: list[Fault] = []

    def fault(name: str, message: str) -> None:
        faults.append(Fault(f"{FOLDER}/{folder}/{name}", message))

    package = _signed(held, "statement.txt", "package", fault)
    acknowledgement = _signed(held, "receipt.txt", "receipt", fault)
    receipt = None
    if "receipt.json" in held:
        try:
            receipt = read_receipt(held["receipt.json"])
        except BadReceipt as error:
            fault("receipt.json", str(error))
    said = acknowledgement.statement if acknowledgement else None
    if receipt is not None and said is not None:
        digest = f"sha256:{hashlib.sha256(held['receipt.json']).hexdigest()}"
        if (said.digest, said.checkpoint) != (digest, receipt.checkpoint):
            fault("receipt.txt", "it is not the statement of the receipt beside it")
            receipt = None
    given = package.statement if package else None
    if receipt is not None and given is not None and receipt.digest != given.digest:
        fault("receipt.json", "it is the receipt of another package")
        receipt = None
    info = bag_info(held.get("bag-info.txt", b""))
    name = info.get("External-Identifier", "") or (receipt.package if receipt else "")
    recipient = receipt.receiver.host if receipt else info.get("Secretariat-To", "")
    compared = ""
    if COMPARED in held:
        compared = _fingerprint(held[COMPARED])
        if not compared:
            fault(COMPARED, "it does not name one fingerprint")
    late = _leaves(held[LATE]) if LATE in held else ()
    if late is None:
        fault(LATE, "it is no list of leaves")
    event = Event(
        folder, number, kind, package, name, recipient, receipt, acknowledgement, compared,
        late or (),
    )  # fmt: skip
    return event, faults


def compared_text(fingerprint: str) -> bytes:
    """The file that says that `fingerprint` was compared with its owner."""
    return f"{COMPARED_TEXT}{fingerprint}\n".encode()


def late_logs(events: Iterable[Event]) -> tuple[LateLog, ...]:
    """The logs that went another way than the one here, as `events` keep them."""
    return tuple(
        (int(each.checkpoint.partition(" ")[0]), each.late)
        for each in events
        if each.late and each.checkpoint
    )


def leaves_text(leaves: Iterable[bytes]) -> bytes:
    """The file that keeps `leaves`, which are no part of the log here."""
    return "".join(f"{each.hex()}\n" for each in leaves).encode("ascii")


def _leaves(data: bytes) -> tuple[bytes, ...] | None:
    *lines, rest = data.decode("ascii", "replace").replace("\r\n", "\n").split("\n")
    if rest or not lines or not all(map(_LEAF.match, lines)):
        return None
    return tuple(map(bytes.fromhex, lines))


def _fingerprint(data: bytes) -> str:
    lines = [each.strip() for each in data.decode("ascii", "replace").splitlines()]
    said = [each for each in lines if each and not each.startswith("#")]
    return said[0] if len(said) == 1 and _FINGERPRINT.match(said[0]) else ""


_LEAF = re.compile(r"[0-9a-f]{64}\Z")
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}\Z")


def _signed(
    held: Mapping[str, bytes], name: str, kind: str, fault: Callable[[str, str], None]
) -> Signed | None:
    if name not in held:
        return None
    statement = None
    try:
        statement = parse(held[name])
        if statement.kind != kind:
            fault(name, f"it is the statement of a {statement.kind}, not of a {kind}")
            statement = None
    except BadStatement as error:
        fault(name, str(error).partition(":")[0])
    return Signed(held[name], held.get(f"{name}.sig"), statement, held.get(f"{name}.tsr"))


def bag_info(data: bytes) -> dict[str, str]:
    """The fields of a bag-info.txt, each once (RFC 8493, section 2.2.2); the first one counts."""
    found: dict[str, str] = {}
    last = ""
    for line in data.decode("utf-8", "replace").splitlines():
        if line[:1] in (" ", "\t") and last:
            found[last] = f"{found[last]} {line.strip()}"
            continue
        label, colon, value = line.partition(":")
        last = label.strip() if colon and label.strip() not in found else ""
        if last:
            found[last] = value.strip()
    return found


def standing(
    signed: Signed | None, signers: bytes, revoked: bytes, compared: str = ""
) -> tuple[Standing, str]:
    """How a signature stands by these two lists, and the fingerprint of its key ('' for none).

    `compared` is the fingerprint of a key that need not be listed, as a person compared it. Only
    Ed25519 keys are worked out; another's signature is 'not looked at'.
    """
    if signed is None or not signed.signature:
        return "not signed", ""
    try:
        read_ = read_signature(signed.signature)
    except ValueError:
        return "unreadable", ""
    if read_.key is None or signed.statement is None:
        return "unreadable", ""
    key, said = read_.key, signed.statement
    name = key.fingerprint
    if read_.namespace != NAMESPACE:
        return "other namespace", name
    good = holds(read_, signed.data)
    if good is False:
        return "altered", name
    if any(each.key == key for each in read_revoked(revoked)[0]):
        return "revoked key", name
    own = [each for each in read_signers(signers)[0] if each.key == key]
    listed = bool(own)
    own = [each for each in own if each.mandate == said.mandate]
    if not own and name == compared:
        return ("compared key" if good else "not looked at"), name
    if not own:
        return ("other mandate" if listed else "unknown key"), name
    if not any(each.window.holds(said.time) for each in own):
        return "outside its mandate", name
    return ("holds" if good else "not looked at"), name


def stamped(signed: Signed | None) -> str | None:
    """The time of the signature's stamp, as tables have it; None where there is none.

    'unreadable' or 'of something else' where the file is no stamp of it. Whether the authority
    made it takes its certificate, and is not looked at.
    """
    if signed is None or signed.stamp is None:
        return None
    try:
        said = read_stamp(signed.stamp)
    except ValueError:
        return "unreadable"
    if signed.signature is None or said.digest != hashlib.sha256(signed.signature).digest():
        return "of something else"
    return when(said.time)


def next_number(folders: Iterable[str]) -> int:
    """The number of the next event, where the folder records/custody holds `folders`."""
    found = [int(match["number"]) for each in folders if (match := _NAME.match(each))]
    return max(found, default=0) + 1


def when(time: datetime) -> str:
    """A time in UTC as tables have it."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
