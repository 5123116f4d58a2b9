"""The words of the register: how decisions bear on each other, and the states of their lives."""

from __future__ import annotations

from typing import Final, Literal, get_args

Scope = Literal["whole", "part"]

#: What a person may state; the last is that of a foreign text whose header has no word that its
#: profile knows.
StatedState = Literal[
    "proposed", "adopted", "amended", "implemented", "superseded", "lapsed", "withdrawn"
]
State = Literal[StatedState, "unknown"]

STATES: Final[tuple[State, ...]] = get_args(State)

#: States in which a decision is in force.
IN_FORCE: Final[tuple[State, ...]] = ("adopted", "amended")

#: How one decision bears on another, as the later side says it. `adopts` decides a proposal;
#: `requires` only says what else must hold.
Relation = Literal[
    "supersedes", "amends", "revokes", "implements", "extends", "reaffirms", "corrects",
    "reports-on", "adopts", "requires",
]  # fmt: skip
#: The same as the other side says it.
Inverse = Literal[
    "superseded-by", "amended-by", "revoked-by", "implemented-by", "extended-by", "reaffirmed-by",
    "corrected-by", "reported-in", "decided-by", "required-by",
]  # fmt: skip
RelationKind = Literal[Relation, Inverse]

RELATIONS: Final[tuple[Relation, ...]] = get_args(Relation)

#: What the other side calls it → the relation that it states so.
INVERSE: Final[dict[str, Relation]] = dict(zip(get_args(Inverse), RELATIONS, strict=True))

#: Classes of marks that say what a paragraph is.
CLASSES: Final = ("decision", "proposal", "action", "not-decision", "not-action")
