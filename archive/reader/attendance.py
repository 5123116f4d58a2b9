"""Who came, who sent regrets, who looked on: from lists, tables, labels and sentences.

What a text says of nobody ("None", "N/A", "no apologies", a place held by a template) gives
nobody. Who is named twice is told once, with both roles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.reader.later import later
from archive.reader.meanings import Meaning, introduces, label_of
from archive.reader.model import Present
from archive.reader.names import Person, checked, is_name, is_person, is_role, people, person
from archive.reader.presence import LABELLED, PURPOSES, Status, of_fields, of_table, told
from archive.reader.sections import Piece
from archive.reader.wording import bare, is_nothing, terms
from archive.text.paragraphs import Paragraph

#: Words one of which stands, in small letters, in every sentence that says who led; those that end
#: alike, and those with other letters than ASCII has, are only looked for where they can be.
_CUES = ("chaired", "presid", "leitung", "geleitet", "dipimpin")
_CUES_BY = ("led by", "moderated by", "facilitated by")
_CUES_BEYOND_ASCII = ("présid", "animé", "vadīja")
_LED = later(
    r"\b(?:(?:was|is|were|be(?:en)?)\s+)?(?:co-)?(?:led|chaired|presided over|moderated|"
    r"facilitated)\s+by\s+|"
    r"\b(?:geleitet von|unter der leitung von|unter leitung von|présidée? par|animée? par|"
    r"presidida por|dipimpin oleh|vadīja)\s+",
    re.IGNORECASE,
)
_LEADS = later(r"^(?P<who>[^.:;\n]{2,60}?)\s+(?:co-)?(?:chaired|presided|moderated)\b(?!\s+by)")
_STOP = later(r"\.(?=\s+[A-ZÀ-Ž]\w{2,}|\s*$)|[;\n]|\s(?:at|on|and was|who|from|in)\s(?![A-Z]\.)")
_FOR = (" for ", " from ", " of ", " by ", " von ", " de ", " dari ", " no ")
_APOLOGIES = later(
    r"\W{0,4}(?P<word>[^\W\d_]+)\s(?:(?:were|was)\s)?(?:received\s)?"
    r"(?:for|from|of|by|von|de|dari|no)\s"
)
# A letter or sign that slipped in before the bullet of an item, which so became part of another.
_STRAY = later(r"\S{1,2}\s?[*+•]\s*(?=\w)")
_EARLY_TEXT = 1500  # characters at the beginning, and
_EARLY = 12  # blocks at the beginning in which a sentence may say who led


def attendance(
    found: Sequence[Piece], paragraphs: Sequence[Paragraph], lower: str
) -> tuple[Present, ...]:
    """Everybody that is named; `found` are the pieces in sections, `lower` the text in small
    letters."""
    out: list[Present] = []
    index = 0
    while index < len(found):
        piece = found[index]
        index += 1
        if piece.purpose in LABELLED:
            # Further down "Secretary: Jane Doe" may be somebody who was elected.
            if piece.paragraph.position <= _EARLY or _among_people(found, index - 1):
                out.extend(_by_label(piece))
        elif piece.purpose not in PURPOSES:
            continue
        elif piece.paragraph.kind == "table":
            out.extend(of_table(piece, PURPOSES[piece.purpose]))
        elif piece.item and piece.how != "label":
            end = index
            while end < len(found) and found[end].item and _same(found[end], piece):
                end += 1
            out.extend(_list(found[index - 1 : end]))
            index = end
        else:
            out.extend(_line(piece))
    if _may_say_who_led(lower[:_EARLY_TEXT]):
        out.extend(_leaders(paragraphs))
    if "|" in lower:
        seen = {piece.paragraph.anchor for piece in found if piece.purpose in PURPOSES}
        for paragraph in paragraphs:
            if paragraph.kind == "table" and paragraph.anchor not in seen:
                out.extend(of_fields(paragraph))
    return _once(out)


def _may_say_who_led(early: str) -> bool:
    """Whether small letters hold a word without which nobody is read as having led."""
    return (
        any([cue in early for cue in _CUES])
        or ("ed by" in early and any([cue in early for cue in _CUES_BY]))
        or (not early.isascii() and any([cue in early for cue in _CUES_BEYOND_ASCII]))
    )


def _among_people(found: Sequence[Piece], at: int) -> bool:
    """Whether the pieces beside the one at `at` are of people too, and close to it."""
    place = found[at].paragraph.position
    return any(
        near.purpose in PURPOSES and abs(near.paragraph.position - place) <= 2
        for near in found[max(0, at - 1) : at + 2]
    )


def _same(one: Piece, other: Piece) -> bool:
    return (one.purpose, one.heading, one.group, one.how) == (
        other.purpose, other.heading, other.group, other.how,
    )  # fmt: skip


def _rule(piece: Piece) -> str:
    return f"{piece.how}:{piece.heading}"


def _by_label(piece: Piece) -> Iterator[Present]:
    """ "Chair: Jane Doe" names who leads; under a heading "Chair" a list does."""
    role = LABELLED[piece.purpose]
    for each in people(piece.text, strict=True):
        yield told(each, "present", piece.line, _rule(piece), role)


def _list(items: Sequence[Piece]) -> Iterator[Present]:
    """A list of people, which may be grouped by role, body or presence."""
    if (items[0].how == "introduction" or items[0].group) and not _of_people(items):
        return
    some_checked = any(checked(item.text) for item in items)
    groups: list[tuple[int, str | None, Status]] = []
    passed: int | None = None  # the level of a person, below whom only notes stand
    for at, item in enumerate(items):
        while groups and groups[-1][0] >= item.level:
            groups.pop()
        if passed is not None and item.level > passed:
            continue
        passed = None
        status = groups[-1][2] if groups else PURPOSES[item.purpose]
        group = groups[-1][1] if groups else item.group
        if (some_checked and checked(item.text) is False) or is_nothing(item.text):
            continue
        below = []
        for inner in items[at + 1 : at + 40]:
            if inner.level <= item.level:
                break
            below.append(inner)
        if below and _is_group(item.text, below):
            known = introduces(bare(item.text).rstrip(" :"))
            is_status = known is not None and known.purpose in PURPOSES
            came = PURPOSES[known.purpose] if known and is_status else status
            groups.append((item.level, None if is_status else bare(item.text).rstrip(" :"), came))
            continue
        if below:
            passed = item.level
        yield from _item(item, status, _role(group))


def _of_people(items: Sequence[Piece]) -> bool:
    """Whether a list looks like one of people, and not like talk under a heading of its own."""
    top = min(item.level for item in items)
    good = count = 0
    for at, item in enumerate(items):
        if item.level > top or is_nothing(item.text):
            continue
        count += 1
        inner = items[at + 1] if at + 1 < len(items) and items[at + 1].level > top else None
        each = person(item.text.split("\n", 1)[0])
        if inner is not None and not (each and (each.handle or " " in each.name)):
            each = person(inner.text)  # of a group, one of its people
        if each and (each.handle or each.role or is_person(each.name)):
            good += bool(each.handle) or " " in each.name or (top == 1 and inner is None)
    return good * 2 > count or not count


def _role(group: str | None) -> str | None:
    """A group's heading as a role; None for what says nothing, such as "Other"."""
    if group is None or is_nothing(group) or group.casefold().strip(" .") in terms("everybody"):
        return None
    return group


