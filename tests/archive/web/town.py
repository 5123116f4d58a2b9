"""A small process whose archive has one of everything that a page must show."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Repository, make_repository

EVIL = "<script>window.pwned = 1</script>"
LONG = "Donaudampfschifffahrt" * 12

PROCESS = """\
name: Process of the Towns
short: Towns
about: The towns on the river meet and write down what they agree.
"""
PARTNERS = """\
- {id: up, name: Uptown, region: North, periods: [{status: admitted, from: 2001}]}
- {id: no, name: Norford, region: North, periods: [{status: admitted, from: 2001-05-04, to: 2010}]}
"""
BODIES = "- {id: tm, name: Town Meeting, kind: meeting series}\n"
PEOPLE = "- {id: jane, name: Jane Doe}\n"
MANDATES = """\
- id: sec-up
  host: up
  organisation: Town Hall
  place: Square
  head: jane
  from: 2010-07
  to: "2014"
- id: sec-no
  host: no
  from: 2014-01
  unknowns: [{property: head}]
"""
MEETINGS = """\
- {id: tm1, body: tm, title: First Town Meeting, date: 2012-05-09, state: held, host: up}
- id: tm2
  body: tm
  title: Second Town Meeting
  date: 2014-11-21/2014-11-22
  state: held
  host: no
  place: Norford
  claims:
    - {property: date, value: 2014-11-21/2014-11-22, kind: held, source: minutes-tm2}
  follows:
    - {property: date, source: minutes-tm2, because: The minutes were written there.}
- {id: tm3, body: tm, title: Third Town Meeting, date: "2999", state: planned, prepares: tm2}
"""

LETTER = """\
date: 2014-02~
date_basis: inferred; the letter bears no date
language: en
meeting: tm2
from: {person: jane, capacity: Mayor, partner: up}
to: [partners]
claims:
  - {about: tm2, property: date, value: 2014-05-09/2014-05-10, kind: planned, at: p2}
  - {about: tm2, property: ready, value: "no", at: p1}
unknowns:
  - {property: day of writing}
"""

BRIDGE = """\
# What was decided

In their meeting, the towns:

{.decision responsible=tm due=2013}
1. agreed to build a bridge.

2. mandated the Town Meeting to report on its cost.

3. thanked Uptown for its welcome.
"""
BRIDGES = """\
{.decision supersedes="conclusions-tm1#p1"}
1. The towns agreed to build two bridges.

{.decision amends="lost#p4"}
2. The towns changed an older plan.

{.proposal}
3. Norford proposed a market.

{.action owner=no due=2015}
4. Norford draws a map of the river.
"""


def make_town(root: Path) -> Repository:
    """The workspace with its history: three saves, then an edit that is not saved."""
    town = make_repository(root)
    registers = {
        "process": PROCESS, "partners": PARTNERS, "bodies": BODIES, "people": PEOPLE,
        "mandates": MANDATES, "meetings": MEETINGS,
    }  # fmt: skip
    for name, text in registers.items():
        town.write(f"registers/{name}.yaml", text)
    town.record(
        "letter", "We wait.\n\nWe meet in May, on [the square](https://example.org/).",
        kind="letter", title="Letter of Uptown", more=LETTER,
    )  # fmt: skip
    town.record(
        "minutes-tm2", "59. They met in November.\n60. They agreed.", kind="minutes",
        title="Minutes of the second meeting",
        more="date: 2014-11-22\nmeeting: tm2\nstatus: draft\ncites: [letter#p2]\n",
    )  # fmt: skip
    town.record(
        "conclusions-tm1", BRIDGE, kind="decision", title="Conclusions of the first meeting",
        more="date: 2012-05-09\nmeeting: tm1\nstatus: adopted\nadopted_on: 2012-05-09\n",
    )  # fmt: skip
    town.record(
        "conclusions-tm2", BRIDGES, kind="decision", title="Conclusions of the second meeting",
        more="date: 2014-11-22\nmeeting: tm2\nstatus: adopted\nadopted_on: 2014-11-22\n",
    )  # fmt: skip
    town.record("gone", "Not for long.", title="A leaf that was lost")
    town.record("evil", f"{EVIL}\n\nSay <img src=x onerror='window.pwned = 2'> {LONG}",
                title=f"'{EVIL}'", more="summary: <b>bold</b>\n")  # fmt: skip
    town.record("thai", "รัฐมนตรีศึกษาธิการประชุมกัน", title="การประชุม", more="language: th\n")
    town.record("closed", "Only a few should see it.", title="Talks", more="access: secretariat\n")
    town.record("arabic", "اجتمع الوزراء.", title="اجتماع", more="language: ar\n")
    town.save("What came in")
    town.record(
        "letter", "We wait.\n\nWe meet in May, on [the square](https://example.org/), all of us.",
        kind="letter", title="Letter of Uptown", more=LETTER,
    )  # fmt: skip
    town.save("Say who comes")
    (root / "records" / "gone.md").unlink()
    town.save("Take out the leaf")
    town.record("thai", "รัฐมนตรีศึกษาธิการ", title="การประชุม", more="language: th\n")
    town.build()
    return town
