"""`handover verify`: a good package passes, and each known attack on one is told by its name."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from datetime import UTC, datetime, timedelta
from io import RawIOBase
from pathlib import Path
from types import SimpleNamespace

import pytest

from archive.custody import bag_info
from archive.log import store
from archive.log.note import read_checkpoint_file
from archive.signers import Revocation
from archive.workspace import Workspace
from tests.toolkit.handover.making import Pair
from tests.toolkit.handover.receiving.tampering import (
    BUNDLE,
    Giver,
    bundle_again,
    clone,
    codes,
    crafted,
    judged,
    rewrite_manifests,
    set_info,
    sign_again,
)
from tests.toolkit.steps import git, rewrite, run_in
from toolkit.handover.bagit import Bag
from toolkit.handover.errors import NoRoom, ProgramFailed

STATEMENT, SIGNATURE = "signature/statement.txt", "signature/statement.txt.sig"
LETTER = "records/2024/invitation-letter-arland.md"


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path / "scratch"


# -- a good one ---------------------------------------------------------------------------


def test_a_good_package_has_no_finding(giver: Giver, scratch: Path) -> None:
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert verdict.findings == ()
    assert verdict.judged.anchor == "fingerprint"
    assert verdict.leaves is not None


def test_the_history_is_read_once(
    giver: Giver, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is half of a package, and is hashed while it is unpacked."""
    opened = []
    as_it_is = Bag.open

    def opening(self: Bag, path: str) -> RawIOBase:
        opened.append(path)
        return as_it_is(self, path)

    monkeypatch.setattr(Bag, "open", opening)
    assert judged(giver.package, scratch, fingerprint=giver.fingerprint).findings == ()
    assert opened.count(BUNDLE) == 1


def test_what_was_just_unpacked_is_known_to_git_as_it_is(giver: Giver, scratch: Path) -> None:
    """Else the first look at the files would read and hash each of them again."""
    judged(giver.package, scratch, fingerprint=giver.fingerprint)
    said = git(scratch / "unpacked", "ls-files", "--debug", "records/2025/paper.pdf")
    size = (scratch / "unpacked/records/2025/paper.pdf").stat().st_size
    assert f"size: {size}" in said


def test_so_has_a_tar(giver: Giver, scratch: Path) -> None:
    shutil.rmtree(giver.package)
    tar = giver.pack(giver.package.parent, "--tar")
    verdict = judged(tar, scratch, fingerprint=giver.fingerprint)
    assert verdict.findings == ()


def test_the_command_says_what_it_is_worth(giver: Giver) -> None:
    done = run_in(giver.root.parent, "handover", "verify", str(giver.package), "--trust",
                  giver.fingerprint)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert f"with {giver.fingerprint}, which is the one that you named." in done.output
    assert "Everything in it is as it was signed, sealed and saved." in done.output


def test_without_an_anchor_it_says_that_the_key_must_be_compared(giver: Giver) -> None:
    done = run_in(giver.root.parent, "handover", "verify", str(giver.package), "--json")
    verdict = json.loads(done.stdout)
    assert [each["code"] for each in verdict["findings"]] == ["P042"]
    assert (verdict["accepted"], verdict["trust"]) == (True, "package")


def test_the_keys_of_the_workspace_are_an_anchor(giver: Giver) -> None:
    done = run_in(giver.root, "handover", "verify", str(giver.package), "--json")
    assert json.loads(done.stdout)["trust"] == "workspace"


def test_quick_looks_at_checksums_and_signature_alone(giver: Giver) -> None:
    done = run_in(giver.root.parent, "handover", "verify", str(giver.package), "--quick",
                  "--trust", giver.fingerprint)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "Its contents were not judged." in done.output


def test_a_bag_of_others_is_no_package(tmp_path: Path, scratch: Path) -> None:
    bag = tmp_path / "bag"
    (bag / "data").mkdir(parents=True)
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    assert ("P047", "bag-info.txt") in codes(judged(bag, scratch))


