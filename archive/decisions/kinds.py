"""The words of the register: how decisions bear on each other, and the states of their lives."""

from __future__ import annotations

from typing import Final, Literal

State = Literal[
    "proposed", "adopted", "amended", "implemented", "superseded", "lapsed", "withdrawn", "unknown"
]

#: The last is that of a foreign text whose header has no word that its profile knows.
STATES: Final[tuple[State, ...]] = (
    "proposed", "adopted", "amended", "implemented", "superseded", "lapsed", "withdrawn", "unknown",
)  # fmt: skip

#: States in which a decision is in force.
IN_FORCE: Final[tuple[State, ...]] = ("adopted", "amended")

#: How one decision bears on another, as the later side says it. `adopts` decides a proposal;
#: `requires` only says what else must hold.
RELATIONS: Final = (
    "supersedes", "amends", "revokes", "implements", "extends", "reaffirms", "corrects",
    "reports-on", "adopts", "requires",
)  # fmt: skip

#: The same said by the other side: what it is called there → the relation it states.
INVERSE: Final = {
    "superseded-by": "supersedes",
    "amended-by": "amends",
    "revoked-by": "revokes",
    "implemented-by": "implements",
    "extended-by": "extends",
    "reaffirmed-by": "reaffirms",
    "corrected-by": "corrects",
    "reported-in": "reports-on",
    "decided-by": "adopts",
    "required-by": "requires",
}

#: Classes of marks that say what a paragraph is.
CLASSES: Final = ("decision", "proposal", "action", "not-decision", "not-action")
