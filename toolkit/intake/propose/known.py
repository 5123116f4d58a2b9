"""What the registers of a workspace hold, as one value that can be sent to workers.

known = known_of(workspace)
msgspec.msgpack.decode(msgspec.msgpack.encode(known), type=Known) == known
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeVar

from msgspec import Struct

from archive.errors import BadFrontMatter
from archive.model import (
    GROUPS,
    RECORD_KINDS,
    Body,
    Entry,
    Mandate,
    Meeting,
    Partner,
    Person,
    Stakeholder,
    Theme,
    ThemeList,
)
from archive.registers import FOLDER, Register, parse, parse_process
from archive.workspace import Workspace

Sort = Literal["partner", "stakeholder", "person", "body"]
E = TypeVar("E", bound=Entry)


class KnownMeeting(Struct, frozen=True, kw_only=True):
    """A meeting of the register. `dates` and `places` hold its own first, then claimed ones."""

    id: str
    body: str
    title: str
    series: str = ""
    number: int | None = None
    prepares: str = ""
    dates: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    theme: str = ""


class Named(Struct, frozen=True, kw_only=True):
    """Someone or something with names. `mail` has addresses of a person, `address` the domain of
    an organisation; `partner` is on whose behalf a person or organisation acts."""

    id: str
    sort: Sort
    names: tuple[str, ...]
    mail: tuple[str, ...] = ()
    address: str = ""
    partner: str = ""
    roles: tuple[str, ...] = ()


class KnownTheme(Struct, frozen=True, kw_only=True):
    """A theme, or a list of themes, by its label."""

    id: str
    label: str


class Known(Struct, frozen=True, kw_only=True):
    """A snapshot of the registers: all that proposals are matched against."""

    meetings: tuple[KnownMeeting, ...] = ()
    named: tuple[Named, ...] = ()
    themes: tuple[KnownTheme, ...] = ()
    kinds: tuple[str, ...] = RECORD_KINDS
    groups: tuple[str, ...] = GROUPS
    languages: tuple[str, ...] = ("en",)
    process: str = ""
    short: str = ""


def known_of(workspace: Workspace) -> Known:
    """The registers as they lie in the folder. What of them cannot be read is left out: `check`
    tells of it, and an intake goes on without it."""
    meetings = tuple(_meeting(each) for each in _entries(workspace, "meetings", Meeting))
    named = (
        *(_partner(each) for each in _entries(workspace, "partners", Partner)),
        *(_stakeholder(each) for each in _entries(workspace, "stakeholders", Stakeholder)),
        *(_body(each) for each in _entries(workspace, "bodies", Body)),
        *_people(workspace),
    )
    themes = tuple(
        theme for each in _entries(workspace, "themes", ThemeList) for theme in _themes(each)
    )
    known = Known(meetings=meetings, named=named, themes=themes)
    text = _text(workspace, "process")
    try:
        process = parse_process(text)[0] if text else None
    except BadFrontMatter:
        process = None
    if process is None:
        return known
    from msgspec.structs import replace

    return replace(
        known,
        kinds=(*RECORD_KINDS, *(kind for kind in process.kinds if kind not in RECORD_KINDS)),
        groups=(*GROUPS, *(group for group in process.groups if group not in GROUPS)),
        languages=process.languages or ("en",),
        process=process.name,
        short=process.short or "",
    )


def _text(workspace: Workspace, name: str) -> str:
    try:
        return (workspace.root / FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _entries(workspace: Workspace, name: str, cls: type[E]) -> Iterator[E]:
    try:
        register: Register = parse(name, _text(workspace, name))
    except BadFrontMatter:
        return
    for entry in register.entries.values():
        if isinstance(entry, cls):
            yield entry


def _meeting(entry: Meeting) -> KnownMeeting:
    def said(own: str | None, name: str) -> tuple[str, ...]:
        claimed = [claim.value for claim in entry.claims if claim.property == name]
        return tuple(dict.fromkeys(value for value in (own, *claimed) if value))

    return KnownMeeting(
        id=entry.id, body=entry.body, title=entry.title, series=entry.series or "",
        number=entry.number, prepares=entry.prepares or "", dates=said(entry.date, "date"),
        places=said(entry.place, "place"), theme=entry.theme or "",
    )  # fmt: skip


def _partner(entry: Partner) -> Named:
    return Named(id=entry.id, sort="partner", names=(entry.name, *entry.aliases))


def _stakeholder(entry: Stakeholder) -> Named:
    return Named(
        id=entry.id, sort="stakeholder", names=(entry.name, *entry.aliases),
        address=entry.address or "", partner=entry.partner or "",
    )  # fmt: skip


def _body(entry: Body) -> Named:
    return Named(id=entry.id, sort="body", names=(entry.name, *entry.aliases))


def _people(workspace: Workspace) -> Iterator[Named]:
    hosts = {each.id: each.host for each in _entries(workspace, "mandates", Mandate)}
    for entry in _entries(workspace, "people", Person):
        names = [alias.value for alias in entry.aliases if alias.kind == "name"]
        mail = [alias.value for alias in entry.aliases if alias.kind == "email"]
        behalf = [role.on_behalf_of for role in entry.roles if role.on_behalf_of]
        behalf += [hosts[role.mandate] for role in entry.roles if role.mandate in hosts]
        yield Named(
            id=entry.id, sort="person", names=(entry.name, *names), mail=tuple(mail),
            partner=behalf[-1] if behalf else "", roles=tuple(role.role for role in entry.roles),
        )  # fmt: skip


def _themes(entry: ThemeList) -> Iterator[KnownTheme]:
    def below(items: tuple[Theme, ...]) -> Iterator[KnownTheme]:
        for item in items:
            yield KnownTheme(id=item.id, label=item.label)
            yield from below(item.items)

    yield from below(entry.items)
