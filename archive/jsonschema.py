"""JSON Schema of the format, generated from the model, so that editors check while one types.

Schemas follow draft 2020-12. They say what the reader takes, not what it makes of it: in YAML
1996 is a number and `[a]` a list, and the reader takes the first where a text is expected and
the text `a` where a list is.
"""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import msgspec

from archive.model import RECORD_KINDS, REGISTERS, Front, Process

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """Every schema by name: `record` (front matter), `process`, and one for each register."""
    types: dict[str, type[msgspec.Struct]] = {"record": Front, "process": Process}
    types |= {name: entry for name, (_, entry) in REGISTERS.items()}
    (tops, components) = msgspec.json.schema_components(
        types.values(), ref_template="#/$defs/{name}"
    )
    out = {}
    for (name, cls), top in zip(types.items(), tops, strict=True):
        used = _used(top, components)
        definitions = {key: _lenient(components[key]) for key in sorted(used)}
        _describe(definitions)
        is_list = name in REGISTERS
        out[name] = {
            "$schema": DIALECT,
            "title": f"The register {name}" if is_list else f"The {name}",
            "description": _summary(cls),
            **({"type": "array", "items": top} if is_list else top),
            "$defs": definitions,
        }
    _suggest_kinds(out["record"])
    return out


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema into `folder` as NAME.json; gives the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas().items():
        path = folder / f"{name}.json"
        path.write_text(text_of(schema), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def text_of(schema: Schema) -> str:
    """`schema` as it stands in a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _used(schema: Any, components: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        for name in _named(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.append(components[name])
    return found


def _named(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [str(value["$ref"]).rpartition("/")[2]] if "$ref" in value else []
        return own + [name for each in value.values() for name in _named(each)]
    if isinstance(value, list):
        return [name for each in value for name in _named(each)]
    return []


def _lenient(value: Any) -> Any:
    """`value` with every text open to YAML's own numbers, every list to a single item, and
    every field that may be left out to being left empty.
    """
    if isinstance(value, list | tuple):
        return [_lenient(each) for each in value]
    if not isinstance(value, dict):
        return value
    out = {key: _lenient(each) for key, each in value.items()}
    kind = out.get("type")
    if kind == "string":
        out["type"] = ["string", "number", "boolean"]
    elif kind == "integer":
        out |= {"type": ["integer", "string"], "pattern": "^[0-9]+$"}
    elif kind == "array" and isinstance(out.get("items"), dict):
        return _either(out, out["items"])
    elif kind == "object" and "properties" in out:
        required = set(out.get("required", ()))
        for name, field in out["properties"].items():
            if name not in required:
                out["properties"][name] = _either(field, {"type": "null"})
    elif "anyOf" in out:
        return {**{k: v for k, v in out.items() if k != "anyOf"}, **_either(*out["anyOf"])}
    return out


def _either(*options: Schema) -> Schema:
    """Any of `options`, without options inside options and without one twice."""
    flat: list[Schema] = []
    told: Schema = {}
    for option in options:
        inner = option.get("anyOf", [option])
        told |= {k: v for k, v in option.items() if k != "anyOf"} if "anyOf" in option else {}
        flat += [each for each in inner if each not in flat]
    return {"anyOf": flat, **told}


def _describe(definitions: dict[str, Schema]) -> None:
    for name, schema in definitions.items():
        text = schema.get("description")
        if text:
            schema["description"] = _one_line(str(text))
        for key, field in schema.get("properties", {}).items():
            field.setdefault("description", _about(key, name))


#: What a field means, where its name alone does not tell.
_FIELDS = {
    "about": "The id of what this speaks of.",
    "access": "Who may read it: everyone, the partners, or the secretariat only.",
    "adopted_at": "The meeting that adopted the minutes.",
    "adopted_by": "The meeting that adopted it, with the item of its agenda: `meeting-id#4`.",
    "adopted_on": "The day on which it was adopted.",
    "aliases": "Other names under which it appears.",
    "alternate_title": "What everyone sees where the title itself may not be shown.",
    "at": "The paragraph that says so, such as p4.",
    "attendance": "Who came, line by line, as the document writes it.",
    "authoritative": "true for the one version of a translated work that counts.",
    "because": "Why this source is followed.",
    "cites": "Records, paragraphs (`record-id#p4`) or sources that it cites.",
    "claims": "What is said of something in the registers, each with where it is said.",
    "closure": "On what ground it is closed, from when, how long, and when that is reviewed.",
    "date": "When, in EDTF: 2017-05-09, 2017-05, 2017-05-09/2017-05-10, 2016-11~ (about).",
    "date_basis": "How the date is known where the record does not bear it.",
    "follows": "Which source the register follows where sources disagree, and why.",
    "from": "Since when in EDTF; in a letter: who it comes from.",
    "id": "Short, stable, never changed: small letters, digits and hyphens.",
    "kind": "What sort of thing it is.",
    "meeting": "The id of the meeting it belongs to.",
    "note": "A remark for readers.",
    "original": "The file beside this one from which the text was taken.",
    "prepares": "The meeting that this one was held to prepare.",
    "property": "The name of what is said, such as date or participants.",
    "retention": "The class of the retention register that says how long it is kept.",
    "source": "Where it is said: `record-id#p4`, an id of the sources; in a record: an address.",
    "state": "How things stand.",
    "status": "How far it is.",
    "title": "What it is, in one line.",
    "to": "Until when in EDTF, left out where it lasts; in a letter: to whom it goes.",
    "unknowns": "What is known not to be known: shown as a gap.",
    "value": "What is said of it.",
    "work": "What all translations of one text share.",
}


def _about(key: str, owner: str) -> str:
    return _FIELDS.get(key) or f"{owner}: {key.replace('_', ' ')}."


def _suggest_kinds(schema: Schema) -> None:
    """A process may add kinds of its own, so the known ones are offered, not demanded."""
    schema["$defs"]["Front"]["properties"]["kind"]["examples"] = list(RECORD_KINDS)


def _summary(cls: type[msgspec.Struct]) -> str:
    return _one_line(inspect.getdoc(cls) or cls.__name__)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
