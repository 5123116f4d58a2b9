"""What was decided and is to be done: did anything follow, and whose is it?"""

from __future__ import annotations

import re

from archive.readiness.model import HEADINGS, Judged, Lack
from archive.readiness.sources import Row, Sources
from archive.text.spoken import date_words

#: Words under which a record names as unknown who is to act on one of its decisions.
_WHO = ("follow-up", "act", "owner", "responsible", "outcome")


def follow_up(sources: Sources) -> Judged:
    """Decisions in force that nothing followed and nobody has, and tasks that hang.

    What was welcomed or noted asks nobody for anything, and what carries out, reports on, adopts
    or confirms another is itself what followed: neither is judged.
    """
    judged = {str(row[0]) for row in sources.rows(
        "SELECT decision.id FROM decision JOIN decision_today AS s ON s.decision = decision.id"
        " WHERE NOT removed AND basis = 'stated' AND sort = 'decision'"
        " AND s.state IN ('adopted', 'amended') AND NOT begins_later AND instr(id, '.') = 0"
        " AND coalesce(tier, 'binding') = 'binding' AND decision.id NOT IN (SELECT \"from\""
        " FROM relation WHERE recorded_to IS NULL AND kind IN ('implements', 'reports-on',"
        " 'adopts', 'reaffirms'))"
    )}  # fmt: skip
    named = 0
    lacks: list[Lack] = []
    mandates = {str(row["decision"]): row for row in sources.ask("mandates-unreported")}
    for row in sources.ask("decisions-without-follow-up"):
        decision = str(row["decision"])
        if decision not in judged:
            continue
        owned = row["responsible"] or row["addressee"]
        if owned and decision not in mandates:
            continue
        if _is_named(sources, decision):
            named += 1
        elif owned:
            lacks.append(_unreported(sources, mandates[decision]))
        else:
            lacks.append(_unfollowed(sources, row))
    told = {lack.thing for lack in lacks}
    tasks, of_tasks, named_tasks = _tasks(sources, judged, told)
    proposed = _undecided(sources)
    why = (
        "a mandate to the secretariat on which nothing reported and a task that is overdue count "
        "half"
    )
    every = (*lacks, *of_tasks, *proposed)
    return Judged(HEADINGS["follow-up"], len(judged) + tasks, every, named + named_tasks, why)


def _is_named(sources: Sources, citation: str) -> bool:
    """Whether the record names as unknown who is to act, in general or on this very paragraph."""
    record, _, anchor = citation.partition("#")
    number = re.sub(r"\D.*", "", anchor[1:])
    if number and sources.is_named(record, number) and sources.is_named(record, *_WHO):
        return True
    return sources.is_named(record, "follow-up")


def _unfollowed(sources: Sources, row: Row) -> Lack:
    since = f", in force since {date_words(row['since'])}" if row["since"] else ""
    said = f"{row['reference']}{since}: nothing followed it, and nobody is named for it"
    decision = str(row["decision"])
    return sources.lack("G008", decision, said, f"secretariat history {decision}", 1)


def _unreported(sources: Sources, row: Row) -> Lack:
    due = f", due {date_words(row['due'])}" if row["due"] else ""
    late = f" ({row['overdue']})" if row["overdue"] else ""
    said = f"{row['reference']} asks the secretariat{due}{late}: nothing here reports on it"
    decision = str(row["decision"])
    return sources.lack("G009", decision, said, f"secretariat history {decision}", 0.5)


def _tasks(sources: Sources, decisions: set[str], told: set[str]) -> tuple[int, list[Lack], int]:
    """How many tasks were ever marked, what the open ones lack, and how many of it is named.

    A paragraph that is one of the judged `decisions` is counted as such; what is `told` of one
    already, is not told again.
    """
    marked = {str(row[0]) for row in sources.rows(
        "SELECT id FROM action WHERE basis = 'stated' AND instr(id, '.') = 0")}  # fmt: skip
    lacks: list[Lack] = []
    named = 0
    for row in sources.ask("open-actions"):
        task = str(row["action"])
        nobody = not (row["owner"] or row["owner as written"])
        late = row["overdue"] and task not in told
        if task not in marked or not ((nobody and task not in decisions) or late):
            continue
        if _is_named(sources, task):
            named += 1
            continue
        text = _short(str(row["text"]))
        if nobody:
            said = f'nobody is named for the task "{text}"'
            lacks.append(sources.lack("G010", task, said, f"secretariat show {task}", 1))
        else:
            who = row["owner as written"] or row["owner"]
            said = f'the task "{text}" of {who} was due {date_words(row["due"])}'
            do = (
                f"secretariat actions --owner {row['owner']}"
                if row["owner"]
                else "secretariat actions"
            )
            lacks.append(sources.lack("G011", task, said, do, 0.5))
    return len(marked - decisions), lacks, named


def _undecided(sources: Sources) -> list[Lack]:
    """Proposals that were never decided: told, and no fault of anybody's."""
    lacks = []
    for row in sources.ask("proposals-undecided"):
        decision = str(row["decision"])
        if "#" not in decision or "." in decision or row["basis"] != "stated":
            continue  # a whole record is a draft, and told among these
        since = f", of {date_words(row['proposed on'])}" if row["proposed on"] else ""
        said = f"{row['reference']}{since}: nothing here decides this proposal"
        lacks.append(sources.lack("G012", decision, said, f"secretariat history {decision}", 0))
    return lacks


def _short(text: str, most: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} ..."
