"""The reader's own files of words, which lie beside it.

They come with the program, so that they are read in one pass, without the guards against what
a stranger may write; every scalar is text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def is_there(name: str) -> bool:
    """Whether there is such a file: 'ladder/de.yaml'."""
    return (_FOLDER / name).is_file()


def load(name: str) -> dict[str, Any]:
    """The words of one file: text, lists and mappings of it."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    node = yaml.compose((_FOLDER / name).read_text(encoding="utf-8"), Loader=loader)
    read: dict[str, Any] = _plain(node)
    return read


def _plain(node: Any) -> Any:
    value = node.value
    if value.__class__ is str:
        return value
    if node.id == "mapping":
        return {key.value: _plain(each) for key, each in value}
    return [each.value if each.value.__class__ is str else _plain(each) for each in value]
