"""Profiles: how the files of a foreign series are read, as data and not as code.

    profile = load(workspace.records / "registers" / "profiles", "proposals")

A workspace's own are `records/registers/profiles/NAME.yaml`; a few general ones come with
the program and are taken where the workspace has none of that name.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from archive import yamltext
from archive.convert import convert
from archive.errors import BadFrontMatter
from archive.profiles.model import BadProfile, Profile, is_date_form

__all__ = ["FOLDER", "BadProfile", "Profile", "built_in", "load", "names", "parse", "text_of"]

#: Where a workspace keeps its own.
FOLDER = "records/registers/profiles"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_MAX_BYTES = 256 * 1024


def built_in() -> list[str]:
    """The names of those that come with the program."""
    found = (each.name for each in files(__package__).iterdir())
    return sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml"))


def names(root: Path) -> list[str]:
    """The names of all that a workspace at `root` can use."""
    own = (path.stem for path in (root / FOLDER).glob("*.yaml"))
    return sorted({*built_in(), *own})


def text_of(root: Path, name: str) -> str:
    """The YAML text of the profile `name`; raises `BadProfile` with those that are near."""
    place = root / FOLDER / f"{name}.yaml"
    if _NAME.match(name):
        try:
            if place.is_file():
                return place.read_bytes()[:_MAX_BYTES].decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadProfile(f"{FOLDER}/{name}.yaml cannot be read ({error}): mend it") from None
        if name in built_in():
            return (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")
    from difflib import get_close_matches

    known = names(root)
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    said = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
    raise BadProfile(f"there is no profile {name!r}; {said} ({FOLDER}/NAME.yaml is read as well)")


def parse(name: str, text: str) -> Profile:
    """A profile out of its YAML text; raises `BadProfile` that says which line is to be mended."""
    where = f"the profile {name}"
    try:
        data = yamltext.read(text)
    except BadFrontMatter as error:
        raise BadProfile(
            f"{where} cannot be read, line {error.line}: {error}", error.line
        ) from None
    if isinstance(data, dict):
        data = {"name": name, **data}
    profile, faults = convert(data, Profile)
    if profile is None or faults:
        fault = faults[0]
        line = yamltext.line_of(text, fault.path)
        raise BadProfile(f"{where} cannot be used, line {line}: {fault.message}", line)
    for form in profile.dates:
        if not is_date_form(form):
            line = yamltext.line_of(text, ("dates",))
            said = f"{where} cannot be used, line {line}: {form!r} is no form of a date"
            raise BadProfile(said, line)
    return profile


def load(root: Path, name: str) -> Profile:
    """The profile `name` of the workspace at `root`; raises `BadProfile`."""
    return parse(name, text_of(root, name))
