"""The two sides of a handover, and what an attacker does to a package: with and without a key."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import Result

from archive.custody import bag_info
from archive.sshkeys import read_key
from tests.toolkit.handover.making import Pair
from tests.toolkit.steps import ANN, git, run_in
from toolkit.handover.bagit import render_manifest
from toolkit.handover.statement import parse
from toolkit.handover.verifying.model import Asked, Verdict
from toolkit.handover.verifying.run import verify

BUNDLE = "data/records.bundle"
BEA = ("--name", "Bea Example", "--email", "bea@example.org")


@dataclass
class Giver:
    """A workspace that gives, its key, and the package that it made."""

    root: Path
    key: Path
    package: Path = Path()

    @property
    def pair(self) -> Pair:
        return pair(self.key)

    @property
    def fingerprint(self) -> str:
        return self.pair.public.fingerprint

    def pack(self, out: Path, *words: str) -> Path:
        before = set(out.iterdir()) if out.is_dir() else set()
        done = run_in(self.root, "handover", "pack", "--to", "cestria", "--output", str(out),
                      "--key", str(self.key), *words)  # fmt: skip
        assert done.exit_code == 0, done.output
        (new,) = set(out.iterdir()) - before
        return new

    def accepted_into(self, into: Path, package: Path, *words: str) -> Result:
        """Run `handover accept` as the next host does."""
        key = self.key.with_name("next")
        return run_in(
            self.root.parent, "handover", "accept", str(package), "--into", str(into), "--key",
            str(key), "--mandate", "third-term", "--from", today(), "--trust", self.fingerprint,
            *BEA, *words,
        )  # fmt: skip

    def save(self, path: str, text: str | bytes, why: str = "More") -> None:
        place = self.root / path
        place.write_bytes(text.encode() if isinstance(text, str) else text)
        done = run_in(self.root, "save", why, *ANN)
        assert done.exit_code == 0, done.output


def pair(key: Path) -> Pair:
    public, _ = read_key(key.with_name(f"{key.name}.pub").read_text(encoding="utf-8"))
    return Pair(key, public)


def today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def judged(package: Path, scratch: Path, **asked: Any) -> Verdict:
    """The verdict on a package; `asked` as in `Asked`."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    return verify(package, Asked(**asked), scratch)


def codes(verdict: Verdict, *left_out: str) -> set[tuple[str, str]]:
    """(code, path) of each finding, without those of the codes left out."""
    return {(e.code, e.path) for e in verdict.findings if e.code not in left_out}


# -- without a key: whoever has the stick -----------------------------------------------


def rewrite_manifests(package: Path) -> None:
    """Make all checksums right again, as anybody can."""
    payload, tags = {}, {}
    for path in sorted(each for each in package.rglob("*") if each.is_file()):
        name = path.relative_to(package).as_posix()
        data = path.read_bytes()
        file = hashlib.sha256(data).hexdigest()
        if name.startswith("data/"):
            payload[name] = file
        elif not name.startswith("signature/") and "manifest-sha256" not in name:
            tags[name] = file
    octets = sum((package / name).stat().st_size for name in payload)
    set_info(package, "Payload-Oxum", f"{octets}.{len(payload)}")
    info = (package / "bag-info.txt").read_bytes()
    tags["bag-info.txt"] = hashlib.sha256(info).hexdigest()
    text = render_manifest(payload)
    (package / "manifest-sha256.txt").write_bytes(text)
    tags["manifest-sha256.txt"] = hashlib.sha256(text).hexdigest()
    (package / "tagmanifest-sha256.txt").write_bytes(render_manifest(tags))


def set_info(package: Path, label: str, value: str) -> None:
    place = package / "bag-info.txt"
    old = bag_info(place.read_bytes())[label]
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace(f"{label}: {old}\n", f"{label}: {value}\n"),
                     encoding="utf-8", newline="\n")  # fmt: skip


# -- with the key: the one who packs, or who stole it -------------------------------------


def sign_again(package: Path, signer: Pair, **changed: Any) -> None:
    """Make all checksums right, and sign the whole anew; `changed` of the statement."""
    rewrite_manifests(package)
    tags = (package / "tagmanifest-sha256.txt").read_bytes()
    said = parse((package / "signature/statement.txt").read_bytes())
    info = bag_info((package / "bag-info.txt").read_bytes())
    said = replace(said, digest=f"sha256:{hashlib.sha256(tags).hexdigest()}",
                   checkpoint=info["Secretariat-Checkpoint"])  # fmt: skip
    said = replace(said, **changed)
    (package / "signature/statement.txt").write_bytes(said.data)
    (package / "signature/statement.txt.sig").write_bytes(signer.signs(said.data))


def clone(package: Path, place: Path) -> Path:
    """The history in a package, to be changed."""
    subprocess.run(["git", "clone", "-q", str(package / BUNDLE), str(place)], check=True)
    return place


def bundle_again(package: Path, repository: Path, *refs: str) -> None:
    """Put the history of `repository` into the package."""
    place = package / BUNDLE
    place.unlink()
    git(repository, "bundle", "create", "-q", str(place), "HEAD", "main", *refs)
    set_info(package, "Secretariat-Commit", git(repository, "rev-parse", "HEAD").strip())


def commit_tree(repository: Path, entries: list[tuple[str, str, str]]) -> None:
    """Commit the tree of HEAD with further entries (mode, hash, name), whatever they are."""
    listed = git(repository, "ls-tree", "-z", "HEAD").split("\0")
    raw = b""
    found = [(e.split()[0], e.split()[2], e.partition("\t")[2]) for e in listed if e] + entries
    for mode, name_of, name in sorted(found, key=lambda e: e[2] + "/" * (e[0] == "040000")):
        raw += f"{mode.lstrip('0')} {name}".encode() + b"\0" + bytes.fromhex(name_of)
    tree = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"], input=raw,
        cwd=repository, check=True, capture_output=True,
    ).stdout.decode().strip()  # fmt: skip
    made = git(repository, "commit-tree", tree, "-p", "HEAD", "-m", "Crafted").strip()
    git(repository, "update-ref", "refs/heads/main", made)


def blob(repository: Path, data: bytes) -> str:
    done = subprocess.run(["git", "hash-object", "-w", "--stdin"], input=data, cwd=repository,
                          check=True, capture_output=True)  # fmt: skip
    return done.stdout.decode().strip()


def crafted(package: Path, place: Path, signer: Pair, entries: list[tuple[str, bytes, str]],
            parents: tuple[str, ...] = ()) -> None:  # fmt: skip
    """Put files with any mode and name into the last save of a package, and sign it.

    `parents` are folders that lead to them.
    """
    repository = clone(package, place)
    found = []
    for mode, data, name in entries:
        held = data.hex() if mode == "160000" else blob(repository, data)
        found.append((mode, held, name))
    for folder in reversed(parents):
        raw = b"".join(f"{m} {n}".encode() + b"\0" + bytes.fromhex(h) for m, h, n in found)
        tree = subprocess.run(
            ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"], input=raw,
            cwd=repository, check=True, capture_output=True,
        ).stdout.decode().strip()  # fmt: skip
        found = [("040000", tree, folder)]
    commit_tree(repository, found)
    bundle_again(package, repository)
    sign_again(package, signer)