def test_what_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = run_in(tmp_path, "handover", "verify", "nothing")
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1


# -- who signed ---------------------------------------------------------------------------


def test_payload_and_all_manifests_written_anew_are_caught_by_the_signature(
    giver: Giver, scratch: Path
) -> None:
    place = giver.package / "data/finding-aid.csv"
    place.write_bytes(place.read_bytes() + b"one more line\n")
    rewrite_manifests(giver.package)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) >= {("P043", STATEMENT), ("P058", "data/finding-aid.csv")}
    assert not verdict.with_reservations


@pytest.mark.usefixtures("without_contents")
def test_an_altered_statement_is_refused(giver: Giver, scratch: Path) -> None:
    rewrite(giver.package / STATEMENT, "host: belmora", "host: cestria")
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) == {("P041", STATEMENT), ("P043", STATEMENT)}
    assert "altered" in verdict.errors[-1].message + verdict.errors[0].message


@pytest.mark.usefixtures("without_contents")
def test_a_signature_for_something_else_is_refused(giver: Giver, scratch: Path) -> None:
    said = (giver.package / STATEMENT).read_bytes()
    (giver.package / SIGNATURE).write_bytes(giver.pair.signs(said, "git"))
    (finding,) = judged(giver.package, scratch, fingerprint=giver.fingerprint).findings
    assert finding.code == "P041"
    assert "was made for 'git'" in finding.message


@pytest.mark.usefixtures("without_contents")
def test_somebody_elses_key_is_refused(giver: Giver, other: Pair, scratch: Path) -> None:
    sign_again(giver.package, other)
    (finding,) = judged(giver.package, scratch, workspace=Workspace(giver.root)).findings
    assert (finding.code, finding.path) == ("P041", SIGNATURE)
    assert "nobody here knows the key" in finding.message


@pytest.mark.usefixtures("without_contents")
def test_a_key_that_is_not_the_one_told_is_refused(
    giver: Giver, other: Pair, scratch: Path
) -> None:
    fingerprint = other.public.fingerprint
    (finding,) = judged(giver.package, scratch, fingerprint=fingerprint).findings
    assert finding.code == "P041"
    assert "not of the one that you were told" in finding.message


@pytest.mark.usefixtures("without_contents")
def test_a_revoked_key_is_refused_whoever_revoked_it(giver: Giver, scratch: Path) -> None:
    revoked = Revocation(giver.pair.public, "2026-12-01", "lost").text
    (giver.root / "records/registers/revoked_keys").write_text(f"{revoked}\n")
    (finding,) = judged(
        giver.package, scratch, fingerprint=giver.fingerprint, workspace=Workspace(giver.root)
    ).findings
    assert finding.code == "P041"
    assert "was revoked on 1 December 2026: lost" in finding.message


@pytest.mark.usefixtures("without_contents")
def test_a_signature_outside_of_the_mandate_is_refused(giver: Giver, scratch: Path) -> None:
    sign_again(giver.package, giver.pair, time=datetime(2025, 6, 1, tzinfo=UTC))
    (finding,) = judged(giver.package, scratch, fingerprint=giver.fingerprint).findings
    assert finding.code == "P041"
    assert "may sign for second-term only from 1 January 2026" in finding.message


@pytest.mark.usefixtures("without_contents")
def test_a_time_to_come_is_refused(giver: Giver, scratch: Path) -> None:
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    sign_again(giver.package, giver.pair, time=later)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) == {("P044", STATEMENT)}


@pytest.mark.usefixtures("without_contents")
def test_another_host_than_the_register_has_is_refused(giver: Giver, scratch: Path) -> None:
    sign_again(giver.package, giver.pair, host="arland")
    (finding,) = judged(giver.package, scratch, fingerprint=giver.fingerprint).findings
    assert finding.code == "P043"
    assert "second-term is hosted by belmora in the register of the package" in finding.message


