"""A workspace with a record that has lived: renamed, on branches, in a stash, sealed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.build import build
from tests.archive.log.sealed import seal
from tests.conftest import Repository, make_repository

#: Words that stand in the record and its files alone, each where the name says.
SECRETS = ("VioletTitle", "VioletOne", "VioletTwo", "VioletSide", "VioletStash", "VioletPdf")

RULES = """
- id: personal
  name: Lists of names
  years: 1
  after: meeting
  action: destroy
  authority: Rules of procedure
  kinds: [participants]
  personal: true
"""
BODIES = "- {id: som, name: Senior officials, kind: series}\n"
MEETINGS = "- {id: som1, body: som, title: SOM1, state: held, date: 2016-11-09}\n"
MORE = "meeting: som1\ndate: 2016-11-09\noriginal: list.pdf\n"


def lived(root: Path) -> Repository:
    """The repository; its archive is built, its log sealed twice."""
    repository = make_repository(root)
    git = repository.git
    for name, text in (("retention", RULES), ("bodies", BODIES), ("meetings", MEETINGS)):
        repository.write(f"registers/{name}.yaml", text)
    repository.record("other", "Before.", title="Another note")
    repository.save("Begin")
    repository.write("2016/list.pdf", b"%PDF VioletPdf")
    repository.save("Only the original comes")
    title = "VioletTitle"
    repository.record(
        "names", "VioletOne.\n\n1. Agreed.", kind="participants", title=title, more=MORE,
        path="2016/names.md",
    )  # fmt: skip
    repository.save("Add a list")
    (root / "records/2017").mkdir()
    git.execute(["git", "mv", "records/2016/names.md", "records/2017/delegates.md"])
    git.execute(["git", "mv", "records/2016/list.pdf", "records/2017/list.pdf"])
    repository.save("Only a rename")
    repository.record("other", "After. It cites names#p1.", more="cites: ['names#p1']\n")
    repository.record(
        "names", "VioletTwo.\n\n1. Agreed.", kind="participants", title=title, more=MORE,
        path="2017/delegates.md",
    )  # fmt: skip
    repository.save("Both change")
    seal(repository, origin="example.org/log")
    git.execute(["git", "tag", "-a", "v1", "-m", "A tag"])
    git.execute(["git", "checkout", "-q", "-b", "side", "HEAD~2"])
    repository.record(
        "names",
        "VioletSide.",
        kind="participants",
        title=title,
        more=MORE,
        path="2017/s\u00efde \u2013 x.md",
    )
    (root / "records/2017/delegates.md").unlink()
    repository.save("A side branch")
    git.execute(["git", "checkout", "-q", "main"])
    (root / "records/2017/delegates.md").write_text(
        "---\nid: names\nkind: participants\ntitle: VioletTitle\n---\nVioletStash.\n"
    )
    git.execute(["git", "stash", "-q"])
    more = "cites: ['names#p1']\n"
    repository.record("other", "At last.", title="Another note", more=more)
    repository.save("The other alone")
    seal(repository)
    build(repository.workspace)
    return repository


@pytest.fixture(scope="session")
def lived_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That workspace; only to be copied."""
    return lived(tmp_path_factory.mktemp("lived") / "ws").root


@pytest.fixture
def root(lived_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(lived_once, tmp_path / "ws")
