"""Who writes, to whom, who came, who is named: matched to the registers, names kept as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from email.utils import getaddresses

from archive.reader.model import Present, Reading
from archive.reader.names import is_person
from archive.text.folding import fold
from toolkit.intake.model import Extracted, Guess
from toolkit.intake.propose.flow import Value, flow
from toolkit.intake.propose.index import Index, index_of
from toolkit.intake.propose.kinds import LetterParts
from toolkit.intake.propose.known import Known, Named
from toolkit.intake.propose.sheet import Line, Sheet
from toolkit.intake.propose.words import begins, evened, listed

_MAX_BLOCK = 10  # lines of a signatory block
_MAX_ROWS = 2_000
_MAX_TEXT = 400_000  # characters that are looked through for names
_TITLES = re.compile(
    r"^(?:(?:h\.\s?e\.|mr|mrs|ms|mx|dr|prof|professor|sir|dame|hon|herr|frau|m|mme|sr|sra|dott|dott\.ssa|ir|drs|"
    r"ing|mag|ph\.?d|univ)\.?\s+)+",
    re.IGNORECASE,
)  # fmt: skip
_SIGNED = re.compile(
    r"^(?:\[?(?:signed|signature|gez\.?|sgd\.?|s/|\(s\)|/s/|im auftrag|in vertretung|i\.\s?a\.|"
    r"i\.\s?v\.)\]?[:.]?\s*)+",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"^(?:cc|c\.c\.|bcc|encl|enclosures?|attachments?|anlagen?|p\.?s\.?|annex|tel|phone|fax|e-?mail|www\.|https?:|\{)",
    re.IGNORECASE,
)


def sender_guess(
    extracted: Extracted, known: Known, sheet: Sheet, parts: LetterParts
) -> Guess | None:
    """Who a mail or letter comes from, as the field `from`; None where nobody signs."""
    index = index_of(known)
    written = extracted.properties.get("from", "")
    if written:
        return _from_mail(written, index)
    if parts.close is None:
        return None
    block = _block(sheet, parts.close)
    if not block:
        return None
    return _from_block(block, index)


def _from_mail(written: str, index: Index) -> Guess | None:
    pairs = getaddresses([written])[:1]
    if not pairs:
        return None
    name, address = pairs[0]
    who: dict[str, Value] = {}
    sure = 0.6
    found = index.mail.get(address.lower()) or (index.of(_bare_name(name)) if name else None)
    if found and found.sort == "person":
        who["person"], sure = found.id, 0.95
        if found.partner:
            who["partner"] = found.partner
    else:
        who["name"] = _bare_name(name) or address
    domain = _domain(address, index)
    if domain and domain.sort in ("stakeholder", "body") and "partner" not in who:
        who[domain.sort] = domain.id
        sure = min(0.9, sure + 0.2)
    return Guess(
        field="from", value=flow(who), rule="the mail's sender", confidence=sure, place="mail",
        written=written[:200],
    )  # fmt: skip


def _domain(address: str, index: Index) -> Named | None:
    host = address.lower().rpartition("@")[2]
    while "." in host:
        if host in index.domains:
            return index.domains[host]
        host = host.partition(".")[2]
    return None


def _bare_name(name: str) -> str:
    said = _SIGNED.sub("", " ".join(name.split())).strip(" ,\"'*_")
    return _TITLES.sub("", said).strip()


def _block(sheet: Sheet, close: Line) -> list[Line]:
    """The lines below the close, as far as they may be of the one who signs."""
    lines: list[Line] = []
    seen: set[int] = set()
    for line in (*sheet.head, *sheet.tail):
        if line.number <= close.number or line.number in seen:
            continue
        seen.add(line.number)
        if _STOP.match(line.text) or len(line.text) > 120 or line.level:
            break
        lines.append(line)
        if len(lines) >= _MAX_BLOCK:
            break
    return lines


def _from_block(block: Sequence[Line], index: Index) -> Guess | None:
    """A signatory block: a name, offices, an organisation, a country, in any order."""
    who: dict[str, Value] = {}
    capacity: list[str] = []
    name_line: Line | None = None
    person: Named | None = None
    partner = stakeholder = body = None
    pieces = [(line, part.strip()) for line in block for part in _pieces(line.text)]
    for line, piece in pieces:
        said = _bare_name(piece)
        found = index.of(said)
        if found and found.sort == "person" and person is None:
            person, name_line = found, line
        elif found and found.sort == "partner":
            partner = partner or found
        elif found and found.sort == "stakeholder":
            stakeholder = stakeholder or found
        elif found and found.sort == "body":
            body = body or found
        elif name_line is None and _is_name(said):
            name_line = line
            who["name"] = said
        elif said and any(character.isalpha() for character in said):
            capacity.append(said)
            inside = index.organisations.search(fold(said))
            if inside and partner is None:
                hit = index.names[inside[0]]
                partner = hit if hit.sort == "partner" else None
                stakeholder = stakeholder or (hit if hit.sort == "stakeholder" else None)
    if name_line is None:
        return None
    if person:
        who = {"person": person.id}
    if capacity:
        who["capacity"] = ", ".join(capacity[:4])
    if partner or (person and person.partner):
        who["partner"] = partner.id if partner else (person.partner if person else "")
    elif stakeholder:
        who["stakeholder"] = stakeholder.id
    elif body:
        who["body"] = body.id
    sure = 0.55 + (0.3 if person else 0.0) + (0.1 if partner or stakeholder else 0.0)
    return Guess(
        field="from", value=flow(who), rule="the block below the close", confidence=round(sure, 2),
        line=name_line.number, written=name_line.text,
    )  # fmt: skip


def _pieces(text: str) -> list[str]:
    """A line of a signature; "Jane Doe, Minister of Education" is two things."""
    first, comma, rest = text.partition(",")
    return [first, rest] if comma and _is_name(_bare_name(first)) else [text]


def _is_name(text: str) -> bool:
    return 3 <= len(text) <= 60 and not any(c.isdigit() for c in text) and is_person(text)


def addressee_guesses(
    extracted: Extracted, known: Known, sheet: Sheet, parts: LetterParts
) -> Iterator[Guess]:
    """Whom it is addressed to, as ids and groups; those without an id as a note, as written."""
    index = index_of(known)
    ids: list[str] = []
    unknown: list[str] = []
    where: Line | None = None
    written = extracted.properties.get("to", "")
    sure = 0.9
    for name, address in getaddresses([written]) if written else []:
        found = index.mail.get(address.lower()) or (index.of(_bare_name(name)) if name else None)
        found = found or _domain(address, index)
        if found:
            ids.append(found.id)
        else:
            unknown.append(_bare_name(name) or address)
    if not written and parts.greeting:
        where = parts.greeting
        written = where.text
        ids += _groups(written, known)
        sure = 0.85
        above = [line for line in sheet.head if line.number < where.number]
        for line in above[-12:]:
            label = begins(line.text, listed("addressed"))
            said = line.text[len(label) :].lstrip(" :：") if label else line.text  # noqa: RUF001
            found = index.of(_bare_name(said))
            if found and (found.sort != "body" or label):
                ids.append(found.id)
                written = f"{line.text}; {written}"
        if not ids:
            who = _bare_name(re.sub(r"[,:!،，：]\s*$", "", where.text))  # noqa: RUF001
            who = who[len(begins(who, listed("salutation")) or "") :].strip()
            found = index.of(_bare_name(who))
            if found:
                ids.append(found.id)
            elif who:
                unknown.append(who)
    if ids:
        yield Guess(
            field="to", value=flow(list(dict.fromkeys(ids))), rule="whom it greets or names",
            confidence=sure, line=where.number if where else 0, place="" if where else "mail",
            written=written[:200],
        )  # fmt: skip
    if unknown:
        yield Guess(
            field="note", value=f"Addressed to {', '.join(unknown[:20])}.",
            rule="an addressee that is in no register", confidence=0.5,
            line=where.number if where else 0, place="" if where else "mail", written=written[:200],
        )  # fmt: skip


def _groups(greeting: str, known: Known) -> list[str]:
    """The groups that a greeting names: "Dear ASEM partners and stakeholders"."""
    said = f" {re.sub(r'[^a-z ]', ' ', evened(greeting))} "
    said = f" {' '.join(said.split())} "
    out: list[tuple[int, str]] = []
    for group in sorted(known.groups, key=len, reverse=True):
        name = group.replace("-", " ")
        for form in (name, name.removesuffix("s")):
            at = said.find(f" {form} ")
            if at >= 0:
                out.append((at, group))
                said = said.replace(f" {form} ", f" {'_' * len(form)} ")
                break
    return [group for _, group in sorted(out)]


def people_guess(known: Known, sheet: Sheet) -> Guess | None:
    """The persons of the register whose full names stand in the text."""
    index = index_of(known)
    text = sheet.text[:_MAX_TEXT]
    hits = list(dict.fromkeys(match[0] for match in index.persons.finditer(fold(text))))
    ids = list(dict.fromkeys(index.names[hit].id for hit in hits))
    if not ids:
        return None
    first = index.names[hits[0]].names[0]
    return Guess(
        field="people", value=flow(ids), rule="names of the register", confidence=0.85,
        line=line_of(text, first), written=first,
    )  # fmt: skip


def line_of(text: str, words: str) -> int:
    """The line in which `words` first stand, in any case; 0 where they do not as they are."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    match = re.search(pattern, text, re.IGNORECASE)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def attendance_guess(known: Known, reading: Reading) -> Guess | None:
    """Who came, one mapping for each: the name as written, and what of the registers it is."""
    rows = reading.present[:_MAX_ROWS]
    if not rows:
        return None
    index = index_of(known)
    out: list[Value] = []
    matched = 0
    for row in rows:
        who = _row(row, index)
        matched += any(key in who for key in ("partner", "stakeholder", "person"))
        out.append(who)
    sure = 0.6 + 0.35 * matched / len(rows)
    return Guess(
        field="attendance", value=flow(out), rule=f"{rows[0].rule} ({len(rows)} named)",
        confidence=round(sure, 2), line=rows[0].line, written=rows[0].name,
    )  # fmt: skip


def _office(row: Present, who: Mapping[str, Value], index: Index) -> str:
    """What somebody is, without the partner or organisation, which `who` has already."""
    parts = [part.strip() for part in (row.role or "").split(",")]
    matched = {str(held) for held in who.values()}
    known = [index.of(_bare_name(part)) if part else None for part in parts]
    left = [p for p, k in zip(parts, known, strict=True) if p and not (k and k.id in matched)]
    return ", ".join(left)


def _row(row: Present, index: Index) -> dict[str, Value]:
    who: dict[str, Value] = {}
    for said in (row.name, row.role or ""):
        for part in (said, *re.split(r"[,;()/–—-]\s*", said)):  # noqa: RUF001
            found = index.of(_bare_name(part)) if part.strip() else None
            if found and found.sort in ("partner", "stakeholder", "person"):
                who.setdefault(found.sort, found.id)
    if not any(key in who for key in ("partner", "stakeholder")):
        inside = index.organisations.search(fold(f"{row.name} ; {row.role or ''}"))
        if inside:
            found = index.names[inside[0]]
            who[found.sort] = found.id
    who["name"] = row.name
    if role := _office(row, who, index):
        who["role"] = role
    if row.status != "present":
        who["status"] = row.status
    return who
