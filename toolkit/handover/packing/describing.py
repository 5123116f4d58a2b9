"""What the report of a package says of the package itself."""

from __future__ import annotations

from archive.errors import SecretariatError
from archive.model import Mandate
from archive.signers import SIGNERS, read_signers
from archive.text.spoken import date_words
from toolkit.handover import keys
from toolkit.handover.packing.facts import Facts
from toolkit.handover.packing.order import Order
from toolkit.handover.packing.report import About
from toolkit.handover.packing.since import in_words


def about_package(order: Order, facts: Facts) -> About:
    """All that is known of the package while it is written; its own digest is not, yet."""
    kind = "the whole archive"
    names = [("package", facts.name)]
    if order.since:
        kind = f"what is new since the log had {order.since.checkpoint.size:,} leaves"
    names += [
        ("of", f"{order.process.name}: {kind}"),
        ("from", _term(order.mandate)),
        ("to", _host(order)),
        ("packed on", f"{date_words(f'{facts.when:%Y-%m-%d}')} by {facts.saver}"),
        ("last save", facts.commit),
        ("log", facts.checkpoint.origin),
        ("checkpoint", in_words(facts.checkpoint)),
    ]
    path = order.workspace.root / SIGNERS
    data = path.read_bytes() if path.is_file() else b""
    return About(
        process=order.process.name,
        name=facts.name,
        names=tuple(names),
        signers=tuple(read_signers(data)[0]),
        fingerprint=order.fingerprint,
        stamp=_stamp(order, facts),
        delta=order.since is not None,
    )


def _term(mandate: Mandate) -> str:
    who = mandate.organisation or mandate.host
    begun, ended = date_words(mandate.start), date_words(mandate.end)
    when = " ".join(
        filter(None, (f"from {begun}" if begun else "", f"to {ended}" if ended else ""))
    )
    return f"{who} ({mandate.id}{f', {when}' if when else ''})"


def _host(order: Order) -> str:
    """The incoming host with its name, where a register has one."""
    from archive import registers
    from archive.frontmatter import newlines

    for name in ("partners", "stakeholders"):
        path = order.workspace.root / registers.FOLDER / f"{name}.yaml"
        try:
            found = registers.parse(name, newlines(path.read_text(encoding="utf-8"))).entries
        except (OSError, UnicodeDecodeError, SecretariatError):
            continue
        if order.host in found:
            return f"{getattr(found[order.host], 'name', order.host)} ({order.host})"
    terms = keys.mandates(order.workspace)
    return f"{terms[order.host].host} ({order.host})" if order.host in terms else order.host


def _stamp(order: Order, facts: Facts) -> str:
    """What can be said of the time stamp before the signature is there that it is of."""
    if order.timestamp is None:
        return (
            "No authority was asked to stamp the time of the signature, so when it was made only "
            "its own words tell."
        )
    if facts.unreachable:
        return (
            f"The authority {order.timestamp} could not stamp the time of the signature "
            f"({facts.unreachable}), so when it was made only its own words tell."
        )
    return (
        f"The authority {order.timestamp} was reached when this page was written. Its stamp of the "
        "signature is signature/statement.txt.tsr; where that is missing it was not reached again."
    )
