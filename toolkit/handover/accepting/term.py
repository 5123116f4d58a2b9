"""Opens the next mandate: its entry, the end of the one before, and the key that may sign for it.

The registers are edited as text: comments, and what others wrote, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from archive import registers
from archive.entrytext import set_entry
from archive.errors import BadDate, BadFrontMatter, UsageProblem
from archive.frontmatter import newlines
from archive.model import REGISTERS, Mandate
from archive.signers import REVOKED, SIGNERS, read_revoked, read_signers, term_of, window_of
from archive.sshkeys import PublicKey
from archive.text.dates import in_words, validity
from archive.workspace import Workspace
from toolkit.handover import keys
from toolkit.handover.errors import AcceptRefused
from toolkit.handover.verifying.signature import MANDATES
from toolkit.saving.replacing import replace_file

_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says of the next term; None is not said. `start` is an ISO day."""

    mandate: str | None = None
    start: str | None = None
    organisation: str | None = None
    place: str | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """The next term as it will stand in the register; `known` where it stands there already."""

    id: str
    host: str
    start: str | None
    known: bool
    more: Mapping[str, str]


def candidates(terms: Mapping[str, Mandate], recipient: str, signed: datetime) -> list[Mandate]:
    """The terms in the register that may be the one a package for `recipient` begins.

    `recipient` is a mandate, or else a host whose terms that have not ended are meant.
    """
    if recipient in terms:
        return [terms[recipient]]
    day = f"{signed:%Y-%m-%d}"
    return [each for each in terms.values() if each.host == recipient and not _ended(each, day)]


def _ended(term: Mandate, day: str) -> bool:
    try:
        last = validity(term.start, term.end).valid_to
    except BadDate:
        return False
    return last is not None and last <= day


def choose(
    terms: Mapping[str, Mandate], recipient: str, wanted: Wanted, signed: datetime, now: datetime
) -> Term:
    """The term that the package begins; raises `UsageProblem` where a person must say more.

    A term begins not before the day on which the package was signed, and not later than now:
    its key signs the receipt.
    """
    found = candidates(terms, recipient, signed)
    name = wanted.mandate or (found[0].id if len(found) == 1 else None)
    if name is None:
        there = f" ({', '.join(each.id for each in found)})" if found else ""
        raise UsageProblem(f"say what the next term is called with --mandate ID{there}")
    require_id(name)
    known = terms.get(name)
    host = known.host if known else recipient
    if recipient not in (name, host):
        raise UsageProblem(
            f"the package is for {recipient}, and the term {name} is one of {host}: name another "
            "with --mandate"
        )
    if known is None and recipient in terms:
        host = terms[recipient].host
    start = wanted.start
    if start is None and known is not None and known.start is not None:
        if not term_of(known).holds(now):
            raise UsageProblem(
                f"{name} does not hold today by the register ({in_words(known.start)}), so its key "
                "cannot sign the receipt: accept the package when it does, or say with --from on "
                "which day it begins"
            )
    elif start is None:
        raise UsageProblem("say on which day the next term begins with --from DATE")
    else:
        _require_day(start, signed, now)
    more = {
        field: value
        for field, value in (
            ("organisation", wanted.organisation),
            ("place", wanted.place),
            ("head", wanted.head),
        )
        if value
    }
    return Term(name, host, start, known is not None, more)


def require_id(name: str) -> None:
    """Raise `UsageProblem` where `name` can be no id."""
    if not _ID.match(name):
        raise UsageProblem(f"{name!r} is no id: take small letters, digits and hyphens")


def day_of(start: str) -> date:
    """The day; raises `UsageProblem`."""
    try:
        return date.fromisoformat(start)
    except ValueError:
        raise UsageProblem(f"{start!r} is no day: write it as 2027-01-31") from None


def _require_day(start: str, signed: datetime, now: datetime) -> None:
    day = day_of(start)
    first, last = signed.astimezone(UTC).date(), now.astimezone(UTC).date()
    if day < first:
        raise UsageProblem(
            f"the package was signed on {in_words(first.isoformat())}, and the next term cannot "
            "have begun before: name that day or a later one with --from"
        )
    if day > last:
        raise UsageProblem(
            f"a term that begins on {in_words(start)} cannot sign a receipt today: accept the "
            "package on that day, or name an earlier one with --from"
        )