@pytest.mark.usefixtures("without_contents")
def test_another_kind_of_statement_is_refused(giver: Giver, scratch: Path) -> None:
    sign_again(giver.package, giver.pair, kind="receipt")
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) == {("P041", SIGNATURE), ("P043", STATEMENT)}


@pytest.mark.usefixtures("without_contents")
def test_an_unsigned_package_passes_only_where_that_is_asked(giver: Giver, scratch: Path) -> None:
    (giver.package / SIGNATURE).unlink()
    assert codes(judged(giver.package, scratch)) == {("P040", SIGNATURE)}
    assert codes(judged(giver.package, scratch, unsigned=True)) == {("P042", SIGNATURE)}


@pytest.mark.parametrize("program", ["git", "ssh-keygen"])
def test_a_program_that_is_not_here_says_nothing_of_the_package(
    giver: Giver, scratch: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    here = shutil.which
    monkeypatch.setattr(
        shutil, "which", lambda name, **asked: None if name == program else here(name, **asked)
    )
    with pytest.raises(ProgramFailed, match="install"):
        judged(giver.package, scratch, fingerprint=giver.fingerprint)


def test_an_original_that_is_cut_off_is_the_only_file_blamed(giver: Giver, scratch: Path) -> None:
    place = giver.package / "data/originals/2025/paper.pdf"
    place.write_bytes(place.read_bytes()[:-1])
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) == {("P010", "data/originals/2025/paper.pdf"), ("P014", "bag-info.txt")}


def test_a_disk_that_is_full_says_nothing_of_the_package(
    giver: Giver, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(NoRoom, match="verify: TMPDIR"):
        judged(giver.package, scratch, fingerprint=giver.fingerprint)


def test_that_a_package_was_once_made_unsigned_is_no_doubt(giver: Giver, scratch: Path) -> None:
    folder = giver.root.parent
    done = run_in(giver.root, "handover", "pack", "--to", "cestria", "--output",
                  str(folder / "unsigned"), "--unsigned")  # fmt: skip
    assert done.exit_code == 0, done.output
    giver.save("records/2025/more.md", "---\nid: more\nkind: note\ntitle: More\n---\nMore.\n")
    verdict = judged(giver.pack(folder / "new"), scratch, fingerprint=giver.fingerprint)
    assert verdict.findings == ()


# -- what the bundle brings -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "data", "name", "says"),
    [
        ("120000", b"/etc/passwd", "link", "a symbolic link"),
        ("160000", b"\1" * 20, "module", "a submodule"),
        ("100644", b"[submodule]\n", ".gitmodules", "fetches from elsewhere"),
        ("100644", b"*.md filter=evil\n", ".Gitattributes", "sets filter"),
        ("100644", b"x", "Records", "the same as"),
        ("100644", b"x", "a\\b", "backslash"),
        ("100644", b"x", "aux.txt", "keeps the name"),
        ("100644", b"x", "cle\u0301/a", "fullPathname"),
        ("100644", b"x", "..", "hasDotdot"),
        ("100644", b"x", ".git", "hasDotgit"),
        ("100644", b"x", ".GIT", "hasDotgit"),
        ("100644", b"x", "git~1", "hasDotgit"),
        ("100644", b"x", "\x1b[2Jhidden", "control character"),
    ],
)
def test_what_could_do_harm_is_not_unpacked(
    giver: Giver, tmp_path: Path, scratch: Path, mode: str, data: bytes, name: str, says: str
) -> None:
    crafted(giver.package, tmp_path / "clone", giver.pair, [(mode, data, name)])
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) == {("P049", BUNDLE)}
    assert any(says in each.message for each in verdict.findings), verdict.findings
    assert verdict.unpacked is None
    assert not [path for path in scratch.rglob("*") if path.is_file() and ".git" not in path.parts]


