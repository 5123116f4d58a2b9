"""What a reader finds in a text. All of it is only ever a proposal (`basis=proposed`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Tier = Literal["binding", "support", "recognition", "courtesy"]


@dataclass(frozen=True, slots=True)
class Headings:
    """Headings of a series beyond those that the reader knows, each list in small letters."""

    decisions: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    attendance: tuple[str, ...] = ()
    regrets: tuple[str, ...] = ()
    votes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


class Context(NamedTuple):
    """What is known of a text before it is read.

    `kind` is the record's kind; `date` its own date in EDTF, to which "next year" is relative;
    `path` is where its file lies, which may hold a date.
    """

    kind: str = "note"
    language: str = "en"
    title: str = ""
    date: str | None = None
    path: str = ""
    headings: Headings = Headings()


class Spoken(NamedTuple):
    """Who says what in one paragraph: `verb` in its base form of the ladder ('mandated')."""

    anchor: str
    actor: str | None
    verb: str | None
    tier: Tier | None
    addressee: str | None


class Decided(NamedTuple):
    """A paragraph that reads like a decision; `rule` says why.

    `due` is by when somebody is to act, in EDTF, or else `due_meeting` the meeting by which, as
    it is named ('SOM2', 'next meeting').
    """

    anchor: str
    rule: str
    due: str | None = None
    due_meeting: str | None = None


class Task(NamedTuple):
    """A paragraph that reads like a task; `text` without its owner, `due` in EDTF.

    `due_meeting` is the meeting by which it is due, as it is named, where no day is.
    """

    anchor: str
    text: str
    owner: str | None
    due: str | None
    status: Literal["open", "done", "dropped"]
    rule: str
    due_meeting: str | None = None


class Present(NamedTuple):
    """A person or delegation that is said to have come, or not; `name` as it is written."""

    name: str
    role: str | None
    handle: str | None
    status: Literal["present", "regrets", "observer"]
    line: int
    rule: str


class Ballot(NamedTuple):
    """A vote or poll: what was voted on, and the count of each option (None: not given)."""

    anchor: str | None
    question: str
    options: tuple[tuple[str, int | None], ...]
    line: int
    rule: str


class Cited(NamedTuple):
    """A citation in prose. `number` is the paragraph's; `of` is what it is said to be of.

    `of` holds the words as written ('Riga', 'ASEMME5'), None where the text names nothing.
    """

    anchor: str
    written: str
    number: int
    of: str | None
    line: int
    rule: str


class Reading(NamedTuple):
    """All that was found, in the order of the text; `date` in EDTF with the rule that found it."""

    spoken: tuple[Spoken, ...] = ()
    decided: tuple[Decided, ...] = ()
    tasks: tuple[Task, ...] = ()
    present: tuple[Present, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    cited: tuple[Cited, ...] = ()
    date: str | None = None
    date_rule: str | None = None


#: What a text gives that nobody reads, or that has nothing to be found.
NOTHING = Reading()
