"""Who may sign for a term of the secretariat: `allowed_signers` and `revoked_keys`.

Both are files that `ssh-keygen` itself takes. What is accepted here is less than what it would
accept: one mandate a line, this one namespace, and times in UTC only, so that a line means the
same to every reader. Pure: texts in, texts out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.model import Mandate
from archive.registers import FOLDER
from archive.sshkeys import BadKey, PublicKey, key_of, read_key
from archive.text.dates import in_words, is_exact_day, validity

SIGNERS = f"{FOLDER}/allowed_signers"
REVOKED = f"{FOLDER}/revoked_keys"

#: Certificates (PEM) of the authorities whose time stamps are believed; it need not be there.
AUTHORITIES = f"{FOLDER}/timestamp_authorities.pem"

#: What a key may sign. A signature made for git, mail or files is none of a handover.
NAMESPACE = "secretariat-handover"

_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_SIGNER = re.compile(
    r"(?P<who>\S+)[ \t]+"
    r"(?:(?P<options>[A-Za-z-]+(?:=\"[^\"]*\")?(?:,[A-Za-z-]+(?:=\"[^\"]*\")?)*)[ \t]+)?"
    r"(?P<kind>[a-z0-9@.-]+)[ \t]+(?P<key>[A-Za-z0-9+/]+={0,2})(?:[ \t]+(?P<comment>.*))?\Z"
)
_OPTION = re.compile(r"([A-Za-z-]+)(?:=\"([^\"]*)\")?")
_TIME = re.compile(r"(\d{8})(\d{4})?(\d{2})?Z\Z", re.ASCII)
_REVOKED = re.compile(
    r"(?P<day>\S+)[ \t]+(?:(?P<mandate>[a-z0-9][a-z0-9-]*):(?:[ \t]+|\Z))?(?P<why>.*)\Z"
)

#: ssh-keygen takes no time before this one; an earlier beginning need not be said.
_EPOCH = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time in UTC, to the second, both ends in it; None is open."""

    after: datetime | None = None
    before: datetime | None = None

    def holds(self, time: datetime) -> bool:
        """Whether `time` lies in it."""
        return (self.after is None or self.after <= time) and (
            self.before is None or time <= self.before
        )

    def within(self, other: Window) -> bool:
        """Whether no moment of it lies outside `other`."""
        begins = other.after is None or (self.after is not None and self.after >= other.after)
        ends = other.before is None or (self.before is not None and self.before <= other.before)
        return begins and ends

    def in_words(self) -> str:
        """'from 1 July 2022 to 31 January 2027', as far as it is limited."""
        said = []
        if self.after is not None:
            said.append(f"from {_said(self.after, 'begins')}")
        if self.before is not None:
            said.append(f"to {_said(self.before, 'ends')}")
        return " ".join(said) or "at any time"


def _said(time: datetime, how: str) -> str:
    """The day, and the time of day where it is not the day's first or last second."""
    plain = {"begins": (0, 0, 0), "ends": (23, 59, 59)}[how]
    day = in_words(f"{time:%Y-%m-%d}")
    whole = (time.hour, time.minute, time.second) == plain
    return day if whole else f"{day} {time:%H:%M:%S} UTC"


