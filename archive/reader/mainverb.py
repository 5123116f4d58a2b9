"""Which of the main verbs of a paragraph counts, and what stands around it."""

from __future__ import annotations

from archive.reader.clause import REACH, Clause, clause, form_at
from archive.reader.ladder import TIERS, TOKEN, WORD, Ladder, Verb
from archive.reader.later import has_figure, later
from archive.reader.markers import LONGEST
from archive.reader.model import Tier

#: Sentences of a paragraph that are looked at.
SENTENCES = 12
#: Characters after a verb in which one that is joined to it is sought.
CHAIN = 1200

#: Verbs that still decide in "has been adopted"; "has been launched" only reports.
_ENACTING = frozenset({"agreed", "decided", "adopted", "endorsed", "approved", "resolved", "voted"})
_YEAR = later(r"\b(?:19|20)\d\d\b")
_THEREIN = later(r"\s*(?:in|since|en|im|pada|depuis)\s+(?:\w+\s+)?((?:19|20)\d\d)\b")
_NEXT = later(r"[.;] (?=\w)")


def strongest(ladder: Ladder, text: str, first: Clause) -> Clause | None:
    """The clause of the strongest tier among the main clauses of a paragraph."""
    best = None if first.negated else first
    if best is not None and best.verb is not None and best.verb.tier == "binding":
        return best
    if best is not None and best.verb is not None:
        best = _chained(ladder, text, best)
    if ". " not in text and "; " not in text:
        return best
    for count, stop in enumerate(_NEXT.finditer(text, 0, LONGEST)):
        if count == SENTENCES:
            break
        if text[stop.start() - 2 : stop.start()].istitle():  # "Mr. Lee", "No. 13"
            continue
        sentence = text[stop.end() : stop.end() + REACH].lower()
        if ladder.forms.keys().isdisjoint(WORD.findall(sentence)):
            continue
        next_ = clause(text, ladder, stop.end())
        fragment = next_.sort == "none" and (text[stop.start()] == ";" or not first.subject)
        if (
            next_.verb is None
            or next_.negated
            or not (fragment or next_.sort in ("we", "it", "body") or next_.passive)
        ):
            continue
        if best is None or best.verb is None or _rank(next_.verb) < _rank(best.verb):
            best = next_
    return best


def _chained(ladder: Ladder, text: str, found: Clause) -> Clause:
    """`found`, or the same with a stronger verb that is joined to it ("... and mandated")."""
    words = ladder.words
    best = found
    assert best.verb is not None
    if not any([f" {word} " in text.lower() for word in words["ands"]]):
        return best
    for link in ladder.joined.finditer(text, found.end, found.end + CHAIN):
        forms = ladder.forms.get(link["verb"].lower(), ())
        form = form_at(text, link.end(), forms)
        if form is None or form.tail or _rank(form.verb) >= _rank(best.verb):
            continue
        between = text[found.end : link.start()]
        if between[-1:] not in (",", ";") and any(
            ladder.roles.get(word.lower()) == "stop" for word in TOKEN.findall(between)
        ):
            continue
        end = link.end() + len(form.rest)
        after = TOKEN.match(text, end + 1)
        low = after[0].lower() if after else ""
        if low in words["by"] or low in words["describing"] or ". " in between:
            continue
        if "past" not in form.kinds and not (
            after and (ladder.roles.get(low) == "determiner" or after[0][:1].isupper())
        ):  # "the need for mobility and support for students"
            continue
        best = found.joined(form.verb, end)
        assert best.verb is not None
    return best


def greeting(ladder: Ladder, text: str, end: int, greeted: frozenset[str]) -> Tier | None:
    """ "Welcomed the participants" is courtesy; "welcomed the participants' offer" is not."""
    for count, token in enumerate(TOKEN.finditer(text, end, end + 60)):
        low = token[0].lower()
        role = ladder.roles.get(low)
        if low in greeted:
            after = text[token.end() : token.end() + 1]
            return None if after in ("'", "-") else "courtesy"
        if count > 2 or (role not in ("determiner", "adverb") and low != "new"):
            return None
    return None


def agent_of(ladder: Ladder, text: str, end: int) -> tuple[str, bool] | None:
    """Who did it ("adopted by the Council"), and whether they may be those who decide here."""
    by = ladder.words["by"]
    for count, token in enumerate(TOKEN.finditer(text, end, end + 120)):
        low = token[0].lower()
        if low in by:
            found = clause(text[token.end() : token.end() + 120], ladder)
            name = found.subject
            if not name:
                return None
            named_meeting = any(sign.isdigit() for sign in name)
            return name, found.sort in ("body", "we") and not named_meeting
        if count > 1:
            return None
    return None


def takes_up(ladder: Ladder, text: str, end: int) -> bool:
    """Whether the object of the verb is a proposal: "took note with thanks of the offer"."""
    manner = False
    for count, token in enumerate(TOKEN.finditer(text, end, end + 80)):
        low = token[0].lower()
        role = ladder.roles.get(low, "")
        if low in ladder.words["suggestions"]:
            return True
        if role == "preposition":
            manner = count == 0 and low != "of"
        elif role == "determiner":
            manner = False
        elif role != "adverb" and not manner:
            break
    return False


def is_past(text: str, found: Clause, year: str) -> bool:
    """Whether it only tells of what was decided in another year than `year`, or by then."""
    if found.past or (
        found.passive
        and found.perfect
        and found.verb is not None
        and found.verb.key not in _ENACTING
    ):
        return True
    said = _YEAR.search(found.intro) if found.intro else None
    if said is None:
        therein = _THEREIN.match(text, found.end) if has_figure(text) else None
        return therein is not None and therein[1] != year
    return said[0] != year


def _rank(verb: Verb) -> int:
    return TIERS.index(verb.tier)
