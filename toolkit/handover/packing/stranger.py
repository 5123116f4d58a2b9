"""What a stranger needs to check a package: VERIFY.md and verify.py, both of them in it."""

from __future__ import annotations

import re
from importlib.resources import files

from archive.signers import NAMESPACE
from toolkit.handover.packing.facts import Facts
from toolkit.handover.packing.order import Order

_SIGNATURE = """
**The signature** holds. This prints the fingerprint of the key that made it: compare it.

```sh
ssh-keygen -Y check-novalidate -n {namespace} -s signature/statement.txt.sig < signature/statement.txt
```
"""  # noqa: E501

_LISTED = """ With the keys that stand in it, the signature is one of the
term `{mandate}`, at the time that is signed:

```sh
git -C "$T/history.git" show {commit}:records/registers/allowed_signers > "$T/signers"
TIME=$(sed -n 's/^time: //p' signature/statement.txt | tr -d 'T:-')
ssh-keygen -Y verify -f "$T/signers" -I {mandate} -n {namespace} -O verify-time=$TIME -s signature/statement.txt.sig < signature/statement.txt
```"""  # noqa: E501

_STAMP = """
**The time.** Where `signature/statement.txt.tsr` is there, an authority has stamped the signature
(RFC 3161). With that authority's certificate, which you get from it, this prints `Verification: OK`:

    openssl ts -verify -in signature/statement.txt.tsr -data signature/statement.txt.sig -CAfile AUTHORITY.pem
"""  # noqa: E501

_ONTO = """

This package is a delta: its history goes on from one that you have already. Name your workspace, so
that the script finds it: `--onto WORKSPACE`."""


def script() -> bytes:
    """verify.py, as it goes into every package."""
    return files(__package__).joinpath("verifypackage.py").read_bytes()


def words_for(order: Order, facts: Facts) -> str:
    """VERIFY.md of one package."""
    signed = order.key is not None
    values = {
        "name": facts.name,
        "host": order.host,
        "mandate": order.mandate.id,
        "namespace": NAMESPACE,
        "commit": facts.commit,
        "what": "the archive of a process" if order.since is None else "what is new in an archive",
        "key": "the fingerprint of the key that signed it, which begins with `SHA256:`."
        if signed
        else "nothing else: this package is not signed, so all rests on the digest.",
        "ask": (" --fingerprint SHA256:..." if signed else "") + " --digest ..."
        + (" --onto WORKSPACE" if order.since else ""),
        "onto": _ONTO if order.since else "",
        "clone": 'git clone --quiet --bare --template= "$WORKSPACE" "$T/history.git"'
        if order.since
        else 'git init --quiet --bare --template= "$T/history.git"',
    }  # fmt: skip
    parts = {
        "signature": _SIGNATURE if signed else "",
        "listed": _LISTED if signed else "",
        "stamp": _STAMP if order.timestamp else "",
    }
    text = files(__package__).joinpath("VERIFY.md").read_text(encoding="utf-8")
    return _filled(_filled(text, parts), values)


def _filled(text: str, values: dict[str, str]) -> str:
    """`text` with {name} replaced by its value; what has no value stays, such as sh's braces."""
    return re.sub(r"\{([a-z]+)\}", lambda found: values.get(found[1], found[0]), text)
