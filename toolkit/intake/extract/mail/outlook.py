"""Outlook's own message files ([MS-OXMSG]), read with python-oxmsg.

Old ones hold letters of a code page. The library knows most pages by names that Python does not
have, and takes what is of no named page for Western European: both are put right here.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from toolkit.intake import markdown
from toolkit.intake.extract.mail.compressed import unpacked
from toolkit.intake.extract.mail.encapsulated import html_of
from toolkit.intake.extract.mail.letterhead import Letterhead, decoded, file_name
from toolkit.intake.extract.mail.within import as_markdown
from toolkit.intake.model import Extracted
from toolkit.intake.room import NotReadable, Room

if TYPE_CHECKING:
    from oxmsg import Message

READER = "msg 2"

#: PidTagRtfCompressed, PidTagRecipientType ([MS-OXPROPS]) and what the latter's values mean.
_RTF = 0x1009
#: PidTagMessageClass, and how that of a mail begins ([MS-OXCMSG] 2.2.1.3).
_CLASS, _MAIL = 0x001A, "ipm.note"
_MOST_RTF = 32 * 1024 * 1024
_RECIPIENT_TYPE = 0x0C15
_TO, _CC, _BCC = 1, 2, 3
#: PidTagInternetCodepage, PidTagMessageCodepage, and what is taken where the latter is missing.
_TEXT_PAGE, _MESSAGE_PAGE = 0x3FDE, 0x3FFD
_ASSUMED = "iso-8859-15"
_PAGE_NAME = re.compile(r"(?:windows|ibm|dos|x_cp|cp)_?(\d{3,5})\Z")


def read_msg(path: Path, room: Room) -> Extracted:
    """One message: its head, its text, and its attachments enclosed."""
    from oxmsg import Message

    codecs.unregister(_page_by_name)
    codecs.register(_page_by_name)
    try:
        message = Message.load(str(path))
        head, date = _head(message, room)
        blocks = [*head.blocks(), _text(message, room).strip("\n")]
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
    what = message.properties.str_prop_value(_CLASS) or ""
    if what and not what.casefold().startswith(_MAIL):
        properties["item"] = what[:80]  # no mail, but a contact, a task, a note, an appointment
    _attachments(message, room)
    return room.extracted(READER, markdown.joined(blocks), properties=properties)


def _head(message: Message, room: Room) -> tuple[Letterhead, str]:
    shown: dict[int, list[str]] = {_TO: [], _CC: [], _BCC: []}
    for each in message.recipients:
        address = f" <{each.email_address}>" if each.email_address else ""
        kind = each.properties.int_prop_value(_RECIPIENT_TYPE) or _TO
        said = as_meant(f"{each.name or ''}{address}".strip(), message.properties)
        shown.setdefault(kind, []).append(said)
    for recipient in shown[_BCC]:
        room.hide("recipient", recipient, "bcc")
    sent = message.sent_date
    head = Letterhead(
        sender=decoded(as_meant(message.sender or "", message.properties)),
        to=", ".join(filter(None, shown[_TO])),
        cc=", ".join(filter(None, shown[_CC])),
        date=sent.strftime("%d %B %Y %H:%M %Z").strip() if sent else "",
        subject=markdown.plain(as_meant(message.subject, message.properties)),
    )
    return head, sent.isoformat() if sent else ""


class Properties(Protocol):
    """What is asked of a message's properties."""

    @property
    def string_props_are_unicode(self) -> bool:
        """Whether none of its texts is of a code page."""
        ...

    def int_prop_value(self, pid: int) -> int | None:
        """A number by its identifier; None where it is not there."""
        ...


def as_meant(text: str, properties: Properties) -> str:
    """`text` by the code page of the message's own text, where the message names no other."""
    page = properties.int_prop_value(_TEXT_PAGE)
    if text.isascii() or not page or properties.int_prop_value(_MESSAGE_PAGE):
        return text
    if properties.string_props_are_unicode:
        return text
    try:
        return text.encode(_ASSUMED).decode(f"cp{page}")
    except (LookupError, UnicodeError):
        return text


def _page_by_name(name: str) -> codecs.CodecInfo | None:
    """Python's codec of a page by another name for it, such as windows-950."""
    found = _PAGE_NAME.match(name.replace("-", "_"))
    try:
        return codecs.lookup(f"cp{found[1]}") if found and name != f"cp{found[1]}" else None
    except LookupError:
        return None


def _text(message: Message, room: Room) -> str:
    """The plain text; without one the HTML; without that what is compressed."""
    try:
        plain = (message.body or "").strip()
    except (LookupError, UnicodeDecodeError):
        plain = ""
        room.trouble("I010", "its plain text is in an unknown encoding")
    if plain:
        return as_markdown(plain.encode("utf-8", "replace"), "txt", room)
    try:
        html = message.html_body or ""
    except (LookupError, UnicodeDecodeError):
        html = ""
        room.trouble("I010", "its text in HTML is in an unknown encoding")
    if html.strip():
        return as_markdown(b"\xef\xbb\xbf" + html.encode("utf-8", "replace"), "html", room)
    return _compressed_text(message.properties.binary_prop_value(_RTF) or b"", room)


def _compressed_text(data: bytes, room: Room) -> str:
    """The text that is only there as compressed RTF, from the HTML within it where it has that."""
    if not data:
        return ""
    found = unpacked(data, _MOST_RTF)
    if found is None:
        room.trouble("I010", "its text is only there in a form that is not known")
        return ""
    if found.cut:
        room.trouble("I010", f"only the first {_MOST_RTF:,} bytes of its text were read")
    if not found.whole:
        room.trouble("I006", "its compressed text is damaged; read as far as it goes")
    html = html_of(found.data, room)
    if html is not None:
        return as_markdown(b"\xef\xbb\xbf" + html.encode("utf-8", "replace"), "html", room)
    return as_markdown(found.data, "rtf", room)


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
