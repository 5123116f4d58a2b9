"""Mail: single messages (RFC 5322, MIME) and mailboxes (RFC 4155).

The standard library's parser with its old policy is taken, since the newer one raises on header
fields that real mail has. What cannot be decoded is kept as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path

from toolkit.intake import markdown
from toolkit.intake.extract.mail.letterhead import Letterhead, file_name, header_text, iso_date
from toolkit.intake.extract.mail.within import as_markdown
from toolkit.intake.identify import is_mail
from toolkit.intake.model import Extracted, HiddenKind
from toolkit.intake.room import NotReadable, Room

READER = "mail 1"

_HIDDEN: tuple[tuple[str, HiddenKind], ...] = (
    ("bcc", "recipient"),
    ("x-originating-ip", "location"),
    ("user-agent", "software"),
    ("x-mailer", "software"),
)  # fmt: skip
_PROPERTIES = ("message-id", "in-reply-to", "references", "reply-to")
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")
_SIGNATURES = (
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
)
_SEPARATOR = re.compile(rb"From \S+.*\d{4}\s*$|From \S+@\S+\s")
_QUOTED_FROM = re.compile(rb">+From ")
_ENDING = {"text/html": "html", "text/plain": "txt"}


def read_eml(path: Path, room: Room) -> Extracted:
    """One message: its head, its text, and its attachments enclosed."""
    message = BytesParser(policy=compat32).parsebytes(path.read_bytes())
    if not message.keys():
        raise NotReadable("I006", "it has no header fields of a mail")
    return extracted(message, room)


def extracted(message: Message, room: Room) -> Extracted:
    """What a parsed message says."""
    head = Letterhead(
        sender=header_text(message, "from"),
        to=header_text(message, "to"),
        cc=header_text(message, "cc"),
        date=header_text(message, "date"),
        subject=header_text(message, "subject"),
    )
    for name, kind in _HIDDEN:
        said = header_text(message, name)
        if said:
            room.hide(kind, said, name)
    body = _Body(room)
    body.take(message, 0)
    properties = head.properties(iso_date(head.date))
    for name in _PROPERTIES:
        if said := header_text(message, name):
            properties[name] = said
    return room.extracted(
        READER, markdown.joined([*head.blocks(), *body.blocks]), properties=properties
    )


class _Body:
    """Goes through the parts of a message once: text is read, the rest is enclosed."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.blocks: list[str] = []
        self._parts = 0

    def take(self, part: Message, depth: int) -> None:
        self._parts += 1
        room = self.room
        if depth > 4 * room.limits.depth or self._parts > room.limits.members:
            room.trouble("I012", "its parts are nested deeper than any mail's, or too many")
            return
        kind = part.get_content_type()
        if kind in _SEALED:
            raise NotReadable("I002", "it is encrypted")
        if kind == "message/rfc822" and depth:
            self._forwarded(part)
        elif kind == "multipart/alternative":
            self._alternative(part, depth)
        elif part.is_multipart() and kind != "message/rfc822":
            referred = kind == "multipart/related"
            for at, each in enumerate(_parts(part)):
                if not (referred and at and _is_inline_picture(each)):
                    self.take(each, depth + 1)
        elif kind in _ENDING and not _is_attached(part):
            self._text(part, _ENDING[kind])
        elif kind not in _SIGNATURES:
            self._attached(part)

    def _alternative(self, part: Message, depth: int) -> None:
        """Of versions of one text the plain one, unless it is empty (RFC 2046, 5.1.4)."""
        parts = _parts(part)
        plain = [p for p in parts if p.get_content_type() == "text/plain" and _bytes(p).strip()]
        other = [p for p in parts if p.get_content_type() != "text/plain"]
        self_chosen = plain[:1] or other[-1:] or parts[:1]
        for each in self_chosen:
            self.take(each, depth + 1)
        for each in other:  # what is attached within the richer version comes along
            if each not in self_chosen and each.is_multipart():
                for inner in each.walk():
                    if not inner.is_multipart() and _is_attached(inner):
                        self._attached(inner)

    def _text(self, part: Message, ending: str) -> None:
        data = _bytes(part)
        charset = part.get_content_charset() or ""
        text = _decoded(data, charset)
        if text is not None:
            data = text.encode("utf-8")
            if ending == "html":  # what it says of its own encoding is no longer so
                data = b"\xef\xbb\xbf" + data
        for quoted, lines in _runs(data) if ending == "txt" else [(0, data)]:
            block = as_markdown(lines, ending, self.room).strip("\n")
            if quoted and block:
                block = "\n".join(f"{'> ' * quoted}{line}".rstrip() for line in block.split("\n"))
            self.blocks.append(block)

    def _forwarded(self, part: Message) -> None:
        inner = part.get_payload()
        message = inner[0] if isinstance(inner, list) and inner else None
        if isinstance(message, Message):
            name = header_text(message, "subject") or "forwarded message"
            try:
                self.room.enclose(f"{name[:120]}.eml", message.as_bytes())
            except (UnicodeError, LookupError, ValueError, AttributeError) as error:
                said = f"a forwarded message could not be taken out ({error})"
                self.room.trouble("I006", said)

    def _attached(self, part: Message) -> None:
        name = _name(part) or f"attachment-{len(self.room.enclosed) + 1}"
        data = _bytes(part)
        if not data:
            self.room.trouble("I018", "an attachment has nothing in it", f"attachment {name}")
            return
        self.room.enclose(name, data)


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return (
        [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    )


def _bytes(part: Message) -> bytes:
    """The decoded bytes of a part; what its transfer encoding cannot be read by stays as it is."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _decoded(data: bytes, charset: str) -> str | None:
    """The text, if the charset it names is known and fits; None leaves it to be guessed."""
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def _is_attached(part: Message) -> bool:
    return (part.get_content_disposition() or "") == "attachment" or bool(
        _name(part) and part.get_content_disposition() != "inline"
    )


def _is_inline_picture(part: Message) -> bool:
    """Whether it is a picture that the text itself shows: a logo, a line, a smile."""
    return part.get_content_maintype() == "image" and part.get("content-id") is not None


def _name(part: Message) -> str:
    """The file's name as the mail gives it; '' where it gives none that can be read."""
    try:
        return file_name(part.get_filename() or "")
    except (UnicodeError, LookupError, ValueError, TypeError):
        return ""


def _runs(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Stretches of lines with the same depth of `>` before them, those signs taken off."""
    depth, run = 0, list[bytes]()
    for line in data.splitlines():
        signs = re.match(rb"(?:> ?)*", line)
        deep = min(signs[0].count(b">"), 9) if signs else 0
        if deep != depth and run:
            yield depth, b"\n".join(run)
            run = []
        depth = deep
        run.append(line[signs.end() :] if signs and deep else line)
    if run:
        yield depth, b"\n".join(run)


def read_mbox(path: Path, room: Room) -> Extracted:
    """A mailbox: each of its messages comes out by itself, as it lies there."""
    with path.open("rb") as file:
        for number, message in enumerate(_messages(file, room.limits.member), 1):
            if not is_mail(message):
                room.trouble("I006", "what stands there is no mail", f"message {number}")
                continue
            if not room.has_room_for(len(message)):
                room.trouble("I010", f"only its first {number - 1:,} messages were taken out")
                break
            room.enclose(f"message-{number:05d}.eml", message, f"message {number}")
    return room.extracted(READER, container=True)


def _messages(lines: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """The messages between the separating lines; `>From ` is `From ` again (mboxrd)."""
    message: list[bytes] = []
    size, blank, begun = 0, True, False
    for line in lines:
        if blank and _SEPARATOR.match(line):
            if begun and message:
                yield b"".join(message)
            message, size, begun, blank = [], 0, True, False
            continue
        blank = not line.strip()
        size += len(line)
        if begun and size <= longest:
            message.append(line[1:] if _QUOTED_FROM.match(line) else line)
    if begun and message:
        yield b"".join(message)
