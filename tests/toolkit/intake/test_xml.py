"""XML from others: nothing in it is obeyed, and what is broken gives what can be read of it."""

from itertools import pairwise
from pathlib import Path

import pytest

from toolkit.intake.extract.shared import xml
from toolkit.intake.extract.shared.xml import parsed
from toolkit.intake.room import Room


def _room(folder: Path) -> Room:
    return Room(name="a.xml", spool=folder)


def test_entities_within_entities_do_not_grow(tmp_path: Path) -> None:
    names = "abcdefghij"
    inner = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    data = f'<!DOCTYPE x [<!ENTITY a "lol">{inner}]><x y="&j;">&j;</x>'.encode()

    root = parsed(data, _room(tmp_path), "here")

    assert root is None or len("".join(root.itertext()) + root.get("y", "")) < 10_000


def test_an_external_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    data = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><x>a<y>b</y>&e;</x>'.encode()

    root = parsed(data, _room(tmp_path), "here")

    assert root is not None
    assert "the secret" not in "".join(map(str, root.itertext()))


def test_a_part_too_large_for_a_tree_is_read_up_to_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml, "_MOST_PARSED", 40)
    room = _room(tmp_path)

    root = parsed(b"<x>" + b"<y>a</y>" * 20 + b"</x>", room, "here")

    assert root is not None
    assert 0 < len(root.findall("y")) < 20
    assert [each.code for each in room.troubles] == ["I010"]


def test_no_xml_at_all_is_a_finding(tmp_path: Path) -> None:
    room = _room(tmp_path)

    assert parsed(b"", room, "here") is None
    assert [(each.code, each.place) for each in room.troubles] == [("I006", "here")]