def test_a_hook_in_a_folder_of_git_is_not_unpacked(
    giver: Giver, tmp_path: Path, scratch: Path
) -> None:
    crafted(giver.package, tmp_path / "clone", giver.pair,
            [("100755", b"#!/bin/sh\ntouch /tmp/ran\n", "post-checkout")],
            parents=(".git", "hooks"))  # fmt: skip
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) == {("P049", BUNDLE)}
    assert not (scratch / "unpacked/.git/hooks").exists()


@pytest.mark.parametrize(
    "ref", ["refs/heads/../../hooks/x", "refs/replace/" + "1" * 40, "refs/notes/commits",
            "refs/heads/other", "HEAD"],
)  # fmt: skip
def test_a_strange_ref_is_refused(giver: Giver, scratch: Path, ref: str) -> None:
    place = giver.package / BUNDLE
    first, _, rest = place.read_bytes().partition(b"\n")
    commit = git(giver.root, "rev-parse", "HEAD~1").strip()
    place.write_bytes(first + f"\n{commit} {ref}\n".encode() + rest)
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) == {("P049", BUNDLE)}


def test_a_bundle_that_asks_for_a_filter_is_refused(giver: Giver, scratch: Path) -> None:
    place = giver.package / BUNDLE
    rest = place.read_bytes().partition(b"\n")[2]
    place.write_bytes(b"# v3 git bundle\n@filter=blob:none\n" + rest)
    sign_again(giver.package, giver.pair)
    assert codes(judged(giver.package, scratch, fingerprint=giver.fingerprint)) == {
        ("P049", BUNDLE)
    }


@pytest.mark.parametrize("cut", [10, 200, -1])
def test_a_bundle_that_is_cut_off_is_damaged(giver: Giver, scratch: Path, cut: int) -> None:
    place = giver.package / BUNDLE
    place.write_bytes(place.read_bytes()[:cut])
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) == {("P048", BUNDLE)}


def test_another_commit_is_told(giver: Giver, scratch: Path) -> None:
    set_info(giver.package, "Secretariat-Commit", "1" * 40)
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) == {("P050", BUNDLE)}


def test_no_program_that_a_bundle_names_is_run(
    giver: Giver, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attributes that name drivers pass; a person's own settings for them have no say."""
    settings = tmp_path / "gitconfig"
    command = f"touch {tmp_path / 'ran'}"
    settings.write_text(
        f'[diff "evil"]\n\ttextconv = {command}\n\tcommand = {command}\n'
        f'[merge "evil"]\n\tdriver = {command}\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    repository = clone(giver.package, tmp_path / "clone")
    attributes = repository / "records/.gitattributes"
    attributes.write_text("* diff=evil merge=evil\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Drivers")
    bundle_again(giver.package, repository)
    sign_again(giver.package, giver.pair)
    judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert not (tmp_path / "ran").exists()


# -- what is in it --------------------------------------------------------------------------


def test_a_swapped_archive_is_caught(giver: Giver, scratch: Path) -> None:
    with sqlite3.connect(giver.package / "data/archive.db") as db:
        db.execute("UPDATE record SET title = 'Another' WHERE id = 'paper'")
    db.close()
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict, "P058") == {("P053", "data/archive.db")}
    assert verdict.with_reservations


def test_so_is_one_whose_own_digest_was_written_beside_it(giver: Giver, scratch: Path) -> None:
    from archive.digest import digest

    place = giver.package / "data/archive.db"
    with sqlite3.connect(place) as db:
        db.execute("UPDATE record SET title = 'Another' WHERE id = 'paper'")
    db.close()
    set_info(giver.package, "Secretariat-Archive-Digest", digest(place))
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict, "P058") == {("P053", "data/archive.db"), ("P053", "bag-info.txt")}
    assert not verdict.with_reservations


