"""What is told of packages that not everybody needs is what the project asks for."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from toolkit.extras import EXTRAS, how_to_install

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_they_are_those_of_the_project() -> None:
    asked = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert {name: asked[name] for name in EXTRAS} == {name: [each] for name, each in EXTRAS.items()}


def test_the_environment_that_runs_gets_it() -> None:
    assert how_to_install("timestamp").startswith(sys.executable)
