"""The worker process: takes a setting, then one task a line, and answers each with one line.

Whatever a native library prints goes nowhere: answers leave by a descriptor that nobody else
knows. The parent (`worker`) kills this process where it hangs, and starts another where it dies.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import msgspec

from toolkit.intake.confine import confine, cut_network, more_time, no_hurry
from toolkit.intake.extract import reader_of
from toolkit.intake.identify import contradicts, identify
from toolkit.intake.model import Extracted, Identity, Limits, Proposal, Trouble
from toolkit.intake.reading import Proposing
from toolkit.intake.room import NotReadable, Room
from toolkit.intake.tasks import Result, Setting, Task

_ASK = msgspec.json.Decoder(Task)
_TELL = msgspec.json.Encoder()


def main() -> None:
    """Serve tasks from standard input until it ends."""
    cut_network()
    asked, answers = sys.stdin.buffer, _only_voice()
    setting = msgspec.json.decode(asked.readline(), type=Setting)
    writable = Path(os.fsdecode(asked.readline().rstrip(b"\r\n")))
    tempfile.tempdir = str(writable)
    _warm()
    lacking = confine(setting.limits, writable)
    reading = Reading(setting)
    answers.write(_TELL.encode(lacking) + b"\n")
    answers.flush()
    for line in asked:
        more_time(setting.limits)
        told = _as_json(reading.of(_ASK.decode(line))) + b"\n"
        no_hurry()
        answers.write(told)
        answers.flush()


def _only_voice() -> IO[bytes]:
    """A private copy of standard output; what stands there now leads nowhere."""
    own = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor
    return os.fdopen(own, "wb")


def _warm() -> None:
    """Load what identifies files while nothing is forbidden yet: it sets itself up on first use."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.txt"
        path.write_bytes(b"warm\n")
        identify(path)


class Reading:
    """What a worker does with each task; without `propose` it only reads."""

    def __init__(self, setting: Setting, *, propose: bool = True) -> None:
        self._limits = setting.limits
        self._proposing: Proposing | None = Proposing(setting.known) if propose else None

    def of(self, task: Task) -> Result:
        """The result of one task, whatever is wrong with its file."""
        begun = time.monotonic()
        identity: Identity | None = None
        try:
            identity = identify(Path(task.path), task.name)
            extracted = self._extracted(task, identity)
            proposal = self._proposed(task, extracted)
            done = Result(id=task.id, identity=identity, extracted=extracted, proposal=proposal)
        except NotReadable as error:
            done = Result(id=task.id, identity=identity, trouble=error.trouble)
        except RecursionError:
            done = _failed(task, identity, "I012", "it is nested deeper than any document")
        except MemoryError:
            done = _failed(task, identity, "I005", "it needs more memory than one file may take")
        except Exception as error:  # a reader's fault over one file must not end the others'
            said = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            done = _failed(task, identity, "I005", f"its reader failed ({said})")
        return msgspec.structs.replace(done, seconds=round(time.monotonic() - begun, 4))

    def _proposed(self, task: Task, extracted: Extracted) -> Proposal | None:
        """What is proposed; a text that cannot be understood is kept all the same."""
        if self._proposing is None or extracted.container:
            return None
        try:
            return self._proposing.of(task, extracted)
        except MemoryError:
            raise
        except Exception as error:  # what a reader of texts did not foresee costs its guesses only
            said = f"its text was not understood ({type(error).__name__})"
            return Proposal(troubles=(Trouble(code="I020", message=said),))

    def _extracted(self, task: Task, identity: Identity) -> Extracted:
        room = Room(name=task.name, spool=Path(task.spool), limits=self._limits)
        if not Path(task.path).stat().st_size:
            room.trouble("I018", "it is empty: it has not one byte")
            return Extracted(reader="none", troubles=tuple(room.troubles))
        if contradicts(identity, task.name):
            said = f"its name ends in {Path(task.name).suffix}, its bytes are of {identity.form}"
            room.trouble("I007", said)
        reader = reader_of(identity.form)
        if reader is None:
            if not Path(task.path).stat().st_size:
                room.trouble("I018", "the file is empty")
            else:
                room.trouble("I001", f"nothing reads {_kind_of(identity, task.name)} here")
            return Extracted(reader="none", troubles=tuple(room.troubles))
        extracted = reader(Path(task.path), room)
        return _within(extracted, self._limits)


def _as_json(result: Result) -> bytes:
    """A result as JSON; signs that are no text (half a pair of UTF-16) are written out."""
    try:
        return _TELL.encode(result)
    except UnicodeEncodeError:
        return _TELL.encode(_cleaned(msgspec.to_builtins(result)))


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {_cleaned(name): _cleaned(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(each) for each in value]
    return value


def _kind_of(identity: Identity, name: str) -> str:
    """How a format that is not read is told."""
    unknown = identity.media_type == "application/octet-stream"
    return identity.format or (
        f"files that end in {Path(name).suffix or 'nothing'}" if unknown else identity.media_type
    )


def _failed(task: Task, identity: Identity | None, code: str, message: str) -> Result:
    return Result(id=task.id, identity=identity, trouble=Trouble(code=code, message=message))


def _within(extracted: Extracted, limits: Limits) -> Extracted:
    """Without what goes beyond the longest text that a record may have (bytes of UTF-8)."""
    data = extracted.text.encode("utf-8", "surrogatepass")
    troubles = list(extracted.troubles)
    text = data.decode("utf-8", "replace")
    if len(data) > limits.text:
        whole = data[: limits.text - 1].decode("utf-8", "ignore").rsplit("\n", 1)[0]
        text = whole.rstrip("\n") + "\n"
        cut = Trouble(code="I010", message=f"its text was cut after {limits.text:,} bytes")
        troubles.append(cut)
    if not text.strip() and not extracted.container and not extracted.enclosed and not troubles:
        troubles.append(Trouble(code="I018", message="no text was found in it"))
    return msgspec.structs.replace(extracted, text=text, troubles=tuple(troubles))
