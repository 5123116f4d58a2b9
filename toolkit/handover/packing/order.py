"""What is to be packed: for whom, by whom, where to, and what it is called."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from archive import registers
from archive.errors import BadFrontMatter, UsageProblem
from archive.frontmatter import newlines
from archive.model import Mandate, Process
from archive.workspace import Workspace
from toolkit.handover import keys, program
from toolkit.handover.errors import PackRefused, ProgramFailed
from toolkit.handover.packing.since import Since

#: Registers in which the incoming host may stand.
_HOSTS = ("partners", "stakeholders", "mandates")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. `key` None makes an unsigned package, `since` None a whole one.

    `timestamp` is the address of an authority whose stamp the signature gets.
    """

    workspace: Workspace
    host: str
    output: Path
    mandate: Mandate
    process: Process
    key: Path | None = None
    fingerprint: str = ""
    since: Since | None = None
    tar: bool = False
    timestamp: str | None = None

    @property
    def kind(self) -> str:
        """'whole' or 'delta'."""
        return "delta" if self.since else "whole"

    def name(self, day: datetime) -> str:
        """What the package of that day is called: letters, digits and hyphens."""
        return f"{self._before}{day.astimezone(UTC):%Y-%m-%d}{self._after}"

    def is_name(self, name: str) -> bool:
        """Whether a package of this order, of any day, is called so."""
        day = name.removeprefix(self._before).removesuffix(self._after)
        return re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII) is not None and (
            name == f"{self._before}{day}{self._after}"
        )

    @property
    def _before(self) -> str:
        return f"{process_id(self.process)}-"

    @property
    def _after(self) -> str:
        delta = "-delta" if self.since else ""
        return f"-{self.mandate.id}-to-{self.host}{delta}"


def process_id(process: Process) -> str:
    """A short name of the process for file names: small letters, digits and hyphens."""
    for text in (process.short, process.name):
        plain = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode("ascii")
        slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-")
        if slug:
            return slug
    return "archive"


def process_of(workspace: Workspace) -> Process:
    """The process of the workspace; raises `PackRefused` where its register cannot be read."""
    path = workspace.root / registers.FOLDER / f"{registers.PROCESS}.yaml"
    process = None
    with suppress(OSError, UnicodeDecodeError, BadFrontMatter):
        process, _ = registers.parse_process(newlines(path.read_text(encoding="utf-8")))
    if process is None:
        raise PackRefused(f"{workspace.relative(path)} cannot be read: see `secretariat check`")
    return process


def require_host(workspace: Workspace, host: str) -> None:
    """Raise `UsageProblem` unless `host` is a partner, a stakeholder or a mandate."""
    known: dict[str, str] = {}
    for name in _HOSTS:
        path = workspace.root / registers.FOLDER / f"{name}.yaml"
        try:
            found = registers.parse(name, newlines(path.read_text(encoding="utf-8"))).entries
        except FileNotFoundError:
            continue
        except (UnicodeDecodeError, BadFrontMatter) as error:
            raise PackRefused(
                f"{workspace.relative(path)} cannot be read ({error}): see `secretariat check`"
            ) from None
        known.update(dict.fromkeys(found, name))
    if host in known:
        return
    near = get_close_matches(host, known, n=2)
    hint = f" (did you mean {' or '.join(near)}?)" if near else ""
    raise UsageProblem(
        f"{host!r} is no partner, stakeholder or mandate{hint}: name the incoming host by its id, "
        "or enter it in records/registers/partners.yaml first"
    )


def require_output(workspace: Workspace, output: Path) -> Path:
    """`output` in full, a folder outside of the workspace, made where its parent is there.

    Raises `UsageProblem`.
    """
    place = output.resolve()
    if place.is_relative_to(workspace.root):
        raise UsageProblem(
            f"{output} lies in the workspace, which would then hold its own package: name a folder "
            "outside with --output"
        )
    if place.exists() and not place.is_dir():
        raise UsageProblem(f"{output} is a file: name a folder with --output")
    if not place.exists() and not place.parent.is_dir():
        raise UsageProblem(
            f"there is no folder {place.parent}: correct --output, or plug the disk in"
        )
    return place


def require_address(url: str) -> str:
    """`url` where it can be the address of a time stamp authority; raises `UsageProblem`."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageProblem(f"{url!r} is no address of a time stamp authority: it begins with http")
    return url


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs: the mandate, the file of its private key, and that key's fingerprint.

    `key` is None, and the fingerprint '', for an unsigned package.
    """

    mandate: Mandate
    key: Path | None
    fingerprint: str


def signing(
    workspace: Workspace, key: Path | None, unsigned: bool, mandate: str | None, now: datetime
) -> Signing:
    """Who is to sign: so it is told before anything is copied that a key will not do.

    Without `key` the one in the usual folder is taken, where there is exactly one that may sign
    now. Raises `UsageProblem`, `KeyProblem`, `ProgramFailed`.
    """
    term = keys.mandate_called(workspace, mandate) if mandate else None
    if unsigned:
        return Signing(term or keys.mandate_at(workspace, now), None, "")
    known = keys.listed(workspace, now)
    able = [
        each
        for each in known
        if each.state == "valid" and (term is None or each.signer.mandate == term.id)
    ]
    if key is None:
        able = [each for each in able if each.private is not None]
        if len(able) != 1:
            why = "several keys could sign" if able else "there is no key here that may sign today"
            ended = [e.signer for e in known if e.state == "ended" and e.private is not None]
            if ended and not able:
                name = ended[-1].mandate
                why += (
                    f" (the term {name} has ended; to send what came late, enter until when with "
                    f"`hands_over_until` in records/registers/mandates.yaml, and run `secretariat "
                    f"keys trust {ended[-1].key.fingerprint} --mandate {name}`)"
                )
            raise UsageProblem(
                f"{why}: name one with --key FILE, make one with `secretariat keys new`, or say "
                "--unsigned"
            )
        key, fingerprint = able[0].private, able[0].signer.key.fingerprint
    else:
        fingerprint = fingerprint_of(key)
        able = [each for each in able if each.signer.key.fingerprint == fingerprint]
    whose = sorted({each.signer.mandate for each in able})
    if not whose:
        raise UsageProblem(
            f"the key {fingerprint} may not sign today{f' for {mandate}' if mandate else ''}: see "
            "`secretariat keys list`, and `secretariat keys trust`"
        )
    if len(whose) > 1:
        raise UsageProblem(f"that key is one of {' and '.join(whose)}: say which with --mandate ID")
    return Signing(keys.mandate_called(workspace, whose[0]), key, fingerprint)


def fingerprint_of(key: Path) -> str:
    """The fingerprint of the key in a file, private or public; it asks for no passphrase."""
    if not key.is_file():
        raise ProgramFailed(f"there is no key {key}: name the file, or make one with "
                            "`secretariat keys new`")  # fmt: skip
    done = program.run(("-l", "-E", "sha256", "-f", key.absolute()))
    words = done.out.decode("utf-8", "replace").split()
    if done.status or len(words) < 2 or not words[1].startswith("SHA256:"):
        raise ProgramFailed(f"{key} holds no key of OpenSSH ({done.last_words}): name the file of "
                            "a private key")  # fmt: skip
    return words[1]
