"""The head of a mail: whom it is from and to, when, and about what, as text and as properties.

Mail of both kinds shows it alike, so that a letter reads the same however it was kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from toolkit.intake import markdown


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The fields as they are written, decoded; '' where there is none."""

    sender: str = ""
    to: str = ""
    cc: str = ""
    date: str = ""
    subject: str = ""

    def blocks(self) -> list[str]:
        """The subject as a heading, the others as lines of one paragraph."""
        fields = (("From", self.sender), ("To", self.to), ("Cc", self.cc), ("Date", self.date))
        lines = [f"{name}: {markdown.inline(value)}" for name, value in fields if value]
        return [markdown.heading(self.subject, 1), "\\\n".join(lines)]

    def properties(self, date: str) -> dict[str, str]:
        """The same for programs; `date` in ISO 8601."""
        fields = {
            "title": self.subject, "from": self.sender, "to": self.to, "cc": self.cc,
            "date": date, "subject": self.subject,
        }  # fmt: skip
        return {name: value for name, value in fields.items() if value}


def header_text(message: Message, name: str) -> str:
    """A header field as one line of text; '' without it."""
    # As they lie there: where letters are bare (RFC 6532), the library's own way loses them.
    values = (value for field, value in message.raw_items() if field.casefold() == name)
    return ", ".join(filter(None, (decoded(str(value)) for value in values)))[:20_000]


def decoded(value: str) -> str:
    """A header field's value with its encoded words (RFC 2047) read, as far as they can be."""
    value = _plain(value)
    try:
        parts = decode_header(value)
    except Exception:  # the library raises several errors of its own over broken base64
        return value
    out = []
    for data, charset in parts:
        if isinstance(data, str):
            out.append(data)
            continue
        try:
            out.append(data.decode(charset or "raw-unicode-escape"))  # what the library made of it
        except (LookupError, UnicodeDecodeError):
            out.append(_guessed(data))
    return _plain("".join(out))


def file_name(written: str) -> str:
    """An attachment's name as it may be shown: without any folder and control characters."""
    last = decoded(written) if "=?" in written else written
    last = last.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable()).strip()[:200]


def _guessed(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _plain(value: str) -> str:
    raw = value.encode("utf-8", "surrogateescape")
    return markdown.plain(" ".join(_guessed(raw).split()))


def iso_date(value: str) -> str:
    """The date of a mail (RFC 5322, 3.3) in ISO 8601; '' where it is none."""
    try:
        return parsedate_to_datetime(value).isoformat() if value else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
