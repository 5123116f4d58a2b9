"""Records by themselves: letters, translations, drafts, closures, retention."""

from __future__ import annotations

from archive.readiness.model import HEADINGS, Judged, Lack
from archive.readiness.sources import Row, Sources
from archive.text.spoken import date_words

#: Days in which a letter may still be answered.
ANSWERED_IN = 30


def letters(sources: Sources) -> Judged:
    """Letters to somebody that have no answer here; those to the secretariat count most."""
    number = sources.number(
        "SELECT count(*) FROM record WHERE kind = 'letter' AND NOT removed"
        " AND status NOT IN ('draft', 'withdrawn') AND instr(id, '.') = 0"
        " AND (date_start IS NULL OR date_start <= ?1)"
        " AND EXISTS (SELECT 1 FROM record_reference JOIN entity ON entity.id = target"
        " WHERE record = record.id AND field LIKE 'to.%')",
        sources.day,
    )
    ours = {str(row[0]) for row in sources.rows(
        "SELECT record FROM record_reference WHERE field LIKE 'to.%' AND (target IN"
        " (SELECT id FROM body WHERE kind = 'secretariat' UNION SELECT id FROM mandate"
        " UNION SELECT value FROM process WHERE key = 'secretariat'))")}  # fmt: skip
    lacks: list[Lack] = []
    named = young = 0
    for row in sources.ask("letters-unanswered"):
        letter, age = str(row["record"]), row["age in days"]
        if "." in letter:
            continue
        if age is not None and int(age) < ANSWERED_IN:
            young += 1
        elif sources.is_named(letter, "answer", "reply"):
            named += 1
        else:
            lacks.append(_letter(sources, row, letter in ours))
    why = "a letter to another than the secretariat counts half"
    return Judged(HEADINGS["letters"], number - young, tuple(lacks), named, why)


def _letter(sources: Sources, row: Row, ours: bool) -> Lack:
    letter = str(row["record"])
    when = f" of {date_words(row['date'])}" if row["date"] else ""
    by = f" from {row['from']}" if row["from"] else ""
    said = f"no answer to the letter{when}{by} to {row['to']} is here: {row['title']}"
    do = f"secretariat show {letter}"
    return sources.lack("G013" if ours else "G014", letter, said, do, 1 if ours else 0.5)


def translations(sources: Sources) -> Judged:
    """Works that lack a language which most works have, or the one text that counts."""
    number = sources.number(
        "WITH here AS (SELECT DISTINCT work, language FROM record WHERE NOT removed"
        " AND work IS NOT NULL AND language IS NOT NULL AND instr(id, '.') = 0),"
        " works AS (SELECT count(DISTINCT work) AS number FROM here),"
        " usual AS (SELECT language FROM here, works GROUP BY language"
        " HAVING 2 * count(*) >= max(works.number))"
        " SELECT (SELECT count(*) FROM usual) * number FROM works"
    )
    lacks: list[Lack] = []
    named = 0
    for row in sources.ask("translations-missing"):
        record, language = str(row["here as"]), str(row["missing language"])
        if "." in record:
            continue
        if sources.is_named(record, "translation", "translations", language.casefold()):
            named += 1
            continue
        said = f"the work {row['work']} ({row['title'] or record}) is not here in `{language}`"
        do = "secretariat ask translations-missing"
        thing = f"{row['work']} {language}"
        lacks.append(sources.lack("G015", record, said, do, 1, thing=thing))
    for work, record in sources.rows(
        "SELECT work, min(id) FROM record WHERE NOT removed AND work IS NOT NULL"
        " GROUP BY work HAVING count(*) > 1 AND NOT max(authoritative) AND instr(min(id), '.') = 0"
    ):
        said = f"no text of the work {work} is marked as the one that counts"
        lacks.append(sources.lack("G016", record, said, f"secretariat show {record}", 0))
    return Judged(HEADINGS["translations"], number, tuple(lacks), named)


def drafts(sources: Sources) -> Judged:
    """Records that are drafts still, out of all that ever were one."""
    number = sources.number(
        "SELECT count(*) FROM record WHERE NOT removed AND kind <> 'minutes'"
        " AND instr(id, '.') = 0 AND status <> 'withdrawn' AND (status = 'draft' OR EXISTS ("
        "SELECT 1 FROM record_state AS s WHERE s.record = record.id AND s.status = 'draft'))"
    )
    lacks: list[Lack] = []
    named = 0
    for row in sources.ask("drafts-without-final"):
        record = str(row["record"])
        if "." in record:
            continue
        if sources.is_named(record, "final", "adoption", "outcome"):
            named += 1
            continue
        when = f", of {date_words(row['date'])}" if row["date"] else ""
        said = f"{row['title']} is a draft{when}, and no final text of it is here"
        do = f"secretariat ask status-of record={record}"
        lacks.append(sources.lack("G020", record, said, do, 1))
    return Judged(HEADINGS["drafts"], number, tuple(lacks), named)


def closures(sources: Sources) -> Judged:
    """Closed records that do not say why or until when, or whose day of review has come."""
    lacks: list[Lack] = []
    number = 0
    for row in sources.ask("closed-records"):
        record = str(row["record"])
        if "." in record:
            continue
        number += 1
        do = f"secretariat show {record}"
        for part in filter(None, str(row["to be looked at"]).split("; ")):
            if "ground" in part:
                said = f"{row['title']} is for {row['for whom']} only, and says no ground"
                lacks.append(sources.lack("G021", record, said, do, 0.5))
            elif "no date" in part:
                said = f"{row['title']} is for {row['for whom']} only, and says no date of review"
                lacks.append(sources.lack("G022", record, said, do, 0.5))
            else:
                when = f" ({date_words(row['review'])})" if row["review"] else ""
                said = f"{row['title']}: {part}{when}"
                lacks.append(sources.lack("G023", record, said, do, 0.5))
    why = "a missing ground, a missing date of review and one that has come count half each"
    return Judged(HEADINGS["closures"], number, tuple(lacks), 0, why)


def retention(sources: Sources) -> Judged:
    """Records past the time for which they may be kept; personal data count most."""
    heading = HEADINGS["retention"]
    due = sources.ask("retention-due", within="0")
    number = sources.number(
        "SELECT count(*) FROM record_retention AS by JOIN record ON record.id = by.record"
        " JOIN retention ON retention.id = by.retention WHERE retention.listed"
        " AND NOT coalesce(retention.permanent, 0) AND record.disposal IS NULL"
        " AND instr(record.id, '.') = 0"
    )
    lacks = [lack for row in due if "." not in str(row["record"]) and (lack := _due(sources, row))]
    why = "what has perhaps ended, or cannot be told, and what is no personal data count a quarter"
    return Judged(heading, number, tuple(lacks), 0, why)


def _due(sources: Sources, row: Row) -> Lack | None:
    record, ended = str(row["record"]), row["has ended"]
    personal = row["personal data"] == "yes"
    until = date_words(row["kept until at most"])
    if ended == "yes" and personal:
        said = f"{row['title']} holds personal data, and was to be kept until {until}"
        return sources.lack("G024", record, said, f"secretariat dispose {record}", 1)
    if ended == "yes":
        said = f"{row['title']} was to be kept until {until}; the rule says: {row['then']}"
    elif ended == "perhaps":
        said = f"{row['title']}: its time is perhaps over, counted from {row['counted from what']}"
    elif ended == "unknown":
        event = row["counted from what"]
        said = f"{row['title']}: whether its time is over cannot be told; it counts from {event}"
    else:
        return None
    return sources.lack("G025", record, said, "secretariat retention due", 0.25)
