"""The stub that stays of a record: the same id, what it was in a word, and who disposed of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from archive.yamltext import on_one_line

#: Where stubs lie: a file's own name may say what its title must not.
FOLDER = "records/disposed"

#: What of the front matter stays: what the record was, not what it said.
KEPT = (
    "date", "date_basis", "language", "meeting", "body", "mandate", "status", "status_since",
    "adopted_by", "adopted_on", "access", "closure", "retention",
)  # fmt: skip

_MARK = "{step}"
#: Characters of a title that leave room for what is added: the format takes 500.
_LONGEST = 480


def front_of(
    record: str, kind: str, title: str, kept: Mapping[str, Any], disposal: Mapping[str, Any]
) -> str:
    """The stub's front matter, without the lines around it: YAML, each value as JSON writes it."""
    fields: dict[str, Any] = {"id": record, "kind": kind, "title": title}
    fields |= {name: kept[name] for name in KEPT if kept.get(name) is not None}
    lines = [f"{name}: {_value(value)}" for name, value in fields.items()]
    lines.append("disposal:")
    lines += [f"  {name}: {_value(value)}" for name, value in disposal.items() if value]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    """A value in YAML: its scalars in quotes, all of them texts."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_value(each)}" for name, each in value.items()) + "}"
    return on_one_line(str(value))


def title_of(kind: str, title: str | None) -> str:
    """The stub's title: the one that may stay, or no more than what sort of record it was.

    Each says what became of it, so that every list does.

    >>> title_of("terms-of-reference", None)
    'Terms of reference (disposed of)'
    """
    words = kind.replace("-", " ")
    said = title or f"{words[:1].upper()}{words[1:]}"
    return f"{said[:_LONGEST]} (disposed of)"


def placeholder(front: str) -> str:
    """What stands in older commits in the place of the record; `{step}` is to be a number.

    Each commit has another number, so that none becomes empty: the saves keep their order.
    """
    # A brace of the front matter is no mark: only the one in the text below it is replaced.
    return f"---\n{front}---\nWhat stood here was disposed of. Step {_MARK} of its history.\n"


def numbered(text: str, step: int) -> bytes:
    """A placeholder's content for the commit number `step`."""
    before, _, after = text.rpartition(_MARK)
    return f"{before}{step}{after}".encode()


def final(front: str, day: str) -> str:
    """The stub that stays; `day` is in words."""
    return f"---\n{front}---\nThis record was disposed of on {day}. Its text is not kept.\n"


def hashes(texts: Sequence[str], originals: Sequence[str]) -> list[str]:
    """The hashes of all that was removed, each once."""
    return list(dict.fromkeys([*texts, *originals]))
