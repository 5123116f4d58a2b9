"""A process with bodies led in turn, partners that join and leave, and letters answered."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Repository, make_repository

PARTNERS = """\
- id: alpha
  name: Alpha
  region: East
  periods:
    - {status: admitted, from: "2008", source: rise}
    - {status: attended, from: "2010", source: rise}
- {id: beta, name: Beta, region: West, periods: [{status: attended, from: "2010"}]}
- {id: gone, name: Goneland, region: West, periods: [{status: attended, from: "2008", to: "2012"},
                                                     {status: left, from: "2013"}]}
- {id: late, name: Lateland, region: West, periods: [{status: attended, from: "2020"}]}
"""
BODIES = """\
- {id: council, name: The Council, kind: council, from: "2008"}
- id: mills
  name: Group on Mills
  kind: working group
  parent: council
  from: 2011-03-01
  chairs:
    - {partner: alpha, role: chair, from: 2011-03-01, to: 2014-12-31, source: rise}
    - {partner: beta, role: chair, from: 2015-01-01, source: rise}
    - {stakeholder: guild, role: co-chair, from: 2030-01-01, source: rise}
- {id: wells, name: Group on Wells, kind: working group, parent: council,
   chairs: [{partner: alpha, role: co-chair}, {partner: beta, role: co-chair}],
   claims: [{property: chairs, value: alpha; beta, kind: reported, source: rise}]}
"""
MANDATES = """\
- id: first
  host: alpha
  organisation: Mill House
  from: "2009"
  to: "2012"
  source: rise
  claims:
    - {property: end, value: "2012", kind: held, source: rise}
    - {property: end, value: "2011", source: call#p1}
  follows:
    - {property: end, source: rise, because: It was written later.}
- {id: second, host: beta, from: 2013-01-01, unknowns: [{property: head}]}
"""
MEETINGS = """\
- {id: c1, body: council, title: First Council, date: 2010-05-01, state: held, host: alpha}
- {id: c2, body: council, title: Second Council, date: 2014-05-01, state: held, host: beta}
"""
PEOPLE = """\
- id: ann
  name: Ann Miller
  note: Minister of the mills.
  source: rise
  aliases:
    - {kind: name, value: A. Miller, source: rise}
    - {kind: email, value: ann@example.org}
  roles:
    - {role: Minister, on_behalf_of: alpha, from: 2009-03-01, to: 2013-12-31, source: rise}
    - {role: Speaker, on_behalf_of: guild, from: 2014-01-01, source: rise}
  claims:
    - {property: born, value: "1960", source: rise}
    - {property: born, value: "1961", source: call#p1}
  unknowns: [{property: first name in full}]
- {id: bo, name: bo Weller}
"""
STAKEHOLDERS = """\
- {id: guild, name: Guild of Millers, kind: association, partner: alpha, aliases: [GoM],
   address: guild.example.org, source: rise}
"""
SOURCES = "- {id: rise, title: The Rise of the Mills}\n"

CALL = """\
date: 2011-02-03
from: {person: ann, capacity: Minister, partner: alpha}
to: [beta]
meeting: c1
"""
ANSWER = """\
date: 2011-04-05
from: {name: Bo Weller, partner: beta}
to: [alpha]
reply_to: call
"""
AGAIN = "date: 2014-06-07\nfrom: {partner: alpha}\nto: [partners]\nreply_to: answer\n"


def make_village(root: Path) -> Repository:
    """The workspace with its archive."""
    village = make_repository(root)
    registers = {
        "process": "name: Process of the Mills\n", "partners": PARTNERS, "bodies": BODIES,
        "people": PEOPLE, "stakeholders": STAKEHOLDERS, "mandates": MANDATES,
        "meetings": MEETINGS, "sources": SOURCES,
    }  # fmt: skip
    for name, text in registers.items():
        village.write(f"registers/{name}.yaml", text)
    village.record("call", "We call for a mill.", kind="letter", title="A call", more=CALL)
    village.record("answer", "A mill it is.", kind="letter", title="An answer", more=ANSWER)
    village.record("again", "Where is it?", kind="letter", title="Asked again", more=AGAIN)
    village.record("alone", "Good day.", kind="letter", title="A greeting")
    village.record(
        "conclusions-c1", "{.decision}\n1. The Council agreed to build a mill.\n\n"
        "{.action owner=alpha due=2011}\n2. Alpha draws the mill.\n",
        kind="decision", title="Conclusions of the first Council",
        more="date: 2010-05-01\nmeeting: c1\nstatus: adopted\nadopted_on: 2010-05-01\n",
    )  # fmt: skip
    village.record(
        "who-c2", "Who was there.", kind="participants", title="Who came in 2014",
        more="date: 2014-05-01\nmeeting: c2\nattendance:\n"
        "  - {person: ann, stakeholder: guild, name: Dr Miller, role: speaker}\n"
        "  - {person: bo, status: regrets}\n",
    )  # fmt: skip
    village.record("about-ann", "Thanks.", kind="note", title="Thanks to a minister",
                   more="date: 2014-07-01\npeople: [ann, stranger]\nabout: [guild]\n")  # fmt: skip
    village.save("What came in")
    village.build()
    return village
