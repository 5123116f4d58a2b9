"""`import_git`: what it fetches, what it enters, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import registers
from archive.check import check
from archive.entrytext import Value, set_entry
from archive.errors import SecretariatError
from archive.gitrun import reason
from archive.importing import Wanted, import_git
from archive.model import Import
from archive.workspace import Workspace
from tests.archive.imported import Elsewhere, bring_in
from tests.conftest import Repository

REGISTER = "records/registers/imports.yaml"
WANTED = Wanted(("EIPS/*.md",), "proposals", "eips")
HEAD = "1" * 40


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    made = Elsewhere(tmp_path / "Their_Rules.git")
    made.proposal(1)
    made.save()
    return made


def refused(repository: Repository, address: str, wanted: Wanted = WANTED) -> str:
    with pytest.raises(SecretariatError) as caught:
        import_git(repository.workspace, address, wanted)
    said = str(caught.value)
    assert "\n" not in said
    assert not (repository.root / REGISTER).exists()
    return said


def test_the_entry_says_what_was_fetched(repository: Repository, elsewhere: Elsewhere) -> None:
    head = elsewhere.git("rev-parse", "HEAD")
    wanted = Wanted(("EIPS/*.md",), "proposals", name="Their rules")
    entry = import_git(repository.workspace, str(elsewhere.root), wanted)
    assert (entry.id, entry.head, entry.name) == ("their-rules", head, "Their rules")
    text = (repository.root / REGISTER).read_text(encoding="utf-8")
    assert registers.parse("imports", text).entries == {"their-rules": entry}
    found = repository.git.execute(["git", "rev-parse", "refs/imports/their-rules"])
    assert found == head
    assert check(repository.workspace) == []


def test_again_only_the_commit_changes(repository: Repository, elsewhere: Elsewhere) -> None:
    bring_in(repository, elsewhere)
    place = repository.root / REGISTER
    old = "# ours\n" + place.read_text(encoding="utf-8").replace("name:", "name: ")
    place.write_text(old + "  note: Theirs. # remark\n", encoding="utf-8")
    before = elsewhere.git("rev-parse", "HEAD")
    elsewhere.proposal(2)
    head = elsewhere.save()
    import_git(repository.workspace, str(elsewhere.root), Wanted())
    now = place.read_text(encoding="utf-8")
    assert now == (old + "  note: Theirs. # remark\n").replace(before, head)


def test_what_cannot_be_fetched_is_told(repository: Repository, tmp_path: Path) -> None:
    assert "no folder" in refused(repository, str(tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    assert "cannot be fetched" in refused(repository, str(tmp_path / "empty"))


@pytest.mark.parametrize("address", ["ext::sh -c true", "-uwhat", "ssh://host/a", "http://host/a"])
def test_other_transports_are_refused(repository: Repository, address: str) -> None:
    assert "neither a folder nor an https address" in refused(repository, address)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(("docs/*.md",), "proposals", "eips"), "no file of"),
        (Wanted(("EIPS/*.md",), "proposal", "eips"), "did you mean proposals?"),
        (Wanted(("EIPS/*.md",), "proposals", "Eips!"), "is no id"),
        (Wanted(("../*.md",), "proposals", "eips"), "no pattern"),
        (Wanted(profile="proposals", id="eips"), "--path GLOB"),
        (Wanted(("EIPS/*.md",), id="eips"), "--profile NAME"),
    ],
)
def test_what_is_asked_for_wrongly_is_told(
    repository: Repository, elsewhere: Elsewhere, wanted: Wanted, said: str
) -> None:
    assert said in refused(repository, str(elsewhere.root), wanted)
    assert not repository.git.execute(["git", "for-each-ref", "refs/imports"])


def test_an_id_that_a_register_has_is_refused(repository: Repository, elsewhere: Elsewhere) -> None:
    repository.write("registers/bodies.yaml", "- {id: eips, name: E, kind: group}\n")
    assert "bodies.yaml" in refused(repository, str(elsewhere.root))


def test_a_folder_without_history_cannot_import(tmp_path: Path, elsewhere: Elsewhere) -> None:
    (tmp_path / "plain" / "records").mkdir(parents=True)
    with pytest.raises(SecretariatError, match="secretariat init"):
        import_git(Workspace(tmp_path / "plain"), str(elsewhere.root), WANTED)


def test_hooks_of_the_workspace_do_not_run(repository: Repository, elsewhere: Elsewhere) -> None:
    hook = repository.root / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch ran\n", encoding="utf-8")
    hook.chmod(0o755)
    import_git(repository.workspace, str(elsewhere.root), WANTED)
    assert not list(repository.root.rglob("ran"))


def test_own_records_may_cite_what_was_imported(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    bring_in(repository, elsewhere)
    repository.record("a", more="cites: [eips.eip-1, nothing.here]\n")
    (found,) = check(repository.workspace)
    assert "`nothing.here`" in found.message


def test_check_reads_profiles(repository: Repository) -> None:
    repository.write("registers/profiles/own.yaml", "kind: note\nnonsense: 1\n")
    entry = f"- {{id: x, name: X, address: y, profile: propsals, head: {HEAD}}}\n"
    repository.write("registers/imports.yaml", entry)
    found = [(each.code, each.line, each.path) for each in check(repository.workspace)]
    assert found == [
        ("R010", 1, "records/registers/imports.yaml"),
        ("R005", 2, "records/registers/profiles/own.yaml"),
    ]


def test_what_git_says_is_fatal_is_told_and_not_its_hints(
    repository: Repository, elsewhere: Elsewhere
) -> None:
    (lost,) = elsewhere.git("rev-parse", "HEAD:EIPS/eip-1.md").split()
    (elsewhere.root / ".git/objects" / lost[:2] / lost[2:]).unlink()
    said = refused(repository, str(elsewhere.root))
    assert "hint:" not in said
    assert "fatal:" in said


@pytest.mark.parametrize("turned", [False, True])
def test_the_other_side_knows_best_why(turned: bool) -> None:
    lines = ["hint: grafts are old", "error: it died", "fatal: early EOF", "remote: fatal: no 1a2b"]
    assert reason("\n".join(lines[::-1] if turned else lines)) == "remote: fatal: no 1a2b"


OLD = (
    "",
    "[]\n",
    "# only a comment\n",
    "- id: a\n  name: A\n  address: x\n  head: h # why\n\n# next\n"
    "- {id: b, name: B, address: y, head: h}\n",
    "  - id: a\n    paths:\n      - one\n      - two\n    name: A\n    address: x\n    head: h\n",
    "[{id: a, name: A, address: x, head: h}]\n",
)
words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12)


@given(st.sampled_from(OLD), st.sampled_from(("a", "b", "c")), words, st.lists(words, min_size=1))
def test_an_entry_is_set_whatever_the_register_looks_like(
    old: str, name: str, text: str, paths: list[str]
) -> None:
    values: dict[str, Value] = {
        "name": text,
        "address": "x y: z",
        "paths": tuple(paths),
        "head": HEAD,
    }
    new = set_entry(old, name, values)
    before, after = registers.parse("imports", old).entries, registers.parse("imports", new).entries
    found = after[name]
    assert isinstance(found, Import)
    said = (found.name, found.address, found.paths, found.head)
    assert said == (text, "x y: z", tuple(paths), HEAD)
    assert {k: v for k, v in after.items() if k != name} == {
        k: v for k, v in before.items() if k != name
    }
    assert [line for line in old.splitlines() if "#" in line and "head" not in line] == [
        line for line in new.splitlines() if line.startswith("#")
    ]
    assert set_entry(new, name, values) == new
