"""YAML as a secretary writes it: every scalar is text, so `no` is Norway and 1996 a year.

Read with libyaml where it is there, after a guard: nesting beyond `MAX_DEPTH`
(which makes libyaml's binding overflow the stack), aliases (which blow up) and
fields given twice (of which YAML silently keeps the last) are refused.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

import yaml

from archive.errors import BadFrontMatter

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # a PyYAML without libyaml: slower, same answers
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

MAX_DEPTH = 32
Path = tuple[str | int, ...]

_RISKY = re.compile(r"[&*]|(?:[\[{?-]\s*){4}|\n {48}")
_MANY = re.compile(r"[\[{]")
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*):(?: +(.*))?\Z", re.ASCII)
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# A plain scalar that needs no YAML to be read: no indicator, no comment, no quote.
_PLAIN = re.compile(
    r"[^\s\-?:,\[\]{}#&*!|>'\"%@`~=<\\\x00-\x1f\x7f-\x9f\ufeff]"
    r"(?:[^\n:#\\\x00-\x1f\x7f-\x9f\ufeff\u2028\u2029]|(?<=\S)#|:(?=\S))*\Z"
)


class _TextLoader(_Loader):
    """BaseLoader that refuses a mapping with one key twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        if isinstance(node, yaml.MappingNode) and len(node.value) > 1:
            seen = set()
            for key, _ in node.value:
                if key.value.__hash__ is not None and key.value in seen:
                    raise BadFrontMatter(
                        f"the field {key.value!r} is given twice", key.start_mark.line + 1
                    )
                seen.add(key.value if isinstance(key.value, str) else id(key))
        return super().construct_mapping(node, deep)


def _guard(text: str) -> None:
    if not _RISKY.search(text) and len(_MANY.findall(text)) <= MAX_DEPTH:
        return
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            line = event.start_mark.line + 1 if event.start_mark else 1
            if depth > MAX_DEPTH:
                raise BadFrontMatter(f"nested deeper than {MAX_DEPTH} levels", line)
            if isinstance(event, yaml.AliasEvent):
                raise BadFrontMatter("aliases (*name) are not taken here", line)
    except yaml.YAMLError as error:
        raise _as_problem(error) from None


#: Told of the line on which it was opened, not of that on which libyaml gave up.
_NOT_CLOSED = "was opened and is not closed"

#: What libyaml says of common slips → what to do about them.
_PLAINER = {
    "mapping values are not allowed in this context": (
        "a value that holds a colon and a space must stand in quotes, and fields must begin "
        "in the same column"
    ),
    "found character that cannot start any token": (
        "a line begins with a tab or another sign that means something in YAML: use spaces, "
        "or put the value in quotes"
    ),
    "found a tab character that violates indentation": (
        "a tab stands at the beginning of the line: indent with spaces"
    ),
    "found unexpected end of stream": f"a quotation mark {_NOT_CLOSED}",
    "found unexpected document indicator": f"a quotation mark {_NOT_CLOSED}",
    "did not find expected key": (
        "the line does not begin in the same column as the fields that it belongs to"
    ),
    "did not find expected '-' indicator": (
        "the line does not begin in the same column as the items that it belongs to"
    ),
    "did not find expected ',' or ']'": f"a bracket [ {_NOT_CLOSED}",
    "did not find expected ',' or '}'": f"a bracket {{ {_NOT_CLOSED}",
    "did not find expected node content": "a value is missing, or a bracket is not closed",
    "could not find expected ':'": "the colon behind a field is missing, in this line or before it",
    # A newer libyaml stops of itself, before `_guard` has counted.
    "exceeded maximum nesting depth": f"nested deeper than {MAX_DEPTH} levels",
}


def _as_problem(error: yaml.YAMLError) -> BadFrontMatter:
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    said = _PLAINER.get(str(what), str(what))
    opened = "context_mark" if said.endswith(_NOT_CLOSED) else "problem_mark"
    mark = getattr(error, opened, None) or getattr(error, "problem_mark", None)
    return BadFrontMatter(said, mark.line + 1 if mark else 1)


def read(text: str) -> Any:
    """The value of one YAML text, all scalars as `str`; raises `BadFrontMatter`."""
    _guard(text)
    try:
        # Only text, lists and mappings can come out of a BaseLoader: nothing is constructed.
        return yaml.load(text, Loader=_TextLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise _as_problem(error) from None
    except (ValueError, RecursionError) as error:
        raise BadFrontMatter(str(error), 1) from None


@lru_cache(maxsize=1 << 15)
def _line(line: str) -> tuple[str, str | None, bool]:
    """(field, what follows it, whether that is plain words); the field is '' where there is none.

    Most lines of front matter recur from record to record, so they are kept.
    """
    key = _KEY.match(line)
    if key is None:
        return "", None, False
    value = key[2]
    return key[1], value and value.rstrip(" "), bool(value and _PLAIN.match(value))


@lru_cache(maxsize=4096)
def _read_chunk(text: str) -> Any:
    return read(text)


def read_mapping(text: str) -> dict[str, Any]:
    """Front matter as a mapping of text; empty values are left out; raises `BadFrontMatter`.

    Most lines are `field: plain words`, which are taken as they stand; what follows a
    field on further lines is read as YAML, field by field. Anything that does not look
    like that is read whole. The answer is the same either way (a property test holds it).
    """
    out: dict[str, Any] = {}
    lines = text.split("\n")
    at, count = 0, len(lines)
    while at < count:
        line = lines[at]
        if not line or line[0] == "#":
            at += 1
            continue
        name, value, plain = _line(line)
        if not name or name in out:
            return _whole(text)
        end = at + 1
        while end < count and not (lines[end][:1].isalnum() or lines[end][:1] == "_"):
            if lines[end][:3] in ("---", "...") or lines[end][:1] in ("%", "\t"):
                return _whole(text)
            end += 1
        if plain and end == at + 1:
            out[name] = value
        else:
            try:
                chunk = _read_chunk("\n".join(lines[at:end]))
            except BadFrontMatter:
                return _whole(text)
            if not isinstance(chunk, dict) or list(chunk) != [name]:
                return _whole(text)
            out[name] = chunk[name]
        at = end
    return {name: value for name, value in out.items() if value not in ("", None)}


def _whole(text: str) -> dict[str, Any]:
    value = read(text)
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise BadFrontMatter("these are not lines of `field: value`", 1)
    for key in value:
        if not isinstance(key, str):
            raise BadFrontMatter("a field's name must be a word", 1)
    return {name: given for name, given in value.items() if given not in ("", None)}


def on_one_line(value: Any) -> str:
    """A value of texts, numbers, lists and mappings as YAML on one line: as JSON, which is YAML.

    What JSON may hold as it is and YAML may not (5.1, 5.5 of YAML 1.2.2) is escaped.
    """
    said = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", said)


def line_of(text: str, path: Path) -> int:
    """The 1-based line of the value at `path` (or of the deepest part of it that is there)."""
    node = _composed(text)
    line = 1
    for step in path:
        found = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    line, found = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and step in range(len(node.value)):
            assert isinstance(step, int)
            found = node.value[step]
            line = found.start_mark.line + 1
        if found is None:
            break
        node = found
    return line


@lru_cache(maxsize=4)
def _composed(text: str) -> Any:
    """The nodes of `text`, kept for when many of its lines are asked for; None where it is bad."""
    try:
        _guard(text)
        return yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, BadFrontMatter):
        return None
