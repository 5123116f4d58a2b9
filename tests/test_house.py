"""The walls of the house: who may import whom."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]


def name_of(path: Path) -> str:
    parts = path.relative_to(_ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.fixture(scope="module")
def house() -> dict[str, set[str]]:
    """Each module, and what it imports: within functions and for types too."""
    files = [path for room in ("archive", "toolkit") for path in (_ROOT / room).rglob("*.py")]
    modules = {name_of(path): path for path in files}
    return {name: imported(name, path, modules) for name, path in modules.items()}


def imported(name: str, path: Path, modules: dict[str, Path]) -> set[str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = resolve_name("." * node.level + (node.module or ""), package)
            for each in node.names:
                inner = f"{source}.{each.name}"
                found.add(inner if inner in modules else source)
    return found


def test_the_archive_knows_no_command_line(house: dict[str, set[str]]) -> None:
    for name, imports in house.items():
        if name.partition(".")[0] == "archive":
            rooms = {each.partition(".")[0] for each in imports}
            assert not rooms & {"toolkit", "click"}, name


def test_no_module_imports_one_that_imports_it(house: dict[str, set[str]]) -> None:
    TopologicalSorter(house).prepare()  # raises CycleError, which names the circle