@pytest.mark.parametrize("how", ["text = 'They refused.'", "text = NULL, packed = ?"])
def test_so_is_one_whose_digest_is_right_and_whose_text_is_another(
    giver: Giver, scratch: Path, how: str
) -> None:
    bomb = zlib.compress(bytes(50_000_000))
    with sqlite3.connect(giver.package / "data/archive.db") as db:
        given = (bomb,) if "?" in how else ()
        db.execute(
            f"UPDATE content SET {how} WHERE id ="  # noqa: S608 - the test's own words
            " (SELECT content FROM version WHERE record = 'paper' ORDER BY n LIMIT 1)",
            given,
        )
    db.close()
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    (finding,) = [each for each in verdict.findings if each.code == "P053"]
    assert "its text of version 1 of paper is not the one that was saved" in finding.message


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\0" + bytes(5000)])
def test_what_is_no_archive_is_caught(giver: Giver, scratch: Path, data: bytes) -> None:
    (giver.package / "data/archive.db").write_bytes(data)
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict, "P058") == {("P053", "data/archive.db")}


def test_a_table_with_a_crafted_name_does_not_become_a_query(giver: Giver, scratch: Path) -> None:
    with sqlite3.connect(giver.package / "data/archive.db") as db:
        db.execute('CREATE TABLE "record; DROP TABLE record" (a TEXT) STRICT')
    db.close()
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    (finding,) = [each for each in verdict.findings if each.code == "P053"]
    assert "has other tables" in finding.message


def test_an_original_that_is_another_is_caught(giver: Giver, scratch: Path) -> None:
    (giver.package / "data/originals/2025/paper.pdf").write_bytes(b"%PDF another")
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict, "P058") == {("P051", "data/originals/2025/paper.pdf")}


def test_an_original_too_many_and_one_that_lacks_are_caught(giver: Giver, scratch: Path) -> None:
    folder = giver.package / "data/originals/2025"
    (folder / "paper.pdf").rename(folder / "other.pdf")
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict, "P058") == {
        ("P052", "data/originals/2025/paper.pdf"),
        ("P052", "data/originals/2025/other.pdf"),
    }


@pytest.mark.parametrize("name", ["registers/partners.csv", "report.html", "custody.jsonl"])
def test_a_list_that_is_not_what_the_records_make_is_caught(
    giver: Giver, scratch: Path, name: str
) -> None:
    place = giver.package / "data" / name
    place.write_bytes(place.read_bytes() + b"\n")
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert ("P058", f"data/{name}") in codes(verdict)


def test_another_script_for_strangers_is_caught(giver: Giver, scratch: Path) -> None:
    (giver.package / "verify.py").write_text("print('all is well')\n", encoding="utf-8")
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict) == {("P058", "verify.py")}


def test_what_another_version_made_is_only_told(giver: Giver, scratch: Path) -> None:
    place = giver.package / "data/ead.xml"
    place.write_bytes(place.read_bytes() + b"\n")
    text = (giver.package / "bag-info.txt").read_text(encoding="utf-8")
    agent = text.partition("Bag-Software-Agent: ")[2].partition("\n")[0]
    rewrite(giver.package / "bag-info.txt", agent, "secretariat 99.0")
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert verdict.accepted
    assert ("P059", "data/ead.xml") in codes(verdict)


# -- the log ----------------------------------------------------------------------------------


def sealed_again(repository: Path, package: Path, signer: Pair) -> None:
    """Pack what a changed clone now says: bundle, checkpoint and signature fit each other."""
    bundle_again(package, repository)
    head = store.load(Workspace(repository)).head
    assert head is not None
    words = head.text().split("\n")
    set_info(package, "Secretariat-Checkpoint", f"{words[1]} {words[2]}")
    (package / "data/log/checkpoint").write_text(head.written(), encoding="utf-8", newline="\n")
    sign_again(package, signer)


