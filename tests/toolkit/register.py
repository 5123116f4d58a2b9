"""A workspace without history whose archive is made by hand: decisions stated and proposed."""

from __future__ import annotations

from pathlib import Path

from tests.archive.decisions.register_by_hand import TEXTS, register

FRONT = "---\nid: {name}\nkind: decision\ntitle: {title}\n---\n"


def register_workspace(root: Path) -> Path:
    """`root` with the files and the archive of `tests.archive.decisions.register_by_hand`."""
    (root / "records" / "registers").mkdir(parents=True)
    (root / "datasette.yaml").write_text("{}\n", encoding="utf-8")
    process = "name: Test Process\ngroups: {observers: All who look on.}\n"
    (root / "records/registers/process.yaml").write_text(process, encoding="utf-8")
    for name, body in TEXTS.items():
        text = FRONT.format(name=name, title=f"Conclusions, {name}") + body
        (root / "records" / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")
    register(root / "archive.db")
    return root
