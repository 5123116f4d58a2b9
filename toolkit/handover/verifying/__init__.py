"""Verifying: a package from others is judged to its last byte, and nothing of it is trusted.

    verdict = verify(Path("NAME.tar"), Asked(fingerprint="SHA256:..."), scratch)
    verdict.findings, verdict.digest, verdict.accepted

`signature` judges who signed, `sandbox` and `bundle` unpack the history where nothing of it can
act, `log`, `files`, `report` and `built` hold the rest against the archive that is made again from
it, and `run` does it all in order.
"""
