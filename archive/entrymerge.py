"""Joins what two people did to one register, entry by entry, in its YAML text.

Each entry is taken as it is written, with the comments below it: nothing is written anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml


@dataclass(frozen=True, slots=True)
class Joined:
    """A register joined: its text, and the ids of the entries that both sides changed."""

    text: str
    both: tuple[str, ...]


def join_entries(base: str, ours: str, theirs: str, *, prefer_theirs: bool) -> Joined | None:
    """`ours` with what `theirs` changed since `base`; None where one of them is no plain list.

    An entry that both sides changed is ours, or theirs with `prefer_theirs`. Texts have LF line
    ends.
    """
    split = [_blocks(text) for text in (base, ours, theirs)]
    if any(each is None for each in split):
        return None
    (_, before), (head, here), (_, there) = (each for each in split if each is not None)
    joined = dict(here)
    both = []
    for name in [*there, *(name for name in before if name not in there)]:
        new = there.get(name)
        if _same(new, before.get(name)) or _same(new, here.get(name)):
            continue
        if not _same(here.get(name), before.get(name)):
            both.append(name)
            if not prefer_theirs:
                continue
        if new is None:
            joined.pop(name, None)
        else:
            joined[name] = new
    if joined == here:
        return Joined(ours, tuple(both))
    text = head
    for block in joined.values():
        text += ("\n" if text and not text.endswith("\n") else "") + block
    return Joined(text, tuple(both))


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").rstrip() == (other or "").rstrip()


def _blocks(text: str) -> tuple[str, dict[str, str]] | None:
    """What stands above the first entry, and the text of each entry by its id."""
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    if node is None:
        return text, {}
    if not isinstance(node, yaml.SequenceNode):
        return None
    if not node.value:
        return text[: node.start_mark.index], {}
    if node.flow_style:
        return None
    starts: list[tuple[int, str]] = []
    for item in node.value:
        name = _id(item)
        if name is None:
            return None
        starts.append((text.rfind("\n", 0, item.start_mark.index) + 1, name))
    ends = [at for at, _ in starts[1:]] + [len(text)]
    blocks = {name: text[at:end] for (at, name), end in zip(starts, ends, strict=True)}
    return (text[: starts[0][0]], blocks) if len(blocks) == len(starts) else None


def _id(item: yaml.Node) -> str | None:
    if isinstance(item, yaml.MappingNode):
        for key, value in item.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return None