def open_term(
    workspace: Workspace, term: Term, giver: str, signed: datetime, key: PublicKey, today: date
) -> list[str]:
    """Enter `term`, end the term `giver`, and let `key` sign; what a person should know of it.

    `signed` is when the package was signed: the term before still held then. Raises
    `AcceptRefused` where the register cannot be edited.
    """
    path = workspace.root / MANDATES
    try:
        old = path.read_bytes()
        text = old.decode("utf-8")
        before = registers.parse("mandates", newlines(text)).entries
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        old, text, before = b"", "", {}
    except (UnicodeDecodeError, BadFrontMatter) as error:
        raise AcceptRefused(f"{MANDATES} of the package cannot be read: {error}") from None
    notes: list[str] = []
    new = _with_end(text, before, giver, term, signed, notes)
    values = {"host": term.host, **term.more}
    if term.start is not None:
        values["from"] = term.start
    if term.known:
        values = {**term.more, **({"from": term.start} if term.start else {})}
    if values:
        new = set_entry(new, term.id, values, after="host")
    entries = registers.parse("mandates", newlines(new)).entries
    if not isinstance(entries.get(term.id), Mandate) or len(entries) < len(before):
        raise AcceptRefused(f"the term {term.id} could not be entered into {MANDATES}")
    _require_free(workspace, term)
    if new.encode("utf-8") != old:
        replace_file(path, old, new.encode("utf-8"))
    terms = keys.mandates(workspace)
    _renew_keys(workspace, terms.get(giver), today)
    keys.trust(workspace, key, terms[term.id], today)
    return notes


def _require_free(workspace: Workspace, term: Term) -> None:
    """Raise `UsageProblem` where something else has the id of a term that is new."""
    for name, (kind, _) in REGISTERS.items():
        if term.known or name == "mandates":
            continue
        data = _bytes(workspace, f"{registers.FOLDER}/{name}.yaml")
        try:
            known = registers.parse(name, newlines(data.decode("utf-8"))).entries
        except (UnicodeDecodeError, BadFrontMatter):
            continue  # `check` tells it
        if term.id in known:
            raise UsageProblem(
                f"{term.id} is the id of a {kind.replace('_', ' ')}: give the term another with "
                f"--mandate, such as term-of-{term.id}"
            )


def _with_end(
    text: str, entries: Mapping[str, object], giver: str, term: Term, signed: datetime,
    notes: list[str],
) -> str:  # fmt: skip
    """The register with the end of the term that hands over, where it has none so far."""
    mandate = entries.get(giver)
    if not isinstance(mandate, Mandate) or giver == term.id or term.start is None:
        return text
    day_before = date.fromisoformat(term.start) - timedelta(days=1)
    last = max(day_before, signed.astimezone(UTC).date()).isoformat()
    if mandate.end is None:
        notes.append(f"{giver} ends on {in_words(last)} in the register")
        return set_entry(text, giver, {"to": last}, after="from")
    try:
        sure = validity(mandate.start, mandate.end).surely_to
    except BadDate:
        return text
    if (
        sure is not None
        and sure > term.start
        and date.fromisoformat(sure) > (date.fromisoformat(last) + timedelta(days=1))
    ):
        notes.append(
            f"{giver} ends on {in_words(mandate.end)} by the register, after the next term began: "
            f"correct its `to` in {MANDATES}, with the source"
        )
    return text


def _renew_keys(workspace: Workspace, mandate: Mandate | None, today: date) -> None:
    """Give the keys of a term that ended the dates that it now has."""
    if mandate is None:
        return
    held = workspace.root / SIGNERS
    if not held.is_file():
        return
    gone = {each.key for each in read_revoked(_bytes(workspace, REVOKED))[0]}
    window = window_of(mandate)
    for signer in read_signers(held.read_bytes())[0]:
        if signer.mandate != mandate.id or signer.key in gone or signer.window.within(window):
            continue
        keys.trust(workspace, signer.key, mandate, today)


def _bytes(workspace: Workspace, path: str) -> bytes:
    try:
        return (workspace.root / path).read_bytes()
    except FileNotFoundError:
        return b""
