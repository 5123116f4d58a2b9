"""The certificate of a disposal: what was removed, by whose authority, by whom and when.

It lies below records/disposals, as JSON for machines and as a text that can be printed. Where a key
is named, a statement of its SHA-256 is signed with it, and lies beside it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from textwrap import fill
from typing import Any

from archive.text.numbers import counted
from archive.workspace import Workspace

FOLDER = "records/disposals"
FORMAT = "secretariat-disposal/1"

_NAME = re.compile(r"(\d{4,})-[a-z0-9-]+\.json\Z")


@dataclass(frozen=True, slots=True)
class Removed:
    """One content that was removed; `size` in bytes. `sha256` is None where git had lost it."""

    blob: str
    sha256: str | None
    size: int


def next_name(workspace: Workspace, record: str) -> str:
    """The name of the next certificate, without its ending: `0007-letter-arland`."""
    folder = workspace.root / FOLDER
    names = [each.name for each in folder.iterdir()] if folder.is_dir() else []
    numbers = [int(found[1]) for name in names if (found := _NAME.match(name))]
    return f"{max(numbers, default=0) + 1:04}-{record}"


def as_json(said: Mapping[str, Any]) -> bytes:
    """The certificate as it stands in its file."""
    text = json.dumps({"format": FORMAT, **said}, ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def digest(data: bytes) -> str:
    """What a signature of the certificate is of."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def as_text(said: Mapping[str, Any], signed: bool) -> str:
    """The certificate as people read and print it, in lines of 78 columns."""
    when = datetime.fromisoformat(said["time"])
    lines = ["CERTIFICATE OF DISPOSAL", f"{said['number']}", ""]
    lines += _facts(
        ("Record", f"{said['record']} ({said['kind']})"),
        ("Title", said.get("title") or "not kept"),
        ("Disposed of", f"{when:%Y-%m-%d %H:%M} UTC by {said['by']}"),
        ("Authority", said["authority"]),
        ("Reason", said.get("reason") or ""),
        ("Retention", _rule(said.get("retention"))),
    )
    removed = said["removed"]
    also = " and its original" if removed["originals"] else ""
    between = f"{removed['first_saved'] or '?'} to {removed['last_saved'] or '?'}"
    versions = counted(removed["versions"], "version")
    lines += ["", *_filled(f"Removed: {versions} of its text{also}, saved from {between}."), ""]
    for sort, name in (("texts", "text"), ("originals", "original")):
        for each in removed[sort]:
            lines.append(f"  {name:<8}  {each['bytes']:>12,} bytes  SHA-256")
            lines.append(f"            {each['sha256'] or 'not known: git had lost it'}")
    for each in said["kept"]:
        lines += ["", *_filled(f"The same bytes stay as {each['path']}, for they belong to the "
                               f"record {each['record']}.")]  # fmt: skip
    history = said["history"]
    lines += ["", *_filled(
        "They were taken out of the files and out of the whole history "
        f"({counted(history['commits'], 'commit')}), of all branches, tags and stashes. Authors, "
        "times and order of all other saves, and all other records, are as they were."
    )]  # fmt: skip
    if history["messages_altered"]:
        lines += _filled("In the messages of saves its name was replaced by [disposed of].")
    lines += ["", *_log(said.get("log"))]
    told = said["beyond"].get("custody")
    if told:
        lines += ["", *_filled(
            "The names and hashes of its files stay in what was signed at earlier handovers: "
            f"{', '.join(told)}."
        )]  # fmt: skip
    named = ", ".join(said["beyond"]["remotes"])
    lines += ["", *_filled(
        "Copies elsewhere were not reached: packages and copies that were given away before, "
        f"backups{', and the remotes ' + named if named else ''}."
    )]  # fmt: skip
    if signed:
        lines += ["", *_filled("Signed: the statement beside this file, with its signature.")]
    return "\n".join(lines) + "\n"


def _rule(rule: Mapping[str, Any] | None) -> str:
    return f"{rule['id']}: {rule['reckoned']}" if rule else "no rule held for it"


def _log(log: Mapping[str, Any] | None) -> list[str]:
    if log is None:
        return _filled("Nothing was sealed in a log.")
    before, after = log["before"], log["after"]
    return [
        *_filled(
            f"The log {log['name']} had {counted(before['size'], 'leaf', 'leaves')} before and has "
            f"{counted(after['size'], 'leaf', 'leaves')} now. What {len(log['leaves'])} of them "
            "stood for was destroyed with its secrets; the leaves stay, and every checkpoint "
            "holds."
        ),
        f"  before    {before['root']}",
        f"  now       {after['root']}",
    ]


def _facts(*facts: tuple[str, str]) -> list[str]:
    lines = []
    for name, value in facts:
        if value:
            lines += fill(
                " ".join(value.split()), 78, initial_indent=f"{name:<13}",
                subsequent_indent=" " * 13,
            ).split("\n")  # fmt: skip
    return lines


def _filled(text: str) -> list[str]:
    return fill(text, 78).split("\n")


def read(workspace: Workspace, path: str) -> dict[str, Any] | None:
    """The certificate at `path`; None where it is not there, or none that can be read."""
    place: Path = workspace.root / path
    try:
        said = json.loads(place.read_bytes())
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) and said.get("format") == FORMAT else None
