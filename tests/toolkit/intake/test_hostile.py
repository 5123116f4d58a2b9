"""A folder of hostile files through the real command and a real worker: each ends in a finding.

The rest of the batch is read, nothing is written elsewhere, no one is called, memory is bounded.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import struct
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.toolkit.intake.documents import document, write, zip_of
from tests.toolkit.steps import files_under, run_in
from toolkit.intake import worker
from toolkit.intake.model import Limits

DEEP = 200_000
BESIDE = "the-words-of-a-file-beside"
TRUNCATED = ("docx", "pptx", "xlsx", "odt", "odp", "ods", "pdf", "png", "zip")
NAMES = (
    "line\nbreak.txt", "escape\x1b[31m.txt", "bidi\u202etxt.exe.txt", "NUL.txt", "con",
    "trailing. ", "=cmd|calc.txt", "-rf.txt", f"{'long' * 60}.txt", "quote\"'`$(x).txt",
)  # fmt: skip


def flat(office: str, body: str) -> bytes:
    ns = "urn:oasis:names:tc:opendocument:xmlns"
    return (
        f'<?xml version="1.0"?><office:document xmlns:office="{ns}:office:1.0" '
        f'xmlns:text="{ns}:text:1.0" office:mimetype="application/vnd.oasis.opendocument.{office}">'
        f"<office:body><office:{office}>{body}</office:{office}></office:body></office:document>"
    ).encode()


def changed(package: bytes, member: str, data: bytes) -> bytes:
    """A package with one member replaced."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.infolist():
            new.writestr(each.filename, data if each.filename == member else old.read(each))
    return made.getvalue()


