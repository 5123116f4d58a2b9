"""Text that lies within another file, read by the reader of its own format."""

from __future__ import annotations

from dataclasses import replace

from toolkit.intake.extract import reader_of
from toolkit.intake.room import NotReadable, Room


def as_markdown(data: bytes, form: str, room: Room) -> str:
    """`data` as the reader of `form` shows it; what it tells and finds goes to `room`.

    '' where it cannot be read; the room then says why.
    """
    reader = reader_of(form)
    if reader is None or not data.strip():
        return ""
    path = room.spool / "within.part"
    path.write_bytes(data)
    inner = replace(room, troubles=[], hidden=[], enclosed=[], written=0)
    try:
        found = reader(path, inner)
    except NotReadable as error:
        room.troubles.append(error.trouble)
        return ""
    finally:
        path.unlink(missing_ok=True)
    for trouble in found.troubles:
        room.trouble(trouble.code, trouble.message, trouble.place)
    for hidden in found.hidden:
        room.hide(hidden.kind, hidden.value, hidden.place)
    return found.text
