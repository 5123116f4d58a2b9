"""What a reader notes is held to a number of things, and the same is noted once."""

from pathlib import Path

import pytest

from toolkit.intake.model import Limits
from toolkit.intake.room import NotReadable, Room


def _room(folder: Path) -> Room:
    return Room(name="a", spool=folder, limits=Limits(member=10))


def test_what_is_blank_or_was_listed_just_now_is_not_listed(tmp_path: Path) -> None:
    room = _room(tmp_path)

    for value in ("Ann", " ", "Ann", "Bo"):
        room.hide("author", value)

    assert [each.value for each in room.hidden] == ["Ann", "Bo"]


def test_things_beside_the_text_are_listed_up_to_a_number(tmp_path: Path) -> None:
    room = _room(tmp_path)

    for at in range(2_002):
        room.hide("comment", f"{at}")

    assert len(room.hidden) == 2_000
    assert [each.code for each in room.troubles] == ["I010"]


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    room = _room(tmp_path)

    room.hide("deleted text", "word " * 10_000)

    assert len(room.hidden[0].value) == 2_000


@pytest.mark.parametrize(("size", "refused"), [(10, False), (11, True)])
def test_a_file_larger_than_any_member_is_refused(tmp_path: Path, size: int, refused: bool) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(size))

    if not refused:
        assert _room(tmp_path).bytes_of(path) == bytes(size)
        return
    with pytest.raises(NotReadable) as raised:
        _room(tmp_path).bytes_of(path)
    assert raised.value.trouble.code == "I003"
