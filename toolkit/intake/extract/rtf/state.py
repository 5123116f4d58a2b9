"""How characters and paragraphs of an RTF file look: what holds until the end of a group.

Apart from the reader, which copies it as each group begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.intake.extract.rtf.story import Story


@dataclass(slots=True)
class State:
    """What holds until the end of a group; `into` says what its text is: '' for text itself."""

    story: Story
    into: str = ""
    skip: int = 1
    font: int = -1
    wide: int = -1
    east: bool = False  # whether East Asian characters are being written, in the font `wide`
    strong: bool = False
    hidden: bool = False
    change: str = ""
    inserted_by: int = 0
    deleted_by: int = 0
    style: int = 0
    outline: int | None = None
    in_table: bool = False
    series: int = 0
    depth: int = 0
    indent: int = 0
    address: str = ""
    code: list[str] = field(default_factory=list)

    def look(self, word: str, number: int | None) -> bool:
        """Whether the word says how characters or paragraphs look, which then is so."""
        on = number != 0
        if word == "f" and self.into != "fonttbl":
            self.font = -1 if number is None else number
            if self.east:
                self.wide = self.font
        elif word == "af":
            if self.east:
                self.wide = -1 if number is None else number
        elif word in ("loch", "hich", "dbch"):
            self.east = word == "dbch"
        elif word == "uc":
            self.skip = min(max(number or 0, 0), 16)
        elif word == "b":
            self.strong = on
        elif word == "v":
            self.hidden = on
        elif word == "plain":
            self.strong = self.hidden = self.east = False
            self.change, self.font = "", -1
        elif word in ("deleted", "revised"):
            kind = "deleted text" if word == "deleted" else "inserted text"
            self.change = kind if on else ""
        elif word == "revauth":
            self.inserted_by = number or 0
        elif word == "revauthdel":
            self.deleted_by = number or 0
        elif word == "pard":
            self.style = self.series = self.depth = self.indent = 0
            self.outline, self.in_table = None, False
        elif word == "s" and self.into != "stylesheet":
            self.style = number or 0
        elif word == "outlinelevel" and self.into != "stylesheet":
            self.outline = number
        elif word == "intbl":
            self.in_table = True
        elif word == "ls":
            self.series = number or 0
        elif word == "ilvl":
            self.depth = number or 0
        elif word == "li":
            self.indent = number or 0
        else:
            return False
        return True
