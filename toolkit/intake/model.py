"""What the steps of the intake hand to each other: frozen, and as JSON between processes."""

from __future__ import annotations

from msgspec import Struct

from archive.model import HiddenKind as HiddenKind


class Limits(Struct, frozen=True, kw_only=True):
    """What one file may cost. Sizes in bytes, times in seconds.

    `ratio` is how many times its packed size a member of a package may have, once it is larger
    than `free` bytes; `depth` how deep packages, mails and elements may be nested; `cells` and
    `pages` how many of them are read.
    """

    size: int = 512 * 1024 * 1024
    unpacked: int = 1024 * 1024 * 1024
    member: int = 256 * 1024 * 1024
    members: int = 20_000
    ratio: int = 200
    free: int = 8 * 1024 * 1024
    depth: int = 12
    text: int = 4 * 1024 * 1024 - 128 * 1024
    pages: int = 5_000
    cells: int = 500_000
    pixels: int = 80_000_000
    seconds: float = 60.0
    memory: int = 1536 * 1024 * 1024
    open_files: int = 256


class Trouble(Struct, frozen=True, kw_only=True):
    """Something about a file that a person should know: a finding's code, and what and where.

    `place` is where in the file, such as 'page 3' or 'member minutes.docx' ('' for the whole).
    """

    code: str
    message: str
    place: str = ""


class Hidden(Struct, frozen=True, kw_only=True):
    """What a file carries beside the text that it shows: listed, so that it can be left out."""

    kind: HiddenKind
    value: str
    place: str = ""


class Enclosed(Struct, frozen=True, kw_only=True):
    """A file that came within another. `path` is its copy in the spool folder.

    `name` is its name as written (never a path to write to), `inside` the member's path within
    its package ('' for an attachment).
    """

    name: str
    path: str
    inside: str = ""


class Identity(Struct, frozen=True, kw_only=True):
    """What a file is: by its bytes, not by its name alone.

    `form` is the name of the reader that takes it ('docx', 'pdf', ...; '' where none does),
    `puid` its PRONOM identifier, `by_name` whether only the name told.
    """

    form: str
    media_type: str
    puid: str = ""
    format: str = ""
    by_name: bool = False


class Extracted(Struct, frozen=True, kw_only=True):
    """What was read out of one file.

    `text` is Markdown as `archive.text` reads it, with `{page=3}`, `{slide=3}` or `{sheet="A"}`
    on a line above the first paragraph of each; `properties` are what the file says of itself
    (title, subject, created, modified in ISO 8601, language; of a mail also from, to, cc, date,
    message-id, in-reply-to); `reader` names the reader and its version; `container` means that
    the file only holds others and becomes no record itself.
    """

    reader: str
    text: str = ""
    properties: dict[str, str] = {}
    hidden: tuple[Hidden, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    pages: int | None = None
    container: bool = False


class Guess(Struct, frozen=True, kw_only=True):
    """One thing that is proposed of a record: the value, why, where, and how sure (0 to 1).

    `field` is the name in the front matter; `value` as it would stand there (YAML's flow style
    for lists and mappings); `rule` why in a few words; `line` of the extracted text (0: from
    elsewhere, then `place` says from where); `written` the words as they stand there.
    """

    field: str
    value: str
    rule: str
    confidence: float
    line: int = 0
    place: str = ""
    written: str = ""


class Proposal(Struct, frozen=True, kw_only=True):
    """A record that is proposed, with everything that was found about it.

    The first guess of a field is the one that is taken; others are further readings of it.
    """

    guesses: tuple[Guess, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    decisions: int = 0
    actions: int = 0
    proposed_meeting: str = ""

    def best(self, field: str) -> Guess | None:
        """The guess that is taken for `field`; None where nothing is known."""
        return next((guess for guess in self.guesses if guess.field == field), None)