def _is_group(text: str, below: Sequence[Piece]) -> bool:
    said = bare(text)
    if said.endswith(":") or is_role(said):
        return True
    names = [person(each.text) for each in below if each.level == below[0].level]
    good = [each for each in names if each and is_person(each.name) and len(each.name.split()) > 1]
    return bool(names) and len(good) * 2 > len(names)


def _item(item: Piece, status: Status, group: str | None) -> Iterator[Present]:
    """The people of one item: mostly one, many where it is a label with an enumeration."""
    rule = _rule(item)
    for number, line in enumerate(item.text.split("\n")):
        if number and not line.strip():
            continue
        away = _regrets_of(line)
        if away:
            for each in away:
                yield told(each, "regrets", item.line + number, rule)
            continue
        stray = _STRAY.match(line) if number else None
        if stray:
            line = line[stray.end() :]
        parted = _labelled(line)
        if parted is not None:
            label, value, known = parted
            inner = PURPOSES.get(known.purpose, status) if known else status
            role = LABELLED.get(known.purpose) if known else label
            for each in people(value):
                yield told(each, inner, item.line + number, rule, role or group)
            continue
        several = people(line) if line.count(",") > 1 or ";" in line or " and " in line else []
        if len(several) > 1 and all(
            is_person(each.name) and (len(each.name.split()) > 1 or len(several) > 2)
            for each in several
        ):
            for each in several:
                yield told(each, status, item.line + number, rule, group)
        elif number == 0 or stray or len(line.split()) < 6:
            one = person(line)
            if one and (number == 0 or is_person(one.name)):
                yield told(one, status, item.line + number, rule, group)


