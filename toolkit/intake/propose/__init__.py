"""Proposes what a record says of itself, out of what was extracted: pure, and never the last word.

proposal = propose(extracted, Source(name="minutes.docx", folder="2016/SOM1"), known)
proposal.best("date").value, proposal.best("date").rule

Each guess says by which rule it was made, where in the text, and how sure it is.
"""

from __future__ import annotations

from toolkit.intake.propose.known import Known, known_of
from toolkit.intake.propose.run import propose
from toolkit.intake.propose.source import Source

__all__ = ["Known", "Source", "known_of", "propose"]
