"""A meeting that the register does not have yet, added to it as it was proposed."""

from __future__ import annotations

from archive.errors import BadFrontMatter, SaveFailed, UsageProblem
from archive.registers import FOLDER, parse
from archive.workspace import Workspace
from toolkit.saving.replacing import replace_file


def add_meeting(workspace: Workspace, entry: str) -> str:
    """Append an entry (YAML, beginning with `- id:`) to the register of meetings; gives its id.

    Raises `UsageProblem` or `SaveFailed`, with the register as it was, where the result could
    not be read or the id is taken.
    """
    path = workspace.root / FOLDER / "meetings.yaml"
    try:
        old = path.read_bytes()
    except FileNotFoundError:
        path.write_bytes(b"")
        old = b""
    before = old.decode("utf-8")
    ending = "\r\n" if "\r\n" in before else "\n"
    start = before if not before or before.endswith("\n") else before + ending
    text = start + entry.strip("\n").replace("\n", ending) + ending
    try:
        was = parse("meetings", before).entries if before.strip() else {}
        now = parse("meetings", text).entries
    except BadFrontMatter as error:
        raise UsageProblem(
            f"{FOLDER}/meetings.yaml cannot take it (line {error.line}: {error}): add it by hand"
        ) from None
    new = [name for name in now if name not in was]
    if len(new) != 1:
        raise SaveFailed(
            f"{FOLDER}/meetings.yaml has a meeting of that id: nothing was changed; name it instead"
        )
    replace_file(path, old, text.encode("utf-8"))
    return new[0]