@dataclass(frozen=True, slots=True)
class Signer:
    """One line of `allowed_signers`: a key that may sign for a mandate. `line` is 1-based."""

    mandate: str
    key: PublicKey
    window: Window = Window()
    namespaces: tuple[str, ...] = (NAMESPACE,)
    comment: str = ""
    line: int = 0

    @property
    def text(self) -> str:
        """The line as it is written, without its line end."""
        options = [f'namespaces="{",".join(self.namespaces)}"'] if self.namespaces else []
        for name, time in (("after", self.window.after), ("before", self.window.before)):
            if time is not None:
                options.append(f'valid-{name}="{ssh_time(time)}"')
        parts = [self.mandate, ",".join(options), self.key.text, self.comment]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Revocation:
    """One line of `revoked_keys`. `day` and `reason` are '' where the line does not give them."""

    key: PublicKey
    day: str
    reason: str
    mandate: str = ""
    line: int = 0

    @property
    def text(self) -> str:
        """The line as it is written, without its line end."""
        of = f"{self.mandate}: " if self.mandate else ""
        return f"{self.key.text} {self.day} {of}{self.reason}"

    def in_words(self) -> str:
        """'on 3 May 2026: the laptop was lost', as far as it is said."""
        day = f"on {in_words(self.day)}" if self.day else "on a day that is not said"
        return f"{day}: {self.reason}" if self.reason else day


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be taken as it is, and why."""

    line: int
    message: str


def window_of(mandate: Mandate) -> Window:
    """When a key of `mandate` may sign: all of the days that its dates may mean, those of UTC.

    A date that is not exact counts from the first to the last day that it may stand for; about a
    month (`2026-12~`) as many days more on either side. After its end it may go on signing where
    the register says until when (`hands_over_until`). Raises `BadDate`.
    """
    window = term_of(mandate)
    until = validity(None, mandate.hands_over_until).valid_to
    if until is None or window.before is None:
        return window
    return Window(window.after, max(window.before, _midnight(until) - timedelta(seconds=1)))


def term_of(mandate: Mandate) -> Window:
    """When `mandate` may hold; raises `BadDate`."""
    held = validity(mandate.start, mandate.end)
    after = _midnight(held.valid_from) if held.valid_from else None
    before = _midnight(held.valid_to) - timedelta(seconds=1) if held.valid_to else None
    return Window(after if after is None or after >= _EPOCH else None, before)


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def ssh_time(time: datetime) -> str:
    """A time in UTC as ssh-keygen takes it: `20261122074421Z` (OpenSSH 9.1 and later)."""
    return f"{time.astimezone(UTC):%Y%m%d%H%M%SZ}"


def read_signers(data: bytes) -> tuple[list[Signer], list[BadLine]]:
    """The lines of `allowed_signers` that are understood, and those that are not, in order."""
    good: list[Signer] = []
    bad: list[BadLine] = []
    for number, text in _lines(data):
        try:
            good.append(_signer(number, text))
        except BadKey as error:
            bad.append(BadLine(number, error.fault))
        except ValueError as error:
            bad.append(BadLine(number, str(error)))
    return good, bad


def _signer(number: int, text: str) -> Signer:
    found = _SIGNER.match(text)
    if found is None:
        raise ValueError("the line is not `MANDATE options KIND KEY comment`")
    if not _ID.match(found["who"]):
        raise ValueError(f"{found['who']!r} is not the id of one mandate")
    options: dict[str, str] = {}
    for name, value in _OPTION.findall(found["options"] or ""):
        if name.lower() not in ("namespaces", "valid-after", "valid-before"):
            raise ValueError(f"the option {name!r} is not for keys of a mandate")
        if name.lower() in options:
            raise ValueError(f"the option {name!r} stands twice")
        options[name.lower()] = value
    window = Window(*(_time(options.get(name)) for name in ("valid-after", "valid-before")))
    if window.after and window.before and window.before < window.after:
        raise ValueError("valid-before lies before valid-after")
    given = options.get("namespaces")
    return Signer(
        mandate=found["who"],
        key=key_of(found["kind"], found["key"]),
        window=window,
        namespaces=tuple(given.split(",")) if given else (),
        comment=(found["comment"] or "").strip(),
        line=number,
    )


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    found = _TIME.match(text)
    if found is None:
        raise ValueError(f"{text!r} is no time in UTC, such as 20261122Z or 20261122074421Z")
    digits = found[1] + (found[2] or "0000") + (found[3] or "00")
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(f"{text!r} is a time that does not exist") from None


def read_revoked(data: bytes) -> tuple[list[Revocation], list[BadLine]]:
    """The keys that are revoked, and what is wrong; a key without day or reason is in both."""
    good: list[Revocation] = []
    bad: list[BadLine] = []
    if data.startswith(b"SSHKRL\n\0"):
        return [], [BadLine(1, "this is OpenSSH's binary list: it has to be one key a line")]
    for number, text in _lines(data):
        try:
            key, comment = read_key(text)
        except BadKey as error:
            bad.append(BadLine(number, error.fault))
            continue
        found = _REVOKED.match(comment)
        if found is None or not is_exact_day(found["day"]) or not found["why"].strip():
            good.append(Revocation(key, "", comment, line=number))
            bad.append(BadLine(number, "the line does not give the day and the reason"))
            continue
        good.append(
            Revocation(key, found["day"], found["why"].strip(), found["mandate"] or "", number)
        )
    return good, bad


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """Each line that says something, with its number; what is not UTF-8 cannot be understood."""
    for number, raw in enumerate(data.split(b"\n"), 1):
        text = raw.decode("utf-8", "backslashreplace").strip(" \t\r")
        if text and not text.startswith("#"):
            yield number, text