def member_of(package: bytes, member: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(member)


def nested(levels: int) -> bytes:
    made = b"at the bottom"
    for level in range(levels):
        made = zip_of({f"{level}.zip" if level else "a.txt": made})
    return made


def bomb(size: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("beside.txt", "harmless words beside a bomb")
        with package.open("bomb.txt", "w", force_zip64=True) as member:
            block = bytes(1 << 20)
            for _ in range(size >> 20):
                member.write(block)
    return made.getvalue()


def encrypted_zip() -> bytes:
    """As an archiver writes it: the flag of encryption is set in both headers."""
    made = bytearray(zip_of({"a.txt": b"sealed"}))
    made[6] |= 1
    at = made.index(b"PK\x01\x02")
    made[at + 8] |= 1
    return bytes(made)


def encrypted_pdf() -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 720, "sealed")
    canvas.save()
    return made.getvalue()


def encrypted_docx() -> bytes:
    """The compound file that Office writes around an encrypted package (MS-OFFCRYPTO)."""
    names = "EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return head + b"".join(name.ljust(128, b"\0") for name in names) + bytes(4096)


def xxe(where: str) -> bytes:
    declared = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{where}">]>'
    old = member_of(document("docx"), "word/document.xml").decode()
    new = old.replace("<w:document", f"{declared}<w:document", 1).replace(
        "Notes on", "&e; Notes on", 1
    )
    return changed(document("docx"), "word/document.xml", new.encode())


def laughing() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    return flat("text", "<text:p>&a9;</text:p>").replace(
        b"<office:document ", f"<!DOCTYPE x [{entities}]><office:document ".encode(), 1
    )


def sparse() -> bytes:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    return changed(document("xlsx"), "xl/worksheets/sheet1.xml", sheet)


def multipart(levels: int) -> bytes:
    head = b"From: a@example.org\nTo: b@example.org\nSubject: deep\nMIME-Version: 1.0\n"
    for level in range(levels):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
    return head + b"Content-Type: text/plain\n\nat the bottom\n"


def traversing() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name in ("../../out.txt", "/abs/out.txt", "C:\\out.txt", "a/../../out.txt"):
            package.writestr(zipfile.ZipInfo(name), "outside")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
        package.writestr("fine.txt", "words of a member that is fine")
    return made.getvalue()


def picture_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def hostile(port: int, beside: Path) -> dict[str, bytes]:
    """Name → bytes."""
    remote = f"http://127.0.0.1:{port}/x"
    page = f'<img src="{remote}"><link rel=stylesheet href="{remote}"><iframe src="{remote}">'
    deep_docx = member_of(document("docx"), "word/document.xml").replace(
        b"<w:body>", b"<w:body>" + b"<w:p>" * DEEP, 1
    )
    return {
        "bomb.zip": bomb(300 << 20),
        "bomb.docx": changed(document("docx"), "word/document.xml", bytes(64 << 20)),
        "nested.zip": nested(40),
        "traversing.zip": traversing(),
        "deep.fodt": flat("text", "<text:section>" * DEEP),
        "deep.docx": changed(document("docx"), "word/document.xml", deep_docx),
        "deep.html": b"<html><body>" + b"<div>" * DEEP + b"words",
        "deep.rtf": b"{\\rtf1 " + b"{" * DEEP + b"words" + b"}" * DEEP + b"}",
        "deep.txt": b"[" * DEEP + b"]" * DEEP,
        "deep.md": b"> " * DEEP + b"words",
        "deep.eml": multipart(3_000),
        "laughing.fodt": laughing(),
        "file.docx": xxe(beside.as_uri()),
        "http.docx": xxe(remote),
        "calling.html": f"<html><body><h1>Calls</h1>{page}</body></html>".encode(),
        "sealed.pdf": encrypted_pdf(),
        "sealed.docx": encrypted_docx(),
        "sealed.zip": encrypted_zip(),
        "pdf.docx": document("pdf"),
        "exe.pdf": b"MZ\x90\0" + bytes(range(256)) * 40,
        "sparse.xlsx": sparse(),
        "huge.png": picture_of(60_000, 60_000),
        "empty.txt": b"",
        "unknown.eml": b"From: a@example.org\nTo: b@example.org\nSubject: =?x-none?q?a=FF?= \xff\n"
        b"Content-Type: text/plain; charset=x-nothing-knows\n\nwords \xff\xe9\n",
        "unknown.html": b'<meta charset="x-nothing-knows"><p>words \xff\xe9</p>',
        "noise.txt": bytes(range(256)) * 100,
        "half.txt": b"\xff\xfea\0b",
        "gzip.xlsx": b"\x1f\x8b\x08\0" + bytes(100),
        **{f"cut.{kind}": document(kind)[: len(document(kind)) * 2 // 3] for kind in TRUNCATED},
        "cut.rtf": b"{\\rtf1\\ansi Words that go on {\\b and",
        "cut.mbox": document("mbox")[:300],
    }


@dataclass
class Batch:
    """What the command did, and what there was around it."""

    root: Path
    names: set[str]
    rows: dict[str, dict[str, object]]
    exit_code: int
    output: str
    before: dict[str, bytes]
    beside: Path
    peaks: list[int] = field(default_factory=list)
    called: list[object] = field(default_factory=list)

    def findings(self, name: str) -> str:
        return str(self.rows[f"in/{name}"]["findings"])

    def outcome(self, name: str) -> str:
        return str(self.rows[f"in/{name}"]["outcome"])


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine that nobody may call, and those who did."""
    called: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def wait() -> None:
            while not over.is_set():
                try:
                    connection, who = server.accept()
                except TimeoutError:
                    continue
                called.append(who)
                connection.close()

        waiting = threading.Thread(target=wait)
        waiting.start()
        yield server.getsockname()[1], called
        over.set()
        waiting.join()


@pytest.fixture(scope="module")
def batch(
    sample: Path, tmp_path_factory: pytest.TempPathFactory, listener: tuple[int, list[object]]
) -> Batch:
    """All of them added in one go, by one worker."""
    folder = tmp_path_factory.mktemp("hostile")
    root, source, beside = shutil.copytree(sample, folder / "ws"), folder / "in", folder / "secret"
    beside.write_text(BESIDE, encoding="utf-8")
    port, called = listener
    write(source, hostile(port, beside))
    for at, name in enumerate(NAMES):
        (source / name).write_text(f"words under a strange name {at}", encoding="utf-8")
    (source / "zz-last.txt").write_text("words of the last file", encoding="utf-8")
    if hasattr(os, "mkfifo"):
        os.mkfifo(source / "pipe.txt")
    before = files_under(folder)
    peaks: list[int] = []
    close = worker.Worker.close

    def noting(self: worker.Worker) -> None:
        if self._child is not None and sys.platform == "linux":
            status = Path(f"/proc/{self._child.pid}/status").read_text(encoding="ascii")
            peaks.extend(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmHWM"))
        close(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker.Worker, "close", noting)
        done = run_in(root, "add", str(source), "--jobs", "1", "--json")
    rows = json.loads(done.stdout)["files"]
    return Batch(
        root, {each.name for each in source.iterdir() if each.is_file()},
        {row["file"]: row for row in rows}, done.exit_code, done.stderr, before, beside,
        peaks, called,
    )  # fmt: skip


#: File → the finding that it must end in.
FOUND = {
    "bomb.docx": "I003", "nested.zip": "", "deep.fodt": "I012", "deep.docx": "I012",
    "deep.rtf": "I012", "deep.eml": "I012", "sealed.pdf": "I002", "sealed.docx": "I002",
    "sealed.zip": "I002", "bomb.zip": "I003", "traversing.zip": "I011", "pdf.docx": "I007",
    "exe.pdf": "I001", "huge.png": "I003", "empty.txt": "I018",
    "noise.txt": "I001", "half.txt": "I006", "gzip.xlsx": "I001", "unknown.html": "I008",
    "unknown.eml": "I008", "cut.rtf": "I006",
    **{f"cut.{kind}": "I006" for kind in TRUNCATED},
}  # fmt: skip
#: What may take memory: the limit, and what a runtime and its libraries hold before.
MOST_KIB = (Limits().memory >> 10) + 300_000


def test_all_are_answered_and_the_command_ends_well(batch: Batch) -> None:
    assert batch.exit_code == 0
    named = {name.removeprefix("in/") for name in batch.rows if " > " not in name}
    assert named == batch.names
    assert {str(row["outcome"]) for row in batch.rows.values()} <= {
        "waits for review", "failed", "only holds other files", "duplicate",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "code"), FOUND.items(), ids=FOUND.keys())
def test_each_ends_in_its_finding(batch: Batch, name: str, code: str) -> None:
    assert code in batch.findings(name)


def test_no_reader_was_ended_or_had_a_fault_of_its_own(batch: Batch) -> None:
    told = {name: str(row["findings"]) for name, row in batch.rows.items()}
    assert {name: said for name, said in told.items() if "I004" in said or "I005" in said} == {}


@pytest.mark.parametrize("name", [*NAMES, "zz-last.txt", "calling.html", "sparse.xlsx", "deep.txt"])
def test_the_rest_of_the_batch_is_read(batch: Batch, name: str) -> None:
    assert batch.outcome(name) == "waits for review"


@pytest.mark.parametrize(
    "name", ["bomb.zip > beside.txt", "traversing.zip > fine.txt"], ids=["bomb", "traversal"]
)
def test_the_good_members_of_a_bad_package_are_read(batch: Batch, name: str) -> None:
    assert batch.outcome(name) == "waits for review"


def test_packages_within_packages_end_somewhere(batch: Batch) -> None:
    within = [name for name in batch.rows if name.startswith("in/nested.zip > ")]
    assert len(within) == Limits().depth + 1
    assert "I012" in str(batch.rows[max(within, key=len)]["findings"])


def test_nothing_is_written_outside_the_intake(batch: Batch) -> None:
    intake = "ws/.secretariat/intake/"
    now = files_under(batch.root.parent)
    assert {name: data for name, data in now.items() if not name.startswith(intake)} == batch.before
    assert not any(name.startswith(f"{intake}spool/") for name in now)


def test_no_entity_brought_in_what_lies_beside(batch: Batch) -> None:
    kept = files_under(batch.root / ".secretariat")
    assert not [name for name, data in kept.items() if BESIDE.encode() in data]


def test_nobody_was_called(batch: Batch) -> None:
    assert batch.called == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak")
def test_memory_stays_bounded(batch: Batch) -> None:
    assert batch.peaks
    assert max(batch.peaks) < MOST_KIB


def test_no_name_reaches_the_terminal_as_it_is(batch: Batch) -> None:
    again = run_in(batch.root, "review", "--files", "--list")
    assert again.exit_code == 0
    assert "strange name" in again.output
    for sign in ("\x1b", "\u202e", "line\nbreak"):
        assert sign not in again.output + batch.output


def test_what_can_be_accepted_makes_records_without_errors(batch: Batch, tmp_path: Path) -> None:
    root = shutil.copytree(batch.root, tmp_path / "ws")
    accepted = run_in(root, "review", "--accept-above", "0")
    assert accepted.exit_code == 0, accepted.output
    checked = run_in(root, "check")
    assert checked.exit_code == 0, checked.output
    found = run_in(root, "search", "strange", "--json")
    assert json.loads(found.stdout)["total"] == len(NAMES)
