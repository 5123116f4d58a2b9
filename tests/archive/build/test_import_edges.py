"""Where imports come from and what goes wrong on the way: nothing is lost, nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from archive.digest import digest
from archive.errors import SecretariatError
from archive.importing import Wanted, import_git
from tests.archive.imported import Elsewhere, bring_in, status_at
from tests.conftest import Repository, make_repository

REGISTER = "records/registers/imports.yaml"
WANTED = Wanted(("EIPS/*.md",), "proposals", "eips")
PAGES = "SELECT count(*) FROM record WHERE id GLOB ? AND NOT removed"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path / "elsewhere")


@pytest.mark.parametrize("edited", [False, True])
def test_seven_hundred_renames_in_one_commit(
    repository: Repository, elsewhere: Elsewhere, edited: bool
) -> None:
    for n in range(700):
        lines = (sha256(f"{n}, {line}".encode()).hexdigest() for line in range(12))
        elsewhere.write(f"old/{n}.md", "".join(f"{line}\n" for line in lines))
    elsewhere.save()
    for n in range(700):
        elsewhere.move(f"old/{n}.md", f"new/page-{n:04}.md")
        if edited:
            with (elsewhere.root / f"new/page-{n:04}.md").open("a", encoding="utf-8") as file:
                file.write(f"Moved, and numbered {n}.\n")
    elsewhere.save()
    bring_in(repository, elsewhere, "rules", paths=("**/*.md",), profile="minutes")
    assert repository.rows("SELECT change, count(*) FROM version GROUP BY change ORDER BY 1") == [
        ("created", 700),
        ("text" if edited else "rename", 700),
    ]
    assert repository.one(PAGES, "rules.page-*") == 700
    moved = "SELECT renamed_from FROM version WHERE record = 'rules.page-0123' AND n = 2"
    assert repository.one(moved) == "rules:old/123.md"


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_place_with_spaces_and_other_letters(
    repository: Repository, tmp_path: Path, scheme: str
) -> None:
    elsewhere = Elsewhere(tmp_path / "Ihre Regeln é ບົດ" / "reg les.git")
    elsewhere.proposal(1)
    elsewhere.save()
    address = f"{scheme}{elsewhere.root}"
    entry = import_git(repository.workspace, address, Wanted(("EIPS/*.md",), "proposals"))
    assert (entry.id, entry.address) == ("reg-les", address)
    again = import_git(repository.workspace, address, Wanted())
    assert again == entry
    repository.build()
    assert repository.one("SELECT title FROM record WHERE id = 'reg-les.eip-1'") == "Proposal 1"


def test_files_with_spaces_and_other_letters(repository: Repository, elsewhere: Elsewhere) -> None:
    elsewhere.write("Sitzung en/Mai ພຶດ.md", "# May\n")
    elsewhere.save()
    bring_in(repository, elsewhere, "x", paths=("Sitzung en/*.md",), profile="minutes")
    assert repository.rows("SELECT record, path FROM version") == [
        ("x.mai", "x:Sitzung en/Mai ພຶດ.md")
    ]


def test_a_head_on_no_branch_is_taken(repository: Repository, elsewhere: Elsewhere) -> None:
    elsewhere.proposal(1, "Draft")
    first = elsewhere.save()
    elsewhere.proposal(1, "Final")
    elsewhere.save()
    elsewhere.git("checkout", "-q", first)
    assert bring_in(repository, elsewhere).head == first
    assert repository.one("SELECT as_written FROM record_state") == "Draft"


def test_a_source_that_is_cut_off_is_told_and_does_no_harm(
    repository: Repository, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    for status in ("Draft", "Final"):
        elsewhere.proposal(1, status)
        elsewhere.save()
    cut = tmp_path / "cut"
    elsewhere.git("clone", "-q", "--depth=1", f"file://{elsewhere.root}", str(cut))
    repository.save()
    repository.build()
    with pytest.raises(SecretariatError, match="shallow"):
        import_git(repository.workspace, str(cut), WANTED)
    assert not (repository.root / REGISTER).exists()
    assert not (repository.root / ".git" / "shallow").exists()
    entry = bring_in(repository, elsewhere)
    elsewhere.proposal(1, "Withdrawn")
    elsewhere.save()
    elsewhere.git("-C", str(cut), "fetch", "-q", "--depth=1")
    elsewhere.git("-C", str(cut), "reset", "-q", "--hard", "FETCH_HEAD")
    with pytest.raises(SecretariatError, match="shallow"):  # and not taken for what is new
        import_git(repository.workspace, str(cut), WANTED)
    assert entry.head in (repository.root / REGISTER).read_text(encoding="utf-8")


def test_an_import_that_is_struck_out_is_gone(repository: Repository, elsewhere: Elsewhere) -> None:
    elsewhere.proposal(1, more="requires: 2\n")
    elsewhere.save()
    repository.record("own", more="cites: [eips.eip-1]\n")
    repository.save()
    bring_in(repository, elsewhere)
    repository.save()
    repository.build()
    (repository.root / REGISTER).unlink()
    repository.save()
    repository.build()
    assert repository.one("SELECT count(*) FROM record WHERE id GLOB 'eips.*'") == 0
    assert repository.one("SELECT count(*) FROM commit_ WHERE line IS NOT NULL") == 0
    gone_on = digest(repository.workspace.archive)
    repository.build(full=True)
    assert digest(repository.workspace.archive) == gone_on


def test_edits_that_are_not_saved_stay_so(repository: Repository, elsewhere: Elsewhere) -> None:
    repository.record("own", "Saved.")
    repository.save()
    repository.record("own", "Edited.")
    repository.record("new", "Not saved.")
    elsewhere.proposal(1, "Final")
    elsewhere.save()
    bring_in(repository, elsewhere)
    own = "SELECT record, n FROM version WHERE record NOT GLOB 'eips.*' ORDER BY record, n"
    assert repository.rows(own) == [("new", 1), ("own", 1), ("own", 2)]
    assert "Edited" in (repository.root / "records/own.md").read_text(encoding="utf-8")
    repository.save()
    repository.build()
    gone_on = digest(repository.workspace.archive)
    repository.build(full=True)
    assert digest(repository.workspace.archive) == gone_on
    last = repository.one("SELECT max(seq) FROM commit_")
    assert isinstance(last, int)
    assert status_at(repository, "eips.eip-1", last) == "Final"


IMPORT = """
import sys
from pathlib import Path
from archive.importing import Wanted, import_git
from archive.workspace import Workspace
print("begun", flush=True)
import_git(Workspace(Path(sys.argv[1])), sys.argv[2], Wanted(("EIPS/*.md",), "proposals", "eips"))
"""
BUILD = """
import sys
from pathlib import Path
from archive.build import build
from archive.workspace import Workspace
print("begun", flush=True)
build(Workspace(Path(sys.argv[1])), full=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
@pytest.mark.parametrize("wait", [0.02, 0.06, 0.12, 0.25])
@pytest.mark.parametrize("what", [IMPORT, BUILD])
def test_ctrl_c_leaves_what_was_or_what_is_whole(
    tmp_path: Path, elsewhere: Elsewhere, what: str, wait: float
) -> None:
    repository = make_repository(tmp_path / "work")
    for n in range(40):
        elsewhere.proposal(n, body="Words and words.\n" * 200)
    elsewhere.save()
    bring_in(repository, elsewhere, paths=WANTED.paths)
    repository.save()
    repository.build()
    built = digest(repository.workspace.archive)
    before = (repository.root / REGISTER).read_text(encoding="utf-8")
    old = elsewhere.git("rev-parse", "HEAD")
    for n in range(40):
        elsewhere.proposal(n, "Final", body="Other words.\n" * 200)
    new = elsewhere.save()
    process = subprocess.Popen(
        [sys.executable, "-c", what, str(repository.root), str(elsewhere.root)],
        cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == b"begun\n"
    time.sleep(wait)
    os.kill(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert (repository.root / REGISTER).read_text("utf-8") in (before, before.replace(old, new))
    assert digest(repository.workspace.archive) == built
    assert not list(repository.root.glob("archive.db.partial*"))
    import_git(repository.workspace, str(elsewhere.root), Wanted())
    repository.build()
    assert repository.one("SELECT count(*) FROM record_state WHERE as_written = 'Final'") == 40
