"""Write the lock files from pyproject.toml: `python .ci/lock.py` after a change (needs uv)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CI = Path(__file__).resolve().parent
HEADER = """\
# Every package the archive runs on{more}, pinned by version and hash. Written by .ci/lock.py
# from pyproject.toml; setuptools is here so that the project itself installs without a download.
"""


def main(uv: str = "uv") -> None:
    """Compile both lock files with `uv`; raises where it fails."""
    for name, extra in (("requirements.lock", []), ("requirements-test.lock", ["test"])):
        done = subprocess.run(
            [
                *(uv, "pip", "compile", "pyproject.toml", "-", "--universal", "--generate-hashes"),
                *("--python-version", "3.11", "--no-header", "--quiet", "--no-sources"),
                *("--default-index", "https://pypi.org/simple", "--no-config"),
                *(word for each in extra for word in ("--extra", each)),
            ],
            cwd=CI.parent,
            input="setuptools>=77\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        text = done.stdout.replace("-r -", "the build")
        more = " and is tested with" if extra else ""
        (CI / name).write_text(HEADER.format(more=more) + text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:2])
