"""Whole and incremental builds of one commit say the same, wherever they run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.digest import digest
from tests.conftest import Repository, make_repository

BODIES = (
    "One.",
    "1. First\n\n2. Second",
    "",
    "{.decision}\n1. They agreed.\n\n2. They noted.",
    '{.decision supersedes="a#p1" effective=2021}\n1. Mandated the office to act.',
    '{.proposal until=2022-05}\n1. To act.\n\n{.action amends="b#p1" owner=x due=2021}\n2. Do.',
    '{.decision adopts="c#p1" superseded-by="c"}\n1. They agreed.\n\n2. Welcomed "CC 1".',
    "## Decisions\n\n- To act.\n\n## Actions\n\n- Ann: write by May 2021\n- [x] Bo: read",
)
KINDS = {"a": "minutes", "b": "decision", "c": "letter"}
FIELDS = (
    "",
    "status: draft\ndate: 2020-05\n",
    "status: withdrawn\nmeeting: m2\nsupersedes: b\n",
    "decision_unit: record\nmeeting: m1\nrelations: [{kind: revokes, to: a}]\n",
    "status: adopted\nadopted_by: m1\nmeeting: m1\n",
    "claims:\n  - {about: m1, property: date, value: 2020-01-02, at: p1}\n",
    "meeting: nowhere\nfrom: {partner: zz}\n",
    "nonsense: [\n",
)
REGISTERS = {
    "meetings": (
        "- {id: m1, body: b1, title: M, date: 2020-05-01}\n",
        "- {id: m1, body: b1, title: M, date: 2020-05-02, state: held}\n"
        "- {id: m2, body: b2, title: N, prepares: m1}\n",
        "- {id: nowhere, body: b1, title: There}\n",
        "",
        "- [broken\n",
    ),
    "mandates": ("- {id: t1, host: aa, from: 2020}\n", "- {id: t1, host: zz, to: 2021}\n", ""),
    "themes": (
        "- {id: l, name: L, kind: k, items: [{id: x, label: X, items: [{id: y, label: Y}]}]}\n",
        "- {id: l, name: L, kind: k, items: [{id: y, label: Why}]}\n",
        "",
    ),
}

edits = st.lists(
    st.one_of(
        st.tuples(
            st.just("record"),
            st.sampled_from("abc"),
            st.sampled_from(("a.md", "b.md", "sub/c.md")),
            st.sampled_from(BODIES),
            st.sampled_from(FIELDS),
        ),
        st.tuples(st.just("remove"), st.sampled_from(("a.md", "b.md", "sub/c.md"))),
        *(
            st.tuples(st.just("register"), st.just(name), st.sampled_from(texts))
            for name, texts in REGISTERS.items()
        ),
        st.tuples(st.just("save")),
        st.tuples(st.just("build")),
    ),
    min_size=3,
    max_size=14,
)


def play(repository: Repository, steps: list[tuple[str, ...]]) -> None:
    for step in steps:
        match step:
            case ("record", record, path, body, more):
                kind = KINDS[record]
                repository.record(record, body, path=path, more=more, kind=kind)
            case ("remove", path):
                (repository.root / "records" / path).unlink(missing_ok=True)
            case ("register", name, text):
                repository.write(f"registers/{name}.yaml", text)
            case ("save",):
                repository.save()
            case _:
                repository.build()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=edits)
def test_any_way_of_building_gives_one_digest(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, ...]]
) -> None:
    repository = make_repository(tmp_path_factory.mktemp("play") / "work")
    repository.save()
    play(repository, steps)
    repository.build()
    small_steps = digest(repository.workspace.archive)
    repository.build(full=True)
    assert digest(repository.workspace.archive) == small_steps


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/St_Johns"])
def test_time_zone_of_the_machine_does_not_matter(repository: Repository, zone: str) -> None:
    repository.record("a", more="date: 2020-05-31\n")
    repository.write("registers/mandates.yaml", "- {id: t1, host: aa, from: 2020-06-01}\n")
    repository.save()
    repository.build()
    here = digest(repository.workspace.archive)
    code = (
        "import sys; from pathlib import Path; from archive.build import build;"
        "from archive.digest import digest; from archive.workspace import Workspace;"
        "w = Workspace(Path(sys.argv[1])); build(w, full=True); print(digest(w.archive))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(repository.root)],
        env={**os.environ, "TZ": zone, "LC_ALL": "C"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == here


def test_two_copies_give_one_digest(repository: Repository, tmp_path: Path) -> None:
    repository.record("a")
    repository.save()
    repository.build()
    copy = Repository(tmp_path / "copy")
    repository.git.execute(["git", "clone", "-q", str(repository.root), str(copy.root)])
    copy.build()
    assert digest(copy.workspace.archive) == digest(repository.workspace.archive)
