#!/usr/bin/env python3
"""Checks the handover package that it lies in, with nothing of the program that made it.

    python3 -I verify.py [PACKAGE] [--fingerprint SHA256:...] [--digest HASH]
                         [--checkpoint FILE] [--signers FILE] [--onto WORKSPACE]

It needs Python 3.9 or newer, git, and ssh-keygen (OpenSSH). Nothing in the package is run,
unpacked or written to. Exit code 0: all that could be checked is right. 1: something is not, and
what. 2: called wrongly. VERIFY.md tells how to check the same by hand.
"""

import sys

# Python looks for modules beside a script first: here that would be files of the package.
if __name__ == "__main__" and not sys.flags.isolated and not getattr(sys.flags, "safe_path", 0):
    del sys.path[0]

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

TAGS = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "VERIFY.md", "verify.py"}
TAG_MANIFEST = "tagmanifest-sha256.txt"
STATEMENT = "signature/statement.txt"
UNLISTED = {TAG_MANIFEST, STATEMENT, STATEMENT + ".sig", STATEMENT + ".tsr"}
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
NAMESPACE = "secretariat-handover"
ORIGINALS, BUNDLE = "data/originals/", "data/records.bundle"
REGISTERS = "records/registers/"
#: Bytes of the largest text that is read whole.
MAX_TEXT = 256 * 1024 * 1024
#: Seconds that git may take for one step of a very large history.
PATIENT = 4 * 3600

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)\Z")
_BAD_NAME = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]|[. ]\Z|\A(?i:con|prn|aux|nul|com\d|lpt\d)(\.|\Z)')
_HIDDEN_GIT = re.compile(r"(?i)\.git|git~\d")


class Wrong(Exception):
    """One thing that is not right; the message says which."""


class Report:
    """Says what is right and what is not, as it is found."""

    def __init__(self) -> None:
        self.wrong = 0

    def say(self, mark: str, text: str) -> None:
        """One line; what would steer a terminal is shown as ?."""
        kept = "".join("?" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)
        sys.stdout.buffer.write((mark.ljust(6) + kept + "\n").encode("utf-8", "replace"))
        sys.stdout.flush()

    def good(self, text: str) -> None:
        """Something is as it must be."""
        self.say("ok", text)

    def bad(self, text: str) -> None:
        """Something is not; the package is not to be accepted."""
        self.wrong += 1
        self.say("WRONG", text)

    def note(self, text: str) -> None:
        """Something that a person has to do or to know."""
        self.say("note", text)


# -- files and manifests (RFC 8493) ---------------------------------------------------


