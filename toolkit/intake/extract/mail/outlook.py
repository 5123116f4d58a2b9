"""Outlook's own message files ([MS-OXMSG]), read with python-oxmsg."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.intake import markdown
from toolkit.intake.extract.mail.letterhead import Letterhead, decoded, file_name
from toolkit.intake.extract.mail.within import as_markdown
from toolkit.intake.model import Extracted
from toolkit.intake.room import NotReadable, Room

if TYPE_CHECKING:
    from oxmsg import Message

READER = "msg 1"

#: PidTagRtfCompressed, PidTagRecipientType ([MS-OXPROPS]) and what the latter's values mean.
_RTF = 0x1009
_RECIPIENT_TYPE = 0x0C15
_TO, _CC, _BCC = 1, 2, 3


def read_msg(path: Path, room: Room) -> Extracted:
    """One message: its head, its text, and its attachments enclosed."""
    from oxmsg import Message

    try:
        message = Message.load(str(path))
        head, date = _head(message, room)
        blocks = [*head.blocks(), _text(message, room)]
    except NotReadable:
        raise
    except Exception as error:  # what the library meets in a broken file raises anything
        said = f"it is no whole Outlook message ({type(error).__name__})"
        raise NotReadable("I006", said) from None
    properties = head.properties(date)
    for name in ("message-id", "in-reply-to", "references"):
        found = [v for key, v in message.message_headers.items() if key.casefold() == name]
        if found:
            properties[name] = decoded(str(found[0]))
    _attachments(message, room)
    return room.extracted(READER, markdown.joined(blocks), properties=properties)


def _head(message: Message, room: Room) -> tuple[Letterhead, str]:
    shown: dict[int, list[str]] = {_TO: [], _CC: [], _BCC: []}
    for each in message.recipients:
        address = f" <{each.email_address}>" if each.email_address else ""
        kind = each.properties.int_prop_value(_RECIPIENT_TYPE) or _TO
        shown.setdefault(kind, []).append(f"{each.name or ''}{address}".strip())
    for recipient in shown[_BCC]:
        room.hide("recipient", recipient, "bcc")
    sent = message.sent_date
    head = Letterhead(
        sender=decoded(message.sender or ""),
        to=", ".join(filter(None, shown[_TO])),
        cc=", ".join(filter(None, shown[_CC])),
        date=sent.strftime("%d %B %Y %H:%M %Z").strip() if sent else "",
        subject=markdown.plain(message.subject),
    )
    return head, sent.isoformat() if sent else ""


def _text(message: Message, room: Room) -> str:
    """The plain text; without one the HTML."""
    plain = (message.body or "").strip()
    if plain:
        return as_markdown(plain.encode("utf-8", "replace"), "txt", room)
    try:
        html = message.html_body or ""
    except (LookupError, UnicodeDecodeError):
        html = ""
        room.trouble("I010", "its text in HTML is in an unknown encoding")
    if html.strip():
        return as_markdown(b"\xef\xbb\xbf" + html.encode("utf-8", "replace"), "html", room)
    if message.properties.binary_prop_value(_RTF):
        room.trouble("I010", "its text is only there in Outlook's compressed form")
    return ""


def _attachments(message: Message, room: Room) -> None:
    try:
        every = message.attachments
    except Exception as error:  # as above
        room.trouble("I006", f"its attachments cannot be listed ({type(error).__name__})")
        return
    for at, each in enumerate(every, 1):
        place = f"attachment {at}"
        try:
            name, data = each.file_name or "", each.file_bytes
        except Exception as error:  # as above
            room.trouble("I006", f"it cannot be taken out ({type(error).__name__})", place)
            continue
        if not data:
            room.trouble("I010", "it is a message or object of Outlook, and stays within", place)
            continue
        room.enclose(file_name(name) or f"attachment-{at}", data)
