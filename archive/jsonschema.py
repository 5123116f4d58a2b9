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
    for schema in definitions.values():
        text = schema.get("description")
        if text:
            schema["description"] = _one_line(str(text))
        for key, field in schema.get("properties", {}).items():
            field.setdefault("description", _FIELDS[key])


#: What a field means; the same word means the same everywhere.
_FIELDS = {
    "about": "The id of what this speaks of.",
    "access": "Whom it is for: everyone, the partners, or the secretariat only.",
    "action": "What is done once the period has ended.",
    "address": "A web address.",
    "adopted_at": "The meeting that adopted the minutes.",
    "adopted_by": "The meeting that adopted it, with the item of its agenda: `meeting-id#4`.",
    "adopted_on": "The day on which it was adopted.",
    "after": "From what the period is counted: the record's date, the end of its meeting or "
    "mandate, or the day on which a later record replaced it.",
    "aliases": "Other names under which it appears.",
    "alternate_title": "A title that may be shown where its own may not.",
    "at": "The paragraph that says so, such as p4.",
    "attendance": "Who came, line by line, as the document writes it.",
    "authoritative": "true for the one version of a translated work that counts.",
    "authors": "Who wrote it, as the text names them.",
    "authority": "Who decided how long it is kept, or that it was disposed of.",
    "because": "Why this source is followed.",
    "body": "The id of a meeting series, group or office.",
    "capacity": "The office in which the sender writes.",
    "chairs": "Who chairs it, from when to when.",
    "certificate": "The certificate of a disposal, below records/disposals.",
    "cites": "Records, paragraphs (`record-id#p4`) or sources that it cites.",
    "claims": "What is said of something in the registers, each with where it is said.",
    "closed_from": "The day from which it is closed, in EDTF.",
    "closure": "On what ground it is closed, from when, how long, and when that is reviewed.",
    "confidence": "How far the source is trusted.",
    "contact": "How the secretariat is reached.",
    "date": "When, in EDTF: 2017-05-09, 2017-05, 2017-05-09/2017-05-10, 2016-11~ (about).",
    "date_basis": "How the date is known where the record does not bear it.",
    "decision_unit": "What is decided: its paragraphs one by one, or the record as a whole.",
    "disposal": "What is kept of a record that was disposed of; `secretariat dispose` writes it.",
    "earlier_access": "Whom the versions before the newest one are for.",
    "effective": "From when it has effect, in EDTF.",
    "embedded": "What the original carries beside the text that is on its pages.",
    "encloses": "The ids of the records that came with it.",
    "established_by": "The record or paragraph that set it up: `record-id#p3`.",
    "exemption": "The code of the exemption in the rules on access to documents.",
    "extracted_by": "The program that took the text out of the original, and its version.",
    "follows": "Which source the register follows where sources disagree, and why.",
    "from": "Since when in EDTF; in a letter: who it comes from.",
    "ground": "Why: the law, rule or decision.",
    "groups": "Addressees that name everyone of a sort: the name, then what it means.",
    "hands_over_until": "Until when it may sign packages of what came late, after its end.",
    "head": "The person who heads the secretariat; in an import: its last commit.",
    "host": "The id of the partner that hosts it.",
    "id": "Short, stable, never changed: small letters, digits and hyphens.",
    "items": "What stands below it.",
    "kind": "What sort of thing it is.",
    "kinds": "Kinds of record of this process: the name, then what it is.",
    "label": "Its name as readers see it.",
    "language": "A language tag such as en or ko.",
    "languages": "Language tags such as en or ko.",
    "lead": "The id of the partner or stakeholder that leads it.",
    "mandate": "The id of a term of the secretariat.",
    "meeting": "The id of the meeting it belongs to.",
    "minutes_status": "How far the minutes of the meeting are.",
    "mode": "In the room, over the net, or both.",
    "months": "How many months.",
    "name": "Its name as readers see it.",
    "note": "A remark for readers.",
    "number": "Its number within the series.",
    "on_behalf_of": "The id of the partner or stakeholder for whom the person acted.",
    "organisation": "The organisation that hosts it.",
    "organisers": "Who organised it, as written.",
    "original": "The file beside this one from which the text was taken.",
    "original_access": "Whom the original itself is for, looked through and cleared.",
    "owner": "Whose list it is.",
    "parent": "The id of the body above it.",
    "partner": "The id of a partner.",
    "paths": "Which of its files are brought in: patterns such as minutes/*.md.",
    "people": "The ids of the people it names.",
    "periods": "Since when and until when it belongs to the process.",
    "permanent": "true where it is kept for ever.",
    "person": "The id of a person.",
    "personal": "true for a class of personal data.",
    "place": "Where, as written.",
    "prepares": "The meeting that this one was held to prepare.",
    "profile": "How its files are read: a file of registers/profiles, or a built-in profile.",
    "property": "The name of what is said, such as date or participants.",
    "provenance": "How it came to the archive.",
    "publisher": "Who published it.",
    "puid": "The format of the original, by its PRONOM identifier: fmt/412.",
    "reason": "Why it was disposed of.",
    "region": "The region it belongs to.",
    "regions": "The regions of the process.",
    "relations": "How the record as a whole bears on other decisions.",
    "reply_to": "The id of the record that it answers.",
    "retention": "The class of the retention register that says how long it is kept.",
    "review": "The day on which the closure is looked at again, in EDTF.",
    "role": "In which role.",
    "roles": "What the person was, where, and on whose behalf.",
    "scope": "Whether it bears on the whole, or on a part only.",
    "secretariat": "The id of the body that is the secretariat.",
    "series": "The series it belongs to, as written.",
    "sha256": "The hashes of what was removed.",
    "short": "The short name.",
    "since": "Since when, in EDTF.",
    "source": "Where it is said: `record-id#p4`, an id of the sources; in a record: an address.",
    "stakeholder": "The id of a stakeholder.",
    "state": "How things stand.",
    "status": "How far it is.",
    "status_as_written": "Its status in the words of its own header.",
    "status_since": "Since when it has that status, in EDTF.",
    "summary": "What it says, in a sentence or two.",
    "supersedes": "The id of the record that it replaces.",
    "theme": "The theme of the meeting, as written.",
    "themes": "The ids of its themes, or of lists of themes.",
    "title": "What it is, in one line.",
    "to": "Until when in EDTF; in a letter: to whom it goes; in a relation: what it bears on.",
    "trigger": "The event from which the years are counted.",
    "unknowns": "What is known not to be known: shown as a gap.",
    "until": "Until when it has effect, in EDTF.",
    "value": "What is said of it.",
    "work": "What all translations of one text share.",
    "years": "How many years.",
}


def _suggest_kinds(schema: Schema) -> None:
    """A process may add kinds of its own, so the known ones are offered, not demanded."""
    schema["$defs"]["Front"]["properties"]["kind"]["examples"] = list(RECORD_KINDS)


def _summary(cls: type[msgspec.Struct]) -> str:
    return _one_line(inspect.getdoc(cls) or cls.__name__)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