class Package:
    """The files of the package: what lies there, and what each of them hashes to."""

    def __init__(self, root: Path, report: Report) -> None:
        self.root, self.report = root, report
        self.files: dict[str, int] = {}
        self.sha256: dict[str, str] = {}
        self.git_id: dict[str, str] = {}
        self.info: dict[str, str] = {}

    def text(self, path: str) -> bytes:
        """The bytes of a small file; raises `Wrong` where there is none, or it is large."""
        if path not in self.files or self.files[path] > MAX_TEXT:
            raise Wrong(path + " is missing, or too large")
        return (self.root / path).read_bytes()

    def look(self) -> None:
        """Find all files; links, devices and names that are no good everywhere are wrong."""
        folders = [self.root]
        while folders:
            for entry in os.scandir(folders.pop()):
                path = Path(entry.path).relative_to(self.root).as_posix()
                kind = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(kind.st_mode) and not entry.is_symlink():
                    folders.append(Path(entry.path))
                elif stat.S_ISREG(kind.st_mode):
                    self.files[path] = kind.st_size
                else:
                    self.report.bad(path + " is a link or no file at all")
        seen: dict[str, str] = {}
        for path in sorted(self.files):
            if any(_BAD_NAME.search(part) for part in path.split("/")):
                self.report.bad(path + " has a name that not every computer can hold")
            folded = unicodedata.normalize("NFC", path).casefold()
            if folded in seen:
                self.report.bad(path + " and " + seen[folded] + " are one file on some computers")
            seen[folded] = path

    def hash(self) -> None:
        """Hash every file once, on threads; originals also as git names them."""
        names = sorted(self.files)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for path, sha256, git_id in pool.map(self._hash, names):
                self.sha256[path] = sha256
                self.git_id[path] = git_id

    def _hash(self, path: str) -> tuple[str, str, str]:
        plain = hashlib.sha256()
        named = hashlib.sha1(b"blob %d\0" % self.files[path], usedforsecurity=False)
        is_original = path.startswith(ORIGINALS)
        try:
            with (self.root / path).open("rb", buffering=0) as file:
                while data := file.read(1 << 20):
                    plain.update(data)
                    if is_original:
                        named.update(data)
        except OSError as error:
            return path, "unreadable: " + str(error.strerror), ""
        return path, plain.hexdigest(), named.hexdigest()

    def manifest(self, name: str, must: set[str]) -> None:
        """Hold the files against a manifest: all of `must` are in it, and nothing else."""
        listed: dict[str, str] = {}
        faults = 0
        for number, line in enumerate(self._lines(name), 1):
            found = _LINE.match(line)
            path = found[2] if found else ""
            for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
                path = path.replace(code, char)
            if not found or path in listed:
                self.report.bad(f"{name}, line {number}, is no `HASH  PATH`, or its path again")
                faults += 1
                continue
            listed[path] = found[1]
        for path in sorted(must - set(listed)):
            self.report.bad(path + " lies there, but is not in " + name)
        for path in sorted(listed):
            if path not in must:
                self.report.bad(path + " is in " + name + ", but does not lie there")
            elif self.sha256[path] != listed[path]:
                self.report.bad(path + " is not what " + name + " says: it was changed")
            else:
                continue
            faults += 1
        if not faults and not must - set(listed):
            self.report.good(f"{len(listed)} files are as {name} says")

    def _lines(self, name: str) -> list[str]:
        try:
            return self.text(name).decode("utf-8").split("\n")[:-1]
        except (UnicodeDecodeError, Wrong) as error:
            self.report.bad(f"{name} cannot be read ({error})")
            return []

    def check(self) -> None:
        """Everything that the manifests promise."""
        self.look()
        self.hash()
        payload = {path for path in self.files if path.startswith("data/")}
        tags = set(self.files) - payload - UNLISTED
        for path in sorted((TAGS | {TAG_MANIFEST, STATEMENT}) - set(self.files)):
            self.report.bad(path + " is missing")
        for path in sorted(tags - TAGS):
            self.report.bad(path + " does not belong here")
        self.manifest(TAG_MANIFEST, tags)
        self.manifest("manifest-sha256.txt", payload)
        if "bagit.txt" in self.files and self.text("bagit.txt") != DECLARATION:
            self.report.bad("bagit.txt does not declare BagIt 1.0")
        for line in self._lines("bag-info.txt"):
            label, _, value = line.partition(": ")
            self.info[label] = value
        size = sum(self.files[path] for path in payload)
        if self.info.get("Payload-Oxum") != f"{size}.{len(payload)}":
            self.report.bad("bag-info.txt does not tell the number and size of the files")


# -- programs -------------------------------------------------------------------------


def run(
    words: list[str], given: bytes = b"", place: str = ""
) -> "subprocess.CompletedProcess[bytes]":
    """Run a program without a shell; no configuration, hook or pager of anybody has a say."""
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    own = {name: os.environ[name] for name in kept if name in os.environ}
    own.update(LC_ALL="C", TZ="UTC", HOME=place or os.devnull, GIT_CONFIG_NOSYSTEM="1")
    own.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_ATTR_NOSYSTEM="1", GIT_TERMINAL_PROMPT="0")
    own.update(GIT_NO_REPLACE_OBJECTS="1", GIT_GRAFT_FILE=os.devnull, GIT_OPTIONAL_LOCKS="0")
    own.update(GIT_NO_LAZY_FETCH="1", GIT_ALLOW_PROTOCOL="file")
    return subprocess.run(
        words, input=given, capture_output=True, env=own, timeout=PATIENT, check=False
    )


def last_line(done: "subprocess.CompletedProcess[bytes]") -> str:
    """The last thing that a program said."""
    lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else "no reason given"


def ssh_keygen() -> str:
    """Where ssh-keygen lies; git for Windows brings one along."""
    found = shutil.which("ssh-keygen")
    git = shutil.which("git")
    if not found and git:
        found = shutil.which("ssh-keygen", path=str(Path(git).resolve().parents[1] / "usr" / "bin"))
    if not found:
        raise Wrong("ssh-keygen is not here, so the signature cannot be checked: install OpenSSH")
    return found


