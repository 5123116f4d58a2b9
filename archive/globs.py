"""Patterns of paths, `docs/*.md` or `**/*.md`: as git takes them, and as they are matched here.

git compares each entry of each tree with each pattern, which for a long history costs more than
all else that it does. A folder it finds at once: so it is told the folders, and what lies in
them is matched here, by the same rules and in time that grows with the length of the path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

#: What only git knows how to match.
_RARE = frozenset("?[]\\")


def pathspecs(patterns: Iterable[str]) -> list[str]:
    """Patterns as git takes them, from the top of the repository, ** for any folders."""
    return [f":(top,glob){pattern}" for pattern in patterns]


def folders(patterns: Sequence[str]) -> list[str] | None:
    """The folders in which all that `patterns` match lies, as git takes them.

    None where the patterns are better left to git: one begins with `*`, or has other signs, or
    `**` within a name (which means now this, now that).
    """
    out = []
    for pattern in patterns:
        parts = pattern.split("/")
        odd = any("**" in part and part != "**" for part in parts)
        if odd or not all(parts) or not _RARE.isdisjoint(pattern):
            return None
        if "*" not in pattern:
            out.append(f":(top,literal){pattern}")
            continue
        folder = pattern[: pattern.index("*")].rpartition("/")[0]
        if not folder:
            return None
        out.append(f":(top,literal){folder}/")
    return list(dict.fromkeys(out))


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """What tells whether a path matches one of `patterns`, each of which `folders` accepts."""
    every = [(pattern, _parts(pattern)) for pattern in dict.fromkeys(patterns)]
    known: dict[str, bool] = {}

    def fits(path: str) -> bool:
        if path not in known:
            names = path.split("/")
            known[path] = any(
                _match(parts, names) if "*" in pattern else f"{path}/".startswith(f"{pattern}/")
                for pattern, parts in every
            )
        return known[path]

    return fits


def _parts(pattern: str) -> list[list[str] | None]:
    """A pattern folder by folder: the texts around each *, or None for any folders."""
    parts: list[list[str] | None] = []
    for part in pattern.split("/"):
        if part != "**":
            parts.append(part.split("*"))
        elif not parts or parts[-1] is not None:
            parts.append(None)
    if parts[-1] is None:  # at the end it is any file in any folders
        parts.append(["", ""])
    return parts


def _match(parts: list[list[str] | None], names: list[str]) -> bool:
    """Whether `parts` match `names`: of any folders as few as can be, more where that fails."""
    part = name = 0
    again: tuple[int, int] | None = None
    while name < len(names):
        wanted = parts[part] if part < len(parts) else []
        if wanted is None:
            again = (part + 1, name)
            part += 1
        elif wanted and _fits(wanted, names[name]):
            part, name = part + 1, name + 1
        elif again is not None:
            part, name = again[0], again[1] + 1
            again = (part, name)
        else:
            return False
    return part == len(parts)


def _fits(texts: list[str], name: str) -> bool:
    """Whether `name` is made of `texts` with anything between them."""
    if len(texts) == 1:
        return name == texts[0]
    first, last = texts[0], texts[-1]
    end = len(name) - len(last)
    if len(first) > end or not name.startswith(first) or not name.endswith(last):
        return False
    at = len(first)
    for text in texts[1:-1]:
        at = name.find(text, at, end)
        if at < 0:
            return False
        at += len(text)
    return True