def _regrets_of(line: str) -> list[Person]:
    """Those of "Apologies for Ben and Jane", "Regrets from A. Doe"."""
    said = _APOLOGIES.match(line) if any([word in line for word in _FOR]) else None
    if said is None or said["word"].casefold() not in terms("regrets"):
        return []
    return people(line[said.end() :], strict=True)


def _labelled(line: str) -> tuple[str, str, Meaning | None] | None:
    """(label, names, its meaning) of "Team members: A, B"; None where the label is the person."""
    plain = bare(line) if "](" in line or "<" in line else line
    label, colon, value = plain.partition(":")
    if not colon or not value.strip() or value.startswith("//") or len(label) > 60:
        return None
    if label.count("(") > label.count(")") or (label[-1:].isdigit() and value[0].isdigit()):
        return None  # "Jane Doe (guest: ...)", "joined at 10:15"
    known = label_of(plain)
    if known and (known[2].purpose in PURPOSES or known[2].purpose in LABELLED):
        return known
    label, value = bare(label), value.strip()
    one = person(value) if label.isupper() and len(label) <= 4 else None
    if one is not None and is_person(one.name) and " " in one.name:
        return "", value, None  # "JD: Jane Doe" says how she is called below
    if is_role(value.split(",")[0]) and not is_role(label):
        return None
    if "," in value or is_role(label) or not is_name(label) or " " not in label:
        return label, value, None
    if all(word in terms("collective") for word in label.casefold().split()):
        return label, value, None
    return None if is_person(label) else (label, value, None)


def _line(piece: Piece) -> Iterator[Present]:
    """A line of names: after a label, or a paragraph in a section of people."""
    status = PURPOSES[piece.purpose]
    for number, line in enumerate(piece.text.split("\n")):
        if not line.strip() or is_nothing(line):
            continue
        parted = _labelled(line) if piece.how == "heading" else None
        role = None
        if parted is not None:
            role, line = parted[0], parted[1]
            if parted[2]:
                status, role = PURPOSES.get(parted[2].purpose, status), None
        found = people(line, strict=piece.how != "label" and parted is None)
        if piece.how == "heading" and any(each.role and _is_speech(each.role) for each in found):
            continue
        if piece.how == "label" and not _plausible(found, line):
            continue
        for each in found:
            yield told(each, status, piece.line + number, _rule(piece), role or _role(piece.group))


def _is_speech(text: str) -> bool:
    """Whether what stands behind a name is what somebody said, not what they are."""
    return text.count(" ") > 8


def _plausible(found: Sequence[Person], line: str) -> bool:
    """Whether most of what stands after a label is names; not so in "Present: the state of it"."""
    good = sum(is_person(each.name) or bool(each.handle) or " " not in each.name for each in found)
    return bool(found) and good * 2 > len(found) and (len(found) > 1 or len(line) < 80)


def _leaders(paragraphs: Sequence[Paragraph]) -> Iterator[Present]:
    """ "The meeting was led by X and Y." """
    for paragraph in paragraphs[:_EARLY]:
        if paragraph.kind not in ("paragraph", "item") or len(paragraph.text) > 1000:
            continue
        for number, line in enumerate(paragraph.text.split("\n")):
            led = _LED.search(line)
            if led:
                who = line[led.end() :]
                stop = _STOP.search(who)
                who = who[: stop.start()] if stop else who
            else:
                leads = _LEADS.match(line)
                if leads is None:
                    continue
                who = leads["who"]
            for each in people(who, strict=True):
                role = "chair" if not each.role or each.role.casefold() == "chair" else each.role
                one = Person(each.name, None, each.handle)
                yield told(one, "present", paragraph.line_start + number, "sentence:led by", role)


def _key(name: str) -> str:
    return " ".join(name.casefold().replace(".", " ").split())


def _once(named: Sequence[Present]) -> tuple[Present, ...]:
    """Each person once and in order: the list's entry wins, and takes the role from elsewhere."""
    out: dict[tuple[str, bool], Present] = {}
    for each in named:
        key = _key(each.name), each.status == "regrets"
        first = out.get(key)
        if first is None:
            out[key] = each
            continue
        if first.rule.startswith("sentence") and not each.rule.startswith("sentence"):
            first, each = each, first
        out[key] = first._replace(
            role=_both(each.role, first.role, each.rule), handle=first.handle or each.handle
        )
    return tuple(sorted(out.values(), key=lambda each: each.line))


def _both(more: str | None, role: str | None, rule: str) -> str | None:
    """Two roles of one person as one text; what only says the same again is left out."""
    if not more or (role and more.casefold() in role.casefold()):
        return role
    if not role or role.casefold() in more.casefold():
        return more
    return f"{more}, {role}" if rule.startswith("sentence") else f"{role}, {more}"
