"""How the files of a foreign series are read: a profile, as its YAML file says it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property, lru_cache
from typing import Literal

from msgspec import field

from archive.decisions.kinds import RelationKind, Scope, StatedState
from archive.errors import SecretariatError
from archive.fields import Id, Language, Line
from archive.model import Access, Base, DecisionUnit
from archive.reader.model import Headings

#: Dates as headers write them, in the signs of `strptime`; a profile's own come first.
DATE_FORMS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d-%b-%Y", "%d-%B-%Y", "%d %b %Y", "%d %B %Y",
    "%b %d, %Y", "%B %d, %Y", "%Y-%m", "%b-%Y", "%b %Y", "%B %Y", "%Y",
)  # fmt: skip

Target = Literal["title", "status", "date", "adopted", "authors"]


class BadProfile(SecretariatError):
    """A profile is not there, or cannot be read. `line` is 1-based; 0: the whole file."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class ProfileBody(Base, frozen=True, kw_only=True):
    """The body whose minutes a series holds; its id is `IMPORT.id` in the archive.

    Without a `name` it is called as the import is.
    """

    id: Id = "group"
    name: Line | None = None
    kind: Line = "group"


class RelationField(Base, frozen=True, kw_only=True):
    """A header field that names other files of the series.

    `id` makes the id of each from what is written: {} stands for it, {series} for the
    file's own id without its number.
    """

    relation: RelationKind
    id: Line = "{series}-{}"
    separator: Line = ","
    scope: Scope = "whole"


class Header(Base, frozen=True, kw_only=True):
    """Where the header stands and what its fields mean; their names in any case."""

    form: Literal["auto", "yaml", "rfc822", "none"] = "auto"
    fields: dict[str, Target | RelationField] = field(default_factory=dict)


class SeriesHeadings(Base, frozen=True, kw_only=True):
    """Headings of the series beyond those that the reader knows."""

    decisions: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    attendance: tuple[str, ...] = ()
    regrets: tuple[str, ...] = ()
    votes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


class Profile(Base, frozen=True, kw_only=True, dict=True):
    """What a series of foreign files has in common.

    `id` are templates filled from the header, of which the first that can be filled is taken;
    without one the file's name is the id. With a `body` each file is the minutes of a meeting.
    """

    name: Line
    note: str | None = None
    kind: Line = "note"
    language: Language | None = None
    access: Access = "public"
    body: ProfileBody | None = None
    series: str | None = None
    id: tuple[Line, ...] = ()
    decision_unit: DecisionUnit = "paragraphs"
    header: Header = Header()
    status: dict[str, StatedState] = field(default_factory=dict)
    dates: tuple[Line, ...] = ()
    headings: SeriesHeadings = SeriesHeadings()

    @cached_property
    def targets(self) -> dict[str, Target | RelationField]:
        """What each field of the header means, by its name evened out."""
        return {plain_name(name): target for name, target in self.header.fields.items()}

    @cached_property
    def states(self) -> dict[str, StatedState]:
        """The state that each word of status means, by the word evened out."""
        return {plain_words(word): state for word, state in self.status.items()}

    @cached_property
    def date_forms(self) -> tuple[str, ...]:
        """Every form in which a date of the header is tried, in that order."""
        return (*self.dates, *(form for form in DATE_FORMS if form not in self.dates))

    def reader_headings(self) -> Headings:
        """The headings as the reader of texts takes them, in small letters."""
        return Headings(*(_small(getattr(self.headings, f)) for f in Headings.__slots__))


def _small(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain_words(word) for word in words)


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """The name of a header field with its case and spelling evened out: `superseded-by`.

    A remark behind it in brackets, as in `Requires (optional)`, is no part of it.
    """
    said = name.partition("(")[0] or name
    return "-".join(said.casefold().replace("_", " ").replace("-", " ").split())


def plain_words(words: str) -> str:
    """Words without differences of case and spacing."""
    return " ".join(words.casefold().split())


def is_date_form(form: str) -> bool:
    """Whether `form` writes a date in signs of `strptime`, so that the same can be read again."""
    try:
        day = datetime(2003, 9, 24)
        return datetime.strptime(day.strftime(form), form).year == day.year
    except ValueError:
        return False
