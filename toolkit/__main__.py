"""`python3 -m toolkit serve` and `... test`, on a fresh clone with only Python and git."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python gets a sentence, not a traceback
    sys.exit("error: this needs Python 3.11 or newer: get it from python.org")

from toolkit.stopped import stop

if __name__ == "__main__":
    try:
        from toolkit.bootstrap import main

        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        stop("\nstopped; the same command goes on")
    sys.exit(code)
