"""The files that tell of each record, made in one pass over the records.

To read a record costs about as much as to write it in one of these forms, so it is read once for
all of them. None is let far ahead of the others: what is held does not grow with the archive.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from itertools import tee
from typing import Final

from archive.export.dublin_core import dublin_core_xml
from archive.export.ead import ead_xml
from archive.export.finding_aid import finding_aid_csv
from archive.export.finding_aid_html import finding_aid_html
from archive.export.holdings import Holding, holdings

#: What makes each file of them.
FORMS: Final[dict[str, Callable[..., Iterator[str]]]] = {
    "finding-aid.csv": finding_aid_csv,
    "finding-aid.html": finding_aid_html,
    "ead.xml": ead_xml,
    "dublin-core.xml": dublin_core_xml,
}


def told_together(
    conn: sqlite3.Connection,
    only: Collection[str] | None = None,
    names: Collection[str] = tuple(FORMS),
) -> Iterator[tuple[str, str]]:
    """(name, piece) of the files called `names`, each of which comes in its order.

    Raises `NotInArchive` where one of `only` is not held.
    """
    wanted = [name for name in FORMS if name in names]
    read = dict.fromkeys(wanted, 0)

    def counted(name: str, held: Iterator[Holding]) -> Iterator[Holding]:
        for holding in held:
            read[name] += 1
            yield holding

    copies = zip(wanted, tee(holdings(conn, only), len(wanted)), strict=True)
    making = {name: FORMS[name](conn, only, held=counted(name, held)) for name, held in copies}
    while making:
        last = min(making, key=read.__getitem__)
        piece = next(making[last], None)
        if piece is None:
            del making[last]
        else:
            yield last, piece