def test_a_record_altered_after_the_seal_is_named(
    giver: Giver, tmp_path: Path, scratch: Path
) -> None:
    repository = clone(giver.package, tmp_path / "clone")
    first = git(repository, "rev-list", "--max-parents=0", "HEAD").strip()
    log = shutil.copytree(repository / "records/log", tmp_path / "log")
    tree = shutil.copytree(repository / "records", tmp_path / "records")
    git(repository, "checkout", "-q", "-B", "main", first)
    rewrite(repository / LETTER, "Dear", "Altered")
    git(repository, "commit", "-q", "-a", "--amend", "-m", "Begin the archive")
    shutil.rmtree(repository / "records")
    shutil.copytree(tree, repository / "records")
    rewrite(repository / LETTER, "Dear", "Altered")
    assert log.is_dir()
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "All of it")
    sealed_again(repository, giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    found = [each for each in verdict.findings if each.code == "P055"]
    assert any("version 1 of invitation-letter-arland" in each.message for each in found)


def test_a_log_with_a_record_left_out_is_caught(
    giver: Giver, tmp_path: Path, scratch: Path
) -> None:
    """The log was made anew, and the record put back behind it: it has no leaf."""
    held = read_checkpoint_file((giver.package / "data/log/checkpoint").read_bytes())[0]
    repository = clone(giver.package, tmp_path / "clone")
    git(repository, "rm", "-q", "-r", "records/log")
    paper = (repository / "records/2025/paper.md").read_bytes()
    git(repository, "rm", "-q", "records/2025/paper.md", "records/2025/paper.pdf")
    git(repository, "commit", "-q", "-m", "Tidy up")
    run_in(repository, "seal", "--name", "E", "--email", "e@example.org")
    (repository / "records/2025/late.md").write_bytes(paper.replace(b"id: paper", b"id: late"))
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Put it back")
    sealed_again(repository, giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint, checkpoint=held)
    told = {each.code: each.message for each in verdict.findings}
    assert "version 1 of late has no leaf in the log" in told["P055"]
    assert "the checkpoint that you named" in told["P057"]


def test_an_older_state_sent_as_new_is_caught(giver: Giver, tmp_path: Path, scratch: Path) -> None:
    """An old bundle under a new checkpoint, and an old package where more is held already."""
    old = shutil.copytree(giver.package, tmp_path / "old" / giver.package.name)
    giver.save("records/2025/more.md", "---\nid: more\nkind: note\ntitle: More\n---\nMore.\n")
    shutil.rmtree(giver.package)
    new = giver.pack(giver.package.parent)
    newer = read_checkpoint_file((new / "data/log/checkpoint").read_bytes())[0]
    verdict = judged(old, scratch, fingerprint=giver.fingerprint, checkpoint=newer)
    assert codes(verdict) == {("P057", BUNDLE)}
    verdict = judged(old, scratch, workspace=Workspace(giver.root))
    assert codes(verdict) == {("P057", BUNDLE)}
    shutil.copyfile(old / BUNDLE, new / BUNDLE)
    commit = bag_info((old / "bag-info.txt").read_bytes())["Secretariat-Commit"]
    set_info(new, "Secretariat-Commit", commit)
    sign_again(new, giver.pair)
    verdict = judged(new, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict, "P052", "P053", "P058") == {
        ("P056", "bag-info.txt"),
        ("P056", "data/log/checkpoint"),
    }


def test_a_damaged_log_is_caught(giver: Giver, tmp_path: Path, scratch: Path) -> None:
    repository = clone(giver.package, tmp_path / "clone")
    (leaves,) = (repository / "records/log/leaves").rglob("*.txt")
    text = leaves.read_text(encoding="utf-8")
    leaves.write_text(("1" if text[0] == "0" else "0") + text[1:], encoding="utf-8", newline="\n")
    git(repository, "commit", "-q", "-a", "-m", "Alter")
    bundle_again(giver.package, repository)
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert codes(verdict, "P052", "P053", "P058") == {("P054", BUNDLE)}


def test_a_growth_proof_of_another_log_is_caught(giver: Giver, scratch: Path) -> None:
    (giver.package / "data/log/growth.json").write_text("{}\n", encoding="utf-8")
    sign_again(giver.package, giver.pair)
    verdict = judged(giver.package, scratch, fingerprint=giver.fingerprint)
    assert ("P056", "data/log/growth.json") in codes(verdict)