# -- the history ----------------------------------------------------------------------


class History:
    """The bundle's history, in a bare repository of its own that is gone at the end."""

    def __init__(self, package: Package, place: str) -> None:
        self.package, self.place = package, place
        self.commit = package.info.get("Secretariat-Commit", "")

    def git(self, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Run git in that repository."""
        careful = ["-c", "core.hooksPath=" + os.devnull, "-c", "core.fsmonitor=false"]
        return run(["git", *careful, "--git-dir", self.place, *words], given, self.place)

    def open(self, onto: str) -> None:
        """Take the bundle's objects in, git naming each of them anew; raises `Wrong`."""
        if not shutil.which("git"):
            raise Wrong("git is not here, so the history cannot be checked: install it")
        if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", self.commit):
            raise Wrong("bag-info.txt does not say of which save the package is")
        form = ["--object-format=sha256"] if len(self.commit) == 64 else []
        words = ["git", "init", "--quiet", "--bare", "--template=", *form, self.place]
        made = run(words, b"", self.place)
        if made.returncode:
            raise Wrong("git could not make a repository: " + last_line(made))
        if onto:
            self._borrow(onto)
        bundle = str((self.package.root / BUNDLE).resolve())
        for words in (
            ["bundle", "verify", "--quiet", bundle],
            ["fetch", "--quiet", "--no-tags", bundle, "+refs/heads/*:refs/heads/*",
             "+refs/imports/*:refs/imports/*"],
            ["cat-file", "-e", self.commit + "^{commit}"],
        ):  # fmt: skip
            done = self.git(*words)
            if done.returncode:
                raise Wrong("the bundle does not hold (git " + words[0] + "): " + last_line(done))

    def _borrow(self, onto: str) -> None:
        """Let git find there what a delta goes on from; nothing is read of its configuration."""
        there = Path(onto).resolve()
        objects = there / ".git" / "objects" if (there / ".git").is_dir() else there / "objects"
        if not objects.is_dir():
            raise Wrong(str(there) + " is no repository: name the workspace with --onto")
        lender = Path(self.place, "objects", "info", "alternates")
        lender.parent.mkdir(exist_ok=True)
        lender.write_bytes(os.fsencode(objects.as_posix()) + b"\n")

    def fsck(self, report: Report) -> None:
        """Have git look at every object, and hold the head to what bag-info says."""
        heads = self.git("for-each-ref", "--format=%(objectname)", "refs/heads").stdout.split()
        if heads != [self.commit.encode("ascii")]:
            raise Wrong("the bundle is of another save than bag-info.txt says")
        # How people of other projects once wrote their names is no fault of this history.
        mild = ("badDate", "badEmail", "badName", "badTimezone", "missingEmail", "zeroPaddedDate",
                "missingNameBeforeEmail", "missingSpaceBeforeDate", "missingSpaceBeforeEmail",
                "multipleAuthors")  # fmt: skip
        words = [part for each in mild for part in ("-c", "fsck." + each + "=ignore")]
        done = self.git(*words, "fsck", "--full", "--no-dangling", "--no-progress")
        if done.returncode:
            raise Wrong("git fsck finds a fault in the history: " + last_line(done))
        count = self.git("rev-list", "--count", self.commit).stdout.decode("ascii").strip()
        report.good("the history is whole: " + count + " saves, every object is what its name says")

    def tree(self) -> dict[str, str]:
        """The files of the last save, path → git's name; raises `Wrong` for what must not be."""
        found = {}
        for entry in self.git("ls-tree", "-r", "-z", self.commit).stdout.split(b"\0")[:-1]:
            head, _, raw = entry.partition(b"\t")
            mode, _, name = head.decode("ascii").split(" ")
            path = os.fsdecode(raw)
            parts = path.split("/")
            if mode not in ("100644", "100755"):
                raise Wrong("the history holds a link or a foreign repository: " + path)
            if ".." in parts or any(_HIDDEN_GIT.fullmatch(part) for part in parts):
                raise Wrong("the history holds a path that leads elsewhere: " + path)
            found[path] = name
        return found

    def read(self, names: list[str]) -> Iterator[bytes]:
        """The contents that git holds under these names; raises `Wrong` where one is missing."""
        asked = "".join(name + "\n" for name in names).encode("ascii")
        sizes = self.git("cat-file", "--batch-check=%(objectsize)", given=asked).stdout.split()
        if sum(int(size) for size in sizes if size.isdigit()) > MAX_TEXT:
            raise Wrong("the history has files of the log or of keys that are too large to be some")
        said = self.git("cat-file", "--batch", given=asked).stdout
        at = 0
        for _ in names:
            end = said.index(b"\n", at)
            head = said[at:end].split()
            if len(head) != 3 or head[1] != b"blob":
                raise Wrong("the history lacks a content")
            at = end + 1 + int(head[2]) + 1
            yield said[end + 1 : at - 1]


def originals(package: Package, tree: dict[str, str]) -> None:
    """Hold data/originals against the last save of the history."""
    found = [path for path in package.files if path.startswith(ORIGINALS)]
    other = 0
    for path in sorted(found):
        name = tree.get("records/" + path[len(ORIGINALS) :], "")
        if len(name) == 64:
            raw = (package.root / path).read_bytes()
            mine = hashlib.sha256(b"blob %d\0" % len(raw) + raw).hexdigest()
        else:
            mine = package.git_id[path]
        if mine != name:
            package.report.bad(path + " is not the file that was saved in the history")
            other += 1
    if not other:
        package.report.good(f"{len(found)} originals are those of the history")


# -- the log (RFC 9162, C2SP tlog-checkpoint) -----------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    """An inner node: RFC 9162, section 2.1.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def roots(leaves: list[bytes]) -> Iterator[bytes]:
    """The roots over the first 0, 1, 2 ... leaf hashes: RFC 9162, section 2.1.1."""
    peaks: list[tuple[int, bytes]] = []
    yield hashlib.sha256(b"").digest()
    for leaf in leaves:
        size, found = 1, leaf
        while peaks and peaks[-1][0] == size:
            found = node(peaks.pop()[1], found)
            size *= 2
        peaks.append((size, found))
        for _, peak in reversed(peaks[:-1]):
            found = node(peak, found)
        yield found


def grew(old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    """Whether `path` shows that the larger log begins with the smaller: 2.1.4.2."""
    if not 0 < old < new:
        return old == new and old_root == new_root and not path
    steps = [old_root, *path] if old & (old - 1) == 0 else path
    if not steps:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            first, second = node(step, first), node(step, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node(second, step)
        at, last = at >> 1, last >> 1
    return not last and first == old_root and second == new_root


def read_checkpoint(data: bytes) -> tuple[str, int, bytes]:
    """A log's name, number of leaves and root; raises `Wrong`."""
    try:
        name, size, root = data.decode("utf-8").replace("\r\n", "\n").split("\n")[:3]
        raw = base64.b64decode(root, validate=True)
        if name and re.fullmatch("0|[1-9][0-9]{0,18}", size) and len(raw) == 32:
            return name, int(size), raw
    except ValueError:
        pass
    raise Wrong("a checkpoint is none: name, number and root must be its first lines")


def in_words(size: int, root: bytes) -> str:
    """As bag-info.txt and the statement have it."""
    return f"{size} {base64.b64encode(root).decode('ascii')}"


def log_head(package: Package) -> tuple[str, int, bytes]:
    """The package's checkpoint, held against bag-info and the growth proof; raises `Wrong`."""
    name, size, root = read_checkpoint(package.text("data/log/checkpoint"))
    if package.info.get("Secretariat-Checkpoint") != in_words(size, root):
        raise Wrong("data/log/checkpoint is not the one that bag-info.txt names")
    if "data/log/growth.json" in package.files:
        proof: Any = json.loads(package.text("data/log/growth.json"))
        older = read_checkpoint(proof["consistency"]["since"].encode("utf-8"))
        path = [bytes.fromhex(step) for step in proof["consistency"]["path"]]
        newer = read_checkpoint(proof["checkpoint"].encode("utf-8"))
        if newer != (name, size, root) or older[0] != name:
            raise Wrong("data/log/growth.json is about another log or checkpoint")
        if not grew(older[1], size, older[2], root, path):
            raise Wrong("data/log/growth.json does not show that the log only grew")
        since = package.info.get("Secretariat-Since", "")
        if since and since != in_words(older[1], older[2]):
            raise Wrong("data/log/growth.json begins elsewhere than bag-info.txt says")
        package.report.good(f"the log only grew since it had {older[1]} leaves (growth proof)")
    return name, size, root


def log_leaves(
    package: Package,
    history: History,
    tree: dict[str, str],
    head: tuple[str, int, bytes],
    held: str,
) -> None:
    """Work out every checkpoint of the log anew from its leaves; raises `Wrong`."""
    below = "records/log/leaves/"
    files = sorted(path for path in tree if path.startswith(below) and path.endswith(".txt"))
    # A folder is a tile: 000, 001, ..., x001/000; with more digits it comes later.
    files.sort(key=lambda path: (path.count("/"), path))
    entries = b"".join(history.read([tree[path] for path in files])).decode("ascii").split()
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(entry)).digest() for entry in entries]
    found = list(roots(leaves))
    if len(leaves) != head[1] or found[-1] != head[2]:
        raise Wrong("the leaves of the log do not give the root of its checkpoint")
    points = [path for path in tree if re.match(r"records/log/checkpoints/\d+\Z", path)]
    for data in history.read([tree[path] for path in points]):
        name, size, root = read_checkpoint(data)
        if name != head[0] or size > len(leaves) or found[size] != root:
            raise Wrong(f"the checkpoint of {size} leaves does not fit the leaves of the log")
    package.report.good(f"the log's {len(leaves)} leaves give its {len(points)} checkpoints")
    if held:
        name, size, root = read_checkpoint(Path(held).read_bytes())
        if name != head[0] or size > len(leaves) or found[size] != root:
            raise Wrong("the log did not go on from the checkpoint that you hold")
        package.report.good(f"the log went on from the checkpoint that you hold ({size} leaves)")


# -- the signature --------------------------------------------------------------------


def statement_of(package: Package) -> dict[str, str]:
    """What was signed, held against the package; raises `Wrong`."""
    lines = package.text(STATEMENT).decode("utf-8").split("\n")
    said = dict(line.split(": ", 1) for line in lines[1:-1])
    if lines[0] != "secretariat-handover 1" or said.get("kind") != "package":
        raise Wrong(STATEMENT + " is no statement of a package")
    digest = package.sha256[TAG_MANIFEST]
    for key, mine in (
        ("digest", "sha256:" + digest),
        ("mandate", package.info.get("Secretariat-From")),
        ("checkpoint", package.info.get("Secretariat-Checkpoint")),
    ):
        if said.get(key) != mine:
            raise Wrong("what is signed is another package: its " + key + " is not this one's")
    package.report.good("what is signed is this package")
    return said


def is_armour(data: bytes) -> bool:
    """Whether a signature is written in the one way in which ssh-keygen writes it."""
    head, tail = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
    body = data[len(head) : -len(tail)]
    if not data.startswith(head) or not data.endswith(tail):
        return False
    whole = base64.b64encode(base64.b64decode(body))
    return body == b"".join(whole[at : at + 70] + b"\n" for at in range(0, len(whole), 70))


def signature(
    package: Package, said: dict[str, str], keys: tuple[bytes, bytes], asked: str
) -> None:
    """Check the signature, and whose key it is of; raises `Wrong`."""
    program = ssh_keygen()
    path = STATEMENT + ".sig"
    if not is_armour(package.text(path)):
        raise Wrong(path + " is not written as ssh-keygen writes a signature: it was changed")
    sig = str((package.root / path).resolve())
    words = [program, "-Y", "check-novalidate", "-n", NAMESPACE, "-s", sig]
    done = run(words, package.text(STATEMENT))
    found = re.search(rb" key (SHA256:[A-Za-z0-9+/]{43})", done.stdout + done.stderr)
    if done.returncode or not found:
        raise Wrong("the signature does not hold: " + last_line(done))
    fingerprint = found[1].decode("ascii")
    package.report.good("the signature holds; it was made with the key " + fingerprint)
    if asked:
        if asked != fingerprint:
            raise Wrong("that is not the key that you were told: " + asked)
        package.report.good("that is the key that you were told")
    else:
        package.report.note("compare that fingerprint with what the sender tells you by telephone")
    if keys[0]:
        _listed(package, said, keys, sig)


def _listed(package: Package, said: dict[str, str], keys: tuple[bytes, bytes], sig: str) -> None:
    """Whether a list of keys lets that one sign for the term, at that time."""
    time = re.sub(r"[^0-9]", "", said.get("time", "")) + "Z"
    with tempfile.TemporaryDirectory() as folder:
        allowed, revoked = Path(folder, "allowed_signers"), Path(folder, "revoked_keys")
        allowed.write_bytes(keys[0])
        revoked.write_bytes(keys[1])
        words = [ssh_keygen(), "-Y", "verify", "-f", str(allowed), "-r", str(revoked)]
        words += ["-I", said["mandate"], "-n", NAMESPACE, "-s", sig, "-Overify-time=" + time]
        done = run(words, package.text(STATEMENT))
    who = "by the list of keys it may sign for " + said["mandate"] + " at that time"
    if done.returncode:
        raise Wrong(who.replace("may", "may not") + ": " + last_line(done))
    package.report.good(who)


# -- the program ----------------------------------------------------------------------


Faults = (Wrong, ValueError, KeyError, TypeError, AttributeError, OSError)


def history_of(
    package: Package, head: tuple[str, int, bytes], asked: argparse.Namespace
) -> tuple[bytes, bytes]:
    """Check the bundle and what hangs on it; gives its list of keys, and those revoked."""
    with tempfile.TemporaryDirectory(prefix="verify-") as place:
        history = History(package, place)
        history.open(asked.onto)
        history.fsck(package.report)
        tree = history.tree()
        originals(package, tree)
        log_leaves(package, history, tree, head, asked.checkpoint)
        names = [tree.get(REGISTERS + name) for name in ("allowed_signers", "revoked_keys")]
        allowed, revoked = (next(history.read([name])) if name else b"" for name in names)
    return allowed, revoked


def verify(root: Path, report: Report, asked: argparse.Namespace) -> None:
    """Check all that can be checked; each part by itself, so that all faults are told."""
    package = Package(root, report)
    package.check()
    digest = package.sha256.get(TAG_MANIFEST, "")
    said: dict[str, str] = {}
    head: tuple[str, int, bytes] = ("", -1, b"")
    keys = (b"", b"")
    try:
        said = statement_of(package)
    except Faults as error:
        report.bad(f"the statement: {error}")
    try:
        head = log_head(package)
    except Faults as error:
        report.bad(f"the log: {error}")
    try:
        if package.info.get("Secretariat-Kind") == "delta" and not asked.onto:
            report.note("this is a delta: its history needs what it adds to (--onto WORKSPACE)")
        else:
            keys = history_of(package, head, asked)
    except (*Faults, subprocess.TimeoutExpired) as error:
        report.bad(f"the history: {error}")
    told = asked.digest.replace("sha256:", "").strip().lower()
    if told and told != digest:
        report.bad("the package's digest is not the one that you were told: it is " + digest)
    elif told:
        report.good("the package's digest is the one that you were told")
    else:
        report.note("the package's digest is " + digest)
    try:
        if asked.signers:
            keys = (Path(asked.signers).read_bytes(), keys[1])
        if said and STATEMENT + ".sig" in package.files:
            signature(package, said, keys, asked.fingerprint)
        elif told and told == digest and not asked.fingerprint:
            report.note("the package is not signed; it is the one that you were told of")
        else:
            report.bad("the package is not signed: nobody can tell who made it")
    except Faults as error:
        report.bad(f"the signature: {error}")
    if STATEMENT + ".tsr" in package.files:
        report.note("there is a time stamp; VERIFY.md tells how openssl checks it")
    report.note("whether archive.db was built from this history, only the toolkit can tell")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Check a handover package.")
    parser.add_argument("package", nargs="?", default=str(Path(__file__).resolve().parent))
    parser.add_argument("--fingerprint", default="", help="the key that you were told to expect")
    parser.add_argument("--digest", default="", help="the digest that you were told")
    parser.add_argument("--signers", default="", help="a list of keys that you hold yourself")
    parser.add_argument("--checkpoint", default="", help="an older checkpoint that you hold")
    parser.add_argument("--onto", default="", help="the workspace that a delta adds to")
    asked = parser.parse_args()
    root = Path(asked.package)
    if not root.is_dir():
        parser.error(f"{root} is no folder: unpack a tar first, with `tar -xf FILE`")
    report = Report()
    verify(root, report, asked)
    if report.wrong:
        number = "1 thing is" if report.wrong == 1 else f"{report.wrong} things are"
        report.say("", number + " wrong: do not accept this package.")
        raise SystemExit(1)
    report.say("", "All that could be checked is right.")


if __name__ == "__main__":
    main()
