"""How ready an archive is to be handed over: what is there, what lacks, and how much that is.

    judged = judge(Sources(conn, workspace.root, day="2026-11-27"))
    judged[0].score, judged[0].reckoning(), judged[0].lacks

Each heading judges things of one sort (meetings, letters, originals). What lacks, and is named
among the `unknowns` of what it concerns, counts as in order: that nobody knows is then known.
Records of imported histories, which are only read here, are not judged.
"""

from __future__ import annotations

from archive.readiness.judging import judge as judge
from archive.readiness.model import HEADINGS as HEADINGS
from archive.readiness.model import Heading as Heading
from archive.readiness.model import Judged as Judged
from archive.readiness.model import Lack as Lack
from archive.readiness.model import overall as overall
from archive.readiness.sources import Sources as Sources
