"""What hangs on a disposal beside the history: the intake, signatures, copies elsewhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest

from archive.build import build
from archive.workspace import Workspace
from tests.toolkit.disposal.looking import all_bytes, where
from tests.toolkit.steps import ANN, git, rewrite, run_in
from toolkit.disposal.errors import DisposalRefused
from toolkit.disposal.preview import preview
from toolkit.disposal.run import Wish, dispose
from toolkit.saving.repository import Repository, Saver

TEXT = "Minutes of the first meeting\n\n3 May 2024\n\nVioletPaper is what they spoke of.\n"
OTHER = "Letter to the partners\n\n4 May 2024\n\nDear all, this one stays.\n"


def accepted(root: Path, word: str) -> str:
    """The id of the record whose text has `word`."""
    found = [p for p in (root / "records").rglob("*.md") if word in p.read_text("utf-8")]
    assert len(found) == 1
    return found[0].stem


@pytest.fixture
def added(root: Path, sample: Path, tmp_path: Path) -> Path:
    """A sample workspace into which a package of two files was brought and accepted."""
    root = shutil.copytree(sample, tmp_path / "sample")
    package = tmp_path / "Package.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("Talks/Violet minutes.txt", TEXT)
        archive.writestr("Talks/Letter.txt", OTHER)
    assert run_in(root, "add", str(package)).exit_code == 0
    done = run_in(root, "review", "--accept-above", "0", *ANN)
    assert done.exit_code == 0, done.output
    return root


def test_what_was_added_goes_from_the_intake(added: Path) -> None:
    record = accepted(added, "VioletPaper")
    assert any("intake" in name for name in where(added, ["VioletPaper"]))
    shown = run_in(added, "dispose", record, "--authority", "D7", "--dry-run", *ANN)
    assert "1 of the files that were added" in shown.output
    assert "1 kept packages or mails" in shown.output
    assert "Violet minutes.txt" in shown.output or "messages" in shown.output
    words = ("dispose", record, "--authority", "D7", "--yes", "--scrub-messages", *ANN)
    done = run_in(added, *words)
    assert done.exit_code == 0, done.output
    assert where(added, ["VioletPaper", "Violet minutes"]) == []
    assert accepted(added, "this one stays")
    assert any("files/" in name for name in where(added, ["this one stays"]))
    more = added.parent / "more.txt"
    more.write_text("Report of the group\n\n5 May 2024\n\nIt met twice.\n", "utf-8")
    assert run_in(added, "add", str(more)).exit_code == 0


def test_a_certificate_is_signed_and_ssh_keygen_takes_it(sample: Path, tmp_path: Path) -> None:
    root = shutil.copytree(sample, tmp_path / "ws")
    mandates = root / "records/registers/mandates.yaml"
    said = mandates.read_text("utf-8")
    mandates.write_text(said + "- {id: term-now, host: arland, from: 2020}\n", "utf-8")
    key = tmp_path / "key"
    made = run_in(
        root, "keys", "new", "--mandate", "term-now", "--file", str(key), "--no-passphrase"
    )
    assert made.exit_code == 0, made.output
    run_in(root, "save", "A key", *ANN)
    done = run_in(
        root, "dispose", "som-1-participants", "--authority", "D7", "--yes", "--key", str(key), *ANN
    )
    assert done.exit_code == 0, done.output
    base = root / "records/disposals/0001-som-1-participants"
    statement = base.with_suffix(".statement").read_text("utf-8")
    assert "kind: disposal\n" in statement
    assert "mandate: term-now\n" in statement
    checked = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", root / "records/registers/allowed_signers",
         "-I", "term-now", "-n", "secretariat-handover", "-s", base.with_suffix(".sig")],
        input=statement.encode(), capture_output=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
    assert "Signed:" in base.with_suffix(".txt").read_text("utf-8")


def test_a_key_that_may_not_sign_stops_it(root: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True, capture_output=True
    )
    head = git(root, "show-ref")
    done = run_in(
        root, "dispose", "names", "--authority", "D7", "--yes", "--key", str(key), *ANN
    )  # fmt: skip
    assert done.exit_code != 0
    assert done.stderr.count("\n") == 1
    assert git(root, "show-ref") == head
    assert not (root / ".secretariat/disposal").exists()


def test_a_workspace_within_a_larger_repository(root: Path, tmp_path: Path) -> None:
    top = tmp_path / "top"
    (top / "code").mkdir(parents=True)
    git(top, "init", "-q", "-b", "main")
    for name in ("records", "datasette.yaml", ".gitignore"):
        source = root / name
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, top / "inner" / name) if source.is_dir() else None
    (top / "inner/datasette.yaml").write_text("{}\n")
    (top / ".gitignore").write_text("archive.db*\n.secretariat/\n")
    (top / "code/program.txt").write_text("Not a record.\n")
    shutil.rmtree(top / "inner/records/log")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "All of it")
    done = run_in(top / "inner", "dispose", "names", "--authority", "D7", "--yes", *ANN)
    assert done.exit_code == 0, done.output
    assert where(top, ["VioletTwo", "VioletTitle", "VioletPdf"]) == []
    assert (top / "code/program.txt").read_text() == "Not a record.\n"
    assert (top / "inner/records/disposed/names.md").is_file()
    assert git(top, "status", "--porcelain") == ""
    said = json.loads((top / "inner/records/disposals/0001-names.json").read_text("utf-8"))
    assert said["log"] is None


def test_a_copy_of_the_text_elsewhere_in_the_history_goes_too(root: Path) -> None:
    (root / "beside").mkdir()
    shutil.copyfile(root / "records/2017/list.pdf", root / "beside/list.pdf")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "A copy outside of the records")
    git(root, "rm", "-q", "beside/list.pdf")
    git(root, "commit", "-q", "-m", "Gone again")
    assert run_in(root, "dispose", "names", "--authority", "D7", "--yes", *ANN).exit_code == 0
    assert where(root, ["VioletPdf"]) == []


def test_what_was_only_in_reflogs_goes_too(root: Path) -> None:
    rewrite(root / "records/2017/delegates.md", "VioletTwo", "VioletLost")
    git(root, "commit", "-q", "-a", "-m", "A commit that is given up")
    git(root, "reset", "-q", "--hard", "HEAD~1")
    assert where(root, ["VioletLost"])
    assert run_in(root, "dispose", "names", "--authority", "D7", "--yes", *ANN).exit_code == 0
    assert where(root, ["VioletLost"]) == []


def test_an_edition_beside_the_archive_goes_too(root: Path) -> None:
    shutil.copyfile(root / "archive.db", root / "archive-public.db")
    (root / "archive-public.db-wal").write_bytes(b"VioletTwo")
    words = ("dispose", "names", "--authority", "D7", *ANN)
    assert "archive-public.db: it is removed" in run_in(root, *words, "--dry-run").output
    assert run_in(root, *words, "--yes").exit_code == 0
    assert sorted(path.name for path in root.glob("archive*")) == ["archive.db", "archive.db.lock"]


def test_a_site_that_was_published_is_told(root: Path, tmp_path: Path) -> None:
    words = ("dispose", "names", "--authority", "D7", "--dry-run", *ANN)
    assert "sites that were published" not in run_in(root, *words).output
    published = run_in(root, "publish", str(tmp_path / "site"), "--edition", "secretariat")
    assert published.exit_code == 0, published.output
    said = " ".join(run_in(root, *words).output.split())
    assert "sites that were published from here: they show it until you publish again" in said


def test_a_text_in_utf_16_on_another_branch_goes_too(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "wide")
    text = "---\nid: names\nkind: note\ntitle: Wide\n---\nVioletWide.\n".encode("utf-16")
    (root / "records/wide.md").write_bytes(text)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Saved by an editor that writes UTF-16")
    git(root, "checkout", "-q", "main")
    assert run_in(root, "dispose", "names", "--authority", "D7", "--yes", *ANN).exit_code == 0
    wide = "VioletWide".encode("utf-16-le")
    assert [name for name, data in all_bytes(root) if wide in data] == []


def test_what_is_saved_at_the_last_moment_is_not_lost(root: Path) -> None:
    workspace = Workspace(root)
    found = preview(Repository(workspace), "names", date(2026, 11, 27), keep_title=False)

    def step(what: str) -> None:
        if what == "move the old history away":
            git(root, "commit", "-q", "--allow-empty", "-m", "Somebody else's")

    saver = Saver("Ann Example", "ann@example.org")
    with pytest.raises(DisposalRefused, match="something was saved meanwhile"):
        dispose(Repository(workspace), found, Wish("D7"), saver, build, step=step)
    assert git(root, "log", "-1", "--format=%s") == "Somebody else's\n"
    assert run_in(root, "status").exit_code == 0
    assert run_in(root, "dispose", "names", "--authority", "D7", "--yes", *ANN).exit_code == 0
    assert where(root, ["VioletTwo"]) == []
