"""What a file is: by its bytes before its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.intake.identify import contradicts, identify


@pytest.mark.parametrize("name", ["minutes.pdf", "minutes.doc", "minutes.odt", "minutes.png"])
def test_plain_text_by_another_name_is_read_as_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"Minutes of the third meeting\n\nThe group agreed on a survey.\n")
    found = identify(path)
    assert (found.form, found.puid) == ("txt", "")
    assert contradicts(found, name)


def test_bytes_that_are_no_text_have_no_reader(tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(bytes(range(256)) * 20)
    assert identify(path).form == ""
