from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from archive.frontmatter import split
from archive.jsonschema import DIALECT, schemas, write_schemas
from archive.model import RECORD_KINDS
from archive.workspace import create

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,),
    "array": (list,), "object": (dict,), "null": (type(None),),
}  # fmt: skip


class Core(yaml.SafeLoader):
    """YAML as editors read it (its 1.2 core schema): dates stay texts."""


Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def wrong(value: Any, schema: dict[str, Any], top: dict[str, Any], at: str = "") -> list[str]:
    """What of `value` the schema refuses; only the words of JSON Schema that ours use."""
    if "$ref" in schema:
        return wrong(value, top["$defs"][schema["$ref"].rpartition("/")[2]], top, at)
    if "anyOf" in schema:
        found = [wrong(value, each, top, at) for each in schema["anyOf"]]
        return [] if any(not each for each in found) else min(found, key=len)
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{at} is {value!r}"]
    kinds = schema.get("type", [])
    allowed = [kinds] if isinstance(kinds, str) else kinds
    if allowed and not any(isinstance(value, TYPES[kind]) for kind in allowed):
        return [f"{at} is {value!r}, no {allowed}"]
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        return [f"{at} does not match"]
    if isinstance(value, list):
        items = schema.get("items", {})
        return [
            text for n, each in enumerate(value) for text in wrong(each, items, top, f"{at}/{n}")
        ]
    if not isinstance(value, dict) or "properties" not in schema:
        return []
    known = schema["properties"]
    faults = [f"{at}/{key} unknown" for key in value if key not in known]
    faults += [f"{at}/{key} missing" for key in schema["required"] if value.get(key) is None]
    for key in value.keys() & known.keys():
        faults += wrong(value[key], known[key], top, f"{at}/{key}")
    return faults


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create(tmp_path_factory.mktemp("schema") / "ws").root


def test_the_sample_registers_are_valid_as_an_editor_reads_them(made: Path) -> None:
    for path in (made / "records" / "registers").glob("*.yaml"):
        schema = json.loads((made / "schema" / f"{path.stem}.json").read_text("utf-8"))
        data = yaml.load(path.read_text("utf-8"), Loader=Core)  # noqa: S506 - made from SafeLoader
        assert wrong(data, schema, schema) == [], path


def test_the_sample_records_are_valid(made: Path) -> None:
    schema = schemas()["record"]
    for path in (made / "records").glob("20*/*.md"):
        front = split(path.read_text("utf-8")).front or ""
        data = yaml.load(front, Loader=Core)  # noqa: S506 - made from SafeLoader
        assert wrong(data, schema, schema) == [], path


@pytest.mark.parametrize(
    ("front", "faults"),
    [
        ({"id": "a", "kind": "note", "title": 1996, "date": 1996}, 0),
        ({"id": "a", "kind": "note", "title": "T", "people": "maria", "themes": None}, 0),
        ({"id": "a", "kind": "note"}, 1),
        ({"id": "A b", "kind": "note", "title": "T"}, 1),
        ({"id": "a", "kind": "note", "title": "T", "status": "done"}, 1),
        ({"id": "a", "kind": "note", "title": "T", "colour": "red"}, 1),
        ({"id": "a", "kind": "note", "title": "T", "closure": {"years": "5"}}, 1),
        ({"id": "a", "kind": "note", "title": "T", "closure": {"ground": "x", "years": "5"}}, 0),
    ],
)
def test_what_a_reader_takes_and_refuses(front: dict[str, Any], faults: int) -> None:
    schema = schemas()["record"]
    assert len(wrong(front, schema, schema)) == faults


def test_each_schema_names_its_dialect_and_describes_every_field() -> None:
    for name, schema in schemas().items():
        assert schema["$schema"] == DIALECT
        assert schema["description"], name
        for definition in schema["$defs"].values():
            assert definition["description"]
            for field in definition.get("properties", {}).values():
                assert field["description"]


def test_kinds_are_offered_but_a_process_may_have_others() -> None:
    kind = schemas()["record"]["$defs"]["Front"]["properties"]["kind"]
    assert kind["examples"] == list(RECORD_KINDS)
    assert "enum" not in kind


def test_they_are_written_the_same_each_time(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in write_schemas(tmp_path)}
    second = {path.name: path.read_bytes() for path in write_schemas(tmp_path)}
    assert first == second
    assert all(json.loads(data) for data in first.values())
