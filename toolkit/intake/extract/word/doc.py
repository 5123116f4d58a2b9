"""Word's documents of before 2007 (DOC), by a program that is installed.

LibreOffice changes one into a DOCX in the spool folder, with a profile of its own in which
macros, links and what is loaded from elsewhere are switched off; antiword gives its text alone.
No library for Python reads this format, and one of our own would be larger than all the others.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from msgspec.structs import replace

from toolkit.intake import markdown
from toolkit.intake.extract.rtf.reader import read_rtf
from toolkit.intake.extract.shared.blocks import Gathered
from toolkit.intake.extract.shared.ole import told_of_word
from toolkit.intake.extract.word.document import read_docx
from toolkit.intake.model import Extracted
from toolkit.intake.room import NotReadable, Room

_OFFICES = ("soffice", "libreoffice")
# What antiword writes for a picture, and above notes and boxes.
_NO_TEXT = re.compile(r"\[pic\]\Z|-{20,}\Z")
#: Seconds that are left for reading what the other program made.
_REST = 10.0
_SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
)


def read_doc(path: Path, room: Room) -> Extracted:
    """The text of the Word file at `path`, in the format before 2007.

    Raises `NotReadable` where no program that can read it is installed, or it could not.
    """
    with path.open("rb") as file:
        head = file.read(64)
    if b"{\\rtf" in head:
        return read_rtf(path, room)
    encrypted, macros = told_of_word(path)
    if encrypted:
        raise NotReadable("I002", "it can only be opened with a password")
    if macros:
        room.trouble("I015", "it holds macros, which were not run")
    office = next(filter(None, map(shutil.which, _OFFICES)), None)
    if office is not None:
        made = _by_office(office, path, room)
        if made is not None:
            found = read_docx(made, room)
            return replace(found, reader=f"libreoffice, {found.reader}")
    antiword = shutil.which("antiword")
    if antiword is not None:
        text = _by_antiword(antiword, path, room)
        if text is not None:
            return room.extracted("antiword", text)
    if office is None and antiword is None:
        raise NotReadable("I001", "neither LibreOffice nor antiword is installed to read it")
    raise NotReadable("I006", "the program that reads such files could make nothing of it")


def _by_office(office: str, path: Path, room: Room) -> Path | None:
    """The DOCX that LibreOffice makes of the file; None where it makes none."""
    profile, made = room.spool / "profile", room.spool / "converted"
    source = made / "source.doc"  # no name from elsewhere reaches the other program
    try:
        (profile / "user").mkdir(parents=True)
        made.mkdir()
        shutil.copyfile(path, source)
        (profile / "user" / "registrymodifications.xcu").write_text(
            _profile(), encoding="utf-8", newline="\n"
        )
        _run(
            [
                office,
                f"-env:UserInstallation={profile.resolve().as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--nodefault",
                "--nofirststartwizard",
                "--convert-to",
                "docx:MS Word 2007 XML",
                "--outdir",
                str(made),
                str(source),
            ],
            room,
        )
        found = made / "source.docx"
        if not found.is_file():
            return None
        kept = room.spool / "converted.docx"
        found.replace(kept)
        return kept
    finally:
        for folder in (profile, made):
            shutil.rmtree(folder, ignore_errors=True)


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" '
        f'oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items '
        f'xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    )


def _by_antiword(antiword: str, path: Path, room: Room) -> str | None:
    """The paragraphs that antiword gives; None where it gives none."""
    output = _run([antiword, "-m", "UTF-8.txt", "-w", "0", "-i", "1", str(path.resolve())], room)
    text = output.decode("utf-8", errors="replace")
    gathered = Gathered(room)
    for part in re.split(r"\n[ \t]*\n", text):
        if not gathered.add(_block(part)):
            break
    return gathered.whole() or None


def _block(part: str) -> str:
    """A paragraph of antiword's; lines between bars are rows of a table."""
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    if lines and all(line.startswith("|") and line.endswith("|") for line in lines):
        return markdown.table([line.strip("|").split("|") for line in lines])
    return markdown.paragraph("\n".join(line for line in lines if not _NO_TEXT.match(line)))


def _run(command: list[str], room: Room) -> bytes:
    """What a program prints within the time that a file has; it is ended with all it started."""
    seconds = max(room.limits.seconds - _REST, room.limits.seconds / 2)
    nowhere = "http://127.0.0.1:9"
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=room.spool,
        env={**os.environ, "http_proxy": nowhere, "https_proxy": nowhere, "HOME": str(room.spool)},
        process_group=0 if os.name == "posix" else None,
    )
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        raise NotReadable("I004", f"{Path(command[0]).name} took more than {seconds:g} s") from None
    return output


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=5)
