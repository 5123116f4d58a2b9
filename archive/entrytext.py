"""Changes one entry of a register in its YAML text, and nothing else of it: no line moves that
need not, comments stay, other entries stay as somebody wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from archive.yamltext import on_one_line

_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./@+~(),'-]*(?:[: ][A-Za-z0-9_./@+~(),'-]+)*\Z")
_WORDS = frozenset({"true", "false", "yes", "no", "null", "on", "off", "~"})

Value = str | tuple[str, ...]


def set_entry(text: str, entry_id: str, values: Mapping[str, Value], *, after: str = "id") -> str:
    """`text` with `values` in the entry `entry_id`, which is added at the end where it is new.

    What the entry lacks is put behind its field `after`, if it has that. `text` is a register that
    can be read (`registers.parse`).
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    crlf = "\r\n" in body
    body = body.replace("\r\n", "\n")
    node = yaml.compose(body, Loader=yaml.BaseLoader)
    entry = _entry(node, entry_id)
    body = _changed(body, entry, values, after) if entry else _added(body, node, entry_id, values)
    return mark + (body.replace("\n", "\r\n") if crlf else body)


def _entry(node: yaml.Node | None, entry_id: str) -> yaml.MappingNode | None:
    if not isinstance(node, yaml.SequenceNode):
        return None
    for item in node.value:
        if isinstance(item, yaml.MappingNode):
            for key, value in item.value:
                if key.value == "id" and value.value == entry_id:
                    return item
    return None


def _added(body: str, node: yaml.Node | None, entry_id: str, values: Mapping[str, Value]) -> str:
    lines = [f"- id: {_written(entry_id)}"]
    lines += [f"  {name}: {_written(value)}" for name, value in values.items()]
    new = "\n".join(lines) + "\n"
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        if node.value:  # [{...}, {...}]
            inner = ", ".join(f"{name}: {_written(value)}" for name, value in values.items())
            end = node.end_mark.index - 1
            return f"{body[:end].rstrip().rstrip(',')}, {{id: {entry_id}, {inner}}}{body[end:]}"
        return body[: node.start_mark.index] + new + body[node.end_mark.index :].lstrip("\n")
    if isinstance(node, yaml.SequenceNode):
        indent = " " * node.start_mark.column
        new = "".join(f"{indent}{line}\n" for line in lines)
    return (body + "\n" if body and not body.endswith("\n") else body) + new


def _changed(body: str, entry: yaml.MappingNode, values: Mapping[str, Value], after: str) -> str:
    edits: list[tuple[int, int, str]] = []
    there = {key.value: value for key, value in entry.value}
    first_key = entry.value[0][0]
    new = []
    for name, value in values.items():
        node = there.get(name)
        if node is None:
            new.append(f"{name}: {_written(value)}")
        elif _value(node) != value:
            edits.append((*_span(body, node), _written(value)))
    if new:
        at = _span(body, there.get(after, there["id"]))[1]
        between = ", " if entry.flow_style else "\n" + " " * first_key.start_mark.column
        edits.append((at, at, "".join(between + each for each in new)))
    for start, end, text in sorted(edits, reverse=True):
        body = body[:start] + text + body[end:]
    return body


def _span(body: str, node: yaml.Node) -> tuple[int, int]:
    """Where the value stands, without the empty lines and comments that YAML counts to its end."""
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        last = node.value[-1].end_mark.index if node.value else start
        return start, last
    return start, end - (len(body[start:end]) - len(body[start:end].rstrip()))


def _value(node: yaml.Node) -> Value:
    if isinstance(node, yaml.SequenceNode):
        return tuple(str(each.value) for each in node.value)
    return str(node.value)


def _written(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(on_one_line(each) for each in value)}]"
    plain = _PLAIN.match(value) and value.casefold() not in _WORDS and ", " not in value
    return value if plain else on_one_line(value)
