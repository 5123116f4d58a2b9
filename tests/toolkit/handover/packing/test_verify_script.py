"""verify.py and VERIFY.md, as strangers use them: without this project, and on bad packages."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.toolkit.handover.making import make_pair
from tests.toolkit.handover.packing.packages import Packing, files_of, info_of
from tests.toolkit.steps import git
from toolkit.handover.bagit import render_manifest
from toolkit.handover.packing import verifypackage as script

ELSEWHERE = Path(os.sep)


def verify(package: Path, *words: str, python: str = sys.executable) -> tuple[int, str]:
    """Exit code and output of the package's own script: no packages, no environment, elsewhere."""
    done = subprocess.run(
        [python, "-I", "-S", str(package / "verify.py"), *words],
        cwd=ELSEWHERE,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


@pytest.fixture
def ready(packed_sample: Packing) -> Packing:
    """A workspace with a package; only to be copied."""
    return packed_sample


@pytest.fixture
def package(ready: Packing, tmp_path: Path) -> Path:
    """A copy of its package, for a test to spoil."""
    return shutil.copytree(ready.first, tmp_path / ready.first.name)


def resign(package: Path, key: Path, **said: str) -> None:
    """Make manifests, statement and signature fit what the package has become."""
    sums = {p: hashlib.sha256((package / p).read_bytes()).hexdigest() for p in files_of(package)}
    payload = {p: h for p, h in sums.items() if p.startswith("data/")}
    (package / "manifest-sha256.txt").write_bytes(render_manifest(payload))
    tags = {p: h for p, h in sums.items() if not p.startswith(("data/", "signature/", "tagm"))}
    data = (package / "manifest-sha256.txt").read_bytes()
    tags["manifest-sha256.txt"] = hashlib.sha256(data).hexdigest()
    tag_manifest = render_manifest(tags)
    (package / "tagmanifest-sha256.txt").write_bytes(tag_manifest)
    place = package / "signature/statement.txt"
    text = place.read_text(encoding="utf-8")
    said = {"digest": f"sha256:{hashlib.sha256(tag_manifest).hexdigest()}", **said}
    for name, value in said.items():
        text = re.sub(rf"(?m)^{name}: .*$", f"{name}: {value}", text)
    place.write_text(text, encoding="utf-8", newline="\n")
    place.with_name("statement.txt.sig").unlink()
    words = ["ssh-keygen", "-Y", "sign", "-q", "-f", str(key), "-n", "secretariat-handover"]
    subprocess.run([*words, str(place)], check=True, capture_output=True)


def recount(package: Path, **fields: str) -> None:
    """Make bag-info fit, with these fields changed."""
    payload = [p for p in package.glob("data/**/*") if p.is_file()]
    oxum = f"{sum(p.stat().st_size for p in payload)}.{len(payload)}"
    new = {**info_of(package), "Payload-Oxum": oxum, **fields}
    text = "".join(f"{label}: {value}\n" for label, value in new.items())
    (package / "bag-info.txt").write_text(text, encoding="utf-8", newline="\n")


def test_a_good_package_is_right(package: Path) -> None:
    status, said = verify(package)
    assert status == 0, said
    assert "All that could be checked is right." in said
    assert "the history is whole: 3 saves" in said
    assert "6 originals are those of the history" in said
    assert "the log's 21 leaves give its 1 checkpoints" in said
    assert "compare that fingerprint" in said


def test_it_runs_in_an_environment_that_has_nothing(package: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    python = bare / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    assert verify(package, python=str(python))[0] == 0


def test_it_leaves_the_package_as_it_is(package: Path) -> None:
    before = {path: (package / path).read_bytes() for path in files_of(package)}
    verify(package)
    assert {path: (package / path).read_bytes() for path in files_of(package)} == before


def test_what_was_told_is_compared(package: Path) -> None:
    digest = hashlib.sha256((package / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    said = verify(package)[1]
    key = next(iter(re.findall(r"SHA256:\S+", said)))
    status, said = verify(package, "--digest", digest, "--fingerprint", key)
    assert status == 0
    assert "digest is the one that you were told" in said
    assert "that is the key that you were told" in said
    assert verify(package, "--digest", digest[::-1])[0] == 1
    assert verify(package, "--fingerprint", key[:-1] + "x")[0] == 1


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not here")
@pytest.mark.parametrize("kind", ["whole", "delta"])
def test_every_line_of_the_page_can_be_run(gone_on: Packing, tmp_path: Path, kind: str) -> None:
    packing = gone_on.again(tmp_path / "all")
    package = packing.first
    if kind == "delta":
        package = packing.made("--since", info_of(package)["Secretariat-Checkpoint"])
    page = (package / "VERIFY.md").read_text(encoding="utf-8")
    lines = "\n".join(re.findall(r"^```sh\n(.*?)^```$", page, re.DOTALL | re.MULTILINE))
    done = subprocess.run(
        ["sh", "-e", "-c", lines],
        cwd=package,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(package.parent),
            "WORKSPACE": str(packing.root),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert told[1:2] == ["ok"]
    assert told[2].startswith('Good "secretariat-handover" signature with ED25519 key SHA256:')
    assert told[3] == "commit"
    assert told[4].startswith('Good "secretariat-handover" signature for second-term')
    assert told[5:] == ["ok"]


def test_no_line_of_the_page_has_a_word_left_open(package: Path) -> None:
    page = (package / "VERIFY.md").read_text(encoding="utf-8")
    assert not re.findall(r"(?<!\$)\{[a-z]+\}", page)


# -- bad packages ---------------------------------------------------------------------


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_changed_byte_of_any_file_is_found_and_the_file_named(package: Path) -> None:
    silent = []
    for path in sorted(files_of(package)):
        whole = (package / path).read_bytes()
        flipped(package / path)
        heard = Heard()
        found = script.Package(package, heard)
        found.check()
        try:
            said = script.statement_of(found)
            script.signature(found, said, (b"", b""), "")
        except (script.Wrong, ValueError) as error:
            heard.bad(str(error))
        named = path if path != "tagmanifest-sha256.txt" else "another package"
        if not any(named in line or "signature" in path for line in heard.faults):
            silent.append(path)
        (package / path).write_bytes(whole)
    assert not silent


class Heard(script.Report):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def say(self, mark: str, text: str) -> None:
        if mark == "WRONG":
            self.faults.append(text)


def wrongs(package: Path, *words: str) -> list[str]:
    status, said = verify(package, *words)
    assert status == 1, said
    return [line[6:] for line in said.splitlines() if line.startswith("WRONG ")]


def test_a_file_that_was_added(package: Path) -> None:
    (package / "data/more.txt").write_text("more", encoding="utf-8")
    assert "data/more.txt lies there, but is not in manifest-sha256.txt" in wrongs(package)


def test_a_file_that_is_missing(package: Path) -> None:
    (package / "data/originals/2025/paper-1.pdf").unlink()
    said = "data/originals/2025/paper-1.pdf is in manifest-sha256.txt, but does not lie there"
    assert said in wrongs(package)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link(package: Path) -> None:
    place = package / "data/originals/2025/paper-1.pdf"
    place.unlink()
    place.symlink_to("/etc/hostname")
    assert "data/originals/2025/paper-1.pdf is a link or no file at all" in wrongs(package)


def test_a_tag_manifest_that_is_gone(package: Path) -> None:
    (package / "tagmanifest-sha256.txt").unlink()
    assert "tagmanifest-sha256.txt is missing" in wrongs(package)


def test_a_signature_that_is_gone(package: Path) -> None:
    (package / "signature/statement.txt.sig").unlink()
    assert wrongs(package) == ["the package is not signed: nobody can tell who made it"]


def test_an_unsigned_package_is_right_where_its_digest_was_told(packing: Packing) -> None:
    assert packing(signed=False).exit_code == 0
    (package,) = packing.out.iterdir()
    digest = hashlib.sha256((package / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    assert verify(package)[0] == 1
    assert verify(package, "--digest", f"sha256:{digest}")[0] == 0


def test_payload_and_lists_rewritten_together(package: Path) -> None:
    place = package / "data/retention.csv"
    place.write_bytes(place.read_bytes() + b"more\r\n")
    signature = (package / "signature/statement.txt.sig").read_bytes()
    statement = (package / "signature/statement.txt").read_bytes()
    recount(package)
    resign(package, make_pair(package.parent, "thief").file)
    (package / "signature/statement.txt.sig").write_bytes(signature)
    (package / "signature/statement.txt").write_bytes(statement)
    (found,) = wrongs(package)[:1]
    assert "what is signed is another package: its digest is not this one's" in found


def test_one_that_somebody_else_signed(package: Path) -> None:
    resign(package, make_pair(package.parent, "thief").file)
    assert any("it may not sign for second-term" in each for each in wrongs(package))


def test_a_module_of_the_package_is_never_taken(package: Path) -> None:
    """Also without -I: Python would look beside the script before it looks at its own."""
    for name in ("argparse", "hashlib", "json", "__future__", "typing"):
        (package / f"{name}.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "verify.py"], cwd=package, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "hashlib.py does not belong here" in done.stdout


def test_what_would_steer_a_terminal_is_not_printed(package: Path) -> None:
    (package / "data/\x1b[2Jmore\u202e.txt").write_bytes(b"more")
    said = verify(package)[1]
    assert "\x1b" not in said
    assert "\u202e" not in said


@pytest.fixture
def forge(
    ready: Packing, package: Path, tmp_path: Path
) -> Callable[[Callable[[Path], None]], Path]:
    """Changes the history in the package, and has the owner's own key sign the whole."""

    def changed(change: Callable[[Path], None]) -> Path:
        clone = tmp_path / "forged"
        git(tmp_path, "clone", "-q", str(package / "data/records.bundle"), str(clone))
        change(clone)
        git(clone, "commit", "-q", "--allow-empty", "-m", "Forged")
        (package / "data/records.bundle").unlink()
        words = ("bundle", "create", "-q", str(package / "data/records.bundle"), "HEAD", "main")
        git(clone, *words)
        commit = git(clone, "rev-parse", "HEAD").strip()
        recount(package, **{"Secretariat-Commit": commit})
        resign(package, ready.key)
        return package

    return changed


def test_a_leaf_that_was_left_out_of_the_log(forge: Callable[..., Path]) -> None:
    def change(clone: Path) -> None:
        (leaves,) = (clone / "records/log/leaves").rglob("*.txt")
        leaves.write_text("".join(leaves.read_text().splitlines(True)[:-1]))
        git(clone, "add", "-A")

    (said,) = wrongs(forge(change))
    assert said == ("the history: the leaves of the log do not give the root of its checkpoint")


def test_an_original_that_is_not_the_one_of_the_history(forge: Callable[..., Path]) -> None:
    def change(clone: Path) -> None:
        (clone / "records/2025/paper-1.pdf").write_bytes(b"another")
        git(clone, "add", "-A")

    said = "data/originals/2025/paper-1.pdf is not the file that was saved in the history"
    assert wrongs(forge(change)) == [said]


def test_a_foreign_repository_in_the_history(forge: Callable[..., Path]) -> None:
    def change(clone: Path) -> None:
        head = git(clone, "rev-parse", "HEAD").strip()
        git(clone, "update-index", "--add", "--cacheinfo", f"160000,{head},records/more")

    (said,) = wrongs(forge(change))
    assert "holds a link or a foreign repository: records/more" in said


def test_a_history_of_another_save(package: Path, ready: Packing) -> None:
    recount(package, **{"Secretariat-Commit": "0" * 40})
    resign(package, ready.key)
    assert any("the bundle does not hold" in each for each in wrongs(package))


def test_a_bundle_that_is_cut_off(package: Path, ready: Packing) -> None:
    bundle = package / "data/records.bundle"
    bundle.write_bytes(bundle.read_bytes()[:-100])
    recount(package)
    resign(package, ready.key)
    assert any("the bundle does not hold (git fetch)" in each for each in wrongs(package))


def test_a_checkpoint_of_another_log(package: Path, tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.write_text(f"another/log\n3\n{'A' * 43}=\n\n", encoding="utf-8")
    said = "the history: the log did not go on from the checkpoint that you hold"
    assert wrongs(package, "--checkpoint", str(held)) == [said]


def test_a_checkpoint_that_was_held_is_found_in_the_log(package: Path, tmp_path: Path) -> None:
    held = shutil.copy(package / "data/log/checkpoint", tmp_path / "held")
    status, said = verify(package, "--checkpoint", str(held))
    assert status == 0
    assert "went on from the checkpoint that you hold (21 leaves)" in said


def test_a_tar_is_to_be_unpacked(package: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(package / "verify.py"), str(tmp_path / "package.tar")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "unpack a tar first" in done.stderr


# -- deltas ---------------------------------------------------------------------------


@pytest.fixture
def owner(gone_on: Packing, tmp_path: Path) -> Packing:
    return gone_on.again(tmp_path / "all")


@pytest.fixture
def delta(owner: Packing) -> Path:
    return owner.made("--since", info_of(owner.first)["Secretariat-Checkpoint"])


def test_a_delta_is_checked_on_top_of_what_it_adds_to(owner: Packing, delta: Path) -> None:
    status, said = verify(delta, "--onto", str(owner.root))
    assert status == 0, said
    assert "the log only grew since it had 21 leaves (growth proof)" in said
    assert "1 originals are those of the history" in said


def test_a_delta_alone_says_what_it_lacks(delta: Path) -> None:
    status, said = verify(delta)
    assert status == 0
    assert "its history needs what it adds to (--onto WORKSPACE)" in said


def test_a_proof_of_growth_that_was_changed(owner: Packing, delta: Path) -> None:
    place = delta / "data/log/growth.json"
    proof = json.loads(place.read_text(encoding="utf-8"))
    proof["consistency"]["path"][0] = "00" * 32
    place.write_text(json.dumps(proof), encoding="utf-8")
    recount(delta)
    resign(delta, owner.key)
    said = "the log: data/log/growth.json does not show that the log only grew"
    assert said in wrongs(delta)
