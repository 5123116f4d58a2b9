"""From plain YAML values to the model, with every fault named and the sound part kept."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from archive.errors import BadDate, EndsBeforeStart
from archive.fields import Cite, DateMark, Ref
from archive.text.dates import bounds
from archive.yamltext import Path

S = TypeVar("S", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a value: the code of its finding, where in the value, and what is wrong."""

    code: str
    path: Path
    message: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text of the value whose field carries a marker of the model."""

    path: Path
    text: str
    mark: DateMark | Ref | Cite


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    key: str
    type: Any
    required: bool
    many: bool


@cache
def _fields(cls: type[msgspec.Struct]) -> dict[str, _Field]:
    hints = get_type_hints(cls, include_extras=True)
    out = {}
    for info in msgspec.structs.fields(cls):
        hint = hints[info.name]
        out[info.encode_name] = _Field(
            info.name, info.encode_name, hint, info.required, _item_type(hint) is not None
        )
    return out


def _strip(hint: Any) -> Any:
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return hint


def _item_type(hint: Any) -> Any | None:
    """The type of the items where `hint` is a tuple and nothing else, else None."""
    bare = _strip(hint)
    return get_args(bare)[0] if get_origin(bare) is tuple else None


def _struct(hint: Any) -> type[msgspec.Struct] | None:
    bare = _strip(hint)
    if get_origin(bare) in (Union, types.UnionType):
        found = [_struct(part) for part in get_args(bare)]
        return next((each for each in found if each), None)
    return bare if isinstance(bare, type) and issubclass(bare, msgspec.Struct) else None


#: Says whom something is for; where that cannot be read it is for the fewest.
_ACCESS = "access"
_CLOSED = "secretariat"


def convert(data: Any, cls: type[S]) -> tuple[S | None, list[Fault]]:
    """`data` as a `cls`, and every fault found.

    A faulty optional field is left out and named; where a required one is missing or
    faulty the first answer is None. A single text where a list is expected is a list of one.
    `access` alone is never left out where it is faulty, or its name is misspelt: it is then
    `secretariat`, since nobody can have meant everyone.
    """
    try:
        return msgspec.convert(data, cls, strict=False), []
    except (msgspec.ValidationError, RecursionError):
        faults: list[Fault] = []
        sound = _sound(data, cls, (), faults)
        if sound is None:
            return None, faults
        try:
            return msgspec.convert(sound, cls, strict=False), faults
        except msgspec.ValidationError as error:
            return None, faults or [Fault("R005", (), str(error))]


def _sound(
    data: Any, cls: type[msgspec.Struct], path: Path, faults: list[Fault]
) -> dict[str, Any] | None:
    if not isinstance(data, dict):
        examples = ", ".join(f"`{key}`" for key in list(_fields(cls))[:3])
        whose = f"`{path[-1]}`" if path and isinstance(path[-1], str) else "this"
        said = f"{whose} has fields of its own, such as {examples}, each on a line below it"
        faults.append(Fault("R005", path, said))
        return None
    out: dict[str, Any] = {}
    whole = True
    fields = _fields(cls)
    for key in data:
        if key not in fields:
            left = [name for name in fields if name not in data]
            faults.append(Fault("R004", (*path, key), _unknown(str(key), left)))
            if _ACCESS in fields and _meant_access(str(key)):
                out[_ACCESS] = _CLOSED
    for key, info in fields.items():
        if key not in data or data[key] in ("", None):
            if info.required:
                whole = False
                code = "R008" if key == "title" else "R007"
                faults.append(Fault(code, path, f"the field `{key}` is missing"))
            continue
        value = _sound_value(data[key], info, (*path, key), faults)
        if value is not None:
            out[key] = value if out.get(key) != _CLOSED else _CLOSED
        elif key.endswith(_ACCESS):
            out[key] = _CLOSED
        elif info.required:
            whole = False
    return out if whole else None


def _meant_access(key: str) -> bool:
    from difflib import get_close_matches

    return bool(get_close_matches(key.strip().casefold(), [_ACCESS], cutoff=0.8))


def _sound_value(value: Any, info: _Field, path: Path, faults: list[Fault]) -> Any | None:
    item = _item_type(info.type)
    if item is not None:
        values = value if isinstance(value, list) else [value]
        nested = _struct(item)
        kept = []
        for position, each in enumerate(values):
            at = (*path, position)
            sound = _sound(each, nested, at, faults) if nested else _scalar(each, item, at, faults)
            if sound is not None:
                kept.append(sound)
        return kept
    nested = _struct(info.type)
    if nested:
        return _sound(value, nested, path, faults)
    return _scalar(value, info.type, path, faults)


def _scalar(value: Any, hint: Any, path: Path, faults: list[Fault]) -> Any | None:
    try:
        msgspec.convert(value, hint, strict=False)
    except (msgspec.ValidationError, RecursionError):
        faults.append(Fault("R005", path, _expectation(value, hint, str(path[-1]))))
        return None
    return value


def _expectation(value: Any, hint: Any, name: str) -> str:
    shown = repr(value if len(str(value)) < 60 else str(value)[:57] + "...")
    choices = _choices(hint)
    if choices:
        return f"`{name}` is {shown}, but takes one of: {', '.join(choices)}"
    metas = [meta for meta in _metas(hint) if isinstance(meta, msgspec.Meta)]
    described = next((meta.description for meta in metas if meta.description), None)
    if described:
        return f"`{name}` is {shown}: {described[0].lower()}{described[1:].rstrip('.')}"
    patterns = [meta.pattern for meta in metas if meta.pattern]
    wants = {int: "a whole number", bool: "true or false", str: "one line of text"}
    if patterns:
        return f"`{name}` is {shown}, which has not the form it takes ({patterns[0]})"
    bare = next((part for part in _bare_types(hint) if part in wants), str)
    return f"`{name}` is {shown}, but takes {wants[bare]}"


def _bare_types(hint: Any) -> list[Any]:
    bare = _strip(hint)
    if get_origin(bare) in (Union, types.UnionType):
        return [each for part in get_args(bare) for each in _bare_types(part)]
    return [bare]


def _choices(hint: Any) -> tuple[str, ...]:
    for part in _bare_types(hint):
        if get_origin(part) is Literal:
            return tuple(map(str, get_args(part)))
    return ()


def _metas(hint: Any) -> tuple[Any, ...]:
    if get_origin(hint) is Annotated:
        base, *metas = get_args(hint)
        return (*metas, *_metas(base))
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(meta for part in get_args(hint) for meta in _metas(part))
    return ()


def _unknown(key: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, known, n=1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    return f"there is no field `{key}` here{hint}"


Walker = Callable[[Any, Path], Iterator[Marked]]


@cache
def _walkers(cls: type[msgspec.Struct]) -> tuple[tuple[str, str, Walker], ...]:
    out = []
    for info in _fields(cls).values():
        walker = _walker(info.type)
        if walker is not None:
            out.append((info.name, info.key, walker))
    return tuple(out)


def _walker(hint: Any) -> Walker | None:
    marks = [meta for meta in _metas(hint) if isinstance(meta, DateMark | Ref | Cite)]
    item = _item_type(hint)
    if item is None:  # `Sources` is one text or a tuple of them
        item = next((_item_type(p) for p in _union_parts(hint) if _item_type(p)), None)
    inner = _walker(item) if item is not None else None
    nested = _struct(hint)
    if not marks and inner is None and nested is None:
        return None

    def walk(value: Any, path: Path) -> Iterator[Marked]:
        if isinstance(value, str):
            for mark in marks:
                yield Marked(path, value, mark)
        elif isinstance(value, tuple) and inner is not None:
            for position, each in enumerate(value):
                yield from inner(each, (*path, position))
        elif isinstance(value, msgspec.Struct):
            yield from marked(value, path)

    return walk


def _union_parts(hint: Any) -> tuple[Any, ...]:
    bare = _strip(hint)
    return get_args(bare) if get_origin(bare) in (Union, types.UnionType) else ()


def marked(value: msgspec.Struct, path: Path = ()) -> Iterator[Marked]:
    """Every text in `value` whose field is a date, names an id or cites a record."""
    for name, key, walk in _walkers(type(value)):
        given = getattr(value, name)
        if given is not None and given != ():
            yield from walk(given, (*path, key))


def date_faults(value: msgspec.Struct) -> list[Fault]:
    """A fault for each text of `value` that should be an EDTF date and is none."""
    faults = []
    for each in marked(value):
        if isinstance(each.mark, DateMark):
            try:
                bounds(each.text)
            except BadDate as error:
                code = "R015" if isinstance(error, EndsBeforeStart) else "R006"
                faults.append(Fault(code, each.path, error.fault))
    return faults
