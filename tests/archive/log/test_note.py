"""Checkpoints and signed notes, as C2SP specifies them."""

from __future__ import annotations

import base64

import pytest

from archive.log.note import (
    EMPTY,
    BadNote,
    Checkpoint,
    Note,
    Signature,
    read_checkpoint_file,
    read_note,
)

SPECIFIED = (
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcy"
    "v2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n"
    "\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouF"
    "SQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)


def test_the_checkpoint_of_the_specification_is_read_and_written_again() -> None:
    checkpoint, signatures = read_checkpoint_file(SPECIFIED)
    assert checkpoint.origin == "example.com/behind-the-sofa"
    assert checkpoint.size == 20852163
    assert base64.b64encode(checkpoint.root) == b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert [(each.name, each.key_id, len(each.data)) for each in signatures] == [
        ("example.com/behind-the-sofa", 0x033DE0AE, 64)
    ]
    assert checkpoint.written(*signatures) == SPECIFIED


def test_a_text_may_hold_empty_lines() -> None:
    note = read_note(POEM.encode())
    assert note.text.endswith("\n\ned è subito sera.\n")
    assert len(note.signatures) == 1
    assert note.written() == POEM


def test_an_unsigned_checkpoint_only_lacks_its_lines_of_signature() -> None:
    checkpoint = Checkpoint("example.org/log", 0, EMPTY)
    assert checkpoint.written() == checkpoint.text() + "\n"
    assert read_checkpoint_file(checkpoint.written()) == (checkpoint, ())
    assert read_checkpoint_file(checkpoint.text()) == (checkpoint, ())
    signature = Signature("example.org/log", 7, b"signed")
    assert checkpoint.written(signature) == checkpoint.written() + signature.line()


def test_extension_lines_are_kept() -> None:
    checkpoint = Checkpoint("example.org/log", 0, EMPTY, ("more", "and more"))
    assert read_checkpoint_file(checkpoint.written())[0] == checkpoint


def test_a_copy_that_went_through_windows_is_read() -> None:
    assert read_checkpoint_file(SPECIFIED.replace("\n", "\r\n"))[0].size == 20852163


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("20852163", "020852163"),
        ("20852163", "-1"),
        ("20852163", "2e7"),
        ("20852163", "٣"),
        ("20852163", "99999999999999999999"),
        ("CsUY", "Cs*Y"),
        ("q2I=", "q2J="),
        ("q2I=", "q2I"),
        ("example.com/behind-the-sofa\n2", "\n2"),
        ("— example", "- example"),
        ("— example.com/", "— exa mple.com/"),
        ("AYQ8=\n", "AYQ9=\n"),
        ("AYQ8=\n", "AYQ8="),
        ("sofa\n", "so\x07fa\n"),
    ],
)  # fmt: skip
def test_what_is_not_exactly_so_is_no_checkpoint(old: str, new: str) -> None:
    assert old in SPECIFIED
    with pytest.raises(BadNote):
        read_checkpoint_file(SPECIFIED.replace(old, new, 1))


def test_bytes_that_are_no_text_are_no_note() -> None:
    with pytest.raises(BadNote, match="UTF-8"):
        read_note(b"\xff\n")
    with pytest.raises(BadNote, match="large"):
        read_note(b"a\n" * 600_000)


def test_a_line_that_would_forge_another_is_never_written() -> None:
    with pytest.raises(BadNote):
        Checkpoint("example.org/log\n9", 0, EMPTY).written()
    with pytest.raises(BadNote):
        Checkpoint("example.org/log", 0, EMPTY, ("",)).written()
    with pytest.raises(BadNote):
        Note("no end").written()
    with pytest.raises(BadNote):
        Signature("a name", 7, b"signed").line()
